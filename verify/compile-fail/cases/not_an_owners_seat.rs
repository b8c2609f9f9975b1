//! No seat is an owner's: that role is derived from whose meeting it is.

use consentry::facts::{Seat, SeatRole};

fn main() {
    let _ = Seat { participant: 2_u64.into(), user: None, role: SeatRole::Owner };
}
