//! From ids to the facts of one question.
//!
//! [`Directory::facts`] finds the rows that a question names and copies the few words that the rules read of them. Larger
//! parts, such as a manifest or the seats of a user, are borrowed. Nothing is allocated. Each argument is found by itself,
//! and the rules decide which unknown one is the reason.
//!
//! Callers in `ask` that know the kinds of principal and resource get copies of this code and of the rules that are
//! compiled for these kinds alone, which halves the cost. The compiler does so only if it sees through [`Facts`]. Two habits
//! here help it: a `Facts` is a flat structure and not an `enum` of kinds, and look-ups are made in a `match` and not in a
//! closure, since a large closure is compiled separately once several copies share it. Count the instructions of the hot
//! paths after a change.

use core::fmt;

use super::rows::{AppNumber, AppRow, Flags, MeetingRow, UserRow};
use super::tables::FoundUser;
use super::{Directory, PrincipalId, Question, ResourceId};
use crate::facts::{Access, DataKind, Delegation, HostConsent, Meeting, Seat, Standing, User};
use crate::id::{MeetingUuid, ParticipantId};
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
///     AccountId, AppId, Manifest, MeetingUuid, ParticipantId, Resource, Scopes, UserId,
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
/// let denial = facts.evaluate().denial().expect("an attendee is not authorized");
/// assert_eq!(denial.reason(), "authorization_required");
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
    question: Question,
    /// The user that the principal is, or acts as.
    user: Option<User>,
    /// Whether a participant principal has a seat in its meeting.
    is_seated: bool,
    app: App<'a>,
    /// The owner of user data.
    owner: Option<User>,
    /// What the owner of user data delegates to the user.
    delegation: Option<Delegation>,
    /// Whether the account of account data exists.
    has_account: bool,
    /// The meeting that is asked about, with the principal's seats.
    meeting: Option<Meeting<'a>>,
}

impl Facts<'_> {
    /// The principal.
    #[must_use]
    pub fn principal(&self) -> Principal<'_> {
        self.principal_with(&self.user)
    }

    /// The app and its standing with the principal's user.
    #[must_use]
    pub fn app(&self) -> App<'_> {
        self.app
    }

    /// The resource. User data includes the delegation from its owner to the principal's user, and a meeting only the
    /// principal's seats.
    #[must_use]
    pub fn resource(&self) -> Resource<'_> {
        self.resource_with(&self.owner, &self.meeting)
    }

    /// The action that is asked about.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.question.action
    }

    /// Decides by these facts: [`evaluate`](crate::rules::evaluate()).
    pub fn evaluate(&self) -> Decision {
        self.evaluate_inlined()
    }

    /// [`evaluate`](Self::evaluate), always inlined, for callers that know the kinds of principal and resource.
    #[inline(always)]
    pub(super) fn evaluate_inlined(self) -> Decision {
        // The arguments refer to copies, so that only these copies must be in memory and the rest can be in registers.
        let Self { user, owner, meeting, .. } = self;
        let (principal, resource) = (self.principal_with(&user), self.resource_with(&owner, &meeting));
        evaluate_inlined(&principal, &self.app, &resource, self.question.action)
    }

    #[inline(always)]
    fn principal_with<'a>(&self, user: &'a Option<User>) -> Principal<'a> {
        match (self.question.principal, user) {
            (PrincipalId::User(_), None) => Principal::Unknown,
            (PrincipalId::User(_), Some(user)) => Principal::User(user),
            (PrincipalId::Participant { .. }, _) if !self.is_seated => Principal::Unknown,
            (PrincipalId::Participant { meeting, participant: id }, user) => {
                Principal::Participant(Participant { meeting, id, user: user.as_ref() })
            }
        }
    }

    #[inline(always)]
    fn resource_with<'a>(&self, owner: &'a Option<User>, meeting: &'a Option<Meeting<'a>>) -> Resource<'a> {
        match self.question.resource {
            ResourceId::UserData { kind, .. } => match owner {
                Some(owner) => Resource::UserData { owner, kind, delegation: self.delegation },
                None => Resource::Unknown,
            },
            ResourceId::AccountData { account, kind } if self.has_account => {
                Resource::AccountData { account, kind }
            }
            ResourceId::AccountData { .. } => Resource::Unknown,
            ResourceId::Meeting { context, .. } => match meeting {
                Some(meeting) => Resource::Meeting { meeting, context },
                None => Resource::Unknown,
            },
            ResourceId::Client { context } => Resource::Client { context },
        }
    }
}

