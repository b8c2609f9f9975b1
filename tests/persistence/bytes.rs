//! The binary form of a directory: one form of each world, and nothing else is read.

use std::fmt::Debug;

use allocation_counter::{AllocationInfo, measure};
use consentry::directory::{
    AccountSnapshot, BindingSnapshot, DelegateSnapshot, Directory, InstanceSnapshot, MeetingSnapshot,
    RoleSnapshot, Snapshot, SnapshotError, UserAppSnapshot, UserSnapshot,
};
use consentry::facts::{
    Access, AccountRole, ManifestDraft, MeetingKind, MeetingState, OwnApps, Privileges, Seat, SeatRole,
    Surfaces, UserStatus,
};
use consentry::{AppId, Installation, MeetingUuid, Scopes, UserId};
use consentry_benches::world as typical;
use crc::{CRC_64_XZ, Crc};

use crate::snapshot::{goes_on_as_before, rich};

#[test]
fn a_directory_is_written_as_bytes_and_read_back() {
    let typical = typical::Plan::new(2_500).directory();
    for directory in [Directory::new(), rich().directory, typical] {
        let bytes = directory.to_bytes();
        let read = Directory::from_bytes(&bytes).expect("it is read");
        assert_eq!(read, directory);
        assert_eq!(format!("{read:?}"), format!("{directory:?}"), "so many of each, and the revision");
        assert!(read.to_bytes() == bytes);

        let text = serde_json::to_string(&directory).expect("it is written");
        assert_eq!(serde_json::to_string(&read).expect("it is written"), text);
        let from_text: Directory = serde_json::from_str(&text).expect("it is read");
        assert!(from_text.to_bytes() == bytes, "both forms lead to one directory");
    }
}

/// The format is what has been written, by whichever version of the crate.
#[test]
fn the_bytes_of_a_world_stay_what_they_are() {
    let written = include_bytes!("../data/directory.v2");
    assert!(rich().directory.to_bytes() == written);
    assert_eq!(Directory::from_bytes(written), Ok(rich().directory));
}

#[test]
fn what_is_read_from_bytes_goes_on_as_before() {
    goes_on_as_before(Directory::from_bytes(&rich().directory.to_bytes()).expect("it is read"));
}

#[test]
fn a_binary_snapshot_has_the_size_of_what_it_says() {
    // An id of 128 bits; role and status in 3; three apps of ten, each with 9 scopes and 5 flags; two delegates of
    // 1,000, each with 5 kinds of access.
    let information = (128.0 + 3.0 + 3.0 * (4.0 + 9.0 + 5.0) + 2.0 * (10.0 + 5.0)) / 8.0;
    let users = 2_000;
    let bytes = typical::Plan::new(users).directory().to_bytes().len() as f64 / users as f64;
    let ratio = bytes / information;
    assert!((1.0..1.5).contains(&ratio), "{bytes} bytes a user, {information} of information");
}

/// The bytes with their checksum, which is the last 8 of a snapshot.
fn sealed(bytes: &[u8]) -> Vec<u8> {
    static CRC: Crc<u64> = Crc::<u64>::new(&CRC_64_XZ);
    [bytes, &CRC.checksum(bytes).to_be_bytes()].concat()
}

/// A snapshot without its checksum: what is changed in it and then [sealed] was made by somebody, and is no accident.
fn unsealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 8;
    assert!(sealed(&bytes[..end]) == bytes, "the last 8 bytes are the checksum");
    bytes.truncate(end);
    bytes
}

/// Bytes that are no directory are refused, and reading them needs no more memory than their length warrants. They come
/// without a checksum, and get the right one.
#[track_caller]
fn refused_or_kept(bytes: &[u8], what: impl Debug) -> bool {
    let bytes = sealed(bytes);
    let mut read = None;
    let heap = measure(|| read = Some(Directory::from_bytes(&bytes)));
    let most = 64 * bytes.len() as u64 + 100_000;
    assert!(heap.bytes_max <= most, "{} bytes of memory for {}: {what:?}", heap.bytes_max, bytes.len());
    match read.expect("it has been read") {
        Ok(read) => {
            assert!(read.to_bytes() == bytes, "repaired in silence: {what:?}");
            true
        }
        Err(error) => {
            assert!(!error.place().is_empty(), "{error}");
            false
        }
    }
}

const DAMAGED: &str = "`end`: the checksum does not match: the bytes are damaged or cut short";

