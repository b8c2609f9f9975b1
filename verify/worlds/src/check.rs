//! What is checked, and what a world breaks.

use std::fmt;

use clap::ValueEnum;
use consentry::directory::Change;
use testkit::laws::names::with_names;
use testkit::laws::story::line;

/// What is checked. The laws are those of section 9 of `docs/rules.md`, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Check {
    /// Each answer is what the oracle says, in every detail; a batch is answered like its questions one by one.
    Answers,
    /// Each change is refused, or leads to the rows, as the model of the changes says.
    Changes,
    /// An empty world denies everything, and so does every world to strangers and to unknown apps.
    #[value(name = "law-1")]
    DefaultDeny,
    /// Taking away never gives.
    #[value(name = "law-2")]
    TakingAway,
    /// A tick is narrow.
    #[value(name = "law-3")]
    Tick,
    /// User-managed apps stay small.
    #[value(name = "law-4")]
    SmallApps,
    /// Accounts are walls.
    #[value(name = "law-5")]
    Walls,
    /// Delegation does not chain: a delegation changes what the delegate reaches of the delegator's data, and nothing else.
    #[value(name = "law-6")]
    Chain,
    /// Calls stay inside the supported sets.
    #[value(name = "law-7")]
    Supported,
    /// `can_open` is independent.
    #[value(name = "law-8")]
    CanOpen,
    /// Undoing restores.
    #[value(name = "law-9")]
    Undo,
    /// Independent changes in any order and more than once, replays, other ways to the same rows, rows read back.
    #[value(name = "law-10")]
    Replay,
    /// A refusal leaves no trace.
    #[value(name = "law-11")]
    NoTrace,
    /// Lists agree with checks.
    #[value(name = "law-12")]
    Lists,
    /// Names carry no meaning.
    #[value(name = "law-13")]
    Names,
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.to_possible_value().expect("no check is skipped");
        write!(f, "{}: {}", value.get_name(), value.get_help().unwrap_or_default())
    }
}

/// What is wrong in the world at hand.
pub struct Fault {
    pub check: Check,
    pub told: String,
}

impl Fault {
    pub fn new(check: Check, told: impl Into<String>) -> Self {
        Self { check, told: told.into() }
    }
}

/// A broken promise, and the way there from the start of the model.
pub struct Violation {
    pub fault: Fault,
    /// As few as can be: what is found first is found at the least depth.
    pub trace: Vec<Change>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "broken: {}", self.fault.check)?;
        for change in &self.trace {
            writeln!(f, "    {}", line(change))?;
        }
        write!(f, "  {}", with_names(&self.fault.told))
    }
}
