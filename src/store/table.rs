//! Rows by id: a hash table whose clone shares everything with it, and which grows one chunk at a time.
//!
//! Part of an id's hash says which chunk its row is in, and another part which group of the chunk. A group has a byte, its
//! *shift*, by which the hash says exactly where in the chunk the row is. So a look-up compares a single row, known or
//! not, and waits for nothing else: the shifts are a byte for one or two rows, few enough to stay near the processor.
//! When a row comes in, a shift is looked for that puts all rows of its group where there is room
//! ([hash and displace](https://cmph.sourceforge.net/papers/esa09.pdf)).
//!
//! The table grows by [linear hashing](https://en.wikipedia.org/wiki/Linear_hashing): it is never rehashed as a
//! whole. Now and then a new row splits one chunk. So what a change costs does not depend on how large the world is.

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::hash::BuildHasher as _;

use foldhash::quality::RandomState;

use super::list::List;

/// A row that is found by its id.
pub(crate) trait Row: Clone {
    type Id: Copy + Eq + Into<u128> + From<u128>;

    fn id(&self) -> Self::Id;
}

/// Where a row was when it was found. It may have moved since; its id tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    chunk: u32,
    nth: u32,
}

/// How many rows a chunk has on average when the table grows. Those not yet split in this round have up to twice as
/// many. More rows cost a change more, for it copies a chunk; fewer cost more memory for shifts.
const FULL: usize = 32;

/// How many groups a chunk has.
const GROUPS: usize = 16;

/// The shift of a group whose rows no shift puts where there is room. They may be anywhere in the chunk.
const ANYWHERE: u8 = u8::MAX;

#[derive(Clone, Debug)]
struct Chunk<R> {
    rows: Arc<[Option<R>]>,
    shifts: [u8; GROUPS],
}

impl<R> Default for Chunk<R> {
    fn default() -> Self {
        Self { rows: Arc::default(), shifts: [0; GROUPS] }
    }
}

/// The hash of an id, as a chunk sees it.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    /// The chunk of so many, by the lowest bits. `mask` is the least power of two that is not below the number, less one.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
    const fn home(self, mask: usize, chunks: usize) -> usize {
        let (home, before) = (self.0 as usize & mask, self.0 as usize & (mask >> 1));
        if home < chunks { home } else { before }
    }

    /// By the highest bits, which neither [`at`](Self::at) nor the number of the chunk use.
    #[inline(always)]
    const fn group(self) -> usize {
        (self.0 >> 60) as usize
    }

    /// Where a shift puts the row among so many places.
    #[inline(always)]
    const fn at(self, shift: u8, places: usize) -> usize {
        let shifted = (self.0 >> 28) as u32 ^ (shift as u32 * 0x0101_0101);
        ((shifted.wrapping_mul(0x9E37_79B1) as u64 * places as u64) >> 32) as usize
    }
}

/// The first shift that puts these hashes, of one group, each at a place of its own that is free. There is at least one
/// place.
fn shift(hashes: &[Hash], places: usize, is_free: impl Fn(usize) -> bool) -> Option<u8> {
    (0..ANYWHERE).find(|shift| {
        let at = |hash: &Hash| hash.at(*shift, places);
        hashes.iter().enumerate().all(|(nth, hash)| {
            is_free(at(hash)) && hashes.iter().take(nth).all(|earlier| at(earlier) != at(hash))
        })
    })
}

/// Where rows go in a chunk.
struct Plan {
    places: usize,
    shifts: [u8; GROUPS],
    /// The place of each row.
    at: Vec<usize>,
}

