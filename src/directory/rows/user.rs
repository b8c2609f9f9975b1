//! Users, with the delegations they hold and their entries for apps.

use alloc::sync::Arc;
use alloc::vec::Vec;

use smallvec::{Array, SmallVec};

use super::{AccountNumber, AppEntry, AppNumber, Member, Slot, StoredRole};
use crate::facts::{Access, Privileges, User, UserStatus};
use crate::id::{AccountId, MeetingUuid, UserId};
use crate::store::Row;

/// A user, with everything that a question of this user reads.
///
/// ```text
/// bytes   0      16       20    24          26      27       28    32                                  64
///         +------+--------+-----+-----------+-------+--------+-----+-----------------------------------+
/// line 1  |  id  |account |slot | privileges|status |removed |     | apps: 3 entries, or a pointer     |
///         +------+--------+-----+-----------+-------+--------+-----+-----------------------------------+
/// line 2  | held: 4 delegations, or a pointer |   role   | given: 4 slots, or a pointer   |    rest      |
///         +-----------------------------------+----------+--------------------------------+--------------+
///         64                                  88         96                               120          128
/// ```
///
/// A question about the user's own data reads the first cache line alone; one about somebody else's data reads the
/// second line too.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub(crate) struct UserRow {
    pub(crate) id: UserId,
    pub(crate) account: AccountNumber,
    pub(crate) slot: Slot,
    /// The privileges of `role`, copied here for the decision.
    pub(crate) privileges: Privileges,
    pub(crate) status: UserStatus,
    pub(crate) removed: bool,
    /// Ascending by app, at most one entry per app, each with at least one flag.
    pub(crate) apps: SmallVec<[AppEntry; 3]>,

    /// The delegations that the user holds, ascending by delegator, at most one per delegator.
    pub(crate) held: SmallVec<[Held; 4]>,
    pub(crate) role: StoredRole,
    /// The delegates to whom the user has given access. The access itself is in their rows.
    pub(crate) given: SmallVec<[Slot; 4]>,
    /// The part that few users have and no decision reads. Shared with clones, so that a change to a neighbour in the
    /// table does not copy it.
    pub(crate) rest: Option<Arc<UserRest>>,
}

// Where pointers are narrower, the row is smaller.
#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<UserRow>() == 128, "two cache lines");

impl Row for UserRow {
    type Id = UserId;

    fn id(&self) -> UserId {
        self.id
    }
}

/// A delegation, as the delegate's row stores it. Never without access.
///
/// ```text
///  31                              8 7            0
/// +---------------------------------+--------------+
/// |  slot of the delegator, 24 bits | access, 8    |
/// +---------------------------------+--------------+
/// ```
///
/// Four of them are 16 bytes. Unpacked they would be 32, and the row three cache lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Held(u32);

const _: () = assert!(size_of::<Access>() == 1 && super::MAX_USERS == 1 << 24, "the two parts of `Held`");

impl Held {
    /// A delegation without any access, which no list contains.
    const NONE: Self = Self(0);

    pub(crate) fn new(delegator: Slot, access: Access) -> Self {
        Self(delegator.0 << 8 | u32::from(access.bits()))
    }

    pub(crate) const fn delegator(self) -> Slot {
        Slot(self.0 >> 8)
    }

    pub(crate) const fn access(self) -> Access {
        Access::from_bits_truncate(self.0 as u8)
    }
}

/// The part of a user that no decision reads.
#[derive(Clone, Debug, Default)]
pub(crate) struct UserRest {
    /// The meetings in which the user has seats, each of them once, in no particular order.
    pub(crate) seated: Vec<MeetingUuid>,
    /// Calendar events and the meetings they are bound to. A binding to a removed meeting is void.
    pub(crate) calendar: Vec<(Arc<str>, MeetingUuid)>,
}

impl UserRow {
    /// The row of a new user.
    pub(crate) fn new(member: Member, role: StoredRole, privileges: Privileges) -> Self {
        let Member { id, account, slot } = member;
        Self {
            id,
            account,
            slot,
            privileges,
            status: UserStatus::Active,
            removed: false,
            role,
            apps: SmallVec::new(),
            held: SmallVec::new(),
            given: SmallVec::new(),
            rest: None,
        }
    }

    /// The row of a removed user, which only keeps the id from being used again.
    pub(crate) fn removed(member: Member) -> Self {
        // Nothing of a removed user is kept, so the row is that of a new user.
        let new = Self::new(member, StoredRole::Member, Privileges::empty());
        Self { status: UserStatus::Deactivated, removed: true, ..new }
    }

    pub(crate) fn is_present(&self) -> bool {
        !self.removed
    }

