//! The models. Most have so few names that every world they reach is looked at; the last ones know every change and
//! end after a few.

use consentry::catalog::{Edition, MeetingRole};
use consentry::directory::Operation::*;
use consentry::directory::{Actor, Audience, Change, Operation};
use consentry::facts::ApprovalSetting::{Open, Required};
use consentry::facts::OnWithdrawal::{Keep, Suspend};
use consentry::facts::{
    Access, AccountRole, ApprovalSetting, Listing, Management, ManifestDraft, MeetingKind, OnWithdrawal,
    OwnApps, Privileges, Surfaces,
};
use consentry::{AccountId, AppId, Scopes, UserId};
use testkit::laws::names::{id, pairs};
use testkit::laws::typical::typical;

use crate::model::{Model, Names};

/// How much to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Some 40 seconds of one core.
    Quick,
    /// Some minutes.
    Full,
    /// A second or two, even without optimization.
    Tiny,
}

impl Size {
    fn pick<T>(self, tiny: T, quick: T, full: T) -> T {
        match self {
            Self::Tiny => tiny,
            Self::Quick => quick,
            Self::Full => full,
        }
    }
}

/// Every model, in this size.
pub fn models(size: Size) -> Vec<Model> {
    vec![
        app(size),
        two_apps(size),
        manifests(size),
        delegations(size),
        roles(size),
        planning(size),
        meeting(size),
        controls(size),
        webinar(size),
        engagement(size),
        seats(size),
        removals(size),
        empty(size),
        small_office(size),
        busy(size),
    ]
}

// What is said often, in few words.

fn by(user: &str, operation: Operation) -> Change {
    Change::by(id::<UserId>(user), operation)
}

fn system(operation: Operation) -> Change {
    Change::by(Actor::System, operation)
}

fn user(name: &str) -> UserId {
    id(name)
}

fn acme() -> AccountId {
    id("acme")
}

fn zen() -> AccountId {
    id("zen")
}

fn custom(role: &str) -> AccountRole {
    AccountRole::Custom(role.into())
}

const CLERK: &str = "clerk";
const CHIEF: &str = "chief";

fn clerk() -> Privileges {
    Privileges::USERS_EDIT | Privileges::MARKETPLACE_EDIT | Privileges::RECORDINGS_READ
}

fn chief() -> Privileges {
    clerk() | Privileges::ROLES_EDIT | Privileges::SETTINGS_EDIT
}

fn define(role: &str, privileges: Privileges) -> Operation {
    DefineRole { account: acme(), role: role.into(), privileges }
}

fn undefine(role: &str) -> Operation {
    DeleteRole { account: acme(), role: role.into() }
}

fn policy(listed: ApprovalSetting, unlisted: ApprovalSetting, on_withdrawal: OnWithdrawal) -> Operation {
    SetPolicy { account: acme(), listed, unlisted, on_withdrawal, own: None }
}

fn approve(app: &str, audience: Audience) -> Operation {
    ApproveApp { account: acme(), app: id(app), audience }
}

fn withdraw(app: &str, audience: Audience) -> Operation {
    WithdrawApproval { account: acme(), app: id(app), audience }
}

fn one(name: &str) -> Audience {
    Audience::User(user(name))
}

fn install(name: &str, app: &str, optional_scopes: Scopes, shared: bool) -> Operation {
    Install { user: user(name), app: id(app), optional_scopes, shared }
}

fn plain(name: &str, app: &str) -> Operation {
    install(name, app, Scopes::empty(), false)
}

fn delegate(from: &str, to: &str, access: Access) -> Operation {
    Delegate { delegator: user(from), delegate: user(to), access }
}

fn revoke(from: &str, to: &str) -> Operation {
    RevokeDelegation { delegator: user(from), delegate: user(to) }
}

fn schedule(owner: &str, meeting: &str, kind: MeetingKind) -> Operation {
    ScheduleMeeting {
        owner: user(owner),
        meeting: id(meeting),
        number: 850_111.into(),
        topic: meeting.into(),
        kind,
    }
}

fn begin(meeting: &str) -> Operation {
    StartMeeting { meeting: id(meeting) }
}

fn end(meeting: &str) -> Operation {
    EndMeeting { meeting: id(meeting) }
}

fn join(meeting: &str, name: Option<&str>, participant: &str, role: MeetingRole) -> Change {
    system(Join { meeting: id(meeting), user: name.map(user), participant: id(participant), role })
}

fn leave(meeting: &str, participant: &str) -> Change {
    system(Leave { meeting: id(meeting), participant: id(participant) })
}

fn stop(meeting: &str, app: &str) -> Operation {
    StopApp { meeting: id(meeting), app: id(app) }
}

fn allow(meeting: &str, app: &str) -> Operation {
    AllowApp { meeting: id(meeting), app: id(app) }
}

fn allow_media(meeting: &str, app: &str) -> Operation {
    AllowMedia { meeting: id(meeting), app: id(app) }
}

fn forbid_media(meeting: &str, app: &str) -> Operation {
    ForbidMedia { meeting: id(meeting), app: id(app) }
}

fn cancel(meeting: &str) -> Operation {
    CancelMeeting { meeting: id(meeting) }
}

fn give(meeting: &str, to: &str) -> Operation {
    MoveMeeting { meeting: id(meeting), to: user(to) }
}

fn hosts(meeting: &str, names: &[&str]) -> Operation {
    SetAlternativeHosts { meeting: id(meeting), users: names.iter().map(|name| user(name)).collect() }
}

