//! A model of the changes: section 7 of `docs/rules.md`, read a second time.
//!
//! The small worlds, the fuzz target `changes` and the tests compare a directory with it after every change.
//!
//! The model is independent of the crate's own code for changes. Its world is the plain rows of a [`Snapshot`], which it
//! searches from the first to the last and edits in place; the crate keeps tables and indexes. It never returns early: it
//! lists every objection to a change, whether or not an earlier one holds, and the refusal is the first in the order of
//! [`RefusalReason::ALL`]; the crate checks one rule after another and stops at the first. It has its own tables of what a
//! privilege includes and which privileges cover a scope or an access, its own list of who may make each change, and its
//! own check of a manifest. From the crate it uses the types of rows, the names of words, and the conversion of a manifest
//! that it has already checked.
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

use consentry::directory::{
    Actor, Change, Condition, NewId, Operation, Refusal, RefusalReason, Restriction, Snapshot, Who,
};
use consentry::facts::{AccountRole, MeetingState, Privileges, Publication, UserStatus};
use consentry::{AccountId, AppId, Manifest, MeetingUuid, ParticipantId, UserId};

use crate::laws::rows::Rows;
use actor::By;

pub use accounts::is_role_name;
pub use installations::{can_open, may_grant_shared_access};
pub use meetings::{fits, instance_problem, is_authorized, may_open};

/// Makes a change to the rows, or refuses it and leaves them as they are.
pub fn apply(rows: &mut Rows, change: &Change) -> Result<u64, RefusalReason> {
    let edit = judge(rows, change).map_err(|refused| refused.reason())?;
    rows.snapshot = edited(rows, edit);
    Ok(rows.snapshot.revision)
}

/// What is wrong about a change that was refused, or that led to these rows.
pub fn contradiction(
    before: &Rows,
    change: &Change,
    refused: Option<&Refusal>,
    after: &Snapshot,
) -> Option<String> {
    match (judge(before, change), refused) {
        (Err(expected), Some(refused)) => expected.contradicts(refused),
        (Err(expected), None) => {
            Some(format!("accepted; by the rules it is refused as `{}`", expected.reason()))
        }
        (Ok(_), Some(refused)) => {
            Some(format!("refused as `{}`; by the rules it is accepted", refused.reason()))
        }
        (Ok(edit), None) => {
            let expected = edited(before, edit);
            (expected != *after).then(|| difference(&format!("{expected:#?}"), &format!("{after:#?}")))
        }
    }
}

/// Who may make a change of these rows; `None` if a name in it is unknown.
pub fn authority(rows: &Rows, operation: &Operation) -> Option<Vec<Who>> {
    let before = Before { rows, by: By { rows, actor: Actor::System } };
    let Reading { names, may, .. } = read(&before, operation.clone());
    names.iter().all(|(unknown, _)| !unknown).then_some(may.who)
}

/// What is wrong about who may make a change.
pub fn contradicts_authority(rows: &Rows, operation: &Operation, found: &[Who]) -> Option<String> {
    let expected = authority(rows, operation)?;
    (!are_same(&expected, found)).then(|| format!("{found:?} may do it; by the rules {expected:?}"))
}

fn are_same(some: &[Who], others: &[Who]) -> bool {
    some.len() == others.len() && some.iter().all(|who| others.contains(who))
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
    may: May,
    /// Every other objection. Those of one reason are in the order of the operation's fields.
    faults: Vec<Objection>,
    edit: Edit,
}

/// Who may make a change, and what limits them.
struct May {
    who: Vec<Who>,
    /// What keeps an actor from the change who may make it only as an administrator, and whether it does.
    limits: Vec<(bool, Restriction)>,
    /// The privileges that whoever makes the change must hold besides.
    needs: Privileges,
}

impl May {
    fn by(who: impl Into<Vec<Who>>) -> Self {
        Self { who: who.into(), limits: Vec::new(), needs: Privileges::empty() }
    }

    fn unless(mut self, holds: bool, restriction: Restriction) -> Self {
        self.limits.push((holds, restriction));
        self
    }

    fn holding(self, needs: Privileges) -> Self {
        Self { needs, ..self }
    }
}

/// What the rules say about a change that they refuse.
enum Refused {
    /// Nobody who may make the change; or somebody who may, and whom any of these restricts.
    NotPermitted {
        who: Vec<Who>,
        restrictions: Vec<Restriction>,
        missing: Privileges,
    },
    /// Any of these conditions is broken.
    Invalid(Vec<Condition>),
    Otherwise(Refusal),
}

