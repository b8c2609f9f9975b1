//! A `MeetingRole` does not become a seat's role without the check that it is not `owner`.

use consentry::catalog::MeetingRole;
use consentry::facts::SeatRole;

fn main() {
    let _ = SeatRole::from(MeetingRole::Owner);
}
