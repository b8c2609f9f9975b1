//! One chunk of a [`Table`](super::Table): usually 32 to 64 rows, and one byte for each group of rows.
//!
//! Rows whose hashes have the same four highest bits form a group. Each group has one byte, its *displacement*. A
//! row's hash and the displacement of its group determine the row's slot. When a row is added, the displacements from
//! 0 to 254 are tried in turn, until one puts each row of the group into a free slot of its own.
//!
//! In the example, `b` is added to the group of `a`. Displacement 0 would put both into slot 4. Displacement 1 would
//! put `b` into the slot of `c`, which belongs to another group. Displacement 2 suits both.
//!
//! ```text
//! displacement   slot of a   slot of b                              0   1   2   3   4   5   6   7
//!       0            4           4       the same          slots  [ - | c | a | - | - | b | - | - ]
//!       1            6           1       taken by c
//!       2            2           5       both free
//! ```
//!
//! The method is [hash and displace], which usually builds a perfect hash function for a fixed set of keys. A chunk is
//! small enough to search again for every row that is added.
//!
//! [hash and displace]: https://cmph.sourceforge.net/papers/esa09.pdf

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

/// A row that is found by its id.
pub(crate) trait Row: Clone {
    type Id: Copy + Eq + Into<u128> + From<u128>;

    fn id(&self) -> Self::Id;
}

/// The number of groups in a chunk, one for each value of the four highest bits of a hash.
///
/// Sixteen groups buy two things. First, a group of a chunk with 32 to 64 rows has two to four rows on average, so few
/// that a displacement can nearly always be found: at 80 % load, 1 % of the chunks with 64 rows have a group that no
/// displacement fits, and none of 4,000 chunks with 48 rows. Second, the displacements need at most half a byte per
/// row, so they stay in a cache that is too small for the rows.
pub(super) const GROUPS: usize = 1 << (64 - GROUP_SHIFT);

/// The lowest bit of the group in a hash.
const GROUP_SHIFT: u32 = 60;

/// The lowest of the 32 bits in a hash from which the slot is computed. They are just below those of the group. The 28
/// bits below them select the chunk. They suffice for 2^28 chunks, or 8 billion rows; beyond that, chunk and slot
/// would no longer be independent.
const SLOT_SHIFT: u32 = GROUP_SHIFT - u32::BITS;

/// Copies a displacement into all four bytes of a `u32`, so that two displacements differ in high bits as well as in
/// low ones.
const REPEAT_BYTE: u32 = 0x0101_0101;

/// 2^32 divided by the golden ratio. Multiplying by it (Fibonacci hashing) carries each bit into the highest ones,
/// from which the slot is computed.
const GOLDEN_RATIO: u32 = 0x9E37_79B1;

/// Stands for every displacement of a chunk for which no placement could be found. A row may then be in any slot of the
/// chunk, and a look-up compares all of its rows.
///
/// That happens if the hashes of two rows agree in their 36 highest bits, since no displacement separates these rows.
/// It also happens if all 255 displacements fail for some group, at both load factors of [`Chunk::of`]. That never
/// occurred in a table of a million rows.
pub(super) const UNPLACED: u8 = u8::MAX;

/// The hash of an id, read by its parts.
///
/// ```text
///  63    60 59                        28 27                      0
/// +--------+----------------------------+-------------------------+
/// | group  | slot, with a displacement  | chunk (lowest bits)     |
/// +--------+----------------------------+-------------------------+
/// ```
#[derive(Clone, Copy)]
pub(super) struct Hash(pub(super) u64);

impl Hash {
    /// The index of the chunk that this hash belongs to, in a table of `chunks`. See [linear hashing](super::table).
    ///
    /// `mask` is the least power of two that is not below `chunks`, minus one.
    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
    pub(super) const fn chunk(self, mask: usize, chunks: usize) -> usize {
        let (chunk, unsplit) = (self.0 as usize & mask, self.0 as usize & (mask >> 1));
        if chunk < chunks { chunk } else { unsplit }
    }

