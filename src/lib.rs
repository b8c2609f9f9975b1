//! Authorization for meetings platforms with an app marketplace: may this app do this, on this person's behalf?
//!
//! `consentry` is a library, not a server. You pass the facts to [`evaluate`]; it returns
//! [`Allow`](Decision::Allow) with the basis of the permission, or [`Deny`](Decision::Deny) with exactly one reason.
//! The rules follow what Zoom has published about shared access permissions and about the roles of in-client apps.
//!
//! If you have no store of your own for these facts, use the built-in [`Directory`](directory::Directory): it holds
//! accounts, users, apps and meetings in memory, applies changes after checking who may make them, and looks the
//! facts up by id.
//!
//! The crate reads no file, network or clock. It authenticates nobody, issues no tokens and performs no actions. It
//! is not a policy language: the rules are fixed and written in Rust.
//!
//! # Examples
//!
//! Olga lets Paul schedule meetings for her. May an app that Paul has installed create one? Only after Paul ticks
//! "Allow this app to use my shared access permissions":
//!
//! ```
//! use consentry::directory::Directory;
//! use consentry::facts::{Access, AccountRole};
//! use consentry::{AccountId, AppId, Basis, DataKind, Decision, Manifest, Scopes, UserId, Verb};
//!
//! let acme: AccountId = 7_u64.into();
//! let (olga, paul): (UserId, UserId) = (1_u64.into(), 2_u64.into());
//! let planner: AppId = 3_u64.into();
//!
//! let mut directory = Directory::new();
//! directory.acting_as_system().add_account(acme, olga)?;
//! directory.acting_as(olga).add_user(acme, paul, AccountRole::Member)?;
//! directory.acting_as(olga).delegate(paul, Access::SCHEDULE)?;
//!
//! let manifest = Manifest::user_managed(acme).require(Scopes::MEETINGS_WRITE).offer_shared_access().build()?;
//! directory.acting_as_system().register_app(planner, manifest)?;
//! directory.acting_as(paul).install(planner, Scopes::empty())?;
//!
//! let decision = directory.evaluate(paul, planner, DataKind::Meetings.of(olga), Verb::Create);
//! assert_eq!(decision.code(), 403);
//!
//! directory.acting_as(paul).grant_shared_access(planner)?;
//! let decision = directory.evaluate(paul, planner, DataKind::Meetings.of(olga), Verb::Create);
//! assert_eq!(decision, Decision::Allow(Basis::Delegated));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! Two people in a meeting run the same app. It may list the participants for Olga, who owns the meeting, and not for
//! Paul. This time the caller passes the facts:
//!
//! ```
//! use consentry::catalog::{Api, MeetingRole};
//! use consentry::facts::{Approval, HostConsent, MeetingKind, MeetingState, Seat, SeatRole};
//! use consentry::{
//!     Action, App, Basis, Decision, Installation, Manifest, Meeting, Principal, Resource, Scopes, Standing,
//!     User, evaluate,
//! };
//!
//! let planner = Manifest::user_managed(90_u64.into()).call([Api::GetMeetingParticipants]).build()?;
//! let installation = Some(Installation::new(Scopes::empty()));
//! let standing = Standing { approval: Approval::All, installation, ..Standing::default() };
//! let app = App::published(&planner, standing);
//!
//! let olga = User::new(1_u64.into(), 7_u64.into());
//! let paul = User::new(2_u64.into(), 7_u64.into());
//! let seats = [
//!     Seat { participant: 11_u64.into(), user: Some(olga.id), role: SeatRole::Participant },
//!     Seat { participant: 12_u64.into(), user: Some(paul.id), role: SeatRole::Participant },
//! ];
//! let meeting = Meeting {
//!     uuid: "/v7R+0cVQ2uYYx0lVhS6oQ==".parse()?,
//!     kind: MeetingKind::Meeting,
//!     owner: olga.id,
//!     state: MeetingState::Live,
//!     host_consent: HostConsent::Unstated,
//!     seats: &seats,
//! };
//! let resource = Resource::Meeting { meeting: &meeting, context: None };
//! let call = Action::Call(Api::GetMeetingParticipants);
//!
//! let for_olga = evaluate(&Principal::User(&olga), &app, &resource, call);
//! assert_eq!(for_olga, Decision::Allow(Basis::RoleInMeeting(MeetingRole::Owner)));
//!
//! let for_paul = evaluate(&Principal::User(&paul), &app, &resource, call);
//! assert_eq!(for_paul.to_string(), "denied: only these roles may call the API: owner, host, cohost");
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! # The decision
//!
//! `evaluate(principal, app, resource, action)` is a pure function of borrowed facts. It takes no lock, allocates
//! nothing, and never panics.
//!
//! | argument | meaning |
//! |---|---|
//! | [`Principal`] | the person on whose authority the app acts: a [`User`], or a [`Participant`] of a meeting, who may not be a signed-in user |
//! | [`App`] | the app: its [`Manifest`], and its [`Standing`] with that user (approval, installation, and whether an administrator has disabled it) |
//! | [`Resource`] | the data of a user or of an account, a [`Meeting`], or the client outside any meeting |
//! | [`Action`] | a [`Verb`] on data, or the call of an in-client [`Api`](catalog::Api) |
//!
//! Any argument may be unknown; the decision then says which. Roles in a meeting are derived from its seats and its
//! owner, so a caller cannot assert one.
//!
//! The checks run in this order. The first one that fails determines the reason. The code is an HTTP status.
//!
//! | # | reason | code | fails when |
//! |---|---|---|---|
//! | | **every question** | | |
//! | 1 | [`unknown_principal`](Denial::UnknownPrincipal) | 404 | there is no such user or participant |
//! | 2 | [`unknown_app`](Denial::UnknownApp) | 404 | there is no such app |
//! | 3 | [`unknown_resource`](Denial::UnknownResource) | 404 | there is no such user, account or meeting |
//! | 4 | [`unknown_api`](Denial::UnknownApi) | 404 | the app's [`Edition`](catalog::Edition) of the catalogue does not document the API |
//! | 5 | [`action_not_supported`](Denial::ActionNotSupported) | 400 | the resource has no such action |
//! | 6 | [`user_inactive`](Denial::UserInactive) | 403 | the user is deactivated |
//! | 7 | [`app_unpublished`](Denial::AppUnpublished) | 403 | the developer has withdrawn the app |
//! | 8 | [`app_not_approved`](Denial::AppNotApproved) | 403 | the account's [`Policy`](facts::Policy) does not allow the app for the user |
//! | 9 | [`not_installed`](Denial::NotInstalled) | 403 | the user has not installed the app, and guests may not do this |
//! | 10 | [`installation_disabled`](Denial::InstallationDisabled) | 403 | an administrator has disabled the app for the user |
//! | | **verbs on data** | | |
//! | 11 | [`scope_not_granted`](Denial::ScopeNotGranted) | 403 | the [`Installation`] lacks the scope |
//! | 12 | [`cross_account`](Denial::CrossAccount) | 403 | the data belongs to another account |
//! | | **… through a user-managed app, to anything but the user's own data** | | |
//! | 13 | [`admin_app_required`](Denial::AdminAppRequired) | 403 | the resource is account data |
//! | 14 | [`not_delegated`](Denial::NotDelegated) | 403 | neither a [`Delegation`](facts::Delegation) nor the user's [`Privileges`](facts::Privileges) cover it |
//! | 15 | [`owner_inactive`](Denial::OwnerInactive) | 403 | the data's owner is deactivated |
//! | 16 | [`shared_access_not_granted`](Denial::SharedAccessNotGranted) | 403 | the user has not granted the app shared access |
//! | | **… through an admin-managed app** | | |
//! | 17 | [`privilege_missing`](Denial::PrivilegeMissing) | 403 | the user's [`Privileges`](facts::Privileges) do not cover it |
//! | | **calls** | | |
//! | 18 | [`api_not_requested`](Denial::ApiNotRequested) | 403 | the manifest does not request the API |
//! | 19 | [`surface_not_requested`](Denial::SurfaceNotRequested) | 403 | the manifest does not list the [`Surface`](facts::Surface) |
//! | 20 | [`not_in_meeting`](Denial::NotInMeeting) | 403 | the principal needs a [`Seat`](facts::Seat) in a live meeting and has none |
//! | 21 | [`app_stopped`](Denial::AppStopped) | 403 | the meeting's host has stopped the app there |
//! | 22 | [`context_not_supported`](Denial::ContextNotSupported) | 403 | the API does not run in this [`RunningContext`](catalog::RunningContext) |
//! | 23 | [`authorization_required`](Denial::AuthorizationRequired) | 403 | the [`AuthStatus`](facts::AuthStatus) is not `authorized`, and guests may not do this |
//! | 24 | [`role_not_permitted`](Denial::RoleNotPermitted) | 403 | none of the principal's [`Roles`](catalog::Roles) may call the API |
//! | 25 | [`media_consent_required`](Denial::MediaConsentRequired) | 403 | the call takes media out of the meeting, and the [host has not allowed it](facts::HostConsent) |
//!
//! If every check passes, the action is allowed on one of these bases:
//!
//! | basis | when |
//! |---|---|
//! | [`own`](Basis::Own) | a user-managed app, the user's own data |
//! | [`delegated`](Basis::Delegated) | a user-managed app, somebody else's data, covered by a delegation |
//! | [`role`](Basis::AccountRole) | a user-managed app, somebody else's data, covered by the user's account role and by no delegation |
//! | [`admin`](Basis::Admin) | an admin-managed app |
//! | [`unrestricted`](Basis::Unrestricted) | a call on the client, or of an API without a role limit |
//! | [`role_in_meeting`](Basis::RoleInMeeting) | any other call; names the strongest role that permits it |
//!
//! # Ask before you try
//!
//! [`can_open`] answers whether a user may open an app at all. [`supported_js_apis`] and [`unsupported_js_apis`]
//! answer in advance which calls an app instance may make, and [`catalog::supported_apis`] which of them a role may
//! make in any meeting. All of them read the same rules, so none of them can disagree with `evaluate`.
//!
//! # Modules
//!
//! | module | contents |
//! |---|---|
//! | the root | the decision: [`evaluate`], its arguments and its answer, and the ids |
//! | [`facts`] | what a host knows about people, data, apps and meetings |
//! | [`catalog`] | what the platform documents about its in-client APIs |
//! | [`directory`] | the facts in memory, changes to them, and views of them |
//! | [`id`] | ids, meeting numbers and how they are written |
//!
//! # Features
//!
//! All features are off by default.
//!
//! * `serde`: ids are serialized as text, enums and sets by their wire names. The rows
//!   [`User`], [`Delegation`](facts::Delegation), [`Installation`], [`Manifest`], [`Policy`](facts::Policy) and
//!   [`Seat`](facts::Seat), a [`Decision`], a [`Question`](directory::Question), an
//!   [`Operation`](directory::Operation), a [`LogEntry`](directory::LogEntry), a [`Refusal`](directory::Refusal) and a
//!   whole [`Directory`](directory::Directory) are serialized and deserialized too. Deserialization accepts only what a
//!   constructor accepts. A [`Change`](directory::Change), which states its actor, is never read from a text.
//! * `shared`: [`Directory::share`](directory::Directory::share) splits a directory into one
//!   [`Writer`](directory::Writer) and any number of [`Reader`](directory::Reader)s, which never wait for the writer.
//!   Requires `std`.
//! * `uuid`: ids convert from and to `uuid::Uuid`.
//!
//! The crate is otherwise `no_std` and needs `alloc`. The minimum Rust version is 1.88.
//!
//! # Where the rules come from
//!
//! `docs/rules.md` in the repository states each rule with its source. Items of this crate that implement a rule name
//! the source by the same letter: **K** for Zoom's help article KB0063819 on shared access permissions, **R** for
//! its guide to roles and permissions of in-client apps, **S** for the documentation of `@zoom/appssdk`
//! 0.16.41, **D** for its other developer pages, **L** for the project's own least-privilege reading where
//! the published texts are silent. "Zoom" is a trademark of its owner; the project is independent of it.
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

mod vocabulary;
mod store;

pub mod id;
pub mod catalog;
pub mod facts;
mod rules;

pub mod directory;

pub use facts::{DataKind, Installation, Manifest, Meeting, Scopes, Standing, User, Verb};
pub use id::{AccountId, AppId, MeetingUuid, ParticipantId, UserId};
pub use rules::{
    Absence, Action, App, Basis, Check, Decision, Denial, Obstacle, Participant, Principal, Resource,
    can_open, evaluate, supported_js_apis, unsupported_js_apis,
};
pub use vocabulary::UnknownWord;

/// The examples of the README, run with those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
