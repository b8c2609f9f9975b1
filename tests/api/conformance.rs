//! Scenarios: every file of `tests/data` is run, and the runner itself is held to what it promises.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use consentry::Denial;
use consentry::directory::{Change, Directory, LogEntry, Operation, RefusalReason};
use serde_json::Value;
use testkit::kind::Kind;
use testkit::oracle::rules::BASES;
use testkit::scenario::names::Names;
use testkit::scenario::run::{self, Scenario};
use testkit::scenario::wire::{self, View};

use crate::docs;

/// The scenario files, by name.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data"));
    let entries = folder.read_dir().expect("the folder is there");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("the folder is readable").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "jsonl"));
    files.sort();
    files
}

fn text_of(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn scenarios_of(file: &Path) -> Vec<Scenario> {
    run::read(&text_of(file)).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn every_scenario_is_answered_as_it_expects() {
    let mut failures = Vec::new();
    let mut steps = 0;
    for file in files() {
        for scenario in scenarios_of(&file) {
            for (step, answer) in (1..).zip(scenario.run()) {
                steps += 1;
                if !answer.is_expected() {
                    failures.push(format!(
                        "{}:{}: step {step} of `{}`:\n  expected {}\n  actual   {}",
                        file.display(),
                        scenario.line,
                        scenario.name,
                        answer.expected.unwrap_or("nothing".into()),
                        answer.actual
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} of {steps} steps:\n{}", failures.len(), failures.join("\n"));
}

/// The steps of every file, and what they expect, as it is written.
fn written_steps() -> Vec<Value> {
    let texts = files().into_iter().map(|file| text_of(&file)).collect::<Vec<_>>();
    let scenarios = texts.iter().flat_map(|text| text.lines());
    let steps = |line| match serde_json::from_str::<Value>(line).expect("a scenario is JSON")["steps"].take()
    {
        Value::Array(steps) => steps,
        other => panic!("no steps: {other}"),
    };
    scenarios.flat_map(steps).collect()
}

/// Every kind of change is accepted somewhere, each refusal, reason and basis is the answer somewhere, and every view is
/// asked for.
#[test]
fn the_scenarios_reach_everything() {
    // The kind of a step, and the word that names what is reached.
    let mut reached: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for step in written_steps() {
        let expected = &step["expect"];
        let (kind, word) = if let Some(change) = step.get("change") {
            if expected == "ok" { ("change", &change["type"]) } else { ("refusal", expected) }
        } else if let Some(view) = step.get("view") {
            ("view", &view["type"])
        } else if let Some(basis) = expected.get("allow") {
            ("basis", basis)
        } else {
            ("reason", &expected["deny"])
        };
        // A basis that says more is an object of one field.
        let field = word.as_object().and_then(|fields| fields.keys().next().cloned());
        let word = field.or(word.as_str().map(str::to_owned)).expect("a word");
        reached.entry(kind).or_default().insert(word);
    }
    let words = |words: &mut dyn Iterator<Item = &'static str>| words.map(str::to_owned).collect();
    let all = BTreeMap::from([
        ("basis", words(&mut BASES.iter().copied())),
        ("change", words(&mut Kind::ALL.iter().map(|kind| kind.name()))),
        ("reason", words(&mut Denial::CHECKS.iter().map(|check| check.reason))),
        ("refusal", words(&mut RefusalReason::ALL.iter().map(|refusal| refusal.name()))),
        ("view", docs::types_of::<View>()),
    ]);
    assert_eq!(reached, all);
}

/// What holds for every change of every scenario, whatever it is about.
#[test]
fn changes_in_scenarios_replay_and_refused_ones_leave_no_trace() {
    let (mut accepted_in_all, mut refused_in_all) = (0, 0);
    for file in files() {
        for line in text_of(&file).lines() {
            let (mut world, mut accepted) = (Directory::new(), Vec::new());
            for change in changes_of(line) {
                let before = world.clone();
                match world.apply(&change) {
                    Ok(revision) => {
                        accepted.push(change);
                        assert_eq!(revision, accepted.len() as u64);
                    }
                    Err(refusal) => {
                        refused_in_all += 1;
                        assert!(world == before, "{refusal} changed something: {change:?}");
                        assert_eq!(world.revision(), before.revision());
                    }
                }
            }
            accepted_in_all += accepted.len();

            let entries = accepted.iter().cloned().map(LogEntry::from);
            let written: Vec<String> =
                entries.map(|entry| serde_json::to_string(&entry).expect("it is written")).collect();
            let read: Vec<Change> = written
                .iter()
                .map(|line| serde_json::from_str::<LogEntry>(line).expect("it is read").into_change())
                .collect();
            assert_eq!(read, accepted);
            assert_eq!(Directory::replay(&read).as_ref(), Ok(&world));

            let snapshot = serde_json::to_string(&world).expect("it is written");
            let loaded: Directory = serde_json::from_str(&snapshot).expect("it is read");
            assert_eq!(loaded, world);
            assert_eq!(loaded.revision(), world.revision());
        }
    }
    let expected = written_steps().into_iter().filter(|step| step.get("change").is_some());
    let (accepted, refused): (Vec<_>, Vec<_>) = expected.partition(|step| step["expect"] == "ok");
    assert_eq!((accepted_in_all, refused_in_all), (accepted.len(), refused.len()));
}

/// Shows every change of every scenario, with the directory to which it is then applied.
pub fn for_each_change(mut visit: impl FnMut(&Directory, &Operation)) {
    for file in files() {
        for line in text_of(&file).lines() {
            let mut world = Directory::new();
            for change in changes_of(line) {
                visit(&world, &change.operation);
                let _ = world.apply(&change);
            }
        }
    }
}

/// The changes of one scenario.
fn changes_of(line: &str) -> Vec<Change> {
    let scenario: Value = serde_json::from_str(line).expect("a scenario is JSON");
    let steps = scenario["steps"].as_array().expect("a scenario has steps");
    let mut names = Names::default();
    let mut understand = |change: &Value| {
        let mut change = change.clone();
        names.identify_change(&mut change);
        wire::change(change).expect("the change is well formed")
    };
    steps.iter().filter_map(|step| step.get("change").map(&mut understand)).collect()
}

/// A scenario of one line with these steps.
fn scenario(steps: &str) -> String {
    format!(r#"{{"name":"it","steps":[{steps}]}}"#)
}

/// A text is malformed: the error says where and what is wrong.
#[track_caller]
fn malformed(text: &str, place: &str, problem: &str) {
    let error = run::read(text).err().unwrap_or_else(|| panic!("it is accepted: {text}"));
    assert!(error.starts_with(&format!("{place}: ")), "expected it at `{place}`, got `{error}`");
    assert!(error.contains(problem), "expected `{problem}`, got `{error}`");
    assert!(!error.contains("line 1 column"), "a column of what line? `{error}`");
}

/// The second of two steps is malformed.
#[track_caller]
fn malformed_step(step: &str, problem: &str) {
    let good = r#"{"change":{"type":"add_account","by":"system","account":"acme","owner":"olga"}}"#;
    malformed(&scenario(&format!("{good},{step}")), "line 1, step 2", problem);
}

#[test]
fn text_that_is_no_json_is_an_error_with_its_line_and_column() {
    malformed("{", "line 1, column 1", "EOF while parsing");
    malformed("\n\n  nonsense", "line 3, column 4", "expected ident");
    malformed(&format!("{}\n{{\"name\":", scenario("")), "line 2, column 8", "EOF while parsing");
    malformed(&format!("{} true", scenario("")), "line 1, column 26", "trailing characters");
}

#[test]
fn a_scenario_is_a_name_and_steps() {
    malformed("[]", "line 1", "invalid length 0");
    malformed("7", "line 1", "invalid type: integer `7`");
    malformed(r#"{"steps":[]}"#, "line 1", "missing field `name`");
    malformed(r#"{"name":"it"}"#, "line 1", "missing field `steps`");
    malformed(r#"{"name":"it","steps":{}}"#, "line 1", "invalid type: map, expected a sequence");
    malformed(r#"{"name":"it","steps":[],"comment":""}"#, "line 1", "unknown field `comment`");
}

#[test]
fn a_step_is_one_of_three_with_an_expectation() {
    let one_of = "a step is one of `change`, `evaluate` and `view`";
    malformed_step("{}", one_of);
    malformed_step(r#"{"expect":"ok"}"#, one_of);
    malformed_step(
        r#"{"change":{"type":"unpublish_app","by":"system","app":"cal"},"view":{"type":"can_open","user":"ann","app":"cal"}}"#,
        one_of,
    );
    malformed_step(r#"{"changes":{}}"#, "unknown field `changes`");
    malformed_step("null", "invalid type: null");
}

#[test]
fn a_change_has_a_known_type_and_exactly_its_fields() {
    malformed_step(r#"{"change":{"by":"olga","app":"cal"}}"#, "missing field `type`");
    malformed_step(
        r#"{"change":{"type":"fly","by":"olga"}}"#,
        "unknown variant `fly`, expected one of `add_account`",
    );
    malformed_step(r#"{"change":{"type":"unpublish_app","app":"cal"}}"#, "missing field `by`");
    malformed_step(r#"{"change":{"type":"unpublish_app","by":"system"}}"#, "missing field `app`");
    malformed_step(
        r#"{"change":{"type":"unpublish_app","by":"system","app":"cal","user":"ann"}}"#,
        "unknown field `user`",
    );
    malformed_step(
        r#"{"change":{"type":"unpublish_app","by":"system","app":7}}"#,
        "invalid type: integer `7`",
    );
    malformed_step(r#"{"change":"unpublish_app"}"#, "invalid type: string");
    malformed_step(
        r#"{"change":{"type":"register_app","by":"system","app":"cal","manifest":{"developer":"acme"}}}"#,
        "missing field `listing`",
    );
}

#[test]
fn a_question_has_exactly_its_fields() {
    let question = |principal: &str, resource: &str, action: &str| {
        format!(
            r#"{{"evaluate":{{"principal":{principal},"app":"cal","resource":{resource},"action":{action}}}}}"#
        )
    };
    let (ann, data) = (r#"{"user":"ann"}"#, r#"{"user":"ann","kind":"meetings"}"#);
    let principal = "a principal is a `user`, or a `meeting` and a `participant`";
    malformed_step(&question("{}", data, r#""read""#), principal);
    malformed_step(&question(r#"{"meeting":"m"}"#, data, r#""read""#), principal);
    malformed_step(
        &question(r#"{"user":"ann","meeting":"m","participant":"p"}"#, data, r#""read""#),
        principal,
    );
    malformed_step(&question(r#"{"user":"ann","role":"host"}"#, data, r#""read""#), "unknown field `role`");
    let resource = "a resource is `client`, a `meeting`, or a `user` or an `account` and a `kind`";
    malformed_step(&question(ann, r#"{"user":"ann"}"#, r#""read""#), resource);
    malformed_step(&question(ann, r#"{"meeting":"m","kind":"meetings"}"#, r#""read""#), resource);
    malformed_step(
        &question(ann, r#"{"user":"ann","account":"acme","kind":"meetings"}"#, r#""read""#),
        resource,
    );
    malformed_step(&question(ann, r#""phone""#, r#""read""#), "invalid type: string \"phone\"");
    malformed_step(&question(ann, data, r#"{"call":"config","with":1}"#), "unknown field `with`");
    malformed_step(
        r#"{"evaluate":{"principal":{"user":"ann"},"app":"cal","resource":"client"}}"#,
        "missing field `action`",
    );
}

#[test]
fn a_view_has_a_known_type_and_exactly_its_fields() {
    malformed_step(r#"{"view":{"user":"ann"}}"#, "missing field `type`");
    malformed_step(r#"{"view":{"type":"everything"}}"#, "unknown variant `everything`");
    malformed_step(r#"{"view":{"type":"can_open","user":"ann"}}"#, "missing field `app`");
    malformed_step(r#"{"view":{"type":"delegations","user":"ann","by":"ann"}}"#, "unknown field `by`");
}

#[test]
fn a_word_outside_its_list_is_an_error() {
    let question = |kind: &str, action: &str, context: &str| {
        format!(
            r#"{{"evaluate":{{"principal":{{"user":"ann"}},"app":"cal","resource":{{"user":"ann","kind":"{kind}"}},"action":"{action}","context":{context}}}}}"#
        )
    };
    malformed_step(&question("phone", "read", "null"), "unknown data kind `phone`");
    malformed_step(&question("meetings", "steal", "null"), "unknown verb `steal`");
    malformed_step(&question("meetings", "read", r#""inSpace""#), "unknown running context `inSpace`");

    let change = |fields: &str| format!(r#"{{"change":{{"by":"olga",{fields}}}}}"#);
    malformed_step(
        &change(
            r#""type":"install","user":"olga","app":"cal","optional_scopes":["phone:read"],"shared":false"#,
        ),
        "unknown scope `phone:read`",
    );
    malformed_step(
        &change(r#""type":"define_role","account":"acme","role":"hr","privileges":["users_delete"]"#),
        "unknown privilege `users_delete`",
    );
    malformed_step(
        &change(r#""type":"delegate","delegator":"olga","delegate":"ann","access":["settings"]"#),
        "unknown access `settings`",
    );
    malformed_step(
        &change(r#""type":"join","meeting":"m","participant":"p","role":"king""#),
        "unknown role `king`",
    );
    malformed_step(&change(r#""type":"set_role","user":"ann","role":"king""#), "unknown variant `king`");
    malformed_step(
        &change(r#""type":"approve_app","account":"acme","app":"cal","audience":"nobody""#),
        "unknown variant `nobody`, expected `everybody` or `user`",
    );
    malformed_step(
        &change(
            r#""type":"schedule_meeting","owner":"olga","meeting":"m","number":"1","topic":"","kind":"party""#,
        ),
        "unknown meeting kind `party`",
    );
    for (listed, on_withdrawal, problem) in [
        ("closed", "keep", "unknown approval setting `closed`"),
        ("open", "forget", "unknown withdrawal setting `forget`"),
    ] {
        let fields = format!(
            r#""type":"set_policy","account":"acme","listed":"{listed}","unlisted":"open","on_withdrawal":"{on_withdrawal}""#
        );
        malformed_step(&change(&fields), problem);
    }
    let own = r#""type":"set_policy","account":"acme","listed":"open","unlisted":"open","on_withdrawal":"keep","own":"never""#;
    malformed_step(&change(own), "unknown setting for own apps `never`");
    for (field, word, problem) in [
        ("listing", r#""secret""#, "unknown listing `secret`"),
        ("surfaces", r#"["phone"]"#, "unknown surface `phone`"),
        ("edition", r#""0.17""#, "unknown edition `0.17`"),
    ] {
        let mut manifest: Value = serde_json::from_str(MANIFEST).expect("a manifest is JSON");
        manifest[field] = serde_json::from_str(word).expect("a word is JSON");
        let fields = format!(r#""type":"register_app","app":"cal","manifest":{manifest}"#);
        malformed_step(&change(&fields), problem);
    }
    malformed_step(r#"{"view":{"type":"supported_apis","role":"king"}}"#, "unknown role `king`");
}

#[test]
fn a_key_that_is_there_twice_is_an_error() {
    malformed(r#"{"name":"a","name":"b","steps":[]}"#, "line 1, column 18", "the key `name` is there twice");
    malformed(
        &scenario(r#"{"change":{"type":"unpublish_app","by":"system","by":"olga","app":"cal"}}"#),
        "line 1, column 74",
        "the key `by` is there twice",
    );
    malformed(
        &scenario(r#"{"view":{"type":"delegations","user":"ann"},"expect":{"given":[],"given":[]}}"#),
        "line 1, column 94",
        "the key `given` is there twice",
    );
}

/// The answers to a scenario, as they would be printed.
#[track_caller]
fn answers(text: &str) -> Vec<String> {
    let scenarios = run::read(text).unwrap_or_else(|error| panic!("{error}"));
    scenarios.iter().flat_map(Scenario::run).map(|answer| answer.actual.to_string()).collect()
}

/// A manifest with exactly the fields that it has to have.
const MANIFEST: &str = r#"{"developer":"acme","listing":"listed","management":"user_managed","required_scopes":[],"optional_scopes":[],"uses_shared_access":false,"guest_mode":false,"apis":[]}"#;

const ACME: &str = r#"{"change":{"type":"add_account","by":"system","account":"acme","owner":"olga"}}"#;

#[test]
fn owner_is_a_word_that_nobody_can_be_given() {
    let steps = [
        ACME,
        r#"{"change":{"type":"add_user","by":"olga","account":"acme","user":"ann","role":"owner"}}"#,
        r#"{"change":{"type":"add_user","by":"olga","account":"acme","user":"ann","role":"member"}}"#,
        r#"{"change":{"type":"set_role","by":"olga","user":"ann","role":"owner"}}"#,
        r#"{"change":{"type":"schedule_meeting","by":"olga","owner":"olga","meeting":"m","number":"1","topic":"","kind":"meeting"}}"#,
        r#"{"change":{"type":"start_meeting","by":"olga","meeting":"m"}}"#,
        r#"{"change":{"type":"join","by":"system","meeting":"m","user":"olga","participant":"p","role":"owner"}}"#,
        r#"{"change":{"type":"join","by":"system","meeting":"m","user":"olga","participant":"p","role":"host"}}"#,
        r#"{"change":{"type":"set_seat_role","by":"olga","meeting":"m","participant":"p","role":"owner"}}"#,
    ];
    let (ok, invalid) = (r#""ok""#, r#""invalid""#);
    assert_eq!(
        answers(&scenario(&steps.join(","))),
        [ok, invalid, ok, invalid, ok, ok, invalid, ok, invalid]
    );
}

#[test]
fn nobody_is_called_system() {
    let steps = [
        r#"{"change":{"type":"add_account","by":"system","account":"acme","owner":"system"}}"#,
        ACME,
        r#"{"change":{"type":"add_user","by":"olga","account":"acme","user":"system","role":"member"}}"#,
        r#"{"change":{"type":"deactivate_user","by":"olga","user":"system"}}"#,
        r#"{"view":{"type":"account_apps","by":"system","account":"acme"}}"#,
    ];
    let refused = r#"{"refused":"unknown_user"}"#;
    assert_eq!(
        answers(&scenario(&steps.join(","))),
        [r#""invalid""#, r#""ok""#, r#""invalid""#, r#""unknown_user""#, refused]
    );
}

/// What a scenario may leave out, and what it may not.
#[test]
fn what_is_left_out_is_as_it_was_or_the_usual() {
    let steps = [
        ACME,
        r#"{"change":{"type":"add_user","by":"olga","account":"acme","user":"ann","role":"member"}}"#,
        &format!(r#"{{"change":{{"type":"register_app","by":"system","app":"cal","manifest":{MANIFEST}}}}}"#),
        r#"{"change":{"type":"set_policy","by":"olga","account":"acme","listed":"required","unlisted":"required","on_withdrawal":"suspend","own":"as_listed"}}"#,
        r#"{"change":{"type":"install","by":"ann","user":"ann","app":"cal","optional_scopes":[],"shared":false}}"#,
        r#"{"change":{"type":"set_policy","by":"olga","account":"acme","listed":"required","unlisted":"required","on_withdrawal":"keep"}}"#,
        r#"{"change":{"type":"install","by":"ann","user":"ann","app":"cal","optional_scopes":[],"shared":false}}"#,
        r#"{"change":{"type":"approve_app","by":"olga","account":"acme","app":"cal","audience":{"user":"ann"}}}"#,
        r#"{"change":{"type":"install","by":"ann","user":"ann","app":"cal","optional_scopes":[],"shared":false}}"#,
        r#"{"change":{"type":"schedule_meeting","by":"olga","owner":"olga","meeting":"m","number":"1","topic":"","kind":"meeting"}}"#,
        r#"{"change":{"type":"set_alternative_hosts","by":"olga","meeting":"m","users":["ann"]}}"#,
        r#"{"change":{"type":"set_alternative_hosts","by":"olga","meeting":"m","users":["ann","bob"]}}"#,
        r#"{"change":{"type":"start_meeting","by":"ann","meeting":"m"}}"#,
        r#"{"change":{"type":"join","by":"system","meeting":"m","participant":"p","role":"participant"}}"#,
        r#"{"change":{"type":"end_meeting","by":"system","meeting":"m"}}"#,
        r#"{"change":{"type":"remove_user","by":"olga","user":"ann","heir":"bob"}}"#,
        r#"{"change":{"type":"remove_user","by":"olga","user":"ann"}}"#,
    ];
    let (ok, not_approved, unknown) = (r#""ok""#, r#""not_approved""#, r#""unknown_user""#);
    assert_eq!(
        answers(&scenario(&steps.join(","))),
        [ok, ok, ok, ok, not_approved, ok, not_approved, ok, ok, ok, ok, unknown, ok, ok, ok, unknown, ok]
    );
    let approve = r#"{"change":{"type":"approve_app","by":"olga","account":"acme","app":"cal"}}"#;
    malformed_step(approve, "missing field `audience`");
    let join = r#"{"change":{"type":"join","by":"system","meeting":"m","user":"ann","role":"host"}}"#;
    malformed_step(join, "missing field `participant`");
}

/// What an answer carries beside its word is for the host, and a scenario compares the word.
#[test]
fn answers_are_words() {
    let steps = [
        ACME,
        &format!(r#"{{"change":{{"type":"register_app","by":"system","app":"cal","manifest":{MANIFEST}}}}}"#),
        r#"{"change":{"type":"unpublish_app","by":"olga","app":"cal"}}"#,
        r#"{"change":{"type":"install","by":"olga","user":"olga","app":"cal","optional_scopes":[],"shared":false}}"#,
        r#"{"evaluate":{"principal":{"user":"olga"},"app":"cal","resource":{"user":"olga","kind":"profile"},"action":"read"}}"#,
        r#"{"evaluate":{"principal":{"user":"olga"},"app":"cal","resource":"client","action":{"call":"config"}}}"#,
        r#"{"view":{"type":"subscribers","by":"olga","account":"beta","app":"cal"}}"#,
        r#"{"view":{"type":"supported_js_apis","principal":{"user":"ann"},"app":"cal","resource":"client"}}"#,
        r#"{"view":{"type":"consent","user":"olga","app":"cal"}}"#,
    ];
    assert_eq!(
        answers(&scenario(&steps.join(","))),
        [
            r#""ok""#,
            r#""ok""#,
            r#""not_permitted""#,
            r#""ok""#,
            r#"{"deny":"scope_not_granted"}"#,
            r#"{"deny":"api_not_requested"}"#,
            r#"{"refused":"unknown_account"}"#,
            r#"{"refused":"unknown_principal"}"#,
            r#"{"install":"ok","optional":[],"required":[],"shared_offered":false,"would_add":[]}"#,
        ]
    );
}

#[test]
fn null_is_an_answer_to_expect() {
    let view = r#"{"view":{"type":"calendar_event","user":"olga","event":"e"},"expect":null}"#;
    let text = scenario(&format!("{ACME},{view}"));
    let read = run::read(&text).expect("it is well formed");
    let [account, event] = &read[0].run()[..] else { panic!("two answers") };
    assert_eq!((&account.expected, account.is_expected()), (&None, false), "no `expect` expects nothing");
    assert_eq!((&event.expected, event.is_expected()), (&Some(Value::Null), true));
}

#[test]
fn lists_are_compared_as_sets_and_nothing_else_is() {
    let expecting = |expect: &str| {
        let step = format!(
            r#"{{"view":{{"type":"config","principal":{{"user":"olga"}},"app":"cal","resource":"client","requested":["b","a"]}},"expect":{expect}}}"#
        );
        let app = format!(
            r#"{{"change":{{"type":"register_app","by":"system","app":"cal","manifest":{MANIFEST}}}}}"#
        );
        let read = run::read(&scenario(&format!("{ACME},{app},{step}"))).expect("it is well formed");
        read[0].run()[2].is_expected()
    };
    assert!(expecting(r#"{"unsupported":["a","b"]}"#));
    assert!(expecting(r#"{"unsupported":["b","a","b"]}"#));
    assert!(!expecting(r#"{"unsupported":["a"]}"#));
    assert!(!expecting(r#"{"unsupported":["a","b","c"]}"#));
    assert!(!expecting(r#"{"unsupported":"a"}"#));
    assert!(!expecting(r#"{"unsupported":["a","b"],"more":[]}"#));
}

#[test]
fn empty_lines_and_carriage_returns_are_passed_over_and_counted() {
    let text = format!("\r\n  \t\r\n{}\r\n\r\n{}", scenario(ACME), scenario(""));
    let read = run::read(&text).expect("it is well formed");
    assert_eq!(read.iter().map(|scenario| scenario.line).collect::<Vec<_>>(), [3, 5]);
    assert_eq!(answers(&text), [r#""ok""#]);
    assert!(run::read("").expect("it is well formed").is_empty());
    malformed("\r\n\r\n{\r\n", "line 3, column 1", "EOF while parsing");
}

#[test]
fn every_scenario_starts_from_an_empty_world() {
    let text = format!("{}\n{}", scenario(ACME), scenario(ACME));
    assert_eq!(answers(&text), [r#""ok""#, r#""ok""#]);
}

/// Runs the example with a text as its standard input. Cargo builds it first where it is missing or old.
fn run_program(arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .args(["run", "--quiet", "--offline", "--example", "scenario", "--"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the example runs");
    child.stdin.take().expect("it is piped").write_all(input.as_bytes()).expect("the example reads");
    let Output { status, stdout, stderr } = child.wait_with_output().expect("the example ends");
    let text = |bytes| String::from_utf8(bytes).expect("it writes UTF-8");
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn the_exit_code_says_how_it_went() {
    let check = |steps: &str| run_program(&["--check", "-"], &scenario(steps));
    let ok = ACME.replace("}}", r#"},"expect":"ok"}"#);
    let again = ACME.replace("}}", r#"},"expect":"already_exists"}"#);

    let (code, out, errors) = check(&format!("{ok},{again}"));
    assert_eq!((code, &*out, &*errors), (Some(0), "2 passed, 0 failed\n", ""));

    let (code, out, errors) = check(&format!("{again},{ok}"));
    let lines: Vec<_> = out.lines().collect();
    assert_eq!((code, &*errors), (Some(1), ""));
    assert_eq!(
        lines,
        [
            r#"-:1: step 1 of `it`: expected "already_exists", got "ok""#,
            r#"-:1: step 2 of `it`: expected "ok", got "already_exists""#,
            "0 passed, 2 failed"
        ]
    );

    let (code, out, errors) = check(&format!("{ok},{{}}"));
    assert_eq!((code, &*out), (Some(2), ""));
    assert_eq!(errors, "error: -: line 1, step 2: a step is one of `change`, `evaluate` and `view`\n");

    let (code, _, errors) = check(ACME);
    assert_eq!(code, Some(2));
    assert_eq!(errors, "error: -: line 1, step 1: missing field `expect`\n");

    let (code, out, errors) = run_program(&["--check", "no such file"], "");
    assert_eq!((code, &*out), (Some(2), ""));
    assert!(errors.starts_with("error: cannot read `no such file`: "), "{errors}");

    let (code, ..) = run_program(&["--check"], "");
    assert_eq!(code, Some(2), "no file is named");
}

#[test]
fn several_files_are_counted_together() {
    let files = files();
    let mut arguments: Vec<&str> = files.iter().filter_map(|file| file.to_str()).collect();
    arguments.extend(["-", "--check"]);
    let (code, out, errors) = run_program(&arguments, &scenario(&ACME.replace("}}", r#"},"expect":"ok"}"#)));
    assert_eq!((code, &*errors), (Some(0), ""));
    let steps: usize =
        files.iter().flat_map(|file| scenarios_of(file)).map(|scenario| scenario.run().len()).sum();
    assert_eq!(out, format!("{} passed, 0 failed\n", steps + 1));
}

#[test]
fn without_check_every_answer_is_printed() {
    let (code, out, errors) = run_program(&["-"], &scenario(&format!("{ACME},{ACME}")));
    assert_eq!((code, &*errors), (Some(0), ""));
    assert_eq!(out, "-:1: it\n    1 \"ok\"\n    2 \"already_exists\"\n");
}

#[test]
fn a_view_of_a_later_edition_is_not_asked() {
    let text = scenario(r#"{"view":{"type":"explain","anything":1},"expect":{"decision":{"allow":"own"}}}"#);
    let scenarios = run::read(&text).expect("it is well formed");
    let answers: Vec<_> = scenarios.iter().flat_map(Scenario::run).collect();
    assert!(answers.iter().all(|answer| answer.later.as_deref() == Some("explain") && !answer.is_expected()));
    assert!(!answers.is_empty());
    malformed_step(r#"{"view":{"type":"explains"},"expect":true}"#, "unknown variant `explains`");
}
