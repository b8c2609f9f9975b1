//! What apps may look at: who runs them together in a meeting, what they share, and what an instance may call.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::slice;

use crate::catalog::ApiSet;
use crate::directory::facts::{app_facts, meeting_facts};
use crate::directory::rows::{AppNumber, MeetingRow};
use crate::directory::tables::FoundUser;
use crate::directory::{Condition, Directory, Facts, PrincipalId, Question, Refusal, ResourceId};
use crate::facts::{AuthStatus, Seat, SeatRole};
use crate::id::{AppId, MeetingNumber, MeetingUuid, ParticipantId};
use crate::rules::evaluate::instance_status;
use crate::rules::{Action, Decision, Denial, Participant};
use crate::vocabulary::words;

/// How people use an app together in a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Collaboration {
    /// Whether several participants use the app.
    pub mode: CollaborationMode,
    /// The participants who run the app.
    pub participants: Vec<ParticipantId>,
    /// The next step for the app to work with the meeting's own data.
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
    /// What an app can do to have the meeting's owner run it too. Source: R.
    #[expect(clippy::exhaustive_enums, reason = "closed: the owner runs the app, is in the meeting, or is not")]
    pub enum NextStep {
        /// Nothing: the owner runs the app.
        None = "none",
        /// The owner is in the meeting and does not run the app. Call `sendAppInvitationToMeetingOwner`.
        InviteOwner = "invite_owner",
        /// The owner is not in the meeting.
        OwnerAbsent = "owner_absent",
    }
}

/// The data that the instances of an app in one meeting share through its backend.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SharedState {
    /// The participants whose instances are open and authorized. Each of them shares their own data.
    pub participants: Vec<ParticipantId>,
    /// The meeting's own data, if one of these participants is the meeting's owner.
    pub meeting: Option<MeetingDetails>,
}

/// Writes `topic`, `number` and `all_participants` beside `participants`, each `null` without the owner.
#[cfg(feature = "serde")]
impl serde::Serialize for SharedState {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Written<'a> {
            participants: &'a [ParticipantId],
            topic: Option<&'a str>,
            number: Option<MeetingNumber>,
            all_participants: Option<&'a [ParticipantId]>,
        }
        let Self { participants, meeting } = self;
        let meeting = meeting.as_ref();
        Written {
            participants,
            topic: meeting.map(|meeting| &*meeting.topic),
            number: meeting.map(|meeting| meeting.number),
            all_participants: meeting.map(|meeting| &*meeting.participants),
        }
        .serialize(serializer)
    }
}

/// A meeting's own data, which belongs to its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MeetingDetails {
    /// The topic of the meeting.
    pub topic: Box<str>,
    /// The dial-in number of the meeting.
    pub number: MeetingNumber,
    /// Everybody in the meeting.
    pub participants: Vec<ParticipantId>,
}

/// Which guests are invited to open an app in a meeting.
#[derive(Clone, Copy)]
struct Invited {
    /// Those who are no attendees of a webinar.
    speakers: bool,
    attendees: bool,
}

/// Views for apps.
impl Directory {
    /// Returns how people use an app together in a meeting, and the next step for the app.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownMeeting`], [`Refusal::UnknownApp`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{CollaborationMode, Directory, NextStep, Refusal};
    /// use consentry::facts::{AccountRole, MeetingKind, SeatRole};
    /// use consentry::{Manifest, Scopes};
    ///
    /// # let (acme, olga, ann, planner) = (1_u64.into(), 2_u64.into(), 3_u64.into(), 4_u64.into());
    /// # let (standup, olgas, anns) = (5_u64.into(), 11_u64.into(), 12_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// # directory.acting_as_system().register_app(planner, Manifest::user_managed(acme))?;
    /// # directory.acting_as(olga).schedule_meeting(olga, standup, 85_012_345_678.into(), "Stand-up", MeetingKind::Meeting)?;
    /// # directory.acting_as(olga).start_meeting(standup)?;
    /// # directory.acting_as(olga).install(planner, Scopes::empty())?;
    /// # directory.acting_as(ann).install(planner, Scopes::empty())?;
    /// directory.acting_as_system().join(standup, Some(olga), olgas, SeatRole::Host)?;
    /// directory.acting_as_system().join(standup, Some(ann), anns, SeatRole::Participant)?;
    /// directory.acting_as_system().open_app(standup, anns, planner)?;
    /// let alone = directory.collaboration(standup, planner)?;
    /// assert_eq!((alone.mode, alone.next), (CollaborationMode::SinglePlayer, NextStep::InviteOwner));
    ///
    /// directory.acting_as_system().open_app(standup, olgas, planner)?;
    /// let together = directory.collaboration(standup, planner)?;
    /// assert_eq!((together.mode, together.next), (CollaborationMode::Multiplayer, NextStep::None));
    /// assert_eq!(together.participants, [olgas, anns]);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn collaboration(&self, meeting: MeetingUuid, app: AppId) -> Result<Collaboration, Refusal> {
        let meeting = self.known_meeting(meeting)?;
        let app = self.known_app(app)?;
        let invited = self.invited(meeting, app);
        let may_run = |seat: &Seat| self.may_run(meeting, *seat, app, || invited).is_ok();
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

