//! Reading the binary form: every invariant that the changes keep is checked, and an error says where.
//!
//! What a text form says is first written in the binary form, and then read here too.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::Display;

use super::Snapshot;
use super::bytes::Reader;
use super::encode::{FLAG_BITS, MAGIC, encode, undefined};
use super::error::{
    Checked, SnapshotError, Within as _, ascending, ensure, expected_version, out_of_order, repeated, unknown,
};
use crate::directory::Directory;
use crate::directory::apply::MAX_DELEGATES;
use crate::directory::apps::Apps;
use crate::directory::handle::{AccountNumber, AppNumber, Member, Slot};
use crate::directory::rows::{
    Account, AccountRest, AppEntry, AppRow, CustomRole, Flags, MAX_USERS, MeetingRow, Numbered, StoredRole,
    UserRow,
};
use crate::facts::{
    Access, ApprovalSetting, Listing, Management, Manifest, ManifestDraft, MeetingKind, MeetingState,
    OnWithdrawal, Policy, Privileges, Publication, Scopes, Seat, SeatRole, UserStatus,
};
use crate::id::{AccountId, AppId, MeetingUuid, ParseMeetingNumberError, ParticipantId, UserId};
use crate::store::{Bulk, Table};

/// Refuses a version before the fields of another format can confuse anybody.
#[cfg(feature = "serde")]
pub(super) fn known_version<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let version: u32 = serde::Deserialize::deserialize(deserializer)?;
    expected_version(version.into(), Snapshot::VERSION).map_err(serde::de::Error::custom)?;
    Ok(version)
}

impl TryFrom<Snapshot> for Directory {
    type Error = SnapshotError;

    /// Builds the directory that a snapshot describes.
    ///
    /// # Errors
    ///
    /// A row that breaks what every change keeps: an unknown or repeated id, a list out of order, a grant beyond the
    /// manifest, a seat in a meeting that is not live, …. The revision is taken as it is said to be.
    fn try_from(snapshot: Snapshot) -> Result<Self, SnapshotError> {
        expected_version(snapshot.version.into(), Snapshot::VERSION)?;
        let bytes = encode(&snapshot)?;
        drop(snapshot);
        load(&bytes)
    }
}

impl Directory {
    /// Builds the directory that some bytes describe, as [`to_bytes`](Self::to_bytes) writes them.
    ///
    /// There is one form of a world: what is read is written again as the very same bytes. The memory that is taken
    /// is a small multiple of the bytes given, whatever they say.
    ///
    /// # Errors
    ///
    /// Bytes of anything else or of another version, bytes that break off or go on, and the first row that breaks
    /// what every change keeps.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::Directory;
    ///
    /// let mut directory = Directory::new();
    /// directory.acting_as_system().add_account(1_u64.into(), 2_u64.into())?;
    /// let mut bytes = directory.to_bytes();
    /// assert_eq!(Directory::from_bytes(&bytes).as_ref(), Ok(&directory));
    ///
    /// bytes.push(0);
    /// let error = Directory::from_bytes(&bytes).unwrap_err();
    /// assert_eq!(error.to_string(), "`end`: 1 bytes more than expected");
    /// # Ok::<_, consentry::directory::Refusal>(())
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        load(bytes)
    }
}

fn load(bytes: &[u8]) -> Checked<Directory> {
    let mut bytes = Reader::new(bytes);
    let revision = revision(&mut bytes)?;
    let mut loader = Loader::default();
    let accounts: Vec<AccountId> = sorted_ids(&mut bytes).within(format_args!("accounts"))?;
    for (nth, id) in accounts.iter().enumerate() {
        loader.ids(&mut bytes, *id).within(format_args!("accounts[{nth}]"))?;
    }
    loader.apps(&mut bytes, &accounts).within(format_args!("apps"))?;
    let users = loader.all_users(&mut bytes)?;
    let (users, meetings) = loader.all_meetings(&mut bytes, users)?;
    let left = bytes.left();
    ensure(left == 0, || format!("{left} bytes more than expected")).within(format_args!("end"))?;

    let Loader { apps, accounts, .. } = loader;
    let numbered = (0..).zip(&accounts).map(|(nth, row)| Numbered { id: row.id, number: AccountNumber(nth) });
    let account_numbers = Table::from_rows(numbered.collect()).map_err(|id| repeated("account", id))?;
    let accounts = accounts.into_iter().collect();
    Ok(Directory { accounts, account_numbers, users, apps, meetings, revision })
}

