//! What people read: the sentence of every denial, refusal, condition and restriction. `cargo test -p consentry-tests --test api
//! sentences -- --nocapture` prints them, for somebody to read for sense.

use std::collections::BTreeSet;

use consentry::catalog::Api;
use consentry::directory::{Condition, Refusal, RefusalReason, Restriction};
use consentry::{AccountId, AppId, Decision, Denial, MeetingUuid, ParticipantId, UserId};
use serde_json::{Value, json};

/// What the denials carry in these sentences.
fn denials() -> Vec<Denial> {
    let details = |reason: &str| match reason {
        "scope_not_granted" => json!({ "scope": ["meetings:write"] }),
        "not_delegated" => json!({ "access": ["meetings", "schedule"], "privilege": ["users_read"] }),
        "privilege_missing" => json!({ "privilege": ["recordings_edit"] }),
        "api_not_requested" => json!({ "api": Api::OpenUrl }),
        "surface_not_requested" => json!({ "surface": "webinar" }),
        "not_in_meeting" => json!({ "absence": "no_seat" }),
        "context_not_supported" => {
            json!({ "context": "inCamera", "supported": ["inMeeting", "inImmersive"] })
        }
        "authorization_required" => json!({ "status": "authenticated", "obstacle": "attendee_seat" }),
        "role_not_permitted" => json!({ "roles": ["owner", "host", "cohost"] }),
        "media_consent_required" => json!({ "api": Api::StartRTMS }),
        _ => json!({}),
    };
    let read = |reason: &str| {
        let mut denial = details(reason);
        denial["reason"] = json!(reason);
        serde_json::from_value(denial).expect("the details of the reason")
    };
    Denial::CHECKS.iter().map(|check| read(check.reason)).collect()
}

/// What the refusals carry in these sentences.
fn refusals() -> Vec<Refusal> {
    let (account, user, app): (AccountId, UserId, AppId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    let (meeting, participant): (MeetingUuid, ParticipantId) = (4_u64.into(), 5_u64.into());
    let details = |reason: RefusalReason| match reason {
        RefusalReason::UnknownAccount => json!({ "account": account }),
        RefusalReason::UnknownUser => json!({ "user": user }),
        RefusalReason::UnknownApp => json!({ "app": app }),
        RefusalReason::UnknownRole => json!({ "role": "auditor" }),
        RefusalReason::UnknownMeeting => json!({ "meeting": meeting }),
        RefusalReason::UnknownParticipant => json!({ "participant": participant }),
        RefusalReason::AlreadyExists => json!({ "id": { "meeting": meeting } }),
        RefusalReason::NotPermitted => json!({ "lack": {
            "who": [
                { "user": user },
                { "scheduler_of": user },
                { "administrator": account, "for": ["users_edit", "recordings_read"] },
            ],
            "missing": [],
        } }),
        RefusalReason::Invalid => json!({ "invalid": { "condition": "not_scheduled" } }),
        RefusalReason::DifferentAccount
        | RefusalReason::Inactive
        | RefusalReason::AppUnpublished
        | RefusalReason::NotApproved
        | RefusalReason::NotInstalled => json!({}),
    };
    RefusalReason::ALL.iter().map(|reason| refusal(*reason, details(*reason))).collect()
}

fn refusal(reason: RefusalReason, mut details: Value) -> Refusal {
    details["refusal"] = json!(reason);
    serde_json::from_value(details).expect("the details of the refusal")
}

fn invalid(condition: Condition) -> Refusal {
    let mut details = json!({ "condition": condition });
    if condition == Condition::UndocumentedApi {
        details["names"] = json!([{ "name": "openurl", "nearest": Api::OpenUrl }, { "name": "getWeather" }]);
    }
    refusal(RefusalReason::Invalid, json!({ "invalid": details }))
}

fn restricted(restriction: Restriction) -> Refusal {
    let missing: &[&str] = match restriction {
        Restriction::PrivilegesMissing => &["marketplace_edit", "reports_read"],
        Restriction::ActorInactive
        | Restriction::BeyondOwnRole
        | Restriction::StrongerUser
        | Restriction::OwnFavor => &[],
    };
    let lack = json!({ "who": ["system"], "restriction": restriction, "missing": missing });
    refusal(RefusalReason::NotPermitted, json!({ "lack": lack }))
}

/// Each of those who may make a change, besides those of the example of `not_permitted`.
fn who() -> Vec<(String, Refusal)> {
    let (account, meeting): (AccountId, MeetingUuid) = (1_u64.into(), 4_u64.into());
    let who = [
        json!("system"),
        json!({ "owner_of": account }),
        json!({ "alternative_host": meeting }),
        json!({ "host": meeting }),
    ];
    let only = |who: Value| json!({ "lack": { "who": [who], "missing": [] } });
    who.map(|who| (who.to_string(), refusal(RefusalReason::NotPermitted, only(who)))).into()
}

#[test]
fn every_sentence_reads_as_one() {
    let mut rows: Vec<(String, String)> = denials()
        .iter()
        .map(|denial| (denial.reason().into(), Decision::Deny(*denial).to_string()))
        .collect();
    rows.extend(refusals().iter().map(|refusal| (refusal.reason().to_string(), refusal.to_string())));
    rows.extend(Restriction::ALL.iter().map(|word| (word.to_string(), restricted(*word).to_string())));
    rows.extend(who().into_iter().map(|(who, refusal)| (who, refusal.to_string())));
    rows.extend(Condition::ALL.iter().map(|word| (word.to_string(), invalid(*word).to_string())));
    for (word, sentence) in &rows {
        println!("{word:<30} {sentence}");
        let first = sentence.chars().next().expect("a sentence says something");
        assert!(first.is_lowercase(), "it goes on after a colon: {sentence}");
        assert!(!sentence.ends_with(['.', ' ', ':', ',']), "it ends without a mark: {sentence}");
        assert!(!sentence.contains("  ") && !sentence.contains("``"), "nothing is left empty: {sentence}");
        assert!(!sentence.contains(['{', '}', '\n']), "every name is filled in: {sentence}");
        assert!(sentence.chars().count() < 400, "it is read at a glance: {sentence}");
    }
    // The condition of the example of `invalid` is there twice.
    let sentences: BTreeSet<&str> = rows.iter().map(|(_, sentence)| sentence.as_str()).collect();
    assert_eq!(sentences.len(), rows.len() - 1, "no two of them say the same");
}

/// What is carried is in the words.
#[test]
fn every_detail_is_in_the_sentence() {
    for denial in denials() {
        let Value::Object(fields) = serde_json::to_value(denial).expect("it is written") else {
            panic!("a map")
        };
        for (name, value) in fields.iter().filter(|(name, _)| *name != "reason") {
            let words: Vec<&Value> = match value {
                Value::Array(words) => words.iter().collect(),
                word => vec![word],
            };
            let sentence = denial.to_string();
            let is_told = |word: &&&Value| sentence.contains(word.as_str().expect("a word"));
            // Causes are explained, not named.
            if !["absence", "obstacle"].contains(&name.as_str()) {
                assert_eq!(words.iter().filter(is_told).count(), words.len(), "{name}: {sentence}");
            }
        }
    }
}
