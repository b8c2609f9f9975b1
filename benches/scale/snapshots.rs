//! Snapshots: how fast they are written and read, and how large they are.

use std::io;

use consentry::directory::Directory;
use consentry_benches::measure::{Chase, Contender};
use consentry_benches::world::{ACCOUNT, APPS, DELEGATES, INSTALLED};

use crate::report::{LOAD, Report};
use crate::uncounted::in_turn;
use crate::{Effort, World};

/// A form that a snapshot has.
struct Form {
    name: [&'static str; 2],
    /// The most users whose snapshot has room in memory beside the world.
    most: usize,
    save: fn(&Directory) -> Vec<u8>,
    load: fn(&[u8]) -> Directory,
}

const FORMS: &[Form] = &[
    Form {
        name: ["JSON, saved", "JSON, loaded"],
        most: 1_000_000,
        save: |directory| serde_json::to_vec(directory).expect("a directory serializes"),
        load: |text| serde_json::from_slice(text).expect("a snapshot loads"),
    },
    Form {
        name: ["bytes, saved", "bytes, loaded"],
        most: usize::MAX,
        save: Directory::to_bytes,
        load: |bytes| Directory::from_bytes(bytes).expect("a snapshot loads"),
    },
];

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
    let information = information() / 8.0;
    report.number("information about a user", users, "bytes", information)?;
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

/// How many bits a row of this world says, each field in as few as it can have: an id of 128 bits; a role and a status; for
/// each installation the app, 9 scopes and 5 flags; for each delegation the colleague and 5 kinds of access. What belongs
/// to accounts and apps is too little to count.
fn information() -> f64 {
    let reference = |among: usize| (among as f64).log2().ceil();
    let (role, status) = (reference(3), 1.0);
    let installation = reference(APPS) + 9.0 + 5.0;
    let delegation = reference(ACCOUNT) + 5.0;
    128.0 + role + status + INSTALLED as f64 * installation + DELEGATES as f64 * delegation
}
