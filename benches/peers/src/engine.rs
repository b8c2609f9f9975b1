//! What an engine does to take part, and what is asked and counted of it.

use std::fmt;
use std::hint::black_box;
use std::time::Duration;

use consentry::{AppId, Basis, Decision, UserId};
use consentry_benches::measure::Contender;
use consentry_benches::world::{Case as Question, Plan};
use cpu_time::ThreadTime;
use serde::Serialize;

/// How long a block of one engine takes, at least.
pub const BLOCK: Duration = Duration::from_millis(40);

pub trait Engine: Sized {
    /// The most users that its world is built for, and why no more.
    const MOST: Option<(usize, &'static str)> = None;

    /// A question whose ids have the form in which a caller of this engine holds them.
    type Question;

    fn build(plan: &Plan) -> Self;

    /// Not measured.
    fn translate(&self, ids: &Ids) -> Self::Question;

    /// From ids to a decision: all of this is measured.
    fn allows(&mut self, question: &Self::Question) -> bool;
}

/// Who reads, through which app, whose meetings.
#[derive(Clone, Copy)]
pub struct Ids {
    pub principal: UserId,
    pub app: AppId,
    pub owner: UserId,
}

/// The same ids as 22 characters each.
pub struct Texts {
    pub principal: String,
    pub app: String,
    pub owner: String,
}

impl From<&Question> for Ids {
    fn from(question: &Question) -> Self {
        let Question { principal, app, owner, .. } = *question;
        Self { principal, app, owner }
    }
}

impl From<&Ids> for Texts {
    fn from(ids: &Ids) -> Self {
        Self { principal: ids.principal.to_string(), app: ids.app.to_string(), owner: ids.owner.to_string() }
    }
}

/// Which of the questions.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    Own,
    Shared,
    Denied,
    Mix,
}

impl Case {
    pub const ALL: [Self; 4] = [Self::Own, Self::Shared, Self::Denied, Self::Mix];

    const fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Shared => "shared",
            Self::Denied => "denied",
            Self::Mix => "mix",
        }
    }

    fn covers(self, answer: Decision) -> bool {
        match self {
            Self::Own => answer == Decision::Allow(Basis::Own),
            Self::Shared => answer == Decision::Allow(Basis::Delegated),
            Self::Denied => matches!(answer, Decision::Deny(_)),
            Self::Mix => true,
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// An engine with its world, and the questions in its form.
pub struct Peer<E: Engine> {
    engine: E,
    bytes: i64,
    cases: [Questions<E::Question>; 4],
}

/// The questions of one case and their answers, asked a chunk at a time, from wherever the last chunk ended.
struct Questions<Q> {
    all: Vec<(Q, bool)>,
    next: usize,
    chunk: usize,
}

/// A peer whose engine is not known at compile time. One call does many questions, so that what it costs to
/// get here does not show.
pub trait Entrant {
    /// What the world uses on the heap.
    fn bytes(&self) -> i64;

    /// Allocations per decision.
    fn allocations(&mut self, case: Case) -> f64;

    fn contender(&mut self, case: Case) -> Contender<'_>;
}

impl<E: Engine> Peer<E> {
    /// Builds the world, and asks every question once.
    ///
    /// # Panics
    ///
    /// If an answer is not that of the plan; the message says which.
    pub fn new(plan: &Plan, questions: &[Question]) -> Self {
        let mut built = None;
        let heap = allocation_counter::measure(|| built = Some(E::build(plan)));
        let mut engine = built.expect("it has just been built");
        let start = ThreadTime::now();
        questions.iter().for_each(|question| check(&mut engine, question));
        let each = start.elapsed() / questions.len() as u32;
        let cases = Case::ALL.map(|case| Questions::of(case, questions, |ids| engine.translate(ids), each));
        Self { engine, bytes: heap.bytes_current, cases }
    }
}

fn check<E: Engine>(engine: &mut E, question: &Question) {
    let ids = Ids::from(question);
    let translated = engine.translate(&ids);
    let allowed = engine.allows(&translated);
    let Ids { principal, app, owner } = ids;
    assert!(
        allowed == question.answer.is_allowed(),
        "may {principal} read meetings of {owner} through {app}? {} says {allowed}, the plan says: {}",
        std::any::type_name::<E>(),
        question.answer
    );
}

impl<Q> Questions<Q> {
    fn of(case: Case, questions: &[Question], translate: impl Fn(&Ids) -> Q, each: Duration) -> Self {
        let asked = questions.iter().filter(|question| case.covers(question.answer));
        let all: Vec<_> =
            asked.map(|question| (translate(&Ids::from(question)), question.answer.is_allowed())).collect();
        // Eight chunks a block: a slow engine does not overrun its block, and reading the clock does not
        // show.
        let fitting = BLOCK.as_nanos() / 8 / each.as_nanos().max(1);
        let chunk = (fitting as usize).clamp(1, all.len());
        Self { all, next: 0, chunk }
    }

    fn chunk(&mut self) -> &[(Q, bool)] {
        if self.next + self.chunk > self.all.len() {
            self.next = 0;
        }
        let chunk = &self.all[self.next..][..self.chunk];
        self.next += self.chunk;
        chunk
    }
}

impl<E: Engine> Entrant for Peer<E> {
    fn bytes(&self) -> i64 {
        self.bytes
    }

    fn allocations(&mut self, case: Case) -> f64 {
        let Self { engine, cases, .. } = self;
        let asked = cases[case as usize].chunk();
        let heap = allocation_counter::measure(|| ask(engine, asked));
        heap.count_total as f64 / asked.len() as f64
    }

    fn contender(&mut self, case: Case) -> Contender<'_> {
        let Self { engine, cases, .. } = self;
        let questions = &mut cases[case as usize];
        Contender::new(std::any::type_name::<E>(), questions.chunk, move || ask(engine, questions.chunk()))
    }
}

fn ask<E: Engine>(engine: &mut E, questions: &[(E::Question, bool)]) {
    for (question, allowed) in questions {
        assert!(black_box(engine.allows(question)) == *allowed);
    }
}