/// Every bit of a world with every kind of row, its checksum included: no other world comes of an accident.
#[test]
fn no_flipped_bit_is_read() {
    let mut bytes = rich().directory.to_bytes();
    let in_version = b"consentry".len();
    for place in 0..bytes.len() {
        for bit in 0..8 {
            bytes[place] ^= 1 << bit;
            let error = Directory::from_bytes(&bytes).expect_err("a bit is flipped").to_string();
            if place > in_version {
                assert_eq!(error, DAMAGED, "bit {bit} of byte {place}");
            }
            bytes[place] ^= 1 << bit;
        }
    }
    assert_eq!(Directory::from_bytes(&bytes), Ok(rich().directory));
}

/// What disks and networks do besides: bytes lost or added at the end, swapped, zeroed in blocks, or repeated.
#[test]
fn no_damage_is_read() {
    let bytes = rich().directory.to_bytes();
    let refused = |damaged: &[u8], what: &str, place: usize| {
        let differs = damaged != bytes;
        assert!(!differs || Directory::from_bytes(damaged).is_err(), "{what} at {place}");
    };
    for place in 0..bytes.len() {
        refused(&bytes[..place], "cut", place);
        let mut damaged = bytes.clone();
        damaged[place..].iter_mut().take(64).for_each(|byte| *byte = 0);
        refused(&damaged, "zeroed", place);
        let mut damaged = bytes.clone();
        damaged.swap(place, bytes.len() - 1 - place);
        refused(&damaged, "swapped", place);
        let end = bytes.len().min(place + 16);
        refused(&[&bytes[..end], &bytes[place..end], &bytes[end..]].concat(), "repeated", place);
        refused(&[&bytes[..place], &bytes[end..]].concat(), "left out", place);
    }
    for more in [&[0][..], &[0; 8], &[0xff; 8], &bytes] {
        refused(&[&bytes, more].concat(), "appended", more.len());
    }
}

#[test]
fn bytes_that_break_off_are_refused_wherever_they_do() {
    let bytes = unsealed(rich().directory.to_bytes());
    for end in 0..bytes.len() {
        assert!(!refused_or_kept(&bytes[..end], end));
    }
    let longer = sealed(&[&*bytes, &[0, 0]].concat());
    let error = Directory::from_bytes(&longer).expect_err("they go on");
    assert_eq!(error.to_string(), "`end`: 2 unexpected bytes after the end of the directory");
    for short in [&b""[..], b"consentry", b"consentry\x02", b"consentry\x02\0\0\0\0\0\0\0"] {
        assert!(Directory::from_bytes(short).is_err(), "{short:?}");
    }
}

#[test]
fn no_changed_byte_is_repaired_in_silence() {
    let mut bytes = unsealed(rich().directory.to_bytes());
    let (mut tried, mut kept) = (0, 0);
    for place in 0..bytes.len() {
        let was = bytes[place];
        let flipped = (0..8).map(|bit| was ^ 1 << bit);
        for byte in flipped.chain([0, 0xff, was.wrapping_add(1), was.wrapping_sub(1)]) {
            bytes[place] = byte;
            tried += 1;
            kept += usize::from(byte != was && refused_or_kept(&bytes, (place, byte)));
        }
        bytes[place] = was;
    }
    assert!(tried >= 10_000, "only {tried} changes were tried");
    assert!((500..tried * 3 / 4).contains(&kept), "{kept} of {tried} were kept: both must happen");
}

#[test]
fn no_byte_more_or_less_is_repaired_in_silence() {
    let bytes = unsealed(rich().directory.to_bytes());
    for place in 0..bytes.len() {
        for byte in [0, 1, 0x7f, 0x80, 0xff] {
            let more = [&bytes[..place], &[byte], &bytes[place..]].concat();
            refused_or_kept(&more, (place, byte));
        }
        let less = [&bytes[..place], &bytes[place + 1..]].concat();
        refused_or_kept(&less, place);
    }
}

/// A count of everything there could be, in place of every byte: nothing is reserved for it.
#[test]
fn a_count_beyond_the_bytes_reserves_nothing() {
    let bytes = unsealed(rich().directory.to_bytes());
    for count in [&[0xff, 0xff, 0xff, 0xff, 0x0f][..], &[0xff, 0xff, 0xff, 0x7f], &[0xff; 9]] {
        for place in 10..bytes.len() {
            let huge = [&bytes[..place], count, &bytes[place + 1..]].concat();
            refused_or_kept(&huge, place);
        }
    }
}

