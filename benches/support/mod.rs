//! What the benchmarks of the directory share.

pub mod handwritten;
pub mod measure;
pub mod world;
