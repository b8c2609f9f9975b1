//! A question by ids, to ask a directory.

use crate::catalog::RunningContext;
use crate::facts::DataKind;
use crate::id::{AccountId, AppId, MeetingUuid, ParticipantId, UserId};
use crate::rules::Action;

/// A question by ids: whether an app may do something on a principal's authority.
///
/// # Examples
///
/// ```
/// use consentry::directory::{PrincipalId, Question, ResourceId};
/// use consentry::{Action, AppId, DataKind, UserId, Verb};
///
/// let (olga, paul): (UserId, UserId) = (1_u64.into(), 2_u64.into());
/// let planner: AppId = 3_u64.into();
/// let question = Question::new(paul, planner, DataKind::Meetings.of(olga), Verb::Create);
/// assert_eq!(question, Question {
///     principal: PrincipalId::User(paul),
///     app: planner,
///     resource: ResourceId::UserData { owner: olga, kind: DataKind::Meetings },
///     action: Action::Verb(Verb::Create),
/// });
/// ```
///
/// With the feature `serde`, a question is written like this:
///
/// ```
/// use consentry::Verb;
/// use consentry::directory::Question;
/// use consentry::{DataKind, UserId};
///
/// let (olga, paul): (UserId, UserId) = (1_u64.into(), 2_u64.into());
/// let question = Question::new(paul, 3_u64.into(), DataKind::Meetings.of(olga), Verb::Create);
/// let json = r#"{
///     "principal": {"user": "AAAAAAAAAAAAAAAAAAAAAg"},
///     "app": "AAAAAAAAAAAAAAAAAAAAAw",
///     "resource": {"user": "AAAAAAAAAAAAAAAAAAAAAQ", "kind": "meetings"},
///     "action": "create"
/// }"#;
/// assert_eq!(serde_json::from_str::<Question>(json)?, question);
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[expect(clippy::exhaustive_structs, reason = "closed: the four arguments of `evaluate`")]
pub struct Question {
    /// The principal on whose authority the app acts.
    pub principal: PrincipalId,
    /// The app's id.
    pub app: AppId,
    /// The resource that the app wants to touch.
    pub resource: ResourceId,
    /// The action that the app wants to perform.
    pub action: Action,
}

impl Question {
    /// The question that [`Directory::evaluate`](crate::directory::Directory::evaluate) answers for the same arguments.
    #[must_use]
    pub fn new(
        principal: impl Into<PrincipalId>,
        app: AppId,
        resource: impl Into<ResourceId>,
        action: impl Into<Action>,
    ) -> Self {
        Self { principal: principal.into(), app, resource: resource.into(), action: action.into() }
    }
}

/// The principal on whose authority an app acts, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "wire::PrincipalId", from = "wire::PrincipalId")
)]
#[expect(clippy::exhaustive_enums, reason = "closed: as `Principal`")]
pub enum PrincipalId {
    /// A user.
    User(UserId),
    /// A participant of a live meeting.
    Participant {
        /// The meeting that the participant is in.
        meeting: MeetingUuid,
        /// The participant's id.
        participant: ParticipantId,
    },
}

impl From<UserId> for PrincipalId {
    fn from(user: UserId) -> Self {
        Self::User(user)
    }
}

/// The resource that an app wants to touch, by id.
///
/// [`DataKind::of`] names the data of a user or an account; the id of a meeting is also the meeting as a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "wire::ResourceId", from = "wire::ResourceId")
)]
#[expect(clippy::exhaustive_enums, reason = "closed: as `Resource`")]
pub enum ResourceId {
    /// A user's data.
    UserData {
        /// The user who owns the data.
        owner: UserId,
        /// The kind of data.
        kind: DataKind,
    },
    /// An account's data.
    AccountData {
        /// The account that owns the data.
        account: AccountId,
        /// The kind of data.
        kind: DataKind,
    },
    /// A meeting with the app running in it.
    Meeting {
        /// The meeting's id.
        meeting: MeetingUuid,
        /// The context that the app instance runs in; `None` means [the default](crate::facts::MeetingKind::default_context).
        context: Option<RunningContext>,
    },
    /// The app instance itself, outside any meeting.
    Client {
        /// The context that the app instance runs in; `None` means `inMainClient`.
        context: Option<RunningContext>,
    },
}

