//! Meetings, seats, what hosts say of apps, apps that are open in them, and calendar events.

use consentry::catalog::MeetingRole;
use consentry::directory::{
    BindingSnapshot, Condition, InstanceSnapshot, MeetingSnapshot, NewId, Refusal, Restriction, Snapshot, Who,
};
use consentry::facts::{
    Listing, MeetingKind, MeetingState, Privileges, Publication, Seat, SeatRole, Surfaces, UserStatus,
};
use consentry::id::MeetingNumber;
use consentry::{AppId, MeetingUuid, ParticipantId, UserId};

use super::actor::schedules_for;
use super::installations::is_approved;
use super::{Before, May, Objection, Reading, edit};
use crate::laws::rows::Rows;

/// The most alternative hosts that a meeting may have.
const MAX_ALTERNATIVE_HOSTS: usize = 30;

pub(super) fn schedule_meeting(
    before: &Before<'_>,
    owner: UserId,
    meeting: MeetingUuid,
    number: MeetingNumber,
    topic: Box<str>,
    kind: MeetingKind,
) -> Reading {
    let accounts = &before.rows.snapshot.accounts;
    let was_ever = accounts.iter().any(|account| account.removed_meetings.contains(&meeting));
    let exists = before.rows.meeting(meeting).is_some() || was_ever;
    let home = before.home(owner);
    Reading {
        names: vec![before.unknown_user(owner)],
        may: May::by(schedulers(before, Some(owner)))
            .unless(before.by.is_below(owner), Restriction::StrongerUser),
        faults: vec![
            (exists, Refusal::AlreadyExists(NewId::Meeting(meeting))),
            (before.is_inactive(owner), Refusal::Inactive),
        ],
        edit: Box::new(move |rows| {
            let account = edit::account(rows, home.expect("the owner is known"));
            account.meetings.push(MeetingSnapshot {
                uuid: meeting,
                owner,
                number,
                topic,
                kind,
                state: MeetingState::Scheduled,
                alternative_hosts: vec![],
                stopped: vec![],
                media_allowed: vec![],
                seats: vec![],
                open: vec![],
            });
        }),
    }
}

/// The owner of a meeting, a delegate of the owner with `schedule`, or an administrator.
fn schedulers(before: &Before<'_>, owner: Option<UserId>) -> Vec<Who> {
    let Some(owner) = owner else { return vec![] };
    let administrator = before.administrator_of(owner, Privileges::USERS_EDIT);
    [vec![Who::User(owner), Who::SchedulerOf(owner)], administrator].concat()
}

/// Whoever may schedule for a meeting's owner, within what limits an administrator.
fn may_plan(before: &Before<'_>, meeting: MeetingUuid) -> May {
    let owner = before.owner_of(meeting);
    let is_stronger = owner.is_some_and(|owner| before.by.is_below(owner));
    May::by(schedulers(before, owner)).unless(is_stronger, Restriction::StrongerUser)
}

fn has_ended(before: &Before<'_>, meeting: MeetingUuid) -> Objection {
    (before.is_in_state(meeting, MeetingState::Ended), Condition::MeetingEnded.into())
}

fn is_not_scheduled(before: &Before<'_>, meeting: MeetingUuid) -> Objection {
    (!before.is_in_state(meeting, MeetingState::Scheduled), Condition::NotScheduled.into())
}

fn is_not_live(before: &Before<'_>, meeting: MeetingUuid) -> Objection {
    (!before.is_in_state(meeting, MeetingState::Live), Condition::NotLive.into())
}

pub(super) fn update_meeting(
    before: &Before<'_>,
    meeting: MeetingUuid,
    number: MeetingNumber,
    topic: Box<str>,
) -> Reading {
    Reading {
        names: vec![before.unknown_meeting(meeting)],
        may: may_plan(before, meeting),
        faults: vec![has_ended(before, meeting)],
        edit: Box::new(move |rows| {
            let meeting = edit::meeting(rows, meeting);
            meeting.number = number;
            meeting.topic = topic;
        }),
    }
}

