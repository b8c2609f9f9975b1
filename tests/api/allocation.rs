//! `evaluate` allocates nothing, whatever it answers.

use std::hint::black_box;

use allocation_counter::measure;
use consentry::catalog::{Api, ApiSet, MeetingRole, RunningContext, supported_apis};
use consentry::facts::{
    Access, Delegation, HostConsent, ManifestDraft, MeetingKind, MeetingState, Privileges, Publication, Seat,
    SeatRole, Surfaces,
};
use consentry::{
    Action, App, Basis, DataKind, Decision, Denial, Installation, Manifest, Meeting, Participant, Principal,
    Resource, Scopes, Standing, User, UserId, Verb, can_open, evaluate, supported_js_apis,
    unsupported_js_apis,
};

#[test]
fn an_allocation_is_counted() {
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
    assert_eq!(allocations(|| drop(black_box("ann".to_owned()))), 1);
    assert!(allocations(|| drop(black_box("nobody".parse::<UserId>()))) > 0, "a refusal keeps the text");
}

#[test]
fn allocations_of_other_threads_are_not_counted() {
    let (ready, go) = (std::sync::Barrier::new(2), std::sync::Barrier::new(2));
    std::thread::scope(|threads| {
        threads.spawn(|| {
            ready.wait();
            drop(black_box(vec![1; 1000]));
            go.wait();
        });
        let counted = allocations(|| {
            ready.wait();
            go.wait();
        });
        assert_eq!(counted, 0);
    });
}

fn allocations(run: impl FnOnce()) -> u64 {
    measure(run).count_total
}

/// Asks, and counts the allocations.
#[track_caller]
fn evaluate_for_free(
    principal: Principal<'_>,
    app: App<'_>,
    resource: Resource<'_>,
    action: impl Into<Action>,
) -> Decision {
    let action = action.into();
    let mut decision = None;
    let counted = allocations(|| {
        decision = Some(evaluate(&black_box(principal), &app, &resource, action));
    });
    assert_eq!(counted, 0, "allocations to answer {decision:?}");
    decision.unwrap()
}

/// A user of account 7 with its app, and everything that it can ask about.
struct World {
    user_app: Manifest,
    admin_app: Manifest,
    ann: User,
    olga: User,
    stranger: User,
    seats: [Seat; 3],
}

const STANDUP: u64 = 50;
const ANNS_SEAT: u64 = 60;
const GUESTS_SEAT: u64 = 61;

impl World {
    fn new() -> Self {
        let mut draft = ManifestDraft::user_managed(7_u64.into());
        draft.required_scopes = Scopes::MEETINGS_READ | Scopes::MEETINGS_WRITE | Scopes::REPORTS_READ;
        draft.uses_shared_access = true;
        draft.guest_mode = true;
        draft.apis = ["config", "getMeetingContext", "authorize", "callbackToMail", "startRTMS"]
            .map(str::to_owned)
            .to_vec();
        let mut admin_draft = ManifestDraft::admin_managed(7_u64.into());
        admin_draft.required_scopes = draft.required_scopes;

        let ann = User::new(1_u64.into(), 7_u64.into());
        let seat = |participant: u64, user, role| Seat { participant: participant.into(), user, role };
        Self {
            user_app: Manifest::try_from(draft).unwrap(),
            admin_app: Manifest::try_from(admin_draft).unwrap(),
            ann,
            olga: User::new(2_u64.into(), 7_u64.into()),
            stranger: User::new(3_u64.into(), 8_u64.into()),
            seats: [
                seat(ANNS_SEAT, Some(ann.id), SeatRole::Participant),
                seat(GUESTS_SEAT, None, SeatRole::Participant),
                seat(62, Some(2_u64.into()), SeatRole::Host),
            ],
        }
    }

    fn app(&self) -> App<'_> {
        App::published(&self.user_app, shared())
    }

    fn admin_app(&self) -> App<'_> {
        App::published(&self.admin_app, installed(self.admin_app.scopes()))
    }

    fn ann(&self) -> Principal<'_> {
        Principal::User(&self.ann)
    }

    fn guest(&self) -> Principal<'_> {
        Principal::Participant(Participant { meeting: STANDUP.into(), id: GUESTS_SEAT.into(), user: None })
    }

    fn meeting(&self) -> Meeting<'_> {
        Meeting {
            uuid: STANDUP.into(),
            kind: MeetingKind::Meeting,
            owner: self.olga.id,
            state: MeetingState::Live,
            host_consent: HostConsent::Unstated,
            seats: &self.seats,
        }
    }
}

fn installed(scopes: Scopes) -> Standing {
    Standing { installation: Some(Installation::new(scopes)), ..Standing::default() }
}

fn shared() -> Standing {
    let installation = Installation::new(Scopes::all()).with_shared_access();
    Standing { installation: Some(installation), ..Standing::default() }
}

fn meetings_of(owner: &User) -> Resource<'_> {
    Resource::UserData { owner, kind: DataKind::Meetings, delegation: None }
}

const CLIENT: Resource<'_> = Resource::Client { context: None };

