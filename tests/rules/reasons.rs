//! Every reason and every basis, by the smallest question that has it, and the order of the reasons: of two
//! faults in one question the earlier is reported.
//!
//! Ann is a member who works with one app, Olga a colleague whose data Ann reaches for.

use std::collections::BTreeSet;

use consentry::catalog::{Api, Edition, MeetingRole, Roles, RunningContext};
use consentry::facts::{
    Access, Approval, Delegation, ManifestDraft, MeetingKind, MeetingState, PermissionType, Privileges,
    Publication, Seat, SeatRole, UserStatus,
};
use consentry::{
    Action, App, Basis, DataKind, Decision, Denial, Installation, Manifest, Meeting, Participant, Principal,
    Resource, Scopes, Standing, User, UserId, Verb, can_open, evaluate, supported_js_apis,
};

// Every question.

#[test]
fn unknown_principal() {
    let world = ann_reads_her_meetings().with(|w| w.principal = Who::Nobody);
    denied(&world, Denial::UnknownPrincipal, "unknown_principal", 404);
}

#[test]
fn unknown_app() {
    let world = ann_reads_her_meetings().with(|w| w.app_known = false);
    denied(&world, Denial::UnknownApp, "unknown_app", 404);
}

#[test]
fn nobody_opens_an_unknown_app() {
    let ann = User::new(1_u64.into(), 8_u64.into());
    assert!(!can_open(&ann, &App::Unknown));
    let outside = Resource::Client { context: None };
    assert!(supported_js_apis(&Principal::User(&ann), &App::Unknown, &outside).is_empty());
}

#[test]
fn unknown_resource() {
    let world = ann_reads_her_meetings().with(|w| w.resource = What::Nothing);
    denied(&world, Denial::UnknownResource, "unknown_resource", 404);
}

#[test]
fn unknown_api() {
    let of_no_edition = ann_hosts_and_calls().with(|w| w.action = Action::call("noSuchApi"));
    let undocumented =
        ann_hosts_and_calls().with(|w| w.action = Api::AssignParticipantsToBreakoutRoom.into());
    let of_a_later_edition = ann_hosts_and_calls().with(|w| {
        w.request(Edition::V0_16_8, &[HOSTS_API]);
        w.action = MAIL_API.into();
    });
    for world in [of_no_edition, undocumented, of_a_later_edition] {
        denied(&world, Denial::UnknownApi, "unknown_api", 404);
    }
}

#[test]
fn action_not_supported() {
    let verb_that_the_kind_lacks = ann_reads_her_meetings().with(|w| {
        w.kind = DataKind::Reports;
        w.action = Verb::Delete.into();
    });
    let verb_that_account_data_lacks =
        an_administrators_app_reads_reports().with(|w| w.kind = DataKind::Meetings);
    let call_on_data = ann_reads_her_meetings().with(|w| w.action = Api::ShareApp.into());
    let verb_in_a_meeting = ann_hosts_and_calls().with(|w| w.action = Verb::Read.into());
    let verb_on_the_client = ann_calls_outside_any_meeting().with(|w| w.action = Verb::Read.into());
    for world in [
        verb_that_the_kind_lacks,
        verb_that_account_data_lacks,
        call_on_data,
        verb_in_a_meeting,
        verb_on_the_client,
    ] {
        denied(&world, Denial::ActionNotSupported, "action_not_supported", 400);
    }
}

#[test]
fn user_inactive() {
    for passing in [ann_reads_her_meetings(), ann_takes_part_and_calls()] {
        let world = passing.with(|w| w.ann.status = UserStatus::Deactivated);
        denied(&world, Denial::UserInactive, "user_inactive", 403);
    }
}

#[test]
fn app_unpublished() {
    let world = ann_reads_her_meetings().with(|w| w.publication = Publication::Unpublished);
    denied(&world, Denial::AppUnpublished, "app_unpublished", 403);
}

#[test]
fn app_not_approved() {
    let world = ann_reads_her_meetings().with(|w| w.standing.approval = Approval::None);
    denied(&world, Denial::AppNotApproved, "app_not_approved", 403);
    allowed(&world.with(|w| w.manifest.developer = OURS.into()), Basis::Own);
}

