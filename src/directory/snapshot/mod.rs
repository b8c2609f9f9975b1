//! Snapshots: the whole directory as plain, sorted rows under their ids.
//!
//! A snapshot is what two directories are compared by, and what is written and read as text. There is a binary form
//! too, in which rows name each other by position. Reading either goes through the binary form: it checks every
//! invariant that the changes keep, and gives a whole directory or an error that says where.

mod error;
mod bytes;
mod encode;
mod decode;

pub use error::SnapshotError;

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::Directory;
use super::rows::{Account, AppEntry, Flags, MeetingRow, UserRow};
use crate::facts::{
    Access, AccountRole, Installation, Manifest, MeetingKind, MeetingState, Policy, Privileges, Publication,
    Seat, UserStatus,
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
    /// A whole directory. All lists are sorted, without duplicates, by their first field.
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
        /// How many changes the directory had accepted.
        pub revision: u64,
        /// All apps.
        pub apps: Vec<AppSnapshot>,
        /// All accounts.
        pub accounts: Vec<AccountSnapshot>,
    }

    /// An app.
    pub struct AppSnapshot {
        /// Which.
        pub id: AppId,
        /// What it declares.
        pub manifest: Manifest,
        /// Whether it is offered.
        pub publication: Publication,
    }

    /// An account.
    pub struct AccountSnapshot {
        /// Which.
        pub id: AccountId,
        /// Its marketplace policy.
        pub policy: Policy,
        /// The apps approved for all users.
        pub approved: Vec<AppId>,
        /// Its custom roles.
        pub roles: Vec<RoleSnapshot>,
        /// Its users; one is the owner.
        pub users: Vec<UserSnapshot>,
        /// Ids of users that are gone, never new again.
        pub removed_users: Vec<UserId>,
        /// The meetings of its users.
        pub meetings: Vec<MeetingSnapshot>,
        /// UUIDs of meetings that are gone, never new again.
        pub removed_meetings: Vec<MeetingUuid>,
    }

    /// A custom role.
    pub struct RoleSnapshot {
        /// Its name.
        pub name: Box<str>,
        /// What it holds.
        pub privileges: Privileges,
    }

    /// A user.
    pub struct UserSnapshot {
        /// Which.
        pub id: UserId,
        /// Its role.
        pub role: AccountRole,
        /// Whether it is active.
        pub status: UserStatus,
        /// What there is between the user and apps.
        pub apps: Vec<UserAppSnapshot>,
        /// To whom it has delegated what.
        pub delegates: Vec<DelegateSnapshot>,
        /// Its calendar events that are bound to meetings.
        pub calendar: Vec<BindingSnapshot>,
    }

    /// What there is between a user and an app.
    pub struct UserAppSnapshot {
        /// Which app.
        pub app: AppId,
        /// What the user has granted, if it has installed the app.
        pub installation: Option<Installation>,
        /// Whether an administrator has disabled the app for the user.
        pub disabled: bool,
        /// Whether an administrator has approved the app for this user.
        pub approved: bool,
        /// Whether the user has asked for the app.
        pub requested: bool,
    }

    /// A delegation, with its delegator.
    pub struct DelegateSnapshot {
        /// To whom.
        pub delegate: UserId,
        /// Which access.
        pub access: Access,
    }

    /// A calendar event that is bound to a meeting.
    pub struct BindingSnapshot {
        /// Which event.
        pub event: Box<str>,
        /// To which meeting.
        pub meeting: MeetingUuid,
    }

    /// A meeting.
    pub struct MeetingSnapshot {
        /// Which.
        pub uuid: MeetingUuid,
        /// Whose.
        pub owner: UserId,
        /// Its human number.
        pub number: MeetingNumber,
        /// What it is about.
        pub topic: Box<str>,
        /// What kind it is.
        pub kind: MeetingKind,
        /// Where it is in its life.
        pub state: MeetingState,
        /// Its seats; none unless it is live.
        pub seats: Vec<Seat>,
        /// The instances that are open in its seats.
        pub open: Vec<InstanceSnapshot>,
    }

    /// An app that is open in a seat.
    pub struct InstanceSnapshot {
        /// In which seat.
        pub participant: ParticipantId,
        /// Which app.
        pub app: AppId,
    }
}

