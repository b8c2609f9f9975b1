//! Puts the same world and the same questions to this crate and to other authorization libraries. The README
//! says how each of them is modelled.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

use clap::{Parser, ValueEnum};
use consentry::directory::Directory;
use consentry_benches::handwritten::Handwritten;
use consentry_benches::measure::{Contender, Figure, in_turn};
use consentry_benches::world::{ACCOUNT, Case as Question, Plan};
use serde::Serialize;

mod engine;

mod directory;
mod handwritten;

mod store;

mod casbin;
mod cedar;
mod gatehouse;
mod regorus;

use engine::{BLOCK, Case, Engine, Entrant, Peer};

/// Asks consentry and other authorization libraries the same questions about the same world, and compares
/// what a decision costs.
///
/// Users have 3 of 10 apps installed, one installation in five is ticked for shared access, and each user has
/// given 2 colleagues access to its meetings. A third of the questions are about own meetings, a third about
/// shared ones, and a third are denied. Before anything is measured, every engine answers every question, and
/// a wrong answer ends the program.
#[derive(Parser)]
struct Arguments {
    /// How many users, once or several times. A multiple of 1000, the size of an account.
    #[arg(long, value_name = "N", num_args = 1.., default_value = "1000", value_parser = whole_accounts)]
    users: Vec<usize>,
    /// The engines to measure, separated by commas. consentry is always measured: the ratios are to it.
    #[arg(long, value_name = "LIST", value_enum, value_delimiter = ',', default_values_t = Name::ALL)]
    engines: Vec<Name>,
    /// How many blocks of 40 ms each engine gets for each case.
    #[arg(long, value_name = "N", default_value = "15", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Where to write a JSON line for each engine, size and case; `-` is stdout, and the table goes to stderr
    /// then.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Name {
    /// This crate: a directory asked by ids.
    Consentry,
    /// Hash maps and the rules that these questions need.
    HandWritten,
    /// gatehouse 0.6: policies in Rust, facts from the caller.
    Gatehouse,
    /// casbin 2.20: a matcher over attributes from the caller.
    Casbin,
    /// cedar-policy 4.14: policies, a schema and entities.
    Cedar,
    /// regorus 0.14: Rego over a data document.
    Regorus,
}

/// What came out for one engine and one case.
#[derive(Serialize)]
struct Line {
    engine: Name,
    users: usize,
    case: Case,
    median_ns: f64,
    min_ns: f64,
    allocations: f64,
    bytes_a_user: f64,
    ratio_to_consentry: f64,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let on_stdout = arguments.json.as_ref().is_some_and(|file| file.as_os_str() == "-");
    let mut table: Box<dyn Write> = if on_stdout { Box::new(io::stderr()) } else { Box::new(io::stdout()) };
    let mut json: Box<dyn Write> = match &arguments.json {
        None => Box::new(io::sink()),
        Some(_) if on_stdout => Box::new(io::stdout()),
        Some(file) => Box::new(File::create(file)?),
    };
    for users in &arguments.users {
        let lines = measure(*users, &arguments);
        tabulate(&mut table, *users, arguments.rounds, &lines)?;
        for line in &lines {
            writeln!(json, "{}", serde_json::to_string(line)?)?;
        }
    }
    json.flush()
}

fn whole_accounts(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(users) if users > 0 && users % ACCOUNT == 0 => Ok(users),
        _ => Err(format!("expected a multiple of {ACCOUNT}, the size of an account")),
    }
}

impl Name {
    const ALL: [Self; 6] =
        [Self::Consentry, Self::HandWritten, Self::Gatehouse, Self::Casbin, Self::Cedar, Self::Regorus];

