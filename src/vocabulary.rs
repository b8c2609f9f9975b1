//! Words on the wire: how closed sets of names, and sets of those names, print, parse and serialize.
//!
//! Every vocabulary of the crate is declared by one of the two macros here, so that `Display`, `FromStr`
//! and serde cannot disagree about a name.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// A word that is not in the vocabulary it was read for.
///
/// Names are exact: case matters, and nothing is trimmed.
///
/// # Examples
///
/// ```
/// use consentry::Verb;
///
/// let error = "Read".parse::<Verb>().unwrap_err();
/// assert_eq!(error.word(), "Read");
/// assert_eq!(
///     error.to_string(),
///     "unknown verb `Read`, expected one of `read`, `create`, `update`, `delete`"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    vocabulary: &'static str,
    word: Box<str>,
    known: &'static [&'static str],
}

impl core::error::Error for UnknownWord {}

/// From how many names on an error no longer lists them all.
const LISTED: usize = 16;

impl UnknownWord {
    pub(crate) fn new(vocabulary: &'static str, word: &str, known: &'static [&'static str]) -> Self {
        Self { vocabulary, word: clip(word), known }
    }

    /// The word as it was given: of a longer one the first 64 characters and `…`, and characters that do
    /// not print, or would act on a terminal, escaped as in Rust.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.word
    }

    /// What the word was read as: `scope`, `verb`, `API`, ….
    #[must_use]
    pub fn vocabulary(&self) -> &'static str {
        self.vocabulary
    }
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown {} `{}`", self.vocabulary, self.word)?;
        if self.known.len() >= LISTED {
            return write!(f, ", expected one of {} known names", self.known.len());
        }
        f.write_str(", expected one of `")?;
        write_joined(f, self.known.iter().copied(), "`, `")?;
        f.write_str("`")
    }
}

/// Keeps at most 64 characters of a bad input, so that an error never carries a megabyte along, and escapes
/// those that do not print, so that nobody writes a line of a log by what it sends.
pub(crate) fn clip(input: &str) -> Box<str> {
    const KEPT: usize = 64;
    let mut rest = input.chars();
    let mut clipped = String::new();
    for character in rest.by_ref().take(KEPT) {
        match character {
            '\'' | '"' => clipped.push(character),
            _ => clipped.extend(character.escape_debug()),
        }
    }
    if !rest.as_str().is_empty() {
        clipped.push('…');
    }
    clipped.into_boxed_str()
}

/// Writes names with something between them.
pub(crate) fn write_joined(
    f: &mut fmt::Formatter<'_>,
    names: impl Iterator<Item = &'static str>,
    between: &str,
) -> fmt::Result {
    for (position, name) in names.enumerate() {
        write!(f, "{}{name}", if position == 0 { "" } else { between })?;
    }
    Ok(())
}

/// Declares a fieldless enum whose variants are words: one row a word.
///
/// Gives `ALL`, `name()`, `Display`, `FromStr` and, with the feature `serde`, both directions of serde.
macro_rules! words {
    (
        $vocabulary:literal
        $(#[$attr:meta])*
        pub enum $Word:ident { $( $(#[$doc:meta])* $Variant:ident = $name:literal, )+ }
    ) => {
        $(#[$attr])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $Word { $( $(#[$doc])* #[doc = concat!("\n\nWire name: `", $name, "`.")] $Variant, )+ }

        impl $Word {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$Variant),+];
            const NAMES: &'static [&'static str] = &[$($name),+];

            /// The wire name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$Variant => $name,)+ }
            }
        }

        impl core::fmt::Display for $Word {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.name())
            }
        }

        impl core::str::FromStr for $Word {
            type Err = $crate::vocabulary::UnknownWord;

            /// Reads a wire name.
            ///
            /// # Errors
            ///
            /// A word that is not in the vocabulary.
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($name => Ok(Self::$Variant),)+
                    _ => Err($crate::vocabulary::UnknownWord::new($vocabulary, word, Self::NAMES)),
                }
            }
        }

        $crate::vocabulary::serde_as_str!($vocabulary, $Word);
    };
}
pub(crate) use words;

