//! Questions by id: finding the facts of a question and handing them to ring 1.

use alloc::vec::Vec;
use core::array;

use super::Directory;
use super::rows::{AppNumber, AppRow, Flags, MeetingRow, UserRow};
use super::tables::FoundUser;
use crate::catalog::RunningContext;
use crate::facts::{Access, DataKind, Delegation, Meeting, Seat, Standing};
use crate::id::{AccountId, AppId, MeetingUuid, ParticipantId, UserId};
use crate::rules::evaluate::evaluate_inlined;
use crate::rules::{Action, App, Decision, Participant, Principal, Resource};
use crate::store::Probe;

/// A question by id: on whose authority, through which app, to what, which action.
///
/// # Examples
///
/// ```
/// use consentry::{AccountId, Action, AppId, Basis, DataKind, Decision, Scopes, UserId, Verb};
/// use consentry::directory::{Directory, PrincipalId, Question, Refusal, ResourceId};
/// use consentry::facts::{AccountRole, ManifestDraft};
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
        /// Where the instance runs; `None` means [the default](crate::facts::MeetingKind::default_context).
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
    /// Decides by ids: finds the facts and asks [`evaluate`](crate::rules::evaluate()). Allocates nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{AccountId, AppId, Basis, DataKind, Decision, Denial, Scopes, UserId, Verb};
    /// use consentry::directory::{Directory, Refusal, ResourceId};
    /// use consentry::facts::{AccountRole, ManifestDraft};
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
    #[inline]
    pub fn evaluate(
        &self,
        principal: PrincipalId,
        app: AppId,
        resource: ResourceId,
        action: Action,
    ) -> Decision {
        match (principal, resource) {
            (PrincipalId::User(user), ResourceId::UserData { owner, kind }) => {
                self.evaluate_user_data(user, app, owner, kind, action)
            }
            (PrincipalId::User(user), ResourceId::Meeting { meeting, context }) => {
                self.evaluate_in_meeting(user, app, meeting, context, action)
            }
            (PrincipalId::User(_) | PrincipalId::Participant { .. }, resource) => {
                self.evaluate_any(principal, app, resource, action)
            }
        }
    }

    /// Decides several questions, in their order: the same answers as [`evaluate`](Self::evaluate), one by one.
    ///
    /// In a directory that does not fit into the processor's caches this is faster, since the rows of several
    /// questions are waited for at the same time.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{DataKind, Decision, Denial, Verb};
    /// use consentry::directory::{Directory, PrincipalId, Question, ResourceId};
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
        for some in questions.chunks(BATCH_WIDTH) {
            // Each is found in steps, and each step is made for all before the next: so the processor waits for what
            // many of them need at the same time, and decides when all of it is there.
            let probes: [_; BATCH_WIDTH] =
                array::from_fn(|nth| some.get(nth).map(|question| self.probe(question)));
            let rows = probes.map(|probes| probes.map(|(user, owner)| (user.row(self), owner.row(self))));
            answers.extend(some.iter().zip(rows).map(|(question, rows)| match (rows, question.resource) {
                (Some((Some(user), owner)), ResourceId::UserData { kind, .. }) => {
                    let app = self.apps.find(question.app);
                    self.decide_user_data(Some(user), app, owner, kind, question.action)
                }
                (Some(_) | None, resource) => {
                    self.evaluate_any(question.principal, question.app, resource, question.action)
                }
            }));
        }
        answers
    }

    /// The first step of a question: where the rows of the users it names may be.
    #[inline(always)]
    fn probe(&self, question: &Question) -> (ProbedUser<'_>, ProbedUser<'_>) {
        let user = match question.principal {
            PrincipalId::User(user) => user,
            PrincipalId::Participant { .. } => UserId::NOBODY,
        };
        let owner = match question.resource {
            ResourceId::UserData { owner, .. } => owner,
            ResourceId::AccountData { .. } | ResourceId::Meeting { .. } | ResourceId::Client { .. } => {
                UserId::NOBODY
            }
        };
        let probed = |id| ProbedUser { id, probe: self.users.probe(id) };
        (probed(user), probed(owner))
    }

    fn evaluate_user_data(
        &self,
        user: UserId,
        app: AppId,
        owner: UserId,
        kind: DataKind,
        action: Action,
    ) -> Decision {
        // Both rows are looked for before either is needed, so that the two waits are one. Own data is one row.
        let row = self.users.find(user);
        let owner = if owner == user { row } else { self.users.find(owner) };
        self.decide_user_data(row, self.apps.find(app), owner, kind, action)
    }

    /// Hands the facts of a question about somebody's data to [`evaluate`](crate::rules::evaluate()). What comes after the
    /// first unknown need not be known: the first is the reason.
    // The most frequent question by far, so it has a path of its own through `evaluate`, compiled for it alone.
    #[inline(always)]
    fn decide_user_data(
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

    /// The same for a question of a user about a meeting.
    fn evaluate_in_meeting(
        &self,
        user: UserId,
        app: AppId,
        meeting: MeetingUuid,
        context: Option<RunningContext>,
        action: Action,
    ) -> Decision {
        let (row, meeting) = (self.users.find(user), self.find_meeting(meeting));
        let meeting = meeting.map(|row| meeting_facts(row, PrincipalId::User(user)));
        let Some(user) = row.and_then(|row| self.present(row)) else {
            return evaluate_inlined(&Principal::Unknown, &App::Unknown, &Resource::Unknown, action);
        };
        let facts = user.facts();
        let principal = Principal::User(&facts);
        let Some((app, row)) = self.apps.find(app) else {
            return evaluate_inlined(&principal, &App::Unknown, &Resource::Unknown, action);
        };
        let app = app_facts(app, row, Some(user));
        let Some(meeting) = meeting else {
            return evaluate_inlined(&principal, &app, &Resource::Unknown, action);
        };
        evaluate_inlined(&principal, &app, &Resource::Meeting { meeting: &meeting, context }, action)
    }

    fn evaluate_any(
        &self,
        principal: PrincipalId,
        app: AppId,
        resource: ResourceId,
        action: Action,
    ) -> Decision {
        self.decide(self.find(principal, app), resource, |principal, app, resource| {
            crate::rules::evaluate(principal, app, resource, action)
        })
    }

    pub(super) fn find(&self, principal: PrincipalId, app: AppId) -> Found<'_> {
        let (seat, user) = match principal {
            PrincipalId::User(id) => (None, self.find_user(id)),
            PrincipalId::Participant { meeting, participant } => {
                let seat = self.find_meeting(meeting).and_then(|row| row.seats.find(participant));
                let user = seat.and_then(|seat| seat.user).and_then(|user| self.find_user(user));
                (seat, user)
            }
        };
        Found { principal, seat, user, app: self.apps.find(app) }
    }

    /// Hands the facts of a question to `decide`.
    pub(super) fn decide<T>(
        &self,
        Found { principal: id, seat, user, app }: Found<'_>,
        resource: ResourceId,
        decide: impl Fn(&Principal<'_>, &App<'_>, &Resource<'_>) -> T,
    ) -> T {
        let facts = user.map(FoundUser::facts);
        let principal = match (id, seat, &facts) {
            (PrincipalId::User(_), _, Some(user)) => Principal::User(user),
            (PrincipalId::Participant { meeting, participant: id }, Some(_), user) => {
                Principal::Participant(Participant { meeting, id, user: user.as_ref() })
            }
            (PrincipalId::User(_), _, None) | (PrincipalId::Participant { .. }, None, _) => {
                Principal::Unknown
            }
        };
        let app = app.map_or(App::Unknown, |(app, row)| app_facts(app, row, user));
        match resource {
            ResourceId::UserData { owner, kind } => {
                let Some(owner) = self.find_user(owner) else {
                    return decide(&principal, &app, &Resource::Unknown);
                };
                let delegation = user.map(|user| delegation(owner.row, user.row));
                decide(&principal, &app, &Resource::UserData { owner: &owner.facts(), kind, delegation })
            }
            ResourceId::AccountData { account, kind } => match self.find_account(account) {
                Some(_) => decide(&principal, &app, &Resource::AccountData { account, kind }),
                None => decide(&principal, &app, &Resource::Unknown),
            },
            ResourceId::Meeting { meeting, context } => match self.find_meeting(meeting) {
                Some(row) => {
                    let meeting = meeting_facts(row, id);
                    decide(&principal, &app, &Resource::Meeting { meeting: &meeting, context })
                }
                None => decide(&principal, &app, &Resource::Unknown),
            },
            ResourceId::Client { context } => decide(&principal, &app, &Resource::Client { context }),
        }
    }
}