fn renumber(meeting: &str, number: u64) -> Operation {
    UpdateMeeting { meeting: id(meeting), number: number.into(), topic: "retro".into() }
}

fn seat_role(meeting: &str, participant: &str, role: MeetingRole) -> Operation {
    SetSeatRole { meeting: id(meeting), participant: id(participant), role }
}

fn open(meeting: &str, participant: &str, app: &str) -> Change {
    system(OpenApp { meeting: id(meeting), participant: id(participant), app: id(app) })
}

fn close(meeting: &str, participant: &str, app: &str) -> Change {
    system(CloseApp { meeting: id(meeting), participant: id(participant), app: id(app) })
}

fn bind(name: &str, meeting: &str) -> Operation {
    ConfirmCalendarEvent { user: user(name), meeting: id(meeting), event: "standup".into() }
}

/// What the app `name` declares: `cal` is user-managed with shared access, `adm` admin-managed and not listed, both of
/// zen; `fun` is acme's own, with guest mode.
fn manifest(name: &str) -> ManifestDraft {
    let found = typical().into_iter().find_map(|change| match change.operation {
        RegisterApp { app, manifest } if app == id(name) => Some(manifest),
        _ => None,
    });
    found.expect("an app of the typical world")
}

/// Two accounts with their owners, and the users and apps named; users are members of acme unless zen's.
fn office(members: &[&str], apps: &[&str]) -> Vec<Change> {
    let accounts = [
        system(AddAccount { account: acme(), owner: user("olga") }),
        system(AddAccount { account: zen(), owner: user("zoe") }),
        by("olga", define(CLERK, clerk())),
        by("olga", define(CHIEF, chief())),
    ];
    let home = |name: &str| if name == "yan" { zen() } else { acme() };
    let add =
        |name: &&str| system(AddUser { account: home(name), user: user(name), role: AccountRole::Member });
    let register = |app: &&str| system(RegisterApp { app: id(app), manifest: manifest(app) });
    accounts.into_iter().chain(members.iter().map(add)).chain(apps.iter().map(register)).collect()
}

/// What can happen between a user and an app.
fn between(name: &str, app: &str) -> Vec<Change> {
    let (whose, which): (UserId, AppId) = (user(name), id(app));
    let grant = GrantSharedAccess { user: whose, app: which };
    let untick = RevokeSharedAccess { user: whose, app: which };
    let uninstall = Uninstall { user: whose, app: which };
    let disable = DisableInstallation { user: whose, app: which };
    let enable = EnableInstallation { user: whose, app: which };
    vec![
        by(name, plain(name, app)),
        by(name, install(name, app, Scopes::empty(), true)),
        by("olga", plain(name, app)),
        by("olga", InstallFor { user: whose, app: which }),
        by("zoe", InstallFor { user: whose, app: which }),
        by(name, grant.clone()),
        by("olga", grant),
        by(name, untick.clone()),
        by("olga", untick),
        by(name, uninstall.clone()),
        by("zoe", uninstall),
        by("olga", disable.clone()),
        by(name, disable),
        by("olga", enable.clone()),
        by(name, enable),
        by("olga", approve(app, one(name))),
        by("olga", withdraw(app, one(name))),
    ]
}

fn requests(name: &str, app: &str) -> Vec<Change> {
    let (whose, which): (UserId, AppId) = (user(name), id(app));
    vec![
        by(name, RequestApp { user: whose, app: which }),
        by("olga", RequestApp { user: whose, app: which }),
        by("olga", DeclineRequest { user: whose, app: which }),
        by("zoe", DeclineRequest { user: whose, app: which }),
    ]
}

fn for_all(app: &str) -> Vec<Change> {
    vec![
        by("olga", approve(app, Audience::Everybody)),
        by("olga", withdraw(app, Audience::Everybody)),
        by("zoe", approve(app, Audience::Everybody)),
        by("ann", withdraw(app, Audience::Everybody)),
        by("olga", approve(app, one("zoe"))),
    ]
}

fn status(name: &str) -> Vec<Change> {
    vec![
        by("olga", DeactivateUser { user: user(name) }),
        by("olga", ActivateUser { user: user(name) }),
        by(name, ActivateUser { user: user(name) }),
    ]
}

/// Two people and one app: installed or not, ticked or not, approved, asked for, disabled.
fn app(size: Size) -> Model {
    let people: &[&str] = size.pick(&["ann"], &["ann", "cat"], &["ann", "cat"]);
    let mut start = office(&["ann", "cat"], &["cal"]);
    start.extend([
        by("olga", SetRole { user: user("cat"), role: custom(CLERK) }),
        by("olga", delegate("olga", "ann", Access::SCHEDULE | Access::PROFILE)),
    ]);
    let mut alphabet: Vec<Change> = for_all("cal");
    for name in people {
        alphabet.extend(between(name, "cal"));
        alphabet.extend(requests(name, "cal"));
    }
    alphabet.extend([
        by("ann", install("ann", "cal", Scopes::RECORDINGS_READ, false)),
        by("ann", install("ann", "cal", Scopes::SETTINGS_WRITE, false)),
        by("cat", InstallFor { user: user("ann"), app: id("cal") }),
        by("cat", DisableInstallation { user: user("ann"), app: id("cal") }),
        by("olga", policy(Required, Required, Suspend)),
        by("olga", policy(Required, Open, Keep)),
        by("cat", policy(Open, Required, Suspend)),
        by("ann", policy(Open, Open, Keep)),
    ]);
    if size == Size::Full {
        alphabet.extend(status("ann"));
    }
    let names =
        Names { users: &["olga", "ann", "cat", "zoe"], apps: &["cal"], meetings: &[], participants: &[] };
    names.model(("app", "two people and one app"), start, alphabet, None)
}

