//! Meetings, the seats in them, the apps that are open there, and calendar events.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::{Outcome, ResolvedActor, refuse_unless};
use crate::catalog::{MeetingRole, Roles};
use crate::directory::facts::delegation;
use crate::directory::rows::{MeetingRow, Member, Seats};
use crate::directory::{Directory, Refusal};
use crate::facts::{Access, MeetingKind, MeetingState, Privileges, Seat, SeatRole};
use crate::id::{AppId, MeetingNumber, MeetingUuid, ParticipantId, UserId};

impl Directory {
    pub(super) fn schedule_meeting_by(
        &mut self,
        by: ResolvedActor,
        owner: UserId,
        meeting: MeetingUuid,
        number: MeetingNumber,
        topic: &str,
        kind: MeetingKind,
    ) -> Outcome {
        let owner = self.known_user(owner)?;
        refuse_unless(self.meetings.find(meeting).is_none(), Refusal::AlreadyExists)?;
        refuse_unless(self.may_schedule(by, owner), Refusal::NotPermitted)?;
        refuse_unless(self.is_active(owner), Refusal::Inactive)?;

        let row = MeetingRow {
            uuid: meeting,
            owner,
            number,
            topic: topic.into(),
            kind,
            state: MeetingState::Scheduled,
            removed: false,
            seats: Seats::default(),
        };
        self.insert_meeting(owner.account, row);
        Ok(())
    }

    pub(super) fn start_meeting_by(&mut self, by: ResolvedActor, meeting: MeetingUuid) -> Outcome {
        let row = self.known_meeting(meeting)?;
        refuse_unless(self.may_schedule(by, row.owner), Refusal::NotPermitted)?;
        refuse_unless(self.is_active(row.owner), Refusal::Inactive)?;
        refuse_unless(row.state == MeetingState::Scheduled, Refusal::Invalid)?;

        self.meeting_mut(meeting).state = MeetingState::Live;
        Ok(())
    }

    pub(super) fn end_meeting_by(&mut self, by: ResolvedActor, meeting: MeetingUuid) -> Outcome {
        let row = self.known_meeting(meeting)?;
        let may = self.runs(by, row) || self.administers(by, row.owner.account, Privileges::USERS_EDIT);
        refuse_unless(may, Refusal::NotPermitted)?;
        is_live(row)?;

        let row = self.meeting_mut(meeting);
        row.state = MeetingState::Ended;
        let seats: Vec<Seat> = core::mem::take(&mut row.seats).iter().collect();
        for seat in seats {
            self.forget_seat(meeting, seat);
        }
        Ok(())
    }

    pub(super) fn join_by(
        &mut self,
        by: ResolvedActor,
        meeting: MeetingUuid,
        user: Option<UserId>,
        participant: ParticipantId,
        role: MeetingRole,
    ) -> Outcome {
        let row = self.known_meeting(meeting)?;
        let seated_user = user.map(|user| self.known_user(user)).transpose()?;
        refuse_unless(row.seats.find(participant).is_none(), Refusal::AlreadyExists)?;
        by.system_alone()?;
        refuse_unless(seated_user.is_none_or(|user| self.is_active(user)), Refusal::Inactive)?;
        is_live(row)?;
        let role = fitting(row.kind, role)?;

        self.seat(meeting, Seat { participant, user, role });
        Ok(())
    }

    pub(super) fn leave_by(
        &mut self,
        by: ResolvedActor,
        meeting: MeetingUuid,
        participant: ParticipantId,
    ) -> Outcome {
        let (_, seat) = self.known_seat(meeting, participant)?;
        by.system_alone()?;

        self.meeting_mut(meeting).seats.remove(participant);
        self.forget_seat(meeting, seat);
        Ok(())
    }

    pub(super) fn set_seat_role_by(
        &mut self,
        by: ResolvedActor,
        meeting: MeetingUuid,
        participant: ParticipantId,
        role: MeetingRole,
    ) -> Outcome {
        let (row, _) = self.known_seat(meeting, participant)?;
        refuse_unless(self.runs(by, row), Refusal::NotPermitted)?;
        let role = fitting(row.kind, role)?;

        self.meeting_mut(meeting).seats.set_role(participant, role);
        Ok(())
    }

