//! The question: a principal, an app, a resource and an action. All four are plain facts.

use crate::catalog::{Api, RunningContext};
use crate::facts::{DataKind, Delegation, Manifest, Meeting, Publication, Standing, User, Verb};
use crate::id::{AccountId, MeetingUuid, ParticipantId};

/// The person on whose authority the app acts.
///
/// # Examples
///
/// ```
/// use consentry::{Participant, Principal, User};
///
/// let ann = User::new(1_u64.into(), 7_u64.into());
/// let seat = Participant { meeting: 5_u64.into(), id: 11_u64.into(), user: Some(&ann) };
/// let guest = Participant { user: None, ..seat };
/// assert_ne!(Principal::Participant(seat), Principal::User(&ann), "this seat, not all of her seats");
/// assert_ne!(Principal::Participant(guest), Principal::Unknown, "a guest is known");
/// ```
///
/// A principal does not state its role: roles are derived from the meeting's seats and its owner.
///
/// ```compile_fail,E0560
/// use consentry::Participant;
/// use consentry::facts::SeatRole;
///
/// let me = Participant { meeting: 1_u64.into(), id: 2_u64.into(), user: None, role: SeatRole::Host };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "closed: a new kind of principal is a new rule, which no match may overlook"
)]
pub enum Principal<'a> {
    /// A user or participant who does not exist. A participant who has left is unknown.
    Unknown,
    /// A user.
    User(&'a User),
    /// A participant of a live meeting.
    Participant(Participant<'a>),
}

/// A participant of a live meeting, who may not be a signed-in user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "closed: a host builds it from a row of its own")]
pub struct Participant<'a> {
    /// The meeting that the participant is in.
    pub meeting: MeetingUuid,
    /// The participant's id.
    pub id: ParticipantId,
    /// The user as whom the participant acts; `None` if the participant is not signed in.
    pub user: Option<&'a User>,
}

/// The app that acts, and its standing with the principal's user.
///
/// # Examples
///
/// ```
/// use consentry::facts::{ManifestError, Publication};
/// use consentry::{App, Manifest, Standing, User, can_open};
///
/// let manifest = Manifest::user_managed(7_u64.into()).build()?;
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
#[expect(clippy::exhaustive_enums, reason = "closed: an app is registered or unknown")]
pub enum App<'a> {
    /// An app that is not registered.
    Unknown,
    /// A registered app.
    Registered {
        /// What the app declares.
        manifest: &'a Manifest,
        /// Whether the developer currently offers the app.
        publication: Publication,
        /// The app's standing with the principal's user. Ignored if the principal has no user.
        standing: Standing,
    },
}

impl<'a> App<'a> {
    /// A published app with this standing with the principal's user.
    #[must_use]
    pub const fn published(manifest: &'a Manifest, standing: Standing) -> Self {
        Self::Registered { manifest, publication: Publication::Published, standing }
    }
}

/// The resource that the app acts on.
///
/// # Examples
///
/// ```
/// use consentry::facts::ManifestError;
/// use consentry::{
///     App, Basis, DataKind, Decision, Denial, Installation, Manifest, Principal, Resource, Scopes, Standing,
///     User, Verb, evaluate,
/// };
///
/// # let manifest = Manifest::user_managed(7_u64.into()).require(Scopes::SETTINGS_READ).build()?;
/// # let installation = Some(Installation::new(Scopes::SETTINGS_READ));
/// # let app = App::published(&manifest, Standing { installation, ..Standing::default() });
/// let ann = User::new(1_u64.into(), 7_u64.into());
/// let ask = |resource| evaluate(&Principal::User(&ann), &app, &resource, Verb::Read);
///
/// let kind = DataKind::Settings;
/// let hers = Resource::UserData { owner: &ann, kind, delegation: None };
/// assert_eq!(ask(hers), Decision::Allow(Basis::Own));
/// let accounts = Resource::AccountData { account: ann.account, kind };
/// assert_eq!(ask(accounts), Decision::Deny(Denial::AdminAppRequired));
/// # Ok::<_, ManifestError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "closed: a new kind of resource is a new rule, which no match may overlook"
)]
pub enum Resource<'a> {
    /// A user, account or meeting that does not exist.
    Unknown,
    /// A user's data.
    UserData {
        /// The user whose data it is.
        owner: &'a User,
        /// The kind of data.
        kind: DataKind,
        /// The delegation from the owner to the principal's user, if there is one. Any other delegation is ignored.
        delegation: Option<Delegation>,
    },
    /// An account's data.
    AccountData {
        /// The account whose data it is.
        account: AccountId,
        /// The kind of data.
        kind: DataKind,
    },
    /// A meeting in which an instance of the app runs.
    Meeting {
        /// The meeting and its seats.
        meeting: &'a Meeting<'a>,
        /// The instance's running context; `None` means the
        /// [default of the meeting](crate::facts::MeetingKind::default_context).
        context: Option<RunningContext>,
    },
    /// The client of the user, in which an instance of the app runs outside any meeting.
    Client {
        /// The instance's running context; `None` means `inMainClient`.
        context: Option<RunningContext>,
    },
}

/// The action that the app requests.
///
/// # Examples
///
/// ```
/// use consentry::catalog::Api;
/// use consentry::{Action, Verb};
///
/// assert_eq!(Action::call("getMeetingContext"), Action::Call(Api::GetMeetingContext));
/// assert_eq!(Action::call("getmeetingcontext"), Action::CallUnknown);
///
/// let json = r#"{"call":"getMeetingContext"}"#;
/// assert_eq!(serde_json::from_str::<Action>(json)?, Action::Call(Api::GetMeetingContext));
/// assert_eq!(serde_json::from_str::<Action>(r#""read""#)?, Action::Verb(Verb::Read));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "closed: a new kind of action is a new rule, which no match may overlook"
)]
pub enum Action {
    /// A verb on data.
    Verb(Verb),
    /// A call of an in-client API, in a meeting or on the client.
    Call(Api),
    /// A call of an API that is in no edition of the catalogue.
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

/// The wire form of an action: a verb as its word, or `{"call": NAME}`.
#[cfg(feature = "serde")]
mod wire {
    use alloc::borrow::Cow;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Action;
    use crate::facts::Verb;

    #[derive(Serialize, Deserialize)]
    #[serde(untagged, expecting = "an action: a verb, or `{\"call\": NAME}`")]
    enum Written<'a> {
        Verb(Verb),
        #[serde(borrow)]
        Call(Call<'a>),
    }

    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Call<'a> {
        #[serde(borrow)]
        call: Cow<'a, str>,
    }

    impl Serialize for Action {
        /// An unknown API has no name and is written with an empty one.
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let call = |call: &'static str| Written::Call(Call { call: Cow::Borrowed(call) });
            match self {
                Self::Verb(verb) => Written::Verb(*verb),
                Self::Call(api) => call(api.name()),
                Self::CallUnknown => call(""),
            }
            .serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Action {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Ok(match Written::deserialize(deserializer)? {
                Written::Verb(verb) => Self::Verb(verb),
                Written::Call(Call { call }) => Self::call(&call),
            })
        }
    }
}
