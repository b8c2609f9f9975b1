//! Readers beside a writer: how many questions they answer, and how long a reader waits for the newest version.
//!
//! The writer makes 10,000 changes a second, ten each millisecond, and publishes each of them. On a machine of two cores
//! it needs a part of one of them, so two readers have less than two; CPU time shows what the readers do to each other.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use consentry::directory::{Change, Writer};
use consentry_benches::measure::{Chase, Figure};
use consentry_benches::world::Case;
use cpu_time::ThreadTime;

use crate::changes::Someone;
use crate::report::{LOAD, Report};
use crate::{Effort, World};

/// The writer makes ten changes in each tick.
const TICK: Duration = Duration::from_millis(1);
const CHANGES: usize = 10;

/// What a thread does between two looks at whether it is over.
const CHUNK: usize = 64;

/// Who works at the same time.
#[derive(Clone, Copy)]
enum Scene {
    Readers(usize),
    ReadersAndWriter(usize),
    /// What the machine makes of two threads that wait for memory.
    Loads(usize),
}

const SCENES: [(Scene, [&str; 2]); 6] = [
    (Scene::Readers(1), ["1 reader, by the clock", "1 reader, CPU time"]),
    (Scene::Readers(2), ["2 readers, by the clock", "2 readers, CPU time of each"]),
    (Scene::ReadersAndWriter(1), [BASE, "1 reader and the writer, CPU time"]),
    (
        Scene::ReadersAndWriter(2),
        ["2 readers and the writer, by the clock", "2 readers and the writer, CPU time of each"],
    ),
    (Scene::Loads(1), [LOAD, "one dependent load, CPU time"]),
    (
        Scene::Loads(2),
        ["dependent loads of 2 threads, by the clock", "dependent loads of 2 threads, CPU time of each"],
    ),
];

const BASE: &str = "1 reader and the writer, by the clock";

pub fn measure(world: &World, effort: Effort, report: &mut Report) -> io::Result<()> {
    let users = world.users();
    let questions = world.plan.questions((users * 2).clamp(1 << 12, 1 << 19));
    let changes: Vec<Change> = Someone::several(&world.plan, 1 << 15)
        .iter()
        .flat_map(|someone| [someone.install(), someone.grant(), someone.revoke(), someone.uninstall()])
        .collect();
    let (writer, _) = world.directory.clone().share();
    let mut stage = Stage { questions: &questions, changes: &changes, next: 0, writer, bytes: world.bytes };

    // A round of these takes long.
    let effort = effort.at_most(5);
    let mut samples = SCENES.map(|_| [Vec::new(), Vec::new()]);
    let mut written = Vec::new();
    allocation_counter::opt_out(|| {
        for _ in 0..effort.rounds {
            for ((scene, _), [clock, cpu]) in SCENES.iter().zip(&mut samples) {
                let Paces { threads, writer } = stage.play(*scene, effort.phase);
                let units: usize = threads.iter().map(|pace| pace.units).sum();
                // All started and stopped together; the mean is what they had of the clock.
                let time: Duration = threads.iter().map(|pace| pace.clock).sum();
                clock.push(time.as_nanos() as f64 / threads.len() as f64 / units as f64);
                let time: Duration = threads.iter().map(|pace| pace.cpu).sum();
                cpu.push(time.as_nanos() as f64 / units as f64);
                written.extend(writer);
            }
        }
    });
    let figures: Vec<(&str, Figure)> = SCENES
        .iter()
        .zip(samples)
        .flat_map(|((_, names), samples)| names.iter().copied().zip(samples.map(Figure::of)))
        .collect();
    report.figures("a decision by the newest version", users, BASE, &figures)?;

    let min = |name: &str| {
        figures.iter().find(|(what, _)| *what == name).map_or(f64::NAN, |(_, figure)| figure.min)
    };
    for (one, two) in [(0, 1), (2, 3), (4, 5)] {
        let (one, two) = (SCENES[one].1, SCENES[two].1);
        report.number(
            &format!("{} to {}", two[0], one[0]),
            users,
            "times as many",
            min(one[0]) / min(two[0]),
        )?;
        report.number(
            &format!("{} to {}", two[1], one[1]),
            users,
            "times as many",
            2.0 * min(one[1]) / min(two[1]),
        )?;
    }
    let total = |each: fn(&Pace) -> f64| written.iter().map(each).sum::<f64>();
    let seconds = total(|pace| pace.clock.as_secs_f64());
    report.number("the writer made", users, "changes a second", total(|pace| pace.units as f64) / seconds)?;
    report.number("the writer used", users, "of a core", total(|pace| pace.cpu.as_secs_f64()) / seconds)?;
    waits(&mut stage, users, effort, report)
}

/// What one thread has done.
struct Pace {
    units: usize,
    clock: Duration,
    cpu: Duration,
}

