//! Any changes, in any order: after each the directory is what the [model](crate::model) says, answers as the rules
//! say, and in the end is what a replay leads to.

use std::sync::LazyLock;

use consentry::catalog::{Api, RunningContext};
use consentry::directory::{Change, Directory, PrincipalId, Question, Refusal, ResourceId};
use consentry::{Action, AppId, DataKind, MeetingUuid, UserId, Verb};

use super::draw::{Draw, Start};
use super::forms::{FORMS, Form};
use crate::laws::names::{ACCOUNTS, APPS, MEETINGS, NO_APP, PARTICIPANTS, STRANGER, USERS, id};
use crate::laws::rows::Rows;
use crate::laws::typical::APIS;
use crate::model;
use crate::oracle::world::Oracle;

/// More changes than this in one story find nothing that fewer do not.
const MOST_CHANGES: usize = 48;

/// Questions after each change.
const QUESTIONS: usize = 8;

pub fn run(data: &[u8]) {
    let mut draw = Draw::from(data);
    let mut world = World::start(draw.start(), draw.number::<u16>().into());
    for _ in 0..MOST_CHANGES {
        if draw.is_over() {
            break;
        }
        match draw.below(16) {
            // A byte even where there is one form, so that another one leaves the corpus as it is.
            0 => world.read_back(&FORMS[usize::from(draw.number::<u8>()) % FORMS.len()]),
            _ => world.apply(&draw.change()),
        }
        world.ask();
    }
    let replayed = Directory::replay(&world.accepted).expect("they were accepted");
    assert!(replayed == world.directory, "a replay leads elsewhere: {:#?}", world.accepted);
    assert_eq!(replayed.revision(), world.directory.revision());
    FORMS.iter().for_each(|form| world.read_back(form));
}

/// The directory that a story leads to.
pub fn directory_of(data: &[u8]) -> Directory {
    let mut draw = Draw::from(data);
    let mut directory = World::start(draw.start(), 0).directory;
    for _ in 0..MOST_CHANGES {
        if draw.is_over() {
            break;
        }
        let _either_way = directory.apply(&draw.change());
    }
    directory
}

#[derive(Clone)]
struct World {
    directory: Directory,
    /// What the model has made of the same changes.
    rows: Rows,
    accepted: Vec<Change>,
    asker: fastrand::Rng,
}

impl World {
    fn start(start: Start, seed: u64) -> Self {
        static STARTS: LazyLock<[World; 3]> = LazyLock::new(|| {
            [Start::Empty, Start::Typical, Start::Crowded].map(|start| {
                let directory = Directory::new();
                let rows = Rows::of(&directory);
                let mut world =
                    World { directory, rows, accepted: Vec::new(), asker: fastrand::Rng::with_seed(0) };
                let changes = start.changes();
                for change in &changes {
                    world.apply(change);
                    world.ask();
                }
                assert_eq!(world.accepted, changes);
                world
            })
        });
        World { asker: fastrand::Rng::with_seed(seed), ..STARTS[start as usize].clone() }
    }

    /// Makes a change: it happens as in the model, or is refused for the same reason and changes nothing, as in
    /// the model.
    fn apply(&mut self, change: &Change) {
        if let Ok(authority) = change.operation.authority(&self.directory) {
            let wrong = model::contradicts_authority(&self.rows, &change.operation, authority.who());
            assert_eq!(wrong, None, "{change:?}");
        }
        let before = self.rows.clone();
        let outcome = self.directory.apply(change);
        let wrong = model::contradiction(&before, change, outcome.as_ref().err(), &self.directory.snapshot());
        assert_eq!(wrong, None, "{change:?}");
        let by_rules = model::apply(&mut self.rows, change);
        assert_eq!(outcome.as_ref().map_err(Refusal::reason), by_rules.as_ref().map_err(|reason| *reason));
        if outcome.is_ok() {
            self.accepted.push(change.clone());
        }
        let (is, should) = (self.directory.snapshot(), &self.rows.snapshot);
        assert!(is == *should, "{change:?} leads to\n{is:#?}\nand not to\n{should:#?}");
    }

    /// Goes on with what is read from what was written.
    fn read_back(&mut self, form: &Form) {
        let read = (form.read)(&(form.write)(&self.directory)).expect("what is written is read");
        assert!(read == self.directory, "it is not the same when read back from {}", form.name);
        assert_eq!(read.revision(), self.directory.revision());
        self.directory = read;
    }

    /// Asks some questions, by id, which are answered as the rules say.
    fn ask(&mut self) {
        let questions: Vec<Question> = (0..QUESTIONS).map(|_| question(&mut self.asker)).collect();
        let answers = self.directory.evaluate_batch(&questions);
        let oracle = Oracle::of(&self.rows);
        for (question, in_batch) in questions.iter().zip(answers) {
            let Question { principal, app, resource, action } = *question;
            let answer = self.directory.evaluate(principal, app, resource, action);
            assert_eq!(answer, in_batch, "{question:?}");
            assert_eq!(oracle.contradicts(question, answer), None, "{question:?}: {answer:?}");
        }
        let (user, app) = (a_user(&mut self.asker), an_app(&mut self.asker));
        let expected = model::can_open(&self.rows, user, app);
        assert_eq!(self.directory.can_open(user, app), expected, "{user:?} {app:?}");
    }
}

/// A question over the few names; of four, three are of a form that exists.
fn question(asker: &mut fastrand::Rng) -> Question {
    let principal = match asker.u8(..3) {
        0 => {
            PrincipalId::Participant { meeting: a_meeting(asker), participant: id(one(asker, PARTICIPANTS)) }
        }
        _ => PrincipalId::User(a_user(asker)),
    };
    let app = an_app(asker);
    let verb = Action::Verb(one(asker, Verb::ALL));
    let call = match asker.u8(..32) {
        0 => Action::CallUnknown,
        1..8 => Action::Call(one(asker, Api::ALL)),
        _ => Action::Call(one(asker, &APIS)),
    };
    let kind = one(asker, DataKind::ALL);
    let contexts = [None, None, None, Some(one(asker, RunningContext::ALL))];
    let context = one(asker, &contexts);
    let (resource, action) = match asker.u8(..10) {
        0..4 => (ResourceId::UserData { owner: a_user(asker), kind }, verb),
        4 => (ResourceId::AccountData { account: id(one(asker, ACCOUNTS)), kind }, verb),
        5..9 => (ResourceId::Meeting { meeting: a_meeting(asker), context }, call),
        _ => (ResourceId::Client { context }, call),
    };
    let action = one(asker, &[action, action, action, action, action, action, verb, call]);
    Question { principal, app, resource, action }
}

fn a_user(asker: &mut fastrand::Rng) -> UserId {
    id(one(asker, &[USERS, &[STRANGER]].concat()))
}

fn an_app(asker: &mut fastrand::Rng) -> AppId {
    id(one(asker, &[APPS, APPS, APPS, &[NO_APP]].concat()))
}

fn a_meeting(asker: &mut fastrand::Rng) -> MeetingUuid {
    id(one(asker, MEETINGS))
}

fn one<T: Copy>(asker: &mut fastrand::Rng, of: &[T]) -> T {
    of[asker.usize(..of.len())]
}