/// Two people and two apps, one of either management.
fn two_apps(size: Size) -> Model {
    let mut start = office(&["ann", "cat"], &["cal", "adm"]);
    start.extend([
        by("olga", SetRole { user: user("cat"), role: custom(CLERK) }),
        by("olga", delegate("olga", "ann", Access::SCHEDULE | Access::PROFILE)),
    ]);
    let mut alphabet = [for_all("cal"), for_all("adm")].concat();
    alphabet.extend(between("cat", "cal"));
    alphabet.extend(between("cat", "adm"));
    if size == Size::Full {
        alphabet.extend(between("ann", "cal"));
        alphabet.extend(between("ann", "adm"));
    }
    alphabet.extend([
        by("olga", plain("olga", "adm")),
        by("olga", Uninstall { user: user("olga"), app: id("adm") }),
        by("olga", define(CLERK, clerk() | Privileges::SETTINGS_READ)),
        by("olga", define(CLERK, clerk())),
        by("olga", policy(Required, Required, Suspend)),
        by("olga", policy(Required, Required, Keep)),
    ]);
    let names =
        Names { users: &["olga", "ann", "cat"], apps: &["cal", "adm"], meetings: &[], participants: &[] };
    names.model(("two apps", "two people, two apps"), start, alphabet, size.pick(Some(2), None, None))
}

/// What a developer changes, and an account's policy, while somebody has the app.
fn manifests(size: Size) -> Model {
    let mut start = office(&["ann"], &["cal"]);
    start.push(by("olga", delegate("olga", "ann", Access::SCHEDULE | Access::PROFILE)));
    let usual = manifest("cal");
    let mut drafts = vec![
        usual.clone(),
        ManifestDraft { uses_shared_access: false, optional_scopes: Scopes::empty(), ..usual.clone() },
        ManifestDraft { listing: Listing::Private, ..usual.clone() },
        // These are refused.
        ManifestDraft { management: Management::AdminManaged, ..usual.clone() },
        ManifestDraft { developer: acme(), ..usual.clone() },
        ManifestDraft { optional_scopes: Scopes::PROFILE_READ, ..usual.clone() },
        ManifestDraft { required_scopes: Scopes::empty(), ..usual.clone() },
    ];
    if size == Size::Full {
        drafts.extend([
            ManifestDraft {
                listing: Listing::Unlisted,
                required_scopes: Scopes::MEETINGS_READ,
                ..usual.clone()
            },
            ManifestDraft { surfaces: Some(Surfaces::MEETING), ..usual.clone() },
            ManifestDraft {
                guest_mode: true,
                edition: Some(Edition::V0_16_8),
                apis: vec![],
                ..usual.clone()
            },
        ]);
    }
    let update = |draft: &ManifestDraft| UpdateApp { app: id("cal"), manifest: draft.clone() };
    let mut alphabet: Vec<Change> = drafts.iter().map(|draft| system(update(draft))).collect();
    alphabet.extend([
        by("zoe", update(&usual)),
        system(RegisterApp { app: id("cal"), manifest: usual.clone() }),
        system(PublishApp { app: id("cal") }),
        system(UnpublishApp { app: id("cal") }),
        by("zoe", UnpublishApp { app: id("cal") }),
        by("ann", install("ann", "cal", Scopes::RECORDINGS_READ, true)),
        by("ann", install("ann", "cal", Scopes::RECORDINGS_READ | Scopes::SETTINGS_READ, false)),
    ]);
    alphabet.extend(for_all("cal"));
    alphabet.extend(between("ann", "cal"));
    alphabet.extend(size.pick(vec![], requests("ann", "cal"), requests("ann", "cal")));
    let settings = [Required, Open];
    // An unlisted app is among those of the whole run alone.
    let settings_of_unlisted = size.pick(&settings[..1], &settings[..1], &settings[..]);
    for (listed, unlisted) in pairs(&settings, settings_of_unlisted) {
        alphabet.extend([Suspend, Keep].map(|on| by("olga", policy(listed, unlisted, on))));
    }
    let own = |own| SetPolicy {
        account: zen(),
        listed: Required,
        unlisted: Required,
        on_withdrawal: Suspend,
        own: Some(own),
    };
    if size == Size::Full {
        alphabet.extend([OwnApps::Exempt, OwnApps::AsListed].map(|whether| by("zoe", own(whether))));
    }
    let names = Names { users: &["olga", "ann", "zoe"], apps: &["cal"], meetings: &[], participants: &[] };
    names.model(
        ("manifests", "one person, one app of several manifests, several policies"),
        start,
        alphabet,
        size.pick(Some(2), None, None),
    )
}

