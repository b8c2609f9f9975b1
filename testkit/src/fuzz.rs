//! The fuzz targets. Each is one function of bytes, which panics where a promise is broken.

pub mod changes;
pub mod ids;
pub mod scenario;
pub mod snapshot;
pub mod words;

mod draw;
mod forms;
mod invariants;
mod spoil;

pub mod corpus;
pub mod seeds;
