//! What came out: tables to read, and a JSON line for each figure.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, LineStyle, Table, presets};
use consentry_benches::measure::{Figure, Ratio};
use serde::Serialize;

/// One figure. What is timed has all fields, what is counted the first five.
#[derive(Serialize)]
struct Line {
    what: String,
    users: usize,
    unit: &'static str,
    min: f64,
    median: f64,
    #[serde(flatten)]
    ratios: Option<Ratios>,
}

#[derive(Serialize)]
struct Ratios {
    ratio_to: &'static str,
    ratio: f64,
    /// The quartiles of the ratios of the rounds.
    low: f64,
    high: f64,
    /// The multiple of a dependent load.
    loads: f64,
}

/// The name of the calibration that is printed beside every figure.
pub const LOAD: &str = "one dependent load";

pub struct Report {
    json: Box<dyn Write>,
    /// What was timed, for the growth.
    timed: Vec<Timed>,
}

struct Timed {
    what: String,
    users: usize,
    min: f64,
    loads: f64,
}

impl Report {
    pub fn new(json: Box<dyn Write>) -> Self {
        Self { json, timed: Vec::new() }
    }

    /// Reports figures that were measured in turn, in nanoseconds per unit. They include the one that the ratios compare
    /// with, and [`LOAD`].
    pub fn figures(
        &mut self,
        title: &str,
        users: usize,
        ratio_to: &'static str,
        figures: &[(&str, Figure)],
    ) -> io::Result<()> {
        let named = |name| &figures.iter().find(|(what, _)| *what == name).expect("it is measured").1;
        let (base, load) = (named(ratio_to), named(LOAD));
        let mut table = table(&["", "min ns", "median ns", "million/s", "ratio", "quartiles", "loads"]);
        for (name, figure) in figures {
            let Ratio { of_minima, low, high } = figure.to(base);
            let loads = figure.min / load.min;
            table.add_row([
                (*name).to_owned(),
                format!("{:.1}", figure.min),
                format!("{:.1}", figure.median),
                format!("{:.2}", 1e3 / figure.min),
                format!("{of_minima:.2}"),
                format!("{low:.2} to {high:.2}"),
                format!("{loads:.2}"),
            ]);
            let what = format!("{title}: {name}");
            self.timed.push(Timed { what: what.clone(), users, min: figure.min, loads });
            self.line(Line {
                what,
                users,
                unit: "ns",
                min: rounded(figure.min),
                median: rounded(figure.median),
                ratios: Some(Ratios {
                    ratio_to,
                    ratio: rounded(of_minima),
                    low: rounded(low),
                    high: rounded(high),
                    loads: rounded(loads),
                }),
            })?;
        }
        println!("\n{users} users: {title}; ratios to: {ratio_to}\n{}", aligned(table));
        Ok(())
    }

    /// Reports one number.
    pub fn number(&mut self, what: &str, users: usize, unit: &'static str, number: f64) -> io::Result<()> {
        println!("{users} users: {what}: {number:.2} {unit}");
        let number = rounded(number);
        let what = what.to_owned();
        self.line(Line { what, users, unit, min: number, median: number, ratios: None })
    }

    /// Reports how each figure that was timed at several sizes grows from the first of them: in time, and in dependent
    /// loads, which take longer themselves if less of a world fits into the caches.
    pub fn growth(&self, sizes: &[usize]) {
        let [first, more @ ..] = sizes else { return };
        if more.is_empty() {
            return;
        }
        let heads = more.iter().flat_map(|users| [format!("to {users}"), "in loads".to_owned()]);
        let mut table =
            table(&[String::new(), format!("ns at {first}")].into_iter().chain(heads).collect::<Vec<_>>());
        let logs = more.iter().map(|users| (*users as f64).ln() / (*first as f64).ln());
        let logs = logs.flat_map(|log| [format!("{log:.2}"), String::new()]);
        table.add_row(["the logarithm of the users".to_owned(), String::new()].into_iter().chain(logs));
        for base in self.timed.iter().filter(|timed| timed.users == *first) {
            let at = |users: &usize| {
                self.timed.iter().find(|timed| timed.what == base.what && timed.users == *users)
            };
            let times: Vec<String> = more
                .iter()
                .filter_map(at)
                .flat_map(|timed| [timed.min / base.min, timed.loads / base.loads])
                .map(|times| format!("{times:.2}"))
                .collect();
            // A figure that was not measured at all sizes does not show how it grows.
            if times.len() == 2 * more.len() {
                table.add_row([base.what.clone(), format!("{:.1}", base.min)].into_iter().chain(times));
            }
        }
        println!("\nhow many times as long as with {first} users\n{}", aligned(table));
    }

    fn line(&mut self, line: Line) -> io::Result<()> {
        writeln!(self.json, "{}", serde_json::to_string(&line)?)
    }
}

fn table(heads: &[impl ToString]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.style_mut().row_separator = LineStyle::none();
    table.set_header(heads.iter().map(|head| Cell::new(head.to_string())));
    table
}

/// Numbers are aligned to the right.
fn aligned(mut table: Table) -> Table {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn rounded(number: f64) -> f64 {
    (number * 1e3).round() / 1e3
}
