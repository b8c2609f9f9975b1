//! Meetings: one instance, its owner, its seats, and where in the client an app runs.

use crate::catalog::{Contexts, MeetingRole, Roles, RunningContext};
use crate::id::{MeetingUuid, ParticipantId, UserId};
use crate::vocabulary::words;

words! {
    "meeting kind"
    /// What kind of meeting it is.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new kind is a new rule")]
    pub enum MeetingKind {
        /// Everybody takes part.
        Meeting = "meeting",
        /// Panelists speak, attendees watch.
        Webinar = "webinar",
        /// An agent of a contact center serves somebody.
        Engagement = "engagement",
    }
}

impl MeetingKind {
    /// The running contexts that can occur in such a meeting; the first is the default.
    const fn context_row(self) -> (RunningContext, Contexts) {
        const BESIDE: Contexts = Contexts::IN_IMMERSIVE
            .union(Contexts::IN_CAMERA)
            .union(Contexts::IN_COLLABORATE)
            .union(Contexts::IN_COLLABORATE_SIDECAR)
            .union(Contexts::IN_MEETING_CHAT);
        match self {
            Self::Meeting => (RunningContext::InMeeting, BESIDE.union(Contexts::IN_MEETING)),
            Self::Webinar => (RunningContext::InWebinar, BESIDE.union(Contexts::IN_WEBINAR)),
            Self::Engagement => (RunningContext::InContactCenter, Contexts::IN_CONTACT_CENTER),
        }
    }

    /// The running context of an instance that states none.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::catalog::{Contexts, RunningContext};
    /// use consentry::facts::MeetingKind;
    ///
    /// assert_eq!(MeetingKind::Webinar.default_context(), RunningContext::InWebinar);
    /// assert!(!MeetingKind::Webinar.contexts().contains(Contexts::IN_MEETING));
    /// ```
    #[must_use]
    pub const fn default_context(self) -> RunningContext {
        self.context_row().0
    }

    /// The running contexts that can occur in such a meeting.
    #[must_use]
    pub const fn contexts(self) -> Contexts {
        self.context_row().1
    }

    /// The roles that a seat can have in such a meeting.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::catalog::Roles;
    /// use consentry::facts::{MeetingKind, SeatRole};
    ///
    /// assert!(MeetingKind::Webinar.seats().contains(SeatRole::Attendee.into()));
    /// assert!(!MeetingKind::Meeting.seats().contains(SeatRole::Attendee.into()));
    /// ```
    #[must_use]
    pub const fn seats(self) -> Roles {
        match self {
            Self::Meeting => Roles::HOST.union(Roles::COHOST).union(Roles::PARTICIPANT),
            Self::Webinar => Roles::HOST.union(Roles::COHOST).union(Roles::PANELIST).union(Roles::ATTENDEE),
            Self::Engagement => Roles::AGENT.union(Roles::SUPERVISOR),
        }
    }
}

words! {
    "meeting state"
    /// Where a meeting is in its life. It never goes back.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new state is a new rule")]
    pub enum MeetingState {
        /// Not started yet.
        Scheduled = "scheduled",
        /// Going on: people are seated.
        Live = "live",
        /// Over, for good.
        Ended = "ended",
    }
}

