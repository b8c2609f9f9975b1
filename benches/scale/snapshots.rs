//! Snapshots: how fast they are written and read, and how large they are.

use std::io;

use consentry::*;

use crate::report::{LOAD, Report};
use crate::support::measure::{Chase, Contender, in_turn};
use crate::support::world::{ACCOUNT, APPS, DELEGATES, INSTALLED};
use crate::{Effort, World};

/// A form that a snapshot has.
struct Form {
    name: [&'static str; 2],
    /// The most users whose snapshot has room in memory beside the world.
    most: usize,
    save: fn(&Directory) -> Vec<u8>,
    load: fn(&[u8]) -> Directory,
}

const FORMS: &[Form] = &[Form {
    name: ["JSON, saved", "JSON, loaded"],
    most: 1_000_000,
    save: |directory| serde_json::to_vec(directory).expect("a directory serializes"),
    load: |text| serde_json::from_slice(text).expect("a snapshot loads"),
}];

pub fn measure(world: &World, effort: Effort, report: &mut Report) -> io::Result<()> {
    let World { directory, bytes, .. } = world;
    let users = world.users();
    let forms: Vec<(&Form, Vec<u8>)> =
        FORMS.iter().filter(|form| users <= form.most).map(|form| (form, (form.save)(directory))).collect();
    if forms.is_empty() {
        return Ok(());
    }
    let mut chase = Chase::new(*bytes);
    let mut contenders: Vec<Contender<'_>> = Vec::new();
    for (form, saved) in &forms {
        let [save, load] = form.name;
        contenders.push(Contender::new(save, users, || assert!((form.save)(directory).len() == saved.len())));
        contenders.push(Contender::new(load, users, || {
            assert!((form.load)(saved).revision() == directory.revision());
        }));
    }
    contenders.push(Contender::new(LOAD, users, || chase.step(users)));
    // A round of the largest world takes some ten seconds.
    let effort = effort.at_most(3);
    let figures = in_turn(&mut contenders, effort.rounds, effort.block);
    let figures: Vec<_> = contenders.iter().map(|contender| contender.name).zip(figures).collect();
    drop(contenders);
    report.figures("snapshots, a user", users, LOAD, &figures)?;
    let information = information(users) / 8.0;
    report.number("what there is to tell about a user", users, "bytes", information)?;
    for (form, saved) in &forms {
        assert!((form.save)(&(form.load)(saved)) == *saved, "a snapshot is the whole world");
        let each = saved.len() as f64 / users as f64;
        report.number(&format!("{}, bytes a user", form.name[0]), users, "bytes", each)?;
        report.number(
            &format!("{}, size to information", form.name[0]),
            users,
            "times",
            each / information,
        )?;
    }
    Ok(())
}

/// How many bits tell one user of such a world from all that it might be: a random id, of which the order says nothing;
/// which apps and colleagues; and of each installation whether it is ticked, as one in five is. What belongs to accounts
/// and apps is too little to count.
fn information(users: usize) -> f64 {
    let users = users as f64;
    let order = users.log2() - 1.0_f64.exp().log2();
    let ticked = 0.2_f64;
    let tick = -(ticked * ticked.log2() + (1.0 - ticked) * (1.0 - ticked).log2());
    let apps = choices(APPS, INSTALLED).log2() + INSTALLED as f64 * tick;
    128.0 - order + apps + choices(ACCOUNT - 1, DELEGATES).log2()
}

/// In how many ways some can be chosen of all.
fn choices(all: usize, some: usize) -> f64 {
    (0..some).map(|nth| (all - nth) as f64 / (nth + 1) as f64).product()
}
