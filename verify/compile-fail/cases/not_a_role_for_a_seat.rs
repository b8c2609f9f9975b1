//! Nor does one of all roles become a seat's without the check that it is none but the owner's.

use consentry::{Role, SeatRole};

fn main() {
    let _ = SeatRole::from(Role::Owner);
}