#[test]
fn not_installed() {
    let nothing_installed = ann_reads_her_meetings().with(|w| w.standing.installation = None);
    let guest_asks_for_data = ann_reads_her_meetings().with(|w| {
        w.principal = Who::Guest;
        w.manifest.guest_mode = true;
    });
    let guest_mode_off = a_guest_calls().with(|w| w.manifest.guest_mode = false);
    for world in [nothing_installed, guest_asks_for_data, guest_mode_off] {
        denied(&world, Denial::NotInstalled, "not_installed", 403);
    }
}

#[test]
fn installation_disabled() {
    let world = ann_reads_her_meetings().with(|w| w.standing.disabled = true);
    denied(&world, Denial::InstallationDisabled, "installation_disabled", 403);
}

// Data.

#[test]
fn scope_not_granted() {
    let world = ann_reads_her_meetings().with(|w| w.grant(Scopes::MEETINGS_WRITE));
    denied(&world, Denial::ScopeNotGranted(Scopes::MEETINGS_READ), "scope_not_granted", 403);
}

#[test]
fn cross_account() {
    let world = ann_reads_olgas_meetings_as_delegate().with(|w| w.olga.account = THEIRS.into());
    denied(&world, Denial::CrossAccount, "cross_account", 403);
}

#[test]
fn admin_app_required() {
    let world = ann_reads_olgas_profile_by_her_role().with(|w| w.resource = What::AccountData);
    denied(&world, Denial::AdminAppRequired, "admin_app_required", 403);
}

#[test]
fn owner_inactive() {
    let world = ann_reads_olgas_meetings_as_delegate().with(|w| w.olga.status = UserStatus::Deactivated);
    denied(&world, Denial::OwnerInactive, "owner_inactive", 403);
}

#[test]
fn not_delegated() {
    let nothing_delegated = ann_reads_olgas_meetings_as_delegate().with(|w| w.delegation = None);
    let something_else_delegated =
        ann_reads_olgas_meetings_as_delegate().with(|w| w.delegate(Access::REPORTS));
    let schedule_only_is_asked_to_write = ann_reads_olgas_meetings_as_delegate().with(|w| {
        w.delegate(Access::MEETINGS);
        w.grant(Scopes::MEETINGS_WRITE);
        w.action = Verb::Delete.into();
    });
    let role_that_does_not_cover_it = ann_reads_olgas_profile_by_her_role()
        .with(|w| w.ann.privileges = Privileges::all() - Privileges::USERS_READ - Privileges::USERS_EDIT);
    for world in [
        nothing_delegated,
        something_else_delegated,
        schedule_only_is_asked_to_write,
        role_that_does_not_cover_it,
    ] {
        denied(&world, Denial::NotDelegated, "not_delegated", 403);
    }
}

#[test]
fn shared_access_not_granted() {
    for passing in [ann_reads_olgas_meetings_as_delegate(), ann_reads_olgas_profile_by_her_role()] {
        let world = passing.with(World::untick_shared_access);
        denied(&world, Denial::SharedAccessNotGranted, "shared_access_not_granted", 403);
    }
}

#[test]
fn privilege_missing() {
    let world = an_administrators_app_reads_reports()
        .with(|w| w.ann.privileges = Privileges::all() - Privileges::REPORTS_READ);
    denied(&world, Denial::PrivilegeMissing(Privileges::REPORTS_READ), "privilege_missing", 403);
}

// Calls.

#[test]
fn api_not_requested() {
    let world = ann_hosts_and_calls().with(|w| w.manifest.apis.clear());
    denied(&world, Denial::ApiNotRequested(HOSTS_API), "api_not_requested", 403);
}

#[test]
fn not_in_meeting() {
    let not_live_yet = ann_hosts_and_calls().with(|w| w.state = MeetingState::Scheduled);
    let over = ann_hosts_and_calls().with(|w| w.state = MeetingState::Ended);
    let owner_without_a_seat = ann_hosts_and_calls().with(|w| {
        w.meeting_owner = w.ann.id;
        w.seat = None;
    });
    let seat_elsewhere = ann_takes_part_and_calls().with(|w| w.elsewhere = true);
    let needs_a_seat = ann_calls_outside_any_meeting().with(|w| w.action = HOSTS_API.into());
    let participant_outside = ann_takes_part_and_calls().with(|w| w.resource = What::Client);
    for world in [not_live_yet, over, owner_without_a_seat, seat_elsewhere, needs_a_seat, participant_outside]
    {
        denied(&world, Denial::NotInMeeting, "not_in_meeting", 403);
    }
}

