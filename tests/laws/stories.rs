//! The laws of section 9 of `docs/rules.md`, in their order, on random worlds.
//!
//! A law is a function of an empty world and a story; it fails where the story is a counterexample. Each is run
//! on the directory as it is, and at the end on directories with a flaw, where a counterexample must be found.

use std::collections::{BTreeSet, HashMap};

use consentry::catalog::{ApiRoles, Edition, MeetingRole};
use consentry::directory::{Actor, Change, Directory, Operation, PrincipalId, Question, Refusal, ResourceId};
use consentry::facts::{Access, Management};
use consentry::{Action, Decision, UserId};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestError, TestRng, TestRunner};
use serde_json::json;
use testkit::laws::flaw::Flaw;
use testkit::laws::independence::independent;
use testkit::laws::kinds::{everything_to_take_away, everything_to_undo, is_elsewhere, takes_away, undo};
use testkit::laws::names::{
    NO_APP, Naming, STRANGER, accounts, apps, id, pairs, users, with_names, with_other_ids,
};
use testkit::laws::reach::Outcome;
use testkit::laws::story::{Story, line, renamed, story};
use testkit::laws::typical::typical;
use testkit::laws::views::View;
use testkit::laws::world::{QUESTIONS, World, changed, questions};
use testkit::model;

type Law = fn(&World, &Story) -> TestCaseResult;

/// 1. Default deny: an empty world denies everything. What is not there is denied in every world.
fn default_deny(empty: &World, story: &Story) -> TestCaseResult {
    for question in QUESTIONS.iter() {
        prop_assert!(!empty.evaluate(question).is_allowed(), "{question:?}");
    }
    let world = story.world(empty);
    let strange = |question: &&Question| {
        question.principal == PrincipalId::User(id(STRANGER)) || question.app == id(NO_APP)
    };
    for question in QUESTIONS.iter().filter(strange) {
        prop_assert!(!world.evaluate(question).is_allowed(), "{question:?}");
    }
    Ok(())
}

/// 2. Taking away never gives: nobody at all gets an allow where there was a deny.
fn taking_away_never_gives(empty: &World, story: &Story) -> TestCaseResult {
    let before = story.world(empty);
    let answers = before.answers();
    let told = story.future.iter().filter(|change| takes_away(&change.operation)).cloned().collect();
    for changes in everything_to_take_away().into_iter().chain([told]) {
        let mut after = before.clone();
        after.apply_each(&changes);
        for (question, was, is) in changed(&answers, &after.answers()) {
            prop_assert!(
                was.is_allowed() || !is.is_allowed(),
                "{} and its like: {question:?} was {was} and is {is}",
                line(&changes[0])
            );
        }
    }
    Ok(())
}

/// 3. A tick is narrow: granting shared access changes answers only for that user and app, and only for data
///    that the user already reaches.
fn a_tick_is_narrow(empty: &World, story: &Story) -> TestCaseResult {
    let before = story.world(empty);
    let rows = before.rows();
    let answers = before.answers();
    for (user, app) in pairs(&users(), &apps()) {
        let mut after = before.clone();
        let granted = after.apply(&Change::by(user, Operation::GrantSharedAccess { user, app })).is_ok();
        if !granted || after == before {
            continue;
        }
        for (question, was, is) in changed(&answers, &after.answers()) {
            let reached = match (question.resource, question.action) {
                (ResourceId::UserData { owner, kind }, Action::Verb(verb)) => {
                    rows.reaches(user, owner, kind, verb)
                }
                _ => false,
            };
            let own = rows.user_of(question.principal) == Some(user) && question.app == app;
            prop_assert!(own && reached, "{app:?} of {user:?}: {question:?} was {was} and is {is}");
            prop_assert!(is.is_allowed(), "{app:?} of {user:?}: {question:?} was {was} and is {is}");
        }
    }
    Ok(())
}

/// 4. User-managed apps stay small: without shared access such an app never touches another user's data, and
///    none ever touches account data.
fn user_managed_apps_stay_small(empty: &World, story: &Story) -> TestCaseResult {
    let world = story.world(empty);
    let rows = world.rows();
    for question in allowed(&world) {
        let app = rows.app(question.app).expect("unknown apps are denied");
        if app.manifest.management() == Management::AdminManaged {
            continue;
        }
        let user = rows.user_of(question.principal);
        let installation = user.and_then(|user| rows.installation(user, question.app));
        match question.resource {
            ResourceId::UserData { owner, .. } if user != Some(owner) => {
                prop_assert!(installation.is_some_and(|granted| granted.shared_access), "{question:?}");
            }
            ResourceId::AccountData { .. } => prop_assert!(false, "{question:?}"),
            ResourceId::UserData { .. } | ResourceId::Meeting { .. } | ResourceId::Client { .. } => {}
        }
    }
    Ok(())
}

