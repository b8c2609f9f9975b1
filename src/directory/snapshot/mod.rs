//! Snapshots: a whole directory as plain, sorted rows that name each other by id.
//!
//! ```text
//! Directory --- snapshot ---> Snapshot <----serde----> JSON and the like
//!     |  ^                       |
//!     |  |                 from_snapshot
//!  from_rows |                   v
//!     |  +-----decode--------- bytes           rows name each other by position
//!     +------------------------> |
//! ```
//!
//! Two directories are compared by their bytes. A snapshot from JSON is encoded as bytes before it is loaded, so
//! there is one decoder: it checks every invariant that changes keep, and returns a whole directory or an error that
//! says where the fault is. `encode` writes the elements of a row for both of the ways to bytes.
//!
//! Rows are taken apart by name here, without `..`, so that a new field does not compile until it is written and
//! read.

mod error;
mod bytes;
mod encode;
mod from_rows;
mod from_snapshot;
mod decode;

pub use error::SnapshotError;

#[cfg(test)]
pub(super) use {decode::load, from_snapshot::encode};

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::Directory;
use super::rows::{Account, AccountRest, AppEntry, AppRow, CustomRole, Flags, MeetingRow, SeatRow, UserRow};
use crate::facts::{
    Access, AccountRole, HostConsent, Installation, Manifest, MeetingKind, MeetingState, Policy, Privileges,
    Publication, Seat, UserStatus,
};
use crate::id::{AccountId, AppId, MeetingNumber, MeetingUuid, ParticipantId, UserId};

