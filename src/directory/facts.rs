//! From rows to the facts of one question.
//!
//! Every question by ids becomes a [`Facts`]: copies of the few words that the rules read of a row, and references to the
//! larger parts. Nothing is allocated. Questions, batches, views and opening an app all get their facts here.

use core::fmt;

use super::rows::{AppNumber, AppRow, Flags, MeetingRow, UserRow};
use super::tables::FoundUser;
use super::{Directory, PrincipalId, Question, ResourceId};
use crate::catalog::RunningContext;
use crate::facts::{Access, DataKind, Delegation, Meeting, Seat, Standing, User};
use crate::id::{AccountId, MeetingUuid, ParticipantId};
use crate::rules::evaluate::evaluate_inlined;
use crate::rules::{Action, App, Decision, Participant, Principal, Resource};

/// The facts of one question, as a [`Directory`] finds them and [`evaluate`](crate::rules::evaluate()) gets them.
///
/// Print them with `{:#?}` to see what a decision is based on. Each argument is looked up separately, so the resource is
/// shown even if the principal is unknown.
///
/// # Examples
///
/// Ann has installed the app, and yet her call is denied. Her seat says why: attendees of a webinar are never
/// authorized.
///
/// ```
/// use consentry::catalog::{Api, MeetingRole};
/// use consentry::directory::{Directory, Question, Refusal};
/// use consentry::facts::{AccountRole, MeetingKind, SeatRole};
/// use consentry::{
///     AccountId, AppId, Decision, Denial, Manifest, MeetingUuid, ParticipantId, Resource, Scopes, UserId,
/// };
///
/// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
/// # let (planner, launch): (AppId, MeetingUuid) = (4_u64.into(), 5_u64.into());
/// # let anns_seat: ParticipantId = 11_u64.into();
/// # let mut directory = Directory::new();
/// # directory.acting_as_system().add_account(acme, olga)?;
/// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
/// # let manifest = Manifest::user_managed(acme).call([Api::GetUserContext]);
/// # directory.acting_as_system().register_app(planner, manifest)?;
/// directory.acting_as(ann).install(planner, Scopes::empty())?;
/// directory.acting_as(olga).schedule_meeting(olga, launch, 85_012_345_678.into(), "Launch", MeetingKind::Webinar)?;
/// directory.acting_as(olga).start_meeting(launch)?;
/// directory.acting_as_system().join(launch, Some(ann), anns_seat, MeetingRole::Attendee)?;
///
/// let facts = directory.facts(Question::new(ann, planner, launch, Api::GetUserContext));
/// assert_eq!(facts.evaluate(), Decision::Deny(Denial::AuthorizationRequired));
///
/// let Resource::Meeting { meeting, .. } = facts.resource() else { panic!("the meeting is known") };
/// assert_eq!((meeting.kind, meeting.seats[0].role), (MeetingKind::Webinar, SeatRole::Attendee));
/// // The same facts as text:
/// let text = format!("{facts:#?}");
/// assert!(text.contains("kind: Webinar") && text.contains("role: Attendee"));
/// # Ok::<_, Refusal>(())
/// ```
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    principal: FoundPrincipal,
    app: App<'a>,
    resource: FoundResource<'a>,
    action: Action,
}

/// A [`Principal`] that contains its user.
#[derive(Clone, Copy)]
enum FoundPrincipal {
    Unknown,
    User(User),
    Participant { meeting: MeetingUuid, id: ParticipantId, user: Option<User> },
}

/// A [`Resource`] that contains its owner or its meeting.
#[derive(Clone, Copy)]
enum FoundResource<'a> {
    Unknown,
    UserData { owner: User, kind: DataKind, delegation: Option<Delegation> },
    AccountData { account: AccountId, kind: DataKind },
    Meeting { meeting: Meeting<'a>, context: Option<RunningContext> },
    Client { context: Option<RunningContext> },
}

