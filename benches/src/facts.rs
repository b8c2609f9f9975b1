//! Eight questions that the rules answer in eight ways, from the first check to the last, with the facts that they need.

use consentry::catalog::{Api, MeetingRole, Roles};
use consentry::facts::{
    Access, Approval, Delegation, HostConsent, Management, ManifestDraft, MeetingKind, MeetingState,
    Privileges, Seat, SeatRole,
};
use consentry::{
    Action, App, Basis, DataKind, Decision, Denial, Installation, Manifest, Meeting, Participant, Principal,
    Resource, Scopes, Standing, User, Verb,
};

/// The four arguments of a question.
pub type Question<'a> = (Principal<'a>, App<'a>, Resource<'a>, Action);

/// A question, and the answer that it gets.
pub struct Case<'a> {
    pub name: &'static str,
    pub question: Question<'a>,
    pub answer: Decision,
}

/// All of them.
pub fn cases() -> [Case<'static>; 8] {
    let [ann, olga, admin] = [1_u64, 2, 3].map(|id| User::new(id.into(), 7_u64.into()));
    let admin = admin.with_privileges(Privileges::all());
    let [ann, olga, admin] = [ann, olga, admin].map(keep);
    let [ann_asks, olga_asks, admin_asks] = [ann, olga, admin].map(Principal::User);

    let manifest = |management, guest_mode| {
        let mut draft = ManifestDraft::user_managed(90_u64.into());
        draft.management = management;
        draft.guest_mode = guest_mode;
        draft.uses_shared_access = management == Management::UserManaged;
        draft.required_scopes = Scopes::MEETINGS_READ | Scopes::MEETINGS_WRITE;
        draft.apis = ["getMeetingParticipants", "getUserContext", "clearParticipant"].map(Into::into).into();
        keep(Manifest::try_from(draft).expect("a manifest"))
    };
    let user_managed = manifest(Management::UserManaged, false);
    let admin_managed = manifest(Management::AdminManaged, false);
    let open_to_guests = manifest(Management::UserManaged, true);
    let installation = Some(Installation::new(user_managed.scopes()).with_shared_access());
    let installed = Standing { approval: Approval::All, installation, ..Standing::default() };
    let planner = App::published(user_managed, installed);
    let console = App::published(admin_managed, installed);
    let whiteboard = App::published(open_to_guests, Standing::default());

    let anns = Resource::UserData { owner: ann, kind: DataKind::Meetings, delegation: None };
    let olgas = Resource::UserData { owner: olga, kind: DataKind::Meetings, delegation: None };
    let delegation = Some(Delegation { delegator: olga.id, delegate: ann.id, access: Access::SCHEDULE });
    let olgas_for_ann = Resource::UserData { owner: olga, kind: DataKind::Meetings, delegation };

    // Olga and Ann, and then guests. The one who asks sits in the last seat.
    let seats: &[Seat; 8] = keep(std::array::from_fn(|seat| Seat {
        participant: (seat as u64).into(),
        user: [olga.id, ann.id].get(seat).copied(),
        role: if seat == 0 { SeatRole::Host } else { SeatRole::Participant },
    }));
    let [two_seats, eight_seats] = [&seats[..2], &seats[..]].map(|seats| {
        let (uuid, owner) = (5_u64.into(), olga.id);
        keep(Meeting {
            uuid,
            kind: MeetingKind::Meeting,
            owner,
            state: MeetingState::Live,
            host_consent: HostConsent::Unstated,
            seats,
        })
    });
    let [small, large] = [two_seats, eight_seats].map(|meeting| Resource::Meeting { meeting, context: None });
    let guest = Participant { meeting: eight_seats.uuid, id: seats[7].participant, user: None };
    let guest_asks = Principal::Participant(guest);

    let (read, create) = (Action::Verb(Verb::Read), Action::Verb(Verb::Create));
    let list = Action::Call(Api::GetMeetingParticipants);
    let clear = Action::Call(Api::ClearParticipant);
    let permitted = Decision::Allow(Basis::RoleInMeeting(MeetingRole::Owner));
    let unknown = Decision::Deny(Denial::UnknownPrincipal);
    let refused = Decision::Deny(Denial::RoleNotPermitted(Roles::OWNER | Roles::HOST | Roles::COHOST));
    [
        ("own", (ann_asks, planner, anns, create), Decision::Allow(Basis::Own)),
        ("delegated", (ann_asks, planner, olgas_for_ann, create), Decision::Allow(Basis::Delegated)),
        ("by_role", (admin_asks, planner, olgas, read), Decision::Allow(Basis::AccountRole)),
        ("admin", (admin_asks, console, olgas, create), Decision::Allow(Basis::Admin)),
        ("call_allowed", (olga_asks, planner, small, list), permitted),
        ("call_refused_by_role", (ann_asks, planner, small, list), refused),
        ("first_denial", (Principal::Unknown, planner, olgas, read), unknown),
        ("last_denial", (guest_asks, whiteboard, large, clear), refused),
    ]
    .map(|(name, question, answer)| Case { name, question, answer })
}

/// Keeps a fact for as long as the program runs: meetings point to seats, and questions to all of them.
fn keep<T>(fact: T) -> &'static T {
    Box::leak(Box::new(fact))
}
