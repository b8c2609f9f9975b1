//! Counts the instructions of the hot paths, and compares them with those in `baseline.txt`.
//!
//! Exits with 1 if a path has become slower, and with 2 if it could not count.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::process::{Command, ExitCode, Stdio};

use clap::Parser;
use gungraun_summary::v7::{BenchmarkSummary, EventKind, Metric, ToolMetricResults, parse_slice};

mod counts;
use counts::{Counts, Verdict};

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
const BASELINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/baseline.txt");

/// Counts the instructions of the hot paths, and compares them with the committed ones.
#[derive(Parser)]
struct Arguments {
    /// Write what is counted into the baseline, and compare nothing.
    #[arg(long)]
    update: bool,
}

fn main() -> ExitCode {
    run(&Arguments::parse()).unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::from(2)
    })
}

fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let now = count()?;
    if arguments.update {
        fs::write(BASELINE, now.to_string())?;
        print!("{now}");
        return Ok(ExitCode::SUCCESS);
    }
    let baseline: Counts = fs::read_to_string(BASELINE)?.parse()?;
    let lines = now.compare(&baseline);
    lines.iter().for_each(|line| println!("{line}"));
    let any = |verdict| lines.iter().any(|line| line.verdict == verdict);
    if now.compiler != baseline.compiler {
        println!("notice: nothing is held against the baseline, which another compiler counted");
        println!("  baseline: {}\n  now:      {}", baseline.compiler, now.compiler);
        return Ok(ExitCode::SUCCESS);
    }
    if any(Verdict::Faster) {
        println!("hint: some are faster; `--update` writes that down");
    }
    if any(Verdict::Slower) || any(Verdict::Missing) {
        println!("error: some are slower, or in one list only; if that is meant, `--update` writes it down");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs `benches/counts.rs`.
fn count() -> Result<Counts, Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let output = Command::new(cargo)
        .args(["bench", "--locked", "--profile", "instructions", "--bench", "counts"])
        .args(["--manifest-path", MANIFEST, "--", "--output-format=json"])
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err("nothing was counted; the README says what counting requires".into());
    }
    let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let instructions = lines.map(|line| instructions(&parse_slice(line)?)).collect::<Result<_, _>>()?;
    let compiler = rustc_version::version_meta()?;
    Ok(Counts { compiler: format!("{}, {}", compiler.short_version_string, compiler.host), instructions })
}

/// The name of a case, and its count.
fn instructions(case: &BenchmarkSummary) -> Result<(String, u64), Box<dyn Error>> {
    let name = format!("{}::{}", case.function_name, case.id.as_deref().unwrap_or_default());
    let count = case.profiles.0.iter().find_map(|profile| match &profile.data.total.metrics {
        ToolMetricResults::Callgrind(metrics) => metrics.0.get(&EventKind::Ir)?.values.left(),
        _ => None,
    });
    match count {
        Some(Metric::Int(count)) => Ok((name, count)),
        _ => Err(format!("`{name}` has no count").into()),
    }
}