pub(super) fn cancel_meeting(before: &Before<'_>, meeting: MeetingUuid) -> Reading {
    Reading {
        names: vec![before.unknown_meeting(meeting)],
        may: may_plan(before, meeting),
        faults: vec![is_not_scheduled(before, meeting)],
        edit: Box::new(move |rows| {
            for account in &mut rows.accounts {
                if account.meetings.iter().any(|row| row.uuid == meeting) {
                    account.removed_meetings.push(meeting);
                }
                account.meetings.retain(|row| row.uuid != meeting);
            }
            for user in edit::users(rows) {
                user.calendar.retain(|binding| binding.meeting != meeting);
            }
        }),
    }
}

/// The owner gives a meeting only to somebody for whom it could schedule one.
pub(super) fn move_meeting(before: &Before<'_>, meeting: MeetingUuid, to: UserId) -> Reading {
    let owner = before.owner_of(meeting);
    let giver = owner.filter(|owner| schedules_for(before.rows, *owner, to)).map(Who::User);
    let home = owner.and_then(|owner| before.home(owner));
    let administrator = before.administrator(home, Privileges::USERS_EDIT);
    let is_stronger = before.by.is_below(to) || owner.is_some_and(|owner| before.by.is_below(owner));
    Reading {
        names: vec![before.unknown_meeting(meeting), before.unknown_user(to)],
        may: May::by(giver.into_iter().chain(administrator).collect::<Vec<_>>())
            .unless(is_stronger, Restriction::StrongerUser)
            .unless(before.by.would_favor_itself(to), Restriction::OwnFavor),
        faults: vec![
            (before.home(to) != home, Refusal::DifferentAccount),
            (before.is_inactive(to), Refusal::Inactive),
            is_not_scheduled(before, meeting),
            (owner == Some(to), Condition::AlreadyOwner.into()),
        ],
        edit: Box::new(move |rows| {
            let meeting = edit::meeting(rows, meeting);
            meeting.owner = to;
            meeting.alternative_hosts.clear();
        }),
    }
}

pub(super) fn set_alternative_hosts(
    before: &Before<'_>,
    meeting: MeetingUuid,
    users: Vec<UserId>,
) -> Reading {
    let owner = before.owner_of(meeting);
    let home = owner.and_then(|owner| before.home(owner));
    let is_foreign = users.iter().any(|user| before.home(*user) != home);
    let repeats = users.iter().enumerate().any(|(nth, user)| users[..nth].contains(user));
    let names_itself = users.iter().any(|user| before.by.would_favor_itself(*user));
    let unknown_users = users.iter().map(|user| before.unknown_user(*user));
    Reading {
        names: [before.unknown_meeting(meeting)].into_iter().chain(unknown_users).collect(),
        may: may_plan(before, meeting).unless(names_itself, Restriction::OwnFavor),
        faults: vec![
            (is_foreign, Refusal::DifferentAccount),
            (owner.is_some_and(|owner| users.contains(&owner)), Condition::OwnerAsHost.into()),
            (repeats, Condition::HostTwice.into()),
            (users.len() > MAX_ALTERNATIVE_HOSTS, Condition::TooManyHosts.into()),
            has_ended(before, meeting),
        ],
        edit: Box::new(move |rows| edit::meeting(rows, meeting).alternative_hosts = users),
    }
}

pub(super) fn start_meeting(before: &Before<'_>, meeting: MeetingUuid) -> Reading {
    let owner = before.owner_of(meeting);
    let owners = owner.into_iter().flat_map(|owner| [Who::User(owner), Who::SchedulerOf(owner)]);
    let who: Vec<Who> = owners.chain([Who::AlternativeHost(meeting), Who::System]).collect();
    Reading {
        names: vec![before.unknown_meeting(meeting)],
        may: May::by(who),
        faults: vec![
            (owner.is_some_and(|owner| before.is_inactive(owner)), Refusal::Inactive),
            is_not_scheduled(before, meeting),
        ],
        edit: Box::new(move |rows| edit::meeting(rows, meeting).state = MeetingState::Live),
    }
}

/// The owner of a meeting, or the user who sits there as host.
fn hosts(before: &Before<'_>, meeting: MeetingUuid) -> Vec<Who> {
    before.owner_of(meeting).map(Who::User).into_iter().chain([Who::Host(meeting)]).collect()
}

