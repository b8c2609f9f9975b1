//! From a directory to bytes, without a snapshot between: neither the name of a role nor an id is copied for a row that names it.

use alloc::vec;
use alloc::vec::Vec;

use super::bytes::Writer;
use super::encode::{HOST_CONSENTS, MeetingWords, Place, place, role};
use super::sorted_by;
use crate::directory::Directory;
use crate::directory::rows::{
    Account, AccountNumber, AccountRest, AppEntry, AppNumber, AppRow, MeetingRow, SeatRow, Slot, StoredRole,
    UserRow,
};
use crate::facts::{Access, Seat, SeatRole};
use crate::id::{MeetingUuid, ParticipantId, UserId};

impl Directory {
    /// Writes the whole directory as bytes, for [`from_bytes`](Self::from_bytes). Equal directories of one revision
    /// have equal bytes.
    ///
    /// The last 8 bytes are a checksum, so that bytes that were damaged are not read as another directory. It is no signature:
    /// whoever can change the bytes can compute it.
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
    pub fn to_bytes(&self) -> Vec<u8> {
        self.written(self.revision).sealed()
    }

    /// Whether two directories have the same rows. The revision is not compared.
    pub(in crate::directory) fn has_rows_of(&self, other: &Self) -> bool {
        self.written(0).bytes == other.written(0).bytes
    }

    /// Everything that [`to_bytes`](Self::to_bytes) writes before the checksum, with this revision.
    fn written(&self, revision: u64) -> Writer {
        // The index of accounts follows from them, and users and meetings are found by their accounts.
        let Self { accounts: _, account_numbers: _, users: _, apps: _, meetings: _, revision: _ } = self;
        let places = Places::of(self);
        let mut bytes = Writer::snapshot(revision);
        bytes.ids(places.accounts.iter().map(|(_, account)| account.id));
        for (number, account) in &places.accounts {
            places.write_ids(&mut bytes, *number, account);
        }
        bytes.ids(places.apps.iter().map(|app| app.id));
        for AppRow { id: _, manifest, publication } in &places.apps {
            bytes.app(places.developer(manifest.developer()), manifest, *publication);
        }
        for (number, account) in &places.accounts {
            places.write_people(&mut bytes, *number, account);
        }
        for (number, _) in &places.accounts {
            places.write_meetings(&mut bytes, *number);
        }
        bytes
    }
}

/// The rows of a directory by id, and the positions that they have then.
struct Places<'d> {
    directory: &'d Directory,
    /// By id.
    accounts: Vec<(AccountNumber, &'d Account)>,
    /// By id.
    apps: Vec<&'d AppRow>,
    /// Of each account, by number.
    account_places: Vec<u32>,
    /// Of each app, by number.
    app_places: Vec<u32>,
    /// Of each account, by number.
    homes: Vec<Home>,
}

/// The users and the meetings of an account that are not removed.
struct Home {
    /// By id.
    users: Vec<Slot>,
    /// The position of each user, by slot.
    user_places: Vec<u32>,
    /// In order.
    meetings: Vec<MeetingUuid>,
}

impl<'d> Places<'d> {
    fn of(directory: &'d Directory) -> Self {
        let accounts = (0..).map(AccountNumber).zip(directory.accounts.iter());
        let accounts = sorted_by(accounts, |(_, account)| account.id);
        let apps = sorted_by((0..).map(AppNumber).zip(directory.apps.iter()), |(_, app)| app.id);
        Self {
            directory,
            account_places: places(accounts.len(), accounts.iter().map(|(number, _)| number.index())),
            app_places: places(apps.len(), apps.iter().map(|(number, _)| number.index())),
            accounts,
            apps: apps.into_iter().map(|(_, app)| app).collect(),
            homes: directory.accounts.iter().map(|account| Home::of(directory, account)).collect(),
        }
    }

    #[expect(clippy::expect_used, reason = "every account has a home")]
    fn home(&self, account: AccountNumber) -> &Home {
        self.homes.get(account.index()).expect("every account has one")
    }

