//! The mistakes others made: for each class of flaw that engines like this one had to publish, one test
//! that this one does not have it.
//!
//! Each test names an advisory of its class. The advisories are about other products and mended; the worlds
//! here are our own. Every test has been seen to fail with the engine broken in the way that its last
//! sentence says.

use std::collections::BTreeSet;

use consentry::catalog::{Api, MeetingRole};
use consentry::directory::RefusalReason::*;
use consentry::directory::{Directory, LogEntry, Operation, PrincipalId, Question, ResourceId, Snapshot};
use consentry::facts::{
    Access, AccountRole, Delegation, HostConsent, ManifestDraft, MeetingKind, MeetingState, OwnerIsDerived,
    Privileges, Seat, SeatRole,
};
use consentry::id::MeetingNumber;
use consentry::{
    Absence, AccountId, Action, App, AppId, Basis, DataKind, Decision, Denial, Installation, Manifest,
    Meeting, Participant, Principal, Resource, Scopes, Standing, User, UserId, Verb, evaluate,
};
use serde_json::{Value, json};
use testkit::town::{TOWN, World};

/// Nobody has been entrusted with the meetings that somebody would create.
const NO_REACH: Denial = Denial::NotDelegated { access: Access::SCHEDULE, privilege: Privileges::USERS_EDIT };

/// CVE-2024-41666, Argo CD: a user who had a web terminal open could go on using it after the permission to
/// open it had been revoked. Here every way of taking something back is followed by the very question that was
/// allowed before.
///
/// Seen to fail with answers kept in the directory, and with an open instance that is not asked about
/// again.
#[test]
fn a_decision_kept_beyond_a_revocation() {
    const GIVEN: &str = "
        ann install app=cal shared=true
        system register_app app=talk apis=[getMeetingParticipants]
        olga approve_app account=acme app=talk
        bob install app=talk
        system register_app app=rec apis=[startRTMS]
        olga approve_app account=acme app=rec
        bob install app=rec
        olga allow_media meeting=live app=rec
        system open_app meeting=live participant=p-bob app=talk
        olga set_role user=adam role=custom:hr
        adam install app=cal shared=true";
    let schedule_for_bob = ["ann", "cal", "bob's meetings", "create"];
    let schedule_by_role = ["adam", "cal", "bob's meetings", "create"];
    let ask_who_is_there = ["bob", "talk", "live", "getMeetingParticipants"];
    let take_media = ["bob", "rec", "live", "startRTMS"];
    let ask_from_the_seat = ["live/p-bob", "talk", "live", "getMeetingParticipants"];
    for ([who, app, what, action], taken, denied) in [
        (schedule_for_bob, "bob revoke_delegation delegator=bob delegate=ann", "not_delegated"),
        (schedule_for_bob, "ann revoke_delegation delegator=bob delegate=ann", "not_delegated"),
        (schedule_for_bob, "bob delegate delegate=ann access=[profile]", "not_delegated"),
        (schedule_for_bob, "ann revoke_shared_access user=ann app=cal", "shared_access_not_granted"),
        (schedule_for_bob, "ann install app=cal", "shared_access_not_granted"),
        (schedule_for_bob, "system update_app app=cal required_scopes=[meetings:read]", "scope_not_granted"),
        (schedule_for_bob, "olga disable_installation user=ann app=cal", "installation_disabled"),
        (schedule_for_bob, "ann uninstall user=ann app=cal", "not_installed"),
        (schedule_for_bob, "olga withdraw_approval account=acme app=cal", "app_not_approved"),
        (schedule_for_bob, "system unpublish_app app=cal", "app_unpublished"),
        (schedule_for_bob, "olga deactivate_user user=ann", "user_inactive"),
        (schedule_for_bob, "olga deactivate_user user=bob", "owner_inactive"),
        (schedule_for_bob, "olga remove_user user=ann", "unknown_principal"),
        (schedule_for_bob, "olga remove_user user=bob", "unknown_resource"),
        (schedule_by_role, "olga set_role user=adam role=member", "not_delegated"),
        (schedule_by_role, "olga define_role account=acme role=hr privileges=[]", "not_delegated"),
        (
            ask_who_is_there,
            "olga set_seat_role meeting=live participant=p-bob role=participant",
            "role_not_permitted",
        ),
        (ask_who_is_there, "system leave meeting=live participant=p-bob", "not_in_meeting"),
        (ask_who_is_there, "olga end_meeting meeting=live", "not_in_meeting"),
        (ask_who_is_there, "olga withdraw_approval account=acme app=talk", "app_not_approved"),
        (ask_who_is_there, "olga stop_app meeting=live app=talk", "app_stopped"),
        (
            ask_who_is_there,
            "system update_app app=talk apis=[getMeetingParticipants] surfaces=[client]",
            "surface_not_requested",
        ),
        (ask_who_is_there, "system update_app app=talk apis=[openUrl]", "api_not_requested"),
        (
            ask_who_is_there,
            "system update_app app=talk apis=[getMeetingParticipants] listing=private",
            "app_not_approved",
        ),
        (take_media, "olga forbid_media meeting=live app=rec", "media_consent_required"),
        (take_media, "olga stop_app meeting=live app=rec", "app_stopped"),
        (
            take_media,
            "olga stop_app meeting=live app=rec; olga allow_app meeting=live app=rec",
            "media_consent_required",
        ),
        (take_media, "system update_app app=rec apis=[startRTMS]", "media_consent_required"),
        (take_media, "olga set_seat_role meeting=live participant=p-ann role=host", "media_consent_required"),
        (ask_from_the_seat, "system leave meeting=live participant=p-bob", "unknown_principal"),
        (ask_from_the_seat, "olga end_meeting meeting=live", "unknown_principal"),
        (ask_from_the_seat, "olga disable_installation user=bob app=talk", "installation_disabled"),
    ] {
        let mut world = World::after(TOWN);
        world.does(GIVEN);
        let before = world.asks(who, app, what, action);
        assert!(before.starts_with("allow "), "{who} through {app}: {before}");
        world.does(taken);
        assert_eq!(world.asks(who, app, what, action), format!("deny {denied}"), "after `{taken}`");
    }

    // The open terminal: nobody closes the instance, and it counts no longer.
    let mut world = World::after(TOWN);
    world.does(GIVEN);
    let running = "collaboration meeting=live app=talk";
    assert_eq!(world.view(running)["participants"], json!(["p-bob"]));
    world.does("olga withdraw_approval account=acme app=talk");
    assert_eq!(world.view(running)["participants"], json!([]));
    assert_eq!(world.view("shared_state meeting=live app=talk")["participants"], json!([]));
}

