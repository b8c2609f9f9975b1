//! The rows of the directory.
//!
//! An account is the unit of the layout: delegations stay within it, and a colleague is named by its slot. Rows are
//! never taken out; a removed user or meeting leaves an empty row that keeps its id taken.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::BitOr;

use super::few::{Few, Masked};
use super::handle::{AccountNumber, AppNumber, Member, Slot};
use super::seats::Seats;
use crate::facts::{
    Access, AccountRole, Approval, Installation, Manifest, MeetingKind, MeetingState, Policy, Privileges,
    Publication, Scopes, User, UserStatus,
};
use crate::id::{AccountId, AppId, MeetingNumber, MeetingUuid, UserId};
use crate::store::Row;

/// A tenant: what decisions read, in one cache line. Its users stand in a table of their own, by id.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) id: AccountId,
    pub(super) policy: Policy,
    pub(super) owner: Slot,
    /// Apps approved for all users. Approvals of one user stand with the user.
    pub(super) approved: Vec<AppNumber>,
    pub(super) rest: Arc<AccountRest>,
}

const _: () = assert!(size_of::<Account>() == 64, "a cache line");

/// What no decision reads of an account.
#[derive(Clone, Debug, Default)]
pub(super) struct AccountRest {
    /// Custom roles; a role is never taken out, so its place names it.
    pub(super) roles: Vec<CustomRole>,
    /// All users, by slot, the removed ones too.
    pub(super) members: Vec<UserId>,
    /// All meetings of its users, the removed ones too.
    pub(super) meetings: Vec<MeetingUuid>,
}

/// Where the row of an id is in a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbered<I, N> {
    pub(super) id: I,
    pub(super) number: N,
}

impl<I: Copy + Eq + Into<u128> + From<u128>, N: Copy> Row for Numbered<I, N> {
    type Id = I;

    fn id(&self) -> I {
        self.id
    }
}

/// A custom role.
#[derive(Clone, Debug)]
pub(super) struct CustomRole {
    pub(super) name: Box<str>,
    pub(super) privileges: Privileges,
}

/// The role of a user in its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum StoredRole {
    Owner,
    Admin,
    Member,
    /// The place of the role in its account's list.
    Custom(u32),
}

impl StoredRole {
    #[expect(clippy::cast_possible_truncation, reason = "memory runs out long before 2^32 roles")]
    const fn custom(place: usize) -> Self {
        Self::Custom(place as u32)
    }
}

impl Account {
    /// The role of this name, if it is built in or defined here.
    pub(super) fn find_role(&self, role: &AccountRole) -> Option<StoredRole> {
        match role {
            AccountRole::Owner => Some(StoredRole::Owner),
            AccountRole::Admin => Some(StoredRole::Admin),
            AccountRole::Member => Some(StoredRole::Member),
            AccountRole::Custom(name) => {
                self.rest.roles.iter().position(|role| role.name == *name).map(StoredRole::custom)
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
                self.rest.roles.get(place as usize).map(|role| role.name.clone()).unwrap_or_default(),
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
                self.rest.roles.get(place as usize).map_or(Privileges::empty(), |role| role.privileges)
            }
        }
    }

    /// Creates or replaces a custom role.
    pub(super) fn define_role(&mut self, name: &str, privileges: Privileges) -> StoredRole {
        let place =
            self.rest.roles.iter().position(|role| &*role.name == name).unwrap_or(self.rest.roles.len());
        let roles = &mut self.rest_mut().roles;
        match roles.get_mut(place) {
            Some(role) => role.privileges = privileges,
            None => roles.push(CustomRole { name: name.into(), privileges }),
        }
        StoredRole::custom(place)
    }

    pub(super) fn rest_mut(&mut self) -> &mut AccountRest {
        Arc::make_mut(&mut self.rest)
    }