#[expect(
    clippy::indexing_slicing,
    reason = "a group is below the number of groups, a place below that of places"
)]
impl Plan {
    /// A plan for rows of these hashes; `None` if there is a group that no shift finds room for.
    fn new(hashes: &[Hash], places: usize) -> Option<Self> {
        let mut sizes = [0; GROUPS];
        hashes.iter().for_each(|hash| sizes[hash.group()] += 1);
        // The largest group first, while there is room.
        let mut order: Vec<(usize, Hash)> = hashes.iter().copied().enumerate().collect();
        order.sort_unstable_by_key(|(_, hash)| (Reverse(sizes[hash.group()]), hash.group()));

        let mut plan = Self { places, shifts: [0; GROUPS], at: vec![0; hashes.len()] };
        let mut free = vec![true; places];
        for group in order.chunk_by(|(_, one), (_, other)| one.group() == other.group()) {
            let hashes: Vec<Hash> = group.iter().map(|(_, hash)| *hash).collect();
            let shift = shift(&hashes, places, |at| free[at])?;
            for (nth, hash) in group {
                let at = hash.at(shift, places);
                free[at] = false;
                plan.at[*nth] = at;
                plan.shifts[hash.group()] = shift;
            }
        }
        Some(plan)
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "a group is below the number of groups, a place below that of places"
)]
impl<R: Row> Chunk<R> {
    /// A chunk of these rows, with a fifth of its places left free, or a third if that takes too much luck.
    fn of(rows: Vec<R>, hash: &impl Fn(&R) -> Hash) -> Self {
        let hashes: Vec<Hash> = rows.iter().map(hash).collect();
        let tight = Plan::new(&hashes, rows.len() + rows.len() / 4 + 1);
        match tight.or_else(|| Plan::new(&hashes, rows.len() + rows.len() / 2 + 1)) {
            Some(plan) => {
                let mut chunk = Self { rows: (0..plan.places).map(|_| None).collect(), shifts: plan.shifts };
                let places = Arc::make_mut(&mut chunk.rows);
                plan.at.into_iter().zip(rows).for_each(|(at, row)| places[at] = Some(row));
                chunk
            }
            // So many hashes that are alike are not to be expected.
            None => Self { rows: rows.into_iter().map(Some).collect(), shifts: [ANYWHERE; GROUPS] },
        }
    }

    fn insert(&mut self, row: R, hash: &impl Fn(&R) -> Hash) {
        let group = hash(&row).group();
        let mut rows = self.take(|row| hash(row).group() == group);
        rows.push(row);
        let hashes: Vec<Hash> = rows.iter().map(hash).collect();
        let places = Arc::make_mut(&mut self.rows);
        match shift(&hashes, places.len(), |at| places[at].is_none()) {
            Some(shift) => {
                self.shifts[group] = shift;
                hashes
                    .iter()
                    .zip(rows)
                    .for_each(|(hash, row)| places[hash.at(shift, places.len())] = Some(row));
            }
            None => {
                rows.extend(self.take(|_| true));
                *self = Self::of(rows, hash);
            }
        }
    }

    /// Takes out the rows that pass a check.
    fn take(&mut self, check: impl Fn(&R) -> bool) -> Vec<R> {
        let places = Arc::make_mut(&mut self.rows).iter_mut();
        places.filter_map(|place| place.take_if(|row| check(row))).collect()
    }

    /// Where the row of an id is.
    fn position(&self, id: R::Id, hash: Hash) -> Option<usize> {
        let is = |place: &Option<R>| place.as_ref().is_some_and(|row| row.id() == id);
        match self.shifts[hash.group()] {
            ANYWHERE => self.rows.iter().position(is),
            shift => {
                let at = hash.at(shift, self.rows.len());
                self.rows.get(at).is_some_and(is).then_some(at)
            }
        }
    }
}

/// Where the row of an id must be, if it is there.
pub(crate) struct Probe<'a, R> {
    place: Option<&'a Option<R>>,
    anywhere: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Table<R> {
    chunks: List<Chunk<R>>,
    /// The least power of two that is not below the number of chunks, less one.
    mask: usize,
    len: usize,
    hasher: RandomState,
}

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self { chunks: List::default(), mask: 0, len: 0, hasher: RandomState::default() }
    }
}

