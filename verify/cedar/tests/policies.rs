//! What the policies are, before anybody asks them.

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy::{Effect, Policy, ValidationMode, Validator};
use consentry::Denial;
use consentry_cedar::opinion::Opinion;

#[test]
fn policies_are_valid_in_strict_mode_without_a_warning() {
    let opinion = Opinion::written();
    let result = Validator::new(opinion.schema.clone()).validate(&opinion.policies, ValidationMode::Strict);
    assert!(result.validation_passed_without_warnings(), "{result}");
}

/// Each `forbid` is named by the number and the reason of its check.
#[test]
fn every_check_of_data_forbids_under_its_number() {
    let opinion = Opinion::written();
    let mut checks: BTreeMap<u8, BTreeSet<String>> = BTreeMap::new();
    for policy in opinion.policies.policies() {
        if let (Effect::Forbid, name) = words(policy) {
            let number = name[0].parse().expect("a `forbid` is named by its number");
            checks.entry(number).or_default().insert(name[1].to_owned());
        }
    }
    let of_data = Denial::CHECKS.iter().filter(|check| !OF_CALLS.contains(&check.reason));
    let expected = of_data.map(|check| (check.number, BTreeSet::from([check.reason.to_owned()]))).collect();
    assert_eq!(checks, expected);
}

/// The reasons that no question about data has.
const OF_CALLS: &[&str] = &[
    "unknown_api",
    "api_not_requested",
    "surface_not_requested",
    "not_in_meeting",
    "app_stopped",
    "context_not_supported",
    "authorization_required",
    "role_not_permitted",
    "media_consent_required",
];

#[test]
fn every_basis_of_data_permits() {
    let opinion = Opinion::written();
    let bases: BTreeSet<&str> = opinion
        .policies
        .policies()
        .filter_map(|policy| match words(policy) {
            (Effect::Permit, name) => Some(name[0]),
            (Effect::Forbid, _) => None,
        })
        .collect();
    assert_eq!(bases, BTreeSet::from(["own", "delegated", "role", "admin"]));
}

/// The effect of a policy, and its name in words.
fn words(policy: &Policy) -> (Effect, Vec<&str>) {
    let name: &str = policy.id().as_ref();
    (policy.effect(), name.split(' ').collect())
}
