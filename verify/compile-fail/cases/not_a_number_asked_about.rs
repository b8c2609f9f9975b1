//! A question cannot be about a meeting number.

use consentry::directory::ResourceId;
use consentry::id::MeetingNumber;

fn main() {
    let _ = ResourceId::from(MeetingNumber::from(85_012_345_678));
}