/// Who delegates what to whom among three of an account, and somebody of another one.
fn delegations(size: Size) -> Model {
    let people = ["olga", "ann", "bob"];
    let mut start = office(&["ann", "bob", "yan"], &["cal"]);
    start.push(by("olga", approve("cal", Audience::Everybody)));
    start.extend(["ann", "bob"].map(|name| by(name, install(name, "cal", Scopes::RECORDINGS_READ, true))));
    start.push(by("yan", install("yan", "cal", Scopes::RECORDINGS_READ, true)));
    start.push(by("olga", plain("olga", "cal")));
    let accesses = [Access::SCHEDULE, Access::PROFILE | Access::RECORDINGS];
    let accesses = size.pick(&accesses[..1], &accesses[..], &accesses[..]);
    let mut alphabet = Vec::new();
    for (from, to) in pairs(&people, &people) {
        for access in accesses {
            alphabet.push(by(from, delegate(from, to, *access)));
        }
        alphabet.push(by(to, revoke(from, to)));
        alphabet.push(by("olga", delegate(from, to, accesses[0])));
        alphabet.push(by("yan", revoke(from, to)));
    }
    alphabet.extend([
        by("ann", delegate("ann", "yan", Access::all())),
        by("yan", delegate("yan", "ann", Access::all())),
        by("ann", delegate("ann", "bob", Access::empty())),
        by("ann", delegate("bob", "ann", Access::SCHEDULE)),
        by("olga", revoke("ann", "bob")),
        by("ann", GrantSharedAccess { user: user("ann"), app: id("cal") }),
        by("ann", RevokeSharedAccess { user: user("ann"), app: id("cal") }),
    ]);
    alphabet.extend(status("bob"));
    if size == Size::Full {
        alphabet.extend(status("ann"));
        alphabet.extend([
            by("olga", SetRole { user: user("bob"), role: custom(CLERK) }),
            by("olga", SetRole { user: user("bob"), role: AccountRole::Admin }),
            by("olga", SetRole { user: user("bob"), role: AccountRole::Member }),
            by("bob", delegate("ann", "olga", Access::PROFILE | Access::RECORDINGS)),
            by("bob", delegate("olga", "ann", Access::SCHEDULE)),
            by("bob", delegate("olga", "ann", Access::REPORTS)),
        ]);
    }
    let names =
        Names { users: &["olga", "ann", "bob", "yan"], apps: &["cal"], meetings: &[], participants: &[] };
    names.model(("delegations", "three people, and one of another account"), start, alphabet, None)
}

/// The roles of users, the actors who assign them, and the privileges of two custom roles.
fn roles(size: Size) -> Model {
    let people = size.pick(&["ann", "bob"][..], &["ann", "bob"][..], &["ann", "bob", "cat"][..]);
    let mut start = office(people, &["cal", "adm"]);
    start.extend(["cal", "adm"].map(|app| by("olga", approve(app, Audience::Everybody))));
    start.push(by("ann", install("ann", "cal", Scopes::RECORDINGS_READ, true)));
    start.extend([
        by("olga", SetRole { user: user("bob"), role: AccountRole::Admin }),
        by("bob", install("bob", "adm", Scopes::SETTINGS_WRITE, false)),
    ]);
    let roles = [
        AccountRole::Member,
        AccountRole::Admin,
        custom(CLERK),
        custom(CHIEF),
        AccountRole::Owner,
        custom("none"),
    ];
    let mut alphabet = Vec::new();
    for actor in people.iter().copied().chain(["olga"]) {
        for whom in people.iter().copied().chain(["olga"]) {
            alphabet
                .extend(roles.iter().map(|role| by(actor, SetRole { user: user(whom), role: role.clone() })));
            alphabet.push(by(actor, DeactivateUser { user: user(whom) }));
            alphabet.push(by(actor, ActivateUser { user: user(whom) }));
            alphabet.push(by(actor, TransferOwnership { account: acme(), to: user(whom) }));
        }
        for (role, privileges) in
            [(CLERK, clerk()), (CLERK, Privileges::ROLES_EDIT | Privileges::USERS_READ), (CHIEF, chief())]
        {
            alphabet.push(by(actor, define(role, privileges)));
        }
        if size == Size::Full {
            alphabet.push(by(actor, define(CHIEF, Privileges::all())));
            alphabet.push(by(actor, undefine(CLERK)));
        }
        alphabet.push(by(actor, undefine(CHIEF)));
        alphabet.push(by(actor, plain(actor, "adm")));
        alphabet.push(by(actor, InstallFor { user: user("ann"), app: id("cal") }));
    }
    alphabet.push(by("zoe", SetRole { user: user("ann"), role: AccountRole::Admin }));
    let names = Names {
        users: &["olga", "ann", "bob", "zoe"],
        apps: &["cal", "adm"],
        meetings: &[],
        participants: &[],
    };
    let about = size.pick("two people and an owner", "two people and an owner", "three people and an owner");
    names.model(("roles", about), start, alphabet, size.pick(Some(1), None, None))
}

