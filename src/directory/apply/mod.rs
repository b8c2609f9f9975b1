//! Applying changes: each is checked, name by name and then in the order of [`Refusal`], and happens whole.
//!
//! Every operation is one function that reads as its row of the rules: the names it needs, who may, what else
//! it asks for, and last, after the last check, what it does.

mod accounts;
mod apps;
mod delegations;
mod installations;
mod meetings;
mod acting;

pub use acting::{ActingAs, ActingAsSystem};
pub(super) use delegations::MAX_DELEGATES;

use alloc::vec::Vec;

use super::handle::{AccountNumber, AppNumber, Member};
use super::rows::{Account, MeetingRow, StoredRole};
use super::{Actor, Change, Directory, Operation, Refusal};
use crate::facts::{Privileges, UserStatus};
use crate::id::{AccountId, AppId, MeetingUuid, UserId};

impl Directory {
    /// Makes a change, or refuses it and changes nothing. Gives the new [revision](Self::revision).
    ///
    /// # Errors
    ///
    /// An unknown actor or name, a name that must be new and is not, an actor who may not make the change, and
    /// whatever else the operation forbids. Of several the first is told, in the order that [`Refusal`] explains.
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
        let by = self.acting(change.by)?;
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
        // A snapshot may say any revision: at the end of the numbers it stays.
        self.revision = self.revision.saturating_add(1);
        Ok(self.revision)
    }

    /// Makes each of several changes on its own, and reports each: one that is refused stops none of the others.
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

    /// The world that the accepted changes of another directory lead to, from the empty one.
    ///
    /// # Errors
    ///
    /// The first change that is refused, and why. Changes that were accepted once, in their order, are never
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
    /// assert_eq!((error.place, error.refusal), (1, Refusal::AlreadyExists));
    /// # Ok::<_, ReplayError>(())
    /// ```
    pub fn replay<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Result<Self, ReplayError> {
        let mut directory = Self::new();
        for (place, change) in changes.into_iter().enumerate() {
            directory.apply(change).map_err(|refusal| ReplayError { place, refusal })?;
        }
        Ok(directory)
    }
}

/// A change of a log was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("change {place} of the log is refused: {refusal}")]
#[non_exhaustive]
pub struct ReplayError {
    /// Which change, counted from 0.
    pub place: usize,
    /// Why.
    pub refusal: Refusal,
}

/// Who acts, found.
#[derive(Clone, Copy)]
enum Acting {
    System,
    User(Member),
}

impl Acting {
    /// Only the platform itself may.
    fn system_alone(self) -> Outcome {
        ensure(matches!(self, Self::System), Refusal::NotPermitted)
    }
}

/// The outcome of one operation.
type Outcome = Result<(), Refusal>;

/// The names of a change: known or refused.
impl Directory {
    fn acting(&self, by: Actor) -> Result<Acting, Refusal> {
        match by {
            Actor::System => Ok(Acting::System),
            Actor::User(user) => self.known_user(user).map(Acting::User),
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

/// Who may. A deactivated user may do nothing.
impl Directory {
    fn is_active(&self, user: Member) -> bool {
        self.user(user.id).status == UserStatus::Active
    }

    /// The actor is this user.
    fn is_user(&self, by: Acting, user: Member) -> bool {
        matches!(by, Acting::User(actor) if actor == user && self.is_active(actor))
    }

    /// The actor is an administrator of the account for a privilege.
    fn administers(&self, by: Acting, account: AccountNumber, privilege: Privileges) -> bool {
        matches!(by, Acting::User(actor) if self.is_administrator(actor, account, privilege))
    }

    /// The user is an administrator of the account for a privilege.
    pub(super) fn is_administrator(
        &self,
        user: Member,
        account: AccountNumber,
        privilege: Privileges,
    ) -> bool {
        user.account == account && self.is_active(user) && self.holds(user).contains(privilege)
    }

    /// What the role of a user holds.
    fn holds(&self, user: Member) -> Privileges {
        self.user(user.id).privileges
    }

    /// What an actor whose role is custom may hand out or touch at the most; others have no such limit.
    fn limit(&self, by: Acting) -> Option<Privileges> {
        match by {
            Acting::System => None,
            Acting::User(actor) => match self.user(actor.id).role {
                StoredRole::Owner | StoredRole::Admin | StoredRole::Member => None,
                StoredRole::Custom(_) => Some(self.holds(actor)),
            },
        }
    }

    /// A role is within an actor's limit: an actor with a custom role has no say over admins, nor over a role
    /// that holds what its own does not.
    fn within_limit(&self, by: Acting, account: &Account, role: StoredRole) -> bool {
        self.limit(by)
            .is_none_or(|limit| role != StoredRole::Admin && limit.contains(account.privileges(role)))
    }
}

/// A check.
pub(super) fn ensure(holds: bool, otherwise: Refusal) -> Outcome {
    if holds { Ok(()) } else { Err(otherwise) }
}
