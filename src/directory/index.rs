//! From ids to rows: an index whose look-up touches one cache line before the row itself.
//!
//! Entries stand in groups of seven, a group in one cache line: 7 bits of each id's hash, compared all at once, and
//! where its row is. The id itself stands in the row alone, which is read next anyway. A general hash map keeps
//! its control bytes, its keys and the rows in three places, and a look-up waits for one after the other.
//!
//! Rows are never taken out, so neither are entries.

use alloc::vec;
use alloc::vec::Vec;
use core::hash::{BuildHasher as _, Hash};

use hashbrown::DefaultHashBuilder;

/// Where a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The list that the row is in.
    pub(super) list: u32,
    /// Its position there.
    pub(super) position: u32,
}

/// How many entries a group has.
const GROUP: usize = 7;

/// How many of them are in use on average before the table grows: then one group in twenty, by the Poisson
/// distribution, has run over into the next.
const FULL: usize = 4;

const LOWEST: u64 = 0x0101_0101_0101_0101;
const HIGHEST: u64 = 0x8080_8080_8080_8080;

/// Seven entries in 64 bytes.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Group {
    /// A byte an entry: bits of its id's hash, never 0; or 0 for no entry. Entries fill a group from the lowest
    /// byte; the highest is not used.
    tags: u64,
    lists: [u32; GROUP],
    positions: [u32; GROUP],
}

const _: () = assert!(size_of::<Group>() == 64, "a group is a cache line");

impl Group {
    const EMPTY: Self = Self { tags: 0, lists: [0; GROUP], positions: [0; GROUP] };

    /// The entries with this tag, by the highest bits of their bytes. An empty place above an entry that has it may
    /// be shown too.
    #[inline]
    const fn with_tag(&self, tag: u8) -> u64 {
        // A byte becomes 0 where the tag is, and only a 0 borrows from its own highest bit.
        let difference = self.tags ^ (LOWEST * tag as u64);
        difference.wrapping_sub(LOWEST) & !difference & HIGHEST
    }

    /// The place of an entry.
    #[inline]
    fn place(&self, nth: usize) -> Option<Place> {
        Some(Place { list: *self.lists.get(nth)?, position: *self.positions.get(nth)? })
    }

    /// How many entries there are.
    const fn len(&self) -> usize {
        8 - self.tags.leading_zeros() as usize / 8
    }

    /// Adds an entry, if there is room.
    fn put(&mut self, tag: u8, at: Place) -> bool {
        let nth = self.len();
        let (Some(list), Some(position)) = (self.lists.get_mut(nth), self.positions.get_mut(nth)) else {
            return false;
        };
        self.tags |= u64::from(tag) << (8 * nth);
        *list = at.list;
        *position = at.position;
        true
    }
}

/// Finds places by id.
#[derive(Clone, Debug)]
pub(super) struct Index {
    /// A power of two of them.
    groups: Vec<Group>,
    used: usize,
    hasher: DefaultHashBuilder,
}

impl Default for Index {
    fn default() -> Self {
        Self { groups: vec![Group::EMPTY], used: 0, hasher: DefaultHashBuilder::default() }
    }
}

impl Index {
    /// How many places are known.
    pub(super) fn len(&self) -> usize {
        self.used
    }

    /// What `get` gives for an id's place; `get` is asked for each place that could be the id's.
    #[inline]
    pub(super) fn find<T>(&self, id: impl Hash, get: impl Fn(Place) -> Option<T>) -> Option<T> {
        let hash = self.hasher.hash_one(id);
        let tag = tag(hash);
        let mut home = self.home(hash);
        loop {
            let group = self.groups.get(home)?;
            let mut entries = group.with_tag(tag);
            while entries != 0 {
                let found = group.place(entries.trailing_zeros() as usize / 8).and_then(&get);
                if found.is_some() {
                    return found;
                }
                entries &= entries - 1;
            }
            if group.len() < GROUP {
                return None;
            }
            home = (home + 1) & (self.groups.len() - 1);
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
    fn home(&self, hash: u64) -> usize {
        hash as usize & (self.groups.len() - 1)
    }

    /// Adds the place of an id that is not known yet; `id_of` tells those that are.
    pub(super) fn insert<I: Hash>(&mut self, id: I, at: Place, id_of: impl Fn(Place) -> Option<I>) {
        if self.used >= self.groups.len() * FULL {
            self.grow(id_of);
        }
        self.put(self.hasher.hash_one(id), at);
    }

    fn grow<I: Hash>(&mut self, id_of: impl Fn(Place) -> Option<I>) {
        let doubled = vec![Group::EMPTY; self.groups.len() * 2];
        let old = core::mem::replace(&mut self.groups, doubled);
        self.used = 0;
        for group in old {
            for at in (0..group.len()).filter_map(|nth| group.place(nth)) {
                if let Some(id) = id_of(at) {
                    self.put(self.hasher.hash_one(id), at);
                }
            }
        }
    }

    fn put(&mut self, hash: u64, at: Place) {
        let mask = self.groups.len() - 1;
        let mut nth = self.home(hash);
        while !self.groups.get_mut(nth).is_some_and(|group| group.put(tag(hash), at)) {
            nth = (nth + 1) & mask;
        }
        self.used += 1;
    }
}

/// The highest bits of the hash, which the position in the table does not use; with a bit set, so that it is not 0.
const fn tag(hash: u64) -> u8 {
    (hash >> 56) as u8 | 1
}
