//! What a change costs, applied and checked, in random order of users.

use std::cell::RefCell;
use std::io;

use consentry::directory::{Change, Operation};
use consentry::facts::Access;
use consentry::{AppId, Scopes, UserId};
use consentry_benches::measure::{Chase, Contender};
use consentry_benches::world::{ACCOUNT, APPS, Plan};

use crate::report::{LOAD, Report};
use crate::uncounted::in_cycles;
use crate::{Effort, World};

/// The most users that change something in one pass: so many that a pass takes a block, few enough for a short run.
const MOST: usize = 1 << 17;

/// Somebody who changes something that no question of the world is about.
pub struct Someone {
    user: UserId,
    /// An app that it has not installed.
    app: AppId,
    /// A colleague who holds nothing from it.
    colleague: UserId,
}

/// A change that somebody makes.
pub type Kind = fn(&Someone) -> Change;

/// In this order, the world is afterwards what it was before.
pub const KINDS: [(&str, Kind); 6] = [
    ("install", Someone::install),
    ("grant shared access", Someone::grant),
    ("revoke shared access", Someone::revoke),
    ("uninstall", Someone::uninstall),
    ("delegate", Someone::delegate),
    ("revoke the delegation", Someone::revoke_delegation),
];

impl Someone {
    /// Several of a world, at most `most`, each at most once, in random order.
    pub fn several(plan: &Plan, most: usize) -> Vec<Self> {
        let users = 0..plan.users.len();
        let mut random = fastrand::Rng::with_seed(17);
        let mut several = random.choose_multiple(users, most);
        random.shuffle(&mut several);
        several.into_iter().map(|user| Self::new(plan, user)).collect()
    }

    fn new(plan: &Plan, user: usize) -> Self {
        let person = &plan.users[user];
        // The denied questions are about the first app that is not installed.
        let app = (0..APPS).rfind(|app| person.apps.iter().all(|has| has.app != *app));
        let first = user / ACCOUNT * ACCOUNT;
        let colleagues = ACCOUNT.min(plan.users.len() - first);
        let colleague = (1..colleagues)
            .map(|further| first + (user - first + further) % colleagues)
            .find(|colleague| !person.delegates.contains(colleague));
        Self {
            user: person.id,
            app: plan.apps[app.expect("nobody has all apps")],
            colleague: plan.users[colleague.expect("an account has more than three users")].id,
        }
    }

    pub fn install(&self) -> Change {
        let (optional_scopes, shared) = (Scopes::empty(), false);
        Change::by(self.user, Operation::Install { user: self.user, app: self.app, optional_scopes, shared })
    }

    pub fn grant(&self) -> Change {
        Change::by(self.user, Operation::GrantSharedAccess { user: self.user, app: self.app })
    }

    pub fn revoke(&self) -> Change {
        Change::by(self.user, Operation::RevokeSharedAccess { user: self.user, app: self.app })
    }

    pub fn uninstall(&self) -> Change {
        Change::by(self.user, Operation::Uninstall { user: self.user, app: self.app })
    }

    fn delegate(&self) -> Change {
        let (delegator, delegate, access) = (self.user, self.colleague, Access::MEETINGS);
        Change::by(self.user, Operation::Delegate { delegator, delegate, access })
    }

    fn revoke_delegation(&self) -> Change {
        let (delegator, delegate) = (self.user, self.colleague);
        Change::by(self.user, Operation::RevokeDelegation { delegator, delegate })
    }
}

pub fn measure(world: &mut World, effort: Effort, report: &mut Report) -> io::Result<()> {
    let users = world.users();
    let several = Someone::several(&world.plan, MOST);
    let mut chase = Chase::new(world.bytes);
    let directory = RefCell::new(&mut world.directory);
    let kinds = KINDS.iter().map(|(name, kind)| {
        Contender::new(name, several.len(), || {
            let mut directory = directory.borrow_mut();
            for someone in &several {
                directory.apply(&kind(someone)).expect("an acceptable change");
            }
        })
    });
    let load = Contender::new(LOAD, several.len(), || chase.step(several.len()));
    let mut contenders: Vec<Contender<'_>> = kinds.chain([load]).collect();
    let figures = in_cycles(&mut contenders, effort.rounds, effort.block);
    let figures: Vec<_> = contenders.iter().map(|contender| contender.name).zip(figures).collect();
    report.figures("a change, applied and checked", users, LOAD, &figures)
}