    /// What has been approved of an app, seen from one user of the account.
    #[inline]
    pub(super) fn approval(&self, app: AppNumber, entry: AppEntry) -> Approval {
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
///
/// Of a row there is one cache line that every question about the user reads, and one that those about other people's
/// data read too.
#[derive(Clone, Debug)]
#[repr(C, align(64))]
pub(super) struct UserRow {
    pub(super) id: UserId,
    pub(super) account: AccountNumber,
    pub(super) slot: Slot,
    /// Those of `role`, ready for the decision.
    pub(super) privileges: Privileges,
    pub(super) status: UserStatus,
    pub(super) removed: bool,
    apps: Few<AppEntry, 3>,

    /// Delegations that the user holds.
    held: Few<Held, 4>,
    pub(super) role: StoredRole,
    /// To whom the user has given delegations; the access stands with them.
    given: Few<Given, 4>,
    /// What few users have and no check reads.
    rest: Option<Box<Rest>>,
}

const _: () = assert!(size_of::<UserRow>() == 128, "two cache lines");

impl Row for UserRow {
    type Id = UserId;

    fn id(&self) -> UserId {
        self.id
    }
}

/// How many users an account has at the most, removed ones included: a slot has 24 bits in [`Held`].
/// Tests of the limit do not make so many.
pub(super) const MAX_USERS: usize = if cfg!(test) { 40 } else { 1 << 24 };

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

impl Masked for Held {
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

/// To whom a user has given a delegation: the slot, and 1, so that zero is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Given(u32);

impl Given {
    const fn new(delegate: Slot) -> Self {
        Self(delegate.0 + 1)
    }

    const fn delegate(self) -> Slot {
        Slot(self.0.wrapping_sub(1))
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Rest {
    /// The meetings that the user has seats in, one entry a seat.
    pub(super) seated: Vec<MeetingUuid>,
    /// Calendar events and the meetings they are bound to; a binding to a removed meeting is void.
    pub(super) calendar: Vec<(Box<str>, MeetingUuid)>,
}

impl UserRow {
    pub(super) fn new(member: Member, role: StoredRole, privileges: Privileges) -> Self {
        Self {
            id: member.id,
            account: member.account,
            slot: member.slot,
            privileges,
            status: UserStatus::Active,
            removed: false,
            role,
            apps: Few::default(),
            held: Few::default(),
            given: Few::default(),
            rest: None,
        }
    }

    /// The row of a removed user.
    pub(super) fn removed(member: Member) -> Self {
        Self {
            status: UserStatus::Deactivated,
            removed: true,
            ..Self::new(member, StoredRole::Member, Privileges::empty())
        }
    }

    pub(super) fn is_present(&self) -> bool {
        !self.removed
    }

    #[inline]
    pub(super) fn member(&self) -> Member {
        Member { id: self.id, account: self.account, slot: self.slot }
    }

    /// What the decision reads, of a user of this account.
    #[inline]
    pub(super) fn facts(&self, account: AccountId) -> User {
        User { id: self.id, account, status: self.status, privileges: self.privileges }
    }

    /// Gives the user a role, and with it what the role holds.
    pub(super) fn set_role(&mut self, role: StoredRole, privileges: Privileges) {
        self.role = role;
        self.privileges = privileges;
    }

    /// What there is between the user and an app.
    #[inline]
    pub(super) fn app(&self, app: AppNumber) -> AppEntry {
        let nothing = AppEntry::new(app, Scopes::empty(), Flags::empty());
        nothing | self.apps.find(|entry| entry.app() == app)
    }

    /// Everything there is between the user and any app.
    pub(super) fn apps(&self) -> impl Iterator<Item = AppEntry> {
        self.apps.iter()
    }

    /// Changes what there is between the user and an app; an entry that says nothing is not kept.
    pub(super) fn edit_app(&mut self, app: AppNumber, edit: impl FnOnce(AppEntry) -> AppEntry) {
        let entry = edit(self.app(app));
        let kept = if entry.flags().is_empty() { AppEntry::default() } else { entry };
        self.apps.replace(|entry| entry.app() == app, kept);
    }

    /// Records what there is between the user and an app, where nothing was.
    pub(super) fn add_app(&mut self, entry: AppEntry) {
        self.apps.push(entry);
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

    /// Records some access that the user holds from a colleague, from whom it held none.
    pub(super) fn add_held(&mut self, delegator: Slot, access: Access) {
        self.held.push(Held::new(delegator, access));
    }

    /// To whom the user has given delegations.
    pub(super) fn given(&self) -> impl Iterator<Item = Slot> {
        self.given.iter().map(Given::delegate)
    }

    /// Records that the user has given a delegation to a colleague.
    pub(super) fn give(&mut self, delegate: Slot) {
        self.given.replace(|given| given.delegate() == delegate, Given::new(delegate));
    }

    /// The same for a colleague to whom the user had given none.
    pub(super) fn add_given(&mut self, delegate: Slot) {
        self.given.push(Given::new(delegate));
    }

    /// Records that it has not.
    pub(super) fn take_back(&mut self, delegate: Slot) {
        self.given.replace(|given| given.delegate() == delegate, Given::default());
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

impl Masked for AppEntry {
    fn masked(self, keep: bool) -> Self {
        Self(self.0 & u64::from(keep).wrapping_neg())
    }
}

impl AppEntry {
    pub(super) const fn new(app: AppNumber, scopes: Scopes, flags: Flags) -> Self {
        Self((app.0 as u64) << 32 | (scopes.bits() as u64) << 8 | flags.bits() as u64)
    }

    pub(super) const fn app(self) -> AppNumber {
        AppNumber((self.0 >> 32) as u32)
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
    pub(super) owner: Member,
    pub(super) number: MeetingNumber,
    pub(super) topic: Arc<str>,
    pub(super) kind: MeetingKind,
    pub(super) state: MeetingState,
    /// Gone with its owner; the row keeps the UUID taken.
    pub(super) removed: bool,
    pub(super) seats: Seats,
}

impl Row for MeetingRow {
    type Id = MeetingUuid;

    fn id(&self) -> MeetingUuid {
        self.uuid
    }
}

impl MeetingRow {
    /// The row of a removed meeting.
    pub(super) fn removed(uuid: MeetingUuid) -> Self {
        Self {
            uuid,
            owner: Member::NOBODY,
            number: MeetingNumber::from(0),
            topic: Arc::default(),
            kind: MeetingKind::Meeting,
            state: MeetingState::Ended,
            removed: true,
            seats: Seats::default(),
        }
    }
}
