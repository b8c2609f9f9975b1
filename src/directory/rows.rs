//! The rows of the directory, and the handles by which they name each other.
//!
//! An account is the unit of the layout: its users and meetings stand in it, and delegations stay within it.
//! Rows are never taken out, so a handle is good for ever; a removed user or meeting leaves an empty row that
//! keeps its id taken.

use alloc::boxed::Box;
use alloc::vec::Vec;

use smallvec::SmallVec;

use super::seats::Seats;
use crate::{
    Access, AccountId, AccountRole, AppId, Approval, Installation, Manifest, MeetingKind, MeetingNumber,
    MeetingState, MeetingUuid, Policy, Privileges, Publication, Scopes, UserId, UserStatus,
};

/// Names an account of this directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AccountHandle(pub(super) u32);

/// Names a user within its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Slot(pub(super) u32);

/// Names a user of this directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct UserHandle {
    pub(super) account: AccountHandle,
    pub(super) slot: Slot,
}

/// Names an app of this directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AppHandle(pub(super) u32);

/// Names a meeting of this directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct MeetingHandle {
    pub(super) account: AccountHandle,
    pub(super) position: u32,
}

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

    /// What has been approved of an app, seen from one user of the account.
    pub(super) fn approval(&self, app: AppHandle, entry: AppEntry) -> Approval {
        if self.approved.contains(&app) {
            Approval::All
        } else if entry.flags.contains(Flags::APPROVED) {
            Approval::User
        } else {
            Approval::None
        }
    }
}

/// A user, with everything that the check of its own questions reads beside it.
#[derive(Clone, Debug)]
pub(super) struct UserRow {
    pub(super) id: UserId,
    pub(super) role: StoredRole,
    pub(super) presence: Presence,
    apps: SmallVec<[AppEntry; 3]>,
    /// Delegations that the user holds.
    pub(super) held: SmallVec<[Held; 2]>,
    /// To whom the user has given delegations; the access stands with them.
    pub(super) given: SmallVec<[Slot; 2]>,
    /// What few users have and no check reads.
    rest: Option<Box<Rest>>,
}

/// Whether a user is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Active,
    Deactivated,
    /// Gone; the row keeps the id taken.
    Removed,
}

/// A delegation, with its delegate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) delegator: Slot,
    pub(super) access: Access,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Rest {
    /// The meetings that the user has seats in, one entry a seat.
    pub(super) seated: Vec<MeetingHandle>,
    /// Calendar events and the meetings they are bound to; a binding to a removed meeting is void.
    pub(super) calendar: Vec<(Box<str>, MeetingHandle)>,
}

impl UserRow {
    pub(super) fn new(id: UserId, role: StoredRole) -> Self {
        Self {
            id,
            role,
            presence: Presence::Active,
            apps: SmallVec::new(),
            held: SmallVec::new(),
            given: SmallVec::new(),
            rest: None,
        }
    }

    /// The row of a removed user.
    pub(super) fn removed(id: UserId) -> Self {
        Self { presence: Presence::Removed, ..Self::new(id, StoredRole::Member) }
    }

    pub(super) fn is_present(&self) -> bool {
        self.presence != Presence::Removed
    }

    pub(super) fn status(&self) -> UserStatus {
        match self.presence {
            Presence::Active => UserStatus::Active,
            Presence::Deactivated | Presence::Removed => UserStatus::Deactivated,
        }
    }

    /// What there is between the user and an app.
    pub(super) fn app(&self, app: AppHandle) -> AppEntry {
        self.apps.iter().find(|entry| entry.app == app).copied().unwrap_or(AppEntry::none(app))
    }

    /// Everything there is between the user and any app.
    pub(super) fn apps(&self) -> impl Iterator<Item = AppEntry> {
        self.apps.iter().copied()
    }

    /// Changes what there is between the user and an app; an entry that says nothing is not kept.
    pub(super) fn edit_app(&mut self, app: AppHandle, edit: impl FnOnce(&mut AppEntry)) {
        let place = self.apps.iter().position(|entry| entry.app == app);
        let mut entry = self.app(app);
        edit(&mut entry);
        match (place, entry.flags.is_empty()) {
            (Some(place), true) => {
                self.apps.swap_remove(place);
            }
            (Some(place), false) => {
                if let Some(kept) = self.apps.get_mut(place) {
                    *kept = entry;
                }
            }
            (None, true) => {}
            (None, false) => self.apps.push(entry),
        }
    }

    pub(super) fn held_from(&self, delegator: Slot) -> Option<Access> {
        self.held.iter().find(|held| held.delegator == delegator).map(|held| held.access)
    }

    pub(super) fn rest(&self) -> Option<&Rest> {
        self.rest.as_deref()
    }

    pub(super) fn rest_mut(&mut self) -> &mut Rest {
        self.rest.get_or_insert_default()
    }
}

/// What there is between one user and one app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AppEntry {
    pub(super) app: AppHandle,
    /// What is granted; nothing unless installed.
    scopes: Scopes,
    pub(super) flags: Flags,
}

bitflags::bitflags! {
    /// What is true of a user and an app.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl AppEntry {
    fn none(app: AppHandle) -> Self {
        Self { app, scopes: Scopes::empty(), flags: Flags::empty() }
    }

    pub(super) fn installation(self) -> Option<Installation> {
        self.flags.contains(Flags::INSTALLED).then_some(Installation {
            scopes: self.scopes,
            shared_access: self.flags.contains(Flags::SHARED),
        })
    }

    pub(super) fn install(&mut self, installation: Installation) {
        self.scopes = installation.scopes;
        self.flags.insert(Flags::INSTALLED);
        self.flags.set(Flags::SHARED, installation.shared_access);
    }

    pub(super) fn uninstall(&mut self) {
        self.scopes = Scopes::empty();
        self.flags.remove(Flags::INSTALLED | Flags::SHARED);
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
