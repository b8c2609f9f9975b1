//! An app in a live meeting: guest, participant and owner; alone and together. `cargo run --example meeting`

mod shared;

use std::error::Error;

use comfy_table::Cell;
use consentry::catalog::{Api, ApiSet, MeetingRole, Roles};
use consentry::directory::{
    Audience, CollaborationMode, Condition, Directory, NextStep, PrincipalId, Refusal, ResourceId,
};
use consentry::facts::{AccountRole, AuthStatus, MeetingKind, SeatRole};
use consentry::id::MeetingNumber;
use consentry::{
    AccountId, AppId, Basis, Decision, Denial, Manifest, MeetingUuid, Obstacle, ParticipantId, Scopes, UserId,
};
use shared::{heading, id, names, table};

use CollaborationMode::{Multiplayer, SinglePlayer};
use NextStep::{InviteOwner, OwnerAbsent};

fn main() -> Result<(), Box<dyn Error>> {
    // Acme's Olga and Paul have both installed Planner. Guests may run it too, as far as each API permits.
    let [acme, initech]: [AccountId; 2] = ["Acme", "Initech"].map(id);
    let [olga, paul]: [UserId; 2] = ["Olga", "Paul"].map(id);
    let planner: AppId = id("Planner");
    let apis = [
        Api::GetRunningContext,
        Api::GetUserContext,
        Api::ShowNotification,
        Api::SendAppInvitationToMeetingOwner,
        Api::GetMeetingParticipants,
        Api::CloudRecording,
    ];
    let mut directory = Directory::new();
    directory.acting_as_system().add_account(acme, olga)?;
    directory.acting_as(olga).add_user(acme, paul, AccountRole::Member)?;
    directory.acting_as_system().add_account(initech, id("Ines"))?;
    directory
        .acting_as_system()
        .register_app(planner, Manifest::user_managed(initech).guest_mode().call(apis).build()?)?;
    directory.acting_as(olga).approve_app(acme, planner, Audience::Everybody)?;
    directory.acting_as(olga).install(planner, Scopes::empty())?;
    directory.acting_as(paul).install(planner, Scopes::empty())?;

    // Monday's meeting is Olga's. Hana hosts it for her; she and Gus are not signed in.
    let monday: MeetingUuid = id("Monday");
    let number = MeetingNumber::from(85_012_345_678);
    directory.acting_as(olga).schedule_meeting(
        olga,
        monday,
        number,
        "Weekly planning",
        MeetingKind::Meeting,
    )?;
    directory.acting_as(olga).start_meeting(monday)?;
    let seats: [ParticipantId; 4] = ["Hana", "Gus", "Paul", "Olga"].map(id);
    let [hanas_seat, guss_seat, pauls_seat, olgas_seat] = seats;
    directory.acting_as_system().join(monday, None, hanas_seat, SeatRole::Host)?;
    directory.acting_as_system().join(monday, None, guss_seat, SeatRole::Participant)?;
    directory.acting_as_system().join(monday, Some(paul), pauls_seat, SeatRole::Participant)?;

    println!(
        "Olga's meeting is live without her. Hana, as host, and Gus are in it as guests, Paul is signed in."
    );

    heading("From one player to many");
    let refused = directory.acting_as_system().open_app(monday, guss_seat, planner);
    assert_eq!(refused, Err(Condition::NotInvited.into()), "guests open an app by invitation only");
    let mut rows = Vec::new();
    let mut look = |what, directory: &Directory, mode, next| -> Result<(), Refusal> {
        let collaboration = directory.collaboration(monday, planner)?;
        assert_eq!((collaboration.mode, collaboration.next), (mode, next), "{what}");
        let state = directory.shared_state(monday, planner)?;
        assert_eq!(
            state.meeting.is_some(),
            next == NextStep::None,
            "the meeting's data is shared only with its owner present"
        );
        rows.push([
            Cell::new(what),
            Cell::new(collaboration.mode),
            Cell::new(names(collaboration.participants)),
            Cell::new(collaboration.next),
            Cell::new(names(state.participants)),
            Cell::new(if state.meeting.is_some() { "shared" } else { "withheld" }),
        ]);
        Ok(())
    };
    look("Gus tries to open Planner: refused", &directory, SinglePlayer, OwnerAbsent)?;
    directory.acting_as_system().open_app(monday, pauls_seat, planner)?;
    look("Paul opens Planner", &directory, SinglePlayer, OwnerAbsent)?;
    directory.acting_as_system().open_app(monday, guss_seat, planner)?;
    look("Now Gus may open it too", &directory, Multiplayer, OwnerAbsent)?;
    directory.acting_as_system().join(monday, Some(olga), olgas_seat, SeatRole::Participant)?;
    look("Olga joins", &directory, Multiplayer, InviteOwner)?;
    directory.acting_as_system().open_app(monday, olgas_seat, planner)?;
    look("Olga opens Planner", &directory, Multiplayer, NextStep::None)?;
    table(
        ["what happens", "mode", "who runs it", "next step", "who shares data", "the meeting's data"],
        rows,
    );

    if let Some(meeting) = directory.shared_state(monday, planner)?.meeting {
        let everybody = names(meeting.participants);
        println!("\nWith Olga's instance open, Planner's backend has the data of her meeting:");
        println!("topic \"{}\", number {}, in it {everybody}.", meeting.topic, meeting.number);
    }

    heading("What Planner may call for each of them");
    let in_meeting = ResourceId::from(monday);
    let ask = |participant, api: Api| {
        directory.evaluate(
            PrincipalId::Participant { meeting: monday, participant },
            planner,
            in_meeting,
            api,
        )
    };
    // A no-break space keeps the mark beside its word.
    let short = |decision| match decision {
        Decision::Allow(Basis::RoleInMeeting(role)) => Cell::new(format!("✓\u{a0}{role}")),
        Decision::Allow(basis) => Cell::new(format!("✓\u{a0}{}", basis.name())),
        Decision::Deny(denial) => Cell::new(format!("✗\u{a0}{}", denial.reason().replace('_', " "))),
    };
    table(
        ["API", "Hana: a guest, host", "Gus: a guest", "Paul", "Olga: the owner"],
        apis.map(|api| {
            let [hana, gus, paul, olga] = seats.map(|seat| short(ask(seat, api)));
            [Cell::new(api), hana, gus, paul, olga]
        }),
    );
    println!("\nOlga's seat is a participant's, but she has the rights of a host: the meeting is hers.\n");
    let (status, obstacle) = (AuthStatus::Unauthenticated, Obstacle::NoUser);
    let unauthorized = Denial::AuthorizationRequired { status, obstacle };
    for (seat, api, expected) in [
        (hanas_seat, Api::GetMeetingParticipants, Decision::Deny(unauthorized)),
        (
            pauls_seat,
            Api::GetMeetingParticipants,
            Decision::Deny(Denial::RoleNotPermitted(Roles::OWNER | Roles::HOST | Roles::COHOST)),
        ),
        (olgas_seat, Api::GetMeetingParticipants, Decision::Allow(Basis::RoleInMeeting(MeetingRole::Owner))),
    ] {
        let decision = ask(seat, api);
        assert_eq!(decision, expected);
        println!("  {:<5} {api}: {decision}", names([seat]));
    }
    // An app can ask in advance which calls it may make.
    let guest = PrincipalId::Participant { meeting: monday, participant: guss_seat };
    let supported = directory.supported_js_apis(guest, planner, in_meeting);
    assert_eq!(
        supported,
        Ok(ApiSet::from([Api::GetRunningContext, Api::GetUserContext, Api::ShowNotification]))
    );

    heading("Two meetings with one number");
    directory.acting_as(olga).end_meeting(monday)?;
    let tuesday: MeetingUuid = id("Tuesday");
    directory.acting_as(olga).schedule_meeting(olga, tuesday, number, "Review", MeetingKind::Meeting)?;
    let found: Vec<MeetingUuid> =
        directory.meetings_by_number(acme, number)?.into_iter().map(|row| row.meeting).collect();
    assert_eq!(found, [monday, tuesday]);
    println!(
        "Monday's meeting has ended. Tuesday's gets its number, {number}, which now finds: {}.",
        names(found)
    );
    println!("So a number in a calendar does not say which meeting is meant. The user has to:\n");
    let event = "Review with Olga";
    let before = directory.calendar_event(paul, event)?;
    assert_eq!(before, None);
    directory.acting_as(paul).confirm_calendar_event(tuesday, event)?;
    let after = directory.calendar_event(paul, event)?;
    assert_eq!(after, Some(tuesday));
    table(
        ["Paul's calendar event", "before he confirms it", "after"],
        [[Cell::new(event), Cell::new("unknown"), Cell::new(names(after))]],
    );
    Ok(())
}
