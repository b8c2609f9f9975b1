//! The wire form of questions and views, as `docs/scenarios.md` explains it.

use consentry::*;
use serde::{Deserialize, Deserializer, de::Error};

/// A question: `{"principal": …, "app": …, "resource": …, "action": …, "context": …}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    #[serde(deserialize_with = "principal")]
    pub principal: PrincipalId,
    pub app: AppId,
    #[serde(deserialize_with = "resource")]
    pub resource: ResourceId,
    #[serde(deserialize_with = "action")]
    pub action: Action,
    pub context: Option<RunningContext>,
}

/// A view: `{"type": …}` and its fields.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum View {
    CanOpen {
        user: UserId,
        app: AppId,
    },
    SupportedApis {
        role: Role,
        #[serde(default)]
        edition: Edition,
    },
    SupportedJsApis {
        #[serde(deserialize_with = "principal")]
        principal: PrincipalId,
        app: AppId,
        #[serde(deserialize_with = "resource")]
        resource: ResourceId,
        context: Option<RunningContext>,
    },
    Config {
        #[serde(deserialize_with = "principal")]
        principal: PrincipalId,
        app: AppId,
        #[serde(deserialize_with = "resource")]
        resource: ResourceId,
        context: Option<RunningContext>,
        requested: Vec<String>,
    },
    InstalledApps {
        user: UserId,
    },
    Subscribers {
        by: UserId,
        account: AccountId,
        app: AppId,
    },
    AccountApps {
        by: UserId,
        account: AccountId,
    },
    Consent {
        user: UserId,
        app: AppId,
    },
    Collaboration {
        meeting: MeetingUuid,
        app: AppId,
    },
    SharedState {
        meeting: MeetingUuid,
        app: AppId,
    },
    MeetingsByNumber {
        account: AccountId,
        number: MeetingNumber,
    },
    Delegations {
        user: UserId,
    },
    Requests {
        by: UserId,
        account: AccountId,
    },
    Disabled {
        by: UserId,
        account: AccountId,
    },
    CalendarEvent {
        user: UserId,
        event: String,
    },
}

/// The resource of a question that states a running context.
pub fn in_context(resource: ResourceId, stated: Option<RunningContext>) -> ResourceId {
    match resource {
        ResourceId::Meeting { meeting, .. } => ResourceId::Meeting { meeting, context: stated },
        ResourceId::Client { .. } => ResourceId::Client { context: stated },
        data @ (ResourceId::UserData { .. } | ResourceId::AccountData { .. }) => data,
    }
}

/// `{"user": U}` or `{"meeting": M, "participant": S}`.
fn principal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PrincipalId, D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Fields {
        user: Option<UserId>,
        meeting: Option<MeetingUuid>,
        participant: Option<ParticipantId>,
    }
    let fields = Fields::deserialize(deserializer)?;
    match (fields.user, fields.meeting, fields.participant) {
        (Some(user), None, None) => Ok(PrincipalId::User(user)),
        (None, Some(meeting), Some(participant)) => Ok(PrincipalId::Participant { meeting, participant }),
        _ => Err(D::Error::custom("a principal is a `user`, or a `meeting` and a `participant`")),
    }
}

/// `{"user": U, "kind": K}`, `{"account": A, "kind": K}`, `{"meeting": M}` or `"client"`.
fn resource<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ResourceId, D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Fields {
        user: Option<UserId>,
        account: Option<AccountId>,
        meeting: Option<MeetingUuid>,
        kind: Option<DataKind>,
    }
    let value = serde_json::Value::deserialize(deserializer)?;
    if value == "client" {
        return Ok(ResourceId::Client { context: None });
    }
    let fields: Fields = serde_json::from_value(value).map_err(D::Error::custom)?;
    match (fields.user, fields.account, fields.meeting, fields.kind) {
        (Some(owner), None, None, Some(kind)) => Ok(ResourceId::UserData { owner, kind }),
        (None, Some(account), None, Some(kind)) => Ok(ResourceId::AccountData { account, kind }),
        (None, None, Some(meeting), None) => Ok(ResourceId::Meeting { meeting, context: None }),
        _ => Err(D::Error::custom(
            "a resource is `client`, a `meeting`, or a `user` or an `account` and a `kind`",
        )),
    }
}

/// `"read"`, `"create"`, `"update"`, `"delete"` or `{"call": NAME}`.
fn action<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Action, D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Call {
        call: String,
    }
    let value = serde_json::Value::deserialize(deserializer)?;
    if let Some(verb) = value.as_str() {
        return verb.parse().map(Action::Verb).map_err(D::Error::custom);
    }
    let call: Call = serde_json::from_value(value).map_err(D::Error::custom)?;
    Ok(Action::call(&call.call))
}
