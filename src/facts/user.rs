//! Users: their account, their status, and the privileges of their account role.

use crate::facts::Privileges;
use crate::id::{AccountId, UserId};
use crate::vocabulary::words;

/// A user, as the decision needs it: one row of a user table, with the account role resolved to privileges.
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
#[expect(clippy::exhaustive_structs, reason = "closed: a host builds it from a row of its own")]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// The one account that the user belongs to.
    pub account: AccountId,
    /// Whether the user is active.
    pub status: UserStatus,
    /// The privileges of the user's [account role](crate::facts::AccountRole).
    pub privileges: Privileges,
}

impl User {
    /// An active member of an account, without privileges.
    #[must_use]
    pub const fn new(id: UserId, account: AccountId) -> Self {
        Self { id, account, status: UserStatus::Active, privileges: Privileges::empty() }
    }

    /// The same user with the privileges of an account role.
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
    #[expect(clippy::exhaustive_enums, reason = "closed: a new status is a new rule, which no match may overlook")]
    pub enum UserStatus {
        /// The user may act.
        Active = "active",
        /// The user cannot act. Its data and grants are kept and take effect again on reactivation.
        Deactivated = "deactivated",
    }
}
