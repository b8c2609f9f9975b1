//! A list whose clone shares everything with it. A change copies the branch that it is made in.
//!
//! Items stand in branches of 64, and the list holds the branches. A clone copies as many pointers as there are branches.

use alloc::sync::Arc;
use alloc::vec::Vec;

/// How many items a branch holds.
const FAN: usize = 64;

#[derive(Clone, Debug)]
pub(crate) struct List<T> {
    /// All full but the last.
    branches: Vec<Arc<[T]>>,
    len: usize,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { branches: Vec::new(), len: 0 }
    }
}

impl<T> List<T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    #[inline]
    pub(crate) fn get(&self, place: usize) -> Option<&T> {
        self.branches.get(place / FAN)?.get(place % FAN)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.branches.iter().flat_map(|branch| branch.iter())
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut items = items.into_iter();
        let mut list = Self::default();
        loop {
            let branch: Arc<[T]> = items.by_ref().take(FAN).collect();
            if branch.is_empty() {
                return list;
            }
            list.len += branch.len();
            list.branches.push(branch);
        }
    }
}

impl<T: Clone> List<T> {
    /// The item to change.
    pub(crate) fn get_mut(&mut self, place: usize) -> Option<&mut T> {
        Arc::make_mut(self.branches.get_mut(place / FAN)?).get_mut(place % FAN)
    }

    pub(crate) fn push(&mut self, item: T) {
        match self.branches.last_mut().filter(|branch| branch.len() < FAN) {
            Some(branch) => *branch = branch.iter().cloned().chain([item]).collect(),
            None => self.branches.push([item].into()),
        }
        self.len += 1;
    }
}
