//! Delegations.

use consentry::UserId;
use consentry::directory::{Condition, DelegateSnapshot, Refusal, Restriction, Who};
use consentry::facts::{Access, Privileges};

use super::{Before, May, Reading, edit};

/// The most delegates that a user may have.
const MAX_DELEGATES: usize = 30;

pub(super) fn delegate(before: &Before<'_>, delegator: UserId, delegate: UserId, access: Access) -> Reading {
    // Besides managing users. What else a delegation covers comes with that.
    let privileges =
        [(Access::RECORDINGS, Privileges::RECORDINGS_READ), (Access::REPORTS, Privileges::REPORTS_READ)];
    let needed = privileges.iter().filter(|(given, _)| access.contains(*given));
    let needed = needed.fold(Privileges::USERS_EDIT, |all, (_, privilege)| all | *privilege);
    let administrator = before.administrator_of(delegator, needed);
    let delegates = before.rows.user(delegator).map_or(&[][..], |(_, user)| &user.delegates);
    let others = delegates.iter().filter(|row| row.delegate != delegate).count();
    Reading {
        names: vec![before.unknown_user(delegator), before.unknown_user(delegate)],
        may: May::by([vec![Who::User(delegator)], administrator].concat())
            .unless(before.by.is_user(delegate), Restriction::OwnFavor)
            .unless(before.by.is_below(delegator), Restriction::StrongerUser),
        faults: vec![
            (before.home(delegator) != before.home(delegate), Refusal::DifferentAccount),
            (before.is_inactive(delegator) || before.is_inactive(delegate), Refusal::Inactive),
            (delegator == delegate, Condition::OwnDelegate.into()),
            (access.names().count() == 0, Condition::NoAccess.into()),
            (others >= MAX_DELEGATES, Condition::TooManyDelegates.into()),
        ],
        edit: Box::new(move |rows| {
            let delegates = &mut edit::user(rows, delegator).delegates;
            delegates.retain(|row| row.delegate != delegate);
            delegates.push(DelegateSnapshot { delegate, access });
        }),
    }
}

pub(super) fn revoke_delegation(before: &Before<'_>, delegator: UserId, delegate: UserId) -> Reading {
    let administrator = before.administrator_of(delegator, Privileges::USERS_EDIT);
    Reading {
        names: vec![before.unknown_user(delegator), before.unknown_user(delegate)],
        may: May::by([vec![Who::User(delegator), Who::User(delegate)], administrator].concat()),
        faults: vec![],
        edit: Box::new(move |rows| {
            edit::user(rows, delegator).delegates.retain(|row| row.delegate != delegate);
        }),
    }
}
