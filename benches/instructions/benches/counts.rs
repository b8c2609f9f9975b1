//! The hot paths, each a thousand times. `src/main.rs` runs this, and compares.
//!
//! Before it is counted, every answer is checked, and every change has been accepted once.

use std::hint::black_box;

use consentry::catalog::{Api, MeetingRole, Roles};
use consentry::directory::{Change, Directory, Operation, Question};
use consentry::facts::{Access, ManifestDraft, MeetingKind, Privileges, SeatRole};
use consentry::id::MeetingNumber;
use consentry::{AppId, Basis, Decision, Denial, MeetingUuid, ParticipantId, Scopes, evaluate};
use consentry_benches::facts;
use consentry_benches::world::{APPS, Case, Plan, account_id};
use gungraun::Callgrind;
use gungraun::prelude::*;

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

/// How often each path is run. A printed count is the total divided by this, so it has thousandths.
const TIMES: usize = 1_000;

fn case(name: &str) -> facts::Case<'static> {
    let case = facts::cases().into_iter().find(|case| case.name == name).expect("a case");
    let (principal, app, resource, action) = &case.question;
    assert_eq!(evaluate(principal, app, resource, *action), case.answer, "{name}");
    case
}

// One question about facts at hand, again and again.
#[library_benchmark(setup = case)]
#[bench::own("own")]
#[bench::delegated("delegated")]
#[bench::by_role("by_role")]
#[bench::admin("admin")]
#[bench::call_allowed("call_allowed")]
#[bench::call_refused_by_role("call_refused_by_role")]
#[bench::first_denial("first_denial")]
#[bench::last_denial("last_denial")]
fn by_facts(case: facts::Case<'static>) {
    for _ in 0..TIMES {
        let (principal, app, resource, action) = black_box(&case.question);
        let _ = black_box(evaluate(principal, app, resource, *action));
    }
}

/// A directory, and questions by id to ask it.
struct Asked {
    directory: Directory,
    questions: Vec<Question>,
}

impl Asked {
    /// Checks that every question gets this answer.
    fn new(directory: Directory, questions: Vec<Question>, answer: Decision) -> Self {
        assert_eq!(questions.len(), TIMES);
        let wrong = questions.iter().find(|question| ask(&directory, question) != answer);
        assert_eq!(wrong, None, "this does not get {answer:?}");
        Self { directory, questions }
    }
}

fn ask(directory: &Directory, question: &Question) -> Decision {
    directory.evaluate(question.principal, question.app, question.resource, question.action)
}

/// Questions of the world's mix that get this answer.
fn of_world(answer: Decision) -> Asked {
    let plan = plan();
    // Among so many, each answer is found a thousand times.
    let questions = plan.questions(20 * TIMES).into_iter().filter(|case| case.answer == answer);
    Asked::new(plan.directory(), questions.take(TIMES).map(|case| case.by_id()).collect(), answer)
}

/// Questions about own meetings, of which one id is nobody's.
fn unknown(denial: Denial) -> Asked {
    let plan = plan();
    let mut random = fastrand::Rng::with_seed(13);
    let questions = plan.users.iter().map(|person| {
        let app = plan.apps[person.apps[0].app];
        let answer = Decision::Deny(denial);
        let mut case = Case { principal: person.id, app, owner: person.id, answer };
        let nobody = random.u128(1..);
        match denial {
            Denial::UnknownPrincipal => case.principal = nobody.into(),
            Denial::UnknownApp => case.app = nobody.into(),
            _ => case.owner = nobody.into(),
        }
        case.by_id()
    });
    Asked::new(plan.directory(), questions.collect(), Decision::Deny(denial))
}

/// How many sit in a meeting.
const SEATS: usize = 8;

/// All users sit in meetings of eight, each owned by somebody who sits in the one before, and call this API.
fn calls(api: Api, answer: Decision) -> Asked {
    let plan = plan();
    let mut directory = plan.directory();
    let whiteboard = AppId::from(1_u64);
    let mut manifest = ManifestDraft::user_managed(account_id(0));
    manifest.apis = [Api::GetMeetingParticipants, Api::GetUserContext].map(|api| api.name().into()).into();
    directory.acting_as_system().register_app(whiteboard, manifest).expect("a new app");

    let mut owner = plan.users[TIMES - 1].id;
    let mut questions = Vec::with_capacity(TIMES);
    for seated in plan.users.chunks(SEATS) {
        let meeting = MeetingUuid::from(owner.as_u128());
        let number = MeetingNumber::from(1_234_567_890);
        directory
            .acting_as(owner)
            .schedule_meeting(owner, meeting, number, "", MeetingKind::Meeting)
            .expect("a new one");
        directory.acting_as(owner).start_meeting(meeting).expect("scheduled");
        for person in seated {
            let participant = ParticipantId::from(person.id.as_u128());
            directory.acting_as(person.id).install(whiteboard, Scopes::empty()).expect("an open marketplace");
            directory
                .acting_as_system()
                .join(meeting, Some(person.id), participant, SeatRole::Participant)
                .expect("a live meeting");
            let (principal, resource, action) = (person.id.into(), meeting.into(), api.into());
            questions.push(Question { principal, app: whiteboard, resource, action });
        }
        owner = seated[0].id;
    }
    Asked::new(directory, questions, answer)
}

