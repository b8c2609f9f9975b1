//! Writing the binary form, in which an id is written once and rows name each other by position.
//!
//! | part | elements |
//! |---|---|
//! | head | `consentry`, version, revision |
//! | ids | of the accounts; of each account, those of its users, removed users, meetings and removed meetings; of the apps |
//! | each app | developer, listing, management, publication, shared access, guest mode, scopes required and optional, edition, names of APIs |
//! | people of each account | policy; approved apps; custom roles: name, privileges; each user: role and status; its entries: app, scopes and flags; its delegates: user, access |
//! | meetings of each account | each meeting: owner, number, topic, kind, state; its seats: id, role, account and user or 0; its open apps: seat, app; then each user with a calendar: user; its events: text, account and meeting |
//!
//! Every list is sorted and every element has one encoding, so equal directories have equal bytes.
//!
//! **The order in which the variants of an enum are declared is part of the format**, as are the bits of a set: a
//! word is written as its index in `ALL`. Append variants, and never reorder them. APIs and editions, which are often
//! added, are written by name.

use alloc::vec::Vec;

use super::bytes::Writer;
use super::error::{Checked, SnapshotError, Within as _, ascending, unknown};
use super::{
    AccountSnapshot, AppSnapshot, BindingSnapshot, DelegateSnapshot, InstanceSnapshot, MeetingSnapshot,
    RoleSnapshot, Snapshot, UserAppSnapshot, UserSnapshot, app_snapshots, sorted_by,
};
use crate::directory::Directory;
use crate::directory::rows::{Account, Flags, Numbered};
use crate::facts::{AccountRole, Installation, ManifestDraft, Policy, Scopes, Seat, UserStatus};
use crate::id::{AccountId, AppId, MeetingUuid, UserId};
use crate::store::{Row, Table};
use crate::vocabulary::clip;

/// The first bytes of every snapshot.
pub(super) const MAGIC: &[u8] = b"consentry";

impl Directory {
    /// Writes the whole directory as bytes, for [`from_bytes`](Self::from_bytes). Equal directories of one revision
    /// have equal bytes.
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
    #[expect(clippy::expect_used, reason = "whatever a row of a directory names is in the directory")]
    pub fn to_bytes(&self) -> Vec<u8> {
        let apps = app_snapshots(&self.apps);
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
        let accounts = accounts.into_iter().map(|account| self.account_snapshot(account));
        encoded(self.revision, &apps, accounts, &names).expect("every name has a row")
    }
}

/// Writes a snapshot as bytes. Only faults that have no encoding are found here; `decode` finds the others.
///
/// # Errors
///
/// An id or a name that refers to nothing, and a list in which ids are looked up and which is not sorted.
pub(in crate::directory) fn encode(snapshot: &Snapshot) -> Checked<Vec<u8>> {
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

/// The positions of everything that rows refer to.
struct Names<'a> {
    apps: Vec<AppId>,
    accounts: Vec<AccountId>,
    /// Users who have seats.
    users: Located<UserId>,
    /// Meetings that calendar events are bound to.
    meetings: Located<MeetingUuid>,
    is_user: &'a dyn Fn(UserId) -> bool,
}

/// The positions of some rows: that of the account, and that of the row in the account's list. `None` if there is no
/// such row.
type Located<I> = Table<Numbered<I, Option<(u32, u32)>>>;

/// Finds the positions of the ids wanted. If there are none, the accounts are not read.
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