impl Refused {
    fn reason(&self) -> RefusalReason {
        match self {
            Self::NotPermitted { .. } => RefusalReason::NotPermitted,
            Self::Invalid(_) => RefusalReason::Invalid,
            Self::Otherwise(refusal) => refusal.reason(),
        }
    }

    /// What is wrong about a refusal in place of this one.
    fn contradicts(&self, found: &Refusal) -> Option<String> {
        let (by_rules, reason) = (self.reason(), found.reason());
        if by_rules != reason {
            return Some(format!("refused as `{reason}`; by the rules it is refused as `{by_rules}`"));
        }
        match (self, found) {
            (Self::Invalid(broken), Refusal::Invalid(found)) => {
                let is_broken = broken.contains(&found.condition);
                (!is_broken)
                    .then(|| format!("refused for `{}`; by the rules for {broken:?}", found.condition))
            }
            (Self::NotPermitted { who, restrictions, missing }, Refusal::NotPermitted(found)) => {
                let right = are_same(who, found.who.who())
                    && match found.restriction {
                        None => restrictions.is_empty(),
                        Some(restriction) => restrictions.contains(&restriction),
                    };
                let of_privileges = found.restriction == Some(Restriction::PrivilegesMissing);
                let told = if of_privileges { *missing } else { Privileges::empty() };
                let expected = format!("{who:?} may, but {restrictions:?}, {told}");
                (!right || found.missing != told)
                    .then(|| format!("refused since {found:?}; by the rules since {expected}"))
            }
            (Self::Otherwise(expected), found) => {
                (expected != found).then(|| format!("refused as {found:?}; by the rules as {expected:?}"))
            }
            (Self::Invalid(_) | Self::NotPermitted { .. }, found) => Some(format!("{found:?} is another")),
        }
    }
}

/// The effect of a change, or the first objection to it.
fn judge(rows: &Rows, change: &Change) -> Result<Edit, Refused> {
    let before = Before { rows, by: By { rows, actor: change.by } };
    let Reading { names, may, faults, edit } = read(&before, change.operation.clone());
    let actor = match change.by {
        Actor::System => None,
        Actor::User(by) => Some(before.unknown_user(by)),
    };
    let stands = |(stands, refusal): Objection| stands.then_some(refusal);
    if let Some(unknown) = actor.into_iter().chain(names).find_map(stands) {
        return Err(Refused::Otherwise(unknown));
    }
    let faults: Vec<Refusal> = faults.into_iter().filter_map(stands).collect();
    let first = faults.iter().min_by_key(|refusal| refusal.reason());
    if let Some(exists) = first.filter(|refusal| refusal.reason() == RefusalReason::AlreadyExists) {
        return Err(Refused::Otherwise(exists.clone()));
    }
    before.by.permit(may)?;
    match first {
        None => Ok(edit),
        Some(Refusal::Invalid(_)) => Err(Refused::Invalid(faults.iter().filter_map(condition_of).collect())),
        Some(first) => Err(Refused::Otherwise(first.clone())),
    }
}

fn condition_of(refusal: &Refusal) -> Option<Condition> {
    if let Refusal::Invalid(invalid) = refusal { Some(invalid.condition) } else { None }
}

