//! The documents agree with the code. The example of `docs/scenarios.md` passes and its tables name every change and view with its
//! fields; the tables of checks and refusals are those of the crate.

use std::collections::{BTreeMap, BTreeSet};

use consentry::catalog::{Api, Contexts, Edition, MeetingRole, Roles, RunningContext};
use consentry::directory::{
    AppStatus, CollaborationMode, Condition, NextStep, Operation, RefusalReason, Restriction, SharedAccess,
    Who,
};
use consentry::facts::{
    Access, ApprovalSetting, AuthStatus, Listing, Management, MeetingKind, MeetingState, OnWithdrawal,
    OwnApps, PermissionType, Privileges, Surface,
};
use consentry::{Absence, Check, DataKind, Denial, Obstacle, Scopes, Verb};
use serde_json::{Value, json};
use testkit::kind::Kind;
use testkit::laws::views::View as LawView;
use testkit::scenario::{run, wire::View};

const PAGE: &str = include_str!("../../docs/scenarios.md");

const RULES: &str = include_str!("../../docs/rules.md");

#[test]
fn the_example_passes() {
    let (_, rest) = PAGE.split_once("```json\n").expect("the page has an example");
    let (example, _) = rest.split_once("```").expect("the example ends");
    let example: Value = serde_json::from_str(example).expect("the example is JSON");
    let scenarios = run::read(&example.to_string()).expect("the example is well formed");
    assert_eq!(scenarios.len(), 1);
    for scenario in scenarios {
        for (step, answer) in (1..).zip(scenario.run()) {
            let (name, line) = (&scenario.name, scenario.line);
            let (expected, actual) = (&answer.expected, &answer.actual);
            assert!(answer.is_expected(), "{line}: {name}, step {step}: {expected:?} is {actual}");
        }
    }
}

#[test]
fn the_changes_are_those_that_are_read() {
    assert_eq!(described("## Changes"), understood(refusal_of::<Operation>));
}

#[test]
fn the_views_are_those_that_are_read() {
    assert_eq!(described("## Views"), understood(refusal_of::<View>));
}

/// Every view is a row of the rules, scenarios can ask for it, and the laws compare it with what it has to list.
#[test]
fn the_views_are_those_of_the_rules_of_scenarios_and_of_the_laws() {
    let files = [
        include_str!("../../src/directory/view/user.rs"),
        include_str!("../../src/directory/view/account.rs"),
        include_str!("../../src/directory/view/meeting.rs"),
    ];
    let functions = files.iter().flat_map(|file| file.split("    pub fn ").skip(1));
    let mut views: BTreeSet<String> =
        functions.filter_map(|function| function.split_once('(')).map(|(name, _)| name.to_owned()).collect();

    // `can_open` lists nothing.
    views.remove("can_open");
    let with_a_law = LawView::ALL.iter().map(|view| snake_case(&format!("{view:?}")));
    assert_eq!(with_a_law.collect::<BTreeSet<_>>(), views, "testkit/src/laws/views.rs");

    // Section 5 of the rules defines these two. In scenarios, `config` asks for the second.
    views.remove("supported_js_apis");
    views.remove("unsupported_js_apis");
    let (_, section) = RULES.split_once("## 8. Views").expect("the page has the section");
    let (section, _) = section.split_once("\n## ").expect("another section follows");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('('));
    assert_eq!(rows.map(|(name, _)| name.to_owned()).collect::<BTreeSet<_>>(), views, "docs/rules.md");
    let missing: Vec<_> = views.difference(&types_of::<View>()).cloned().collect();
    assert!(missing.is_empty(), "testkit/src/scenario/wire.rs: {missing:?}");
}

/// `InstalledApps` → `installed_apps`.
fn snake_case(name: &str) -> String {
    name.chars().enumerate().fold(String::new(), |mut text, (nth, letter)| {
        if nth > 0 && letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
        text
    })
}

