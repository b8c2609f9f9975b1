//! The policies, and what their answer means.
//!
//! Cedar reports the policies that determined a decision: for a denial all `forbid`s that apply, for an allowance
//! all `permit`s. The names of the policies say the rest: of `forbid`s the lowest number is the check that fails
//! first, and of `permit`s the first word is the basis.

use std::collections::BTreeSet;

use cedar_policy::{Authorizer, Decision, Entities, Entity, PolicyId, PolicySet, Request, Schema};
use serde_json::Value;

use crate::answer::Answer;

/// The texts of the opinion. Tests change them to see that a change is noticed.
pub const SCHEMA: &str = include_str!("../policies/schema.cedarschema");
pub const ROLES: &str = include_str!("../policies/roles.json");
pub const POLICIES: [&str; 3] = [
    include_str!("../policies/gates.cedar"),
    include_str!("../policies/data.cedar"),
    include_str!("../policies/grounds.cedar"),
];

/// Policies and schema, ready to be asked.
pub struct Opinion {
    pub schema: Schema,
    pub policies: PolicySet,
    /// What the built-in roles hold, and which privilege includes which.
    pub roles: Vec<Entity>,
}

/// An answer, and the names of the policies that it rests on.
pub struct Told {
    pub answer: Answer,
    pub policies: Vec<PolicyId>,
}

impl Opinion {
    /// The opinion as it is written in `policies/`.
    pub fn written() -> Self {
        let (schema, _) = Schema::from_cedarschema_str(SCHEMA).expect("the schema is well-formed");
        Self::new(schema, written_policies(), serde_json::from_str(ROLES).expect("the roles are JSON"))
    }

    pub fn new(schema: Schema, policies: PolicySet, roles: Value) -> Self {
        let roles = Entities::from_json_value(roles, None).expect("the roles are entities");
        Self { schema, policies, roles: roles.iter().cloned().collect() }
    }

    /// Asks all policies.
    pub fn ask(&self, request: &Request, entities: &Entities) -> Told {
        let response = Authorizer::new().is_authorized(request, &self.policies, entities);
        let diagnostics = response.diagnostics();
        let mut names: Vec<PolicyId> = diagnostics.reason().cloned().collect();
        names.sort();
        if let Some(error) = diagnostics.errors().next() {
            return Told { answer: Answer::Broken(error.to_string()), policies: names };
        }
        match response.decision() {
            Decision::Deny => denied(names),
            Decision::Allow => allowed(names),
        }
    }
}

/// Every policy, under the name of its `@id`.
fn written_policies() -> PolicySet {
    let mut named = PolicySet::new();
    for text in POLICIES {
        let parsed: PolicySet = text.parse().expect("the policies are well-formed");
        for policy in parsed.policies() {
            let name = policy.annotation("id").expect("every policy has an `@id`");
            named.add(policy.new_id(PolicyId::new(name))).expect("every `@id` is given once");
        }
    }
    named
}

/// The check with the lowest number. Names sort by it. Of the policies of one check that forbid, the first is told; what its
/// name has in brackets is not.
fn denied(names: Vec<PolicyId>) -> Told {
    let Some(first) = names.into_iter().next() else {
        return Told { answer: Answer::Broken("neither allowed nor forbidden".to_owned()), policies: vec![] };
    };
    let name: &str = first.as_ref();
    let name = name.split_once(" (").map_or(name, |(name, _)| name);
    let mut words = name.split(' ').skip(1).map(str::to_owned);
    let reason = words.next().expect("a name has a reason after the number");
    Told { answer: Answer::Deny { reason, lacks: words.next() }, policies: vec![first] }
}

/// The one basis; where delegation and role both cover the data, the delegation.
fn allowed(names: Vec<PolicyId>) -> Told {
    let basis = |id: &PolicyId| AsRef::<str>::as_ref(id).split(' ').next().map(str::to_owned);
    let mut bases: BTreeSet<String> = names.iter().filter_map(basis).collect();
    if bases.contains("delegated") {
        bases.remove("role");
    }
    let bases: Vec<String> = bases.into_iter().collect();
    match <[String; 1]>::try_from(bases) {
        Ok([only]) => {
            let policies = names.into_iter().filter(|id| basis(id).as_ref() == Some(&only)).collect();
            Told { answer: Answer::Allow { basis: only }, policies }
        }
        Err(bases) => {
            Told { answer: Answer::Broken(format!("allowed as {}", bases.join(" and "))), policies: names }
        }
    }
}
