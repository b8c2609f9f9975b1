//! Writing the binary form: rows name each other by their positions, and an id stands only where it is new.
//!
//! | part | words |
//! |---|---|
//! | head | `consentry`, version, revision |
//! | ids | those of accounts; of each account those of its users, of removed users, of meetings, of removed meetings; those of apps |
//! | each app | developer, listing, management, publication, shared access, guest mode, scopes required and optional, edition, names of APIs |
//! | people of each account | policy; approved apps; custom roles: name, privileges; each user: role and status, apps: which, and what there is; delegates: who, and which access |
//! | meetings of each account | each meeting: owner, number, topic, kind, state, seats: id, role, the user's account and the user, or nothing; open apps: seat and app; then each user who has bound events: who; each event: its text, the meeting's account and the meeting |
//!
//! Every list is sorted, so there is one form of a world. A word of a closed set is written as its place in the order
//! of declaration; APIs and editions, of which there will be more, by their names.

use alloc::vec::Vec;

use super::bytes::Writer;
use super::error::{Checked, SnapshotError, Within as _, ascending, unknown};
use super::{
    AccountSnapshot, AppSnapshot, MeetingSnapshot, Snapshot, UserAppSnapshot, UserSnapshot, sorted_by,
};
use crate::directory::Directory;
use crate::directory::rows::{Account, Flags, Numbered};
use crate::facts::{Access, AccountRole, Privileges, Scopes};
use crate::id::{AccountId, AppId, MeetingUuid, ParticipantId, UserId};
use crate::store::{Row, Table};
use crate::vocabulary::clip;

/// What the bytes of a directory begin with.
pub(super) const MAGIC: &[u8] = b"consentry";

impl Directory {
    /// The whole directory as bytes, for [`from_bytes`](Self::from_bytes). Equal worlds of one revision have equal
    /// bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::Directory;
    ///
    /// let mut directory = Directory::new();
    /// directory.acting_as_system().add_account(1_u64.into(), 2_u64.into())?;
    /// let bytes = directory.to_bytes();
    /// assert!(bytes.starts_with(b"consentry"));
    /// assert_eq!(Directory::from_bytes(&bytes).as_ref(), Ok(&directory));
    /// # Ok::<_, consentry::directory::Refusal>(())
    /// ```
    #[must_use]
    #[expect(clippy::expect_used, reason = "the rows of a directory name rows of the directory")]
    pub fn to_bytes(&self) -> Vec<u8> {
        let apps = self.app_rows();
        let accounts: Vec<&Account> = sorted_by(self.accounts.iter(), |account| account.id);
        let seated =
            self.meetings.iter().flat_map(|meeting| meeting.seats.iter().filter_map(|seat| seat.user));
        let bound = self.users.iter().flat_map(|user| self.bindings(user).map(|(_, meeting)| meeting));
        let users = |account: &&Account| sorted_by(self.present_users(account).map(|user| user.id), |id| *id);
        let meetings =
            |account: &&Account| sorted_by(self.present_meetings(account).map(|row| row.uuid), |id| *id);
        let names = Names {
            apps: apps.iter().map(|app| app.id).collect(),
            accounts: accounts.iter().map(|account| account.id).collect(),
            users: located(seated, accounts.iter().map(users)),
            meetings: located(bound, accounts.iter().map(meetings)),
            is_user: &|user| self.find_user(user).is_some(),
        };
        let accounts = accounts.into_iter().map(|account| self.account_row(account));
        encoded(self.revision, &apps, accounts, &names).expect("all that is named is there")
    }
}

/// The bytes of a snapshot, whose other faults are found when they are read.
///
/// # Errors
///
/// A name of nothing, and disorder where names are looked up.
pub(super) fn encode(snapshot: &Snapshot) -> Checked<Vec<u8>> {
    let Snapshot { version: _, revision, apps, accounts } = snapshot;
    ascending(apps, |app| app.id).within(format_args!("apps"))?;
    ascending(accounts, |account| account.id).within(format_args!("accounts"))?;
    let all_meetings = || accounts.iter().flat_map(|account| &account.meetings);
    let all_users = || accounts.iter().flat_map(|account| &account.users);
    let names = Names {
        apps: apps.iter().map(|app| app.id).collect(),
        accounts: accounts.iter().map(|account| account.id).collect(),
        users: located(
            all_meetings().flat_map(|meeting| meeting.seats.iter().filter_map(|seat| seat.user)),
            accounts.iter().map(|account| account.users.iter().map(|user| user.id)),
        ),
        meetings: located(
            all_users().flat_map(|user| user.calendar.iter().map(|binding| binding.meeting)),
            accounts.iter().map(|account| account.meetings.iter().map(|meeting| meeting.uuid)),
        ),
        is_user: &|id| all_users().any(|user| user.id == id),
    };
    encoded(*revision, apps, accounts.iter(), &names)
}

/// Where what is named stands.
struct Names<'a> {
    apps: Vec<AppId>,
    accounts: Vec<AccountId>,
    /// Users who have seats.
    users: Located<UserId>,
    /// Meetings that events are bound to.
    meetings: Located<MeetingUuid>,
    is_user: &'a dyn Fn(UserId) -> bool,
}

