//! Applying changes. Each change is checked and then applied in full, or refused and not applied at all.
//!
//! Every operation is one function, which reads like its row in the rules: it resolves the names, checks that the actor may
//! make the change, checks whatever else the operation requires, and, below a blank line, takes effect. Nothing is changed
//! before the last check, and nothing can fail after it.

mod accounts;
mod apps;
mod delegations;
mod installations;
mod meetings;
mod acting;

pub use acting::{ActingAs, ActingAsSystem};
pub(super) use delegations::MAX_DELEGATES;

use alloc::vec::Vec;

use super::rows::{Account, AccountNumber, AppNumber, MeetingRow, Member, StoredRole};
use super::{Actor, Change, Directory, Operation, Refusal};
use crate::facts::{Privileges, UserStatus};
use crate::id::{AccountId, AppId, MeetingUuid, UserId};

impl Directory {
    /// Applies a change in full, or refuses it and changes nothing. Returns the new [revision](Self::revision).
    ///
    /// # Errors
    ///
    /// * The actor or another name in the change is unknown.
    /// * A name that must be new is in use.
    /// * The actor may not make the change.
    /// * The operation forbids the change for another reason, which [`Operation`] describes.
    ///
    /// If several apply, the first in the order that [`Refusal`] explains is returned.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Actor, Change, Directory, Operation, Refusal};
    ///
    /// let add = Change::by(Actor::System, Operation::AddAccount { account: 1_u64.into(), owner: 2_u64.into() });
    /// let mut directory = Directory::new();
    /// assert_eq!(directory.apply(&add), Ok(1));
    /// assert_eq!(directory.apply(&add), Err(Refusal::AlreadyExists));
    /// assert_eq!(directory.revision(), 1);
    /// ```
    pub fn apply(&mut self, change: &Change) -> Result<u64, Refusal> {
        let by = self.resolve_actor(change.by)?;
        match &change.operation {
            Operation::AddAccount { account, owner } => self.add_account_by(by, *account, *owner),
            Operation::AddUser { account, user, role } => self.add_user_by(by, *account, *user, role),
            Operation::SetRole { user, role } => self.set_role_by(by, *user, role),
            Operation::DefineRole { account, role, privileges } => {
                self.define_role_by(by, *account, role, *privileges)
            }
            Operation::TransferOwnership { account, to } => self.transfer_ownership_by(by, *account, *to),
            Operation::DeactivateUser { user } => self.set_status_by(by, *user, UserStatus::Deactivated),
            Operation::ActivateUser { user } => self.set_status_by(by, *user, UserStatus::Active),
            Operation::RemoveUser { user } => self.remove_user_by(by, *user),

            Operation::RegisterApp { app, manifest } => self.register_app_by(by, *app, manifest),
            Operation::UpdateApp { app, manifest } => self.update_app_by(by, *app, manifest),
            Operation::UnpublishApp { app } => self.unpublish_app_by(by, *app),
            Operation::PublishApp { app } => self.publish_app_by(by, *app),
            Operation::SetPolicy { account, listed, unlisted, on_withdrawal } => {
                let policy = crate::facts::Policy {
                    listed: *listed,
                    unlisted: *unlisted,
                    on_withdrawal: *on_withdrawal,
                };
                self.set_policy_by(by, *account, policy)
            }
            Operation::ApproveApp { account, app, user } => self.approve_app_by(by, *account, *app, *user),
            Operation::WithdrawApproval { account, app, user } => {
                self.withdraw_approval_by(by, *account, *app, *user)
            }
            Operation::RequestApp { user, app } => self.request_app_by(by, *user, *app),
            Operation::DeclineRequest { user, app } => self.decline_request_by(by, *user, *app),

            Operation::Install { user, app, optional_scopes, shared } => {
                self.install_by(by, *user, *app, *optional_scopes, *shared)
            }
            Operation::InstallFor { user, app } => self.install_for_by(by, *user, *app),
            Operation::GrantSharedAccess { user, app } => self.grant_shared_access_by(by, *user, *app),
            Operation::RevokeSharedAccess { user, app } => self.revoke_shared_access_by(by, *user, *app),
            Operation::DisableInstallation { user, app } => self.disable_by(by, *user, *app),
            Operation::EnableInstallation { user, app } => self.enable_by(by, *user, *app),
            Operation::Uninstall { user, app } => self.uninstall_by(by, *user, *app),

            Operation::Delegate { delegator, delegate, access } => {
                self.delegate_by(by, *delegator, *delegate, *access)
            }
            Operation::RevokeDelegation { delegator, delegate } => {
                self.revoke_delegation_by(by, *delegator, *delegate)
            }

            Operation::ScheduleMeeting { owner, meeting, number, topic, kind } => {
                self.schedule_meeting_by(by, *owner, *meeting, *number, topic, *kind)
            }
            Operation::StartMeeting { meeting } => self.start_meeting_by(by, *meeting),
            Operation::EndMeeting { meeting } => self.end_meeting_by(by, *meeting),
            Operation::Join { meeting, user, participant, role } => {
                self.join_by(by, *meeting, *user, *participant, *role)
            }
            Operation::Leave { meeting, participant } => self.leave_by(by, *meeting, *participant),
            Operation::SetSeatRole { meeting, participant, role } => {
                self.set_seat_role_by(by, *meeting, *participant, *role)
            }
            Operation::OpenApp { meeting, participant, app } => {
                self.open_app_by(by, *meeting, *participant, *app)
            }
            Operation::CloseApp { meeting, participant, app } => {
                self.close_app_by(by, *meeting, *participant, *app)
            }
            Operation::ConfirmCalendarEvent { user, meeting, event } => {
                self.confirm_calendar_event_by(by, *user, *meeting, event)
            }
        }?;
        // A snapshot can contain any revision, even the largest number. The revision then stays what it is.
        self.revision = self.revision.saturating_add(1);
        Ok(self.revision)
    }