/// CVE-2026-34972, OpenFGA: a batch answered each distinct question once, and distinguished them by a text in
/// which one value with a comma and two values looked the same; CVE-2026-48096 is of the same kind. Here
/// the ids are numbers that run into each other when written one after the other, cut in half or swapped,
/// and each of them is a user, an app and a meeting at once.
///
/// Seen to fail with an index that compares half an id, and with a batch that treats questions with
/// the same text as one question.
#[test]
fn two_questions_confused() {
    const NUMBERS: [u128; 9] = [1, 2, 12, 21, 112, 1 << 64, 2 << 64, 1 << 64 | 2, 2 << 64 | 1];
    // The installations, with or without the tick, and the delegations may follow any rule under which no two users have
    // the same.
    let installs = |user: usize, app: usize| (user + 2 * app) % 3;
    let delegates = |owner: usize, user: usize| owner != user && (2 * owner + user) % 4 < 2;

    let (account, owner): (AccountId, UserId) = (1_u64.into(), 1000_u64.into());
    let mut directory = Directory::new();
    let mut changes = Vec::new();
    changes.push(directory.acting_as_system().add_account(account, owner));
    for number in NUMBERS {
        let mut draft = ManifestDraft::user_managed(account);
        draft.required_scopes = Scopes::MEETINGS_WRITE;
        draft.uses_shared_access = true;
        changes.push(directory.acting_as(owner).add_user(account, number.into(), AccountRole::Member));
        changes.push(directory.acting_as_system().register_app(number.into(), draft));
        changes.push(directory.acting_as(owner).schedule_meeting(
            owner,
            number.into(),
            MeetingNumber::from(1),
            "one of many",
            MeetingKind::Meeting,
        ));
    }
    let all = || NUMBERS.into_iter().enumerate();
    for ((a, first), (b, second)) in all().flat_map(|one| all().map(move |other| (one, other))) {
        if delegates(a, b) {
            changes.push(directory.acting_as(first.into()).delegate(second.into(), Access::SCHEDULE));
        }
        changes.push(match installs(a, b) {
            0 => directory.acting_as(first.into()).install_with_shared_access(second.into(), Scopes::empty()),
            1 => directory.acting_as(first.into()).install(second.into(), Scopes::empty()),
            _ => continue,
        });
    }
    assert_eq!(changes.iter().find(|change| change.is_err()), None);

    let mut questions = Vec::new();
    let mut expected = Vec::new();
    for (user, whose) in all() {
        for (app, which) in all() {
            for (owner, theirs) in all() {
                questions.push(Question {
                    principal: PrincipalId::User(whose.into()),
                    app: which.into(),
                    resource: ResourceId::UserData { owner: theirs.into(), kind: DataKind::Meetings },
                    action: Verb::Create.into(),
                });
                expected.push(match installs(user, app) {
                    2 => Decision::Deny(Denial::NotInstalled),
                    _ if user == owner => Decision::Allow(Basis::Own),
                    _ if !delegates(owner, user) => Decision::Deny(NO_REACH),
                    0 => Decision::Allow(Basis::Delegated),
                    _ => Decision::Deny(Denial::SharedAccessNotGranted),
                });
            }
        }
    }
    // Asked twice, the second time in reverse order, so that other questions come before each one.
    questions.extend_from_within(..);
    expected.extend_from_within(..);
    let half = questions.len() / 2;
    questions[half..].reverse();
    expected[half..].reverse();
    assert_eq!(directory.evaluate_batch(&questions), expected);
    for (question, expected) in questions.iter().zip(expected) {
        let Question { principal, app, resource, action } = *question;
        assert_eq!(directory.evaluate(principal, app, resource, action), expected, "{question:?}");
    }

    // Names with separators in them, and one name in two accounts.
    let mut world = World::after(TOWN);
    world.does(
        "olga define_role account=acme role=a privileges=[marketplace_edit]
         olga define_role account=acme role=a,b privileges=[]
         olga define_role account=acme role=b privileges=[]
         zoe define_role account=zeta role=a privileges=[]
         olga set_role user=ann role=custom:a
         olga set_role user=bob role=custom:a,b
         zoe set_role user=zack role=custom:a",
    );
    assert_eq!(world.view("disabled by=ann account=acme"), json!([]));
    assert_eq!(world.view("disabled by=bob account=acme"), json!({ "refused": "not_permitted" }));
    assert_eq!(world.view("disabled by=zack account=zeta"), json!({ "refused": "not_permitted" }));
}

