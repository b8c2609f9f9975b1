//! Delegation: one user entrusts another user of the same account with some access to its data.

use crate::id::UserId;
use crate::vocabulary::word_set;

word_set! {
    "access"
    /// What a delegator lets a delegate reach.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{DataKind, Verb};
    /// use consentry::facts::Access;
    ///
    /// // The scheduling privilege lets one see and change meetings; `meetings` lets one see them.
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

/// One delegation. It reaches from the delegator to the delegate and no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, expecting = "a delegation")
)]
#[expect(clippy::exhaustive_structs, reason = "closed: a row of facts is written out by the host")]
pub struct Delegation {
    /// Whose data it is.
    pub delegator: UserId,
    /// Who may reach it.
    pub delegate: UserId,
    /// What the delegate may reach.
    pub access: Access,
}