#[test]
fn context_not_supported() {
    let in_mail = Denial::ContextNotSupported(RunningContext::InMail);
    let cannot_occur = ann_hosts_and_calls().with(|w| w.context = Some(RunningContext::InMail));
    denied(&cannot_occur, in_mail, "context_not_supported", 403);

    let by_default = Denial::ContextNotSupported(RunningContext::InMainClient);
    let not_stated_by_the_api = ann_calls_outside_any_meeting().with(|w| w.action = MAIL_API.into());
    denied(&not_stated_by_the_api, by_default, "context_not_supported", 403);
}

#[test]
fn authorization_required() {
    let attendee_of_a_webinar = ann_takes_part_and_calls().with(World::attend_a_webinar);
    let api_not_for_guests = a_guest_calls().with(|w| w.action = SEATS_API.into());
    let signed_in_only = ann_takes_part_and_calls().with(|w| {
        w.manifest.guest_mode = true;
        w.standing.installation = None;
    });
    for world in [attendee_of_a_webinar, api_not_for_guests, signed_in_only] {
        denied(&world, Denial::AuthorizationRequired, "authorization_required", 403);
    }
}

#[test]
fn role_not_permitted() {
    let host_or_cohost = Roles::OWNER | Roles::HOST | Roles::COHOST;
    let participant = ann_hosts_and_calls().with(|w| w.seat = Some(SeatRole::Participant));
    denied(&participant, Denial::RoleNotPermitted(host_or_cohost), "role_not_permitted", 403);

    let agent = ann_takes_part_and_calls().with(|w| w.seat = Some(SeatRole::Agent));
    let any_seat = Roles::OWNER | Roles::ANY_SEAT;
    denied(&agent, Denial::RoleNotPermitted(any_seat), "role_not_permitted", 403);

    let host_where_the_owner_alone_may =
        ann_hosts_and_calls().with(|w| w.request(Edition::V0_16_8, &[HOSTS_API]));
    let owner = Denial::RoleNotPermitted(Roles::OWNER);
    denied(&host_where_the_owner_alone_may, owner, "role_not_permitted", 403);
}

// The bases.

#[test]
fn own() {
    allowed(&ann_reads_her_meetings(), Basis::Own);
}

#[test]
fn delegated() {
    allowed(&ann_reads_olgas_meetings_as_delegate(), Basis::Delegated);
    let by_role_too = |w: &mut World| w.ann.privileges = Privileges::all();
    allowed(&ann_reads_olgas_meetings_as_delegate().with(by_role_too), Basis::Delegated);
}

#[test]
fn role() {
    allowed(&ann_reads_olgas_profile_by_her_role(), Basis::AccountRole);
}

#[test]
fn admin() {
    allowed(&an_administrators_app_reads_reports(), Basis::Admin);
    let of_anyone = [What::AnnsData, What::OlgasData];
    for resource in of_anyone {
        let world = an_administrators_app_reads_reports().with(|w| {
            w.resource = resource;
            w.olga.status = UserStatus::Deactivated;
        });
        allowed(&world, Basis::Admin);
    }
}

#[test]
fn unrestricted() {
    allowed(&ann_calls_outside_any_meeting(), Basis::Unrestricted);
    allowed(&ann_takes_part_and_calls().with(|w| w.action = ANYBODYS_API.into()), Basis::Unrestricted);
    allowed(&a_guest_calls().with(|w| w.action = ANYBODYS_API.into()), Basis::Unrestricted);
}

#[test]
fn role_in_meeting() {
    allowed(&ann_hosts_and_calls(), Basis::RoleInMeeting(MeetingRole::Host));
    allowed(&ann_takes_part_and_calls(), Basis::RoleInMeeting(MeetingRole::Participant));
    let owner_in_any_seat = ann_hosts_and_calls().with(|w| {
        w.meeting_owner = w.ann.id;
        w.seat = Some(SeatRole::Participant);
    });
    allowed(&owner_in_any_seat, Basis::RoleInMeeting(MeetingRole::Owner));
    allowed(
        &owner_in_any_seat.with(|w| w.seat = Some(SeatRole::Host)),
        Basis::RoleInMeeting(MeetingRole::Owner),
    );
}

