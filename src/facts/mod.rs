//! The facts of a decision: what a host knows about people, their data, apps and meetings.
//!
//! All of them are plain values, which a host builds from the rows of its own store.

mod privilege;
mod user;
mod scope;
mod delegation;
mod app;
mod marketplace;
mod meeting;

pub use app::{
    Installation, Listing, Management, Manifest, ManifestBuilder, ManifestDraft, ManifestError,
    PermissionType, Publication,
};
pub use delegation::{Access, Delegation};
pub use marketplace::{Approval, ApprovalSetting, OnWithdrawal, Policy, Standing};
pub use meeting::{AuthStatus, Meeting, MeetingKind, MeetingState, OwnerIsDerived, Seat, SeatRole};
pub use privilege::{AccountRole, Privileges};
pub use scope::{DataKind, Scopes, Verb};
pub use user::{User, UserStatus};
