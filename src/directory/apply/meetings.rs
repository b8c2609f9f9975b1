//! Meetings: schedule, start, end, seats, what the host says of apps, app instances and calendar bindings.

use alloc::vec::Vec;

use super::{By, Outcome, refuse_unless};
use crate::catalog::{MeetingRole, Roles};
use crate::directory::rows::{AppNumber, MeetingRow, Member, Seats};
use crate::directory::{Condition, Directory, NewId, Refusal};
use crate::facts::{HostConsent, MeetingKind, MeetingState, Seat, SeatRole};
use crate::id::{AppId, MeetingNumber, MeetingUuid, ParticipantId, UserId};

/// The number of alternative hosts that a meeting can have at the same time.
pub(in crate::directory) const MAX_ALTERNATIVE_HOSTS: usize = 30;

/// Before the meeting.
impl Directory {
    pub(super) fn schedule_meeting_by(
        &mut self,
        by: By<'_>,
        owner: UserId,
        meeting: MeetingUuid,
        number: MeetingNumber,
        topic: &str,
        kind: MeetingKind,
    ) -> Outcome {
        let owner = self.known_user(owner)?;
        let is_new = self.meetings.find(meeting).is_none();
        refuse_unless(is_new, || Refusal::AlreadyExists(NewId::Meeting(meeting)))?;
        self.permit_within(by, |actor| self.for_somebody_stronger(actor, owner))?;
        refuse_unless(self.is_active(owner), || Refusal::Inactive)?;

        let row = MeetingRow {
            uuid: meeting,
            owner,
            number,
            topic: topic.into(),
            kind,
            state: MeetingState::Scheduled,
            removed: false,
            alternative_hosts: Vec::new(),
            host_consents: Vec::new(),
            seats: Seats::default(),
        };
        self.insert_meeting(owner.account, row);
        Ok(())
    }

    pub(super) fn update_meeting_by(
        &mut self,
        by: By<'_>,
        meeting: MeetingUuid,
        number: MeetingNumber,
        topic: &str,
    ) -> Outcome {
        let row = self.known_meeting(meeting)?;
        self.permit_within(by, |actor| self.for_somebody_stronger(actor, row.owner))?;
        has_not_ended(row)?;

        let row = self.meeting_mut(meeting);
        (row.number, row.topic) = (number, topic.into());
        Ok(())
    }

    pub(super) fn cancel_meeting_by(&mut self, by: By<'_>, meeting: MeetingUuid) -> Outcome {
        let row = self.known_meeting(meeting)?;
        self.permit_within(by, |actor| self.for_somebody_stronger(actor, row.owner))?;
        is_scheduled(row)?;

        *self.meeting_mut(meeting) = MeetingRow::removed(meeting);
        Ok(())
    }

    pub(super) fn move_meeting_by(&mut self, by: By<'_>, meeting: MeetingUuid, to: UserId) -> Outcome {
        let row = self.known_meeting(meeting)?;
        let to = self.known_user(to)?;
        self.permit_within(by, |actor| {
            let itself = self.in_own_favor(actor, to);
            let from = itself.or_else(|| self.for_somebody_stronger(actor, row.owner));
            from.or_else(|| self.for_somebody_stronger(actor, to))
        })?;
        refuse_unless(to.account == row.owner.account, || Refusal::DifferentAccount)?;
        refuse_unless(self.is_active(to), || Refusal::Inactive)?;
        is_scheduled(row)?;
        refuse_unless(to != row.owner, || Condition::AlreadyOwner)?;

        self.meeting_mut(meeting).give_to(to);
        Ok(())
    }

    pub(super) fn set_alternative_hosts_by(
        &mut self,
        by: By<'_>,
        meeting: MeetingUuid,
        users: &[UserId],
    ) -> Outcome {
        let row = self.known_meeting(meeting)?;
        let hosts = users.iter().map(|user| self.known_user(*user)).collect::<Result<Vec<Member>, _>>()?;
        self.permit_within(by, |actor| {
            let itself = hosts.iter().find_map(|host| self.in_own_favor(actor, *host));
            itself.or_else(|| self.for_somebody_stronger(actor, row.owner))
        })?;
        let account = row.owner.account;
        refuse_unless(hosts.iter().all(|host| host.account == account), || Refusal::DifferentAccount)?;
        refuse_unless(!hosts.contains(&row.owner), || Condition::OwnerAsHost)?;
        let mut ids = users.to_vec();
        ids.sort_unstable();
        ids.dedup();
        refuse_unless(ids.len() == users.len(), || Condition::HostTwice)?;
        refuse_unless(ids.len() <= MAX_ALTERNATIVE_HOSTS, || Condition::TooManyHosts)?;
        has_not_ended(row)?;

        self.meeting_mut(meeting).alternative_hosts = ids;
        Ok(())
    }

