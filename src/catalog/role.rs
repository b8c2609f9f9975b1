//! Roles in a meeting, and sets of them.

use crate::vocabulary::{word_set, words};

words! {
    "role"
    /// A person's role in a meeting. The strongest role comes first.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new role is a new rule, which no match may overlook")]
    pub enum MeetingRole {
        /// The user under whom the meeting is scheduled. Derived from the meeting, never the role of a seat.
        Owner = "owner",
        /// A person who runs the meeting.
        Host = "host",
        /// A person who helps to run the meeting.
        Cohost = "cohost",
        /// A person who speaks in a webinar.
        Panelist = "panelist",
        /// A person who takes part in a meeting.
        Participant = "participant",
        /// A person who watches a webinar.
        Attendee = "attendee",
        /// A person who serves customers of a contact center.
        Agent = "agent",
        /// A person who oversees the agents of a contact center.
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
    /// The roles that `any-seat` stands for. Source: S.
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

    /// The strongest role of the set; `None` if the set is empty.
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
