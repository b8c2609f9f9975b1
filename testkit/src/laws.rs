//! Material for the laws of section 9 of `docs/rules.md`: the names, random stories, and the rows and answers of a world.

pub mod names;
pub mod typical;
pub mod story;
pub mod world;

pub mod independence;
pub mod kinds;
pub mod reach;
pub mod rows;
pub mod views;

pub mod flaw;
