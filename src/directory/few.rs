//! A list that usually has few items, searched without a branch on what is in it.

use alloc::vec::Vec;
use core::ops::BitOr;

/// An item of one word, keyed by some of its bits, that is found without a branch. The zero word is no item.
pub(super) trait Masked: BitOr<Output = Self> + Copy {
    /// The item if `keep`, else zero. Not a branch.
    fn masked(self, keep: bool) -> Self;
}

/// Up to `N` items in place, the others in a list of their own. In no order.
///
/// [`find`](Self::find) combines all `N` places whatever is in them. Where an item stands is as good as random, so
/// a branch on it is mispredicted half the time, and then nothing else goes on until the row is there.
#[derive(Clone, Debug)]
pub(super) struct Few<T, const N: usize> {
    first: [T; N],
    #[expect(clippy::box_collection, reason = "it is rare, and a pointer is a third of a vector's size")]
    more: Option<alloc::boxed::Box<Vec<T>>>,
}

impl<T: Copy + Default, const N: usize> Default for Few<T, N> {
    fn default() -> Self {
        Self { first: [T::default(); N], more: None }
    }
}

impl<T: Copy + Default + PartialEq, const N: usize> Few<T, N> {
    /// The item of a key, or zero. No two items have one key.
    #[inline]
    pub(super) fn find(&self, is: impl Fn(T) -> bool) -> T
    where
        T: Masked,
    {
        let pick = |found: T, item: &T| found | item.masked(is(*item));
        let first = self.first.iter().fold(T::default(), pick);
        match &self.more {
            None => first,
            Some(more) => more.iter().fold(first, pick),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = T> {
        let items = self.first.iter().chain(self.more.iter().flat_map(|more| more.iter()));
        items.copied().filter(|item| *item != T::default())
    }

    /// Puts an item in the place of the one of its key, or adds it; zero takes that one out.
    pub(super) fn replace(&mut self, is: impl Fn(T) -> bool, item: T) {
        let none = T::default();
        let mut places = self.first.iter_mut().chain(self.more.iter_mut().flat_map(|more| more.iter_mut()));
        match places.find(|place| **place != none && is(**place)) {
            Some(place) => *place = item,
            None => self.push(item),
        }
        if let Some(more) = &mut self.more {
            more.retain(|item| *item != none);
        }
        self.more.take_if(|more| more.is_empty());
    }

    /// Adds an item, whose key is new, or zero, which is none.
    pub(super) fn push(&mut self, item: T) {
        match self.first.iter_mut().find(|place| **place == T::default()) {
            Some(free) => *free = item,
            None => self.more.get_or_insert_default().push(item),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn the_first_few_take_no_memory_of_their_own() {
        let mut few = Few::<u32, 3>::default();
        (1..=3).for_each(|item| few.push(item));
        assert!(few.more.is_none());
        few.replace(|item| item == 9, 0);
        assert!(few.more.is_none(), "nothing is taken out where nothing is");
        few.push(4);
        few.replace(|item| item == 2, 0);
        few.push(5);
        assert_eq!((few.first, few.more.as_deref().map(|more| &**more)), ([1, 5, 3], Some(&[4][..])));
        few.replace(|item| item == 4, 0);
        assert!(few.more.is_none());
    }
}
