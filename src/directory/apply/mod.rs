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

pub(super) use accounts::is_role_name;
pub use acting::{ActingAs, ActingAsSystem};
pub(super) use delegations::MAX_DELEGATES;
pub(super) use meetings::MAX_ALTERNATIVE_HOSTS;

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::facts::delegation;
use super::rows::{Account, AccountNumber, AppNumber, MeetingRow, Member, StoredRole};
use super::{Actor, Authority, Change, Directory, Lack, Operation, Refusal, Restriction, Who};
use crate::facts::{Access, Privileges, SeatRole, UserStatus};
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
    /// use consentry::directory::{Actor, Change, Directory, NewId, Operation, Refusal};
    ///
    /// let add = Change::by(Actor::System, Operation::AddAccount { account: 1_u64.into(), owner: 2_u64.into() });
    /// let mut directory = Directory::new();
    /// assert_eq!(directory.apply(&add), Ok(1));
    /// let refusal = directory.apply(&add).unwrap_err();
    /// assert_eq!(refusal, Refusal::AlreadyExists(NewId::Account(1_u64.into())));
    /// assert_eq!(directory.revision(), 1);
    /// ```
    pub fn apply(&mut self, change: &Change) -> Result<u64, Refusal> {
        let by = By { actor: self.resolve_actor(change.by)?, operation: &change.operation };
        match &change.operation {
            Operation::AddAccount { account, owner } => self.add_account_by(by, *account, *owner),
            Operation::AddUser { account, user, role } => self.add_user_by(by, *account, *user, role),
            Operation::SetRole { user, role } => self.set_role_by(by, *user, role),
            Operation::DefineRole { account, role, privileges } => {
                self.define_role_by(by, *account, role, *privileges)
            }
            Operation::DeleteRole { account, role } => self.delete_role_by(by, *account, role),
            Operation::TransferOwnership { account, to } => self.transfer_ownership_by(by, *account, *to),
            Operation::DeactivateUser { user } => self.set_status_by(by, *user, UserStatus::Deactivated),
            Operation::ActivateUser { user } => self.set_status_by(by, *user, UserStatus::Active),
            Operation::RemoveUser { user, heir } => self.remove_user_by(by, *user, *heir),

            Operation::RegisterApp { app, manifest } => self.register_app_by(by, *app, manifest),
            Operation::UpdateApp { app, manifest } => self.update_app_by(by, *app, manifest),
            Operation::UnpublishApp { app } => self.unpublish_app_by(by, *app),
            Operation::PublishApp { app } => self.publish_app_by(by, *app),
            Operation::SetPolicy { account, listed, unlisted, on_withdrawal, own } => {
                self.set_policy_by(by, *account, *listed, *unlisted, *on_withdrawal, *own)
            }
            Operation::ApproveApp { account, app, audience } => {
                self.approve_app_by(by, *account, *app, *audience)
            }
            Operation::WithdrawApproval { account, app, audience } => {
                self.withdraw_approval_by(by, *account, *app, *audience)
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
            Operation::UpdateMeeting { meeting, number, topic } => {
                self.update_meeting_by(by, *meeting, *number, topic)
            }
            Operation::CancelMeeting { meeting } => self.cancel_meeting_by(by, *meeting),
            Operation::MoveMeeting { meeting, to } => self.move_meeting_by(by, *meeting, *to),
            Operation::SetAlternativeHosts { meeting, users } => {
                self.set_alternative_hosts_by(by, *meeting, users)
            }
            Operation::StartMeeting { meeting } => self.start_meeting_by(by, *meeting),
            Operation::EndMeeting { meeting } => self.end_meeting_by(by, *meeting),
            Operation::StopApp { meeting, app } => self.stop_app_by(by, *meeting, *app),
            Operation::AllowApp { meeting, app } => self.allow_app_by(by, *meeting, *app),
            Operation::AllowMedia { meeting, app } => self.allow_media_by(by, *meeting, *app),
            Operation::ForbidMedia { meeting, app } => self.forbid_media_by(by, *meeting, *app),
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
    /// use consentry::directory::{Actor, Change, Directory, Operation};
    /// use consentry::facts::AccountRole;
    ///
    /// let (acme, olga) = (1_u64.into(), 2_u64.into());
    /// let add_account = Operation::AddAccount { account: acme, owner: olga };
    /// let add_ann = Operation::AddUser { account: acme, user: 3_u64.into(), role: AccountRole::Member };
    /// let changes =
    ///     [add_account.clone(), add_account, add_ann].map(|operation| Change::by(Actor::System, operation));
    ///
    /// let report = Directory::new().apply_each(&changes);
    /// let refused: Vec<bool> = report.iter().map(Result::is_err).collect();
    /// assert_eq!(refused, [false, true, false]);
    /// ```
    pub fn apply_each<'c>(
        &mut self,
        changes: impl IntoIterator<Item = &'c Change>,
    ) -> Vec<Result<u64, Refusal>> {
        changes.into_iter().map(|change| self.apply(change)).collect()
    }
}

/// The actor of a change, once its name is resolved.
#[derive(Clone, Copy)]
enum ResolvedActor {
    System,
    User(Member),
}

/// Who makes which change.
#[derive(Clone, Copy)]
struct By<'a> {
    actor: ResolvedActor,
    operation: &'a Operation,
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
        self.find_account(id).ok_or(Refusal::UnknownAccount(id))
    }

    pub(super) fn known_user(&self, id: UserId) -> Result<Member, Refusal> {
        self.find_user(id).map(|user| user.row.member()).ok_or(Refusal::UnknownUser(id))
    }

    pub(super) fn known_app(&self, id: AppId) -> Result<AppNumber, Refusal> {
        self.apps.find(id).map(|(app, _)| app).ok_or(Refusal::UnknownApp(id))
    }

    pub(super) fn known_meeting(&self, id: MeetingUuid) -> Result<&MeetingRow, Refusal> {
        self.find_meeting(id).ok_or(Refusal::UnknownMeeting(id))
    }
}