#[test]
fn there_is_a_basis_of_every_name() {
    let names = ["own", "delegated", "role", "admin", "unrestricted", "role_in_meeting"];
    assert!(BASES.iter().map(|basis| basis.name()).eq(names));
}

const BASES: &[Basis] = &[
    Basis::Own,
    Basis::Delegated,
    Basis::AccountRole,
    Basis::Admin,
    Basis::Unrestricted,
    Basis::RoleInMeeting(MeetingRole::Owner),
];

#[test]
fn a_verb_that_is_allowed_says_which_permission_it_used() {
    use PermissionType::{Admin, User, UserWithSharedAccess};

    let used = [Some(User), Some(UserWithSharedAccess), Some(UserWithSharedAccess), Some(Admin), None, None];
    assert!(BASES.iter().map(|basis| Decision::Allow(*basis).permission_type()).eq(used));
    assert!(DENIALS.iter().all(|denial| Decision::Deny(*denial).permission_type().is_none()));
}

#[test]
fn every_answer_is_a_sentence_of_its_own() {
    let bases: Vec<String> = BASES.iter().map(|basis| basis.to_string()).collect();
    let denials: Vec<String> = DENIALS.iter().map(|denial| denial.to_string()).collect();
    let sentences: BTreeSet<&str> = bases.iter().chain(&denials).map(String::as_str).collect();
    assert_eq!(sentences.len(), BASES.len() + DENIALS.len(), "{sentences:#?}");
    assert!(sentences.iter().all(|sentence| sentence.contains(' ')), "{sentences:#?}");
    for (basis, sentence) in BASES.iter().zip(&bases) {
        assert_eq!(Decision::Allow(*basis).to_string(), format!("allowed: {sentence}"));
    }
    for (denial, sentence) in DENIALS.iter().zip(&denials) {
        assert_eq!(Decision::Deny(*denial).to_string(), format!("denied: {sentence}"));
    }
}

#[test]
fn a_sentence_names_what_is_wrong() {
    for (denial, named) in [
        (Denial::ScopeNotGranted(Scopes::REPORTS_READ), "`reports:read`"),
        (Denial::PrivilegeMissing(Privileges::USERS_EDIT), "`users_edit`"),
        (Denial::ApiNotRequested(Api::ShareApp), "`shareApp`"),
        (Denial::ContextNotSupported(RunningContext::InMail), "`inMail`"),
        (Denial::RoleNotPermitted(Roles::HOST | Roles::COHOST), ": host, cohost"),
    ] {
        assert!(denial.to_string().contains(named), "{denial}");
    }
    assert!(Basis::RoleInMeeting(MeetingRole::Panelist).to_string().contains("panelist"));
}

// The order.

/// All reasons in the order of the checks, with their codes.
const REASONS: &[(&str, u16)] = &[
    ("unknown_principal", 404),
    ("unknown_app", 404),
    ("unknown_resource", 404),
    ("unknown_api", 404),
    ("action_not_supported", 400),
    ("user_inactive", 403),
    ("app_unpublished", 403),
    ("app_not_approved", 403),
    ("not_installed", 403),
    ("installation_disabled", 403),
    ("scope_not_granted", 403),
    ("cross_account", 403),
    ("admin_app_required", 403),
    ("owner_inactive", 403),
    ("not_delegated", 403),
    ("shared_access_not_granted", 403),
    ("privilege_missing", 403),
    ("api_not_requested", 403),
    ("not_in_meeting", 403),
    ("context_not_supported", 403),
    ("authorization_required", 403),
    ("role_not_permitted", 403),
];

/// A denial of each reason.
const DENIALS: &[Denial] = &[
    Denial::UnknownPrincipal,
    Denial::UnknownApp,
    Denial::UnknownResource,
    Denial::UnknownApi,
    Denial::ActionNotSupported,
    Denial::UserInactive,
    Denial::AppUnpublished,
    Denial::AppNotApproved,
    Denial::NotInstalled,
    Denial::InstallationDisabled,
    Denial::ScopeNotGranted(Scopes::all()),
    Denial::CrossAccount,
    Denial::AdminAppRequired,
    Denial::OwnerInactive,
    Denial::NotDelegated,
    Denial::SharedAccessNotGranted,
    Denial::PrivilegeMissing(Privileges::all()),
    Denial::ApiNotRequested(Api::ShareApp),
    Denial::NotInMeeting,
    Denial::ContextNotSupported(RunningContext::InMail),
    Denial::AuthorizationRequired,
    Denial::RoleNotPermitted(Roles::all()),
];

