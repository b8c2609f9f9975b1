//! The question: on whose authority, through which app, to what, which action. Four arguments of plain facts.

use crate::catalog::{Api, RunningContext};
use crate::facts::{DataKind, Delegation, Manifest, Meeting, Publication, Standing, User, Verb};
use crate::id::{AccountId, MeetingUuid, ParticipantId};

/// On whose authority the app acts.
///
/// # Examples
///
/// ```
/// use consentry::{Participant, Principal, User};
///
/// let ann = User::new(1_u64.into(), 7_u64.into());
/// let seat = Participant { meeting: 5_u64.into(), id: 11_u64.into(), user: Some(&ann) };
/// let guest = Participant { user: None, ..seat };
/// assert_ne!(Principal::Participant(seat), Principal::User(&ann), "one seat, not all of Ann's");
/// assert_ne!(Principal::Participant(guest), Principal::Unknown, "a guest is somebody");
/// ```
///
/// There is no way to state a role here: roles are derived from the meeting's seats and its owner.
///
/// ```compile_fail,E0560
/// use consentry::Participant;
/// use consentry::facts::SeatRole;
///
/// let me = Participant { meeting: 1_u64.into(), id: 2_u64.into(), user: None, role: SeatRole::Host };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "closed: a new kind of principal is a new rule")]
pub enum Principal<'a> {
    /// No such user, or no such participant. A participant who has left is unknown.
    Unknown,
    /// A user.
    User(&'a User),
    /// A participant of a live meeting.
    Participant(Participant<'a>),
}

/// A participant of a live meeting, who may be nobody's user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "closed: a row of facts is written out by the host")]
pub struct Participant<'a> {
    /// The meeting that the seat is in.
    pub meeting: MeetingUuid,
    /// Which seat.
    pub id: ParticipantId,
    /// The signed-in user who sits there, if it is one. The participant acts as that user.
    pub user: Option<&'a User>,
}

/// The app that acts, and how it stands with the principal's user.
///
/// # Examples
///
/// ```
/// use consentry::{App, Manifest, Standing, User, can_open};
/// use consentry::facts::{ManifestDraft, ManifestError, Publication};
///
/// let manifest = Manifest::try_from(ManifestDraft::user_managed(7_u64.into()))?;
/// let ann = User::new(1_u64.into(), 7_u64.into());
/// let standing = Standing::default();
/// assert!(can_open(&ann, &App::published(&manifest, standing)));
///
/// let publication = Publication::Unpublished;
/// assert!(!can_open(&ann, &App::Registered { manifest: &manifest, publication, standing }));
/// assert!(!can_open(&ann, &App::Unknown));
/// # Ok::<_, ManifestError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "closed: registered or not")]
pub enum App<'a> {
    /// No such app.
    Unknown,
    /// A registered app.
    Registered {
        /// What the app declares.
        manifest: &'a Manifest,
        /// Whether its developer offers it at present.
        publication: Publication,
        /// How it stands with the principal's user; not read where there is no user.
        standing: Standing,
    },
}

impl<'a> App<'a> {
    /// A published app that stands like this with the principal's user.
    #[must_use]
    pub const fn published(manifest: &'a Manifest, standing: Standing) -> Self {
        Self::Registered { manifest, publication: Publication::Published, standing }
    }
}

/// What the app wants to touch.
///
/// # Examples
///
/// ```
/// use consentry::{
///     App, Basis, DataKind, Decision, Denial, Installation, Manifest, Principal, Resource, Scopes,
///     Standing, User, Verb, evaluate,
/// };
/// use consentry::facts::{ManifestDraft, ManifestError};
///
/// # let mut draft = ManifestDraft::user_managed(7_u64.into());
/// # draft.required_scopes = Scopes::SETTINGS_READ;
/// # let manifest = Manifest::try_from(draft)?;
/// # let installation = Some(Installation::new(Scopes::SETTINGS_READ));
/// # let app = App::published(&manifest, Standing { installation, ..Standing::default() });
/// let ann = User::new(1_u64.into(), 7_u64.into());
/// let ask = |resource| evaluate(&Principal::User(&ann), &app, &resource, Verb::Read.into());
///
/// let kind = DataKind::Settings;
/// let hers = Resource::UserData { owner: &ann, kind, delegation: None };
/// assert_eq!(ask(hers), Decision::Allow(Basis::Own));
/// let accounts = Resource::AccountData { account: ann.account, kind };
/// assert_eq!(ask(accounts), Decision::Deny(Denial::AdminAppRequired));
/// # Ok::<_, ManifestError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "closed: a new kind of resource is a new rule")]
pub enum Resource<'a> {
    /// No such user, account or meeting.
    Unknown,
    /// A user's data.
    UserData {
        /// Whose.
        owner: &'a User,
        /// Of what kind.
        kind: DataKind,
        /// The delegation from the owner to the principal's user, if there is one. Any other row is ignored.
        delegation: Option<Delegation>,
    },
    /// An account's data.
    AccountData {
        /// Whose.
        account: AccountId,
        /// Of what kind.
        kind: DataKind,
    },
    /// A meeting, with the app running in it.
    Meeting {
        /// Which, and who sits in it.
        meeting: &'a Meeting<'a>,
        /// Where the instance runs; `None` means [the default](crate::facts::MeetingKind::default_context).
        context: Option<RunningContext>,
    },
    /// The app instance itself, outside any meeting.
    Client {
        /// Where the instance runs; `None` means `inMainClient`.
        context: Option<RunningContext>,
    },
}

/// What the app wants to do.
///
/// # Examples
///
/// ```
/// use consentry::Action;
/// use consentry::catalog::Api;
///
/// assert_eq!(Action::call("getMeetingContext"), Action::Call(Api::GetMeetingContext));
/// assert_eq!(Action::call("getmeetingcontext"), Action::CallUnknown);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed: a new kind of action is a new rule")]
pub enum Action {
    /// A verb, on data.
    Verb(Verb),
    /// A call of an in-client API, in a meeting or on the client.
    Call(Api),
    /// A call of a name that no edition of the catalogue has.
    CallUnknown,
}

impl Action {
    /// The call of an API by its wire name.
    #[must_use]
    pub fn call(name: &str) -> Self {
        name.parse().map_or(Self::CallUnknown, Self::Call)
    }
}

impl From<Verb> for Action {
    fn from(verb: Verb) -> Self {
        Self::Verb(verb)
    }
}

impl From<Api> for Action {
    fn from(api: Api) -> Self {
        Self::Call(api)
    }
}
