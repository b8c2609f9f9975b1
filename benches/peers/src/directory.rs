//! This crate: a `Directory`, asked by 128-bit ids. It applies all rules for verbs on data, and gives a
//! reason.

use std::hint::black_box;

use consentry::{Action, DataKind, Directory, PrincipalId, ResourceId, Verb};

use crate::engine::{Engine, Ids};
use crate::support::world::Plan;

impl Engine for Directory {
    type Question = Ids;

    fn build(plan: &Plan) -> Self {
        plan.directory()
    }

    fn translate(ids: &Ids) -> Ids {
        Ids { ..*ids }
    }

    fn allows(&mut self, ids: &Ids) -> bool {
        let owner = ResourceId::UserData { owner: ids.owner, kind: DataKind::Meetings };
        // The whole decision, although only a part of it is compared.
        black_box(self.evaluate(PrincipalId::User(ids.principal), ids.app, owner, Action::Verb(Verb::Read)))
            .is_allowed()
    }
}
