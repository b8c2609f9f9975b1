//! Roles in a meeting, and sets of them.

use crate::vocabulary::{word_set, words};

words! {
    "role"
    /// What somebody is in a meeting, the strongest first.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new role is a new rule")]
    pub enum MeetingRole {
        /// The user whom the meeting is scheduled under. Derived from the meeting, never assigned to a seat.
        Owner = "owner",
        /// Runs the meeting.
        Host = "host",
        /// Helps to run it.
        Cohost = "cohost",
        /// Speaks in a webinar.
        Panelist = "panelist",
        /// Takes part in a meeting.
        Participant = "participant",
        /// Watches a webinar.
        Attendee = "attendee",
        /// Serves in a contact center.
        Agent = "agent",
        /// Oversees agents.
        Supervisor = "supervisor",
    }
}

word_set! {
    "role"
    /// A set of roles in a meeting.
    pub struct Roles: u8 {
        /// `owner`
        const OWNER = MeetingRole::Owner.name(), MeetingRole::Owner as u8;
        /// `host`
        const HOST = MeetingRole::Host.name(), MeetingRole::Host as u8;
        /// `cohost`
        const COHOST = MeetingRole::Cohost.name(), MeetingRole::Cohost as u8;
        /// `panelist`
        const PANELIST = MeetingRole::Panelist.name(), MeetingRole::Panelist as u8;
        /// `participant`
        const PARTICIPANT = MeetingRole::Participant.name(), MeetingRole::Participant as u8;
        /// `attendee`
        const ATTENDEE = MeetingRole::Attendee.name(), MeetingRole::Attendee as u8;
        /// `agent`
        const AGENT = MeetingRole::Agent.name(), MeetingRole::Agent as u8;
        /// `supervisor`
        const SUPERVISOR = MeetingRole::Supervisor.name(), MeetingRole::Supervisor as u8;
    }
}

impl Roles {
    /// Whom `any-seat` means inside a meeting. Source: S.
    pub const ANY_SEAT: Self =
        Self::HOST.union(Self::COHOST).union(Self::PANELIST).union(Self::PARTICIPANT).union(Self::ATTENDEE);

    /// The set of one role.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::catalog::{MeetingRole, Roles};
    ///
    /// assert_eq!(Roles::of(MeetingRole::Host), Roles::HOST);
    /// ```
    #[must_use]
    pub const fn of(role: MeetingRole) -> Self {
        Self::from_bits_truncate(1 << role as u8)
    }

    /// The strongest role of the set, if there is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::catalog::{MeetingRole, Roles};
    ///
    /// assert_eq!((Roles::PARTICIPANT | Roles::COHOST).strongest(), Some(MeetingRole::Cohost));
    /// assert_eq!(Roles::empty().strongest(), None);
    /// ```
    #[must_use]
    pub fn strongest(self) -> Option<MeetingRole> {
        MeetingRole::ALL.get(self.bits().trailing_zeros() as usize).copied()
    }
}

impl From<MeetingRole> for Roles {
    fn from(role: MeetingRole) -> Self {
        Self::of(role)
    }
}
