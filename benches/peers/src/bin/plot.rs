//! Draws the time of a decision against the number of users, from the JSON lines of `cargo bench --bench scale` and of
//! this package.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

use clap::Parser;
use plotters::prelude::*;
use serde::Deserialize;

/// Draws the time of a decision against the number of users, as SVG.
///
/// The figures are of the fastest blocks. A file may hold lines of several runs; of one thing at one size the last
/// counts.
#[derive(Parser)]
struct Arguments {
    /// Files of JSON lines: `cargo bench --bench scale -- --json FILE`, and `consentry-peers --json FILE`.
    #[arg(required = true)]
    lines: Vec<PathBuf>,
    /// Where to write the plot.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// A line of either program.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    Scale { what: String, users: u32, min: f64 },
    Peers { engine: String, users: u32, case: String, min_ns: f64 },
}

/// What is drawn: its name in the lines, its label, and how. The middle tones are read on white and on black.
struct Series {
    name: &'static str,
    label: &'static str,
    colour: RGBColor,
    width: u32,
}

const SERIES: [Series; 8] = [
    series("a decision: by id", "consentry, by id", RGBColor(47, 129, 247), 3),
    series("a decision: by id, 64 at a time", "consentry, 64 at a time", RGBColor(137, 87, 229), 3),
    series("a decision: hand-written, 64-bit ids", "hand-written check", RGBColor(200, 80, 20), 2),
    series("a decision: one dependent load", "one dependent load", GREY, 1),
    series("gatehouse", "gatehouse", RGBColor(176, 120, 0), 2),
    series("casbin", "casbin", RGBColor(40, 150, 60), 2),
    series("regorus", "regorus", RGBColor(205, 70, 140), 2),
    series("cedar", "cedar-policy", RGBColor(220, 60, 60), 2),
];

const GREY: RGBColor = RGBColor(125, 125, 125);
const SIZE: (u32, u32) = (880, 560);
const FONT: (&str, u32) = ("sans-serif", 14);

/// Between the lines of two labels.
const LABEL: i32 = 17;

const fn series(name: &'static str, label: &'static str, colour: RGBColor, width: u32) -> Series {
    Series { name, label, colour, width }
}

/// From users to nanoseconds.
type Points = BTreeMap<u32, f64>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut all: BTreeMap<String, Points> = BTreeMap::new();
    for file in &arguments.lines {
        for line in fs::read_to_string(file)?.lines() {
            let (name, users, ns) = match serde_json::from_str(line)? {
                Line::Scale { what, users, min } => (what, users, min),
                Line::Peers { engine, users, case, min_ns } if case == "mix" => (engine, users, min_ns),
                Line::Peers { .. } => continue,
            };
            all.entry(name).or_default().insert(users, ns);
        }
    }
    let drawn: Vec<(&Series, &Points)> =
        SERIES.iter().filter_map(|series| Some((series, all.get(series.name)?))).collect();
    if drawn.is_empty() {
        return Err("no line is about a decision".into());
    }
    let mut text = String::new();
    draw(&drawn, &mut text)?;
    fs::write(arguments.out, text)?;
    Ok(())
}

fn draw(drawn: &[(&Series, &Points)], text: &mut String) -> Result<(), Box<dyn Error>> {
    let points = || drawn.iter().flat_map(|(_, points)| points.iter());
    let users = points().map(|(users, _)| f64::from(*users));
    let (fewest, most) = users.fold((f64::MAX, 0.0_f64), |(low, high), each| (low.min(each), high.max(each)));
    let (fastest, slowest) =
        points().fold((f64::MAX, 0.0_f64), |(low, high), (_, ns)| (low.min(*ns), high.max(*ns)));

    // The background stays clear: it is that of the page.
    let root = SVGBackend::with_string(text, SIZE).into_drawing_area();
    let mut chart = ChartBuilder::on(&root)
        .margin(12)
        .margin_right(165)
        .x_label_area_size(44)
        .y_label_area_size(72)
        .build_cartesian_2d((fewest..most * 1.05).log_scale(), (fastest / 1.5..slowest * 1.5).log_scale())?;
    let style = TextStyle::from(FONT).color(&GREY);
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GREY.mix(0.25))
        .axis_style(GREY)
        .label_style(style.clone())
        .axis_desc_style(style)
        .x_desc("users")
        .y_desc("time a decision, fastest blocks")
        .x_label_formatter(&|users| grouped(*users))
        .y_label_formatter(&|ns| duration(*ns))
        .draw()?;

    let mut labels = Vec::new();
    for (series, points) in drawn {
        let line: Vec<(f64, f64)> = points.iter().map(|(users, ns)| (f64::from(*users), *ns)).collect();
        let stroke = series.colour.stroke_width(series.width);
        chart.draw_series(LineSeries::new(line.iter().copied(), stroke))?;
        chart.draw_series(line.iter().map(|point| Circle::new(*point, 3, series.colour.filled())))?;
        if let Some(last) = line.last() {
            let (right, down) = chart.backend_coord(last);
            labels.push((right + 8, down - LABEL / 2, *series));
        }
    }
    // Labels that would cover each other move down.
    labels.sort_by_key(|(right, down, _)| (*right, *down));
    for nth in 1..labels.len() {
        let (before_right, before_down, _) = labels[nth - 1];
        let (right, down, _) = &mut labels[nth];
        if *right == before_right {
            *down = (*down).max(before_down + LABEL);
        }
    }
    for (right, down, series) in labels {
        let style = TextStyle::from(FONT).color(&series.colour);
        root.draw(&Text::new(series.label, (right, down), style))?;
    }
    root.present()?;
    Ok(())
}

/// 1000000 as 1,000,000.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits are ASCII"))
        .collect();
    groups.join(",")
}

fn duration(ns: f64) -> String {
    if ns < 1e3 { format!("{ns} ns") } else { format!("{} µs", ns / 1e3) }
}
