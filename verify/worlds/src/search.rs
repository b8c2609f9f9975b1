//! Every world of a model, level by level, each looked at once.
//!
//! Why not `stateright` 0.31? Its properties see one state, while most laws compare the states before and after a change,
//! or are about a refused change, so everything but its queue would have to be in `next_state`. And with several threads
//! the depth at which it finds a state, and hence a bound on the depth, is not exact.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use consentry::directory::{Authority, Change, Refusal, RefusalReason, Snapshot};
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use rayon::prelude::*;
use testkit::laws::flaw::Flaw;
use testkit::laws::independence::independent;
use testkit::laws::kinds::undo;
use testkit::laws::reach::Outcome as Reached;
use testkit::laws::rows::Rows;
use testkit::laws::story::line;
use testkit::laws::world::World;
use testkit::model;

use crate::check::{Check, Fault, Violation};
use crate::key::{Key, key_of_answers, key_of_rows};
use crate::laws::{self, Answers};
use crate::model::Model;

/// What to look for, and how much.
#[derive(Clone, Copy, Default)]
pub struct Plan {
    /// This check alone.
    pub only: Option<Check>,
    /// A directory with a flaw, in place of the directory as it is.
    pub flaw: Option<Flaw>,
    /// Says now and then on standard error how far it is.
    pub talkative: bool,
}

impl Plan {
    pub fn wants(&self, check: Check) -> bool {
        self.only.is_none_or(|only| only == check)
    }
}

/// What has been found out about a model.
#[derive(Debug)]
pub struct Report {
    pub states: usize,
    /// The largest number of changes that are needed to reach a state.
    pub depth: usize,
    /// No change of the alphabet leads to a state that has not been looked at.
    pub closed: bool,
    pub accepted: u64,
    pub refused: u64,
    /// Questions that were put to the directory and to the oracle.
    pub asked: u64,
    /// Pairs of independent changes that were made in both orders.
    pub commuted: u64,
    /// States that were also replayed and renamed, and whose views were asked.
    pub sampled: u64,
    /// The outcomes of changes and questions.
    pub reached: BTreeSet<Reached>,
    pub took: Duration,
}

/// One state in this number is replayed and renamed, and its views are checked: that takes as long as a hundred other
/// states or so.
const SAMPLE: u128 = 64;
/// Of this number of ways to a known state, one is followed, to compare the answers and the effect of each change. The rows
/// contain everything that the rules read, but what a directory stores besides them may depend on the way.
const TWINS: usize = 16;
/// States that are expanded at a time: enough for every core, few enough for the memory.
const CHUNK: usize = 512;

/// Looks at every world that the model reaches.
///
/// # Errors
///
/// The first check that fails, with the changes that lead there.
pub fn search(model: &Model, plan: Plan) -> Result<Report, Violation> {
    Search::new(model, plan).run().map_err(|violation| shortened(model, plan, violation))
}

/// Leaves out the changes without which the last one is still made wrongly. The search finds the shortest way to the rows;
/// what a directory stores besides them may require a longer way, which a sample has found by chance.
fn shortened(model: &Model, plan: Plan, mut violation: Violation) -> Violation {
    let breaks = |trace: &[Change]| -> Option<String> {
        let (last, way) = trace.split_last()?;
        let mut world = World { flaw: plan.flaw, ..World::default() };
        for change in model.start.iter().chain(way) {
            let _either_way = world.apply(change);
        }
        let before = world.rows();
        let refused = world.apply(last).err();
        model::contradiction(&before, last, refused.as_ref(), &world.directory.snapshot())
    };
    let mut place = 0;
    while violation.fault.check == Check::Changes && place + 1 < violation.trace.len() {
        let mut shorter = violation.trace.clone();
        shorter.remove(place);
        match breaks(&shorter) {
            Some(told) => {
                violation.fault.told = told;
                violation.trace = shorter;
                place = 0;
            }
            None => place += 1,
        }
    }
    violation
}

/// Where a change leads, in one word: a state, or above all of them a refusal.
type Step = u32;
const REFUSED: Step = 1 << 31;

struct Search<'m> {
    model: &'m Model,
    plan: Plan,
    start: Instant,
    states: HashMap<Key, u32>,
    /// By which change of the alphabet, from which state, each state was found.
    found_by: Vec<(u32, usize)>,
    /// For each state, the index of its answers in `answers`.
    given: Vec<u32>,
    answers: Vec<Arc<Answers>>,
    by_answers: HashMap<Key, u32>,
    /// Of each expanded state, where each change leads.
    steps: Vec<Step>,
    refused: u64,
    sampled: u64,
    reached: BTreeSet<Reached>,
    told: Duration,
}

