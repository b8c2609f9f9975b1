//! Meetings.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{AppNumber, Member, Seats};
use crate::facts::{HostConsent, MeetingKind, MeetingState};
use crate::id::{MeetingNumber, MeetingUuid, UserId};
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
    /// Whether it has been cancelled, or removed with its owner.
    pub(crate) removed: bool,
    /// Ascending. Users of the owner's account.
    pub(crate) alternative_hosts: Vec<UserId>,
    /// What the host has said of apps; only of those of which it has said something. Ascending by app.
    pub(crate) host_consents: Vec<(AppNumber, HostConsent)>,
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
            alternative_hosts: Vec::new(),
            host_consents: Vec::new(),
            seats: Seats::default(),
        }
    }

    /// Gives the meeting to another owner, who names alternative hosts anew.
    pub(crate) fn give_to(&mut self, owner: Member) {
        self.owner = owner;
        self.alternative_hosts = Vec::new();
    }

    /// What the host has said of an app.
    #[inline]
    pub(crate) fn host_consent(&self, app: AppNumber) -> HostConsent {
        let place = self.host_consents.binary_search_by_key(&app, |(said_of, _)| *said_of);
        let said = place.ok().and_then(|place| self.host_consents.get(place));
        said.map_or(HostConsent::Unstated, |(_, consent)| *consent)
    }

    pub(crate) fn set_host_consent(&mut self, app: AppNumber, consent: HostConsent) {
        self.host_consents.retain(|(said_of, _)| *said_of != app);
        if consent != HostConsent::Unstated {
            let place = self.host_consents.partition_point(|(said_of, _)| *said_of < app);
            self.host_consents.insert(place, (app, consent));
        }
    }

    /// Takes back, for every app, that it may take media.
    pub(crate) fn forbid_all_media(&mut self) {
        self.host_consents.retain(|(_, consent)| *consent != HostConsent::MediaAllowed);
    }
}
