//! Reading the binary form. Every invariant that changes keep is checked, and an error says where it is broken.
//!
//! A snapshot in another form, such as JSON, is first encoded in the binary form, and then read here too.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::Display;

use super::Snapshot;
use super::bytes::Reader;
use super::encode::{CHECKSUM, FLAG_BITS, HOST_CONSENTS, MAGIC, role};
use super::error::{
    Checked, SnapshotError, Within as _, ascending, duplicate, ensure, expected_version, out_of_order,
    out_of_range, unknown, unknown_bits,
};
use super::from_snapshot::encode;
use crate::directory::Directory;
use crate::directory::apply::{MAX_ALTERNATIVE_HOSTS, MAX_DELEGATES, is_role_name};
use crate::directory::rows::{
    Account, AccountNumber, AccountRest, AppEntry, AppNumber, AppRow, Apps, CustomRole, Flags, Held,
    MAX_USERS, MeetingRow, Member, Numbered, Seats, Slot, StoredRole, UserRest, UserRow,
};
use crate::facts::{
    Access, Approval, ApprovalSetting, HostConsent, Listing, Management, Manifest, ManifestDraft,
    MeetingKind, MeetingState, OnWithdrawal, OwnApps, Policy, Privileges, Publication, Scopes, Seat,
    SeatRole, Surfaces, UserStatus,
};
use crate::id::{AccountId, AppId, MeetingUuid, ParseMeetingNumberError, ParticipantId, UserId};
use crate::store::{List, Table, TableBuilder};

/// Rejects another version before an unknown field of that version's format is reported.
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
    /// The first row that breaks an invariant: an unknown or duplicate id, a list out of order, a grant beyond the
    /// manifest, a seat in a meeting that is not live, and so on. The revision is not checked.
    fn try_from(snapshot: Snapshot) -> Result<Self, SnapshotError> {
        expected_version(snapshot.version.into(), Snapshot::VERSION)?;
        let bytes = encode(&snapshot)?;
        drop(snapshot);
        load(&bytes, MAX_USERS)
    }
}

impl Directory {
    /// Reads a directory from bytes that [`to_bytes`](Self::to_bytes) has written.
    ///
    /// Each directory has exactly one form: bytes that are accepted here are written again as the same bytes. Reading
    /// needs a small multiple of their length in memory, whatever they contain.
    ///
    /// # Errors
    ///
    /// Bytes that are not a snapshot or have another version, whose checksum does not match, as when they end too early or too
    /// late, and the first row that breaks an invariant.
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
    /// assert_eq!(error.to_string(), "`end`: the checksum does not match: the bytes are damaged or cut short");
    /// # Ok::<_, consentry::directory::Refusal>(())
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        load(bytes, MAX_USERS)
    }
}

/// Reads a directory whose accounts have at most `max_users` users each.
pub(in crate::directory) fn load(bytes: &[u8], max_users: usize) -> Checked<Directory> {
    let mut bytes = unsealed(bytes)?;
    let revision = bytes.number().map_err(SnapshotError::from).within(format_args!("revision"))?;
    let mut loader = Loader { max_users, accounts: Vec::new(), present: Vec::new(), apps: Apps::default() };
    let accounts: Vec<AccountId> = sorted_ids(&mut bytes).within(format_args!("accounts"))?;
    for (nth, id) in accounts.iter().enumerate() {
        loader.ids(&mut bytes, *id).within(format_args!("accounts[{nth}]"))?;
    }
    loader.apps(&mut bytes, &accounts).within(format_args!("apps"))?;
    let users = loader.all_users(&mut bytes)?;
    let (users, meetings) = loader.all_meetings(&mut bytes, users)?;
    let left = bytes.left();
    let plural = if left == 1 { "" } else { "s" };
    ensure(left == 0, || format!("{left} unexpected byte{plural} after the end of the directory"))
        .within(format_args!("end"))?;

    let Loader { max_users: _, accounts, present: _, apps } = loader;
    let numbered = (0..).zip(&accounts).map(|(nth, row)| Numbered { id: row.id, number: AccountNumber(nth) });
    let account_numbers = Table::from_rows(numbered.collect()).map_err(|id| duplicate("account", id))?;
    let accounts = accounts.into_iter().collect();
    Ok(Directory { accounts, account_numbers, users, apps, meetings, revision })
}