/// Declares a set of words as a bitflags type: one row a word.
///
/// A set prints as its names with spaces between, in the order of declaration, and parses from the same;
/// serde writes it as a sequence of names. Bits without a name have no wire form and never satisfy a rule.
macro_rules! word_set {
    (
        $vocabulary:literal
        $(#[$($attr:tt)*])*
        pub struct $Set:ident: $Bits:ty { $( $(#[$($doc:tt)*])* const $FLAG:ident = $name:expr, $bit:expr; )+ }
    ) => {
        bitflags::bitflags! {
            $(#[$($attr)*])*
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $Set: $Bits {
                $( $(#[$($doc)*])* const $FLAG = 1 << $bit; )+
            }
        }

        impl $Set {
            const FLAGS: &'static [Self] = &[$(Self::$FLAG),+];
            const NAMES: &'static [&'static str] = &[$($name),+];

            /// The wire names of what is in the set, in the order of declaration.
            pub fn names(self) -> impl Iterator<Item = &'static str> {
                Self::FLAGS.iter().zip(Self::NAMES).filter(move |(flag, _)| self.contains(**flag)).map(|(_, name)| *name)
            }

            /// The set that holds the one word of this wire name.
            ///
            /// # Errors
            ///
            /// A name that is not in the vocabulary.
            pub fn from_wire_name(name: &str) -> Result<Self, $crate::vocabulary::UnknownWord> {
                Self::FLAGS
                    .iter()
                    .zip(Self::NAMES)
                    .find_map(|(flag, known)| (*known == name).then_some(*flag))
                    .ok_or_else(|| $crate::vocabulary::UnknownWord::new($vocabulary, name, Self::NAMES))
            }
        }

        impl core::fmt::Display for $Set {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::vocabulary::write_joined(f, self.names(), " ")
            }
        }

        impl core::str::FromStr for $Set {
            type Err = $crate::vocabulary::UnknownWord;

            /// Reads wire names with white space between.
            ///
            /// # Errors
            ///
            /// The first word that is not in the vocabulary.
            fn from_str(words: &str) -> Result<Self, Self::Err> {
                words.split_ascii_whitespace().map(Self::from_wire_name).collect()
            }
        }

        $crate::vocabulary::serde_as_names!($vocabulary, $Set);
    };
}
pub(crate) use word_set;

/// Serde by `Display` and `FromStr`.
macro_rules! serde_as_str {
    ($what:literal, $Type:ident) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $Type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $Type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::vocabulary::Parsed(
                    concat!("a string (", $what, ")"),
                    core::marker::PhantomData,
                ))
            }
        }
    };
}
pub(crate) use serde_as_str;

/// Serde of a set as a sequence of names: `names()` out, `from_wire_name` in.
macro_rules! serde_as_names {
    ($what:literal, $Set:ident) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $Set {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.names())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $Set {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Names;
                impl<'de> serde::de::Visitor<'de> for Names {
                    type Value = $Set;

                    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                        f.write_str(concat!("a list of strings (", $what, ")"))
                    }

                    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut names: A) -> Result<$Set, A::Error> {
                        let mut set = $Set::default();
                        while let Some(name) = names.next_element::<alloc::borrow::Cow<'de, str>>()? {
                            set |= $Set::from_wire_name(&name).map_err(serde::de::Error::custom)?;
                        }
                        Ok(set)
                    }
                }
                deserializer.deserialize_seq(Names)
            }
        }
    };
}
pub(crate) use serde_as_names;

/// Reads a string and parses it.
#[cfg(feature = "serde")]
pub(crate) struct Parsed<T>(pub(crate) &'static str, pub(crate) core::marker::PhantomData<T>);

#[cfg(feature = "serde")]
impl<T: core::str::FromStr<Err: fmt::Display>> serde::de::Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}
