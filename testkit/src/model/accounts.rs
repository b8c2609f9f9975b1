//! Accounts, users and roles.

use consentry::directory::{
    AccountSnapshot, Condition, NewId, Refusal, Restriction, RoleSnapshot, UserSnapshot, Who,
};
use consentry::facts::{
    AccountRole, ApprovalSetting, MeetingState, OnWithdrawal, OwnApps, Policy, Privileges, UserStatus,
};
use consentry::{AccountId, MeetingUuid, ParticipantId, UserId};

use super::{Before, May, Objection, Reading, edit};

pub(super) fn add_account(before: &Before<'_>, account: AccountId, owner: UserId) -> Reading {
    let exists = Refusal::AlreadyExists(NewId::Account(account));
    Reading {
        names: vec![],
        may: May::by([Who::System]),
        faults: vec![
            (before.rows.account(account).is_some(), exists),
            before.not_new_user(owner),
            (owner == UserId::NOBODY, Condition::ReservedUser.into()),
        ],
        edit: Box::new(move |rows| {
            rows.accounts.push(AccountSnapshot {
                id: account,
                policy: Policy {
                    listed: ApprovalSetting::Required,
                    unlisted: ApprovalSetting::Required,
                    on_withdrawal: OnWithdrawal::Suspend,
                    own: OwnApps::Exempt,
                },
                approved: vec![],
                roles: vec![],
                users: vec![new_user(owner, AccountRole::Owner)],
                removed_users: vec![],
                meetings: vec![],
                removed_meetings: vec![],
            });
        }),
    }
}

/// A role other than `member` takes the privilege to give roles, and is given by whoever could give it later.
pub(super) fn add_user(before: &Before<'_>, account: AccountId, user: UserId, role: AccountRole) -> Reading {
    let privileges = match role {
        AccountRole::Member => Privileges::USERS_EDIT,
        AccountRole::Owner | AccountRole::Admin | AccountRole::Custom(_) => {
            Privileges::USERS_EDIT | Privileges::ROLES_EDIT
        }
    };
    let beyond = before.by.is_below_role(Some(account), &role);
    Reading {
        names: vec![before.unknown_account(account), before.unknown_role(Some(account), &role)],
        may: May::by([Who::System, Who::Administrator { account, privileges }])
            .unless(beyond, Restriction::BeyondOwnRole),
        faults: vec![
            before.not_new_user(user),
            (role == AccountRole::Owner, Condition::OwnerRole.into()),
            (user == UserId::NOBODY, Condition::ReservedUser.into()),
        ],
        edit: Box::new(move |rows| edit::account(rows, account).users.push(new_user(user, role))),
    }
}

fn new_user(id: UserId, role: AccountRole) -> UserSnapshot {
    UserSnapshot { id, role, status: UserStatus::Active, apps: vec![], delegates: vec![], calendar: vec![] }
}

pub(super) fn set_role(before: &Before<'_>, user: UserId, role: AccountRole) -> Reading {
    let home = before.home(user);
    Reading {
        names: vec![before.unknown_user(user), before.unknown_role(home, &role)],
        may: May::by(before.administrator(home, Privileges::ROLES_EDIT))
            .unless(before.by.is_below_role(home, &role), Restriction::BeyondOwnRole)
            .unless(before.by.is_below(user), Restriction::StrongerUser),
        faults: vec![owns_account(before, user), (role == AccountRole::Owner, Condition::OwnerRole.into())],
        edit: Box::new(move |rows| edit::user(rows, user).role = role),
    }
}

fn owns_account(before: &Before<'_>, user: UserId) -> Objection {
    (before.is_owner(user), Condition::UserIsOwner.into())
}

pub(super) fn define_role(
    before: &Before<'_>,
    account: AccountId,
    name: Box<str>,
    privileges: Privileges,
) -> Reading {
    let replaced = AccountRole::Custom(name.clone());
    let beyond = before.by.would_exceed(privileges) || before.by.is_below_role(Some(account), &replaced);
    Reading {
        names: vec![before.unknown_account(account)],
        may: May::by(before.administrator(Some(account), Privileges::ROLES_EDIT))
            .unless(beyond, Restriction::BeyondOwnRole),
        faults: faults_of_name(&name),
        edit: Box::new(move |rows| {
            let roles = &mut edit::account(rows, account).roles;
            roles.retain(|row| row.name != name);
            roles.push(RoleSnapshot { name, privileges });
        }),
    }
}

/// Whether a custom role can have the name.
pub fn is_role_name(name: &str) -> bool {
    faults_of_name(name).iter().all(|(stands, _)| !stands)
}

/// Whatever is wrong with the name of a role.
fn faults_of_name(name: &str) -> Vec<Objection> {
    let mut characters = name.chars();
    let edges = [characters.next(), name.chars().next_back()];
    let is_built_in = ["owner", "admin", "member"].contains(&&*name.to_uppercase().to_lowercase());
    vec![
        (name.is_empty(), Condition::RoleNameEmpty.into()),
        (name.chars().count() > 128, Condition::RoleNameTooLong.into()),
        (name.chars().any(char::is_control), Condition::RoleNameControlCharacter.into()),
        (edges.into_iter().flatten().any(char::is_whitespace), Condition::RoleNameWhiteSpace.into()),
        (is_built_in, Condition::RoleNameBuiltIn.into()),
    ]
}