/// CVE-2025-65111, SpiceDB: where a permission could be reached in two ways through one relation, listing
/// the resources followed one of them and left some out, while the check allowed them; in CVE-2022-21646
/// the list had more than the check. Here the consent screen says whose data a tick would add. Those are
/// exactly the users whose data the check allows once the tick is set, whether by delegation, by role or by both.
///
/// Seen to fail with a screen that looks at delegations alone, and with one that leaves out whom both
/// reach.
#[test]
fn a_reverse_query_that_misses_what_the_check_allows() {
    let people = [
        "olga", "adam", "hana", "shay", "dora", "rita", "ann", "bob", "dan", "ina", "mona", "zoe", "zack",
        "zita",
    ];
    let mut world = World::after(TOWN);
    let mut seen = BTreeSet::new();
    for step in [
        "bob delegate delegate=rita access=[recordings]",
        "bob delegate delegate=rita access=[schedule]",
        "olga set_role user=rita role=member",
        "bob revoke_delegation delegator=bob delegate=rita",
        "olga set_role user=rita role=custom:hr",
        "ann delegate delegate=rita access=[schedule,recordings]",
        "olga deactivate_user user=bob",
    ] {
        world.does(step);
        for who in people {
            let mut ticked = world.clone();
            let tick = format!("{who} install app=cal optional_scopes=[recordings:read] shared=true");
            if ticked.tries(&tick).is_err() {
                continue;
            }
            let covered = [("meetings", "create"), ("meetings", "delete"), ("recordings", "read")];
            let mut ways = BTreeSet::new();
            let mut allowed: Vec<String> = Vec::new();
            for owner in people.into_iter().filter(|owner| *owner != who) {
                let mut hits = covered
                    .iter()
                    .map(|(kind, verb)| ticked.asks(who, "cal", &format!("{owner}'s {kind}"), verb));
                let hits: BTreeSet<String> =
                    hits.by_ref().filter(|answer| answer.starts_with("allow")).collect();
                if !hits.is_empty() {
                    allowed.push(ticked.id(owner));
                    ways.extend(hits.into_iter().reduce(|one, other| format!("{one} and {other}")));
                }
            }
            let screen = world.view(&format!("consent user={who} app=cal"));
            let listed: Vec<String> = names(&screen["would_add"]).iter().map(|name| world.id(name)).collect();
            allowed.sort();
            let mut sorted = listed.clone();
            sorted.sort();
            assert_eq!(sorted, allowed, "{who} after `{step}`");
            seen.extend(ways);
        }
        // The same two pages, read from either side.
        for app in ["cal", "rare", "poll", "report"] {
            let subscribers = world.view(&format!("subscribers by=olga account=acme app={app}"));
            let installed: Vec<&str> = people
                .into_iter()
                .filter(|who| {
                    let page = world.view(&format!("installed_apps user={who}"));
                    page.as_array().is_some_and(|rows| rows.iter().any(|row| row["app"] == app))
                })
                .collect();
            let mut listed: Vec<&str> = subscribers
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(|row| row["user"].as_str())
                .collect();
            listed.sort_by_key(|name| people.iter().position(|who| who == name));
            assert_eq!(listed, installed, "{app} after `{step}`");
        }
    }
    let every_way = ["allow delegated", "allow delegated and allow role", "allow role"];
    assert_eq!(seen.iter().map(String::as_str).collect::<Vec<_>>(), every_way, "the story has them all");
}