pub(super) fn end_meeting(before: &Before<'_>, meeting: MeetingUuid) -> Reading {
    let home = before.owner_of(meeting).and_then(|owner| before.home(owner));
    let administrator = before.administrator(home, Privileges::USERS_EDIT);
    Reading {
        names: vec![before.unknown_meeting(meeting)],
        may: May::by([hosts(before, meeting), administrator, vec![Who::System]].concat()),
        faults: vec![is_not_live(before, meeting)],
        edit: Box::new(move |rows| {
            let meeting = edit::meeting(rows, meeting);
            meeting.state = MeetingState::Ended;
            meeting.stopped.clear();
            meeting.media_allowed.clear();
            meeting.seats.clear();
            meeting.open.clear();
        }),
    }
}

/// What a host says of an app in a live meeting, and what follows from it.
fn say(
    before: &Before<'_>,
    meeting: MeetingUuid,
    app: AppId,
    faults: Vec<Objection>,
    effect: fn(&mut MeetingSnapshot, AppId),
) -> Reading {
    Reading {
        names: vec![before.unknown_meeting(meeting), before.unknown_app(app)],
        may: May::by(hosts(before, meeting)),
        faults: [is_not_live(before, meeting)].into_iter().chain(faults).collect(),
        edit: Box::new(move |rows: &mut Snapshot| effect(edit::meeting(rows, meeting), app)),
    }
}

pub(super) fn stop_app(before: &Before<'_>, meeting: MeetingUuid, app: AppId) -> Reading {
    say(before, meeting, app, vec![], |meeting, app| {
        meeting.stopped.push(app);
        meeting.media_allowed.retain(|allowed| *allowed != app);
        meeting.open.retain(|open| open.app != app);
    })
}

pub(super) fn allow_app(before: &Before<'_>, meeting: MeetingUuid, app: AppId) -> Reading {
    say(before, meeting, app, vec![], |meeting, app| meeting.stopped.retain(|stopped| *stopped != app))
}

pub(super) fn allow_media(before: &Before<'_>, meeting: MeetingUuid, app: AppId) -> Reading {
    let is_stopped = before.rows.meeting(meeting).is_some_and(|row| row.stopped.contains(&app));
    let stopped = vec![(is_stopped, Condition::AppStopped.into())];
    say(before, meeting, app, stopped, |meeting, app| meeting.media_allowed.push(app))
}

pub(super) fn forbid_media(before: &Before<'_>, meeting: MeetingUuid, app: AppId) -> Reading {
    say(before, meeting, app, vec![], |meeting, app| meeting.media_allowed.retain(|allowed| *allowed != app))
}

pub(super) fn join(
    before: &Before<'_>,
    meeting: MeetingUuid,
    user: Option<UserId>,
    participant: ParticipantId,
    role: MeetingRole,
) -> Reading {
    let unknown_user = user.map(|user| before.unknown_user(user));
    let is_taken = before.rows.seat(meeting, participant).is_some();
    Reading {
        names: [before.unknown_meeting(meeting)].into_iter().chain(unknown_user).collect(),
        may: May::by([Who::System]),
        faults: vec![
            (is_taken, Refusal::AlreadyExists(NewId::Participant(participant))),
            (user.is_some_and(|user| before.is_inactive(user)), Refusal::Inactive),
            is_not_live(before, meeting),
            does_not_fit(before, meeting, role),
        ],
        edit: Box::new(move |rows| {
            let role = SeatRole::try_from(role).expect("a role that fits a meeting is the role of a seat");
            let meeting = edit::meeting(rows, meeting);
            if role == SeatRole::Host {
                make_room_for_host(meeting, user);
            }
            meeting.seats.push(Seat { participant, user, role });
        }),
    }
}

/// Takes the role from the host who is there; and what was said of media back, unless the next host is the same user.
fn make_room_for_host(meeting: &mut MeetingSnapshot, next: Option<UserId>) {
    let afterwards = match meeting.kind {
        MeetingKind::Meeting => SeatRole::Participant,
        MeetingKind::Webinar => SeatRole::Panelist,
        MeetingKind::Engagement => unreachable!("an engagement has no host"),
    };
    let mut is_same = false;
    for seat in meeting.seats.iter_mut().filter(|seat| seat.role == SeatRole::Host) {
        seat.role = afterwards;
        is_same |= next.is_some() && seat.user == next;
    }
    if !is_same {
        meeting.media_allowed.clear();
    }
}

