//! The short methods: each makes the change of its name, by the actor of its name.

use consentry::catalog::MeetingRole;
use consentry::directory::{Actor, Audience, Change, Directory, Operation, Refusal};
use consentry::facts::{
    Access, AccountRole, ApprovalSetting, ManifestDraft, MeetingKind, OnWithdrawal, Policy, Privileges,
    SeatRole,
};
use consentry::{AppId, Scopes, UserId};

/// A world in which every change of this module is accepted.
fn typical() -> Directory {
    let mut directory = Directory::new();
    let (mut manifest, mut admins) =
        (ManifestDraft::user_managed(id("acme")), ManifestDraft::admin_managed(id("acme")));
    manifest.required_scopes = Scopes::MEETINGS_READ;
    manifest.optional_scopes = Scopes::MEETINGS_WRITE;
    manifest.uses_shared_access = true;
    admins.required_scopes = Scopes::REPORTS_READ;
    let mut others = manifest.clone();
    others.developer = id("bigco");
    let prepared = [
        directory.acting_as_system().add_account(id("acme"), id("olga")),
        directory.acting_as_system().add_account(id("bigco"), id("bo")),
        directory.acting_as_system().add_user(id("acme"), id("ann"), AccountRole::Member),
        directory.acting_as_system().add_user(id("acme"), id("bob"), AccountRole::Member),
        directory.acting_as_system().register_app(id("cal"), manifest),
        directory.acting_as_system().register_app(id("ext"), others),
        directory.acting_as(id("ann")).install(id("cal"), Scopes::empty()),
        directory.acting_as(id("ann")).delegate(id("bob"), Access::MEETINGS),
        directory.acting_as(id("ann")).schedule_meeting(
            id("ann"),
            id("m1"),
            1.into(),
            "t",
            MeetingKind::Meeting,
        ),
        directory.acting_as(id("ann")).schedule_meeting(
            id("ann"),
            id("m2"),
            1.into(),
            "t",
            MeetingKind::Meeting,
        ),
        directory.acting_as(id("ann")).start_meeting(id("m1")),
        directory.acting_as_system().join(id("m1"), Some(id("ann")), id("p1"), SeatRole::Host),
        directory.acting_as(id("bob")).request_app(id("ext")),
    ];
    assert_eq!(prepared.map(|outcome| outcome.err()), [None; 13]);
    directory
}

/// The short name of a thing is its id in hexadecimal, so to speak.
fn id<Id: From<u64>>(name: &str) -> Id {
    Id::from(name.bytes().fold(1, |number, byte| number << 8 | u64::from(byte)))
}

/// A short method is accepted and leads where the change leads; and the change is not without effect.
#[track_caller]
fn same(
    method: impl FnOnce(&mut Directory) -> Result<u64, Refusal>,
    by: impl Into<Actor>,
    operation: Operation,
) {
    let (before, mut short, mut long) = (typical(), typical(), typical());
    assert_eq!(method(&mut short).err(), None);
    assert_eq!(long.apply(&Change::by(by, operation)).err(), None);
    assert!(short == long, "the method does something else");
    assert!(short != before, "nothing can be seen of it");
}

const SYSTEM: Actor = Actor::System;

fn user(name: &str) -> UserId {
    id(name)
}

#[test]
fn what_the_platform_does() {
    use Operation::*;

    let manifest = ManifestDraft::user_managed(id("acme"));
    let (account, owner, app, meeting, participant) = (id("new"), id("nina"), id("cal"), id("m1"), id("p1"));
    same(|world| world.acting_as_system().add_account(account, owner), SYSTEM, AddAccount { account, owner });
    let registered = RegisterApp { app: id("new"), manifest: manifest.clone() };
    same(|world| world.acting_as_system().register_app(id("new"), manifest.clone()), SYSTEM, registered);
    let updated = UpdateApp { app, manifest: manifest.clone() };
    same(|world| world.acting_as_system().update_app(app, manifest.clone()), SYSTEM, updated);
    same(|world| world.acting_as_system().unpublish_app(app), SYSTEM, UnpublishApp { app });
    let role = MeetingRole::Participant;
    let joined = Join { meeting, user: None, participant: id("p2"), role };
    same(
        |world| world.acting_as_system().join(meeting, None, id("p2"), SeatRole::Participant),
        SYSTEM,
        joined,
    );
    same(
        |world| world.acting_as_system().leave(meeting, participant),
        SYSTEM,
        Leave { meeting, participant },
    );
    let opened = OpenApp { meeting, participant, app };
    same(|world| world.acting_as_system().open_app(meeting, participant, app), SYSTEM, opened);

    // What takes back what another method did.
    let mut world = typical();
    world.acting_as_system().unpublish_app(app).unwrap();
    world.acting_as_system().publish_app(app).unwrap();
    assert!(world == typical());
    world.acting_as_system().open_app(meeting, participant, app).unwrap();
    world.acting_as_system().close_app(meeting, participant, app).unwrap();
    assert!(world == typical());
}

