//! Account roles, and the privileges they hold over the data of an account.

use alloc::boxed::Box;
use core::fmt::{self, Write as _};
use core::str::FromStr;

use crate::vocabulary::{UnknownWord, word_set};

// The two bits that are left out are those of a `reports_edit` and a `roles_read`, which do not exist.
word_set! {
    "privilege"
    /// A set of privileges: what an account role holds.
    ///
    /// An `_edit` privilege contains its `_read`. [`covers`](Self::covers) says what a set lets its holder do.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::Privileges;
    ///
    /// let held: Privileges = "users_edit reports_read".parse()?;
    /// assert!(held.contains(Privileges::USERS_READ));
    /// assert!(!held.contains(Privileges::RECORDINGS_READ));
    /// assert_eq!(held.to_string(), "users_edit reports_read", "only what was written");
    /// # Ok::<_, consentry::UnknownWord>(())
    /// ```
    pub struct Privileges: u16 {
        /// `users_read`: see the profiles and meetings of all users.
        const USERS_READ = "users_read", 0;
        /// `users_edit`: change the profiles and meetings of all users, and the users themselves.
        const USERS_EDIT = "users_edit", 1, implies USERS_READ;
        /// `settings_read`: see the settings of the account and of all users.
        const SETTINGS_READ = "settings_read", 2;
        /// `settings_edit`: change the settings of the account and of all users.
        const SETTINGS_EDIT = "settings_edit", 3, implies SETTINGS_READ;
        /// `recordings_read`: see all recordings.
        const RECORDINGS_READ = "recordings_read", 4;
        /// `recordings_edit`: change and delete all recordings.
        const RECORDINGS_EDIT = "recordings_edit", 5, implies RECORDINGS_READ;
        /// `reports_read`: see all reports. Reports cannot be edited.
        const REPORTS_READ = "reports_read", 6;
        /// `marketplace_read`: see who uses which app, and which apps are requested and disabled.
        const MARKETPLACE_READ = "marketplace_read", 8;
        /// `marketplace_edit`: approve apps, and install, disable and remove them for others.
        const MARKETPLACE_EDIT = "marketplace_edit", 9, implies MARKETPLACE_READ;
        /// `roles_edit`: define roles and assign them. There is no `roles_read`.
        const ROLES_EDIT = "roles_edit", 11;
    }
}

/// The role of a user in its account.
///
/// Prints and parses as `owner`, `admin`, `member` or `custom:NAME`; serde writes a custom role as
/// `{"custom": NAME}`. Control characters, which the name of a defined role never contains, are printed escaped.
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
#[expect(clippy::exhaustive_enums, reason = "closed: every further role is a custom role")]
pub enum AccountRole {
    /// The one owner of the account, who holds every privilege.
    Owner,
    /// An administrator, who holds every privilege.
    Admin,
    /// A member, who holds no privilege.
    Member,
    /// A named set of privileges that the account has defined.
    Custom(Box<str>),
}

impl AccountRole {
    /// The privileges of the role.
    ///
    /// `define` resolves the name of a custom role. A role that it does not define has no privileges.
    #[must_use]
    pub fn privileges(&self, define: impl FnOnce(&str) -> Option<Privileges>) -> Privileges {
        match self {
            Self::Owner | Self::Admin => Privileges::all(),
            Self::Custom(name) => define(name).unwrap_or_default(),
            Self::Member => Privileges::empty(),
        }
    }
}

impl fmt::Display for AccountRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner => f.write_str("owner"),
            Self::Admin => f.write_str("admin"),
            Self::Member => f.write_str("member"),
            Self::Custom(name) => {
                f.write_str("custom:")?;
                // No role that can be defined has such a name, but a value can.
                name.chars().try_for_each(|character| match character.is_control() {
                    true => write!(f, "{}", character.escape_default()),
                    false => f.write_char(character),
                })
            }
        }
    }
}

impl FromStr for AccountRole {
    type Err = UnknownWord;

    /// Reads the text that [`Display`](fmt::Display) writes.
    ///
    /// # Errors
    ///
    /// Returns [`UnknownWord`] for any other text, and for a name with a control character, which no defined role has.
    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "owner" => Ok(Self::Owner),
            "admin" => Ok(Self::Admin),
            "member" => Ok(Self::Member),
            _ => match word.strip_prefix("custom:").filter(|name| !name.contains(char::is_control)) {
                Some(name) => Ok(Self::Custom(name.into())),
                None => {
                    Err(UnknownWord::new("account role", word, &["owner", "admin", "member", "custom:NAME"]))
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::{AccountRole, Privileges};

    #[test]
    fn a_role_prints_on_one_line() {
        let printed = |name: &str| AccountRole::Custom(name.into()).to_string();
        assert_eq!(printed("a\nb\u{1b}[2J\u{85}"), "custom:a\\nb\\u{1b}[2J\\u{85}");
        assert!("custom:a\nb".parse::<AccountRole>().is_err(), "it would not be printed as it was");
        let name = r#"Zoë's "first" \n role"#;
        assert_eq!(
            printed(name).parse(),
            Ok(AccountRole::Custom(name.into())),
            "others are printed as they are"
        );
    }

    #[test]
    fn every_edit_contains_its_read_and_nothing_else() {
        let word = |name: &str| Privileges::from_wire_name(name).ok();
        for name in Privileges::all().names() {
            let held = word(name).expect("a set prints names that it reads");
            let read = name.strip_suffix("_edit").and_then(|data| word(&alloc::format!("{data}_read")));
            for other in Privileges::all().names().filter_map(word) {
                let expected = other == held || Some(other) == read;
                assert_eq!(held.contains(other), expected, "{held} and {other}");
                assert_eq!(held.intersects(other), expected, "{held} and {other}");
            }
        }
    }
}
