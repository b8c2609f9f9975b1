//! Delegations: what one user lets another user of the account reach.

use super::{By, Outcome, refuse_unless};
use crate::directory::rows::Member;
use crate::directory::{Condition, Directory, Refusal, Restriction};
use crate::facts::Access;
use crate::id::UserId;

/// The number of delegates that a delegator can have at the same time.
pub(in crate::directory) const MAX_DELEGATES: usize = 30;

impl Directory {
    pub(super) fn delegate_by(
        &mut self,
        by: By<'_>,
        delegator: UserId,
        delegate: UserId,
        access: Access,
    ) -> Outcome {
        let (from, to) = (self.known_user(delegator)?, self.known_user(delegate)?);
        // No administrator gives itself access to somebody else's data, whatever its role.
        self.permit_within(by, |actor| {
            let itself = (actor == to).then_some(Restriction::OwnFavor);
            itself.or_else(|| self.for_somebody_stronger(actor, from))
        })?;
        refuse_unless(from.account == to.account, || Refusal::DifferentAccount)?;
        refuse_unless(self.is_active(from) && self.is_active(to), || Refusal::Inactive)?;
        refuse_unless(from != to, || Condition::OwnDelegate)?;
        refuse_unless(!access.is_empty(), || Condition::NoAccess)?;
        let others = self.user(from.id).given().filter(|delegate| *delegate != to.slot).count();
        refuse_unless(others < MAX_DELEGATES, || Condition::TooManyDelegates)?;

        self.entrust(from, to, access);
        Ok(())
    }

    pub(super) fn revoke_delegation_by(
        &mut self,
        by: By<'_>,
        delegator: UserId,
        delegate: UserId,
    ) -> Outcome {
        let (from, to) = (self.known_user(delegator)?, self.known_user(delegate)?);
        self.permit(by)?;

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
