//! The oracle: the rules in another style, and `evaluate` asked every question of small spaces.
//!
//! `rules` is one list of numbered predicates over a flat row of facts, `question` that row, `values` what the
//! facts can be. Facts that meet in a rule are multiplied with each other; facts that only share the order of
//! the checks are multiplied by a few values of the others.

mod values;

use std::fmt::{Debug, Write as _};
use std::str::FromStr;

use consentry::catalog::{Api, ApiSet, Edition, MeetingRole, RunningContext};
use consentry::facts::{
    Access, Approval, HostConsent, Listing, MeetingKind, MeetingState, Privileges, SeatRole, Surfaces,
};
use consentry::{
    DataKind, Decision, Principal, Scopes, Verb, can_open, supported_js_apis, unsupported_js_apis,
};
use testkit::oracle::question::{APIS, ApiRow, Does, Party, Question, Row, What, Who, Whose, Words, api};
use testkit::oracle::rules::{BASES, CHECKS, Rule, Verdict, existing_rules, may_open, rule_of, verdict};
use values::{
    ACCESS, APPS, DEVELOPERS, EITHER, PRINCIPALS, PRIVILEGES, SCOPES, SEATED, SEATINGS, SURFACES, Vocabulary,
    contexts, every_api, one_api_of_each_sort, seating_of, single_seats, subsets, verbs,
};

/// Runs a body for every combination of the values given for the fields named.
macro_rules! every {
    ($question:ident = $start:expr; => $body:expr) => {{
        let $question = $start;
        $body;
    }};
    ($question:ident = $start:expr; $($field:ident)|+ in $values:expr; $($rest:tt)*) => {
        for value in $values.iter() {
            let mut next = $start;
            ($(next.$field),+) = *value;
            every!($question = next; $($rest)*);
        }
    };
}

// Data.

#[test]
fn data_that_a_principal_reaches() {
    let mut tally = Tally::default();
    let words = Vocabulary::new();
    let (roles, grants, relations) = (words.roles(), words.grants(), words.relations());
    every! { q = words.read_own_meetings();
        kind in DataKind::ALL;
        action in verbs();
        admin_managed in EITHER;
        shared_access in EITHER;
        scopes in grants;
        privileges in roles;
        resource | whose | owner_active | delegation in relations;
        => tally.ask(&q)
    }
    tally.report(
        2_000_000,
        "action_not_supported scope_not_granted cross_account admin_app_required \
        not_delegated owner_inactive shared_access_not_granted privilege_missing own delegated role admin",
    );
}

/// Grants within the manifest and beyond it.
#[test]
fn data_that_a_manifest_asks_for() {
    let mut tally = Tally::default();
    let words = Vocabulary::new();
    let (grants, manifests) = (words.grants(), words.manifests());
    let any = Some(Row { from: Party::Owner, to: Party::Principal, access: &words.every_access });
    let relations = [(Whose::Own, true, None), (Whose::Colleague, true, any), (Whose::Colleague, false, any)];
    every! { q = words.read_own_meetings();
        kind in DataKind::ALL;
        action in verbs();
        admin_managed in EITHER;
        required_scopes | optional_scopes in manifests;
        scopes in grants;
        uses_shared_access in EITHER;
        shared_access in EITHER;
        privileges in [&words.no_privilege, &words.every_privilege];
        whose | owner_active | delegation in relations;
        => tally.ask(&q)
    }
    tally.report(
        500_000,
        "action_not_supported scope_not_granted not_delegated owner_inactive shared_access_not_granted \
        privilege_missing own delegated role admin",
    );
}

