//! What stories and small worlds have to reach: every outcome that a change and a question can have.

use std::collections::BTreeSet;

use consentry::directory::{Operation, RefusalReason};
use consentry::{Decision, Denial};

use crate::kind::Kind;
use crate::oracle::rules::BASES;

/// The outcome of a change or of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A change of this kind is accepted.
    Accepted(Kind),
    /// A change of this kind is refused.
    Refused(Kind),
    /// A change is refused for this reason.
    RefusedBecause(RefusalReason),
    /// A question is allowed on the basis of this name.
    Allowed(&'static str),
    /// A question is denied for the reason of this name.
    Denied(&'static str),
}

impl Outcome {
    /// Every outcome that there is.
    fn all() -> BTreeSet<Self> {
        let refused = RefusalReason::ALL.iter().copied().map(Self::RefusedBecause);
        // There is no public list of the names of bases, so these are the oracle's.
        let allowed = BASES.iter().copied().map(Self::Allowed);
        let denied = Denial::CHECKS.iter().map(|check| Self::Denied(check.reason));
        let of_kinds = Kind::ALL.iter().flat_map(|kind| [Self::Accepted(*kind), Self::Refused(*kind)]);
        of_kinds.chain(refused).chain(allowed).chain(denied).collect()
    }

    /// Every outcome that is not among those that were reached.
    pub fn missing(reached: &BTreeSet<Self>) -> Vec<Self> {
        Self::all().difference(reached).copied().collect()
    }

    /// The outcomes of one change.
    pub fn of_change<T>(
        operation: &Operation,
        outcome: Result<T, RefusalReason>,
    ) -> impl Iterator<Item = Self> {
        let kind = Kind::of(operation);
        let (of_kind, because) = match outcome {
            Ok(_) => (Self::Accepted(kind), None),
            Err(refusal) => (Self::Refused(kind), Some(Self::RefusedBecause(refusal))),
        };
        [of_kind].into_iter().chain(because)
    }
}

impl From<Decision> for Outcome {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allow(basis) => Self::Allowed(basis.name()),
            Decision::Deny(denial) => Self::Denied(denial.reason()),
        }
    }
}
