//! What apps look at: who runs them together in a meeting, what they share, and what an instance may call.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::slice;

use crate::catalog::ApiSet;
use crate::directory::facts::{app_facts, meeting_facts};
use crate::directory::rows::{AppNumber, MeetingRow};
use crate::directory::tables::FoundUser;
use crate::directory::{Directory, Facts, PrincipalId, Question, Refusal, ResourceId};
use crate::facts::{AuthStatus, Seat};
use crate::id::{AppId, MeetingNumber, MeetingUuid, ParticipantId};
use crate::rules::evaluate::instance_status;
use crate::rules::{Action, Decision, Denial, Participant};
use crate::vocabulary::words;

/// How people use an app together in a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Collaboration {
    /// Alone or together.
    pub mode: CollaborationMode,
    /// Who runs the app.
    pub participants: Vec<ParticipantId>,
    /// What the app can do to work with the meeting's own data.
    pub next: NextStep,
}

words! {
    "collaboration mode"
    /// Whether an app is used by several participants.
    #[expect(clippy::exhaustive_enums, reason = "closed: one or more")]
    pub enum CollaborationMode {
        /// At most one instance.
        SinglePlayer = "single_player",
        /// Two or more.
        Multiplayer = "multiplayer",
    }
}

words! {
    "next step"
    /// What an app can do to have the meeting's owner with it. Source: R.
    #[expect(clippy::exhaustive_enums, reason = "closed: the owner is in, near or away")]
    pub enum NextStep {
        /// Nothing: the owner runs the app.
        None = "none",
        /// The owner is seated and does not run it: send `sendAppInvitationToMeetingOwner`.
        InviteOwner = "invite_owner",
        /// The owner is not in the meeting.
        OwnerAbsent = "owner_absent",
    }
}

/// What instances of an app in one meeting share through its backend.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SharedState {
    /// The participants whose authorized instances are open. Each shares its own data.
    pub participants: Vec<ParticipantId>,
    /// The meeting's own data; only if one of those instances is the owner's.
    pub meeting: Option<MeetingDetails>,
}

/// A meeting's own data, which belongs to its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MeetingDetails {
    /// What it is about.
    pub topic: Box<str>,
    /// Its human number.
    pub number: MeetingNumber,
    /// Everybody in it.
    pub participants: Vec<ParticipantId>,
}

