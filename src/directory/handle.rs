//! Handles: how the rows of the directory name each other. Rows are never taken out, so a handle is good for ever.

/// Names an account of this directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AccountHandle(pub(super) u32);

/// Names a user within its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Slot(pub(super) u32);

/// Names a user of this directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct UserHandle {
    pub(super) account: AccountHandle,
    pub(super) slot: Slot,
}

/// Names an app of this directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AppHandle(pub(super) u32);

/// Names a meeting of this directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct MeetingHandle {
    pub(super) account: AccountHandle,
    pub(super) position: u32,
}

impl UserHandle {
    /// Somebody else of the same account.
    pub(super) fn colleague(self, slot: Slot) -> Self {
        Self { slot, ..self }
    }
}
