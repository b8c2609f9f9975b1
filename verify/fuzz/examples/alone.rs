//! Looks for snapshots that break one invariant and keep the others, at random, and puts those of invariants that the
//! corpus does not break alone into it. libFuzzer does not: it keeps what reaches new code.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use testkit::fuzz::{seeds, snapshot};

fn main() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/snapshot");
    let mut inputs: Vec<Vec<u8>> = seeds::of("snapshot").into_iter().map(|(_, seed)| seed).collect();
    for input in fs::read_dir(&corpus)? {
        inputs.push(fs::read(input?.path())?);
    }
    let mut alone: BTreeSet<&str> = inputs.iter().filter_map(|input| broken_alone(input)).collect();
    println!("{} invariants are broken alone", alone.len());

    let mut random = fastrand::Rng::with_seed(0);
    for _ in 0..100_000 {
        // The bytes that spoil, and a story, which mostly starts in the typical world and goes on a little.
        let length = 48 + random.usize(..40);
        let input: Vec<u8> = (0..length).map(|_| random.u8(..)).collect();
        if let Some(invariant) = broken_alone(&input).filter(|invariant| alone.insert(invariant)) {
            println!("{invariant}");
            fs::write(corpus.join(format!("alone-{}", invariant.replace([' ', ','], "-"))), input)?;
        }
    }
    println!("{} invariants are broken alone", alone.len());
    Ok(())
}

fn broken_alone(input: &[u8]) -> Option<&'static str> {
    let broken = snapshot::judge(input)?;
    broken.first().copied().filter(|first| broken.iter().all(|other| other == first))
}