impl Snapshot {
    /// The format version that this crate writes and reads.
    pub const VERSION: u32 = 1;
}

impl Directory {
    /// The whole directory as rows.
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
        let (apps, accounts) = self.rows();
        Snapshot { version: Snapshot::VERSION, revision: self.revision, apps, accounts }
    }

    /// The world, without its history.
    pub(super) fn rows(&self) -> (Vec<AppSnapshot>, Vec<AccountSnapshot>) {
        let accounts = self.accounts.iter().map(|account| self.account_row(account));
        (self.app_rows(), sorted_by(accounts, |account| account.id))
    }

    fn app_rows(&self) -> Vec<AppSnapshot> {
        let apps = self.apps.iter().map(|app| AppSnapshot {
            id: app.id,
            manifest: app.manifest.clone(),
            publication: app.publication,
        });
        sorted_by(apps, |app| app.id)
    }

    fn account_row(&self, account: &Account) -> AccountSnapshot {
        let gone = self.members(account).filter(|user| !user.is_present());
        let gone_meetings =
            account.rest.meetings.iter().filter(|meeting| self.find_meeting(**meeting).is_none());
        let roles = account
            .rest
            .roles
            .iter()
            .map(|role| RoleSnapshot { name: role.name.clone(), privileges: role.privileges });
        let users = self.present_users(account).map(|user| self.user_row(account, user));
        let meetings = self.present_meetings(account).map(|meeting| self.meeting_row(meeting));
        AccountSnapshot {
            id: account.id,
            policy: account.policy,
            approved: sorted_by(account.approved.iter().map(|app| self.app(*app).id), |app| *app),
            roles: sorted_by(roles, |role| role.name.clone()),
            users: sorted_by(users, |user| user.id),
            removed_users: sorted_by(gone.map(|user| user.id), |user| *user),
            meetings: sorted_by(meetings, |meeting| meeting.uuid),
            removed_meetings: sorted_by(gone_meetings.copied(), |uuid| *uuid),
        }
    }

    fn user_row(&self, account: &Account, user: &UserRow) -> UserSnapshot {
        let apps = user.apps().map(|entry| self.user_app_row(entry));
        let delegates = user.given().map(|delegate| {
            let delegate = self.member(user.account, delegate);
            DelegateSnapshot { delegate: delegate.id, access: delegate.held_from(user.slot) }
        });
        let calendar =
            self.bindings(user).map(|(event, meeting)| BindingSnapshot { event: event.into(), meeting });
        UserSnapshot {
            id: user.id,
            role: account.role_name(user.role),
            status: user.status,
            apps: sorted_by(apps, |entry| entry.app),
            delegates: sorted_by(delegates, |row| row.delegate),
            calendar: sorted_by(calendar, |binding| binding.event.clone()),
        }
    }

    fn user_app_row(&self, entry: AppEntry) -> UserAppSnapshot {
        UserAppSnapshot {
            app: self.app(entry.app()).id,
            installation: entry.installation(),
            disabled: entry.has(Flags::DISABLED),
            approved: entry.has(Flags::APPROVED),
            requested: entry.has(Flags::REQUESTED),
        }
    }

    fn meeting_row(&self, meeting: &MeetingRow) -> MeetingSnapshot {
        let open = meeting
            .seats
            .instances()
            .map(|(app, participant)| InstanceSnapshot { participant, app: self.app(app).id });
        MeetingSnapshot {
            uuid: meeting.uuid,
            owner: meeting.owner.id,
            number: meeting.number,
            topic: (&*meeting.topic).into(),
            kind: meeting.kind,
            state: meeting.state,
            seats: sorted_by(meeting.seats.iter(), |seat| seat.participant),
            open: sorted_by(open, |instance| (instance.participant, instance.app)),
        }
    }
}

fn sorted_by<T, K: Ord>(rows: impl Iterator<Item = T>, key: impl FnMut(&T) -> K) -> Vec<T> {
    let mut rows: Vec<T> = rows.collect();
    rows.sort_by_key(key);
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
