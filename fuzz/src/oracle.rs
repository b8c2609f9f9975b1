//! Of the oracle, what the targets use.
#![expect(dead_code, reason = "the oracle's own tests use the rest")]

#[path = "../../tests/it/oracle/question.rs"]
pub mod question;
#[path = "../../tests/it/oracle/rules.rs"]
pub mod rules;
