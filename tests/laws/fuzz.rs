//! The fuzz targets, on the inputs that there are: what the fuzzer has kept, and the seeds that it starts from.
//!
//! Each target is one function of bytes that panics where a promise is broken. `verify/fuzz` gives the same functions to
//! libFuzzer.

use std::collections::BTreeSet;
use std::path::Path;

use testkit::fuzz::{changes, ids, scenario, seeds, snapshot, words};

/// One test a target.
macro_rules! targets {
    ($($target:ident)+) => {$(
        #[test]
        fn $target() {
            replay(stringify!($target), $target::run);
        }
    )+};
}

targets! { ids words scenario snapshot changes }

/// Runs a target on its seeds and its corpus. If it panics, the last input printed is the one.
fn replay(target: &str, run: fn(&[u8])) {
    for (name, input) in seeds::of(target).into_iter().chain(corpus(target)) {
        println!("{name} of {target}");
        run(&input);
    }
}

/// What the fuzzer has kept for a target.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let fuzz = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../verify/fuzz"));
    let inputs = fuzz.join("corpus").join(target).read_dir().expect("the corpus is there");
    let input = |path: std::path::PathBuf| {
        (path.display().to_string(), std::fs::read(path).expect("an input is readable"))
    };
    let inputs: Vec<_> = inputs.map(|entry| input(entry.expect("the corpus is readable").path())).collect();
    assert!(inputs.len() > 10, "only {} inputs of {target} are there", inputs.len());
    inputs
}

/// A snapshot that breaks one invariant and keeps the others is refused by the check of that one alone. There is such
/// a snapshot for each but the version: another one is refused before anything else is read.
#[test]
fn the_corpus_breaks_invariants_one_by_one() {
    let inputs = seeds::of("snapshot").into_iter().chain(corpus("snapshot"));
    let broken: BTreeSet<&str> = inputs
        .filter_map(|(_, input)| snapshot::judge(&input))
        .filter(|broken| broken.iter().all(|invariant| *invariant == broken[0]))
        .flatten()
        .collect();
    assert_eq!(broken, snapshot::invariants());
}
