//! Reading a snapshot: every invariant that the changes keep is checked, and an error says where.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use core::fmt::Display;

use super::{AccountSnapshot, AppSnapshot, Snapshot, UserSnapshot};
use crate::directory::Directory;
use crate::directory::apply::MOST_DELEGATES;
use crate::directory::handle::{AccountNumber, Slot};
use crate::directory::rows::{
    Account, AccountRest, AppRow, CustomRole, Flags, MOST_USERS, MeetingRow, StoredRole,
};
use crate::word::clip;
use crate::{Access, MeetingState, Policy, Privileges, UserId, UserStatus};

/// Why a snapshot is no directory, and where.
///
/// The place is a path through the snapshot, such as `accounts[0].users[3].apps[1]`; lists count from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{place}`: {problem}")]
pub struct SnapshotError {
    place: Box<str>,
    problem: Box<str>,
}

impl SnapshotError {
    /// The path of the row that is wrong.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }
}

/// Refuses a version before the fields of another format can confuse anybody.
#[cfg(feature = "serde")]
pub(super) fn known_version<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let version = serde::Deserialize::deserialize(deserializer)?;
    is_known_version(version).map_err(serde::de::Error::custom)?;
    Ok(version)
}

fn is_known_version(version: u32) -> Result<(), SnapshotError> {
    ensure(
        version == Snapshot::VERSION,
        || "version".into(),
        || format!("unknown format version {version}, expected {}", Snapshot::VERSION),
    )
}

impl TryFrom<Snapshot> for Directory {
    type Error = SnapshotError;

    /// Builds the directory that a snapshot describes.
    ///
    /// # Errors
    ///
    /// The first row that no sequence of changes could have led to: an unknown or repeated id, a list out of
    /// order, a grant beyond the manifest, a seat in a meeting that is not live, ….
    fn try_from(snapshot: Snapshot) -> Result<Self, SnapshotError> {
        is_known_version(snapshot.version)?;
        let mut directory = Self { revision: snapshot.revision, ..Self::default() };
        // Rows name each other, so each kind is read after those it names.
        directory.load_apps(&snapshot.apps)?;
        directory.load_accounts(&snapshot.accounts)?;
        directory.check_developers(&snapshot.apps)?;
        for (place, account) in (0..).map(AccountNumber).zip(&snapshot.accounts) {
            directory.load_delegations(place, account)?;
            directory.load_meetings(place, account)?;
        }
        for (place, account) in (0..).map(AccountNumber).zip(&snapshot.accounts) {
            directory.load_seats(place, account)?;
            directory.load_calendars(place, account)?;
        }
        Ok(directory)
    }
}

type Loaded = Result<(), SnapshotError>;

impl Directory {
    fn load_apps(&mut self, apps: &[AppSnapshot]) -> Loaded {
        ascending(apps, |app| app.id, || "apps".into())?;
        for app in apps {
            let manifest = app.manifest.clone();
            self.apps.insert(AppRow { id: app.id, manifest, publication: app.publication });
        }
        Ok(())
    }

    fn check_developers(&self, apps: &[AppSnapshot]) -> Loaded {
        for (place, app) in apps.iter().enumerate() {
            let developer = app.manifest.developer();
            ensure(
                self.find_account(developer).is_some(),
                || format!("apps[{place}].manifest.developer"),
                || unknown("account", developer),
            )?;
        }
        Ok(())
    }

    fn load_accounts(&mut self, accounts: &[AccountSnapshot]) -> Loaded {
        ascending(accounts, |account| account.id, || "accounts".into())?;
        for (handle, account) in (0..).map(AccountNumber).zip(accounts) {
            let place = format!("accounts[{}]", handle.0);
            ascending(&account.approved, |app| *app, || format!("{place}.approved"))?;
            ascending(&account.roles, |role| role.name.clone(), || format!("{place}.roles"))?;
            let approved = account.approved.iter().enumerate().map(|(nth, app)| {
                self.apps
                    .find(*app)
                    .map(|(app, _)| app)
                    .ok_or_else(|| error(format!("{place}.approved[{nth}]"), unknown("app", app)))
            });
            let roles = account.roles.iter().map(|role| CustomRole {
                name: role.name.clone(),
                privileges: role.privileges & Privileges::all(),
            });
            let row = Account {
                id: account.id,
                owner: Slot(0),
                policy: account.policy,
                approved: approved.collect::<Result<_, _>>()?,
                rest: Arc::new(AccountRest { roles: roles.collect(), ..AccountRest::default() }),
            };
            self.insert_account(row);
            self.load_users(handle, account)?;
        }
        Ok(())
    }

