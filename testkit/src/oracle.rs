//! The oracle: the rules of a decision in another style. [`rules`] is one list of predicates over a flat row of facts,
//! [`question`] is that row, and [`world`] fills it in from the rows of a snapshot.

pub mod question;
pub mod rules;
pub mod world;
