//! The rules: the question, the answer, and the one function that decides.

mod coverage;
mod question;
mod decision;
pub(crate) mod evaluate;

pub use decision::{Absence, Basis, Check, Decision, Denial, Obstacle};
pub use evaluate::{can_open, evaluate, supported_js_apis, unsupported_js_apis};
pub use question::{Action, App, Participant, Principal, Resource};
