//! A user's entry for an app: the granted scopes, and flags.

use super::AppNumber;
use crate::facts::{Installation, Scopes};

/// A user's entry for an app. An entry without a flag is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AppEntry {
    pub(crate) app: AppNumber,
    /// The scopes granted. Empty unless installed.
    pub(crate) scopes: Scopes,
    pub(crate) flags: Flags,
}

const _: () = assert!(size_of::<AppEntry>() == 8, "three entries fit the first cache line of a user");

bitflags::bitflags! {
    /// What is true of a user and an app.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct Flags: u8 {
        /// The user has installed the app.
        const INSTALLED = 1 << 0;
        /// The installation has shared access. Never without `INSTALLED`.
        const SHARED = 1 << 1;
        /// An administrator has disabled the app for the user.
        const DISABLED = 1 << 2;
        /// An administrator has approved the app for this user.
        const APPROVED = 1 << 3;
        /// The user has asked for the app.
        const REQUESTED = 1 << 4;
    }
}

impl AppEntry {
    /// The entry of a user who has nothing to do with the app.
    pub(crate) const fn none(app: AppNumber) -> Self {
        Self { app, scopes: Scopes::empty(), flags: Flags::empty() }
    }

    pub(crate) const fn has(self, flag: Flags) -> bool {
        self.flags.contains(flag)
    }

    /// This entry with a flag set or cleared.
    pub(crate) fn with(mut self, flag: Flags, set: bool) -> Self {
        self.flags.set(flag, set);
        self
    }

    pub(crate) fn installation(self) -> Option<Installation> {
        let Self { app: _, scopes, flags } = self;
        flags
            .contains(Flags::INSTALLED)
            .then_some(Installation { scopes, shared_access: flags.contains(Flags::SHARED) })
    }

    /// This entry with another installation, or with none.
    pub(crate) fn with_installation(self, installation: Option<Installation>) -> Self {
        let Installation { scopes, shared_access } =
            installation.unwrap_or(Installation { scopes: Scopes::empty(), shared_access: false });
        Self { scopes, ..self }
            .with(Flags::INSTALLED, installation.is_some())
            .with(Flags::SHARED, shared_access)
    }
}
