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
/// Print them with `{:#?}` to see what a decision rests on. Each argument is looked up by itself: the resource is shown
/// even if the principal is unknown.
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
/// // The same for the eye:
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

    /// The resource. User data comes with what its owner delegates to the principal's user, a meeting with the
    /// principal's seats alone.
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
    /// Finds the facts of a question, which [`evaluate`](Self::evaluate) decides by. Allocates nothing.
    ///
    /// Ask for them to see why a question is answered as it is, or to decide with facts of your own beside them.
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
        let Question { principal: id, app, resource, action } = question;
        let principal = self.find_principal(id);
        let resource = self.find_resource(resource, id, principal);
        let user = self.acting_user(principal);
        Facts {
            principal: principal_facts(principal, user).unwrap_or(FoundPrincipal::Unknown),
            app: self.apps.find(app).map_or(App::Unknown, |(app, row)| app_facts(app, row, user)),
            resource: resource
                .filter(ResourceRows::is_present)
                .map_or(FoundResource::Unknown, |rows| self.resource_facts(rows, user)),
            action,
        }
    }

    /// Decides a user's question about user data from its rows. The answer is that of [`facts`](Self::facts) and `evaluate`.
    ///
    /// This is the most frequent question by far. It goes around [`evaluate_rows`](Self::evaluate_rows), the ladder of all
    /// other questions, because that saves a tenth of the instructions.
    #[inline(always)]
    pub(super) fn evaluate_user_data_rows(
        &self,
        user: Option<&UserRow>,
        app: Option<(AppNumber, &AppRow)>,
        owner: Option<&UserRow>,
        kind: DataKind,
        action: Action,
    ) -> Decision {
        let Some(user) = user.and_then(|row| self.present(row)) else {
            return evaluate_inlined(&Principal::Unknown, &App::Unknown, &Resource::Unknown, action);
        };
        let facts = user.facts();
        let principal = Principal::User(&facts);
        let Some((app, row)) = app else {
            return evaluate_inlined(&principal, &App::Unknown, &Resource::Unknown, action);
        };
        let app = app_facts(app, row, Some(user));
        let Some(owner) = owner.filter(|row| row.is_present()) else {
            return evaluate_inlined(&principal, &app, &Resource::Unknown, action);
        };
        let account =
            if owner.account == user.row.account { user.account } else { self.account(owner.account) };
        let (owner, delegation) = (owner.facts(account.id), delegation(owner, user.row));
        let resource = Resource::UserData { owner: &owner, kind, delegation: Some(delegation) };
        evaluate_inlined(&principal, &app, &resource, action)
    }

    /// Decides a question whose rows are looked up already. The answer is that of [`facts`](Self::facts) and `evaluate`.
    ///
    /// A question stops at its first unknown: what follows need not be known, since the first is the reason. A caller that knows the kinds of its principal and resource gets a copy of this and of the rules for
    /// those kinds alone. That costs half of what one copy for all kinds costs.
    #[inline(always)]
    pub(super) fn evaluate_rows(
        &self,
        principal: Option<PrincipalRows<'_>>,
        app: Option<(AppNumber, &AppRow)>,
        resource: Option<ResourceRows<'_>>,
        action: Action,
    ) -> Decision {
        let mut facts = Facts {
            principal: FoundPrincipal::Unknown,
            app: App::Unknown,
            resource: FoundResource::Unknown,
            action,
        };
        let user = self.acting_user(principal);
        let Some(principal) = principal_facts(principal, user) else { return facts.evaluate_inlined() };
        facts.principal = principal;
        let Some((app, row)) = app else { return facts.evaluate_inlined() };
        facts.app = app_facts(app, row, user);
        let Some(resource) = resource.filter(ResourceRows::is_present) else {
            return facts.evaluate_inlined();
        };
        facts.resource = self.resource_facts(resource, user);
        facts.evaluate_inlined()
    }

    /// The user that a principal is, or acts as.
    #[inline(always)]
    fn acting_user<'a>(&'a self, rows: Option<PrincipalRows<'a>>) -> Option<FoundUser<'a>> {
        match rows? {
            PrincipalRows::User(row) => self.present(row),
            PrincipalRows::Participant { user, .. } => self.present(user?),
        }
    }

    /// A resource as the rules read it.
    #[inline(always)]
    fn resource_facts<'a>(&self, rows: ResourceRows<'a>, user: Option<FoundUser<'_>>) -> FoundResource<'a> {
        match rows {
            ResourceRows::UserData { owner, kind } => {
                let account = match user {
                    Some(user) if user.row.account == owner.account => user.account,
                    Some(_) | None => self.account(owner.account),
                };
                let delegation = user.map(|user| delegation(owner, user.row));
                FoundResource::UserData { owner: owner.facts(account.id), kind, delegation }
            }
            ResourceRows::AccountData { account, kind } => FoundResource::AccountData { account, kind },
            ResourceRows::Meeting { row, seats, context } => {
                FoundResource::Meeting { meeting: meeting_facts(row, seats), context }
            }
            ResourceRows::Client { context } => FoundResource::Client { context },
        }
    }
}

