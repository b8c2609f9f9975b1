//! Law 10: which changes are independent.
//!
//! A change reads some cells of the world, to be checked, and writes others. Two changes are independent if
//! neither writes a cell that the other reads or writes. The footprints here err on the side of dependence.

use consentry::catalog::MeetingRole;
use consentry::directory::{Actor, Audience, Change, Operation};
use consentry::{AccountId, AppId, MeetingUuid, ParticipantId, UserId};

/// Changes of which each is independent of every other: each one that is independent of those before it.
pub fn independent(changes: &[Change]) -> Vec<&Change> {
    let mut chosen: Vec<&Change> = Vec::new();
    for change in changes {
        if chosen.iter().all(|other| are_independent(other, change)) {
            chosen.push(change);
        }
    }
    chosen
}

fn are_independent(one: &Change, other: &Change) -> bool {
    let (one, other) = (footprint(one), footprint(other));
    let touches = |written: &Cell, other: &Footprint| {
        other.reads.iter().chain(&other.writes).any(|cell| cell.overlaps(*written))
    };
    !one.writes.iter().any(|cell| touches(cell, &other))
        && !other.writes.iter().any(|cell| touches(cell, &one))
}

struct Footprint {
    reads: Vec<Cell>,
    writes: Vec<Cell>,
}

/// A part of the world, or all parts of its kind where an id is not said.
#[derive(Clone, Copy)]
struct Cell(Part, Option<u128>, Option<u128>);

