//! Handles, clones and shared directories: what was found or read once stays true to what it was.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};

use consentry::catalog::MeetingRole;
use consentry::directory::{Actor, Change, Directory, Operation, Refusal, ResourceId};
use consentry::facts::{Access, AccountRole, ManifestDraft, MeetingKind, Policy};
use consentry::{Action, Basis, DataKind, Decision, Denial, MeetingUuid, Scopes, UserId, Verb};

const ACME: u64 = 1;
const OLGA: u64 = 10_000;
const PLANNER: u64 = 90;

/// An account with one app and so many members, each with the app installed.
fn world(members: u64) -> Directory {
    let mut manifest = ManifestDraft::user_managed(ACME.into());
    manifest.required_scopes = Scopes::MEETINGS_READ;
    let mut directory = Directory::new();
    directory.acting_as_system().add_account(ACME.into(), OLGA.into()).expect("new");
    directory.acting_as_system().register_app(PLANNER.into(), manifest).expect("new");
    for member in (0..members).map(member_id) {
        directory.acting_as_system().add_user(ACME.into(), member, AccountRole::Member).expect("new");
        directory.acting_as(member).install(PLANNER.into(), Scopes::empty()).expect("the account's own app");
    }
    directory
}

/// Numbers beside each other, as a host may well count them.
fn member_id(member: u64) -> UserId {
    UserId::from(100 + member)
}

fn own_meetings(user: UserId) -> ResourceId {
    ResourceId::UserData { owner: user, kind: DataKind::Meetings }
}

fn ask(directory: &Directory, user: UserId) -> Decision {
    directory.evaluate(user.into(), PLANNER.into(), own_meetings(user), Verb::Read.into())
}

#[test]
fn a_handle_outlives_every_change_but_the_removal_of_its_user() {
    let mut directory = world(3);
    let ann = member_id(0);
    let user = directory.resolve_user(ann).expect("a member");
    let app = directory.resolve_app(PLANNER.into()).expect("registered");
    let ask =
        |directory: &Directory| directory.evaluate_resolved(user, app, own_meetings(ann), Verb::Read.into());
    assert_eq!(ask(&directory), Decision::Allow(Basis::Own));
    assert_eq!((user.id(), app.id()), (ann, PLANNER.into()));

    // So many more that every row has moved.
    for member in 3..3_000 {
        directory
            .acting_as_system()
            .add_user(ACME.into(), member_id(member), AccountRole::Member)
            .expect("new");
        assert_eq!(ask(&directory), Decision::Allow(Basis::Own));
    }
    let found_elsewhere = directory.resolve_user(ann).expect("still a member");
    assert_eq!(HashSet::from([user, found_elsewhere]).len(), 1, "handles of one user are equal");
    assert_ne!(user, directory.resolve_user(member_id(1)).expect("a member"));
    directory.acting_as(OLGA.into()).deactivate_user(ann).expect("no owner");
    assert_eq!(ask(&directory), Decision::Deny(Denial::UserInactive));
    directory.acting_as(OLGA.into()).activate_user(ann).expect("no owner");
    directory.acting_as_system().unpublish_app(PLANNER.into()).expect("registered");
    assert_eq!(ask(&directory), Decision::Deny(Denial::AppUnpublished));

    directory.acting_as(OLGA.into()).remove_user(ann).expect("no owner");
    assert_eq!(ask(&directory), Decision::Deny(Denial::UnknownPrincipal));
    assert_eq!(directory.resolve_user(ann), None);
}

#[test]
fn a_handle_of_another_directory_finds_its_own_user_or_nobody() {
    let (one, other) = (world(500), world(2));
    let app = one.resolve_app(PLANNER.into()).expect("registered");
    for member in 0..500 {
        let user = one.resolve_user(member_id(member)).expect("a member");
        let asked = other.evaluate_resolved(user, app, own_meetings(user.id()), Verb::Read.into());
        assert_eq!(asked, ask(&other, user.id()));
    }
    let mut apps = Directory::new();
    apps.acting_as_system().add_account(ACME.into(), OLGA.into()).expect("new");
    apps.acting_as_system()
        .register_app(91_u64.into(), ManifestDraft::user_managed(ACME.into()))
        .expect("new");
    let olga = apps.resolve_user(OLGA.into()).expect("the owner");
    let asked = apps.evaluate_resolved(olga, app, own_meetings(OLGA.into()), Verb::Read.into());
    assert_eq!(asked, Decision::Deny(Denial::UnknownApp), "the other app has its number here");
}