    pub(super) fn start_meeting_by(&mut self, by: By<'_>, meeting: MeetingUuid) -> Outcome {
        let row = self.known_meeting(meeting)?;
        self.permit(by)?;
        refuse_unless(self.is_active(row.owner), || Refusal::Inactive)?;
        is_scheduled(row)?;

        self.meeting_mut(meeting).state = MeetingState::Live;
        Ok(())
    }
}

/// While the meeting is live.
impl Directory {
    pub(super) fn end_meeting_by(&mut self, by: By<'_>, meeting: MeetingUuid) -> Outcome {
        let row = self.known_meeting(meeting)?;
        self.permit(by)?;
        is_live(row)?;

        let row = self.meeting_mut(meeting);
        row.state = MeetingState::Ended;
        row.host_consents = Vec::new();
        for user in core::mem::take(&mut row.seats).users() {
            self.forget_seat(meeting, user);
        }
        Ok(())
    }

    pub(super) fn stop_app_by(&mut self, by: By<'_>, meeting: MeetingUuid, app: AppId) -> Outcome {
        let app = self.controllable(by, meeting, app)?;

        let row = self.meeting_mut(meeting);
        row.set_host_consent(app, HostConsent::Stopped);
        row.seats.close_everywhere(app);
        Ok(())
    }

    pub(super) fn allow_app_by(&mut self, by: By<'_>, meeting: MeetingUuid, app: AppId) -> Outcome {
        let app = self.controllable(by, meeting, app)?;

        self.take_back(meeting, app, HostConsent::Stopped);
        Ok(())
    }

    pub(super) fn allow_media_by(&mut self, by: By<'_>, meeting: MeetingUuid, app: AppId) -> Outcome {
        let app = self.controllable(by, meeting, app)?;
        let stopped = self.known_meeting(meeting)?.host_consent(app) == HostConsent::Stopped;
        refuse_unless(!stopped, || Condition::AppStopped)?;

        self.meeting_mut(meeting).set_host_consent(app, HostConsent::MediaAllowed);
        Ok(())
    }

    pub(super) fn forbid_media_by(&mut self, by: By<'_>, meeting: MeetingUuid, app: AppId) -> Outcome {
        let app = self.controllable(by, meeting, app)?;

        self.take_back(meeting, app, HostConsent::MediaAllowed);
        Ok(())
    }

    /// Resolves the names for what the host says of an app, and checks the actor and that the meeting is live.
    fn controllable(&self, by: By<'_>, meeting: MeetingUuid, app: AppId) -> Result<AppNumber, Refusal> {
        let row = self.known_meeting(meeting)?;
        let app = self.known_app(app)?;
        self.permit(by)?;
        is_live(row)?;
        Ok(app)
    }

    /// Takes back what the host has said of an app, if it was this.
    fn take_back(&mut self, meeting: MeetingUuid, app: AppNumber, said: HostConsent) {
        let row = self.meeting_mut(meeting);
        if row.host_consent(app) == said {
            row.set_host_consent(app, HostConsent::Unstated);
        }
    }

    pub(super) fn join_by(
        &mut self,
        by: By<'_>,
        meeting: MeetingUuid,
        user: Option<UserId>,
        participant: ParticipantId,
        role: MeetingRole,
    ) -> Outcome {
        let row = self.known_meeting(meeting)?;
        let seated_user = user.map(|user| self.known_user(user)).transpose()?;
        let is_new = row.seats.find(participant).is_none();
        refuse_unless(is_new, || Refusal::AlreadyExists(NewId::Participant(participant)))?;
        self.permit(by)?;
        refuse_unless(seated_user.is_none_or(|user| self.is_active(user)), || Refusal::Inactive)?;
        is_live(row)?;
        let role = fitting(row.kind, role)?;

        if role == SeatRole::Host {
            self.replace_host(meeting, user);
        }
        self.seat(meeting, Seat { participant, user, role });
        Ok(())
    }

    pub(super) fn leave_by(
        &mut self,
        by: By<'_>,
        meeting: MeetingUuid,
        participant: ParticipantId,
    ) -> Outcome {
        let (_, seat) = self.known_seat(meeting, participant)?;
        self.permit(by)?;

        let seats = &mut self.meeting_mut(meeting).seats;
        seats.remove(participant);
        if let Some(user) = seat.user.filter(|user| seats.of_user(*user).is_empty()) {
            self.forget_seat(meeting, user);
        }
        Ok(())
    }

    pub(super) fn set_seat_role_by(
        &mut self,
        by: By<'_>,
        meeting: MeetingUuid,
        participant: ParticipantId,
        role: MeetingRole,
    ) -> Outcome {
        let (row, seat) = self.known_seat(meeting, participant)?;
        self.permit(by)?;
        let role = fitting(row.kind, role)?;

        if role == SeatRole::Host && seat.role != SeatRole::Host {
            self.replace_host(meeting, seat.user);
        }
        self.meeting_mut(meeting).seats.set_role(participant, role);
        Ok(())
    }

