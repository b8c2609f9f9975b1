//! Looks for snapshots that break one invariant and keep the others, at random, and puts those of invariants that the
//! corpus does not break alone into it. libFuzzer does not: it keeps what reaches new code.

use std::collections::BTreeSet;

use testkit::fuzz::{corpus, seeds, snapshot};

fn main() -> std::io::Result<()> {
    let mut kept = corpus::read("snapshot")?;
    let seeds = seeds::of("snapshot");
    let inputs = seeds.iter().chain(&kept);
    let mut alone: BTreeSet<&str> = inputs.filter_map(|(_, input)| broken_alone(input)).collect();
    println!("{} invariants are broken alone", alone.len());

    let mut random = fastrand::Rng::with_seed(0);
    for _ in 0..100_000 {
        // The bytes that spoil, and a story, which mostly starts in the typical world and goes on a little.
        let length = 48 + random.usize(..40);
        let input: Vec<u8> = (0..length).map(|_| random.u8(..)).collect();
        if let Some(invariant) = broken_alone(&input).filter(|invariant| alone.insert(invariant)) {
            println!("{invariant}");
            kept.push((format!("alone-{}", invariant.replace([' ', ','], "-")), input));
        }
    }
    println!("{} invariants are broken alone", alone.len());
    corpus::write("snapshot", kept)
}

fn broken_alone(input: &[u8]) -> Option<&'static str> {
    let broken = snapshot::judge(input)?;
    broken.first().copied().filter(|first| broken.iter().all(|other| other == first))
}
