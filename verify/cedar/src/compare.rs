//! The comparison: worlds, questions, both answers.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use cedar_policy::{Entities, PolicyId};
use consentry::directory::{Change, Directory, Question};
use fastrand::Rng;

use crate::answer::Answer;
use crate::opinion::{Opinion, Told};
use crate::world::World;
use crate::{question, translate};

/// How often a world is asked before it changes, how often it changes so, and by how many attempted changes.
const QUESTIONS_A_STATE: usize = 200;
const STATES_A_WORLD: usize = 8;
const CHANGES_BETWEEN: usize = 40;

/// What came of a run.
#[derive(Default)]
pub struct Report {
    pub questions: usize,
    pub worlds: usize,
    /// How many questions each policy decided.
    pub decided: BTreeMap<PolicyId, usize>,
    /// For each pair of answers that differ, crate first: how many, and the first of them.
    pub differences: BTreeMap<(Answer, Answer), (usize, Difference)>,
}

/// A world and a question on which the two disagree.
pub struct Difference {
    pub changes: Vec<Change>,
    pub question: Question,
}

/// One state of a random world, with questions about it. The same seed leads to the same states.
pub struct State {
    pub world: World,
    pub questions: Vec<Question>,
    /// Whether it is the first of its world.
    pub fresh: bool,
}

/// States of worlds without end.
pub fn states(seed: u64) -> impl Iterator<Item = State> {
    let mut rng = Rng::with_seed(seed);
    let mut world = None;
    (0..).map(move |number| {
        let fresh = number % STATES_A_WORLD == 0;
        let mut next = match world.take() {
            Some(old) if !fresh => old,
            _ => World::random(&mut rng),
        };
        next.evolve(CHANGES_BETWEEN, &mut rng);
        let questions = (0..QUESTIONS_A_STATE).map(|_| question::random(&next, &mut rng)).collect();
        world = Some(next.clone());
        State { world: next, questions, fresh }
    })
}

/// Asks both sides at least `questions` questions, in whole states. `progress` hears of it twice a second.
pub fn run(opinion: &Opinion, seed: u64, questions: usize, progress: impl Fn(&Report)) -> Report {
    let mut report = Report::default();
    let mut told = Instant::now();
    for state in states(seed) {
        if report.questions >= questions {
            break;
        }
        report.worlds += usize::from(state.fresh);
        let entities = translate::entities(&state.world.directory.snapshot(), opinion);
        for question in &state.questions {
            report.ask(opinion, &state.world, &entities, question);
        }
        if told.elapsed() > Duration::from_millis(500) {
            progress(&report);
            told = Instant::now();
        }
    }
    report
}

impl Report {
    fn ask(&mut self, opinion: &Opinion, world: &World, entities: &Entities, question: &Question) {
        self.questions += 1;
        let ours = answer(&world.directory, question);
        let theirs = opinion.ask(&translate::request(question, opinion), entities);
        for policy in theirs.policies {
            *self.decided.entry(policy).or_default() += 1;
        }
        if ours != theirs.answer {
            let first = || Difference { changes: world.changes.clone(), question: *question };
            self.differences.entry((ours, theirs.answer)).or_insert_with(|| (0, first())).0 += 1;
        }
    }

    /// The policies that decided fewer than `least` questions, with how many they decided.
    pub fn rare(&self, opinion: &Opinion, least: usize) -> Vec<(PolicyId, usize)> {
        let count = |id: &PolicyId| self.decided.get(id).copied().unwrap_or(0);
        let all = opinion.policies.policies().map(|policy| (policy.id().clone(), count(policy.id())));
        all.filter(|(_, count)| *count < least).collect()
    }
}

/// What the crate answers.
pub fn answer(directory: &Directory, question: &Question) -> Answer {
    directory.evaluate(question.principal, question.app, question.resource, question.action).into()
}

/// What both answer about a directory: the crate, then the policies.
pub fn both(opinion: &Opinion, directory: &Directory, question: &Question) -> (Answer, Answer) {
    let entities = translate::entities(&directory.snapshot(), opinion);
    let Told { answer: theirs, .. } = opinion.ask(&translate::request(question, opinion), &entities);
    (answer(directory, question), theirs)
}