fn revision(bytes: &mut Reader<'_>) -> Checked<u64> {
    let magic = bytes.take(MAGIC.len());
    ensure(magic == Ok(MAGIC), || "no bytes of a directory".into()).within(format_args!("start"))?;
    let version = bytes.number().map_err(SnapshotError::from).within(format_args!("version"))?;
    expected_version(version, Snapshot::VERSION)?;
    bytes.number().map_err(SnapshotError::from).within(format_args!("revision"))
}

/// What is read before the rows of users and meetings, which name it.
#[derive(Default)]
struct Loader {
    accounts: Vec<Account>,
    /// Of each account, how many of its ids are of users and of meetings that are there. The removed ones follow.
    present: Vec<Present>,
    apps: Apps,
}

#[derive(Clone, Copy)]
struct Present {
    users: usize,
    meetings: usize,
}

impl Loader {
    /// Reads all ids of an account.
    fn ids(&mut self, bytes: &mut Reader<'_>, id: AccountId) -> Checked {
        let mut members = user_ids(bytes).within(format_args!("users"))?;
        let mut removed = user_ids(bytes).within(format_args!("removed_users"))?;
        let mut meetings = sorted_ids(bytes).within(format_args!("meetings"))?;
        let mut removed_meetings = sorted_ids(bytes).within(format_args!("removed_meetings"))?;
        self.present.push(Present { users: members.len(), meetings: meetings.len() });
        members.append(&mut removed);
        meetings.append(&mut removed_meetings);
        let rows = members.len();
        ensure(rows <= MAX_USERS, || format!("{rows} users, expected at most {MAX_USERS}"))
            .within(format_args!("users"))?;
        let (policy, owner) = (Policy::default(), Slot(0));
        let rest = Arc::new(AccountRest { roles: Vec::new(), members, meetings });
        self.accounts.push(Account { id, policy, owner, approved: Vec::new(), rest });
        Ok(())
    }

    fn apps(&mut self, bytes: &mut Reader<'_>, accounts: &[AccountId]) -> Checked {
        let ids: Vec<AppId> = sorted_ids(bytes)?;
        for (nth, id) in ids.into_iter().enumerate() {
            self.apps.insert(app(bytes, id, accounts).within(format_args!("[{nth}]"))?);
        }
        Ok(())
    }

    fn all_users(&mut self, bytes: &mut Reader<'_>) -> Checked<Table<UserRow>> {
        let mut users = Bulk::of(self.accounts.iter().map(|account| account.rest.members.len()).sum());
        let mut rows = Vec::new();
        for (number, (account, present)) in (0..).zip(self.accounts.iter_mut().zip(&self.present)) {
            let read =
                read_people(bytes, &self.apps, AccountNumber(number), account, present.users, &mut rows);
            read.within(format_args!("accounts[{number}]"))?;
            rows.drain(..).for_each(|row| users.insert(row));
        }
        users.finish().map_err(|id| {
            let present = self.present.iter().map(|present| present.users);
            twice("user", id, self.accounts.iter().map(|account| &*account.rest.members).zip(present))
        })
    }

