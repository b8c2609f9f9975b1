//! The hand-written check that the library's own benchmarks compare with: hash maps by 64-bit ids, the rules
//! that these questions need and no others, and a reason.

use std::hint::black_box;

use consentry_benches::handwritten::Handwritten;
use consentry_benches::world::Plan;

use crate::engine::{Engine, Ids};

impl Engine for Handwritten {
    /// Principal, app, owner.
    type Question = [u64; 3];

    fn build(plan: &Plan) -> Self {
        Self::new(plan)
    }

    fn translate(&self, ids: &Ids) -> [u64; 3] {
        [ids.principal.as_u128() as u64, ids.app.as_u128() as u64, ids.owner.as_u128() as u64]
    }

    fn allows(&mut self, [principal, app, owner]: &[u64; 3]) -> bool {
        // The whole decision, although only a part of it is compared.
        black_box(self.evaluate(*principal, *app, *owner)).is_allowed()
    }
}
