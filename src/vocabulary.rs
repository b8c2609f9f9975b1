//! Vocabularies: closed sets of names, and sets of those names, with one spelling for all purposes.
//!
//! Every vocabulary of the crate is declared by one of the two macros here, so that `Display`, `FromStr`
//! and serde cannot disagree about a name.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

/// The error of reading a name that its vocabulary does not contain.
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

/// An error lists the names of a vocabulary that has fewer than this.
const TOO_MANY_TO_LIST: usize = 16;

impl UnknownWord {
    pub(crate) fn new(vocabulary: &'static str, word: &str, known: &'static [&'static str]) -> Self {
        Self { vocabulary, word: clip(word), known }
    }

    /// The unknown word, clipped and escaped.
    ///
    /// Of a long word, this is the first 64 characters and `…`. Characters that do not print or that control a
    /// terminal are escaped as in Rust source.
    #[must_use]
    pub fn word(&self) -> &str {
        &self.word
    }

    /// The vocabulary that lacks the word, as in `scope`, `verb` or `API`.
    #[must_use]
    pub fn vocabulary(&self) -> &'static str {
        self.vocabulary
    }
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown {} `{}`", self.vocabulary, self.word)?;
        if self.known.len() < TOO_MANY_TO_LIST {
            write!(f, ", expected one of `{}`", Joined(self.known.iter().copied(), "`, `"))
        } else {
            write!(f, ", expected one of {} known names", self.known.len())
        }
    }
}

/// Copies at most 64 characters of a bad input and escapes those that do not print.
///
/// An error therefore never holds a megabyte, and the sender of the input cannot forge lines of a log.
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

/// Displays names with a separator between them.
pub(crate) struct Joined<I>(pub(crate) I, pub(crate) &'static str);

impl<I: Iterator<Item: fmt::Display> + Clone> fmt::Display for Joined<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(names, separator) = self;
        for (position, name) in names.clone().enumerate() {
            write!(f, "{}{name}", if position == 0 { "" } else { separator })?;
        }
        Ok(())
    }
}

/// Declares a fieldless enum with one word per variant.
///
/// Generates `ALL`, `name()`, `Display`, `FromStr` and, with the feature `serde`, both directions of serde.
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
            /// Returns [`UnknownWord`](crate::vocabulary::UnknownWord) for any other text.
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