/// A world of one account, whose rows need few bytes and much memory. Neither reading it, nor writing it or comparing it, may hold
/// more than is promised at any time, and reading may not copy what it has read again and again.
#[track_caller]
fn within_the_bound(what: &str, apps: u64, fill: impl FnOnce(&mut AccountSnapshot)) {
    let mut directory = Directory::new();
    directory.acting_as_system().add_account(1_u64.into(), 2_u64.into()).expect("new");
    for app in 0..apps {
        directory
            .acting_as_system()
            .register_app(app.into(), ManifestDraft::user_managed(1_u64.into()))
            .expect("new");
    }
    let mut snapshot = directory.snapshot();
    fill(&mut snapshot.accounts[0]);
    let directory = Directory::try_from(snapshot).expect(what);
    let bytes = directory.to_bytes();

    let mut read = None;
    let reading = measure(|| read = Some(Directory::from_bytes(&bytes)));
    let read = read.expect("it has been read").expect(what);
    let writing = measure(|| drop(read.to_bytes()));
    let comparing = measure(|| assert!(read == directory));
    let snapshot = measure(|| drop(read.snapshot()));
    let times = |taken: u64| taken as f64 / bytes.len() as f64;
    let bounded = |doing: &str, heap: AllocationInfo, bound: u64| {
        println!("{what}, {} bytes: {doing} takes {:.0} times as much", bytes.len(), times(heap.bytes_max));
        let most = bound * bytes.len() as u64 + 100_000;
        assert!(heap.bytes_max <= most, "{what}: {doing} takes {} times its bytes", times(heap.bytes_max));
    };
    bounded("reading", reading, 64);
    bounded("writing", writing, 16);
    bounded("comparing", comparing, 16);
    bounded("a snapshot", snapshot, 64);
    assert!(times(reading.bytes_total) < 2_000.0, "{what}: {} times in all", times(reading.bytes_total));
}