    pub(super) fn open_app_by(
        &mut self,
        by: ResolvedActor,
        meeting: MeetingUuid,
        participant: ParticipantId,
        app: AppId,
    ) -> Outcome {
        let (row, seat) = self.known_seat(meeting, participant)?;
        let app = self.known_app(app)?;
        by.system_alone()?;
        refuse_unless(self.may_run(row, seat, app), Refusal::Invalid)?;

        self.meeting_mut(meeting).seats.open(app, participant);
        Ok(())
    }

    pub(super) fn close_app_by(
        &mut self,
        by: ResolvedActor,
        meeting: MeetingUuid,
        participant: ParticipantId,
        app: AppId,
    ) -> Outcome {
        self.known_seat(meeting, participant)?;
        let app = self.known_app(app)?;
        by.system_alone()?;

        self.meeting_mut(meeting).seats.close(app, participant);
        Ok(())
    }

    pub(super) fn confirm_calendar_event_by(
        &mut self,
        by: ResolvedActor,
        user: UserId,
        meeting: MeetingUuid,
        event: &str,
    ) -> Outcome {
        let user = self.known_user(user)?;
        self.known_meeting(meeting)?;
        refuse_unless(self.is_user(by, user), Refusal::NotPermitted)?;

        self.bind(user.id, event, meeting);
        Ok(())
    }

    /// Whether the actor is the owner, or an active delegate of the owner with `schedule`.
    fn may_schedule(&self, by: ResolvedActor, owner: Member) -> bool {
        self.is_user(by, owner)
            || matches!(by, ResolvedActor::User(actor) if self.is_active(actor)
                && delegation(self.user(owner.id), self.user(actor.id)).access.contains(Access::SCHEDULE))
    }

    /// Whether the actor runs the meeting: as its owner, or seated as host. A cohost does not run it.
    fn runs(&self, by: ResolvedActor, meeting: &MeetingRow) -> bool {
        let ResolvedActor::User(actor) = by else { return false };
        let mut seats = meeting.seats.of_user(actor.id).iter();
        self.is_active(actor) && (actor == meeting.owner || seats.any(|seat| seat.role == SeatRole::Host))
    }

    fn known_seat(
        &self,
        meeting: MeetingUuid,
        participant: ParticipantId,
    ) -> Result<(&MeetingRow, Seat), Refusal> {
        let meeting = self.known_meeting(meeting)?;
        Ok((meeting, meeting.seats.find(participant).ok_or(Refusal::UnknownParticipant)?))
    }

    /// Records a seat in the meeting's row, and the meeting in the row of the seat's user.
    pub(in crate::directory) fn seat(&mut self, meeting: MeetingUuid, seat: Seat) {
        self.meeting_mut(meeting).seats.insert(seat);
        if let Some(user) = seat.user {
            self.user_mut(user).rest_mut().seated.push(meeting);
        }
    }

    /// Removes the meeting of a removed seat from the row of the seat's user.
    fn forget_seat(&mut self, meeting: MeetingUuid, seat: Seat) {
        if let Some(user) = seat.user {
            let seated = &mut self.user_mut(user).rest_mut().seated;
            if let Some(place) = seated.iter().position(|seated| *seated == meeting) {
                seated.swap_remove(place);
            }
        }
    }

    /// Binds a calendar event to a meeting, in place of an earlier binding.
    pub(in crate::directory) fn bind(&mut self, user: UserId, event: &str, meeting: MeetingUuid) {
        let calendar = &mut self.user_mut(user).rest_mut().calendar;
        match calendar.iter_mut().find(|(bound, _)| &**bound == event) {
            Some((_, bound)) => *bound = meeting,
            None => calendar.push((Box::from(event), meeting)),
        }
    }
}

fn is_live(meeting: &MeetingRow) -> Outcome {
    refuse_unless(meeting.state == MeetingState::Live, Refusal::Invalid)
}

/// The role as a seat role, if seats in this kind of meeting can have it.
fn fitting(kind: MeetingKind, role: MeetingRole) -> Result<SeatRole, Refusal> {
    match SeatRole::try_from(role) {
        Ok(seat) if kind.seats().contains(Roles::of(role)) => Ok(seat),
        Ok(_) | Err(_) => Err(Refusal::Invalid),
    }
}
