//! The facts of a decision: what a host knows about people, their data, apps and meetings.
//!
//! All of them are plain values, which a host builds from the rows of its own store.

mod privilege;
mod user;
mod scope;
mod delegation;
mod app;
mod manifest;
mod marketplace;
mod meeting;

pub use app::{Installation, Listing, Management, PermissionType, Publication, Surface, Surfaces};
pub use delegation::{Access, Delegation};
pub use manifest::{Manifest, ManifestBuilder, ManifestDraft, ManifestError, WrongName};
pub use marketplace::{Approval, ApprovalSetting, OnWithdrawal, OwnApps, Policy, Standing};
pub use meeting::{
    AuthStatus, HostConsent, Meeting, MeetingKind, MeetingState, OwnerIsDerived, Seat, SeatRole,
};
pub use privilege::{AccountRole, Privileges};
pub use scope::{DataKind, Scopes, Verb};
pub use user::{User, UserStatus};