/// 5. Accounts are walls: no decision crosses accounts, except calls in a meeting that people of several
///    accounts attend. Nor does what the people of one account change reach those of another.
fn accounts_are_walls(empty: &World, story: &Story) -> TestCaseResult {
    let before = story.world(empty);
    let rows = before.rows();
    for question in allowed(&before) {
        let whose = match question.resource {
            ResourceId::UserData { owner, .. } => rows.account_of(owner),
            ResourceId::AccountData { account, .. } => Some(account),
            ResourceId::Meeting { .. } | ResourceId::Client { .. } => continue,
        };
        let own = rows.user_of(question.principal).and_then(|user| rows.account_of(user));
        prop_assert!(own.is_some() && own == whose, "{question:?}");
    }

    let answers = before.answers();
    for account in accounts() {
        let mut after = before.clone();
        after.apply_each(story.future.iter().filter(|change| match change.by {
            Actor::System => false,
            Actor::User(by) => rows.account_of(by) == Some(account),
        }));
        for (question, was, is) in changed(&answers, &after.answers()) {
            let PrincipalId::User(user) = question.principal else { continue };
            let foreign = rows.account_of(user).is_some_and(|own| own != account);
            let outside = !matches!(question.resource, ResourceId::Meeting { .. });
            // What is gone there is denied as unknown, no longer as another account's.
            let same = was.is_allowed() == is.is_allowed();
            prop_assert!(same || !(foreign && outside), "{question:?} was {was} and is {is}");
        }
    }
    Ok(())
}

/// 6. Delegation does not chain: if A delegates to B and B to C, that says nothing about C and A.
fn delegation_does_not_chain(empty: &World, story: &Story) -> TestCaseResult {
    let before = story.world(empty);
    let trusting = |from: UserId, to: UserId| {
        Change::by(from, Operation::Delegate { delegator: from, delegate: to, access: Access::all() })
    };
    for (a, b) in pairs(&users(), &users()) {
        let mut linked = before.clone();
        if linked.apply(&trusting(a, b)).is_err() {
            continue;
        }
        for c in users().into_iter().filter(|c| *c != a) {
            let mut after = linked.clone();
            if after.apply(&trusting(b, c)).is_err() {
                continue;
            }
            let is_asked = |question: &&Question| {
                question.principal == PrincipalId::User(c)
                    && matches!(question.resource, ResourceId::UserData { owner, .. } if owner == a)
            };
            for question in QUESTIONS.iter().filter(is_asked) {
                let (was, is) = (before.evaluate(question), after.evaluate(question));
                prop_assert!(was == is, "by way of {b:?}: {question:?} was {was} and is {is}");
            }
        }
    }
    Ok(())
}

/// 7. Calls stay inside the supported sets: an API whose call is allowed is in `supported_apis` of one of the
///    principal's roles, or needs no seat; and `config` is exactly the denied part.
fn calls_stay_inside_the_supported_sets(empty: &World, story: &Story) -> TestCaseResult {
    let world = story.world(empty);
    let rows = world.rows();
    let supported: HashMap<_, _> = pairs(Edition::ALL, MeetingRole::ALL)
        .into_iter()
        .map(|(edition, role)| ((edition, role), edition.supported_apis(role)))
        .collect();
    for question in allowed(&world) {
        let Action::Call(api) = question.action else { continue };
        let edition = rows.app(question.app).expect("unknown apps are denied").manifest.edition();
        let inside = match question.resource {
            ResourceId::Meeting { meeting, .. } => {
                let roles = rows.roles(question.principal, meeting);
                let mut held = MeetingRole::ALL.iter().filter(|role| roles.contains((**role).into()));
                held.any(|role| supported[&(edition, *role)].contains(api))
            }
            _ => edition.roles(api).is_some_and(ApiRoles::needs_no_seat),
        };
        prop_assert!(inside, "{question:?}");
    }
    lists_what_it_has_to(View::UnsupportedJsApis, &world)
}

/// 8. `can_open` is independent of every change to meetings, to other users' installations, or to other
///    accounts.
fn can_open_is_independent(empty: &World, story: &Story) -> TestCaseResult {
    let mut world = story.world(empty);
    for change in &story.future {
        let before = world.clone();
        let rows = before.rows();
        world.apply_each([change]);
        for (user, app) in pairs(&users(), &apps()) {
            let (was, is) = (before.can_open(user, app), world.can_open(user, app));
            let elsewhere = is_elsewhere(&rows, &change.operation, user);
            prop_assert!(
                was == is || !elsewhere,
                "{}: {app:?} of {user:?} was {was:?} and is {is:?}",
                line(change)
            );
        }
    }
    Ok(())
}