/// The words of a vocabulary are listed wherever a page lists them.
#[test]
fn the_words_are_those_that_are_read() {
    macro_rules! words {
        ($($Word:ident)+) => {
            [$((stringify!($Word), $Word::ALL.iter().map(|word| word.name()).collect::<Vec<_>>())),+]
        };
    }
    let of_rules = words! { DataKind Verb Management Listing Surface OwnApps MeetingKind MeetingRole RunningContext Edition
    AppStatus };
    let sets = [
        ("Scopes", Scopes::all().names().collect()),
        ("Access", Access::all().names().collect()),
        ("Privileges", Privileges::all().names().collect()),
    ];
    for (vocabulary, names) in of_rules.iter().chain(&sets) {
        all_named("docs/rules.md", RULES, vocabulary, names);
    }
    let of_scenarios = words! {
        DataKind Verb Management Listing ApprovalSetting OnWithdrawal MeetingKind MeetingRole Edition PermissionType
        SharedAccess CollaborationMode NextStep Surface OwnApps AppStatus MeetingState
    };
    // A scope is explained there as a kind and a suffix.
    for (vocabulary, names) in of_scenarios.iter().chain(&sets[1..]) {
        all_named("docs/scenarios.md", PAGE, vocabulary, names);
    }
}

fn all_named(path: &str, page: &str, vocabulary: &str, names: &[&str]) {
    // Outside of blocks of code. A word of JSON is in quotation marks there.
    let named = page.split("```").step_by(2).flat_map(quoted).collect::<Vec<_>>();
    let is_named = |name: &str| named.iter().any(|quoted| quoted.trim_matches('"') == name);
    let missing: Vec<&&str> = names.iter().filter(|name| !is_named(name)).collect();
    assert!(missing.is_empty(), "{path}, {vocabulary}: {missing:?}");
}

#[test]
fn the_rules_and_the_crate_documentation_have_every_check_in_its_order() {
    let expected: Vec<_> = Denial::CHECKS
        .iter()
        .map(|Check { number, reason, code, .. }| (*number, (*reason).to_owned(), *code))
        .collect();
    assert!(
        expected.iter().map(|(number, ..)| *number).eq(1..=expected.len() as u8),
        "numbered without a gap"
    );
    assert_eq!(checks(RULES), expected, "docs/rules.md");
    assert_eq!(checks(include_str!("../../src/lib.rs")), expected, "src/lib.rs");
}

/// The rows of a table of checks: those that begin with a number and name a reason and a code.
fn checks(page: &str) -> Vec<(u8, String, u16)> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_start_matches("//! ").split('|').map(str::trim).collect();
        let number = cells.get(1)?.parse().ok()?;
        let reason = quoted(cells.get(2)?).into_iter().next()?;
        let code =
            cells.iter().find_map(|cell| cell.parse().ok().filter(|code| (400..500).contains(code)))?;
        Some((number, reason, code))
    };
    page.lines().filter_map(row).collect()
}

#[test]
fn the_rules_have_every_refusal_in_its_order() {
    let (_, section) = RULES.split_once("### The order of refusals").expect("the page has the section");
    let (section, _) = section.split_once("\n### ").expect("another section follows");
    let named: Vec<String> = quoted(section);
    let mut rest = named.iter();
    for refusal in RefusalReason::ALL {
        assert!(named.iter().any(|name| name == refusal.name()), "`{}` is missing", refusal.name());
    }
    // From `already_exists` on, the order of the list is the order of the checks.
    for refusal in RefusalReason::ALL.iter().filter(|refusal| **refusal >= RefusalReason::AlreadyExists) {
        assert!(rest.any(|name| name == refusal.name()), "`{}` is out of order", refusal.name());
    }
}

