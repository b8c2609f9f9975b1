//! A model of the changes: section 7 of `docs/rules.md`, read a second time.
//!
//! The small worlds, the fuzz target `changes` and the tests compare a directory with it after every change.
//!
//! The model is independent of the crate's own code for changes. Its world is the plain rows of a [`Snapshot`], which it
//! searches from the first to the last and edits in place; the crate keeps tables and indexes. It never returns early: it
//! lists every objection to a change, whether or not an earlier one holds, and the refusal is the first in the order of
//! [`Refusal::ALL`]; the crate checks one rule after another and stops at the first. It has its own tables of what a
//! privilege includes and which privileges cover a scope or an access, and its own check of a manifest. From the crate it
//! uses the types of rows, the names of words, and the conversion of a manifest that it has already checked.
//!
//! One function reads one operation: the names that it requires, who may make it, what else forbids it, and what it
//! does. `read` calls them from a `match` without a wildcard, so a new operation does not compile until somebody
//! has read the rules for it.

mod actor;
mod edit;
mod privileges;

mod accounts;
mod apps;
mod delegations;
mod installations;
mod meetings;

use consentry::directory::{Actor, Change, Operation, Refusal, Snapshot};
use consentry::facts::{AccountRole, MeetingState, Publication, UserStatus};
use consentry::{AccountId, AppId, Manifest, MeetingUuid, ParticipantId, UserId};

use crate::laws::rows::Rows;
use actor::By;

pub use installations::can_open;
pub use meetings::fits;

/// Makes a change to the rows, or refuses it and leaves them as they are.
pub fn apply(rows: &mut Rows, change: &Change) -> Result<u64, Refusal> {
    let edit = judge(rows, change)?;
    rows.snapshot = edited(rows, edit);
    Ok(rows.snapshot.revision)
}

/// What is wrong about a change that was refused, or that led to these rows.
pub fn contradiction(
    before: &Rows,
    change: &Change,
    refused: Option<Refusal>,
    after: &Snapshot,
) -> Option<String> {
    match (judge(before, change), refused) {
        (Err(expected), Some(refused)) => (expected != refused).then(|| {
            format!("refused as `{}`; by the rules it is refused as `{}`", refused.name(), expected.name())
        }),
        (Err(expected), None) => {
            Some(format!("accepted; by the rules it is refused as `{}`", expected.name()))
        }
        (Ok(_), Some(refused)) => {
            Some(format!("refused as `{}`; by the rules it is accepted", refused.name()))
        }
        (Ok(edit), None) => {
            let expected = edited(before, edit);
            (expected != *after).then(|| difference(&format!("{expected:#?}"), &format!("{after:#?}")))
        }
    }
}

fn edited(before: &Rows, edit: Edit) -> Snapshot {
    let mut rows = before.snapshot.clone();
    edit(&mut rows);
    edit::tidy(&mut rows);
    rows.revision += 1;
    rows
}

/// The lines around the first in which the rows differ.
fn difference(expected: &str, found: &str) -> String {
    let same = expected.lines().zip(found.lines()).take_while(|(expected, found)| expected == found).count();
    let around = |text: &str| {
        let lines: Vec<&str> = text.lines().skip(same.saturating_sub(4)).take(10).collect();
        lines.join("\n")
    };
    format!("by the rules it leads to\n{}\nand it has led to\n{}", around(expected), around(found))
}

/// A refusal, and whether there is a reason for it.
type Objection = (bool, Refusal);

/// What a change does to the rows. It need not keep them sorted, nor remove empty entries.
type Edit = Box<dyn FnOnce(&mut Snapshot)>;

/// All that the rules say about one change.
struct Reading {
    /// An objection for each name that must be known, in the order of the operation's fields.
    names: Vec<Objection>,
    /// Whether the actor is permitted to make the change.
    may: bool,
    /// Every other objection, in any order.
    faults: Vec<Objection>,
    edit: Edit,
}

/// The effect of a change, or the first objection to it.
fn judge(rows: &Rows, change: &Change) -> Result<Edit, Refusal> {
    let before = Before { rows, by: By { rows, actor: change.by } };
    let Reading { names, may, faults, edit } = read(&before, change.operation.clone());
    let actor = match change.by {
        Actor::System => None,
        Actor::User(by) => Some(before.unknown_user(by)),
    };
    let stands = |(stands, refusal): Objection| stands.then_some(refusal);
    let unknown = actor.into_iter().chain(names).find_map(stands);
    let others = [(!may, Refusal::NotPermitted)].into_iter().chain(faults).filter_map(stands).min();
    match unknown.or(others) {
        Some(refusal) => Err(refusal),
        None => Ok(edit),
    }
}

