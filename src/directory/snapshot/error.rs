//! Why a snapshot is not a directory, and where the fault is.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString as _};
use core::fmt::{Arguments, Display};

/// Why a snapshot is not a directory, and where the fault is.
///
/// The place is a path through the snapshot, such as `accounts[0].users[3].apps[1]`. Lists count from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{place}`: {problem}")]
pub struct SnapshotError {
    place: Box<str>,
    problem: Box<str>,
}

impl SnapshotError {
    /// The path of the faulty row.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// A fault without a place. The place grows from the inside out, as each caller adds the row it was reading by
    /// [`within`](Self::within).
    pub(super) fn new(problem: impl Into<String>) -> Self {
        Self { place: Box::default(), problem: problem.into().into_boxed_str() }
    }

    /// This error with its place below an outer one.
    pub(super) fn within(self, outer: Arguments<'_>) -> Self {
        let between = if self.place.is_empty() || self.place.starts_with('[') { "" } else { "." };
        Self { place: format!("{outer}{between}{}", self.place).into_boxed_str(), ..self }
    }
}

pub(in crate::directory) type Checked<T = ()> = Result<T, SnapshotError>;

/// [`SnapshotError::within`] for results: `checked.within(format_args!("users[{nth}]"))`.
pub(super) trait Within {
    fn within(self, outer: Arguments<'_>) -> Self;
}

impl<T> Within for Checked<T> {
    #[inline]
    fn within(self, outer: Arguments<'_>) -> Self {
        self.map_err(|error| error.within(outer))
    }
}

#[inline]
pub(super) fn ensure(holds: bool, problem: impl FnOnce() -> String) -> Checked {
    if holds { Ok(()) } else { Err(SnapshotError::new(problem())) }
}

/// Checks that a list is sorted and has no duplicates.
pub(super) fn ascending<'a, T, K: Ord>(rows: &'a [T], key: impl Fn(&'a T) -> K) -> Checked {
    match rows.windows(2).position(|pair| !pair.is_sorted_by(|a, b| key(a) < key(b))) {
        None => Ok(()),
        Some(before) => Err(out_of_order(before + 1)),
    }
}

/// The fault of an item that is not greater than the one before it.
pub(super) fn out_of_order(nth: usize) -> SnapshotError {
    SnapshotError::new("out of order or repeated, expected each list sorted and without duplicates")
        .within(format_args!("[{nth}]"))
}

/// The fault of an id or a word that is unknown.
pub(super) fn unknown(what: &str, name: impl Display) -> SnapshotError {
    SnapshotError::new(format!("there is no {what} `{name}`"))
}

/// The fault of a position beyond the end of a list.
pub(super) fn out_of_range(what: &str, index: impl Display, len: usize) -> SnapshotError {
    let plural = if len == 1 { "" } else { "s" };
    SnapshotError::new(format!("{what} index {index} is out of range ({len} {what}{plural})"))
}

/// The fault of a set with bits that have no name.
pub(super) fn unknown_bits(what: &str, bits: impl Display) -> SnapshotError {
    SnapshotError::new(format!("unknown {what} bits `{bits}`"))
}

/// The fault of an id that two rows have.
pub(super) fn duplicate(what: &str, id: impl Display) -> SnapshotError {
    SnapshotError::new(format!("duplicate {what} `{id}`"))
}

pub(super) fn expected_version(version: u64, expected: u32) -> Checked {
    ensure(version == expected.into(), || format!("unknown format version {version}, expected {expected}"))
        .within(format_args!("version"))
}

impl From<crate::facts::ManifestError> for SnapshotError {
    fn from(error: crate::facts::ManifestError) -> Self {
        Self::new(error.to_string())
    }
}
