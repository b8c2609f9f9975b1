//! Questions by id: finding the facts of a question and handing them to ring 1.

use alloc::vec::Vec;

use smallvec::SmallVec;

use super::Directory;
use super::handle::{AppHandle, UserHandle};
use super::rows::{AppRow, Flags, MeetingRow};
use super::store::FoundUser;
use crate::{
    AccountId, Action, App, AppId, DataKind, Decision, Delegation, Meeting, MeetingUuid, Participant,
    ParticipantId, Principal, Resource, RunningContext, Standing, UserId,
};

/// A question by id: on whose authority, through which app, to what, which action.
///
/// # Examples
///
/// ```
/// use consentry::*;
///
/// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
/// # let planner: AppId = 4_u64.into();
/// # let mut manifest = ManifestDraft::user_managed(acme);
/// # manifest.required_scopes = Scopes::MEETINGS_READ;
/// # let mut directory = Directory::new();
/// # directory.add_account(acme, olga)?;
/// # directory.add_user(olga, acme, ann, AccountRole::Member)?;
/// # directory.register_app(planner, manifest)?;
/// # directory.install(ann, planner, Scopes::empty())?;
/// let may_ann_read_her_meetings = Question {
///     principal: PrincipalId::User(ann),
///     app: planner,
///     resource: ResourceId::UserData { owner: ann, kind: DataKind::Meetings },
///     action: Action::Verb(Verb::Read),
/// };
/// let answers = directory.evaluate_batch(&[may_ann_read_her_meetings]);
/// assert_eq!(answers, [Decision::Allow(Basis::Own)]);
/// # Ok::<_, Refusal>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "closed: the four arguments of `evaluate`")]
pub struct Question {
    /// On whose authority.
    pub principal: PrincipalId,
    /// Through which app.
    pub app: AppId,
    /// To what.
    pub resource: ResourceId,
    /// Which action.
    pub action: Action,
}

/// On whose authority, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed: as `Principal`")]
pub enum PrincipalId {
    /// A user.
    User(UserId),
    /// A participant of a live meeting.
    Participant {
        /// The meeting that the seat is in.
        meeting: MeetingUuid,
        /// Which seat.
        participant: ParticipantId,
    },
}

impl From<UserId> for PrincipalId {
    fn from(user: UserId) -> Self {
        Self::User(user)
    }
}

/// What the app wants to touch, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed: as `Resource`")]
pub enum ResourceId {
    /// A user's data.
    UserData {
        /// Whose.
        owner: UserId,
        /// Of what kind.
        kind: DataKind,
    },
    /// An account's data.
    AccountData {
        /// Whose.
        account: AccountId,
        /// Of what kind.
        kind: DataKind,
    },
    /// A meeting, with the app running in it.
    Meeting {
        /// Which.
        meeting: MeetingUuid,
        /// Where the instance runs; `None` means [the default](crate::MeetingKind::default_context).
        context: Option<RunningContext>,
    },
    /// The app instance itself, outside any meeting.
    Client {
        /// Where the instance runs; `None` means `inMainClient`.
        context: Option<RunningContext>,
    },
}

impl From<MeetingUuid> for ResourceId {
    /// The meeting, with the app running in its default context.
    fn from(meeting: MeetingUuid) -> Self {
        Self::Meeting { meeting, context: None }
    }
}

impl Directory {
    /// Decides by ids: finds the facts and asks [`evaluate`](crate::evaluate()). Allocates nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::*;
    ///
    /// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let planner: AppId = 4_u64.into();
    /// # let mut manifest = ManifestDraft::user_managed(acme);
    /// # manifest.required_scopes = Scopes::MEETINGS_READ;
    /// # let mut directory = Directory::new();
    /// # directory.add_account(acme, olga)?;
    /// # directory.add_user(olga, acme, ann, AccountRole::Member)?;
    /// # directory.register_app(planner, manifest)?;
    /// # directory.install(ann, planner, Scopes::empty())?;
    /// let ask = |owner| {
    ///     let meetings = ResourceId::UserData { owner, kind: DataKind::Meetings };
    ///     directory.evaluate(ann.into(), planner, meetings, Verb::Read.into())
    /// };
    /// assert_eq!(ask(ann), Decision::Allow(Basis::Own));
    /// assert_eq!(ask(olga), Decision::Deny(Denial::NotDelegated));
    /// assert_eq!(ask(UserId::NOBODY), Decision::Deny(Denial::UnknownResource));
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn evaluate(
        &self,
        principal: PrincipalId,
        app: AppId,
        resource: ResourceId,
        action: Action,
    ) -> Decision {
        let question = Question { principal, app, resource, action };
        self.find(&question)
            .decide(|principal, app, resource| crate::evaluate(principal, app, resource, action))
    }

