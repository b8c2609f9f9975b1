//! Meetings: scheduled, started, joined, left and ended; apps opened and closed; calendar events.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::{Acting, Outcome, ensure};
use crate::directory::handle::{MeetingHandle, UserHandle};
use crate::directory::rows::MeetingRow;
use crate::directory::{Directory, Refusal};
use crate::{
    Access, AppId, MeetingKind, MeetingNumber, MeetingState, MeetingUuid, ParticipantId, Privileges, Role,
    Roles, Seat, SeatRole, UserId,
};

impl Directory {
    pub(super) fn schedule_meeting_by(
        &mut self,
        by: Acting,
        owner: UserId,
        meeting: MeetingUuid,
        number: MeetingNumber,
        topic: &str,
        kind: MeetingKind,
    ) -> Outcome {
        let owner = self.known_user(owner)?;
        ensure(self.any_meeting(meeting).is_none(), Refusal::AlreadyExists)?;
        ensure(self.may_schedule(by, owner), Refusal::NotPermitted)?;
        ensure(self.is_active(owner), Refusal::Inactive)?;

        let row = MeetingRow {
            owner: owner.slot,
            owner_id: self.user(owner).facts.id,
            number,
            topic: topic.into(),
            kind,
            state: MeetingState::Scheduled,
            removed: false,
            ..MeetingRow::removed(meeting)
        };
        self.insert_meeting(owner.account, row);
        Ok(())
    }

    pub(super) fn start_meeting_by(&mut self, by: Acting, meeting: MeetingUuid) -> Outcome {
        let meeting = self.known_meeting(meeting)?;
        let owner = self.owner(meeting);
        ensure(self.may_schedule(by, owner), Refusal::NotPermitted)?;
        ensure(self.is_active(owner), Refusal::Inactive)?;
        ensure(self.meeting(meeting).state == MeetingState::Scheduled, Refusal::Invalid)?;

        self.meeting_mut(meeting).state = MeetingState::Live;
        Ok(())
    }

    pub(super) fn end_meeting_by(&mut self, by: Acting, meeting: MeetingUuid) -> Outcome {
        let meeting = self.known_meeting(meeting)?;
        let may = self.runs(by, meeting) || self.administers(by, meeting.account, Privileges::USERS_EDIT);
        ensure(may, Refusal::NotPermitted)?;
        self.is_live(meeting)?;

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
        by: Acting,
        meeting: MeetingUuid,
        user: Option<UserId>,
        participant: ParticipantId,
        role: Role,
    ) -> Outcome {
        let meeting = self.known_meeting(meeting)?;
        let handle = user.map(|user| self.known_user(user)).transpose()?;
        let row = self.meeting(meeting);
        ensure(row.seats.find(participant).is_none(), Refusal::AlreadyExists)?;
        by.system_alone()?;
        ensure(handle.is_none_or(|user| self.is_active(user)), Refusal::Inactive)?;
        self.is_live(meeting)?;
        let role = fitting(row.kind, role)?;

        self.seat(meeting, handle, Seat { participant, user, role });
        Ok(())
    }

    pub(super) fn leave_by(
        &mut self,
        by: Acting,
        meeting: MeetingUuid,
        participant: ParticipantId,
    ) -> Outcome {
        let (meeting, seat) = self.known_seat(meeting, participant)?;
        by.system_alone()?;

        self.meeting_mut(meeting).seats.remove(participant);
        self.forget_seat(meeting, seat);
        Ok(())
    }

    pub(super) fn set_seat_role_by(
        &mut self,
        by: Acting,
        meeting: MeetingUuid,
        participant: ParticipantId,
        role: Role,
    ) -> Outcome {
        let (meeting, _) = self.known_seat(meeting, participant)?;
        ensure(self.runs(by, meeting), Refusal::NotPermitted)?;
        let role = fitting(self.meeting(meeting).kind, role)?;

        self.meeting_mut(meeting).seats.set_role(participant, role);
        Ok(())
    }

    pub(super) fn open_app_by(
        &mut self,
        by: Acting,
        meeting: MeetingUuid,
        participant: ParticipantId,
        app: AppId,
    ) -> Outcome {
        let (meeting, seat) = self.known_seat(meeting, participant)?;
        let app = self.known_app(app)?;
        by.system_alone()?;
        ensure(self.may_run(meeting, seat, app), Refusal::Invalid)?;

        self.meeting_mut(meeting).seats.open(app, participant);
        Ok(())
    }

