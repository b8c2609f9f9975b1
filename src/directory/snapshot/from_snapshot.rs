//! From a snapshot to bytes: each id is replaced by the position of what it names.

use alloc::format;
use alloc::vec::Vec;

use super::bytes::Writer;
use super::encode::{HOST_CONSENTS, MeetingWords, Place, place, role};
use super::error::{Checked, SnapshotError, Within as _, ascending, unknown};
use super::{
    AccountSnapshot, AppSnapshot, BindingSnapshot, DelegateSnapshot, InstanceSnapshot, MeetingSnapshot,
    RoleSnapshot, Snapshot, UserAppSnapshot, UserSnapshot,
};
use crate::directory::rows::{AppEntry, AppNumber, Flags, Numbered};
use crate::facts::{Access, AccountRole, Seat};
use crate::id::{AppId, MeetingUuid, UserId};
use crate::store::{Row, Table};
use crate::vocabulary::clip;

/// Writes a snapshot as bytes. Only faults that have no encoding are found here; `decode` finds the others.
///
/// # Errors
///
/// An id or a name that refers to nothing, and a list in which ids or names are looked up and which is not sorted.
pub(in crate::directory) fn encode(snapshot: &Snapshot) -> Checked<Vec<u8>> {
    let Snapshot { version: _, revision, apps, accounts } = snapshot;
    ascending(apps, |app| app.id).within(format_args!("apps"))?;
    ascending(accounts, |account| account.id).within(format_args!("accounts"))?;
    let names = Names {
        apps,
        accounts,
        users: located(
            accounts
                .iter()
                .flat_map(|account| &account.meetings)
                .flat_map(|meeting| meeting.seats.iter().filter_map(|seat| seat.user)),
            accounts.iter().map(|account| account.users.iter().map(|user| user.id)),
        ),
        meetings: located(
            all_users(accounts).flat_map(|user| user.calendar.iter().map(|binding| binding.meeting)),
            accounts.iter().map(|account| account.meetings.iter().map(|meeting| meeting.uuid)),
        ),
    };
    let mut bytes = Writer::snapshot(*revision);
    bytes.ids(accounts.iter().map(|account| account.id));
    for account in accounts {
        bytes.ids(account.users.iter().map(|user| user.id));
        bytes.ids(account.removed_users.iter().copied());
        bytes.ids(account.meetings.iter().map(|meeting| meeting.uuid));
        bytes.ids(account.removed_meetings.iter().copied());
    }
    bytes.ids(apps.iter().map(|app| app.id));
    for (nth, app) in apps.iter().enumerate() {
        names.write_app(&mut bytes, app).within(format_args!("apps[{nth}]"))?;
    }
    for (nth, account) in accounts.iter().enumerate() {
        names.write_people(&mut bytes, account).within(format_args!("accounts[{nth}]"))?;
    }
    for (nth, account) in accounts.iter().enumerate() {
        names.write_meetings(&mut bytes, account).within(format_args!("accounts[{nth}]"))?;
    }
    Ok(bytes.sealed())
}

fn all_users(accounts: &[AccountSnapshot]) -> impl Iterator<Item = &UserSnapshot> {
    accounts.iter().flat_map(|account| &account.users)
}

/// The positions of everything that rows refer to.
struct Names<'a> {
    apps: &'a [AppSnapshot],
    accounts: &'a [AccountSnapshot],
    /// Users who have seats.
    users: Located<UserId>,
    /// Meetings that calendar events are bound to.
    meetings: Located<MeetingUuid>,
}

/// The positions of some rows: that of the account, and that of the row in the account's list. `None` if there is no
/// such row.
type Located<I> = Table<Numbered<I, Option<Place>>>;

/// Finds the positions of the ids wanted. If there are none, the accounts are not read.
fn located<I, L: IntoIterator<Item = I>>(
    wanted: impl Iterator<Item = I>,
    accounts: impl Iterator<Item = L>,
) -> Located<I>
where
    Numbered<I, Option<Place>>: Row<Id = I>,
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
) -> Checked<u32> {
    rows.binary_search_by_key(&id, key).map(place).map_err(|_| unknown(what, id))
}

/// What the rows of a list are written as. An error says which row is at fault.
fn each<T, W>(list: &str, rows: &[T], mut write: impl FnMut(&T) -> Checked<W>) -> Checked<Vec<W>> {
    let written = |(nth, row)| write(row).within(format_args!("{list}[{nth}]"));
    rows.iter().enumerate().map(written).collect()
}

