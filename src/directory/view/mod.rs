//! Views: what people look at. Sorted, live, and for administrators with their check.

mod account;
mod meeting;
mod user;

pub use account::{AppSubscribers, Subscriber};
pub use meeting::{Collaboration, CollaborationMode, MeetingDetails, NextStep, SharedState};
pub use user::{Consent, Delegations, InstalledApp, SharedAccess};