    /// The group within the chunk.
    #[inline(always)]
    pub(super) const fn group(self) -> usize {
        (self.0 >> GROUP_SHIFT) as usize
    }

    /// The slot within a chunk of `slots`, if the group has this displacement.
    ///
    /// A 32-bit number times the number of slots, divided by 2^32, is below the number of slots. That needs a
    /// multiplication and a shift, where `%` would need a division.
    #[inline(always)]
    pub(super) const fn slot(self, displacement: u8, slots: usize) -> usize {
        let displaced = (self.0 >> SLOT_SHIFT) as u32 ^ (displacement as u32 * REPEAT_BYTE);
        ((displaced.wrapping_mul(GOLDEN_RATIO) as u64 * slots as u64) >> u32::BITS) as usize
    }
}

/// The rows of a chunk, each in the slot that its hash and the displacement of its group determine.
#[derive(Clone, Debug)]
pub(super) struct Chunk<R> {
    /// One allocation, shared with clones of the table until a row of it changes.
    pub(super) slots: Arc<[Option<R>]>,
    /// One for each group. Stored in the chunk itself, so that reading them does not wait for the slots.
    pub(super) displacements: [u8; GROUPS],
}

impl<R> Default for Chunk<R> {
    fn default() -> Self {
        Self { slots: Arc::default(), displacements: [0; GROUPS] }
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "a group is below the number of groups, a slot below that of slots"
)]
impl<R: Row> Chunk<R> {
    /// A chunk of these rows, at load factor 0.8 if possible: with a fifth of the slots free, memory stays low, and
    /// there is room to find displacements and to add rows. Otherwise the load factor is 0.67. That is the case for
    /// 1 % of the chunks of 64 rows and 9 % of those of 75.
    pub(super) fn of(rows: Vec<R>, hash: &impl Fn(&R) -> Hash) -> Self {
        let hashes: Vec<Hash> = rows.iter().map(hash).collect();
        let tight = Placement::find(&hashes, rows.len() + rows.len() / 4 + 1);
        match tight.or_else(|| Placement::find(&hashes, rows.len() + rows.len() / 2 + 1)) {
            Some(Placement { slots, displacements, slot_of }) => {
                let mut chunk = Self { slots: (0..slots).map(|_| None).collect(), displacements };
                let slots = Arc::make_mut(&mut chunk.slots);
                slot_of.into_iter().zip(rows).for_each(|(slot, row)| slots[slot] = Some(row));
                chunk
            }
            // Only for pathological collisions: fall back to a linear scan.
            None => Self { slots: rows.into_iter().map(Some).collect(), displacements: [UNPLACED; GROUPS] },
        }
    }

    /// Adds a row. Usually only its group moves, to a displacement that fits one more row. If there is none, the
    /// whole chunk is placed again, with more slots.
    pub(super) fn insert(&mut self, row: R, hash: &impl Fn(&R) -> Hash) {
        let group = hash(&row).group();
        let mut rows = self.take_if(|row| hash(row).group() == group);
        rows.push(row);
        let hashes: Vec<Hash> = rows.iter().map(hash).collect();
        let slots = Arc::make_mut(&mut self.slots);
        match find_displacement(&hashes, slots.len(), |slot| slots[slot].is_none()) {
            Some(displacement) => {
                self.displacements[group] = displacement;
                for (hash, row) in hashes.iter().zip(rows) {
                    slots[hash.slot(displacement, slots.len())] = Some(row);
                }
            }
            None => {
                rows.extend(self.take_if(|_| true));
                *self = Self::of(rows, hash);
            }
        }
    }

    /// Takes out the rows that pass a check.
    pub(super) fn take_if(&mut self, check: impl Fn(&R) -> bool) -> Vec<R> {
        let slots = Arc::make_mut(&mut self.slots).iter_mut();
        slots.filter_map(|slot| slot.take_if(|row| check(row))).collect()
    }

