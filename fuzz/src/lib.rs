//! What the tests of the library replay, for the fuzzer: the [targets] stand in `tests/it/fuzz`.

#[expect(dead_code, reason = "the tests of scenarios use the rest")]
#[path = "../../tests/it/scenario.rs"]
mod scenario;

mod laws;
mod oracle;

pub mod targets;
