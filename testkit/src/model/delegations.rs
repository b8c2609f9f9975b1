//! Delegations.

use consentry::UserId;
use consentry::directory::DelegateSnapshot;
use consentry::directory::Refusal::*;
use consentry::facts::{Access, Privileges};

use super::{Before, Reading, edit, privileges};

/// The most delegates that a user may have.
const MAX_DELEGATES: usize = 30;

pub(super) fn delegate(before: &Before<'_>, delegator: UserId, delegate: UserId, access: Access) -> Reading {
    let by_administrator = before.by.administers(before.home(delegator), Privileges::USERS_EDIT)
        && !before.by.is(delegate)
        && before.by.holds(privileges::for_access(access));
    let delegates = before.rows.user(delegator).map_or(&[][..], |(_, user)| &user.delegates);
    let others = delegates.iter().filter(|row| row.delegate != delegate).count();
    Reading {
        names: vec![before.unknown_user(delegator), before.unknown_user(delegate)],
        may: before.by.is(delegator) || by_administrator,
        faults: vec![
            (before.home(delegator) != before.home(delegate), DifferentAccount),
            (before.is_inactive(delegator) || before.is_inactive(delegate), Inactive),
            (delegator == delegate || access.is_empty(), Invalid),
            (others >= MAX_DELEGATES, Invalid),
        ],
        edit: Box::new(move |rows| {
            let delegates = &mut edit::user(rows, delegator).delegates;
            delegates.retain(|row| row.delegate != delegate);
            delegates.push(DelegateSnapshot { delegate, access });
        }),
    }
}

pub(super) fn revoke_delegation(before: &Before<'_>, delegator: UserId, delegate: UserId) -> Reading {
    let by_administrator = before.by.administers(before.home(delegator), Privileges::USERS_EDIT);
    Reading {
        names: vec![before.unknown_user(delegator), before.unknown_user(delegate)],
        may: before.by.is(delegator) || before.by.is(delegate) || by_administrator,
        faults: vec![],
        edit: Box::new(move |rows| {
            edit::user(rows, delegator).delegates.retain(|row| row.delegate != delegate);
        }),
    }
}
