//! The caller's own store, for the engines that keep none: they are handed facts, and somebody has to find
//! them.

use consentry::{AppId, UserId};
use consentry_benches::world::{ACCOUNT, Plan};
use hashbrown::{HashMap, HashSet};

use crate::engine::Ids;

#[derive(Default)]
pub struct Store {
    users: HashMap<UserId, User>,
    published: HashSet<AppId>,
    installations: HashMap<(UserId, AppId), Installation>,
    delegations: HashSet<(UserId, UserId)>,
}

/// Nobody is an inactive user of no account.
#[derive(Clone, Copy)]
pub struct User {
    pub account: i32,
    pub active: bool,
}

#[derive(Clone, Copy, Default)]
pub struct Installation {
    pub may_read_meetings: bool,
    pub shared: bool,
}

/// Everything that a decision about these ids can need.
pub struct Facts {
    pub user: User,
    pub published: bool,
    pub installation: Installation,
    pub owner: User,
    pub delegated: bool,
}

impl Store {
    pub fn new(plan: &Plan) -> Self {
        let mut this = Self { published: plan.apps.iter().copied().collect(), ..Self::default() };
        for (user, person) in plan.users.iter().enumerate() {
            this.users.insert(person.id, User { account: (user / ACCOUNT) as i32, active: true });
            for app in person.apps {
                let installation = Installation { may_read_meetings: true, shared: app.shared };
                this.installations.insert((person.id, plan.apps[app.app]), installation);
            }
            for delegate in person.delegates {
                this.delegations.insert((person.id, plan.users[delegate].id));
            }
        }
        this
    }

    pub fn find(&self, ids: &Ids) -> Facts {
        let user = |id| self.users.get(&id).copied().unwrap_or(User { account: -1, active: false });
        Facts {
            user: user(ids.principal),
            published: self.published.contains(&ids.app),
            installation: self.installations.get(&(ids.principal, ids.app)).copied().unwrap_or_default(),
            owner: user(ids.owner),
            delegated: self.delegations.contains(&(ids.owner, ids.principal)),
        }
    }
}
