//! What the library's own tests of the laws have, included: their names, stories, rows, views and flaws.
#![expect(dead_code, reason = "the tests use more of it: random stories, and all questions")]

#[path = "../../../tests/it/laws/names.rs"]
pub mod names;
#[path = "../../../tests/it/laws/story.rs"]
pub mod story;
#[path = "../../../tests/it/laws/typical.rs"]
pub mod typical;
#[path = "../../../tests/it/laws/world.rs"]
pub mod world;

#[path = "../../../tests/it/laws/independence.rs"]
pub mod independence;
#[path = "../../../tests/it/laws/kinds.rs"]
pub mod kinds;
#[path = "../../../tests/it/laws/rows.rs"]
pub mod rows;
#[path = "../../../tests/it/laws/views.rs"]
pub mod views;

#[path = "../../../tests/it/laws/flaw.rs"]
pub mod flaw;