/// A state that is not expanded yet.
struct Open {
    state: u32,
    world: World,
}

/// What one change does in one state.
enum Outcome {
    Refused(RefusalReason),
    Nothing,
    Leads(Key, Box<World>),
}

impl<'m> Search<'m> {
    fn new(model: &'m Model, plan: Plan) -> Self {
        Self {
            model,
            plan,
            start: Instant::now(),
            states: HashMap::new(),
            found_by: Vec::new(),
            given: Vec::new(),
            answers: Vec::new(),
            by_answers: HashMap::new(),
            steps: Vec::new(),
            refused: 0,
            sampled: 0,
            reached: BTreeSet::new(),
            told: Duration::from_secs(2),
        }
    }

    fn run(mut self) -> Result<Report, Violation> {
        let mut world = World { flaw: self.plan.flaw, ..World::default() };
        for change in &self.model.start {
            let refused = world.apply(change).err();
            assert_eq!(refused, None, "the start of {}: {}", self.model.name, line(change));
        }
        self.states.insert(key_of_rows(&world.directory.snapshot()), 0);
        self.found_by.push((0, 0));
        let mut level = vec![Open { state: 0, world }];
        self.examine(&level)?;
        let mut depth = 0;
        while !level.is_empty() && self.model.depth.is_none_or(|bound| depth < bound) {
            let mut next = Vec::new();
            while !level.is_empty() {
                let chunk: Vec<Open> = level.drain(..level.len().min(CHUNK)).collect();
                next.extend(self.expand(&chunk)?);
                self.tell(depth, level.len() + next.len());
            }
            depth += usize::from(!next.is_empty());
            level = next;
        }
        let commuted = if self.plan.wants(Check::Replay) { self.commute()? } else { 0 };
        for answers in &self.answers {
            answers.add_to(&mut self.reached);
        }
        let moved = self.steps.iter().filter(|step| **step < REFUSED).count() as u64;
        Ok(Report {
            states: self.found_by.len(),
            depth,
            closed: level.is_empty(),
            accepted: moved,
            refused: self.refused,
            asked: (self.found_by.len() * self.model.questions.len()) as u64,
            commuted,
            sampled: self.sampled,
            reached: self.reached,
            took: self.start.elapsed(),
        })
    }

    /// Makes every change in some states; returns the states that are new.
    fn expand(&mut self, chunk: &[Open]) -> Result<Vec<Open>, Violation> {
        let expanded: Vec<_> = chunk.par_iter().map(|open| self.outcomes(open)).collect();
        let mut new = Vec::new();
        let mut twins = Vec::new();
        let mut rows = Vec::new();
        let mut reached = vec![[false; RefusalReason::ALL.len() + 1]; self.model.alphabet.len()];
        for (open, outcomes) in chunk.iter().zip(expanded) {
            let (before, outcomes) =
                outcomes.map_err(|(fault, place)| self.violation(fault, open.state, &[place]))?;
            rows.push(before);
            for (place, outcome) in outcomes.into_iter().enumerate() {
                match outcome {
                    Outcome::Refused(refusal) => reached[place][refusal as usize] = true,
                    Outcome::Nothing | Outcome::Leads(..) => reached[place][RefusalReason::ALL.len()] = true,
                }
                let step = match outcome {
                    Outcome::Refused(refusal) => {
                        self.refused += 1;
                        REFUSED + refusal as u32
                    }
                    Outcome::Nothing => open.state,
                    Outcome::Leads(key, world) => match self.states.entry(key) {
                        Entry::Occupied(known) => {
                            let state = *known.get();
                            if (open.state as usize + 5 * place).is_multiple_of(TWINS) {
                                twins.push((state, open.state, place, *world));
                            }
                            state
                        }
                        Entry::Vacant(vacant) => {
                            let state = self.found_by.len() as u32;
                            vacant.insert(state);
                            self.found_by.push((open.state, place));
                            new.push(Open { state, world: *world });
                            state
                        }
                    },
                };
                self.steps.push(step);
            }
        }
        for (change, reached) in self.model.alphabet.iter().zip(reached) {
            let outcomes = RefusalReason::ALL.iter().map(|refusal| Err(*refusal)).chain([Ok(())]);
            for (outcome, _) in outcomes.zip(reached).filter(|(_, reached)| *reached) {
                self.reached.extend(Reached::of_change(&change.operation, outcome));
            }
        }
        self.examine(&new)?;
        let differs =
            |(state, _, place, world): &(u32, u32, usize, World)| -> Result<(), (Fault, Vec<usize>)> {
                if self.plan.wants(Check::Replay)
                    && let Some(told) =
                        self.answers_of(*state).first_change(self.model, &Answers::of(self.model, world))
                {
                    let fault =
                        Fault::new(Check::Replay, format!("another way to the same rows, and {told}"));
                    return Err((fault, vec![*place]));
                }
                let twin = Open { state: *state, world: world.clone() };
                self.outcomes(&twin).map(drop).map_err(|(fault, then)| (fault, vec![*place, then]))
            };
        let found: Vec<_> = twins.par_iter().map(differs).collect();
        for ((_, from, ..), found) in twins.iter().zip(found) {
            found.map_err(|(fault, places)| self.violation(fault, *from, &places))?;
        }
        self.compare(chunk, &rows)?;
        Ok(new)
    }