#[expect(clippy::indexing_slicing, reason = "a group is below the number of groups")]
impl<R: Row> Table<R> {
    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// All rows, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &R> {
        self.chunks.iter().flat_map(|chunk| chunk.rows.iter().flatten())
    }

    /// The row of an id.
    #[inline(always)]
    pub(crate) fn find(&self, id: R::Id) -> Option<&R> {
        self.probed(self.probe(id)?, id)
    }

    /// The first half of finding a row: where it must be. No row is waited for.
    #[inline(always)]
    pub(crate) fn probe(&self, id: R::Id) -> Option<Probe<'_, R>> {
        let hash = self.hash(id);
        let chunk = self.chunks.get(hash.home(self.mask, self.chunks.len()))?;
        let shift = chunk.shifts[hash.group()];
        Some(Probe { place: chunk.rows.get(hash.at(shift, chunk.rows.len())), anywhere: shift == ANYWHERE })
    }

    /// The second half: the row of the id that was probed for.
    #[inline(always)]
    pub(crate) fn probed<'a>(&'a self, probe: Probe<'a, R>, id: R::Id) -> Option<&'a R> {
        let row = probe.place?.as_ref().filter(|row| row.id() == id);
        if probe.anywhere { self.search(id) } else { row }
    }

    #[cold]
    fn search(&self, id: R::Id) -> Option<&R> {
        self.at(self.place(id)?)
    }

    /// Where the row of an id is.
    pub(crate) fn place(&self, id: R::Id) -> Option<Place> {
        let hash = self.hash(id);
        let home = hash.home(self.mask, self.chunks.len());
        let nth = self.chunks.get(home)?.position(id, hash)?;
        Some(Place { chunk: u32::try_from(home).ok()?, nth: u32::try_from(nth).ok()? })
    }

    #[inline]
    fn at(&self, place: Place) -> Option<&R> {
        self.chunks.get(place.chunk as usize)?.rows.get(place.nth as usize)?.as_ref()
    }

    /// The row of an id that was once at a place.
    #[inline]
    pub(crate) fn find_at(&self, place: Place, id: R::Id) -> Option<&R> {
        self.at(place).filter(|row| row.id() == id).or_else(|| self.find(id))
    }

    /// The row of an id, to change it.
    pub(crate) fn find_mut(&mut self, id: R::Id) -> Option<&mut R> {
        let place = self.place(id)?;
        self.at_mut(place)?.as_mut()
    }

    /// A table of these rows, as if each had been [added](Self::insert).
    ///
    /// # Errors
    ///
    /// The least id that several rows have.
    pub(crate) fn from_rows(rows: Vec<R>) -> Result<Self, R::Id> {
        let mut table = Bulk::of(rows.len());
        rows.into_iter().for_each(|row| table.insert(row));
        table.finish()
    }

    /// Takes a row out.
    pub(crate) fn remove(&mut self, id: R::Id) -> Option<R> {
        let place = self.place(id)?;
        let removed = self.at_mut(place)?.take();
        self.len -= 1;
        removed
    }

    fn at_mut(&mut self, place: Place) -> Option<&mut Option<R>> {
        Arc::make_mut(&mut self.chunks.get_mut(place.chunk as usize)?.rows).get_mut(place.nth as usize)
    }

    /// Adds a row, whose id is new.
    pub(crate) fn insert(&mut self, row: R) {
        if self.len >= self.chunks.len() * FULL {
            self.split();
        }
        let hasher = self.hasher.clone();
        if let Some(chunk) = self.chunks.get_mut(self.home(row.id())) {
            chunk.insert(row, &|row| hash(&hasher, row.id()));
        }
        self.len += 1;
    }

    /// Adds a chunk, and deals the rows of the one in whose place it is out to both.
    fn split(&mut self) {
        let new = self.chunks.len();
        self.chunks.push(Chunk::default());
        if new > self.mask {
            self.mask = 2 * self.mask + 1;
        }
        let old = new & (self.mask >> 1);
        let rows = self.chunks.get_mut(old).map(|chunk| chunk.take(|_| true)).unwrap_or_default();
        let (leave, stay): (Vec<R>, Vec<R>) = rows.into_iter().partition(|row| self.home(row.id()) == new);
        let hasher = self.hasher.clone();
        for (place, rows) in [(old, stay), (new, leave)] {
            if let Some(chunk) = self.chunks.get_mut(place) {
                *chunk = Chunk::of(rows, &|row| hash(&hasher, row.id()));
            }
        }
    }

    #[inline(always)]
    fn hash(&self, id: R::Id) -> Hash {
        hash(&self.hasher, id)
    }

    /// The chunk that a row of this id belongs to.
    fn home(&self, id: R::Id) -> usize {
        self.hash(id).home(self.mask, self.chunks.len())
    }
}

/// A table in the making, of so many rows.
///
/// Rows come in any order, and each chunk is to be made once. So they are dealt twice: into parts, each of which fits a
/// cache, and in the end from each part into its chunks.
#[derive(Debug)]
pub(crate) struct Bulk<R> {
    /// Without chunks.
    table: Table<R>,
    count: usize,
    parts: Vec<Vec<R>>,
}

/// How many chunks the rows of a part are for: of rows of 128 bytes 2 MiB.
const PART: usize = 512;

#[expect(clippy::indexing_slicing, reason = "a home is below the number of chunks")]
impl<R: Row> Bulk<R> {
    /// A table to be, of so many rows.
    pub(crate) fn of(len: usize) -> Self {
        let count = len.div_ceil(FULL);
        let mask = count.next_power_of_two() - 1;
        let parts = count.div_ceil(PART);
        let parts = (0..parts).map(|_| Vec::with_capacity(len / parts)).collect();
        Self { table: Table { mask, len, ..Table::default() }, count, parts }
    }