    fn all_meetings(
        &self,
        bytes: &mut Reader<'_>,
        mut users: Table<UserRow>,
    ) -> Checked<(Table<UserRow>, Table<MeetingRow>)> {
        let mut rows = Vec::new();
        for (number, (account, present)) in (0..).zip(self.accounts.iter().zip(&self.present)) {
            for (nth, uuid) in account.rest.meetings.iter().enumerate() {
                let mut row = MeetingRow::removed(*uuid);
                if nth < present.meetings {
                    let read = self.meeting(bytes, AccountNumber(number), &mut row, &mut users);
                    read.within(format_args!("accounts[{number}].meetings[{nth}]"))?;
                }
                rows.push(row);
            }
            let read = self.calendars(bytes, AccountNumber(number), &mut users);
            read.within(format_args!("accounts[{number}].users"))?;
        }
        let meetings = Table::from_rows(rows).map_err(|id| {
            let present = self.present.iter().map(|present| present.meetings);
            twice("meeting", id, self.accounts.iter().map(|account| &*account.rest.meetings).zip(present))
        })?;
        Ok((users, meetings))
    }

    fn meeting(
        &self,
        bytes: &mut Reader<'_>,
        account: AccountNumber,
        row: &mut MeetingRow,
        users: &mut Table<UserRow>,
    ) -> Checked {
        let owner = bytes.position()?;
        row.owner = self
            .user(account, owner)
            .map(|id| Member { id, account, slot: Slot(owner) })
            .map_err(|_| SnapshotError::here(format!("`{owner}` is no user of the account")))
            .within(format_args!("owner"))?;
        row.number = bytes
            .text()?
            .parse()
            .map_err(|error: ParseMeetingNumberError| SnapshotError::here(error.to_string()))
            .within(format_args!("number"))?;
        row.topic = bytes.text()?.into();
        row.kind = word(bytes, "meeting kind", MeetingKind::ALL)?;
        row.state = word(bytes, "meeting state", MeetingState::ALL)?;
        row.removed = false;

        let mut seats = Vec::new();
        list(bytes, 18, |bytes| {
            let seat = self.seat(bytes, row.kind)?;
            if let Some(user) = seat.user.and_then(|user| users.find_mut(user)) {
                user.rest_mut().seated.push(row.uuid);
            }
            seats.push(seat);
            Ok(seat.participant)
        })
        .and_then(|count| {
            let may_be = count == 0 || row.state == MeetingState::Live;
            ensure(may_be, || "seats in a meeting that is not live".into())
        })
        .within(format_args!("seats"))?;
        seats.iter().for_each(|seat| row.seats.insert(*seat));

        list(bytes, 2, |bytes| {
            let nth = bytes.position()?;
            let seat = seats.get(nth as usize).ok_or_else(|| unknown("seat", nth))?;
            let (app, _) = app_at(bytes, &self.apps)?;
            row.seats.open(app, seat.participant);
            Ok((nth, app))
        })
        .within(format_args!("open"))?;
        Ok(())
    }

    fn seat(&self, bytes: &mut Reader<'_>, kind: MeetingKind) -> Checked<Seat> {
        let participant: ParticipantId = bytes.id()?;
        let role = word(bytes, "seat role", SeatRole::ALL)?;
        ensure(kind.seats().contains(role.into()), || {
            format!("the role `{role}` does not fit the kind `{kind}`")
        })?;
        let user = match bytes.position()?.checked_sub(1) {
            None => None,
            Some(account) => Some(self.user(AccountNumber(account), bytes.position()?)?),
        };
        Ok(Seat { participant, user, role })
    }

    /// Reads the calendars of the users of an account who have bound something.
    fn calendars(
        &self,
        bytes: &mut Reader<'_>,
        account: AccountNumber,
        users: &mut Table<UserRow>,
    ) -> Checked {
        let mut before = None;
        for _ in 0..bytes.count(2)? {
            let nth = bytes.position()?;
            ensure(before < Some(nth), || "out of order".into())
                .and_then(|()| self.calendar(bytes, self.user(account, nth)?, users))
                .within(format_args!("[{nth}].calendar"))?;
            before = Some(nth);
        }
        Ok(())
    }

    fn calendar(&self, bytes: &mut Reader<'_>, user: UserId, users: &mut Table<UserRow>) -> Checked {
        let Some(user) = users.find_mut(user) else { return Ok(()) };
        let calendar = &mut user.rest_mut().calendar;
        let count = list(bytes, 3, |bytes| {
            let event = bytes.text()?;
            let account = AccountNumber(bytes.position()?);
            calendar.push((event.into(), self.bound(account, bytes.position()?)?));
            Ok(event)
        })?;
        ensure(count > 0, || "written, and empty".into())
    }