/// Every policy, and every app that it is about.
#[test]
fn apps_that_a_policy_allows() {
    let mut tally = Tally::default();
    let words = Vocabulary::new();
    let deeds =
        [(What::UserData, Does::Verb(Verb::Read)), (What::Client, Does::Call), (What::Meeting, Does::Call)];
    every! { q = words.call_as_host();
        principal | user_active | zero_user in PRINCIPALS;
        app_known | published in APPS;
        listing in Listing::ALL;
        own_developer in EITHER;
        own_as_listed in EITHER;
        approval in Approval::ALL;
        open_to_listed in EITHER;
        open_to_unlisted in EITHER;
        keep_on_withdrawal in EITHER;
        installed in EITHER;
        guest_mode in EITHER;
        disabled in EITHER;
        resource | action in deeds;
        api in [api("showNotification")];
        => tally.ask(&q)
    }
    tally.report(
        150_000,
        "unknown_principal unknown_app user_inactive app_unpublished app_not_approved not_installed \
        installation_disabled not_in_meeting own unrestricted role_in_meeting",
    );
}

#[test]
fn data_behind_every_gate() {
    let mut tally = Tally::default();
    let words = Vocabulary::new();
    let any = Some(Row { from: Party::Owner, to: Party::Principal, access: &words.every_access });
    let resources = [
        (What::Nothing, Whose::Own, false, true, None),
        (What::UserData, Whose::Own, false, true, None),
        (What::UserData, Whose::Own, true, true, None),
        (What::UserData, Whose::Colleague, false, true, None),
        (What::UserData, Whose::Colleague, false, false, None),
        (What::UserData, Whose::Colleague, false, true, any),
        (What::UserData, Whose::Colleague, false, false, any),
        (What::UserData, Whose::Colleague, true, true, any),
        (What::UserData, Whose::Stranger, false, true, any),
        (What::AccountData, Whose::Own, false, true, None),
        (What::AccountData, Whose::Stranger, false, true, None),
        (What::Meeting, Whose::Own, false, true, None),
        (What::Client, Whose::Own, false, true, None),
    ];
    let deeds = [
        (DataKind::Profile, Does::Verb(Verb::Read)),
        (DataKind::Meetings, Does::Verb(Verb::Create)),
        (DataKind::Reports, Does::Verb(Verb::Update)),
    ];
    every! { q = words.read_own_meetings();
        principal | user_active | zero_user in PRINCIPALS;
        app_known | published in APPS;
        approval in [Approval::None, Approval::User];
        listing in [Listing::Unlisted, Listing::Private];
        open_to_unlisted in EITHER;
        keep_on_withdrawal in EITHER;
        own_developer | own_as_listed in DEVELOPERS;
        installed in EITHER;
        disabled in EITHER;
        admin_managed in EITHER;
        uses_shared_access in EITHER;
        shared_access in EITHER;
        scopes in [&words.no_scope, &words.every_scope];
        privileges in [&words.no_privilege, &words.every_privilege];
        kind | action in deeds;
        resource | whose | zero_owner | owner_active | delegation in resources;
        => tally.ask(&q)
    }
    tally.report(
        5_500_000,
        "unknown_principal unknown_app unknown_resource action_not_supported user_inactive \
        app_unpublished app_not_approved not_installed installation_disabled scope_not_granted cross_account \
        admin_app_required not_delegated owner_inactive shared_access_not_granted privilege_missing \
        own delegated role admin",
    );
}

// Calls.

#[test]
fn calls_from_every_seat_and_context() {
    let mut tally = Tally::default();
    let words = Vocabulary::new();
    let seatings: Vec<&[SeatRole]> = SEATINGS.iter().copied().chain(single_seats()).collect();
    every! { q = words.call_as_host();
        api in every_api();
        edition in Edition::ALL;
        meeting_kind in MeetingKind::ALL;
        principal | owns_meeting in SEATED;
        seats in seatings;
        installed in EITHER;
        guest_mode in EITHER;
        context in contexts();
        => tally.ask(&q)
    }
    tally.report(
        5_700_000,
        "unknown_api not_installed not_in_meeting context_not_supported \
        authorization_required role_not_permitted media_consent_required unrestricted role_in_meeting",
    );
}

