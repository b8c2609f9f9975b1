//! Questions by ids, one at a time and in batches.

use alloc::vec::Vec;
use core::array;

use super::rows::UserRow;
use super::{Directory, PrincipalId, Question, ResourceId};
use crate::catalog::RunningContext;
use crate::facts::DataKind;
use crate::id::{AppId, MeetingUuid, UserId};
use crate::rules::{Action, Decision};
use crate::store::Probe;

impl Directory {
    /// Decides by ids: finds the [facts](Self::facts) and passes them to [`evaluate`](crate::rules::evaluate()). Allocates nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::AccountRole;
    /// use consentry::{AccountId, AppId, Basis, DataKind, Decision, Denial, Manifest, Scopes, UserId, Verb};
    ///
    /// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let planner: AppId = 4_u64.into();
    /// # let manifest = Manifest::user_managed(acme).require(Scopes::MEETINGS_READ);
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// # directory.acting_as_system().register_app(planner, manifest)?;
    /// # directory.acting_as(ann).install(planner, Scopes::empty())?;
    /// let read_meetings_of = |owner: UserId| {
    ///     directory.evaluate(ann, planner, DataKind::Meetings.of(owner), Verb::Read)
    /// };
    /// assert_eq!(read_meetings_of(ann), Decision::Allow(Basis::Own));
    /// let denial = read_meetings_of(olga).denial().expect("nobody has delegated anything");
    /// assert_eq!(denial.reason(), "not_delegated");
    /// assert_eq!(read_meetings_of(UserId::NOBODY), Decision::Deny(Denial::UnknownResource));
    /// # Ok::<_, Refusal>(())
    /// ```
    #[inline]
    pub fn evaluate(
        &self,
        principal: impl Into<PrincipalId>,
        app: AppId,
        resource: impl Into<ResourceId>,
        action: impl Into<Action>,
    ) -> Decision {
        let (principal, resource, action) = (principal.into(), resource.into(), action.into());
        // This match is inlined into the caller, which often knows the kinds.
        match (principal, resource) {
            (PrincipalId::User(user), ResourceId::UserData { owner, kind }) => {
                self.evaluate_user_data(user, app, owner, kind, action)
            }
            (PrincipalId::User(user), ResourceId::Meeting { meeting, context }) => {
                self.evaluate_user_in_meeting(user, app, meeting, context, action)
            }
            (PrincipalId::User(_) | PrincipalId::Participant { .. }, resource) => {
                self.evaluate_any(principal, app, resource, action)
            }
        }
    }

    /// Decides a user's question about user data, the most frequent kind of question.
    fn evaluate_user_data(
        &self,
        user: UserId,
        app: AppId,
        owner: UserId,
        kind: DataKind,
        action: Action,
    ) -> Decision {
        // Both rows are looked up before either is read, so that their cache misses overlap. Own data is one row.
        let row = self.users.find(user);
        let owner = if owner == user { row } else { self.users.find(owner) };
        self.evaluate_user_data_rows(row, self.apps.find(app), owner, kind, action)
    }

    /// Decides a user's question about a meeting, in a copy of the code that is compiled for this kind alone.
    fn evaluate_user_in_meeting(
        &self,
        user: UserId,
        app: AppId,
        meeting: MeetingUuid,
        context: Option<RunningContext>,
        action: Action,
    ) -> Decision {
        let (principal, resource) = (PrincipalId::User(user), ResourceId::Meeting { meeting, context });
        self.facts_inlined(Question { principal, app, resource, action }).evaluate_inlined()
    }

    /// Decides any question. A participant's question about a meeting has a copy of the code for itself, too.
    fn evaluate_any(
        &self,
        principal: PrincipalId,
        app: AppId,
        resource: ResourceId,
        action: Action,
    ) -> Decision {
        match (principal, resource) {
            (
                PrincipalId::Participant { meeting: seated_in, participant },
                ResourceId::Meeting { meeting, context },
            ) => {
                // Built again from its parts, so that the compiler knows the kinds.
                let principal = PrincipalId::Participant { meeting: seated_in, participant };
                let resource = ResourceId::Meeting { meeting, context };
                self.facts_inlined(Question { principal, app, resource, action }).evaluate_inlined()
            }
            (PrincipalId::User(_) | PrincipalId::Participant { .. }, resource) => {
                self.facts_inlined(Question { principal, app, resource, action }).evaluate_inlined()
            }
        }
    }

    /// Decides several questions. The answers are those of [`evaluate`](Self::evaluate), in the order of the questions.
    ///
    /// Faster than asking one by one if the directory is larger than the processor's caches: the look-ups of several
    /// questions overlap.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Directory, Question};
    /// use consentry::{AppId, DataKind, Decision, Denial, UserId, Verb};
    ///
    /// let (olga, paul): (UserId, UserId) = (1_u64.into(), 2_u64.into());
    /// let planner: AppId = 3_u64.into();
    /// let questions = [Verb::Read, Verb::Update]
    ///     .map(|verb| Question::new(paul, planner, DataKind::Profile.of(olga), verb));
    /// let decisions = Directory::new().evaluate_batch(&questions);
    /// assert_eq!(decisions, [Decision::Deny(Denial::UnknownPrincipal); 2]);
    /// ```
    #[must_use]
    pub fn evaluate_batch(&self, questions: &[Question]) -> Vec<Decision> {
        let mut decisions = Vec::with_capacity(questions.len());
        for chunk in questions.chunks(BATCH_WIDTH) {
            // Each step is done for all questions of the chunk before the next step, so that the cache misses of the
            // chunk overlap: first locate the rows, then read them, then decide.
            let probes: [_; BATCH_WIDTH] =
                array::from_fn(|nth| chunk.get(nth).map(|question| self.probe(question)));
            let rows = probes.map(|probes| probes.map(|(user, owner)| (user.row(self), owner.row(self))));
            decisions.extend(chunk.iter().zip(rows).map(|(question, rows)| {
                match (rows, question.resource) {
                    (Some((Some(user), owner)), ResourceId::UserData { kind, .. }) => {
                        let app = self.apps.find(question.app);
                        self.evaluate_user_data_rows(Some(user), app, owner, kind, question.action)
                    }
                    (Some(_) | None, resource) => {
                        self.evaluate(question.principal, question.app, resource, question.action)
                    }
                }
            }));
        }
        decisions
    }

    /// The first step of a question: where the rows of the users it names must be.
    ///
    /// Only a user's question about user data names two users. For the others this probes for nobody's row.
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
}

/// The number of questions in a batch whose look-ups overlap.
const BATCH_WIDTH: usize = 32;

/// A user whose row is being looked up.
struct ProbedUser<'a> {
    id: UserId,
    /// Where the row must be, if there is one.
    probe: Option<Probe<'a, UserRow>>,
}

impl<'a> ProbedUser<'a> {
    #[inline(always)]
    fn row(self, directory: &'a Directory) -> Option<&'a UserRow> {
        directory.users.probed(self.probe?, self.id)
    }
}
