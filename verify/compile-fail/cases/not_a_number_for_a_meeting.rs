//! A meeting number is reused, and never names a meeting.

use consentry::MeetingUuid;
use consentry::id::MeetingNumber;

fn main() {
    let _ = MeetingUuid::from(MeetingNumber::from(85_012_345_678));
}
