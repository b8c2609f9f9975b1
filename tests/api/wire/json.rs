//! The same in JSON: the feature `serde`.

use std::fmt::Debug;

use consentry::catalog::{Api, ApiKind, ApiSet, Contexts, Edition, MeetingRole, Roles, RunningContext};
use consentry::directory::{Change, LogEntry, Operation, PrincipalId, Question, ResourceId};
use consentry::facts::{
    Access, AccountRole, ApprovalSetting, AuthStatus, Delegation, ManifestDraft, OnWithdrawal, OwnApps,
    Policy, Privileges, Seat, SeatRole, Surface, Surfaces,
};
use consentry::id::MeetingNumber;
use consentry::{
    Absence, Action, AppId, Basis, DataKind, Decision, Denial, Installation, Manifest, MeetingUuid, Obstacle,
    Scopes, User, UserId, Verb,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::value::{I128Deserializer, U128Deserializer};
use serde::de::{self, DeserializeOwned};
use serde_json::{Value, json};
use testkit::kind::Kind;

use super::{BAD_IDS, full_draft, no_id};

/// What can be written and read.
pub(super) trait Wire: Serialize + DeserializeOwned {}

impl<T: Serialize + DeserializeOwned> Wire for T {}

/// A value is written as this JSON and read from it.
#[track_caller]
pub(super) fn assert_json<T: Wire + Debug + PartialEq>(value: &T, json: &str) {
    assert_eq!(serde_json::to_string(value).unwrap(), json);
    assert_eq!(serde_json::from_str::<T>(json).unwrap(), *value);
    assert_eq!(serde_json::from_value::<T>(serde_json::to_value(value).unwrap()).unwrap(), *value);
}

#[track_caller]
fn assert_refused<T: Wire + Debug>(json: &str, message: &str) {
    let error = serde_json::from_str::<T>(json).unwrap_err().to_string();
    let (told, place) = error.split_once(" at line ").unwrap_or((&error, ""));
    assert_eq!(told, message);
    assert!(place.contains("column"), "{error}");
}

// Facts.

const ID_1: &str = "AAAAAAAAAAAAAAAAAAAAAQ";
const ID_2: &str = "AAAAAAAAAAAAAAAAAAAAAg";
const ID_7: &str = "AAAAAAAAAAAAAAAAAAAABw";

#[test]
fn users() {
    let user = User::new(1_u64.into(), 7_u64.into())
        .with_privileges(Privileges::USERS_EDIT | Privileges::REPORTS_READ)
        .deactivated();
    assert_fact(
        &user,
        &format!(
            r#"{{"id":"{ID_1}","account":"{ID_7}","status":"deactivated","privileges":["users_edit","reports_read"]}}"#
        ),
        "a user",
    );
}

#[test]
fn installations() {
    let installation = Installation::new(Scopes::MEETINGS_READ).with_shared_access();
    assert_fact(&installation, r#"{"scopes":["meetings:read"],"shared_access":true}"#, "an installation");
}

#[test]
fn policies() {
    let policy = Policy {
        listed: ApprovalSetting::Open,
        unlisted: ApprovalSetting::Required,
        on_withdrawal: OnWithdrawal::Keep,
        own: OwnApps::AsListed,
    };
    let json = r#"{"listed":"open","unlisted":"required","on_withdrawal":"keep","own":"as_listed"}"#;
    assert_fact(&policy, json, "a policy");
}

#[test]
fn delegations() {
    let delegation = Delegation { delegator: 1_u64.into(), delegate: 2_u64.into(), access: Access::SCHEDULE };
    assert_fact(
        &delegation,
        &format!(r#"{{"delegator":"{ID_1}","delegate":"{ID_2}","access":["schedule"]}}"#),
        "a delegation",
    );
}

#[test]
fn seats() {
    let seat = Seat { participant: 1_u64.into(), user: Some(2_u64.into()), role: SeatRole::Panelist };
    assert_fact(&seat, &format!(r#"{{"participant":"{ID_1}","user":"{ID_2}","role":"panelist"}}"#), "a seat");

    let nobodys = Seat { user: None, ..seat };
    assert_json(&nobodys, &format!(r#"{{"participant":"{ID_1}","user":null,"role":"panelist"}}"#));
    assert_refused::<Seat>(
        &format!(r#"{{"participant":"{ID_1}","user":"{ID_2}","role":"owner"}}"#),
        "unknown seat role `owner`, expected one of `host`, `cohost`, `panelist`, `participant`, `attendee`, \
         `agent`, `supervisor`",
    );
}

#[test]
fn manifests() {
    let draft = full_draft();
    let json = format!(
        r#"{{"developer":"{ID_7}","listing":"unlisted","management":"user_managed",{}}}"#,
        r#""required_scopes":["meetings:read","meetings:write"],"optional_scopes":["reports:read"],"uses_shared_access":true,"guest_mode":true,"apis":["config","getMeetingContext"],"edition":"0.16.8","surfaces":["meeting","client"]"#
    );
    assert_fact(&draft, &json, "a manifest");
    assert_fact(&Manifest::try_from(draft).unwrap(), &json, "a manifest");
}

#[test]
fn a_draft_may_leave_out_what_a_manifest_states() {
    let draft = ManifestDraft::user_managed(7_u64.into());
    let value = serde_json::to_value(&draft).unwrap();
    assert_eq!((value.get("edition"), value.get("surfaces")), (None, None));
    assert_eq!(serde_json::from_value::<ManifestDraft>(value).unwrap(), draft);

    let manifest = Manifest::try_from(draft).unwrap();
    assert_eq!((manifest.edition(), manifest.surfaces()), (Edition::V0_16_41, Surfaces::all()));
    let whole = serde_json::to_value(&manifest).unwrap();
    assert_eq!(serde_json::from_value::<Manifest>(whole.clone()).unwrap(), manifest);
    for field in ["edition", "surfaces"] {
        let mut without = whole.clone();
        without.as_object_mut().unwrap().remove(field);
        let error = serde_json::from_value::<Manifest>(without).unwrap_err();
        assert_eq!(error.to_string(), format!("missing field `{field}`"));
    }
}

#[test]
fn what_is_no_manifest_is_not_read_as_one() {
    let json = |key: &str, value: Value| {
        let whole = Manifest::admin_managed(7_u64.into()).build().unwrap();
        let mut manifest = serde_json::to_value(whole).unwrap();
        manifest[key] = value;
        manifest.to_string()
    };
    let refused = |json: &str, message: &str| {
        assert!(serde_json::from_str::<ManifestDraft>(json).is_ok(), "a draft may say so");
        // The fault is in the manifest as a whole, so the error names no place.
        assert_eq!(serde_json::from_str::<Manifest>(json).unwrap_err().to_string(), message);
    };
    refused(&json("apis", json!(["getScreenshot"])), "edition 0.16.41 does not document `getScreenshot`");
    refused(
        &json("apis", json!(["nope", "config", "openurl", "opnUrl", "openUrls", "openUrk", "opeUrk"])),
        "edition 0.16.41 does not document `nope`, `openurl` (did you mean `openUrl`?), \
         `opnUrl` (did you mean `openUrl`?), `openUrls` (did you mean `openUrl`?), \
         `openUrk` (did you mean `openUrl`?), `opeUrk`",
    );
    refused(&json("surfaces", json!([])), "the app runs on no surface, expected at least one");
    refused(
        &json("optional_scopes", json!(["reports:read"])),
        "scope `reports:read` is optional and none is required, expected at least one required scope",
    );
    refused(
        &json("uses_shared_access", json!(true)),
        "an admin-managed app cannot use shared access: it acts within its installer's role alone",
    );
}

/// A row of facts has exactly this JSON: nothing else is read as one, and each refusal says what is wrong.
#[track_caller]
fn assert_fact<T: Wire + Debug + PartialEq>(fact: &T, json: &str, noun: &str) {
    assert_json(fact, json);
    let fields = serde_json::from_str::<serde_json::Map<String, Value>>(json).unwrap();

    for (name, value) in &fields {
        let mut without = fields.clone();
        without.remove(name);
        // A draft says what it means to leave these out.
        if name != "edition" && name != "surfaces" {
            assert_refused::<T>(&to_json(&without), &format!("missing field `{name}`"));
        }

        let twice = format!(r#"{{"{name}":{value},{}"#, &json[1..]);
        assert_refused::<T>(&twice, &format!("duplicate field `{name}`"));

        let mut other = fields.clone();
        for wrong in
            [json!(7), json!(-0.5), json!({}), json!({ "a": 1 }), json!([[]]), json!("?"), json!(["?"])]
        {
            if name == "apis" && wrong == json!(["?"]) {
                continue; // A draft may say so; the manifest's error is tested above.
            }
            other[name] = wrong;
            let error = serde_json::from_value::<T>(Value::Object(other.clone())).unwrap_err().to_string();
            let told = ["invalid type: ", "unknown ", "`?` is not a", "edition 0.16.8 does not document `?`"];
            assert!(told.iter().any(|start| error.starts_with(start)), "{error}");
            assert!(!error.contains("struct") && !error.contains("enum"), "no word of Rust's: {error}");
        }
        if !["user", "edition", "surfaces"].contains(&name.as_str()) {
            other[name] = Value::Null;
            let error = serde_json::from_value::<T>(Value::Object(other)).unwrap_err().to_string();
            assert!(error.starts_with("invalid type: null, expected "), "{error}");
        }
    }

    let mut more = fields.clone();
    more.insert("colour".into(), json!("red"));
    let error = serde_json::from_str::<T>(&to_json(&more)).unwrap_err().to_string();
    assert!(error.starts_with("unknown field `colour`, expected "), "{error}");

    assert_refused::<T>("null", &format!("invalid type: null, expected {noun}"));
    assert_refused::<T>("7", &format!("invalid type: integer `7`, expected {noun}"));
    assert_refused::<T>(r#""?""#, &format!("invalid type: string \"?\", expected {noun}"));
    assert_refused::<T>("[]", &format!("invalid length 0, expected {noun}"));

    for end in (0..json.len()).filter(|end| json.is_char_boundary(*end)) {
        let error = serde_json::from_str::<T>(&json[..end]).unwrap_err();
        assert!(error.is_eof(), "cut at {end}: {error}");
    }
    assert_refused::<T>(&format!("{json}{json}"), "trailing characters");
}

fn to_json(fields: &serde_json::Map<String, Value>) -> String {
    serde_json::to_string(fields).unwrap()
}

// Decisions.

/// Every decision is written like this, with what is missing beside the reason, and read back.
#[test]
fn decisions_are_written_by_their_names() {
    use Decision::{Allow, Deny};

    let allowed = [
        (Basis::Own, r#""own""#),
        (Basis::Delegated, r#""delegated""#),
        (Basis::AccountRole, r#""role""#),
        (Basis::Admin, r#""admin""#),
        (Basis::Unrestricted, r#""unrestricted""#),
        (Basis::RoleInMeeting(MeetingRole::Owner), r#"{"role_in_meeting":"owner"}"#),
    ];
    for (basis, json) in allowed {
        assert!(json.contains(basis.name()));
        assert_json(&basis, json);
        assert_json(&Allow(basis), &format!(r#"{{"allow":{json}}}"#));
    }

    let (access, privilege) = (Access::MEETINGS | Access::SCHEDULE, Privileges::USERS_READ);
    let (context, supported) = (RunningContext::InMail, Contexts::IN_MEETING);
    let (status, obstacle) = (AuthStatus::Authenticated, Obstacle::NotInstalled);
    let denied = [
        (Denial::UnknownPrincipal, "unknown_principal", ""),
        (Denial::UnknownApp, "unknown_app", ""),
        (Denial::UnknownResource, "unknown_resource", ""),
        (Denial::UnknownApi, "unknown_api", ""),
        (Denial::ActionNotSupported, "action_not_supported", ""),
        (Denial::UserInactive, "user_inactive", ""),
        (Denial::AppUnpublished, "app_unpublished", ""),
        (Denial::AppNotApproved, "app_not_approved", ""),
        (Denial::NotInstalled, "not_installed", ""),
        (Denial::InstallationDisabled, "installation_disabled", ""),
        (Denial::ScopeNotGranted(Scopes::REPORTS_READ), "scope_not_granted", r#","scope":["reports:read"]"#),
        (Denial::CrossAccount, "cross_account", ""),
        (Denial::AdminAppRequired, "admin_app_required", ""),
        (
            Denial::NotDelegated { access, privilege },
            "not_delegated",
            r#","access":["meetings","schedule"],"privilege":["users_read"]"#,
        ),
        (Denial::OwnerInactive, "owner_inactive", ""),
        (Denial::SharedAccessNotGranted, "shared_access_not_granted", ""),
        (Denial::PrivilegeMissing(privilege), "privilege_missing", r#","privilege":["users_read"]"#),
        (Denial::ApiNotRequested(Api::Config), "api_not_requested", r#","api":"config""#),
        (Denial::SurfaceNotRequested(Surface::Webinar), "surface_not_requested", r#","surface":"webinar""#),
        (Denial::NotInMeeting(Absence::NoSeat), "not_in_meeting", r#","absence":"no_seat""#),
        (Denial::AppStopped, "app_stopped", ""),
        (
            Denial::ContextNotSupported { context, supported },
            "context_not_supported",
            r#","context":"inMail","supported":["inMeeting"]"#,
        ),
        (
            Denial::AuthorizationRequired { status, obstacle },
            "authorization_required",
            r#","status":"authenticated","obstacle":"not_installed""#,
        ),
        (Denial::RoleNotPermitted(Roles::HOST), "role_not_permitted", r#","roles":["host"]"#),
        (Denial::MediaConsentRequired(Api::StartRTMS), "media_consent_required", r#","api":"startRTMS""#),
    ];
    assert!(denied.iter().map(|(denial, ..)| denial.check()).eq(Denial::CHECKS), "every reason, in order");
    for (denial, reason, details) in denied {
        assert_eq!(denial.reason(), reason);
        assert_json(&denial, &format!(r#"{{"reason":"{reason}"{details}}}"#));
        assert_json(&Deny(denial), &format!(r#"{{"deny":"{reason}"{details}}}"#));
        if !details.is_empty() {
            let missing = serde_json::from_str::<Decision>(&format!(r#"{{"deny":"{reason}"}}"#)).unwrap_err();
            assert!(missing.to_string().starts_with("missing field `"), "{missing}");
        }
    }
}

#[test]
fn what_is_no_decision_is_not_read_as_one() {
    let other = "a detail that does not belong to the decision";
    for (json, message) in [
        ("{}", "a decision is either `allow` or `deny`"),
        (r#"{"allow":"own","deny":"cross_account"}"#, "a decision is either `allow` or `deny`"),
        (r#"{"reason":"cross_account"}"#, "a decision is either `allow` or `deny`"),
        (r#"{"allow":"own","scope":["reports:read"]}"#, other),
        (r#"{"deny":"cross_account","api":"config"}"#, other),
        (r#"{"deny":"cross_account","reason":"cross_account"}"#, other),
    ] {
        assert_eq!(serde_json::from_str::<Decision>(json).unwrap_err().to_string(), message, "{json}");
    }
    let unknown = serde_json::from_str::<Decision>(r#"{"deny":"crossaccount"}"#).unwrap_err().to_string();
    assert!(unknown.starts_with("unknown reason `crossaccount`"), "{unknown}");
}

// Questions.

#[test]
fn questions() {
    let user = PrincipalId::User(1_u64.into());
    assert_json(&user, &format!(r#"{{"user":"{ID_1}"}}"#));
    let seat = PrincipalId::Participant { meeting: 7_u64.into(), participant: 2_u64.into() };
    assert_json(&seat, &format!(r#"{{"meeting":"{ID_7}","participant":"{ID_2}"}}"#));

    let context = Some(RunningContext::InPhone);
    for (resource, json) in [
        (
            ResourceId::UserData { owner: 1_u64.into(), kind: DataKind::Reports },
            r#"{"user":"@","kind":"reports"}"#,
        ),
        (
            ResourceId::AccountData { account: 1_u64.into(), kind: DataKind::Settings },
            r#"{"account":"@","kind":"settings"}"#,
        ),
        (ResourceId::Meeting { meeting: 1_u64.into(), context: None }, r#"{"meeting":"@"}"#),
        (ResourceId::Meeting { meeting: 1_u64.into(), context }, r#"{"meeting":"@","context":"inPhone"}"#),
        (ResourceId::Client { context: None }, r#""client""#),
        (ResourceId::Client { context }, r#"{"client":{"context":"inPhone"}}"#),
    ] {
        assert_json(&resource, &json.replace('@', ID_1));
    }

    assert_json(&Action::Verb(Verb::Delete), r#""delete""#);
    assert_json(&Action::Call(Api::Config), r#"{"call":"config"}"#);
    assert_json(&Action::CallUnknown, r#"{"call":""}"#);
    assert_eq!(serde_json::from_str::<Action>(r#"{"call":"nope"}"#).unwrap(), Action::CallUnknown);

    let question = Question::new(seat, 1_u64.into(), MeetingUuid::from(7_u64), Api::Config);
    let json = format!(
        r#"{{"principal":{{"meeting":"{ID_7}","participant":"{ID_2}"}},"app":"{ID_1}",{}}}"#,
        format_args!(r#""resource":{{"meeting":"{ID_7}"}},"action":{{"call":"config"}}"#)
    );
    assert_json(&question, &json);
    for bad in [
        r#"{"user":"@","meeting":"@"}"#,
        r#"{"meeting":"@"}"#,
        r#"{"user":"@","kind":"nope"}"#,
        r#"{"user":"@","kind":"meetings","context":"inPhone"}"#,
        r#"{"client":{}}"#,
    ] {
        let bad = bad.replace('@', ID_1);
        assert!(serde_json::from_str::<PrincipalId>(&bad).is_err(), "{bad}");
        assert!(
            bad == format!(r#"{{"meeting":"{ID_1}"}}"#) || serde_json::from_str::<ResourceId>(&bad).is_err(),
            "{bad}"
        );
    }
}

// Bad input.

// Changes.

/// Every kind of change as it is written, with `@n` in place of the id of the number n. What may be left out is there with
/// and without it.
const OPERATIONS: &[&str] = &[
    r#"{"type":"add_account","account":"@1","owner":"@2"}"#,
    r#"{"type":"add_user","account":"@1","user":"@2","role":"member"}"#,
    r#"{"type":"set_role","user":"@1","role":{"custom":"clerk"}}"#,
    r#"{"type":"define_role","account":"@1","role":"clerk","privileges":["users_read","roles_edit"]}"#,
    r#"{"type":"delete_role","account":"@1","role":"clerk"}"#,
    r#"{"type":"transfer_ownership","account":"@1","to":"@2"}"#,
    r#"{"type":"deactivate_user","user":"@1"}"#,
    r#"{"type":"activate_user","user":"@1"}"#,
    r#"{"type":"remove_user","user":"@1"}"#,
    r#"{"type":"remove_user","user":"@1","heir":"@2"}"#,
    r#"{"type":"register_app","app":"@1","manifest":{"developer":"@2","listing":"listed","management":"user_managed","required_scopes":[],"optional_scopes":[],"uses_shared_access":false,"guest_mode":true,"apis":["config"]}}"#,
    r#"{"type":"update_app","app":"@1","manifest":{"developer":"@2","listing":"unlisted","management":"admin_managed","required_scopes":["reports:read"],"optional_scopes":[],"uses_shared_access":false,"guest_mode":false,"apis":[],"edition":"0.16.8","surfaces":["webinar"]}}"#,
    r#"{"type":"unpublish_app","app":"@1"}"#,
    r#"{"type":"publish_app","app":"@1"}"#,
    r#"{"type":"set_policy","account":"@1","listed":"required","unlisted":"open","on_withdrawal":"keep"}"#,
    r#"{"type":"set_policy","account":"@1","listed":"required","unlisted":"open","on_withdrawal":"keep","own":"exempt"}"#,
    r#"{"type":"approve_app","account":"@1","app":"@2","audience":"everybody"}"#,
    r#"{"type":"approve_app","account":"@1","app":"@2","audience":{"user":"@3"}}"#,
    r#"{"type":"withdraw_approval","account":"@1","app":"@2","audience":"everybody"}"#,
    r#"{"type":"withdraw_approval","account":"@1","app":"@2","audience":{"user":"@3"}}"#,
    r#"{"type":"request_app","user":"@1","app":"@2"}"#,
    r#"{"type":"decline_request","user":"@1","app":"@2"}"#,
    r#"{"type":"install","user":"@1","app":"@2","optional_scopes":["profile:read"],"shared":true}"#,
    r#"{"type":"install_for","user":"@1","app":"@2"}"#,
    r#"{"type":"grant_shared_access","user":"@1","app":"@2"}"#,
    r#"{"type":"revoke_shared_access","user":"@1","app":"@2"}"#,
    r#"{"type":"disable_installation","user":"@1","app":"@2"}"#,
    r#"{"type":"enable_installation","user":"@1","app":"@2"}"#,
    r#"{"type":"uninstall","user":"@1","app":"@2"}"#,
    r#"{"type":"delegate","delegator":"@1","delegate":"@2","access":["meetings","schedule"]}"#,
    r#"{"type":"revoke_delegation","delegator":"@1","delegate":"@2"}"#,
    r#"{"type":"schedule_meeting","owner":"@1","meeting":"@2","number":"850111","topic":"t","kind":"webinar"}"#,
    r#"{"type":"update_meeting","meeting":"@1","number":"850111","topic":"t"}"#,
    r#"{"type":"cancel_meeting","meeting":"@1"}"#,
    r#"{"type":"move_meeting","meeting":"@1","to":"@2"}"#,
    r#"{"type":"set_alternative_hosts","meeting":"@1","users":["@2","@3"]}"#,
    r#"{"type":"start_meeting","meeting":"@1"}"#,
    r#"{"type":"end_meeting","meeting":"@1"}"#,
    r#"{"type":"stop_app","meeting":"@1","app":"@2"}"#,
    r#"{"type":"allow_app","meeting":"@1","app":"@2"}"#,
    r#"{"type":"allow_media","meeting":"@1","app":"@2"}"#,
    r#"{"type":"forbid_media","meeting":"@1","app":"@2"}"#,
    r#"{"type":"join","meeting":"@1","user":null,"participant":"@3","role":"attendee"}"#,
    r#"{"type":"join","meeting":"@1","user":"@2","participant":"@3","role":"host"}"#,
    r#"{"type":"leave","meeting":"@1","participant":"@2"}"#,
    r#"{"type":"set_seat_role","meeting":"@1","participant":"@2","role":"cohost"}"#,
    r#"{"type":"open_app","meeting":"@1","participant":"@2","app":"@3"}"#,
    r#"{"type":"close_app","meeting":"@1","participant":"@2","app":"@3"}"#,
    r#"{"type":"confirm_calendar_event","user":"@1","meeting":"@2","event":"standup"}"#,
];

#[test]
fn every_kind_of_change_is_written_by_its_name() {
    let with_ids = |text: &str| {
        (1_u64..=3)
            .fold(text.to_owned(), |text, id| text.replace(&format!("@{id}"), &UserId::from(id).to_string()))
    };
    let mut written: Vec<Kind> = Vec::new();
    for text in OPERATIONS {
        let json = with_ids(text);
        let operation: Operation = serde_json::from_str(&json).unwrap();
        assert_json(&operation, &json);
        let kind = Kind::of(&operation);
        assert!(json.starts_with(&format!(r#"{{"type":"{}","#, kind.name())), "{json}");
        let entry = LogEntry::from(Change::by(UserId::from(9_u64), operation));
        let by = format!(r#"{{"version":{},"by":"{}","#, LogEntry::VERSION, UserId::from(9_u64));
        assert_json(&entry, &json.replacen('{', &by, 1));
        written.push(kind);
    }
    written.dedup();
    assert_eq!(written, Kind::ALL);
}

/// What a log entry or an operation cannot leave out, and what it cannot contain.
#[test]
fn a_log_entry_states_its_version_and_its_actor() {
    let entry = |fields: &str| {
        let json = format!(r#"{{{fields}"type":"deactivate_user","user":"{ID_1}"}}"#);
        serde_json::from_str::<LogEntry>(&json).map(LogEntry::into_change).map_err(|error| error.to_string())
    };
    let version = LogEntry::VERSION;
    assert!(entry(&format!(r#""version":{version},"by":"system","#)).is_ok());
    assert!(entry(r#""by":"system","#).unwrap_err().starts_with("missing field `version`"));
    assert!(entry(&format!(r#""version":{version},"#)).unwrap_err().starts_with("missing field `by`"));
    for other in [0, version - 1, version + 1] {
        let error = entry(&format!(r#""version":{other},"by":"system","#)).unwrap_err();
        assert_eq!(error, format!("log version {other}, expected {version}"));
    }
    let with_actor = format!(r#"{{"by":"system","type":"deactivate_user","user":"{ID_1}"}}"#);
    let error = serde_json::from_str::<Operation>(&with_actor).unwrap_err().to_string();
    assert!(error.starts_with("unknown field `by`"), "{error}");
    let lost = format!(r#"{{"type":"join","meeting":"{ID_1}","participant":"{ID_2}","role":"host"}}"#);
    assert_eq!(serde_json::from_str::<Operation>(&lost).unwrap_err().to_string(), "missing field `user`");
}

#[test]
fn a_wrong_word_is_told_what_was_expected() {
    assert_refused::<Verb>(
        r#""Read""#,
        "unknown verb `Read`, expected one of `read`, `create`, `update`, `delete`",
    );
    assert_refused::<Scopes>(
        r#"["profile:read","reports:write"]"#,
        "unknown scope `reports:write`, expected one of `profile:read`, `profile:write`, `meetings:read`, \
         `meetings:write`, `settings:read`, `settings:write`, `recordings:read`, `recordings:write`, `reports:read`",
    );
    let unknown = format!("unknown API `nope`, expected one of {} known names", Api::ALL.len());
    assert_refused::<Api>(r#""nope""#, &unknown);
    assert_refused::<ApiSet>(r#"["nope"]"#, &unknown);
    assert_refused::<AccountRole>(
        r#""auditor""#,
        "unknown variant `auditor`, expected one of `owner`, `admin`, `member`, `custom`",
    );
    for bad in BAD_IDS {
        let error = serde_json::from_str::<AppId>(&format!("\"{bad}\"")).unwrap_err().to_string();
        assert!(error.starts_with(&no_id(bad, "an app id")), "{error}");
    }
}

#[test]
fn a_wrong_type_is_told_what_was_expected() {
    assert_refused::<Verb>("1", "invalid type: integer `1`, expected a string (verb)");
    assert_refused::<Verb>("null", "invalid type: null, expected a string (verb)");
    assert_refused::<Verb>(r#"["read"]"#, "invalid type: sequence, expected a string (verb)");
    assert_refused::<ApiKind>("{}", "invalid type: map, expected a string (API kind)");
    assert_refused::<AccountRole>(r#"{"custom":1}"#, "invalid type: integer `1`, expected a string");
    assert_refused::<UserId>("12", "invalid type: integer `12`, expected a string (user id)");
    assert_refused::<MeetingUuid>("true", "invalid type: boolean `true`, expected a string (meeting UUID)");
    assert_refused::<Scopes>(
        r#""profile:read""#,
        "invalid type: string \"profile:read\", expected a list of strings (scope)",
    );
    assert_refused::<ApiSet>("{}", "invalid type: map, expected a list of strings (API)");
    assert_refused::<Roles>("[1]", "invalid type: integer `1`, expected a string");
    assert_refused::<Roles>("3", "invalid type: integer `3`, expected a list of strings (role)");
}

#[test]
fn a_name_that_is_repeated_in_a_set_counts_once() {
    let set = serde_json::from_str::<Access>(r#"["reports","profile","reports"]"#).unwrap();
    assert_eq!(set, Access::PROFILE | Access::REPORTS);
}

#[test]
fn a_word_may_be_written_with_escapes() {
    assert_eq!(serde_json::from_str::<Verb>(r#""\u0072ead""#).unwrap(), Verb::Read);
    assert_eq!(serde_json::from_str::<Access>(r#"["\u0070rofile"]"#).unwrap(), Access::PROFILE);
}

#[test]
fn a_huge_word_makes_a_small_error() {
    let huge = format!("\"{}\"", "x".repeat(1 << 20));
    assert!(serde_json::from_str::<RunningContext>(&huge).unwrap_err().to_string().len() < 1_000);
    assert!(serde_json::from_str::<UserId>(&huge).unwrap_err().to_string().len() < 1_000);
    assert!(serde_json::from_str::<Scopes>(&format!("[{huge}]")).unwrap_err().to_string().len() < 1_000);
    assert!(serde_json::from_str::<ApiSet>(&format!("[{huge}]")).unwrap_err().to_string().len() < 1_000);
}

#[test]
fn a_meeting_number_is_not_repeated_by_an_error() {
    for number in ["85012345678", "-85012345678", "85012345678.0", "8501234567885012345678"] {
        assert_refused::<MeetingNumber>(number, "invalid type: a bare number, expected a string of digits");
    }
    assert_refused::<MeetingNumber>(
        r#""850 1234 5678""#,
        "not a meeting number: 13 characters, expected 1 to 20 digits up to 18446744073709551615, without a \
         leading zero",
    );
    assert_refused::<MeetingNumber>("null", "invalid type: null, expected a string of digits");

    use serde::Deserialize as _;
    let large = MeetingNumber::deserialize(U128Deserializer::<de::value::Error>::new(85_012_345_678));
    let signed = MeetingNumber::deserialize(I128Deserializer::<de::value::Error>::new(85_012_345_678));
    for error in [large.unwrap_err(), signed.unwrap_err()] {
        assert_eq!(error.to_string(), "invalid type: a bare number, expected a string of digits");
    }
}

/// A format that only machines read, and that answers to what it is asked for.
struct Binary(&'static str);

impl<'de> de::Deserializer<'de> for Binary {
    type Error = de::value::Error;

    fn deserialize_any<V: de::Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(de::Error::custom("nothing says what it is"))
    }

    fn deserialize_str<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_str(self.0)
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[test]
fn a_meeting_number_is_read_from_a_format_that_does_not_say_what_is_there() {
    use serde::Deserialize as _;
    assert_eq!(MeetingNumber::deserialize(Binary("85012345678")), Ok(85_012_345_678.into()));
}

/// JSON at random, with the words that facts are made of.
fn values() -> impl Strategy<Value = Value> {
    const WORDS: &[&str] = &[
        "id",
        "account",
        "status",
        "privileges",
        "scopes",
        "shared_access",
        "listed",
        "unlisted",
        "on_withdrawal",
        "delegator",
        "delegate",
        "access",
        "participant",
        "user",
        "role",
        "developer",
        "apis",
        "active",
        "open",
        "keep",
        "host",
        "profile",
        "meetings:read",
        "users_read",
        "config",
        ID_1,
        "custom:x",
        "",
    ];
    let word = prop::sample::select(WORDS);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 40, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..6)
                .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(value in values()) {
        macro_rules! read_as {
            ($($Type:ident)+) => {$( read_as::<$Type>(&value); )+};
        }
        read_as!(User Installation Policy Delegation Seat Manifest ManifestDraft);
        read_as!(UserId MeetingNumber AccountRole Scopes ApiSet Verb Api);
    }
}

/// What is read is written as something that is read as equal.
#[track_caller]
fn read_as<T: Wire + Debug + PartialEq>(value: &Value) {
    if let Ok(read) = serde_json::from_value::<T>(value.clone()) {
        assert_eq!(serde_json::from_value::<T>(serde_json::to_value(&read).unwrap()).unwrap(), read);
    }
}
