//! The actor who makes a change, and what that actor may do.

use consentry::directory::{AccountSnapshot, Actor, Restriction, UserSnapshot, Who};
use consentry::facts::{Access, AccountRole, Privileges, SeatRole, UserStatus};
use consentry::{AccountId, UserId};

use super::{May, Refused, privileges};
use crate::laws::rows::Rows;

#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    pub(super) rows: &'a Rows,
    pub(super) actor: Actor,
}

impl By<'_> {
    /// Whether the actor may make a change.
    pub(super) fn permit(&self, may: May) -> Result<(), Refused> {
        let May { who, limits, needs } = may;
        let (administrators, others): (Vec<Who>, Vec<Who>) =
            who.iter().copied().partition(|who| matches!(who, Who::Administrator { .. }));
        let as_itself = others.iter().any(|who| self.is(*who));
        let as_administrator = administrators.iter().any(|who| self.is(*who));
        let missing = self.lacks(needs);

        let mut restrictions = Vec::new();
        if as_itself || as_administrator {
            restrictions.extend(self.is_deactivated().then_some(Restriction::ActorInactive));
            restrictions.extend((!missing.is_empty()).then_some(Restriction::PrivilegesMissing));
            let limits = limits.into_iter().filter(|(holds, _)| *holds && !as_itself);
            restrictions.extend(limits.map(|(_, restriction)| restriction));
            // A deactivated actor is told that, whatever else there is.
            if self.is_deactivated() {
                restrictions.retain(|restriction| *restriction == Restriction::ActorInactive);
            }
            if restrictions.is_empty() {
                return Ok(());
            }
        }
        Err(Refused::NotPermitted { who, restrictions, missing })
    }

    fn is(&self, who: Who) -> bool {
        let Actor::User(by) = self.actor else { return who == Who::System };
        let Some((home, row)) = self.rows.user(by) else { return false };
        match who {
            Who::System => false,
            Who::User(user) => user == by,
            Who::Administrator { account, privileges } => home.id == account && self.holds(privileges),
            Who::OwnerOf(account) => home.id == account && row.role == AccountRole::Owner,
            Who::SchedulerOf(user) => schedules_for(self.rows, by, user),
            Who::AlternativeHost(meeting) => {
                self.rows.meeting(meeting).is_some_and(|row| row.alternative_hosts.contains(&by))
            }
            Who::Host(meeting) => self.rows.meeting(meeting).is_some_and(|row| {
                row.seats.iter().any(|seat| seat.user == Some(by) && seat.role == SeatRole::Host)
            }),
        }
    }

    fn row(&self) -> Option<(&AccountSnapshot, &UserSnapshot)> {
        let Actor::User(by) = self.actor else { return None };
        self.rows.user(by)
    }

    pub(super) fn is_user(&self, user: UserId) -> bool {
        self.actor == Actor::User(user)
    }

    fn is_deactivated(&self) -> bool {
        self.row().is_some_and(|(_, by)| by.status == UserStatus::Deactivated)
    }

    fn held(&self) -> Privileges {
        let held = self.row().and_then(|(account, by)| privileges::of_role(account, &by.role));
        held.unwrap_or_else(Privileges::empty)
    }

    /// Whether the actor's role holds all of these privileges.
    pub(super) fn holds(&self, privileges: Privileges) -> bool {
        privileges::include(self.held(), privileges)
    }

    /// Those of some privileges that the actor's role does not hold.
    fn lacks(&self, privileges: Privileges) -> Privileges {
        let each = privileges.names().filter_map(|name| Privileges::from_wire_name(name).ok());
        each.filter(|one| !self.holds(*one)).fold(Privileges::empty(), |all, one| all | one)
    }

    pub(super) fn has_custom_role(&self) -> bool {
        self.row().is_some_and(|(_, by)| matches!(by.role, AccountRole::Custom(_)))
    }

    /// Whether the actor has a custom role, which does not hold all of these privileges.
    pub(super) fn would_exceed(&self, privileges: Privileges) -> bool {
        self.has_custom_role() && !self.holds(privileges)
    }

    /// Whether the actor has a custom role that is weaker than this role of an account: nobody hands out `owner` or
    /// `admin` without being one.
    pub(super) fn is_below_role(&self, account: Option<AccountId>, role: &AccountRole) -> bool {
        let account = account.and_then(|account| self.rows.account(account));
        let held = account.and_then(|account| privileges::of_role(account, role));
        let above = self.has_custom_role() && [AccountRole::Owner, AccountRole::Admin].contains(role);
        above || self.would_exceed(held.unwrap_or_else(Privileges::empty))
    }

    /// Whether the actor has a custom role and the user is somebody stronger.
    pub(super) fn is_below(&self, user: UserId) -> bool {
        self.rows.user(user).is_some_and(|(home, user)| self.is_below_role(Some(home.id), &user.role))
    }

    /// Whether the actor has a custom role and is this user.
    pub(super) fn would_favor_itself(&self, user: UserId) -> bool {
        self.has_custom_role() && self.is_user(user)
    }
}

/// Whether a user is a delegate of another one with `schedule`.
pub(super) fn schedules_for(rows: &Rows, user: UserId, owner: UserId) -> bool {
    let delegates = rows.user(owner).map_or(&[][..], |(_, owner)| &owner.delegates);
    delegates.iter().any(|row| row.delegate == user && row.access.contains(Access::SCHEDULE))
}