/// 9. Undoing restores: from a state without it, install then uninstall, grant then revoke, delegate then
///    revoke, approve then withdraw, allow media then forbid it; every answer is as before.
fn undoing_restores(empty: &World, story: &Story) -> TestCaseResult {
    let before = story.world(empty);
    let rows = before.rows();
    let mut after = before.clone();
    for change in story.future.iter().cloned().chain(everything_to_undo()) {
        let Some(undo) = undo(&rows, &change.operation) else { continue };
        if after.apply(&change).is_ok() {
            let undone = after.apply(&Change { by: change.by, operation: undo });
            prop_assert!(undone.is_ok(), "{} cannot be undone: {undone:?}", line(&change));
        }
    }
    for (question, was, is) in changed(&before.answers(), &after.answers()) {
        prop_assert!(false, "{question:?} was {was} and is {is}");
    }
    Ok(())
}

/// 10. Replay: independent changes may come in any order and more than once. Replaying what was accepted leads to
///     an equal world and equal answers; so does reading a snapshot, as text or as bytes.
fn replay_gives_the_same(empty: &World, story: &Story) -> TestCaseResult {
    let mut accepted = story.opening();
    let mut world = empty.clone();
    accepted.retain(|change| world.apply(change).is_ok());

    let changes = independent(&story.future);
    let mut forwards = world.clone();
    let outcomes = changes.iter().map(|change| forwards.apply(change).err()).collect::<Vec<_>>();
    let mut backwards = world.clone();
    for (change, outcome) in changes.iter().zip(&outcomes).rev() {
        prop_assert_eq!(&backwards.apply(change).err(), outcome, "{}", line(change));
    }
    prop_assert!(forwards == backwards, "another order");
    backwards.apply_each(changes.iter().copied().rev());
    prop_assert!(forwards == backwards, "repeated");

    let outcomes = changes.iter().zip(outcomes);
    accepted.extend(outcomes.filter(|(_, refusal)| refusal.is_none()).map(|(change, _)| (*change).clone()));
    let replayed = Directory::replay(&accepted)
        .map_err(|error| TestCaseError::fail(format!("{}: {error}", line(&accepted[error.index]))))?;
    let read = Directory::try_from(backwards.directory.snapshot())
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    let bytes = backwards.directory.to_bytes();
    let unpacked = Directory::from_bytes(&bytes).map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert!(unpacked.to_bytes() == bytes && read.to_bytes() == bytes, "other bytes of the same world");
    let answers = backwards.answers();
    for directory in [replayed, read, unpacked] {
        let again = World { directory, flaw: world.flaw };
        prop_assert!(again == forwards, "replayed or read");
        prop_assert!(again.answers() == answers, "replayed or read");
    }
    Ok(())
}

/// 11. A refusal leaves no trace: the world is equal to what it was.
fn refusals_leave_no_trace(empty: &World, story: &Story) -> TestCaseResult {
    let mut world = empty.clone();
    for change in story.opening().iter().chain(&story.future) {
        let before = world.clone();
        if world.apply(change).is_err() {
            prop_assert!(world == before, "{}", line(change));
            prop_assert_eq!(world.directory.revision(), before.directory.revision(), "{}", line(change));
        }
    }
    Ok(())
}

/// 12. Lists agree with checks: asking for a list returns what asking for each item and keeping the hits returns.
fn lists_agree_with_checks(empty: &World, story: &Story) -> TestCaseResult {
    let world = story.world(empty);
    View::ALL.iter().try_for_each(|view| lists_what_it_has_to(*view, &world))
}

fn lists_what_it_has_to(view: View, world: &World) -> TestCaseResult {
    let (listed, kept) = view.listed_and_kept(world);
    let missing = kept.iter().find(|line| !listed.contains(line));
    let spurious = listed.iter().find(|line| !kept.contains(line));
    prop_assert!(listed == kept, "{view:?} misses {missing:?} and has {spurious:?}");
    Ok(())
}

