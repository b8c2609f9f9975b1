//! Ids: opaque 128-bit numbers of five types that cannot be mixed up. A [`MeetingNumber`] is not an id.

use alloc::boxed::Box;
use alloc::string::{String, ToString as _};
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
        /// Prints as 22 base64url characters. Parses the same text, 24 characters of padded base64, and UUIDs
        /// with or without hyphens, in either case. Each id has exactly one base64 form.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Id(u128);

        impl $Id {
            /// The id as a number.
            #[must_use]
            pub const fn as_u128(self) -> u128 {
                self.0
            }

            /// The id as bytes, the most significant byte first.
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

        #[cfg(feature = "uuid")]
        impl From<Uuid> for $Id {
            fn from(uuid: Uuid) -> Self {
                Self(uuid.as_u128())
            }
        }

        #[cfg(feature = "uuid")]
        impl From<$Id> for Uuid {
            fn from(id: $Id) -> Self {
                Self::from_u128(id.as_u128())
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
            /// Returns [`ParseIdError`] if the text has none of the four forms.
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                parse(text).map(Self).ok_or_else(|| ParseIdError::new($what, text))
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
    /// The id of an account.
    pub struct AccountId;

    "user id"
    /// The id of a user.
    ///
    /// With the feature `uuid`, every id converts from and to a `uuid::Uuid`.
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
    /// The id of a marketplace app.
    pub struct AppId;

    "meeting UUID"
    /// The id of one instance of a meeting, which its [number](MeetingNumber) never is.
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
    /// The id of a participant, who has a seat in a live meeting.
    pub struct ParticipantId;
}

impl UserId {
    /// The all-zero id. It is reserved, so that a zeroed id never matches a real user.
    ///
    /// A [`Directory`](crate::directory::Directory) refuses to create a user with this id.
    pub const NOBODY: Self = Self(0);
}

impl MeetingUuid {
    /// The form that REST responses contain: 24 characters of padded base64, with `+` and `/`.
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
    /// The 24 characters.
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

/// The length determines the notation. Both base64 decoders accept only the canonical spelling.
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
    // Callers pass a buffer of exactly the length that 16 bytes have in the alphabet.
    let written = alphabet.encode_slice(id.to_be_bytes(), buffer).unwrap_or_default();
    buffer.get(..written).and_then(|text| core::str::from_utf8(text).ok()).unwrap_or_default()
}

/// The error of reading an id from a text that is not one.
///
/// # Examples
///
/// ```
/// use consentry::UserId;
///
/// let error = "ann".parse::<UserId>().unwrap_err();
/// assert_eq!(error.to_string(), "`ann` is not a user id: expected 22 base64url characters, 24 base64 characters or a UUID");
/// ```
///
/// The error explains the ways in which meeting UUIDs are usually damaged:
///
/// ```
/// use consentry::MeetingUuid;
///
/// let explained = |text: &str, explanation: &str| {
///     let error = text.parse::<MeetingUuid>().unwrap_err().to_string();
///     assert!(error.ends_with(explanation), "{error}");
/// };
/// explained("%2Fv7R%2B0cVQ2uYYx0lVhS6oQ%3D%3D", "decode it first");
/// explained("/v7R 0cVQ2uYYx0lVhS6oQ==", "a `+` of the base64 form was probably decoded as a blank");
/// explained("850 1234 5678", "look up its UUID");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not {} {what}: expected 22 base64url characters, 24 base64 characters or a UUID{}",
    article(what),
    hint.sentence()
)]
pub struct ParseIdError {
    what: &'static str,
    text: Box<str>,
    hint: Hint,
}

impl ParseIdError {
    fn new(what: &'static str, text: &str) -> Self {
        let hint = Hint::of(text);
        let text = match hint {
            // A meeting number is sensitive, so the error repeats it as it prints.
            Hint::Number(number) => number.to_string().into(),
            Hint::None | Hint::PercentEncoded | Hint::Blank => clip(text),
        };
        Self { what, text, hint }
    }
}

/// The fewest digits that can be those of a meeting number.
const SHORTEST_NUMBER: usize = 9;

/// What has probably happened to a text that is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hint {
    None,
    PercentEncoded,
    Blank,
    Number(MeetingNumber),
}

impl Hint {
    fn of(text: &str) -> Self {
        let digits: String = text.chars().filter(|character| !matches!(character, ' ' | '-')).collect();
        match digits.trim_start_matches('0').parse() {
            Ok(number) if digits.len() >= SHORTEST_NUMBER => Self::Number(number),
            Ok(_) => Self::None,
            Err(_) if text.contains('%') => Self::PercentEncoded,
            Err(_) if text.contains(' ') => Self::Blank,
            Err(_) => Self::None,
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::None => "",
            Self::PercentEncoded => "; the text is percent-encoded, perhaps twice: decode it first",
            Self::Blank => "; a `+` of the base64 form was probably decoded as a blank",
            Self::Number(_) => "; a number is no id, and a meeting number names no meeting: look up its UUID",
        }
    }
}

/// The indefinite article before a noun.
fn article(noun: &str) -> &'static str {
    if noun.starts_with('a') { "an" } else { "a" }
}

/// A meeting's dial-in number. Not unique, reused, and sensitive: it admits people to the meeting.
///
/// It does not identify an instance of a meeting, so it does not convert to a [`MeetingUuid`]. `Debug` and
/// `Display` show its last two digits at most; [`reveal`](Self::reveal) and serde write all of it, as text.
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
/// It does not convert to a UUID:
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
    /// Displays the whole number. Anyone who sees it may be able to join the meeting: do not log it.
    ///
    /// The result is not an integer, so that the number cannot end up in an id.
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
    /// Returns [`ParseMeetingNumberError`] for anything but 1 to 20 digits up to [`u64::MAX`], without a leading
    /// zero.
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
            // The last two digits of a short number would be nearly all of it.
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
        // If asked for a string, a format would reject an integer itself, and its error would repeat the number.
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(Digits)
        } else {
            deserializer.deserialize_str(Digits)
        }
    }
}

/// Reads a string of digits. It rejects an integer itself, because serde's own error would repeat the number.
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

/// The error of reading a meeting number from a text that is not one.
///
/// It does not repeat the text, which may be a mistyped number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a meeting number: {length} characters, expected 1 to 20 digits up to 18446744073709551615, without a leading zero"
)]
pub struct ParseMeetingNumberError {
    length: usize,
}

#[cfg(all(test, feature = "uuid"))]
mod tests {
    use uuid::Uuid;

    use super::{AccountId, AppId, MeetingUuid, ParticipantId, UserId};

    #[test]
    fn an_id_and_its_uuid_have_the_same_text() {
        const TEXT: &str = "28372e18-89b5-4207-8f4c-ef166ceab021";
        let uuid = Uuid::try_parse(TEXT).expect("a UUID");
        macro_rules! assert_same {
            ($($Id:ident)+) => {$(
                assert_eq!($Id::from(uuid), TEXT.parse().expect("an id"));
                assert_eq!(Uuid::from($Id::from(uuid)), uuid);
            )+};
        }
        assert_same!(AccountId UserId AppId MeetingUuid ParticipantId);
    }
}
