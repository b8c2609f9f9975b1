//! Why something is no directory, and where.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString as _};
use core::fmt::{Arguments, Display};

/// Why a snapshot is no directory, and where.
///
/// The place is a path through the snapshot, such as `accounts[0].users[3].apps[1]`; lists count from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{place}`: {problem}")]
pub struct SnapshotError {
    place: Box<str>,
    problem: Box<str>,
}

impl SnapshotError {
    /// The path of the row that is wrong.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What is wrong right here. Whoever reads the row around it says where that is, [within](Self::within).
    pub(super) fn here(problem: impl Into<String>) -> Self {
        Self { place: Box::default(), problem: problem.into().into_boxed_str() }
    }

    /// The same error, seen from the row around its place.
    pub(super) fn within(self, outer: Arguments<'_>) -> Self {
        let between = if self.place.is_empty() || self.place.starts_with('[') { "" } else { "." };
        Self { place: format!("{outer}{between}{}", self.place).into_boxed_str(), ..self }
    }
}

pub(super) type Checked<T = ()> = Result<T, SnapshotError>;

/// Ends an error's path on its way out: `checked.within(format_args!("users[{nth}]"))`.
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
    if holds { Ok(()) } else { Err(SnapshotError::here(problem())) }
}

/// A list is sorted and has no duplicates.
pub(super) fn ascending<T, K: Ord>(rows: &[T], key: impl Fn(&T) -> K) -> Checked {
    match rows.windows(2).position(|pair| !pair.is_sorted_by(|a, b| key(a) < key(b))) {
        None => Ok(()),
        Some(before) => Err(out_of_order(before + 1)),
    }
}

/// An item of a list does not come after the one before it.
pub(super) fn out_of_order(nth: usize) -> SnapshotError {
    SnapshotError::here("out of order or repeated, expected each list sorted and without duplicates")
        .within(format_args!("[{nth}]"))
}

pub(super) fn unknown(what: &str, name: impl Display) -> SnapshotError {
    SnapshotError::here(format!("there is no {what} `{name}`"))
}

pub(super) fn repeated(what: &str, id: impl Display) -> SnapshotError {
    SnapshotError::here(format!("the {what} `{id}` is there twice"))
}

pub(super) fn expected_version(version: u64, expected: u32) -> Checked {
    ensure(version == expected.into(), || format!("unknown format version {version}, expected {expected}"))
        .within(format_args!("version"))
}

impl From<crate::facts::ManifestError> for SnapshotError {
    fn from(error: crate::facts::ManifestError) -> Self {
        Self::here(error.to_string())
    }
}