impl Names<'_> {
    fn app(&self, app: AppId) -> Checked<AppNumber> {
        position("app", self.apps, app, |row| row.id).map(AppNumber)
    }

    fn write_app(&self, bytes: &mut Writer, app: &AppSnapshot) -> Checked {
        let AppSnapshot { id: _, manifest, publication } = app;
        let developer = position("account", self.accounts, manifest.developer(), |account| account.id);
        bytes.app(developer.within(format_args!("manifest.developer"))?, manifest, *publication);
        Ok(())
    }

    fn write_people(&self, bytes: &mut Writer, account: &AccountSnapshot) -> Checked {
        let AccountSnapshot {
            id: _, // The ids are written already.
            policy,
            approved,
            roles,
            users,
            removed_users: _,
            meetings: _, // See `write_meetings`.
            removed_meetings: _,
        } = account;
        bytes.policy(*policy);
        bytes.apps(&each("approved", approved, |app| self.app(*app))?);
        ascending(roles, |role| &*role.name).within(format_args!("roles"))?;
        bytes.count(roles.len());
        for RoleSnapshot { name, privileges } in roles {
            bytes.role(name, *privileges);
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
        let apps = each("apps", apps, |entry| self.entry(entry))?;
        let delegates = each("delegates", delegates, |row| self.delegate(account, row))?;
        bytes.user(role, *status, &apps, &delegates);
        Ok(())
    }

    fn entry(&self, entry: &UserAppSnapshot) -> Checked<AppEntry> {
        let UserAppSnapshot { app, installation, disabled, approved, requested } = *entry;
        Ok(AppEntry::none(self.app(app)?)
            .with_installation(installation)
            .with(Flags::DISABLED, disabled)
            .with(Flags::APPROVED, approved)
            .with(Flags::REQUESTED, requested))
    }

    fn delegate(&self, account: &AccountSnapshot, row: &DelegateSnapshot) -> Checked<(u32, Access)> {
        let DelegateSnapshot { delegate, access } = *row;
        let place = position("user", &account.users, delegate, |user| user.id);
        let place = place.map_err(|unknown| match all_users(self.accounts).any(|user| user.id == delegate) {
            true => SnapshotError::new("the delegate belongs to another account"),
            false => unknown,
        });
        Ok((place?, access))
    }

    fn write_meetings(&self, bytes: &mut Writer, account: &AccountSnapshot) -> Checked {
        for (nth, meeting) in account.meetings.iter().enumerate() {
            self.write_meeting(bytes, account, meeting).within(format_args!("meetings[{nth}]"))?;
        }
        let calendars = account.users.iter().map(|user| &user.calendar).enumerate();
        let calendars = calendars.filter(|(_, calendar)| !calendar.is_empty());
        bytes.count(calendars.clone().count());
        for (user, calendar) in calendars {
            bytes.count(user);
            bytes.count(calendar.len());
            for (nth, BindingSnapshot { event, meeting }) in calendar.iter().enumerate() {
                let found = self.meetings.find(*meeting).and_then(|row| row.number);
                let found = found.ok_or_else(|| unknown("meeting", meeting));
                bytes.event(event, found.within(format_args!("users[{user}].calendar[{nth}]"))?);
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
                .map_err(|_| SnapshotError::new(format!("`{user}` is not a user of the account")))
        };
        let owner = user(owner).within(format_args!("owner"))?;
        let alternative_hosts = each("alternative_hosts", alternative_hosts, user)?;
        let [(stopped_name, _), (media_allowed_name, _)] = HOST_CONSENTS;
        let stopped = each(stopped_name, stopped, |app| self.app(*app))?;
        let media_allowed = each(media_allowed_name, media_allowed, |app| self.app(*app))?;
        let seated = each("seats", seats, |seat| {
            let Seat { participant, user, role } = *seat;
            Ok((participant, role, user.map(|user| self.seated(user)).transpose()?))
        })?;
        ascending(seats, |seat| seat.participant).within(format_args!("seats"))?;
        let open = each("open", open, |InstanceSnapshot { participant, app }| {
            let seat = position("seat", seats, *participant, |seat| seat.participant)?;
            Ok((seat, self.app(*app)?))
        })?;
        bytes.meeting(&MeetingWords {
            owner,
            number: *number,
            topic,
            kind: *kind,
            state: *state,
            alternative_hosts: &alternative_hosts,
            host_consents: [&stopped, &media_allowed],
            seats: &seated,
            open: &open,
        });
        Ok(())
    }

    fn seated(&self, user: UserId) -> Checked<Place> {
        self.users.find(user).and_then(|row| row.number).ok_or_else(|| unknown("user", user))
    }
}

fn role_number(account: &AccountSnapshot, role: &AccountRole) -> Checked<u64> {
    match role {
        AccountRole::Owner => Ok(role::OWNER),
        AccountRole::Admin => Ok(role::ADMIN),
        AccountRole::Member => Ok(role::MEMBER),
        AccountRole::Custom(name) => {
            let found = account.roles.binary_search_by(|row| row.name.cmp(name));
            found.map(|nth| role::FIRST_CUSTOM + u64::from(place(nth))).map_err(|_| undefined(name))
        }
    }
}

fn undefined(name: &str) -> SnapshotError {
    SnapshotError::new(format!("the account does not define the role `custom:{}`", clip(name)))
}
