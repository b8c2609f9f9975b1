//! What an account lets a user do to other people's data: account roles and the privileges they hold.

use alloc::boxed::Box;

use crate::vocabulary::word_set;

word_set! {
    "privilege"
    /// A set of privileges: what an account role holds.
    ///
    /// An `_edit` privilege includes its `_read`: ask with [`include`](Self::include), not with `contains`.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::Privileges;
    ///
    /// let held: Privileges = "users_edit reports_read".parse()?;
    /// assert!(held.include(Privileges::USERS_READ));
    /// assert!(!held.include(Privileges::RECORDINGS_READ));
    /// # Ok::<_, consentry::UnknownWord>(())
    /// ```
    pub struct Privileges: u16 {
        /// `users_read`: see profiles and meetings of all users.
        const USERS_READ = "users_read", 0;
        /// `users_edit`: change profiles and meetings of all users, and users themselves.
        const USERS_EDIT = "users_edit", 1;
        /// `settings_read`: see the settings of the account and of all users.
        const SETTINGS_READ = "settings_read", 2;
        /// `settings_edit`: change them.
        const SETTINGS_EDIT = "settings_edit", 3;
        /// `recordings_read`: see all recordings.
        const RECORDINGS_READ = "recordings_read", 4;
        /// `recordings_edit`: change and delete them.
        const RECORDINGS_EDIT = "recordings_edit", 5;
        /// `reports_read`: see all reports. There is nothing to edit.
        const REPORTS_READ = "reports_read", 6;
        /// `marketplace_read`: see who uses which app, and what is requested and disabled.
        const MARKETPLACE_READ = "marketplace_read", 8;
        /// `marketplace_edit`: approve apps, and install, disable and remove them for others.
        const MARKETPLACE_EDIT = "marketplace_edit", 9;
        /// `roles_edit`: define roles and hand them out. There is no `roles_read`.
        const ROLES_EDIT = "roles_edit", 11;
    }
}

impl Privileges {
    const EDITS: Self = Self::USERS_EDIT
        .union(Self::SETTINGS_EDIT)
        .union(Self::RECORDINGS_EDIT)
        .union(Self::MARKETPLACE_EDIT);

    /// Whether holding these includes holding all of `needed`. To need nothing is included in anything.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::Privileges;
    ///
    /// assert!(Privileges::USERS_EDIT.include(Privileges::USERS_READ));
    /// assert!(!Privileges::USERS_EDIT.contains(Privileges::USERS_READ), "`contains` compares bits");
    /// assert!(!Privileges::USERS_READ.include(Privileges::USERS_EDIT));
    /// ```
    #[must_use]
    pub const fn include(self, needed: Self) -> bool {
        // Each `_read` stands one bit below its `_edit`.
        let implied = self.intersection(Self::EDITS).bits() >> 1;
        (self.bits() | implied) & needed.bits() == needed.bits()
    }
}

/// The role of a user in its account.
///
/// Prints and parses as `owner`, `admin`, `member` or `custom:NAME`; serde writes a custom role as
/// `{"custom": NAME}`.
///
/// # Examples
///
/// ```
/// use consentry::facts::{AccountRole, Privileges};
///
/// let auditor = AccountRole::Custom("auditor".into());
/// assert_eq!(auditor.to_string(), "custom:auditor");
/// assert_eq!(auditor.privileges(|_| Some(Privileges::REPORTS_READ)), Privileges::REPORTS_READ);
/// assert_eq!(auditor.privileges(|_| None), Privileges::empty());
/// assert_eq!(AccountRole::Admin.privileges(|_| None), Privileges::all());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[expect(clippy::exhaustive_enums, reason = "closed: whatever else an account wants is a custom role")]
pub enum AccountRole {
    /// The one owner of the account. Holds every privilege.
    Owner,
    /// Holds every privilege.
    Admin,
    /// Holds none.
    Member,
    /// A named set of privileges that the account has defined.
    Custom(Box<str>),
}

impl AccountRole {
    /// The privileges of the role; `define` looks a custom role up, and an undefined one holds nothing.
    #[must_use]
    pub fn privileges(&self, define: impl FnOnce(&str) -> Option<Privileges>) -> Privileges {
        match self {
            Self::Owner | Self::Admin => Privileges::all(),
            Self::Custom(name) => define(name).unwrap_or_default(),
            Self::Member => Privileges::empty(),
        }
    }
}

impl core::fmt::Display for AccountRole {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Owner => f.write_str("owner"),
            Self::Admin => f.write_str("admin"),
            Self::Member => f.write_str("member"),
            Self::Custom(name) => write!(f, "custom:{name}"),
        }
    }
}

impl core::str::FromStr for AccountRole {
    type Err = crate::vocabulary::UnknownWord;

    /// Reads what [`Display`](core::fmt::Display) writes.
    ///
    /// # Errors
    ///
    /// A word that is none of the three and does not start with `custom:`.
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "owner" => Ok(Self::Owner),
            "admin" => Ok(Self::Admin),
            "member" => Ok(Self::Member),
            _ => match word.strip_prefix("custom:") {
                Some(name) => Ok(Self::Custom(name.into())),
                None => Err(crate::vocabulary::UnknownWord::new(
                    "account role",
                    word,
                    &["owner", "admin", "member", "custom:NAME"],
                )),
            },
        }
    }
}