fn names(list: &Value) -> Vec<String> {
    let list = list.as_array().expect("a list");
    list.iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
}

/// CVE-2026-24851, OpenFGA: a check went wrong when there was also a tuple of another object whose id sorts
/// after the one that was asked for. Here lists grow one by one, in several orders of their ids and past
/// any size that a row keeps in place, and each addition changes its own answer alone; and a right that one
/// of many seats grants is found wherever that seat is in the list.
///
/// Seen to fail with a search that stops at the end of what the row has in place, and with one that stops
/// at the first seat.
#[test]
fn an_early_exit_over_sorted_lists() {
    const COUNT: u64 = 24;
    let number = |nth: u64| nth + 100;
    let orders: [fn(u64) -> u64; 3] = [|nth| nth, |nth| COUNT - 1 - nth, |nth| nth * 7 % COUNT];
    let account: AccountId = 1_u64.into();
    let (owner, ann): (UserId, UserId) = (1_u64.into(), 2_u64.into());
    for order in orders {
        let mut directory = Directory::new();
        let mut changes = vec![
            directory.acting_as_system().add_account(account, owner),
            directory.acting_as(owner).add_user(account, ann, AccountRole::Member),
        ];
        for nth in 0..COUNT {
            changes.push(directory.acting_as(owner).add_user(
                account,
                number(nth).into(),
                AccountRole::Member,
            ));
            let mut draft = ManifestDraft::user_managed(account);
            draft.required_scopes = Scopes::MEETINGS_WRITE;
            draft.uses_shared_access = true;
            changes.push(directory.acting_as_system().register_app(number(nth).into(), draft));
        }
        let mut there = BTreeSet::new();
        for nth in (0..COUNT).map(order) {
            // Every third row is there and covers something else.
            let access = if nth % 3 == 0 { Access::PROFILE } else { Access::SCHEDULE };
            changes.push(directory.acting_as(number(nth).into()).delegate(ann, access));
            changes.push(
                directory.acting_as(ann).install_with_shared_access(number(nth).into(), Scopes::empty()),
            );
            there.insert(nth);
            for asked in 0..COUNT {
                let ask = |app: u64, owner: u64| {
                    let meetings = ResourceId::UserData { owner: owner.into(), kind: DataKind::Meetings };
                    directory.evaluate(ann, app.into(), meetings, Verb::Create)
                };
                let delegated = match there.contains(&asked) && asked % 3 != 0 {
                    true => Decision::Allow(Basis::Delegated),
                    false => Decision::Deny(NO_REACH),
                };
                assert_eq!(ask(number(nth), number(asked)), delegated, "{asked} of {there:?}");
                let own = match there.contains(&asked) {
                    true => Decision::Allow(Basis::Own),
                    false => Decision::Deny(Denial::NotInstalled),
                };
                assert_eq!(ask(number(asked), 2), own, "app {asked} of {there:?}");
            }
        }
        assert_eq!(changes.iter().find(|change| change.is_err()), None);
    }

    let mut draft = ManifestDraft::user_managed(account);
    draft.apis = vec!["getMeetingParticipants".into()];
    let manifest = Manifest::try_from(draft).expect("the manifest is sound");
    let installation = Some(Installation::new(Scopes::empty()));
    let app = App::published(&manifest, Standing { installation, ..Standing::default() });
    let (sitting, other) = (User::new(ann, account), User::new(3_u64.into(), account));
    for host in 0..COUNT {
        let seats: Vec<Seat> = (0..COUNT)
            .flat_map(|nth| {
                let role = if nth == host { SeatRole::Host } else { SeatRole::Participant };
                let hers = Seat { participant: number(2 * nth).into(), user: Some(ann), role };
                let theirs = Seat {
                    participant: number(2 * nth + 1).into(),
                    user: Some(other.id),
                    role: SeatRole::Cohost,
                };
                [hers, theirs]
            })
            .collect();
        let meeting = Meeting {
            uuid: 9_u64.into(),
            kind: MeetingKind::Meeting,
            owner,
            state: MeetingState::Live,
            host_consent: HostConsent::Unstated,
            seats: &seats,
        };
        let ask = |principal| {
            let here = Resource::Meeting { meeting: &meeting, context: None };
            evaluate(&principal, &app, &here, Action::Call(Api::GetMeetingParticipants))
        };
        let as_host = Decision::Allow(Basis::RoleInMeeting(MeetingRole::Host));
        assert_eq!(ask(Principal::User(&sitting)), as_host, "host in seat {host}");
        for nth in 0..COUNT {
            let seat =
                Participant { meeting: meeting.uuid, id: number(2 * nth).into(), user: Some(&sitting) };
            assert_eq!(
                ask(Principal::Participant(seat)) == as_host,
                nth == host,
                "seat {nth}, host in {host}"
            );
        }
    }
}

