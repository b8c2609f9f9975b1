//! The seats of a meeting and the apps open in them. What the look-up of a seat or a change costs does not depend on how many
//! there are, but on how many its user has.

use alloc::vec;
use alloc::vec::Vec;
use core::slice;

use super::handle::AppNumber;
use crate::facts::{Seat, SeatRole};
use crate::id::{ParticipantId, UserId};
use crate::store::{Row, Table};

/// The seats of a meeting. Empty unless the meeting is live.
#[derive(Clone, Debug, Default)]
pub(super) struct Seats {
    seats: Table<OneSeat>,
    /// The seats of users once more, those of one user together, as the decision reads them.
    by_user: Table<UserSeats>,
}

/// A seat, and the apps that are open in it.
#[derive(Clone, Debug)]
struct OneSeat {
    seat: Seat,
    /// In order.
    open: Vec<AppNumber>,
}

impl Row for OneSeat {
    type Id = ParticipantId;

    fn id(&self) -> ParticipantId {
        self.seat.participant
    }
}

/// The seats of one user.
#[derive(Clone, Debug)]
struct UserSeats {
    user: UserId,
    seats: Taken,
}

impl Row for UserSeats {
    type Id = UserId;

    fn id(&self) -> UserId {
        self.user
    }
}

/// At least one seat, in no order. Nearly everybody has one, and it is found with the row.
#[derive(Clone, Debug)]
enum Taken {
    One(Seat),
    More(Vec<Seat>),
}

impl Taken {
    fn seats(&self) -> &[Seat] {
        match self {
            Self::One(seat) => slice::from_ref(seat),
            Self::More(seats) => seats,
        }
    }

    fn seats_mut(&mut self) -> &mut [Seat] {
        match self {
            Self::One(seat) => slice::from_mut(seat),
            Self::More(seats) => seats,
        }
    }

    fn add(&mut self, seat: Seat) {
        match self {
            Self::One(first) => *self = Self::More(vec![*first, seat]),
            Self::More(seats) => seats.push(seat),
        }
    }
}

impl Seats {
    /// The seats of a user.
    pub(super) fn of_user(&self, user: UserId) -> &[Seat] {
        self.by_user.find(user).map_or(&[], |row| row.seats.seats())
    }

    /// One seat, alone.
    pub(super) fn of_participant(&self, participant: ParticipantId) -> &[Seat] {
        self.seats.find(participant).map_or(&[], |row| slice::from_ref(&row.seat))
    }

    /// One seat.
    pub(super) fn find(&self, participant: ParticipantId) -> Option<Seat> {
        self.seats.find(participant).map(|row| row.seat)
    }

    /// All seats, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Seat> {
        self.seats.iter().map(|row| row.seat)
    }

    /// Adds a seat, whose participant is new.
    pub(super) fn insert(&mut self, seat: Seat) {
        self.seats.insert(OneSeat { seat, open: Vec::new() });
        let Some(user) = seat.user else { return };
        match self.by_user.find_mut(user) {
            Some(row) => row.seats.add(seat),
            None => self.by_user.insert(UserSeats { user, seats: Taken::One(seat) }),
        }
    }

    /// Takes a seat away, with what is open in it.
    pub(super) fn remove(&mut self, participant: ParticipantId) {
        let Some(OneSeat { seat, .. }) = self.seats.remove(participant) else { return };
        let Some(user) = seat.user else { return };
        match self.by_user.find_mut(user).map(|row| &mut row.seats) {
            Some(Taken::More(seats)) if seats.len() > 1 => {
                seats.retain(|seat| seat.participant != participant)
            }
            Some(Taken::One(_) | Taken::More(_)) | None => drop(self.by_user.remove(user)),
        }
    }

    /// Takes all seats of a user away.
    pub(super) fn remove_user(&mut self, user: UserId) {
        let row = self.by_user.remove(user);
        for seat in row.iter().flat_map(|row| row.seats.seats()) {
            self.seats.remove(seat.participant);
        }
    }

    pub(super) fn set_role(&mut self, participant: ParticipantId, role: SeatRole) {
        let Some(row) = self.seats.find_mut(participant) else { return };
        row.seat.role = role;
        let user = row.seat.user.and_then(|user| self.by_user.find_mut(user));
        let seats = user.into_iter().flat_map(|row| row.seats.seats_mut());
        seats.filter(|seat| seat.participant == participant).for_each(|seat| seat.role = role);
    }

    pub(super) fn open(&mut self, app: AppNumber, participant: ParticipantId) {
        if let Some(row) = self.seats.find_mut(participant)
            && let Err(place) = row.open.binary_search(&app)
        {
            row.open.insert(place, app);
        }
    }

    pub(super) fn close(&mut self, app: AppNumber, participant: ParticipantId) {
        if let Some(row) = self.seats.find_mut(participant) {
            row.open.retain(|open| *open != app);
        }
    }

    /// The seats in which an app is open, in no order.
    pub(super) fn running(&self, app: AppNumber) -> impl Iterator<Item = Seat> {
        self.seats.iter().filter(move |row| row.open.binary_search(&app).is_ok()).map(|row| row.seat)
    }

    /// Every open instance, in no order.
    pub(super) fn instances(&self) -> impl Iterator<Item = (AppNumber, ParticipantId)> {
        self.seats.iter().flat_map(|row| row.open.iter().map(|app| (*app, row.seat.participant)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_left_all_seats_leaves_no_row() {
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
