//! What it costs to publish changes to readers, beside making them where nobody reads.

use std::cell::RefCell;
use std::io;

use consentry::directory::{Change, Refusal};
use consentry_benches::measure::{Chase, Contender};

use crate::changes::Someone;
use crate::report::{LOAD, Report};
use crate::uncounted::in_turn;
use crate::{Effort, World};

/// How many users change something in one pass.
const MOST: usize = 1 << 15;

/// How many changes are published together.
pub const GROUP: usize = 10;

const NOT_SHARED: &str = "not shared";

pub fn measure(world: &World, effort: Effort, report: &mut Report) -> io::Result<()> {
    let users = world.users();
    // All of them set a tick, and then all clear it.
    let several = Someone::several(&world.plan, MOST);
    let set = several.iter().map(Someone::grant);
    let ticks: Vec<Change> = set.chain(several.iter().map(Someone::revoke)).collect();
    let mut directory = world.directory.clone();
    for someone in &several {
        directory.apply(&someone.install()).expect("an acceptable change");
    }

    let alone = RefCell::new(directory.clone());
    let (each, _) = directory.clone().share();
    let (group, _) = directory.share();
    let (each, group) = (RefCell::new(each), RefCell::new(group));
    let mut ways: [(&str, Way<'_>); 3] = [
        (NOT_SHARED, Box::new(|changes| apply(|change| alone.borrow_mut().apply(change), changes))),
        (
            "shared, each published",
            Box::new(|changes| apply(|change| each.borrow_mut().apply(change), changes)),
        ),
        (
            "shared, ten published together",
            Box::new(|changes| {
                for changes in changes.chunks(GROUP) {
                    let outcomes = group.borrow_mut().apply_each(changes);
                    assert!(outcomes.iter().all(Result::is_ok));
                }
            }),
        ),
    ];
    // The first pass parts the rows that a change touches from those of the clones.
    ways.iter_mut().for_each(|(_, way)| way(&ticks));

    for (name, way) in &mut ways {
        let heap = allocation_counter::measure(|| way(&ticks));
        let each = heap.bytes_total as f64 / ticks.len() as f64;
        report.number(&format!("{name}: allocated and copied, a change"), users, "bytes", each)?;
    }
    let mut chase = Chase::new(world.bytes);
    let ticks = &ticks;
    let ways = ways.iter_mut().map(|(name, way)| Contender::new(name, ticks.len(), move || way(ticks)));
    let load = Contender::new(LOAD, ticks.len(), || chase.step(ticks.len()));
    let mut contenders: Vec<Contender<'_>> = ways.chain([load]).collect();
    let figures = in_turn(&mut contenders, effort.rounds, effort.block);
    let figures: Vec<_> = contenders.iter().map(|contender| contender.name).zip(figures).collect();
    report.figures("a change, published", users, NOT_SHARED, &figures)
}

/// A way to make changes.
type Way<'a> = Box<dyn FnMut(&[Change]) + 'a>;

fn apply(mut each: impl FnMut(&Change) -> Result<u64, Refusal>, changes: &[Change]) {
    for change in changes {
        each(change).expect("an acceptable change");
    }
}