#[test]
fn denials_are_ordered_as_the_checks() {
    assert!(REASONS.iter().copied().eq(Denial::CHECKS.iter().map(|check| (check.reason, check.code))));
    assert!(DENIALS.is_sorted_by(|earlier, later| earlier < later));
    assert!(DENIALS.iter().map(|denial| (denial.reason(), denial.code())).eq(REASONS.iter().copied()));
}

/// A small change by which a question that passes is denied for this reason, where it is a fault at all.
type Fault = (&'static str, fn(&mut World));

const FAULTS: &[Fault] = &[
    ("unknown_principal", |w| w.principal = Who::Nobody),
    ("unknown_app", |w| w.app_known = false),
    ("unknown_resource", |w| w.resource = What::Nothing),
    ("unknown_api", |w| w.action = Action::CallUnknown),
    ("action_not_supported", |w| w.resource = What::AnnsData),
    ("action_not_supported", |w| w.action = Verb::Read.into()),
    ("action_not_supported", |w| w.action = HOSTS_API.into()),
    ("user_inactive", |w| w.ann.status = UserStatus::Deactivated),
    ("app_unpublished", |w| w.publication = Publication::Unpublished),
    ("app_not_approved", |w| w.standing.approval = Approval::None),
    ("app_not_approved", |w| w.ann.account = THEIRS.into()),
    ("not_installed", |w| w.standing.installation = None),
    ("not_installed", |w| w.manifest.guest_mode = false),
    ("installation_disabled", |w| w.standing.disabled = true),
    ("scope_not_granted", |w| w.grant(Scopes::empty())),
    ("scope_not_granted", |w| w.action = Verb::Create.into()),
    ("cross_account", |w| w.olga.account = THEIRS.into()),
    ("cross_account", |w| w.ann.account = THEIRS.into()),
    ("admin_app_required", |w| w.resource = What::AccountData),
    ("owner_inactive", |w| w.olga.status = UserStatus::Deactivated),
    ("not_delegated", |w| w.delegation = None),
    ("not_delegated", |w| w.ann.privileges = Privileges::empty()),
    ("shared_access_not_granted", World::untick_shared_access),
    ("shared_access_not_granted", |w| w.resource = What::OlgasData),
    ("privilege_missing", |w| w.ann.privileges = Privileges::empty()),
    ("privilege_missing", |w| w.kind = DataKind::Profile),
    ("api_not_requested", |w| w.manifest.apis.clear()),
    ("api_not_requested", |w| w.action = Api::ShareApp.into()),
    ("not_in_meeting", |w| w.state = MeetingState::Ended),
    ("not_in_meeting", |w| w.seat = None),
    ("not_in_meeting", |w| w.action = HOSTS_API.into()),
    ("context_not_supported", |w| w.context = Some(RunningContext::InMail)),
    ("context_not_supported", |w| w.context = Some(RunningContext::InCamera)),
    ("context_not_supported", |w| w.action = MAIL_API.into()),
    ("authorization_required", World::attend_a_webinar),
    ("authorization_required", |w| w.standing.installation = None),
    ("authorization_required", |w| w.action = SEATS_API.into()),
    ("role_not_permitted", |w| w.seat = Some(SeatRole::Participant)),
    ("role_not_permitted", |w| w.action = HOSTS_API.into()),
];

/// The reasons that no one question has both of: any of the first with any of the second, and why not.
const APART: &[(&[&str], &[&str], &str)] = &[
    (
        &[
            "scope_not_granted",
            "cross_account",
            "admin_app_required",
            "owner_inactive",
            "not_delegated",
            "shared_access_not_granted",
            "privilege_missing",
        ],
        &[
            "api_not_requested",
            "not_in_meeting",
            "context_not_supported",
            "authorization_required",
            "role_not_permitted",
        ],
        "a question asks for a verb or for a call",
    ),
    (
        &["admin_app_required", "owner_inactive", "not_delegated", "shared_access_not_granted"],
        &["privilege_missing"],
        "an app is user-managed or admin-managed",
    ),
    (
        &["unknown_app"],
        &["app_unpublished", "not_installed", "installation_disabled"],
        "an unknown app has no publication, installation or flag",
    ),
    (
        &["unknown_resource"],
        &["admin_app_required", "owner_inactive"],
        "what is unknown is no account's data and has no owner",
    ),
    (&["admin_app_required"], &["owner_inactive"], "no user owns the data of an account"),
];

/// Two faults are in a question together if each shows beside the other: mend one, and the other is reported.
#[test]
fn of_two_faults_the_earlier_is_reported() {
    let mut together = BTreeSet::new();
    for passing in passing_questions() {
        assert!(passing.decision().is_allowed(), "{passing:#?}");
        let (mut pairs, faults) = (0, faults_of(&passing));
        for (earlier, make_earlier) in &faults {
            for (later, make_later) in faults.iter().filter(|(later, _)| check(earlier) < check(later)) {
                if let Some(faulty) = with_both(&passing, make_earlier, make_later) {
                    assert_eq!(faulty.reason(), *earlier, "and not {later}: {faulty:#?}");
                    together.insert((*earlier, *later));
                    pairs += 1;
                }
            }
        }
        assert!(pairs > 0, "{passing:#?}");
    }
    let apart: BTreeSet<Pair> = pairs_apart().collect();
    let contradicted: Vec<&Pair> = together.intersection(&apart).collect();
    assert!(contradicted.is_empty(), "these do occur together: {contradicted:#?}");
    let missing: Vec<Pair> =
        every_pair().filter(|pair| !together.contains(pair) && !apart.contains(pair)).collect();
    assert!(missing.is_empty(), "these were not seen together: {missing:#?}");
    println!("{} pairs of reasons were seen together, {} cannot be", together.len(), apart.len());
    assert_eq!(together.len() + apart.len(), every_pair().count(), "a pair that is none is said to be apart");
}

type Pair = (&'static str, &'static str);

fn every_pair() -> impl Iterator<Item = Pair> {
    let reasons = REASONS.iter().map(|(reason, _)| *reason).enumerate();
    reasons.flat_map(|(check, earlier)| REASONS[check + 1..].iter().map(move |(later, _)| (earlier, *later)))
}

fn pairs_apart() -> impl Iterator<Item = Pair> {
    APART.iter().flat_map(|(some, others, _)| {
        some.iter().flat_map(|earlier| others.iter().map(move |later| (*earlier, *later)))
    })
}

/// The number of the check that has this reason.
fn check(reason: &str) -> usize {
    1 + REASONS.iter().position(|(name, _)| *name == reason).expect("a reason of the table")
}

/// The faults that, alone, deny this question for their reason.
fn faults_of(passing: &World) -> Vec<&'static Fault> {
    FAULTS.iter().filter(|(reason, make)| passing.clone().with(make).reason() == *reason).collect()
}

