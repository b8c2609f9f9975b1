//! How to measure on a machine that others use too: the things compared take turns in one process, each block is
//! timed by the thread's own CPU time and is long enough for the machine's two speeds to show, and the ratios are
//! those of the fastest blocks.

use std::slice;
use std::time::Duration;

use cpu_time::ThreadTime;

/// One thing to measure: `work` does `units` of it.
pub struct Contender<'a> {
    pub name: &'a str,
    pub units: usize,
    pub work: Box<dyn FnMut() + 'a>,
}

impl<'a> Contender<'a> {
    pub fn new(name: &'a str, units: usize, work: impl FnMut() + 'a) -> Self {
        Self { name, units, work: Box::new(work) }
    }
}

/// The result, in nanoseconds per unit.
#[derive(Clone)]
pub struct Figure {
    pub min: f64,
    pub median: f64,
    rounds: Vec<f64>,
}

/// How many times as long one thing takes as another.
#[derive(Clone, Copy)]
pub struct Ratio {
    /// Of the fastest blocks.
    pub of_minima: f64,
    /// A quarter of the rounds, taken one by one, had a lower ratio than this.
    pub low: f64,
    /// And a quarter a higher one than this.
    pub high: f64,
}

/// Runs blocks of all contenders in turn; a block repeats the work until it has taken `block` of CPU time.
pub fn in_turn(contenders: &mut [Contender<'_>], rounds: usize, block: Duration) -> Vec<Figure> {
    gathered(rounds, contenders.len(), || {
        contenders.iter_mut().map(|contender| blocks(slice::from_mut(contender), block)[0]).collect()
    })
}

/// As [`in_turn`], for contenders that undo what those before them did: in each round they work in turn until each
/// has taken `block` of CPU time.
pub fn in_cycles(contenders: &mut [Contender<'_>], rounds: usize, block: Duration) -> Vec<Figure> {
    gathered(rounds, contenders.len(), || blocks(contenders, block))
}

fn gathered(rounds: usize, contenders: usize, mut round: impl FnMut() -> Vec<f64>) -> Vec<Figure> {
    let mut samples = vec![Vec::with_capacity(rounds); contenders];
    for _ in 0..rounds {
        samples.iter_mut().zip(round()).for_each(|(samples, sample)| samples.push(sample));
    }
    samples.into_iter().map(Figure::of).collect()
}

/// Nanoseconds per unit, for each contender.
fn blocks(contenders: &mut [Contender<'_>], block: Duration) -> Vec<f64> {
    let mut taken = vec![(Duration::ZERO, 0); contenders.len()];
    loop {
        for (contender, (elapsed, units)) in contenders.iter_mut().zip(&mut taken) {
            let start = ThreadTime::now();
            (contender.work)();
            *elapsed += start.elapsed();
            *units += contender.units;
        }
        if taken.iter().all(|(elapsed, _)| *elapsed >= block) {
            return taken.iter().map(|(elapsed, units)| elapsed.as_nanos() as f64 / *units as f64).collect();
        }
    }
}

impl Figure {
    /// One sample per round, in the order of the rounds.
    pub fn of(rounds: Vec<f64>) -> Self {
        let sorted = sorted(rounds.clone());
        Self { min: sorted[0], median: sorted[sorted.len() / 2], rounds }
    }

    /// The ratio to another figure of the same rounds.
    pub fn to(&self, other: &Self) -> Ratio {
        let ratios =
            sorted(self.rounds.iter().zip(&other.rounds).map(|(this, other)| this / other).collect());
        let quarter = ratios.len() / 4;
        Ratio {
            of_minima: self.min / other.min,
            low: ratios[quarter],
            high: ratios[ratios.len() - 1 - quarter],
        }
    }
}

fn sorted(mut samples: Vec<f64>) -> Vec<f64> {
    samples.sort_by(f64::total_cmp);
    samples
}

/// A random cycle through a table of `bytes`: each load waits for the one before.
pub struct Chase {
    next: Vec<[u32; 16]>,
    at: u32,
}

impl Chase {
    pub fn new(bytes: usize) -> Self {
        let lines = (bytes / 64).max(2);
        let mut order: Vec<u32> = (0..lines as u32).collect();
        fastrand::Rng::with_seed(3).shuffle(&mut order);
        let mut next = vec![[0; 16]; lines];
        for pair in order.windows(2) {
            next[pair[0] as usize][0] = pair[1];
        }
        next[order[lines - 1] as usize][0] = order[0];
        Self { next, at: order[0] }
    }

    pub fn step(&mut self, steps: usize) {
        for _ in 0..steps {
            self.at = self.next[self.at as usize][0];
        }
        std::hint::black_box(self.at);
    }
}