/// What comes after the version, without the checksum, which is compared. The version is read before that: another one may have
/// another checksum.
fn unsealed(bytes: &[u8]) -> Checked<Reader<'_>> {
    let mut head = Reader::new(bytes);
    let magic = head.take(MAGIC.len());
    ensure(magic == Ok(MAGIC), || "not a consentry snapshot (bad magic)".into())
        .within(format_args!("start"))?;
    let version = head.number().map_err(SnapshotError::from).within(format_args!("version"))?;
    expected_version(version, Snapshot::VERSION)?;
    let left = head.left();

    let matching = bytes
        .split_last_chunk()
        .filter(|(written, checksum)| CHECKSUM.checksum(written).to_be_bytes() == **checksum);
    let after_the_head = matching.and_then(|(written, _)| written.get(bytes.len() - left..));
    let damaged = || SnapshotError::new("the checksum does not match: the bytes are damaged or cut short");
    after_the_head.map(Reader::new).ok_or_else(damaged).within(format_args!("end"))
}

/// What is read before the users and the meetings, whose rows refer to it.
struct Loader {
    max_users: usize,
    accounts: Vec<Account>,
    /// Of each account.
    present: Vec<Present>,
    apps: Apps,
}

/// The numbers of users and meetings of an account that are not removed. Their ids come first in the account's lists.
#[derive(Clone, Copy)]
struct Present {
    users: usize,
    meetings: usize,
}

impl Loader {
    /// Reads all ids of an account.
    fn ids(&mut self, bytes: &mut Reader<'_>, id: AccountId) -> Checked {
        let users = user_ids(bytes).within(format_args!("users"))?;
        let removed = user_ids(bytes).within(format_args!("removed_users"))?;
        let (count, max_users) = (users.len() + removed.len(), self.max_users);
        ensure(count <= max_users, || format!("{count} users, expected at most {max_users}"))
            .within(format_args!("users"))?;
        let present_users = users.len();
        let members = users.into_iter().chain(removed).collect();
        let meetings = sorted_ids(bytes).within(format_args!("meetings"))?;
        let removed = sorted_ids(bytes).within(format_args!("removed_meetings"))?;
        self.present.push(Present { users: present_users, meetings: meetings.len() });
        let meetings = meetings.into_iter().chain(removed).collect();
        // The rest of the account is read with its users, by `read_people`.
        let rest = Arc::new(AccountRest { roles: Vec::new(), members, meetings });
        self.accounts.push(Account { rest, ..Account::new(id) });
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
        let len = self.accounts.iter().map(|account| account.rest.members.len()).sum();
        let mut users = TableBuilder::new(len);
        let mut rows = Vec::new();
        for (number, (account, present)) in (0..).zip(self.accounts.iter_mut().zip(&self.present)) {
            let read =
                read_people(bytes, &self.apps, AccountNumber(number), account, present.users, &mut rows);
            read.within(format_args!("accounts[{number}]"))?;
            rows.drain(..).for_each(|row| users.insert(row));
        }
        users.finish().map_err(|id| {
            let present = self.present.iter().map(|present| present.users);
            second_place("user", id, self.accounts.iter().map(|account| &account.rest.members).zip(present))
        })
    }

    fn all_meetings(
        &self,
        bytes: &mut Reader<'_>,
        mut users: Table<UserRow>,
    ) -> Checked<(Table<UserRow>, Table<MeetingRow>)> {
        let len = self.accounts.iter().map(|account| account.rest.meetings.len()).sum();
        let mut meetings = TableBuilder::new(len);
        for (number, (account, present)) in (0..).zip(self.accounts.iter().zip(&self.present)) {
            for (nth, uuid) in account.rest.meetings.iter().enumerate() {
                meetings.insert(if nth < present.meetings {
                    let row = self.meeting(bytes, AccountNumber(number), *uuid, &mut users);
                    row.within(format_args!("accounts[{number}].meetings[{nth}]"))?
                } else {
                    MeetingRow::removed(*uuid)
                });
            }
            let read = self.calendars(bytes, AccountNumber(number), &mut users);
            read.within(format_args!("accounts[{number}].users"))?;
        }
        let meetings = meetings.finish().map_err(|id| {
            let present = self.present.iter().map(|present| present.meetings);
            second_place(
                "meeting",
                id,
                self.accounts.iter().map(|account| &account.rest.meetings).zip(present),
            )
        })?;
        Ok((users, meetings))
    }