    /// The user at a position in an account.
    fn user(&self, account: AccountNumber, position: u32) -> Checked<UserId> {
        let (row, present) = self.account(account)?;
        let users = row.rest.members.get(..present.users).unwrap_or_default();
        users.get(position as usize).copied().ok_or_else(|| unknown("user", position))
    }

    /// The meeting at a position in an account.
    fn bound(&self, account: AccountNumber, position: u32) -> Checked<MeetingUuid> {
        let (row, present) = self.account(account)?;
        let meetings = row.rest.meetings.get(..present.meetings).unwrap_or_default();
        meetings.get(position as usize).copied().ok_or_else(|| unknown("meeting", position))
    }

    fn account(&self, account: AccountNumber) -> Checked<(&Account, Present)> {
        let place = account.0 as usize;
        let found = self.accounts.get(place).zip(self.present.get(place).copied());
        found.ok_or_else(|| unknown("account", account.0))
    }
}

/// Reads an account with its users, so many of whom are present. Their rows are added to `rows`, which is empty.
fn read_people(
    bytes: &mut Reader<'_>,
    apps: &Apps,
    number: AccountNumber,
    account: &mut Account,
    present: usize,
    rows: &mut Vec<UserRow>,
) -> Checked {
    account.policy = Policy {
        listed: word(bytes, "approval setting", ApprovalSetting::ALL)?,
        unlisted: word(bytes, "approval setting", ApprovalSetting::ALL)?,
        on_withdrawal: word(bytes, "withdrawal setting", OnWithdrawal::ALL)?,
    };
    account.approved = approved(bytes, apps).within(format_args!("approved"))?;
    account.rest_mut().roles = custom_roles(bytes).within(format_args!("roles"))?;
    let members = (0..).map(Slot).zip(&account.rest.members);
    let mut members = members.map(|(slot, id)| Member { id: *id, account: number, slot });
    // Delegations name colleagues who come later, so there is a row of each before the first is read.
    let unread = |member| UserRow::new(member, StoredRole::Member, Privileges::empty());
    rows.extend(members.by_ref().take(present).map(unread));
    let mut users = Users { apps, account, rows, owner: None };
    for nth in 0..present {
        users.read(bytes, nth).within(format_args!("users[{nth}]"))?;
    }
    let owner = users.owner.ok_or_else(|| SnapshotError::here("the account has no owner"))?;
    rows.extend(members.map(UserRow::removed));
    account.owner = owner;
    Ok(())
}

/// The users of an account while they are read.
struct Users<'a> {
    apps: &'a Apps,
    account: &'a Account,
    /// Those who are present, by slot.
    rows: &'a mut [UserRow],
    owner: Option<Slot>,
}

impl Users<'_> {
    #[inline]
    fn read(&mut self, bytes: &mut Reader<'_>, nth: usize) -> Checked {
        let Some(row) = self.rows.get_mut(nth) else { return Ok(()) };
        let slot = row.slot;
        let word = bytes.number()?;
        row.status = if word & 1 == 0 { UserStatus::Active } else { UserStatus::Deactivated };
        let role = match word >> 1 {
            0 => {
                let first = self.owner.replace(slot).is_none();
                ensure(first, || "the account has two owners".into()).within(format_args!("role"))?;
                let active = row.status == UserStatus::Active;
                ensure(active, || "the owner is deactivated".into()).within(format_args!("status"))?;
                StoredRole::Owner
            }
            1 => StoredRole::Admin,
            2 => StoredRole::Member,
            role => match u32::try_from(role - 3) {
                Ok(nth) if (nth as usize) < self.account.rest.roles.len() => StoredRole::Custom(nth),
                Ok(_) | Err(_) => return Err(undefined(role - 3).within(format_args!("role"))),
            },
        };
        row.set_role(role, self.account.privileges(role));

        list(bytes, 2, |bytes| {
            let entry = standing(bytes, self.apps, self.account)?;
            row.add_app(entry);
            Ok(entry.app())
        })
        .within(format_args!("apps"))?;

        let present = self.rows.len();
        let delegates = list(bytes, 2, |bytes| {
            let delegate = bytes.position()?;
            let access = bytes.byte()?;
            if delegate as usize >= present {
                return Err(unknown("user", delegate));
            }
            ensure(Slot(delegate) != slot, || "a delegation to oneself".into())?;
            ensure(access != 0, || "a delegation of nothing".into())?;
            let access = Access::from_bits(access).ok_or_else(|| unknown("access", access))?;
            if let Some(row) = self.rows.get_mut(delegate as usize) {
                row.add_held(slot, access);
            }
            if let Some(row) = self.rows.get_mut(nth) {
                row.add_given(Slot(delegate));
            }
            Ok(delegate)
        })
        .within(format_args!("delegates"))?;
        ensure(delegates <= MAX_DELEGATES, || {
            format!("{delegates} delegates, expected at most {MAX_DELEGATES}")
        })
        .within(format_args!("delegates"))
    }
}

