//! The seats of a meeting and the apps open in them. What a look-up or a change costs does not depend on how many there
//! are.

use alloc::vec::Vec;
use core::slice;

use super::handle::AppNumber;
use super::table::{Row, Table};
use crate::{ParticipantId, Seat, SeatRole, UserId};

/// The seats of a meeting. Empty unless the meeting is live.
#[derive(Clone, Debug, Default)]
pub(super) struct Seats {
    seats: Table<Seat>,
    /// The seats of users once more, those of one user together, as the decision reads them.
    by_user: Table<UserSeats>,
    /// The seats in which an app is open.
    open: Vec<OpenApp>,
}

impl Row for Seat {
    type Id = ParticipantId;

    fn id(&self) -> ParticipantId {
        self.participant
    }
}

/// The seats of one user.
#[derive(Clone, Debug)]
struct UserSeats {
    user: UserId,
    seats: Taken,
}

/// At least one seat. Nearly everybody has one, and it is found with the row.
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

    /// These seats, if there are any.
    fn of(seats: Vec<Seat>) -> Option<Self> {
        match *seats {
            [] => None,
            [seat] => Some(Self::One(seat)),
            [..] => Some(Self::More(seats)),
        }
    }
}

impl Row for UserSeats {
    type Id = UserId;

    fn id(&self) -> UserId {
        self.user
    }
}

/// The seats in which one app is open; at least one.
#[derive(Clone, Debug)]
struct OpenApp {
    app: AppNumber,
    seats: Table<ParticipantId>,
}

impl Row for ParticipantId {
    type Id = Self;

    fn id(&self) -> Self {
        *self
    }
}

impl Seats {
    /// The seats of a user.
    pub(super) fn of_user(&self, user: UserId) -> &[Seat] {
        self.by_user.find(user).map_or(&[], |row| row.seats.seats())
    }

    /// One seat, alone.
    pub(super) fn of_participant(&self, participant: ParticipantId) -> &[Seat] {
        self.seats.find(participant).map_or(&[], slice::from_ref)
    }

    /// One seat.
    pub(super) fn find(&self, participant: ParticipantId) -> Option<Seat> {
        self.seats.find(participant).copied()
    }

    /// All seats, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Seat> {
        self.seats.iter().copied()
    }

    /// Adds a seat, whose participant is new.
    pub(super) fn insert(&mut self, seat: Seat) {
        self.seats.insert(seat);
        self.edit_user(seat.user, |seats| seats.push(seat));
    }

    /// Takes a seat away and closes what is open in it.
    pub(super) fn remove(&mut self, participant: ParticipantId) {
        let Some(seat) = self.seats.remove(participant) else { return };
        self.edit_user(seat.user, |seats| seats.retain(|seat| seat.participant != participant));
        for open in &mut self.open {
            open.seats.remove(participant);
        }
        self.forget_closed();
    }

    pub(super) fn set_role(&mut self, participant: ParticipantId, role: SeatRole) {
        let Some(seat) = self.seats.find_mut(participant) else { return };
        seat.role = role;
        let of_this = |seat: &&mut Seat| seat.participant == participant;
        let user = seat.user;
        self.edit_user(user, |seats| {
            seats.iter_mut().filter(of_this).for_each(|seat| seat.role = role);
        });
    }

    /// Changes the seats of a user; nobody's are not kept apart.
    fn edit_user(&mut self, user: Option<UserId>, edit: impl FnOnce(&mut Vec<Seat>)) {
        let Some(user) = user else { return };
        let mut seats = self.of_user(user).to_vec();
        edit(&mut seats);
        match (Taken::of(seats), self.by_user.find_mut(user)) {
            (Some(seats), Some(row)) => row.seats = seats,
            (Some(seats), None) => self.by_user.insert(UserSeats { user, seats }),
            (None, Some(_) | None) => {
                self.by_user.remove(user);
            }
        }
    }

    pub(super) fn open(&mut self, app: AppNumber, participant: ParticipantId) {
        match self.open.iter_mut().find(|open| open.app == app) {
            Some(open) if open.seats.find(participant).is_some() => {}
            Some(open) => open.seats.insert(participant),
            None => {
                let mut seats = Table::default();
                seats.insert(participant);
                self.open.push(OpenApp { app, seats });
            }
        }
    }

    pub(super) fn close(&mut self, app: AppNumber, participant: ParticipantId) {
        if let Some(open) = self.open.iter_mut().find(|open| open.app == app) {
            open.seats.remove(participant);
        }
        self.forget_closed();
    }

    fn forget_closed(&mut self) {
        self.open.retain(|open| open.seats.len() > 0);
    }

    /// The seats in which an app is open, in no order.
    pub(super) fn running(&self, app: AppNumber) -> impl Iterator<Item = Seat> {
        let open = self.open.iter().filter(move |open| open.app == app);
        open.flat_map(|open| open.seats.iter()).filter_map(|seat| self.find(*seat))
    }

    /// Every open instance, in no order.
    pub(super) fn instances(&self) -> impl Iterator<Item = (AppNumber, ParticipantId)> {
        self.open.iter().flat_map(|open| open.seats.iter().map(|seat| (open.app, *seat)))
    }
}
