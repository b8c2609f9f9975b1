//! The rules of a decision, and the catalogue that they read.

mod mistakes;
mod oracle;
mod reasons;
mod tables;