/// The surfaces that a manifest lists, what the host has said, and the calls to which it matters.
#[test]
fn calls_where_the_app_may_run_and_what_the_host_says() {
    let mut tally = Tally::default();
    let words = Vocabulary::new();
    let surfaces: Vec<Words<Surfaces>> =
        subsets(&SURFACES).iter().skip(1).map(|names| Words::new(names)).collect();
    let surfaces: Vec<&Words<Surfaces>> = surfaces.iter().collect();
    let seatings: Vec<&[SeatRole]> = SEATINGS.iter().copied().chain(single_seats()).collect();
    every! { q = words.call_as_host();
        api in one_api_of_each_sort();
        resource | meeting_kind in [
            (What::Meeting, MeetingKind::Meeting),
            (What::Meeting, MeetingKind::Webinar),
            (What::Meeting, MeetingKind::Engagement),
            (What::Client, MeetingKind::Meeting),
        ];
        surfaces in surfaces;
        host_consent in HostConsent::ALL;
        principal | owns_meeting in SEATED;
        seats in seatings;
        guest_mode in EITHER;
        => tally.ask(&q)
    }
    tally.report(
        500_000,
        "unknown_api not_installed surface_not_requested not_in_meeting app_stopped context_not_supported \
        authorization_required role_not_permitted media_consent_required unrestricted role_in_meeting",
    );
}

/// Every call that takes media, of whoever is there, in every context.
#[test]
fn calls_that_take_media() {
    let mut tally = Tally::default();
    let words = Vocabulary::new();
    let sets = subsets(SeatRole::ALL);
    let seatings: Vec<&[SeatRole]> = sets.iter().map(Vec::as_slice).collect();
    let media: Vec<&ApiRow> = APIS.iter().filter(|api| api.media).collect();
    assert_eq!(media.iter().map(|api| &*api.name).collect::<Vec<_>>(), ["resumeRTMS", "startRTMS"]);
    every! { q = words.call_as_host();
        api in media;
        resource in [What::Meeting, What::Client];
        meeting_kind in MeetingKind::ALL;
        principal in [Who::User, Who::ParticipantWithUser, Who::Guest];
        owns_meeting in EITHER;
        host_consent in HostConsent::ALL;
        guest_mode in EITHER;
        seats in seatings;
        context in contexts();
        => tally.ask(&q)
    }
    tally.report(
        500_000,
        "not_installed not_in_meeting app_stopped context_not_supported authorization_required \
        role_not_permitted media_consent_required role_in_meeting",
    );
}

#[test]
fn calls_from_every_set_of_seats() {
    let mut tally = Tally::default();
    let words = Vocabulary::new();
    let sets = subsets(SeatRole::ALL);
    let seatings: Vec<&[SeatRole]> = sets.iter().map(Vec::as_slice).collect();
    every! { q = words.call_as_host();
        api in every_api();
        edition in Edition::ALL;
        meeting_kind in MeetingKind::ALL;
        owns_meeting in EITHER;
        installed in EITHER;
        guest_mode in EITHER;
        seats in seatings;
        => tally.ask(&q)
    }
    tally.report(
        1_500_000,
        "unknown_api not_installed not_in_meeting context_not_supported \
        authorization_required role_not_permitted media_consent_required unrestricted role_in_meeting",
    );
}

#[test]
fn calls_in_every_state_of_the_meeting_and_from_elsewhere() {
    let mut tally = Tally::default();
    let words = Vocabulary::new();
    let seatings: [&[SeatRole]; 3] = [&[], &[SeatRole::Host], &[SeatRole::Attendee, SeatRole::Host]];
    every! { q = words.call_as_host();
        api in every_api();
        edition in Edition::ALL;
        meeting_kind in MeetingKind::ALL;
        state in MeetingState::ALL;
        principal | owns_meeting in SEATED;
        elsewhere in EITHER;
        seats in seatings;
        installed in EITHER;
        context in [None, Some(RunningContext::InMail)];
        => tally.ask(&q)
    }
    tally.report(
        500_000,
        "unknown_api not_installed not_in_meeting context_not_supported \
        authorization_required role_not_permitted media_consent_required unrestricted role_in_meeting",
    );
}

