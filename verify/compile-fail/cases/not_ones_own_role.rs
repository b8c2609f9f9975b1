//! Nobody states a role: a principal has no field for one.

use consentry::Participant;
use consentry::facts::SeatRole;

fn main() {
    let _ = Participant { meeting: 1_u64.into(), id: 2_u64.into(), user: None, role: SeatRole::Host };
}
