//! Scenarios, as `docs/scenarios.md` explains them: how they are written and how they are run.

pub mod names;
pub mod run;
pub mod wire;
