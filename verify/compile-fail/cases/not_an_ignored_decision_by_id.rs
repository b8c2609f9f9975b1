//! An ignored decision of a directory protects nothing either.
#![deny(unused_must_use)]

use consentry::{MeetingUuid, Verb};
use consentry::directory::{Directory, PrincipalId, ResourceId};

fn main() {
    let meeting: MeetingUuid = 1_u64.into();
    let directory = Directory::new();
    directory.evaluate(
        PrincipalId::User(1_u64.into()),
        1_u64.into(),
        ResourceId::from(meeting),
        Verb::Read,
    );
}
