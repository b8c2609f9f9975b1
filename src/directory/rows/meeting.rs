//! Meetings.

use alloc::sync::Arc;

use super::{Member, Seats};
use crate::facts::{MeetingKind, MeetingState};
use crate::id::{MeetingNumber, MeetingUuid};
use crate::store::Row;

/// A meeting.
#[derive(Clone, Debug)]
pub(crate) struct MeetingRow {
    pub(crate) uuid: MeetingUuid,
    pub(crate) owner: Member,
    pub(crate) number: MeetingNumber,
    pub(crate) topic: Arc<str>,
    pub(crate) kind: MeetingKind,
    pub(crate) state: MeetingState,
    /// Whether its owner has been removed, and the meeting with it.
    pub(crate) removed: bool,
    pub(crate) seats: Seats,
}

impl Row for MeetingRow {
    type Id = MeetingUuid;

    fn id(&self) -> MeetingUuid {
        self.uuid
    }
}

impl MeetingRow {
    /// The row of a removed meeting, which only keeps the UUID from being used again.
    pub(crate) fn removed(uuid: MeetingUuid) -> Self {
        Self {
            uuid,
            owner: Member::NOBODY,
            number: MeetingNumber::from(0),
            topic: Arc::default(),
            kind: MeetingKind::Meeting,
            state: MeetingState::Ended,
            removed: true,
            seats: Seats::default(),
        }
    }
}
