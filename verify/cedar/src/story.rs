//! A difference, made small, as a scenario: a line of JSON that `cargo run --example scenario` of the crate runs.

use consentry::directory::{Change, Directory, PrincipalId, Question, ResourceId};
use consentry::{Action, UserId};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::compare::{Difference, both};
use crate::opinion::Opinion;
use crate::world::{ACCOUNTS, APPS, MEETINGS, NOBODY, SEATS, USERS};

/// Leaves out every change without which the two still disagree in the same way.
pub fn shrink(opinion: &Opinion, found: &Difference) -> Difference {
    let question = found.question;
    let disagreement = both(opinion, &replay(&found.changes), &question);
    let mut changes = found.changes.clone();
    loop {
        let before = changes.len();
        for place in (0..before).rev() {
            let mut fewer = changes.clone();
            fewer.remove(place);
            if both(opinion, &replay(&fewer), &question) == disagreement {
                changes = fewer;
            }
        }
        if changes.len() == before {
            return Difference { changes, question };
        }
    }
}

/// The directory that the changes lead to. Without others before it, one may be refused.
fn replay(changes: &[Change]) -> Directory {
    let mut directory = Directory::new();
    for change in changes {
        let _refused_or_not = directory.apply(change);
    }
    directory
}

/// The scenario, which expects what the policies answer, if that is an answer.
pub fn scenario(difference: &Difference, expected: &Answer) -> Value {
    // A change that is refused makes no difference, so none is left.
    let mut steps: Vec<Value> = difference.changes.iter().map(accepted).collect();
    let Question { principal, app, resource, action } = difference.question;
    let principal = match principal {
        PrincipalId::User(user) => json!({"user": user}),
        PrincipalId::Participant { meeting, participant } => {
            json!({"meeting": meeting, "participant": participant})
        }
    };
    let resource = match resource {
        ResourceId::UserData { owner, kind } => json!({"user": owner, "kind": kind}),
        ResourceId::AccountData { account, kind } => json!({"account": account, "kind": kind}),
        ResourceId::Meeting { meeting, .. } => json!({"meeting": meeting}),
        ResourceId::Client { .. } => json!("client"),
    };
    let Action::Verb(verb) = action else { panic!("calls are not asked here") };
    let question = json!({"principal": principal, "app": app, "resource": resource, "action": verb});
    steps.push(match expected {
        Answer::Allow { basis } => json!({"evaluate": question, "expect": {"allow": basis}}),
        Answer::Deny { reason, .. } => json!({"evaluate": question, "expect": {"deny": reason}}),
        Answer::Broken(_) => json!({"evaluate": question}),
    });
    for step in &mut steps {
        rename(step);
    }
    json!({"name": "a difference", "steps": steps})
}

/// The step of a change that is accepted.
fn accepted(change: &Change) -> Value {
    let mut written = json!(change.operation);
    written["by"] = json!(change.by);
    json!({"change": written, "expect": "ok"})
}

/// Puts names in the place of ids.
fn rename(value: &mut Value) {
    match value {
        Value::String(text) => {
            // One id is as good as another: only the number counts.
            if let Some(name) = text.parse().ok().and_then(|id: UserId| name(id.as_u128())) {
                *text = name;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(rename),
        Value::Object(fields) => fields.values_mut().for_each(rename),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn name(id: u128) -> Option<String> {
    let id = u64::try_from(id).ok()?;
    let kinds = [
        (SEATS, "seat"),
        (MEETINGS, "meeting"),
        (APPS, "app"),
        (USERS, "user"),
        (ACCOUNTS, "account"),
        (NOBODY, "nobody"),
    ];
    let (first, kind) = kinds.into_iter().find(|(first, _)| *first <= id)?;
    Some(format!("{kind}{}", id - first))
}
