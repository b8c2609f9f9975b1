//! The fuzz targets, on the inputs that there are: what the fuzzer has kept, and the seeds that it starts from.
//!
//! Each target is one function of bytes that panics where a promise is broken. `fuzz/` gives the same functions to
//! libFuzzer.

mod changes;
mod ids;
mod scenario;
mod snapshot;
mod words;

mod answers;
mod draw;
mod forms;
mod invariants;
mod model;
mod spoil;

mod seeds;

use std::path::Path;

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
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let seeds = seeds::of(target);
    assert!(!seeds.is_empty());
    for (name, input) in seeds {
        println!("the seed {name} of {target}");
        run(&input);
    }
    // The published package has the targets, and neither fuzzer nor corpus.
    if !fuzz.exists() {
        return;
    }
    let corpus = fuzz.join("corpus").join(target).read_dir().expect("the corpus is there");
    let mut inputs = 0;
    for entry in corpus {
        let input = entry.expect("the corpus is readable").path();
        println!("{}", input.display());
        run(&std::fs::read(&input).expect("an input is readable"));
        inputs += 1;
    }
    assert!(inputs > 10, "only {inputs} inputs of {target} are there");
}