    fn meeting(
        &self,
        bytes: &mut Reader<'_>,
        account: AccountNumber,
        uuid: MeetingUuid,
        users: &mut Table<UserRow>,
    ) -> Checked<MeetingRow> {
        let owner = bytes.position()?;
        let owner = self
            .user(account, owner)
            .map(|id| Member { id, account, slot: Slot(owner) })
            .within(format_args!("owner"))?;
        let number = bytes
            .text()?
            .parse()
            .map_err(|error: ParseMeetingNumberError| SnapshotError::new(error.to_string()))
            .within(format_args!("number"))?;
        let topic = bytes.text()?.into();
        let kind = word(bytes, "meeting kind", MeetingKind::ALL)?;
        let state = word(bytes, "meeting state", MeetingState::ALL)?;

        let mut alternative_hosts = Vec::new();
        list(bytes, 1, |bytes| {
            let host = self.user(account, bytes.position()?)?;
            ensure(host != owner.id, || "the owner is its own alternative host".into())?;
            alternative_hosts.push(host);
            Ok(host)
        })
        .and_then(|count| {
            let maximum = MAX_ALTERNATIVE_HOSTS;
            ensure(count <= maximum, || format!("{count} alternative hosts, expected at most {maximum}"))
        })
        .within(format_args!("alternative_hosts"))?;
        let host_consents = self.host_consents(bytes, state)?;

        let mut positions = Vec::new();
        let mut host = None;
        let mut seats = Seats::default();
        list(bytes, 18, |bytes| {
            let seat = self.seat(bytes, kind)?;
            let second_host = seat.role == SeatRole::Host && host.replace(seat.participant).is_some();
            ensure(!second_host, || "the meeting has two hosts".into())?;
            positions.push(seat.participant);
            seats.insert(seat);
            let first_of_user = seat.user.filter(|user| seats.of_user(*user).len() == 1);
            if let Some(user) = first_of_user.and_then(|user| users.find_mut(user)) {
                user.rest_mut().seated.push(uuid);
            }
            Ok(seat.participant)
        })
        .and_then(|count| {
            let may_be = count == 0 || state == MeetingState::Live;
            ensure(may_be, || "seats in a meeting that is not live".into())
        })
        .within(format_args!("seats"))?;

        list(bytes, 2, |bytes| {
            let seat = bytes.position()?;
            let participant = positions.get(seat as usize);
            let participant = *participant.ok_or_else(|| out_of_range("seat", seat, positions.len()))?;
            let (app, _) = app_at(bytes, &self.apps)?;
            let said = host_consents.binary_search_by_key(&app, |(said_of, _)| *said_of);
            let said = said.ok().and_then(|place| host_consents.get(place));
            let stopped = said.is_some_and(|(_, consent)| *consent == HostConsent::Stopped);
            ensure(!stopped, || "the app is stopped in the meeting".into())?;
            seats.open(app, participant);
            Ok((seat, app))
        })
        .within(format_args!("open"))?;
        Ok(MeetingRow {
            uuid,
            owner,
            number,
            topic,
            kind,
            state,
            removed: false,
            alternative_hosts,
            host_consents,
            seats,
        })
    }