/// 13. Names carry no meaning: renaming ids throughout changes nothing.
fn names_carry_no_meaning(empty: &World, story: &Story) -> TestCaseResult {
    let (mut world, mut other) = (empty.clone(), empty.clone());
    for change in story.opening() {
        let (outcome, others) = (world.apply(&change), other.apply(&renamed(&change)));
        // A refusal carries ids.
        let outcome = outcome.map_err(|refusal| with_other_ids(&json!(refusal).to_string()));
        let others = others.map_err(|refusal| json!(refusal).to_string());
        prop_assert_eq!(outcome, others, "{}", line(&change));
    }
    let others = other.answers_to(&questions(Naming::Renamed));
    for (question, was, is) in changed(&world.answers(), &others) {
        prop_assert!(false, "{question:?} was {was} and is {is}");
    }
    Ok(())
}

/// Section 6, consistency: asked by ids, one by one or in a batch, the directory answers what ring 1 answers to the
/// facts, which are found here row by row.
fn asking_by_ids_is_asking_with_facts(empty: &World, story: &Story) -> TestCaseResult {
    let world = story.world(empty);
    let rows = world.rows();
    for question in QUESTIONS.iter() {
        let (by_ids, with_facts) = (world.evaluate(question), rows.evaluate(question));
        prop_assert!(by_ids == with_facts, "{question:?} is {by_ids}, with facts {with_facts}");
    }
    let one_by_one: Vec<Decision> = QUESTIONS.iter().map(|question| world.evaluate(question)).collect();
    prop_assert!(world.directory.evaluate_batch(&QUESTIONS) == one_by_one, "a batch is answered otherwise");
    for (user, app) in pairs(&users(), &apps()) {
        let facts = rows.user_facts(user).ok_or(Refusal::UnknownUser(user));
        let registered = rows.app(app).ok_or(Refusal::UnknownApp(app));
        let with_facts = facts.and_then(|facts| {
            registered.map(|app| consentry::can_open(&facts, &rows.app_facts(app.id, Some(user))))
        });
        prop_assert_eq!(world.can_open(user, app), with_facts, "{:?} {:?}", user, app);
    }
    Ok(())
}

/// The changes: each is refused, or leads to the rows, as the model says.
fn changes_are_as_in_the_model(empty: &World, story: &Story) -> TestCaseResult {
    let mut world = empty.clone();
    for change in story.opening().iter().chain(&story.future) {
        let before = world.rows();
        if let Ok(authority) = change.operation.authority(&world.directory) {
            let wrong = model::contradicts_authority(&before, &change.operation, authority.who());
            prop_assert!(wrong.is_none(), "{}: {}", line(change), wrong.unwrap_or_default());
        }
        let refused = world.apply(change).err();
        let wrong = model::contradiction(&before, change, refused.as_ref(), &world.directory.snapshot());
        prop_assert!(wrong.is_none(), "{}: {}", line(change), wrong.unwrap_or_default());
    }
    Ok(())
}

/// The questions that are answered by an allow.
fn allowed(world: &World) -> impl Iterator<Item = &'static Question> {
    QUESTIONS.iter().filter(|question| world.evaluate(question).is_allowed())
}

/// Asked by ids, a directory allocates nothing, whatever the answer; and every answer is among these.
#[test]
fn asking_by_ids_allocates_nothing() {
    let directory = Directory::replay(&typical()).expect("a typical world keeps the rules");
    let ask = |question: &Question| {
        let Question { principal, app, resource, action } = *question;
        directory.evaluate(principal, app, resource, action)
    };
    let mut codes = BTreeSet::new();
    for question in QUESTIONS.iter() {
        codes.insert(ask(question).code());
        let allocated = allocation_counter::measure(|| {
            let _answer = std::hint::black_box(ask(question));
        });
        assert_eq!(allocated.count_total, 0, "{question:?}");
    }
    assert_eq!(codes, BTreeSet::from([200, 400, 403, 404]));
}

macro_rules! tests {
    ($($test:ident: $law:ident,)+) => {$(
        #[test]
        fn $test() {
            holds($law);
        }
    )+};
}

tests! {
    law_01: default_deny,
    law_02: taking_away_never_gives,
    law_03: a_tick_is_narrow,
    law_04: user_managed_apps_stay_small,
    law_05: accounts_are_walls,
    law_06: delegation_does_not_chain,
    law_07: calls_stay_inside_the_supported_sets,
    law_08: can_open_is_independent,
    law_09: undoing_restores,
    law_10: replay_gives_the_same,
    law_11: refusals_leave_no_trace,
    law_12: lists_agree_with_checks,
    law_13: names_carry_no_meaning,
    consistency: asking_by_ids_is_asking_with_facts,
    model: changes_are_as_in_the_model,
}

/// Stories that each law is tried on, unless `PROPTEST_CASES` says how many. With these all laws together take
/// some 25 s of processor time in a debug build.
const CASES: u32 = 48;

