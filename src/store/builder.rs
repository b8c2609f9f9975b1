//! Making a table from many rows at once.
//!
//! Inserting the rows one by one would move a group for each row, and a chunk for each split. The builder places each
//! chunk once, so it first has to collect the rows of the chunk. Rows arrive in any order and are dealt out twice:
//!
//! ```text
//! rows ---> parts (a few hundred chunks each, appended to in order)     by TableBuilder::insert
//!             part ---> rows of each of its chunks ---> chunks          by TableBuilder::finish, part by part
//! ```
//!
//! Dealing rows straight into the chunks would append each row to one of tens of thousands of vectors, with a cache miss
//! each time. Reading a million rows of 128 bytes from a file took 330 to 345 ns per row with this builder, and 525 to
//! 569 ns when each row was inserted into a chunk that was a hash map.

use alloc::vec::Vec;

use super::chunk::{Chunk, Row};
use super::table::{ROWS_PER_CHUNK, Table};

/// The number of chunks whose rows are dealt at the same time. Their rows must fit into a cache: 512 chunks of 32 rows
/// of 128 bytes are 2 MiB.
const CHUNKS_PER_PART: usize = 512;

/// A table in the making.
#[derive(Debug)]
pub(crate) struct TableBuilder<R> {
    /// The table to be, with its hasher, mask and length, but without chunks.
    table: Table<R>,
    /// The number of chunks to be.
    chunks: usize,
    parts: Vec<Vec<R>>,
}

#[expect(clippy::indexing_slicing, reason = "a row's chunk is below the number of chunks")]
impl<R: Row> TableBuilder<R> {
    /// A builder for exactly this number of rows.
    pub(crate) fn new(len: usize) -> Self {
        let chunks = len.div_ceil(ROWS_PER_CHUNK);
        let mask = chunks.next_power_of_two() - 1;
        let parts = chunks.div_ceil(CHUNKS_PER_PART);
        let parts = (0..parts).map(|_| Vec::with_capacity(len / parts)).collect();
        Self { table: Table { mask, len, ..Table::default() }, chunks, parts }
    }

    /// Adds a row.
    pub(crate) fn insert(&mut self, row: R) {
        let chunk = self.chunk_of(&row);
        self.parts[chunk / CHUNKS_PER_PART].push(row);
    }

    /// The table of all rows.
    ///
    /// # Errors
    ///
    /// The lowest id that several rows have.
    pub(crate) fn finish(mut self) -> Result<Table<R>, R::Id> {
        let parts = core::mem::take(&mut self.parts);
        let mut duplicate: Option<u128> = None;
        let firsts = (0..self.chunks).step_by(CHUNKS_PER_PART);
        let dealt = parts.into_iter().zip(firsts).flat_map(|(part, first)| {
            let chunks = first..self.chunks.min(first + CHUNKS_PER_PART);
            let mut dealt: Vec<Vec<R>> = chunks.map(|_| Vec::with_capacity(2 * ROWS_PER_CHUNK)).collect();
            part.into_iter().for_each(|row| dealt[self.chunk_of(&row) - first].push(row));
            dealt
        });
        let chunk = |rows: Vec<R>| {
            let chunk = Chunk::of(rows, &|row| self.table.hash(row.id()));
            for (slot, row) in chunk.slots.iter().enumerate() {
                let Some(row) = row else { continue };
                // Rows with the same id have the same hash, so no displacement separates them: their group is unplaced,
                // and a look-up finds the first of them.
                if chunk.slot_of(row.id(), self.table.hash(row.id())) != Some(slot) {
                    let id = row.id().into();
                    duplicate = Some(duplicate.map_or(id, |lowest| lowest.min(id)));
                }
            }
            chunk
        };
        let chunks = dealt.map(chunk).collect();
        match duplicate {
            Some(id) => Err(id.into()),
            None => Ok(Table { chunks, ..self.table }),
        }
    }

    fn chunk_of(&self, row: &R) -> usize {
        self.table.hash(row.id()).chunk(self.table.mask, self.chunks)
    }
}

impl<R: Row> Table<R> {
    /// A table of these rows, as if each had been [inserted](Self::insert).
    ///
    /// # Errors
    ///
    /// The lowest id that several rows have.
    pub(crate) fn from_rows(rows: Vec<R>) -> Result<Self, R::Id> {
        let mut table = TableBuilder::new(rows.len());
        rows.into_iter().for_each(|row| table.insert(row));
        table.finish()
    }
}
