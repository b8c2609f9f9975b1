//! Looks at every small world: all that the changes of a model reach, and in each of them what the rules and the
//! laws say.

mod check;
mod key;
mod laws;
mod model;
mod models;
mod search;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::Parser;
use comfy_table::{CellAlignment, Table, presets};
use cpu_time::ProcessTime;
use testkit::laws::flaw::Flaw;
use testkit::laws::reach::Outcome;

use check::Check;
use models::{Size, models};
use search::{Plan, Report, search};

/// Looks at every small world, and checks the laws and two readings of the rules in each.
///
/// If one of them is broken, exits with 1 and prints the fewest changes that lead there.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Smaller worlds: some 40 seconds of one core
    #[arg(long)]
    quick: bool,
    /// Only the models of these names
    #[arg(long, value_name = "NAME")]
    model: Vec<String>,
    /// Only this check
    #[arg(long, value_name = "CHECK")]
    only: Option<Check>,
    /// Looks at a directory with this flaw, such as `DelegationChains`, which has to be found
    #[arg(long, value_name = "FLAW", value_parser = flaw)]
    flaw: Option<Flaw>,
    /// Threads; as many as there are cores if not said
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    threads: usize,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.threads)
        .build_global()
        .expect("nobody has built it before");
    let size = if arguments.quick { Size::Quick } else { Size::Full };
    let plan = Plan { only: arguments.only, flaw: arguments.flaw, talkative: true };
    let is_meant =
        |name: &str| arguments.model.is_empty() || arguments.model.iter().any(|meant| meant == name);
    let meant: Vec<_> = models(size).into_iter().filter(|model| is_meant(model.name)).collect();

    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header([
        "model",
        "changes",
        "depth",
        "states",
        "accepted",
        "refused",
        "questions",
        "in both orders",
        "sampled",
        "seconds",
    ]);
    let mut sums = [0_u64; 6];
    let mut seconds = 0.0;
    let mut reached = BTreeSet::new();
    let processor = ProcessTime::now();
    for model in &meant {
        match search(model, plan) {
            Ok(report) => {
                let figures = figures(&report);
                if report.took.as_secs() >= 2 {
                    let (states, seconds) = (grouped(figures[0]), report.took.as_secs());
                    eprintln!("{}: nothing is broken in {states} states, {seconds} s", model.name);
                }
                sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure);
                seconds += report.took.as_secs_f64();
                reached.extend(report.reached);
                let depth =
                    if report.closed { format!("all, {}", report.depth) } else { report.depth.to_string() };
                let first = [model.name.to_owned(), model.alphabet.len().to_string(), depth];
                table.add_row(row(first, figures, report.took.as_secs_f64()));
            }
            Err(violation) => {
                println!("{table}\n\n{}, {}: {violation}", model.name, model.about);
                return ExitCode::FAILURE;
            }
        }
    }
    table.add_row(row(["sum".to_owned(), String::new(), String::new()], sums, seconds));
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}\n`all`: every state that the changes reach, the farthest after so many.");
    println!("Nothing is broken. {:.0} s of processor time.", processor.elapsed().as_secs_f64());
    let missing = Outcome::missing(&reached);
    if meant.len() == models(size).len() && !missing.is_empty() {
        println!("But these are not reached: {missing:#?}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn figures(report: &Report) -> [u64; 6] {
    [report.states as u64, report.accepted, report.refused, report.asked, report.commuted, report.sampled]
}

fn row(first: [String; 3], figures: [u64; 6], seconds: f64) -> Vec<String> {
    let figures = figures.iter().map(|figure| grouped(*figure));
    first.into_iter().chain(figures).chain([format!("{seconds:.1}")]).collect()
}

/// `1,234,567`.
fn grouped(figure: u64) -> String {
    let digits = figure.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(",")
}

fn flaw(name: &str) -> Result<Flaw, String> {
    let named = Flaw::all().into_iter().find(|flaw| format!("{flaw:?}") == name);
    named.ok_or_else(|| format!("expected one of {:?}", Flaw::all()))
}
