//! Delegations: a user entrusts another user of the same account with some access to its data.

use crate::id::UserId;
use crate::vocabulary::word_set;

word_set! {
    "access"
    /// A set of kinds of access: what a delegation lets the delegate do.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::Access;
    /// use consentry::{DataKind, Verb};
    ///
    /// // `schedule` lets the delegate see and change meetings; `meetings` lets the delegate see them.
    /// assert!(Access::SCHEDULE.covers(DataKind::Meetings, Verb::Create));
    /// assert!(Access::SCHEDULE.covers(DataKind::Meetings, Verb::Read));
    /// assert!(!Access::MEETINGS.covers(DataKind::Meetings, Verb::Create));
    /// // Settings cannot be delegated.
    /// assert!(!Access::all().covers(DataKind::Settings, Verb::Read));
    /// ```
    pub struct Access: u8 {
        /// `profile`: read the profile.
        const PROFILE = "profile", 0;
        /// `meetings`: read meetings.
        const MEETINGS = "meetings", 1;
        /// `schedule`: the scheduling privilege: read, create, change and delete meetings.
        const SCHEDULE = "schedule", 2;
        /// `recordings`: read recordings.
        const RECORDINGS = "recordings", 3;
        /// `reports`: read reports.
        const REPORTS = "reports", 4;
    }
}

const _: () = assert!(size_of::<Access>() == 1, "stores keep the access of a delegation in 8 bits");

/// One delegation. Delegations are not transitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, expecting = "a delegation")
)]
#[expect(clippy::exhaustive_structs, reason = "closed: a host builds it from a row of its own")]
pub struct Delegation {
    /// The user whose data is delegated.
    pub delegator: UserId,
    /// The user who receives the access.
    pub delegate: UserId,
    /// The access that the delegate receives.
    pub access: Access,
}