/// Reads what there is between a user and an app.
#[inline]
fn standing(bytes: &mut Reader<'_>, apps: &Apps, account: &Account) -> Checked<AppEntry> {
    let (app, row) = app_at(bytes, apps)?;
    let word = bytes.number()?;
    let flags = Flags::from_bits_truncate((word & ((1 << FLAG_BITS) - 1)) as u8);
    let scopes = known_scopes(word >> FLAG_BITS)?;
    let entry = AppEntry::new(app, scopes, flags);
    match entry.installation() {
        None => {
            let nothing = scopes.is_empty() && !flags.contains(Flags::SHARED);
            ensure(nothing, || "something is granted, and nothing installed".into())?;
        }
        Some(installation) => {
            let kept = installation.limited_to(&row.manifest);
            let beyond = scopes - kept.scopes;
            ensure(beyond.is_empty(), || format!("the app does not ask for `{beyond}`"))?;
            let offered = installation.shared_access == kept.shared_access;
            ensure(offered, || "the app does not use shared access".into())?;
        }
    }
    ensure(!flags.is_empty(), || "the row says nothing".into())?;
    if flags.contains(Flags::REQUESTED) {
        // The strictest policy: a request outlives one under which it would not have been accepted.
        let approval = account.approval(app, entry);
        let needless = Policy::default().allows(&row.manifest, account.id, approval);
        ensure(!needless, || "requested, and approved already".into())?;
    }
    Ok(entry)
}

fn app(bytes: &mut Reader<'_>, id: AppId, accounts: &[AccountId]) -> Checked<AppRow> {
    let developer = bytes.position()?;
    let developer = accounts.get(developer as usize).ok_or_else(|| unknown("account", developer));
    let developer = *developer.within(format_args!("manifest.developer"))?;
    let listing = word(bytes, "listing", Listing::ALL)?;
    let management = word(bytes, "management", Management::ALL)?;
    let publication = word(bytes, "publication", Publication::ALL)?;
    let draft = ManifestDraft {
        developer,
        listing,
        management,
        uses_shared_access: word(bytes, "answer", &[false, true])?,
        guest_mode: word(bytes, "answer", &[false, true])?,
        required_scopes: known_scopes(bytes.number()?).within(format_args!("manifest.required_scopes"))?,
        optional_scopes: known_scopes(bytes.number()?).within(format_args!("manifest.optional_scopes"))?,
        edition: bytes
            .text()?
            .parse()
            .map_err(|error: crate::vocabulary::UnknownWord| SnapshotError::here(error.to_string()))
            .within(format_args!("manifest.edition"))?,
        apis: names(bytes).within(format_args!("manifest.apis"))?,
    };
    let manifest = Manifest::try_from(draft).map_err(SnapshotError::from).within(format_args!("manifest"))?;
    Ok(AppRow { id, manifest, publication })
}