#[test]
fn calls_on_the_client() {
    let mut tally = Tally::default();
    let words = Vocabulary::new();
    every! { q = Question { resource: What::Client, ..words.call_as_host() };
        api in every_api();
        edition in Edition::ALL;
        principal | owns_meeting in SEATED;
        installed in EITHER;
        guest_mode in EITHER;
        meeting_kind in MeetingKind::ALL;
        context in contexts();
        => tally.ask(&q)
    }
    tally.report(
        400_000,
        "unknown_api not_installed not_in_meeting context_not_supported \
        authorization_required unrestricted",
    );
}

#[test]
fn calls_behind_every_gate() {
    let mut tally = Tally::default();
    let words = Vocabulary::new();
    let host: &[SeatRole] = &[SeatRole::Host];
    let (meeting, webinar, engagement) =
        (MeetingKind::Meeting, MeetingKind::Webinar, MeetingKind::Engagement);
    let (live, stopped) = (MeetingState::Live, HostConsent::Stopped);
    let unstated = HostConsent::Unstated;
    let part: &[SeatRole] = &[SeatRole::Participant];
    // On every surface, but for two.
    let (all, client) = (&words.every_surface, &words.client_alone);
    let places = [
        (What::Nothing, false, meeting, live, unstated, host, all),
        (What::UserData, false, meeting, live, unstated, host, all),
        (What::AccountData, false, meeting, live, unstated, host, all),
        (What::Client, false, meeting, live, stopped, host, all),
        (What::Client, false, meeting, live, unstated, host, &words.meeting_alone),
        (What::Meeting, false, meeting, live, unstated, host, all),
        (What::Meeting, false, meeting, live, stopped, host, all),
        (What::Meeting, true, meeting, live, unstated, host, all),
        (What::Meeting, false, meeting, MeetingState::Scheduled, unstated, host, all),
        (What::Meeting, false, meeting, MeetingState::Ended, stopped, host, client),
        (What::Meeting, false, meeting, live, unstated, &[], all),
        (What::Meeting, false, meeting, live, unstated, part, all),
        (What::Meeting, false, webinar, live, unstated, &[SeatRole::Attendee], all),
        (What::Meeting, false, engagement, live, unstated, &[SeatRole::Agent], all),
    ];
    // Approval, what is kept without it, whose app it is, and its listing.
    let gates = [
        (Approval::User, false, false, Listing::Listed),
        (Approval::None, false, false, Listing::Listed),
        (Approval::None, true, false, Listing::Listed),
        (Approval::None, false, true, Listing::Private),
        (Approval::All, true, false, Listing::Private),
    ];
    every! { q = words.call_as_host();
        api in one_api_of_each_sort();
        edition in Edition::ALL;
        principal | user_active | zero_user in PRINCIPALS;
        app_known | published in APPS;
        approval | keep_on_withdrawal | own_developer | listing in gates;
        installed in EITHER;
        disabled in EITHER;
        guest_mode in EITHER;
        requested in EITHER;
        resource | zero_owner | meeting_kind | state | host_consent | seats | surfaces in places;
        context in [None, Some(RunningContext::InImmersive), Some(RunningContext::InMail)];
        => tally.ask(&q)
    }
    tally.report(
        5_500_000,
        "unknown_principal unknown_app unknown_resource unknown_api action_not_supported \
        user_inactive app_unpublished app_not_approved not_installed installation_disabled api_not_requested \
        surface_not_requested not_in_meeting app_stopped context_not_supported authorization_required \
        role_not_permitted media_consent_required unrestricted role_in_meeting",
    );
}

/// A manifest that ticks one API, and one that ticks all but that: no tick is read for another's.
#[test]
fn calls_of_what_the_manifest_ticks() {
    let mut asked = 0;
    let words = Vocabulary::new();
    for edition in Edition::ALL {
        let question = Question { edition: *edition, ..words.call_as_host() };
        let documented = || APIS.iter().filter(|api| api.is_documented(*edition));
        for ticked in documented() {
            let only = question.manifest_with([ticked]);
            let all_but = question.manifest_with(documented().filter(|api| api.name != ticked.name));
            for called in documented() {
                let same = called.name == ticked.name;
                for (manifest, requested) in [(&only, same), (&all_but, !same)] {
                    let question = Question { requested, api: called, ..question };
                    assert_agree(&question, question.answer_with(manifest));
                    asked += 1;
                }
            }
        }
    }
    println!("calls_of_what_the_manifest_ticks: {asked} questions");
    assert!(asked > 100_000, "{asked}");
}

