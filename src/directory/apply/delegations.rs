//! Delegations.

use super::{Acting, Outcome, ensure};
use crate::directory::handle::Member;
use crate::directory::{Directory, Refusal};
use crate::facts::{Access, Privileges};
use crate::id::UserId;

/// To how many delegates a delegator may give access at the same time.
pub(in crate::directory) const MAX_DELEGATES: usize = 30;

impl Directory {
    pub(super) fn delegate_by(
        &mut self,
        by: Acting,
        delegator: UserId,
        delegate: UserId,
        access: Access,
    ) -> Outcome {
        // Bits without a name are no access.
        let access = access & Access::all();
        let (from, to) = (self.known_user(delegator)?, self.known_user(delegate)?);
        let may = self.is_user(by, from) || self.may_delegate_for(by, from, to, access);
        ensure(may, Refusal::NotPermitted)?;
        ensure(from.account == to.account, Refusal::DifferentAccount)?;
        ensure(self.is_active(from) && self.is_active(to), Refusal::Inactive)?;
        ensure(from != to && !access.is_empty(), Refusal::Invalid)?;
        let others = self.user(from.id).given().filter(|delegate| *delegate != to.slot).count();
        ensure(others < MAX_DELEGATES, Refusal::Invalid)?;

        self.entrust(from, to, access);
        Ok(())
    }

    /// An administrator gives access in the delegator's name: not to itself, and only what its own role covers.
    fn may_delegate_for(&self, by: Acting, from: Member, to: Member, access: Access) -> bool {
        let Acting::User(actor) = by else { return false };
        self.administers(by, from.account, Privileges::USERS_EDIT)
            && actor != to
            && self.holds(actor).contains(access.privileges_needed())
    }

    pub(super) fn revoke_delegation_by(
        &mut self,
        by: Acting,
        delegator: UserId,
        delegate: UserId,
    ) -> Outcome {
        let (from, to) = (self.known_user(delegator)?, self.known_user(delegate)?);
        let may = self.is_user(by, from)
            || self.is_user(by, to)
            || self.administers(by, from.account, Privileges::USERS_EDIT);
        ensure(may, Refusal::NotPermitted)?;

        if from.account == to.account {
            self.user_mut(from.id).take_back(to.slot);
            self.user_mut(to.id).hold(from.slot, Access::empty());
        }
        Ok(())
    }

    /// Records a delegation on both sides, in place of an earlier one.
    pub(in crate::directory) fn entrust(&mut self, from: Member, to: Member, access: Access) {
        self.user_mut(from.id).give(to.slot);
        self.user_mut(to.id).hold(from.slot, access);
    }
}