    /// The position of an account.
    #[expect(clippy::expect_used, reason = "every account has a place")]
    fn account(&self, account: AccountNumber) -> u32 {
        *self.account_places.get(account.index()).expect("every account has one")
    }

    /// The position of the account that develops an app.
    #[expect(clippy::expect_used, reason = "the developer of an app is an account, and accounts stay")]
    fn developer(&self, id: crate::id::AccountId) -> u32 {
        self.account(self.directory.find_account(id).expect("the developer is an account"))
    }

    /// An app by its position.
    #[expect(clippy::expect_used, reason = "every app has a place")]
    fn app(&self, app: AppNumber) -> AppNumber {
        AppNumber(*self.app_places.get(app.index()).expect("every app has one"))
    }

    /// The position of a user.
    fn user(&self, user: UserId) -> Place {
        let row = self.directory.user(user);
        (self.account(row.account), self.home(row.account).user(row.slot))
    }

    fn write_ids(&self, bytes: &mut Writer, number: AccountNumber, account: &Account) {
        let AccountRest { roles: _, members, meetings } = &*account.rest;
        let home = self.home(number);
        let id_of = |slot: &Slot| self.directory.member(number, *slot).id;
        bytes.ids(home.users.iter().map(id_of));
        let removed = members.iter().filter(|user| !self.directory.user(**user).is_present());
        bytes.ids(sorted_by(removed.copied(), |user| *user).into_iter());
        bytes.ids(home.meetings.iter().copied());
        let removed = meetings.iter().filter(|meeting| self.directory.find_meeting(**meeting).is_none());
        bytes.ids(sorted_by(removed.copied(), |meeting| *meeting).into_iter());
    }

    fn write_people(&self, bytes: &mut Writer, number: AccountNumber, account: &Account) {
        // The owner is known by its role, and the ids are written already.
        let Account { id: _, policy, owner: _, approved, rest } = account;
        let AccountRest { roles, members: _, meetings: _ } = &**rest;
        bytes.policy(*policy);
        bytes.apps(&sorted_by(approved.iter().map(|app| self.app(*app)), |app| *app));
        let by_name = sorted_by((0..).zip(roles), |(_, role)| &*role.name);
        bytes.count(by_name.len());
        by_name.iter().for_each(|(_, role)| bytes.role(&role.name, role.privileges));
        let role_places = places(roles.len(), by_name.iter().map(|(index, _): &(usize, _)| *index));

        let home = self.home(number);
        let (mut entries, mut delegates) = (Vec::new(), Vec::new());
        for slot in &home.users {
            let UserRow {
                id: _,
                account: _,
                slot: _,
                privileges: _, // Those of the role.
                status,
                removed: _, // Only users who are not removed are written.
                apps,
                held: _, // Written with the delegators.
                role,
                given,
                rest: _, // Calendars and seats are written with the meetings.
            } = self.directory.member(number, *slot);
            entries.clear();
            entries.extend(apps.iter().map(|entry| AppEntry { app: self.app(entry.app), ..*entry }));
            entries.sort_unstable_by_key(|entry: &AppEntry| entry.app);
            delegates.clear();
            delegates.extend(given.iter().map(|delegate| {
                let access = self.directory.member(number, *delegate).held_from(*slot);
                (home.user(*delegate), access)
            }));
            delegates.sort_unstable_by_key(|(delegate, _): &(u32, Access)| *delegate);
            bytes.user(role_number(*role, &role_places), *status, &entries, &delegates);
        }
    }

    fn write_meetings(&self, bytes: &mut Writer, number: AccountNumber) {
        let home = self.home(number);
        let mut scratch = Scratch::default();
        for uuid in &home.meetings {
            if let Some(meeting) = self.directory.find_meeting(*uuid) {
                self.write_meeting(bytes, home, meeting, &mut scratch);
            }
        }
        // Few users have a calendar, so only those users are listed, instead of a count for every user.
        let users = || home.users.iter().map(|slot| self.directory.member(number, *slot)).enumerate();
        let calendars = || users().filter(|(_, user)| self.directory.bindings(user).next().is_some());
        bytes.count(calendars().count());
        for (place, user) in calendars() {
            let events = sorted_by(self.directory.bindings(user), |(event, _)| *event);
            bytes.count(place);
            bytes.count(events.len());
            for (event, meeting) in events {
                if let Some(row) = self.directory.find_meeting(meeting) {
                    let account = row.owner.account;
                    bytes.event(event, (self.account(account), self.home(account).meeting(meeting)));
                }
            }
        }
    }

