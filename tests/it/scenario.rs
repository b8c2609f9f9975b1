//! The scenario runner of `examples/scenario`, included: what it reads is what is tested.

#[path = "../../examples/scenario/names.rs"]
pub mod names;
#[path = "../../examples/scenario/run.rs"]
pub mod run;
#[path = "../../examples/scenario/wire.rs"]
pub mod wire;
