//! Rows by id: a hash table whose clone shares everything with it, and which grows one bucket at a time.
//!
//! Part of an id's hash says which bucket, and another part which of its slots: a byte that tells which row to compare
//! with. A bucket's slots stand in one cache line with the address of its rows. So a look-up waits for that line, then
//! for the row, and for nothing else; and there is no second copy of the ids.
//!
//! The table grows by [linear hashing](https://en.wikipedia.org/wiki/Linear_hashing): it is never rehashed as a
//! whole. Now and then a new row splits one bucket. So what a change costs does not depend on how large the world is.

use alloc::boxed::Box;
use core::hash::BuildHasher as _;

use foldhash::fast::RandomState;

use super::list::List;

/// A row that is found by its id.
pub(super) trait Row: Clone {
    type Id: Copy + Eq + Into<u128>;

    fn id(&self) -> Self::Id;
}

/// Where a row was when it was found. A split or a removal may have moved it since; its id tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    bucket: u32,
    nth: u32,
}

/// How many rows a bucket has on average when the table grows. Those not yet split in this round have up to twice as
/// many. More rows cost a change more, for it copies a bucket; fewer cost more memory for slots.
const FULL: usize = 4;

/// How many buckets stand together, and are copied together.
const CHUNK: usize = 8;

/// As many as a cache line holds beside the rows.
const SLOTS: usize = 48;

/// A slot that names no row. Rows from here on are named by none: they are compared one by one. So many in one bucket
/// are not to be expected of any hash.
const NONE: u8 = SLOTS as u8 - 1;

#[derive(Clone, Debug)]
#[repr(C, align(64))]
struct Bucket<R> {
    rows: Box<[R]>,
    /// Where rows are, each at the slot of its hash or the first free one after it.
    slots: [u8; SLOTS],
}

type Chunk<R> = [Bucket<R>; CHUNK];

impl<R> Default for Bucket<R> {
    fn default() -> Self {
        Self { rows: Box::default(), slots: [NONE; SLOTS] }
    }
}

#[expect(clippy::indexing_slicing, reason = "a slot is below the number of slots")]
impl<R: Row> Bucket<R> {
    /// Which of the rows is that of an id, whose hash has this slot.
    fn position(&self, id: R::Id, mut slot: usize) -> Option<usize> {
        loop {
            let nth = self.slots[slot];
            if nth == NONE {
                break;
            }
            if self.rows.get(usize::from(nth))?.id() == id {
                return Some(usize::from(nth));
            }
            slot = (slot + 1) % SLOTS;
        }
        let unnamed = usize::from(NONE);
        self.rows.iter().skip(unnamed).position(|row| row.id() == id).map(|nth| nth + unnamed)
    }

    fn push(&mut self, row: R, mut slot: usize) {
        // One slot always stays free, so that every search ends.
        if let Some(nth) = u8::try_from(self.rows.len()).ok().filter(|nth| *nth < NONE) {
            while self.slots[slot] != NONE {
                slot = (slot + 1) % SLOTS;
            }
            self.slots[slot] = nth;
        }
        let mut rows = core::mem::take(&mut self.rows).into_vec();
        rows.reserve_exact(1);
        rows.push(row);
        self.rows = rows.into_boxed_slice();
    }
}

/// The rows of a bucket, and which of them to compare first.
#[derive(Clone, Copy)]
pub(super) struct Probe<'a, R> {
    rows: &'a [R],
    nth: u8,
}

