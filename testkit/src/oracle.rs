//! The oracle: the rules in another style. [`rules`] is one list of numbered predicates over a flat row of facts,
//! [`question`] is that row.

pub mod question;
pub mod rules;