pub(super) fn leave(before: &Before<'_>, meeting: MeetingUuid, participant: ParticipantId) -> Reading {
    Reading {
        names: vec![before.unknown_meeting(meeting), before.unknown_participant(meeting, participant)],
        may: May::by([Who::System]),
        faults: vec![],
        edit: Box::new(move |rows| {
            let meeting = edit::meeting(rows, meeting);
            meeting.seats.retain(|seat| seat.participant != participant);
            meeting.open.retain(|open| open.participant != participant);
        }),
    }
}

pub(super) fn set_seat_role(
    before: &Before<'_>,
    meeting: MeetingUuid,
    participant: ParticipantId,
    role: MeetingRole,
) -> Reading {
    let seat = before.rows.seat(meeting, participant);
    Reading {
        names: vec![before.unknown_meeting(meeting), before.unknown_participant(meeting, participant)],
        may: May::by([hosts(before, meeting), vec![Who::System]].concat()),
        faults: vec![does_not_fit(before, meeting, role)],
        edit: Box::new(move |rows| {
            let role = SeatRole::try_from(role).expect("a role that fits a meeting is the role of a seat");
            let meeting = edit::meeting(rows, meeting);
            if let Some(seat) = seat.filter(|seat| role == SeatRole::Host && seat.role != SeatRole::Host) {
                make_room_for_host(meeting, seat.user);
            }
            let own = meeting.seats.iter_mut().filter(|seat| seat.participant == participant);
            own.for_each(|seat| seat.role = role);
        }),
    }
}

pub(super) fn open_app(
    before: &Before<'_>,
    meeting: MeetingUuid,
    participant: ParticipantId,
    app: AppId,
) -> Reading {
    let row = before.rows.meeting(meeting);
    let seat = row.and_then(|row| row.seats.iter().find(|seat| seat.participant == participant));
    let problems = row.zip(seat).map(|(row, seat)| problems(before.rows, row, seat, app));
    let not_invited = row.zip(seat).is_some_and(|(row, seat)| {
        !is_authorized(before.rows, row, seat, app) && !is_invited(before.rows, row, seat, app)
    });
    let broken = problems.into_iter().flatten().map(|(stands, condition)| (stands, condition.into()));
    Reading {
        names: vec![
            before.unknown_meeting(meeting),
            before.unknown_participant(meeting, participant),
            before.unknown_app(app),
        ],
        may: May::by([Who::System]),
        faults: broken.chain([(not_invited, Condition::NotInvited.into())]).collect(),
        edit: Box::new(move |rows| {
            edit::meeting(rows, meeting).open.push(InstanceSnapshot { participant, app });
        }),
    }
}

pub(super) fn close_app(
    before: &Before<'_>,
    meeting: MeetingUuid,
    participant: ParticipantId,
    app: AppId,
) -> Reading {
    Reading {
        names: vec![
            before.unknown_meeting(meeting),
            before.unknown_participant(meeting, participant),
            before.unknown_app(app),
        ],
        may: May::by([Who::System]),
        faults: vec![],
        edit: Box::new(move |rows| {
            let closed = InstanceSnapshot { participant, app };
            edit::meeting(rows, meeting).open.retain(|open| *open != closed);
        }),
    }
}

pub(super) fn confirm_calendar_event(
    before: &Before<'_>,
    user: UserId,
    meeting: MeetingUuid,
    event: Box<str>,
) -> Reading {
    Reading {
        names: vec![before.unknown_user(user), before.unknown_meeting(meeting)],
        may: May::by([Who::User(user)]),
        faults: vec![],
        edit: Box::new(move |rows| {
            let calendar = &mut edit::user(rows, user).calendar;
            calendar.retain(|binding| binding.event != event);
            calendar.push(BindingSnapshot { event, meeting });
        }),
    }
}