/// The table of conditions has every condition with its sentence, and names the changes whose rows name the condition.
#[test]
fn the_rules_have_every_condition_of_every_change() {
    let section = |heading: &str| {
        let (_, section) = RULES.split_once(heading).expect("the page has the section");
        section.split_once("\n##").expect("another follows").0
    };
    let rows = section("### Conditions").lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split(" | ").collect()).collect();
    let sentences = rows.iter().map(|cells| (quoted(cells[0]).remove(0), cells[1].to_owned()));
    let expected = Condition::ALL.iter().map(|word| (word.name().to_owned(), word.sentence().to_owned()));
    assert_eq!(sentences.collect::<Vec<_>>(), expected.collect::<Vec<_>>());

    let of_conditions: BTreeSet<(String, String)> = rows
        .iter()
        .flat_map(|cells| {
            let condition = quoted(cells[0]).remove(0);
            quoted(cells[2]).into_iter().map(move |change| (change, condition.clone()))
        })
        .collect();
    let is_condition = |word: &String| Condition::ALL.iter().any(|condition| condition.name() == word);
    let mut of_changes: BTreeSet<(String, String)> = BTreeSet::new();
    for row in section("### The changes").lines().filter(|line| line.starts_with("| `")) {
        let (changes, _) = row.split_once('{').expect("a change has fields in braces");
        let (_, refusals) = row.rsplit_once(" | ").expect("a row has refusals");
        let Some((_, invalid)) = refusals.split_once("`invalid`: ") else { continue };
        let (invalid, of_one) = invalid.split_once(" and, for ").unwrap_or((invalid, ""));
        for change in quoted(changes) {
            let of_it = quoted(invalid).into_iter().filter(is_condition);
            of_changes.extend(of_it.map(|condition| (change.clone(), condition)));
        }
        if let Some((change, condition)) = of_one.split_once(", ") {
            of_changes.insert((quoted(change).remove(0), quoted(condition).remove(0)));
        }
    }
    // Its row says "As `register_app`".
    let of_register = of_changes.iter().filter(|(change, _)| change == "register_app");
    let of_update: Vec<_> =
        of_register.map(|(_, condition)| ("update_app".to_owned(), condition.clone())).collect();
    of_changes.extend(of_update);
    assert_eq!(of_conditions, of_changes);
}

#[test]
fn the_rules_have_every_restriction() {
    let (_, section) = RULES.split_once("| restriction |").expect("the page has the table");
    let (section, _) = section.split_once("\n\n").expect("the table ends");
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let named: Vec<String> = rows.map(|row| quoted(row).remove(0)).collect();
    assert_eq!(named, Restriction::ALL.iter().map(|word| word.name()).collect::<Vec<_>>());
}

/// The table of what a denial carries has the names that its JSON has.
#[test]
fn the_rules_have_every_detail_of_a_denial() {
    let (_, section) = RULES.split_once("### What a denial carries").expect("the page has the section");
    let (section, _) = section.split_once("\n## ").expect("another section follows");
    let mut described = BTreeMap::<String, BTreeSet<String>>::new();
    let mut reason = String::new();
    for row in section.lines().filter(|line| line.starts_with("| `") || line.starts_with("| | `")) {
        let cells: Vec<&str> = row.split('|').collect();
        reason = quoted(cells[1]).pop().unwrap_or(reason);
        described.entry(reason.clone()).or_default().extend(quoted(cells[2]));
    }
    let denials = [
        Denial::ScopeNotGranted(Scopes::MEETINGS_READ),
        Denial::NotDelegated { access: Access::SCHEDULE, privilege: Privileges::USERS_EDIT },
        Denial::PrivilegeMissing(Privileges::USERS_EDIT),
        Denial::ApiNotRequested(Api::OpenUrl),
        Denial::SurfaceNotRequested(Surface::Client),
        Denial::NotInMeeting(Absence::Ended),
        Denial::ContextNotSupported { context: RunningContext::InMail, supported: Contexts::empty() },
        Denial::AuthorizationRequired { status: AuthStatus::Unauthenticated, obstacle: Obstacle::NoUser },
        Denial::RoleNotPermitted(Roles::HOST),
        Denial::MediaConsentRequired(Api::OpenUrl),
    ];
    // All other reasons have no braces in their sentence.
    let with_details = Denial::CHECKS.iter().filter(|check| check.sentence.contains('{')).count();
    assert_eq!(denials.len(), with_details);
    let written = denials.map(|denial| {
        let Value::Object(mut fields) = json!(denial) else { panic!("{denial} is a map") };
        fields.remove("reason");
        (denial.reason().to_owned(), fields.into_iter().map(|(name, _)| name).collect::<BTreeSet<_>>())
    });
    assert_eq!(described, BTreeMap::from(written));
    for word in
        Absence::ALL.iter().map(|word| word.name()).chain(Obstacle::ALL.iter().map(|word| word.name()))
    {
        assert!(quoted(section).iter().any(|quoted| quoted == word), "{word}");
    }
}

