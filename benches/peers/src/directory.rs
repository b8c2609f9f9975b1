//! This crate: a `Directory`, asked by 128-bit ids. It applies all rules for verbs on data and returns a reason.

use std::hint::black_box;

use consentry::directory::{Directory, PrincipalId, ResourceId};
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
