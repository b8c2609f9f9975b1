//! The apps: few, read by every question, and hardly ever changed. They stand together, each at its number.
//!
//! A clone shares them; a change to one app after it copies them all.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::hash::BuildHasher as _;

use foldhash::quality::RandomState;

use super::{AppNumber, AppRow};
use crate::id::AppId;

#[derive(Clone, Debug, Default)]
pub(crate) struct Apps(Arc<Rows>);

#[derive(Clone, Debug)]
struct Rows {
    rows: Vec<AppRow>,
    /// Numbers of apps, each at the place of its id's hash or the first free one after it. A power of two of them, and
    /// three in four are free.
    places: Box<[u32]>,
    hasher: RandomState,
}

/// A place that names no app.
const FREE: u32 = u32::MAX;

impl Default for Rows {
    fn default() -> Self {
        Self { rows: Vec::new(), places: [FREE; 4].into(), hasher: RandomState::default() }
    }
}

impl Apps {
    pub(crate) fn len(&self) -> usize {
        self.0.rows.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &AppRow> {
        self.0.rows.iter()
    }

    #[inline]
    pub(crate) fn find(&self, id: AppId) -> Option<(AppNumber, &AppRow)> {
        let rows = &*self.0;
        let mut place = rows.home(id);
        loop {
            let number = *rows.places.get(place & (rows.places.len() - 1))?;
            let row = rows.rows.get(number as usize)?;
            if row.id == id {
                return Some((AppNumber(number), row));
            }
            place += 1;
        }
    }

    #[inline]
    pub(crate) fn get(&self, app: AppNumber) -> Option<&AppRow> {
        self.0.rows.get(app.index())
    }

    pub(crate) fn get_mut(&mut self, app: AppNumber) -> Option<&mut AppRow> {
        Arc::make_mut(&mut self.0).rows.get_mut(app.index())
    }

    /// Adds an app, whose id is new.
    pub(crate) fn insert(&mut self, row: AppRow) {
        let rows = Arc::make_mut(&mut self.0);
        rows.rows.push(row);
        if rows.rows.len() * 4 > rows.places.len() {
            rows.places = vec![FREE; rows.places.len() * 2].into();
            (0..rows.rows.len()).for_each(|number| rows.put(number));
        } else {
            rows.put(rows.rows.len() - 1);
        }
    }
}

impl Rows {
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
    fn home(&self, id: AppId) -> usize {
        self.hasher.hash_one(id.as_u128()) as usize & (self.places.len() - 1)
    }

    #[expect(clippy::cast_possible_truncation, reason = "memory runs out long before 2^32 apps")]
    fn put(&mut self, number: usize) {
        let Some(row) = self.rows.get(number) else { return };
        let (home, mask) = (self.home(row.id), self.places.len() - 1);
        let free = (home..).map(|place| place & mask).find(|place| self.places.get(*place) == Some(&FREE));
        if let Some(place) = free.and_then(|place| self.places.get_mut(place)) {
            *place = number as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Manifest, ManifestDraft, Publication};
    use crate::id::AccountId;

    #[test]
    fn an_app_is_near_the_place_of_its_hash() {
        let manifest: Manifest =
            ManifestDraft::user_managed(AccountId::from(1_u64)).try_into().expect("valid");
        let mut apps = Apps::default();
        for id in 0..1_000_u64 {
            let publication = Publication::Published;
            apps.insert(AppRow { id: id.into(), manifest: manifest.clone(), publication });
        }
        let rows = &*apps.0;
        assert_eq!(rows.places.len(), 4_096, "a power of two, three in four of them free");
        let steps = |(place, number): (usize, &u32)| {
            let app = rows.rows.get(*number as usize)?;
            Some(place.wrapping_sub(rows.home(app.id)) % rows.places.len())
        };
        let steps: Vec<usize> = rows.places.iter().enumerate().filter_map(steps).collect();
        assert_eq!(steps.len(), 1_000);
        assert!(steps.iter().sum::<usize>() < 500, "few steps from where an app should be");
    }
}
