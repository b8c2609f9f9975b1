//! The wire form of changes, questions and views, as `docs/scenarios.md` explains it.

use std::fmt;

use consentry::catalog::{Edition, MeetingRole, RunningContext};
use consentry::directory::{Actor, Change, PrincipalId, ResourceId};
use consentry::id::MeetingNumber;
use consentry::{AccountId, Action, AppId, DataKind, MeetingUuid, ParticipantId, UserId};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A change: `{"by": …, "type": …}` and the fields of its operation.
///
/// A scenario may leave out the user of a seat, for which an operation states `null`.
pub fn change(change: Value) -> serde_json::Result<Change> {
    let mut fields: Map<String, Value> = serde_json::from_value(change)?;
    let by = fields.remove("by").ok_or_else(|| serde_json::Error::missing_field("by"))?;
    let by: Actor = serde_json::from_value(by)?;
    if fields.get("type").is_some_and(|kind| kind == "join") {
        fields.entry("user").or_insert(Value::Null);
    }
    Ok(Change { by, operation: serde_json::from_value(fields.into())? })
}

/// A question: `{"principal": …, "app": …, "resource": …, "action": …, "context": …}`.
#[derive(serde::Deserialize)]
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
#[derive(serde::Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum View {
    CanOpen {
        user: UserId,
        app: AppId,
    },
    SupportedApis {
        role: MeetingRole,
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
    #[derive(serde::Deserialize)]
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
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Fields {
        user: Option<UserId>,
        account: Option<AccountId>,
        meeting: Option<MeetingUuid>,
        kind: Option<DataKind>,
    }
    let value = Value::deserialize(deserializer)?;
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
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Call {
        call: String,
    }
    let value = Value::deserialize(deserializer)?;
    if let Some(verb) = value.as_str() {
        return verb.parse().map(Action::Verb).map_err(D::Error::custom);
    }
    let call: Call = serde_json::from_value(value).map_err(D::Error::custom)?;
    Ok(Action::call(&call.call))
}

/// A JSON value in which no key is there twice. `Value` alone would keep the last of them.
pub struct Unrepeated(pub Value);

impl<'de> Deserialize<'de> for Unrepeated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any JSON")
            }

            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
                Ok(value.into())
            }

            fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
                Ok(number.into())
            }

            fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
                Ok(number.into())
            }

            fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
                Ok(number.into())
            }

            fn visit_str<E>(self, text: &str) -> Result<Value, E> {
                Ok(text.into())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
                let mut values = Vec::new();
                while let Some(Unrepeated(value)) = elements.next_element()? {
                    values.push(value);
                }
                Ok(values.into())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
                let mut fields = Map::new();
                while let Some(key) = entries.next_key::<String>()? {
                    if fields.contains_key(&key) {
                        return Err(A::Error::custom(format!("the key `{key}` is there twice")));
                    }
                    let Unrepeated(value) = entries.next_value()?;
                    fields.insert(key, value);
                }
                Ok(fields.into())
            }
        }
        deserializer.deserialize_any(Any).map(Self)
    }
}