#[test]
fn no_allowed_question_allocates() {
    let world = World::new();
    let meeting = &world.meeting();
    let standup = Resource::Meeting { meeting, context: None };
    let delegation =
        Some(Delegation { delegator: world.olga.id, delegate: world.ann.id, access: Access::SCHEDULE });
    let entrusted = Resource::UserData { owner: &world.olga, kind: DataKind::Meetings, delegation };
    let editor = world.ann.with_privileges(Privileges::USERS_EDIT);
    let editor = Principal::User(&editor);

    let bases = [
        evaluate_for_free(world.ann(), world.app(), meetings_of(&world.ann), Verb::Delete),
        evaluate_for_free(world.ann(), world.app(), entrusted, Verb::Create),
        evaluate_for_free(editor, world.app(), meetings_of(&world.olga), Verb::Update),
        evaluate_for_free(editor, world.admin_app(), meetings_of(&world.olga), Verb::Read),
        evaluate_for_free(world.ann(), world.app(), CLIENT, Api::Config),
        evaluate_for_free(world.ann(), world.app(), standup, Api::Authorize),
        evaluate_for_free(world.guest(), world.app(), standup, Api::Config),
    ];
    assert_eq!(
        bases,
        [
            Basis::Own,
            Basis::Delegated,
            Basis::AccountRole,
            Basis::Admin,
            Basis::Unrestricted,
            Basis::RoleInMeeting(MeetingRole::Participant),
            Basis::Unrestricted,
        ]
        .map(Decision::Allow)
    );
}

#[test]
fn no_denied_question_allocates() {
    let world = World::new();
    let (app, ann) = (world.app(), world.ann());
    let meeting = &world.meeting();
    let outside = Manifest::user_managed(7_u64.into());
    let outside = outside.call([Api::Config]).surfaces(Surfaces::CLIENT).build().unwrap();
    let stopped = &Meeting { host_consent: HostConsent::Stopped, ..*meeting };
    let over = &Meeting { state: MeetingState::Ended, ..*meeting };
    let standup = Resource::Meeting { meeting, context: None };
    let by_mail = Resource::Meeting { meeting, context: Some(RunningContext::InMail) };
    let own = meetings_of(&world.ann);
    let olgas = meetings_of(&world.olga);
    let strangers = meetings_of(&world.stranger);
    let inactive = world.ann.deactivated();
    let gone = world.olga.deactivated();
    let editor = world.ann.with_privileges(Privileges::USERS_EDIT);
    let reports = Resource::AccountData { account: 7_u64.into(), kind: DataKind::Reports };

    let unpublished = App::Registered {
        manifest: &world.user_app,
        publication: Publication::Unpublished,
        standing: shared(),
    };
    let standing = |standing| App::published(&world.user_app, standing);
    let disabled = standing(Standing { disabled: true, ..shared() });
    let ticked_not = standing(installed(Scopes::all()));

    let denials = [
        evaluate_for_free(Principal::Unknown, app, own, Verb::Read),
        evaluate_for_free(ann, App::Unknown, own, Verb::Read),
        evaluate_for_free(ann, app, Resource::Unknown, Verb::Read),
        evaluate_for_free(ann, app, CLIENT, Action::call("nope")),
        evaluate_for_free(ann, app, standup, Verb::Read),
        evaluate_for_free(Principal::User(&inactive), app, own, Verb::Read),
        evaluate_for_free(ann, unpublished, own, Verb::Read),
        evaluate_for_free(Principal::User(&world.stranger), app, own, Verb::Read),
        evaluate_for_free(ann, standing(Standing::default()), own, Verb::Read),
        evaluate_for_free(ann, disabled, own, Verb::Read),
        evaluate_for_free(ann, standing(installed(Scopes::empty())), own, Verb::Read),
        evaluate_for_free(ann, app, strangers, Verb::Read),
        evaluate_for_free(ann, app, reports, Verb::Read),
        evaluate_for_free(ann, app, olgas, Verb::Read),
        evaluate_for_free(Principal::User(&editor), app, meetings_of(&gone), Verb::Read),
        evaluate_for_free(Principal::User(&editor), ticked_not, olgas, Verb::Read),
        evaluate_for_free(ann, world.admin_app(), olgas, Verb::Read),
        evaluate_for_free(ann, app, standup, Api::ShareApp),
        evaluate_for_free(ann, App::published(&outside, shared()), standup, Api::Config),
        evaluate_for_free(ann, app, Resource::Meeting { meeting: over, context: None }, Api::Config),
        evaluate_for_free(ann, app, Resource::Meeting { meeting: stopped, context: None }, Api::Config),
        evaluate_for_free(ann, app, by_mail, Api::Config),
        evaluate_for_free(world.guest(), app, standup, Api::Authorize),
        evaluate_for_free(ann, app, standup, Api::GetMeetingContext),
        evaluate_for_free(ann, app, standup, Api::StartRTMS),
    ];
    let reasons = denials.iter().filter_map(|decision| decision.denial()).map(Denial::reason);
    let every_reason = Denial::CHECKS.iter().map(|check| check.reason);
    assert!(reasons.eq(every_reason), "{denials:#?}");
}

#[test]
fn what_stands_beside_evaluate_does_not_allocate_either() {
    let world = World::new();
    let meeting = &world.meeting();
    let standup = &Resource::Meeting { meeting, context: None };
    let (app, ann) = (&world.app(), &world.ann());
    assert_eq!(
        allocations(|| {
            black_box(can_open(&world.ann, app));
            black_box(supported_js_apis(ann, app, standup));
            black_box(unsupported_js_apis(ann, app, standup, ApiSet::all()));
            black_box(supported_apis(MeetingRole::Owner));
            black_box(Action::call("getMeetingContext"));
            black_box("_v7R-0cVQ2uYYx0lVhS6oQ".parse::<UserId>()).unwrap();
            black_box("meetings:read meetings:write".parse::<Scopes>()).unwrap();
        }),
        0
    );
}
