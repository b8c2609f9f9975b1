//! The fuzz targets, on the inputs that there are: what the fuzzer has kept, and the seeds that it starts from.
//!
//! Each target is one function of bytes that panics where a promise is broken. `verify/fuzz` runs the same functions
//! under libFuzzer.

use std::collections::BTreeSet;

use testkit::fuzz::{changes, corpus, ids, scenario, seeds, snapshot, words};

/// One test per target.
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
    let inputs = corpus::read(target).expect("the corpus is there");
    assert!(inputs.len() > 10, "only {} inputs of {target} are there", inputs.len());
    inputs
}

#[test]
fn the_corpus_is_packed_as_it_is_unpacked() {
    for target in ["ids", "words", "scenario", "snapshot", "changes"] {
        let text = std::fs::read_to_string(corpus::file(target)).expect("the corpus is there");
        assert!(corpus::packed(corpus::unpacked(&text).expect("it is unpacked")) == text, "{target}");
    }
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
