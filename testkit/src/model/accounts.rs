//! Accounts, users and roles.

use consentry::directory::Refusal::*;
use consentry::directory::{AccountSnapshot, RoleSnapshot, UserSnapshot};
use consentry::facts::{
    AccountRole, ApprovalSetting, MeetingState, OnWithdrawal, Policy, Privileges, UserStatus,
};
use consentry::{AccountId, MeetingUuid, ParticipantId, UserId};

use super::{Before, Reading, edit};

pub(super) fn add_account(before: &Before<'_>, account: AccountId, owner: UserId) -> Reading {
    Reading {
        names: vec![],
        may: before.by.is_system(),
        faults: vec![
            (before.rows.account(account).is_some() || before.was_ever_user(owner), AlreadyExists),
            (owner == UserId::NOBODY, Invalid),
        ],
        edit: Box::new(move |rows| {
            rows.accounts.push(AccountSnapshot {
                id: account,
                policy: Policy {
                    listed: ApprovalSetting::Required,
                    unlisted: ApprovalSetting::Required,
                    on_withdrawal: OnWithdrawal::Suspend,
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

pub(super) fn add_user(before: &Before<'_>, account: AccountId, user: UserId, role: AccountRole) -> Reading {
    let administers = before.by.administers(Some(account), Privileges::USERS_EDIT);
    Reading {
        names: vec![before.unknown_account(account), before.unknown_role(Some(account), &role)],
        may: before.by.is_system() || (administers && before.by.is_no_weaker(Some(account), &role)),
        faults: vec![
            (before.was_ever_user(user), AlreadyExists),
            (role == AccountRole::Owner || user == UserId::NOBODY, Invalid),
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
        may: before.by.administers(home, Privileges::ROLES_EDIT)
            && before.by.is_no_weaker(home, &role)
            && before.by.may_change(user),
        faults: vec![(before.is_owner(user) || role == AccountRole::Owner, Invalid)],
        edit: Box::new(move |rows| edit::user(rows, user).role = role),
    }
}

pub(super) fn define_role(
    before: &Before<'_>,
    account: AccountId,
    name: Box<str>,
    privileges: Privileges,
) -> Reading {
    let replaced = AccountRole::Custom(name.clone());
    Reading {
        names: vec![before.unknown_account(account)],
        may: before.by.administers(Some(account), Privileges::ROLES_EDIT)
            && before.by.may_hand_out(privileges)
            && before.by.is_no_weaker(Some(account), &replaced),
        faults: vec![],
        edit: Box::new(move |rows| {
            let roles = &mut edit::account(rows, account).roles;
            roles.retain(|row| row.name != name);
            roles.push(RoleSnapshot { name, privileges });
        }),
    }
}

pub(super) fn transfer_ownership(before: &Before<'_>, account: AccountId, to: UserId) -> Reading {
    Reading {
        names: vec![before.unknown_account(account), before.unknown_user(to)],
        may: before.by.owns(account),
        faults: vec![
            (before.home(to) != Some(account), DifferentAccount),
            (before.is_inactive(to), Inactive),
            (before.is_owner(to), Invalid),
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
        may: before.by.administers(before.home(user), Privileges::USERS_EDIT) && before.by.may_change(user),
        faults: vec![(before.is_owner(user), Invalid)],
        edit: Box::new(move |rows| edit::user(rows, user).status = status),
    }
}

/// With a user go the meetings of that user, and whatever names the user or one of those meetings.
pub(super) fn remove_user(before: &Before<'_>, user: UserId) -> Reading {
    let meetings = before.rows.snapshot.accounts.iter().flat_map(|account| &account.meetings);
    let own: Vec<_> = meetings.filter(|meeting| meeting.owner == user).collect();
    let gone: Vec<MeetingUuid> = own.iter().map(|meeting| meeting.uuid).collect();
    let one_is_live = own.iter().any(|meeting| meeting.state == MeetingState::Live);
    Reading {
        names: vec![before.unknown_user(user)],
        may: before.by.administers(before.home(user), Privileges::USERS_EDIT) && before.by.may_change(user),
        faults: vec![(before.is_owner(user) || one_is_live, Invalid)],
        edit: Box::new(move |rows| {
            for account in &mut rows.accounts {
                if account.users.iter().any(|row| row.id == user) {
                    account.removed_users.push(user);
                    account.removed_meetings.extend(gone.iter().copied());
                }
                account.users.retain(|row| row.id != user);
                account.meetings.retain(|meeting| meeting.owner != user);
                for row in &mut account.users {
                    row.delegates.retain(|row| row.delegate != user);
                    row.calendar.retain(|binding| !gone.contains(&binding.meeting));
                }
                for meeting in &mut account.meetings {
                    let own = meeting.seats.iter().filter(|seat| seat.user == Some(user));
                    let own: Vec<ParticipantId> = own.map(|seat| seat.participant).collect();
                    meeting.open.retain(|open| !own.contains(&open.participant));
                    meeting.seats.retain(|seat| seat.user != Some(user));
                }
            }
        }),
    }
}
