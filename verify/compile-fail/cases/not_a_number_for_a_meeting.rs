//! A meeting number is reused, and never names a meeting.

use consentry::{MeetingNumber, MeetingUuid};

fn main() {
    let _ = MeetingUuid::from(MeetingNumber::from(85_012_345_678));
}