/// What becomes of a meeting until it starts: who plans it, whose it is, who may start it.
fn planning(size: Size) -> Model {
    let mut start = office(&["ann", "bob", "cat"], &["fun"]);
    start.extend([
        by("olga", SetRole { user: user("cat"), role: custom(CLERK) }),
        by("olga", plain("olga", "fun")),
        by("bob", delegate("bob", "ann", Access::SCHEDULE)),
    ]);
    let mut alphabet = vec![
        by("ann", schedule("ann", "m1", MeetingKind::Meeting)),
        by("cat", schedule("ann", "m1", MeetingKind::Meeting)),
        by("cat", schedule("olga", "m1", MeetingKind::Meeting)),
        by("zoe", schedule("ann", "m1", MeetingKind::Meeting)),
        by("ann", renumber("m1", 850_222)),
        by("bob", renumber("m1", 850_111)),
        by("ann", cancel("m1")),
        by("bob", cancel("m1")),
        by("cat", cancel("m1")),
        by("ann", give("m1", "bob")),
        by("ann", give("m1", "olga")),
        by("cat", give("m1", "cat")),
        by("cat", give("m1", "ann")),
        by("olga", give("m1", "olga")),
        by("olga", give("m1", "zoe")),
        by("ann", hosts("m1", &["bob"])),
        by("cat", hosts("m1", &["cat"])),
        by("olga", hosts("m1", &["cat", "ann"])),
        by("bob", hosts("m1", &[])),
        by("ann", begin("m1")),
        by("bob", begin("m1")),
        by("cat", begin("m1")),
        system(begin("m1")),
        system(end("m1")),
        by("bob", revoke("bob", "ann")),
        by("bob", bind("bob", "m1")),
        by("cat", RemoveUser { user: user("ann"), heir: Some(user("bob")) }),
        by("cat", RemoveUser { user: user("ann"), heir: Some(user("cat")) }),
        by("olga", RemoveUser { user: user("bob"), heir: Some(user("olga")) }),
        by("olga", RemoveUser { user: user("bob"), heir: None }),
    ];
    alphabet.extend(status("bob"));
    if size == Size::Full {
        alphabet.extend(status("ann"));
        alphabet.extend([
            by("olga", SetRole { user: user("cat"), role: AccountRole::Member }),
            by("olga", SetRole { user: user("cat"), role: custom(CLERK) }),
        ]);
    }
    let names =
        Names { users: &["olga", "ann", "bob", "cat"], apps: &["fun"], meetings: &["m1"], participants: &[] };
    let depth = size.pick(Some(3), Some(5), None);
    names.model(("planning", "four people plan a meeting"), start, alphabet, depth)
}

/// What the owner and the host of a live meeting say of two apps, one of which takes media.
fn controls(size: Size) -> Model {
    let mut start = office(&["ann", "bob"], &["fun", "cal"]);
    start.extend([
        by("olga", approve("cal", Audience::Everybody)),
        by("ann", plain("ann", "cal")),
        by("bob", plain("bob", "cal")),
        by("bob", plain("bob", "fun")),
        by("olga", schedule("olga", "m1", MeetingKind::Meeting)),
        by("olga", begin("m1")),
    ]);
    let usual = manifest("cal");
    let mut alphabet = vec![
        join("m1", Some("ann"), "p1", MeetingRole::Participant),
        join("m1", Some("ann"), "p1", MeetingRole::Host),
        join("m1", Some("bob"), "p2", MeetingRole::Host),
        join("m1", None, "p3", MeetingRole::Participant),
        by("olga", seat_role("m1", "p1", MeetingRole::Host)),
        by("bob", seat_role("m1", "p1", MeetingRole::Cohost)),
        system(seat_role("m1", "p2", MeetingRole::Host)),
        system(UpdateApp { app: id("cal"), manifest: usual.clone() }),
        system(UpdateApp {
            app: id("cal"),
            manifest: ManifestDraft { surfaces: Some(Surfaces::CLIENT), ..usual.clone() },
        }),
        system(UpdateApp {
            app: id("cal"),
            manifest: ManifestDraft { surfaces: Some(Surfaces::all()), ..usual },
        }),
        system(end("m1")),
    ];
    for (actor, app) in pairs(&["olga", "bob"], &["cal", "fun"]) {
        alphabet.extend(
            [stop("m1", app), allow("m1", app), allow_media("m1", app), forbid_media("m1", app)]
                .map(|operation| by(actor, operation)),
        );
    }
    alphabet.extend([by("ann", stop("m1", "fun")), system(allow_media("m1", "cal"))]);
    for seat in ["p1", "p2", "p3"] {
        alphabet.push(leave("m1", seat));
        alphabet.extend(["cal", "fun"].map(|app| open("m1", seat, app)));
    }
    let names = Names {
        users: &["olga", "ann", "bob"],
        apps: &["cal", "fun"],
        meetings: &["m1"],
        participants: &["p1", "p2", "p3"],
    };
    let depth = size.pick(Some(2), Some(5), None);
    names.model(("controls", "what a host says of two apps"), start, alphabet, depth)
}

/// Three seats of a live meeting, two apps that may be open in them.
fn meeting(size: Size) -> Model {
    let mut start = office(&["ann", "bob"], &["fun", "cal"]);
    start.extend([
        by("ann", plain("ann", "fun")),
        by("ann", schedule("ann", "m1", MeetingKind::Meeting)),
        by("olga", approve("cal", Audience::Everybody)),
        by("bob", plain("bob", "cal")),
    ]);
    let mut alphabet = vec![
        by("ann", begin("m1")),
        by("bob", begin("m1")),
        by("ann", end("m1")),
        by("bob", end("m1")),
        by("zoe", end("m1")),
        join("m1", Some("ann"), "p1", MeetingRole::Participant),
        join("m1", Some("bob"), "p2", MeetingRole::Cohost),
        join("m1", None, "p3", MeetingRole::Participant),
        join("m1", None, "p3", MeetingRole::Attendee),
        by("ann", seat_role("m1", "p2", MeetingRole::Host)),
        by("ann", seat_role("m1", "p2", MeetingRole::Participant)),
        by("ann", seat_role("m1", "p2", MeetingRole::Agent)),
        by("bob", seat_role("m1", "p3", MeetingRole::Cohost)),
        by("bob", plain("bob", "fun")),
        by("bob", Uninstall { user: user("bob"), app: id("fun") }),
        by("olga", DisableInstallation { user: user("ann"), app: id("fun") }),
        by("olga", EnableInstallation { user: user("ann"), app: id("fun") }),
        by("olga", DisableInstallation { user: user("bob"), app: id("fun") }),
        by("olga", EnableInstallation { user: user("bob"), app: id("fun") }),
    ];
    for seat in ["p1", "p2", "p3"] {
        alphabet.extend([leave("m1", seat), open("m1", seat, "fun"), close("m1", seat, "fun")]);
    }
    if size != Size::Tiny {
        alphabet.extend([open("m1", "p2", "cal"), close("m1", "p2", "cal"), open("m1", "p1", "cal")]);
        alphabet.extend(status("bob"));
    }
    if size == Size::Full {
        alphabet.extend([
            join("m1", Some("ann"), "p1", MeetingRole::Host),
            by("ann", seat_role("m1", "p1", MeetingRole::Cohost)),
            by("ann", delegate("ann", "bob", Access::SCHEDULE)),
            by("bob", revoke("ann", "bob")),
            by("ann", Uninstall { user: user("ann"), app: id("fun") }),
            by("ann", plain("ann", "fun")),
            system(UnpublishApp { app: id("fun") }),
            system(PublishApp { app: id("fun") }),
        ]);
    }
    let names = Names {
        users: &["olga", "ann", "bob"],
        apps: &["fun", "cal"],
        meetings: &["m1"],
        participants: &["p1", "p2", "p3"],
    };
    names.model(("meeting", "three seats, two apps"), start, alphabet, size.pick(Some(5), None, None))
}

