//! A directory whose changes and questions are written as short sentences, for tests that read like a story.
//!
//! A sentence is a shorter form of a scenario's step: `ann install app=cal` is the change
//! `{"type": "install", "by": "ann", "user": "ann", "app": "cal", …}`. Names are free, as in scenarios.

use consentry::directory::{Change, Directory, Refusal, RefusalReason};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::scenario::names::Names;
use crate::scenario::run::see;
use crate::scenario::wire::{self, Question, in_context};

/// Three accounts: `maker` develops most apps, `acme` uses them, `zeta` is somebody else.
pub const TOWN: &str = "
    system add_account account=maker owner=mona
    system add_account account=zeta owner=zoe
    zoe add_user account=zeta user=zack role=member
    zoe add_user account=zeta user=zita role=member
    zoe deactivate_user user=zita

    system add_account account=acme owner=olga
    olga define_role account=acme role=hr privileges=[users_edit,roles_edit]
    olga define_role account=acme role=shop privileges=[marketplace_edit]
    olga define_role account=acme role=desk privileges=[marketplace_edit,reports_read]
    olga define_role account=acme role=audit privileges=[recordings_edit,reports_read]
    olga define_role account=acme role=spare privileges=[users_read]
    olga add_user account=acme user=adam role=admin
    olga add_user account=acme user=hana role=custom:hr
    olga add_user account=acme user=shay role=custom:shop
    olga add_user account=acme user=dora role=custom:desk
    olga add_user account=acme user=rita role=custom:audit
    olga add_user account=acme user=ann role=member
    olga add_user account=acme user=bob role=member
    olga add_user account=acme user=dan role=member
    olga deactivate_user user=dan
    olga add_user account=acme user=ina role=admin
    olga deactivate_user user=ina

    system register_app app=cal required_scopes=[meetings:write] optional_scopes=[recordings:read] uses_shared_access=true
    system register_app app=rare required_scopes=[meetings:read]
    system register_app app=secret listing=private
    system register_app app=inner listing=private developer=acme
    system register_app app=poll guest_mode=true
    system register_app app=report management=admin_managed required_scopes=[reports:read] optional_scopes=[recordings:read]
    olga approve_app account=acme app=cal
    olga approve_app account=acme app=poll
    olga approve_app account=acme app=report
    ann install app=cal

    olga delegate delegate=ann access=[meetings]
    bob delegate delegate=ann access=[schedule]
    olga schedule_meeting meeting=next
    bob schedule_meeting meeting=bobs
    bob set_alternative_hosts meeting=bobs users=[rita]
    olga schedule_meeting meeting=over
    olga start_meeting meeting=over
    olga end_meeting meeting=over
    olga schedule_meeting meeting=live
    olga start_meeting meeting=live
    system join meeting=live user=olga participant=p-olga role=participant
    system join meeting=live user=ann participant=p-ann role=participant
    system join meeting=live user=bob participant=p-bob role=cohost
    system join meeting=live participant=p-guest role=participant
";

#[derive(Clone, Default)]
pub struct World {
    pub directory: Directory,
    pub accepted: Vec<Change>,
    names: Names,
}

impl World {
    /// The world after some sentences, each of which is accepted.
    #[track_caller]
    pub fn after(sentences: &str) -> Self {
        let mut world = Self::default();
        world.does(sentences);
        world
    }

    /// Makes changes, one sentence per line or separated by `;`; all are accepted.
    #[track_caller]
    pub fn does(&mut self, sentences: &str) {
        for sentence in sentences.split(['\n', ';']).map(str::trim).filter(|text| !text.is_empty()) {
            assert_eq!(self.tries(sentence).err(), None, "`{sentence}`");
        }
    }

    /// Makes one change, or returns the refusal.
    #[track_caller]
    pub fn tries(&mut self, sentence: &str) -> Result<u64, Refusal> {
        let change = self.change(sentence);
        let outcome = self.directory.apply(&change);
        if outcome.is_ok() {
            self.accepted.push(change);
        }
        outcome
    }

    /// Asserts that a change is refused, and leaves everything as it was.
    #[track_caller]
    pub fn refuses(&mut self, sentence: &str, expected: RefusalReason) {
        let before = self.directory.clone();
        let outcome = self.tries(sentence);
        assert_eq!(outcome.as_ref().map_err(Refusal::reason), Err(expected), "`{sentence}`: {outcome:?}");
        assert!(self.directory == before, "`{sentence}` is refused, and still changes something");
        assert_eq!(self.directory.revision(), before.revision(), "`{sentence}` is refused, and still counts");
    }

    /// The change that a sentence describes: the actor, the type and the fields. If a field occurs twice, the last one counts.
    #[track_caller]
    pub fn change(&mut self, sentence: &str) -> Change {
        let (by, rest) = sentence.split_once(' ').expect("a sentence says who does what");
        let (kind, fields) = rest.split_once(' ').unwrap_or((rest, ""));
        let mut change = defaults(kind, by);
        change.extend(json_fields(fields));
        change.insert("type".into(), kind.into());
        change.entry("by").or_insert(by.into());
        if kind == "register_app" || kind == "update_app" {
            change = with_manifest(change);
        }
        let mut change = Value::Object(change);
        self.names.identify_change(&mut change);
        wire::change(change).unwrap_or_else(|error| panic!("`{sentence}`: {error}"))
    }

