//! The comparison is able to fail: whatever is left out of the policies, the table of verbs or the roles, some
//! answer differs.
//!
//! A mutation leaves out one part: a policy, one of its clauses, one side of an `&&`, one group of an action, one parent
//! of a role or privilege. What may be left out without a difference is listed, with the reason.

use std::sync::LazyLock;

use cedar_policy::{Entities, Policy, PolicyId, PolicySet, Request, Schema, SchemaFragment};
use consentry_cedar::answer::Answer;
use consentry_cedar::compare;
use consentry_cedar::opinion::{Opinion, ROLES, SCHEMA};
use consentry_cedar::translate;
use serde_json::Value;

/// How many states of worlds a mutation is put to.
const STATES: usize = 120;

/// A state, translated, and its questions with the answers of the crate.
type Asked = (Entities, Vec<(Request, Answer)>);

fn asked(opinion: &Opinion) -> impl Iterator<Item = Asked> {
    compare::states(1).take(STATES).map(|state| {
        let directory = &state.world.directory;
        let questions = state
            .questions
            .iter()
            .map(|question| (translate::request(question, opinion), compare::answer(directory, question)));
        (translate::entities(&directory.snapshot(), opinion), questions.collect())
    })
}

/// As translated for the written opinion. It is the same whatever the policies say.
static ASKED: LazyLock<Vec<Asked>> = LazyLock::new(|| asked(&Opinion::written()).collect());

/// Whether some answer of mutated policies differs from the crate's.
fn policies_are_noticed(policies: PolicySet) -> bool {
    let mutated = Opinion { policies, ..Opinion::written() };
    ASKED.iter().any(|(entities, questions)| differs(&mutated, entities, questions))
}

fn differs(opinion: &Opinion, entities: &Entities, questions: &[(Request, Answer)]) -> bool {
    questions.iter().any(|(request, expected)| opinion.ask(request, entities).answer != *expected)
}

/// The written policies, with one replaced.
fn with(policy: Policy) -> PolicySet {
    let mut policies = without(policy.id());
    policies.add(policy).expect("the name is free");
    policies
}

fn without(id: &PolicyId) -> PolicySet {
    let mut policies = Opinion::written().policies;
    policies.remove_static(id.clone()).expect("the policy is there");
    policies
}

#[test]
fn nothing_differs_without_a_mutation() {
    assert!(!policies_are_noticed(Opinion::written().policies));
}

#[test]
fn every_policy_is_missed() {
    let unnoticed: Vec<PolicyId> = Opinion::written()
        .policies
        .policies()
        .map(|policy| policy.id().clone())
        .filter(|id| !policies_are_noticed(without(id)))
        .collect();
    assert_eq!(unnoticed, []);
}

