//! How rows name each other: by number. Rows are never taken out, and no number is used twice, so a number stays
//! valid.

use crate::id::UserId;
use crate::store::Row;

/// An account of this directory, by the order in which accounts were added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AccountNumber(pub(crate) u32);

/// A user of an account, by the order in which users were added to it. It has 24 bits: see [`MAX_USERS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot(pub(crate) u32);

/// An app of this directory, by the order in which apps were registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AppNumber(pub(crate) u32);

impl AccountNumber {
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Slot {
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl AppNumber {
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The most users that an account can have, removed ones included: a row of a user packs a [`Slot`] into 24 bits.
pub(crate) const MAX_USERS: usize = 1 << 24;

/// The parts of a user that never change: they name the user even after its removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) id: UserId,
    pub(crate) account: AccountNumber,
    pub(crate) slot: Slot,
}

impl Member {
    /// The owner in the row of a removed meeting.
    pub(crate) const NOBODY: Self = Self { id: UserId::NOBODY, account: AccountNumber(0), slot: Slot(0) };
}

/// The number that belongs to an id: a row of an index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbered<I, N> {
    pub(crate) id: I,
    pub(crate) number: N,
}

impl<I: Copy + Eq + Into<u128> + From<u128>, N: Copy> Row for Numbered<I, N> {
    type Id = I;

    fn id(&self) -> I {
        self.id
    }
}
