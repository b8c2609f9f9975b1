//! Users: who belongs to which account, and what its role there holds.

use crate::facts::Privileges;
use crate::id::{AccountId, UserId};
use crate::vocabulary::words;

/// A user, as the decision needs it: one row of a user table with its role resolved.
///
/// # Examples
///
/// ```
/// use consentry::User;
/// use consentry::facts::Privileges;
///
/// let ann = User::new(1_u64.into(), 100_u64.into());
/// assert_eq!(ann.privileges, Privileges::empty());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, expecting = "a user")
)]
#[expect(clippy::exhaustive_structs, reason = "closed: a row of facts is written out by the host")]
pub struct User {
    /// Who.
    pub id: UserId,
    /// The one account that the user belongs to.
    pub account: AccountId,
    /// Whether the user is active.
    pub status: UserStatus,
    /// What the user's [role](crate::facts::AccountRole) holds.
    pub privileges: Privileges,
}

impl User {
    /// An active member of an account: no privileges.
    #[must_use]
    pub const fn new(id: UserId, account: AccountId) -> Self {
        Self { id, account, status: UserStatus::Active, privileges: Privileges::empty() }
    }

    /// The same user with the privileges of a role.
    #[must_use]
    pub const fn with_privileges(self, privileges: Privileges) -> Self {
        Self { privileges, ..self }
    }

    /// The same user, deactivated.
    #[must_use]
    pub const fn deactivated(self) -> Self {
        Self { status: UserStatus::Deactivated, ..self }
    }
}

words! {
    "user status"
    /// Whether a user may act.
    #[expect(clippy::exhaustive_enums, reason = "closed: in or out")]
    pub enum UserStatus {
        /// May act.
        Active = "active",
        /// May do nothing; everything it has is kept and counts again after reactivation.
        Deactivated = "deactivated",
    }
}
