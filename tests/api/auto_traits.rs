//! Promises about types: they cross threads, they are `Copy` if they own nothing, they are small.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::panic::{RefUnwindSafe, UnwindSafe};

use consentry::catalog::{
    Api, ApiContexts, ApiKind, ApiRoles, ApiSet, Contexts, DataClass, Edition, MeetingRole, Product, Roles,
    RunningContext,
};
use consentry::directory::{
    AccountSnapshot, ActingAs, ActingAsSystem, Actor, AppSnapshot, AppStatus, AppSubscribers, Audience,
    Authority, BindingSnapshot, Change, Collaboration, CollaborationMode, Condition, Consent,
    DelegateSnapshot, Delegated, Delegations, Directory, Facts, InstalledApp, InstanceSnapshot, Invalid,
    Lack, LogEntry, MeetingDetails, MeetingSnapshot, NewId, NextStep, NumberedMeeting, Operation,
    PrincipalId, Question, Reader, Refusal, RefusalReason, ReplayError, ResourceId, Restriction,
    RoleSnapshot, SharedAccess, SharedState, Snapshot, SnapshotError, Subscriber, UserApp, UserAppSnapshot,
    UserSnapshot, Who, Writer,
};
use consentry::facts::{
    Access, AccountRole, Approval, ApprovalSetting, AuthStatus, Delegation, HostConsent, Listing, Management,
    ManifestBuilder, ManifestDraft, ManifestError, MeetingKind, MeetingState, OnWithdrawal, OwnApps,
    OwnerIsDerived, PermissionType, Policy, Privileges, Publication, Seat, SeatRole, Surface, Surfaces,
    UserStatus, WrongName,
};
use consentry::id::{Base64Uuid, MeetingNumber, ParseIdError, ParseMeetingNumberError};
use consentry::{
    Absence, AccountId, Action, App, AppId, Basis, Check, DataKind, Decision, Denial, Installation, Manifest,
    Meeting, MeetingUuid, Obstacle, Participant, ParticipantId, Principal, Resource, Scopes, Standing,
    UnknownWord, User, UserId, Verb,
};

/// Crosses threads and panics, moves freely, shows itself, and is compared.
fn plain<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe + Debug + Clone + Eq>() {}

/// Crosses threads.
fn crossing<T: Send + Sync + Debug>() {}

/// Is copied at no cost but its size.
fn copied<T: Copy>() {}

/// Can be a key of maps and sets.
fn key<T: Hash>() {}

/// Is ordered, besides.
fn ordered<T: Hash + Ord>() {}

/// Has a text.
fn shown<T: Display>() {}

/// A host can pass it on with `?`.
fn error<T: Error + Send + Sync + 'static>() {}

/// Calls each promise for each type, and returns the names of the types.
macro_rules! promise {
    ([$($promise:ident),+] $types:tt) => {{
        $( promise!(@each $promise $types); )+
        promise!(@names $types)
    }};
    (@each $promise:ident [$($Type:ident)+]) => {
        $( $promise::<$Type>(); )+
    };
    (@names [$($Type:ident)+]) => {
        [$(stringify!($Type)),+]
    };
}