/// CVE-2024-31452, OpenFGA: checks and lists gave wrong answers for models with an intersection or an
/// exclusion when the relationships formed a cycle. Here everybody in a ring has entrusted the next one,
/// and two of them each other: nobody reaches further than one step, deactivated users are left out,
/// and each link goes alone.
///
/// Seen to fail with delegations that are followed a second step.
#[test]
fn a_cycle_in_delegations() {
    const RING: [&str; 5] = ["r0", "r1", "r2", "r3", "r4"];
    let mut world = World::after(TOWN);
    for who in RING {
        world.does(&format!(
            "olga add_user account=acme user={who} role=member; {who} install app=cal shared=true"
        ));
    }
    let mut links: BTreeSet<(usize, usize)> =
        (0..RING.len()).map(|nth| (nth, (nth + 1) % RING.len())).collect();
    links.insert((1, 0));
    for (from, to) in &links {
        world.does(&format!("{} delegate delegate={} access=[schedule]", RING[*from], RING[*to]));
    }
    agree(&mut world, &links, None);

    world.does("olga deactivate_user user=r2");
    agree(&mut world, &links, Some(2));
    world.does("olga activate_user user=r2");

    for (from, to) in links.clone() {
        links.remove(&(from, to));
        world.does(&format!("{0} revoke_delegation delegator={0} delegate={1}", RING[from], RING[to]));
        agree(&mut world, &links, None);
    }

    #[track_caller]
    fn agree(world: &mut World, links: &BTreeSet<(usize, usize)>, inactive: Option<usize>) {
        for (nth, who) in RING.iter().enumerate() {
            let mut reached = Vec::new();
            for (owner, whose) in RING.iter().enumerate() {
                let answer = world.asks(who, "cal", &format!("{whose}'s meetings"), "create");
                let expected = match (inactive == Some(nth), owner == nth, inactive == Some(owner)) {
                    (true, ..) => "deny user_inactive",
                    (_, true, _) => "allow own",
                    _ if !links.contains(&(owner, nth)) => "deny not_delegated",
                    (.., true) => "deny owner_inactive",
                    (.., false) => "allow delegated",
                };
                assert_eq!(answer, expected, "{who} to {whose}, with {links:?}");
                if expected == "allow delegated" {
                    reached.push(*whose);
                }
            }
            if inactive != Some(nth) {
                let mut listed = names(&world.view(&format!("consent user={who} app=cal"))["would_add"]);
                listed.sort();
                assert_eq!(listed, reached, "{who}, with {links:?}");
            }
        }
    }
}

