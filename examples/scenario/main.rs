//! Runs scenario files: each line is a story that starts from an empty world, changes it and asks it questions.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::process::ExitCode;

use clap::Parser;
use testkit::scenario::run;

/// Runs scenarios, one JSON object per line, and prints the answer to each step.
///
/// With --check the answers are compared with what the scenario expects. Steps that ask for a view of a later edition are
/// counted and not asked. The form of a scenario is explained in docs/scenarios.md. Exit code: 0 if all went well, 1 if an
/// expectation failed, 2 if the input is malformed or cannot be read.
#[derive(Parser)]
#[command(name = "scenario")]
struct Arguments {
    /// Compare each answer with `expect`, print the mismatches and a count.
    #[arg(long)]
    check: bool,
    /// The files to run; `-` reads standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = run_files(&arguments, &mut out).and_then(|failed| {
        out.flush()?;
        Ok(failed)
    });
    match outcome {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // What was found out before comes first.
            let _ = out.flush();
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Runs all files, and returns the number of failed expectations.
fn run_files(arguments: &Arguments, out: &mut impl Write) -> io::Result<usize> {
    let mut passed = 0;
    let mut failed = 0;
    let mut later = BTreeMap::<String, usize>::new();
    for file in &arguments.files {
        for scenario in run::read(&text_of(file)?).map_err(|error| malformed(file, &error))? {
            let answers = scenario.run();
            if !arguments.check {
                writeln!(out, "{file}:{}: {}", scenario.line, scenario.name)?;
            }
            for (step, answer) in (1..).zip(&answers) {
                let place = format!("{file}:{}: step {step}", scenario.line);
                if !arguments.check {
                    writeln!(out, "  {step:>3} {}", answer.actual)?;
                } else {
                    let Some(expected) = &answer.expected else {
                        return Err(malformed(
                            file,
                            &format!("line {}, step {step}: missing field `expect`", scenario.line),
                        ));
                    };
                    if let Some(view) = answer.later.clone() {
                        *later.entry(view).or_default() += 1;
                    } else if answer.is_expected() {
                        passed += 1;
                    } else {
                        failed += 1;
                        writeln!(
                            out,
                            "{place} of `{}`: expected {expected}, got {}",
                            scenario.name, answer.actual
                        )?;
                    }
                }
            }
        }
    }
    if arguments.check {
        writeln!(out, "{passed} passed, {failed} failed")?;
        if !later.is_empty() {
            let count: usize = later.values().sum();
            let views: Vec<&str> = later.keys().map(String::as_str).collect();
            writeln!(out, "{count} not asked, of views of a later edition: {}", views.join(", "))?;
        }
    }
    Ok(failed)
}

fn text_of(file: &str) -> io::Result<String> {
    let mut text = String::new();
    let read = if file == "-" {
        io::stdin().lock().read_to_string(&mut text)
    } else {
        File::open(file).and_then(|file| BufReader::new(file).read_to_string(&mut text))
    };
    read.map_err(|error| io::Error::new(error.kind(), format!("cannot read `{file}`: {error}")))?;
    Ok(text)
}

fn malformed(file: &str, error: &dyn std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{file}: {error}"))
}