/// The question with both faults, unless one overwrites or hides the other.
fn with_both(passing: &World, one: &fn(&mut World), other: &fn(&mut World)) -> Option<World> {
    let both = passing.clone().with(one).with(other);
    let either_way_round = both == passing.clone().with(other).with(one);
    let both_show = [one, other].iter().all(|alone| passing.clone().with(alone).shown() != both.shown());
    (either_way_round && both_show).then_some(both)
}

// The questions that pass.

fn passing_questions() -> [World; 12] {
    [
        ann_reads_her_meetings(),
        ann_reads_her_meetings().with(|w| {
            w.manifest.developer = OURS.into();
            w.standing.approval = Approval::None;
        }),
        ann_reads_olgas_profile_by_her_role().with(|w| {
            w.resource = What::AnnsData;
            w.untick_shared_access();
        }),
        ann_reads_olgas_meetings_as_delegate(),
        ann_reads_olgas_profile_by_her_role(),
        an_administrators_app_reads_reports(),
        an_administrators_app_reads_reports().with(|w| w.resource = What::OlgasData),
        ann_hosts_and_calls(),
        ann_takes_part_and_calls(),
        ann_takes_part_and_calls().with(|w| w.manifest.guest_mode = true),
        ann_calls_outside_any_meeting(),
        a_guest_calls(),
    ]
}

