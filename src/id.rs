//! Ids: opaque 128-bit numbers of five kinds that cannot be mixed up, and the meeting number, which is no id.

use alloc::boxed::Box;
use core::fmt;
use core::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use uuid::Uuid;

use crate::vocabulary::{clip, serde_as_str};

macro_rules! ids {
    ($( $what:literal $(#[$attr:meta])* pub struct $Id:ident; )+) => {$(
        $(#[$attr])*
        ///
        /// Prints as 22 base64url characters; parses those, 24 characters of padded base64, and UUIDs with
        /// or without hyphens, whose hexadecimal digits may be of either case. In base64 one id has one text.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Id(u128);

        impl $Id {
            /// The id as a number.
            #[must_use]
            pub const fn as_u128(self) -> u128 {
                self.0
            }

            /// The id as bytes, the most significant first.
            #[must_use]
            pub const fn to_bytes(self) -> [u8; 16] {
                self.as_u128().to_be_bytes()
            }
        }

        impl From<u128> for $Id {
            fn from(number: u128) -> Self {
                Self(number)
            }
        }

        impl From<u64> for $Id {
            fn from(number: u64) -> Self {
                Self(u128::from(number))
            }
        }

        impl From<[u8; 16]> for $Id {
            fn from(bytes: [u8; 16]) -> Self {
                Self(u128::from_be_bytes(bytes))
            }
        }

        impl From<$Id> for u128 {
            fn from(id: $Id) -> Self {
                id.as_u128()
            }
        }

        impl From<$Id> for [u8; 16] {
            fn from(id: $Id) -> Self {
                id.to_bytes()
            }
        }

        impl FromStr for $Id {
            type Err = ParseIdError;

            /// Reads an id.
            ///
            /// # Errors
            ///
            /// A text in none of the four forms.
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                parse(text).map(Self).ok_or_else(|| ParseIdError { what: $what, text: clip(text) })
            }
        }

        impl fmt::Display for $Id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(encode(self.as_u128(), &mut [0; 22], &URL_SAFE_NO_PAD))
            }
        }

        impl fmt::Debug for $Id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($Id), "({})"), self)
            }
        }

        serde_as_str!($what, $Id);
    )+};
}

ids! {
    "account id"
    /// Names an account.
    pub struct AccountId;

    "user id"
    /// Names a user.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::UserId;
    ///
    /// let ann: UserId = "KDcuGIm1QgePTO8WbOqwIQ".parse()?;
    /// assert_eq!(ann, "28372e18-89b5-4207-8f4c-ef166ceab021".parse()?);
    /// assert_eq!(ann, "28372e1889b542078f4cef166ceab021".parse()?);
    /// assert_eq!(ann.to_string(), "KDcuGIm1QgePTO8WbOqwIQ");
    /// # Ok::<_, consentry::id::ParseIdError>(())
    /// ```
    pub struct UserId;

    "app id"
    /// Names a marketplace app.
    pub struct AppId;

    "meeting UUID"
    /// Names one instance of a meeting. Never its human [number](MeetingNumber).
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::MeetingUuid;
    ///
    /// let standup: MeetingUuid = "/v7R+0cVQ2uYYx0lVhS6oQ==".parse()?;
    /// assert_eq!(standup, "_v7R-0cVQ2uYYx0lVhS6oQ".parse()?);
    /// assert_eq!(standup.to_base64().as_str(), "/v7R+0cVQ2uYYx0lVhS6oQ==");
    /// # Ok::<_, consentry::id::ParseIdError>(())
    /// ```
    pub struct MeetingUuid;

    "participant id"
    /// Names a seat in a live meeting.
    pub struct ParticipantId;
}

impl UserId {
    /// The all-zero id, which no user ever has: an id that somebody forgot to fill in names nobody.
    ///
    /// A [`Directory`](crate::directory::Directory) refuses to create a user of this id.
    pub const NOBODY: Self = Self(0);
}

impl MeetingUuid {
    /// The 24-character padded base64 form, with `+` and `/`, in which REST answers carry it.
    #[must_use]
    pub fn to_base64(self) -> Base64Uuid {
        let mut text = [0; 24];
        encode(self.as_u128(), &mut text, &STANDARD);
        Base64Uuid(text)
    }
}

/// The 24-character base64 form of a [`MeetingUuid`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Base64Uuid([u8; 24]);

impl Base64Uuid {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Base64Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Base64Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// The length tells the notation; within it both decoders take one spelling only.
fn parse(text: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    let decoded = match text.len() {
        22 => URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?,
        24 => STANDARD.decode_slice(text, &mut bytes).ok()?,
        32 | 36 => return Uuid::try_parse(text).ok().map(|uuid| uuid.as_u128()),
        _ => return None,
    };
    (decoded == bytes.len()).then_some(u128::from_be_bytes(bytes))
}

fn encode<'a>(id: u128, buffer: &'a mut [u8], alphabet: &impl base64::Engine) -> &'a str {
    // The buffers above have exactly the length that 16 bytes take in each alphabet.
    let written = alphabet.encode_slice(id.to_be_bytes(), buffer).unwrap_or_default();
    buffer.get(..written).and_then(|text| core::str::from_utf8(text).ok()).unwrap_or_default()
}

