//! Every reason and every basis, by the smallest question that has it, and the order of the reasons: of two
//! faults in one question the earlier is reported.
//!
//! Ann is a member who works with one app, Olga a colleague whose data Ann reaches for.

use std::collections::{BTreeMap, BTreeSet};

use consentry::catalog::{Api, Contexts, Edition, MeetingRole, Roles, RunningContext};
use consentry::facts::{
    Access, Approval, ApprovalSetting, AuthStatus, Delegation, HostConsent, Listing, Management,
    ManifestDraft, MeetingKind, MeetingState, OnWithdrawal, OwnApps, PermissionType, Policy, Privileges,
    Publication, Seat, SeatRole, Surface, Surfaces, UserStatus,
};
use consentry::{
    Absence, Action, App, Basis, DataKind, Decision, Denial, Installation, Manifest, Meeting, Obstacle,
    Participant, Principal, Resource, Scopes, Standing, User, UserId, Verb, can_open, evaluate,
    supported_js_apis,
};
use serde_json::{Value, json};

// Every question.

#[test]
fn unknown_principal() {
    let world = ann_reads_her_meetings().with(|w| w.principal = Who::Nobody);
    denied(&world, Denial::UnknownPrincipal, "unknown_principal", 404);
    for passing in passing_questions().into_iter().filter(World::has_user) {
        let of_nobody = passing.with(|w| w.ann.id = UserId::NOBODY);
        denied(&of_nobody, Denial::UnknownPrincipal, "unknown_principal", 404);
    }
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
    let manifest = Manifest::user_managed(8_u64.into()).build().expect("a manifest");
    let app = App::published(&manifest, Standing::default());
    assert!(can_open(&ann, &app));
    assert!(!can_open(&User { id: UserId::NOBODY, ..ann }, &app));
    let outside = Resource::Client { context: None };
    assert!(supported_js_apis(&Principal::User(&ann), &App::Unknown, &outside).is_empty());
}

#[test]
fn unknown_resource() {
    let nothing = ann_reads_her_meetings().with(|w| w.resource = What::Nothing);
    let nobodys_data = ann_reads_olgas_meetings_as_delegate().with(|w| {
        w.olga.id = UserId::NOBODY;
        w.delegate(Access::SCHEDULE);
    });
    let nobodys_data_by_role = an_administrators_app_reads_reports().with(|w| {
        w.resource = What::OlgasData;
        w.olga.id = UserId::NOBODY;
    });
    let nobodys_meeting = ann_hosts_and_calls().with(|w| w.meeting_owner = UserId::NOBODY);
    for world in [nothing, nobodys_data, nobodys_data_by_role, nobodys_meeting] {
        denied(&world, Denial::UnknownResource, "unknown_resource", 404);
    }
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
    let own = world.with(|w| w.manifest.developer = OURS.into());
    allowed(&own, Basis::Own);

    // An account may put its own apps under its own policy, and a private one is then as an unlisted one.
    let as_listed = own.clone().with(|w| w.standing.policy.own = OwnApps::AsListed);
    let open = |listed, unlisted| {
        let setting = |open| if open { ApprovalSetting::Open } else { ApprovalSetting::Required };
        Policy {
            listed: setting(listed),
            unlisted: setting(unlisted),
            own: OwnApps::AsListed,
            ..Policy::default()
        }
    };
    denied(&as_listed, Denial::AppNotApproved, "app_not_approved", 403);
    for (listing, policy) in [
        (Listing::Listed, open(true, false)),
        (Listing::Unlisted, open(false, true)),
        (Listing::Private, open(false, true)),
    ] {
        let ask = |policy| {
            as_listed.clone().with(|w| {
                w.manifest.listing = listing;
                w.standing.policy = policy;
            })
        };
        allowed(&ask(policy), Basis::Own);
        let the_other = Policy { listed: policy.unlisted, unlisted: policy.listed, ..policy };
        denied(&ask(the_other), Denial::AppNotApproved, "app_not_approved", 403);
    }
}

