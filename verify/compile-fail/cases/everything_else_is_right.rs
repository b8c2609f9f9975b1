//! What the cases beside this one do wrong, done right: each of them differs from a part of this by its mistake alone.

use consentry::{
    AccountId, Action, App, Manifest, MeetingUuid, Participant, Principal, Resource, User, UserId, Verb,
    evaluate,
};
use consentry::catalog::MeetingRole;
use consentry::directory::{Directory, PrincipalId, ResourceId, Snapshot};
use consentry::facts::{ManifestDraft, Seat, SeatRole};
use consentry::id::MeetingNumber;

fn main() {
    let account: AccountId = 1_u64.into();
    let user: UserId = 1_u64.into();
    let meeting: MeetingUuid = 85_012_345_678_u64.into();
    let _ = User::new(user, account);
    let _ = ResourceId::from(meeting);
    let _ = MeetingNumber::from(85_012_345_678).reveal();

    let decision = evaluate(&Principal::Unknown, &App::Unknown, &Resource::Unknown, Action::Verb(Verb::Read));
    assert!(!decision.is_allowed());

    let mut directory = Directory::new();
    let _ = directory.acting_as_system().add_account(account, user);
    let asked = directory.evaluate(
        PrincipalId::User(user),
        1_u64.into(),
        ResourceId::from(meeting),
        Verb::Read,
    );
    assert!(!asked.is_allowed());

    let _ = Participant { meeting, id: 2_u64.into(), user: None };
    let _ = Seat { participant: 2_u64.into(), user: None, role: SeatRole::Host };
    let _ = SeatRole::try_from(MeetingRole::Host);

    let checked: Result<Manifest, _> = ManifestDraft::user_managed(account).try_into();
    assert!(checked.is_ok());
    let snapshot: Snapshot = directory.snapshot();
    let loaded: Result<Directory, _> = snapshot.try_into();
    assert!(loaded.is_ok());
}
