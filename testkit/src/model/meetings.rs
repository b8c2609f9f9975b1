//! Meetings, seats, apps that are open in them, and calendar events.

use consentry::catalog::MeetingRole;
use consentry::directory::Refusal::*;
use consentry::directory::{BindingSnapshot, InstanceSnapshot, MeetingSnapshot};
use consentry::facts::{MeetingKind, MeetingState, Privileges, Publication, Seat, SeatRole};
use consentry::id::MeetingNumber;
use consentry::{AppId, MeetingUuid, ParticipantId, UserId};

use super::installations::can_open;
use super::{Before, Reading, edit};
use crate::laws::rows::Rows;

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
    let home = before.home(owner);
    Reading {
        names: vec![before.unknown_user(owner)],
        may: before.by.schedules_for(owner),
        faults: vec![
            (before.rows.meeting(meeting).is_some() || was_ever, AlreadyExists),
            (before.is_inactive(owner), Inactive),
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
                seats: vec![],
                open: vec![],
            });
        }),
    }
}

pub(super) fn start_meeting(before: &Before<'_>, meeting: MeetingUuid) -> Reading {
    let owner = before.owner_of(meeting);
    Reading {
        names: vec![before.unknown_meeting(meeting)],
        may: owner.is_some_and(|owner| before.by.schedules_for(owner)),
        faults: vec![
            (owner.is_some_and(|owner| before.is_inactive(owner)), Inactive),
            (!before.is_in_state(meeting, MeetingState::Scheduled), Invalid),
        ],
        edit: Box::new(move |rows| edit::meeting(rows, meeting).state = MeetingState::Live),
    }
}

pub(super) fn end_meeting(before: &Before<'_>, meeting: MeetingUuid) -> Reading {
    let home = before.owner_of(meeting).and_then(|owner| before.home(owner));
    Reading {
        names: vec![before.unknown_meeting(meeting)],
        may: before.by.leads(meeting) || before.by.administers(home, Privileges::USERS_EDIT),
        faults: vec![(!before.is_in_state(meeting, MeetingState::Live), Invalid)],
        edit: Box::new(move |rows| {
            let meeting = edit::meeting(rows, meeting);
            meeting.state = MeetingState::Ended;
            meeting.seats.clear();
            meeting.open.clear();
        }),
    }
}

pub(super) fn join(
    before: &Before<'_>,
    meeting: MeetingUuid,
    user: Option<UserId>,
    participant: ParticipantId,
    role: MeetingRole,
) -> Reading {
    let unknown_user = user.map(|user| before.unknown_user(user));
    Reading {
        names: [before.unknown_meeting(meeting)].into_iter().chain(unknown_user).collect(),
        may: before.by.is_system(),
        faults: vec![
            (before.rows.seat(meeting, participant).is_some(), AlreadyExists),
            (user.is_some_and(|user| before.is_inactive(user)), Inactive),
            (!before.is_in_state(meeting, MeetingState::Live), Invalid),
            (!has_seats_of(before, meeting, role), Invalid),
        ],
        edit: Box::new(move |rows| {
            let role = SeatRole::try_from(role).expect("a role that fits a meeting is the role of a seat");
            edit::meeting(rows, meeting).seats.push(Seat { participant, user, role });
        }),
    }
}

pub(super) fn leave(before: &Before<'_>, meeting: MeetingUuid, participant: ParticipantId) -> Reading {
    Reading {
        names: vec![before.unknown_meeting(meeting), before.unknown_participant(meeting, participant)],
        may: before.by.is_system(),
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
    Reading {
        names: vec![before.unknown_meeting(meeting), before.unknown_participant(meeting, participant)],
        may: before.by.leads(meeting),
        faults: vec![(!has_seats_of(before, meeting, role), Invalid)],
        edit: Box::new(move |rows| {
            let role = SeatRole::try_from(role).expect("a role that fits a meeting is the role of a seat");
            let seats = &mut edit::meeting(rows, meeting).seats;
            seats.iter_mut().filter(|seat| seat.participant == participant).for_each(|seat| seat.role = role);
        }),
    }
}

pub(super) fn open_app(
    before: &Before<'_>,
    meeting: MeetingUuid,
    participant: ParticipantId,
    app: AppId,
) -> Reading {
    let opens = before.rows.meeting(meeting).is_some_and(|row| {
        let seat = row.seats.iter().find(|seat| seat.participant == participant);
        row.state == MeetingState::Live && seat.is_some_and(|seat| may_open(before.rows, row, seat, app))
    });
    Reading {
        names: vec![
            before.unknown_meeting(meeting),
            before.unknown_participant(meeting, participant),
            before.unknown_app(app),
        ],
        may: before.by.is_system(),
        faults: vec![(!opens, Invalid)],
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
        may: before.by.is_system(),
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
        may: before.by.is(user),
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

fn has_seats_of(before: &Before<'_>, meeting: MeetingUuid, role: MeetingRole) -> bool {
    before.rows.meeting(meeting).is_some_and(|row| fits(row.kind, role))
}

/// Whether an app can be opened in a seat: it can run there, and the seat is authorized, or is invited by one that is
/// authorized and in which the app is open and can run.
fn may_open(rows: &Rows, meeting: &MeetingSnapshot, seat: &Seat, app: AppId) -> bool {
    let takes_guests = rows.app(app).is_some_and(|app| app.manifest.guest_mode());
    let is_invited = || {
        meeting.open.iter().filter(|open| open.app == app).any(|open| {
            let seat = meeting.seats.iter().find(|seat| seat.participant == open.participant);
            seat.is_some_and(|seat| can_run(rows, seat, app) && is_authorized(rows, meeting, seat, app))
        })
    };
    can_run(rows, seat, app) && (is_authorized(rows, meeting, seat, app) || (takes_guests && is_invited()))
}

/// Whether an app can run in a seat. For a guest, the app must be published and have guest mode on. A user must be able to
/// open the app, and must have installed it unless it has guest mode on.
fn can_run(rows: &Rows, seat: &Seat, app: AppId) -> bool {
    let Some(row) = rows.app(app) else { return false };
    let takes_guests = row.manifest.guest_mode();
    match seat.user {
        None => row.publication == Publication::Published && takes_guests,
        Some(user) => {
            can_open(rows, user, app) == Ok(true) && (rows.installation(user, app).is_some() || takes_guests)
        }
    }
}

fn is_authorized(rows: &Rows, meeting: &MeetingSnapshot, seat: &Seat, app: AppId) -> bool {
    let only_watches = meeting.kind == MeetingKind::Webinar && seat.role == SeatRole::Attendee;
    !only_watches && seat.user.is_some_and(|user| rows.installation(user, app).is_some())
}
