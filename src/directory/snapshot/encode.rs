//! The binary form, in which an id is written once and rows name each other by position.
//!
//! | part | elements |
//! |---|---|
//! | head | `consentry`, version, revision |
//! | ids | of the accounts; of each account, those of its users, removed users, meetings and removed meetings; of the apps |
//! | each app | developer, listing, management, publication, shared access, guest mode, scopes required and optional, edition, surfaces, names of APIs |
//! | people of each account | policy; approved apps; custom roles: name, privileges; each user: role and status; its entries: app, scopes and flags; its delegates: user, access |
//! | meetings of each account | each meeting: owner, number, topic, kind, state; its alternative hosts; the apps stopped, and those that may take media; its seats: id, role, account and user or 0; its open apps: seat, app; then each user with a calendar: user; its events: text, account and meeting |
//! | end | [`CHECKSUM`] of everything before, in 8 bytes, the most significant first |
//!
//! Every list is sorted and every element has one encoding, so equal directories have equal bytes.
//!
//! **The order in which the variants of an enum are declared is part of the format**, as are the bits of a set: a
//! word is written as its index in `ALL`. Append variants, and never reorder them. APIs and editions, which are often
//! added, are written by name.
//!
//! This module writes a row whose names are positions already. The modules that use it find the positions: `from_rows` in a
//! directory, and `from_snapshot` in a snapshot.

use crc::{CRC_64_XZ, Crc, Table};

use super::Snapshot;
use super::bytes::Writer;
use crate::directory::rows::{AppEntry, AppNumber, Flags};
use crate::facts::{
    Access, HostConsent, Manifest, ManifestDraft, MeetingKind, MeetingState, Policy, Privileges, Publication,
    SeatRole, UserStatus,
};
use crate::id::{MeetingNumber, ParticipantId};

/// The first bytes of every snapshot.
pub(super) const MAGIC: &[u8] = b"consentry";

/// The checksum at the end. It differs wherever up to 64 bits next to each other do, and for one in 2^64 of the texts that differ
/// otherwise it does not.
pub(super) const CHECKSUM: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_XZ);

/// The number of low bits that hold the flags in the encoding of a user's entry for an app.
pub(super) const FLAG_BITS: u32 = Flags::all().bits().count_ones();

const _: () = assert!(UserStatus::ALL.len() == 2, "the status of a user is written as one bit");

/// A role as a number: the built-in roles first, then those of the account by name.
pub(super) mod role {
    pub(crate) const OWNER: u64 = 0;
    pub(crate) const ADMIN: u64 = 1;
    pub(crate) const MEMBER: u64 = 2;
    pub(crate) const FIRST_CUSTOM: u64 = 3;
}

/// What the host of a meeting can have said of apps, in the order in which the apps are written.
pub(super) const HOST_CONSENTS: [(&str, HostConsent); 2] =
    [("stopped", HostConsent::Stopped), ("media_allowed", HostConsent::MediaAllowed)];

/// The position of a user: that of its account, and its own among the users of that account.
pub(super) type Place = (u32, u32);

/// An index as a position.
#[expect(clippy::expect_used, reason = "memory runs out long before 2^32 rows")]
pub(super) fn place(index: usize) -> u32 {
    u32::try_from(index).expect("fewer than 2^32 rows")
}

/// A meeting as it is written.
pub(super) struct MeetingWords<'a> {
    pub(super) owner: u32,
    pub(super) number: MeetingNumber,
    pub(super) topic: &'a str,
    pub(super) kind: MeetingKind,
    pub(super) state: MeetingState,
    pub(super) alternative_hosts: &'a [u32],
    /// For each of [`HOST_CONSENTS`].
    pub(super) host_consents: [&'a [AppNumber]; 2],
    pub(super) seats: &'a [(ParticipantId, SeatRole, Option<Place>)],
    /// The position of the seat, and the app.
    pub(super) open: &'a [(u32, AppNumber)],
}

