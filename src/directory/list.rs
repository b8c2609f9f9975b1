//! A list whose clone shares everything with it. A change copies the one item that it is made to, and the way there.
//!
//! Items stand behind branches of up to 256, and the list holds the branches. A clone copies as many pointers as there
//! are branches; the first change to an item after it copies a branch and that item.

use alloc::sync::Arc;
use alloc::vec::Vec;

/// How many items a branch holds: a list of a million items has 4,000 branches, and a branch is 2 KiB.
const FAN: usize = 256;

#[derive(Clone, Debug)]
pub(super) struct List<T> {
    /// All full but the last.
    branches: Vec<Arc<[Arc<T>]>>,
    len: usize,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { branches: Vec::new(), len: 0 }
    }
}

impl<T> List<T> {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(super) fn get(&self, place: usize) -> Option<&T> {
        self.branches.get(place / FAN)?.get(place % FAN).map(|item| &**item)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.branches.iter().flat_map(|branch| branch.iter().map(|item| &**item))
    }

    pub(super) fn push(&mut self, item: T) {
        let item = Arc::new(item);
        match self.branches.last_mut().filter(|branch| branch.len() < FAN) {
            Some(branch) => *branch = branch.iter().cloned().chain([item]).collect(),
            None => self.branches.push([item].into()),
        }
        self.len += 1;
    }
}

impl<T: Clone> List<T> {
    /// The item to change; copied if a clone of the list has it too.
    pub(super) fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        let branch = Arc::make_mut(self.branches.get_mut(place / FAN)?);
        branch.get_mut(place % FAN).map(Arc::make_mut)
    }
}
