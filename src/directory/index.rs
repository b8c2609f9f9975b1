//! From ids to rows: an index whose look-up touches one cache line before the row itself.
//!
//! Each word holds where a row is and 16 bits of its id's hash; the id itself stands in the row alone, which is
//! read next anyway. Rows are never taken out, so neither are words. A general hash map keeps its control bytes,
//! its keys and the rows in three places, and a look-up waits for one after the other.

use alloc::vec;
use alloc::vec::Vec;
use core::hash::{BuildHasher as _, Hash};

use hashbrown::DefaultHashBuilder;

/// Where a row is: two numbers of 24 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The list that the row is in.
    pub(super) list: u32,
    /// Its position there.
    pub(super) position: u32,
}

/// How many lists, and how many rows in a list, a place can tell apart.
pub(super) const MOST: usize = 1 << BITS;

const BITS: u32 = 24;
const MASK: u64 = (1 << BITS) - 1;
const TAG: u64 = !0 << (2 * BITS);
/// No row has this word: its tag would have to be all ones, which `tag` never gives.
const EMPTY: u64 = !0;
const SMALLEST: usize = 8;

/// Finds places by id.
#[derive(Clone, Debug)]
pub(super) struct Index {
    /// A power of two of them, at most three quarters in use.
    words: Vec<u64>,
    used: usize,
    hasher: DefaultHashBuilder,
}

impl Default for Index {
    fn default() -> Self {
        Self { words: vec![EMPTY; SMALLEST], used: 0, hasher: DefaultHashBuilder::default() }
    }
}

impl Index {
    /// How many places are known.
    pub(super) fn len(&self) -> usize {
        self.used
    }

    /// The first place that could be an id's and that `is` its.
    #[inline]
    pub(super) fn find<T>(&self, id: impl Hash, is: impl Fn(Place) -> Option<T>) -> Option<T> {
        let hash = self.hasher.hash_one(id);
        let tag = tag(hash);
        for word in self.probe(hash) {
            if word == EMPTY {
                return None;
            }
            if word & TAG == tag
                && let Some(found) = is(place(word))
            {
                return Some(found);
            }
        }
        None
    }

    /// The words from where an id belongs, around the table once.
    #[inline]
    fn probe(&self, hash: u64) -> impl Iterator<Item = u64> {
        let mask = self.words.len() - 1;
        #[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
        let start = hash as usize;
        (0..self.words.len())
            .map(move |step| self.words.get(start.wrapping_add(step) & mask).copied().unwrap_or(EMPTY))
    }

    /// Adds the place of an id that is not known yet; `id_of` tells those that are.
    pub(super) fn insert<I: Hash>(&mut self, id: I, at: Place, id_of: impl Fn(Place) -> Option<I>) {
        if (self.used + 1) * 4 > self.words.len() * 3 {
            self.grow(id_of);
        }
        self.put(self.hasher.hash_one(id), at);
    }

    fn grow<I: Hash>(&mut self, id_of: impl Fn(Place) -> Option<I>) {
        let doubled = self.words.len() * 2;
        let old = core::mem::replace(&mut self.words, vec![EMPTY; doubled]);
        self.used = 0;
        for at in old.into_iter().filter(|word| *word != EMPTY).map(place) {
            if let Some(id) = id_of(at) {
                self.put(self.hasher.hash_one(id), at);
            }
        }
    }

    fn put(&mut self, hash: u64, at: Place) {
        let mask = self.words.len() - 1;
        #[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
        let start = hash as usize;
        let free = (0..self.words.len())
            .map(|step| start.wrapping_add(step) & mask)
            .find(|at| self.words.get(*at) == Some(&EMPTY));
        if let Some(word) = free.and_then(|free| self.words.get_mut(free)) {
            *word = tag(hash) | u64::from(at.list) << BITS | u64::from(at.position);
            self.used += 1;
        }
    }
}

/// The highest bits of the hash, which the position in the table does not use; never all ones.
const fn tag(hash: u64) -> u64 {
    let tag = hash & TAG;
    if tag == TAG { 0 } else { tag }
}

const fn place(word: u64) -> Place {
    Place { list: (word >> BITS & MASK) as u32, position: (word & MASK) as u32 }
}
