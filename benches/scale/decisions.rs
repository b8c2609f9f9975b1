//! What a decision costs: by id and in batches, beside the hand-written check and plain reads.

use std::hint::black_box;
use std::io;

use consentry::directory::{Directory, Question};
use consentry::{Basis, Decision};
use consentry_benches::handwritten::{Handwritten, ShortQuestion};
use consentry_benches::measure::{Chase, Contender};
use consentry_benches::world::Case;

use crate::report::{LOAD, Report};
use crate::uncounted::in_turn;
use crate::{Effort, World};

/// How many are asked between two looks at the clock.
const CHUNK: usize = 4096;

/// How many of a batch.
const BATCH: usize = 64;

const HANDWRITTEN: &str = "hand-written, 64-bit ids";

pub fn measure(world: &World, effort: Effort, report: &mut Report) -> io::Result<()> {
    let World { plan, directory, bytes } = world;
    let users = world.users();
    let questions = plan.questions((users * 2).clamp(1 << 12, 1 << 19));
    let short: Vec<ShortQuestion> = questions.iter().map(ShortQuestion::new).collect();
    let mut handwritten = Handwritten::default();
    let heap = allocation_counter::measure(|| handwritten = Handwritten::new(plan));
    let array: Vec<[u64; 16]> = vec![[1; 16]; users];
    let places: Vec<(u32, u32)> = places(users);

    let mut mix = Circle::new(&questions);
    let mut batches = Circle::new(&questions);
    let mut short = Circle::new(&short);
    let mut places = Circle::new(&places);
    let of = |which: fn(Decision) -> bool| -> Vec<&Case> {
        questions.iter().filter(|question| which(question.answer)).collect()
    };
    let allowed = of(Decision::is_allowed);
    let own = of(|answer| answer == Decision::Allow(Basis::Own));
    let shared = of(|answer| answer == Decision::Allow(Basis::Delegated));
    let denied = of(|answer| !answer.is_allowed());
    let [mut allowed, mut own, mut shared, mut denied] =
        [&allowed, &own, &shared, &denied].map(|which| Circle::new(which));
    let mut chase = Chase::new(*bytes);
    let mut batch = Vec::with_capacity(BATCH);

    let mut contenders = [
        Contender::new("by id", CHUNK, || mix.pass(|case| ask(directory, case))),
        Contender::new("by id, 64 at a time", CHUNK, || {
            batches.pass_batches(BATCH, |cases| ask_batch(directory, cases, &mut batch));
        }),
        Contender::new("by id, allowed", CHUNK, || allowed.pass(|case| ask(directory, case))),
        Contender::new("by id, allowed, own", CHUNK, || own.pass(|case| ask(directory, case))),
        Contender::new("by id, allowed, shared", CHUNK, || shared.pass(|case| ask(directory, case))),
        Contender::new("by id, denied", CHUNK, || denied.pass(|case| ask(directory, case))),
        Contender::new(HANDWRITTEN, CHUNK, || short.pass(|case| ask_handwritten(&handwritten, case))),
        Contender::new("plain array, two rows", CHUNK, || places.pass(|pair| read(&array, *pair))),
        Contender::new(LOAD, CHUNK, || chase.step(CHUNK)),
    ];
    let figures = in_turn(&mut contenders, effort.rounds, effort.block);
    let figures: Vec<_> = contenders.iter().map(|contender| contender.name).zip(figures).collect();
    drop(contenders);
    report.figures("a decision", users, HANDWRITTEN, &figures)?;
    let fastest =
        |name| figures.iter().find(|(what, _)| *what == name).map_or(f64::NAN, |(_, figure)| figure.min);
    let ratio = fastest("by id, denied") / fastest("by id, allowed");
    report.number("a denial to an allowance", users, "times", ratio)?;
    report.number("hand-written, bytes a user", users, "bytes", heap.bytes_current as f64 / users as f64)
}

/// Things to do over and over, a chunk at a time, each time from wherever the last chunk ended.
struct Circle<'a, T> {
    all: &'a [T],
    next: usize,
}

impl<'a, T> Circle<'a, T> {
    const fn new(all: &'a [T]) -> Self {
        Self { all, next: 0 }
    }

    /// The next `count`, or as many as are left before the end.
    fn next(&mut self, count: usize) -> &'a [T] {
        let rest = &self.all[self.next..];
        let chunk = &rest[..count.min(rest.len())];
        self.next = (self.next + chunk.len()) % self.all.len();
        chunk
    }

    fn pass(&mut self, each: impl Fn(&T)) {
        self.pass_batches(CHUNK, |batch| batch.iter().for_each(&each));
    }

    /// A chunk, in batches of `size` or what is left before an end.
    fn pass_batches(&mut self, size: usize, mut each: impl FnMut(&[T])) {
        let mut left = CHUNK;
        while left > 0 {
            let batch = self.next(size.min(left));
            left -= batch.len();
            each(batch);
        }
    }
}

fn ask(directory: &Directory, question: &Case) {
    assert!(question.ask(directory) == question.answer);
}

fn ask_batch(directory: &Directory, questions: &[Case], batch: &mut Vec<Question>) {
    batch.clear();
    batch.extend(questions.iter().map(Case::by_id));
    let answers = directory.evaluate_batch(batch);
    assert!(answers.iter().zip(questions).all(|(answer, question)| *answer == question.answer));
}

fn ask_handwritten(handwritten: &Handwritten, question: &ShortQuestion) {
    let ShortQuestion { principal, app, owner, answer } = *question;
    assert!(handwritten.evaluate(principal, app, owner) == answer);
}

fn places(users: usize) -> Vec<(u32, u32)> {
    let mut random = fastrand::Rng::with_seed(11);
    let users = users as u32;
    (0..1 << 19).map(|_| (random.u32(..users), random.u32(..users))).collect()
}

/// Reads two rows of two cache lines.
fn read(array: &[[u64; 16]], (principal, owner): (u32, u32)) {
    let (principal, owner) = (&array[principal as usize], &array[owner as usize]);
    black_box(principal[0] ^ principal[8] ^ owner[0] ^ owner[8]);
}