fn read(before: &Before<'_>, operation: Operation) -> Reading {
    use Operation::*;
    match operation {
        AddAccount { account, owner } => accounts::add_account(before, account, owner),
        AddUser { account, user, role } => accounts::add_user(before, account, user, role),
        SetRole { user, role } => accounts::set_role(before, user, role),
        DefineRole { account, role, privileges } => accounts::define_role(before, account, role, privileges),
        TransferOwnership { account, to } => accounts::transfer_ownership(before, account, to),
        DeactivateUser { user } => accounts::set_status(before, user, UserStatus::Deactivated),
        ActivateUser { user } => accounts::set_status(before, user, UserStatus::Active),
        RemoveUser { user } => accounts::remove_user(before, user),

        RegisterApp { app, manifest } => apps::register_app(before, app, manifest),
        UpdateApp { app, manifest } => apps::update_app(before, app, manifest),
        UnpublishApp { app } => apps::set_publication(before, app, Publication::Unpublished),
        PublishApp { app } => apps::set_publication(before, app, Publication::Published),
        SetPolicy { account, listed, unlisted, on_withdrawal } => {
            apps::set_policy(before, account, listed, unlisted, on_withdrawal)
        }
        ApproveApp { account, app, user } => apps::approve_app(before, account, app, user),
        WithdrawApproval { account, app, user } => apps::withdraw_approval(before, account, app, user),
        RequestApp { user, app } => apps::request_app(before, user, app),
        DeclineRequest { user, app } => apps::decline_request(before, user, app),

        Install { user, app, optional_scopes, shared } => {
            installations::install(before, user, app, optional_scopes, shared)
        }
        InstallFor { user, app } => installations::install_for(before, user, app),
        GrantSharedAccess { user, app } => installations::grant_shared_access(before, user, app),
        RevokeSharedAccess { user, app } => installations::revoke_shared_access(before, user, app),
        DisableInstallation { user, app } => installations::set_disabled(before, user, app, true),
        EnableInstallation { user, app } => installations::set_disabled(before, user, app, false),
        Uninstall { user, app } => installations::uninstall(before, user, app),

        Delegate { delegator, delegate, access } => {
            delegations::delegate(before, delegator, delegate, access)
        }
        RevokeDelegation { delegator, delegate } => {
            delegations::revoke_delegation(before, delegator, delegate)
        }

        ScheduleMeeting { owner, meeting, number, topic, kind } => {
            meetings::schedule_meeting(before, owner, meeting, number, topic, kind)
        }
        StartMeeting { meeting } => meetings::start_meeting(before, meeting),
        EndMeeting { meeting } => meetings::end_meeting(before, meeting),
        Join { meeting, user, participant, role } => meetings::join(before, meeting, user, participant, role),
        Leave { meeting, participant } => meetings::leave(before, meeting, participant),
        SetSeatRole { meeting, participant, role } => {
            meetings::set_seat_role(before, meeting, participant, role)
        }
        OpenApp { meeting, participant, app } => meetings::open_app(before, meeting, participant, app),
        CloseApp { meeting, participant, app } => meetings::close_app(before, meeting, participant, app),
        ConfirmCalendarEvent { user, meeting, event } => {
            meetings::confirm_calendar_event(before, user, meeting, event)
        }
    }
}

/// The rows before a change, and the actor who makes it.
///
/// A question about a name that is unknown is answered by `false` or `None`; the refusal is the unknown name then,
/// whatever else is answered.
struct Before<'a> {
    rows: &'a Rows,
    by: By<'a>,
}

impl<'a> Before<'a> {
    fn unknown_account(&self, account: AccountId) -> Objection {
        (self.rows.account(account).is_none(), Refusal::UnknownAccount)
    }

    fn unknown_user(&self, user: UserId) -> Objection {
        (self.rows.user(user).is_none(), Refusal::UnknownUser)
    }

    fn unknown_app(&self, app: AppId) -> Objection {
        (self.rows.app(app).is_none(), Refusal::UnknownApp)
    }

    fn unknown_role(&self, account: Option<AccountId>, role: &AccountRole) -> Objection {
        let account = account.and_then(|account| self.rows.account(account));
        let held = account.and_then(|account| privileges::of_role(account, role));
        (held.is_none(), Refusal::UnknownRole)
    }

    fn unknown_meeting(&self, meeting: MeetingUuid) -> Objection {
        (self.rows.meeting(meeting).is_none(), Refusal::UnknownMeeting)
    }

    fn unknown_participant(&self, meeting: MeetingUuid, participant: ParticipantId) -> Objection {
        (self.rows.seat(meeting, participant).is_none(), Refusal::UnknownParticipant)
    }

    fn home(&self, user: UserId) -> Option<AccountId> {
        self.rows.account_of(user)
    }

    fn is_inactive(&self, user: UserId) -> bool {
        self.rows.user(user).is_some_and(|(_, user)| user.status == UserStatus::Deactivated)
    }

    fn is_owner(&self, user: UserId) -> bool {
        self.rows.user(user).is_some_and(|(_, user)| user.role == AccountRole::Owner)
    }

    /// Whether the id names a user, or named one who has been removed.
    fn was_ever_user(&self, user: UserId) -> bool {
        let accounts = &self.rows.snapshot.accounts;
        self.rows.user(user).is_some() || accounts.iter().any(|account| account.removed_users.contains(&user))
    }

    fn manifest(&self, app: AppId) -> Option<&'a Manifest> {
        self.rows.app(app).map(|row| &row.manifest)
    }

    fn is_unpublished(&self, app: AppId) -> bool {
        self.rows.app(app).is_some_and(|row| row.publication == Publication::Unpublished)
    }

    fn is_installed(&self, user: UserId, app: AppId) -> bool {
        self.rows.installation(user, app).is_some()
    }

    fn owner_of(&self, meeting: MeetingUuid) -> Option<UserId> {
        self.rows.meeting(meeting).map(|row| row.owner)
    }

    fn is_in_state(&self, meeting: MeetingUuid, state: MeetingState) -> bool {
        self.rows.meeting(meeting).is_some_and(|row| row.state == state)
    }
}