    fn load_users(&mut self, handle: AccountNumber, account: &AccountSnapshot) -> Loaded {
        let place = format!("accounts[{}]", handle.0);
        ascending(&account.users, |user| user.id, || format!("{place}.users"))?;
        ascending(&account.removed_users, |user| *user, || format!("{place}.removed_users"))?;
        let rows = account.users.len() + account.removed_users.len();
        ensure(
            rows <= MOST_USERS,
            || format!("{place}.users"),
            || format!("{rows} users, expected at most {MOST_USERS}"),
        )?;
        let mut owner = None;
        for (slot, user) in (0..).map(Slot).zip(&account.users) {
            let place = format!("{place}.users[{}]", slot.0);
            self.is_fresh(user.id, &place)?;
            let role = self.account(handle).find_role(&user.role).ok_or_else(|| {
                error(
                    format!("{place}.role"),
                    format!("the account has defined no role `{}`", clip(&user.role.to_string())),
                )
            })?;
            if role == StoredRole::Owner {
                let first = owner.replace(slot).is_none();
                ensure(first, || format!("{place}.role"), || "the account has two owners".into())?;
                let active = user.status == UserStatus::Active;
                ensure(active, || format!("{place}.status"), || "the owner is deactivated".into())?;
            }
            self.insert_user(handle, user.id, role);
            self.user_mut(user.id).status = user.status;
            self.load_user_apps(handle, user, &place)?;
        }
        let owner = owner.ok_or_else(|| error(place.clone(), "the account has no owner"))?;
        self.account_mut(handle).owner = owner;
        for (nth, user) in account.removed_users.iter().enumerate() {
            self.is_fresh(*user, &format!("{place}.removed_users[{nth}]"))?;
            self.insert_removed_user(handle, *user);
        }
        Ok(())
    }

    fn is_fresh(&self, user: UserId, place: &str) -> Loaded {
        ensure(user != UserId::NOBODY, || place.into(), || "the all-zero id is nobody's".into())?;
        ensure(self.users.find(user).is_none(), || place.into(), || repeated("user", user))
    }

    fn load_user_apps(&mut self, account: AccountNumber, user: &UserSnapshot, place: &str) -> Loaded {
        ascending(&user.apps, |entry| entry.app, || format!("{place}.apps"))?;
        for (nth, entry) in user.apps.iter().enumerate() {
            let place = || format!("{place}.apps[{nth}]");
            let found = self.apps.find(entry.app);
            let (app, row) = found.ok_or_else(|| error(place(), unknown("app", entry.app)))?;
            let manifest = row.manifest.clone();
            if let Some(installation) = entry.installation {
                let kept = installation.limited_to(&manifest);
                let beyond = installation.scopes - kept.scopes;
                ensure(beyond.is_empty(), place, || format!("the app does not ask for `{beyond}`"))?;
                let offered = installation.shared_access == kept.shared_access;
                ensure(offered, place, || "the app does not use shared access".into())?;
            }
            let row = self.user_mut(user.id);
            row.edit_app(app, |stored| {
                stored
                    .with_installation(entry.installation)
                    .with(Flags::DISABLED, entry.disabled)
                    .with(Flags::APPROVED, entry.approved)
                    .with(Flags::REQUESTED, entry.requested)
            });
            let stored = row.app(app);
            ensure(!stored.flags().is_empty(), place, || "the row says nothing".into())?;
            // The strictest policy: a request outlives one under which it would not have been accepted.
            let account = self.account(account);
            let needless = Policy::default().allows(&manifest, account.id, account.approval(app, stored));
            ensure(!(entry.requested && needless), place, || "requested, and approved already".into())?;
        }
        Ok(())
    }

    fn load_delegations(&mut self, handle: AccountNumber, account: &AccountSnapshot) -> Loaded {
        for (user, row) in account.users.iter().enumerate() {
            let place = format!("accounts[{}].users[{user}].delegates", handle.0);
            ascending(&row.delegates, |delegate| delegate.delegate, || place.clone())?;
            ensure(
                row.delegates.len() <= MOST_DELEGATES,
                || place.clone(),
                || format!("{} delegates, expected at most {MOST_DELEGATES}", row.delegates.len()),
            )?;
            for (nth, delegate) in row.delegates.iter().enumerate() {
                let place = || format!("{place}[{nth}]");
                let (from, to) = (self.find_user(row.id), self.find_user(delegate.delegate));
                let (Some(from), Some(to)) = (from, to) else {
                    return Err(error(place(), unknown("user", delegate.delegate)));
                };
                let (from, to) = (from.row.member(), to.row.member());
                ensure(from.account == to.account, place, || "a delegate of another account".into())?;
                ensure(from != to, place, || "a delegation to oneself".into())?;
                ensure(delegate.access.intersects(Access::all()), place, || {
                    "a delegation of nothing".into()
                })?;
                self.entrust(from, to, delegate.access);
            }
        }
        Ok(())
    }