/// Three seats of a webinar, with one of another account.
fn webinar(size: Size) -> Model {
    let mut start = office(&["ann", "bob", "yan"], &["cal", "fun"]);
    start.extend([
        by("olga", approve("cal", Audience::Everybody)),
        by("ann", plain("ann", "cal")),
        by("bob", plain("bob", "cal")),
        by("yan", plain("yan", "cal")),
        by("bob", plain("bob", "fun")),
        by("bob", schedule("bob", "w1", MeetingKind::Webinar)),
        by("bob", begin("w1")),
    ]);
    let mut alphabet = vec![by("bob", end("w1")), by("ann", plain("ann", "fun"))];
    for (seat, name, roles) in [
        ("p1", Some("bob"), &[MeetingRole::Panelist, MeetingRole::Attendee][..]),
        ("p2", Some("ann"), &[MeetingRole::Attendee, MeetingRole::Host, MeetingRole::Participant][..]),
        ("p3", Some("yan"), &[MeetingRole::Cohost, MeetingRole::Attendee][..]),
    ] {
        for role in roles {
            alphabet.push(join("w1", name, seat, *role));
            alphabet.push(by("bob", seat_role("w1", seat, *role)));
            alphabet.push(by("ann", seat_role("w1", seat, *role)));
        }
        alphabet.push(leave("w1", seat));
        for app in ["cal", "fun"] {
            alphabet.extend([open("w1", seat, app), close("w1", seat, app)]);
        }
    }
    if size == Size::Full {
        alphabet.extend(status("ann"));
        alphabet.extend([
            by("olga", policy(Required, Required, Keep)),
            by("olga", policy(Required, Required, Suspend)),
            by("olga", withdraw("cal", Audience::Everybody)),
            by("olga", approve("cal", Audience::Everybody)),
        ]);
    }
    let names = Names {
        users: &["olga", "ann", "bob", "yan"],
        apps: &["cal", "fun"],
        meetings: &["w1"],
        participants: &["p1", "p2", "p3"],
    };
    names.model(
        ("webinar", "three seats, two apps, two accounts"),
        start,
        alphabet,
        size.pick(Some(2), None, None),
    )
}

/// Two seats of an engagement of another account, and calendar events.
fn engagement(_: Size) -> Model {
    let mut start = office(&["ann", "yan"], &["cal", "fun"]);
    start.extend([
        by("yan", plain("yan", "cal")),
        by("ann", plain("ann", "fun")),
        by("zoe", delegate("zoe", "yan", Access::SCHEDULE)),
    ]);
    let mut alphabet = vec![
        by("zoe", schedule("zoe", "e1", MeetingKind::Engagement)),
        by("yan", schedule("zoe", "e1", MeetingKind::Engagement)),
        by("ann", schedule("zoe", "e1", MeetingKind::Engagement)),
        by("yan", begin("e1")),
        by("ann", begin("e1")),
        by("zoe", end("e1")),
        by("zoe", revoke("zoe", "yan")),
        by("ann", bind("ann", "e1")),
        by("zoe", bind("ann", "e1")),
        by("ann", bind("ann", "m1")),
        by("zoe", RemoveUser { user: user("yan"), heir: None }),
        join("e1", Some("yan"), "p1", MeetingRole::Agent),
        join("e1", Some("ann"), "p2", MeetingRole::Supervisor),
        join("e1", Some("ann"), "p2", MeetingRole::Host),
        join("e1", None, "p2", MeetingRole::Owner),
        by("zoe", seat_role("e1", "p2", MeetingRole::Agent)),
        by("zoe", seat_role("e1", "p2", MeetingRole::Participant)),
    ];
    for (seat, app) in pairs(&["p1", "p2"], &["cal", "fun"]) {
        alphabet.extend([open("e1", seat, app), close("e1", seat, app)]);
    }
    alphabet.extend(["p1", "p2"].map(|seat| leave("e1", seat)));
    let names = Names {
        users: &["ann", "zoe", "yan"],
        apps: &["cal", "fun"],
        meetings: &["e1"],
        participants: &["p1", "p2"],
    };
    names.model(("engagement", "two seats, two apps, calendar events"), start, alphabet, None)
}

