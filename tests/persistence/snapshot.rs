//! Wire forms of the whole: snapshots and recorded changes are read back as they were, and nothing else is read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use consentry::directory::{
    Actor, Audience, Change, DelegateSnapshot, Directory, LogEntry, NewId, Operation, Refusal, RefusalReason,
    RoleSnapshot, Snapshot, UserSnapshot,
};
use consentry::facts::{
    Access, AccountRole, ApprovalSetting, ManifestDraft, MeetingKind, MeetingState, OnWithdrawal, OwnApps,
    Privileges, SeatRole, UserStatus,
};
use consentry::{Installation, Manifest, MeetingUuid, Scopes, UserId};
use serde::Deserialize;
use serde_json::{Value, json};
use testkit::kind::Kind;
use testkit::town::{TOWN, World};

/// What the town lacks: one of everything, so that every kind of row and of change is there.
const REST: &str = "
    adam define_role account=acme role=deputy privileges=[users_edit,settings_edit,roles_edit,reports_read]
    adam set_role user=rita role=custom:deputy
    adam delete_role account=acme role=spare
    olga transfer_ownership account=acme to=adam
    adam transfer_ownership account=acme to=olga
    adam set_policy account=acme listed=required unlisted=open on_withdrawal=keep own=as_listed
    adam activate_user user=ina
    adam deactivate_user user=ina
    system update_app app=cal required_scopes=[meetings:write] optional_scopes=[recordings:read] uses_shared_access=true apis=[getMeetingContext,getUserContext] edition=0.16.8
    system register_app app=gone listing=unlisted developer=acme apis=[appPopout] surfaces=[client,webinar] edition=0.16.41
    system update_app app=gone listing=unlisted developer=acme apis=[appPopout] surfaces=[client,meeting] edition=0.16.41
    system unpublish_app app=gone
    system unpublish_app app=rare
    system publish_app app=rare

    ann install app=cal optional_scopes=[recordings:read] shared=true
    ann revoke_shared_access user=ann app=cal
    ann grant_shared_access app=cal
    adam install_for user=bob app=poll
    dora install app=report
    shay install app=poll
    shay uninstall user=shay app=poll
    adam disable_installation user=bob app=poll
    adam disable_installation user=shay app=poll
    adam disable_installation user=dan app=cal
    adam enable_installation user=dan app=cal
    ann request_app app=rare
    bob request_app app=rare
    adam decline_request user=bob app=rare
    adam approve_app account=acme app=rare audience=bob
    adam approve_app account=acme app=rare audience=dan
    adam withdraw_approval account=acme app=rare audience=dan

    ann delegate delegate=bob access=[profile,reports]
    ann delegate delegate=rita access=[recordings]
    ann revoke_delegation delegator=ann delegate=rita

    olga schedule_meeting meeting=web kind=webinar number=4711 topic=summit
    olga update_meeting meeting=web number=4712 topic=keynote
    olga set_alternative_hosts meeting=web users=[bob,ann]
    olga start_meeting meeting=web
    zoe schedule_meeting meeting=help kind=engagement
    zoe start_meeting meeting=help
    system join meeting=help user=zack participant=p-agent role=agent
    system join meeting=web user=ann participant=p-watch role=attendee
    system join meeting=web user=ann participant=p-speak role=panelist
    system join meeting=web user=zack participant=p-zack role=host
    system leave meeting=web participant=p-zack
    olga set_seat_role meeting=live participant=p-ann role=host
    system open_app meeting=live participant=p-ann app=cal
    system open_app meeting=live participant=p-ann app=poll
    system close_app meeting=live participant=p-ann app=poll
    system open_app meeting=web participant=p-speak app=cal
    olga stop_app meeting=live app=rare
    olga stop_app meeting=live app=poll
    olga allow_app meeting=live app=poll
    ann allow_media meeting=live app=cal
    ann allow_media meeting=live app=poll
    olga forbid_media meeting=live app=poll

    system add_user account=acme user=lea role=member
    lea schedule_meeting meeting=leas
    ann confirm_calendar_event meeting=leas event=gone
    ann confirm_calendar_event meeting=help event=monday
    ann confirm_calendar_event meeting=next event=tuesday
    olga schedule_meeting meeting=off
    olga cancel_meeting meeting=off
    olga schedule_meeting meeting=moved
    adam move_meeting meeting=moved to=bob
    adam remove_user user=lea
    zoe remove_user user=zita
";

/// A world with everything in it.
pub fn rich() -> World {
    let mut world = World::after(TOWN);
    world.does("ann install app=poll");
    world.does(REST);
    world
}