words! {
    "seat role"
    /// What a seat is right now. There is no `owner` here: nobody can be given that.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new role is a new rule")]
    pub enum SeatRole {
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

impl From<SeatRole> for MeetingRole {
    fn from(role: SeatRole) -> Self {
        match role {
            SeatRole::Host => Self::Host,
            SeatRole::Cohost => Self::Cohost,
            SeatRole::Panelist => Self::Panelist,
            SeatRole::Participant => Self::Participant,
            SeatRole::Attendee => Self::Attendee,
            SeatRole::Agent => Self::Agent,
            SeatRole::Supervisor => Self::Supervisor,
        }
    }
}

impl TryFrom<MeetingRole> for SeatRole {
    type Error = OwnerIsDerived;

    /// The seat role of a role.
    ///
    /// # Errors
    ///
    /// `owner`, which no seat has.
    fn try_from(role: MeetingRole) -> Result<Self, OwnerIsDerived> {
        Self::ALL.iter().find(|seat| MeetingRole::from(**seat) == role).copied().ok_or(OwnerIsDerived)
    }
}

/// Somebody was to be made the owner of a meeting by a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`owner` is derived from the meeting, expected a seat role")]
#[expect(clippy::exhaustive_structs, reason = "closed: it says one thing")]
pub struct OwnerIsDerived;

impl From<SeatRole> for Roles {
    fn from(role: SeatRole) -> Self {
        Self::of(role.into())
    }
}

words! {
    "auth status"
    /// How far the user of an app instance has come with the app. Source: S.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new status is a new rule")]
    pub enum AuthStatus {
        /// No signed-in user.
        Unauthenticated = "unauthenticated",
        /// Signed in, the app not added.
        Authenticated = "authenticated",
        /// The app added.
        Authorized = "authorized",
    }
}

/// A seat in a live meeting.
///
/// # Examples
///
/// ```
/// use consentry::facts::{MeetingKind, Seat, SeatRole};
///
/// let guest = Seat { participant: 11_u64.into(), user: None, role: SeatRole::Participant };
/// assert!(MeetingKind::Meeting.seats().contains(guest.role.into()));
/// assert!(!MeetingKind::Webinar.seats().contains(guest.role.into()), "a webinar has attendees");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, expecting = "a seat")
)]
#[expect(clippy::exhaustive_structs, reason = "closed: a row of facts is written out by the host")]
pub struct Seat {
    /// Which seat.
    pub participant: ParticipantId,
    /// The signed-in user who sits there, if it is one.
    pub user: Option<UserId>,
    /// What the seat is right now.
    pub role: SeatRole,
}

/// One instance of a meeting, as the decision needs it.
///
/// # Examples
///
/// ```
/// use consentry::{
///     App, Basis, Decision, Denial, Installation, Manifest, Meeting, Principal, Resource, Scopes,
///     Standing, User, evaluate,
/// };
/// use consentry::catalog::{Api, MeetingRole};
/// use consentry::facts::{ManifestDraft, ManifestError, MeetingKind, MeetingState, Seat, SeatRole};
///
/// # let mut draft = ManifestDraft::user_managed(7_u64.into());
/// # draft.apis = vec!["openUrl".into()];
/// # let manifest = Manifest::try_from(draft)?;
/// # let installation = Some(Installation::new(Scopes::empty()));
/// # let app = App::published(&manifest, Standing { installation, ..Standing::default() });
/// # let olga = User::new(1_u64.into(), 7_u64.into());
/// let seats = [Seat { participant: 11_u64.into(), user: Some(olga.id), role: SeatRole::Host }];
/// let live = Meeting {
///     uuid: 5_u64.into(),
///     kind: MeetingKind::Meeting,
///     owner: olga.id,
///     state: MeetingState::Live,
///     seats: &seats,
/// };
/// let over = Meeting { state: MeetingState::Ended, seats: &[], ..live };
/// let ask = |meeting: &Meeting<'_>| {
///     let here = Resource::Meeting { meeting, context: None };
///     evaluate(&Principal::User(&olga), &app, &here, Api::OpenUrl.into())
/// };
/// assert_eq!(ask(&live), Decision::Allow(Basis::RoleInMeeting(MeetingRole::Owner)));
/// assert_eq!(ask(&over), Decision::Deny(Denial::NotInMeeting));
/// # Ok::<_, ManifestError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "closed: a row of facts is written out by the host")]
pub struct Meeting<'a> {
    /// Which instance.
    pub uuid: MeetingUuid,
    /// What kind of meeting.
    pub kind: MeetingKind,
    /// The user whom it is scheduled under.
    pub owner: UserId,
    /// Whether it is going on.
    pub state: MeetingState,
    /// Its seats. Those of the principal suffice; other people's change no answer.
    pub seats: &'a [Seat],
}