fn ann_reads_her_meetings() -> World {
    World {
        principal: Who::Ann,
        ann: User::new(1_u64.into(), OURS.into()),
        olga: User::new(2_u64.into(), OURS.into()),
        app_known: true,
        manifest: ManifestDraft::user_managed(DEVELOPER.into()),
        publication: Publication::Published,
        standing: Standing {
            approval: Approval::User,
            installation: Some(Installation::new(Scopes::MEETINGS_READ)),
            ..Standing::default()
        },
        resource: What::AnnsData,
        kind: DataKind::Meetings,
        delegation: None,
        meeting_kind: MeetingKind::Meeting,
        meeting_owner: 2_u64.into(),
        state: MeetingState::Live,
        seat: None,
        elsewhere: false,
        context: None,
        action: Verb::Read.into(),
    }
}

fn ann_reads_olgas_meetings_as_delegate() -> World {
    ann_reads_her_meetings().with(|w| {
        w.resource = What::OlgasData;
        w.delegate(Access::SCHEDULE);
        w.tick_shared_access();
    })
}

fn ann_reads_olgas_profile_by_her_role() -> World {
    ann_reads_her_meetings().with(|w| {
        w.resource = What::OlgasData;
        w.kind = DataKind::Profile;
        w.ann.privileges = Privileges::USERS_READ;
        w.grant(Scopes::PROFILE_READ);
        w.tick_shared_access();
    })
}

fn an_administrators_app_reads_reports() -> World {
    ann_reads_her_meetings().with(|w| {
        w.manifest = ManifestDraft::admin_managed(DEVELOPER.into());
        w.resource = What::AccountData;
        w.kind = DataKind::Reports;
        w.ann.privileges = Privileges::REPORTS_READ;
        w.grant(Scopes::REPORTS_READ | Scopes::PROFILE_READ);
    })
}

/// For host and cohost, in the older edition for the owner alone; not for guests.
const HOSTS_API: Api = Api::GetMeetingParticipants;
/// For any seat; not for guests.
const SEATS_API: Api = Api::OnMyReaction;
/// For any seat, guests included.
const GUESTS_API: Api = Api::ShowNotification;
/// For everybody, guests included.
const ANYBODYS_API: Api = Api::Config;
/// For everybody, in mail alone; new since the older edition.
const MAIL_API: Api = Api::CallbackToMail;

fn ann_hosts_and_calls() -> World {
    ann_reads_her_meetings().with(|w| {
        w.request(Edition::default(), &[HOSTS_API, SEATS_API, GUESTS_API, ANYBODYS_API, MAIL_API]);
        w.resource = What::Meeting;
        w.seat = Some(SeatRole::Host);
        w.action = HOSTS_API.into();
    })
}

fn ann_takes_part_and_calls() -> World {
    ann_hosts_and_calls().with(|w| {
        w.principal = Who::ParticipantAnn;
        w.seat = Some(SeatRole::Participant);
        w.action = SEATS_API.into();
    })
}

fn ann_calls_outside_any_meeting() -> World {
    ann_hosts_and_calls().with(|w| {
        w.resource = What::Client;
        w.action = ANYBODYS_API.into();
    })
}

fn a_guest_calls() -> World {
    ann_takes_part_and_calls().with(|w| {
        w.principal = Who::Guest;
        w.manifest.guest_mode = true;
        w.action = GUESTS_API.into();
    })
}

const OURS: u64 = 1;
const THEIRS: u64 = 2;
const DEVELOPER: u64 = 3;

/// One question, and the facts beside it.
#[derive(Clone, Debug, PartialEq)]
struct World {
    principal: Who,
    ann: User,
    olga: User,
    app_known: bool,
    manifest: ManifestDraft,
    publication: Publication,
    standing: Standing,
    resource: What,
    kind: DataKind,
    delegation: Option<Delegation>,
    meeting_kind: MeetingKind,
    meeting_owner: UserId,
    state: MeetingState,
    /// Ann's, or that of the guest.
    seat: Option<SeatRole>,
    /// The participant is one of another meeting.
    elsewhere: bool,
    context: Option<RunningContext>,
    action: Action,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Nobody,
    Ann,
    ParticipantAnn,
    Guest,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Nothing,
    AnnsData,
    OlgasData,
    AccountData,
    Meeting,
    Client,
}

