//! What holds in every snapshot of a directory, whatever led to it: each invariant for itself, over the rows alone.

use std::collections::BTreeSet;

use consentry::directory::{BindingSnapshot, Snapshot, UserAppSnapshot};
use consentry::facts::{AccountRole, MeetingState, SeatRole, UserStatus};
use consentry::{AccountId, AppId, Installation, MeetingUuid, ParticipantId, UserId};

use crate::model::{fits, is_role_name};

/// The invariants that a snapshot breaks, in words.
pub fn broken(snapshot: &Snapshot) -> Vec<&'static str> {
    let mut broken = Vec::new();
    check(snapshot, |invariant, holds| broken.extend((!holds).then_some(invariant)));
    broken
}

/// Every invariant that is checked of a snapshot: all that there are, if it has rows of every kind.
pub fn checked(snapshot: &Snapshot) -> BTreeSet<&'static str> {
    let mut checked = BTreeSet::new();
    check(snapshot, |invariant, _| _ = checked.insert(invariant));
    checked
}

/// The one invariant that is not about rows.
pub const VERSION: &str = "the version is the one there is";

/// Calls back with each invariant, for each row that it is about, and whether it holds.
fn check(snapshot: &Snapshot, mut must: impl FnMut(&'static str, bool)) {
    let Snapshot { version, revision: _, apps, accounts } = snapshot;
    let users = || accounts.iter().flat_map(|account| account.users.iter().map(move |user| (account, user)));
    let meetings = || accounts.iter().flat_map(|account| &account.meetings);
    let app = |id: AppId| apps.iter().find(|app| app.id == id);
    let is_account = |id: AccountId| accounts.iter().any(|account| account.id == id);
    let user_ids: BTreeSet<UserId> = users().map(|(_, user)| user.id).collect();
    let meeting_ids: BTreeSet<MeetingUuid> = meetings().map(|meeting| meeting.uuid).collect();

    must(VERSION, *version == 2);
    must("apps are sorted", is_sorted(apps, |app| app.id));
    must("accounts are sorted", is_sorted(accounts, |account| account.id));
    must("an account develops an app", apps.iter().all(|app| is_account(app.manifest.developer())));

    let removed = || accounts.iter().flat_map(|account| &account.removed_users);
    let ever: BTreeSet<UserId> = user_ids.iter().chain(removed()).copied().collect();
    must("a user id is used once", ever.len() == users().count() + removed().count());
    must("nobody is no user", !ever.contains(&UserId::NOBODY));
    let removed = || accounts.iter().flat_map(|account| &account.removed_meetings);
    let ever: BTreeSet<MeetingUuid> = meeting_ids.iter().chain(removed()).copied().collect();
    must("a meeting UUID is used once", ever.len() == meetings().count() + removed().count());

    for account in accounts {
        let owners: Vec<_> = account
            .users
            .iter()
            .filter(|user| user.role == AccountRole::Owner)
            .map(|user| user.status)
            .collect();
        let is_owner = |id: UserId| account.users.iter().any(|user| user.id == id);
        must("an account has one owner, who is active", owners == [UserStatus::Active]);
        must("approvals are sorted", is_sorted(&account.approved, |app| *app));
        must("a role has a name", account.roles.iter().all(|role| is_role_name(&role.name)));
        must("roles are sorted", is_sorted(&account.roles, |role| role.name.clone()));
        must("users are sorted", is_sorted(&account.users, |user| user.id));
        must("removed users are sorted", is_sorted(&account.removed_users, |user| *user));
        must("meetings are sorted", is_sorted(&account.meetings, |meeting| meeting.uuid));
        must("removed meetings are sorted", is_sorted(&account.removed_meetings, |meeting| *meeting));
        must("an approved app is known", account.approved.iter().all(|id| app(*id).is_some()));
        must("a meeting is of its account", account.meetings.iter().all(|meeting| is_owner(meeting.owner)));
    }

    for (account, user) in users() {
        let is_colleague = |id: UserId| account.users.iter().any(|user| user.id == id) && id != user.id;
        let is_defined = match &user.role {
            AccountRole::Custom(name) => account.roles.iter().any(|role| role.name == *name),
            AccountRole::Owner | AccountRole::Admin | AccountRole::Member => true,
        };
        must("a custom role is defined", is_defined);
        must("entries are sorted", is_sorted(&user.apps, |entry| entry.app));
        must("delegates are sorted", is_sorted(&user.delegates, |row| row.delegate));
        must("a delegator has at most 30 delegates", user.delegates.len() <= 30);
        must("a delegate is a colleague", user.delegates.iter().all(|row| is_colleague(row.delegate)));
        must("a delegation is of something", user.delegates.iter().all(|row| row.access.names().count() > 0));
        must("a calendar is sorted", is_sorted(&user.calendar, |binding| binding.event.clone()));
        let is_meeting = |binding: &BindingSnapshot| meeting_ids.contains(&binding.meeting);
        must("an event is bound to a known meeting", user.calendar.iter().all(is_meeting));
        for entry in &user.apps {
            let UserAppSnapshot { app: id, installation, disabled, approved, requested } = entry;
            must("an entry says something", installation.is_some() || *disabled || *approved || *requested);
            must("an app of a user is known", app(*id).is_some());
            let Some(app) = app(*id) else { continue };
            let granted = |row: &Installation| row.scopes.names().collect::<BTreeSet<_>>();
            let asked_for = app.manifest.scopes().names().collect();
            must(
                "a grant is within the manifest",
                installation.is_none_or(|row| granted(&row).is_subset(&asked_for)),
            );
            let ticked = installation.is_some_and(|row| row.shared_access);
            must("a tick is one that the manifest offers", !ticked || app.manifest.uses_shared_access());
            let is_approved = *approved || account.approved.contains(id);
            must("a request is for something", !(*requested && is_approved));
        }
    }

    for (account, meeting) in
        accounts.iter().flat_map(|account| account.meetings.iter().map(move |row| (account, row)))
    {
        let is_live = meeting.state == MeetingState::Live;
        let hosts = &meeting.alternative_hosts;
        let is_colleague = |id: &UserId| account.users.iter().any(|user| user.id == *id);
        must("alternative hosts are sorted", is_sorted(hosts, |host| *host));
        must("a meeting has at most 30 alternative hosts", hosts.len() <= 30);
        must("an alternative host is a colleague", hosts.iter().all(is_colleague));
        must("an owner is no alternative host", !hosts.contains(&meeting.owner));
        let (stopped, allowed) = (&meeting.stopped, &meeting.media_allowed);
        must("stopped apps are sorted", is_sorted(stopped, |app| *app));
        must("apps with media are sorted", is_sorted(allowed, |app| *app));
        must("a host speaks in live meetings", is_live || stopped.is_empty() && allowed.is_empty());
        must("a host speaks of known apps", stopped.iter().chain(allowed).all(|id| app(*id).is_some()));
        must("a stopped app takes no media", stopped.iter().all(|app| !allowed.contains(app)));
        must("a stopped app is not open", meeting.open.iter().all(|open| !stopped.contains(&open.app)));
        let seated_hosts = meeting.seats.iter().filter(|seat| seat.role == SeatRole::Host);
        must("a meeting has one host at most", seated_hosts.count() <= 1);
        let seated: BTreeSet<ParticipantId> = meeting.seats.iter().map(|seat| seat.participant).collect();
        must("seats are in live meetings", meeting.seats.is_empty() || meeting.state == MeetingState::Live);
        must("seats are sorted", is_sorted(&meeting.seats, |seat| seat.participant));
        must("a role fits", meeting.seats.iter().all(|seat| fits(meeting.kind, seat.role.into())));
        let seat_users = meeting.seats.iter().filter_map(|seat| seat.user);
        must("who is seated is known", seat_users.into_iter().all(|user| user_ids.contains(&user)));
        must("instances are sorted", is_sorted(&meeting.open, |open| (open.participant, open.app)));
        must("an open app is known", meeting.open.iter().all(|open| app(open.app).is_some()));
        must("an app is open in a seat", meeting.open.iter().all(|open| seated.contains(&open.participant)));
    }
}

/// Sorted, and without duplicates.
fn is_sorted<T, K: Ord>(rows: &[T], key: impl Fn(&T) -> K) -> bool {
    rows.windows(2).all(|pair| key(&pair[0]) < key(&pair[1]))
}