#[test]
fn a_directory_is_written_and_read_back() {
    let directory = rich().directory;
    let text = serde_json::to_string(&directory).expect("it is written");
    let read: Directory = serde_json::from_str(&text).expect("it is read");
    assert_eq!(read, directory);
    assert_eq!(read.revision(), directory.revision());
    assert_eq!(serde_json::to_string(&read).expect("it is written"), text);
    assert_eq!(Directory::try_from(directory.snapshot()).as_ref(), Ok(&directory));

    let empty: Directory =
        serde_json::from_str(r#"{"version":2,"revision":0,"apps":[],"accounts":[]}"#).expect("it is read");
    assert_eq!(empty, Directory::new());
}

/// Changes to the rich world and to what was read of it have the same outcomes and lead to the same worlds.
#[track_caller]
pub fn goes_on_as_before(directory: Directory) {
    let mut world = rich();
    let mut read = world.clone();
    read.directory = directory;
    // Each of these finds what it needs beside the rows: who sits where, who delegated to whom, what is bound.
    for sentence in [
        "system leave meeting=web participant=p-watch",
        "system open_app meeting=live participant=p-ann app=rare",
        "ann allow_media meeting=live app=rare",
        "bob start_meeting meeting=next",
        "adam delete_role account=acme role=deputy",
        "adam withdraw_approval account=acme app=poll audience=everybody",
        "ann grant_shared_access app=cal",
        "adam remove_user user=bob",
        "olga end_meeting meeting=live",
        "ann confirm_calendar_event meeting=web event=monday",
        "olga remove_user user=ann",
        "system add_user account=zeta user=lea role=member",
        "olga schedule_meeting meeting=leas",
        "system update_app app=cal",
        "hana set_role user=dan role=custom:hr",
    ] {
        assert_eq!(read.tries(sentence), world.tries(sentence), "`{sentence}`");
        assert_eq!(world.directory, read.directory, "`{sentence}`");
    }
}

#[test]
fn what_is_read_back_goes_on_as_before() {
    goes_on_as_before(Directory::try_from(rich().directory.snapshot()).expect("it is read"));
}

#[test]
fn recorded_changes_lead_to_the_same_world() {
    let mut world = rich();
    let kinds: BTreeSet<Kind> = world.accepted.iter().map(|change| Kind::of(&change.operation)).collect();
    assert!(kinds.iter().eq(Kind::ALL), "every kind of change is recorded");

    let entries = world.accepted.iter().cloned().map(LogEntry::from);
    let lines: Vec<String> = entries.map(|entry| json!(entry).to_string()).collect();
    let entry = |line: &String| serde_json::from_str::<LogEntry>(line).expect("it is read");
    let read: Vec<Change> = lines.iter().map(entry).map(LogEntry::into_change).collect();
    assert_eq!(read, world.accepted);
    let mut replayed = world.clone();
    replayed.directory = Directory::replay(&read).expect("they were accepted");
    assert_eq!(replayed.directory, world.directory);
    assert_eq!(replayed.directory.revision(), world.directory.revision());

    for principal in
        ["ann", "bob", "dora", "dan", "zack", "lea", "web/p-speak", "web/p-watch", "live/p-guest"]
    {
        for app in ["cal", "poll", "report", "rare", "gone"] {
            for resource in
                ["bob's meetings", "ann's recordings", "acme: reports", "web", "live", "help", "client"]
            {
                for action in ["read", "create", "getMeetingContext"] {
                    assert_eq!(
                        replayed.asks(principal, app, resource, action),
                        world.asks(principal, app, resource, action),
                        "{principal} {app} {resource} {action}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_recorded_change_that_is_refused_is_told_by_its_place() {
    let add = Operation::AddAccount { account: 1_u64.into(), owner: 2_u64.into() };
    let add = Change::by(Actor::System, add);
    let refused = Directory::replay([&add, &add]).expect_err("there already");
    assert_eq!((refused.index, refused.refusal), (1, Refusal::AlreadyExists(NewId::Account(1_u64.into()))));
}

#[test]
fn the_order_of_independent_changes_leaves_no_trace() {
    let one = World::after(TOWN).directory;
    let mut swapped = World::after(
        "system add_account account=acme owner=olga; system add_account account=maker owner=mona",
    );
    let mut straight = swapped.clone();
    straight.directory = Directory::new();
    straight.does("system add_account account=maker owner=mona; system add_account account=acme owner=olga");
    assert_eq!(swapped.directory, straight.directory);
    swapped.does(
        "olga add_user account=acme user=ann role=member; olga add_user account=acme user=bob role=member",
    );
    assert_ne!(swapped.directory, straight.directory);
    straight.does(
        "olga add_user account=acme user=bob role=member; olga add_user account=acme user=ann role=member",
    );
    assert_eq!(swapped.directory, straight.directory);
    assert_ne!(swapped.directory, one);
}

/// A snapshot of the rich world that is spoilt like this is no directory, in either form, and the error says so.
#[track_caller]
fn spoilt(spoil: fn(&mut Snapshot), expected: &str) {
    let mut snapshot = rich().directory.snapshot();
    spoil(&mut snapshot);
    let text = json!(snapshot).to_string();
    let error = Directory::try_from(snapshot).expect_err(expected);
    assert_eq!(error.to_string(), expected);
    assert!(expected.starts_with(&format!("`{}`: ", error.place())), "{}", error.place());
    let error = serde_json::from_str::<Directory>(&text).expect_err(expected);
    assert!(error.to_string().starts_with(expected), "{error}");
}

/// The places of the town's rows in a snapshot, which is sorted by ids.
mod at {
    pub const MAKER: usize = 0;
    pub const CAL: usize = 0;
    pub const RARE: usize = 1;
    pub const ZETA: usize = 1;
    pub const ACME: usize = 2;
    pub const OLGA: usize = 0;
    pub const ADAM: usize = 1;
    pub const SHAY: usize = 3;
    pub const DORA: usize = 4;
    pub const ANN: usize = 6;
    pub const BOB: usize = 7;
    pub const OVER: usize = 2;
    pub const LIVE: usize = 3;
    pub const WEB: usize = 4;
}
use at::*;

const ORDER: &str = "out of order or repeated, expected each list sorted and without duplicates";

#[test]
fn the_rows_of_the_rich_world_are_where_they_are_said_to_be() {
    let mut world = rich();
    let snapshot = json!(world.directory);
    let mut id = |name| Value::String(world.id(name));
    assert_eq!(snapshot["apps"][CAL]["id"], id("cal"));
    assert_eq!(snapshot["apps"][RARE]["id"], id("rare"));
    assert_eq!(snapshot["accounts"][ZETA]["id"], id("zeta"));
    let acme = &snapshot["accounts"][ACME];
    assert_eq!(acme["id"], id("acme"));
    for (place, name) in
        [(OLGA, "olga"), (ADAM, "adam"), (SHAY, "shay"), (DORA, "dora"), (ANN, "ann"), (BOB, "bob")]
    {
        assert_eq!(acme["users"][place]["id"], id(name));
    }
    for (place, name) in [(OVER, "over"), (LIVE, "live"), (WEB, "web")] {
        assert_eq!(acme["meetings"][place]["uuid"], id(name));
    }
}

#[test]
fn every_list_is_sorted_and_without_duplicates() {
    let ordered = |spoil: fn(&mut Snapshot), place: &str| spoilt(spoil, &format!("`{place}`: {ORDER}"));
    ordered(|all| all.apps.swap(1, 2), "apps[2]");
    ordered(|all| all.apps.insert(0, all.apps[0].clone()), "apps[1]");
    ordered(|all| all.accounts.swap(0, 1), "accounts[1]");
    ordered(|all| all.accounts.push(all.accounts[ACME].clone()), "accounts[3]");
    ordered(|all| all.accounts[ACME].approved.swap(0, 2), "accounts[2].approved[1]");
    ordered(|all| all.accounts[ACME].roles.swap(3, 4), "accounts[2].roles[4]");
    ordered(|all| all.accounts[ACME].users.swap(0, 1), "accounts[2].users[1]");
    ordered(
        |all| {
            let gone = &mut all.accounts[ACME].removed_users;
            gone.push(gone[0]);
        },
        "accounts[2].removed_users[1]",
    );
    ordered(|all| all.accounts[ACME].users[ANN].apps.swap(0, 1), "accounts[2].users[6].apps[1]");
    ordered(
        |all| {
            let delegates = &mut all.accounts[ACME].users[OLGA].delegates;
            delegates.push(delegates[0].clone());
        },
        "accounts[2].users[0].delegates[1]",
    );
    ordered(|all| all.accounts[ACME].users[ANN].calendar.swap(0, 1), "accounts[2].users[6].calendar[1]");
    ordered(|all| all.accounts[ACME].meetings.swap(0, 1), "accounts[2].meetings[1]");
    ordered(
        |all| {
            let gone = &mut all.accounts[ACME].removed_meetings;
            gone.push(gone[0]);
        },
        "accounts[2].removed_meetings[2]",
    );
    ordered(|all| all.accounts[ACME].meetings[LIVE].seats.swap(0, 1), "accounts[2].meetings[3].seats[1]");
    ordered(
        |all| {
            let open = &mut all.accounts[ACME].meetings[LIVE].open;
            open.push(open[0].clone());
        },
        "accounts[2].meetings[3].open[1]",
    );
}

#[test]
fn every_id_names_something() {
    // An id that nothing has; it sorts after all others.
    const NOTHING: u64 = 0x270f;
    let unknown = |spoil: fn(&mut Snapshot), place: &str, what: &str| {
        let id = UserId::from(NOTHING);
        spoilt(spoil, &format!("`{place}`: there is no {what} `{id}`"));
    };
    unknown(
        |all| {
            let mut draft = ManifestDraft::from(all.apps[RARE].manifest.clone());
            draft.developer = NOTHING.into();
            all.apps[RARE].manifest = Manifest::try_from(draft).expect("it is a manifest");
        },
        "apps[1].manifest.developer",
        "account",
    );
    unknown(|all| all.accounts[ACME].approved.push(NOTHING.into()), "accounts[2].approved[3]", "app");
    unknown(
        |all| all.accounts[ACME].users[ANN].apps[2].app = NOTHING.into(),
        "accounts[2].users[6].apps[2]",
        "app",
    );
    unknown(
        |all| all.accounts[ACME].users[ANN].delegates[0].delegate = NOTHING.into(),
        "accounts[2].users[6].delegates[0]",
        "user",
    );
    unknown(
        |all| all.accounts[ACME].users[ANN].calendar[1].meeting = NOTHING.into(),
        "accounts[2].users[6].calendar[1]",
        "meeting",
    );
    unknown(
        |all| all.accounts[ACME].meetings[LIVE].seats[1].user = Some(NOTHING.into()),
        "accounts[2].meetings[3].seats[1]",
        "user",
    );
    unknown(
        |all| all.accounts[ACME].meetings[LIVE].open[0].app = NOTHING.into(),
        "accounts[2].meetings[3].open[0]",
        "app",
    );
    unknown(
        |all| all.accounts[ACME].meetings[LIVE].open[0].participant = NOTHING.into(),
        "accounts[2].meetings[3].open[0]",
        "seat",
    );
    spoilt(
        |all| all.accounts[ACME].users[ANN].role = AccountRole::Custom("nobody".into()),
        "`accounts[2].users[6].role`: the account does not define the role `custom:nobody`",
    );
}

/// Nor does anything name what was removed.
#[test]
fn no_id_names_what_is_gone() {
    let gone = rich().id("lea");
    spoilt(
        |all| all.accounts[ACME].meetings[LIVE].seats[1].user = Some(all.accounts[ACME].removed_users[0]),
        &format!("`accounts[2].meetings[3].seats[1]`: there is no user `{gone}`"),
    );
    spoilt(
        |all| all.accounts[ACME].users[ANN].delegates[0].delegate = all.accounts[ACME].removed_users[0],
        &format!("`accounts[2].users[6].delegates[0]`: there is no user `{gone}`"),
    );
    spoilt(
        |all| all.accounts[ACME].meetings[LIVE].owner = all.accounts[ACME].removed_users[0],
        &format!("`accounts[2].meetings[3].owner`: `{gone}` is not a user of the account"),
    );
    let gone = rich().id("leas");
    spoilt(
        |all| all.accounts[ACME].users[ANN].calendar[1].meeting = all.accounts[ACME].removed_meetings[0],
        &format!("`accounts[2].users[6].calendar[1]`: there is no meeting `{gone}`"),
    );
}

#[test]
fn every_id_names_one_thing() {
    let mut world = rich();
    let mut twice = |name: &str, what: &str, spoil: fn(&mut Snapshot), place: &str| {
        spoilt(spoil, &format!("`{place}`: duplicate {what} `{}`", world.id(name)));
    };
    twice(
        "zack",
        "user",
        |all| {
            let copy = all.accounts[ZETA].users[1].clone();
            all.accounts[ACME].users.insert(0, copy);
        },
        "accounts[2].users[0]",
    );
    twice(
        "ann",
        "user",
        |all| {
            let id = all.accounts[ACME].users[ANN].id;
            all.accounts[ACME].removed_users.insert(0, id);
        },
        "accounts[2].removed_users[0]",
    );
    twice(
        "zita",
        "user",
        |all| {
            let id = all.accounts[ZETA].removed_users[0];
            all.accounts[ACME].removed_users.insert(0, id);
        },
        "accounts[2].removed_users[0]",
    );
    twice(
        "help",
        "meeting",
        |all| {
            let mut copy = all.accounts[ZETA].meetings[0].clone();
            copy.owner = all.accounts[ACME].users[OLGA].id;
            all.accounts[ACME].meetings.insert(WEB + 1, copy);
        },
        "accounts[2].meetings[5]",
    );
    twice(
        "live",
        "meeting",
        |all| {
            let id = all.accounts[ACME].meetings[LIVE].uuid;
            all.accounts[ACME].removed_meetings.insert(0, id);
        },
        "accounts[2].removed_meetings[0]",
    );
    // Of several, the lowest is reported.
    spoilt(
        |all| {
            for account in [ZETA, ACME] {
                all.accounts[account].removed_users = (1_000..1_020_u64).map(UserId::from).collect();
            }
        },
        &format!("`accounts[2].removed_users[0]`: duplicate user `{}`", UserId::from(1_000_u64)),
    );
}

#[test]
fn nobody_has_the_id_of_nobody() {
    let nobody = "the all-zero id is not a user id";
    spoilt(
        |all| {
            let nobody = UserSnapshot { id: UserId::NOBODY, ..all.accounts[ZETA].users[1].clone() };
            all.accounts[ACME].users.insert(0, nobody);
        },
        &format!("`accounts[2].users[0]`: {nobody}"),
    );
    spoilt(
        |all| all.accounts[ACME].removed_users.insert(0, UserId::NOBODY),
        &format!("`accounts[2].removed_users[0]`: {nobody}"),
    );
}

#[test]
fn an_account_has_one_active_owner() {
    spoilt(
        |all| all.accounts[ACME].users[OLGA].role = AccountRole::Admin,
        "`accounts[2]`: the account has no owner",
    );
    spoilt(
        |all| all.accounts[ACME].users[ADAM].role = AccountRole::Owner,
        "`accounts[2].users[1].role`: the account has two owners",
    );
    spoilt(
        |all| all.accounts[ACME].users[OLGA].status = UserStatus::Deactivated,
        "`accounts[2].users[0].status`: the owner is deactivated",
    );
}

#[test]
fn nobody_has_more_of_an_app_than_there_can_be() {
    spoilt(
        |all| all.accounts[ACME].users[ANN].apps[0].installation = Some(Installation::new(Scopes::all())),
        "`accounts[2].users[6].apps[0]`: the app does not request `profile:read profile:write meetings:read \
         settings:read settings:write recordings:write reports:read`",
    );
    spoilt(
        |all| {
            let apps = &mut all.accounts[ACME].users[DORA].apps;
            apps[0].installation = apps[0].installation.map(Installation::with_shared_access);
        },
        "`accounts[2].users[4].apps[0]`: the app does not use shared access",
    );
    let requested = "requested, but already approved";
    spoilt(
        |all| all.accounts[ACME].users[BOB].apps[0].requested = true,
        &format!("`accounts[2].users[7].apps[0]`: {requested}"),
    );
    spoilt(
        |all| all.accounts[ACME].users[ANN].apps[0].requested = true,
        &format!("`accounts[2].users[6].apps[0]`: {requested}"),
    );
    spoilt(
        |all| all.accounts[ACME].users[SHAY].apps[0].disabled = false,
        "`accounts[2].users[3].apps[0]`: entry has no flag set",
    );
}

/// An account that exempts its own apps can have asked for one before: a request outlives the policy under which it was made.
#[test]
fn a_request_outlives_the_policy_that_made_it_necessary() {
    let (acme, olga, own) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    let mut directory = Directory::new();
    directory.acting_as_system().add_account(acme, olga).expect("it is new");
    directory.acting_as_system().register_app(own, ManifestDraft::user_managed(acme)).expect("it is new");
    let refused = directory.acting_as(olga).request_app(own).map_err(|refusal| refusal.reason());
    assert_eq!(refused, Err(RefusalReason::Invalid), "own apps are exempt at first");

    let policy = |own| Operation::SetPolicy {
        account: acme,
        listed: ApprovalSetting::Required,
        unlisted: ApprovalSetting::Required,
        on_withdrawal: OnWithdrawal::Suspend,
        own: Some(own),
    };
    directory.apply(&Change::by(olga, policy(OwnApps::AsListed))).expect("the owner may");
    directory.acting_as(olga).request_app(own).expect("it is not approved");
    directory.apply(&Change::by(olga, policy(OwnApps::Exempt))).expect("the owner may");
    let read = Directory::try_from(directory.snapshot());
    assert_eq!(read.as_ref(), Ok(&directory));
    assert!(directory.snapshot().accounts[0].users[0].apps[0].requested);
}

#[test]
fn a_delegation_stays_within_its_account_and_gives_something() {
    spoilt(
        |all| all.accounts[ACME].users[ANN].delegates[0].delegate = all.accounts[ZETA].users[1].id,
        "`accounts[2].users[6].delegates[0]`: the delegate belongs to another account",
    );
    spoilt(
        |all| all.accounts[ACME].users[ANN].delegates[0].delegate = all.accounts[ACME].users[ANN].id,
        "`accounts[2].users[6].delegates[0]`: a user cannot be its own delegate",
    );
    spoilt(
        |all| all.accounts[ACME].users[ANN].delegates[0].access = Access::empty(),
        "`accounts[2].users[6].delegates[0]`: delegation without any access",
    );
    spoilt(
        |all| {
            let users = &mut all.accounts[ACME].users;
            let row = |nth: u64| UserSnapshot {
                id: (10_000 + nth).into(),
                role: AccountRole::Member,
                status: UserStatus::Active,
                apps: Vec::new(),
                delegates: Vec::new(),
                calendar: Vec::new(),
            };
            users.extend((0..31).map(row));
            users[ANN].delegates = (0..31_u64)
                .map(|nth| DelegateSnapshot { delegate: (10_000 + nth).into(), access: Access::PROFILE })
                .collect();
        },
        "`accounts[2].users[6].delegates`: 31 delegates, expected at most 30",
    );
}

#[test]
fn a_meeting_has_seats_that_it_can_have() {
    spoilt(
        |all| all.accounts[ACME].meetings[LIVE].owner = all.accounts[ZETA].users[1].id,
        &format!("`accounts[2].meetings[3].owner`: `{}` is not a user of the account", rich().id("zack")),
    );
    spoilt(
        |all| {
            let live = &mut all.accounts[ACME].meetings[LIVE];
            (live.stopped, live.media_allowed) = (vec![], vec![]);
            live.state = MeetingState::Ended;
        },
        "`accounts[2].meetings[3].seats`: seats in a meeting that is not live",
    );
    spoilt(
        |all| all.accounts[ACME].meetings[OVER].seats = all.accounts[ACME].meetings[LIVE].seats.clone(),
        "`accounts[2].meetings[2].seats`: seats in a meeting that is not live",
    );
    spoilt(
        |all| all.accounts[ACME].meetings[LIVE].seats[0].role = SeatRole::Attendee,
        "`accounts[2].meetings[3].seats[0]`: the role `attendee` does not fit the kind `meeting`",
    );
    spoilt(
        |all| all.accounts[ACME].meetings[WEB].kind = MeetingKind::Engagement,
        "`accounts[2].meetings[4].seats[0]`: the role `attendee` does not fit the kind `engagement`",
    );
}

#[test]
fn what_a_host_said_of_apps_does_not_contradict_itself() {
    let live = "accounts[2].meetings[3]";
    spoilt(
        |all| {
            let live = &mut all.accounts[ACME].meetings[LIVE];
            live.media_allowed = vec![all.apps[CAL].id, all.apps[RARE].id];
        },
        &format!("`{live}.media_allowed`: an app is both stopped and allowed to take media"),
    );
    spoilt(
        |all| {
            let live = &mut all.accounts[ACME].meetings[LIVE];
            live.media_allowed.clear();
            live.stopped = vec![all.apps[CAL].id];
        },
        &format!("`{live}.open[0]`: the app is stopped in the meeting"),
    );
    for (field, spoil) in [
        (
            "stopped",
            (|all| all.accounts[ACME].meetings[0].stopped = vec![all.apps[CAL].id]) as fn(&mut Snapshot),
        ),
        ("media_allowed", |all| all.accounts[ACME].meetings[0].media_allowed = vec![all.apps[CAL].id]),
    ] {
        spoilt(spoil, &format!("`accounts[2].meetings[0].{field}`: the meeting is not live"));
    }
    spoilt(
        |all| {
            let over = &mut all.accounts[ACME].meetings[OVER];
            assert_eq!(over.state, MeetingState::Ended);
            over.stopped = vec![all.apps[CAL].id];
        },
        "`accounts[2].meetings[2].stopped`: the meeting is not live",
    );
}

#[test]
fn a_meeting_has_one_host_at_most() {
    spoilt(
        |all| {
            let seats = &mut all.accounts[ACME].meetings[LIVE].seats;
            seats.iter_mut().for_each(|seat| seat.role = SeatRole::Host);
        },
        "`accounts[2].meetings[3].seats[1]`: the meeting has two hosts",
    );
}

#[test]
fn alternative_hosts_are_few_and_other_users_of_the_account() {
    let hosts = "accounts[2].meetings[4].alternative_hosts";
    spoilt(
        |all| all.accounts[ACME].meetings[WEB].alternative_hosts.swap(0, 1),
        &format!("`{hosts}[1]`: {ORDER}"),
    );
    spoilt(
        |all| {
            let hosts = &mut all.accounts[ACME].meetings[WEB].alternative_hosts;
            hosts.push(hosts[1]);
        },
        &format!("`{hosts}[2]`: {ORDER}"),
    );
    spoilt(
        |all| {
            let web = &mut all.accounts[ACME].meetings[WEB];
            web.alternative_hosts.insert(0, web.owner);
        },
        &format!("`{hosts}[0]`: the owner is its own alternative host"),
    );
    spoilt(
        |all| {
            let gone = all.accounts[ACME].removed_users[0];
            all.accounts[ACME].meetings[WEB].alternative_hosts = vec![gone];
        },
        &format!("`{hosts}[0]`: `{}` is not a user of the account", rich().id("lea")),
    );
    spoilt(
        |all| {
            let stranger = all.accounts[ZETA].users[1].id;
            all.accounts[ACME].meetings[WEB].alternative_hosts = vec![stranger];
        },
        &format!("`{hosts}[0]`: `{}` is not a user of the account", rich().id("zack")),
    );
    spoilt(
        |all| {
            let member = all.accounts[ACME].users[BOB].clone();
            let more = (0..31).map(|nth| UserSnapshot {
                id: (10_000_u64 + nth).into(),
                apps: vec![],
                delegates: vec![],
                calendar: vec![],
                ..member.clone()
            });
            all.accounts[ACME].users.extend(more);
            all.accounts[ACME].meetings[WEB].alternative_hosts =
                (10_000..10_031_u64).map(UserId::from).collect();
        },
        &format!("`{hosts}`: 31 alternative hosts, expected at most 30"),
    );
}

#[test]
fn a_custom_role_has_a_name_that_it_can_be_given() {
    fn named(name: &str) -> impl Fn(&mut Snapshot) {
        move |all| all.accounts[MAKER].roles.push(role(name))
    }
    fn role(name: &str) -> RoleSnapshot {
        RoleSnapshot { name: name.into(), privileges: Privileges::empty() }
    }
    for (name, names_a_role) in [
        ("x".repeat(128), true),
        ("𝒳".repeat(128), true),
        ("x".repeat(129), false),
        (String::new(), false),
        (" x".into(), false),
        ("x\u{2003}".into(), false),
        ("a\nb".into(), false),
        ("a\u{85}b".into(), false),
        ("Owner".into(), false),
        ("MEMBER".into(), false),
    ] {
        let mut snapshot = rich().directory.snapshot();
        named(&name)(&mut snapshot);
        let read = Directory::try_from(snapshot);
        assert_eq!(read.is_ok(), names_a_role, "{name:?}");
        let defined = rich().directory.acting_as(rich().id("mona").parse().expect("an id")).define_role(
            rich().id("maker").parse().expect("an id"),
            name.as_str(),
            Privileges::empty(),
        );
        assert_eq!(defined.is_ok(), names_a_role, "as a change: {name:?}");
        if let Err(error) = read {
            assert_eq!(error.place(), "accounts[0].roles[0]");
            assert!(!error.to_string().contains(char::is_control), "{error:?}");
        }
    }
}

/// A meeting is removed with its owner, or cancelled. So an account from which nobody was removed can have removed meetings.
#[test]
fn a_cancelled_meeting_leaves_its_id_and_removes_nobody() {
    let (acme, olga) = (1_u64.into(), UserId::from(2_u64));
    let mut directory = Directory::new();
    directory.acting_as_system().add_account(acme, olga).expect("it is new");
    let schedule = |directory: &mut Directory| {
        let mut olgas = directory.acting_as(olga);
        olgas.schedule_meeting(olga, 5_u64.into(), 1.into(), "planning", MeetingKind::Meeting)
    };
    schedule(&mut directory).expect("it is new");
    directory.acting_as(olga).cancel_meeting(5_u64.into()).expect("it is scheduled");
    let snapshot = directory.snapshot();
    assert_eq!(snapshot.accounts[0].removed_meetings, [MeetingUuid::from(5_u64)]);
    assert_eq!(snapshot.accounts[0].removed_users, []);
    let mut read = Directory::try_from(snapshot).expect("it is read");
    assert_eq!(read, directory);
    let again = schedule(&mut read).map_err(|refusal| refusal.reason());
    assert_eq!(again, Err(RefusalReason::AlreadyExists));
}

/// One user in many seats, here and elsewhere: each meeting that ends forgets its own.
#[test]
fn seats_of_one_user_end_with_their_own_meeting() {
    let mut world = World::after(TOWN);
    for meeting in ["one", "two"] {
        world.does(&format!("olga schedule_meeting meeting={meeting}; olga start_meeting meeting={meeting}"));
        for seat in ["a", "b", "c"] {
            world.does(&format!(
                "system join meeting={meeting} user=ann participant={meeting}-{seat} role=participant"
            ));
        }
    }
    world.does("system leave meeting=one participant=one-b; olga end_meeting meeting=one");
    assert_eq!(world.asks("ann", "cal", "one", "openUrl"), "deny api_not_requested");
    // What is forgotten is found by what is removed next: no seat of Ann's may be left behind.
    let read = Directory::from_bytes(&world.directory.to_bytes()).expect("it is read");
    let mut again = world.clone();
    again.directory = read;
    for world in [&mut world, &mut again] {
        world.does("adam remove_user user=ann");
        let snapshot = world.directory.snapshot();
        let seats = snapshot.accounts.iter().flat_map(|account| &account.meetings).flat_map(|row| &row.seats);
        let ann: UserId = world.id("ann").parse().expect("an id");
        assert!(seats.into_iter().all(|seat| seat.user != Some(ann)));
        assert_eq!(Directory::try_from(snapshot).as_ref(), Ok(&world.directory));
    }
    assert_eq!(world.directory, again.directory);
}

/// An error of reading some JSON, in words.
#[track_caller]
fn unreadable<T: for<'de> Deserialize<'de> + Debug>(text: &str, expected: &str) {
    let error = serde_json::from_str::<T>(text).expect_err(text);
    assert!(error.to_string().contains(expected), "expected `{expected}`, got `{error}`");
}

#[test]
fn another_format_version_is_refused_before_anything_else_is_looked_at() {
    let version = "`version`: unknown format version 1, expected 2";
    spoilt(|all| all.version = 1, version);
    unreadable::<Directory>(r#"{"version":1,"revision":0,"worlds":[{}]}"#, version);
    unreadable::<Directory>(r#"{"version":1}"#, version);
    unreadable::<Directory>(
        r#"{"version":0,"accounts":7}"#,
        "`version`: unknown format version 0, expected 2",
    );
    unreadable::<Directory>(r#"{"version":"2"}"#, "invalid type: string \"2\"");
    unreadable::<Directory>(r#"{"version":4294967296}"#, "invalid value: integer `4294967296`");
    let written = serde_json::to_string(&rich().directory).expect("it is written");
    assert!(written.starts_with(r#"{"version":2,"#), "so that a reader sees it first");
}

#[test]
fn a_snapshot_that_breaks_off_is_refused_wherever_it_does() {
    let text = serde_json::to_string(&rich().directory).expect("it is written");
    for end in 0..text.len() {
        let error = serde_json::from_str::<Directory>(&text[..end]).expect_err("it breaks off");
        assert!(error.is_eof(), "at byte {end}: {error}");
        assert_eq!((error.line(), error.column()), (1, end), "{error}");
    }
}

/// The JSON pointers of all values in a value, itself included.
fn pointers(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut inside = |key: &str, value: &Value| {
        found.extend(pointers(value).into_iter().map(|below| format!("/{key}{below}")));
    };
    match value {
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(nth, value)| inside(&nth.to_string(), value))
        }
        Value::Object(fields) => fields.iter().for_each(|(key, value)| inside(key, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    found
}

/// Sets of words may be written in any order; nothing else may.
fn with_words_sorted(value: &Value) -> Value {
    let sets = ["access", "apis", "optional_scopes", "privileges", "required_scopes", "scopes", "surfaces"];
    match value {
        Value::Array(values) => values.iter().map(with_words_sorted).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| match value {
                Value::Array(words) if sets.contains(&key.as_str()) => {
                    let words: BTreeSet<_> = words.iter().filter_map(Value::as_str).collect();
                    (key.clone(), words.into_iter().collect())
                }
                value => (key.clone(), with_words_sorted(value)),
            })
            .collect(),
        other => other.clone(),
    }
}

/// A document is refused, or says exactly what the directory read from it says.
#[track_caller]
fn refused_or_kept(document: &Value, what: &str) -> bool {
    match Directory::deserialize(document) {
        Err(_) => false,
        Ok(read) => {
            assert_eq!(
                with_words_sorted(&json!(read)),
                with_words_sorted(document),
                "repaired in silence: {what}"
            );
            true
        }
    }
}

#[test]
fn no_mutated_snapshot_is_repaired_in_silence() {
    let mut document = json!(rich().directory);
    let places: Vec<String> = pointers(&document);
    let is_leaf = |value: &Value| !value.is_array() && !value.is_object();
    let leaves: Vec<&String> =
        places.iter().filter(|place| document.pointer(place).is_some_and(is_leaf)).collect();
    let words: BTreeSet<String> = leaves
        .iter()
        .map(|place| document.pointer(place).map(Value::to_string).unwrap_or_default())
        .collect();
    let words: Vec<Value> =
        words.iter().map(|text| serde_json::from_str(text).expect("it was JSON")).collect();

    let (mut tried, mut kept) = (0, 0);
    for (nth, place) in leaves.into_iter().enumerate() {
        // Every other word at each place: places of one kind are many enough to see all of them.
        for word in words.iter().skip(nth % 2).step_by(2) {
            let leaf = document.pointer_mut(place).expect("it is there");
            if leaf == word {
                continue;
            }
            let was = std::mem::replace(leaf, word.clone());
            tried += 1;
            kept += usize::from(refused_or_kept(&document, &format!("{word} at {place}")));
            *document.pointer_mut(place).expect("it is there") = was;
        }
    }
    assert!(tried >= 10_000, "only {tried} mutations were tried");
    assert!((500..tried / 2).contains(&kept), "{kept} of {tried} were kept: both must happen");
}

/// The kind of a place: its pointer without the numbers of rows.
fn kind_of(place: &str) -> String {
    let word = |word: &&str| !word.bytes().all(|byte| byte.is_ascii_digit());
    place.split('/').skip(1).filter(word).collect::<Vec<_>>().join("/")
}

/// No field of any row has a default: what was lost is never read as something else.
#[test]
fn a_snapshot_has_every_field_and_no_other() {
    let document = json!(rich().directory);
    let mut fields_of_kinds = BTreeSet::new();
    let mut lists = BTreeMap::new();
    for place in pointers(&document) {
        if let Some(Value::Array(rows)) = document.pointer(&place) {
            *lists.entry(kind_of(&place)).or_insert(0) += rows.len();
        }
        let Some(Value::Object(fields)) = document.pointer(&place) else { continue };
        for field in fields.keys() {
            let mut without = document.clone();
            without.pointer_mut(&place).and_then(Value::as_object_mut).expect("it is there").remove(field);
            match Directory::deserialize(&without) {
                Ok(_) => panic!("{place} is read without {field}"),
                Err(error) if field == "custom" => assert!(error.to_string().contains("invalid value: map")),
                Err(error) => assert_eq!(error.to_string(), format!("missing field `{field}`"), "{place}"),
            }
            fields_of_kinds.insert((kind_of(&place), field.clone()));
        }
        let mut with = document.clone();
        with.pointer_mut(&place)
            .and_then(Value::as_object_mut)
            .expect("it is there")
            .insert("surplus".into(), json!(1));
        let error = Directory::deserialize(&with).expect_err("there is no such field");
        let expected =
            if fields.contains_key("custom") { "invalid value: map" } else { "unknown field `surplus`" };
        assert!(error.to_string().contains(expected), "{place}: {error}");
    }
    // Every list has rows somewhere, so no kind of row was left out.
    assert_eq!(lists.into_iter().find(|(_, rows)| *rows == 0), None);
    for (kind, field) in [
        ("apps/manifest", "edition"),
        ("apps/manifest", "surfaces"),
        ("accounts/users/apps", "installation"),
        ("accounts/meetings/seats", "user"),
    ] {
        assert!(fields_of_kinds.contains(&(kind.into(), field.into())), "{kind} {field}");
    }
}

/// `null` is a value of two fields alone: nobody's seat, and an app that is not installed.
#[test]
fn null_says_that_there_is_none_in_two_fields_alone() {
    let document = json!(rich().directory);
    let mut with_null = BTreeSet::new();
    for place in pointers(&document) {
        let Some(Value::Object(fields)) = document.pointer(&place) else { continue };
        for field in fields.keys() {
            let mut changed = document.clone();
            changed.pointer_mut(&place).and_then(Value::as_object_mut).expect("it is there")[field] =
                Value::Null;
            if Directory::deserialize(&changed).is_ok() {
                with_null.insert((kind_of(&place), field.clone()));
            }
        }
    }
    let expected = [("accounts/meetings/seats", "user"), ("accounts/users/apps", "installation")];
    assert_eq!(with_null, expected.map(|(kind, field)| (kind.to_owned(), field.to_owned())).into());
}

/// Serde also reads a row from a list of its fields in order, every one of which is still required.
#[test]
fn a_row_can_be_a_list_of_all_its_fields() {
    let read: Directory = serde_json::from_str("[2,0,[],[]]").expect("every field is there");
    assert_eq!(read, Directory::new());
    unreadable::<Directory>("[2,0,[]]", "invalid length 3");
    unreadable::<Directory>("[2,0,[],[],[]]", "trailing characters");
    unreadable::<Directory>("[1,0,[],[]]", "unknown format version 1, expected 2");
}

/// A JSON text with a field of one of its maps there twice.
fn with_repeated_field(document: &Value, place: &str, field: &str) -> String {
    // A map keeps its keys apart, so that the second one is written as another key first.
    let mut document = document.clone();
    let map = document.pointer_mut(place).and_then(Value::as_object_mut).expect("it is there");
    let value = map[field].clone();
    map.insert("again".into(), value);
    document.to_string().replacen("\"again\"", &format!("\"{field}\""), 1)
}

#[test]
fn no_field_of_a_snapshot_is_there_twice() {
    let document = json!(rich().directory);
    for place in pointers(&document) {
        let Some(Value::Object(fields)) = document.pointer(&place) else { continue };
        for field in fields.keys().filter(|field| *field != "custom") {
            let text = with_repeated_field(&document, &place, field);
            unreadable::<Directory>(&text, &format!("duplicate field `{field}`"));
        }
    }
}

#[test]
fn a_revision_that_cannot_grow_stays() {
    let mut snapshot = rich().directory.snapshot();
    snapshot.revision = u64::MAX;
    let mut directory = Directory::try_from(snapshot).expect("it is read");
    assert_eq!(directory.acting_as_system().add_account(5_000_u64.into(), 5_001_u64.into()), Ok(u64::MAX));
}

#[test]
fn an_entry_of_the_log_has_every_field_and_no_other() {
    let optional = [("remove_user", "heir"), ("set_policy", "own"), ("update_app", "surfaces")];
    let mut left_out = BTreeSet::new();
    let document = |change: Change| json!(LogEntry::from(change));
    let extra = Operation::RemoveUser { user: 1_u64.into(), heir: Some(2_u64.into()) };
    for document in rich().accepted.into_iter().chain([Change::by(Actor::System, extra)]).map(document) {
        let kind = document["type"].as_str().expect("it has a type").to_owned();
        for place in pointers(&document) {
            let Some(Value::Object(fields)) = document.pointer(&place) else { continue };
            // A name that is there and not filled in is no wider change: only a seat may be nobody's.
            if kind != "join" && fields.contains_key("user") {
                let mut null = document.clone();
                null.pointer_mut(&place).expect("it is there")["user"] = Value::Null;
                let error =
                    serde_json::from_value::<LogEntry>(null).expect_err("null is no user").to_string();
                assert_eq!(error, "invalid type: null, expected a string (user id)", "{kind}");
            }
            // A custom role and an audience are maps of one word, which is no field.
            let is_word = |field: &str| field == "custom" || place == "/audience";
            for field in fields.keys().filter(|field| !is_word(field)) {
                let mut without = document.clone();
                without
                    .pointer_mut(&place)
                    .and_then(Value::as_object_mut)
                    .expect("it is there")
                    .remove(field);
                let read = serde_json::from_value::<LogEntry>(without);
                let is_manifest = kind == "register_app" && place == "/manifest";
                if optional.contains(&(&kind, field))
                    || place == "/manifest" && field == "edition"
                    || is_manifest && field == "surfaces"
                {
                    assert!(read.is_ok(), "{kind} without {field}: {read:?}");
                    left_out.insert((kind.clone(), field.clone()));
                } else {
                    let error = read.expect_err("a field is missing").to_string();
                    assert_eq!(error, format!("missing field `{field}`"), "{kind}");
                }
                let text = with_repeated_field(&document, &place, field);
                unreadable::<LogEntry>(&text, &format!("duplicate field `{field}`"));
            }
            let mut with = document.clone();
            with.pointer_mut(&place)
                .and_then(Value::as_object_mut)
                .expect("it is there")
                .insert("surplus".into(), json!(1));
            let error =
                serde_json::from_value::<LogEntry>(with).expect_err("there is no such field").to_string();
            let expected = if fields.keys().any(|field| is_word(field)) {
                "map with a single key"
            } else {
                "unknown field `surplus`"
            };
            assert!(error.contains(expected), "{kind}: {error}");
        }
    }
    let manifest = [("register_app", "edition"), ("register_app", "surfaces"), ("update_app", "edition")];
    let expected =
        optional.iter().chain(&manifest).map(|(kind, field)| (kind.to_string(), field.to_string()));
    assert_eq!(left_out, expected.collect());
}

#[test]
fn an_entry_that_is_none_is_refused_in_words() {
    unreadable::<LogEntry>("{}", "missing field `version`");
    unreadable::<LogEntry>(r#"{"version":2}"#, "missing field `by`");
    unreadable::<LogEntry>(r#"{"version":2,"by":"system"}"#, "missing field `type`");
    unreadable::<LogEntry>(r#"{"version":2,"type":"unpublish_app"}"#, "missing field `by`");
    unreadable::<LogEntry>(
        r#"{"version":2,"by":"system","type":"fly"}"#,
        "unknown variant `fly`, expected one of `add_account`",
    );
    unreadable::<LogEntry>(r#"{"version":2,"by":"nobody","type":"fly"}"#, "`nobody` is not a user id");
    unreadable::<LogEntry>(r#"{"version":2,"by":null,"type":"fly"}"#, "invalid type: null");
    unreadable::<LogEntry>("[]", "invalid type: sequence");
    unreadable::<Audience>("null", "expected value");
    unreadable::<LogEntry>(
        r#"{"version":2,"by":"system","type":"unpublish_app","app":"cal"}"#,
        "`cal` is not an app id",
    );
    let other = r#"{"version":1,"by":"system","type":"unpublish_app","app":"AAAAAAAAAAAAAAAAAAAAAg"}"#;
    unreadable::<LogEntry>(other, "log version 1, expected 2");
}

#[test]
fn an_entry_of_the_log_is_one_flat_map() {
    let mut world = World::default();
    let mut entry = |sentence: &str| json!(LogEntry::from(world.change(sentence)));
    let everybody = entry("olga approve_app account=acme app=cal");
    let one = entry("olga approve_app account=acme app=cal audience=ann");
    let withdrawn = entry("system unpublish_app app=cal");
    let (olga, acme, cal, ann) = (world.id("olga"), world.id("acme"), world.id("cal"), world.id("ann"));
    let expected = |audience: Value| {
        json!({
            "version": 2, "type": "approve_app", "by": olga, "account": acme, "app": cal, "audience": audience
        })
    };
    assert_eq!(everybody, expected(json!("everybody")));
    assert_eq!(one, expected(json!({ "user": ann })));
    assert_eq!(withdrawn, json!({ "version": 2, "type": "unpublish_app", "by": "system", "app": cal }));
}