    /// Decides several questions, in their order: the same answers as [`evaluate`](Self::evaluate), one by one.
    ///
    /// In a directory that does not fit into the processor's caches this is faster, since the rows of several
    /// questions are waited for at the same time.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::*;
    ///
    /// let directory = Directory::new();
    /// let whose = ResourceId::UserData { owner: 1_u64.into(), kind: DataKind::Profile };
    /// let (principal, app) = (PrincipalId::User(2_u64.into()), 3_u64.into());
    /// let questions = [Verb::Read, Verb::Update]
    ///     .map(|verb| Question { principal, app, resource: whose, action: verb.into() });
    /// assert_eq!(directory.evaluate_batch(&questions), [Decision::Deny(Denial::UnknownPrincipal); 2]);
    /// ```
    #[must_use]
    pub fn evaluate_batch(&self, questions: &[Question]) -> Vec<Decision> {
        let mut answers = Vec::with_capacity(questions.len());
        for some in questions.chunks(TOGETHER) {
            // First all rows are found, which is mostly waiting, and only then is anything decided.
            let found: SmallVec<[Found<'_>; TOGETHER]> =
                some.iter().map(|question| self.find(question)).collect();
            answers.extend(found.iter().zip(some).map(|(found, question)| {
                found.decide(|principal, app, resource| {
                    crate::evaluate(principal, app, resource, question.action)
                })
            }));
        }
        answers
    }

    /// Finds the rows of a question.
    // Called, it hands its rows over in memory: 54 ns a decision at 1,000 users, and 40 ns inlined.
    #[inline(always)]
    pub(super) fn find(&self, question: &Question) -> Found<'_> {
        // The rows of both users are looked for before either is needed, so that the two waits are one.
        let (seat, user) = match question.principal {
            PrincipalId::User(id) => (None, self.locate_user(id)),
            PrincipalId::Participant { meeting, participant } => {
                let seat =
                    self.find_meeting(meeting).and_then(|row| self.meeting(row).seats.find(participant));
                let user = seat.and_then(|seat| seat.user).and_then(|user| self.locate_user(user));
                (seat.map(|seat| (meeting, seat.participant)), user)
            }
        };
        let resource = match question.resource {
            ResourceId::UserData { owner, kind } => {
                self.locate_user(owner).map(|owner| FoundResource::UserData(owner, kind))
            }
            ResourceId::AccountData { account, kind } => {
                self.find_account(account).map(|_| FoundResource::AccountData(account, kind))
            }
            ResourceId::Meeting { meeting, context } => {
                self.find_meeting(meeting).map(|row| FoundResource::Meeting(self.meeting(row), context))
            }
            ResourceId::Client { context } => Some(FoundResource::Client(context)),
        };
        let app = self.find_app(question.app).map(|app| (app, self.app(app)));
        Found { seat, user, app, resource }
    }

    pub(super) fn delegation(&self, delegator: UserHandle, delegate: UserHandle) -> Option<Delegation> {
        self.found(delegate).delegation_from(self.found(delegator))
    }
}

/// How many questions of a batch are under way at the same time.
const TOGETHER: usize = 16;

/// The rows of a question, as far as there are any.
pub(super) struct Found<'a> {
    /// The seat that a participant principal sits in.
    seat: Option<(MeetingUuid, ParticipantId)>,
    /// The user whom the principal is or acts as.
    user: Option<FoundUser<'a>>,
    app: Option<(AppHandle, &'a AppRow)>,
    resource: Option<FoundResource<'a>>,
}

enum FoundResource<'a> {
    UserData(FoundUser<'a>, DataKind),
    AccountData(AccountId, DataKind),
    Meeting(&'a MeetingRow, Option<RunningContext>),
    Client(Option<RunningContext>),
}

impl Found<'_> {
    /// Hands the facts to `decide`.
    #[inline]
    pub(super) fn decide<T>(&self, decide: impl Fn(&Principal<'_>, &App<'_>, &Resource<'_>) -> T) -> T {
        let facts = self.user.map(|user| &user.row.facts);
        let principal = match (self.seat, facts) {
            (Some((meeting, id)), user) => Principal::Participant(Participant { meeting, id, user }),
            (None, Some(user)) => Principal::User(user),
            (None, None) => Principal::Unknown,
        };
        let app = self.app.map_or(App::Unknown, |(app, row)| app_facts(app, row, self.user));
        match self.resource {
            Some(FoundResource::UserData(owner, kind)) => {
                let delegation = self.user.and_then(|user| user.delegation_from(owner));
                decide(&principal, &app, &Resource::UserData { owner: &owner.row.facts, kind, delegation })
            }
            Some(FoundResource::Meeting(row, context)) => {
                let meeting = meeting_facts(row, &principal);
                decide(&principal, &app, &Resource::Meeting { meeting: &meeting, context })
            }
            Some(FoundResource::AccountData(account, kind)) => {
                decide(&principal, &app, &Resource::AccountData { account, kind })
            }
            Some(FoundResource::Client(context)) => decide(&principal, &app, &Resource::Client { context }),
            None => decide(&principal, &app, &Resource::Unknown),
        }
    }
}

/// How an app stands with a user.
#[inline]
pub(super) fn app_facts<'a>(app: AppHandle, row: &'a AppRow, user: Option<FoundUser<'_>>) -> App<'a> {
    App::Registered {
        manifest: &row.manifest,
        publication: row.publication,
        standing: user.map_or(Standing::default(), |user| user.standing(app)),
    }
}

/// The facts of ring 1, from a user's row.
impl FoundUser<'_> {
    #[inline]
    fn standing(self, app: AppHandle) -> Standing {
        let entry = self.row.app(app);
        Standing {
            policy: self.account.policy,
            approval: self.account.approval(app, entry),
            installation: entry.installation(),
            disabled: entry.has(Flags::DISABLED),
        }
    }

    /// What this user holds from another one.
    #[inline]
    fn delegation_from(self, delegator: FoundUser<'_>) -> Option<Delegation> {
        if self.handle.account != delegator.handle.account {
            return None;
        }
        let access = self.row.held_from(delegator.handle.slot);
        (!access.is_empty()).then_some(Delegation {
            delegator: delegator.row.facts.id,
            delegate: self.row.facts.id,
            access,
        })
    }
}

/// A meeting with the seats that concern a principal.
pub(super) fn meeting_facts<'a>(row: &'a MeetingRow, principal: &Principal<'_>) -> Meeting<'a> {
    let seats = match principal {
        Principal::Unknown => &[],
        Principal::User(user) => row.seats.of_user(user.id),
        Principal::Participant(participant) => row.seats.beside(participant.id),
    };
    Meeting { uuid: row.uuid, kind: row.kind, owner: row.owner_id, state: row.state, seats }
}
