//! A list whose clone shares its items with the original.
//!
//! ```text
//! List     leaves  [ * | * | * ]        one pointer for 64 items
//!                    |   |   |
//! leaves             |   |   +--> [ 128 .. 150 ]      the last one may be shorter
//!                    |   +------> [  64 .. 127 ]
//!                    +----------> [   0 ..  63 ]
//! ```
//!
//! A clone copies the pointers and no item. A write copies the leaf that it changes, unless no clone shares it.
//! Reading an item follows one pointer, as in a `Vec<Box<[T]>>`. A plain `Vec` is the better choice where nothing is
//! ever cloned.

use alloc::sync::Arc;
use alloc::vec::Vec;

/// Items in a full leaf. A clone copies `len / LEAF_LEN` pointers of 16 bytes, a write up to `LEAF_LEN` items: 64
/// keeps both small for a list of some ten thousand items of 32 bytes, as a table of a million rows has.
const LEAF_LEN: usize = 64;

#[derive(Clone, Debug)]
pub(crate) struct List<T> {
    /// All full except the last.
    leaves: Vec<Arc<[T]>>,
    len: usize,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { leaves: Vec::new(), len: 0 }
    }
}

impl<T> List<T> {
    /// The number of items.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The item at an index.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.leaves.get(index / LEAF_LEN)?.get(index % LEAF_LEN)
    }

    /// All items, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.leaves.iter().flat_map(|leaf| leaf.iter())
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut items = items.into_iter();
        let mut list = Self::default();
        loop {
            let leaf: Arc<[T]> = items.by_ref().take(LEAF_LEN).collect();
            if leaf.is_empty() {
                return list;
            }
            list.len += leaf.len();
            list.leaves.push(leaf);
        }
    }
}

impl<T: Clone> List<T> {
    /// The item at an index, for changing it. Copies its leaf if a clone shares it.
    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        Arc::make_mut(self.leaves.get_mut(index / LEAF_LEN)?).get_mut(index % LEAF_LEN)
    }

    /// Appends an item. Copies the last leaf: an `Arc<[T]>` has no spare capacity.
    pub(crate) fn push(&mut self, item: T) {
        match self.leaves.last_mut().filter(|leaf| leaf.len() < LEAF_LEN) {
            Some(leaf) => *leaf = leaf.iter().cloned().chain([item]).collect(),
            None => self.leaves.push([item].into()),
        }
        self.len += 1;
    }
}