    pub(super) fn close_app_by(
        &mut self,
        by: Acting,
        meeting: MeetingUuid,
        participant: ParticipantId,
        app: AppId,
    ) -> Outcome {
        let (meeting, _) = self.known_seat(meeting, participant)?;
        let app = self.known_app(app)?;
        by.system_alone()?;

        self.meeting_mut(meeting).seats.close(app, participant);
        Ok(())
    }

    pub(super) fn confirm_calendar_event_by(
        &mut self,
        by: Acting,
        user: UserId,
        meeting: MeetingUuid,
        event: &str,
    ) -> Outcome {
        let user = self.known_user(user)?;
        let meeting = self.known_meeting(meeting)?;
        ensure(self.is_user(by, user), Refusal::NotPermitted)?;

        self.bind(user, event, meeting);
        Ok(())
    }

    /// The owner, or a delegate of the owner with `schedule`.
    fn may_schedule(&self, by: Acting, owner: UserHandle) -> bool {
        self.is_user(by, owner)
            || matches!(by, Acting::User(actor) if self.is_active(actor)
                && self.delegation(owner, actor).is_some_and(|row| row.access.contains(Access::SCHEDULE)))
    }

    /// The owner of the meeting, or a user seated as host; a cohost does not.
    fn runs(&self, by: Acting, meeting: MeetingHandle) -> bool {
        let Acting::User(actor) = by else { return false };
        let mut seats = self.meeting(meeting).seats.of_user(self.user(actor).facts.id).iter();
        self.is_active(actor)
            && (actor == self.owner(meeting) || seats.any(|seat| seat.role == SeatRole::Host))
    }

    fn is_live(&self, meeting: MeetingHandle) -> Outcome {
        ensure(self.meeting(meeting).state == MeetingState::Live, Refusal::Invalid)
    }

    fn known_seat(
        &self,
        meeting: MeetingUuid,
        participant: ParticipantId,
    ) -> Result<(MeetingHandle, Seat), Refusal> {
        let meeting = self.known_meeting(meeting)?;
        let seat = self.meeting(meeting).seats.find(participant);
        Ok((meeting, seat.ok_or(Refusal::UnknownParticipant)?))
    }

    pub(in crate::directory) fn owner(&self, meeting: MeetingHandle) -> UserHandle {
        UserHandle { account: meeting.account, slot: self.meeting(meeting).owner }
    }

    /// Records a seat with the meeting, and the meeting with the user.
    pub(in crate::directory) fn seat(
        &mut self,
        meeting: MeetingHandle,
        user: Option<UserHandle>,
        seat: Seat,
    ) {
        self.meeting_mut(meeting).seats.insert(seat);
        if let Some(user) = user {
            self.user_mut(user).rest_mut().seated.push(meeting);
        }
    }

    /// Takes a seat that is gone from its meeting off its user's list.
    fn forget_seat(&mut self, meeting: MeetingHandle, seat: Seat) {
        if let Some(user) = seat.user.and_then(|user| self.find_user(user)) {
            let seated = &mut self.user_mut(user).rest_mut().seated;
            if let Some(place) = seated.iter().position(|seated| *seated == meeting) {
                seated.swap_remove(place);
            }
        }
    }

    /// Binds a calendar event to a meeting, in place of an earlier binding.
    pub(in crate::directory) fn bind(&mut self, user: UserHandle, event: &str, meeting: MeetingHandle) {
        let calendar = &mut self.user_mut(user).rest_mut().calendar;
        match calendar.iter_mut().find(|(bound, _)| &**bound == event) {
            Some((_, bound)) => *bound = meeting,
            None => calendar.push((Box::from(event), meeting)),
        }
    }
}

/// The seat role of a role that fits the kind of meeting.
fn fitting(kind: MeetingKind, role: Role) -> Result<SeatRole, Refusal> {
    match SeatRole::try_from(role) {
        Ok(seat) if kind.seats().contains(Roles::of(role)) => Ok(seat),
        Ok(_) | Err(_) => Err(Refusal::Invalid),
    }
}
