//! This crate: a `Directory`, asked by 128-bit ids or by handles. It applies all rules for verbs on data, and gives a
//! reason.

use std::hint::black_box;

use consentry::directory::{AppHandle, Directory, PrincipalId, ResourceId, UserHandle};
use consentry::{Action, DataKind, Verb};
use consentry_benches::world::Plan;

use crate::engine::{Engine, Ids};

const READ: Action = Action::Verb(Verb::Read);

fn meetings(ids: &Ids) -> ResourceId {
    ResourceId::UserData { owner: ids.owner, kind: DataKind::Meetings }
}

impl Engine for Directory {
    type Question = Ids;

    fn build(plan: &Plan) -> Self {
        plan.directory()
    }

    fn translate(&self, ids: &Ids) -> Ids {
        *ids
    }

    fn allows(&mut self, ids: &Ids) -> bool {
        // The whole decision, although only a part of it is compared.
        black_box(self.evaluate(PrincipalId::User(ids.principal), ids.app, meetings(ids), READ)).is_allowed()
    }
}

/// A directory whose caller keeps the handles of the users and apps that it knows.
pub struct ByHandle(Directory);

/// What the caller holds: the handles, or the ids of those that have none.
pub enum Held {
    Handles(UserHandle, AppHandle, ResourceId),
    Ids(Ids),
}

impl Engine for ByHandle {
    type Question = Held;

    fn build(plan: &Plan) -> Self {
        Self(plan.directory())
    }

    fn translate(&self, ids: &Ids) -> Held {
        match (self.0.resolve_user(ids.principal), self.0.resolve_app(ids.app)) {
            (Some(user), Some(app)) => Held::Handles(user, app, meetings(ids)),
            _ => Held::Ids(*ids),
        }
    }

    fn allows(&mut self, held: &Held) -> bool {
        match held {
            Held::Handles(user, app, meetings) => {
                black_box(self.0.evaluate_resolved(*user, *app, *meetings, READ)).is_allowed()
            }
            Held::Ids(ids) => self.0.allows(ids),
        }
    }
}