/// The position of a row in a sorted list.
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
        let AccountSnapshot {
            id: _, // Written with those of all accounts.
            policy: _,
            approved: _,
            roles: _,
            users,
            removed_users,
            meetings: present_meetings,
            removed_meetings,
        } = account;
        bytes.ids(users.iter().map(|user| user.id));
        bytes.ids(removed_users.iter().copied());
        bytes.ids(present_meetings.iter().map(|meeting| meeting.uuid));
        bytes.ids(removed_meetings.iter().copied());
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
        let ManifestDraft {
            developer,
            listing,
            management,
            required_scopes,
            optional_scopes,
            uses_shared_access,
            guest_mode,
            apis,
            edition,
            surfaces,
        } = manifest.clone().into();
        let developer = position("account", &self.accounts, developer, |account| *account);
        bytes.number(developer.within(format_args!("manifest.developer"))?);
        bytes.byte(listing as u8);
        bytes.byte(management as u8);
        bytes.byte(*publication as u8);
        bytes.byte(uses_shared_access.into());
        bytes.byte(guest_mode.into());
        bytes.number(required_scopes.bits());
        bytes.number(optional_scopes.bits());
        bytes.text(edition.unwrap_or_default().name());
        bytes.byte(surfaces.unwrap_or_default().bits());
        bytes.count(apis.len());
        sorted_by(apis.iter(), |name| *name).into_iter().for_each(|name| bytes.text(name));
        Ok(())
    }

    fn write_people(&self, bytes: &mut Writer, account: &AccountSnapshot) -> Checked {
        let AccountSnapshot {
            id: _,
            policy,
            approved,
            roles,
            users,
            removed_users: _,
            meetings: _, // See `write_meetings`.
            removed_meetings: _,
        } = account;
        let Policy { listed, unlisted, on_withdrawal, own } = *policy;
        bytes.byte(listed as u8);
        bytes.byte(unlisted as u8);
        bytes.byte(on_withdrawal as u8);
        bytes.byte(own as u8);
        bytes.count(approved.len());
        for (nth, app) in approved.iter().enumerate() {
            bytes.number(self.app(*app).within(format_args!("approved[{nth}]"))?);
        }
        bytes.count(roles.len());
        for RoleSnapshot { name, privileges } in roles {
            bytes.text(name);
            bytes.number(privileges.bits());
        }
        ascending(users, |user| user.id).within(format_args!("users"))?;
        for (nth, user) in users.iter().enumerate() {
            self.write_user(bytes, account, user).within(format_args!("users[{nth}]"))?;
        }
        Ok(())
    }

    fn write_user(&self, bytes: &mut Writer, account: &AccountSnapshot, user: &UserSnapshot) -> Checked {
        let UserSnapshot { id: _, role, status, apps, delegates, calendar: _ } = user;
        let role = role_number(account, role).within(format_args!("role"))?;
        bytes.number(role << 1 | *status as u64);
        bytes.count(apps.len());
        for (nth, entry) in apps.iter().enumerate() {
            self.write_user_app(bytes, entry).within(format_args!("apps[{nth}]"))?;
        }
        bytes.count(delegates.len());
        for (nth, DelegateSnapshot { delegate, access }) in delegates.iter().enumerate() {
            let position = position("user", &account.users, *delegate, |user| user.id);
            let position = position.map_err(|unknown| match (self.is_user)(*delegate) {
                true => SnapshotError::new("the delegate belongs to another account"),
                false => unknown,
            });
            bytes.number(position.within(format_args!("delegates[{nth}]"))?);
            bytes.byte(access.bits());
        }
        Ok(())
    }

    /// Writes a user's entry for an app: the app, and the scopes above the flags.
    fn write_user_app(&self, bytes: &mut Writer, entry: &UserAppSnapshot) -> Checked {
        let UserAppSnapshot { app, installation, disabled, approved, requested } = *entry;
        let Installation { scopes, shared_access } =
            installation.unwrap_or(Installation { scopes: Scopes::empty(), shared_access: false });
        let mut flags = Flags::empty();
        flags.set(Flags::INSTALLED, installation.is_some());
        flags.set(Flags::SHARED, shared_access);
        flags.set(Flags::DISABLED, disabled);
        flags.set(Flags::APPROVED, approved);
        flags.set(Flags::REQUESTED, requested);
        bytes.number(self.app(app)?);
        bytes.number(u64::from(scopes.bits()) << FLAG_BITS | u64::from(flags.bits()));
        Ok(())
    }

    fn write_meetings(&self, bytes: &mut Writer, account: &AccountSnapshot) -> Checked {
        for (nth, meeting) in account.meetings.iter().enumerate() {
            self.write_meeting(bytes, account, meeting).within(format_args!("meetings[{nth}]"))?;
        }
        // Few users have a calendar, so only those users are listed, instead of a count for every user.
        let calendars = account.users.iter().map(|user| &user.calendar).enumerate();
        let calendars = calendars.filter(|(_, calendar)| !calendar.is_empty());
        bytes.count(calendars.clone().count());
        for (user, calendar) in calendars {
            bytes.count(user);
            bytes.count(calendar.len());
            for (nth, BindingSnapshot { event, meeting }) in calendar.iter().enumerate() {
                bytes.text(event);
                let found = self.meetings.find(*meeting).and_then(|row| row.number);
                let found = found.ok_or_else(|| unknown("meeting", meeting));
                let (home, meeting) = found.within(format_args!("users[{user}].calendar[{nth}]"))?;
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
        let MeetingSnapshot {
            uuid: _,
            owner,
            number,
            topic,
            kind,
            state,
            alternative_hosts,
            stopped,
            media_allowed,
            seats,
            open,
        } = meeting;
        let user = |user: &UserId| {
            position("user", &account.users, *user, |row| row.id)
                .map_err(|_| SnapshotError::new(alloc::format!("`{user}` is not a user of the account")))
        };
        bytes.number(user(owner).within(format_args!("owner"))?);
        bytes.text(&alloc::format!("{}", number.reveal()));
        bytes.text(topic);
        bytes.byte(*kind as u8);
        bytes.byte(*state as u8);
        bytes.count(alternative_hosts.len());
        for (nth, host) in alternative_hosts.iter().enumerate() {
            bytes.number(user(host).within(format_args!("alternative_hosts[{nth}]"))?);
        }
        for (name, apps) in [("stopped", stopped), ("media_allowed", media_allowed)] {
            bytes.count(apps.len());
            for (nth, app) in apps.iter().enumerate() {
                bytes.number(self.app(*app).within(format_args!("{name}[{nth}]"))?);
            }
        }
        bytes.count(seats.len());
        for (nth, seat) in seats.iter().enumerate() {
            self.write_seat(bytes, seat).within(format_args!("seats[{nth}]"))?;
        }
        ascending(seats, |seat| seat.participant).within(format_args!("seats"))?;
        bytes.count(open.len());
        for (nth, InstanceSnapshot { participant, app }) in open.iter().enumerate() {
            let seat = position("seat", seats, *participant, |seat| seat.participant);
            bytes.number(seat.within(format_args!("open[{nth}]"))?);
            bytes.number(self.app(*app).within(format_args!("open[{nth}]"))?);
        }
        Ok(())
    }

    fn write_seat(&self, bytes: &mut Writer, seat: &Seat) -> Checked {
        let Seat { participant, user, role } = *seat;
        bytes.id(participant);
        bytes.byte(role as u8);
        match user {
            None => bytes.number(0_u32),
            Some(user) => {
                let found = self.users.find(user).and_then(|row| row.number);
                let (home, position) = found.ok_or_else(|| unknown("user", user))?;
                // Account numbers start from 1 here, since 0 says that nobody is signed in.
                bytes.number(u64::from(home) + 1);
                bytes.number(position);
            }
        }
        Ok(())
    }
}

/// A role as a number: the built-in roles first, then those of the account.
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

fn undefined(role: &AccountRole) -> SnapshotError {
    let role = clip(&alloc::format!("{role}"));
    SnapshotError::new(alloc::format!("the account does not define the role `{role}`"))
}

const _: () = assert!(UserStatus::ALL.len() == 2, "the status of a user is written as one bit");

/// The number of low bits that hold the flags in the encoding of a user's entry for an app.
pub(super) const FLAG_BITS: u32 = Flags::all().bits().count_ones();
