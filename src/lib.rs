//! Decides what an app may do on a person's behalf: read somebody's recordings, schedule a meeting for a
//! colleague, ask who is in the room.
//!
//! It is the authorization of a meetings platform with an app marketplace, as a library. A gateway or a
//! backend hands [`evaluate`] the facts and gets [`Allow`](Decision::Allow) with what it rests on, or
//! [`Deny`](Decision::Deny) with exactly one reason. The rules follow what Zoom has published about shared
//! access permissions and about the roles of in-client apps, and say where each of them comes from.
//!
//! A service that has no store of its own for this links a [`Directory`]: the same world in memory, which
//! finds the facts by id, applies changes with their authority checks, and shows who granted what.
//!
//! It is not a server and not a database: nothing here reads a file, a network or a clock. It authenticates
//! nobody, issues no token and carries out no action. It is no policy language either: the rules are fixed, and
//! written in Rust.
//!
//! # The decision
//!
//! `evaluate(principal, app, resource, action)` is a pure function of borrowed facts. It reads no clock, file
//! or network, takes no lock, allocates nothing, and never panics.
//!
//! | argument | what it says |
//! |---|---|
//! | [`Principal`] | on whose authority: a [`User`], or a [`Participant`] of a meeting, who may be nobody's user |
//! | [`App`] | through which app: its [`Manifest`], and its [`Standing`] with that user: approved, installed, disabled |
//! | [`Resource`] | to what: the data of a user or of an account, a [`Meeting`], or the client outside any meeting |
//! | [`Action`] | which action: a [`Verb`] on data, or the call of an in-client [`Api`] |
//!
//! Each argument can be unknown, and then the answer says so. Roles in a meeting are derived from its seats
//! and its owner: there is no way to assert one.
//!
//! The checks run in this order, and the first that fails is the reason. The code is that of HTTP.
//!
//! | # | reason | code | fails when |
//! |---|---|---|---|
//! | | **every question** | | |
//! | 1 | [`unknown_principal`](Denial::UnknownPrincipal) | 404 | there is no such user or participant |
//! | 2 | [`unknown_app`](Denial::UnknownApp) | 404 | there is no such app |
//! | 3 | [`unknown_resource`](Denial::UnknownResource) | 404 | there is no such user, account or meeting |
//! | 4 | [`unknown_api`](Denial::UnknownApi) | 404 | the app's [`Edition`] of the catalogue does not document the API |
//! | 5 | [`action_not_supported`](Denial::ActionNotSupported) | 400 | there is no such action on such a resource |
//! | 6 | [`user_inactive`](Denial::UserInactive) | 403 | the user is deactivated |
//! | 7 | [`app_unpublished`](Denial::AppUnpublished) | 403 | the developer has withdrawn the app |
//! | 8 | [`app_not_approved`](Denial::AppNotApproved) | 403 | the account's [`Policy`] does not allow the app for the user |
//! | 9 | [`not_installed`](Denial::NotInstalled) | 403 | the user has not installed the app, and guests may not do this |
//! | 10 | [`installation_disabled`](Denial::InstallationDisabled) | 403 | an administrator has disabled the app for the user |
//! | | **verbs on data** | | |
//! | 11 | [`scope_not_granted`](Denial::ScopeNotGranted) | 403 | the [`Installation`] lacks the scope |
//! | 12 | [`cross_account`](Denial::CrossAccount) | 403 | the data belongs to another account |
//! | | **of them, through a user-managed app to anything but the user's own data** | | |
//! | 13 | [`admin_app_required`](Denial::AdminAppRequired) | 403 | it is account data |
//! | 14 | [`owner_inactive`](Denial::OwnerInactive) | 403 | the data's owner is deactivated |
//! | 15 | [`not_delegated`](Denial::NotDelegated) | 403 | neither a [`Delegation`] nor the user's [`Privileges`] cover it |
//! | 16 | [`shared_access_not_granted`](Denial::SharedAccessNotGranted) | 403 | the user has not shared such access with the app |
//! | | **of them, through an admin-managed app** | | |
//! | 17 | [`privilege_missing`](Denial::PrivilegeMissing) | 403 | the user's [`Privileges`] do not cover it |
//! | | **calls** | | |
//! | 18 | [`api_not_requested`](Denial::ApiNotRequested) | 403 | the manifest does not request the API |
//! | 19 | [`not_in_meeting`](Denial::NotInMeeting) | 403 | the principal has no [`Seat`] in a live meeting there, and needs one |
//! | 20 | [`context_not_supported`](Denial::ContextNotSupported) | 403 | the API does not run in this [`RunningContext`] |
//! | 21 | [`authorization_required`](Denial::AuthorizationRequired) | 403 | the [`AuthStatus`] is not `authorized`, and guests may not do this |
//! | 22 | [`role_not_permitted`](Denial::RoleNotPermitted) | 403 | none of the principal's [`Roles`] may use the API |
//!
//! Whatever passes is allowed, on one of these grounds:
//!
//! | basis | when |
//! |---|---|
//! | [`own`](Basis::Own) | a user-managed app, the user's own data |
//! | [`delegated`](Basis::Delegated) | a user-managed app, somebody else's data, by a delegation |
//! | [`role`](Basis::AccountRole) | the same by the user's account role, where no delegation covers it |
//! | [`admin`](Basis::Admin) | an admin-managed app |
//! | [`unrestricted`](Basis::Unrestricted) | a call on the client, or of an API without a role limit |
//! | [`role_in_meeting`](Basis::RoleInMeeting) | any other call; names the strongest role that permits it |
//!
//! # Examples
//!
//! Two people in a meeting run the same app. It may list the participants for the one who owns the meeting.
//!
//! ```
//! use consentry::{
//!     Action, App, Basis, Decision, Installation, Manifest, Meeting, Principal, Resource, Scopes,
//!     Standing, User, evaluate,
//! };
//! use consentry::catalog::MeetingRole;
//! use consentry::facts::{Approval, ManifestDraft, MeetingKind, MeetingState, Seat, SeatRole};
//!
//! let mut draft = ManifestDraft::user_managed(90_u64.into());
//! draft.apis = vec!["getMeetingParticipants".into()];
//! let planner = Manifest::try_from(draft)?;
//! let app = App::published(&planner, Standing {
//!     approval: Approval::All,
//!     installation: Some(Installation::new(Scopes::empty())),
//!     ..Standing::default()
//! });
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
//!     seats: &seats,
//! };
//! let here = Resource::Meeting { meeting: &meeting, context: None };
//! let call = Action::call("getMeetingParticipants");
//!
//! let olgas = evaluate(&Principal::User(&olga), &app, &here, call);
//! assert_eq!(olgas, Decision::Allow(Basis::RoleInMeeting(MeetingRole::Owner)));
//!
//! let pauls = evaluate(&Principal::User(&paul), &app, &here, call);
//! assert_eq!(pauls.code(), 403);
//! assert_eq!(pauls.to_string(), "denied: the API is permitted to these roles only: owner, host, cohost");
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```
//!
//! # The directory
//!
//! [`Directory`] holds accounts, users, delegations, apps, installations and meetings. [`Directory::apply`] makes
//! a [`Change`] whole or refuses it with one [`Refusal`]; [`Directory::evaluate`] asks by ids. Its views show
//! people what they may see, such as the [consent screen](Directory::consent) or an app's
//! [subscribers](Directory::subscribers). Accepted changes [replay](Directory::replay) to an equal directory, and
//! a [`Snapshot`] holds a whole one, as do its [bytes](Directory::to_bytes). It only finds facts: every rule of the
//! decision is the one that [`evaluate`] applies.
//!
//! # Beside the decision
//!
//! [`can_open`] says whether a user may open an app at all. [`supported_js_apis`] and [`unsupported_js_apis`]
//! say beforehand which calls an app instance may make, [`supported_apis`] which of them a role may make
//! anywhere. All of them read the same rules, so none can disagree with `evaluate`.
//!
//! # Features
//!
//! * `serde`, off by default. Ids, words and sets of words are written and read by their wire names, and so
//!   are the rows [`User`], [`Delegation`], [`Installation`], [`Manifest`], [`Policy`] and [`Seat`], a
//!   [`Change`] and a whole [`Directory`]; what a constructor refuses is refused there too. A [`Decision`] is
//!   written.
//!
//! * `shared`, off by default. [`Directory::share`] gives a directory to one [`Writer`] and many [`Reader`]s, which never
//!   wait for it. Needs `std`.
//!
//! The crate is otherwise `no_std` and needs `alloc`. The minimum Rust version is 1.88.
//!
//! # Where the rules come from
//!
//! `docs/rules.md` in the repository states each rule with its source. Items here that carry a rule name the
//! source by the same letter: **K** for Zoom's help article KB0063819 on shared access permissions, **R** for
//! its guide to roles and permissions of in-client apps, **S** for the documentation of `@zoom/appssdk`
//! 0.16.41, **D** for its other developer pages, **L** for the project's own least-privilege reading where
//! those are silent. "Zoom" is a trademark of its owner; the project is independent of it.
//!
//! # Reading the source
//!
//! Every module builds on those before it: `id`, `privilege`, `user`, `scope`, `delegation` and `coverage`
//! for people and data; `meeting` and `api` for calls; `app` and `marketplace` for apps; then the question in
//! `request`, the answer in `decision`, and the rules from top to bottom in `evaluate`. Last comes the
//! `directory`, which none of them imports. `word` holds the macros that declare every vocabulary.
//! `docs/design.md` in the repository says why it is laid out so.
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
    Action, App, Basis, Check, Decision, Denial, Participant, Principal, Resource, can_open, evaluate,
    supported_js_apis, unsupported_js_apis,
};
pub use vocabulary::UnknownWord;

/// The examples of the README, run with those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
