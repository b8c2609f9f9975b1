//! The laws, on one state, on both ends of a change, and on a sample.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex};

use consentry::catalog::{ApiRoles, ApiSet, Edition, MeetingRole};
use consentry::directory::{
    Actor, Change, Directory, Operation, PrincipalId, Question, Refusal, RefusalReason, ResourceId,
};
use consentry::facts::Management;
use consentry::{Action, AppId, Decision, UserId};
use hashbrown::HashMap;
use testkit::laws::kinds::{is_elsewhere, takes_away};
use testkit::laws::names::{NO_APP, STRANGER, id};
use testkit::laws::reach::Outcome;
use testkit::laws::rows::Rows;
use testkit::laws::story::{line, renamed};
use testkit::laws::views::View;
use testkit::laws::world::World;
use testkit::model::can_open;
use testkit::oracle::world::Oracle;

use crate::check::{Check, Fault};
use crate::model::Model;
use crate::search::Plan;

/// The answers to every question of a model, one byte each, and then those of `can_open`.
#[derive(PartialEq, Eq)]
pub struct Answers {
    pub codes: Box<[u8]>,
}

impl Answers {
    pub fn of(model: &Model, world: &World) -> Self {
        Self::with(model, world, model.questions.iter().map(|question| world.evaluate(question)))
    }

    fn with(model: &Model, world: &World, decisions: impl Iterator<Item = Decision>) -> Self {
        let can_open = |user, app| world.can_open(user, app).map_err(|refusal: Refusal| refusal.reason());
        let opens = model.openings.iter().map(|(user, app)| Answer::Opens(can_open(*user, *app)));
        Self { codes: decisions.map(Answer::To).chain(opens).map(code_of).collect() }
    }

    /// Adds each basis and denial among the answers.
    pub fn add_to(&self, reached: &mut BTreeSet<Outcome>) {
        let mut seen = [false; 256];
        self.codes.iter().for_each(|code| seen[usize::from(*code)] = true);
        for code in (0..=u8::MAX).filter(|code| seen[usize::from(*code)]) {
            match answer_of(code) {
                Answer::To(decision) => _ = reached.insert(decision.into()),
                Answer::Opens(_) => {}
            }
        }
    }

    /// The questions that are answered otherwise, with the answers.
    fn changes<'a>(
        &'a self,
        model: &'a Model,
        after: &'a Self,
    ) -> impl Iterator<Item = (&'a Question, Answer, Answer)> {
        let codes = self.codes.iter().zip(&after.codes);
        let differing = model.questions.iter().zip(codes).filter(|(_, (was, is))| was != is);
        differing.map(|(question, (was, is))| (question, answer_of(*was), answer_of(*is)))
    }

    /// The users and apps of which `can_open` is answered otherwise.
    fn openings<'a>(
        &'a self,
        model: &'a Model,
        after: &'a Self,
    ) -> impl Iterator<Item = (UserId, AppId)> + 'a {
        let asked = model.questions.len();
        let codes = self.codes[asked..].iter().zip(&after.codes[asked..]);
        model.openings.iter().zip(codes).filter(|(_, (was, is))| was != is).map(|(opening, _)| *opening)
    }

    /// The first question that is answered otherwise, as a sentence.
    pub fn first_change(&self, model: &Model, after: &Self) -> Option<String> {
        let told = self.changes(model, after).next().map(|(question, was, is)| otherwise(question, was, is));
        told.or_else(|| {
            self.openings(model, after).next().map(|opening| format!("can_open{opening:?} differs"))
        })
    }
}

fn otherwise(question: &Question, was: Answer, is: Answer) -> String {
    format!("{question:?} was {was} and is {is}")
}

/// An answer that has a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Answer {
    To(Decision),
    Opens(Result<bool, RefusalReason>),
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::To(decision) => decision.fmt(f),
            Self::Opens(opens) => write!(f, "{opens:?}"),
        }
    }
}

impl Answer {
    fn is_allowed(self) -> bool {
        matches!(self, Self::To(decision) if decision.is_allowed())
    }
}

/// Every answer that has been given, by its code. There are fewer than a hundred.
static ANSWERS: Mutex<Vec<Answer>> = Mutex::new(Vec::new());

thread_local! {
    static CODES: RefCell<HashMap<Answer, u8>> = RefCell::new(HashMap::new());
    static KNOWN: RefCell<Vec<Answer>> = const { RefCell::new(Vec::new()) };
}

fn code_of(answer: Answer) -> u8 {
    CODES.with_borrow_mut(|codes| {
        *codes.entry(answer).or_insert_with(|| {
            let mut answers = ANSWERS.lock().expect("nobody panics with it");
            let place = answers.iter().position(|known| *known == answer).unwrap_or_else(|| {
                answers.push(answer);
                answers.len() - 1
            });
            u8::try_from(place).expect("few answers differ")
        })
    })
}

