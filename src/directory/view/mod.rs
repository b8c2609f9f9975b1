//! Views: what users, administrators and apps may look at.
//!
//! Views answer from the present state, and lists are sorted. Views for administrators check that the viewer is one.

pub(super) mod user;
pub(super) mod account;
pub(super) mod meeting;