// What the sets say of themselves.

#[test]
fn a_verb_needs_what_the_tables_say() {
    let exist: Vec<_> = existing_rules().map(|(kind, verb, _)| (kind, verb)).collect();
    assert_eq!(exist.len(), 12);
    for kind in DataKind::ALL {
        for verb in Verb::ALL {
            let (rule, exists) = (rule_of(*kind, *verb), exist.contains(&(*kind, *verb)));
            let scope = exists.then(|| rule.scope.parse().expect("a scope"));
            assert_eq!(Scopes::needed(*kind, *verb), scope, "{verb} {kind}");
            for held in subsets(&ACCESS) {
                let covers = exists && held.iter().any(|access| rule.access.contains(access));
                assert_eq!(set::<Access>(&held).covers(*kind, *verb), covers, "{held:?}: {verb} {kind}");
            }
            for held in subsets(&PRIVILEGES) {
                let sufficient = |name: &&str| rule.sufficient.iter().any(|privilege| privilege == name);
                let covers = exists && held.iter().any(sufficient);
                assert_eq!(set::<Privileges>(&held).covers(*kind, *verb), covers, "{held:?}: {verb} {kind}");
            }
        }
    }
}

/// What a role must hold to let an app do all that these scopes allow, or to give this access for somebody else.
#[test]
fn scopes_and_access_need_the_privileges_of_what_they_cover() {
    let needed = |covered: &dyn Fn(&Rule) -> bool| {
        let rules = existing_rules().map(|(_, _, rule)| rule).filter(|rule| covered(rule));
        set(&rules.map(|rule| rule.privilege).collect::<Vec<_>>())
    };
    for asked in subsets(&SCOPES) {
        let privileges: Privileges = needed(&|rule| asked.contains(&rule.scope));
        assert_eq!(set::<Scopes>(&asked).privileges_needed(), privileges, "{asked:?}");
    }
    for given in subsets(&ACCESS) {
        let privileges: Privileges = needed(&|rule| rule.access.iter().any(|access| given.contains(access)));
        assert_eq!(set::<Access>(&given).privileges_needed(), privileges, "{given:?}");
    }
}

fn set<S: FromStr<Err: Debug>>(names: &[&str]) -> S {
    names.join(" ").parse().expect("names of the vocabulary")
}

// What the rules say of the sets and of other people.

#[test]
fn an_allowed_call_is_supported_by_a_role_of_the_principal() {
    let (mut asked, mut allowed) = (0, 0);
    let words = Vocabulary::new();
    let supported = supported_by_role();
    every! { q = words.call_as_host();
        api in every_api();
        edition in Edition::ALL;
        meeting_kind in MeetingKind::ALL;
        principal | owns_meeting in SEATED;
        guest_mode in EITHER;
        resource in [What::Meeting, What::Client];
        seats in single_seats();
        context in contexts();
        => {
            asked += 1;
            if q.answer().is_allowed() {
                allowed += 1;
                let mut roles = vec![MeetingRole::from(q.seats[0])];
                roles.extend(q.owns_meeting.then_some(MeetingRole::Owner));
                let by_role = roles.iter().any(|role| supported(q.edition, *role).contains(parsed(q.api)));
                assert!(by_role || (q.resource == What::Client && needs_no_seat(q.api, q.edition)), "{q:#?}");
            }
        }
    }
    println!("an_allowed_call_is_supported_by_a_role_of_the_principal: {asked} questions, {allowed} allowed");
    assert!(allowed > 150_000, "{allowed}");
}