    /// Reads what the host of a meeting has said of apps.
    fn host_consents(
        &self,
        bytes: &mut Reader<'_>,
        state: MeetingState,
    ) -> Checked<Vec<(AppNumber, HostConsent)>> {
        let mut said = Vec::new();
        for (name, consent) in HOST_CONSENTS {
            list(bytes, 1, |bytes| {
                let (app, _) = app_at(bytes, &self.apps)?;
                said.push((app, consent));
                Ok(app)
            })
            .and_then(|count| {
                let may_be = count == 0 || state == MeetingState::Live;
                ensure(may_be, || "the meeting is not live".into())
            })
            .within(format_args!("{name}"))?;
        }
        said.sort_unstable_by_key(|(app, _)| *app);
        let twice = said.windows(2).any(|pair| matches!(pair, [(one, _), (other, _)] if one == other));
        ensure(!twice, || "an app is both stopped and allowed to take media".into())
            .within(format_args!("media_allowed"))?;
        Ok(said)
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

    /// Reads the calendars of the users of an account who have one.
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
        // Seats are read with their meetings.
        let UserRest { seated: _, calendar } = user.rest_mut();
        let count = list(bytes, 3, |bytes| {
            let event = bytes.text()?;
            let account = AccountNumber(bytes.position()?);
            calendar.push((event.into(), self.bound(account, bytes.position()?)?));
            Ok(event)
        })?;
        ensure(count > 0, || "empty calendar must be omitted".into())
    }

    /// The user at a position in an account.
    fn user(&self, account: AccountNumber, position: u32) -> Checked<UserId> {
        let (row, present) = self.account(account)?;
        let found = row.rest.members.get(position as usize).filter(|_| (position as usize) < present.users);
        found.copied().ok_or_else(|| out_of_range("user", position, present.users))
    }

    /// The meeting at a position in an account.
    fn bound(&self, account: AccountNumber, position: u32) -> Checked<MeetingUuid> {
        let (row, present) = self.account(account)?;
        let found =
            row.rest.meetings.get(position as usize).filter(|_| (position as usize) < present.meetings);
        found.copied().ok_or_else(|| out_of_range("meeting", position, present.meetings))
    }

    fn account(&self, account: AccountNumber) -> Checked<(&Account, Present)> {
        let index = account.index();
        let found = self.accounts.get(index).zip(self.present.get(index).copied());
        found.ok_or_else(|| out_of_range("account", index, self.accounts.len()))
    }
}

/// Reads an account with its users, of whom the first `present` are not removed. Appends their rows to `rows`, which
/// must be empty.
fn read_people(
    bytes: &mut Reader<'_>,
    apps: &Apps,
    number: AccountNumber,
    account: &mut Account,
    present: usize,
    rows: &mut Vec<UserRow>,
) -> Checked {
    let Account { id: _, policy, owner: _, approved, rest } = account;
    let AccountRest { roles, members: _, meetings: _ } = Arc::make_mut(rest);
    *policy = Policy {
        listed: word(bytes, "approval setting", ApprovalSetting::ALL)?,
        unlisted: word(bytes, "approval setting", ApprovalSetting::ALL)?,
        on_withdrawal: word(bytes, "withdrawal setting", OnWithdrawal::ALL)?,
        own: word(bytes, "setting for own apps", OwnApps::ALL)?,
    };
    list(bytes, 1, |bytes| {
        let (app, _) = app_at(bytes, apps)?;
        approved.push(app);
        Ok(app)
    })
    .within(format_args!("approved"))?;
    *roles = custom_roles(bytes).within(format_args!("roles"))?;

    let members = (0..).map(Slot).zip(account.rest.members.iter());
    let mut members = members.map(|(slot, id)| Member { id: *id, account: number, slot });
    // A delegation can name a colleague who is read later, so all rows exist before the first is read.
    let unread = |member| UserRow::new(member, StoredRole::Member, Privileges::empty());
    rows.extend(members.by_ref().take(present).map(unread));
    let mut users = Users { apps, account, rows, owner: None };
    for nth in 0..present {
        users.read(bytes, nth).within(format_args!("users[{nth}]"))?;
    }
    let owner = users.owner.ok_or_else(|| SnapshotError::new("the account has no owner"))?;
    rows.extend(members.map(UserRow::removed));
    account.owner = owner;
    Ok(())
}

/// The users of an account while they are read.
struct Users<'a> {
    apps: &'a Apps,
    account: &'a Account,
    /// Those who are not removed, by slot.
    rows: &'a mut [UserRow],
    owner: Option<Slot>,
}