impl World {
    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn grant(&mut self, scopes: Scopes) {
        self.standing.installation = self.standing.installation.map(|old| Installation { scopes, ..old });
    }

    fn tick_shared_access(&mut self) {
        self.manifest.uses_shared_access = true;
        self.standing.installation = self.standing.installation.map(Installation::with_shared_access);
    }

    fn untick_shared_access(&mut self) {
        self.standing.installation = self.standing.installation.map(|old| Installation::new(old.scopes));
    }

    /// Olga delegates to Ann.
    fn delegate(&mut self, access: Access) {
        self.delegation = Some(Delegation { delegator: self.olga.id, delegate: self.ann.id, access });
    }

    fn request(&mut self, edition: Edition, apis: &[Api]) {
        self.manifest.edition = edition;
        self.manifest.apis = apis.iter().map(|api| api.name().to_owned()).collect();
    }

    fn attend_a_webinar(&mut self) {
        self.meeting_kind = MeetingKind::Webinar;
        self.seat = Some(SeatRole::Attendee);
    }

    fn decision(&self) -> Decision {
        self.ask(evaluate)
    }

    fn reason(&self) -> &'static str {
        self.decision().denial().map_or("none", Denial::reason)
    }

    /// What of these facts the library is shown.
    fn shown(&self) -> String {
        self.ask(|principal, app, resource, action| format!("{principal:?} {app:?} {resource:?} {action:?}"))
    }

    fn ask<T>(&self, ask: impl FnOnce(&Principal<'_>, &App<'_>, &Resource<'_>, Action) -> T) -> T {
        let manifest = Manifest::try_from(self.manifest.clone()).expect("a manifest");
        let seats: Vec<Seat> = self.seat().into_iter().collect();
        let meeting = Meeting {
            uuid: HERE.into(),
            kind: self.meeting_kind,
            owner: self.meeting_owner,
            state: self.state,
            seats: &seats,
        };
        ask(&self.principal(), &self.app(&manifest), &self.resource(&meeting), self.action)
    }

    fn principal(&self) -> Principal<'_> {
        let meeting = if self.elsewhere { ELSEWHERE } else { HERE }.into();
        let id = SEAT.into();
        match self.principal {
            Who::Nobody => Principal::Unknown,
            Who::Ann => Principal::User(&self.ann),
            Who::ParticipantAnn => Principal::Participant(Participant { meeting, id, user: Some(&self.ann) }),
            Who::Guest => Principal::Participant(Participant { meeting, id, user: None }),
        }
    }

    fn app<'a>(&self, manifest: &'a Manifest) -> App<'a> {
        let Self { app_known, publication, standing, .. } = *self;
        if app_known { App::Registered { manifest, publication, standing } } else { App::Unknown }
    }

    fn resource<'a>(&'a self, meeting: &'a Meeting<'a>) -> Resource<'a> {
        let Self { kind, delegation, context, .. } = *self;
        match self.resource {
            What::Nothing => Resource::Unknown,
            What::AnnsData => Resource::UserData { owner: &self.ann, kind, delegation },
            What::OlgasData => Resource::UserData { owner: &self.olga, kind, delegation },
            What::AccountData => Resource::AccountData { account: self.olga.account, kind },
            What::Meeting => Resource::Meeting { meeting, context },
            What::Client => Resource::Client { context },
        }
    }

    fn seat(&self) -> Option<Seat> {
        let user = (self.principal != Who::Guest).then_some(self.ann.id);
        self.seat.map(|role| Seat { participant: SEAT.into(), user, role })
    }
}

const HERE: u64 = 10;
const ELSEWHERE: u64 = 11;
const SEAT: u64 = 20;

#[track_caller]
fn allowed(world: &World, basis: Basis) {
    let decision = world.decision();
    assert_eq!(decision, Decision::Allow(basis), "{world:#?}");
    assert!(decision.is_allowed());
    assert_eq!((decision.denial(), decision.code()), (None, 200));
}

#[track_caller]
fn denied(world: &World, denial: Denial, reason: &str, code: u16) {
    let decision = world.decision();
    assert_eq!(decision, Decision::Deny(denial), "{world:#?}");
    assert!(!decision.is_allowed());
    assert_eq!((decision.denial(), decision.code()), (Some(denial), code));
    assert_eq!((denial.reason(), denial.code()), (reason, code));
}