    /// Returns the data that the instances of an app in one meeting share through its backend.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownMeeting`], [`Refusal::UnknownApp`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{AccountRole, MeetingKind, SeatRole};
    /// use consentry::{Manifest, Scopes};
    ///
    /// # let (acme, olga, ann, planner) = (1_u64.into(), 2_u64.into(), 3_u64.into(), 4_u64.into());
    /// # let (standup, olgas, anns) = (5_u64.into(), 11_u64.into(), 12_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// # directory.acting_as_system().register_app(planner, Manifest::user_managed(acme))?;
    /// # directory.acting_as(olga).schedule_meeting(olga, standup, 85_012_345_678.into(), "Stand-up", MeetingKind::Meeting)?;
    /// # directory.acting_as(olga).start_meeting(standup)?;
    /// # directory.acting_as(olga).install(planner, Scopes::empty())?;
    /// # directory.acting_as(ann).install(planner, Scopes::empty())?;
    /// directory.acting_as_system().join(standup, Some(olga), olgas, SeatRole::Host)?;
    /// directory.acting_as_system().join(standup, Some(ann), anns, SeatRole::Participant)?;
    /// directory.acting_as_system().open_app(standup, anns, planner)?;
    /// let state = directory.shared_state(standup, planner)?;
    /// assert_eq!((state.participants, state.meeting), (vec![anns], None));
    ///
    /// directory.acting_as_system().open_app(standup, olgas, planner)?;
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

    /// Checks that an app may be opened in a seat: its user has authorized the app, or is a guest beside somebody who has.
    pub(in crate::directory) fn may_open(
        &self,
        meeting: &MeetingRow,
        seat: Seat,
        app: AppNumber,
    ) -> Result<(), Refusal> {
        Ok(self.may_run(meeting, seat, app, || self.invited(meeting, app))?)
    }

    fn may_run(
        &self,
        meeting: &MeetingRow,
        seat: Seat,
        app: AppNumber,
        invited: impl FnOnce() -> Invited,
    ) -> Result<(), Condition> {
        match self.instance(meeting, seat, app)? {
            AuthStatus::Authorized => Ok(()),
            AuthStatus::Authenticated | AuthStatus::Unauthenticated => {
                let Invited { speakers, attendees } = invited();
                let is_invited = if seat.role == SeatRole::Attendee { attendees } else { speakers };
                if is_invited { Ok(()) } else { Err(Condition::NotInvited) }
            }
        }
    }

    /// The guests who may open an app in a meeting: all, if the app has guest mode on and somebody who has authorized it
    /// runs it there. Attendees of a webinar are invited by its owner or host alone. Source: S.
    fn invited(&self, meeting: &MeetingRow, app: AppNumber) -> Invited {
        let mut invited = Invited { speakers: false, attendees: false };
        if self.app(app).manifest.guest_mode() {
            for seat in meeting.seats.running(app).filter(|seat| self.is_authorized(meeting, *seat, app)) {
                invited.speakers = true;
                invited.attendees |= seat.user == Some(meeting.owner.id) || seat.role == SeatRole::Host;
            }
        }
        invited
    }

    fn is_authorized(&self, meeting: &MeetingRow, seat: Seat, app: AppNumber) -> bool {
        self.instance(meeting, seat, app) == Ok(AuthStatus::Authorized)
    }