/// The rows of a principal. Its user may be a removed one.
#[derive(Clone, Copy)]
pub(super) enum PrincipalRows<'a> {
    User(&'a UserRow),
    Participant {
        meeting: &'a MeetingRow,
        participant: ParticipantId,
        /// The participant's one seat.
        seats: &'a [Seat],
        user: Option<&'a UserRow>,
    },
}

/// The rows of a resource. Its owner may be a removed user.
pub(super) enum ResourceRows<'a> {
    UserData {
        owner: &'a UserRow,
        kind: DataKind,
    },
    AccountData {
        account: AccountId,
        kind: DataKind,
    },
    Meeting {
        row: &'a MeetingRow,
        /// The seats of the principal.
        seats: &'a [Seat],
        context: Option<RunningContext>,
    },
    Client {
        context: Option<RunningContext>,
    },
}

impl ResourceRows<'_> {
    #[inline(always)]
    fn is_present(&self) -> bool {
        match self {
            Self::UserData { owner, .. } => owner.is_present(),
            Self::AccountData { .. } | Self::Meeting { .. } | Self::Client { .. } => true,
        }
    }
}

/// From ids to the rows of a question.
impl Directory {
    #[inline(always)]
    pub(super) fn find_principal(&self, id: PrincipalId) -> Option<PrincipalRows<'_>> {
        match id {
            PrincipalId::User(user) => self.users.find(user).map(PrincipalRows::User),
            PrincipalId::Participant { meeting, participant } => {
                let meeting = self.find_meeting(meeting)?;
                let seats = meeting.seats.of_participant(participant);
                let user = seats.first()?.user.and_then(|user| self.users.find(user));
                Some(PrincipalRows::Participant { meeting, participant, seats, user })
            }
        }
    }

    #[inline(always)]
    pub(super) fn find_resource<'a>(
        &'a self,
        id: ResourceId,
        principal_id: PrincipalId,
        principal: Option<PrincipalRows<'a>>,
    ) -> Option<ResourceRows<'a>> {
        match id {
            ResourceId::UserData { owner, kind } => {
                self.users.find(owner).map(|owner| ResourceRows::UserData { owner, kind })
            }
            ResourceId::AccountData { account, kind } => {
                self.find_account(account).map(|_| ResourceRows::AccountData { account, kind })
            }
            ResourceId::Meeting { meeting, context } => {
                let (row, seats) = match (principal_id, principal) {
                    // By the user's id, so that this need not wait for the user's row.
                    (PrincipalId::User(user), _) => {
                        let row = self.find_meeting(meeting)?;
                        (row, row.seats.of_user(user))
                    }
                    // Nearly always the meeting that the participant is in, which is found already.
                    (
                        PrincipalId::Participant { .. },
                        Some(PrincipalRows::Participant { meeting: row, seats, .. }),
                    ) if row.uuid == meeting => (row, seats),
                    // In any other meeting a participant has no seat.
                    (PrincipalId::Participant { .. }, _) => (self.find_meeting(meeting)?, &[][..]),
                };
                Some(ResourceRows::Meeting { row, seats, context })
            }
            ResourceId::Client { context } => Some(ResourceRows::Client { context }),
        }
    }
}

/// A principal as the rules read it, unless it is a removed user.
#[inline(always)]
fn principal_facts(rows: Option<PrincipalRows<'_>>, user: Option<FoundUser<'_>>) -> Option<FoundPrincipal> {
    let user = user.map(FoundUser::facts);
    match rows? {
        PrincipalRows::User(_) => user.map(FoundPrincipal::User),
        PrincipalRows::Participant { meeting, participant, .. } => {
            Some(FoundPrincipal::Participant { meeting: meeting.uuid, id: participant, user })
        }
    }
}

/// An app and its standing with a user; without a user, with nobody.
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

/// The delegation from one user to another. Where there is none, it is a delegation of nothing.
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
