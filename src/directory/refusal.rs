//! Refusals: why a change or a view is refused. One row per refusal.

use core::fmt;
use core::str::FromStr;

#[cfg(feature = "serde")]
use crate::vocabulary::Parsed;
use crate::vocabulary::UnknownWord;

/// Declares [`Refusal`]: one row per refusal, in the order in which they are checked.
macro_rules! refusals {
    (
        $(#[$attr:meta])*
        pub enum Refusal { $( $(#[$doc:meta])* $Variant:ident = $name:literal, $code:literal, $sentence:literal; )+ }
    ) => {
        $(#[$attr])*
        pub enum Refusal {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\nWire name: `", $name, "`. Code: ", $code, ".")]
                $Variant,
            )+
        }

        impl Refusal {
            /// Every refusal, in the order in which they are checked.
            pub const ALL: &'static [Self] = &[$(Self::$Variant),+];
            const NAMES: &'static [&'static str] = &[$($name),+];

            /// The wire name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$Variant => $name,)+ }
            }

            /// The HTTP status code that a service would answer with.
            #[must_use]
            pub const fn code(self) -> u16 {
                match self { $(Self::$Variant => $code,)+ }
            }

            const fn sentence(self) -> &'static str {
                match self { $(Self::$Variant => $sentence,)+ }
            }
        }

        impl FromStr for Refusal {
            type Err = UnknownWord;

            /// Reads a wire name.
            ///
            /// # Errors
            ///
            /// Returns an error if the word is not the name of a refusal.
            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                match word {
                    $($name => Ok(Self::$Variant),)+
                    _ => Err(UnknownWord::new("refusal", word, Self::NAMES)),
                }
            }
        }
    };
}

refusals! {
    /// Why a change or a view is refused. A refused change changes nothing.
    ///
    /// The actor is checked first, then the other names in the order of the operation's fields. From
    /// [`AlreadyExists`](Self::AlreadyExists) on, the refusals are checked in the order of this list; if several apply, the
    /// first is returned.
    ///
    /// `Display` writes a sentence for people; [`name`](Self::name) is the wire name.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::Refusal;
    ///
    /// assert!(Refusal::AlreadyExists < Refusal::NotPermitted, "checked earlier");
    /// assert_eq!(Refusal::NotPermitted.to_string(), "the actor is not permitted to do this");
    /// assert_eq!(Refusal::NotPermitted.name(), "not_permitted");
    /// assert_eq!(Refusal::NotPermitted.code(), 403);
    /// ```
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[expect(clippy::exhaustive_enums, reason = "closed: a new refusal is a new rule")]
    pub enum Refusal {
        /// The account is unknown.
        UnknownAccount = "unknown_account", 404, "there is no such account";
        /// The user is unknown.
        UnknownUser = "unknown_user", 404, "there is no such user";
        /// The app is unknown.
        UnknownApp = "unknown_app", 404, "there is no such app";
        /// The account has not defined the custom role.
        UnknownRole = "unknown_role", 404, "the account has not defined this role";
        /// The meeting is unknown.
        UnknownMeeting = "unknown_meeting", 404, "there is no such meeting";
        /// The meeting has no such seat.
        UnknownParticipant = "unknown_participant", 404, "the meeting has no such participant";
        /// An id that must be new is in use, or was used before.
        AlreadyExists = "already_exists", 409, "the id is in use, or was used before";
        /// The actor may not do this.
        NotPermitted = "not_permitted", 403, "the actor is not permitted to do this";
        /// The users belong to different accounts.
        DifferentAccount = "different_account", 403, "the users belong to different accounts";
        /// A user concerned is deactivated.
        Inactive = "inactive", 409, "the user is deactivated";
        /// The developer has withdrawn the app.
        AppUnpublished = "app_unpublished", 409, "the app's developer has withdrawn it";
        /// The account's policy does not allow the app for the user now.
        NotApproved = "not_approved", 403, "the account's policy does not allow this app for this user";
        /// The user has not installed the app.
        NotInstalled = "not_installed", 409, "the user has not installed the app";
        /// Any other rule of the change that is broken; `docs/rules.md` lists them for each change.
        Invalid = "invalid", 422, "the change breaks a rule of its own, or does not fit the present state";
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.sentence())
    }
}

impl core::error::Error for Refusal {}

#[cfg(feature = "serde")]
impl serde::Serialize for Refusal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Refusal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Parsed("a string (refusal)", core::marker::PhantomData))
    }
}