/// Whether a seat in a meeting of this kind can have the role.
pub fn fits(kind: MeetingKind, role: MeetingRole) -> bool {
    use MeetingRole::*;
    let fitting: &[MeetingRole] = match kind {
        MeetingKind::Meeting => &[Host, Cohost, Participant],
        MeetingKind::Webinar => &[Host, Cohost, Panelist, Attendee],
        MeetingKind::Engagement => &[Agent, Supervisor],
    };
    fitting.contains(&role)
}

fn does_not_fit(before: &Before<'_>, meeting: MeetingUuid, role: MeetingRole) -> Objection {
    let fits = before.rows.meeting(meeting).is_some_and(|row| fits(row.kind, role));
    (!fits, Condition::RoleNotFitting.into())
}

/// Whether an app can be opened in a seat: it can run there, and the seat is authorized or invited.
pub fn may_open(rows: &Rows, meeting: &MeetingSnapshot, seat: &Seat, app: AppId) -> bool {
    instance_problem(rows, meeting, seat, app).is_none()
        && (is_authorized(rows, meeting, seat, app) || is_invited(rows, meeting, seat, app))
}

/// Whether a guest is invited: the app has guest mode on, and an authorized instance is open that invites everybody or,
/// for an attendee of a webinar, one of the owner or the host.
fn is_invited(rows: &Rows, meeting: &MeetingSnapshot, guest: &Seat, app: AppId) -> bool {
    let takes_guests = rows.app(app).is_some_and(|app| app.manifest.guest_mode());
    takes_guests
        && meeting.open.iter().filter(|open| open.app == app).any(|open| {
            let seat = meeting.seats.iter().find(|seat| seat.participant == open.participant);
            seat.is_some_and(|seat| {
                let leads = seat.user == Some(meeting.owner) || seat.role == SeatRole::Host;
                is_authorized(rows, meeting, seat, app) && (leads || guest.role != SeatRole::Attendee)
            })
        })
}

/// Why an app cannot run in a seat, if it cannot: the first in the order of the checks.
pub fn instance_problem(
    rows: &Rows,
    meeting: &MeetingSnapshot,
    seat: &Seat,
    app: AppId,
) -> Option<Condition> {
    problems(rows, meeting, seat, app).into_iter().find(|(stands, _)| *stands).map(|(_, condition)| condition)
}

/// Why an app cannot run in a seat.
fn problems(rows: &Rows, meeting: &MeetingSnapshot, seat: &Seat, app: AppId) -> Vec<(bool, Condition)> {
    let Some(row) = rows.app(app) else { return vec![] };
    let surface = match meeting.kind {
        MeetingKind::Meeting => Surfaces::MEETING,
        MeetingKind::Webinar => Surfaces::WEBINAR,
        MeetingKind::Engagement => Surfaces::ENGAGEMENT,
    };
    let is_user = |is: &dyn Fn(UserId) -> bool| seat.user.is_some_and(is);
    let is_inactive = |user| rows.user(user).is_some_and(|(_, row)| row.status == UserStatus::Deactivated);
    let approved = match seat.user {
        Some(user) => is_approved(rows, user, app),
        None => row.manifest.listing() != Listing::Private,
    };
    let installed = is_user(&|user| rows.installation(user, app).is_some());
    let disabled = is_user(&|user| rows.entry(user, app).is_some_and(|entry| entry.disabled));
    vec![
        (is_user(&is_inactive), Condition::UserInactive),
        (row.publication == Publication::Unpublished, Condition::AppUnpublished),
        (!approved, Condition::AppNotApproved),
        (!installed && !row.manifest.guest_mode(), Condition::NotInstalled),
        (disabled, Condition::Disabled),
        (!row.manifest.surfaces().contains(surface), Condition::SurfaceNotRequested),
        (meeting.state != MeetingState::Live, Condition::NotLive),
        (meeting.stopped.contains(&app), Condition::AppStopped),
    ]
}

/// Whether the app can run in a seat whose user has installed it and is more than an attendee of a webinar.
pub fn is_authorized(rows: &Rows, meeting: &MeetingSnapshot, seat: &Seat, app: AppId) -> bool {
    let only_watches = meeting.kind == MeetingKind::Webinar && seat.role == SeatRole::Attendee;
    let is_installed = seat.user.is_some_and(|user| rows.installation(user, app).is_some());
    is_installed && !only_watches && instance_problem(rows, meeting, seat, app).is_none()
}
