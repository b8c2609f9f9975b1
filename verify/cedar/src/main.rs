//! Asks the crate and the policies the same random questions, and reports every difference.

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use consentry_cedar::compare::{self, Report};
use consentry_cedar::opinion::Opinion;
use consentry_cedar::story;

/// Asks the crate and Cedar policies the same random questions about data, and compares the answers: allowed or
/// not, the basis, the first check that fails, and the scope or privilege that is missing.
///
/// Exits with 1 if two answers differ, or if some policy decided next to nothing.
#[derive(Parser)]
struct Arguments {
    /// How many questions, at the least.
    #[arg(long, value_name = "N", default_value = "500000")]
    questions: usize,
    /// The seed of worlds and questions.
    #[arg(long, value_name = "N", default_value = "1")]
    seed: u64,
}

/// Each policy decides at least one question in so many.
const RARE: usize = 20_000;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let opinion = Opinion::written();
    let start = Instant::now();
    let report = compare::run(&opinion, arguments.seed, arguments.questions, |report| {
        let percent = 100 * report.questions / arguments.questions;
        eprint!("\r{percent:3} %  {} questions  {} differ ", report.questions, differences(report));
    });
    eprint!("\r{:60}\r", "");
    let seconds = start.elapsed().as_secs_f64();

    println!("{:>9}  decided by", "questions");
    for (policy, count) in &report.decided {
        println!("{count:9}  {policy}");
    }
    let Report { questions, worlds, .. } = report;
    println!("\n{questions} questions in {worlds} worlds, seed {}, {seconds:.1} s", arguments.seed);
    println!("an allowed question counts for each policy that names its basis");

    let rare = report.rare(&opinion, questions / RARE);
    for (policy, count) in &rare {
        println!("asked too rarely: `{policy}` decided {count} questions");
    }
    for ((ours, theirs), (count, first)) in &report.differences {
        println!(
            "\n{count} questions differ: the crate says `{ours}`, the policies say `{theirs}`. The first, as a scenario:"
        );
        println!("{}", story::scenario(&story::shrink(&opinion, first), theirs));
    }
    println!("{} differences", differences(&report));
    if rare.is_empty() && report.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn differences(report: &Report) -> usize {
    report.differences.values().map(|(count, _)| count).sum()
}