#[test]
fn what_takes_the_most_memory_for_its_bytes_is_within_the_bound() {
    let meeting = |uuid: u64, seats: Vec<Seat>, apps: u64| MeetingSnapshot {
        uuid: uuid.into(),
        owner: 2_u64.into(),
        number: 1.into(),
        topic: "".into(),
        kind: MeetingKind::Meeting,
        state: MeetingState::Live,
        alternative_hosts: vec![],
        stopped: vec![],
        media_allowed: vec![],
        open: seats
            .iter()
            .flat_map(|seat| (0..apps).map(|app| (seat.participant, app)))
            .map(|(participant, app)| InstanceSnapshot { participant, app: app.into() })
            .collect(),
        seats,
    };
    let seats = |count: u64, user: Option<u64>| -> Vec<Seat> {
        (0..count)
            .map(|seat| Seat {
                participant: seat.into(),
                user: user.map(UserId::from),
                role: SeatRole::Participant,
            })
            .collect()
    };
    within_the_bound("removed users", 0, |all| {
        all.removed_users = (3..20_000_u64).map(UserId::from).collect()
    });
    // The worst of all sizes: one more chunk than the builder of a table deals rows to at a time.
    for count in [16_385, 20_000] {
        within_the_bound("removed meetings", 0, |all| {
            all.removed_meetings = (0..count as u64).map(MeetingUuid::from).collect();
        });
    }
    within_the_bound("meetings", 0, |all| {
        all.meetings = (0..5_000).map(|uuid| meeting(uuid, vec![], 0)).collect()
    });
    for apps in [1, 500] {
        let said = |apps: u64| (0..apps).map(AppId::from).collect::<Vec<_>>();
        within_the_bound("apps stopped in each meeting", apps, |all| {
            let stopped = |uuid| MeetingSnapshot { stopped: said(apps), ..meeting(uuid, vec![], 0) };
            all.meetings = (0..5_000 / apps).map(stopped).collect();
        });
        within_the_bound("apps that may take media in each meeting", apps, |all| {
            let allowed = |uuid| MeetingSnapshot { media_allowed: said(apps), ..meeting(uuid, vec![], 0) };
            all.meetings = (0..5_000 / apps).map(allowed).collect();
        });
    }
    for hosts in [1, 30] {
        within_the_bound("alternative hosts of each meeting", 0, |all| {
            let olga = all.users[0].clone();
            let member = |id: u64| UserSnapshot { id: id.into(), role: AccountRole::Member, ..olga.clone() };
            all.users.extend((3..33).map(member));
            let alternative_hosts: Vec<UserId> = (3..3 + hosts as u64).map(UserId::from).collect();
            let hosted = |uuid| MeetingSnapshot {
                alternative_hosts: alternative_hosts.clone(),
                ..meeting(uuid, vec![], 0)
            };
            all.meetings = (0..2_000).map(hosted).collect();
        });
    }
    for user in [None, Some(2)] {
        within_the_bound("meetings of one seat", 0, |all| {
            all.meetings = (0..3_000).map(|uuid| meeting(uuid, seats(1, user), 0)).collect();
        });
        within_the_bound("a meeting of many seats", 0, |all| {
            all.meetings = vec![meeting(1, seats(10_000, user), 0)]
        });
    }
    for apps in [1, 5, 127, 500] {
        within_the_bound("apps open in one seat of each meeting", apps, |all| {
            all.meetings = (0..20_000 / apps).map(|uuid| meeting(uuid, seats(1, None), apps)).collect();
        });
        within_the_bound("apps open in all seats", apps, |all| {
            all.meetings = vec![meeting(1, seats(20_000 / apps, None), apps)];
        });
    }
    within_the_bound("apps", 10_000, |_| {});
    within_the_bound("users", 0, |all| {
        let olga = all.users[0].clone();
        let member = |id: u64| UserSnapshot { id: id.into(), role: AccountRole::Member, ..olga.clone() };
        all.users.extend((3..10_000_u64).map(member));
    });
    within_the_bound("users of a role with the longest name", 0, |all| {
        let olga = all.users[0].clone();
        let name: Box<str> = "𝒳".repeat(128).into();
        all.roles = vec![RoleSnapshot { name: name.clone(), privileges: Privileges::empty() }];
        let role = AccountRole::Custom(name);
        let member = |id: u64| UserSnapshot { id: id.into(), role: role.clone(), ..olga.clone() };
        all.users.extend((3..10_000_u64).map(member));
    });
    within_the_bound("delegators of one user", 0, |all| {
        let olga = all.users[0].clone();
        let delegates = vec![DelegateSnapshot { delegate: 2_u64.into(), access: Access::PROFILE }];
        let member = |id: u64| UserSnapshot {
            id: id.into(),
            role: AccountRole::Member,
            delegates: delegates.clone(),
            ..olga.clone()
        };
        all.users.extend((3..10_000_u64).map(member));
    });
    within_the_bound("delegations", 0, |all| {
        let olga = all.users[0].clone();
        let delegates = |id: u64| {
            let near = (3..3_000)
                .filter(|other| *other != id)
                .skip((id as usize).saturating_sub(15).min(2_900))
                .take(30);
            near.map(|user| DelegateSnapshot { delegate: user.into(), access: Access::PROFILE }).collect()
        };
        let member = |id: u64| UserSnapshot {
            id: id.into(),
            role: AccountRole::Member,
            delegates: delegates(id),
            ..olga.clone()
        };
        all.users.extend((3..3_000_u64).map(member));
    });
    within_the_bound("entries of a calendar", 0, |all| {
        all.meetings = vec![meeting(1, vec![], 0)];
        let bind = |event: u64| BindingSnapshot { event: event.to_string().into(), meeting: 1_u64.into() };
        let mut calendar: Vec<_> = (0..10_000).map(bind).collect();
        calendar.sort_by(|one, other| one.event.cmp(&other.event));
        all.users[0].calendar = calendar;
    });
    within_the_bound("apps of users", 127, |all| {
        let olga = all.users[0].clone();
        let app = |app: u64| UserAppSnapshot {
            app: app.into(),
            installation: None,
            disabled: true,
            approved: false,
            requested: false,
        };
        let apps: Vec<_> = (0..127).map(app).collect();
        let member = |id: u64| UserSnapshot {
            id: id.into(),
            role: AccountRole::Member,
            apps: apps.clone(),
            ..olga.clone()
        };
        all.users.extend((3..300_u64).map(member));
    });
}

/// Of two accounts of two users each and an app, word by word, so that one can be put in the place of another.
struct Words {
    head: Vec<u8>,
    ids: Vec<u8>,
    app: Vec<u8>,
    people: Vec<u8>,
    more_people: Vec<u8>,
    meetings: Vec<u8>,
    more_meetings: Vec<u8>,
}