/// What apps look at.
impl Directory {
    /// How people use an app together in a meeting, and what comes next.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownMeeting`], [`Refusal::UnknownApp`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{AccountId, AppId, MeetingUuid, ParticipantId, Scopes, UserId};
    /// use consentry::catalog::MeetingRole;
    /// use consentry::directory::{CollaborationMode, Directory, NextStep, Refusal};
    /// use consentry::facts::{AccountRole, ManifestDraft, MeetingKind};
    ///
    /// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let planner: AppId = 4_u64.into();
    /// # let mut manifest = ManifestDraft::user_managed(acme);
    /// # manifest.required_scopes = Scopes::MEETINGS_READ;
    /// # manifest.uses_shared_access = true;
    /// # manifest.apis = vec!["getMeetingParticipants".into(), "openUrl".into()];
    /// # let mut directory = Directory::new();
    /// # directory.add_account(acme, olga)?;
    /// # directory.add_user(olga, acme, ann, AccountRole::Member)?;
    /// # directory.register_app(planner, manifest)?;
    /// # let standup: MeetingUuid = 5_u64.into();
    /// # let (olgas, anns): (ParticipantId, ParticipantId) = (11_u64.into(), 12_u64.into());
    /// # let number = 85_012_345_678.into();
    /// # directory.schedule_meeting(olga, olga, standup, number, "Stand-up", MeetingKind::Meeting)?;
    /// # directory.start_meeting(olga, standup)?;
    /// # directory.install(olga, planner, Scopes::empty())?;
    /// # directory.install(ann, planner, Scopes::empty())?;
    /// directory.join(standup, Some(olga), olgas, MeetingRole::Host)?;
    /// directory.join(standup, Some(ann), anns, MeetingRole::Participant)?;
    /// directory.open_app(standup, anns, planner)?;
    /// let alone = directory.collaboration(standup, planner)?;
    /// assert_eq!((alone.mode, alone.next), (CollaborationMode::SinglePlayer, NextStep::InviteOwner));
    ///
    /// directory.open_app(standup, olgas, planner)?;
    /// let together = directory.collaboration(standup, planner)?;
    /// assert_eq!((together.mode, together.next), (CollaborationMode::Multiplayer, NextStep::None));
    /// assert_eq!(together.participants, [olgas, anns]);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn collaboration(&self, meeting: MeetingUuid, app: AppId) -> Result<Collaboration, Refusal> {
        let meeting = self.known_meeting(meeting)?;
        let app = self.known_app(app)?;
        let invited = self.guests_are_invited(meeting, app);
        let may_run = |seat: &Seat| self.may_run_if(meeting, *seat, app, || invited);
        let running: Vec<Seat> = meeting.seats.running(app).filter(may_run).collect();
        let next = if running.iter().any(|seat| seat.user == Some(meeting.owner.id)) {
            NextStep::None
        } else if meeting.seats.of_user(meeting.owner.id).is_empty() {
            NextStep::OwnerAbsent
        } else {
            NextStep::InviteOwner
        };
        Ok(Collaboration {
            mode: if running.len() < 2 {
                CollaborationMode::SinglePlayer
            } else {
                CollaborationMode::Multiplayer
            },
            participants: sorted_participants(running.into_iter()),
            next,
        })
    }

    /// What the instances of an app in one meeting share through its backend.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownMeeting`], [`Refusal::UnknownApp`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{AccountId, AppId, MeetingUuid, ParticipantId, Scopes, UserId};
    /// use consentry::catalog::MeetingRole;
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{AccountRole, ManifestDraft, MeetingKind};
    ///
    /// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let planner: AppId = 4_u64.into();
    /// # let mut manifest = ManifestDraft::user_managed(acme);
    /// # manifest.required_scopes = Scopes::MEETINGS_READ;
    /// # manifest.uses_shared_access = true;
    /// # manifest.apis = vec!["getMeetingParticipants".into(), "openUrl".into()];
    /// # let mut directory = Directory::new();
    /// # directory.add_account(acme, olga)?;
    /// # directory.add_user(olga, acme, ann, AccountRole::Member)?;
    /// # directory.register_app(planner, manifest)?;
    /// # let standup: MeetingUuid = 5_u64.into();
    /// # let (olgas, anns): (ParticipantId, ParticipantId) = (11_u64.into(), 12_u64.into());
    /// # let number = 85_012_345_678.into();
    /// # directory.schedule_meeting(olga, olga, standup, number, "Stand-up", MeetingKind::Meeting)?;
    /// # directory.start_meeting(olga, standup)?;
    /// # directory.install(olga, planner, Scopes::empty())?;
    /// # directory.install(ann, planner, Scopes::empty())?;
    /// directory.join(standup, Some(olga), olgas, MeetingRole::Host)?;
    /// directory.join(standup, Some(ann), anns, MeetingRole::Participant)?;
    /// directory.open_app(standup, anns, planner)?;
    /// let state = directory.shared_state(standup, planner)?;
    /// assert_eq!((state.participants, state.meeting), (vec![anns], None));
    ///
    /// directory.open_app(standup, olgas, planner)?;
    /// let meeting = directory.shared_state(standup, planner)?.meeting;
    /// assert_eq!(meeting.map(|meeting| meeting.topic.into_string()), Some("Stand-up".into()));
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn shared_state(&self, meeting: MeetingUuid, app: AppId) -> Result<SharedState, Refusal> {
        let meeting = self.known_meeting(meeting)?;
        let app = self.known_app(app)?;
        let authorized: Vec<Seat> =
            meeting.seats.running(app).filter(|seat| self.is_authorized(meeting, *seat, app)).collect();
        let by_owner = authorized.iter().any(|seat| seat.user == Some(meeting.owner.id));
        Ok(SharedState {
            participants: sorted_participants(authorized.into_iter()),
            meeting: by_owner.then(|| MeetingDetails {
                topic: (&*meeting.topic).into(),
                number: meeting.number,
                participants: sorted_participants(meeting.seats.iter()),
            }),
        })
    }

    /// An app may run in a seat: its user has authorized it, or it is a guest beside somebody who has.
    pub(in crate::directory) fn may_run(&self, meeting: &MeetingRow, seat: Seat, app: AppNumber) -> bool {
        self.may_run_if(meeting, seat, app, || self.guests_are_invited(meeting, app))
    }

    fn may_run_if(
        &self,
        meeting: &MeetingRow,
        seat: Seat,
        app: AppNumber,
        invited: impl FnOnce() -> bool,
    ) -> bool {
        match self.instance(meeting, seat, app) {
            Err(_) => false,
            Ok(AuthStatus::Authorized) => true,
            Ok(AuthStatus::Authenticated | AuthStatus::Unauthenticated) => invited(),
        }
    }

    /// Guests may open an app where it lets them and somebody runs it who has authorized it.
    fn guests_are_invited(&self, meeting: &MeetingRow, app: AppNumber) -> bool {
        self.app(app).manifest.guest_mode()
            && meeting.seats.running(app).any(|seat| self.is_authorized(meeting, seat, app))
    }

    fn is_authorized(&self, meeting: &MeetingRow, seat: Seat, app: AppNumber) -> bool {
        self.instance(meeting, seat, app) == Ok(AuthStatus::Authorized)
    }

    /// The auth status of an app in a seat, if it may be used there at all.
    fn instance(&self, meeting: &MeetingRow, seat: Seat, app: AppNumber) -> Result<AuthStatus, Denial> {
        let found = seat.user.and_then(|user| self.find_user(user));
        let user = found.map(FoundUser::facts);
        let participant = Participant { meeting: meeting.uuid, id: seat.participant, user: user.as_ref() };
        let app = app_facts(app, self.app(app), found);
        instance_status(participant, &app, &meeting_facts(meeting, slice::from_ref(&seat)))
    }

    /// The APIs that an instance may call now: [`supported_js_apis`](crate::rules::supported_js_apis).
    ///
    /// # Errors
    ///
    /// [`Denial::UnknownPrincipal`], [`Denial::UnknownApp`], [`Denial::UnknownResource`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{AccountId, AppId, MeetingUuid, ParticipantId, Scopes, UserId};
    /// use consentry::catalog::{Api, ApiSet, MeetingRole};
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{AccountRole, ManifestDraft, MeetingKind};
    ///
    /// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let planner: AppId = 4_u64.into();
    /// # let mut manifest = ManifestDraft::user_managed(acme);
    /// # manifest.required_scopes = Scopes::MEETINGS_READ;
    /// # manifest.uses_shared_access = true;
    /// # manifest.apis = vec!["getMeetingParticipants".into(), "openUrl".into()];
    /// # let mut directory = Directory::new();
    /// # directory.add_account(acme, olga)?;
    /// # directory.add_user(olga, acme, ann, AccountRole::Member)?;
    /// # directory.register_app(planner, manifest)?;
    /// # let standup: MeetingUuid = 5_u64.into();
    /// # let (olgas, anns): (ParticipantId, ParticipantId) = (11_u64.into(), 12_u64.into());
    /// # let number = 85_012_345_678.into();
    /// # directory.schedule_meeting(olga, olga, standup, number, "Stand-up", MeetingKind::Meeting)?;
    /// # directory.start_meeting(olga, standup)?;
    /// # directory.install(olga, planner, Scopes::empty())?;
    /// # directory.install(ann, planner, Scopes::empty())?;
    /// directory.join(standup, Some(ann), anns, MeetingRole::Participant)?;
    /// let supported =
    ///     |directory: &Directory| directory.supported_js_apis(ann.into(), planner, standup.into());
    /// assert_eq!(supported(&directory), Ok(ApiSet::from([Api::OpenUrl])));
    ///
    /// directory.set_seat_role(olga, standup, anns, MeetingRole::Cohost)?;
    /// assert_eq!(supported(&directory), Ok(ApiSet::from([Api::OpenUrl, Api::GetMeetingParticipants])));
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn supported_js_apis(
        &self,
        principal: impl Into<PrincipalId>,
        app: AppId,
        resource: impl Into<ResourceId>,
    ) -> Result<ApiSet, Denial> {
        let facts = self.known_facts(principal.into(), app, resource.into())?;
        Ok(crate::rules::supported_js_apis(&facts.principal(), &facts.app(), &facts.resource()))
    }

    /// The APIs of `requested` that an instance may not call now: [`unsupported_js_apis`](crate::rules::unsupported_js_apis).
    ///
    /// # Errors
    ///
    /// [`Denial::UnknownPrincipal`], [`Denial::UnknownApp`], [`Denial::UnknownResource`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{AccountId, AppId, MeetingUuid, ParticipantId, Scopes, UserId};
    /// use consentry::catalog::{Api, ApiSet, MeetingRole};
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{AccountRole, ManifestDraft, MeetingKind};
    ///
    /// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let planner: AppId = 4_u64.into();
    /// # let mut manifest = ManifestDraft::user_managed(acme);
    /// # manifest.required_scopes = Scopes::MEETINGS_READ;
    /// # manifest.uses_shared_access = true;
    /// # manifest.apis = vec!["getMeetingParticipants".into(), "openUrl".into()];
    /// # let mut directory = Directory::new();
    /// # directory.add_account(acme, olga)?;
    /// # directory.add_user(olga, acme, ann, AccountRole::Member)?;
    /// # directory.register_app(planner, manifest)?;
    /// # let standup: MeetingUuid = 5_u64.into();
    /// # let (olgas, anns): (ParticipantId, ParticipantId) = (11_u64.into(), 12_u64.into());
    /// # let number = 85_012_345_678.into();
    /// # directory.schedule_meeting(olga, olga, standup, number, "Stand-up", MeetingKind::Meeting)?;
    /// # directory.start_meeting(olga, standup)?;
    /// # directory.install(olga, planner, Scopes::empty())?;
    /// # directory.install(ann, planner, Scopes::empty())?;
    /// directory.join(standup, Some(ann), anns, MeetingRole::Participant)?;
    /// let requested = ApiSet::from([Api::GetMeetingParticipants, Api::OpenUrl]);
    /// let unsupported = directory.unsupported_js_apis(ann.into(), planner, standup.into(), requested);
    /// assert_eq!(unsupported, Ok(ApiSet::from([Api::GetMeetingParticipants])));
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn unsupported_js_apis(
        &self,
        principal: impl Into<PrincipalId>,
        app: AppId,
        resource: impl Into<ResourceId>,
        requested: ApiSet,
    ) -> Result<ApiSet, Denial> {
        let facts = self.known_facts(principal.into(), app, resource.into())?;
        let (principal, app, resource) = (facts.principal(), facts.app(), facts.resource());
        Ok(crate::rules::unsupported_js_apis(&principal, &app, &resource, requested))
    }

    /// The facts about an app instance, unless its principal, app or resource is unknown.
    ///
    /// Asks about a call of an unknown name, which is denied for something unknown before it is denied for its name.
    fn known_facts(
        &self,
        principal: PrincipalId,
        app: AppId,
        resource: ResourceId,
    ) -> Result<Facts<'_>, Denial> {
        let facts = self.facts(Question { principal, app, resource, action: Action::CallUnknown });
        match facts.evaluate() {
            Decision::Deny(denial) if denial < Denial::UnknownApi => Err(denial),
            Decision::Deny(_) | Decision::Allow(_) => Ok(facts),
        }
    }
}

fn sorted_participants(seats: impl Iterator<Item = Seat>) -> Vec<ParticipantId> {
    let mut participants: Vec<_> = seats.map(|seat| seat.participant).collect();
    participants.sort();
    participants
}
