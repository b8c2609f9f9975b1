//! Clones and shared directories: a version that was cloned or read once never changes.

use std::sync::atomic::{AtomicBool, Ordering};

use consentry::directory::{Actor, Change, Directory, NewId, Operation, Refusal, RefusalReason, ResourceId};
use consentry::facts::{Access, AccountRole, ManifestDraft, Policy};
use consentry::{DataKind, Decision, Scopes, UserId, Verb};

const ACME: u64 = 1;
const OLGA: u64 = 10_000;
const PLANNER: u64 = 90;

/// An account with one app and this number of members, each with the app installed.
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
    directory.evaluate(user, PLANNER.into(), own_meetings(user), Verb::Read)
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
    if refusal.reason() == RefusalReason::Invalid { Ok(0) } else { Err(refusal) }
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

/// What every version holds: a single owner, and each delegation in the rows of both its delegator and its delegate.
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
    let exists = |account: u64| Err(Refusal::AlreadyExists(NewId::Account(account.into())));
    assert_eq!(writer.apply_each(&changes), [Ok(1), Ok(2), exists(5)]);
    assert_eq!(reader.newest().revision(), 2);
    assert_eq!(writer.apply(&changes[0]), exists(3));
    assert_eq!(reader.newest(), writer.directory());
    assert_eq!(writer.reader().newest().revision(), 2);

    assert_eq!(writer.apply_each(&changes[..1]), [exists(3)]);
    assert_eq!(reader.newest().revision(), 2);
}