/// Rows. A number of an app in them is the position of the app among all apps by id.
impl Writer {
    /// The beginning of a snapshot.
    pub(super) fn snapshot(revision: u64) -> Self {
        let mut writer = Self { bytes: MAGIC.into() };
        writer.number(Snapshot::VERSION);
        writer.number(revision);
        writer
    }

    /// Appends the checksum.
    pub(super) fn sealed(mut self) -> alloc::vec::Vec<u8> {
        let checksum = CHECKSUM.checksum(&self.bytes);
        self.bytes.extend_from_slice(&checksum.to_be_bytes());
        self.bytes
    }

    pub(super) fn app(&mut self, developer: u32, manifest: &Manifest, publication: Publication) {
        let ManifestDraft {
            developer: _, // Its position is written.
            listing,
            management,
            required_scopes,
            optional_scopes,
            uses_shared_access,
            guest_mode,
            mut apis,
            edition,
            surfaces,
        } = manifest.clone().into();
        self.number(developer);
        self.byte(listing as u8);
        self.byte(management as u8);
        self.byte(publication as u8);
        self.byte(uses_shared_access.into());
        self.byte(guest_mode.into());
        self.number(required_scopes.bits());
        self.number(optional_scopes.bits());
        self.text(edition.unwrap_or_default().name());
        self.byte(surfaces.unwrap_or_default().bits());
        apis.sort_unstable();
        self.count(apis.len());
        apis.iter().for_each(|name| self.text(name));
    }

    pub(super) fn policy(&mut self, policy: Policy) {
        let Policy { listed, unlisted, on_withdrawal, own } = policy;
        self.byte(listed as u8);
        self.byte(unlisted as u8);
        self.byte(on_withdrawal as u8);
        self.byte(own as u8);
    }

    pub(super) fn apps(&mut self, apps: &[AppNumber]) {
        self.count(apps.len());
        apps.iter().for_each(|app| self.number(app.0));
    }

    pub(super) fn role(&mut self, name: &str, privileges: Privileges) {
        self.text(name);
        self.number(privileges.bits());
    }

    /// A user: its [role], its entries for apps, and its delegates by position.
    pub(super) fn user(
        &mut self,
        role: u64,
        status: UserStatus,
        apps: &[AppEntry],
        delegates: &[(u32, Access)],
    ) {
        self.number(role << 1 | status as u64);
        self.count(apps.len());
        for AppEntry { app, scopes, flags } in apps {
            self.number(app.0);
            self.number(u64::from(scopes.bits()) << FLAG_BITS | u64::from(flags.bits()));
        }
        self.count(delegates.len());
        for (delegate, access) in delegates {
            self.number(*delegate);
            self.byte(access.bits());
        }
    }

    pub(super) fn meeting(&mut self, meeting: &MeetingWords<'_>) {
        let MeetingWords { owner, number, topic, kind, state, alternative_hosts, host_consents, seats, open } =
            *meeting;
        self.number(owner);
        self.text(&alloc::format!("{}", number.reveal()));
        self.text(topic);
        self.byte(kind as u8);
        self.byte(state as u8);
        self.count(alternative_hosts.len());
        alternative_hosts.iter().for_each(|host| self.number(*host));
        host_consents.iter().for_each(|apps| self.apps(apps));
        self.count(seats.len());
        for (participant, role, user) in seats {
            self.id(*participant);
            self.byte(*role as u8);
            match *user {
                None => self.number(0_u32),
                Some((account, user)) => {
                    // Accounts count from 1 here, since 0 says that nobody is signed in.
                    self.number(u64::from(account) + 1);
                    self.number(user);
                }
            }
        }
        self.count(open.len());
        for (seat, app) in open {
            self.number(*seat);
            self.number(app.0);
        }
    }

    /// A calendar event, which is bound to the meeting of this position.
    pub(super) fn event(&mut self, event: &str, (account, meeting): Place) {
        self.text(event);
        self.number(account);
        self.number(meeting);
    }
}