fn read(before: &Before<'_>, operation: Operation) -> Reading {
    use Operation::*;
    match operation {
        AddAccount { account, owner } => accounts::add_account(before, account, owner),
        AddUser { account, user, role } => accounts::add_user(before, account, user, role),
        SetRole { user, role } => accounts::set_role(before, user, role),
        DefineRole { account, role, privileges } => accounts::define_role(before, account, role, privileges),
        DeleteRole { account, role } => accounts::delete_role(before, account, role),
        TransferOwnership { account, to } => accounts::transfer_ownership(before, account, to),
        DeactivateUser { user } => accounts::set_status(before, user, UserStatus::Deactivated),
        ActivateUser { user } => accounts::set_status(before, user, UserStatus::Active),
        RemoveUser { user, heir } => accounts::remove_user(before, user, heir),

        RegisterApp { app, manifest } => apps::register_app(before, app, manifest),
        UpdateApp { app, manifest } => apps::update_app(before, app, manifest),
        UnpublishApp { app } => apps::set_publication(before, app, Publication::Unpublished),
        PublishApp { app } => apps::set_publication(before, app, Publication::Published),
        SetPolicy { account, listed, unlisted, on_withdrawal, own } => {
            apps::set_policy(before, account, listed, unlisted, on_withdrawal, own)
        }
        ApproveApp { account, app, audience } => apps::approve_app(before, account, app, audience),
        WithdrawApproval { account, app, audience } => {
            apps::withdraw_approval(before, account, app, audience)
        }
        RequestApp { user, app } => apps::request_app(before, user, app),
        DeclineRequest { user, app } => apps::decline_request(before, user, app),

        Install { user, app, optional_scopes, shared } => {
            installations::install(before, user, app, optional_scopes, shared)
        }
        InstallFor { user, app } => installations::install_for(before, user, app),
        GrantSharedAccess { user, app } => installations::grant_shared_access(before, user, app),
        RevokeSharedAccess { user, app } => installations::revoke_shared_access(before, user, app),
        DisableInstallation { user, app } => installations::disable(before, user, app),
        EnableInstallation { user, app } => installations::enable(before, user, app),
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
        UpdateMeeting { meeting, number, topic } => meetings::update_meeting(before, meeting, number, topic),
        CancelMeeting { meeting } => meetings::cancel_meeting(before, meeting),
        MoveMeeting { meeting, to } => meetings::move_meeting(before, meeting, to),
        SetAlternativeHosts { meeting, users } => meetings::set_alternative_hosts(before, meeting, users),
        StartMeeting { meeting } => meetings::start_meeting(before, meeting),
        EndMeeting { meeting } => meetings::end_meeting(before, meeting),
        StopApp { meeting, app } => meetings::stop_app(before, meeting, app),
        AllowApp { meeting, app } => meetings::allow_app(before, meeting, app),
        AllowMedia { meeting, app } => meetings::allow_media(before, meeting, app),
        ForbidMedia { meeting, app } => meetings::forbid_media(before, meeting, app),
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
        (self.rows.account(account).is_none(), Refusal::UnknownAccount(account))
    }

    fn unknown_user(&self, user: UserId) -> Objection {
        (self.rows.user(user).is_none(), Refusal::UnknownUser(user))
    }

    fn unknown_app(&self, app: AppId) -> Objection {
        (self.rows.app(app).is_none(), Refusal::UnknownApp(app))
    }

    fn unknown_role(&self, account: Option<AccountId>, role: &AccountRole) -> Objection {
        let account = account.and_then(|account| self.rows.account(account));
        let held = account.and_then(|account| privileges::of_role(account, role));
        let name = match role {
            AccountRole::Owner | AccountRole::Admin | AccountRole::Member => role.to_string().into(),
            AccountRole::Custom(name) => name.clone(),
        };
        (held.is_none(), Refusal::UnknownRole(name))
    }

    fn unknown_meeting(&self, meeting: MeetingUuid) -> Objection {
        (self.rows.meeting(meeting).is_none(), Refusal::UnknownMeeting(meeting))
    }

    fn unknown_participant(&self, meeting: MeetingUuid, participant: ParticipantId) -> Objection {
        (self.rows.seat(meeting, participant).is_none(), Refusal::UnknownParticipant(participant))
    }

    fn not_new_user(&self, user: UserId) -> Objection {
        (self.was_ever_user(user), Refusal::AlreadyExists(NewId::User(user)))
    }

    fn home(&self, user: UserId) -> Option<AccountId> {
        self.rows.account_of(user)
    }

    /// An administrator of an account; nobody if there is no such account.
    fn administrator(&self, account: Option<AccountId>, privileges: Privileges) -> Vec<Who> {
        account.map(|account| Who::Administrator { account, privileges }).into_iter().collect()
    }

    fn administrator_of(&self, user: UserId, privileges: Privileges) -> Vec<Who> {
        self.administrator(self.home(user), privileges)
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

    fn is_disabled(&self, user: UserId, app: AppId) -> bool {
        self.rows.entry(user, app).is_some_and(|entry| entry.disabled)
    }

    fn owner_of(&self, meeting: MeetingUuid) -> Option<UserId> {
        self.rows.meeting(meeting).map(|row| row.owner)
    }

    fn is_in_state(&self, meeting: MeetingUuid, state: MeetingState) -> bool {
        self.rows.meeting(meeting).is_some_and(|row| row.state == state)
    }
}
