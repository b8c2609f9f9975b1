//! Counts, as the baseline holds them, and what becomes of them.

use std::fmt;
use std::str::FromStr;

/// How far two counts of the same code may be apart.
///
/// The hash maps draw their seeds from addresses, so a count by id depends on the environment: by up to 1.5 % in
/// twelve of them. The README has the measurement.
const TOLERANCE: f64 = 0.03;

const HEAD: &str = "\
# Instructions for a thousand of each. Written by
#     cargo run --manifest-path benches/instructions/Cargo.toml -- --update
";

/// The counts of the code that one compiler has produced.
#[derive(Debug, PartialEq)]
pub struct Counts {
    pub compiler: String,
    /// Cases in their order, with their instructions.
    pub instructions: Vec<(String, u64)>,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}compiler: {}", self.compiler)?;
        self.instructions.iter().try_for_each(|(case, count)| writeln!(f, "{case:<40} {count:>9}"))
    }
}

impl FromStr for Counts {
    type Err = String;

    /// Reads what [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut lines = text.lines().filter(|line| !line.starts_with('#'));
        let compiler = lines.next().and_then(|line| line.strip_prefix("compiler: "));
        let compiler = compiler.ok_or("expected `compiler:` in the first line")?.into();
        let instructions = lines.map(|line| {
            let (case, count) = line.split_once(' ').ok_or_else(|| format!("no count in `{line}`"))?;
            let count = count.trim_start().parse().map_err(|error| format!("`{line}`: {error}"))?;
            Ok((case.into(), count))
        });
        Ok(Self { compiler, instructions: instructions.collect::<Result<_, String>>()? })
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    Same,
    Faster,
    Slower,
    /// In one of the two lists only.
    Missing,
}

/// One case, then and now.
#[derive(Debug, PartialEq)]
pub struct Line<'a> {
    pub case: &'a str,
    pub baseline: Option<u64>,
    pub now: Option<u64>,
    pub verdict: Verdict,
}

impl Counts {
    fn find(&self, case: &str) -> Option<u64> {
        self.instructions.iter().find(|(name, _)| name == case).map(|(_, count)| *count)
    }

    /// Every case of either.
    pub fn compare<'a>(&'a self, baseline: &'a Self) -> Vec<Line<'a>> {
        let cases = self.instructions.iter().map(|(case, _)| case.as_str());
        let gone = baseline.instructions.iter().map(|(case, _)| case.as_str());
        let gone = gone.filter(|case| self.find(case).is_none());
        let line = |case| {
            let (baseline, now) = (baseline.find(case), self.find(case));
            Line { case, baseline, now, verdict: judge(baseline, now) }
        };
        cases.chain(gone).map(line).collect()
    }
}

fn judge(baseline: Option<u64>, now: Option<u64>) -> Verdict {
    match baseline.zip(now).map(|(baseline, now)| now as f64 / baseline as f64) {
        None => Verdict::Missing,
        Some(ratio) if ratio > 1.0 + TOLERANCE => Verdict::Slower,
        Some(ratio) if ratio < 1.0 - TOLERANCE => Verdict::Faster,
        Some(_) => Verdict::Same,
    }
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { case, baseline, now, verdict } = self;
        let number = |count: &Option<u64>| count.map_or("-".into(), |count| count.to_string());
        write!(f, "{case:<40} {:>9} {:>9}", number(baseline), number(now))?;
        if let Some((baseline, now)) = baseline.zip(*now) {
            write!(f, " {:>+7.2} %", 100.0 * (now as f64 / baseline as f64 - 1.0))?;
        }
        match verdict {
            Verdict::Same => Ok(()),
            Verdict::Faster => f.write_str("  faster"),
            Verdict::Slower => f.write_str("  SLOWER"),
            Verdict::Missing if baseline.is_none() => f.write_str("  NOT IN THE BASELINE"),
            Verdict::Missing => f.write_str("  IN THE BASELINE ONLY"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(instructions: &[(&str, u64)]) -> Counts {
        let instructions = instructions.iter().map(|(case, count)| ((*case).into(), *count)).collect();
        Counts { compiler: "rustc 1.95.0 (59807616e 2026-04-14), here".into(), instructions }
    }

    #[test]
    fn what_is_written_can_be_read() {
        let written = counts(&[("by_facts::own", 180_018), ("change::install", 896_101)]);
        assert_eq!(written.to_string().parse(), Ok(written));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for text in ["", "by_facts::own 1", "compiler: x\nby_facts::own", "compiler: x\nby_facts::own 1.5"] {
            assert!(text.parse::<Counts>().is_err(), "{text}");
        }
    }

    #[test]
    fn three_per_cent_are_no_difference_and_more_is() {
        let baseline = counts(&[("case", 1_000)]);
        let verdict = |now| counts(&[("case", now)]).compare(&baseline)[0].verdict;
        assert_eq!([969, 971, 1_000, 1_029, 1_031].map(verdict), {
            use Verdict::*;
            [Faster, Same, Same, Same, Slower]
        });
    }

    #[test]
    fn a_case_in_one_list_only_is_told() {
        let (now, baseline) = (counts(&[("both", 1), ("new", 2)]), counts(&[("gone", 3), ("both", 1)]));
        let lines = now.compare(&baseline).iter().map(Line::to_string).collect::<Vec<_>>();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].ends_with("+0.00 %"), "{}", lines[0]);
        assert!(lines[1].starts_with("new ") && lines[1].ends_with("NOT IN THE BASELINE"), "{}", lines[1]);
        assert!(lines[2].starts_with("gone ") && lines[2].ends_with("IN THE BASELINE ONLY"), "{}", lines[2]);
    }
}
