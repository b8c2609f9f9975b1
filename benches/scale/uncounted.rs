//! Measuring while allocations are not counted, which would slow those that allocate by up to an eighth.

use std::time::Duration;

use consentry_benches::measure::{self, Contender, Figure};

/// As [`measure::in_turn`].
pub fn in_turn(contenders: &mut [Contender<'_>], rounds: usize, block: Duration) -> Vec<Figure> {
    uncounted(|| measure::in_turn(contenders, rounds, block))
}

/// As [`measure::in_cycles`].
pub fn in_cycles(contenders: &mut [Contender<'_>], rounds: usize, block: Duration) -> Vec<Figure> {
    uncounted(|| measure::in_cycles(contenders, rounds, block))
}

fn uncounted(work: impl FnOnce() -> Vec<Figure>) -> Vec<Figure> {
    let mut figures = Vec::new();
    allocation_counter::opt_out(|| figures = work());
    figures
}
