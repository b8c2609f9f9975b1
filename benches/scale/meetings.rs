//! What a call costs in meetings and webinars of several sizes.
//!
//! All worlds have as many users, and each of them sits in one meeting: in a thousand meetings of ten, in ten of a
//! thousand, or in one of ten thousand. So what differs is the size of a meeting alone.

use std::io;

use consentry::catalog::Api;
use consentry::directory::{Directory, PrincipalId};
use consentry::facts::{ManifestDraft, MeetingKind, SeatRole};
use consentry::id::MeetingNumber;
use consentry::{Action, AppId, Basis, Decision, MeetingUuid, ParticipantId, Scopes, UserId};
use consentry_benches::measure::{Chase, Contender};
use consentry_benches::world::{Plan, account_id};

use crate::Effort;
use crate::report::{LOAD, Report};
use crate::uncounted::in_turn;

const SIZES: [(&str, usize); 3] = [("10 seats", 10), ("1,000 seats", 1_000), ("10,000 seats", 10_000)];

const KINDS: [(&str, MeetingKind, SeatRole); 2] = [
    ("meeting", MeetingKind::Meeting, SeatRole::Participant),
    ("webinar", MeetingKind::Webinar, SeatRole::Attendee),
];

pub fn measure(users: usize, effort: Effort, report: &mut Report) -> io::Result<()> {
    let plan = Plan::new(users);
    for (what, kind, role) in KINDS {
        let sizes = SIZES.iter().filter(|(_, seats)| *seats <= users);
        let mut directories = Vec::new();
        let heap = allocation_counter::measure(|| {
            directories.extend(sizes.map(|(size, seats)| (*size, seated(&plan, kind, role, *seats))));
        });
        let bytes = heap.bytes_current as usize / directories.len();
        for (who, principal) in [("user", by_user as Asks), ("participant", by_participant)] {
            let mut chase = Chase::new(bytes);
            let mut contenders: Vec<Contender<'_>> = directories
                .iter()
                .map(|(size, (directory, seats))| {
                    let questions: Vec<(PrincipalId, MeetingUuid)> =
                        seats.iter().map(|seat| (principal(seat), seat.meeting)).collect();
                    Contender::new(size, questions.len(), move || call(directory, &questions, role))
                })
                .collect();
            contenders.push(Contender::new(LOAD, users, || chase.step(users)));
            let figures = in_turn(&mut contenders, effort.rounds, effort.block);
            let figures: Vec<_> = contenders.iter().map(|contender| contender.name).zip(figures).collect();
            report.figures(&format!("a call in a {what}, by a {who}"), users, SIZES[0].0, &figures)?;
        }
    }
    Ok(())
}

type Asks = fn(&Seated) -> PrincipalId;

fn by_user(seat: &Seated) -> PrincipalId {
    seat.user.into()
}

fn by_participant(seat: &Seated) -> PrincipalId {
    PrincipalId::Participant { meeting: seat.meeting, participant: seat.participant }
}

fn call(directory: &Directory, questions: &[(PrincipalId, MeetingUuid)], role: SeatRole) {
    let answer = Decision::Allow(Basis::RoleInMeeting(role.into()));
    for (principal, meeting) in questions {
        let decision = directory.evaluate(*principal, app(), *meeting, Action::Call(Api::GetUserContext));
        assert!(decision == answer);
    }
}

fn app() -> AppId {
    1_u64.into()
}

/// Who sits where.
struct Seated {
    user: UserId,
    meeting: MeetingUuid,
    participant: ParticipantId,
}

/// A world whose users all sit in meetings of so many seats, and its seats in random order.
fn seated(plan: &Plan, kind: MeetingKind, role: SeatRole, size: usize) -> (Directory, Vec<Seated>) {
    let mut directory = plan.directory();
    let mut manifest = ManifestDraft::user_managed(account_id(0));
    // In a webinar, attendees are guests of an app.
    manifest.guest_mode = true;
    manifest.apis = [Api::GetUserContext.name().into()].into();
    directory.acting_as_system().register_app(app(), manifest).expect("a new app");
    let mut seats = Vec::with_capacity(plan.users.len());
    for (nth, people) in plan.users.chunks(size).enumerate() {
        // The first of the next meeting; the owner of the only one does not sit in it.
        let owner = plan.users[(nth * size + size) % plan.users.len()].id;
        let meeting = MeetingUuid::from(owner.as_u128());
        let number = MeetingNumber::from(1_234_567_890);
        directory.acting_as(owner).schedule_meeting(owner, meeting, number, "", kind).expect("a new meeting");
        directory.acting_as(owner).start_meeting(meeting).expect("it is scheduled");
        for person in people.iter().filter(|person| person.id != owner) {
            let (user, participant) = (person.id, ParticipantId::from(person.id.as_u128()));
            directory.acting_as(user).install(app(), Scopes::empty()).expect("an open marketplace");
            directory
                .acting_as_system()
                .join(meeting, Some(user), participant, role)
                .expect("a live meeting");
            seats.push(Seated { user, meeting, participant });
        }
    }
    fastrand::Rng::with_seed(19).shuffle(&mut seats);
    (directory, seats)
}