#[derive(Clone, Debug)]
pub(super) struct Table<R> {
    chunks: List<Chunk<R>>,
    /// How many buckets are in use.
    buckets: usize,
    /// The least power of two that is not below `buckets`, less one.
    mask: usize,
    len: usize,
    hasher: RandomState,
}

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self { chunks: List::default(), buckets: 0, mask: 0, len: 0, hasher: RandomState::default() }
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "a slot, and a bucket in its chunk, are below the length of their array"
)]
impl<R: Row> Table<R> {
    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// All rows, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &R> {
        self.chunks.iter().flatten().flat_map(|bucket| bucket.rows.iter())
    }

    /// The row of an id.
    #[inline(always)]
    pub(super) fn find(&self, id: R::Id) -> Option<&R> {
        self.probed(self.probe(id)?, id)
    }

    /// The first half of finding a row: the slot is read, and no row is waited for.
    #[inline(always)]
    pub(super) fn probe(&self, id: R::Id) -> Option<Probe<'_, R>> {
        let hash = self.hash(id);
        let bucket = self.bucket(self.home(hash))?;
        Some(Probe { rows: &bucket.rows, nth: bucket.slots[slot(hash)] })
    }

    /// The second half: the row of the id that was probed for.
    #[inline(always)]
    pub(super) fn probed<'a>(&'a self, probe: Probe<'a, R>, id: R::Id) -> Option<&'a R> {
        let row = probe.rows.get(usize::from(probe.nth))?;
        if row.id() == id { Some(row) } else { self.search(id) }
    }

    /// The row of an id that is not the first to compare. One look-up in ten or so.
    #[inline(never)]
    fn search(&self, id: R::Id) -> Option<&R> {
        self.find_at_once(self.place(id)?)
    }

    /// Where the row of an id is.
    pub(super) fn place(&self, id: R::Id) -> Option<Place> {
        let hash = self.hash(id);
        let home = self.home(hash);
        let nth = self.bucket(home)?.position(id, slot(hash))?;
        Some(Place { bucket: u32::try_from(home).ok()?, nth: u32::try_from(nth).ok()? })
    }

    fn find_at_once(&self, place: Place) -> Option<&R> {
        self.bucket(place.bucket as usize)?.rows.get(place.nth as usize)
    }

    /// The row of an id that was once at a place.
    #[inline]
    pub(super) fn find_at(&self, place: Place, id: R::Id) -> Option<&R> {
        self.find_at_once(place).filter(|row| row.id() == id).or_else(|| self.search(id))
    }

    /// The row of an id, to change it.
    pub(super) fn find_mut(&mut self, id: R::Id) -> Option<&mut R> {
        let Place { bucket, nth } = self.place(id)?;
        self.bucket_mut(bucket as usize)?.rows.get_mut(nth as usize)
    }

    /// Adds a row, whose id is new.
    pub(super) fn insert(&mut self, row: R) {
        if self.len >= self.buckets * FULL {
            self.split();
        }
        self.put(row);
        self.len += 1;
    }

    /// Takes a row out.
    pub(super) fn remove(&mut self, id: R::Id) -> Option<R> {
        let Place { bucket, nth } = self.place(id)?;
        let bucket = self.bucket_mut(bucket as usize)?;
        let mut rows = core::mem::take(bucket).rows.into_vec();
        let removed = rows.swap_remove(nth as usize);
        for row in rows {
            self.put(row);
        }
        self.len -= 1;
        Some(removed)
    }

    fn put(&mut self, row: R) {
        let hash = self.hash(row.id());
        if let Some(bucket) = self.bucket_mut(self.home(hash)) {
            bucket.push(row, slot(hash));
        }
    }

    /// Takes one more bucket into use, and deals the rows of the one in whose place it is out to both.
    fn split(&mut self) {
        let new = self.buckets;
        if new.is_multiple_of(CHUNK) {
            self.chunks.push(Chunk::default());
        }
        self.buckets += 1;
        if new > self.mask {
            self.mask = 2 * self.mask + 1;
        }
        let rows = self.bucket_mut(new & (self.mask >> 1)).map(|bucket| core::mem::take(bucket).rows);
        for row in rows.into_iter().flatten() {
            self.put(row);
        }
    }

    #[inline(always)]
    fn hash(&self, id: R::Id) -> u64 {
        self.hasher.hash_one(id.into())
    }

    /// The bucket that a hash belongs to.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
    fn home(&self, hash: u64) -> usize {
        let (home, before) = (hash as usize & self.mask, hash as usize & (self.mask >> 1));
        if home < self.buckets { home } else { before }
    }
    #[inline(always)]
    fn bucket(&self, nth: usize) -> Option<&Bucket<R>> {
        self.chunks.get(nth / CHUNK).map(|chunk| &chunk[nth % CHUNK])
    }

    fn bucket_mut(&mut self, nth: usize) -> Option<&mut Bucket<R>> {
        self.chunks.get_mut(nth / CHUNK).map(|chunk| &mut chunk[nth % CHUNK])
    }
}

/// The slot of a hash, by its highest bits, which the number of the bucket does not use.
const fn slot(hash: u64) -> usize {
    ((hash >> 56) as usize * SLOTS) >> 8
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Row for u64 {
        type Id = u128;

        fn id(&self) -> u128 {
            u128::from(*self)
        }
    }

    #[test]
    fn a_bucket_holds_more_rows_than_its_slots_can_name() {
        // Rows are put without a split, as if all of their hashes began alike.
        let mut table = Table::default();
        table.insert(0);
        (1..300).for_each(|row| table.put(row));
        table.len = 300;
        assert!((0..300).all(|row: u64| table.find(row.into()) == Some(&row)));
        assert_eq!(table.find(300), None);

        for gone in [299, 0, 47, 150] {
            assert_eq!(table.remove(u128::from(gone)), Some(gone));
            assert_eq!(table.find(gone.into()), None);
        }
        let found = (0..300).filter(|row: &u64| table.find((*row).into()).is_some()).count();
        assert_eq!((found, table.len()), (296, 296));
    }

    #[test]
    fn growing_loses_nothing() {
        let mut table = Table::default();
        for row in 0..10_000_u64 {
            table.insert(row);
            assert_eq!(table.find(row.into()), Some(&row));
        }
        assert!((0..10_000_u64).all(|row| table.find(row.into()) == Some(&row)));
        assert_eq!(table.find(10_000), None);
        assert_eq!(table.iter().count(), 10_000);
        assert_eq!(table.buckets, 2_500, "four rows a bucket");
    }

    #[test]
    fn a_place_that_is_no_longer_right_is_noticed() {
        let mut table = Table::default();
        table.insert(7_u64);
        let place = table.place(7).expect("just inserted");
        (8..1_000).for_each(|row| table.insert(row));
        assert_eq!(table.find_at(place, 7), Some(&7));
        table.remove(7);
        assert_eq!(table.find_at(place, 7), None);
    }

    #[test]
    fn a_clone_stays_as_it_was() {
        let mut table = Table::default();
        (0..1_000_u64).for_each(|row| table.insert(row));
        let before = table.clone();
        (1_000..3_000).for_each(|row| table.insert(row));
        (0..500).for_each(|row: u64| assert_eq!(table.remove(row.into()), Some(row)));
        assert!((0..1_000_u64).all(|row| before.find(row.into()) == Some(&row)));
        assert_eq!((before.iter().count(), before.find(1_000)), (1_000, None));
        assert_eq!(table.iter().count(), 2_500);
    }
}
