//! `consentry` decides who may do what, through which app, on whose behalf.
#![forbid(unsafe_code)]
#![no_std]
#![warn(
    missing_docs,
    unreachable_pub,
    unnameable_types,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::exhaustive_enums,
    clippy::exhaustive_structs
)]

extern crate alloc;

mod word;

mod api;
mod app;
mod coverage;
mod decision;
mod delegation;
mod directory;
mod evaluate;
mod id;
mod marketplace;
mod meeting;
mod privilege;
mod request;
mod scope;
mod user;

pub use api::{
    Api, ApiContexts, ApiKind, ApiRoles, ApiSet, DataClass, Edition, Product, supported_apis,
    unsupported_apis,
};
pub use app::{
    Installation, Listing, Management, Manifest, ManifestDraft, ManifestError, PermissionType, Publication,
};
pub use decision::{Basis, Decision, Denial};
pub use delegation::{Access, Delegation};
pub use directory::{
    AccountSnapshot, Actor, AppSnapshot, AppSubscribers, Audience, BindingSnapshot, Change, Collaboration,
    CollaborationMode, Consent, DelegateSnapshot, Delegations, Directory, InstalledApp, InstanceSnapshot,
    MeetingDetails, MeetingSnapshot, NextStep, Operation, PrincipalId, Refusal, ResourceId, RoleSnapshot,
    SharedAccess, SharedState, Snapshot, SnapshotError, Subscriber, UserAppSnapshot, UserSnapshot,
};
pub use evaluate::{can_open, evaluate, supported_js_apis, unsupported_js_apis};
pub use id::{
    AccountId, AppId, Base64Uuid, MeetingNumber, MeetingUuid, ParseIdError, ParseMeetingNumberError,
    ParticipantId, UserId,
};
pub use marketplace::{Approval, ApprovalSetting, OnWithdrawal, Policy};
pub use meeting::{
    AuthStatus, Contexts, Meeting, MeetingKind, MeetingState, OwnerIsDerived, Role, Roles, RunningContext,
    Seat, SeatRole,
};
pub use privilege::{AccountRole, Privileges};
pub use request::{Action, App, Participant, Principal, Resource, Standing};
pub use scope::{DataKind, Scopes, Verb};
pub use user::{User, UserStatus};
pub use word::UnknownWord;
