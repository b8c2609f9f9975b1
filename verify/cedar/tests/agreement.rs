//! Both sides answer the same, and every policy has a say.

use consentry_cedar::answer::Answer;
use consentry_cedar::opinion::Opinion;
use consentry_cedar::{compare, story};

#[test]
fn the_crate_and_the_policies_agree() {
    let opinion = Opinion::written();
    let report = compare::run(&opinion, 1, 20_000, |_| {});
    for ((ours, theirs), (count, _)) in &report.differences {
        eprintln!("{count} questions: the crate says `{ours}`, the policies say `{theirs}`");
    }
    assert!(report.differences.is_empty(), "`cargo run -- --questions 20000` shows the first of each");
    assert_eq!(report.rare(&opinion, 3), [], "every policy decides some questions");
}

/// With a policy removed, the report is a story that still shows the difference, and contains nothing that is not needed.
#[test]
fn a_difference_is_told_as_a_short_scenario() {
    let mut opinion = Opinion::written();
    opinion.policies.remove_static("13 admin_app_required".parse().unwrap()).expect("the policy is there");
    let report = compare::run(&opinion, 1, 4_000, |_| {});
    let ours = Answer::Deny { reason: "admin_app_required".to_owned(), lacks: None };
    let theirs = Answer::Broken("neither allowed nor forbidden".to_owned());
    assert_eq!(report.differences.keys().collect::<Vec<_>>(), [&(ours.clone(), theirs.clone())]);

    let (_, first) = &report.differences[&(ours, theirs.clone())];
    assert!(first.changes.len() > 50, "{}", first.changes.len());
    let told = story::scenario(&story::shrink(&opinion, first), &theirs);
    let (question, changes) =
        told["steps"].as_array().and_then(|steps| steps.split_last()).expect("there are steps");
    let types: Vec<&str> = changes.iter().filter_map(|step| step["change"]["type"].as_str()).collect();
    assert!(types.len() < 9, "{told}");
    assert!(["add_account", "register_app", "install"].iter().all(|needed| types.contains(needed)), "{told}");
    let account = question["evaluate"]["resource"]["account"].as_str().expect("account data is asked for");
    assert!(account.starts_with("account"), "{told}");
}