impl From<MeetingUuid> for ResourceId {
    /// The meeting with the app running in its default context.
    fn from(meeting: MeetingUuid) -> Self {
        Self::Meeting { meeting, context: None }
    }
}

impl From<(DataKind, UserId)> for ResourceId {
    /// A user's data of one kind.
    fn from((kind, owner): (DataKind, UserId)) -> Self {
        Self::UserData { owner, kind }
    }
}

impl From<(DataKind, AccountId)> for ResourceId {
    /// An account's data of one kind.
    fn from((kind, account): (DataKind, AccountId)) -> Self {
        Self::AccountData { account, kind }
    }
}

impl DataKind {
    /// Data of this kind that belongs to a user or to an account, as a resource to ask a
    /// [`Directory`](crate::directory::Directory) about.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::ResourceId;
    /// use consentry::{AccountId, DataKind, UserId};
    ///
    /// let (acme, olga): (AccountId, UserId) = (1_u64.into(), 2_u64.into());
    /// let kind = DataKind::Settings;
    /// assert_eq!(kind.of(olga), ResourceId::UserData { owner: olga, kind });
    /// assert_eq!(kind.of(acme), ResourceId::AccountData { account: acme, kind });
    /// ```
    #[must_use]
    pub fn of<O>(self, owner: O) -> ResourceId
    where
        ResourceId: From<(Self, O)>,
    {
        (self, owner).into()
    }
}

/// The wire forms of a principal and a resource.
#[cfg(feature = "serde")]
mod wire {
    use crate::catalog::RunningContext;
    use crate::facts::DataKind;
    use crate::id::{AccountId, MeetingUuid, ParticipantId, UserId};

    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(
        untagged,
        deny_unknown_fields,
        expecting = "a principal: a `user`, or a `meeting` and a `participant`"
    )]
    pub(super) enum PrincipalId {
        User { user: UserId },
        Participant { meeting: MeetingUuid, participant: ParticipantId },
    }

    impl From<super::PrincipalId> for PrincipalId {
        fn from(principal: super::PrincipalId) -> Self {
            match principal {
                super::PrincipalId::User(user) => Self::User { user },
                super::PrincipalId::Participant { meeting, participant } => {
                    Self::Participant { meeting, participant }
                }
            }
        }
    }

    impl From<PrincipalId> for super::PrincipalId {
        fn from(principal: PrincipalId) -> Self {
            match principal {
                PrincipalId::User { user } => Self::User(user),
                PrincipalId::Participant { meeting, participant } => {
                    Self::Participant { meeting, participant }
                }
            }
        }
    }

    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(
        untagged,
        deny_unknown_fields,
        expecting = "a resource: `\"client\"`, a `client` in a context, a `meeting`, or a `user` or an `account` and a `kind`"
    )]
    pub(super) enum ResourceId {
        Client(Client),
        ClientIn {
            client: Stated,
        },
        User {
            user: UserId,
            kind: DataKind,
        },
        Account {
            account: AccountId,
            kind: DataKind,
        },
        Meeting {
            meeting: MeetingUuid,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            context: Option<RunningContext>,
        },
    }

    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub(super) enum Client {
        Client,
    }

    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct Stated {
        context: RunningContext,
    }

    impl From<super::ResourceId> for ResourceId {
        fn from(resource: super::ResourceId) -> Self {
            match resource {
                super::ResourceId::UserData { owner, kind } => Self::User { user: owner, kind },
                super::ResourceId::AccountData { account, kind } => Self::Account { account, kind },
                super::ResourceId::Meeting { meeting, context } => Self::Meeting { meeting, context },
                super::ResourceId::Client { context: None } => Self::Client(Client::Client),
                super::ResourceId::Client { context: Some(context) } => {
                    Self::ClientIn { client: Stated { context } }
                }
            }
        }
    }

    impl From<ResourceId> for super::ResourceId {
        fn from(resource: ResourceId) -> Self {
            match resource {
                ResourceId::User { user, kind } => Self::UserData { owner: user, kind },
                ResourceId::Account { account, kind } => Self::AccountData { account, kind },
                ResourceId::Meeting { meeting, context } => Self::Meeting { meeting, context },
                ResourceId::Client(Client::Client) => Self::Client { context: None },
                ResourceId::ClientIn { client: Stated { context } } => {
                    Self::Client { context: Some(context) }
                }
            }
        }
    }
}
