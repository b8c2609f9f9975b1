//! What the tests, the small worlds, the fuzzer and the examples of consentry share.
//!
//! * [`laws`]: random stories over a few names, the rows and answers of the world that they lead to, and the flaws that
//!   a law has to find.
//! * [`oracle`]: the rules of a decision, typed again in another style.
//! * [`model`]: the rules of the changes, typed again in another style.
//! * [`kind`]: the kinds of changes, all of which the proofs have to reach.
//! * [`scenario`]: the JSON form of a story, and its runner.
//! * [`town`]: a typical directory that understands short sentences.
//! * [`fuzz`]: the fuzz targets, as functions of bytes, and the inputs that they start from.
//! * [`catalog`]: the two programs about the API catalogue, without their `main`.

pub mod catalog;
pub mod fuzz;
pub mod kind;
pub mod laws;
pub mod model;
pub mod oracle;
pub mod scenario;
pub mod town;