impl Facts<'_> {
    /// The principal.
    #[must_use]
    #[inline]
    pub fn principal(&self) -> Principal<'_> {
        match &self.principal {
            FoundPrincipal::Unknown => Principal::Unknown,
            FoundPrincipal::User(user) => Principal::User(user),
            FoundPrincipal::Participant { meeting, id, user } => {
                Principal::Participant(Participant { meeting: *meeting, id: *id, user: user.as_ref() })
            }
        }
    }

    /// The app and its standing with the principal's user.
    #[must_use]
    #[inline]
    pub fn app(&self) -> App<'_> {
        self.app
    }

    /// The resource. User data includes the delegation from its owner to the principal's user, and a meeting only the
    /// principal's seats.
    #[must_use]
    #[inline]
    pub fn resource(&self) -> Resource<'_> {
        match &self.resource {
            FoundResource::Unknown => Resource::Unknown,
            FoundResource::UserData { owner, kind, delegation } => {
                Resource::UserData { owner, kind: *kind, delegation: *delegation }
            }
            FoundResource::AccountData { account, kind } => {
                Resource::AccountData { account: *account, kind: *kind }
            }
            FoundResource::Meeting { meeting, context } => Resource::Meeting { meeting, context: *context },
            FoundResource::Client { context } => Resource::Client { context: *context },
        }
    }

    /// The action that is asked about.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }

    /// Decides by these facts: [`evaluate`](crate::rules::evaluate()).
    pub fn evaluate(&self) -> Decision {
        self.evaluate_inlined()
    }

    /// [`evaluate`](Self::evaluate), always inlined, so that callers that know the kinds of principal and resource get a
    /// copy for these alone.
    #[inline(always)]
    pub(super) fn evaluate_inlined(&self) -> Decision {
        evaluate_inlined(&self.principal(), &self.app(), &self.resource(), self.action)
    }
}

impl fmt::Debug for Facts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts")
            .field("principal", &self.principal())
            .field("app", &self.app)
            .field("resource", &self.resource())
            .field("action", &self.action)
            .finish()
    }
}

/// From ids to facts.
impl Directory {
    /// Finds the facts by which [`evaluate`](Self::evaluate) decides a question. Allocates nothing.
    ///
    /// Use them to see why a question is answered as it is, or to combine them with facts of your own.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Directory, Question, Refusal};
    /// use consentry::{App, AppId, DataKind, Principal, Resource, UserId, Verb};
    ///
    /// let (olga, planner): (UserId, AppId) = (2_u64.into(), 4_u64.into());
    /// let mut directory = Directory::new();
    /// directory.acting_as_system().add_account(1_u64.into(), olga)?;
    ///
    /// let facts = directory.facts(Question::new(olga, planner, DataKind::Profile.of(olga), Verb::Read));
    /// assert!(matches!(facts.principal(), Principal::User(user) if user.id == olga));
    /// assert_eq!(facts.app(), App::Unknown, "nobody has registered it");
    /// assert!(matches!(facts.resource(), Resource::UserData { owner, .. } if owner.id == olga));
    /// # Ok::<_, Refusal>(())
    /// ```
    #[must_use]
    pub fn facts(&self, question: Question) -> Facts<'_> {
        self.facts_inlined(question)
    }

    /// [`facts`](Self::facts), always inlined, for callers that know what kinds of principal and resource they ask about.
    #[inline(always)]
    pub(super) fn facts_inlined(&self, question: Question) -> Facts<'_> {
        let Question { principal: id, app, resource, action } = question;
        let principal = self.find_principal(id);
        let resource = self.find_resource(resource, id, principal.as_ref());
        let user = principal.as_ref().and_then(PrincipalRows::user);
        Facts {
            principal: principal.as_ref().map_or(FoundPrincipal::Unknown, PrincipalRows::facts),
            app: self.apps.find(app).map_or(App::Unknown, |(app, row)| app_facts(app, row, user)),
            resource: resource.unwrap_or(FoundResource::Unknown),
            action,
        }
    }

    #[inline(always)]
    fn find_principal(&self, id: PrincipalId) -> Option<PrincipalRows<'_>> {
        match id {
            PrincipalId::User(user) => self.find_user(user).map(PrincipalRows::User),
            PrincipalId::Participant { meeting, participant } => {
                let meeting = self.find_meeting(meeting)?;
                let seats = meeting.seats.of_participant(participant);
                let user = seats.first()?.user.and_then(|user| self.find_user(user));
                Some(PrincipalRows::Participant { meeting, participant, seats, user })
            }
        }
    }

    #[inline(always)]
    fn find_resource<'a>(
        &'a self,
        id: ResourceId,
        principal_id: PrincipalId,
        principal: Option<&PrincipalRows<'a>>,
    ) -> Option<FoundResource<'a>> {
        match id {
            ResourceId::UserData { owner, kind } => {
                let owner = self.find_user(owner)?;
                let user = principal.and_then(PrincipalRows::user);
                let delegation = user.map(|user| delegation(owner.row, user.row));
                Some(FoundResource::UserData { owner: owner.facts(), kind, delegation })
            }
            ResourceId::AccountData { account, kind } => {
                self.find_account(account).map(|_| FoundResource::AccountData { account, kind })
            }
            ResourceId::Meeting { meeting: id, context } => {
                let (row, seats) = match (principal_id, principal) {
                    // The participant's own meeting has already been found.
                    (_, Some(PrincipalRows::Participant { meeting, seats, .. })) if meeting.uuid == id => {
                        (*meeting, *seats)
                    }
                    // Seats are found by the user's id, so this does not wait for the user's row.
                    (PrincipalId::User(user), _) => {
                        let row = self.find_meeting(id)?;
                        (row, row.seats.of_user(user))
                    }
                    // A participant has no seat in another meeting.
                    (PrincipalId::Participant { .. }, _) => (self.find_meeting(id)?, &[][..]),
                };
                Some(FoundResource::Meeting { meeting: meeting_facts(row, seats), context })
            }
            ResourceId::Client { context } => Some(FoundResource::Client { context }),
        }
    }

    /// Decides a user's question about user data from its rows.
    ///
    /// This is the most frequent question by far, so it goes around [`facts`](Self::facts): it stops at the first
    /// unknown instead of carrying it along, which saves a fifth of the instructions. What follows the first unknown
    /// need not be known, since the first is the reason.
    #[inline(always)]
    pub(super) fn evaluate_user_data_rows(
        &self,
        user: Option<&UserRow>,
        app: Option<(AppNumber, &AppRow)>,
        owner: Option<&UserRow>,
        kind: DataKind,
        action: Action,
    ) -> Decision {
        let mut facts = Facts {
            principal: FoundPrincipal::Unknown,
            app: App::Unknown,
            resource: FoundResource::Unknown,
            action,
        };
        let Some(user) = user.and_then(|row| self.present(row)) else { return facts.evaluate_inlined() };
        facts.principal = FoundPrincipal::User(user.facts());
        let Some((app, row)) = app else { return facts.evaluate_inlined() };
        facts.app = app_facts(app, row, Some(user));
        let Some(owner) = owner.filter(|row| row.is_present()) else { return facts.evaluate_inlined() };
        let account =
            if owner.account == user.row.account { user.account } else { self.account(owner.account) };
        let delegation = Some(delegation(owner, user.row));
        facts.resource = FoundResource::UserData { owner: owner.facts(account.id), kind, delegation };
        facts.evaluate_inlined()
    }
}

