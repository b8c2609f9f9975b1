//! The log: accepted changes as they are stored, and a directory rebuilt from them.

use super::{Change, Directory, Refusal};

/// An accepted change, as a log stores it. The only form of a change that can be read with its actor.
///
/// Write an entry for each change that [`Directory::apply`] accepts, in order, to a log that only you can write: whoever
/// writes an entry chooses its actor. Read an [`Operation`](super::Operation) from a request, never a log entry.
///
/// With the feature `serde`, an entry is one flat map: the `version` of the log, `by`, `type`, and the fields of the
/// operation. An entry of another version is not read, and the error names both. Reading an entry needs some 40 times its
/// text in memory before it is refused for an unknown field, so bound the length of what you read.
///
/// # Examples
///
/// ```
/// use consentry::directory::{Actor, Change, Directory, LogEntry, Operation};
///
/// let add = Operation::AddAccount { account: 1_u64.into(), owner: 2_u64.into() };
/// let line = serde_json::to_string(&LogEntry::from(Change::by(Actor::System, add)))?;
/// assert_eq!(
///     line,
///     r#"{"version":2,"by":"system","type":"add_account","account":"AAAAAAAAAAAAAAAAAAAAAQ","owner":"AAAAAAAAAAAAAAAAAAAAAg"}"#
/// );
///
/// let entry: LogEntry = serde_json::from_str(&line)?;
/// assert_eq!(Directory::replay([&entry.into_change()])?.revision(), 1);
///
/// let old = line.replace(r#""version":2"#, r#""version":1"#);
/// let error = serde_json::from_str::<LogEntry>(&old).unwrap_err();
/// assert_eq!(error.to_string(), "log version 1, expected 2");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry(Change);

impl LogEntry {
    /// The version of the log that this edition writes, and the only one that it reads.
    pub const VERSION: u32 = 2;

    /// The change, with the actor as the log states it.
    #[must_use]
    pub fn into_change(self) -> Change {
        self.0
    }
}

impl From<Change> for LogEntry {
    fn from(change: Change) -> Self {
        Self(change)
    }
}

#[cfg(feature = "serde")]
mod wire {
    use alloc::borrow::Cow;
    use alloc::format;

    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::LogEntry;
    use crate::directory::{Actor, Change, Operation};

    #[derive(Serialize, Deserialize)]
    struct Written<'a> {
        version: u32,
        by: Actor,
        #[serde(flatten)]
        operation: Cow<'a, Operation>,
    }

    impl Serialize for LogEntry {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let Change { by, operation } = &self.0;
            Written { version: Self::VERSION, by: *by, operation: Cow::Borrowed(operation) }
                .serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for LogEntry {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let Written { version, by, operation } = Written::deserialize(deserializer)?;
            if version != Self::VERSION {
                let expected = Self::VERSION;
                return Err(D::Error::custom(format!("log version {version}, expected {expected}")));
            }
            Ok(Self(Change { by, operation: operation.into_owned() }))
        }
    }
}

impl Directory {
    /// Rebuilds a directory from the accepted changes of another one, in their order. The two are equal.
    ///
    /// # Errors
    ///
    /// The first change that is refused, and why. Changes that one directory has accepted, from the first on, are never
    /// refused.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Actor, Change, Directory, Operation, ReplayError};
    ///
    /// let add = Change::by(Actor::System, Operation::AddAccount { account: 1_u64.into(), owner: 2_u64.into() });
    /// assert_eq!(Directory::replay([&add])?.revision(), 1);
    /// let error = Directory::replay([&add, &add]).unwrap_err();
    /// assert_eq!((error.index, error.refusal.reason().name()), (1, "already_exists"));
    /// # Ok::<_, ReplayError>(())
    /// ```
    pub fn replay<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Result<Self, ReplayError> {
        let mut directory = Self::new();
        for (index, change) in changes.into_iter().enumerate() {
            directory.apply(change).map_err(|refusal| ReplayError { index, refusal })?;
        }
        Ok(directory)
    }
}

/// A change in a log was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("change {index} of the log is refused: {refusal}")]
#[non_exhaustive]
pub struct ReplayError {
    /// The position of the change in the log, counted from 0.
    pub index: usize,
    /// The reason why the change was refused.
    pub refusal: Refusal,
}
