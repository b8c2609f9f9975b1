//! One app, run by two people: what each of them may have it do. `cargo run --example quickstart`

use consentry::*;

fn main() -> Result<(), ManifestError> {
    // What the developer declares, and what an account's administrators and a user have agreed to.
    let mut draft = ManifestDraft::user_managed(90_u64.into());
    draft.required_scopes = Scopes::MEETINGS_WRITE;
    draft.uses_shared_access = true;
    draft.apis =
        ["getMeetingParticipants", "getMeetingContext", "getUserContext", "shareApp"].map(Into::into).into();
    let planner = Manifest::try_from(draft)?;
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
        seats: &seats,
    };
    let here = Resource::Meeting { meeting: &meeting, context: None };

    println!("Olga's meeting is live. She sits in it as host, Paul as participant, and both run Planner.\n");
    for (name, user) in [("Olga", &olga), ("Paul", &paul)] {
        let may = supported_js_apis(&Principal::User(user), &app(installed), &here);
        println!("{name} may have Planner call {} of its {} APIs", may.len(), planner.apis().len());
        for api in planner.apis().iter() {
            let decision = evaluate(&Principal::User(user), &app(installed), &here, api.into());
            println!("  {}  {api:<23} {decision}", decision.code());
        }
        println!();
    }

    println!("Planner creates a meeting for Olga, on Paul's authority");
    let schedule = Delegation { delegator: olga.id, delegate: paul.id, access: Access::SCHEDULE };
    for (situation, installation, delegation) in [
        ("Olga lets Paul schedule for her", installed, Some(schedule)),
        ("... and Paul shares that with Planner", installed.with_shared_access(), Some(schedule)),
        ("Olga takes it back", installed.with_shared_access(), None),
    ] {
        let olgas = Resource::UserData { owner: &olga, kind: DataKind::Meetings, delegation };
        let decision = evaluate(&Principal::User(&paul), &app(installation), &olgas, Verb::Create.into());
        println!("  {}  {situation:<38} {decision}", decision.code());
    }
    Ok(())
}
