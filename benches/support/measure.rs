//! How to measure on a machine that others use too: the things compared take turns in one process, each block is
//! timed by the thread's own CPU time and is long enough for the machine's two speeds to show, and the ratios are
//! taken from the fastest blocks.

use std::time::Duration;

use cpu_time::ThreadTime;

/// One thing to measure: `work` does `per_block` units of it.
pub struct Contender<'a> {
    pub name: &'a str,
    pub per_block: usize,
    pub work: Box<dyn FnMut() + 'a>,
}

impl<'a> Contender<'a> {
    pub fn new(name: &'a str, per_block: usize, work: impl FnMut() + 'a) -> Self {
        Self { name, per_block, work: Box::new(work) }
    }
}

/// What came out, in nanoseconds a unit.
#[derive(Clone, Copy)]
pub struct Figure {
    pub min: f64,
    pub median: f64,
}

/// Runs blocks of all contenders in turn; a block repeats the work until it has taken `block` of CPU time.
pub fn in_turn(contenders: &mut [Contender<'_>], rounds: usize, block: Duration) -> Vec<Figure> {
    let mut samples = vec![Vec::with_capacity(rounds); contenders.len()];
    for _ in 0..rounds {
        for (contender, samples) in contenders.iter_mut().zip(&mut samples) {
            let start = ThreadTime::now();
            let mut units = 0;
            let elapsed = loop {
                (contender.work)();
                units += contender.per_block;
                let elapsed = start.elapsed();
                if elapsed >= block {
                    break elapsed;
                }
            };
            samples.push(elapsed.as_nanos() as f64 / units as f64);
        }
    }
    samples.into_iter().map(Figure::of).collect()
}

impl Figure {
    pub fn of(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        Self { min: samples[0], median: samples[samples.len() / 2] }
    }
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
