//! One directory for many readers and a writer: readers ask the newest version while the writer makes the next.

use alloc::sync::Arc;
use alloc::vec::Vec;

use arc_swap::{ArcSwap, Cache};

use super::{Change, Directory, Refusal};

/// The one who changes a shared directory.
///
/// Every accepted change is published as a whole new version. It shares with the one before all that the change did not
/// touch, so publishing costs about as much as the change, and not as much as the world. Whoever reads an older version
/// keeps it unchanged until asking for the newest one.
///
/// # Examples
///
/// ```
/// use consentry::catalog::Api;
/// use consentry::directory::{Actor, Change, Directory, Operation, Refusal, ResourceId};
/// use consentry::{Decision, Denial, UserId};
///
/// let (writer, mut reader) = Directory::new().share();
/// let asking = std::thread::spawn(move || {
///     // Whatever the writer does meanwhile, the reader sees one whole version.
///     let client = ResourceId::Client { context: None };
///     reader.newest().evaluate(UserId::from(2_u64), 3_u64.into(), client, Api::OpenUrl)
/// });
/// let mut writer = writer;
/// writer.apply(&Change::by(
///     Actor::System,
///     Operation::AddAccount { account: 1_u64.into(), owner: 4_u64.into() },
/// ))?;
/// assert_eq!(asking.join().unwrap(), Decision::Deny(Denial::UnknownPrincipal));
/// assert_eq!(writer.reader().newest().revision(), 1);
/// # Ok::<_, Refusal>(())
/// ```
#[derive(Debug)]
pub struct Writer {
    directory: Directory,
    published: Arc<ArcSwap<Directory>>,
}

/// One who asks a shared directory. Each thread has its own: clone it.
///
/// A reader never waits for the writer or for another reader.
#[derive(Clone, Debug)]
pub struct Reader {
    published: Cache<Arc<ArcSwap<Directory>>, Arc<Directory>>,
}

impl Directory {
    /// Shares the directory between one who changes it and any number of readers.
    #[must_use]
    pub fn share(self) -> (Writer, Reader) {
        let published = Arc::new(ArcSwap::from_pointee(self.clone()));
        let writer = Writer { directory: self, published };
        let reader = writer.reader();
        (writer, reader)
    }
}

impl Writer {
    /// Makes a change and publishes it, or refuses it and changes nothing. Gives the new
    /// [revision](Directory::revision).
    ///
    /// # Errors
    ///
    /// As [`Directory::apply`].
    pub fn apply(&mut self, change: &Change) -> Result<u64, Refusal> {
        let revision = self.directory.apply(change)?;
        self.publish();
        Ok(revision)
    }

    /// Makes each of several changes on its own, as [`Directory::apply_each`] does, and publishes those that are
    /// accepted all at once: readers see none of them or all.
    pub fn apply_each<'c>(
        &mut self,
        changes: impl IntoIterator<Item = &'c Change>,
    ) -> Vec<Result<u64, Refusal>> {
        let outcomes = self.directory.apply_each(changes);
        if outcomes.iter().any(Result::is_ok) {
            self.publish();
        }
        outcomes
    }

    /// The newest version.
    #[must_use]
    pub const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// One more reader.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader { published: Cache::new(Arc::clone(&self.published)) }
    }

    fn publish(&self) {
        self.published.store(Arc::new(self.directory.clone()));
    }
}

impl Reader {
    /// The newest version. What is asked of it is about one and the same world, until this is called again.
    ///
    /// A reader holds the version that it got last, with what of it has been changed since; one that asks no more is
    /// best dropped.
    #[must_use]
    pub fn newest(&mut self) -> &Directory {
        self.published.load()
    }
}
