//! gatehouse 0.6. One `PermissionChecker` with a grant policy for own data and one for delegated data.
//!
//! gatehouse is handed typed facts, so the measured part finds them in the caller's [`Store`] first: five
//! look-ups in hash maps. The facts of the principal and its installation are the subject, those of the owner
//! the resource.
//!
//! For speed, as the documentation of gatehouse advises: static policy names, the shared empty session, and
//! no `tracing`. Facts in memory are passed in and not loaded through a `FactSource`. The gates are a
//! condition of both grants: as a veto they cost half as much again. `check` is async but never waits, and
//! `pollster` runs it.

use consentry::UserId;
use consentry_benches::world::Plan;
use gatehouse::{EvaluationSession, PermissionChecker, PolicyBuilder, PolicyDomain};

use crate::engine::{Engine, Ids};
use crate::store::{Installation, Store, User};

pub struct Gatehouse {
    store: Store,
    checker: PermissionChecker<Meetings>,
}

struct Meetings;

struct Subject {
    id: UserId,
    user: User,
    published: bool,
    installation: Installation,
}

struct Read;

struct Resource {
    owner: UserId,
    user: User,
    delegated: bool,
}

impl PolicyDomain for Meetings {
    type Subject = Subject;
    type Action = Read;
    type Resource = Resource;
    type Context = ();
}

fn passes(subject: &Subject, resource: &Resource) -> bool {
    subject.user.active
        && subject.published
        && subject.installation.may_read_meetings
        && subject.user.account == resource.user.account
}

impl Engine for Gatehouse {
    type Question = Ids;

    fn build(plan: &Plan) -> Self {
        let own = PolicyBuilder::<Meetings>::new("Own")
            .when(|subject, _, resource, ()| subject.id == resource.owner && passes(subject, resource))
            .build();
        let delegated = PolicyBuilder::<Meetings>::new("Delegated")
            .when(|subject, _, resource, ()| {
                resource.delegated
                    && subject.installation.shared
                    && resource.user.active
                    && passes(subject, resource)
            })
            .build();
        let mut checker = PermissionChecker::new();
        checker.add_policy(own);
        checker.add_policy(delegated);
        Self { store: Store::new(plan), checker }
    }

    fn translate(&self, ids: &Ids) -> Ids {
        *ids
    }

    fn allows(&mut self, ids: &Ids) -> bool {
        let facts = self.store.find(ids);
        let subject = Subject {
            id: ids.principal,
            user: facts.user,
            published: facts.published,
            installation: facts.installation,
        };
        let resource = Resource { owner: ids.owner, user: facts.owner, delegated: facts.delegated };
        let bound = self.checker.bind(EvaluationSession::shared_empty(), &subject, &Read, &());
        pollster::block_on(bound.check(&resource)).is_granted()
    }
}