    /// Applies several changes, each on its own, and reports each. A refused change does not stop the others.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Actor, Change, Directory, Operation, Refusal};
    /// use consentry::facts::AccountRole;
    ///
    /// let (acme, olga) = (1_u64.into(), 2_u64.into());
    /// let add_account = Operation::AddAccount { account: acme, owner: olga };
    /// let add_ann = Operation::AddUser { account: acme, user: 3_u64.into(), role: AccountRole::Member };
    /// let changes =
    ///     [add_account.clone(), add_account, add_ann].map(|operation| Change::by(Actor::System, operation));
    ///
    /// let report = Directory::new().apply_each(&changes);
    /// assert_eq!(report, [Ok(1), Err(Refusal::AlreadyExists), Ok(2)]);
    /// ```
    pub fn apply_each<'c>(
        &mut self,
        changes: impl IntoIterator<Item = &'c Change>,
    ) -> Vec<Result<u64, Refusal>> {
        changes.into_iter().map(|change| self.apply(change)).collect()
    }

    /// Rebuilds a directory from the accepted changes of another one, in their order. The two are equal.
    ///
    /// # Errors
    ///
    /// The first change that is refused, and why. Changes that one directory has accepted, from the first on, are never
    /// refused.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Actor, Change, Directory, Operation, Refusal, ReplayError};
    ///
    /// let add = Change::by(Actor::System, Operation::AddAccount { account: 1_u64.into(), owner: 2_u64.into() });
    /// assert_eq!(Directory::replay([&add])?.revision(), 1);
    /// let error = Directory::replay([&add, &add]).unwrap_err();
    /// assert_eq!((error.index, error.refusal), (1, Refusal::AlreadyExists));
    /// # Ok::<_, ReplayError>(())
    /// ```
    pub fn replay<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Result<Self, ReplayError> {
        let mut directory = Self::new();
        for (index, change) in changes.into_iter().enumerate() {
            directory.apply(change).map_err(|refusal| ReplayError { index, refusal })?;
        }
        Ok(directory)
    }
}

