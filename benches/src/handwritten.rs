//! What an engineer would write in an afternoon for this one mix of questions: maps keyed by 64-bit ids, and the
//! rules that the mix needs, in order. It knows neither roles, policies, approvals nor meetings.

use consentry::facts::{Access, Privileges};
use consentry::{Basis, Decision, Denial, Scopes};
use hashbrown::HashMap;

use super::world::{ACCOUNT, Case, Plan};

struct User {
    account: u32,
    active: bool,
}

struct Installation {
    scopes: Scopes,
    shared: bool,
}

#[derive(Default)]
pub struct Handwritten {
    users: HashMap<u64, User>,
    apps: HashMap<u64, bool>,
    installations: HashMap<(u64, u64), Installation>,
    delegations: HashMap<(u64, u64), bool>,
}

/// A question with its ids cut to 64 bits.
pub struct ShortQuestion {
    pub principal: u64,
    pub app: u64,
    pub owner: u64,
    pub answer: Decision,
}

impl ShortQuestion {
    pub fn new(question: &Case) -> Self {
        Self {
            principal: question.principal.as_u128() as u64,
            app: question.app.as_u128() as u64,
            owner: question.owner.as_u128() as u64,
            answer: question.answer,
        }
    }
}

impl Handwritten {
    pub fn new(plan: &Plan) -> Self {
        let mut this = Self::default();
        for app in &plan.apps {
            this.apps.insert(app.as_u128() as u64, true);
        }
        for (user, person) in plan.users.iter().enumerate() {
            let id = person.id.as_u128() as u64;
            this.users.insert(id, User { account: (user / ACCOUNT) as u32, active: true });
            for app in person.apps {
                let installation = Installation { scopes: Scopes::MEETINGS_READ, shared: app.shared };
                this.installations.insert((id, plan.apps[app.app].as_u128() as u64), installation);
            }
            for delegate in person.delegates {
                this.delegations.insert((id, plan.users[delegate].id.as_u128() as u64), true);
            }
        }
        this
    }

    #[inline]
    pub fn evaluate(&self, principal: u64, app: u64, owner: u64) -> Decision {
        let Some(user) = self.users.get(&principal) else {
            return Decision::Deny(Denial::UnknownPrincipal);
        };
        let Some(published) = self.apps.get(&app) else { return Decision::Deny(Denial::UnknownApp) };
        let Some(other) = self.users.get(&owner) else { return Decision::Deny(Denial::UnknownResource) };
        if !user.active {
            return Decision::Deny(Denial::UserInactive);
        }
        if !published {
            return Decision::Deny(Denial::AppUnpublished);
        }
        let Some(installation) = self.installations.get(&(principal, app)) else {
            return Decision::Deny(Denial::NotInstalled);
        };
        if !installation.scopes.contains(Scopes::MEETINGS_READ) {
            return Decision::Deny(Denial::ScopeNotGranted(Scopes::MEETINGS_READ));
        }
        if user.account != other.account {
            return Decision::Deny(Denial::CrossAccount);
        }
        if principal == owner {
            return Decision::Allow(Basis::Own);
        }
        if !self.delegations.get(&(owner, principal)).is_some_and(|covers| *covers) {
            let (access, privilege) = (Access::MEETINGS | Access::SCHEDULE, Privileges::USERS_READ);
            return Decision::Deny(Denial::NotDelegated { access, privilege });
        }
        if !other.active {
            return Decision::Deny(Denial::OwnerInactive);
        }
        if !installation.shared {
            return Decision::Deny(Denial::SharedAccessNotGranted);
        }
        Decision::Allow(Basis::Delegated)
    }
}