impl Default for Words {
    fn default() -> Self {
        let id = |number: u64| UserId::from(number).to_bytes().to_vec();
        let users = |numbers: &[u64]| {
            let ids = numbers.iter().flat_map(|number| id(*number));
            [numbers.len() as u8].into_iter().chain(ids).collect::<Vec<u8>>()
        };
        let first = [users(&[10, 11]), users(&[12]), users(&[30]), users(&[])];
        let second = [users(&[20, 21]), users(&[]), users(&[]), users(&[])];
        let ids = [vec![users(&[1, 2])], first.into(), second.into(), vec![users(&[3])]].concat().concat();
        let edition = b"\x070.16.41";
        Self {
            head: [&b"consentry"[..], &[2, 9]].concat(),
            ids,
            // Of the second account, with `meetings:read` and the tick, on two surfaces.
            app: [&[1, 0, 0, 0, 1, 0, 4, 0], &edition[..], &[0b1001, 0]].concat(),
            // Policy; an app approved for all; the role `x`, which holds `users_read`; the owner; somebody of the
            // role, deactivated, who has installed the app and delegated to the owner.
            people: [&[0, 1, 0, 1, 1, 0, 1, 1, b'x', 1][..], &[0, 0, 0], &[7, 1, 0, 0x83, 1, 1, 0, 3]]
                .concat(),
            more_people: [&[1, 1, 1, 0, 0, 0][..], &[0, 0, 0], &[2, 0, 0]].concat(),
            // Live, of the second user; the first is an alternative host; the app may take media; a guest's seat and one of
            // the second account's owner, with the app open.
            meetings: [
                &[1, 2, b'4', b'2', 1, b't', 0, 1, 1, 0, 0, 1, 0, 2][..],
                &[&id(40)[..], &[3, 0]].concat(),
                &[&id(41)[..], &[0, 2, 0]].concat(),
                &[1, 1, 0],
                &[0],
            ]
            .concat(),
            more_meetings: [&[1, 1, 1][..], &[1, b'e', 0, 0]].concat(),
        }
    }
}

impl Words {
    fn read(&self) -> Result<Directory, SnapshotError> {
        let Self { head, ids, app, people, more_people, meetings, more_meetings } = self;
        let bytes =
            [head, ids, app, people, more_people, meetings, more_meetings].map(Vec::as_slice).concat();
        let bytes = sealed(&bytes);
        let read = Directory::from_bytes(&bytes)?;
        assert!(read.to_bytes() == bytes);
        Ok(read)
    }
}

#[test]
fn the_format_is_what_its_description_says() {
    let read = Words::default().read().expect("it is read");
    let Snapshot { revision, accounts, apps, .. } = read.snapshot();
    assert_eq!((revision, accounts.len(), apps.len()), (9, 2, 1));
    let second = &accounts[0].users[1];
    assert_eq!(second.role, AccountRole::Custom("x".into()));
    assert_eq!(second.status, UserStatus::Deactivated);
    let installation = Installation::new(Scopes::MEETINGS_READ).with_shared_access();
    assert_eq!(second.apps[0].installation, Some(installation));
    assert_eq!(second.delegates[0].access, Access::PROFILE | Access::MEETINGS);
    assert_eq!(accounts[0].policy.own, OwnApps::AsListed);
    assert_eq!(apps[0].manifest.surfaces(), Surfaces::MEETING | Surfaces::CLIENT);
    let meeting = &accounts[0].meetings[0];
    assert_eq!((&*meeting.alternative_hosts, &*meeting.stopped), (&[10_u64.into()][..], &[][..]));
    assert_eq!(meeting.media_allowed, [AppId::from(3_u64)]);
    assert_eq!((meeting.number.reveal().to_string(), meeting.owner), ("42".into(), 11_u64.into()));
    assert_eq!(meeting.seats[0].user, None);
    assert_eq!(meeting.seats[1].user, Some(20_u64.into()));
    assert_eq!(meeting.open[0].participant, 41_u64.into());
    assert_eq!(accounts[1].users[1].calendar[0].meeting, 30_u64.into());
}