    /// The auth status of an app's instance in a seat, unless the app may not be used there at all.
    fn instance(&self, meeting: &MeetingRow, seat: Seat, app: AppNumber) -> Result<AuthStatus, Condition> {
        let found = seat.user.and_then(|user| self.find_user(user));
        let user = found.map(FoundUser::facts);
        let participant = Participant { meeting: meeting.uuid, id: seat.participant, user: user.as_ref() };
        let row = meeting_facts(meeting, slice::from_ref(&seat), Some(app));
        instance_status(participant, &app_facts(app, self.app(app), found), &row).map_err(|denial| {
            match denial {
            Denial::UserInactive => Condition::UserInactive,
            Denial::AppUnpublished => Condition::AppUnpublished,
            Denial::AppNotApproved => Condition::AppNotApproved,
            Denial::NotInstalled => Condition::NotInstalled,
            Denial::InstallationDisabled => Condition::Disabled,
            Denial::SurfaceNotRequested(_) => Condition::SurfaceNotRequested,
            Denial::AppStopped => Condition::AppStopped,
            Denial::NotInMeeting(_)
            // An instance is never denied for these.
            | Denial::UnknownPrincipal
            | Denial::UnknownApp
            | Denial::UnknownResource
            | Denial::UnknownApi
            | Denial::ActionNotSupported
            | Denial::ScopeNotGranted(_)
            | Denial::CrossAccount
            | Denial::AdminAppRequired
            | Denial::NotDelegated { .. }
            | Denial::OwnerInactive
            | Denial::SharedAccessNotGranted
            | Denial::PrivilegeMissing(_)
            | Denial::ApiNotRequested(_)
            | Denial::ContextNotSupported { .. }
            | Denial::AuthorizationRequired { .. }
            | Denial::RoleNotPermitted(_)
            | Denial::MediaConsentRequired(_) => Condition::NotLive,
        }
        })
    }

    /// Returns the APIs that an app instance may call at present. Decides as [`supported_js_apis`](crate::rules::supported_js_apis)
    /// does.
    ///
    /// # Errors
    ///
    /// [`Denial::UnknownPrincipal`], [`Denial::UnknownApp`], [`Denial::UnknownResource`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::catalog::{Api, ApiSet};
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{AccountRole, MeetingKind, SeatRole};
    /// use consentry::{Manifest, Scopes};
    ///
    /// # let (acme, olga, ann, planner) = (1_u64.into(), 2_u64.into(), 3_u64.into(), 4_u64.into());
    /// # let (standup, anns) = (5_u64.into(), 12_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// # let manifest = Manifest::user_managed(acme).call([Api::GetMeetingParticipants, Api::OpenUrl]);
    /// # directory.acting_as_system().register_app(planner, manifest)?;
    /// # directory.acting_as(olga).schedule_meeting(olga, standup, 85_012_345_678.into(), "Stand-up", MeetingKind::Meeting)?;
    /// # directory.acting_as(olga).start_meeting(standup)?;
    /// # directory.acting_as(ann).install(planner, Scopes::empty())?;
    /// directory.acting_as_system().join(standup, Some(ann), anns, SeatRole::Participant)?;
    /// let supported = directory.supported_js_apis(ann, planner, standup);
    /// assert_eq!(supported, Ok(ApiSet::from([Api::OpenUrl])));
    ///
    /// directory.acting_as(olga).set_seat_role(standup, anns, SeatRole::Cohost)?;
    /// let supported = directory.supported_js_apis(ann, planner, standup);
    /// assert_eq!(supported, Ok(ApiSet::from([Api::OpenUrl, Api::GetMeetingParticipants])));
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

    /// Returns the APIs of `requested` that an app instance may not call at present. Decides as
    /// [`unsupported_js_apis`](crate::rules::unsupported_js_apis) does.
    ///
    /// # Errors
    ///
    /// [`Denial::UnknownPrincipal`], [`Denial::UnknownApp`], [`Denial::UnknownResource`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::catalog::{Api, ApiSet};
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{AccountRole, MeetingKind, SeatRole};
    /// use consentry::{Manifest, Scopes};
    ///
    /// # let (acme, olga, ann, planner) = (1_u64.into(), 2_u64.into(), 3_u64.into(), 4_u64.into());
    /// # let (standup, anns) = (5_u64.into(), 12_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// # let manifest = Manifest::user_managed(acme).call([Api::GetMeetingParticipants, Api::OpenUrl]);
    /// # directory.acting_as_system().register_app(planner, manifest)?;
    /// # directory.acting_as(olga).schedule_meeting(olga, standup, 85_012_345_678.into(), "Stand-up", MeetingKind::Meeting)?;
    /// # directory.acting_as(olga).start_meeting(standup)?;
    /// # directory.acting_as(ann).install(planner, Scopes::empty())?;
    /// directory.acting_as_system().join(standup, Some(ann), anns, SeatRole::Participant)?;
    /// let requested = ApiSet::from([Api::GetMeetingParticipants, Api::OpenUrl]);
    /// let unsupported = directory.unsupported_js_apis(ann, planner, standup, requested);
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
