//! casbin 2.20. One `Enforcer` whose matcher is the rule over attributes passed in (ABAC), without policy
//! rows.
//!
//! The documentation of casbin advises to stay below a hundred rules: with a row for each installation and
//! delegation, `enforce` would try one after the other. So casbin is handed facts, and the measured part
//! finds them in the caller's [`Store`] first. They are passed as scalars, not as structs, which casbin would
//! turn into maps. The matcher is compiled once, with the model, and `enforce` is not async. The cache is
//! off: it would answer a repeated question from memory, whatever has changed in the store since.

use casbin::prelude::*;
use consentry_benches::world::Plan;

use crate::engine::{Engine, Ids, Texts};
use crate::store::Store;

const MODEL: &str = "
[request_definition]
r = user, account, active, published, readable, shared, owner, owner_account, owner_active, delegated

[policy_definition]
p = user

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.active && r.published && r.readable && r.account == r.owner_account && \
    (r.user == r.owner || r.owner_active && r.delegated && r.shared)
";

pub struct Casbin {
    store: Store,
    enforcer: Enforcer,
}

impl Engine for Casbin {
    type Question = (Ids, Texts);

    fn build(plan: &Plan) -> Self {
        let enforcer = pollster::block_on(async {
            let model = DefaultModel::from_str(MODEL).await?;
            Enforcer::new(model, ()).await
        });
        Self { store: Store::new(plan), enforcer: enforcer.expect("the model is well-formed") }
    }

    fn translate(&self, ids: &Ids) -> (Ids, Texts) {
        (*ids, Texts::from(ids))
    }

    fn allows(&mut self, (ids, texts): &(Ids, Texts)) -> bool {
        let facts = self.store.find(ids);
        let attributes = (
            texts.principal.as_str(),
            facts.user.account,
            facts.user.active,
            facts.published,
            facts.installation.may_read_meetings,
            facts.installation.shared,
            texts.owner.as_str(),
            facts.owner.account,
            facts.owner.active,
            facts.delegated,
        );
        self.enforcer.enforce(attributes).expect("the attributes are those of the model")
    }
}