    fn write_meeting(&self, bytes: &mut Writer, home: &Home, meeting: &MeetingRow, scratch: &mut Scratch) {
        // Only meetings that are not removed are written, after their UUIDs.
        let MeetingRow {
            uuid: _,
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
        let Scratch { hosts, said, seats, open } = scratch;
        hosts.clear();
        // Their ids ascend, and their positions with them.
        hosts.extend(alternative_hosts.iter().map(|host| self.user(*host).1));
        for (said, (_, consent)) in said.iter_mut().zip(HOST_CONSENTS) {
            said.clear();
            let apps = host_consents.iter().filter(|(_, said)| *said == consent);
            said.extend(apps.map(|(app, _)| self.app(*app)));
            said.sort_unstable();
        }
        let by_id = sorted_by(rows.rows(), |row| row.seat.participant);
        seats.clear();
        open.clear();
        for (place, SeatRow { seat, open: apps }) in (0..).zip(by_id) {
            let Seat { participant, user, role } = *seat;
            seats.push((participant, role, user.map(|user| self.user(user))));
            let first = open.len();
            open.extend(apps.iter().map(|app| (place, self.app(*app))));
            open.get_mut(first..).unwrap_or_default().sort_unstable();
        }
        let [stopped, media_allowed] = &*said;
        bytes.meeting(&MeetingWords {
            owner: home.user(owner.slot),
            number: *number,
            topic,
            kind: *kind,
            state: *state,
            alternative_hosts: hosts,
            host_consents: [stopped, media_allowed],
            seats,
            open,
        });
    }
}

/// The lists of one meeting after the other.
#[derive(Default)]
struct Scratch {
    hosts: Vec<u32>,
    said: [Vec<AppNumber>; 2],
    seats: Vec<(ParticipantId, SeatRole, Option<Place>)>,
    open: Vec<(u32, AppNumber)>,
}

impl Home {
    fn of(directory: &Directory, account: &Account) -> Self {
        let AccountRest { roles: _, members, meetings: _ } = &*account.rest;
        let present = directory.present_users(account).map(|user| (user.id, user.slot));
        let users: Vec<Slot> = sorted_by(present, |(id, _)| *id).into_iter().map(|(_, slot)| slot).collect();
        let meetings = directory.present_meetings(account).map(|meeting| meeting.uuid);
        Self {
            user_places: places(members.len(), users.iter().map(|slot| slot.index())),
            users,
            meetings: sorted_by(meetings, |uuid| *uuid),
        }
    }

    #[expect(clippy::expect_used, reason = "rows name slots that exist")]
    fn user(&self, slot: Slot) -> u32 {
        *self.user_places.get(slot.index()).expect("every slot has one")
    }

    #[expect(clippy::expect_used, reason = "a meeting is listed by the account of its owner")]
    fn meeting(&self, uuid: MeetingUuid) -> u32 {
        place(self.meetings.binary_search(&uuid).expect("its owner's account lists it"))
    }
}

/// The positions of indices below `len` in an order; 0 for an index that the order leaves out.
fn places(len: usize, order: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut places = vec![0; len];
    for (place, index) in (0..).zip(order) {
        if let Some(there) = places.get_mut(index) {
            *there = place;
        }
    }
    places
}

fn role_number(role: StoredRole, places: &[u32]) -> u64 {
    match role {
        StoredRole::Owner => role::OWNER,
        StoredRole::Admin => role::ADMIN,
        StoredRole::Member => role::MEMBER,
        StoredRole::Custom(index) => {
            role::FIRST_CUSTOM + u64::from(places.get(index as usize).copied().unwrap_or_default())
        }
    }
}
