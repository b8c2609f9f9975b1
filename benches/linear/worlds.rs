//! The worlds that cost most for their size, each of one account. They double with `n`.
//!
//! What made each of them expensive once, or could: the rows of one list, times the length of another. They are small. Four times
//! `n` still fits into a core's second-level cache, for otherwise the growth would be that of cache misses; and what is
//! quadratic takes most of the time already.

use consentry::directory::{
    AccountSnapshot, AppSnapshot, BindingSnapshot, DelegateSnapshot, Directory, InstanceSnapshot,
    MeetingSnapshot, RoleSnapshot, Snapshot, UserAppSnapshot, UserSnapshot,
};
use consentry::facts::{
    Access, AccountRole, MeetingKind, MeetingState, Policy, Privileges, Publication, Seat, SeatRole,
    UserStatus,
};
use consentry::{AccountId, AppId, Installation, Manifest, MeetingUuid, Scopes, UserId};

pub const ACCOUNT: u64 = 1;
pub const MAKER: u64 = 2;
/// The owner of the account.
pub const OLGA: u64 = 10;
/// The owner of the account that develops the apps.
pub const MONA: u64 = 11;
/// The user who has much of what a world has.
pub const ANN: u64 = 12;
/// The first of the other users, apps and meetings.
pub const FIRST: u64 = 100;

/// A world, and what there is much of.
pub struct World {
    pub name: &'static str,
    /// How many rows there are of a kind in the smallest of the worlds compared.
    pub n: u64,
    pub build: fn(u64) -> Directory,
}

pub const WORLDS: &[World] = &[
    World { name: APPROVED, n: 500, build: approved_and_requested },
    World { name: ROLES, n: 500, build: a_role_for_each_user },
    World { name: LONG_NAMES, n: 500, build: users_of_a_long_role },
    World { name: DELEGATORS, n: 500, build: delegators_of_one },
    World { name: APPS_OF_ONE, n: 1_000, build: apps_of_one },
    World { name: SEATS_OF_ONE, n: 250, build: seats_of_one },
    World { name: STOPPED, n: 500, build: apps_stopped_and_open },
    World { name: GUESTS, n: 250, build: guests_of_an_app },
    World { name: EVENTS, n: 400, build: events_of_one },
    World { name: HOSTS, n: 250, build: meetings_of_one },
];

pub const APPROVED: &str = "apps approved, users with 200 requests each";
pub const ROLES: &str = "custom roles, a user of each";
pub const LONG_NAMES: &str = "users of a role with the longest name";
pub const DELEGATORS: &str = "delegators of one user";
pub const APPS_OF_ONE: &str = "apps of one user";
pub const SEATS_OF_ONE: &str = "seats of one user in a meeting, and in as many others";
pub const STOPPED: &str = "apps stopped in a meeting, and open in it";
pub const GUESTS: &str = "guests and users who run an app, apps approved";
pub const EVENTS: &str = "events in one calendar, each of a meeting";
pub const HOSTS: &str = "meetings of one user, with 30 alternative hosts each";

fn world(apps: impl Iterator<Item = AppSnapshot>, account: AccountSnapshot) -> Directory {
    let maker = AccountSnapshot { users: vec![user(MONA, AccountRole::Owner)], ..account_of(MAKER) };
    let snapshot = Snapshot {
        version: Snapshot::VERSION,
        revision: 0,
        apps: apps.collect(),
        accounts: vec![account, maker],
    };
    Directory::try_from(snapshot).expect("it keeps every invariant")
}

fn account_of(id: u64) -> AccountSnapshot {
    AccountSnapshot {
        id: AccountId::from(id),
        policy: Policy::default(),
        approved: vec![],
        roles: vec![],
        users: vec![],
        removed_users: vec![],
        meetings: vec![],
        removed_meetings: vec![],
    }
}

/// The account, with its owner, Ann, and others.
fn account(others: impl Iterator<Item = UserSnapshot>) -> AccountSnapshot {
    let people = [user(OLGA, AccountRole::Owner), user(ANN, AccountRole::Member)];
    AccountSnapshot { users: people.into_iter().chain(others).collect(), ..account_of(ACCOUNT) }
}

fn user(id: u64, role: AccountRole) -> UserSnapshot {
    let (apps, delegates, calendar) = (vec![], vec![], vec![]);
    UserSnapshot { id: id.into(), role, status: UserStatus::Active, apps, delegates, calendar }
}

fn app(id: u64, manifest: Manifest) -> AppSnapshot {
    AppSnapshot { id: id.into(), manifest, publication: Publication::Published }
}

fn apps(n: u64) -> impl Iterator<Item = AppSnapshot> {
    let draft = Manifest::user_managed(MAKER.into()).require(Scopes::MEETINGS_READ).offer_shared_access();
    let manifest = draft.build().expect("valid");
    (FIRST..FIRST + n).map(move |id| app(id, manifest.clone()))
}

fn ids<I: From<u64>>(n: u64) -> impl Iterator<Item = I> {
    (FIRST..FIRST + n).map(I::from)
}

fn meeting(uuid: u64, owner: u64, state: MeetingState) -> MeetingSnapshot {
    MeetingSnapshot {
        uuid: uuid.into(),
        owner: owner.into(),
        number: 4_711.into(),
        topic: "".into(),
        kind: MeetingKind::Meeting,
        state,
        alternative_hosts: vec![],
        stopped: vec![],
        media_allowed: vec![],
        seats: vec![],
        open: vec![],
    }
}

fn seat(participant: u64, user: Option<u64>) -> Seat {
    Seat { participant: participant.into(), user: user.map(UserId::from), role: SeatRole::Participant }
}