    pub(crate) fn insert(&mut self, row: R) {
        let home = self.home(&row);
        self.parts[home / PART].push(row);
    }

    fn home(&self, row: &R) -> usize {
        self.table.hash(row.id()).home(self.table.mask, self.count)
    }

    /// The table.
    ///
    /// # Errors
    ///
    /// The least id that several rows have.
    pub(crate) fn finish(mut self) -> Result<Table<R>, R::Id> {
        let parts = core::mem::take(&mut self.parts);
        let mut twice: Option<u128> = None;
        let chunks = parts.into_iter().zip((0..self.count).step_by(PART)).flat_map(|(part, first)| {
            let mut dealt: Vec<Vec<R>> =
                (first..self.count.min(first + PART)).map(|_| Vec::with_capacity(2 * FULL)).collect();
            part.into_iter().for_each(|row| dealt[self.home(&row) - first].push(row));
            dealt
        });
        let chunk = |rows: Vec<R>| {
            let chunk = Chunk::of(rows, &|row| self.table.hash(row.id()));
            for (nth, row) in chunk.rows.iter().enumerate() {
                let Some(row) = row else { continue };
                // Rows of one id have one hash, so no shift tells them apart, and the first of them is found.
                if chunk.position(row.id(), self.table.hash(row.id())) != Some(nth) {
                    let id = row.id().into();
                    twice = Some(twice.map_or(id, |least| least.min(id)));
                }
            }
            chunk
        };
        let chunks = chunks.map(chunk).collect();
        match twice {
            Some(id) => Err(id.into()),
            None => Ok(Table { chunks, ..self.table }),
        }
    }
}

/// All bits are used, and by themselves: with the faster of foldhash's two hashes, ids that count up put too many rows into
/// one group.
#[inline(always)]
fn hash(hasher: &RandomState, id: impl Into<u128>) -> Hash {
    Hash(hasher.hash_one(id.into()))
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
    fn rows_whose_hashes_are_all_alike_are_found_and_told_apart() {
        let alike = |_: &u64| Hash(0);
        let mut chunk = Chunk::of((0..20).collect(), &alike);
        assert_eq!(chunk.shifts, [ANYWHERE; GROUPS]);
        for row in 20..60 {
            chunk.insert(row, &alike);
        }
        let at: Vec<_> = (0..60).map(|id| chunk.position(id, Hash(0)).expect("put there")).collect();
        assert!((0..60_u64).zip(&at).all(|(row, at)| chunk.rows.get(*at) == Some(&Some(row))));
        assert_eq!(chunk.position(60, Hash(0)), None);
        assert_eq!(chunk.rows.iter().flatten().count(), 60);
    }

    #[test]
    fn a_table_with_such_rows_answers_as_any_other() {
        let mut table = Table::default();
        (0..1_000_u64).for_each(|row| table.insert(row));
        for chunk in 0..table.chunks.len() {
            let chunk = table.chunks.get_mut(chunk).expect("there");
            chunk.shifts = [ANYWHERE; GROUPS];
        }
        assert!((0..1_000_u64).all(|row| table.find(row.into()) == Some(&row)));
        assert_eq!(table.find(1_000), None);
        (1_000..3_000).for_each(|row| table.insert(row));
        (0..3_000_u64).for_each(|row| assert_eq!(table.remove(row.into()), Some(row)));
        assert_eq!((table.len(), table.iter().count()), (0, 0));
    }

    #[test]
    fn a_chunk_has_a_fifth_of_its_places_free_or_a_third_where_that_takes_too_much_luck() {
        let hasher = RandomState::default();
        let places = (0..1_000_u64).map(|chunk| {
            let rows = (0..75).map(|row| 75 * chunk + row).collect();
            Chunk::of(rows, &|row: &u64| hash(&hasher, u128::from(*row))).rows.len()
        });
        let places: Vec<usize> = places.collect();
        let fifth = places.iter().filter(|places| **places == 94).count();
        let third = places.iter().filter(|places| **places == 113).count();
        assert!(fifth > 700 && third > 20 && fifth + third > 990, "{fifth} and {third} of 1,000");
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
        let places: usize = table.chunks.iter().map(|chunk| chunk.rows.len()).sum();
        assert!(places < 14_500, "{places} places for 10,000 rows");
        let lost = table.chunks.iter().flat_map(|chunk| chunk.shifts).filter(|shift| *shift == ANYWHERE);
        assert_eq!(lost.count(), 0, "every group has a shift");
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