#[test]
fn every_public_type_keeps_its_promises() {
    let listed = [
        // Words.
        &promise!([plain, copied, ordered, shown][
            Absence Api ApiKind Approval ApprovalSetting AppStatus AuthStatus CollaborationMode Condition DataClass DataKind
            Edition HostConsent Listing Management MeetingKind MeetingRole MeetingState NextStep Obstacle OnWithdrawal OwnApps
            PermissionType Product Publication RefusalReason Restriction RunningContext SeatRole SharedAccess Surface
            UserStatus Verb
        ])[..],
        // Sets.
        &promise!([plain, copied, ordered, shown][Access ApiSet Contexts Privileges Roles Scopes Surfaces]),
        // Ids.
        &promise!([plain, copied, ordered, shown][
            AccountId AppId MeetingNumber MeetingUuid ParticipantId UserId
        ]),
        &promise!([plain, copied, shown][Base64Uuid]),
        // Facts and questions.
        &promise!([plain, copied, key][Action Delegation Installation Meeting Policy Seat Standing User]),
        &promise!([plain, copied][App Participant Principal Resource]),
        &promise!([plain, key][Manifest ManifestBuilder ManifestDraft]),
        &promise!([plain, ordered, shown][AccountRole]),
        // Changes.
        &promise!([plain][Change LogEntry Operation]),
        &promise!([plain, copied, key, shown][Actor]),
        &promise!([plain, copied, key][Audience]),
        &promise!([plain, shown][Authority]),
        &promise!([plain, copied, key, shown][Who]),
        // The directory, its questions, its views and its snapshots.
        &promise!([plain][Directory]),
        &promise!([crossing, copied][Facts]),
        &promise!([plain, copied, key][PrincipalId Question ResourceId]),
        &promise!([plain][
            AppSubscribers Collaboration Consent Delegated Delegations InstalledApp MeetingDetails NumberedMeeting
            SharedState Subscriber UserApp
        ]),
        &promise!([plain][
            AccountSnapshot AppSnapshot BindingSnapshot DelegateSnapshot InstanceSnapshot MeetingSnapshot
            RoleSnapshot Snapshot UserAppSnapshot UserSnapshot
        ]),
        &promise!([crossing][ActingAs ActingAsSystem Reader Writer]),
        // Answers.
        &promise!([plain, copied, key, shown][Decision]),
        &promise!([plain, copied, ordered, shown][Basis Denial]),
        &promise!([plain, copied, key][ApiContexts ApiRoles Check]),
        // Errors, and what they carry.
        &promise!([plain, shown][Invalid Lack WrongName]),
        &promise!([plain, copied, shown][NewId]),
        &promise!([plain, error, shown][
            ManifestError OwnerIsDerived ParseIdError ParseMeetingNumberError Refusal ReplayError SnapshotError UnknownWord
        ]),
    ]
    .concat();
    assert_eq!(BTreeSet::from_iter(listed), exported_types(), "every public type is listed");
}

/// The types that the crate exports: what the root and the public modules re-export in CamelCase or define.
fn exported_types() -> BTreeSet<&'static str> {
    let modules = [
        include_str!("../../src/lib.rs"),
        include_str!("../../src/id.rs"),
        include_str!("../../src/facts/mod.rs"),
        include_str!("../../src/catalog/mod.rs"),
        include_str!("../../src/directory/mod.rs"),
    ];
    modules.into_iter().flat_map(|module| re_exported(module).chain(defined(module))).collect()
}

fn re_exported(module: &'static str) -> impl Iterator<Item = &'static str> {
    module
        .split(';')
        .filter_map(|item| Some(item.split_once("\npub use ")?.1))
        .flat_map(|path| path.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|name| name.starts_with(char::is_uppercase))
}

fn defined(module: &'static str) -> impl Iterator<Item = &'static str> {
    module.lines().filter_map(|line| {
        let item = line.trim_start();
        let name = item.strip_prefix("pub struct ").or_else(|| item.strip_prefix("pub enum "))?;
        name.split(|c: char| !c.is_alphanumeric()).next().filter(|name| !name.is_empty())
    })
}

#[test]
fn a_decision_is_returned_in_registers() {
    // Two of them, of eight bytes each.
    assert_size::<Decision>(16);
    assert_size::<Option<Decision>>(16);
}

#[test]
fn words_are_bytes_and_sets_are_bits() {
    assert_size::<Api>(1);
    assert_size::<Option<Api>>(1);
    assert_size::<MeetingRole>(1);
    assert_size::<RunningContext>(1);
    assert_size::<Verb>(1);
    assert_size::<Scopes>(2);
    assert_size::<Privileges>(2);
    assert_size::<Contexts>(2);
    assert_size::<Access>(1);
    assert_size::<Surfaces>(1);
    assert_size::<Roles>(1);
    assert_size::<ApiSet>(32);
}

#[test]
fn an_id_is_128_bits() {
    assert_size::<AccountId>(16);
    assert_size::<AppId>(16);
    assert_size::<MeetingUuid>(16);
    assert_size::<ParticipantId>(16);
    assert_size::<UserId>(16);
    assert_size::<MeetingNumber>(8);
    assert_size::<Base64Uuid>(24);
}

#[test]
fn errors_are_small() {
    // A failure costs a result no more than a few words.
    assert_size::<UnknownWord>(48);
    assert_size::<ParseIdError>(48);
    assert_size::<ManifestError>(32);
    assert_size::<Refusal>(48);
    assert_size::<ParseMeetingNumberError>(8);
    assert_size::<OwnerIsDerived>(0);
}

/// The size is at most this number of bytes.
#[track_caller]
fn assert_size<T>(most: usize) {
    let size = size_of::<T>();
    assert!(size <= most, "{} takes {size} bytes, expected {most} at most", std::any::type_name::<T>());
}
