//! A set of APIs in 256 bits.

use core::fmt;
use core::ops::{BitAnd, BitOr, BitOrAssign, Not, Sub};
use core::str::FromStr;

use crate::catalog::Api;
use crate::vocabulary::UnknownWord;
use crate::vocabulary::{serde_as_names, write_joined};

const WORDS: usize = 4;

const _: () = assert!(Api::ALL.len() <= WORDS * 64, "the catalogue has outgrown the set");

/// A set of APIs. Iterates in the order of the catalogue; `!` is the rest of the catalogue.
///
/// # Examples
///
/// ```
/// use consentry::catalog::{Api, ApiSet, MeetingRole, supported_apis};
///
/// let hosts_only = supported_apis(MeetingRole::Host) - supported_apis(MeetingRole::Participant);
/// assert!(hosts_only.contains(Api::GetMeetingContext));
/// let asked = ApiSet::from([Api::GetMeetingContext, Api::GetUserContext]);
/// assert_eq!((asked & hosts_only).to_string(), "getMeetingContext");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiSet([u64; WORDS]);

impl ApiSet {
    /// No API.
    pub const EMPTY: Self = Self([0; WORDS]);

    /// The whole catalogue, undocumented names included.
    #[must_use]
    pub fn all() -> Self {
        Api::ALL.iter().copied().collect()
    }

    /// Whether an API is in the set.
    #[must_use]
    pub fn contains(self, api: Api) -> bool {
        let (word, bit) = place(api);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Adds an API.
    pub fn insert(&mut self, api: Api) {
        let (word, bit) = place(api);
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= bit;
        }
    }

    /// Takes an API out.
    pub fn remove(&mut self, api: Api) {
        let (word, bit) = place(api);
        if let Some(bits) = self.0.get_mut(word) {
            *bits &= !bit;
        }
    }

    /// How many APIs are in the set.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    /// Whether every API of this set is in the other.
    #[must_use]
    pub fn is_subset(self, other: Self) -> bool {
        (self - other).is_empty()
    }

    /// The APIs in the set, in the order of the catalogue.
    pub fn iter(self) -> impl Iterator<Item = Api> {
        Api::ALL.iter().copied().filter(move |api| self.contains(*api))
    }

    /// The wire names of what is in the set, in the order of the catalogue.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.iter().map(Api::name)
    }

    /// The set that holds the one API of this wire name.
    ///
    /// # Errors
    ///
    /// A name that is not in the catalogue.
    pub fn from_wire_name(name: &str) -> Result<Self, UnknownWord> {
        name.parse().map(|api: Api| Self::from([api]))
    }
}

const fn place(api: Api) -> (usize, u64) {
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
    /// The wire names with spaces between.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_joined(f, self.names(), " ")
    }
}

impl FromStr for ApiSet {
    type Err = UnknownWord;

    /// Reads wire names with white space between.
    ///
    /// # Errors
    ///
    /// The first name that is not in the catalogue.
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
