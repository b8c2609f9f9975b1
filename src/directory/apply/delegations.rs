//! Delegations: what one user lets another user of the account reach.

use super::{Outcome, ResolvedActor, refuse_unless};
use crate::directory::rows::Member;
use crate::directory::{Directory, Refusal};
use crate::facts::{Access, Privileges};
use crate::id::UserId;

/// The number of delegates that a delegator can have at the same time.
pub(in crate::directory) const MAX_DELEGATES: usize = 30;

impl Directory {
    pub(super) fn delegate_by(
        &mut self,
        by: ResolvedActor,
        delegator: UserId,
        delegate: UserId,
        access: Access,
    ) -> Outcome {
        let (from, to) = (self.known_user(delegator)?, self.known_user(delegate)?);
        let may = self.is_user(by, from) || self.may_delegate_for(by, from, to, access);
        refuse_unless(may, Refusal::NotPermitted)?;
        refuse_unless(from.account == to.account, Refusal::DifferentAccount)?;
        refuse_unless(self.is_active(from) && self.is_active(to), Refusal::Inactive)?;
        refuse_unless(from != to && !access.is_empty(), Refusal::Invalid)?;
        let others = self.user(from.id).given().filter(|delegate| *delegate != to.slot).count();
        refuse_unless(others < MAX_DELEGATES, Refusal::Invalid)?;

        self.entrust(from, to, access);
        Ok(())
    }

    /// Whether the actor is an administrator who may delegate in the delegator's name: not to itself, and only access that
    /// its own role covers.
    fn may_delegate_for(&self, by: ResolvedActor, from: Member, to: Member, access: Access) -> bool {
        let ResolvedActor::User(actor) = by else { return false };
        self.administers(by, from.account, Privileges::USERS_EDIT)
            && actor != to
            && self.holds(actor).contains(access.privileges_needed())
    }

    pub(super) fn revoke_delegation_by(
        &mut self,
        by: ResolvedActor,
        delegator: UserId,
        delegate: UserId,
    ) -> Outcome {
        let (from, to) = (self.known_user(delegator)?, self.known_user(delegate)?);
        let may = self.is_user(by, from)
            || self.is_user(by, to)
            || self.administers(by, from.account, Privileges::USERS_EDIT);
        refuse_unless(may, Refusal::NotPermitted)?;

        if from.account == to.account {
            self.user_mut(from.id).take_back(to.slot);
            self.user_mut(to.id).hold(from.slot, Access::empty());
        }
        Ok(())
    }

    /// Records a delegation in the rows of both users, in place of an earlier one.
    pub(in crate::directory) fn entrust(&mut self, from: Member, to: Member, access: Access) {
        self.user_mut(from.id).give(to.slot);
        self.user_mut(to.id).hold(from.slot, access);
    }
}
