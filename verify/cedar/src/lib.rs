//! A second opinion on the rules for data: Cedar policies, written by hand from `docs/rules.md`, that answer the
//! same questions as `Directory::evaluate`.
//!
//! All rules are in `policies/`. The code here passes Cedar the rows of a directory, makes random directories and
//! questions, and compares the answers.

pub mod answer;
pub mod opinion;
pub mod translate;

pub mod question;
pub mod world;

pub mod compare;
pub mod story;