/// The column of who may make a change has those whom [`Operation::authority`] names, and no others, over all scenarios.
#[test]
fn the_rules_say_of_every_change_who_may_make_it() {
    let (_, section) = RULES.split_once("### The changes").expect("the page has the section");
    let (section, _) = section.split_once("\n##").expect("another section follows");
    let mut described = BTreeMap::<String, BTreeSet<&str>>::new();
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let (changes, _) = cells[0].split_once('{').expect("a change has fields in braces");
        // What an administrator or a user must hold besides follows after a full stop.
        let who = cells[1].split(". ").next().expect("somebody may make it");
        let who = match who.strip_prefix("as `") {
            Some(other) => described[other.trim_end_matches('`')].clone(),
            None => who.split("; ").map(kind_of_who).collect(),
        };
        described.extend(quoted(changes).into_iter().map(|change| (change, who.clone())));
    }

    let mut found = BTreeMap::<String, BTreeSet<&str>>::new();
    crate::conformance::for_each_change(|directory, operation| {
        if let Ok(authority) = operation.authority(directory) {
            let who = authority.who().iter().map(|who| match who {
                Who::System => "system",
                Who::User(_) => "user",
                Who::Administrator { .. } => "administrator",
                Who::OwnerOf(_) => "owner of the account",
                Who::SchedulerOf(_) => "scheduler",
                Who::AlternativeHost(_) => "alternative host",
                Who::Host(_) => "host",
            });
            found.entry(Kind::of(operation).name().to_owned()).or_default().extend(who);
        }
    });
    assert_eq!(described, found);
}

fn kind_of_who(text: &str) -> &'static str {
    match text {
        "`system`" => "system",
        "the owner of the account" => "owner of the account",
        "an alternative host" => "alternative host",
        "the user seated as host" => "host",
        "a delegate of the owner with `schedule`" => "scheduler",
        _ if text.starts_with("administrator for `") => "administrator",
        _ if text.starts_with("the ") => "user",
        _ => panic!("nobody is called `{text}`"),
    }
}

type Fields = BTreeMap<String, BTreeSet<String>>;

/// The first table of a section: the types in its first column, their fields in its second.
fn described(heading: &str) -> Fields {
    let (_, section) = PAGE.split_once(heading).expect("the page has the section");
    let rows = section.lines().skip_while(|line| !line.starts_with("|--")).skip(1);
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.flat_map(|row| {
        let mut columns = row.split('|').skip(1).map(quoted);
        let types = columns.next().expect("a row has a type");
        let fields: BTreeSet<String> = columns.next().expect("a row has fields").into_iter().collect();
        types.into_iter().map(move |name| (name, fields.clone()))
    })
    .collect()
}

/// The types and fields that the error for an unknown one lists.
fn understood(refusal_of: impl Fn(Value) -> String) -> Fields {
    let expected = |value| {
        let refusal = refusal_of(value);
        let (_, expected) = refusal.split_once(", expected").expect("an error says what is expected");
        quoted(expected)
    };
    let types = expected(json!({ "type": "no such type" }));
    types
        .into_iter()
        .map(|name| (name.clone(), expected(json!({ "type": name, "-": 0 })).into_iter().collect()))
        .collect()
}

/// The values of `type` by which these are read.
pub fn types_of<T: for<'de> serde::Deserialize<'de>>() -> BTreeSet<String> {
    understood(refusal_of::<T>).into_keys().collect()
}

fn refusal_of<T: for<'de> serde::Deserialize<'de>>(value: Value) -> String {
    serde_json::from_value::<T>(value).err().expect("it is no such thing").to_string()
}

/// The words in backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
