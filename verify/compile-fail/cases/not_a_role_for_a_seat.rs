//! Nor does one of all roles become a seat's without the check that it is none but the owner's.

use consentry::catalog::MeetingRole;
use consentry::facts::SeatRole;

fn main() {
    let _ = SeatRole::from(MeetingRole::Owner);
}