fn answer_of(code: u8) -> Answer {
    KNOWN.with_borrow_mut(|known| {
        if known.len() <= usize::from(code) {
            known.clone_from(&ANSWERS.lock().expect("nobody panics with it"));
        }
        known[usize::from(code)]
    })
}

/// What the roles of each edition support.
static SUPPORTED: LazyLock<Vec<(Edition, MeetingRole, ApiSet)>> = LazyLock::new(|| {
    let all = Edition::ALL.iter().flat_map(|edition| MeetingRole::ALL.iter().map(|role| (*edition, *role)));
    all.map(|(edition, role)| (edition, role, edition.supported_apis(role))).collect()
});

/// Asks every question of a state, and looks at each answer.
pub fn of_one_state(model: &Model, plan: &Plan, world: &World, rows: &Rows) -> Result<Answers, Fault> {
    let oracle = plan.wants(Check::Answers).then(|| Oracle::of(rows));
    let is_empty = rows.snapshot.accounts.is_empty();
    let mut decisions = Vec::with_capacity(model.questions.len());
    for question in &model.questions {
        let decision = world.evaluate(question);
        decisions.push(decision);
        if let Some(told) = oracle.as_ref().and_then(|oracle| oracle.contradicts(question, decision)) {
            return Err(Fault::new(Check::Answers, format!("{question:?} is {decision}, but {told}")));
        }
        if decision.is_allowed() {
            let fault = |check| Fault::new(check, format!("{question:?} is {decision}"));
            let broken = of_an_allow(question, rows, is_empty);
            broken.filter(|check| plan.wants(*check)).map_or(Ok(()), |check| Err(fault(check)))?;
        }
    }
    let answers = Answers::with(model, world, decisions.iter().copied());
    if plan.wants(Check::Answers) {
        if world.directory.evaluate_batch(&model.questions) != decisions {
            return Err(Fault::new(Check::Answers, "a batch is answered otherwise than one by one"));
        }
        let opens =
            |(user, app): &&(UserId, AppId)| world.can_open(*user, *app) != can_open(rows, *user, *app);
        if let Some(opening) = model.openings.iter().find(opens) {
            return Err(Fault::new(Check::Answers, format!("can_open{opening:?} is not what the rules say")));
        }
    }
    if plan.wants(Check::Replay) {
        let read = Directory::try_from(rows.snapshot.clone())
            .map_err(|error| Fault::new(Check::Replay, format!("the rows cannot be read back: {error}")))?;
        let read = World { directory: read, flaw: world.flaw };
        if read.directory.snapshot() != rows.snapshot {
            return Err(Fault::new(Check::Replay, "read back, the rows are others"));
        }
        if let Some(told) = answers.first_change(model, &Answers::of(model, &read)) {
            return Err(Fault::new(Check::Replay, format!("read back, {told}")));
        }
    }
    Ok(answers)
}

/// The law that an allow breaks: 1, 4, 5 or 7.
fn of_an_allow(question: &Question, rows: &Rows, is_empty: bool) -> Option<Check> {
    let stranger = question.principal == PrincipalId::User(id(STRANGER));
    let Some(app) = rows.app(question.app).filter(|_| !stranger && !is_empty && question.app != id(NO_APP))
    else {
        return Some(Check::DefaultDeny);
    };
    let user = rows.user_of(question.principal);
    let home = user.and_then(|user| rows.account_of(user));
    let small = app.manifest.management() == Management::UserManaged;
    let holds = match (question.resource, question.action) {
        (ResourceId::UserData { owner, .. }, _) => {
            if home.is_none() || home != rows.account_of(owner) {
                return Some(Check::Walls);
            }
            let shares = || {
                let installation = user.and_then(|user| rows.installation(user, question.app));
                installation.is_some_and(|granted| granted.shared_access)
            };
            return (small && user != Some(owner) && !shares()).then_some(Check::SmallApps);
        }
        (ResourceId::AccountData { account, .. }, _) => {
            if home != Some(account) {
                return Some(Check::Walls);
            }
            return small.then_some(Check::SmallApps);
        }
        (ResourceId::Meeting { meeting, .. }, Action::Call(api)) => {
            let roles = rows.roles(question.principal, meeting);
            SUPPORTED.iter().any(|(edition, role, apis)| {
                *edition == app.manifest.edition() && roles.contains((*role).into()) && apis.contains(api)
            })
        }
        (ResourceId::Client { .. }, Action::Call(api)) => {
            app.manifest.edition().roles(api).is_some_and(ApiRoles::needs_no_seat)
        }
        _ => false,
    };
    (!holds).then_some(Check::Supported)
}