fn names(bytes: &mut Reader<'_>) -> Checked<Vec<String>> {
    let mut names = Vec::new();
    list(bytes, 1, |bytes| {
        let name = bytes.text()?;
        names.push(name.into());
        Ok(name)
    })?;
    Ok(names)
}

fn approved(bytes: &mut Reader<'_>, apps: &Apps) -> Checked<Vec<AppNumber>> {
    let mut approved = Vec::new();
    list(bytes, 1, |bytes| {
        let (app, _) = app_at(bytes, apps)?;
        approved.push(app);
        Ok(app)
    })?;
    Ok(approved)
}

fn custom_roles(bytes: &mut Reader<'_>) -> Checked<Vec<CustomRole>> {
    let mut roles = Vec::new();
    list(bytes, 2, |bytes| {
        let name = bytes.text()?;
        let bits = bytes.number()?;
        let privileges = u16::try_from(bits).ok().and_then(Privileges::from_bits);
        let privileges = privileges.ok_or_else(|| unknown("privilege", bits))?;
        roles.push(CustomRole { name: name.into(), privileges });
        Ok(name)
    })?;
    Ok(roles)
}

fn known_scopes(bits: u64) -> Checked<Scopes> {
    u16::try_from(bits).ok().and_then(Scopes::from_bits).ok_or_else(|| unknown("scope", bits))
}

/// Reads a word of a closed set: its place in the order of declaration.
fn word<T: Copy>(bytes: &mut Reader<'_>, vocabulary: &str, all: &[T]) -> Checked<T> {
    let place = bytes.byte()?;
    all.get(usize::from(place)).copied().ok_or_else(|| unknown(vocabulary, place))
}

#[inline]
fn app_at<'a>(bytes: &mut Reader<'_>, apps: &'a Apps) -> Checked<(AppNumber, &'a AppRow)> {
    let app = AppNumber(bytes.position()?);
    apps.get(app).map(|row| (app, row)).ok_or_else(|| unknown("app", app.0))
}

fn sorted_ids<I: From<[u8; 16]> + Ord + Copy>(bytes: &mut Reader<'_>) -> Checked<Vec<I>> {
    let ids = bytes.ids()?;
    ascending(&ids, |id: &I| *id)?;
    Ok(ids)
}

fn user_ids(bytes: &mut Reader<'_>) -> Checked<Vec<UserId>> {
    let ids = sorted_ids(bytes)?;
    let somebody = ids.first() != Some(&UserId::NOBODY);
    ensure(somebody, || "the all-zero id is nobody's".into()).within(format_args!("[0]"))?;
    Ok(ids)
}

/// Reads a list of rows of at least so many bytes, which ascend by a key. Gives their number.
#[inline]
fn list<'a, K: Ord>(
    bytes: &mut Reader<'a>,
    least: usize,
    mut row: impl FnMut(&mut Reader<'a>) -> Checked<K>,
) -> Checked<usize> {
    let count = bytes.count(least)?;
    let mut before = None;
    for nth in 0..count {
        let key = row(bytes).within(format_args!("[{nth}]"))?;
        if before.is_some_and(|before| before >= key) {
            return Err(out_of_order(nth));
        }
        before = Some(key);
    }
    Ok(count)
}

/// An id of a user or a meeting is in several lists or twice in one: the error of its second place. Each account has
/// one list, of which so many are there and the others removed.
fn twice<'a, I: PartialEq + Display + 'a>(
    what: &str,
    id: I,
    lists: impl Iterator<Item = (&'a [I], usize)>,
) -> SnapshotError {
    let mut places = lists.enumerate().flat_map(|(account, (ids, present))| {
        ids.iter().enumerate().map(move |(nth, id)| (id, account, nth, present))
    });
    let second = places.by_ref().filter(|(found, ..)| **found == id).nth(1);
    let error = repeated(what, &id);
    match second {
        Some((_, account, nth, present)) => match nth.checked_sub(present) {
            None => error.within(format_args!("accounts[{account}].{what}s[{nth}]")),
            Some(nth) => error.within(format_args!("accounts[{account}].removed_{what}s[{nth}]")),
        },
        None => error,
    }
}