/// CVE-2026-34040, Docker Engine: a request body that was too large to read was left out, and the plugin
/// that had to authorize the request was asked without it and saw nothing to object to. Here a fact that is
/// missing or cannot be read is a denial or an error of its own, and is never taken for one that does not
/// matter.
///
/// Seen to fail with an unknown app that is passed over, with a foreign delegation that counts, and with a
/// default for the status of a user in a snapshot.
#[test]
fn an_error_taken_for_an_abstention() {
    let account: AccountId = 1_u64.into();
    let mut draft = ManifestDraft::user_managed(account);
    draft.required_scopes = Scopes::MEETINGS_WRITE;
    draft.uses_shared_access = true;
    let manifest = Manifest::try_from(draft).expect("the manifest is sound");
    let (ann, bob, eve) = (
        User::new(2_u64.into(), account),
        User::new(3_u64.into(), account),
        User::new(4_u64.into(), account),
    );
    let installation = Some(Installation::new(Scopes::MEETINGS_WRITE).with_shared_access());
    let app = App::published(&manifest, Standing { installation, ..Standing::default() });
    let row = Delegation { delegator: bob.id, delegate: ann.id, access: Access::SCHEDULE };
    let bobs = |delegation| Resource::UserData { owner: &bob, kind: DataKind::Meetings, delegation };
    let ask = |principal, app: &App<'_>, resource: &Resource<'_>, action| {
        evaluate(&principal, app, resource, action)
    };
    let (asking, given, create) = (Principal::User(&ann), bobs(Some(row)), Action::from(Verb::Create));
    assert_eq!(ask(asking, &app, &given, create), Decision::Allow(Basis::Delegated));
    let deny = Decision::Deny;
    assert_eq!(ask(Principal::Unknown, &app, &given, create), deny(Denial::UnknownPrincipal));
    assert_eq!(ask(asking, &App::Unknown, &given, create), deny(Denial::UnknownApp));
    assert_eq!(ask(asking, &app, &Resource::Unknown, create), deny(Denial::UnknownResource));
    assert_eq!(ask(asking, &app, &given, Action::call("getEverything")), deny(Denial::UnknownApi));
    assert_eq!(ask(asking, &app, &bobs(None), create), deny(NO_REACH));
    for foreign in [
        Delegation { delegator: eve.id, ..row },
        Delegation { delegate: eve.id, ..row },
        Delegation { delegator: ann.id, delegate: bob.id, ..row },
        Delegation { access: Access::empty(), ..row },
        Delegation { access: Access::from_bits_truncate(1 << 7), ..row },
    ] {
        assert_eq!(ask(asking, &app, &bobs(Some(foreign)), create), deny(NO_REACH), "{foreign:?}");
    }

    // A file that was cut, lost a field or has `null` for it is refused, or it grants nothing that was not
    // granted.
    let mut world = World::after(TOWN);
    world.does(
        "ann install app=cal shared=true
         bob install app=cal
         olga disable_installation user=bob app=cal
         rita install app=cal
         olga deactivate_user user=rita
         system register_app app=talk apis=[getMeetingContext,openUrl]
         olga approve_app account=acme app=talk
         ann install app=talk
         system unpublish_app app=talk
         system register_app app=note apis=[getMeetingContext,openUrl]
         olga approve_app account=acme app=note
         ann install app=note
         olga withdraw_approval account=acme app=note",
    );
    let text = serde_json::to_string(&world.directory).expect("a directory is written");
    for (end, _) in text.char_indices() {
        assert!(serde_json::from_str::<Directory>(&text[..end]).is_err(), "cut after {end} bytes");
    }
    let whole: Value = serde_json::from_str(&text).expect("JSON");
    let asked = questions(&world.directory);
    let allowed = |directory: &Directory| -> Vec<bool> {
        directory.evaluate_batch(&asked).iter().map(|answer| answer.is_allowed()).collect()
    };
    let before = allowed(&world.directory);
    assert!(before.contains(&true) && before.contains(&false));
    let lossy = damaged(&whole);
    assert!(lossy.len() > 400, "the world has rows of most kinds: {}", lossy.len());
    for (what, damaged) in lossy {
        if let Ok(loaded) = serde_json::from_value::<Directory>(damaged) {
            let more = allowed(&loaded).iter().zip(&before).any(|(after, before)| *after && !before);
            assert!(!more, "without {what} more is allowed");
        }
    }

    // Of a logged change, few fields mean something by not being there: a seat whose user is `null` is a guest's, and
    // what is left out of a manifest or a policy is the usual or as it was.
    let mut optional = BTreeSet::new();
    world.does(
        "olga approve_app account=acme app=rare audience=ann
         olga withdraw_approval account=acme app=rare audience=ann
         system register_app app=more edition=0.16.8 surfaces=[meeting]
         olga set_policy account=acme own=as_listed
         olga remove_user user=dan heir=bob",
    );
    for change in &world.accepted {
        let written = serde_json::to_value(LogEntry::from(change.clone())).expect("a change is written");
        assert!(serde_json::from_value::<LogEntry>(written.clone()).is_ok(), "{written}");
        for (what, damaged) in damaged(&written) {
            if serde_json::from_value::<LogEntry>(damaged).is_ok() {
                optional.insert(format!("{} without {what}", written["type"].as_str().unwrap_or_default()));
            }
        }
    }
    let known = [
        "join without user (null)",
        "register_app without manifest.edition",
        "register_app without manifest.edition (null)",
        "register_app without manifest.surfaces",
        "register_app without manifest.surfaces (null)",
        "remove_user without heir",
        "remove_user without heir (null)",
        "set_policy without own",
        "set_policy without own (null)",
    ];
    assert_eq!(optional.iter().map(String::as_str).collect::<Vec<_>>(), known);
}