    #[inline]
    pub(crate) fn member(&self) -> Member {
        Member { id: self.id, account: self.account, slot: self.slot }
    }

    /// The facts of the user, given the id of its account.
    #[inline]
    pub(crate) fn facts(&self, account: AccountId) -> User {
        User { id: self.id, account, status: self.status, privileges: self.privileges }
    }

    /// Changes the role, and with it the privileges.
    pub(crate) fn set_role(&mut self, role: StoredRole, privileges: Privileges) {
        self.role = role;
        self.privileges = privileges;
    }

    /// The user's entry for an app, which may be [none](AppEntry::none).
    #[inline]
    pub(crate) fn app(&self, app: AppNumber) -> AppEntry {
        find(&self.apps, AppEntry::none(app), app, |entry| entry.app)
    }

    /// The user's entries for apps.
    pub(crate) fn apps(&self) -> impl Iterator<Item = AppEntry> {
        self.apps.iter().copied()
    }

    /// Changes the user's entry for an app. An entry without flags is not kept.
    pub(crate) fn edit_app(&mut self, app: AppNumber, edit: impl FnOnce(AppEntry) -> AppEntry) {
        let entry = edit(self.app(app));
        let place = self.apps.binary_search_by_key(&app, |entry| entry.app);
        put(&mut self.apps, place, Some(entry).filter(|entry| !entry.flags.is_empty()));
    }

    /// The access that the user holds from a colleague; empty if there is no delegation.
    #[inline]
    pub(crate) fn held_from(&self, delegator: Slot) -> Access {
        find(&self.held, Held::NONE, delegator, |held| held.delegator()).access()
    }

    /// The delegations that the user holds.
    pub(crate) fn held(&self) -> impl Iterator<Item = (Slot, Access)> {
        self.held.iter().map(|held| (held.delegator(), held.access()))
    }

    /// Sets the access that the user holds from a colleague. No access removes the delegation.
    pub(crate) fn hold(&mut self, delegator: Slot, access: Access) {
        let place = self.held.binary_search_by_key(&delegator, |held| held.delegator());
        put(&mut self.held, place, (!access.is_empty()).then_some(Held::new(delegator, access)));
    }

    /// The colleagues who hold delegations from the user.
    pub(crate) fn given(&self) -> impl Iterator<Item = Slot> {
        self.given.iter().copied()
    }

    /// Records that a colleague holds a delegation from the user.
    pub(crate) fn give(&mut self, delegate: Slot) {
        if !self.given.contains(&delegate) {
            self.given.push(delegate);
        }
    }

    /// Records that a colleague no longer holds a delegation from the user.
    pub(crate) fn take_back(&mut self, delegate: Slot) {
        self.given.retain(|given| *given != delegate);
    }

    pub(crate) fn rest(&self) -> Option<&UserRest> {
        self.rest.as_deref()
    }

    pub(crate) fn rest_mut(&mut self) -> &mut UserRest {
        Arc::make_mut(self.rest.get_or_insert_default())
    }
}

/// The item of a sorted list that has a key, or `none`.
///
/// Within the row, every item is looked at, and the one of the key selected without a branch: where an item is in its list is as
/// good as random, so `Iterator::find` mispredicts its branch half the time. For a question about rows in the cache that was
/// measured as 45 ns instead of 39.
/// The items within the row are a loop of their own, which the compiler unrolls.
#[inline(always)]
fn find<A: Array<Item: Copy>, K: Ord>(
    list: &SmallVec<A>,
    none: A::Item,
    key: K,
    key_of: impl Fn(&A::Item) -> K,
) -> A::Item {
    if list.spilled() {
        return find_spilled(list, none, key, key_of);
    }
    list.iter().take(A::size()).fold(none, |found, item| if key_of(item) == key { *item } else { found })
}

/// A list outside of the row can be of any length, so it is bisected.
#[cold]
#[inline(never)]
fn find_spilled<A: Array<Item: Copy>, K: Ord>(
    list: &SmallVec<A>,
    none: A::Item,
    key: K,
    key_of: impl Fn(&A::Item) -> K,
) -> A::Item {
    let place = list.binary_search_by_key(&key, key_of);
    place.ok().and_then(|place| list.get(place)).copied().unwrap_or(none)
}

/// Puts an item into the place that a bisection has found, or takes away the one that is there.
fn put<A: Array>(list: &mut SmallVec<A>, place: Result<usize, usize>, item: Option<A::Item>) {
    match (place, item) {
        (Ok(place), Some(item)) => {
            if let Some(there) = list.get_mut(place) {
                *there = item;
            }
        }
        (Ok(place), None) => drop(list.remove(place)),
        (Err(place), Some(item)) => list.insert(place, item),
        (Err(_), None) => {}
    }
}