    /// What a view shows, such as `installed_apps user=ann`.
    #[track_caller]
    pub fn view(&mut self, sentence: &str) -> Value {
        let (kind, fields) = sentence.split_once(' ').expect("a view has fields");
        let mut view = json_fields(fields);
        view.insert("type".into(), kind.into());
        let mut view = Value::Object(view);
        self.names.identify(&mut view);
        let view = serde_json::from_value(view).unwrap_or_else(|error| panic!("`{sentence}`: {error}"));
        let mut answer = see(&self.directory, &view);
        self.names.to_names(&mut answer);
        answer
    }

    /// Asks for a decision: `ann` or the seat `live/p1`, an app, `olga's meetings`, `acme: reports`, the meeting
    /// `live` or the `client`, and a verb or the name of an API.
    #[track_caller]
    pub fn asks(&mut self, principal: &str, app: &str, resource: &str, action: &str) -> String {
        let principal = match principal.split_once('/') {
            Some((meeting, participant)) => json!({ "meeting": meeting, "participant": participant }),
            None => json!({ "user": principal }),
        };
        let resource = if let Some((user, kind)) = resource.split_once("'s ") {
            json!({ "user": user, "kind": kind })
        } else if let Some((account, kind)) = resource.split_once(": ") {
            json!({ "account": account, "kind": kind })
        } else if resource == "client" {
            json!(resource)
        } else {
            json!({ "meeting": resource })
        };
        let action = match action {
            "read" | "create" | "update" | "delete" => json!(action),
            api => json!({ "call": api }),
        };
        let mut question =
            json!({ "principal": principal, "app": app, "resource": resource, "action": action });
        self.names.identify(&mut question);
        let question: Question = serde_json::from_value(question).expect("the question is well formed");
        let resource = in_context(question.resource, question.context);
        match self.directory.evaluate(question.principal, question.app, resource, question.action) {
            consentry::Decision::Allow(basis) => format!("allow {}", basis.name()),
            consentry::Decision::Deny(denial) => format!("deny {}", denial.reason()),
        }
    }

    /// What a value is on the wire, with names in place of ids.
    pub fn written(&self, value: &impl Serialize) -> Value {
        let mut written = json!(value);
        self.names.to_names(&mut written);
        written
    }

    /// The id that a name has, as text.
    pub fn id(&mut self, name: &str) -> String {
        let mut named = json!({ "user": name });
        self.names.identify(&mut named);
        named["user"].as_str().unwrap_or_default().to_owned()
    }
}

/// The values of fields that most sentences leave out.
fn defaults(kind: &str, by: &str) -> Map<String, Value> {
    let fields = match kind {
        "install" => json!({ "user": by, "optional_scopes": [], "shared": false }),
        "grant_shared_access" | "request_app" | "confirm_calendar_event" => json!({ "user": by }),
        "delegate" => json!({ "delegator": by }),
        "schedule_meeting" => json!({ "owner": by, "number": "100", "topic": "planning", "kind": "meeting" }),
        "approve_app" | "withdraw_approval" => json!({ "audience": "everybody" }),
        "update_meeting" => json!({ "number": "100", "topic": "planning" }),
        "set_policy" => json!({ "listed": "required", "unlisted": "required", "on_withdrawal": "suspend" }),
        _ => json!({}),
    };
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// All fields but the app's name belong to its manifest.
fn with_manifest(change: Map<String, Value>) -> Map<String, Value> {
    let mut manifest = json!({
        "developer": "maker", "listing": "listed", "management": "user_managed", "required_scopes": [],
        "optional_scopes": [], "uses_shared_access": false, "guest_mode": false, "apis": [],
    });
    let mut outer = Map::new();
    for (field, value) in change {
        match &*field {
            "type" | "by" | "app" => _ = outer.insert(field, value),
            _ => manifest[field] = value,
        }
    }
    outer.insert("manifest".into(), manifest);
    outer
}

/// Fields such as `user=ann shared=true role=custom:hr access=[schedule,reports]`. An audience is `everybody` or a user, and a space is written `␣`.
#[track_caller]
fn json_fields(text: &str) -> Map<String, Value> {
    let field = |field: &str| {
        let (name, value) = field.split_once('=').unwrap_or_else(|| panic!("`{field}` is no field"));
        let value = match (name, value) {
            ("audience", "everybody") => json_value(value),
            ("audience", user) => json!({ "user": user }),
            _ => json_value(value),
        };
        (name.to_owned(), value)
    };
    text.split_whitespace().map(field).collect()
}

fn json_value(text: &str) -> Value {
    if let Some(list) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return list.split(',').filter(|word| !word.is_empty()).collect();
    }
    match text {
        "true" => true.into(),
        "false" => false.into(),
        _ => {
            let text = text.replace('␣', " ");
            text.strip_prefix("custom:").map_or_else(|| json!(text), |name| json!({ "custom": name }))
        }
    }
}