/// Whatever the account has approved, opened or keeps, and whoever asks.
#[test]
fn a_private_app_is_for_its_developers_account() {
    let everything_open = Policy {
        listed: ApprovalSetting::Open,
        unlisted: ApprovalSetting::Open,
        on_withdrawal: OnWithdrawal::Keep,
        own: OwnApps::Exempt,
    };
    for passing in passing_questions() {
        let private = passing.with(|w| {
            w.manifest.listing = Listing::Private;
            w.manifest.developer = DEVELOPER.into();
            w.standing.policy = everything_open;
            w.standing.approval = Approval::All;
        });
        denied(&private, Denial::AppNotApproved, "app_not_approved", 403);
        if private.has_user() {
            let at_home = private.with(|w| w.manifest.developer = w.ann.account);
            assert!(at_home.decision().is_allowed(), "{at_home:#?}");
        }
    }
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
    let denial = Denial::ScopeNotGranted(Scopes::MEETINGS_READ);
    denied(&world, denial, "scope_not_granted", 403);
    sentence(denial, "the installation does not grant the scope `meetings:read`");

    // A grant counts as far as the manifest goes.
    let beyond_the_manifest =
        ann_reads_her_meetings().with(|w| w.manifest.required_scopes = Scopes::MEETINGS_WRITE);
    denied(&beyond_the_manifest, denial, "scope_not_granted", 403);
    let optional = beyond_the_manifest.with(|w| w.manifest.optional_scopes = Scopes::MEETINGS_READ);
    allowed(&optional, Basis::Own);
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
fn not_delegated() {
    let nothing_delegated = ann_reads_olgas_meetings_as_delegate().with(|w| w.delegation = None);
    let something_else_delegated =
        ann_reads_olgas_meetings_as_delegate().with(|w| w.delegate(Access::REPORTS));
    let read = Denial::NotDelegated {
        access: Access::MEETINGS | Access::SCHEDULE,
        privilege: Privileges::USERS_READ,
    };
    for world in [nothing_delegated, something_else_delegated] {
        denied(&world, read, "not_delegated", 403);
        // Who has no reach is not told whether the owner is active.
        let inactive = world.with(|w| w.olga.status = UserStatus::Deactivated);
        denied(&inactive, read, "not_delegated", 403);
    }
    sentence(
        read,
        "neither a delegation by the owner nor the user's account role covers this: it takes the delegated \
         access `meetings` or `schedule` or the privilege `users_read`",
    );

    let schedule_only_is_asked_to_write = ann_reads_olgas_meetings_as_delegate().with(|w| {
        w.delegate(Access::MEETINGS);
        w.grant(Scopes::MEETINGS_WRITE);
        w.action = Verb::Delete.into();
    });
    let write = Denial::NotDelegated { access: Access::SCHEDULE, privilege: Privileges::USERS_EDIT };
    denied(&schedule_only_is_asked_to_write, write, "not_delegated", 403);

    let role_that_does_not_cover_it = ann_reads_olgas_profile_by_her_role()
        .with(|w| w.ann.privileges = Privileges::all() - Privileges::USERS_READ - Privileges::USERS_EDIT);
    let profile = Denial::NotDelegated { access: Access::PROFILE, privilege: Privileges::USERS_READ };
    denied(&role_that_does_not_cover_it, profile, "not_delegated", 403);

    let never_delegated = ann_reads_olgas_meetings_as_delegate().with(|w| {
        w.kind = DataKind::Settings;
        w.grant(Scopes::SETTINGS_READ);
        w.delegate(Access::all());
    });
    let settings = Denial::NotDelegated { access: Access::empty(), privilege: Privileges::SETTINGS_READ };
    denied(&never_delegated, settings, "not_delegated", 403);
    sentence(
        settings,
        "neither a delegation by the owner nor the user's account role covers this: it takes the privilege \
         `settings_read`",
    );
}

#[test]
fn owner_inactive() {
    for passing in [ann_reads_olgas_meetings_as_delegate(), ann_reads_olgas_profile_by_her_role()] {
        let world = passing.with(|w| w.olga.status = UserStatus::Deactivated);
        denied(&world, Denial::OwnerInactive, "owner_inactive", 403);
        // It comes before the tick.
        denied(&world.with(World::untick_shared_access), Denial::OwnerInactive, "owner_inactive", 403);
    }
}

#[test]
fn shared_access_not_granted() {
    for passing in [ann_reads_olgas_meetings_as_delegate(), ann_reads_olgas_profile_by_her_role()] {
        let not_ticked = passing.clone().with(World::untick_shared_access);
        let not_used_any_more = passing.with(|w| w.manifest.uses_shared_access = false);
        for world in [not_ticked, not_used_any_more] {
            denied(&world, Denial::SharedAccessNotGranted, "shared_access_not_granted", 403);
        }
    }
}

#[test]
fn privilege_missing() {
    let world = an_administrators_app_reads_reports()
        .with(|w| w.ann.privileges = Privileges::all() - Privileges::REPORTS_READ);
    let denial = Denial::PrivilegeMissing(Privileges::REPORTS_READ);
    denied(&world, denial, "privilege_missing", 403);
    sentence(denial, "the account role of the app's installer lacks the privilege `reports_read`");
}

// Calls.

#[test]
fn api_not_requested() {
    let world = ann_hosts_and_calls().with(|w| w.manifest.apis.clear());
    let denial = Denial::ApiNotRequested(HOSTS_API);
    denied(&world, denial, "api_not_requested", 403);
    sentence(denial, "the app's manifest does not request `getMeetingParticipants`");
}

#[test]
fn surface_not_requested() {
    for (kind, seat, surface, others) in [
        (MeetingKind::Meeting, SeatRole::Participant, Surface::Meeting, Surfaces::all() - Surfaces::MEETING),
        (MeetingKind::Webinar, SeatRole::Panelist, Surface::Webinar, Surfaces::all() - Surfaces::WEBINAR),
        (
            MeetingKind::Engagement,
            SeatRole::Agent,
            Surface::Engagement,
            Surfaces::all() - Surfaces::ENGAGEMENT,
        ),
    ] {
        let there = ann_takes_part_and_calls().with(|w| {
            w.meeting_kind = kind;
            w.seat = Some(seat);
            w.action = ANYBODYS_API.into();
        });
        allowed(&there.clone().with(|w| w.manifest.surfaces = Some(surface.into())), Basis::Unrestricted);
        let world = there.with(|w| w.manifest.surfaces = Some(others));
        denied(&world, Denial::SurfaceNotRequested(surface), "surface_not_requested", 403);
    }
    let on_the_client = ann_calls_outside_any_meeting();
    allowed(
        &on_the_client.clone().with(|w| w.manifest.surfaces = Some(Surfaces::CLIENT)),
        Basis::Unrestricted,
    );
    let world = on_the_client.with(|w| w.manifest.surfaces = Some(Surfaces::all() - Surfaces::CLIENT));
    let denial = Denial::SurfaceNotRequested(Surface::Client);
    denied(&world, denial, "surface_not_requested", 403);
    sentence(denial, "the app is not made to run on the surface `client`");
    // Data has no surface.
    allowed(&ann_reads_her_meetings().with(|w| w.manifest.surfaces = Some(Surfaces::ENGAGEMENT)), Basis::Own);
}

/// One for each cause, and whether asking again later makes sense.
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
    let of_an_engagement = ann_calls_outside_any_meeting().with(|w| w.action = AGENTS_API.into());
    let participant_outside = ann_takes_part_and_calls().with(|w| w.resource = What::Client);
    let participant_outside_in_mail = participant_outside.clone().with(|w| w.action = MAIL_API.into());
    let mut seen = BTreeSet::new();
    for (world, absence, words, may_pass) in [
        (not_live_yet, Absence::NotStarted, "the meeting has not started", true),
        (over, Absence::Ended, "the meeting has ended", false),
        (owner_without_a_seat, Absence::NoSeat, "the principal has no seat in the meeting", true),
        (seat_elsewhere, Absence::NoSeat, "the principal has no seat in the meeting", true),
        (needs_a_seat, Absence::NeedsMeeting, ON_THE_CLIENT, false),
        (of_an_engagement, Absence::NeedsMeeting, ON_THE_CLIENT, false),
        (participant_outside, Absence::NeedsMeeting, ON_THE_CLIENT, false),
        (participant_outside_in_mail, Absence::NeedsMeeting, ON_THE_CLIENT, false),
    ] {
        let denial = Denial::NotInMeeting(absence);
        denied(&world, denial, "not_in_meeting", 403);
        sentence(denial, &format!("the call does not come from a seat in a live meeting: {words}"));
        assert_eq!(absence.may_pass(), may_pass);
        seen.insert(absence);
    }
    assert!(seen.iter().eq(Absence::ALL), "{seen:?}");
}