    fn load_meetings(&mut self, handle: AccountNumber, account: &AccountSnapshot) -> Loaded {
        let place = format!("accounts[{}]", handle.0);
        ascending(&account.meetings, |meeting| meeting.uuid, || format!("{place}.meetings"))?;
        ascending(&account.removed_meetings, |uuid| *uuid, || format!("{place}.removed_meetings"))?;
        for (nth, meeting) in account.meetings.iter().enumerate() {
            let place = || format!("{place}.meetings[{nth}]");
            let owner = self.find_user(meeting.owner).map(|owner| owner.row.member());
            let owner = owner.filter(|owner| owner.account == handle);
            let owner = owner.ok_or_else(|| {
                error(format!("{}.owner", place()), format!("`{}` is no user of the account", meeting.owner))
            })?;
            let row = MeetingRow {
                owner,
                number: meeting.number,
                topic: (&*meeting.topic).into(),
                kind: meeting.kind,
                state: meeting.state,
                removed: false,
                ..MeetingRow::removed(meeting.uuid)
            };
            self.load_meeting(row, handle, &place())?;
        }
        for (nth, uuid) in account.removed_meetings.iter().enumerate() {
            self.load_meeting(
                MeetingRow::removed(*uuid),
                handle,
                &format!("{place}.removed_meetings[{nth}]"),
            )?;
        }
        Ok(())
    }

    fn load_meeting(&mut self, row: MeetingRow, account: AccountNumber, place: &str) -> Loaded {
        let fresh = self.meetings.find(row.uuid).is_none();
        ensure(fresh, || place.into(), || repeated("meeting", row.uuid))?;
        self.insert_meeting(account, row);
        Ok(())
    }

    fn load_seats(&mut self, handle: AccountNumber, account: &AccountSnapshot) -> Loaded {
        for (row, meeting) in account.meetings.iter().enumerate() {
            let place = format!("accounts[{}].meetings[{row}]", handle.0);
            let empty = meeting.seats.is_empty() || meeting.state == MeetingState::Live;
            ensure(empty, || format!("{place}.seats"), || "seats in a meeting that is not live".into())?;
            ascending(&meeting.seats, |seat| seat.participant, || format!("{place}.seats"))?;
            for (nth, seat) in meeting.seats.iter().enumerate() {
                let place = || format!("{place}.seats[{nth}]");
                ensure(meeting.kind.seats().contains(seat.role.into()), place, || {
                    format!("the role `{}` does not fit the kind `{}`", seat.role, meeting.kind)
                })?;
                if let Some(user) = seat.user {
                    ensure(self.find_user(user).is_some(), place, || unknown("user", user))?;
                }
                self.seat(meeting.uuid, *seat);
            }
            ascending(&meeting.open, |open| (open.participant, open.app), || format!("{place}.open"))?;
            for (nth, open) in meeting.open.iter().enumerate() {
                let place = || format!("{place}.open[{nth}]");
                let found = self.apps.find(open.app);
                let (app, _) = found.ok_or_else(|| error(place(), unknown("app", open.app)))?;
                let seats = &mut self.meeting_mut(meeting.uuid).seats;
                ensure(seats.find(open.participant).is_some(), place, || unknown("seat", open.participant))?;
                seats.open(app, open.participant);
            }
        }
        Ok(())
    }

    fn load_calendars(&mut self, handle: AccountNumber, account: &AccountSnapshot) -> Loaded {
        for (row, user) in account.users.iter().enumerate() {
            let place = format!("accounts[{}].users[{row}].calendar", handle.0);
            ascending(&user.calendar, |binding| binding.event.clone(), || place.clone())?;
            for (nth, binding) in user.calendar.iter().enumerate() {
                let place = || format!("{place}[{nth}]");
                let known = self.find_meeting(binding.meeting).is_some();
                ensure(known, place, || unknown("meeting", binding.meeting))?;
                self.bind(user.id, &binding.event, binding.meeting);
            }
        }
        Ok(())
    }
}

/// A list is sorted and has no duplicates.
fn ascending<T, K: Ord>(rows: &[T], key: impl Fn(&T) -> K, place: impl Fn() -> String) -> Loaded {
    match rows.windows(2).position(|pair| !pair.is_sorted_by(|a, b| key(a) < key(b))) {
        None => Ok(()),
        Some(before) => {
            let problem = "out of order or repeated, expected each list sorted and without duplicates";
            Err(error(format!("{}[{}]", place(), before + 1), problem))
        }
    }
}

fn ensure(holds: bool, place: impl FnOnce() -> String, problem: impl FnOnce() -> String) -> Loaded {
    if holds { Ok(()) } else { Err(error(place(), problem())) }
}

fn error(place: String, problem: impl Into<String>) -> SnapshotError {
    SnapshotError { place: place.into_boxed_str(), problem: problem.into().into_boxed_str() }
}

fn unknown(what: &str, id: impl Display) -> String {
    format!("there is no {what} `{id}`")
}

fn repeated(what: &str, id: impl Display) -> String {
    format!("the {what} `{id}` is there twice")
}
