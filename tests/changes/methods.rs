//! The short methods: each makes the change of its name, by the actor of its name.

use std::fmt::Debug;
use std::str::FromStr;
use std::sync::{LazyLock, Mutex};

use consentry::catalog::MeetingRole;
use consentry::directory::{Actor, Audience, Change, Condition, Directory, Operation, Refusal};
use consentry::facts::{
    Access, AccountRole, ApprovalSetting, ManifestDraft, MeetingKind, OnWithdrawal, OwnApps, Policy,
    Privileges, SeatRole,
};
use consentry::{AppId, Scopes, UserId};
use testkit::kind::Kind;
use testkit::town::{TOWN, World};

static WORLD: LazyLock<Mutex<World>> = LazyLock::new(|| Mutex::new(World::after(TOWN)));

fn town() -> Directory {
    WORLD.lock().expect("no test panics with it").directory.clone()
}

/// The id of a name of the town, or of a new name.
fn id<Id: FromStr<Err: Debug>>(name: &str) -> Id {
    WORLD.lock().expect("no test panics with it").id(name).parse().expect("an id")
}

/// A short method is accepted and leads where the change leads; and the change is not without effect.
#[track_caller]
fn same(
    method: impl FnOnce(&mut Directory) -> Result<u64, Refusal>,
    by: impl Into<Actor>,
    operation: Operation,
) {
    let (before, mut short, mut long) = (town(), town(), town());
    assert_eq!(method(&mut short).err(), None);
    assert_eq!(long.apply(&Change::by(by, operation)).err(), None);
    assert!(short == long, "the method does something else");
    assert!(short != before, "nothing can be seen of it");
}

const SYSTEM: Actor = Actor::System;

fn user(name: &str) -> UserId {
    id(name)
}