/// Stories that are searched for a counterexample to a flaw, and for every outcome. The search ends with the first.
const SEARCHED: u32 = 4 * CASES;

fn holds(law: Law) {
    let mut config = Config::with_source_file(file!());
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = CASES;
    }
    let outcome = TestRunner::new(config).run(&story(), |story| law(&World::default(), &story));
    if let Err(counterexample) = outcome {
        panic!("{}", with_names(&counterexample.to_string()));
    }
}

/// A law that no directory can break says nothing: for each there are flaws that it finds.
#[test]
fn every_law_can_fail() {
    let table: &[(Law, &[Flaw])] = &[
        (default_deny, &[Flaw::StrangersMay]),
        (
            taking_away_never_gives,
            &[
                Flaw::RevokingToggles,
                Flaw::UninstallingEnables,
                Flaw::StoppingToggles,
                Flaw::ForbiddingToggles,
            ],
        ),
        (a_tick_is_narrow, &[Flaw::TickCountsEverywhere]),
        (user_managed_apps_stay_small, &[Flaw::TickIsNotNeeded, Flaw::AccountDataIsOpen]),
        (accounts_are_walls, &[Flaw::AccountsAreOpen]),
        (delegation_does_not_chain, &[Flaw::DelegationChains]),
        (
            calls_stay_inside_the_supported_sets,
            &[Flaw::RolesAreIgnored, Flaw::Omits(View::UnsupportedJsApis)],
        ),
        (can_open_is_independent, &[Flaw::SeatedCannotOpen, Flaw::ApprovalCountsEverywhere]),
        (undoing_restores, &[Flaw::RevokingForgets, Flaw::ForbiddingForgets]),
        (replay_gives_the_same, &[Flaw::LimitIsShared, Flaw::RevokingToggles]),
        (refusals_leave_no_trace, &[Flaw::RefusalLeavesTrace]),
        (lists_agree_with_checks, &View::ALL.map(Flaw::Omits)),
        (names_carry_no_meaning, &[Flaw::IdsAreRanks]),
        (asking_by_ids_is_asking_with_facts, &[Flaw::TickIsNotNeeded]),
        (
            changes_are_as_in_the_model,
            &[
                Flaw::RevokingToggles,
                Flaw::UninstallingEnables,
                Flaw::RevokingForgets,
                Flaw::MediaOutlastsHost,
                Flaw::HeirKeepsHosts,
            ],
        ),
    ];
    for (number, (law, flaws)) in (1..).zip(table) {
        for flaw in *flaws {
            let empty = World { flaw: Some(*flaw), ..World::default() };
            let found = seeded(0).run(&story(), |story| law(&empty, &story));
            assert!(matches!(found, Err(TestError::Fail(..))), "law {number} does not find {flaw:?}");
        }
    }
}

/// The stories reach enough: every decision and every refusal, and changes of each kind are accepted and
/// refused.
#[test]
fn stories_reach_everything() {
    assert_eq!(Directory::replay(&typical()).err(), None);
    let mut reached = BTreeSet::new();
    let mut runner = seeded(0);
    for _ in 0..SEARCHED {
        if Outcome::missing(&reached).is_empty() {
            break;
        }
        let story = story().new_tree(&mut runner).expect("no filter rejects").current();
        let mut world = World::default();
        for change in story.opening().iter().chain(&story.future) {
            let outcome = world.apply(change).map_err(|refusal| refusal.reason());
            reached.extend(Outcome::of_change(&change.operation, outcome));
        }
        reached.extend(world.answers().into_iter().map(Outcome::from));
    }
    assert_eq!(Outcome::missing(&reached), []);
}

/// A counterexample is a short story in short names.
#[test]
fn a_counterexample_is_readable() {
    let empty = World { flaw: Some(Flaw::ApprovalCountsEverywhere), ..World::default() };
    let found = seeded(1000).run(&story(), |story| can_open_is_independent(&empty, &story));
    let text = with_names(&found.expect_err("an approval that counts everywhere").to_string());
    let (reason, story) = text.split_once("minimal failing input: ").expect("a story");
    assert!(reason.contains("AppId(fun) of UserId(zoe) was Ok(false) and is Ok(true)"), "{reason}");
    assert_eq!(
        story.trim(),
        "Typical world\nand then\n  olga: approve_app account=acme app=fun audience=everybody"
    );
}

/// The same stories in every run; of a counterexample, so many shorter ones are tried.
fn seeded(max_shrink_iters: u32) -> TestRunner {
    let config = Config { cases: SEARCHED, max_shrink_iters, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::default()))
}