#[test]
fn every_clause_is_missed() {
    let mut tried = 0;
    let mut unnoticed = Vec::new();
    for policy in Opinion::written().policies.policies() {
        let json = policy.to_json().expect("a policy is written as JSON");
        for (left_out, mutated) in mutations(&json) {
            tried += 1;
            let id = policy.id().clone();
            let mutated = Policy::from_json(Some(id), mutated).expect("what is left is a policy");
            if !policies_are_noticed(with(mutated)) {
                unnoticed.push(format!("{}: {left_out}", policy.id()));
            }
        }
    }
    eprintln!("{tried} mutations of clauses");
    // On account data exists no verb that does not exist on user data, and on a meeting none of them is asked for.
    assert_eq!(
        unnoticed,
        [r#"05 action_not_supported: {"is":{"left":{"Var":"resource"},"entity_type":"Account"}}"#]
    );
}

/// A policy in Cedar's JSON form, each time without a clause, or with one side of an `&&` or `||` in its place.
fn mutations(policy: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let clauses = policy["conditions"].as_array().expect("clauses are a list");
    for place in 0..clauses.len() {
        let mut mutated = policy.clone();
        let clause = mutated["conditions"].as_array_mut().expect("clauses are a list").remove(place);
        all.push((clause.to_string(), mutated));
        for (side, body) in sides(&clauses[place]["body"]) {
            let mut mutated = policy.clone();
            mutated["conditions"][place]["body"] = body;
            all.push((side, mutated));
        }
    }
    all
}

/// An expression with one operand left out, in every way, and what was left out.
fn sides(expression: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for operator in ["&&", "||"] {
        let Some(operands) = expression.get(operator) else { continue };
        for (kept, left_out) in [("left", "right"), ("right", "left")] {
            all.push((operands[left_out].to_string(), operands[kept].clone()));
            for (part, mutated) in sides(&operands[kept]) {
                let mut whole = expression.clone();
                whole[operator][kept] = mutated;
                all.push((part, whole));
            }
        }
    }
    all
}

#[test]
fn every_cell_of_the_table_is_missed() {
    let (fragment, _) = SchemaFragment::from_cedarschema_str(SCHEMA).expect("the schema is well-formed");
    let json = fragment.to_json_value().expect("a schema is written as JSON");
    let actions = json[""]["actions"].as_object().expect("actions are named");
    let mut tried = 0;
    let mut unnoticed = Vec::new();
    for (action, row) in actions {
        let groups = row.get("memberOf").and_then(Value::as_array).map_or(0, Vec::len);
        for place in 0..groups {
            tried += 1;
            let mut mutated = json.clone();
            let cells = mutated[""]["actions"][action]["memberOf"].as_array_mut().expect("groups are a list");
            let cell = cells.remove(place);
            let schema = Schema::from_json_value(mutated).expect("what is left is a schema");
            if !is_noticed(Opinion { schema, ..Opinion::written() }) {
                unnoticed.push(format!("{action}: {}", cell["id"]));
            }
        }
    }
    eprintln!("{tried} mutations of the table");
    assert_eq!(unnoticed, [""; 0]);
}

#[test]
fn every_privilege_of_a_role_is_missed() {
    let json: Value = serde_json::from_str(ROLES).expect("the roles are JSON");
    let mut tried = 0;
    let mut unnoticed = Vec::new();
    for (child, parent) in inclusions(&json) {
        if !NO_MATTER.contains(&(child.as_str(), parent.as_str())) {
            tried += 1;
            if !is_noticed(with_roles(exclude(&json, &[(&child, &parent)]))) {
                unnoticed.push((child, parent));
            }
        }
    }
    eprintln!("{tried} mutations of roles");
    assert_eq!(unnoticed, []);
    assert!(!is_noticed(with_roles(exclude(&json, &NO_MATTER))));
}

/// Of these inclusions nobody misses any, not even if all of them are left out.
const NO_MATTER: [(&str, &str); 13] = [
    // The `_edit` privilege includes it.
    ("owner", "users_read"),
    ("owner", "settings_read"),
    ("owner", "recordings_read"),
    ("admin", "users_read"),
    ("admin", "settings_read"),
    ("admin", "recordings_read"),
    // They cover no data.
    ("owner", "marketplace_read"),
    ("owner", "marketplace_edit"),
    ("owner", "roles_edit"),
    ("admin", "marketplace_read"),
    ("admin", "marketplace_edit"),
    ("admin", "roles_edit"),
    ("marketplace_edit", "marketplace_read"),
];

fn with_roles(roles: Value) -> Opinion {
    let written = Opinion::written();
    Opinion::new(written.schema, written.policies, roles)
}

/// What is in what: roles and privileges in privileges.
fn inclusions(roles: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("ids are texts").to_owned();
    let list = |value: &Value| value.as_array().expect("roles and parents are lists").clone();
    list(roles)
        .iter()
        .flat_map(|row| {
            list(&row["parents"]).into_iter().map(|parent| (text(&row["uid"]["id"]), text(&parent["id"])))
        })
        .collect()
}

fn exclude(roles: &Value, left_out: &[(&str, &str)]) -> Value {
    let mut roles = roles.clone();
    for row in roles.as_array_mut().expect("roles are a list") {
        let child = row["uid"]["id"].clone();
        let parents = row["parents"].as_array_mut().expect("parents are a list");
        parents.retain(|parent| !left_out.iter().any(|pair| child == pair.0 && parent["id"] == pair.1));
    }
    roles
}

/// Whether some answer of an opinion with other entities differs from the crate's.
fn is_noticed(mutated: Opinion) -> bool {
    asked(&mutated).any(|(entities, questions)| differs(&mutated, &entities, &questions))
}