const ON_THE_CLIENT: &str = "it was made on the client and requires a meeting";

/// What is for hosts in a meeting is for everybody on the client, if it is made for the client.
#[test]
fn a_limited_api_that_is_made_for_the_client_needs_no_seat() {
    let asked = ann_calls_outside_any_meeting().with(|w| {
        w.request(Edition::default(), &[ROOMS_API]);
        w.action = ROOMS_API.into();
    });
    allowed(&asked, Basis::Unrestricted);
    let in_mail = asked.with(|w| w.context = Some(RunningContext::InMail));
    let denial =
        Denial::ContextNotSupported { context: RunningContext::InMail, supported: Contexts::IN_MAIN_CLIENT };
    denied(&in_mail, denial, "context_not_supported", 403);
}

#[test]
fn app_stopped() {
    for passing in [ann_hosts_and_calls(), ann_takes_part_and_calls(), a_guest_calls(), ann_takes_media()] {
        let world = passing.with(|w| w.host_consent = HostConsent::Stopped);
        denied(&world, Denial::AppStopped, "app_stopped", 403);
    }
    // For its owner as for everybody; and not outside the meeting.
    let owner = ann_hosts_and_calls().with(|w| {
        w.meeting_owner = w.ann.id;
        w.host_consent = HostConsent::Stopped;
    });
    denied(&owner, Denial::AppStopped, "app_stopped", 403);
    sentence(Denial::AppStopped, "the meeting's host has stopped the app in this meeting");
    for elsewhere in [ann_calls_outside_any_meeting(), ann_reads_her_meetings()] {
        assert!(elsewhere.with(|w| w.host_consent = HostConsent::Stopped).decision().is_allowed());
    }
}