#[test]
fn every_kind_of_question_is_answered_alike_by_handle() {
    let mut directory = world(2);
    let (ann, meeting) = (member_id(0), MeetingUuid::from(5_u64));
    directory
        .acting_as(ann)
        .schedule_meeting(ann, meeting, 8_u64.into(), "Stand-up", MeetingKind::Meeting)
        .and_then(|_| directory.acting_as(ann).start_meeting(meeting))
        .and_then(|_| directory.acting_as_system().join(meeting, Some(ann), 7_u64.into(), MeetingRole::Host))
        .expect("the world keeps the rules");
    let user = directory.resolve_user(ann).expect("a member");
    let app = directory.resolve_app(PLANNER.into()).expect("registered");
    let resources = [
        own_meetings(ann),
        own_meetings(member_id(1)),
        own_meetings(UserId::NOBODY),
        ResourceId::AccountData { account: ACME.into(), kind: DataKind::Profile },
        ResourceId::AccountData { account: 2_u64.into(), kind: DataKind::Profile },
        meeting.into(),
        ResourceId::Client { context: None },
    ];
    for resource in resources {
        for action in [Verb::Read.into(), Action::call("openUrl"), Action::call("getMeetingContext")] {
            assert_eq!(
                directory.evaluate_resolved(user, app, resource, action),
                directory.evaluate(ann.into(), PLANNER.into(), resource, action),
                "{resource:?} {action:?}"
            );
        }
    }
}

#[test]
fn a_clone_is_not_reached_by_later_changes() {
    let directory = world(300);
    let before = directory.snapshot();
    let mut later = directory.clone();
    for member in 0..300 {
        later.acting_as(member_id(member)).uninstall(member_id(member), PLANNER.into()).expect("installed");
        later
            .acting_as(OLGA.into())
            .delegate(member_id(member), Access::MEETINGS)
            .or_else(too_many)
            .expect("a colleague");
    }
    for member in 300..900 {
        later.acting_as_system().add_user(ACME.into(), member_id(member), AccountRole::Member).expect("new");
    }
    later.acting_as(OLGA.into()).set_policy(ACME.into(), Policy::default()).expect("the owner");
    assert_eq!(directory.snapshot(), before);
    assert!((0..300).all(|member| ask(&directory, member_id(member)).is_allowed()));
    assert!((0..300).all(|member| !ask(&later, member_id(member)).is_allowed()));
}

/// The thirty-first delegate is refused, and that is all right here.
fn too_many(refusal: Refusal) -> Result<u64, Refusal> {
    if refusal == Refusal::Invalid { Ok(0) } else { Err(refusal) }
}

#[test]
fn readers_see_each_change_whole_and_in_order() {
    let (mut writer, reader) = world(200).share();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let (mut reader, done) = (reader.clone(), &done);
                scope.spawn(move || {
                    let mut last = 0;
                    let mut versions = 0_u64;
                    loop {
                        let ended = done.load(Ordering::Acquire);
                        let world = reader.newest();
                        assert!(world.revision() >= last, "no reader goes back");
                        versions += u64::from(world.revision() > last);
                        last = world.revision();
                        one_owner_and_both_sides(world);
                        if ended {
                            return (last, versions);
                        }
                    }
                })
            })
            .collect();
        let mut owner = UserId::from(OLGA);
        for member in (0..200).map(member_id) {
            // Each of these changes several rows.
            let changes = [
                Operation::TransferOwnership { account: ACME.into(), to: member },
                Operation::Delegate { delegator: owner, delegate: member, access: Access::SCHEDULE },
            ];
            for operation in changes {
                writer.apply(&Change::by(owner, operation)).expect("the owner may");
            }
            owner = member;
        }
        let newest = writer.directory().revision();
        done.store(true, Ordering::Release);
        for reader in readers {
            let (last, versions) = reader.join().expect("no version was torn");
            assert_eq!(last, newest);
            assert!(versions > 0);
        }
    });
}

/// What every version holds: a single owner, and each delegation with the one who gave it and the one who has it.
fn one_owner_and_both_sides(world: &Directory) {
    let snapshot = world.snapshot();
    let users = &snapshot.accounts[0].users;
    assert_eq!(users.iter().filter(|user| user.role == AccountRole::Owner).count(), 1);
    for user in users {
        for row in &user.delegates {
            assert!(!row.access.is_empty(), "both sides of a delegation are written");
        }
    }
}

#[test]
fn several_changes_are_published_at_once() {
    let (mut writer, mut reader) = Directory::new().share();
    let add = |owner: u64| Operation::AddAccount { account: (owner + 1).into(), owner: owner.into() };
    let changes = [2, 4, 4].map(|owner| Change::by(Actor::System, add(owner)));
    assert_eq!(writer.apply_each(&changes), [Ok(1), Ok(2), Err(Refusal::AlreadyExists)]);
    assert_eq!(reader.newest().revision(), 2);
    assert_eq!(writer.apply(&changes[0]), Err(Refusal::AlreadyExists));
    assert_eq!(reader.newest(), writer.directory());
    assert_eq!(writer.reader().newest().revision(), 2);

    assert_eq!(writer.apply_each(&changes[..1]), [Err(Refusal::AlreadyExists)]);
    assert_eq!(reader.newest().revision(), 2);
}
