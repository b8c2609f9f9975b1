//! What the policies are, before anybody asks them.

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy::{Effect, Policy, ValidationMode, Validator};
use consentry::facts::Privileges;
use consentry::{Denial, Scopes};
use consentry_cedar::opinion::Opinion;

#[test]
fn policies_are_valid_in_strict_mode_without_a_warning() {
    let opinion = Opinion::written();
    let result = Validator::new(opinion.schema.clone()).validate(&opinion.policies, ValidationMode::Strict);
    assert!(result.validation_passed_without_warnings(), "{result}");
}

/// The number of a check is its place in the crate's order, which counts from 0.
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
    let expected: BTreeMap<u8, BTreeSet<String>> = DATA_CHECKS
        .into_iter()
        .map(|(number, denial)| (number, BTreeSet::from([denial.reason().to_owned()])))
        .collect();
    assert_eq!(checks, expected);
    assert!(DATA_CHECKS.is_sorted_by_key(|(_, denial)| denial), "the crate has the same order");
}

const DATA_CHECKS: [(u8, Denial); 16] = [
    (1, Denial::UnknownPrincipal),
    (2, Denial::UnknownApp),
    (3, Denial::UnknownResource),
    (5, Denial::ActionNotSupported),
    (6, Denial::UserInactive),
    (7, Denial::AppUnpublished),
    (8, Denial::AppNotApproved),
    (9, Denial::NotInstalled),
    (10, Denial::InstallationDisabled),
    (11, Denial::ScopeNotGranted(Scopes::empty())),
    (12, Denial::CrossAccount),
    (13, Denial::AdminAppRequired),
    (14, Denial::OwnerInactive),
    (15, Denial::NotDelegated),
    (16, Denial::SharedAccessNotGranted),
    (17, Denial::PrivilegeMissing(Privileges::empty())),
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