/// Where some rows of accounts stand: which account, and which row of it.
type Located<I> = Table<Numbered<I, Option<(u32, u32)>>>;

/// Finds out where those wanted stand. If none are, nothing is looked at.
fn located<I, L: IntoIterator<Item = I>>(
    wanted: impl Iterator<Item = I>,
    accounts: impl Iterator<Item = L>,
) -> Located<I>
where
    Numbered<I, Option<(u32, u32)>>: Row<Id = I>,
    I: Copy,
{
    let mut located = Located::default();
    for id in wanted {
        if located.find(id).is_none() {
            located.insert(Numbered { id, number: None });
        }
    }
    if located.len() > 0 {
        for (account, ids) in (0..).zip(accounts) {
            for (nth, id) in (0..).zip(ids) {
                if let Some(row) = located.find_mut(id) {
                    row.number = Some((account, nth));
                }
            }
        }
    }
    located
}

/// Where a row stands in a sorted list.
fn position<T, I: Ord + core::fmt::Display>(
    what: &str,
    rows: &[T],
    id: I,
    key: impl Fn(&T) -> I,
) -> Checked<u64> {
    rows.binary_search_by_key(&id, key).map(|nth| nth as u64).map_err(|_| unknown(what, id))
}

fn encoded<A: core::borrow::Borrow<AccountSnapshot>>(
    revision: u64,
    apps: &[AppSnapshot],
    accounts: impl Iterator<Item = A>,
    names: &Names<'_>,
) -> Checked<Vec<u8>> {
    let mut bytes = Writer::default();
    bytes.bytes.extend_from_slice(MAGIC);
    bytes.number(Snapshot::VERSION);
    bytes.number(revision);
    bytes.ids(names.accounts.iter().copied());
    let mut rows = Writer::default();
    for (nth, app) in apps.iter().enumerate() {
        names.write_app(&mut rows, app).within(format_args!("apps[{nth}]"))?;
    }
    let mut meetings = Writer::default();
    for (nth, account) in accounts.enumerate() {
        let account = account.borrow();
        bytes.ids(account.users.iter().map(|user| user.id));
        bytes.ids(account.removed_users.iter().copied());
        bytes.ids(account.meetings.iter().map(|meeting| meeting.uuid));
        bytes.ids(account.removed_meetings.iter().copied());
        let written = names.write_people(&mut rows, account);
        let written = written.and_then(|()| names.write_meetings(&mut meetings, account));
        written.within(format_args!("accounts[{nth}]"))?;
    }
    bytes.ids(names.apps.iter().copied());
    bytes.bytes.append(&mut rows.bytes);
    bytes.bytes.append(&mut meetings.bytes);
    Ok(bytes.bytes)
}

