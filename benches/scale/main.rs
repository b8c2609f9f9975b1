//! How this crate keeps its speed as worlds grow: decisions, changes, snapshots, meetings, and readers beside a writer.
//!
//! `cargo bench --bench scale` measures 1,000, 100,000 and 1,000,000 users, `-- --help` lists the options.

use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{fs, io};

use clap::{Parser, ValueEnum};
use consentry::directory::Directory;
use consentry_benches::world::Plan;

mod report;

mod decisions;

mod changes;

mod snapshots;

mod meetings;

mod publishing;
mod readers;

mod uncounted;

use report::Report;

/// Measures this crate in worlds of several sizes, beside a hand-written check and a dependent load.
///
/// Accounts have 1,000 users; users have 3 of 10 apps installed, one installation in five is ticked for shared access,
/// and each user has given 2 colleagues access to its meetings. A third of the questions are about own data, a third
/// about shared data, and a third are denied. Every answer is checked.
///
/// What is compared takes turns in blocks of at least 40 ms of CPU time. Ratios are of the fastest blocks; "quartiles"
/// are the ratio's, taken round by round. "Loads" are multiples of one dependent load: a step through a random cycle in
/// a table as large as the world.
#[derive(Parser)]
struct Arguments {
    /// How many users, once or several times. Decisions and changes with 10,000,000 take 8.4 GiB.
    #[arg(
        long,
        value_name = "N",
        num_args = 1..,
        default_values_t = [1_000, 100_000, 1_000_000],
        value_parser = clap::value_parser!(u32).range(1_000..)
    )]
    users: Vec<u32>,
    /// What to measure.
    #[arg(long, value_name = "PART", value_enum, num_args = 1.., default_values_t = Part::value_variants().to_vec())]
    only: Vec<Part>,
    /// How many rounds.
    #[arg(long, value_name = "N", default_value = "15", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Where to write a JSON line for each figure.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// One short round of a small world: does it work?
    #[arg(long)]
    test: bool,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Decisions by id and in batches.
    Decisions,
    /// Changes of each kind, in random order of users.
    Changes,
    /// Snapshots: saving, loading, size.
    Snapshots,
    /// Calls in meetings and webinars of several sizes. Does not depend on the number of users.
    Meetings,
    /// What it costs to publish a change.
    Publishing,
    /// Readers beside a writer.
    Readers,
}

/// How much to measure.
#[derive(Clone, Copy)]
struct Effort {
    rounds: usize,
    /// The CPU time of a block, at least.
    block: Duration,
    /// The time on the clock of a phase with several threads.
    phase: Duration,
}

impl Effort {
    const fn test() -> Self {
        Self { rounds: 1, block: Duration::ZERO, phase: Duration::from_millis(20) }
    }

    const fn full(rounds: u16) -> Self {
        let (block, phase) = (Duration::from_millis(40), Duration::from_millis(400));
        Self { rounds: rounds as usize, block, phase }
    }

    /// For what takes long: fewer rounds.
    fn at_most(self, rounds: usize) -> Self {
        Self { rounds: self.rounds.min(rounds), ..self }
    }
}

/// A world, and the memory that its directory uses.
struct World {
    plan: Plan,
    directory: Directory,
    /// On the heap, indices and unused capacity included.
    bytes: usize,
}

impl World {
    fn new(users: usize) -> Self {
        eprintln!("planning {users} users");
        let plan = Plan::new(users);
        let mut directory = Directory::new();
        let start = Instant::now();
        let heap = allocation_counter::measure(|| {
            for (nth, change) in plan.changes().enumerate() {
                directory.apply(&change).expect("the plan keeps the rules");
                if nth % 10_000_000 == 9_999_999 {
                    eprintln!("{} million changes applied", (nth + 1) / 1_000_000);
                }
            }
        });
        eprintln!("built in {:.1} s", start.elapsed().as_secs_f64());
        Self { plan, directory, bytes: heap.bytes_current as usize }
    }

    fn users(&self) -> usize {
        self.plan.users.len()
    }
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let (sizes, effort) = if arguments.test {
        (vec![2_000], Effort::test())
    } else {
        (arguments.users.iter().map(|users| *users as usize).collect(), Effort::full(arguments.rounds))
    };
    let json: Box<dyn io::Write> = match arguments.json {
        Some(file) => Box::new(fs::File::create(file)?),
        None => Box::new(io::sink()),
    };
    let mut report = Report::new(json);
    let (small, large): (Vec<_>, Vec<_>) = arguments.only.iter().partition(|part| **part == Part::Meetings);
    if !small.is_empty() {
        meetings::measure(if arguments.test { 1_000 } else { 10_000 }, effort, &mut report)?;
    }
    for users in sizes.iter().copied() {
        if large.is_empty() {
            break;
        }
        let mut world = World::new(users);
        report.number("bytes a user", users, "bytes", world.bytes as f64 / users as f64)?;
        for part in &large {
            match part {
                Part::Decisions => decisions::measure(&world, effort, &mut report)?,
                Part::Changes => changes::measure(&mut world, effort, &mut report)?,
                Part::Snapshots => snapshots::measure(&world, effort, &mut report)?,
                Part::Publishing => publishing::measure(&world, effort, &mut report)?,
                Part::Readers => readers::measure(&world, effort, &mut report)?,
                Part::Meetings => {}
            }
        }
    }
    report.growth(&sizes);
    Ok(())
}