    /// What each change does in a state. A fault is returned with the place of the change that has it.
    fn outcomes(&self, open: &Open) -> Result<(Rows, Vec<Outcome>), (Fault, usize)> {
        let before = open.world.rows();
        let mut scratch = open.world.clone();
        let mut outcomes = Vec::with_capacity(self.model.alphabet.len());
        for (place, change) in self.model.alphabet.iter().enumerate() {
            let outcome = scratch.apply(change);
            let mut after = scratch.directory.snapshot();
            let fault = |check, told: String| (Fault::new(check, told), place);
            if self.plan.wants(Check::Changes)
                && let Some(told) = self.contradiction(open, &before, change, outcome.as_ref().err(), &after)
            {
                return Err(fault(Check::Changes, told));
            }
            if let Err(refusal) = outcome {
                if after != before.snapshot {
                    let told = format!("refused as {refusal}, and still changes something");
                    if self.plan.wants(Check::NoTrace) {
                        return Err(fault(Check::NoTrace, told));
                    }
                    scratch = open.world.clone();
                }
                outcomes.push(Outcome::Refused(refusal.reason()));
                continue;
            }
            let world = std::mem::replace(&mut scratch, open.world.clone());
            after.revision = before.snapshot.revision;
            if after == before.snapshot {
                outcomes.push(Outcome::Nothing);
                continue;
            }
            let key = key_of_rows(&after);
            if self.plan.wants(Check::Undo)
                && let Some(told) = self.undone(open, &before, change, &world)
            {
                return Err(fault(Check::Undo, told));
            }
            outcomes.push(Outcome::Leads(key, Box::new(world)));
        }
        Ok((before, outcomes))
    }

    /// What the model of the changes says against a change, or against who may make it.
    fn contradiction(
        &self,
        open: &Open,
        before: &Rows,
        change: &Change,
        refused: Option<&Refusal>,
        after: &Snapshot,
    ) -> Option<String> {
        let authority = change.operation.authority(&open.world.directory).ok();
        let wrong =
            |authority: Authority| model::contradicts_authority(before, &change.operation, authority.who());
        let wrong_authority = authority.and_then(wrong);
        wrong_authority.or_else(|| model::contradiction(before, change, refused, after))
    }

    /// Law 9: what is different after a change and its opposite.
    fn undone(&self, open: &Open, before: &Rows, change: &Change, world: &World) -> Option<String> {
        let opposite = Change { by: change.by, operation: undo(before, &change.operation)? };
        let mut undone = world.clone();
        if let Err(refusal) = undone.apply(&opposite) {
            return Some(format!("cannot be undone: {refusal}"));
        }
        let mut rows = undone.directory.snapshot();
        rows.revision = before.snapshot.revision;
        if rows == before.snapshot {
            return None;
        }
        let told = self.answers_of(open.state).first_change(self.model, &Answers::of(self.model, &undone))?;
        Some(format!("undone, and {told}"))
    }

    /// Looks at new states.
    fn examine(&mut self, new: &[Open]) -> Result<(), Violation> {
        let looked: Vec<_> = new.par_iter().map(|open| self.look(open)).collect();
        for (open, looked) in new.iter().zip(looked) {
            let (answers, sampled) = looked.map_err(|fault| self.violation(fault, open.state, &[]))?;
            self.sampled += u64::from(sampled);
            let place = self.answers.len() as u32;
            let known = *self.by_answers.entry(key_of_answers(&answers)).or_insert(place);
            if known == place {
                self.answers.push(Arc::new(answers));
            }
            self.given.push(known);
        }
        Ok(())
    }

    fn look(&self, open: &Open) -> Result<(Answers, bool), Fault> {
        let rows = open.world.rows();
        let answers = laws::of_one_state(self.model, &self.plan, &open.world, &rows)?;
        let sampled = open.state == 0 || key_of_rows(&rows.snapshot).is_multiple_of(SAMPLE);
        if sampled {
            laws::of_a_sample(self.model, &self.plan, &open.world, &self.trace(open.state), &answers)?;
        }
        Ok((answers, sampled))
    }

