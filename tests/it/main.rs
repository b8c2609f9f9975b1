//! The integration tests: one binary, one module a subject.

mod allocation;
mod auto_traits;
mod laws;
mod oracle;
mod reasons;
mod tables;
mod wire;

mod bytes;
mod conformance;
mod docs;
mod effects;
mod fuzz;
mod methods;
mod mistakes;
mod refusals;
mod sharing;
mod snapshot;

mod scenario;
mod world;
