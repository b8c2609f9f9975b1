//! The actor who makes a change, and what that actor may do.

use consentry::directory::{AccountSnapshot, Actor, UserSnapshot};
use consentry::facts::{Access, AccountRole, Privileges, SeatRole, UserStatus};
use consentry::{AccountId, MeetingUuid, UserId};

use super::privileges;
use crate::laws::rows::Rows;

#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    pub(super) rows: &'a Rows,
    pub(super) actor: Actor,
}

impl By<'_> {
    pub(super) fn is_system(&self) -> bool {
        self.actor == Actor::System
    }

    /// The actor's rows, unless it is the platform or a user who is deactivated: neither may do what users may.
    fn active(&self) -> Option<(&AccountSnapshot, &UserSnapshot)> {
        let Actor::User(by) = self.actor else { return None };
        self.rows.user(by).filter(|(_, user)| user.status == UserStatus::Active)
    }

    pub(super) fn is(&self, user: UserId) -> bool {
        self.active().is_some_and(|(_, by)| by.id == user)
    }

    pub(super) fn owns(&self, account: AccountId) -> bool {
        self.active().is_some_and(|(home, by)| home.id == account && by.role == AccountRole::Owner)
    }

    /// Whether the actor's role holds all of these privileges.
    pub(super) fn holds(&self, privileges: Privileges) -> bool {
        let held = self.active().and_then(|(account, by)| privileges::of_role(account, &by.role));
        held.is_some_and(|held| privileges::include(held, privileges))
    }

    /// Whether the actor is an administrator of the account for what the privilege covers.
    pub(super) fn administers(&self, account: Option<AccountId>, privilege: Privileges) -> bool {
        self.active().is_some_and(|(home, _)| Some(home.id) == account) && self.holds(privilege)
    }

    pub(super) fn has_custom_role(&self) -> bool {
        self.active().is_some_and(|(_, by)| matches!(by.role, AccountRole::Custom(_)))
    }

    /// Whether the actor may hand out these privileges: one with a custom role only those that it holds.
    pub(super) fn may_hand_out(&self, privileges: Privileges) -> bool {
        !self.has_custom_role() || self.holds(privileges)
    }

    /// Whether the actor may give a role, or change a user who has it. That nobody is given the role `owner` is
    /// another refusal.
    pub(super) fn is_no_weaker(&self, account: Option<AccountId>, role: &AccountRole) -> bool {
        let account = account.and_then(|account| self.rows.account(account));
        let held = account.and_then(|account| privileges::of_role(account, role));
        let above = self.has_custom_role() && *role == AccountRole::Admin;
        !above && self.may_hand_out(held.unwrap_or(Privileges::empty()))
    }

    /// The same for a user's present role.
    pub(super) fn may_change(&self, user: UserId) -> bool {
        self.rows.user(user).is_some_and(|(home, user)| self.is_no_weaker(Some(home.id), &user.role))
    }

    /// Whether the actor is the user, or a delegate of the user with `schedule`.
    pub(super) fn schedules_for(&self, user: UserId) -> bool {
        let delegates = self.rows.user(user).map_or(&[][..], |(_, user)| &user.delegates);
        let may_schedule = delegates.iter().filter(|row| row.access.contains(Access::SCHEDULE));
        self.is(user) || may_schedule.into_iter().any(|row| self.is(row.delegate))
    }

    /// Whether the actor owns the meeting, or is seated in it as host.
    pub(super) fn leads(&self, meeting: MeetingUuid) -> bool {
        let Some(row) = self.rows.meeting(meeting) else { return false };
        let hosts = row.seats.iter().filter(|seat| seat.role == SeatRole::Host);
        self.is(row.owner) || hosts.filter_map(|seat| seat.user).any(|host| self.is(host))
    }
}