#[test]
fn context_not_supported() {
    let in_mail = |supported| Denial::ContextNotSupported { context: RunningContext::InMail, supported };
    let cannot_occur = ann_hosts_and_calls().with(|w| w.context = Some(RunningContext::InMail));
    let in_a_meeting = MeetingKind::Meeting.contexts();
    denied(&cannot_occur, in_mail(in_a_meeting), "context_not_supported", 403);
    sentence(
        in_mail(in_a_meeting),
        "the API is not available in the running context `inMail`, only in `inMeeting`, `inImmersive`, \
         `inCamera`, `inCollaborate`, `inCollaborateSidecar`, `inMeetingChat`",
    );

    let by_default =
        Denial::ContextNotSupported { context: RunningContext::InMainClient, supported: Contexts::IN_MAIL };
    let not_stated_by_the_api = ann_calls_outside_any_meeting().with(|w| w.action = MAIL_API.into());
    denied(&not_stated_by_the_api, by_default, "context_not_supported", 403);

    let nowhere =
        Denial::ContextNotSupported { context: RunningContext::InMeeting, supported: Contexts::empty() };
    let of_no_meeting = ann_takes_part_and_calls().with(|w| w.action = MAIL_API.into());
    denied(&of_no_meeting, nowhere, "context_not_supported", 403);
    sentence(
        nowhere,
        "the API is not available in the running context `inMeeting`, nor in any other that can occur there",
    );
}

/// An API that states `inMeeting` and not `inWebinar` is for meetings, whatever else it states.
#[test]
fn a_webinar_lacks_what_is_for_meetings() {
    let stated = |kind, seat, context| {
        ann_takes_part_and_calls().with(|w| {
            w.request(Edition::default(), &[MEETINGS_API]);
            w.action = MEETINGS_API.into();
            w.meeting_kind = kind;
            w.seat = Some(seat);
            w.context = context;
        })
    };
    for context in [None, Some(RunningContext::InImmersive), Some(RunningContext::InCamera)] {
        let in_a_meeting = stated(MeetingKind::Meeting, SeatRole::Participant, context);
        allowed(&in_a_meeting, Basis::RoleInMeeting(MeetingRole::Participant));
        let denial = Denial::ContextNotSupported {
            context: context.unwrap_or(RunningContext::InWebinar),
            supported: Contexts::empty(),
        };
        let in_a_webinar = stated(MeetingKind::Webinar, SeatRole::Panelist, context);
        denied(&in_a_webinar, denial, "context_not_supported", 403);
    }
}

/// One for each cause: the seat is one that nobody authorizes away.
#[test]
fn authorization_required() {
    let attendee = ann_takes_part_and_calls().with(World::attend_a_webinar);
    let attendee_who_owns_it = attendee.clone().with(|w| w.meeting_owner = w.ann.id);
    let attendee_without_the_app = attendee.clone().with(|w| {
        w.manifest.guest_mode = true;
        w.standing.installation = None;
    });
    let guest = a_guest_calls().with(|w| w.action = SEATS_API.into());
    let guest_who_attends = guest.clone().with(World::attend_a_webinar);
    let signed_in_only = ann_takes_part_and_calls().with(|w| {
        w.manifest.guest_mode = true;
        w.standing.installation = None;
    });
    // Only in a webinar does an attendee watch.
    let attendee_elsewhere = signed_in_only.clone().with(|w| w.seat = Some(SeatRole::Attendee));
    let on_the_client = ann_calls_outside_any_meeting().with(|w| {
        w.manifest.guest_mode = true;
        w.standing.installation = None;
        w.action = SIGNED_IN_API.into();
        w.context = Some(RunningContext::InPhone);
    });
    let mut seen = BTreeSet::new();
    for (world, status, obstacle, words) in [
        (attendee, AuthStatus::Authenticated, Obstacle::AttendeeSeat, WATCHES),
        (attendee_who_owns_it, AuthStatus::Authenticated, Obstacle::AttendeeSeat, WATCHES),
        (attendee_without_the_app, AuthStatus::Authenticated, Obstacle::AttendeeSeat, WATCHES),
        (guest, AuthStatus::Unauthenticated, Obstacle::NoUser, "the participant is not signed in"),
        (
            guest_who_attends,
            AuthStatus::Unauthenticated,
            Obstacle::NoUser,
            "the participant is not signed in",
        ),
        (signed_in_only, AuthStatus::Authenticated, Obstacle::NotInstalled, HAS_NOT),
        (attendee_elsewhere, AuthStatus::Authenticated, Obstacle::NotInstalled, HAS_NOT),
        (on_the_client, AuthStatus::Authenticated, Obstacle::NotInstalled, HAS_NOT),
    ] {
        let denial = Denial::AuthorizationRequired { status, obstacle };
        denied(&world, denial, "authorization_required", 403);
        sentence(denial, &format!("the app instance is {status}, and guests may not use the API: {words}"));
        seen.insert(obstacle);
    }
    assert!(seen.iter().eq(Obstacle::ALL), "{seen:?}");
}

