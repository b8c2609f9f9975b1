//! One directory for many readers and a writer: readers query the newest version while the writer makes the next.

use alloc::sync::Arc;
use alloc::vec::Vec;

use arc_swap::{ArcSwap, Cache};

use super::{Change, Directory, Refusal};

/// The handle that changes a shared directory.
///
/// Every accepted change is published as a whole new version. The new version shares with the previous one everything
/// that the change did not touch, so publishing copies a small part of the directory: a chunk of some fifty users or meetings for
/// each row that has changed. Three lists have larger units. A new user or meeting also copies a pointer for each 64 users and
/// meetings of its account, a new calendar event the calendar of that user, and a new manifest all manifests. A reader's version
/// stays unchanged until the reader asks for the newest one.
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

/// A handle that reads a shared directory. Each thread needs its own: clone it.
///
/// A reader never waits for the writer or for another reader.
#[derive(Clone, Debug)]
pub struct Reader {
    published: Cache<Arc<ArcSwap<Directory>>, Arc<Directory>>,
}

impl Directory {
    /// Splits the directory into a writer, which changes it, and a reader, which can be cloned.
    #[must_use]
    pub fn share(self) -> (Writer, Reader) {
        let published = Arc::new(ArcSwap::from_pointee(self.clone()));
        let writer = Writer { directory: self, published };
        let reader = writer.reader();
        (writer, reader)
    }
}

impl Writer {
    /// Applies a change and publishes it, or refuses it and changes nothing. Returns the new
    /// [revision](Directory::revision).
    ///
    /// # Errors
    ///
    /// Those of [`Directory::apply`].
    pub fn apply(&mut self, change: &Change) -> Result<u64, Refusal> {
        let revision = self.directory.apply(change)?;
        self.publish();
        Ok(revision)
    }

    /// Applies several changes, each on its own, as [`Directory::apply_each`] does, and publishes the accepted ones
    /// together: readers see all of them or none.
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

    /// Another reader of the same directory.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader { published: Cache::new(Arc::clone(&self.published)) }
    }

    fn publish(&self) {
        self.published.store(Arc::new(self.directory.clone()));
    }
}

impl Reader {
    /// The newest version. It does not change until this is called again, so several questions can be asked of the same
    /// state.
    ///
    /// A reader keeps the memory of the version that it obtained last. Drop readers that are no longer used.
    #[must_use]
    pub fn newest(&mut self) -> &Directory {
        self.published.load()
    }
}