/// A value with one field less, or with `null` in the place of one; and where that field was.
fn damaged(whole: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    match whole {
        Value::Object(fields) => {
            for (name, value) in fields {
                let mut lost = fields.clone();
                lost.remove(name);
                all.push((name.clone(), Value::Object(lost)));
                if !value.is_null() {
                    let mut null = fields.clone();
                    null.insert(name.clone(), Value::Null);
                    all.push((format!("{name} (null)"), Value::Object(null)));
                }
                for (inside, inner) in damaged(value) {
                    let mut outer = fields.clone();
                    outer.insert(name.clone(), inner);
                    all.push((format!("{name}.{inside}"), Value::Object(outer)));
                }
            }
        }
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                for (inside, inner) in damaged(item) {
                    let mut outer = items.clone();
                    outer[nth] = inner;
                    all.push((format!("{nth}.{inside}"), Value::Array(outer)));
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all
}

/// May anybody create a meeting for anybody, read anybody's recordings, or call something in a meeting or
/// outside.
fn questions(directory: &Directory) -> Vec<Question> {
    let Snapshot { accounts, apps, .. } = directory.snapshot();
    let users: Vec<UserId> =
        accounts.iter().flat_map(|account| account.users.iter().map(|user| user.id)).collect();
    let meetings = accounts.iter().flat_map(|account| account.meetings.iter().map(|meeting| meeting.uuid));
    let mut asked: Vec<(ResourceId, Action)> =
        meetings.map(|meeting| (ResourceId::from(meeting), Action::Call(Api::GetMeetingContext))).collect();
    asked.push((ResourceId::Client { context: None }, Action::Call(Api::OpenUrl)));
    for owner in &users {
        let data = |kind| ResourceId::UserData { owner: *owner, kind };
        asked.push((data(DataKind::Meetings), Verb::Create.into()));
        asked.push((data(DataKind::Recordings), Verb::Read.into()));
    }
    let each = |user: &UserId| {
        let principal = PrincipalId::User(*user);
        let through = |app: AppId| {
            asked.iter().map(move |(resource, action)| Question {
                principal,
                app,
                resource: *resource,
                action: *action,
            })
        };
        apps.iter().flat_map(move |app| through(app.id)).collect::<Vec<_>>()
    };
    users.iter().flat_map(each).collect()
}

/// CVE-2022-29165, Argo CD: with anonymous access on, the claims in any token were believed, the
/// admin role included. Here nobody has a role by saying so: not in a question, not in a change, not in
/// one's own seat, and not by naming oneself as the user of a seat that is somebody else's.
///
/// Seen to fail with a seat whose user is not compared, and with a member who may set roles.
#[test]
fn a_role_stated_by_the_caller() {
    let mut world = World::after(TOWN);
    for (said, refused) in [
        ("ann set_role user=ann role=admin", NotPermitted),
        ("ann define_role account=acme role=hr privileges=[roles_edit]", NotPermitted),
        ("hana set_role user=hana role=admin", NotPermitted),
        ("hana define_role account=acme role=hr privileges=[marketplace_edit]", NotPermitted),
        ("olga set_role user=ann role=owner", Invalid),
        ("ann transfer_ownership account=acme to=ann", NotPermitted),
        ("ann join meeting=live user=ann participant=p-second role=host", NotPermitted),
        ("ann set_seat_role meeting=live participant=p-ann role=host", NotPermitted),
        ("bob set_seat_role meeting=live participant=p-bob role=host", NotPermitted),
        ("system join meeting=live user=ann participant=p-second role=owner", Invalid),
        ("olga set_seat_role meeting=live participant=p-ann role=owner", Invalid),
    ] {
        world.refuses(said, refused);
    }

    // A word too many is an error, in a change as in a seat.
    let install = world.change("ann install app=cal").operation;
    let install = serde_json::to_value(install).expect("an operation is written");
    assert!(serde_json::from_value::<Operation>(install.clone()).is_ok());
    for (field, value) in [("role", "admin"), ("by", "system")] {
        let mut more = install.clone();
        more[field] = value.into();
        assert!(serde_json::from_value::<Operation>(more).is_err(), "{field}");
    }
    assert_eq!(SeatRole::try_from(MeetingRole::Owner), Err(OwnerIsDerived));
    let seat = json!({ "participant": world.id("p"), "user": world.id("ann"), "role": "owner" });
    assert!(serde_json::from_value::<Seat>(seat).is_err());

    // Ann calls for the seat of the owner, or says that the seat is a guest's or hers.
    let account: AccountId = 1_u64.into();
    let mut draft = ManifestDraft::user_managed(account);
    draft.apis = vec!["getMeetingParticipants".into()];
    let manifest = Manifest::try_from(draft).expect("the manifest is sound");
    let installation = Some(Installation::new(Scopes::empty()));
    let app = App::published(&manifest, Standing { installation, ..Standing::default() });
    let (olga, ann) = (User::new(1_u64.into(), account), User::new(2_u64.into(), account));
    let seats = [
        Seat { participant: 11_u64.into(), user: Some(olga.id), role: SeatRole::Host },
        Seat { participant: 12_u64.into(), user: Some(ann.id), role: SeatRole::Participant },
    ];
    let meeting = Meeting {
        uuid: 5_u64.into(),
        kind: MeetingKind::Meeting,
        owner: olga.id,
        state: MeetingState::Live,
        host_consent: HostConsent::Unstated,
        seats: &seats,
    };
    let ask = |principal| {
        let here = Resource::Meeting { meeting: &meeting, context: None };
        evaluate(&principal, &app, &here, Action::Call(Api::GetMeetingParticipants))
    };
    let sitting =
        |id: u64, user| Principal::Participant(Participant { meeting: meeting.uuid, id: id.into(), user });
    assert_eq!(ask(sitting(11, Some(&olga))), Decision::Allow(Basis::RoleInMeeting(MeetingRole::Owner)));
    assert_eq!(ask(sitting(12, Some(&ann))).to_string(), ask(Principal::User(&ann)).to_string());
    assert_eq!(ask(sitting(12, Some(&ann))).code(), 403);
    for (stated, denial) in [
        (sitting(11, Some(&ann)), Denial::NotInMeeting(Absence::NoSeat)),
        (sitting(12, Some(&olga)), Denial::NotInMeeting(Absence::NoSeat)),
        (sitting(13, Some(&olga)), Denial::NotInMeeting(Absence::NoSeat)),
        (sitting(11, None), Denial::NotInstalled),
    ] {
        assert_eq!(ask(stated), Decision::Deny(denial), "{stated:?}");
    }
}
