//! The rows of the directory.
//!
//! An account is the unit of the layout: its users and meetings stand in it, and delegations stay within it.
//! Rows are never taken out, so a handle is good for ever; a removed user or meeting leaves an empty row that
//! keeps its id taken.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::BitOr;

use smallvec::SmallVec;

use super::few::{Few, Item};
use super::handle::{AppHandle, MeetingHandle, Slot};
use super::seats::Seats;
use crate::{
    Access, AccountId, AccountRole, AppId, Approval, Installation, Manifest, MeetingKind, MeetingNumber,
    MeetingState, MeetingUuid, Policy, Privileges, Publication, Scopes, User, UserId,
};

/// A tenant.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) id: AccountId,
    pub(super) owner: Slot,
    pub(super) policy: Policy,
    /// Apps approved for all users. Approvals of one user stand with the user.
    pub(super) approved: Vec<AppHandle>,
    /// Custom roles; a role is never taken out, so its place names it.
    pub(super) roles: Vec<CustomRole>,
    pub(super) users: Vec<UserRow>,
    pub(super) meetings: Vec<MeetingRow>,
}

/// A custom role.
#[derive(Clone, Debug)]
pub(super) struct CustomRole {
    pub(super) name: Box<str>,
    pub(super) privileges: Privileges,
}

/// The role of a user in its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StoredRole {
    Owner,
    Admin,
    Member,
    /// The place of the role in its account's list.
    Custom(u32),
}

impl Account {
    pub(super) fn user(&self, slot: Slot) -> Option<&UserRow> {
        self.users.get(slot.0 as usize)
    }

    /// The users that are not removed.
    pub(super) fn present_users(&self) -> impl Iterator<Item = (Slot, &UserRow)> {
        (0..).map(Slot).zip(&self.users).filter(|(_, row)| row.is_present())
    }

    /// The meetings that are not removed.
    pub(super) fn present_meetings(&self) -> impl Iterator<Item = &MeetingRow> {
        self.meetings.iter().filter(|row| !row.removed)
    }

    /// The role of this name, if it is built in or defined here.
    pub(super) fn find_role(&self, role: &AccountRole) -> Option<StoredRole> {
        match role {
            AccountRole::Owner => Some(StoredRole::Owner),
            AccountRole::Admin => Some(StoredRole::Admin),
            AccountRole::Member => Some(StoredRole::Member),
            AccountRole::Custom(name) => {
                let place = self.roles.iter().position(|role| role.name == *name)?;
                u32::try_from(place).ok().map(StoredRole::Custom)
            }
        }
    }

    /// The name of a role of this account.
    pub(super) fn role_name(&self, role: StoredRole) -> AccountRole {
        match role {
            StoredRole::Owner => AccountRole::Owner,
            StoredRole::Admin => AccountRole::Admin,
            StoredRole::Member => AccountRole::Member,
            StoredRole::Custom(place) => AccountRole::Custom(
                self.roles.get(place as usize).map(|role| role.name.clone()).unwrap_or_default(),
            ),
        }
    }

    /// What a role of this account holds.
    pub(super) fn privileges(&self, role: StoredRole) -> Privileges {
        match role {
            StoredRole::Owner => AccountRole::Owner.privileges(|_| None),
            StoredRole::Admin => AccountRole::Admin.privileges(|_| None),
            StoredRole::Member => AccountRole::Member.privileges(|_| None),
            StoredRole::Custom(place) => {
                self.roles.get(place as usize).map_or(Privileges::empty(), |role| role.privileges)
            }
        }
    }

    /// The row of a new user.
    pub(super) fn new_user(&self, id: UserId, role: StoredRole) -> UserRow {
        UserRow::new(User::new(id, self.id).with_privileges(self.privileges(role)), role)
    }

    /// Gives a user a role, and with it what the role holds.
    pub(super) fn set_role(&mut self, user: Slot, role: StoredRole) {
        let privileges = self.privileges(role);
        if let Some(row) = self.users.get_mut(user.0 as usize) {
            row.role = role;
            row.facts.privileges = privileges;
        }
    }

    /// Creates or replaces a custom role, and what those who have it hold.
    pub(super) fn define_role(&mut self, name: &str, privileges: Privileges) {
        let place = self.roles.iter().position(|role| &*role.name == name).unwrap_or(self.roles.len());
        match self.roles.get_mut(place) {
            Some(role) => role.privileges = privileges,
            None => self.roles.push(CustomRole { name: name.into(), privileges }),
        }
        let defined =
            |row: &&mut UserRow| matches!(row.role, StoredRole::Custom(role) if role as usize == place);
        for row in self.users.iter_mut().filter(defined) {
            row.facts.privileges = privileges;
        }
    }

