//! The apps: few, read by every question, and hardly ever changed.
//!
//! ```text
//! index    [ -  | 2 | -  | -  | 0 | 1 | -  | - ]     numbers, by hash: one in four entries is taken
//! rows     [ app 0 | app 1 | app 2 ]                 each at its number
//! ```
//!
//! A look-up starts at the entry that the hash of the id selects, and goes on to the next while it finds other apps
//! (linear probing). Since the index is at most a quarter full, that is hardly ever needed. A clone shares all of
//! this, and the first change after it copies all apps.
//!
//! Why not the [`Table`](crate::store::Table) that users and meetings are in? It would add 50 instructions to the 350 or
//! so of each question. It reads a chunk and a displacement first, which pays only for rows that do not
//! fit into a cache.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::hash::BuildHasher as _;

use foldhash::quality::RandomState;

use super::{AppNumber, AppRow};
use crate::id::AppId;

#[derive(Clone, Debug, Default)]
pub(crate) struct Apps(Arc<Indexed>);

#[derive(Clone, Debug)]
struct Indexed {
    rows: Vec<AppRow>,
    /// Numbers of apps or [`FREE`]. The length is a power of two.
    index: Box<[u32]>,
    hasher: RandomState,
}

/// An entry of the index without an app. No app has this number, so a look-up that meets it finds no row and ends.
const FREE: u32 = u32::MAX;

/// Entries of the index for each app, at least.
const ENTRIES_PER_APP: usize = 4;

impl Default for Indexed {
    fn default() -> Self {
        Self { rows: Vec::new(), index: [FREE; ENTRIES_PER_APP].into(), hasher: RandomState::default() }
    }
}

impl Apps {
    pub(crate) fn len(&self) -> usize {
        self.0.rows.len()
    }

    /// All apps, by number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &AppRow> {
        self.0.rows.iter()
    }

    #[inline]
    pub(crate) fn find(&self, id: AppId) -> Option<(AppNumber, &AppRow)> {
        let apps = &*self.0;
        let mut entry = apps.home(id);
        loop {
            let number = *apps.index.get(entry & (apps.index.len() - 1))?;
            let row = apps.rows.get(number as usize)?;
            if row.id == id {
                return Some((AppNumber(number), row));
            }
            entry += 1;
        }
    }

    #[inline]
    pub(crate) fn get(&self, app: AppNumber) -> Option<&AppRow> {
        self.0.rows.get(app.index())
    }

    pub(crate) fn get_mut(&mut self, app: AppNumber) -> Option<&mut AppRow> {
        Arc::make_mut(&mut self.0).rows.get_mut(app.index())
    }

    /// Adds an app, whose id must be new.
    pub(crate) fn insert(&mut self, row: AppRow) {
        let apps = Arc::make_mut(&mut self.0);
        apps.rows.push(row);
        if apps.rows.len() * ENTRIES_PER_APP > apps.index.len() {
            apps.index = vec![FREE; apps.index.len() * 2].into();
            (0..apps.rows.len()).for_each(|number| apps.enter(number));
        } else {
            apps.enter(apps.rows.len() - 1);
        }
    }
}

impl Indexed {
    /// The entry where a look-up of an id starts.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
    fn home(&self, id: AppId) -> usize {
        self.hasher.hash_one(id.as_u128()) as usize & (self.index.len() - 1)
    }

    /// Writes the number of an app into the first free entry from its home on.
    #[expect(clippy::cast_possible_truncation, reason = "memory runs out long before 2^32 apps")]
    fn enter(&mut self, number: usize) {
        let Some(row) = self.rows.get(number) else { return };
        let (home, mask) = (self.home(row.id), self.index.len() - 1);
        let free = (home..).map(|entry| entry & mask).find(|entry| self.index.get(*entry) == Some(&FREE));
        if let Some(entry) = free.and_then(|entry| self.index.get_mut(entry)) {
            *entry = number as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Manifest, ManifestDraft, Publication};
    use crate::id::AccountId;

    #[test]
    fn an_app_is_near_the_entry_of_its_hash() {
        let manifest: Manifest =
            ManifestDraft::user_managed(AccountId::from(1_u64)).try_into().expect("valid");
        let mut apps = Apps::default();
        for id in 0..1_000_u64 {
            let publication = Publication::Published;
            apps.insert(AppRow { id: id.into(), manifest: manifest.clone(), publication });
        }
        let apps = &*apps.0;
        assert_eq!(apps.index.len(), 4_096, "a power of two, three in four of them free");
        let steps = |(entry, number): (usize, &u32)| {
            let app = apps.rows.get(*number as usize)?;
            Some(entry.wrapping_sub(apps.home(app.id)) % apps.index.len())
        };
        let steps: Vec<usize> = apps.index.iter().enumerate().filter_map(steps).collect();
        assert_eq!(steps.len(), 1_000);
        assert!(steps.iter().sum::<usize>() < 500, "few steps from home");
    }
}
