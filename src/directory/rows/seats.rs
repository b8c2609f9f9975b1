//! The seats of a meeting, and the apps open in them. The cost of a look-up or a change depends on the seats of the
//! user concerned, not on the size of the meeting.

use alloc::vec::Vec;
use core::slice;

use smallvec::{SmallVec, smallvec};

use super::AppNumber;
use crate::facts::{Seat, SeatRole};
use crate::id::{ParticipantId, UserId};
use crate::store::{Row, Table};

/// The seats of a meeting. Empty unless the meeting is live.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seats {
    seats: Table<SeatRow>,
    /// The seats of signed-in users a second time, by user, as the decision reads them.
    by_user: Table<UserSeats>,
}

/// A seat and the apps that are open in it.
#[derive(Clone, Debug)]
pub(crate) struct SeatRow {
    pub(crate) seat: Seat,
    /// Sorted.
    pub(crate) open: SmallVec<[AppNumber; 4]>,
}

impl Row for SeatRow {
    type Id = ParticipantId;

    fn id(&self) -> ParticipantId {
        self.seat.participant
    }
}

/// The seats of one user: at least one, in no particular order. Nearly everybody has one seat, and it is found with
/// the row.
#[derive(Clone, Debug)]
struct UserSeats {
    user: UserId,
    seats: SmallVec<[Seat; 1]>,
}

impl Row for UserSeats {
    type Id = UserId;

    fn id(&self) -> UserId {
        self.user
    }
}

impl Seats {
    /// The seats of a user.
    pub(crate) fn of_user(&self, user: UserId) -> &[Seat] {
        self.by_user.find(user).map_or(&[], |row| &row.seats)
    }

    /// The signed-in users who have seats, each of them once, in no particular order.
    pub(crate) fn users(&self) -> impl Iterator<Item = UserId> {
        self.by_user.iter().map(|row| row.user)
    }

    /// The seat of a participant, as a slice of one or none.
    pub(crate) fn of_participant(&self, participant: ParticipantId) -> &[Seat] {
        self.seats.find(participant).map_or(&[], |row| slice::from_ref(&row.seat))
    }

    /// The seat of a participant.
    pub(crate) fn find(&self, participant: ParticipantId) -> Option<Seat> {
        self.seats.find(participant).map(|row| row.seat)
    }

    /// All seats with the apps open in them, in no particular order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &SeatRow> {
        self.seats.iter()
    }

    /// All seats, in no particular order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Seat> {
        self.seats.iter().map(|row| row.seat)
    }

    /// The seats in which an app is open, in no particular order.
    pub(crate) fn running(&self, app: AppNumber) -> impl Iterator<Item = Seat> {
        self.seats.iter().filter(move |row| row.open.binary_search(&app).is_ok()).map(|row| row.seat)
    }

    /// Adds a seat, whose participant is new.
    pub(crate) fn insert(&mut self, seat: Seat) {
        self.seats.insert(SeatRow { seat, open: SmallVec::new() });
        let Some(user) = seat.user else { return };
        match self.by_user.find_mut(user) {
            Some(row) => row.seats.push(seat),
            None => self.by_user.insert(UserSeats { user, seats: smallvec![seat] }),
        }
    }

    /// Removes a seat, with what is open in it.
    pub(crate) fn remove(&mut self, participant: ParticipantId) {
        let Some(SeatRow { seat, open: _ }) = self.seats.remove(participant) else { return };
        let Some(user) = seat.user else { return };
        let Some(row) = self.by_user.find_mut(user) else { return };
        row.seats.retain(|seat| seat.participant != participant);
        if row.seats.is_empty() {
            self.by_user.remove(user);
        }
    }

    /// Removes all seats of a user.
    pub(crate) fn remove_user(&mut self, user: UserId) {
        let Some(UserSeats { user: _, seats }) = self.by_user.remove(user) else { return };
        for seat in seats {
            self.seats.remove(seat.participant);
        }
    }

    /// Changes the role of a seat.
    pub(crate) fn set_role(&mut self, participant: ParticipantId, role: SeatRole) {
        let Some(row) = self.seats.find_mut(participant) else { return };
        row.seat.role = role;
        let user = row.seat.user.and_then(|user| self.by_user.find_mut(user));
        let seats = user.into_iter().flat_map(|row| &mut row.seats);
        seats.filter(|seat| seat.participant == participant).for_each(|seat| seat.role = role);
    }

    /// Records that an app is open in a seat.
    pub(crate) fn open(&mut self, app: AppNumber, participant: ParticipantId) {
        if let Some(row) = self.seats.find_mut(participant)
            && let Err(index) = row.open.binary_search(&app)
        {
            row.open.insert(index, app);
        }
    }

    /// Records that an app is no longer open in a seat.
    pub(crate) fn close(&mut self, app: AppNumber, participant: ParticipantId) {
        if let Some(row) = self.seats.find_mut(participant) {
            row.open.retain(|open| *open != app);
        }
    }

    /// Records that an app is no longer open in any seat.
    pub(crate) fn close_everywhere(&mut self, app: AppNumber) {
        let running: Vec<ParticipantId> = self.running(app).map(|seat| seat.participant).collect();
        for participant in running {
            self.close(app, participant);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_who_has_left_all_seats_leaves_no_row() {
        let mut seats = Seats::default();
        let user = UserId::from(7_u64);
        let seat = |participant: u64| Seat {
            participant: participant.into(),
            user: Some(user),
            role: SeatRole::Participant,
        };
        (1..=3).for_each(|participant| seats.insert(seat(participant)));
        assert_eq!(seats.of_user(user).len(), 3);
        seats.remove(2_u64.into());
        assert_eq!(seats.of_user(user), [seat(1), seat(3)]);
        seats.remove(1_u64.into());
        seats.remove(3_u64.into());
        assert_eq!((seats.seats.len(), seats.by_user.len()), (0, 0));
    }
}