struct Paces {
    threads: Vec<Pace>,
    writer: Option<Pace>,
}

struct Stage<'a> {
    questions: &'a [Case],
    changes: &'a [Change],
    /// Which change the writer makes next.
    next: usize,
    writer: Writer,
    bytes: usize,
}

impl Stage<'_> {
    fn play(&mut self, scene: Scene, phase: Duration) -> Paces {
        let Self { questions, changes, next, writer, bytes } = self;
        let threads = match scene {
            Scene::Readers(count) | Scene::ReadersAndWriter(count) | Scene::Loads(count) => count,
        };
        let works: Vec<Work<'_>> = (0..threads)
            .map(|nth| -> Work<'_> {
                if let Scene::Loads(_) = scene {
                    let mut chase = Chase::new(*bytes);
                    return Box::new(move || chase.step(CHUNK));
                }
                let (mut reader, questions) = (writer.reader(), *questions);
                let mut asked = questions.iter().cycle().skip(questions.len() / threads * nth);
                Box::new(move || {
                    for question in asked.by_ref().take(CHUNK) {
                        assert!(question.ask(reader.newest()) == question.answer);
                    }
                })
            })
            .collect();
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            let over = &over;
            let threads: Vec<_> = works
                .into_iter()
                .map(|mut work| {
                    scope.spawn(move || {
                        paced(over, || {
                            work();
                            CHUNK
                        })
                    })
                })
                .collect();
            let writing = matches!(scene, Scene::ReadersAndWriter(_))
                .then(|| scope.spawn(move || paced(over, ticking(writer, changes, next))));
            thread::sleep(phase);
            over.store(true, Ordering::Relaxed);
            Paces {
                threads: threads
                    .into_iter()
                    .map(|thread| thread.join().expect("all answers are right"))
                    .collect(),
                writer: writing.map(|thread| thread.join().expect("all changes are acceptable")),
            }
        })
    }
}

type Work<'a> = Box<dyn FnMut() + Send + 'a>;

/// Works until it is over.
fn paced(over: &AtomicBool, mut work: impl FnMut() -> usize) -> Pace {
    let (clock, cpu, mut units) = (Instant::now(), ThreadTime::now(), 0);
    // To count allocations would slow those that allocate.
    allocation_counter::opt_out(|| {
        while !over.load(Ordering::Relaxed) {
            units += work();
        }
    });
    Pace { units, clock: clock.elapsed(), cpu: cpu.elapsed() }
}

/// The writer: waits for the next tick and makes the changes of it. One that is late does not wait.
fn ticking(writer: &mut Writer, changes: &[Change], next: &mut usize) -> impl FnMut() -> usize {
    let mut tick = Instant::now();
    move || {
        tick += TICK;
        thread::sleep(tick.saturating_duration_since(Instant::now()));
        for _ in 0..CHANGES {
            writer.apply(&changes[*next]).expect("an acceptable change");
            *next = (*next + 1) % changes.len();
        }
        CHANGES
    }
}

/// How long a reader waits for the newest version, by the clock and in CPU time, beside nothing at all, measured in the
/// same way: on a busy machine a thread is interrupted anywhere.
fn waits(stage: &mut Stage<'_>, users: usize, effort: Effort, report: &mut Report) -> io::Result<()> {
    let (mut newest, mut nothing) = (Vec::new(), Vec::new());
    let mut reader = stage.writer.reader();
    let over = AtomicBool::new(false);
    let Stage { writer, changes, next, .. } = stage;
    let until = Instant::now() + effort.phase * effort.rounds as u32;
    thread::scope(|scope| {
        scope.spawn(|| paced(&over, ticking(writer, changes, next)));
        let mut revision = 0;
        while Instant::now() < until {
            newest.push(timed(|| {
                let newer = reader.newest().revision();
                assert!(newer >= revision, "no version is older than one before");
                revision = newer;
            }));
            nothing.push(timed(|| ()));
        }
        over.store(true, Ordering::Relaxed);
    });
    for (what, times) in [("newest()", newest), ("nothing", nothing)] {
        let (clock, cpu): (Vec<Duration>, Vec<Duration>) = times.into_iter().unzip();
        for (by, mut times) in [("by the clock", clock), ("CPU time", cpu)] {
            times.sort_unstable();
            let longest = times.len() - 1;
            for (which, place) in [("99.9 % within", longest - longest / 1_000), ("longest", longest)] {
                let time = times[place].as_nanos() as f64 / 1e3;
                report.number(&format!("{what}, {by}: {which}"), users, "µs", time)?;
            }
        }
    }
    Ok(())
}

/// By the clock, and in CPU time.
fn timed(work: impl FnOnce()) -> (Duration, Duration) {
    let (clock, cpu) = (Instant::now(), ThreadTime::now());
    work();
    let cpu = cpu.elapsed();
    (clock.elapsed(), cpu)
}