/// The law that a change breaks by the answers before it and after it: 2, 3, 5, 6 or 8.
pub fn of_a_change(
    model: &Model,
    plan: &Plan,
    place: usize,
    rows: &Rows,
    before: &Answers,
    after: &Answers,
) -> Option<Fault> {
    let change = &model.alphabet[place];
    let operation = &change.operation;
    let by = match change.by {
        Actor::System => None,
        Actor::User(by) => rows.account_of(by),
    };
    for (question, was, is) in before.changes(model, after) {
        let given = !was.is_allowed() && is.is_allowed();
        let acts_as = rows.user_of(question.principal);
        let of_data = match (question.resource, question.action) {
            (ResourceId::UserData { owner, kind }, Action::Verb(verb)) => Some((owner, kind, verb)),
            _ => None,
        };
        let wide = match *operation {
            Operation::GrantSharedAccess { user, app } => {
                let reached =
                    of_data.is_some_and(|(owner, kind, verb)| rows.reaches(user, owner, kind, verb));
                !(acts_as == Some(user) && question.app == app && reached && given)
            }
            _ => false,
        };
        let chained = match *operation {
            Operation::Delegate { delegator, delegate, .. }
            | Operation::RevokeDelegation { delegator, delegate } => {
                !(acts_as == Some(delegate) && of_data.is_some_and(|(owner, ..)| owner == delegator))
            }
            _ => false,
        };
        let across = match (question.principal, by) {
            (PrincipalId::User(user), Some(by)) => {
                let foreign = rows.account_of(user).is_some_and(|own| own != by);
                let outside = !matches!(question.resource, ResourceId::Meeting { .. });
                // What is gone there is denied as unknown, no longer as another account's.
                foreign && outside && was.is_allowed() != is.is_allowed()
            }
            _ => false,
        };
        let broken = [
            (given && takes_away(operation), Check::TakingAway),
            (wide, Check::Tick),
            (chained, Check::Chain),
            (across, Check::Walls),
        ];
        if let Some((_, check)) = broken.into_iter().find(|(broken, check)| *broken && plan.wants(*check)) {
            return Some(Fault::new(check, otherwise(question, was, is)));
        }
    }
    let told = |(user, app)| {
        Fault::new(Check::CanOpen, format!("{app:?} of {user:?} can be opened or not, otherwise"))
    };
    let touched = before.openings(model, after).find(|(user, _)| is_elsewhere(rows, operation, *user));
    touched.filter(|_| plan.wants(Check::CanOpen)).map(told)
}

/// The slow checks: the views, a replay, and the same story under other names.
pub fn of_a_sample(
    model: &Model,
    plan: &Plan,
    world: &World,
    trace: &[Change],
    answers: &Answers,
) -> Result<(), Fault> {
    if plan.wants(Check::Lists) {
        for view in View::ALL {
            let (listed, kept) = view.listed_and_kept(world);
            let missing = kept.iter().find(|line| !listed.contains(line));
            let spurious = listed.iter().find(|line| !kept.contains(line));
            if listed != kept {
                return Err(Fault::new(
                    Check::Lists,
                    format!("{view:?} misses {missing:?} and has {spurious:?}"),
                ));
            }
        }
    }
    let story: Vec<Change> = model.start.iter().chain(trace).cloned().collect();
    if plan.wants(Check::Replay) {
        let mut replayed = World { flaw: world.flaw, ..World::default() };
        for change in &story {
            if let Err(refusal) = replayed.apply(change) {
                return Err(Fault::new(
                    Check::Replay,
                    format!("replayed, {} is refused as {refusal}", line(change)),
                ));
            }
        }
        if &replayed != world || Answers::of(model, &replayed) != *answers {
            return Err(Fault::new(Check::Replay, "replayed, it is another world"));
        }
    }
    if plan.wants(Check::Names) {
        let mut other = World { flaw: world.flaw, ..World::default() };
        for change in story.iter().map(renamed) {
            if let Err(refusal) = other.apply(&change) {
                return Err(Fault::new(
                    Check::Names,
                    format!("renamed, {} is refused as {refusal}", line(&change)),
                ));
            }
        }
        for (question, (plain, code)) in model.renamed.iter().zip(model.questions.iter().zip(&answers.codes))
        {
            let (was, is) = (answer_of(*code), Answer::To(other.evaluate(question)));
            if was != is {
                return Err(Fault::new(Check::Names, otherwise(plain, was, is)));
            }
        }
    }
    Ok(())
}
