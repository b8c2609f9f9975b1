//! The decision alone: two people, one app, and what it may do for each. `cargo run --example quickstart`

use consentry::catalog::Api;
use consentry::facts::{
    Access, Approval, Delegation, HostConsent, ManifestError, MeetingKind, MeetingState, Seat, SeatRole,
};
use consentry::{
    App, DataKind, Installation, Manifest, Meeting, Principal, Resource, Scopes, Standing, User, Verb,
    evaluate, supported_js_apis,
};

fn main() -> Result<(), ManifestError> {
    // The manifest is what the developer declares. The standing is what the administrators and the user have agreed to.
    let planner = Manifest::user_managed(90_u64.into())
        .require(Scopes::MEETINGS_WRITE)
        .offer_shared_access()
        .call([Api::GetMeetingParticipants, Api::GetMeetingContext, Api::GetUserContext, Api::ShareApp])
        .build()?;
    let installed = Installation::new(planner.required_scopes());
    let app = |installation| {
        let standing =
            Standing { approval: Approval::All, installation: Some(installation), ..Standing::default() };
        App::published(&planner, standing)
    };

    let olga = User::new(1_u64.into(), 7_u64.into());
    let paul = User::new(2_u64.into(), 7_u64.into());
    let seats = [(&olga, 11_u64, SeatRole::Host), (&paul, 12_u64, SeatRole::Participant)]
        .map(|(user, seat, role)| Seat { participant: seat.into(), user: Some(user.id), role });
    let meeting = Meeting {
        uuid: 5_u64.into(),
        kind: MeetingKind::Meeting,
        owner: olga.id,
        state: MeetingState::Live,
        host_consent: HostConsent::Unstated,
        seats: &seats,
    };
    let in_meeting = Resource::Meeting { meeting: &meeting, context: None };

    println!("Olga's meeting is live. She is its host, Paul is a participant, and both run Planner.\n");
    for (name, user) in [("Olga", &olga), ("Paul", &paul)] {
        let may = supported_js_apis(&Principal::User(user), &app(installed), &in_meeting);
        println!("For {name}, Planner may call {} of its {} APIs", may.len(), planner.apis().len());
        for api in planner.apis().iter() {
            let decision = evaluate(&Principal::User(user), &app(installed), &in_meeting, api);
            println!("  {}  {api:<23} {decision}", decision.code());
        }
        println!();
    }

    println!("Planner wants to create a meeting for Olga, on Paul's behalf");
    let schedule = Delegation { delegator: olga.id, delegate: paul.id, access: Access::SCHEDULE };
    for (situation, installation, delegation) in [
        ("Olga lets Paul schedule for her", installed, Some(schedule)),
        ("... and Paul ticks shared access", installed.with_shared_access(), Some(schedule)),
        ("Olga revokes the delegation", installed.with_shared_access(), None),
    ] {
        let olgas = Resource::UserData { owner: &olga, kind: DataKind::Meetings, delegation };
        let decision = evaluate(&Principal::User(&paul), &app(installation), &olgas, Verb::Create);
        println!("  {}  {situation:<38} {decision}", decision.code());
    }
    Ok(())
}