/// A change in a log was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("change {index} of the log is refused: {refusal}")]
#[non_exhaustive]
pub struct ReplayError {
    /// The position of the change in the log, counted from 0.
    pub index: usize,
    /// The reason why the change was refused.
    pub refusal: Refusal,
}

/// The actor of a change, once its name is resolved.
#[derive(Clone, Copy)]
enum ResolvedActor {
    System,
    User(Member),
}

impl ResolvedActor {
    /// Refuses every user: only the platform itself may make the change.
    fn system_alone(self) -> Outcome {
        refuse_unless(matches!(self, Self::System), Refusal::NotPermitted)
    }
}

/// The outcome of an operation, or of one of its checks.
type Outcome = Result<(), Refusal>;

/// Resolving the names in a change.
impl Directory {
    fn resolve_actor(&self, by: Actor) -> Result<ResolvedActor, Refusal> {
        match by {
            Actor::System => Ok(ResolvedActor::System),
            Actor::User(user) => self.known_user(user).map(ResolvedActor::User),
        }
    }

    pub(super) fn known_account(&self, id: AccountId) -> Result<AccountNumber, Refusal> {
        self.find_account(id).ok_or(Refusal::UnknownAccount)
    }

    pub(super) fn known_user(&self, id: UserId) -> Result<Member, Refusal> {
        self.find_user(id).map(|user| user.row.member()).ok_or(Refusal::UnknownUser)
    }

    pub(super) fn known_app(&self, id: AppId) -> Result<AppNumber, Refusal> {
        self.apps.find(id).map(|(app, _)| app).ok_or(Refusal::UnknownApp)
    }

    pub(super) fn known_meeting(&self, id: MeetingUuid) -> Result<&MeetingRow, Refusal> {
        self.find_meeting(id).ok_or(Refusal::UnknownMeeting)
    }
}

/// Checking that the actor may make a change. A deactivated user may make none.
impl Directory {
    fn is_active(&self, user: Member) -> bool {
        self.user(user.id).status == UserStatus::Active
    }

    /// Whether the actor is this user, and active.
    fn is_user(&self, by: ResolvedActor, user: Member) -> bool {
        matches!(by, ResolvedActor::User(actor) if actor == user && self.is_active(actor))
    }

    /// Whether the actor is an administrator of the account for a privilege.
    fn administers(&self, by: ResolvedActor, account: AccountNumber, privilege: Privileges) -> bool {
        matches!(by, ResolvedActor::User(actor) if self.is_administrator(actor, account, privilege))
    }

    /// Whether the user is an administrator of the account for a privilege: active, a member, with a role that contains it.
    pub(super) fn is_administrator(
        &self,
        user: Member,
        account: AccountNumber,
        privilege: Privileges,
    ) -> bool {
        user.account == account && self.is_active(user) && self.holds(user).contains(privilege)
    }

    /// The privileges of a user's role.
    fn holds(&self, user: Member) -> Privileges {
        self.user(user.id).privileges
    }

    /// The most that the actor may give to others or take from them. Only custom roles have this limit: without it, their
    /// users could give themselves more than they have.
    fn limit(&self, by: ResolvedActor) -> Option<Privileges> {
        match by {
            ResolvedActor::System => None,
            ResolvedActor::User(actor) => match self.user(actor.id).role {
                StoredRole::Owner | StoredRole::Admin | StoredRole::Member => None,
                StoredRole::Custom(_) => Some(self.holds(actor)),
            },
        }
    }

    /// Whether a role is within the actor's limit. A custom role has no authority over admins, nor over a role with
    /// privileges that it lacks itself.
    fn within_limit(&self, by: ResolvedActor, account: &Account, role: StoredRole) -> bool {
        self.limit(by)
            .is_none_or(|limit| role != StoredRole::Admin && limit.contains(account.privileges(role)))
    }
}

/// A check of an operation: refuses the change unless the condition holds.
pub(super) fn refuse_unless(condition: bool, refusal: Refusal) -> Outcome {
    if condition { Ok(()) } else { Err(refusal) }
}