/// The other way round: what a role supports it is allowed somewhere, be it on the client.
#[test]
fn what_a_role_supports_is_allowed_somewhere() {
    let words = Vocabulary::new();
    let supported = supported_by_role();
    for edition in Edition::ALL {
        for role in MeetingRole::ALL {
            let mut allowed = ApiSet::EMPTY;
            every! { q = Question { edition: *edition, ..words.call_as_host() };
                api in every_api();
                seats | owns_meeting in [seating_of(*role)];
                host_consent in HostConsent::ALL;
                resource in [What::Meeting, What::Client];
                meeting_kind in MeetingKind::ALL;
                guest_mode in EITHER;
                context in contexts();
                => if q.answer().is_allowed() {
                    allowed.insert(parsed(q.api));
                }
            }
            let rest = supported(*edition, *role) - allowed;
            assert!(rest.is_empty(), "{edition}: {role} supports {rest}, and nowhere may call it");
        }
    }
}

/// An app opens for whom the gates let through, and who has installed it or may.
#[test]
fn who_can_open_an_app() {
    let (mut asked, mut open) = (0, 0);
    let words = Vocabulary::new();
    let (roles, manifests) = (words.roles(), words.manifests());
    let administrators = Words::new(&["marketplace_edit", "users_edit", "recordings_read"]);
    let roles: Vec<&Words<Privileges>> = roles.into_iter().chain([&administrators]).collect();
    let users: Vec<(Who, bool, bool)> =
        PRINCIPALS.into_iter().filter(|(who, ..)| *who == Who::User).collect();
    every! { q = words.read_own_meetings();
        principal | user_active | zero_user in users;
        app_known | published in APPS;
        listing in Listing::ALL;
        own_developer | own_as_listed in DEVELOPERS;
        approval in Approval::ALL;
        keep_on_withdrawal in EITHER;
        installed in EITHER;
        disabled in EITHER;
        admin_managed in EITHER;
        required_scopes | optional_scopes in manifests;
        privileges in roles;
        => {
            asked += 1;
            let expected = may_open(&q);
            open += u64::from(expected);
            q.in_types(q.manifest(), |principal, app, _| {
                let Principal::User(user) = principal else { panic!("a user asks") };
                assert_eq!(can_open(user, app), expected, "{q:#?}");
            });
        }
    }
    println!("who_can_open_an_app: {asked} questions, {open} open");
    assert!(asked > 1_000_000 && open > 60_000, "{asked} {open}");
}

#[test]
fn js_apis_are_exactly_the_allowed_and_the_denied_part() {
    let mut instances = 0;
    let words = Vocabulary::new();
    let seatings: Vec<&[SeatRole]> = SEATINGS.iter().copied().chain(single_seats()).collect();
    every! { q = words.call_as_host();
        edition in Edition::ALL;
        requested in EITHER;
        principal | owns_meeting in SEATED;
        installed in EITHER;
        guest_mode in EITHER;
        resource in [What::Meeting, What::Client, What::UserData];
        meeting_kind in MeetingKind::ALL;
        surfaces | host_consent in [
            (&words.every_surface, HostConsent::Unstated),
            (&words.every_surface, HostConsent::Stopped),
            (&words.every_surface, HostConsent::MediaAllowed),
            (&words.client_alone, HostConsent::Unstated),
        ];
        seats in seatings;
        => {
            instances += 1;
            let allowed: ApiSet = Api::ALL
                .iter()
                .zip(APIS.iter())
                .filter(|(_, row)| matches!(verdict(&Question { api: row, ..q }), Verdict::Allow(..)))
                .map(|(api, _)| *api)
                .collect();
            let asked_for = ApiSet::from([Api::GetMeetingContext, Api::GetRunningContext, Api::ShareApp]);
            q.in_types(q.manifest(), |principal, app, resource| {
                assert_eq!(supported_js_apis(principal, app, resource), allowed, "{q:#?}");
                let denied_of = |requested| unsupported_js_apis(principal, app, resource, requested);
                assert_eq!(denied_of(ApiSet::all()), !allowed, "{q:#?}");
                assert_eq!(denied_of(asked_for), asked_for - allowed, "{q:#?}");
            });
        }
    }
    println!("js_apis_are_exactly_the_allowed_and_the_denied_part: {instances} instances");
    assert!(instances > 10_000, "{instances}");
}