/// Checking who may make a change.
impl Directory {
    /// Refuses an actor who is none of those who may make the change.
    fn permit(&self, by: By<'_>) -> Outcome {
        self.permit_within(by, |_| None)
    }

    /// The same, within what restricts an administrator. Who may make the change for another reason is not restricted.
    fn permit_within(&self, by: By<'_>, restriction: impl FnOnce(Member) -> Option<Restriction>) -> Outcome {
        let who = by.operation.authority(self)?;
        let ResolvedActor::User(actor) = by.actor else {
            return refuse_unless(who.who().contains(&Who::System), || not_permitted(who, None));
        };
        let is = |who: &&Who| self.is(actor, **who);
        let restriction = match who.who().iter().filter(is).min_by_key(|who| who.is_administrator()) {
            None => return Err(not_permitted(who, None)),
            Some(_) if !self.is_active(actor) => Some(Restriction::ActorInactive),
            Some(as_whom) if as_whom.is_administrator() => restriction(actor),
            Some(_) => None,
        };
        refuse_unless(restriction.is_none(), || not_permitted(who, restriction))
    }

    /// Refuses an actor whose role lacks privileges, with those.
    fn permit_privileges(&self, by: By<'_>, missing: Privileges) -> Outcome {
        if missing.is_empty() {
            return Ok(());
        }
        let (who, restriction) = (by.operation.authority(self)?, Some(Restriction::PrivilegesMissing));
        Err(Refusal::NotPermitted(Box::new(Lack { who, restriction, missing })))
    }

    /// Whether a user is meant, deactivated or not.
    fn is(&self, user: Member, who: Who) -> bool {
        match who {
            Who::System => false,
            Who::User(id) => user.id == id,
            Who::Administrator { account, privileges } => {
                self.account(user.account).id == account && self.holds(user).contains(privileges)
            }
            Who::OwnerOf(account) => {
                let row = self.account(user.account);
                row.id == account && row.owner == user.slot
            }
            Who::SchedulerOf(owner) => self.find_user(owner).is_some_and(|owner| {
                delegation(owner.row, self.user(user.id)).access.contains(Access::SCHEDULE)
            }),
            Who::AlternativeHost(meeting) => {
                self.find_meeting(meeting).is_some_and(|row| row.alternative_hosts.contains(&user.id))
            }
            Who::Host(meeting) => self
                .find_meeting(meeting)
                .is_some_and(|row| row.seats.of_user(user.id).iter().any(|seat| seat.role == SeatRole::Host)),
        }
    }

    fn is_active(&self, user: Member) -> bool {
        self.user(user.id).status == UserStatus::Active
    }

    /// Refuses a view to whoever is no administrator for a privilege.
    pub(super) fn permit_view(
        &self,
        user: Member,
        account: AccountNumber,
        privileges: Privileges,
    ) -> Outcome {
        let who = Who::Administrator { account: self.account(account).id, privileges };
        let restriction = (!self.is_active(user)).then_some(Restriction::ActorInactive);
        refuse_unless(self.is(user, who) && restriction.is_none(), || {
            not_permitted([who].into(), restriction.filter(|_| self.is(user, who)))
        })
    }

    fn holds(&self, user: Member) -> Privileges {
        self.user(user.id).privileges
    }
}

/// What restricts an administrator who has a custom role. The owner and admins are not restricted.
impl Directory {
    fn has_custom_role(&self, user: Member) -> bool {
        matches!(self.user(user.id).role, StoredRole::Custom(_))
    }

    /// The actor would give privileges that its own role does not hold.
    fn beyond_own_role(&self, actor: Member, given: Privileges) -> Option<Restriction> {
        let beyond = self.has_custom_role(actor) && !self.holds(actor).contains(given);
        beyond.then_some(Restriction::BeyondOwnRole)
    }

    /// The actor would hand out a role of an account that is stronger than its own.
    fn hands_out_more(&self, actor: Member, account: &Account, role: StoredRole) -> Option<Restriction> {
        match role {
            StoredRole::Owner | StoredRole::Admin => {
                self.has_custom_role(actor).then_some(Restriction::BeyondOwnRole)
            }
            StoredRole::Member | StoredRole::Custom(_) => {
                self.beyond_own_role(actor, account.privileges(role))
            }
        }
    }

    /// The actor would do it for a user whose role is stronger than its own.
    fn for_somebody_stronger(&self, actor: Member, user: Member) -> Option<Restriction> {
        let account = self.account(user.account);
        let stronger = self.hands_out_more(actor, account, self.user(user.id).role);
        stronger.map(|_| Restriction::StrongerUser)
    }

    /// The actor would do it for itself.
    fn in_own_favor(&self, actor: Member, user: Member) -> Option<Restriction> {
        (self.has_custom_role(actor) && actor == user).then_some(Restriction::OwnFavor)
    }
}

fn not_permitted(who: Authority, restriction: Option<Restriction>) -> Refusal {
    let missing = Privileges::empty();
    Refusal::NotPermitted(Box::new(Lack { who, restriction, missing }))
}

/// Refuses unless a condition holds.
fn refuse_unless<R: Into<Refusal>>(condition: bool, refusal: impl FnOnce() -> R) -> Outcome {
    if condition { Ok(()) } else { Err(refusal().into()) }
}
