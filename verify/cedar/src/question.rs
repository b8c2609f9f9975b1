//! Random questions about a world: a verb, on data or on something that is none.

use consentry::directory::{PrincipalId, Question, ResourceId};
use consentry::{Action, AppId, DataKind, UserId, Verb};
use fastrand::Rng;

use crate::world::{NOBODY, World};

/// A question that is mostly about things that exist and belong together.
pub fn random(world: &World, rng: &mut Rng) -> Question {
    let home = &world.accounts[rng.usize(..world.accounts.len())];
    let user = home.users[rng.usize(..home.users.len())];
    let principal = match rng.u8(..40) {
        0 => PrincipalId::User(NOBODY.into()),
        1..4 => match rng.choice(&world.seats).copied() {
            Some((meeting, participant)) => PrincipalId::Participant { meeting, participant },
            None => PrincipalId::User(user),
        },
        _ => PrincipalId::User(user),
    };
    let app: AppId = match rng.u8(..40) {
        0 => NOBODY.into(),
        _ => world.apps[rng.usize(..world.apps.len())],
    };
    let away = &world.accounts[rng.usize(..world.accounts.len())];
    let kind = DataKind::ALL[rng.usize(..DataKind::ALL.len())];
    let resource = match rng.u8(..40) {
        0..9 => ResourceId::UserData { owner: user, kind },
        9..26 => ResourceId::UserData { owner: home.users[rng.usize(..home.users.len())], kind },
        26..28 => ResourceId::UserData { owner: away.users[rng.usize(..away.users.len())], kind },
        28 => ResourceId::UserData { owner: UserId::from(NOBODY), kind },
        29..36 => ResourceId::AccountData { account: home.id, kind },
        36 => ResourceId::AccountData { account: away.id, kind },
        37 => ResourceId::AccountData { account: NOBODY.into(), kind },
        38 => ResourceId::Client { context: None },
        _ => {
            let meeting = rng.choice(&world.meetings).copied().unwrap_or(NOBODY.into());
            ResourceId::Meeting { meeting, context: None }
        }
    };
    // `read` and `update` exist for most kinds.
    let verb = match rng.u8(..8) {
        0..4 => Verb::Read,
        4..6 => Verb::Update,
        6 => Verb::Create,
        _ => Verb::Delete,
    };
    Question { principal, app, resource, action: Action::Verb(verb) }
}
