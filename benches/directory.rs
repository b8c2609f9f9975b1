//! What a decision by id, a change and a snapshot cost, in worlds of several sizes.
//!
//! `cargo bench --bench directory` measures 1,000, 100,000 and 1,000,000 users; `-- --users N` another size.

use std::hint::black_box;
use std::time::{Duration, Instant};

use clap::Parser;
use consentry::*;

mod support;
use support::handwritten::{Handwritten, ShortQuestion};
use support::measure::{Chase, Contender, Figure, in_turn};
use support::world::{Case, DELEGATES, INSTALLED, Plan};

#[derive(Parser)]
struct Arguments {
    /// How many users, once or several times.
    #[arg(long, default_values_t = [1_000, 100_000, 1_000_000])]
    users: Vec<usize>,
    /// Rounds of blocks of 40 ms.
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// One short round of a small world: does it work?
    #[arg(long)]
    test: bool,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let arguments = Arguments::parse();
    if arguments.test {
        report(2_000, 1, Duration::ZERO);
        return;
    }
    for users in arguments.users {
        report(users, arguments.rounds, Duration::from_millis(40));
    }
}

fn report(users: usize, rounds: usize, block: Duration) {
    let plan = Plan::new(users);
    let questions = plan.questions((users * 2).clamp(1 << 12, 1 << 19));
    let short: Vec<ShortQuestion> = questions.iter().map(ShortQuestion::new).collect();

    let mut directory = Directory::new();
    let heap = allocation_counter::measure(|| directory = plan.directory());
    let bytes = heap.bytes_current as f64 / users as f64;
    let handwritten = Handwritten::new(&plan);
    let array: Vec<[u64; 16]> = vec![[1; 16]; users];
    let places: Vec<(u32, u32)> = places(&plan, questions.len());
    let mut chase = Chase::new(users * 128);

    let mut contenders = [
        Contender::new("directory.evaluate", questions.len(), || ask(&directory, &questions)),
        Contender::new("the same in batches of 64", questions.len(), || ask_batches(&directory, &questions)),
        Contender::new("hand-written, 64-bit ids", short.len(), || ask_handwritten(&handwritten, &short)),
        Contender::new("plain array, two rows", places.len(), || read(&array, &places)),
        Contender::new("one dependent load", 4096, || chase.step(4096)),
    ];
    let figures = in_turn(&mut contenders, rounds, block);
    let base = figures[3].min;
    println!("\n{users} users, {bytes:.0} bytes a user");
    println!("{:<28} {:>8} {:>8} {:>12}", "", "min ns", "median", "to the array");
    for (contender, Figure { min, median }) in contenders.iter().zip(&figures) {
        println!("{:<28} {min:>8.1} {median:>8.1} {:>12.2}", contender.name, min / base);
    }
    drop(contenders);
    everyday(&plan, &mut directory);
    snapshot(&directory, users);
}

fn ask(directory: &Directory, questions: &[Case]) {
    for question in questions {
        assert!(question.ask(directory) == question.answer);
    }
}

fn ask_batches(directory: &Directory, questions: &[Case]) {
    let mut batch = Vec::with_capacity(64);
    for questions in questions.chunks(64) {
        batch.clear();
        batch.extend(questions.iter().map(Case::by_id));
        let answers = directory.evaluate_batch(&batch);
        assert!(answers.iter().zip(questions).all(|(answer, question)| *answer == question.answer));
    }
}

fn ask_handwritten(handwritten: &Handwritten, questions: &[ShortQuestion]) {
    for question in questions {
        let answer = handwritten.evaluate(question.principal, question.app, question.owner);
        assert!(answer == question.answer);
    }
}

fn places(plan: &Plan, count: usize) -> Vec<(u32, u32)> {
    let mut random = fastrand::Rng::with_seed(11);
    let users = plan.users.len() as u32;
    (0..count).map(|_| (random.u32(..users), random.u32(..users))).collect()
}

/// Reads two rows of two cache lines for each question.
fn read(array: &[[u64; 16]], places: &[(u32, u32)]) {
    let mut sum = 0_u64;
    for (principal, owner) in places {
        let (principal, owner) = (&array[*principal as usize], &array[*owner as usize]);
        sum = sum.wrapping_add(principal[0] ^ principal[8] ^ owner[0] ^ owner[8]);
    }
    black_box(sum);
}

/// Applies every user's installations and delegations once more, so that each change finds what it replaces.
fn everyday(plan: &Plan, directory: &mut Directory) {
    let most = 1_000_000.min(plan.users.len() * (INSTALLED + DELEGATES));
    let changes: Vec<Change> = plan.everyday().take(most).collect();
    let start = Instant::now();
    for change in &changes {
        directory.apply(change).expect("the plan keeps the rules");
    }
    let rate = changes.len() as f64 / start.elapsed().as_secs_f64();
    println!("{:<28} {:>8.2} million a second", "changes", rate / 1e6);
}

fn snapshot(directory: &Directory, users: usize) {
    let start = Instant::now();
    let text = serde_json::to_vec(directory).expect("a directory serializes");
    let saved = users as f64 / start.elapsed().as_secs_f64();
    let start = Instant::now();
    let read: Directory = serde_json::from_slice(&text).expect("a snapshot loads");
    let loaded = users as f64 / start.elapsed().as_secs_f64();
    assert_eq!(read.revision(), directory.revision());
    println!(
        "{:<28} {:>8.2} million users a second saved, {:.2} loaded, {} bytes a user",
        "snapshot as JSON",
        saved / 1e6,
        loaded / 1e6,
        text.len() / users
    );
}