/// Two seats of one user, in two meetings with one number, one of which is somebody else's.
fn seats(size: Size) -> Model {
    let mut start = office(&["ann", "bob"], &["fun"]);
    start.extend([
        by("ann", schedule("ann", "m1", MeetingKind::Meeting)),
        by("bob", schedule("bob", "w1", MeetingKind::Webinar)),
        by("ann", begin("m1")),
        by("bob", begin("w1")),
        by("bob", plain("bob", "fun")),
    ]);
    let mut alphabet = vec![
        by("ann", plain("ann", "fun")),
        by("ann", Uninstall { user: user("ann"), app: id("fun") }),
        by("bob", end("m1")),
        by("bob", end("w1")),
    ];
    for (meeting, roles) in [
        ("m1", [MeetingRole::Host, MeetingRole::Participant, MeetingRole::Cohost]),
        ("w1", [MeetingRole::Attendee, MeetingRole::Panelist, MeetingRole::Host]),
    ] {
        for (seat, name) in [("p1", "ann"), ("p2", "ann"), ("p2", "bob")] {
            alphabet.extend(
                roles[..size.pick(1, 2, 3)].iter().map(|role| join(meeting, Some(name), seat, *role)),
            );
        }
        for seat in ["p1", "p2"] {
            alphabet.extend([leave(meeting, seat), open(meeting, seat, "fun"), close(meeting, seat, "fun")]);
        }
    }
    let names = Names {
        users: &["ann", "bob"],
        apps: &["fun"],
        meetings: &["m1", "w1"],
        participants: &["p1", "p2"],
    };
    names.model(("seats", "several seats of one person"), start, alphabet, size.pick(Some(2), None, None))
}

/// What goes with a user who is removed, and what never comes back.
fn removals(size: Size) -> Model {
    let mut start = office(&["ann", "bob"], &["cal", "fun"]);
    start.push(by("olga", approve("cal", Audience::Everybody)));
    start.push(by("olga", plain("olga", "fun")));
    let remove = |name: &str| RemoveUser { user: user(name), heir: None };
    let inherit = |name: &str, heir: &str| RemoveUser { user: user(name), heir: Some(user(heir)) };
    let again = |name: &str, account| AddUser { account, user: user(name), role: AccountRole::Member };
    let mut alphabet = vec![
        by("olga", remove("ann")),
        by("olga", inherit("ann", "bob")),
        by("olga", inherit("bob", "olga")),
        by("olga", hosts("m1", &["bob"])),
        by("olga", remove("bob")),
        by("ann", remove("bob")),
        by("olga", remove("olga")),
        by("zoe", remove("ann")),
        by("olga", again("ann", acme())),
        system(again("bob", zen())),
        system(AddAccount { account: zen(), owner: user("ann") }),
        by("ann", schedule("ann", "m1", MeetingKind::Meeting)),
        by("bob", schedule("bob", "m1", MeetingKind::Webinar)),
        by("ann", begin("m1")),
        by("bob", begin("m1")),
        by("olga", end("m1")),
        join("m1", Some("ann"), "p1", MeetingRole::Cohost),
        join("m1", Some("bob"), "p2", MeetingRole::Cohost),
        // A second seat: a user who leaves one still has the other, until removed.
        join("m1", Some("bob"), "p1", MeetingRole::Participant),
        leave("m1", "p2"),
        open("m1", "p2", "fun"),
        by("bob", bind("bob", "m1")),
        by("olga", bind("olga", "m1")),
        by("bob", plain("bob", "fun")),
        by("ann", install("ann", "cal", Scopes::empty(), true)),
        by("ann", delegate("ann", "bob", Access::all())),
        by("bob", delegate("bob", "ann", Access::SCHEDULE)),
        by("olga", delegate("olga", "bob", Access::PROFILE)),
    ];
    if size == Size::Full {
        alphabet.extend([
            open("m1", "p1", "fun"),
            by("olga", approve("fun", one("ann"))),
            by("olga", DisableInstallation { user: user("bob"), app: id("cal") }),
            by("olga", TransferOwnership { account: acme(), to: user("ann") }),
            by("ann", remove("olga")),
        ]);
    }
    let names = Names {
        users: &["olga", "ann", "bob"],
        apps: &["cal", "fun"],
        meetings: &["m1"],
        participants: &["p1", "p2"],
    };
    names.model(("removals", "three people and a meeting"), start, alphabet, size.pick(Some(3), None, None))
}

const EVERYTHING: Names = Names {
    users: &["olga", "ann", "bob", "zoe"],
    apps: &["cal", "adm", "fun"],
    meetings: &["m1", "w1"],
    participants: &["p1", "p2"],
};

