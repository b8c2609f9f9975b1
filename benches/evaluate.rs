//! What a decision costs, beside what it costs to read the same facts and decide nothing.
//!
//! `cargo bench --bench evaluate` prints criterion's figures, then a table of ratios. The table is measured
//! apart: blocks of decisions and blocks of plain reads take turns, so that a machine that changes its speed
//! meanwhile changes it for both.

use std::hint::black_box;
use std::time::{Duration, Instant};

use consentry::catalog::{ApiContexts, ApiRoles};
use consentry::{Action, App, Manifest, Participant, Principal, Resource, Standing, User, UserId, evaluate};
use consentry_benches::facts::{self, Case, Question};
use criterion::Criterion;

/// Questions in a block: enough to hide the clock, few enough for the first-level cache.
const BLOCK: usize = 1024;

/// Blocks of each side. Odd, so that the median is one of them.
const ROUNDS: usize = 2001;

/// Asks, and checks the answer.
#[inline]
fn decide(case: &Case<'_>) {
    let (principal, app, resource, action) = black_box(&case.question);
    assert_eq!(evaluate(principal, app, resource, *action), case.answer, "{}", case.name);
}

/// Reads what the rules would read, and applies none.
#[inline]
fn read(case: &Case<'_>) {
    black_box(folded(black_box(&case.question)));
}

/// Folds the facts of a question into one number. An unknown principal ends the reading, as it ends the rules.
fn folded((principal, app, resource, action): &Question<'_>) -> u128 {
    let who = match principal {
        Principal::Unknown => return 0,
        Principal::User(user) => read_user(user),
        Principal::Participant(Participant { meeting, id, user }) => {
            meeting.as_u128() ^ id.as_u128() ^ user.map_or(0, read_user)
        }
    };
    let through = match app {
        App::Unknown => return who,
        App::Registered { manifest, publication, standing } => {
            let Standing { policy, approval, installation, disabled } = standing;
            let granted = installation.map_or(0, |row| row.scopes.bits() ^ u16::from(row.shared_access));
            manifest.developer().as_u128()
                ^ manifest.listing() as u128
                ^ manifest.management() as u128
                ^ u128::from(manifest.guest_mode())
                ^ read_api(manifest, *action)
                ^ *publication as u128
                ^ policy.listed as u128
                ^ *approval as u128
                ^ u128::from(granted)
                ^ u128::from(*disabled)
        }
    };
    let what = match resource {
        Resource::Unknown | Resource::Client { .. } => 0,
        Resource::AccountData { account, kind } => account.as_u128() ^ *kind as u128,
        Resource::UserData { owner, kind, delegation } => {
            let reach = delegation.map_or(0, |row| {
                row.delegator.as_u128() ^ row.delegate.as_u128() ^ u128::from(row.access.bits())
            });
            read_user(owner) ^ *kind as u128 ^ reach
        }
        Resource::Meeting { meeting, context } => {
            let seats = meeting.seats.iter().map(|seat| {
                seat.participant.as_u128() ^ seat.user.map_or(0, UserId::as_u128) ^ seat.role as u128
            });
            meeting.uuid.as_u128()
                ^ meeting.owner.as_u128()
                ^ meeting.kind as u128
                ^ meeting.state as u128
                ^ seats.fold(0, |sum, seat| sum ^ seat)
                ^ context.map_or(0, |context| context as u128)
        }
    };
    who ^ through ^ what
}

fn read_user(user: &User) -> u128 {
    user.id.as_u128() ^ user.account.as_u128() ^ user.status as u128 ^ u128::from(user.privileges.bits())
}

/// What the manifest and the catalogue say about the API that is called.
fn read_api(manifest: &Manifest, action: Action) -> u128 {
    let Action::Call(api) = action else { return 0 };
    let roles = match manifest.edition().roles(api) {
        Some(ApiRoles::Only(roles)) => roles.bits(),
        Some(ApiRoles::Any | ApiRoles::AnySeat) | None => 0,
    };
    let contexts = match api.contexts() {
        ApiContexts::Only(contexts) => contexts.bits(),
        ApiContexts::Any => 0,
    };
    let flags = u8::from(manifest.apis().contains(api)) ^ u8::from(api.supports_guests());
    u128::from(roles) ^ u128::from(contexts) ^ u128::from(flags)
}

/// Nanoseconds for each question of a block.
fn time<'a>(block: &[&Case<'a>], one: impl Fn(&Case<'a>)) -> f64 {
    let start = Instant::now();
    for case in block {
        one(case);
    }
    start.elapsed().as_nanos() as f64 / block.len() as f64
}

/// Times blocks of decisions and of reads in turn, and returns one line of the table.
fn compare(name: &str, block: &[&Case<'_>], rounds: usize) -> String {
    let (mut decide, mut read): (Vec<_>, Vec<_>) =
        (0..rounds).map(|_| (time(block, decide), time(block, read))).unzip();
    // Two neighbouring blocks ran at the same speed, so the ratio is that of neighbours, not of the two medians.
    let mut ratio: Vec<_> = decide.iter().zip(&read).map(|(decide, read)| decide / read).collect();
    for figures in [&mut decide, &mut read, &mut ratio] {
        figures.sort_by(f64::total_cmp);
    }
    let [(decide_min, decide), (read_min, read), (_, ratio)] =
        [decide, read, ratio].map(|figures| (figures[0], figures[rounds / 2]));
    format!("{name:<20} {decide:>8.1} {decide_min:>6.1} {read:>10.1} {read_min:>6.1} {ratio:>9.2}")
}

/// Question after question in no order that a branch predictor could learn. It does learn 1,024 of them by
/// heart (10 ns per decision), and does not learn 65,536 (18 ns).
fn mixed<'a>(cases: &'a [Case<'a>]) -> Vec<&'a Case<'a>> {
    let mut state = 1_u64;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        &cases[(state >> 33) as usize % cases.len()]
    })
    .take(BLOCK * 64)
    .collect()
}

fn main() {
    let cases = facts::cases();
    let quick = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(1));
    let mut criterion = quick.configure_from_args();
    for case in &cases {
        let mut group = criterion.benchmark_group(case.name);
        group.bench_function("evaluate", |bencher| bencher.iter(|| decide(case)));
        group.bench_function("read", |bencher| bencher.iter(|| read(case)));
    }
    criterion.final_summary();

    // Cargo passes `--bench` in `cargo bench` alone; run as a test, each block is timed once and not reported.
    let given = |flag| std::env::args().any(|argument| argument == flag);
    let benchmark = given("--bench") && !given("--test");
    let rounds = if benchmark { ROUNDS } else { 1 };
    let lines = cases.iter().map(|case| compare(case.name, &[case; BLOCK], rounds));
    let table: Vec<_> = lines.chain([compare("mixed", &mixed(&cases), rounds)]).collect();
    if benchmark {
        println!("\n{:<20} {:>15} {:>17} {:>9}", "", "evaluate, ns", "plain read, ns", "");
        println!("{:<20} {:>8} {:>6} {:>10} {:>6} {:>9}", "case", "median", "min", "median", "min", "ratio");
        table.iter().for_each(|line| println!("{line}"));
    }
}