    /// What has been approved of an app, seen from one user of the account.
    pub(super) fn approval(&self, app: AppHandle, entry: AppEntry) -> Approval {
        if self.approved.contains(&app) {
            Approval::All
        } else if entry.has(Flags::APPROVED) {
            Approval::User
        } else {
            Approval::None
        }
    }
}

/// A user, with everything that the check of its own questions reads beside it.
#[derive(Clone, Debug)]
pub(super) struct UserRow {
    /// What the decision reads, ready: its privileges are those of `role`.
    pub(super) facts: User,
    pub(super) role: StoredRole,
    pub(super) removed: bool,
    apps: Few<AppEntry, 3>,
    /// Delegations that the user holds.
    held: Few<Held, 4>,
    /// To whom the user has given delegations; the access stands with them.
    given: SmallVec<[Slot; 4]>,
    /// What few users have and no check reads.
    rest: Option<Box<Rest>>,
}

/// How many users an account has at the most, removed ones included: a slot has 24 bits in [`Held`].
pub(super) const MOST_USERS: usize = 1 << 24;

/// A delegation, as its delegate holds it: the delegator's slot, which has 24 bits, and the access in the lowest eight bits. Zero, a
/// delegation of nothing, is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Held(u32);

impl BitOr for Held {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Item for Held {
    fn masked(self, keep: bool) -> Self {
        Self(self.0 & u32::from(keep).wrapping_neg())
    }
}

impl Held {
    fn new(delegator: Slot, access: Access) -> Self {
        Self(delegator.0 << 8 | u32::from(access.bits()))
    }

    const fn delegator(self) -> Slot {
        Slot(self.0 >> 8)
    }

    const fn access(self) -> Access {
        Access::from_bits_truncate(self.0 as u8)
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Rest {
    /// The meetings that the user has seats in, one entry a seat.
    pub(super) seated: Vec<MeetingHandle>,
    /// Calendar events and the meetings they are bound to; a binding to a removed meeting is void.
    pub(super) calendar: Vec<(Box<str>, MeetingHandle)>,
}

impl UserRow {
    pub(super) fn new(facts: User, role: StoredRole) -> Self {
        Self {
            facts,
            role,
            removed: false,
            apps: Few::default(),
            held: Few::default(),
            given: SmallVec::new(),
            rest: None,
        }
    }

    /// The row of a removed user.
    pub(super) fn removed(facts: User) -> Self {
        let nobody = User::new(facts.id, facts.account).deactivated();
        Self { removed: true, ..Self::new(nobody, StoredRole::Member) }
    }

    pub(super) fn is_present(&self) -> bool {
        !self.removed
    }

    /// What there is between the user and an app.
    #[inline]
    pub(super) fn app(&self, app: AppHandle) -> AppEntry {
        let nothing = AppEntry::new(app, Scopes::empty(), Flags::empty());
        nothing | self.apps.find(|entry| entry.app() == app)
    }

    /// Everything there is between the user and any app.
    pub(super) fn apps(&self) -> impl Iterator<Item = AppEntry> {
        self.apps.iter()
    }

    /// Changes what there is between the user and an app; an entry that says nothing is not kept.
    pub(super) fn edit_app(&mut self, app: AppHandle, edit: impl FnOnce(AppEntry) -> AppEntry) {
        let entry = edit(self.app(app));
        let kept = if entry.flags().is_empty() { AppEntry::default() } else { entry };
        self.apps.replace(|entry| entry.app() == app, kept);
    }

    /// The access that the user holds from a colleague; empty where there is no delegation.
    #[inline]
    pub(super) fn held_from(&self, delegator: Slot) -> Access {
        self.held.find(|held| held.delegator() == delegator).access()
    }

    /// The delegations that the user holds.
    pub(super) fn held(&self) -> impl Iterator<Item = (Slot, Access)> {
        self.held.iter().map(|held| (held.delegator(), held.access()))
    }

    /// Records the access that the user holds from a colleague from now on; none takes the delegation out.
    pub(super) fn hold(&mut self, delegator: Slot, access: Access) {
        let held = if access.is_empty() { Held::default() } else { Held::new(delegator, access) };
        self.held.replace(|held| held.delegator() == delegator, held);
    }

    /// To whom the user has given delegations.
    pub(super) fn given(&self) -> &[Slot] {
        &self.given
    }

    /// Records that the user has given a delegation to a colleague.
    pub(super) fn give(&mut self, delegate: Slot) {
        if !self.given.contains(&delegate) {
            self.given.push(delegate);
        }
    }

    /// Records that it has not.
    pub(super) fn take_back(&mut self, delegate: Slot) {
        self.given.retain(|given| *given != delegate);
    }

    pub(super) fn rest(&self) -> Option<&Rest> {
        self.rest.as_deref()
    }

    pub(super) fn rest_mut(&mut self) -> &mut Rest {
        self.rest.get_or_insert_default()
    }
}

/// What there is between one user and one app, in one word: the app, the scopes granted, the flags. Without a
/// flag there is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct AppEntry(u64);

bitflags::bitflags! {
    /// What is true of a user and an app.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(super) struct Flags: u8 {
        /// The user has installed the app.
        const INSTALLED = 1 << 0;
        /// The installation has shared access. Never without `INSTALLED`.
        const SHARED = 1 << 1;
        /// An administrator has disabled the app for the user.
        const DISABLED = 1 << 2;
        /// An administrator has approved the app for this user.
        const APPROVED = 1 << 3;
        /// The user has asked for the app.
        const REQUESTED = 1 << 4;
    }
}

impl BitOr for AppEntry {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Item for AppEntry {
    fn masked(self, keep: bool) -> Self {
        Self(self.0 & u64::from(keep).wrapping_neg())
    }
}

impl AppEntry {
    const fn new(app: AppHandle, scopes: Scopes, flags: Flags) -> Self {
        Self((app.0 as u64) << 32 | (scopes.bits() as u64) << 8 | flags.bits() as u64)
    }