fn entry(app: AppId) -> UserAppSnapshot {
    UserAppSnapshot { app, installation: None, disabled: false, approved: false, requested: false }
}

fn approved_and_requested(n: u64) -> Directory {
    const EACH: u64 = 200;
    let requests = |first: u64| {
        (first..first + EACH).map(|app| UserAppSnapshot { requested: true, ..entry(app.into()) })
    };
    let others = (FIRST..FIRST + n / 20)
        .map(|id| UserSnapshot { apps: requests(FIRST + n).collect(), ..user(id, AccountRole::Member) });
    world(apps(n + EACH), AccountSnapshot { approved: ids(n).collect(), ..account(others) })
}

fn a_role_for_each_user(n: u64) -> Directory {
    let name = |nth: u64| format!("role {nth:07}").into_boxed_str();
    let roles = (0..n).map(|nth| RoleSnapshot { name: name(nth), privileges: Privileges::USERS_READ });
    // The last role belongs to the first user.
    let others = (0..n).map(|nth| user(FIRST + nth, AccountRole::Custom(name(n - 1 - nth))));
    world(apps(1), AccountSnapshot { roles: roles.collect(), ..account(others) })
}

fn users_of_a_long_role(n: u64) -> Directory {
    let name: Box<str> = "𝒳".repeat(128).into();
    let others = (0..n).map(|nth| user(FIRST + nth, AccountRole::Custom(name.clone())));
    let roles = vec![RoleSnapshot { name: name.clone(), privileges: Privileges::USERS_READ }];
    world(apps(1), AccountSnapshot { roles, ..account(others) })
}

fn delegators_of_one(n: u64) -> Directory {
    let delegates = vec![DelegateSnapshot { delegate: ANN.into(), access: Access::MEETINGS }];
    let others = (0..n)
        .map(|nth| UserSnapshot { delegates: delegates.clone(), ..user(FIRST + nth, AccountRole::Member) });
    world(apps(1), account(others))
}

fn apps_of_one(n: u64) -> Directory {
    let mut account = account([].into_iter());
    let installation = Some(Installation::new(Scopes::MEETINGS_READ));
    let entries =
        ids(n).map(|app| UserAppSnapshot { installation, disabled: true, requested: true, ..entry(app) });
    account.users[1].apps = entries.collect();
    world(apps(n), account)
}

fn seats_of_one(n: u64) -> Directory {
    let seats = (0..n).map(|participant| seat(participant, Some(ANN)));
    let many = MeetingSnapshot { seats: seats.collect(), ..meeting(FIRST, OLGA, MeetingState::Live) };
    let others = (1..=n).map(|nth| MeetingSnapshot {
        seats: vec![seat(1, Some(ANN))],
        ..meeting(FIRST + nth, OLGA, MeetingState::Live)
    });
    let meetings = [many].into_iter().chain(others).collect();
    world(apps(1), AccountSnapshot { meetings, ..account([].into_iter()) })
}

fn apps_stopped_and_open(n: u64) -> Directory {
    let open =
        (FIRST + n..FIRST + 2 * n).map(|app| InstanceSnapshot { participant: 1_u64.into(), app: app.into() });
    let live = MeetingSnapshot {
        stopped: ids(n).collect(),
        seats: vec![seat(1, Some(ANN))],
        open: open.collect(),
        ..meeting(FIRST, OLGA, MeetingState::Live)
    };
    world(apps(2 * n), AccountSnapshot { meetings: vec![live], ..account([].into_iter()) })
}

/// Half of those who run the app are guests. The others have installed it, and all apps are approved.
fn guests_of_an_app(n: u64) -> Directory {
    let draft = Manifest::user_managed(MAKER.into()).guest_mode();
    let first = app(FIRST - 1, draft.build().expect("valid"));
    let installed =
        vec![UserAppSnapshot { installation: Some(Installation::new(Scopes::empty())), ..entry(first.id) }];
    let others =
        (0..n).map(|nth| UserSnapshot { apps: installed.clone(), ..user(FIRST + nth, AccountRole::Member) });
    let seats = (0..2 * n).map(|nth| seat(nth, (nth < n).then_some(FIRST + nth)));
    let open = (0..2 * n).map(|nth| InstanceSnapshot { participant: nth.into(), app: first.id });
    let live = MeetingSnapshot {
        seats: seats.collect(),
        open: open.collect(),
        ..meeting(FIRST, OLGA, MeetingState::Live)
    };
    let approved = [first.id].into_iter().chain(ids(n)).collect();
    world(
        [first].into_iter().chain(apps(n)),
        AccountSnapshot { approved, meetings: vec![live], ..account(others) },
    )
}

fn events_of_one(n: u64) -> Directory {
    let mut account = account([].into_iter());
    let meetings = (0..n).map(|nth| meeting(FIRST + nth, OLGA, MeetingState::Scheduled));
    account.meetings = meetings.collect();
    let events = (0..n).map(|nth| BindingSnapshot {
        event: format!("event {nth:07}").into(),
        meeting: MeetingUuid::from(FIRST + n - 1 - nth),
    });
    account.users[1].calendar = events.collect();
    world(apps(1), account)
}

fn meetings_of_one(n: u64) -> Directory {
    let mut account = account((0..30).map(|nth| user(FIRST + nth, AccountRole::Member)));
    let hosts: Vec<UserId> = ids(30).collect();
    account.meetings = (0..n)
        .map(|nth| MeetingSnapshot {
            alternative_hosts: hosts.clone(),
            ..meeting(FIRST + nth, ANN, MeetingState::Scheduled)
        })
        .collect();
    world(apps(1), account)
}
