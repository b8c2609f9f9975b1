//! Changes: what each does, and why it is refused.

mod effects;
mod methods;
mod refusals;