    pub(super) const fn app(self) -> AppHandle {
        AppHandle((self.0 >> 32) as u32)
    }

    /// What is granted; nothing unless installed.
    const fn scopes(self) -> Scopes {
        Scopes::from_bits_truncate((self.0 >> 8) as u16)
    }

    pub(super) const fn flags(self) -> Flags {
        Flags::from_bits_truncate(self.0 as u8)
    }

    pub(super) fn has(self, flag: Flags) -> bool {
        self.flags().contains(flag)
    }

    /// The same entry with this flag set or cleared.
    pub(super) fn with(self, flag: Flags, set: bool) -> Self {
        let mut flags = self.flags();
        flags.set(flag, set);
        Self::new(self.app(), self.scopes(), flags)
    }

    pub(super) fn installation(self) -> Option<Installation> {
        self.has(Flags::INSTALLED)
            .then_some(Installation { scopes: self.scopes(), shared_access: self.has(Flags::SHARED) })
    }

    /// The same entry with this installation, or with none.
    pub(super) fn with_installation(self, installation: Option<Installation>) -> Self {
        let scopes = installation.map_or(Scopes::empty(), |installation| installation.scopes);
        let shared = installation.is_some_and(|installation| installation.shared_access);
        Self::new(self.app(), scopes, self.flags())
            .with(Flags::INSTALLED, installation.is_some())
            .with(Flags::SHARED, shared)
    }
}

/// An app. Never removed.
#[derive(Clone, Debug)]
pub(super) struct AppRow {
    pub(super) id: AppId,
    pub(super) manifest: Manifest,
    pub(super) publication: Publication,
}

/// A meeting.
#[derive(Clone, Debug)]
pub(super) struct MeetingRow {
    pub(super) uuid: MeetingUuid,
    pub(super) owner: Slot,
    pub(super) owner_id: UserId,
    pub(super) number: MeetingNumber,
    pub(super) topic: Box<str>,
    pub(super) kind: MeetingKind,
    pub(super) state: MeetingState,
    /// Gone with its owner; the row keeps the UUID taken.
    pub(super) removed: bool,
    pub(super) seats: Seats,
}

impl MeetingRow {
    /// The row of a removed meeting.
    pub(super) fn removed(uuid: MeetingUuid) -> Self {
        Self {
            uuid,
            owner: Slot(0),
            owner_id: UserId::NOBODY,
            number: MeetingNumber::from(0),
            topic: Box::default(),
            kind: MeetingKind::Meeting,
            state: MeetingState::Ended,
            removed: true,
            seats: Seats::default(),
        }
    }
}
