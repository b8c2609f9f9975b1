//! Views: what people look at. Sorted, live, and for administrators with their check.

mod account;
mod meeting;
mod personal;

pub use account::{AppSubscribers, Subscriber};
pub use meeting::{Collaboration, CollaborationMode, MeetingDetails, NextStep, SharedState};
pub use personal::{Consent, Delegations, InstalledApp, SharedAccess};