/// There is a method for every kind of change, by its name, and it is called in this file.
#[test]
fn every_kind_of_change_has_a_method() {
    let calls = include_str!("methods.rs");
    let is_missing = |kind: &&Kind| !calls.contains(&format!(".{}(", kind.name()));
    let missing: Vec<&Kind> = Kind::ALL.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_the_platform_does() {
    use Operation::*;

    let manifest = ManifestDraft::user_managed(id("maker"));
    let (account, owner, app) = (id("new"), id("nina"), id("cal"));
    let (meeting, participant) = (id("live"), id("p-ann"));
    same(|world| world.acting_as_system().add_account(account, owner), SYSTEM, AddAccount { account, owner });
    let registered = RegisterApp { app: id("new"), manifest: manifest.clone() };
    same(|world| world.acting_as_system().register_app(id("new"), manifest.clone()), SYSTEM, registered);
    let updated = UpdateApp { app, manifest: manifest.clone() };
    same(|world| world.acting_as_system().update_app(app, manifest.clone()), SYSTEM, updated);
    same(|world| world.acting_as_system().unpublish_app(app), SYSTEM, UnpublishApp { app });
    let role = MeetingRole::Participant;
    let joined = Join { meeting, user: None, participant: id("p-new"), role };
    same(
        |world| world.acting_as_system().join(meeting, None, id("p-new"), SeatRole::Participant),
        SYSTEM,
        joined,
    );
    same(
        |world| world.acting_as_system().leave(meeting, participant),
        SYSTEM,
        Leave { meeting, participant },
    );
    let (bobs, role) = (id("bobs"), MeetingRole::Cohost);
    same(|world| world.acting_as_system().start_meeting(bobs), SYSTEM, StartMeeting { meeting: bobs });
    same(|world| world.acting_as_system().end_meeting(meeting), SYSTEM, EndMeeting { meeting });
    let changed = SetSeatRole { meeting, participant, role };
    same(
        |world| world.acting_as_system().set_seat_role(meeting, participant, SeatRole::Cohost),
        SYSTEM,
        changed,
    );
    let added = AddUser { account: id("acme"), user: owner, role: AccountRole::Admin };
    same(|world| world.acting_as_system().add_user(id("acme"), owner, AccountRole::Admin), SYSTEM, added);
    let opened = OpenApp { meeting, participant, app };
    same(|world| world.acting_as_system().open_app(meeting, participant, app), SYSTEM, opened);

    // The methods that undo what another method did.
    let mut world = town();
    world.acting_as_system().unpublish_app(app).unwrap();
    world.acting_as_system().publish_app(app).unwrap();
    assert!(world == town());
    world.acting_as_system().open_app(meeting, participant, app).unwrap();
    world.acting_as_system().close_app(meeting, participant, app).unwrap();
    assert!(world == town());
}

#[test]
fn what_users_do() {
    use Operation::*;

    let (olga, ann, bob, app) = (user("olga"), user("ann"), user("bob"), id("cal"));
    let (live, next) = (id("live"), id("next"));
    let optional_scopes = Scopes::RECORDINGS_READ;
    let installed = |shared| Install { user: bob, app, optional_scopes, shared };
    same(|world| world.acting_as(bob).install(app, optional_scopes), bob, installed(false));
    same(|world| world.acting_as(bob).install_with_shared_access(app, optional_scopes), bob, installed(true));
    same(|world| world.acting_as(ann).grant_shared_access(app), ann, GrantSharedAccess { user: ann, app });
    let rare = id("rare");
    same(|world| world.acting_as(ann).request_app(rare), ann, RequestApp { user: ann, app: rare });
    let delegated = Delegate { delegator: ann, delegate: bob, access: Access::SCHEDULE };
    same(|world| world.acting_as(ann).delegate(bob, Access::SCHEDULE), ann, delegated);
    let revoked = RevokeDelegation { delegator: bob, delegate: ann };
    same(|world| world.acting_as(ann).revoke_delegation(bob, ann), ann, revoked);
    same(|world| world.acting_as(ann).uninstall(ann, app), ann, Uninstall { user: ann, app });
    let confirmed = ConfirmCalendarEvent { user: bob, meeting: next, event: "e".into() };
    same(|world| world.acting_as(bob).confirm_calendar_event(next, "e"), bob, confirmed);
    let scheduled = ScheduleMeeting {
        owner: ann,
        meeting: id("soon"),
        number: 2.into(),
        topic: "u".into(),
        kind: MeetingKind::Webinar,
    };
    let schedule = |world: &mut Directory| {
        world.acting_as(ann).schedule_meeting(ann, id("soon"), 2.into(), "u", MeetingKind::Webinar)
    };
    same(schedule, ann, scheduled);
    same(|world| world.acting_as(olga).start_meeting(next), olga, StartMeeting { meeting: next });
    same(|world| world.acting_as(olga).end_meeting(live), olga, EndMeeting { meeting: live });
    let (participant, role) = (id("p-ann"), MeetingRole::Cohost);
    let changed = SetSeatRole { meeting: live, participant, role };
    same(|world| world.acting_as(olga).set_seat_role(live, participant, SeatRole::Cohost), olga, changed);

    let updated = UpdateMeeting { meeting: next, number: 3.into(), topic: "v".into() };
    same(|world| world.acting_as(olga).update_meeting(next, 3.into(), "v"), olga, updated);
    same(|world| world.acting_as(olga).cancel_meeting(next), olga, CancelMeeting { meeting: next });
    let moved = MoveMeeting { meeting: next, to: ann };
    same(|world| world.acting_as(olga).move_meeting(next, ann), olga, moved);
    let named = SetAlternativeHosts { meeting: next, users: vec![ann, bob] };
    same(|world| world.acting_as(olga).set_alternative_hosts(next, [ann, bob]), olga, named);
    same(|world| world.acting_as(olga).stop_app(live, app), olga, StopApp { meeting: live, app });
    same(|world| world.acting_as(olga).allow_media(live, app), olga, AllowMedia { meeting: live, app });

    let mut world = town();
    world.acting_as(olga).stop_app(live, app).unwrap();
    world.acting_as(olga).allow_app(live, app).unwrap();
    world.acting_as(olga).allow_media(live, app).unwrap();
    world.acting_as(olga).forbid_media(live, app).unwrap();
    assert!(world == town());
    world.acting_as(ann).grant_shared_access(app).unwrap();
    world.acting_as(ann).revoke_shared_access(ann, app).unwrap();
    assert!(world == town());
}

#[test]
fn what_administrators_do() {
    use Operation::*;

    let (olga, ann, bob, account) = (user("olga"), user("ann"), user("bob"), id("acme"));
    let (app, rare) = (id("cal"), id("rare"));
    let role = AccountRole::Admin;
    let added = AddUser { account, user: id("new"), role: role.clone() };
    same(|world| world.acting_as(olga).add_user(account, id("new"), role.clone()), olga, added);
    same(
        |world| world.acting_as(olga).set_role(ann, role.clone()),
        olga,
        SetRole { user: ann, role: role.clone() },
    );
    let privileges = Privileges::REPORTS_READ;
    let defined = DefineRole { account, role: "r".into(), privileges };
    same(|world| world.acting_as(olga).define_role(account, "r", privileges), olga, defined);
    let transferred = TransferOwnership { account, to: ann };
    same(|world| world.acting_as(olga).transfer_ownership(account, ann), olga, transferred);
    same(|world| world.acting_as(olga).deactivate_user(ann), olga, DeactivateUser { user: ann });
    let removed = |heir| RemoveUser { user: bob, heir };
    same(|world| world.acting_as(olga).remove_user(bob, None), olga, removed(None));
    same(|world| world.acting_as(olga).remove_user(bob, Some(ann)), olga, removed(Some(ann)));
    let deleted = DeleteRole { account, role: "spare".into() };
    same(|world| world.acting_as(olga).delete_role(account, "spare"), olga, deleted);
    let delegated = Delegate { delegator: bob, delegate: ann, access: Access::REPORTS };
    same(|world| world.acting_as(olga).delegate_for(bob, ann, Access::REPORTS), olga, delegated);
    let policy = Policy {
        listed: ApprovalSetting::Open,
        unlisted: ApprovalSetting::Required,
        on_withdrawal: OnWithdrawal::Keep,
        own: OwnApps::AsListed,
    };
    let set = SetPolicy {
        account,
        listed: policy.listed,
        unlisted: policy.unlisted,
        on_withdrawal: policy.on_withdrawal,
        own: Some(policy.own),
    };
    same(|world| world.acting_as(olga).set_policy(account, policy), olga, set);
    let audience = Audience::Everybody;
    let approved = ApproveApp { account, app: rare, audience };
    same(|world| world.acting_as(olga).approve_app(account, rare, audience), olga, approved);
    same(|world| world.acting_as(olga).install_for(bob, app), olga, InstallFor { user: bob, app });
    let disabled = DisableInstallation { user: ann, app };
    same(|world| world.acting_as(olga).disable_installation(ann, app), olga, disabled);

    let mut world = town();
    world.acting_as(olga).approve_app(account, rare, Audience::User(ann)).unwrap();
    world.acting_as(olga).withdraw_approval(account, rare, Audience::User(ann)).unwrap();
    world.acting_as(bob).request_app(rare).unwrap();
    world.acting_as(olga).decline_request(bob, rare).unwrap();
    world.acting_as(olga).disable_installation(ann, app).unwrap();
    world.acting_as(olga).enable_installation(ann, app).unwrap();
    world.acting_as(olga).deactivate_user(ann).unwrap();
    world.acting_as(olga).activate_user(ann).unwrap();
    assert!(world == town());
}

#[test]
fn of_several_each_has_an_outcome_and_a_refusal_stops_none() {
    let (ann, cal, rare, none): (_, AppId, AppId, AppId) = (user("ann"), id("cal"), id("rare"), id("none"));
    let mut world = town();
    let revision = world.revision();
    assert_eq!(
        world.acting_as(ann).grant_shared_access_to_each([none, rare, cal]),
        [(none, Err(Refusal::UnknownApp(none))), (rare, Err(Refusal::NotApproved)), (cal, Ok(revision + 1))]
    );
    assert!(world != town());
    assert_eq!(
        world.acting_as(ann).revoke_shared_access_from_each(ann, [none, rare, cal]),
        [(none, Err(Refusal::UnknownApp(none))), (rare, Err(Refusal::NotInstalled)), (cal, Ok(revision + 2))]
    );
    assert!(world == town());

    let delegate = |delegator, delegate| {
        Change::by(delegator, Operation::Delegate { delegator, delegate, access: Access::PROFILE })
    };
    let (bob, changes) = (user("bob"), [(ann, user("zack")), (ann, ann), (user("bob"), ann)]);
    let changes = changes.map(|(from, to)| delegate(from, to));
    assert_eq!(
        world.apply_each(&changes),
        [Err(Refusal::DifferentAccount), Err(Condition::OwnDelegate.into()), Ok(revision + 3)]
    );
    let given: Vec<_> =
        world.delegations(bob).unwrap().given.iter().map(|row| (row.user, row.access)).collect();
    assert_eq!(given, [(ann, Access::PROFILE)]);
}

#[test]
fn a_directory_is_shown_by_how_much_there_is() {
    let snapshot = town().snapshot();
    let users: usize = snapshot.accounts.iter().map(|account| account.users.len()).sum();
    let meetings: usize = snapshot.accounts.iter().map(|account| account.meetings.len()).sum();
    let (revision, accounts, apps) = (snapshot.revision, snapshot.accounts.len(), snapshot.apps.len());
    let counts = format!("accounts: {accounts}, users: {users}, apps: {apps}, meetings: {meetings}");
    assert_eq!(format!("{:?}", town()), format!("Directory {{ revision: {revision}, {counts} }}"));
}
