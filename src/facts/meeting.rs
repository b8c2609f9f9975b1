//! Meetings: an instance of a meeting, its owner, its seats, and the standing of app instances in it.

use crate::catalog::{Contexts, MeetingRole, Roles, RunningContext};
use crate::facts::Surface;
use crate::id::{MeetingUuid, ParticipantId, UserId};
use crate::vocabulary::words;

words! {
    "meeting kind"
    /// The kind of a meeting.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new kind is a new rule, which no match may overlook")]
    pub enum MeetingKind {
        /// A meeting in which everybody takes part.
        Meeting = "meeting",
        /// A webinar: panelists speak, attendees watch.
        Webinar = "webinar",
        /// An engagement of a contact center, in which an agent serves a customer.
        Engagement = "engagement",
    }
}

impl MeetingKind {
    /// The default running context in a meeting of this kind, and all that can occur in it.
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

    /// The running context of an app instance that states none.
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

    /// The running contexts that can occur in a meeting of this kind.
    #[must_use]
    pub const fn contexts(self) -> Contexts {
        self.context_row().1
    }

    /// The surface that an app must list to run in a meeting of this kind.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::{MeetingKind, Surface};
    ///
    /// assert_eq!(MeetingKind::Webinar.surface(), Surface::Webinar);
    /// ```
    #[must_use]
    pub const fn surface(self) -> Surface {
        match self {
            Self::Meeting => Surface::Meeting,
            Self::Webinar => Surface::Webinar,
            Self::Engagement => Surface::Engagement,
        }
    }

    /// The roles that a seat can have in a meeting of this kind.
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
    /// The state of a meeting. A meeting passes through the states in this order and never goes back.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new state is a new rule, which no match may overlook")]
    pub enum MeetingState {
        /// The meeting has not started.
        Scheduled = "scheduled",
        /// The meeting is in progress, and people have seats in it.
        Live = "live",
        /// The meeting is over and cannot start again.
        Ended = "ended",
    }
}

words! {
    "seat role"
    /// The current role of a seat. There is no `owner` here: the owner is derived from the meeting.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new role is a new rule, which no match may overlook")]
    pub enum SeatRole {
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

    /// Converts a role in a meeting to the role of a seat.
    ///
    /// # Errors
    ///
    /// Returns [`OwnerIsDerived`] for `owner`, which is not a role of a seat.
    fn try_from(role: MeetingRole) -> Result<Self, OwnerIsDerived> {
        Self::ALL.iter().find(|seat| MeetingRole::from(**seat) == role).copied().ok_or(OwnerIsDerived)
    }
}

/// The error of converting `owner` to the role of a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`owner` is derived from the meeting, expected a seat role")]
#[expect(clippy::exhaustive_structs, reason = "closed: the error has no details")]
pub struct OwnerIsDerived;

impl From<SeatRole> for Roles {
    fn from(role: SeatRole) -> Self {
        Self::of(role.into())
    }
}

words! {
    "host consent"
    /// What the host of a live meeting has said of an app in it. Source: R, D.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::HostConsent;
    ///
    /// assert_eq!(HostConsent::default(), HostConsent::Unstated);
    /// ```
    #[derive(Default)]
    #[expect(clippy::exhaustive_enums, reason = "closed: a new ruling is a new rule, which no match may overlook")]
    pub enum HostConsent {
        /// Nothing. The app runs, and takes no media out of the meeting unless the owner or the host runs it.
        #[default]
        Unstated = "unstated",
        /// The app is stopped, and every call is denied.
        Stopped = "stopped",
        /// The app may take other people's audio and video out of the meeting.
        MediaAllowed = "media_allowed",
    }
}

words! {
    "auth status"
    /// Whether the user of an app instance is signed in and has authorized the app. Source: S.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new status is a new rule, which no match may overlook")]
    pub enum AuthStatus {
        /// There is no signed-in user.
        Unauthenticated = "unauthenticated",
        /// The user is signed in and has not authorized the app.
        Authenticated = "authenticated",
        /// The user is signed in and has authorized the app.
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
#[expect(clippy::exhaustive_structs, reason = "closed: a host builds it from a row of its own")]
pub struct Seat {
    /// The id of the participant in the seat.
    pub participant: ParticipantId,
    /// The participant's user; `None` if the participant is not signed in. A row that lost the field is not read.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "serde::Deserialize::deserialize"))]
    pub user: Option<UserId>,
    /// The current role of the seat.
    pub role: SeatRole,
}

/// An instance of a meeting, as the decision needs it.
///
/// # Examples
///
/// ```
/// use consentry::catalog::{Api, MeetingRole};
/// use consentry::facts::{HostConsent, ManifestError, MeetingKind, MeetingState, Seat, SeatRole};
/// use consentry::{
///     Absence, App, Basis, Decision, Denial, Installation, Manifest, Meeting, Principal, Resource, Scopes,
///     Standing, User, evaluate,
/// };
///
/// # let manifest = Manifest::user_managed(7_u64.into()).call([Api::OpenUrl]).build()?;
/// # let installation = Some(Installation::new(Scopes::empty()));
/// # let app = App::published(&manifest, Standing { installation, ..Standing::default() });
/// # let olga = User::new(1_u64.into(), 7_u64.into());
/// let seats = [Seat { participant: 11_u64.into(), user: Some(olga.id), role: SeatRole::Host }];
/// let live = Meeting {
///     uuid: 5_u64.into(),
///     kind: MeetingKind::Meeting,
///     owner: olga.id,
///     state: MeetingState::Live,
///     host_consent: HostConsent::Unstated,
///     seats: &seats,
/// };
/// let over = Meeting { state: MeetingState::Ended, seats: &[], ..live };
/// let ask = |meeting: &Meeting<'_>| {
///     let resource = Resource::Meeting { meeting, context: None };
///     evaluate(&Principal::User(&olga), &app, &resource, Api::OpenUrl)
/// };
/// assert_eq!(ask(&live), Decision::Allow(Basis::RoleInMeeting(MeetingRole::Owner)));
/// assert_eq!(ask(&over), Decision::Deny(Denial::NotInMeeting(Absence::Ended)));
/// # Ok::<_, ManifestError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "closed: a host builds it from a row of its own")]
pub struct Meeting<'a> {
    /// The id of the instance.
    pub uuid: MeetingUuid,
    /// The kind of the meeting.
    pub kind: MeetingKind,
    /// The user under whom the meeting is scheduled.
    pub owner: UserId,
    /// The state of the meeting.
    pub state: MeetingState,
    /// What the host has said of the app of the question in this meeting.
    pub host_consent: HostConsent,
    /// Seats of this meeting. Those of the principal are enough; other people's seats change no answer. A seat does not
    /// state its meeting, so make sure that each belongs to this one.
    pub seats: &'a [Seat],
}
