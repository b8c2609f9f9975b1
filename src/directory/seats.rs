//! The seats of a meeting and the apps open in them. Finding somebody's seats does not depend on how many there are.

use hashbrown::{HashMap, HashSet};
use smallvec::SmallVec;

use super::handle::AppHandle;
use crate::{ParticipantId, Seat, SeatRole, UserId};

/// The seats of a meeting. Empty unless the meeting is live.
#[derive(Clone, Debug, Default)]
pub(super) struct Seats {
    sitters: HashMap<ParticipantId, Sitter>,
    /// The seats of one sitter stand together, as the decision reads them.
    seats: HashMap<Sitter, SmallVec<[Seat; 1]>>,
    /// The seats in which an app is open; no empty sets.
    open: HashMap<AppHandle, HashSet<ParticipantId>>,
}

/// Whose seat it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sitter {
    User(UserId),
    Guest(ParticipantId),
}

impl Seats {
    /// The seats of a user.
    pub(super) fn of_user(&self, user: UserId) -> &[Seat] {
        self.seats.get(&Sitter::User(user)).map_or(&[], |seats| seats)
    }

    /// The seats of whoever sits in a seat.
    pub(super) fn beside(&self, participant: ParticipantId) -> &[Seat] {
        self.sitters.get(&participant).and_then(|sitter| self.seats.get(sitter)).map_or(&[], |seats| seats)
    }

    /// One seat.
    pub(super) fn find(&self, participant: ParticipantId) -> Option<Seat> {
        self.beside(participant).iter().find(|seat| seat.participant == participant).copied()
    }

    /// All seats, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Seat> {
        self.seats.values().flatten().copied()
    }

    pub(super) fn insert(&mut self, seat: Seat) {
        let sitter = seat.user.map_or(Sitter::Guest(seat.participant), Sitter::User);
        self.sitters.insert(seat.participant, sitter);
        self.seats.entry(sitter).or_default().push(seat);
    }

    /// Takes a seat away and closes what is open in it.
    pub(super) fn remove(&mut self, participant: ParticipantId) {
        let Some(sitter) = self.sitters.remove(&participant) else { return };
        if let Some(seats) = self.seats.get_mut(&sitter) {
            seats.retain(|seat| seat.participant != participant);
            if seats.is_empty() {
                self.seats.remove(&sitter);
            }
        }
        self.open.retain(|_, seats| {
            seats.remove(&participant);
            !seats.is_empty()
        });
    }

    pub(super) fn set_role(&mut self, participant: ParticipantId, role: SeatRole) {
        let seats = self.sitters.get(&participant).and_then(|sitter| self.seats.get_mut(sitter));
        for seat in seats.into_iter().flatten().filter(|seat| seat.participant == participant) {
            seat.role = role;
        }
    }

    pub(super) fn open(&mut self, app: AppHandle, participant: ParticipantId) {
        self.open.entry(app).or_default().insert(participant);
    }

    pub(super) fn close(&mut self, app: AppHandle, participant: ParticipantId) {
        self.open.retain(|open, seats| {
            if *open == app {
                seats.remove(&participant);
            }
            !seats.is_empty()
        });
    }

    /// The seats in which an app is open, in no order.
    pub(super) fn running(&self, app: AppHandle) -> impl Iterator<Item = Seat> {
        self.open.get(&app).into_iter().flatten().filter_map(|seat| self.find(*seat))
    }

    /// Every open instance, in no order.
    pub(super) fn instances(&self) -> impl Iterator<Item = (AppHandle, ParticipantId)> {
        self.open.iter().flat_map(|(app, seats)| seats.iter().map(|seat| (*app, *seat)))
    }
}