/// What only bytes can say, and no text form: each is refused in words of its own.
#[test]
fn what_only_bytes_can_say_is_refused_in_words() {
    #[track_caller]
    fn refused(spoil: impl FnOnce(&mut Words), expected: &str) {
        let mut words = Words::default();
        spoil(&mut words);
        assert_eq!(words.read().expect_err(expected).to_string(), expected);
    }
    let put = |word: fn(&mut Words) -> &mut Vec<u8>, place: usize, byte: u8, expected: &str| {
        refused(|words| word(words)[place] = byte, expected);
    };
    fn longer(word: &mut Vec<u8>, place: usize) {
        word[place] |= 0x80;
        word.insert(place + 1, 0);
    }
    let too_long = "non-canonical number";

    put(|words| &mut words.head, 0, b'C', "`start`: not a consentry snapshot (bad magic)");
    put(|words| &mut words.head, 9, 1, "`version`: unknown format version 1, expected 2");
    refused(|words| longer(&mut words.head, 9), &format!("`version`: {too_long}"));
    refused(|words| longer(&mut words.head, 10), &format!("`revision`: {too_long}"));
    refused(
        |words| words.head.splice(10.., [0xff; 9].into_iter().chain([2])).for_each(drop),
        "`revision`: a number that is too large",
    );
    refused(|words| longer(&mut words.ids, 0), &format!("`accounts`: {too_long}"));
    put(|words| &mut words.ids, 0, 100, "`accounts`: the bytes end too early");

    put(
        |words| &mut words.app,
        0,
        2,
        "`apps[0].manifest.developer`: account index 2 is out of range (2 accounts)",
    );
    put(|words| &mut words.app, 1, 3, "`apps[0]`: there is no listing `3`");
    put(|words| &mut words.app, 2, 2, "`apps[0]`: there is no management `2`");
    put(
        |words| &mut words.app,
        2,
        1,
        "`apps[0].manifest`: an admin-managed app cannot use shared access: it acts within its installer's role alone",
    );
    put(|words| &mut words.app, 3, 2, "`apps[0]`: there is no publication `2`");
    put(|words| &mut words.app, 4, 2, "`apps[0]`: expected 0 or 1, found 2");
    put(|words| &mut words.app, 5, 9, "`apps[0]`: expected 0 or 1, found 9");
    refused(
        |words| words.app.splice(6..7, [0x84, 4]).for_each(drop),
        "`apps[0].manifest.required_scopes`: unknown scope bits `516`",
    );
    put(
        |words| &mut words.app,
        15,
        b'2',
        "`apps[0].manifest.edition`: unknown edition `0.16.42`, expected one of `0.16.8`, `0.16.41`",
    );
    put(|words| &mut words.app, 15, 0xff, "`apps[0]`: a text that is not UTF-8");
    put(|words| &mut words.app, 16, 0b11001, "`apps[0].manifest.surfaces`: unknown surface bits `25`");
    put(
        |words| &mut words.app,
        16,
        0,
        "`apps[0].manifest`: the app runs on no surface, expected at least one",
    );
    let order = "out of order or repeated, expected each list sorted and without duplicates";
    refused(
        |words| words.app.splice(17.., *b"\x02\x07openUrl\x07openUrl").for_each(drop),
        &format!("`apps[0].manifest.apis[1]`: {order}"),
    );
    refused(
        |words| words.app.splice(17.., *b"\x01\x07openUrI").for_each(drop),
        "`apps[0].manifest`: edition 0.16.41 does not document `openUrI` (did you mean `openUrl`?)",
    );

    put(|words| &mut words.people, 0, 2, "`accounts[0]`: there is no approval setting `2`");
    put(|words| &mut words.people, 2, 2, "`accounts[0]`: there is no withdrawal setting `2`");
    put(|words| &mut words.people, 3, 2, "`accounts[0]`: there is no setting for own apps `2`");
    put(|words| &mut words.people, 4, 127, "`accounts[0].approved`: the bytes end too early");
    put(|words| &mut words.people, 5, 1, "`accounts[0].approved[0]`: app index 1 is out of range (1 app)");
    refused(
        |words| words.people.splice(9..10, [0x80, 1]).for_each(drop),
        "`accounts[0].roles[0]`: unknown privilege bits `128`",
    );
    put(
        |words| &mut words.people,
        13,
        10,
        "`accounts[0].users[1].role`: role index 2 is out of range (1 role)",
    );
    refused(|words| longer(&mut words.people, 13), &format!("`accounts[0].users[1]`: {too_long}"));
    refused(|words| longer(&mut words.people, 14), &format!("`accounts[0].users[1].apps`: {too_long}"));
    put(
        |words| &mut words.people,
        15,
        1,
        "`accounts[0].users[1].apps[0]`: app index 1 is out of range (1 app)",
    );
    let nothing = "`accounts[0].users[1].apps[0]`: scopes granted without an installation";
    put(|words| &mut words.people, 16, 0x84, nothing);
    refused(|words| words.people.splice(16..18, [6]).for_each(drop), nothing);
    put(
        |words| &mut words.people,
        17,
        0x41,
        "`accounts[0].users[1].apps[0]`: the app does not request `reports:read`",
    );
    refused(
        |words| words.people.splice(16..18, [0x83, 0x81, 1]).for_each(drop),
        "`accounts[0].users[1].apps[0]`: unknown scope bits `516`",
    );
    put(
        |words| &mut words.people,
        19,
        2,
        "`accounts[0].users[1].delegates[0]`: user index 2 is out of range (2 users)",
    );
    put(
        |words| &mut words.people,
        20,
        0,
        "`accounts[0].users[1].delegates[0]`: delegation without any access",
    );
    put(|words| &mut words.people, 20, 0x23, "`accounts[0].users[1].delegates[0]`: unknown access bits `35`");

    let meeting = "`accounts[0].meetings[0]";
    put(
        |words| &mut words.meetings,
        0,
        2,
        &format!("{meeting}.owner`: user index 2 is out of range (2 users)"),
    );
    put(
        |words| &mut words.meetings,
        2,
        b'0',
        &format!(
            "{meeting}.number`: not a meeting number: 2 characters, expected 1 to 20 digits up to \
             18446744073709551615, without a leading zero"
        ),
    );
    put(|words| &mut words.meetings, 6, 3, &format!("{meeting}`: there is no meeting kind `3`"));
    put(|words| &mut words.meetings, 7, 3, &format!("{meeting}`: there is no meeting state `3`"));
    put(
        |words| &mut words.meetings,
        9,
        2,
        &format!("{meeting}.alternative_hosts[0]`: user index 2 is out of range (2 users)"),
    );
    put(
        |words| &mut words.meetings,
        9,
        1,
        &format!("{meeting}.alternative_hosts[0]`: the owner is its own alternative host"),
    );
    put(
        |words| &mut words.meetings,
        12,
        1,
        &format!("{meeting}.media_allowed[0]`: app index 1 is out of range (1 app)"),
    );
    refused(
        |words| words.meetings.splice(10..13, [1, 0, 0]).for_each(drop),
        &format!("{meeting}.open[0]`: the app is stopped in the meeting"),
    );
    put(|words| &mut words.meetings, 30, 7, &format!("{meeting}.seats[0]`: there is no seat role `7`"));
    put(
        |words| &mut words.meetings,
        49,
        3,
        &format!("{meeting}.seats[1]`: account index 2 is out of range (2 accounts)"),
    );
    put(
        |words| &mut words.meetings,
        50,
        2,
        &format!("{meeting}.seats[1]`: user index 2 is out of range (2 users)"),
    );
    put(
        |words| &mut words.meetings,
        52,
        2,
        &format!("{meeting}.open[0]`: seat index 2 is out of range (2 seats)"),
    );
    put(
        |words| &mut words.meetings,
        53,
        1,
        &format!("{meeting}.open[0]`: app index 1 is out of range (1 app)"),
    );

    let calendar = "`accounts[1].users[1].calendar";
    put(
        |words| &mut words.more_meetings,
        1,
        2,
        "`accounts[1].users[2].calendar`: user index 2 is out of range (2 users)",
    );
    put(
        |words| &mut words.more_meetings,
        5,
        2,
        &format!("{calendar}[0]`: account index 2 is out of range (2 accounts)"),
    );
    put(
        |words| &mut words.more_meetings,
        6,
        1,
        &format!("{calendar}[0]`: meeting index 1 is out of range (1 meeting)"),
    );
    refused(
        |words| {
            words.more_meetings[2] = 0;
            words.more_meetings.splice(3.., [0, 0]).for_each(drop);
        },
        &format!("{calendar}`: empty calendar must be omitted"),
    );
    refused(
        |words| {
            words.more_meetings[0] = 2;
            words.more_meetings.extend([1, 1, 1, b'f', 0, 0]);
        },
        &format!("{calendar}`: out of order"),
    );
}
