//! Accounts and their roles.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::{AppEntry, AppNumber, Flags, Slot};
use crate::facts::{AccountRole, Approval, Policy, Privileges};
use crate::id::{AccountId, MeetingUuid, UserId};
use crate::store::List;

/// An account. What decisions read fits one cache line; the rest is behind a pointer.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    pub(crate) policy: Policy,
    pub(crate) owner: Slot,
    /// The apps approved for all users, ascending. An approval for one user is stored in that user's row.
    pub(crate) approved: SmallVec<[AppNumber; 4]>,
    pub(crate) rest: Arc<AccountRest>,
}

// Where pointers are narrower, the row is smaller.
#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<Account>() == 64, "a cache line");

/// The part of an account that no decision reads. Clones of the directory share it until it changes, and the ids after that: a
/// change copies the roles, a pointer for each leaf of ids, and one leaf.
#[derive(Clone, Debug, Default)]
pub(crate) struct AccountRest {
    /// The custom roles, in no particular order. A role is named by its index; when one is deleted, the last takes its place.
    pub(crate) roles: Vec<CustomRole>,
    /// The ids of all users, by slot, removed ones included.
    pub(crate) members: List<UserId>,
    /// The ids of all meetings of its users, removed ones included.
    pub(crate) meetings: List<MeetingUuid>,
}

/// A custom role.
#[derive(Clone, Debug)]
pub(crate) struct CustomRole {
    pub(crate) name: Box<str>,
    pub(crate) privileges: Privileges,
}

/// The role of a user in its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum StoredRole {
    Owner,
    Admin,
    Member,
    /// The index of a custom role of the account.
    Custom(u32),
}

impl StoredRole {
    #[expect(clippy::cast_possible_truncation, reason = "memory runs out long before 2^32 roles")]
    const fn custom(index: usize) -> Self {
        Self::Custom(index as u32)
    }
}

impl Account {
    /// An account without users, with the default policy. Its first user is the owner.
    pub(crate) fn new(id: AccountId) -> Self {
        Self {
            id,
            policy: Policy::default(),
            owner: Slot(0),
            approved: SmallVec::new(),
            rest: Arc::default(),
        }
    }

    pub(crate) fn rest_mut(&mut self) -> &mut AccountRest {
        Arc::make_mut(&mut self.rest)
    }

    /// The approval of an app for one user of the account, whose entry for the app is given.
    #[inline]
    pub(crate) fn approval(&self, app: AppNumber, entry: AppEntry) -> Approval {
        // Most accounts approve nothing for all; asking for emptiness first saves 8 of the 390 instructions of a
        // question.
        if !self.approved.is_empty() && self.is_approved(app) {
            Approval::All
        } else if entry.has(Flags::APPROVED) {
            Approval::User
        } else {
            Approval::None
        }
    }

    /// Whether an app is approved for all users.
    #[inline]
    pub(crate) fn is_approved(&self, app: AppNumber) -> bool {
        self.approved.binary_search(&app).is_ok()
    }

    /// Approves an app for all users.
    pub(crate) fn approve(&mut self, app: AppNumber) {
        if let Err(place) = self.approved.binary_search(&app) {
            self.approved.insert(place, app);
        }
    }

    /// Withdraws the approval of an app for all users.
    pub(crate) fn withdraw(&mut self, app: AppNumber) {
        if let Ok(place) = self.approved.binary_search(&app) {
            self.approved.remove(place);
        }
    }

    /// The role of this name, if it is built in or defined by the account.
    pub(crate) fn find_role(&self, role: &AccountRole) -> Option<StoredRole> {
        match role {
            AccountRole::Owner => Some(StoredRole::Owner),
            AccountRole::Admin => Some(StoredRole::Admin),
            AccountRole::Member => Some(StoredRole::Member),
            AccountRole::Custom(name) => {
                self.rest.roles.iter().position(|role| role.name == *name).map(StoredRole::custom)
            }
        }
    }

    /// The name of a role of the account.
    pub(crate) fn role_name(&self, role: StoredRole) -> AccountRole {
        match role {
            StoredRole::Owner => AccountRole::Owner,
            StoredRole::Admin => AccountRole::Admin,
            StoredRole::Member => AccountRole::Member,
            StoredRole::Custom(index) => AccountRole::Custom(
                self.rest.roles.get(index as usize).map(|role| role.name.clone()).unwrap_or_default(),
            ),
        }
    }

    /// The privileges of a role of the account.
    pub(crate) fn privileges(&self, role: StoredRole) -> Privileges {
        match role {
            StoredRole::Owner => AccountRole::Owner.privileges(|_| None),
            StoredRole::Admin => AccountRole::Admin.privileges(|_| None),
            StoredRole::Member => AccountRole::Member.privileges(|_| None),
            StoredRole::Custom(index) => {
                self.rest.roles.get(index as usize).map_or(Privileges::empty(), |role| role.privileges)
            }
        }
    }

    /// The privileges of a custom role, if the account has defined it.
    pub(crate) fn privileges_of(&self, name: &str) -> Option<Privileges> {
        self.rest.roles.iter().find(|role| &*role.name == name).map(|role| role.privileges)
    }

    /// Creates a custom role, or replaces the privileges of the one of this name.
    pub(crate) fn define_role(&mut self, name: &str, privileges: Privileges) -> StoredRole {
        let index =
            self.rest.roles.iter().position(|role| &*role.name == name).unwrap_or(self.rest.roles.len());
        let roles = &mut self.rest_mut().roles;
        match roles.get_mut(index) {
            Some(role) => role.privileges = privileges,
            None => roles.push(CustomRole { name: name.into(), privileges }),
        }
        StoredRole::custom(index)
    }
}