/// Declares a set of words: one row, and one bit, a word.
///
/// A set prints as its names, separated by spaces, in the order of declaration, and parses from the same text.
/// serde writes it as a sequence of names. A set never has a bit without a name, so every set has a wire form, and the
/// rules know every word in it.
///
/// A word may imply the word one bit below it. It then counts as both in `contains` and `intersects`, while the
/// names, the bits, equality and the operators see the set as it was written.
macro_rules! word_set {
    (
        $vocabulary:literal
        $(#[$attr:meta])*
        pub struct $Set:ident: $Bits:ty {
            $( $(#[$doc:meta])* const $WORD:ident = $name:expr, $bit:expr $(, implies $IMPLIED:ident)?; )+
        }
    ) => {
        $(#[$attr])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Set($Bits);

        impl $Set {
            $( $(#[$doc])* pub const $WORD: Self = Self(1 << $bit); )+

            const WORDS: &'static [Self] = &[$(Self::$WORD),+];
            const NAMES: &'static [&'static str] = &[$($name),+];
            const ALL: $Bits = $(Self::$WORD.0)|+;
            /// The words that imply the word one bit below.
            const IMPLYING: $Bits = 0 $($( | {
                assert!(Self::$IMPLIED.0 << 1 == Self::$WORD.0, "a word implies the word one bit below");
                Self::$WORD.0
            })?)+;

            /// The set without any word.
            #[inline]
            #[must_use]
            pub const fn empty() -> Self {
                Self(0)
            }

            /// The set of all words.
            #[inline]
            #[must_use]
            pub const fn all() -> Self {
                Self(Self::ALL)
            }

            /// The bits of the set, one for each word.
            #[inline]
            #[must_use]
            pub const fn bits(self) -> $Bits {
                self.0
            }

            /// The set with these bits, or `None` if one of them has no word.
            #[inline]
            #[must_use]
            pub const fn from_bits(bits: $Bits) -> Option<Self> {
                let known = Self::from_bits_truncate(bits);
                if known.0 == bits { Some(known) } else { None }
            }

            /// The set with these bits, without those that have no word.
            #[inline]
            #[must_use]
            pub const fn from_bits_truncate(bits: $Bits) -> Self {
                Self(bits & Self::ALL)
            }

            /// Whether the set has no word.
            #[inline]
            #[must_use]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether the set contains every word of `other`.
            ///
            /// Every set contains the empty set.
            #[inline]
            #[must_use]
            pub const fn contains(self, other: Self) -> bool {
                self.with_implied() & other.0 == other.0
            }

            /// Whether the set contains some word of `other`.
            #[inline]
            #[must_use]
            pub const fn intersects(self, other: Self) -> bool {
                self.with_implied() & other.0 != 0
            }

            /// The words of either set, as `|`.
            #[inline]
            #[must_use]
            pub const fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// The words of both sets, as `&`.
            #[inline]
            #[must_use]
            pub const fn intersection(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }

            /// The words of this set that are not in `other`, as `-`.
            #[inline]
            #[must_use]
            pub const fn difference(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }

            /// The words of this set that another set does not contain. A set without missing words is contained.
            #[inline]
            #[must_use]
            pub const fn missing_from(self, other: Self) -> Self {
                Self(self.0 & !other.with_implied())
            }

            /// The wire names of the set's words, in the order of declaration.
            pub fn names(self) -> impl Iterator<Item = &'static str> + Clone {
                let named = Self::WORDS.iter().zip(Self::NAMES);
                named.filter(move |(word, _)| self.0 & word.0 != 0).map(|(_, name)| *name)
            }

            /// The set of the one word with this wire name.
            ///
            /// # Errors
            ///
            /// Returns [`UnknownWord`](crate::vocabulary::UnknownWord) if there is no such word.
            pub fn from_wire_name(name: &str) -> Result<Self, $crate::vocabulary::UnknownWord> {
                Self::WORDS
                    .iter()
                    .zip(Self::NAMES)
                    .find_map(|(word, known)| (*known == name).then_some(*word))
                    .ok_or_else(|| $crate::vocabulary::UnknownWord::new($vocabulary, name, Self::NAMES))
            }

            #[inline]
            const fn with_implied(self) -> $Bits {
                self.0 | (self.0 & Self::IMPLYING) >> 1
            }
        }

        const _: () = assert!($Set::ALL.count_ones() as usize == $Set::WORDS.len(), "each word has a bit of its own");

        impl core::ops::BitOr for $Set {
            type Output = Self;

            #[inline]
            fn bitor(self, other: Self) -> Self {
                self.union(other)
            }
        }

        impl core::ops::BitOrAssign for $Set {
            #[inline]
            fn bitor_assign(&mut self, other: Self) {
                *self = self.union(other);
            }
        }

        impl core::ops::BitAnd for $Set {
            type Output = Self;

            #[inline]
            fn bitand(self, other: Self) -> Self {
                self.intersection(other)
            }
        }

        impl core::ops::Sub for $Set {
            type Output = Self;

            #[inline]
            fn sub(self, other: Self) -> Self {
                self.difference(other)
            }
        }

        impl FromIterator<Self> for $Set {
            fn from_iter<I: IntoIterator<Item = Self>>(sets: I) -> Self {
                sets.into_iter().fold(Self::empty(), Self::union)
            }
        }

        impl core::fmt::Debug for $Set {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($Set), "({})"), self)
            }
        }

        impl core::fmt::Display for $Set {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::vocabulary::Joined(self.names(), " ").fmt(f)
            }
        }

        impl core::str::FromStr for $Set {
            type Err = $crate::vocabulary::UnknownWord;

            /// Reads wire names separated by white space.
            ///
            /// # Errors
            ///
            /// Returns [`UnknownWord`](crate::vocabulary::UnknownWord) for the first name that is not in the vocabulary.
            fn from_str(words: &str) -> Result<Self, Self::Err> {
                words.split_ascii_whitespace().map(Self::from_wire_name).collect()
            }
        }

        $crate::vocabulary::serde_as_names!($vocabulary, $Set);
    };
}
pub(crate) use word_set;

/// Implements serde by `Display` and `FromStr`.
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

/// Implements serde of a set as a sequence of names, by `names()` and `from_wire_name`.
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

/// A visitor that parses a string; the text says what it expects.
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
