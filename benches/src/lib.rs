//! What the benchmarks share: facts, worlds, and how to measure.

pub mod facts;
pub mod handwritten;
pub mod measure;
pub mod world;