impl Users<'_> {
    #[inline]
    fn read(&mut self, bytes: &mut Reader<'_>, nth: usize) -> Checked {
        let Some(row) = self.rows.get_mut(nth) else { return Ok(()) };
        let UserRow {
            id: _,
            account: _,
            slot,
            privileges,
            status,
            removed: _,
            apps,
            held: _, // Comes with the delegators.
            role,
            given: _, // Comes below, with the delegates' rows.
            rest: _,  // Comes with the meetings.
        } = row;
        let slot = *slot;
        let word = bytes.number()?;
        *status = if word & 1 == 0 { UserStatus::Active } else { UserStatus::Deactivated };
        *role = match word >> 1 {
            role::OWNER => {
                let first = self.owner.replace(slot).is_none();
                ensure(first, || "the account has two owners".into()).within(format_args!("role"))?;
                let active = *status == UserStatus::Active;
                ensure(active, || "the owner is deactivated".into()).within(format_args!("status"))?;
                StoredRole::Owner
            }
            role::ADMIN => StoredRole::Admin,
            role::MEMBER => StoredRole::Member,
            custom => custom_role(custom - role::FIRST_CUSTOM, self.account).within(format_args!("role"))?,
        };
        *privileges = self.account.privileges(*role);

        list(bytes, 2, |bytes| {
            let entry = user_app(bytes, self.apps, self.account)?;
            apps.push(entry);
            Ok(entry.app)
        })
        .within(format_args!("apps"))?;

        let present = self.rows.len();
        let delegates = list(bytes, 2, |bytes| {
            let delegate = bytes.position()?;
            let access = bytes.byte()?;
            if delegate as usize >= present {
                return Err(out_of_range("user", delegate, present));
            }
            ensure(Slot(delegate) != slot, || "a user cannot be its own delegate".into())?;
            ensure(access != 0, || "delegation without any access".into())?;
            let access = Access::from_bits(access).ok_or_else(|| unknown_bits("access", access))?;
            // Both lists ascend, so neither row has the delegation yet.
            if let Some(row) = self.rows.get_mut(delegate as usize) {
                row.held.push(Held::new(slot, access));
            }
            if let Some(row) = self.rows.get_mut(nth) {
                row.given.push(Slot(delegate));
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

fn custom_role(index: u64, account: &Account) -> Checked<StoredRole> {
    let roles = account.rest.roles.len();
    let known = u32::try_from(index).ok().filter(|index| (*index as usize) < roles);
    known.map(StoredRole::Custom).ok_or_else(|| out_of_range("role", index, roles))
}

/// Reads a user's entry for an app.
#[inline]
fn user_app(bytes: &mut Reader<'_>, apps: &Apps, account: &Account) -> Checked<AppEntry> {
    let (app, row) = app_at(bytes, apps)?;
    let word = bytes.number()?;
    let flags = Flags::from_bits_truncate((word & ((1 << FLAG_BITS) - 1)) as u8);
    let scopes = known_scopes(word >> FLAG_BITS)?;
    let entry = AppEntry { app, scopes, flags };
    match entry.installation() {
        None => {
            let nothing = scopes.is_empty() && !flags.contains(Flags::SHARED);
            ensure(nothing, || "scopes granted without an installation".into())?;
        }
        Some(installation) => {
            let kept = installation.limited_to(&row.manifest);
            let beyond = scopes - kept.scopes;
            ensure(beyond.is_empty(), || format!("the app does not request `{beyond}`"))?;
            let offered = installation.shared_access == kept.shared_access;
            ensure(offered, || "the app does not use shared access".into())?;
        }
    }
    ensure(!flags.is_empty(), || "entry has no flag set".into())?;
    if flags.contains(Flags::REQUESTED) {
        // A request stays when the policy changes to one under which it is not needed, but an approval removes it.
        let approved = account.approval(app, entry) != Approval::None;
        ensure(!approved, || "requested, but already approved".into())?;
    }
    Ok(entry)
}

fn app(bytes: &mut Reader<'_>, id: AppId, accounts: &[AccountId]) -> Checked<AppRow> {
    let developer = bytes.position()?;
    let developer =
        accounts.get(developer as usize).ok_or_else(|| out_of_range("account", developer, accounts.len()));
    let developer = *developer.within(format_args!("manifest.developer"))?;
    let listing = word(bytes, "listing", Listing::ALL)?;
    let management = word(bytes, "management", Management::ALL)?;
    let publication = word(bytes, "publication", Publication::ALL)?;
    let draft = ManifestDraft {
        developer,
        listing,
        management,
        uses_shared_access: boolean(bytes)?,
        guest_mode: boolean(bytes)?,
        required_scopes: known_scopes(bytes.number()?).within(format_args!("manifest.required_scopes"))?,
        optional_scopes: known_scopes(bytes.number()?).within(format_args!("manifest.optional_scopes"))?,
        edition: bytes
            .text()?
            .parse()
            .map(Some)
            .map_err(|error: crate::vocabulary::UnknownWord| SnapshotError::new(error.to_string()))
            .within(format_args!("manifest.edition"))?,
        surfaces: Some(surfaces(bytes.byte()?).within(format_args!("manifest.surfaces"))?),
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

fn custom_roles(bytes: &mut Reader<'_>) -> Checked<Vec<CustomRole>> {
    let mut roles = Vec::new();
    list(bytes, 2, |bytes| {
        let name = bytes.text()?;
        is_role_name(name).map_err(|refusal| SnapshotError::new(refusal.to_string()))?;
        let bits = bytes.number()?;
        let privileges = u16::try_from(bits).ok().and_then(Privileges::from_bits);
        let privileges = privileges.ok_or_else(|| unknown_bits("privilege", bits))?;
        roles.push(CustomRole { name: name.into(), privileges });
        Ok(name)
    })?;
    Ok(roles)
}

fn surfaces(bits: u8) -> Checked<Surfaces> {
    Surfaces::from_bits(bits).ok_or_else(|| unknown_bits("surface", bits))
}

fn known_scopes(bits: u64) -> Checked<Scopes> {
    u16::try_from(bits).ok().and_then(Scopes::from_bits).ok_or_else(|| unknown_bits("scope", bits))
}

/// Reads a word of a closed set, written as its index in the order of declaration.
fn word<T: Copy>(bytes: &mut Reader<'_>, vocabulary: &str, all: &[T]) -> Checked<T> {
    let index = bytes.byte()?;
    all.get(usize::from(index)).copied().ok_or_else(|| unknown(vocabulary, index))
}

fn boolean(bytes: &mut Reader<'_>) -> Checked<bool> {
    match bytes.byte()? {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(SnapshotError::new(format!("expected 0 or 1, found {other}"))),
    }
}

#[inline]
fn app_at<'a>(bytes: &mut Reader<'_>, apps: &'a Apps) -> Checked<(AppNumber, &'a AppRow)> {
    let app = AppNumber(bytes.position()?);
    apps.get(app).map(|row| (app, row)).ok_or_else(|| out_of_range("app", app.0, apps.len()))
}

fn sorted_ids<I: From<[u8; 16]> + Ord + Copy>(bytes: &mut Reader<'_>) -> Checked<Vec<I>> {
    let ids = bytes.ids()?;
    ascending(&ids, |id: &I| *id)?;
    Ok(ids)
}

fn user_ids(bytes: &mut Reader<'_>) -> Checked<Vec<UserId>> {
    let ids = sorted_ids(bytes)?;
    let somebody = ids.first() != Some(&UserId::NOBODY);
    ensure(somebody, || "the all-zero id is not a user id".into()).within(format_args!("[0]"))?;
    Ok(ids)
}

/// Reads a list of rows of at least `least` bytes each, and checks that the keys that `row` returns ascend. Returns
/// the count.
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

/// The fault of an id that is in several lists or in one list twice, with its second place. Each account has one
/// list, and the number of its ids that are not of removed rows.
fn second_place<'a, I: PartialEq + Display + 'a>(
    what: &str,
    id: I,
    lists: impl Iterator<Item = (&'a List<I>, usize)>,
) -> SnapshotError {
    let mut places = lists.enumerate().flat_map(|(account, (ids, present))| {
        ids.iter().enumerate().map(move |(nth, id)| (id, account, nth, present))
    });
    let second = places.by_ref().filter(|(found, ..)| **found == id).nth(1);
    let error = duplicate(what, &id);
    match second {
        Some((_, account, nth, present)) => match nth.checked_sub(present) {
            None => error.within(format_args!("accounts[{account}].{what}s[{nth}]")),
            Some(nth) => error.within(format_args!("accounts[{account}].removed_{what}s[{nth}]")),
        },
        None => error,
    }
}