/// A text that is no id.
///
/// # Examples
///
/// ```
/// use consentry::UserId;
///
/// let error = "ann".parse::<UserId>().unwrap_err();
/// assert_eq!(error.to_string(), "`ann` is not a user id: expected 22 base64url characters, 24 base64 characters or a UUID");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not {} {what}: expected 22 base64url characters, 24 base64 characters or a UUID",
    article(what)
)]
pub struct ParseIdError {
    what: &'static str,
    text: Box<str>,
}

/// The indefinite article that the noun asks for.
fn article(noun: &str) -> &'static str {
    if noun.starts_with('a') { "an" } else { "a" }
}

/// The human number of a meeting: not unique, reused, and sensitive, for it lets people in.
///
/// It never identifies an instance: there is no way from here to a [`MeetingUuid`]. `Debug` and `Display`
/// show its last two digits at most; [`reveal`](Self::reveal) and serde give it whole, as text.
///
/// # Examples
///
/// ```
/// use consentry::id::MeetingNumber;
///
/// let number: MeetingNumber = "85012345678".parse()?;
/// assert_eq!(number.to_string(), "*********78");
/// assert_eq!(number.reveal().to_string(), "85012345678");
/// # Ok::<_, consentry::id::ParseMeetingNumberError>(())
/// ```
///
/// It cannot be taken for a UUID:
///
/// ```compile_fail,E0277
/// use consentry::MeetingUuid;
/// use consentry::id::MeetingNumber;
///
/// let uuid: MeetingUuid = MeetingNumber::from(85_012_345_678).into();
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeetingNumber(u64);

impl MeetingNumber {
    /// The whole number, to print. Whoever sees it may be able to join: do not log it.
    ///
    /// It is text, not an integer, so that it does not find its way into an id.
    #[must_use]
    pub fn reveal(self) -> impl fmt::Display {
        self.0
    }
}

impl From<u64> for MeetingNumber {
    fn from(digits: u64) -> Self {
        Self(digits)
    }
}

impl FromStr for MeetingNumber {
    type Err = ParseMeetingNumberError;

    /// Reads the whole number.
    ///
    /// # Errors
    ///
    /// Anything but 1 to 20 digits up to [`u64::MAX`], without a leading zero.
    fn from_str(text: &str) -> Result<Self, ParseMeetingNumberError> {
        let canonical = text == "0" || !text.starts_with('0');
        match text.parse() {
            Ok(digits) if canonical && text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Self(digits)),
            Ok(_) | Err(_) => Err(ParseMeetingNumberError { length: text.chars().count() }),
        }
    }
}

impl fmt::Display for MeetingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = match self.0.checked_ilog10().map_or(1, |log| log + 1) {
            // Of a short number the last two digits would be nearly all of it.
            digits @ 0..6 => digits,
            digits => digits - 2,
        };
        for _ in 0..hidden {
            f.write_str("*")?;
        }
        if self.0 < 100_000 { Ok(()) } else { write!(f, "{:02}", self.0 % 100) }
    }
}

impl fmt::Debug for MeetingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MeetingNumber({self})")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for MeetingNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.reveal())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for MeetingNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Asked for a string, a format would answer to an integer itself, and repeat it.
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(Digits)
        } else {
            deserializer.deserialize_str(Digits)
        }
    }
}

/// Reads a string of digits. It refuses an integer itself: serde's own error would repeat the number.
#[cfg(feature = "serde")]
struct Digits;

#[cfg(feature = "serde")]
impl Digits {
    fn refuse<E: serde::de::Error>(self) -> Result<MeetingNumber, E> {
        Err(E::invalid_type(serde::de::Unexpected::Other("a bare number"), &self))
    }
}

#[cfg(feature = "serde")]
impl serde::de::Visitor<'_> for Digits {
    type Value = MeetingNumber;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string of digits")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<MeetingNumber, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<MeetingNumber, E> {
        self.refuse()
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<MeetingNumber, E> {
        self.refuse()
    }

    fn visit_u128<E: serde::de::Error>(self, _: u128) -> Result<MeetingNumber, E> {
        self.refuse()
    }

    fn visit_i128<E: serde::de::Error>(self, _: i128) -> Result<MeetingNumber, E> {
        self.refuse()
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<MeetingNumber, E> {
        self.refuse()
    }
}

/// A text that is no meeting number. It does not repeat the text, which may be a number mistyped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a meeting number: {length} characters, expected 1 to 20 digits up to 18446744073709551615, without a leading zero"
)]
pub struct ParseMeetingNumberError {
    length: usize,
}