    /// Takes the role from the present host, and back what was said of media: the next host decides that anew.
    ///
    /// Somebody who is the host already, and takes the role to another seat, has decided it.
    fn replace_host(&mut self, meeting: MeetingUuid, next: Option<UserId>) {
        let row = self.meeting_mut(meeting);
        let plain = match row.kind {
            MeetingKind::Meeting => SeatRole::Participant,
            // An engagement has no host. Whoever loses the role in a webinar goes on speaking.
            MeetingKind::Webinar | MeetingKind::Engagement => SeatRole::Panelist,
        };
        let host = row.seats.iter().find(|seat| seat.role == SeatRole::Host);
        let is_host_already = next.is_some() && host.is_some_and(|seat| seat.user == next);
        if let Some(host) = host {
            row.seats.set_role(host.participant, plain);
        }
        if !is_host_already {
            row.forbid_all_media();
        }
    }

    pub(super) fn open_app_by(
        &mut self,
        by: By<'_>,
        meeting: MeetingUuid,
        participant: ParticipantId,
        app: AppId,
    ) -> Outcome {
        let (row, seat) = self.known_seat(meeting, participant)?;
        let app = self.known_app(app)?;
        self.permit(by)?;
        self.may_open(row, seat, app)?;

        self.meeting_mut(meeting).seats.open(app, participant);
        Ok(())
    }

    pub(super) fn close_app_by(
        &mut self,
        by: By<'_>,
        meeting: MeetingUuid,
        participant: ParticipantId,
        app: AppId,
    ) -> Outcome {
        self.known_seat(meeting, participant)?;
        let app = self.known_app(app)?;
        self.permit(by)?;

        self.meeting_mut(meeting).seats.close(app, participant);
        Ok(())
    }

    pub(super) fn confirm_calendar_event_by(
        &mut self,
        by: By<'_>,
        user: UserId,
        meeting: MeetingUuid,
        event: &str,
    ) -> Outcome {
        let user = self.known_user(user)?;
        self.known_meeting(meeting)?;
        self.permit(by)?;

        self.bind(user.id, event, meeting);
        Ok(())
    }

    fn known_seat(
        &self,
        meeting: MeetingUuid,
        participant: ParticipantId,
    ) -> Result<(&MeetingRow, Seat), Refusal> {
        let meeting = self.known_meeting(meeting)?;
        Ok((meeting, meeting.seats.find(participant).ok_or(Refusal::UnknownParticipant(participant))?))
    }

    /// Records a seat in the meeting's row, and the meeting in the row of the seat's user if it is the first there.
    pub(in crate::directory) fn seat(&mut self, meeting: MeetingUuid, seat: Seat) {
        let seats = &mut self.meeting_mut(meeting).seats;
        seats.insert(seat);
        if let Some(user) = seat.user.filter(|user| seats.of_user(*user).len() == 1) {
            self.user_mut(user).rest_mut().seated.push(meeting);
        }
    }

    /// Removes a meeting, in which a user has no seat any more, from the row of the user.
    fn forget_seat(&mut self, meeting: MeetingUuid, user: UserId) {
        let seated = &mut self.user_mut(user).rest_mut().seated;
        if let Some(place) = seated.iter().position(|seated| *seated == meeting) {
            seated.swap_remove(place);
        }
    }

    /// Binds a calendar event to a meeting, in place of an earlier binding.
    pub(in crate::directory) fn bind(&mut self, user: UserId, event: &str, meeting: MeetingUuid) {
        let calendar = &mut self.user_mut(user).rest_mut().calendar;
        match calendar.iter_mut().find(|(bound, _)| &**bound == event) {
            Some((_, bound)) => *bound = meeting,
            None => calendar.push((event.into(), meeting)),
        }
    }
}

fn is_live(meeting: &MeetingRow) -> Outcome {
    refuse_unless(meeting.state == MeetingState::Live, || Condition::NotLive)
}

fn is_scheduled(meeting: &MeetingRow) -> Outcome {
    refuse_unless(meeting.state == MeetingState::Scheduled, || Condition::NotScheduled)
}

fn has_not_ended(meeting: &MeetingRow) -> Outcome {
    refuse_unless(meeting.state != MeetingState::Ended, || Condition::MeetingEnded)
}

/// The role as a seat role, if seats in this kind of meeting can have it.
fn fitting(kind: MeetingKind, role: MeetingRole) -> Result<SeatRole, Refusal> {
    match SeatRole::try_from(role) {
        Ok(seat) if kind.seats().contains(Roles::of(role)) => Ok(seat),
        Ok(_) | Err(_) => Err(Condition::RoleNotFitting.into()),
    }
}