impl Names<'_> {
    fn app(&self, app: AppId) -> Checked<u64> {
        position("app", &self.apps, app, |app| *app)
    }

    fn write_app(&self, bytes: &mut Writer, app: &AppSnapshot) -> Checked {
        let AppSnapshot { id: _, manifest, publication } = app;
        let developer = position("account", &self.accounts, manifest.developer(), |account| *account);
        bytes.number(developer.within(format_args!("manifest.developer"))?);
        bytes.byte(manifest.listing() as u8);
        bytes.byte(manifest.management() as u8);
        bytes.byte(*publication as u8);
        bytes.byte(manifest.uses_shared_access().into());
        bytes.byte(manifest.guest_mode().into());
        bytes.number(manifest.required_scopes().bits());
        bytes.number(manifest.optional_scopes().bits());
        bytes.text(manifest.edition().name());
        let apis = sorted_by(manifest.apis().names(), |name| *name);
        bytes.count(apis.len());
        apis.iter().for_each(|name| bytes.text(name));
        Ok(())
    }

    fn write_people(&self, bytes: &mut Writer, account: &AccountSnapshot) -> Checked {
        let policy = account.policy;
        bytes.byte(policy.listed as u8);
        bytes.byte(policy.unlisted as u8);
        bytes.byte(policy.on_withdrawal as u8);
        bytes.count(account.approved.len());
        for (nth, app) in account.approved.iter().enumerate() {
            bytes.number(self.app(*app).within(format_args!("approved[{nth}]"))?);
        }
        bytes.count(account.roles.len());
        for role in &account.roles {
            bytes.text(&role.name);
            bytes.number((role.privileges & Privileges::all()).bits());
        }
        ascending(&account.users, |user| user.id).within(format_args!("users"))?;
        for (nth, user) in account.users.iter().enumerate() {
            self.write_user(bytes, account, user).within(format_args!("users[{nth}]"))?;
        }
        Ok(())
    }

    fn write_user(&self, bytes: &mut Writer, account: &AccountSnapshot, user: &UserSnapshot) -> Checked {
        let role = role_number(account, &user.role).within(format_args!("role"))?;
        bytes.number(role << 1 | user.status as u64);
        bytes.count(user.apps.len());
        for (nth, entry) in user.apps.iter().enumerate() {
            bytes.number(self.app(entry.app).within(format_args!("apps[{nth}]"))?);
            bytes.number(standing(entry));
        }
        bytes.count(user.delegates.len());
        for (nth, row) in user.delegates.iter().enumerate() {
            let delegate = position("user", &account.users, row.delegate, |user| user.id);
            let delegate = delegate.map_err(|unknown| match (self.is_user)(row.delegate) {
                true => SnapshotError::here("a delegate of another account"),
                false => unknown,
            });
            bytes.number(delegate.within(format_args!("delegates[{nth}]"))?);
            bytes.byte((row.access & Access::all()).bits());
        }
        Ok(())
    }

    fn write_meetings(&self, bytes: &mut Writer, account: &AccountSnapshot) -> Checked {
        for (nth, meeting) in account.meetings.iter().enumerate() {
            self.write_meeting(bytes, account, meeting).within(format_args!("meetings[{nth}]"))?;
        }
        bytes.count(account.users.iter().filter(|user| !user.calendar.is_empty()).count());
        for (nth, user) in account.users.iter().enumerate().filter(|(_, user)| !user.calendar.is_empty()) {
            bytes.count(nth);
            bytes.count(user.calendar.len());
            for (event, binding) in user.calendar.iter().enumerate() {
                bytes.text(&binding.event);
                let found = self.meetings.find(binding.meeting).and_then(|row| row.number);
                let found = found.ok_or_else(|| unknown("meeting", binding.meeting));
                let (home, meeting) = found.within(format_args!("users[{nth}].calendar[{event}]"))?;
                bytes.number(home);
                bytes.number(meeting);
            }
        }
        Ok(())
    }

    fn write_meeting(
        &self,
        bytes: &mut Writer,
        account: &AccountSnapshot,
        meeting: &MeetingSnapshot,
    ) -> Checked {
        let owner = position("user", &account.users, meeting.owner, |user| user.id).map_err(|_| {
            SnapshotError::here(alloc::format!("`{}` is no user of the account", meeting.owner))
        });
        bytes.number(owner.within(format_args!("owner"))?);
        bytes.text(&alloc::format!("{}", meeting.number.reveal()));
        bytes.text(&meeting.topic);
        bytes.byte(meeting.kind as u8);
        bytes.byte(meeting.state as u8);
        bytes.count(meeting.seats.len());
        for (nth, seat) in meeting.seats.iter().enumerate() {
            bytes.id(seat.participant);
            bytes.byte(seat.role as u8);
            let Some(user) = seat.user else {
                bytes.number(0_u32);
                continue;
            };
            let found = self.users.find(user).and_then(|row| row.number);
            let found = found.ok_or_else(|| unknown("user", user));
            let (home, user) = found.within(format_args!("seats[{nth}]"))?;
            bytes.number(u64::from(home) + 1);
            bytes.number(user);
        }
        ascending(&meeting.seats, |seat| seat.participant).within(format_args!("seats"))?;
        bytes.count(meeting.open.len());
        for (nth, open) in meeting.open.iter().enumerate() {
            let seat = position("seat", &meeting.seats, open.participant, |seat| -> ParticipantId {
                seat.participant
            });
            bytes.number(seat.within(format_args!("open[{nth}]"))?);
            bytes.number(self.app(open.app).within(format_args!("open[{nth}]"))?);
        }
        Ok(())
    }
}

/// A role as a number: the built-in ones, then the account's own.
fn role_number(account: &AccountSnapshot, role: &AccountRole) -> Checked<u64> {
    match role {
        AccountRole::Owner => Ok(0),
        AccountRole::Admin => Ok(1),
        AccountRole::Member => Ok(2),
        AccountRole::Custom(name) => {
            let place = account.roles.iter().position(|row| row.name == *name);
            place.map(|nth| 3 + nth as u64).ok_or_else(|| undefined(role))
        }
    }
}

pub(super) fn undefined(role: impl core::fmt::Display) -> SnapshotError {
    let role = clip(&alloc::format!("{role}"));
    SnapshotError::here(alloc::format!("the account has defined no role `{role}`"))
}

/// What there is between a user and an app as a number: the scopes above the flags.
fn standing(entry: &UserAppSnapshot) -> u64 {
    let mut flags = Flags::empty();
    flags.set(Flags::INSTALLED, entry.installation.is_some());
    flags.set(Flags::SHARED, entry.installation.is_some_and(|granted| granted.shared_access));
    flags.set(Flags::DISABLED, entry.disabled);
    flags.set(Flags::APPROVED, entry.approved);
    flags.set(Flags::REQUESTED, entry.requested);
    let scopes = entry.installation.map_or(Scopes::empty(), |granted| granted.scopes);
    u64::from(scopes.bits()) << FLAG_BITS | u64::from(flags.bits())
}

/// How many bits of what there is between a user and an app are flags.
pub(super) const FLAG_BITS: u32 = Flags::all().bits().count_ones();