/// Declares the structs of a snapshot: plain rows with public fields.
macro_rules! rows {
    ($( $(#[$attr:meta])* pub struct $Row:ident { $( $(#[$doc:meta])* pub $field:ident: $Type:ty, )+ } )+) => {$(
        $(#[$attr])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
        #[expect(clippy::exhaustive_structs, reason = "closed: another field is another format version")]
        pub struct $Row { $( $(#[$doc])* pub $field: $Type, )+ }
    )+};
}

rows! {
    /// A whole directory. Each list is sorted by its first field and has no duplicates.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Directory, Snapshot};
    ///
    /// let mut directory = Directory::new();
    /// directory.acting_as_system().add_account(1_u64.into(), 2_u64.into())?;
    /// let mut snapshot = directory.snapshot();
    /// assert_eq!(Directory::try_from(snapshot.clone()).as_ref(), Ok(&directory));
    ///
    /// snapshot.accounts[0].users.clear();
    /// let error = Directory::try_from(snapshot).unwrap_err();
    /// assert_eq!(error.to_string(), "`accounts[0]`: the account has no owner");
    /// # Ok::<_, consentry::directory::Refusal>(())
    /// ```
    pub struct Snapshot {
        /// The format version: [`Snapshot::VERSION`].
        #[cfg_attr(feature = "serde", serde(deserialize_with = "decode::known_version"))]
        pub version: u32,
        /// The number of changes that the directory had accepted.
        pub revision: u64,
        /// All apps.
        pub apps: Vec<AppSnapshot>,
        /// All accounts.
        pub accounts: Vec<AccountSnapshot>,
    }

    /// An app.
    pub struct AppSnapshot {
        /// The app's id.
        pub id: AppId,
        /// The app's manifest.
        pub manifest: Manifest,
        /// Whether the developer offers the app.
        pub publication: Publication,
    }

    /// An account.
    pub struct AccountSnapshot {
        /// The account's id.
        pub id: AccountId,
        /// The account's marketplace policy.
        pub policy: Policy,
        /// The apps approved for all users.
        pub approved: Vec<AppId>,
        /// The custom roles.
        pub roles: Vec<RoleSnapshot>,
        /// The users, exactly one of them the owner.
        pub users: Vec<UserSnapshot>,
        /// The ids of removed users, which cannot be used again.
        pub removed_users: Vec<UserId>,
        /// The meetings of the users.
        pub meetings: Vec<MeetingSnapshot>,
        /// The UUIDs of removed meetings, which cannot be used again.
        pub removed_meetings: Vec<MeetingUuid>,
    }

    /// A custom role.
    pub struct RoleSnapshot {
        /// The role's name.
        pub name: Box<str>,
        /// The role's privileges.
        pub privileges: Privileges,
    }

    /// A user.
    pub struct UserSnapshot {
        /// The user's id.
        pub id: UserId,
        /// The user's role in the account.
        pub role: AccountRole,
        /// Whether the user is active.
        pub status: UserStatus,
        /// The user's entries for apps.
        pub apps: Vec<UserAppSnapshot>,
        /// The delegations that the user has given.
        pub delegates: Vec<DelegateSnapshot>,
        /// The user's calendar events that are bound to meetings.
        pub calendar: Vec<BindingSnapshot>,
    }

    /// A user's entry for an app.
    pub struct UserAppSnapshot {
        /// The app's id.
        pub app: AppId,
        /// What the user has granted, if the app is installed.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "serde::Deserialize::deserialize"))]
        pub installation: Option<Installation>,
        /// Whether an administrator has disabled the app for the user.
        pub disabled: bool,
        /// Whether an administrator has approved the app for this user.
        pub approved: bool,
        /// Whether the user has asked for the app.
        pub requested: bool,
    }

    /// A delegation, listed with its delegator.
    pub struct DelegateSnapshot {
        /// The user who has been given access.
        pub delegate: UserId,
        /// The access given.
        pub access: Access,
    }

    /// A calendar event that is bound to a meeting.
    pub struct BindingSnapshot {
        /// The event's id in the calendar.
        pub event: Box<str>,
        /// The meeting.
        pub meeting: MeetingUuid,
    }

    /// A meeting.
    pub struct MeetingSnapshot {
        /// The meeting's UUID.
        pub uuid: MeetingUuid,
        /// The meeting's owner.
        pub owner: UserId,
        /// The meeting's dial-in number.
        pub number: MeetingNumber,
        /// The meeting's topic.
        pub topic: Box<str>,
        /// The kind of meeting.
        pub kind: MeetingKind,
        /// Whether the meeting is scheduled, live or ended.
        pub state: MeetingState,
        /// Who may start the meeting besides its owner.
        pub alternative_hosts: Vec<UserId>,
        /// The apps that the host has stopped.
        pub stopped: Vec<AppId>,
        /// The apps that the host allows to take media out of the meeting.
        pub media_allowed: Vec<AppId>,
        /// The seats. Empty unless the meeting is live.
        pub seats: Vec<Seat>,
        /// The apps that are open in the seats.
        pub open: Vec<InstanceSnapshot>,
    }

    /// An app that is open in a seat.
    pub struct InstanceSnapshot {
        /// The participant in whose seat the app is open.
        pub participant: ParticipantId,
        /// The app's id.
        pub app: AppId,
    }
}

impl Snapshot {
    /// The format version that this crate writes and reads.
    pub const VERSION: u32 = 2;
}

impl Directory {
    /// Writes the whole directory as rows.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::UserId;
    /// use consentry::directory::Directory;
    ///
    /// let mut directory = Directory::new();
    /// directory.acting_as_system().add_account(1_u64.into(), 2_u64.into())?;
    /// let snapshot = directory.snapshot();
    /// assert_eq!(snapshot.revision, 1);
    /// assert_eq!(snapshot.accounts[0].users[0].id, UserId::from(2_u64));
    /// # Ok::<_, consentry::directory::Refusal>(())
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        // Users and meetings are written with their accounts, and the index of accounts follows from them.
        let Self { accounts, account_numbers: _, users: _, apps, meetings: _, revision } = self;
        let accounts = accounts.iter().map(|account| self.account_snapshot(account));
        Snapshot {
            version: Snapshot::VERSION,
            revision: *revision,
            apps: sorted_by(apps.iter().map(app_snapshot), |app| app.id),
            accounts: sorted_by(accounts, |account| account.id),
        }
    }

    fn account_snapshot(&self, account: &Account) -> AccountSnapshot {
        // The owner is known by its role.
        let Account { id, policy, owner: _, approved, rest } = account;
        let AccountRest { roles, members: _, meetings } = &**rest;
        let users = self.present_users(account).map(|user| self.user_snapshot(account, user));
        let removed_users = self.members(account).filter(|user| !user.is_present()).map(|user| user.id);
        let removed_meetings = meetings.iter().copied().filter(|uuid| self.find_meeting(*uuid).is_none());
        let meetings = self.present_meetings(account).map(|meeting| self.meeting_snapshot(meeting));
        AccountSnapshot {
            id: *id,
            policy: *policy,
            approved: sorted_by(approved.iter().map(|app| self.app(*app).id), |app| *app),
            roles: sorted_by(roles.iter(), |role| &*role.name).into_iter().map(role_snapshot).collect(),
            users: sorted_by(users, |user| user.id),
            removed_users: sorted_by(removed_users, |user| *user),
            meetings: sorted_by(meetings, |meeting| meeting.uuid),
            removed_meetings: sorted_by(removed_meetings, |uuid| *uuid),
        }
    }

    fn user_snapshot(&self, account: &Account, user: &UserRow) -> UserSnapshot {
        let UserRow {
            id,
            account: number,
            slot,
            privileges: _, // Those of the role.
            status,
            removed: _, // Only users who are not removed are written.
            apps,
            held: _, // Written with the delegators.
            role,
            given,
            rest: _, // Taken apart in `bindings`; seats are written with their meetings.
        } = user;
        let delegates = given.iter().map(|delegate| {
            let delegate = self.member(*number, *delegate);
            DelegateSnapshot { delegate: delegate.id, access: delegate.held_from(*slot) }
        });
        let calendar = sorted_by(self.bindings(user), |(event, _)| *event).into_iter();
        UserSnapshot {
            id: *id,
            role: account.role_name(*role),
            status: *status,
            apps: sorted_by(apps.iter().map(|entry| self.user_app_snapshot(*entry)), |entry| entry.app),
            delegates: sorted_by(delegates, |row| row.delegate),
            calendar: calendar
                .map(|(event, meeting)| BindingSnapshot { event: event.into(), meeting })
                .collect(),
        }
    }

    fn user_app_snapshot(&self, entry: AppEntry) -> UserAppSnapshot {
        let AppEntry { app, scopes: _, flags } = entry;
        UserAppSnapshot {
            app: self.app(app).id,
            installation: entry.installation(),
            disabled: flags.contains(Flags::DISABLED),
            approved: flags.contains(Flags::APPROVED),
            requested: flags.contains(Flags::REQUESTED),
        }
    }

    fn meeting_snapshot(&self, meeting: &MeetingRow) -> MeetingSnapshot {
        // Only meetings that are not removed are written.
        let MeetingRow {
            uuid,
            owner,
            number,
            topic,
            kind,
            state,
            removed: _,
            alternative_hosts,
            host_consents,
            seats: rows,
        } = meeting;
        let said = |consent| {
            let apps = host_consents.iter().filter(move |(_, said)| *said == consent);
            sorted_by(apps.map(|(app, _)| self.app(*app).id), |app| *app)
        };
        let (mut seats, mut open) = (Vec::new(), Vec::new());
        for SeatRow { seat, open: apps } in rows.rows() {
            let participant = seat.participant;
            seats.push(*seat);
            open.extend(apps.iter().map(|app| InstanceSnapshot { participant, app: self.app(*app).id }));
        }
        MeetingSnapshot {
            uuid: *uuid,
            owner: owner.id,
            number: *number,
            topic: (&**topic).into(),
            kind: *kind,
            state: *state,
            alternative_hosts: alternative_hosts.clone(),
            stopped: said(HostConsent::Stopped),
            media_allowed: said(HostConsent::MediaAllowed),
            seats: sorted_by(seats.into_iter(), |seat| seat.participant),
            open: sorted_by(open.into_iter(), |instance| (instance.participant, instance.app)),
        }
    }
}

/// The flags that the rows of a snapshot contain.
const WRITTEN_FLAGS: Flags = Flags::INSTALLED
    .union(Flags::SHARED)
    .union(Flags::DISABLED)
    .union(Flags::APPROVED)
    .union(Flags::REQUESTED);

const _: () = assert!(WRITTEN_FLAGS.contains(Flags::all()), "no flag is forgotten");

fn app_snapshot(AppRow { id, manifest, publication }: &AppRow) -> AppSnapshot {
    AppSnapshot { id: *id, manifest: manifest.clone(), publication: *publication }
}

fn role_snapshot(CustomRole { name, privileges }: &CustomRole) -> RoleSnapshot {
    RoleSnapshot { name: name.clone(), privileges: *privileges }
}

/// Sorts rows by a key. No two rows have the same one.
fn sorted_by<T, K: Ord>(rows: impl Iterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut rows: Vec<T> = rows.collect();
    // In place: a stable sort would need memory for half of the rows.
    rows.sort_unstable_by_key(key);
    rows
}

#[cfg(feature = "serde")]
impl serde::Serialize for Directory {
    /// Writes the [`Snapshot`].
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.snapshot().serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Directory {
    /// Reads a [`Snapshot`] and checks it.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Snapshot::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
