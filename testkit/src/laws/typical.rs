//! The typical world: the changes that lead to it, and the actors who usually make each change.

use consentry::catalog::{Api, Edition, MeetingRole};
use consentry::directory::{Actor, Audience, Change, Operation};
use consentry::facts::{Access, AccountRole, Listing, Management, ManifestDraft, MeetingKind, Privileges};
use consentry::{AccountId, MeetingUuid, Scopes, UserId};

use super::names::{APPS, MEETINGS, id};

/// The changes that lead to the typical world. None is refused.
pub fn typical() -> Vec<Change> {
    use Operation::*;
    let join = |meeting, participant, user: Option<&str>, role| {
        let user = user.map(id);
        Change::by(Actor::System, Join { meeting: id(meeting), user, participant: id(participant), role })
    };
    let mut changes = vec![
        Change::by(Actor::System, AddAccount { account: id("acme"), owner: id("olga") }),
        Change::by(Actor::System, AddAccount { account: id("zen"), owner: id("zoe") }),
        Change::by(
            id::<UserId>("olga"),
            DefineRole {
                account: id("acme"),
                role: CLERK.into(),
                privileges: Privileges::all() - Privileges::ROLES_EDIT - Privileges::REPORTS_READ,
            },
        ),
    ];
    let aide = DefineRole { account: id("acme"), role: AIDE.into(), privileges: Privileges::USERS_READ };
    changes.push(Change::by(id::<UserId>("olga"), aide));
    for (user, role) in [
        ("ann", AccountRole::Member),
        ("bob", AccountRole::Member),
        ("cat", AccountRole::Custom(CLERK.into())),
        ("yan", AccountRole::Admin),
    ] {
        changes.push(Change::by(Actor::System, AddUser { account: home(user), user: id(user), role }));
    }
    changes.extend(
        APPS.iter()
            .map(|app| Change::by(Actor::System, RegisterApp { app: id(app), manifest: manifest(app) })),
    );
    for (app, audience) in [("cal", Audience::Everybody), ("adm", Audience::User(id("cat")))] {
        let approve = ApproveApp { account: id("acme"), app: id(app), audience };
        changes.push(Change::by(id::<UserId>("olga"), approve));
    }
    for (user, app, shared) in [
        ("ann", "cal", true),
        ("bob", "cal", false),
        ("ann", "fun", false),
        ("bob", "fun", false),
        ("cat", "fun", false),
        ("cat", "adm", false),
        ("zoe", "adm", false),
        ("zoe", "cal", false),
        ("yan", "cal", true),
    ] {
        let install =
            Install { user: id(user), app: id(app), optional_scopes: manifest(app).optional_scopes, shared };
        changes.push(Change::by(id::<UserId>(user), install));
    }
    for (delegator, delegate, access) in [
        ("olga", "ann", Access::SCHEDULE | Access::PROFILE),
        ("ann", "bob", Access::all()),
        ("cat", "bob", Access::PROFILE),
    ] {
        let (delegator, delegate) = (id(delegator), id(delegate));
        changes.push(Change::by(delegator, Delegate { delegator, delegate, access }));
    }
    for (meeting, number) in [("m1", NUMBERS[0]), ("w1", NUMBERS[0]), ("e1", NUMBERS[1])] {
        let (owner, kind) = natural(meeting);
        changes.push(Change::by(owner, schedule(owner, meeting, number, kind)));
        changes.push(Change::by(owner, StartMeeting { meeting: id(meeting) }));
    }
    let (owner, kind) = natural("m3");
    changes.push(Change::by(owner, schedule(owner, "m3", NUMBERS[1], kind)));
    changes.extend([
        join("m1", "p1", Some("ann"), MeetingRole::Participant),
        join("m1", "p2", Some("bob"), MeetingRole::Host),
        join("m1", "p3", None, MeetingRole::Participant),
        join("m1", "p4", Some("zoe"), MeetingRole::Cohost),
        join("w1", "p1", Some("bob"), MeetingRole::Panelist),
        join("w1", "p2", Some("ann"), MeetingRole::Attendee),
        join("w1", "p3", Some("cat"), MeetingRole::Cohost),
        join("w1", "p4", Some("yan"), MeetingRole::Attendee),
        join("e1", "p1", Some("zoe"), MeetingRole::Agent),
        Change::by(Actor::System, OpenApp { meeting: id("m1"), participant: id("p2"), app: id("fun") }),
        Change::by(Actor::System, OpenApp { meeting: id("m1"), participant: id("p3"), app: id("fun") }),
        Change::by(id::<UserId>("cat"), SetAlternativeHosts { meeting: id("m3"), users: vec![id("ann")] }),
        Change::by(id::<UserId>("bob"), AllowMedia { meeting: id("w1"), app: id("cal") }),
        Change::by(id::<UserId>("ann"), StopApp { meeting: id("m1"), app: id("adm") }),
        Change::by(id::<UserId>("olga"), DisableInstallation { user: id("cat"), app: id("fun") }),
        Change::by(id::<UserId>("bob"), RequestApp { user: id("bob"), app: id("adm") }),
        Change::by(
            id::<UserId>("ann"),
            ConfirmCalendarEvent { user: id("ann"), meeting: id("m1"), event: EVENTS[0].into() },
        ),
    ]);
    changes
}