impl Cell {
    fn overlaps(self, other: Self) -> bool {
        let same = |one: Option<u128>, other: Option<u128>| one.is_none() || other.is_none() || one == other;
        self.0 == other.0 && same(self.1, other.1) && same(self.2, other.2)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The existence of an account.
    Account,
    /// The custom roles of an account.
    Roles,
    /// The marketplace policy of an account.
    Policy,
    /// The approval of an account for all, of an app.
    Approved,
    /// A user's existence, role and status.
    User,
    /// Manifest and publication of an app.
    App,
    /// A user's entry for an app.
    Entry,
    /// The delegations that a user has given.
    Given,
    /// A meeting and what its host has said of apps, without its seats.
    Meeting,
    /// A seat of a meeting with the apps open in it.
    Seat,
    /// The calendar events of a user.
    Calendar,
}

fn footprint(change: &Change) -> Footprint {
    use Operation::*;
    let account = |account: AccountId| Cell(Part::Account, Some(account.as_u128()), None);
    let roles = |account: AccountId| Cell(Part::Roles, Some(account.as_u128()), None);
    let policy = |account: AccountId| Cell(Part::Policy, Some(account.as_u128()), None);
    let approved =
        |account: AccountId, app: AppId| Cell(Part::Approved, Some(account.as_u128()), Some(app.as_u128()));
    let user = |user: UserId| Cell(Part::User, Some(user.as_u128()), None);
    let app = |app: AppId| Cell(Part::App, Some(app.as_u128()), None);
    let entry = |user: UserId, app: AppId| Cell(Part::Entry, Some(user.as_u128()), Some(app.as_u128()));
    let entries = |app: AppId| Cell(Part::Entry, None, Some(app.as_u128()));
    let given = |user: UserId| Cell(Part::Given, Some(user.as_u128()), None);
    let meeting = |meeting: MeetingUuid| Cell(Part::Meeting, Some(meeting.as_u128()), None);
    let seat = |meeting: MeetingUuid, participant: ParticipantId| {
        Cell(Part::Seat, Some(meeting.as_u128()), Some(participant.as_u128()))
    };
    let seats = |meeting: MeetingUuid| Cell(Part::Seat, Some(meeting.as_u128()), None);
    // A new host takes the role from another seat, and media is allowed anew.
    let seated = |of: MeetingUuid, participant: ParticipantId, role: MeetingRole| {
        if role == MeetingRole::Host { vec![meeting(of), seats(of)] } else { vec![seat(of, participant)] }
    };
    let calendar = |user: UserId| Cell(Part::Calendar, Some(user.as_u128()), None);
    let all = |part: Part| Cell(part, None, None);
    // The change does not contain the account of its user: a check of the account's policy reads all accounts.
    let allowed =
        |app_: AppId| [app(app_), all(Part::Policy), Cell(Part::Approved, None, Some(app_.as_u128()))];

    let (reads, writes) = match change.operation {
        AddAccount { account: new, owner } => (vec![], vec![account(new), user(owner)]),
        AddUser { account: of, user: new, .. } => (vec![account(of), roles(of)], vec![user(new)]),
        SetRole { user: of, .. } => (vec![all(Part::Roles)], vec![user(of)]),
        DefineRole { account: of, .. } => (vec![account(of)], vec![roles(of)]),
        DeleteRole { account: of, .. } => (vec![account(of), all(Part::User)], vec![roles(of)]),
        TransferOwnership { account: of, to } => {
            let owner = match change.by {
                Actor::System => None,
                Actor::User(owner) => Some(user(owner)),
            };
            (vec![account(of)], owner.into_iter().chain([user(to)]).collect())
        }
        DeactivateUser { user: of } | ActivateUser { user: of } => (vec![], vec![user(of)]),
        RemoveUser { user: of, heir } => (
            heir.map(user).into_iter().collect(),
            vec![
                user(of),
                Cell(Part::Entry, Some(of.as_u128()), None),
                all(Part::Given),
                all(Part::Meeting),
                all(Part::Seat),
                all(Part::Calendar),
            ],
        ),

        RegisterApp { app: new, ref manifest } => (vec![account(manifest.developer)], vec![app(new)]),
        UpdateApp { app: of, ref manifest } => {
            (vec![account(manifest.developer)], vec![app(of), entries(of), all(Part::Meeting)])
        }
        UnpublishApp { app: of } | PublishApp { app: of } => (vec![], vec![app(of)]),
        SetPolicy { account: of, .. } => (vec![account(of)], vec![policy(of)]),
        ApproveApp { account: of, app: which, audience: Audience::Everybody }
        | WithdrawApproval { account: of, app: which, audience: Audience::Everybody } => {
            (vec![account(of), app(which)], vec![approved(of, which), entries(which)])
        }
        ApproveApp { account: of, app: which, audience: Audience::User(whose) }
        | WithdrawApproval { account: of, app: which, audience: Audience::User(whose) } => {
            (vec![account(of), app(which), user(whose), approved(of, which)], vec![entry(whose, which)])
        }

        RequestApp { user: of, app: which }
        | DeclineRequest { user: of, app: which }
        | Install { user: of, app: which, .. }
        | InstallFor { user: of, app: which }
        | GrantSharedAccess { user: of, app: which }
        | RevokeSharedAccess { user: of, app: which }
        | DisableInstallation { user: of, app: which }
        | EnableInstallation { user: of, app: which }
        | Uninstall { user: of, app: which } => {
            let reads = [user(of)].into_iter().chain(allowed(which)).collect();
            (reads, vec![entry(of, which)])
        }

        Delegate { delegator, delegate, .. } | RevokeDelegation { delegator, delegate } => {
            (vec![user(delegator), user(delegate)], vec![given(delegator)])
        }

        ScheduleMeeting { owner, meeting: new, .. } => (vec![user(owner), given(owner)], vec![meeting(new)]),
        // The change does not contain the meeting's owner and hosts.
        UpdateMeeting { meeting: of, .. }
        | MoveMeeting { meeting: of, .. }
        | SetAlternativeHosts { meeting: of, .. } => {
            (vec![all(Part::User), all(Part::Given)], vec![meeting(of)])
        }
        CancelMeeting { meeting: of } => {
            (vec![all(Part::User), all(Part::Given)], vec![meeting(of), all(Part::Calendar)])
        }
        AllowApp { meeting: of, app: which }
        | AllowMedia { meeting: of, app: which }
        | ForbidMedia { meeting: of, app: which } => {
            (vec![all(Part::User), seats(of), app(which)], vec![meeting(of)])
        }
        StopApp { meeting: of, app: which } => {
            (vec![all(Part::User), app(which)], vec![meeting(of), seats(of)])
        }
        StartMeeting { meeting: of } => (vec![all(Part::User), all(Part::Given)], vec![meeting(of)]),
        EndMeeting { meeting: of } => (vec![all(Part::User)], vec![meeting(of), seats(of)]),
        Join { meeting: of, user: who, participant, role } => {
            let reads = who.map(user).into_iter().chain([meeting(of)]).collect();
            (reads, seated(of, participant, role))
        }
        Leave { meeting: of, participant } => (vec![meeting(of)], vec![seat(of, participant)]),
        SetSeatRole { meeting: of, participant, role } => {
            (vec![all(Part::User), meeting(of), seats(of)], seated(of, participant, role))
        }
        // A guest opens an app by the invitation of another seat.
        OpenApp { meeting: of, participant, app: which }
        | CloseApp { meeting: of, participant, app: which } => {
            let place = [all(Part::User), entries(which), meeting(of), seats(of)];
            (place.into_iter().chain(allowed(which)).collect(), vec![seat(of, participant)])
        }
        ConfirmCalendarEvent { user: of, meeting: to, .. } => {
            (vec![user(of), meeting(to)], vec![calendar(of)])
        }
    };
    let actor = match change.by {
        Actor::System => vec![],
        Actor::User(by) => vec![user(by), all(Part::Roles)],
    };
    Footprint { reads: [reads, actor].concat(), writes }
}