pub(super) fn delete_role(before: &Before<'_>, account: AccountId, name: Box<str>) -> Reading {
    let role = AccountRole::Custom(name.clone());
    let is_held = before
        .rows
        .account(account)
        .is_some_and(|account| account.users.iter().any(|user| user.role == role));
    Reading {
        names: vec![before.unknown_account(account), before.unknown_role(Some(account), &role)],
        may: May::by(before.administrator(Some(account), Privileges::ROLES_EDIT))
            .unless(before.by.is_below_role(Some(account), &role), Restriction::BeyondOwnRole),
        faults: vec![(is_held, Condition::RoleHeld.into())],
        edit: Box::new(move |rows| edit::account(rows, account).roles.retain(|row| row.name != name)),
    }
}

pub(super) fn transfer_ownership(before: &Before<'_>, account: AccountId, to: UserId) -> Reading {
    Reading {
        names: vec![before.unknown_account(account), before.unknown_user(to)],
        may: May::by([Who::OwnerOf(account)]),
        faults: vec![
            (before.home(to) != Some(account), Refusal::DifferentAccount),
            (before.is_inactive(to), Refusal::Inactive),
            (before.is_owner(to), Condition::AlreadyOwner.into()),
        ],
        edit: Box::new(move |rows| {
            let users = &mut edit::account(rows, account).users;
            for owner in users.iter_mut().filter(|user| user.role == AccountRole::Owner) {
                owner.role = AccountRole::Admin;
            }
            edit::user(rows, to).role = AccountRole::Owner;
        }),
    }
}

pub(super) fn set_status(before: &Before<'_>, user: UserId, status: UserStatus) -> Reading {
    Reading {
        names: vec![before.unknown_user(user)],
        may: May::by(before.administrator_of(user, Privileges::USERS_EDIT))
            .unless(before.by.is_below(user), Restriction::StrongerUser),
        faults: vec![owns_account(before, user)],
        edit: Box::new(move |rows| edit::user(rows, user).status = status),
    }
}

/// With a user go whatever names the user, and the meetings of that user with whatever names those, unless an heir gets
/// them.
pub(super) fn remove_user(before: &Before<'_>, user: UserId, heir: Option<UserId>) -> Reading {
    let meetings = before.rows.snapshot.accounts.iter().flat_map(|account| &account.meetings);
    let own: Vec<_> = meetings.filter(|meeting| meeting.owner == user).collect();
    let gone: Vec<MeetingUuid> =
        if heir.is_some() { vec![] } else { own.iter().map(|meeting| meeting.uuid).collect() };
    let one_is_live = own.iter().any(|meeting| meeting.state == MeetingState::Live);
    let is_heir = |is: &dyn Fn(UserId) -> bool| heir.is_some_and(is);
    let unknown_heir = heir.map(|heir| before.unknown_user(heir));
    let stronger = before.by.is_below(user) || is_heir(&|heir| before.by.is_below(heir));
    Reading {
        names: [before.unknown_user(user)].into_iter().chain(unknown_heir).collect(),
        may: May::by(before.administrator_of(user, Privileges::USERS_EDIT))
            .unless(stronger, Restriction::StrongerUser)
            .unless(is_heir(&|heir| before.by.would_favor_itself(heir)), Restriction::OwnFavor),
        faults: vec![
            (is_heir(&|heir| before.home(heir) != before.home(user)), Refusal::DifferentAccount),
            (is_heir(&|heir| before.is_inactive(heir)), Refusal::Inactive),
            (heir == Some(user), Condition::HeirIsUser.into()),
            owns_account(before, user),
            (one_is_live, Condition::MeetingLive.into()),
        ],
        edit: Box::new(move |rows| {
            for account in &mut rows.accounts {
                if account.users.iter().any(|row| row.id == user) {
                    account.removed_users.push(user);
                    account.removed_meetings.extend(gone.iter().copied());
                }
                account.users.retain(|row| row.id != user);
                account.meetings.retain(|meeting| !gone.contains(&meeting.uuid));
                for row in &mut account.users {
                    row.delegates.retain(|row| row.delegate != user);
                    row.calendar.retain(|binding| !gone.contains(&binding.meeting));
                }
                for meeting in &mut account.meetings {
                    if let Some(heir) = heir.filter(|_| meeting.owner == user) {
                        meeting.owner = heir;
                        meeting.alternative_hosts.clear();
                    }
                    meeting.alternative_hosts.retain(|host| *host != user);
                    let own = meeting.seats.iter().filter(|seat| seat.user == Some(user));
                    let own: Vec<ParticipantId> = own.map(|seat| seat.participant).collect();
                    meeting.open.retain(|open| !own.contains(&open.participant));
                    meeting.seats.retain(|seat| seat.user != Some(user));
                }
            }
        }),
    }
}