/// The custom role that `cat` has.
pub const CLERK: &str = "clerk";
/// A custom role that nobody has in the typical world.
pub const AIDE: &str = "aide";
pub const EVENTS: &[&str] = &["standup", "review"];
pub const NUMBERS: [u64; 2] = [850_111, 850_222];

/// The account that a user usually belongs to.
pub fn home(user: &str) -> AccountId {
    id(if ["zoe", "yan"].contains(&user) { "zen" } else { "acme" })
}

/// The usual owner of a meeting, and its kind.
pub fn natural(meeting: &str) -> (UserId, MeetingKind) {
    match meeting {
        "w1" => (id("bob"), MeetingKind::Webinar),
        "e1" => (id("zoe"), MeetingKind::Engagement),
        "m3" => (id("cat"), MeetingKind::Meeting),
        _ => (id("ann"), MeetingKind::Meeting),
    }
}

pub fn schedule(owner: UserId, meeting: &str, number: u64, kind: MeetingKind) -> Operation {
    let (number, topic) = (number.into(), meeting.into());
    Operation::ScheduleMeeting { owner, meeting: id(meeting), number, topic, kind }
}

/// The APIs that the laws ask about: of every kind of role, with and without guests and stated contexts, and
/// one that takes media.
pub const APIS: [Api; 9] = [
    Api::Config,
    Api::GetUserContext,
    Api::GetMeetingParticipants,
    Api::ChangeBreakoutRoom,
    Api::AllowAttendeesToSpeak,
    Api::SendAppInvitationToMeetingOwner,
    Api::GetEngagementContext,
    Api::GetMailContext,
    Api::StartRTMS,
];

pub fn manifest(app: &str) -> ManifestDraft {
    let draft = ManifestDraft::user_managed(id("zen"));
    let names = |apis: &[Api]| apis.iter().map(|api| api.name().to_owned()).collect();
    match app {
        "cal" => ManifestDraft {
            required_scopes: Scopes::PROFILE_READ | Scopes::MEETINGS_READ | Scopes::MEETINGS_WRITE,
            optional_scopes: Scopes::SETTINGS_READ | Scopes::RECORDINGS_READ,
            uses_shared_access: true,
            apis: names(&[&APIS[..6], &[Api::StartRTMS]].concat()),
            ..draft
        },
        "adm" => ManifestDraft {
            management: Management::AdminManaged,
            listing: Listing::Unlisted,
            required_scopes: Scopes::PROFILE_READ | Scopes::PROFILE_WRITE | Scopes::SETTINGS_READ,
            optional_scopes: Scopes::RECORDINGS_READ | Scopes::SETTINGS_WRITE,
            apis: names(&APIS),
            ..draft
        },
        _ => ManifestDraft {
            developer: id("acme"),
            required_scopes: Scopes::MEETINGS_READ,
            optional_scopes: Scopes::RECORDINGS_READ,
            guest_mode: true,
            apis: names(&APIS[..4]),
            edition: Some(Edition::V0_16_8),
            ..draft
        },
    }
}

/// An operation, by the actor who usually makes it.
pub fn usual(operation: Operation) -> Change {
    Change { by: fitting(&operation), operation }
}

/// The actor who usually makes such a change.
fn fitting(operation: &Operation) -> Actor {
    use Operation::*;
    let owner_of = |account| id(if account == id::<AccountId>("zen") { "zoe" } else { "olga" });
    let administrator = |user: UserId| {
        let zen = [id("zoe"), id("yan")].contains(&user);
        id(if zen { "zoe" } else { "olga" })
    };
    let owner = |meeting| {
        let name = MEETINGS.iter().find(|name| id::<MeetingUuid>(name) == meeting);
        natural(name.expect("a meeting of the list")).0
    };
    Actor::User(match *operation {
        AddAccount { .. }
        | RegisterApp { .. }
        | UpdateApp { .. }
        | UnpublishApp { .. }
        | PublishApp { .. }
        | Join { .. }
        | Leave { .. }
        | OpenApp { .. }
        | CloseApp { .. } => return Actor::System,

        AddUser { account, .. }
        | DefineRole { account, .. }
        | DeleteRole { account, .. }
        | TransferOwnership { account, .. }
        | SetPolicy { account, .. }
        | ApproveApp { account, .. }
        | WithdrawApproval { account, .. } => owner_of(account),

        SetRole { user, .. }
        | DeactivateUser { user }
        | ActivateUser { user }
        | RemoveUser { user, .. }
        | DeclineRequest { user, .. }
        | InstallFor { user, .. }
        | DisableInstallation { user, .. }
        | EnableInstallation { user, .. } => administrator(user),

        RequestApp { user, .. }
        | Install { user, .. }
        | GrantSharedAccess { user, .. }
        | RevokeSharedAccess { user, .. }
        | Uninstall { user, .. }
        | ConfirmCalendarEvent { user, .. } => user,

        Delegate { delegator, .. } | RevokeDelegation { delegator, .. } => delegator,
        ScheduleMeeting { owner, .. } => owner,
        MoveMeeting { meeting, .. } => administrator(owner(meeting)),
        UpdateMeeting { meeting, .. }
        | CancelMeeting { meeting }
        | SetAlternativeHosts { meeting, .. }
        | StartMeeting { meeting }
        | EndMeeting { meeting }
        | StopApp { meeting, .. }
        | AllowApp { meeting, .. }
        | AllowMedia { meeting, .. }
        | ForbidMedia { meeting, .. }
        | SetSeatRole { meeting, .. } => owner(meeting),
    })
}
