//! Each target is one function of bytes, which panics where a promise is broken.

#[path = "../../tests/it/fuzz/changes.rs"]
pub mod changes;
#[path = "../../tests/it/fuzz/ids.rs"]
pub mod ids;
#[path = "../../tests/it/fuzz/scenario.rs"]
pub mod scenario;
#[path = "../../tests/it/fuzz/snapshot.rs"]
pub mod snapshot;
#[path = "../../tests/it/fuzz/words.rs"]
pub mod words;

#[path = "../../tests/it/fuzz/answers.rs"]
mod answers;
#[path = "../../tests/it/fuzz/draw.rs"]
mod draw;
#[path = "../../tests/it/fuzz/forms.rs"]
mod forms;
#[path = "../../tests/it/fuzz/invariants.rs"]
mod invariants;
#[path = "../../tests/it/fuzz/model.rs"]
mod model;
#[path = "../../tests/it/fuzz/spoil.rs"]
mod spoil;

#[path = "../../tests/it/fuzz/seeds.rs"]
pub mod seeds;