#[test]
fn what_users_do() {
    use Operation::*;

    let (ann, bob, app, meeting) = (user("ann"), user("bob"), id("cal"), id("m1"));
    let optional_scopes = Scopes::MEETINGS_WRITE;
    let installed = |shared| Install { user: bob, app, optional_scopes, shared };
    same(|world| world.acting_as(bob).install(app, optional_scopes), bob, installed(false));
    same(|world| world.acting_as(bob).install_with_shared_access(app, optional_scopes), bob, installed(true));
    same(|world| world.acting_as(ann).grant_shared_access(app), ann, GrantSharedAccess { user: ann, app });
    same(|world| world.acting_as(ann).request_app(id("ext")), ann, RequestApp { user: ann, app: id("ext") });
    let delegated = Delegate { delegator: bob, delegate: ann, access: Access::SCHEDULE };
    same(|world| world.acting_as(bob).delegate(ann, Access::SCHEDULE), bob, delegated);
    let revoked = RevokeDelegation { delegator: ann, delegate: bob };
    same(|world| world.acting_as(bob).revoke_delegation(ann, bob), bob, revoked);
    same(|world| world.acting_as(ann).uninstall(ann, app), ann, Uninstall { user: ann, app });
    let confirmed = ConfirmCalendarEvent { user: bob, meeting, event: "e".into() };
    same(|world| world.acting_as(bob).confirm_calendar_event(meeting, "e"), bob, confirmed);
    let scheduled = ScheduleMeeting {
        owner: ann,
        meeting: id("m3"),
        number: 2.into(),
        topic: "u".into(),
        kind: MeetingKind::Webinar,
    };
    let schedule = |world: &mut Directory| {
        world.acting_as(ann).schedule_meeting(ann, id("m3"), 2.into(), "u", MeetingKind::Webinar)
    };
    same(schedule, ann, scheduled);
    same(|world| world.acting_as(ann).start_meeting(id("m2")), ann, StartMeeting { meeting: id("m2") });
    same(|world| world.acting_as(ann).end_meeting(meeting), ann, EndMeeting { meeting });
    let (participant, role) = (id("p1"), MeetingRole::Cohost);
    let changed = SetSeatRole { meeting, participant, role };
    same(|world| world.acting_as(ann).set_seat_role(meeting, participant, SeatRole::Cohost), ann, changed);

    let mut world = typical();
    world.acting_as(ann).grant_shared_access(app).unwrap();
    world.acting_as(ann).revoke_shared_access(ann, app).unwrap();
    assert!(world == typical());
}

#[test]
fn what_administrators_do() {
    use Operation::*;

    let (olga, ann, bob, app, account) = (user("olga"), user("ann"), user("bob"), id("cal"), id("acme"));
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
    same(|world| world.acting_as(olga).remove_user(bob), olga, RemoveUser { user: bob });
    let policy = Policy {
        listed: ApprovalSetting::Open,
        unlisted: ApprovalSetting::Required,
        on_withdrawal: OnWithdrawal::Keep,
    };
    let set = SetPolicy {
        account,
        listed: policy.listed,
        unlisted: policy.unlisted,
        on_withdrawal: policy.on_withdrawal,
    };
    same(|world| world.acting_as(olga).set_policy(account, policy), olga, set);
    let user = Audience::Everybody;
    let approved = ApproveApp { account, app, user };
    same(|world| world.acting_as(olga).approve_app(account, app, user), olga, approved);
    let declined = DeclineRequest { user: bob, app: id("ext") };
    same(|world| world.acting_as(olga).decline_request(bob, id("ext")), olga, declined);
    same(|world| world.acting_as(olga).install_for(bob, app), olga, InstallFor { user: bob, app });
    let disabled = DisableInstallation { user: ann, app };
    same(|world| world.acting_as(olga).disable_installation(ann, app), olga, disabled);

    let mut world = typical();
    world.acting_as(olga).approve_app(account, app, Audience::User(ann)).unwrap();
    world.acting_as(olga).withdraw_approval(account, app, Audience::User(ann)).unwrap();
    world.acting_as(olga).disable_installation(ann, app).unwrap();
    world.acting_as(olga).enable_installation(ann, app).unwrap();
    world.acting_as(olga).deactivate_user(ann).unwrap();
    world.acting_as(olga).activate_user(ann).unwrap();
    assert!(world == typical());
}

#[test]
fn of_several_each_has_an_outcome_and_a_refusal_stops_none() {
    let (ann, cal, ext, none): (_, AppId, AppId, AppId) = (user("ann"), id("cal"), id("ext"), id("none"));
    let mut world = typical();
    let revision = world.revision();
    assert_eq!(
        world.acting_as(ann).grant_shared_access_to_each([none, ext, cal]),
        [(none, Err(Refusal::UnknownApp)), (ext, Err(Refusal::NotApproved)), (cal, Ok(revision + 1))]
    );
    assert!(world != typical());
    assert_eq!(
        world.acting_as(ann).revoke_shared_access_from_each(ann, [none, ext, cal]),
        [(none, Err(Refusal::UnknownApp)), (ext, Err(Refusal::NotInstalled)), (cal, Ok(revision + 2))]
    );
    assert!(world == typical());

    let delegate = |delegator, delegate| {
        Change::by(delegator, Operation::Delegate { delegator, delegate, access: Access::PROFILE })
    };
    let (bob, changes) = (user("bob"), [(ann, user("bo")), (ann, ann), (user("bob"), ann)]);
    let changes = changes.map(|(from, to)| delegate(from, to));
    assert_eq!(
        world.apply_each(&changes),
        [Err(Refusal::DifferentAccount), Err(Refusal::Invalid), Ok(revision + 3)]
    );
    assert_eq!(world.delegations(bob).unwrap().given, [(ann, Access::PROFILE)]);
}

#[test]
fn a_directory_is_shown_by_how_much_there_is() {
    let shown = format!("{:?}", typical());
    let revision = typical().revision();
    assert_eq!(
        shown,
        format!("Directory {{ revision: {revision}, accounts: 2, users: 4, apps: 2, meetings: 2 }}")
    );
}