impl fmt::Debug for Facts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts")
            .field("principal", &self.principal())
            .field("app", &self.app)
            .field("resource", &self.resource())
            .field("action", &self.question.action)
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

    /// [`facts`](Self::facts), always inlined, for callers that know the kinds of principal and resource.
    #[inline(always)]
    pub(super) fn facts_inlined(&self, question: Question) -> Facts<'_> {
        let (user, seat) = match question.principal {
            PrincipalId::User(user) => (self.find_user(user), None),
            PrincipalId::Participant { meeting, participant } => self.find_participant(meeting, participant),
        };
        let app = self.apps.find(question.app);
        let mut facts = Facts {
            question,
            user: user.map(FoundUser::facts),
            is_seated: seat.is_some(),
            app: match app {
                Some((app, row)) => app_facts(app, row, user),
                None => App::Unknown,
            },
            owner: None,
            delegation: None,
            has_account: false,
            meeting: None,
        };
        match question.resource {
            ResourceId::UserData { owner, .. } => {
                if let Some(owner) = self.find_user(owner) {
                    facts.owner = Some(owner.facts());
                    if let Some(user) = user {
                        facts.delegation = Some(delegation(owner.row, user.row));
                    }
                }
            }
            ResourceId::AccountData { account, .. } => {
                facts.has_account = self.find_account(account).is_some()
            }
            ResourceId::Meeting { meeting, .. } => {
                let found = match (question.principal, seat) {
                    // Seats are found by the user's id, so this does not wait for the user's row.
                    (PrincipalId::User(user), _) => {
                        self.find_meeting(meeting).map(|row| (row, row.seats.of_user(user)))
                    }
                    // The participant's own meeting has already been found.
                    (PrincipalId::Participant { .. }, Some((row, seats))) if row.uuid == meeting => {
                        Some((row, seats))
                    }
                    // A participant has no seat in another meeting.
                    (PrincipalId::Participant { .. }, _) => {
                        self.find_meeting(meeting).map(|row| (row, &[][..]))
                    }
                };
                let app = app.map(|(app, _)| app);
                facts.meeting = found.map(|(row, seats)| meeting_facts(row, seats, app));
            }
            ResourceId::Client { .. } => {}
        }
        facts
    }

    /// The user of a participant, and the meeting with the participant's one seat. Both are `None` for an unknown participant.
    #[inline(always)]
    fn find_participant(
        &self,
        meeting: MeetingUuid,
        participant: ParticipantId,
    ) -> (Option<FoundUser<'_>>, Option<(&MeetingRow, &[Seat])>) {
        let Some(row) = self.find_meeting(meeting) else { return (None, None) };
        let seats = row.seats.of_participant(participant);
        let Some(seat) = seats.first() else { return (None, None) };
        let user = match seat.user {
            Some(user) => self.find_user(user),
            None => None,
        };
        (user, Some((row, seats)))
    }

    /// Decides a user's question about user data from its rows, as [`facts`](Self::facts) and `evaluate` would.
    ///
    /// This kind of question is the most frequent by far. Here, and nowhere else, the first unknown ends the search: it is
    /// the reason, whatever follows. That saves a fifth of the instructions.
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
pub(super) fn standing_facts(FoundUser { row, account }: FoundUser<'_>, app: AppNumber) -> Standing {
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
pub(super) fn meeting_facts<'a>(row: &MeetingRow, seats: &'a [Seat], app: Option<AppNumber>) -> Meeting<'a> {
    Meeting {
        uuid: row.uuid,
        kind: row.kind,
        owner: row.owner.id,
        state: row.state,
        host_consent: app.map_or(HostConsent::Unstated, |app| row.host_consent(app)),
        seats,
    }
}