/// Each kind of change over a few names, by those who may make it and by some who may not.
fn everything() -> Vec<Change> {
    let mut changes = vec![
        system(AddAccount { account: acme(), owner: user("olga") }),
        system(AddAccount { account: zen(), owner: user("zoe") }),
        by("olga", AddAccount { account: zen(), owner: user("ann") }),
        system(AddUser { account: acme(), user: user("ann"), role: AccountRole::Member }),
        by("olga", AddUser { account: acme(), user: user("bob"), role: custom(CLERK) }),
        by("bob", AddUser { account: acme(), user: user("ann"), role: AccountRole::Admin }),
        by("zoe", AddUser { account: zen(), user: user("bob"), role: AccountRole::Owner }),
        by("olga", define(CLERK, clerk())),
        by("bob", define(CLERK, chief())),
        by("olga", SetRole { user: user("bob"), role: custom(CLERK) }),
        by("olga", SetRole { user: user("ann"), role: AccountRole::Admin }),
        by("ann", SetRole { user: user("bob"), role: AccountRole::Member }),
        by("olga", undefine(CLERK)),
        by("olga", undefine(CHIEF)),
        by("bob", undefine(CHIEF)),
        by("olga", define(CHIEF, Privileges::USERS_READ)),
        by("olga", define("owner", clerk())),
        by("bob", SetRole { user: user("bob"), role: AccountRole::Admin }),
        by("olga", TransferOwnership { account: acme(), to: user("ann") }),
        by("olga", TransferOwnership { account: acme(), to: user("zoe") }),
        by("olga", DeactivateUser { user: user("ann") }),
        by("bob", DeactivateUser { user: user("ann") }),
        by("olga", ActivateUser { user: user("ann") }),
        by("olga", RemoveUser { user: user("bob"), heir: None }),
        by("olga", RemoveUser { user: user("bob"), heir: Some(user("ann")) }),
        by("ann", RemoveUser { user: user("olga"), heir: None }),
    ];
    for app in ["cal", "adm", "fun"] {
        let manifest = manifest(app);
        changes.extend([
            system(UnpublishApp { app: id(app) }),
            by("olga", approve(app, Audience::Everybody)),
            by("olga", withdraw(app, Audience::Everybody)),
            by("olga", approve(app, one("ann"))),
            by("ann", plain("ann", app)),
            by("bob", plain("bob", app)),
            by("zoe", plain("zoe", app)),
            by("ann", RequestApp { user: user("ann"), app: id(app) }),
            by("olga", DisableInstallation { user: user("ann"), app: id(app) }),
            by("ann", Uninstall { user: user("ann"), app: id(app) }),
            open("m1", "p1", app),
            open("m1", "p2", app),
            system(RegisterApp { app: id(app), manifest }),
        ]);
    }
    changes.extend([
        by("ann", install("ann", "cal", Scopes::RECORDINGS_READ, true)),
        by("ann", GrantSharedAccess { user: user("ann"), app: id("cal") }),
        by("olga", RevokeSharedAccess { user: user("ann"), app: id("cal") }),
        by("bob", InstallFor { user: user("ann"), app: id("cal") }),
        by("olga", EnableInstallation { user: user("ann"), app: id("cal") }),
        by("olga", DeclineRequest { user: user("ann"), app: id("adm") }),
        system(PublishApp { app: id("cal") }),
        system(UpdateApp {
            app: id("cal"),
            manifest: ManifestDraft {
                uses_shared_access: false,
                optional_scopes: Scopes::empty(),
                ..manifest("cal")
            },
        }),
        by("olga", policy(Open, Open, Keep)),
        by("olga", policy(Required, Required, Keep)),
        by("olga", delegate("olga", "ann", Access::SCHEDULE)),
        by("ann", delegate("ann", "bob", Access::all())),
        by("bob", delegate("ann", "olga", Access::PROFILE)),
        by("ann", delegate("ann", "zoe", Access::PROFILE)),
        by("ann", revoke("olga", "ann")),
        by("olga", revoke("ann", "bob")),
        by("ann", schedule("ann", "m1", MeetingKind::Meeting)),
        by("ann", schedule("olga", "w1", MeetingKind::Webinar)),
        by("ann", renumber("m1", 850_222)),
        by("bob", renumber("m1", 850_222)),
        by("ann", cancel("m1")),
        by("bob", cancel("w1")),
        by("olga", give("m1", "olga")),
        by("bob", give("m1", "bob")),
        by("ann", hosts("m1", &["bob"])),
        by("zoe", hosts("m1", &["zoe"])),
        by("ann", stop("m1", "fun")),
        by("bob", stop("m1", "cal")),
        by("ann", allow("m1", "fun")),
        by("zoe", allow("m1", "fun")),
        by("ann", allow_media("m1", "cal")),
        by("zoe", allow_media("m1", "cal")),
        by("ann", forbid_media("m1", "cal")),
        by("zoe", forbid_media("m1", "cal")),
        by("ann", begin("m1")),
        by("olga", begin("w1")),
        by("bob", end("m1")),
        join("m1", Some("ann"), "p1", MeetingRole::Participant),
        join("m1", Some("bob"), "p2", MeetingRole::Host),
        join("m1", None, "p2", MeetingRole::Participant),
        join("w1", Some("ann"), "p1", MeetingRole::Attendee),
        join("w1", Some("zoe"), "p2", MeetingRole::Panelist),
        leave("m1", "p1"),
        leave("m1", "p2"),
        by("bob", seat_role("m1", "p1", MeetingRole::Host)),
        by("ann", seat_role("m1", "p2", MeetingRole::Cohost)),
        close("m1", "p1", "fun"),
        by("ann", bind("ann", "m1")),
    ]);
    changes
}

/// From nothing at all.
fn empty(size: Size) -> Model {
    let depth = size.pick(2, 6, 7);
    EVERYTHING.model(("empty", "every kind of change, from nothing"), vec![], everything(), Some(depth))
}

/// From an office where nothing has happened yet.
fn small_office(size: Size) -> Model {
    let depth = size.pick(1, 2, 4);
    let mut start = office(&["ann", "bob"], &["cal", "adm", "fun"]);
    start.push(by("olga", SetRole { user: user("bob"), role: custom(CLERK) }));
    EVERYTHING.model(
        ("office", "every kind of change, from a small office"),
        start,
        everything(),
        Some(depth),
    )
}

/// From the typical world of the laws: apps in use, delegations, live meetings.
fn busy(size: Size) -> Model {
    let depth = size.pick(1, 2, 3);
    EVERYTHING.model(
        ("busy", "every kind of change, from a busy office"),
        typical(),
        everything(),
        Some(depth),
    )
}
