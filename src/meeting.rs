//! Meetings: one instance, its owner, its seats, and where in the client an app runs.

use crate::word::{word_set, words};
use crate::{MeetingUuid, ParticipantId, UserId};

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
    /// use consentry::{Contexts, MeetingKind, RunningContext};
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
    /// use consentry::{MeetingKind, Roles, SeatRole};
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
    "role"
    /// What somebody is in a meeting, the strongest first.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new role is a new rule")]
    pub enum Role {
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

impl From<SeatRole> for Role {
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

impl TryFrom<Role> for SeatRole {
    type Error = OwnerIsDerived;

    /// The seat role of a role.
    ///
    /// # Errors
    ///
    /// `owner`, which no seat has.
    fn try_from(role: Role) -> Result<Self, OwnerIsDerived> {
        Self::ALL.iter().find(|seat| Role::from(**seat) == role).copied().ok_or(OwnerIsDerived)
    }
}

/// Somebody was to be made the owner of a meeting by a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`owner` is derived from the meeting, expected a seat role")]
#[expect(clippy::exhaustive_structs, reason = "closed: it says one thing")]
pub struct OwnerIsDerived;

word_set! {
    "role"
    /// A set of roles in a meeting.
    pub struct Roles: u8 {
        /// `owner`
        const OWNER = Role::Owner.name(), Role::Owner as u8;
        /// `host`
        const HOST = Role::Host.name(), Role::Host as u8;
        /// `cohost`
        const COHOST = Role::Cohost.name(), Role::Cohost as u8;
        /// `panelist`
        const PANELIST = Role::Panelist.name(), Role::Panelist as u8;
        /// `participant`
        const PARTICIPANT = Role::Participant.name(), Role::Participant as u8;
        /// `attendee`
        const ATTENDEE = Role::Attendee.name(), Role::Attendee as u8;
        /// `agent`
        const AGENT = Role::Agent.name(), Role::Agent as u8;
        /// `supervisor`
        const SUPERVISOR = Role::Supervisor.name(), Role::Supervisor as u8;
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
    /// use consentry::{Role, Roles};
    ///
    /// assert_eq!(Roles::of(Role::Host), Roles::HOST);
    /// ```
    #[must_use]
    pub const fn of(role: Role) -> Self {
        Self::from_bits_truncate(1 << role as u8)
    }

    /// The strongest role of the set, if there is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{Role, Roles};
    ///
    /// assert_eq!((Roles::PARTICIPANT | Roles::COHOST).strongest(), Some(Role::Cohost));
    /// assert_eq!(Roles::empty().strongest(), None);
    /// ```
    #[must_use]
    pub fn strongest(self) -> Option<Role> {
        Role::ALL.get(self.bits().trailing_zeros() as usize).copied()
    }
}

impl From<Role> for Roles {
    fn from(role: Role) -> Self {
        Self::of(role)
    }
}

impl From<SeatRole> for Roles {
    fn from(role: SeatRole) -> Self {
        Self::of(role.into())
    }
}

words! {
    "running context"
    /// Where in the client an app instance runs. Source: S.
    #[non_exhaustive]
    pub enum RunningContext {
        /// Beside a meeting.
        InMeeting = "inMeeting",
        /// Beside a webinar.
        InWebinar = "inWebinar",
        /// In the main window, outside any meeting.
        InMainClient = "inMainClient",
        /// As the immersive view of a meeting.
        InImmersive = "inImmersive",
        /// As a layer on the user's own video.
        InCamera = "inCamera",
        /// In collaborate mode.
        InCollaborate = "inCollaborate",
        /// In the side panel of collaborate mode.
        InCollaborateSidecar = "inCollaborateSidecar",
        /// Beside a contact-center engagement.
        InContactCenter = "inContactCenter",
        /// In the phone.
        InPhone = "inPhone",
        /// In team chat.
        InChat = "inChat",
        /// In the chat of a meeting.
        InMeetingChat = "inMeetingChat",
        /// In mail.
        InMail = "inMail",
        /// On a digital sign.
        InDigitalSignage = "inDigitalSignage",
    }
}

word_set! {
    "running context"
    /// A set of running contexts.
    pub struct Contexts: u16 {
        /// `inMeeting`
        const IN_MEETING = RunningContext::InMeeting.name(), RunningContext::InMeeting as u8;
        /// `inWebinar`
        const IN_WEBINAR = RunningContext::InWebinar.name(), RunningContext::InWebinar as u8;
        /// `inMainClient`
        const IN_MAIN_CLIENT = RunningContext::InMainClient.name(), RunningContext::InMainClient as u8;
        /// `inImmersive`
        const IN_IMMERSIVE = RunningContext::InImmersive.name(), RunningContext::InImmersive as u8;
        /// `inCamera`
        const IN_CAMERA = RunningContext::InCamera.name(), RunningContext::InCamera as u8;
        /// `inCollaborate`
        const IN_COLLABORATE = RunningContext::InCollaborate.name(), RunningContext::InCollaborate as u8;
        /// `inCollaborateSidecar`
        const IN_COLLABORATE_SIDECAR = RunningContext::InCollaborateSidecar.name(), RunningContext::InCollaborateSidecar as u8;
        /// `inContactCenter`
        const IN_CONTACT_CENTER = RunningContext::InContactCenter.name(), RunningContext::InContactCenter as u8;
        /// `inPhone`
        const IN_PHONE = RunningContext::InPhone.name(), RunningContext::InPhone as u8;
        /// `inChat`
        const IN_CHAT = RunningContext::InChat.name(), RunningContext::InChat as u8;
        /// `inMeetingChat`
        const IN_MEETING_CHAT = RunningContext::InMeetingChat.name(), RunningContext::InMeetingChat as u8;
        /// `inMail`
        const IN_MAIL = RunningContext::InMail.name(), RunningContext::InMail as u8;
        /// `inDigitalSignage`
        const IN_DIGITAL_SIGNAGE = RunningContext::InDigitalSignage.name(), RunningContext::InDigitalSignage as u8;
    }
}

impl Contexts {
    /// The running contexts that can occur outside a meeting.
    pub const CLIENT: Self = Self::IN_MAIN_CLIENT
        .union(Self::IN_PHONE)
        .union(Self::IN_CHAT)
        .union(Self::IN_MAIL)
        .union(Self::IN_CONTACT_CENTER)
        .union(Self::IN_DIGITAL_SIGNAGE);

    /// The set of one context.
    #[must_use]
    pub const fn of(context: RunningContext) -> Self {
        Self::from_bits_truncate(1 << context as u16)
    }
}

impl From<RunningContext> for Contexts {
    fn from(context: RunningContext) -> Self {
        Self::of(context)
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
/// use consentry::{MeetingKind, Seat, SeatRole};
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
/// use consentry::*;
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
/// assert_eq!(ask(&live), Decision::Allow(Basis::RoleInMeeting(Role::Owner)));
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