#[test]
fn other_peoples_seats_change_no_answer() {
    let mut asked = 0;
    let words = Vocabulary::new();
    let seatings: Vec<&[SeatRole]> = SEATINGS.iter().copied().chain(single_seats()).collect();
    every! { q = words.call_as_host();
        api in every_api();
        edition in Edition::ALL;
        meeting_kind in MeetingKind::ALL;
        principal | owns_meeting in SEATED;
        elsewhere in EITHER;
        guest_mode in EITHER;
        seats in seatings;
        => {
            asked += 1;
            let in_company = Question { company: true, ..q };
            assert_eq!(q.answer(), in_company.answer(), "{q:#?}");
        }
    }
    println!("other_peoples_seats_change_no_answer: {asked} pairs of questions");
    assert!(asked > 400_000, "{asked}");
}

/// `supported_apis` of every role in every edition, computed once.
fn supported_by_role() -> impl Fn(Edition, MeetingRole) -> ApiSet {
    let sets: Vec<Vec<ApiSet>> = Edition::ALL
        .iter()
        .map(|edition| MeetingRole::ALL.iter().map(|role| edition.supported_apis(*role)).collect())
        .collect();
    move |edition, role| sets[edition as usize][role as usize]
}

fn parsed(api: &ApiRow) -> Api {
    api.name.parse().expect("a name of the catalogue")
}

/// Whether an API is for everybody outside meetings: by its roles, or by a context of the client that it states.
fn needs_no_seat(api: &ApiRow, edition: Edition) -> bool {
    let outside = ["inMainClient", "inPhone", "inChat", "inMail", "inDigitalSignage"];
    ["any", "any-seat"].iter().any(|mark| api.roles(edition) == [*mark])
        || api.contexts.iter().any(|context| outside.contains(&context.as_str()))
}

// The oracle itself.

/// Asserts that the answer is the oracle's verdict, and returns that.
#[track_caller]
fn assert_agree(question: &Question<'_>, answer: Decision) -> Verdict {
    let said = verdict(question);
    assert!(said.is(answer, question), "{question:#?}\nthe rules say {said:?}, evaluate says {answer:?}");
    said
}

/// How many questions were asked, and how often each outcome was the answer.
#[derive(Default)]
struct Tally {
    by_check: [u64; CHECKS.len()],
    by_basis: [u64; BASES.len()],
}

impl Tally {
    #[track_caller]
    fn ask(&mut self, question: &Question<'_>) {
        match assert_agree(question, question.answer()) {
            Verdict::Deny(reason) => {
                let position =
                    CHECKS.iter().position(|(name, _)| *name == reason).expect("a reason of the rules");
                self.by_check[position] += 1;
            }
            Verdict::Allow(basis, _) => {
                let position = BASES.iter().position(|name| *name == basis).expect("a basis of the rules");
                self.by_basis[position] += 1;
            }
        }
    }

    /// Prints the counts. So many questions must have been asked and exactly these outcomes have occurred, lest
    /// a space shrink unseen.
    #[track_caller]
    fn report(&self, at_least: u64, expected: &str) {
        let reasons = CHECKS.iter().map(|(reason, _)| *reason).zip(self.by_check);
        let outcomes = reasons.chain(BASES.iter().copied().zip(self.by_basis));
        let occurred: Vec<(&str, u64)> = outcomes.filter(|(_, times)| *times > 0).collect();
        let asked: u64 = occurred.iter().map(|(_, times)| times).sum();
        let mut text = format!("{asked} questions");
        for (outcome, times) in &occurred {
            write!(text, ", {outcome} {times}").expect("a string takes it");
        }
        println!("{}: {text}", std::thread::current().name().unwrap_or_default());
        assert!(asked >= at_least, "{text}");
        let expected: Vec<&str> = expected.split_whitespace().collect();
        let occurred: Vec<&str> = occurred.into_iter().map(|(outcome, _)| outcome).collect();
        assert_eq!(occurred, expected);
    }
}