    /// The slot of the row of an id.
    pub(super) fn slot_of(&self, id: R::Id, hash: Hash) -> Option<usize> {
        let has_id = |slot: &Option<R>| slot.as_ref().is_some_and(|row| row.id() == id);
        match self.displacements[hash.group()] {
            UNPLACED => self.slots.iter().position(has_id),
            displacement => {
                let slot = hash.slot(displacement, self.slots.len());
                self.slots.get(slot).is_some_and(has_id).then_some(slot)
            }
        }
    }
}

/// Where the rows of a chunk go.
struct Placement {
    slots: usize,
    displacements: [u8; GROUPS],
    /// The slot of each row.
    slot_of: Vec<usize>,
}

#[expect(
    clippy::indexing_slicing,
    reason = "a group is below the number of groups, a slot below that of slots"
)]
impl Placement {
    /// A placement of rows with these hashes; `None` if there is a group that no displacement fits.
    fn find(hashes: &[Hash], slots: usize) -> Option<Self> {
        let mut sizes = [0; GROUPS];
        hashes.iter().for_each(|hash| sizes[hash.group()] += 1);
        // The largest groups come first, while most slots are free: the more rows a group has, the fewer displacements fit.
        let mut order: Vec<(usize, Hash)> = hashes.iter().copied().enumerate().collect();
        order.sort_unstable_by_key(|(_, hash)| (Reverse(sizes[hash.group()]), hash.group()));

        let mut placement = Self { slots, displacements: [0; GROUPS], slot_of: vec![0; hashes.len()] };
        let mut free = vec![true; slots];
        for group in order.chunk_by(|(_, one), (_, other)| one.group() == other.group()) {
            let hashes: Vec<Hash> = group.iter().map(|(_, hash)| *hash).collect();
            let displacement = find_displacement(&hashes, slots, |slot| free[slot])?;
            for (nth, hash) in group {
                let slot = hash.slot(displacement, slots);
                free[slot] = false;
                placement.slot_of[*nth] = slot;
                placement.displacements[hash.group()] = displacement;
            }
        }
        Some(placement)
    }
}

/// The first displacement that puts each of these hashes, all of one group, into a free slot of its own.
fn find_displacement(hashes: &[Hash], slots: usize, is_free: impl Fn(usize) -> bool) -> Option<u8> {
    (0..UNPLACED).find(|displacement| {
        let slot = |hash: &Hash| hash.slot(*displacement, slots);
        hashes.iter().enumerate().all(|(nth, hash)| {
            is_free(slot(hash)) && hashes.iter().take(nth).all(|earlier| slot(earlier) != slot(hash))
        })
    })
}

#[cfg(test)]
mod tests {
    use foldhash::quality::RandomState;

    use super::*;
    use crate::store::table::hash;

    #[test]
    fn rows_whose_hashes_are_all_alike_are_found_and_told_apart() {
        let alike = |_: &u64| Hash(0);
        let mut chunk = Chunk::of((0..20).collect(), &alike);
        assert_eq!(chunk.displacements, [UNPLACED; GROUPS]);
        for row in 20..60 {
            chunk.insert(row, &alike);
        }
        let slots: Vec<_> = (0..60).map(|id| chunk.slot_of(id, Hash(0)).expect("put there")).collect();
        assert!((0..60_u64).zip(&slots).all(|(row, slot)| chunk.slots.get(*slot) == Some(&Some(row))));
        assert_eq!(chunk.slot_of(60, Hash(0)), None);
        assert_eq!(chunk.slots.iter().flatten().count(), 60);
    }

    #[test]
    fn a_fifth_of_the_slots_is_free_or_a_third_where_no_tighter_placement_exists() {
        let hasher = RandomState::default();
        let slots = (0..1_000_u64).map(|chunk| {
            let rows = (0..75).map(|row| 75 * chunk + row).collect();
            Chunk::of(rows, &|row: &u64| hash(&hasher, u128::from(*row))).slots.len()
        });
        let slots: Vec<usize> = slots.collect();
        let fifth = slots.iter().filter(|slots| **slots == 94).count();
        let third = slots.iter().filter(|slots| **slots == 113).count();
        assert!(fifth > 700 && third > 20 && fifth + third > 990, "{fifth} and {third} of 1,000");
    }
}