    /// Compares the two ends of each change that was made in some states.
    fn compare(&self, chunk: &[Open], rows: &[Rows]) -> Result<(), Violation> {
        let count = self.model.alphabet.len();
        let differs = |(open, rows): (&Open, &Rows)| {
            let steps = &self.steps[open.state as usize * count..][..count];
            let before = self.answers_of(open.state);
            (0..count).find_map(|place| {
                let step = steps[place];
                if step >= REFUSED || self.given[step as usize] == self.given[open.state as usize] {
                    return None;
                }
                let after = self.answers_of(step);
                let fault = laws::of_a_change(self.model, &self.plan, place, rows, before, after)?;
                Some((fault, place))
            })
        };
        let found: Vec<_> = chunk.par_iter().zip(rows).map(differs).collect();
        for (open, found) in chunk.iter().zip(found) {
            if let Some((fault, place)) = found {
                return Err(self.violation(fault, open.state, &[place]));
            }
        }
        Ok(())
    }

    /// Law 10: makes each two independent changes in both orders, and each change twice. Says how many pairs there were of
    /// which both changed something.
    fn commute(&self) -> Result<u64, Violation> {
        let changes = &self.model.alphabet;
        let count = changes.len();
        let mut pairs = Vec::new();
        for a in 0..count {
            let are_independent =
                |b: &usize| independent(&[changes[a].clone(), changes[*b].clone()]).len() == 2;
            pairs.extend((a + 1..count).filter(are_independent).map(|b| (a, b)));
        }
        let expanded = self.steps.len() / count;
        let step = |state: u32, place: usize| self.steps[state as usize * count + place];
        let after = |state: u32, step: Step| if step < REFUSED { step } else { state };
        let is_expanded = |state: u32| (state as usize) < expanded;
        // A refusal is the same for the same reason, and acceptance for whatever state it leads to.
        let kind = |step: Step| if step < REFUSED { None } else { Some(step) };
        let look = |state: u32| -> Result<u64, (Fault, u32, [usize; 2])> {
            let mut both = 0;
            for place in 0..count {
                let once = step(state, place);
                if once < REFUSED && is_expanded(once) {
                    let twice = step(once, place);
                    if twice < REFUSED && twice != once {
                        let fault = Fault::new(Check::Replay, "made twice it is not as made once");
                        return Err((fault, state, [place, place]));
                    }
                }
            }
            for (a, b) in pairs.iter().copied() {
                let (with_a, with_b) = (step(state, a), step(state, b));
                let (after_a, after_b) = (after(state, with_a), after(state, with_b));
                if !is_expanded(after_a) || !is_expanded(after_b) {
                    continue;
                }
                let (b_later, a_later) = (step(after_a, b), step(after_b, a));
                let same_outcomes = kind(b_later) == kind(with_b) && kind(a_later) == kind(with_a);
                if !same_outcomes || after(after_a, b_later) != after(after_b, a_later) {
                    let fault =
                        Fault::new(Check::Replay, "the last two are independent, and not in the other order");
                    return Err((fault, state, [a, b]));
                }
                both += u64::from(after_a != state && after_b != state);
            }
            Ok(both)
        };
        let found: Vec<_> = (0..expanded as u32).into_par_iter().map(look).collect();
        let mut both = 0;
        for found in found {
            both += found.map_err(|(fault, state, places)| self.violation(fault, state, &places))?;
        }
        Ok(both)
    }

    fn answers_of(&self, state: u32) -> &Answers {
        &self.answers[self.given[state as usize] as usize]
    }

    /// The changes that lead from the start of the model to a state, as few as can be.
    fn trace(&self, mut state: u32) -> Vec<Change> {
        let mut changes = Vec::new();
        while state != 0 {
            let (from, place) = self.found_by[state as usize];
            changes.push(self.model.alphabet[place].clone());
            state = from;
        }
        changes.reverse();
        changes
    }

    fn violation(&self, fault: Fault, state: u32, then: &[usize]) -> Violation {
        let then = then.iter().map(|place| self.model.alphabet[*place].clone());
        Violation { fault, trace: self.trace(state).into_iter().chain(then).collect() }
    }

    fn tell(&mut self, depth: usize, waiting: usize) {
        if self.plan.talkative && self.start.elapsed() > self.told {
            self.told = self.start.elapsed() + Duration::from_secs(10);
            let (name, states, seconds) =
                (self.model.name, self.found_by.len(), self.start.elapsed().as_secs());
            eprintln!("{name}: {states} states at depth {depth}, {waiting} of them to expand, {seconds} s");
        }
    }
}