/// How many questions of a batch are under way at the same time.
const BATCH_WIDTH: usize = 32;

/// Where the row of a user may be.
struct ProbedUser<'a> {
    id: UserId,
    probe: Option<Probe<'a, UserRow>>,
}

impl<'a> ProbedUser<'a> {
    #[inline(always)]
    fn row(self, directory: &'a Directory) -> Option<&'a UserRow> {
        directory.users.probed(self.probe?, self.id)
    }
}

/// The rows of who asks through which app, as far as there are any.
pub(super) struct Found<'a> {
    principal: PrincipalId,
    /// The seat that a participant principal sits in.
    seat: Option<Seat>,
    /// The user whom the principal is or acts as.
    user: Option<FoundUser<'a>>,
    app: Option<(AppNumber, &'a AppRow)>,
}

/// How an app stands with a user.
#[inline]
pub(super) fn app_facts<'a>(app: AppNumber, row: &'a AppRow, user: Option<FoundUser<'_>>) -> App<'a> {
    App::Registered {
        manifest: &row.manifest,
        publication: row.publication,
        standing: user.map_or(Standing::default(), |user| standing(user, app)),
    }
}

#[inline]
fn standing(FoundUser { row, account }: FoundUser<'_>, app: AppNumber) -> Standing {
    let entry = row.app(app);
    Standing {
        policy: account.policy,
        approval: account.approval(app, entry),
        installation: entry.installation(),
        disabled: entry.has(Flags::DISABLED),
    }
}

/// What one user holds from another one: a delegation, of nothing where there is none.
#[inline]
pub(super) fn delegation(delegator: &UserRow, delegate: &UserRow) -> Delegation {
    let access = if delegator.account == delegate.account {
        delegate.held_from(delegator.slot)
    } else {
        Access::empty()
    };
    Delegation { delegator: delegator.id, delegate: delegate.id, access }
}

/// A meeting with the seats that concern a principal. They are looked for by the principal's id, so that nobody waits for
/// its row before.
pub(super) fn meeting_facts(row: &MeetingRow, principal: PrincipalId) -> Meeting<'_> {
    let seats = match principal {
        PrincipalId::User(user) => row.seats.of_user(user),
        PrincipalId::Participant { participant, .. } => row.seats.of_participant(participant),
    };
    Meeting { uuid: row.uuid, kind: row.kind, owner: row.owner.id, state: row.state, seats }
}