const WATCHES: &str = "an attendee of a webinar cannot be authorized";
const HAS_NOT: &str = "the user has not installed the app";

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
    sentence(
        Denial::RoleNotPermitted(host_or_cohost),
        "only these roles may call the API: owner, host, cohost",
    );
}

#[test]
fn media_consent_required() {
    let said = |consent: HostConsent| ann_takes_media().with(|w| w.host_consent = consent);
    let participant = Basis::RoleInMeeting(MeetingRole::Participant);
    allowed(&said(HostConsent::MediaAllowed), participant);
    let world = said(HostConsent::Unstated);
    let denial = Denial::MediaConsentRequired(MEDIA_API);
    denied(&world, denial, "media_consent_required", 403);
    sentence(
        denial,
        "`startRTMS` takes other people's audio and video out of the meeting, and the host has not allowed that",
    );
    // Nobody has to allow its owner or its host, and a cohost is neither.
    allowed(&world.clone().with(|w| w.seat = Some(SeatRole::Host)), Basis::RoleInMeeting(MeetingRole::Host));
    allowed(&world.clone().with(|w| w.meeting_owner = w.ann.id), Basis::RoleInMeeting(MeetingRole::Owner));
    denied(&world.clone().with(|w| w.seat = Some(SeatRole::Cohost)), denial, "media_consent_required", 403);
    // It is asked about media alone.
    allowed(&world.with(|w| w.action = SEATS_API.into()), participant);
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
fn the_sentence_of_a_role_names_it() {
    assert!(Basis::RoleInMeeting(MeetingRole::Panelist).to_string().contains("panelist"));
}

// JSON.

/// What each denial is written as beside its reason.
fn details() -> Vec<(Denial, Value)> {
    let nothing = || json!({});
    let denials = [
        (Denial::UnknownPrincipal, nothing()),
        (Denial::UnknownApp, nothing()),
        (Denial::UnknownResource, nothing()),
        (Denial::UnknownApi, nothing()),
        (Denial::ActionNotSupported, nothing()),
        (Denial::UserInactive, nothing()),
        (Denial::AppUnpublished, nothing()),
        (Denial::AppNotApproved, nothing()),
        (Denial::NotInstalled, nothing()),
        (Denial::InstallationDisabled, nothing()),
        (Denial::ScopeNotGranted(Scopes::MEETINGS_READ), json!({ "scope": ["meetings:read"] })),
        (Denial::CrossAccount, nothing()),
        (Denial::AdminAppRequired, nothing()),
        (
            Denial::NotDelegated {
                access: Access::MEETINGS | Access::SCHEDULE,
                privilege: Privileges::USERS_READ,
            },
            json!({ "access": ["meetings", "schedule"], "privilege": ["users_read"] }),
        ),
        (
            Denial::NotDelegated { access: Access::empty(), privilege: Privileges::SETTINGS_EDIT },
            json!({ "access": [], "privilege": ["settings_edit"] }),
        ),
        (Denial::OwnerInactive, nothing()),
        (Denial::SharedAccessNotGranted, nothing()),
        (Denial::PrivilegeMissing(Privileges::REPORTS_READ), json!({ "privilege": ["reports_read"] })),
        (Denial::ApiNotRequested(HOSTS_API), json!({ "api": "getMeetingParticipants" })),
        (Denial::AppStopped, nothing()),
        (
            Denial::ContextNotSupported {
                context: RunningContext::InMail,
                supported: Contexts::IN_MEETING | Contexts::IN_CAMERA,
            },
            json!({ "context": "inMail", "supported": ["inMeeting", "inCamera"] }),
        ),
        (
            Denial::ContextNotSupported { context: RunningContext::InMail, supported: Contexts::empty() },
            json!({ "context": "inMail", "supported": [] }),
        ),
        (
            Denial::RoleNotPermitted(Roles::OWNER | Roles::HOST | Roles::COHOST),
            json!({ "roles": ["owner", "host", "cohost"] }),
        ),
        (Denial::MediaConsentRequired(MEDIA_API), json!({ "api": "startRTMS" })),
    ];
    let surfaces = Surface::ALL
        .iter()
        .map(|surface| (Denial::SurfaceNotRequested(*surface), json!({ "surface": surface.name() })));
    let absences = Absence::ALL
        .iter()
        .map(|absence| (Denial::NotInMeeting(*absence), json!({ "absence": absence.name() })));
    let obstacles = Obstacle::ALL.iter().flat_map(|obstacle| {
        AuthStatus::ALL.iter().map(|status| {
            let denial = Denial::AuthorizationRequired { status: *status, obstacle: *obstacle };
            (denial, json!({ "status": status.name(), "obstacle": obstacle.name() }))
        })
    });
    denials.into_iter().chain(surfaces).chain(absences).chain(obstacles).collect()
}

/// The object with one more field.
fn and(object: &Value, field: &str, value: Value) -> Value {
    let mut more = object.clone();
    more[field] = value;
    more
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, String> {
    let of_value = serde_json::from_value(value.clone()).map_err(|error| error.to_string());
    let of_text = serde_json::from_str::<T>(&value.to_string());
    assert_eq!(of_value.is_ok(), of_text.is_ok(), "{value}");
    of_value
}

#[test]
fn every_denial_is_written_with_its_details_and_read_back() {
    let mut reasons = BTreeSet::new();
    let details = details();
    // Every detail that some denial has, with a value of it.
    let known: BTreeMap<&String, &Value> =
        details.iter().flat_map(|(_, fields)| fields.as_object().expect("an object")).collect();
    for (denial, fields) in &details {
        reasons.insert(denial.check().number);
        for (key, written) in [("deny", json!(Decision::Deny(*denial))), ("reason", json!(denial))] {
            let is_decision = key == "deny";
            assert_eq!(written, and(fields, key, denial.reason().into()));
            let refused = |value: &Value, problem: &str| {
                let error = match is_decision {
                    true => read::<Decision>(value).map(|read| format!("{read:?}")),
                    false => read::<Denial>(value).map(|read| format!("{read:?}")),
                };
                let error = error.expect_err(&format!("{value} is read"));
                assert!(error.contains(problem), "`{problem}` is expected of {value}: {error}");
            };
            match is_decision {
                true => assert_eq!(read(&written), Ok(Decision::Deny(*denial))),
                false => assert_eq!(read(&written), Ok(*denial)),
            }
            // Neither more than it carries nor less.
            for (field, value) in &known {
                let own = fields.get(*field).is_some();
                if own {
                    let mut fewer = written.clone();
                    fewer.as_object_mut().expect("an object").remove(*field);
                    refused(&fewer, &format!("missing field `{field}`"));
                    refused(&and(&written, field, json!("nonsense")), "nonsense");
                } else {
                    refused(&and(&written, field, (*value).clone()), "does not belong to the decision");
                }
            }
            refused(&and(&written, "because", json!("of")), "unknown field `because`");
            refused(&and(&written, key, json!("no_reason")), "unknown reason `no_reason`");
            // A decision is not a bare denial, nor the other way round.
            match is_decision {
                true => refused(&and(&written, "allow", json!("own")), "either `allow` or `deny`"),
                false => refused(&and(&written, "allow", json!("own")), "does not belong to the decision"),
            }
            let other = if is_decision { "reason" } else { "deny" };
            refused(&and(&written, other, denial.reason().into()), "does not belong to the decision");
        }
    }
    assert_eq!(
        reasons.into_iter().map(usize::from).collect::<Vec<_>>(),
        (1..=REASONS.len()).collect::<Vec<_>>()
    );
    assert!(read::<Decision>(&json!({})).is_err());
    assert!(read::<Denial>(&json!({})).is_err());
    assert!(read::<Denial>(&json!("unknown_app")).is_err());
}

#[test]
fn every_basis_is_written_and_read_back() {
    let in_meeting = MeetingRole::ALL.iter().map(|role| Basis::RoleInMeeting(*role));
    let others = BASES.iter().copied().filter(|basis| !matches!(basis, Basis::RoleInMeeting(_)));
    for basis in others.chain(in_meeting) {
        let decision = Decision::Allow(basis);
        let expected = match basis {
            Basis::RoleInMeeting(role) => json!({ "allow": { "role_in_meeting": role.name() } }),
            Basis::Own | Basis::Delegated | Basis::AccountRole | Basis::Admin | Basis::Unrestricted => {
                json!({ "allow": basis.name() })
            }
        };
        assert_eq!(json!(decision), expected);
        assert_eq!(read(&expected), Ok(decision));
        assert!(read::<Decision>(&and(&expected, "scope", json!(["meetings:read"]))).is_err());
        assert!(read::<Decision>(&and(&expected, "deny", json!("unknown_app"))).is_err());
        assert!(read::<Decision>(&and(&expected, "why", Value::Null)).is_err());
    }
    for word in ["nothing", "role_in_meeting", "RoleInMeeting"] {
        assert!(read::<Decision>(&json!({ "allow": word })).is_err(), "{word}");
    }
    assert!(read::<Decision>(&json!({ "allow": { "role_in_meeting": "boss" } })).is_err());
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
    ("not_delegated", 403),
    ("owner_inactive", 403),
    ("shared_access_not_granted", 403),
    ("privilege_missing", 403),
    ("api_not_requested", 403),
    ("surface_not_requested", 403),
    ("not_in_meeting", 403),
    ("app_stopped", 403),
    ("context_not_supported", 403),
    ("authorization_required", 403),
    ("role_not_permitted", 403),
    ("media_consent_required", 403),
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
    Denial::NotDelegated { access: Access::SCHEDULE, privilege: Privileges::USERS_EDIT },
    Denial::OwnerInactive,
    Denial::SharedAccessNotGranted,
    Denial::PrivilegeMissing(Privileges::all()),
    Denial::ApiNotRequested(Api::ShareApp),
    Denial::SurfaceNotRequested(Surface::Webinar),
    Denial::NotInMeeting(Absence::NoSeat),
    Denial::AppStopped,
    Denial::ContextNotSupported { context: RunningContext::InMail, supported: Contexts::CLIENT },
    Denial::AuthorizationRequired { status: AuthStatus::Authenticated, obstacle: Obstacle::AttendeeSeat },
    Denial::RoleNotPermitted(Roles::all()),
    Denial::MediaConsentRequired(MEDIA_API),
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
    ("unknown_principal", |w| w.ann.id = UserId::NOBODY),
    ("unknown_app", |w| w.app_known = false),
    ("unknown_resource", |w| w.resource = What::Nothing),
    ("unknown_resource", |w| w.olga.id = UserId::NOBODY),
    ("unknown_resource", |w| w.meeting_owner = UserId::NOBODY),
    ("unknown_api", |w| w.action = Action::CallUnknown),
    ("action_not_supported", |w| w.resource = What::AnnsData),
    ("action_not_supported", |w| w.action = Verb::Read.into()),
    ("action_not_supported", |w| w.action = HOSTS_API.into()),
    ("user_inactive", |w| w.ann.status = UserStatus::Deactivated),
    ("app_unpublished", |w| w.publication = Publication::Unpublished),
    ("app_not_approved", |w| w.standing.approval = Approval::None),
    ("app_not_approved", |w| w.ann.account = THEIRS.into()),
    ("app_not_approved", |w| w.manifest.listing = Listing::Private),
    ("app_not_approved", |w| w.standing.policy.own = OwnApps::AsListed),
    ("not_installed", |w| w.standing.installation = None),
    ("not_installed", |w| w.manifest.guest_mode = false),
    ("installation_disabled", |w| w.standing.disabled = true),
    ("scope_not_granted", |w| w.grant(Scopes::empty())),
    ("scope_not_granted", |w| w.action = Verb::Create.into()),
    ("scope_not_granted", |w| w.manifest.required_scopes = Scopes::RECORDINGS_WRITE),
    ("cross_account", |w| w.olga.account = THEIRS.into()),
    ("cross_account", |w| w.ann.account = THEIRS.into()),
    ("admin_app_required", |w| w.resource = What::AccountData),
    ("not_delegated", |w| w.delegation = None),
    ("not_delegated", |w| w.ann.privileges = Privileges::empty()),
    ("owner_inactive", |w| w.olga.status = UserStatus::Deactivated),
    ("shared_access_not_granted", World::untick_shared_access),
    ("shared_access_not_granted", |w| w.manifest.uses_shared_access = false),
    ("shared_access_not_granted", |w| w.resource = What::OlgasData),
    ("privilege_missing", |w| w.ann.privileges = Privileges::empty()),
    ("privilege_missing", |w| w.kind = DataKind::Profile),
    ("api_not_requested", |w| w.manifest.apis.clear()),
    ("api_not_requested", |w| w.action = Api::ShareApp.into()),
    ("surface_not_requested", |w| w.manifest.surfaces = Some(Surfaces::ENGAGEMENT)),
    ("surface_not_requested", |w| w.meeting_kind = MeetingKind::Webinar),
    ("not_in_meeting", |w| w.state = MeetingState::Scheduled),
    ("not_in_meeting", |w| w.state = MeetingState::Ended),
    ("not_in_meeting", |w| w.seat = None),
    ("not_in_meeting", |w| w.action = HOSTS_API.into()),
    ("app_stopped", |w| w.host_consent = HostConsent::Stopped),
    ("context_not_supported", |w| w.context = Some(RunningContext::InMail)),
    ("context_not_supported", |w| w.context = Some(RunningContext::InMeeting)),
    ("context_not_supported", |w| w.action = MAIL_API.into()),
    ("authorization_required", World::attend_a_webinar),
    ("authorization_required", |w| w.standing.installation = None),
    ("authorization_required", |w| w.action = SEATS_API.into()),
    ("role_not_permitted", |w| w.seat = Some(SeatRole::Participant)),
    ("role_not_permitted", |w| w.seat = Some(SeatRole::Agent)),
    ("role_not_permitted", |w| w.action = HOSTS_API.into()),
    ("media_consent_required", |w| w.host_consent = HostConsent::Unstated),
    ("media_consent_required", |w| w.seat = Some(SeatRole::Participant)),
    ("media_consent_required", |w| w.meeting_owner = w.olga.id),
    ("media_consent_required", |w| w.action = MEDIA_API.into()),
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
            "surface_not_requested",
            "not_in_meeting",
            "app_stopped",
            "context_not_supported",
            "authorization_required",
            "role_not_permitted",
            "media_consent_required",
        ],
        "a question asks for a verb or for a call",
    ),
    (
        &["admin_app_required", "not_delegated", "owner_inactive", "shared_access_not_granted"],
        &["privilege_missing"],
        "an app is user-managed or admin-managed",
    ),
    (
        &["unknown_app"],
        &["app_unpublished", "not_installed", "installation_disabled"],
        "an unknown app has no publication, installation or flag",
    ),
    (&["unknown_resource"], &["admin_app_required"], "what is unknown is no account's data"),
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

fn passing_questions() -> Vec<World> {
    vec![
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
        ann_takes_part_and_calls().with(|w| w.manifest.surfaces = Some(Surfaces::MEETING)),
        ann_calls_outside_any_meeting(),
        a_guest_calls(),
        ann_takes_media(),
        ann_takes_media().with(|w| {
            w.host_consent = HostConsent::Unstated;
            w.seat = Some(SeatRole::Host);
        }),
        ann_takes_media().with(|w| {
            w.host_consent = HostConsent::Unstated;
            w.meeting_owner = w.ann.id;
        }),
    ]
}

fn ann_reads_her_meetings() -> World {
    World {
        principal: Who::Ann,
        ann: User::new(1_u64.into(), OURS.into()),
        olga: User::new(2_u64.into(), OURS.into()),
        app_known: true,
        manifest: ManifestDraft {
            required_scopes: Scopes::all(),
            ..ManifestDraft::user_managed(DEVELOPER.into())
        },
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
        host_consent: HostConsent::Unstated,
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
        w.manifest.management = Management::AdminManaged;
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
/// For everybody, in the phone client alone; not for guests.
const SIGNED_IN_API: Api = Api::GetPhoneContext;
/// For host and cohost, in meetings and on the client.
const ROOMS_API: Api = Api::GetZoomRoomDeviceDetails;
/// For agents and supervisors.
const AGENTS_API: Api = Api::GetEngagementContext;
/// For any seat, in meetings alone and in no webinar.
const MEETINGS_API: Api = Api::GetMeetingLanguages;
/// For any seat, if the host allows it; not for guests.
const MEDIA_API: Api = Api::StartRTMS;

fn ann_hosts_and_calls() -> World {
    ann_reads_her_meetings().with(|w| {
        let apis =
            [HOSTS_API, SEATS_API, GUESTS_API, ANYBODYS_API, MAIL_API, SIGNED_IN_API, AGENTS_API, MEDIA_API];
        w.request(Edition::default(), &apis);
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

fn ann_takes_media() -> World {
    ann_takes_part_and_calls().with(|w| {
        w.manifest.guest_mode = true;
        w.host_consent = HostConsent::MediaAllowed;
        w.action = MEDIA_API.into();
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
    host_consent: HostConsent,
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

    fn has_user(&self) -> bool {
        match self.principal {
            Who::Nobody | Who::Guest => false,
            Who::Ann | Who::ParticipantAnn => true,
        }
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
        self.manifest.edition = Some(edition);
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
            host_consent: self.host_consent,
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

#[track_caller]
fn sentence(denial: Denial, expected: &str) {
    assert_eq!(denial.to_string(), expected);
}