    /// The engine with its world; `None`, and the reason on stderr, if the world is too large for it.
    fn enter(self, plan: &Plan, questions: &[Question]) -> Option<Box<dyn Entrant>> {
        match self {
            Self::Consentry => self.build::<Directory>(plan, questions),
            Self::HandWritten => self.build::<Handwritten>(plan, questions),
            Self::Gatehouse => self.build::<gatehouse::Gatehouse>(plan, questions),
            Self::Casbin => self.build::<casbin::Casbin>(plan, questions),
            Self::Cedar => self.build::<cedar::Cedar>(plan, questions),
            Self::Regorus => self.build::<regorus::Regorus>(plan, questions),
        }
    }

    fn build<E: Engine + 'static>(self, plan: &Plan, questions: &[Question]) -> Option<Box<dyn Entrant>> {
        if let Some((most, reason)) = E::MOST
            && plan.users.len() > most
        {
            eprintln!("{self}: left out above {most} users, {reason}");
            return None;
        }
        eprint!("{self}: ");
        let start = Instant::now();
        let peer = Peer::<E>::new(plan, questions);
        let seconds = start.elapsed().as_secs_f64();
        eprintln!("built, and {} questions answered as planned, in {seconds:.1} s", questions.len());
        Some(Box::new(peer))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.to_possible_value().expect("no name is hidden").get_name())
    }
}

fn measure(users: usize, arguments: &Arguments) -> Vec<Line> {
    eprintln!("\n{users} users");
    let plan = Plan::new(users);
    let questions = plan.questions((users * 2).clamp(1 << 12, 1 << 19));
    let chosen =
        Name::ALL.into_iter().filter(|name| *name == Name::Consentry || arguments.engines.contains(name));
    let mut entrants: Vec<_> =
        chosen.filter_map(|name| Some((name, name.enter(&plan, &questions)?))).collect();
    let rounds = usize::from(arguments.rounds);
    let seconds = BLOCK.as_secs_f64() * (rounds * entrants.len()) as f64;
    let mut lines = Vec::new();
    for case in Case::ALL {
        eprintln!("measuring {case}, some {seconds:.0} s");
        let mut contenders: Vec<Contender<'_>> =
            entrants.iter_mut().map(|(_, entrant)| entrant.contender(case)).collect();
        let mut figures = Vec::new();
        // To count allocations would slow those that allocate by up to an eighth.
        allocation_counter::opt_out(|| figures = in_turn(&mut contenders, rounds, BLOCK));
        drop(contenders);
        let base = figures[0].min;
        for ((engine, entrant), Figure { min, median, .. }) in entrants.iter_mut().zip(figures) {
            lines.push(Line {
                engine: *engine,
                users,
                case,
                median_ns: hundredths(median),
                min_ns: hundredths(min),
                allocations: hundredths(entrant.allocations(case)),
                bytes_a_user: hundredths(entrant.bytes() as f64 / users as f64),
                ratio_to_consentry: hundredths(min / base),
            });
        }
    }
    lines
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

/// The times of all cases; the ratio and the allocations of the mix.
fn tabulate(out: &mut dyn Write, users: usize, rounds: u16, lines: &[Line]) -> io::Result<()> {
    writeln!(
        out,
        "\n{users} users; ns a decision, median of {rounds} blocks; the ratio is of the fastest blocks"
    )?;
    write!(out, "{:<20}", "")?;
    for case in Case::ALL {
        write!(out, "{case:>10}")?;
    }
    writeln!(out, "{:>10}{:>14}{:>14}", "mix ratio", "allocations", "bytes a user")?;
    for mix in lines.iter().filter(|line| line.case == Case::Mix) {
        write!(out, "{:<20}", mix.engine)?;
        for line in lines.iter().filter(|line| line.engine == mix.engine) {
            write!(out, "{:>10.1}", line.median_ns)?;
        }
        let Line { ratio_to_consentry, allocations, bytes_a_user, .. } = mix;
        writeln!(out, "{ratio_to_consentry:>10.2}{allocations:>14.1}{bytes_a_user:>14.0}")?;
    }
    Ok(())
}