/// What the plan's questions about a colleague's meetings lack.
const NOT_DELEGATED: Denial = Denial::NotDelegated {
    access: Access::MEETINGS.union(Access::SCHEDULE),
    privilege: Privileges::USERS_READ,
};

// A thousand questions by id.
#[library_benchmark]
#[bench::own(of_world(Decision::Allow(Basis::Own)))]
#[bench::shared(of_world(Decision::Allow(Basis::Delegated)))]
#[bench::not_installed(of_world(Decision::Deny(Denial::NotInstalled)))]
#[bench::not_delegated(of_world(Decision::Deny(NOT_DELEGATED)))]
#[bench::shared_access_not_granted(of_world(Decision::Deny(Denial::SharedAccessNotGranted)))]
#[bench::unknown_principal(unknown(Denial::UnknownPrincipal))]
#[bench::unknown_app(unknown(Denial::UnknownApp))]
#[bench::unknown_resource(unknown(Denial::UnknownResource))]
#[bench::call_allowed(calls(
    Api::GetUserContext,
    Decision::Allow(Basis::RoleInMeeting(MeetingRole::Participant))
))]
#[bench::call_refused_by_role(calls(
    Api::GetMeetingParticipants,
    Decision::Deny(Denial::RoleNotPermitted(Roles::OWNER | Roles::HOST | Roles::COHOST)),
))]
fn by_id(asked: Asked) -> Asked {
    for question in &asked.questions {
        let _ = black_box(ask(&asked.directory, question));
    }
    asked
}

/// The mix of the world: own, shared and denied in random order.
fn mix() -> Asked {
    let plan = plan();
    let (directory, cases) = (plan.directory(), plan.questions(TIMES));
    for case in &cases {
        assert_eq!(case.ask(&directory), case.answer);
    }
    Asked { directory, questions: cases.iter().map(Case::by_id).collect() }
}

// A thousand questions by id, in batches.
#[library_benchmark]
#[bench::of_64(mix())]
fn batch(asked: Asked) -> Asked {
    for questions in asked.questions.chunks(64) {
        let _ = black_box(asked.directory.evaluate_batch(questions));
    }
    asked
}

/// A directory, and changes that it accepts.
struct Changed {
    directory: Directory,
    changes: Vec<Change>,
}

impl Changed {
    /// Checks that the changes are accepted, and that a directory differs by them.
    fn new(directory: Directory, changes: Vec<Change>) -> Self {
        assert_eq!(changes.len(), TIMES);
        let mut rehearsal = directory.clone();
        apply(&mut rehearsal, &changes);
        assert!(rehearsal != directory);
        Self { directory, changes }
    }
}

fn apply(directory: &mut Directory, changes: &[Change]) {
    for change in changes {
        directory.apply(black_box(change)).expect("an acceptable change");
    }
}

/// Everybody installs an app.
fn installs() -> Changed {
    let plan = plan();
    let changes = plan.users.iter().map(|person| {
        let absent = (0..APPS).find(|app| person.apps.iter().all(|has| has.app != *app));
        let app = plan.apps[absent.expect("nobody has all apps")];
        let (user, optional_scopes) = (person.id, Scopes::empty());
        Change::by(user, Operation::Install { user, app, optional_scopes, shared: false })
    });
    Changed::new(plan.directory(), changes.collect())
}

/// Everybody sets the tick of an app where it is clear, or clears it where it is set.
fn ticks(set: bool) -> Changed {
    let plan = plan();
    let ticks = |set: bool| -> Vec<Change> {
        let each = plan.users.iter().map(|person| {
            let (user, app) = (person.id, plan.apps[person.apps[0].app]);
            let grant = Operation::GrantSharedAccess { user, app };
            let revoke = Operation::RevokeSharedAccess { user, app };
            Change::by(user, if set { grant } else { revoke })
        });
        each.collect()
    };
    let mut directory = plan.directory();
    apply(&mut directory, &ticks(!set));
    Changed::new(directory, ticks(set))
}

/// Everybody entrusts a third colleague with access.
fn delegations() -> Changed {
    let plan = plan();
    let changes = plan.users.iter().enumerate().map(|(user, person)| {
        // The two present delegates have neighbouring numbers.
        let third = (person.delegates[1] + 1) % TIMES;
        let third = if third == user { (third + 1) % TIMES } else { third };
        let (delegator, delegate) = (person.id, plan.users[third].id);
        Change::by(delegator, Operation::Delegate { delegator, delegate, access: Access::MEETINGS })
    });
    Changed::new(plan.directory(), changes.collect())
}

// A change for each user.
#[library_benchmark]
#[bench::install(installs())]
#[bench::grant(ticks(true))]
#[bench::revoke(ticks(false))]
#[bench::delegate(delegations())]
fn change(changed: Changed) -> Changed {
    let Changed { mut directory, changes } = changed;
    apply(&mut directory, &changes);
    Changed { directory, changes }
}

fn plan() -> Plan {
    Plan::new(TIMES)
}

library_benchmark_group!(name = hot_paths, benchmarks = [by_facts, by_id, batch, change]);
main!(
    // Instructions alone: without a simulated cache it takes less time.
    config = LibraryBenchmarkConfig::default().tool(Callgrind::with_args(["--cache-sim=no"])),
    library_benchmark_groups = hot_paths
);
