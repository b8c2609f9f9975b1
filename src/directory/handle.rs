//! How the rows of the directory name each other, and how callers name them so that they are found sooner.
//!
//! Rows are never taken out, and no number is given twice. So a number is good for ever.

use core::hash::{Hash, Hasher};

use super::Directory;
use crate::id::{AppId, UserId};
use crate::store::Place;

/// An account of this directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AccountNumber(pub(super) u32);

/// A user within its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Slot(pub(super) u32);

/// An app of this directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AppNumber(pub(super) u32);

/// A user of an account, who is or was there: all that never changes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) id: UserId,
    pub(super) account: AccountNumber,
    pub(super) slot: Slot,
}

impl Member {
    /// In the row of what belongs to nobody any more.
    pub(super) const NOBODY: Self = Self { id: UserId::NOBODY, account: AccountNumber(0), slot: Slot(0) };
}

/// A user who has been [resolved](crate::directory::Directory::resolve_user): an id, and where its row was found.
///
/// It is good for as long as one likes, and for clones of the directory too. Rows say whose they are: one that has moved
/// since is looked for again, and a handle never comes to mean somebody else. Handles of one user are equal.
///
/// # Examples
///
/// ```
/// use consentry::UserId;
/// use consentry::directory::Directory;
///
/// let olga: UserId = 2_u64.into();
/// let mut directory = Directory::new();
/// assert_eq!(directory.resolve_user(olga), None);
/// directory.add_account(1_u64.into(), olga)?;
/// assert_eq!(directory.resolve_user(olga).map(|user| user.id()), Some(olga));
/// # Ok::<_, consentry::directory::Refusal>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct UserHandle {
    pub(super) id: UserId,
    pub(super) place: Place,
}

impl UserHandle {
    /// Who it is.
    #[must_use]
    pub const fn id(self) -> UserId {
        self.id
    }
}

/// An app that has been [resolved](crate::directory::Directory::resolve_app): an id, and where its row was found. It never comes to
/// mean another app. Handles of one app are equal.
#[derive(Clone, Copy, Debug)]
pub struct AppHandle {
    pub(super) id: AppId,
    pub(super) number: AppNumber,
}

impl AppHandle {
    /// Which app it is.
    #[must_use]
    pub const fn id(self) -> AppId {
        self.id
    }
}

/// Handles are what they name, wherever it was found.
macro_rules! equal_by_id {
    ($($Handle:ident)+) => {$(
        impl PartialEq for $Handle {
            fn eq(&self, other: &Self) -> bool {
                self.id == other.id
            }
        }

        impl Eq for $Handle {}

        impl Hash for $Handle {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.id.hash(state);
            }
        }
    )+};
}

equal_by_id! { UserHandle AppHandle }

impl Directory {
    /// Finds a user, to [ask](Self::evaluate_resolved) about many times. `None` if there is no such user.
    #[must_use]
    pub fn resolve_user(&self, id: UserId) -> Option<UserHandle> {
        self.find_user(id)?;
        Some(UserHandle { id, place: self.users.place(id)? })
    }

    /// Finds an app, to [ask](Self::evaluate_resolved) through many times. `None` if there is no such app.
    #[must_use]
    pub fn resolve_app(&self, id: AppId) -> Option<AppHandle> {
        self.apps.find(id).map(|(number, _)| AppHandle { id, number })
    }
}