/// The rows of a principal that is known.
enum PrincipalRows<'a> {
    User(FoundUser<'a>),
    Participant {
        meeting: &'a MeetingRow,
        participant: ParticipantId,
        /// The participant's one seat.
        seats: &'a [Seat],
        user: Option<FoundUser<'a>>,
    },
}

impl<'a> PrincipalRows<'a> {
    /// The user that the principal is, or acts as.
    #[inline(always)]
    fn user(&self) -> Option<FoundUser<'a>> {
        match self {
            Self::User(user) => Some(*user),
            Self::Participant { user, .. } => *user,
        }
    }

    #[inline(always)]
    fn facts(&self) -> FoundPrincipal {
        match self {
            Self::User(user) => FoundPrincipal::User(user.facts()),
            Self::Participant { meeting, participant, user, .. } => FoundPrincipal::Participant {
                meeting: meeting.uuid,
                id: *participant,
                user: user.map(FoundUser::facts),
            },
        }
    }
}

/// An app and its standing with a user; without a user, the default standing.
#[inline]
pub(super) fn app_facts<'a>(app: AppNumber, row: &'a AppRow, user: Option<FoundUser<'_>>) -> App<'a> {
    App::Registered {
        manifest: &row.manifest,
        publication: row.publication,
        standing: user.map_or(Standing::default(), |user| standing_facts(user, app)),
    }
}

#[inline]
fn standing_facts(FoundUser { row, account }: FoundUser<'_>, app: AppNumber) -> Standing {
    let entry = row.app(app);
    Standing {
        policy: account.policy,
        approval: account.approval(app, entry),
        installation: entry.installation(),
        disabled: entry.has(Flags::DISABLED),
    }
}

/// The delegation from one user to another. If there is none, its access is empty.
#[inline]
pub(super) fn delegation(delegator: &UserRow, delegate: &UserRow) -> Delegation {
    let access = if delegator.account == delegate.account {
        delegate.held_from(delegator.slot)
    } else {
        Access::empty()
    };
    Delegation { delegator: delegator.id, delegate: delegate.id, access }
}

/// A meeting with some of its seats: those of the principal.
#[inline]
pub(super) fn meeting_facts<'a>(row: &MeetingRow, seats: &'a [Seat]) -> Meeting<'a> {
    Meeting { uuid: row.uuid, kind: row.kind, owner: row.owner.id, state: row.state, seats }
}
