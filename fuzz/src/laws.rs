//! Of the laws, what the targets use.
#![expect(dead_code, reason = "the laws use the rest")]

#[path = "../../tests/it/laws/names.rs"]
pub mod names;
#[path = "../../tests/it/laws/rows.rs"]
pub mod rows;
#[path = "../../tests/it/laws/typical.rs"]
pub mod typical;
