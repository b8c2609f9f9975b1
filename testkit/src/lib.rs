//! What the tests, the small worlds, the fuzzer and the examples of consentry share.
//!
//! * [`laws`]: random stories over a few names, the rows and answers of the world that they lead to, and deliberate flaws
//!   that the test of a law has to find.
//! * [`oracle`]: the rules of a decision, written a second time in another style.
//! * [`model`]: the rules of the changes, written a second time in another style.
//! * [`kind`]: the kinds of changes, all of which tests of random or enumerated worlds have to reach.
//! * [`scenario`]: the JSON form of a story, and its runner.
//! * [`town`]: a typical directory, and changes and questions as short sentences.
//! * [`fuzz`]: the fuzz targets, as functions of bytes, and the inputs that they start from.
//! * [`catalog`]: the two programs that print and generate the API catalogue, without their `main`.
//!
//! # Worlds to start from
//!
//! Tests start from the [town](town::TOWN) unless they need something that it cannot have. It has many roles and people,
//! because a test of a refusal needs somebody who may make the change and one person for each reason why others may not. The
//! changes, the short methods, the snapshots and the bytes are tested in it. There are four other worlds, each for a reason:
//!
//! * [`laws::typical`] has few names, so that random changes affect each other and every question over the names can be
//!   asked in every world. The stories, the fuzzer and the small worlds start from it; the meaning of the fuzzer's corpus
//!   depends on it.
//! * `tests/rules/reasons.rs` has no directory: its world is the facts of one question, so that each reason is one changed
//!   field away from an allowed question.
//! * `tests/persistence/sharing.rs` has as many equal users as a test requires. Readers ask about them while a writer
//!   changes them.
//! * `benches/src/world.rs` has up to ten million users, and the same rows in the forms that other implementations need.
//!
//! The examples of the documentation start from an empty directory, because they show how to fill one.

pub mod catalog;
pub mod fuzz;
pub mod kind;
pub mod laws;
pub mod model;
pub mod oracle;
pub mod scenario;
pub mod town;
