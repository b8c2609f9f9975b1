//! A set of APIs in 256 bits.

use core::fmt;
use core::ops::{BitAnd, BitOr, BitOrAssign, Not, Sub};
use core::str::FromStr;

use crate::catalog::Api;
use crate::vocabulary::{Joined, UnknownWord, serde_as_names};

const WORDS: usize = 4;

const _: () = assert!(Api::ALL.len() <= WORDS * 64, "the catalogue has outgrown the set");

/// A set of APIs.
///
/// It iterates in the order of the catalogue. `!set` is the rest of the catalogue.
///
/// # Examples
///
/// ```
/// use consentry::catalog::{Api, ApiSet, MeetingRole, supported_apis};
///
/// let hosts_only = supported_apis(MeetingRole::Host) - supported_apis(MeetingRole::Participant);
/// assert!(hosts_only.contains(Api::GetMeetingContext));
/// let requested = ApiSet::from([Api::GetMeetingContext, Api::GetUserContext]);
/// assert_eq!((requested & hosts_only).to_string(), "getMeetingContext");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiSet([u64; WORDS]);

impl ApiSet {
    /// The empty set.
    pub const EMPTY: Self = Self([0; WORDS]);

    /// The whole catalogue, undocumented names included.
    #[must_use]
    pub fn all() -> Self {
        Api::ALL.iter().copied().collect()
    }

    /// Whether the set contains an API.
    #[must_use]
    pub fn contains(self, api: Api) -> bool {
        let (word, bit) = position(api);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Adds an API to the set.
    pub fn insert(&mut self, api: Api) {
        let (word, bit) = position(api);
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= bit;
        }
    }

    /// Removes an API from the set.
    pub fn remove(&mut self, api: Api) {
        let (word, bit) = position(api);
        if let Some(bits) = self.0.get_mut(word) {
            *bits &= !bit;
        }
    }

    /// The number of APIs in the set.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    /// Whether `other` contains every API of this set.
    #[must_use]
    pub fn is_subset(self, other: Self) -> bool {
        (self - other).is_empty()
    }

    /// The APIs of the set, in the order of the catalogue.
    pub fn iter(self) -> impl Iterator<Item = Api> + Clone {
        Api::ALL.iter().copied().filter(move |api| self.contains(*api))
    }

    /// The wire names of the APIs in the set, in the order of the catalogue.
    pub fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        self.iter().map(Api::name)
    }

    /// The set of the one API with this wire name.
    ///
    /// # Errors
    ///
    /// Returns [`UnknownWord`] if the catalogue does not contain the name.
    pub fn from_wire_name(name: &str) -> Result<Self, UnknownWord> {
        name.parse().map(|api: Api| Self::from([api]))
    }
}

const fn position(api: Api) -> (usize, u64) {
    (api as usize / 64, 1 << (api as usize % 64))
}

impl BitOr for ApiSet {
    type Output = Self;

    fn bitor(mut self, other: Self) -> Self {
        self |= other;
        self
    }
}

impl BitOrAssign for ApiSet {
    fn bitor_assign(&mut self, other: Self) {
        for (bits, more) in self.0.iter_mut().zip(other.0) {
            *bits |= more;
        }
    }
}

impl BitAnd for ApiSet {
    type Output = Self;

    fn bitand(mut self, other: Self) -> Self {
        for (bits, kept) in self.0.iter_mut().zip(other.0) {
            *bits &= kept;
        }
        self
    }
}

impl Sub for ApiSet {
    type Output = Self;

    fn sub(mut self, other: Self) -> Self {
        for (bits, gone) in self.0.iter_mut().zip(other.0) {
            *bits &= !gone;
        }
        self
    }
}

impl Not for ApiSet {
    type Output = Self;

    fn not(self) -> Self {
        Self::all() - self
    }
}

impl<const N: usize> From<[Api; N]> for ApiSet {
    fn from(apis: [Api; N]) -> Self {
        apis.into_iter().collect()
    }
}

impl FromIterator<Api> for ApiSet {
    fn from_iter<I: IntoIterator<Item = Api>>(apis: I) -> Self {
        let mut set = Self::EMPTY;
        set.extend(apis);
        set
    }
}

impl Extend<Api> for ApiSet {
    fn extend<I: IntoIterator<Item = Api>>(&mut self, apis: I) {
        for api in apis {
            self.insert(api);
        }
    }
}

impl fmt::Display for ApiSet {
    /// Writes the wire names, separated by spaces.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Joined(self.names(), " ").fmt(f)
    }
}

impl FromStr for ApiSet {
    type Err = UnknownWord;

    /// Reads wire names separated by white space.
    ///
    /// # Errors
    ///
    /// Returns [`UnknownWord`] for the first name that the catalogue does not contain.
    fn from_str(names: &str) -> Result<Self, UnknownWord> {
        names.split_ascii_whitespace().map(Api::from_str).collect()
    }
}

impl fmt::Debug for ApiSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

serde_as_names!("API", ApiSet);
