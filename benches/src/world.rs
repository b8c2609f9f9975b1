//! A world of a given size, the same rows in other forms, and questions about it.
//!
//! Accounts of 1,000 users; 10 apps that use shared access, approved for all; each user has 3 of them installed,
//! one installation in five is ticked; each user has given 2 colleagues access to its meetings.

use consentry::directory::{Actor, Change, Directory, Operation, PrincipalId, Question, ResourceId};
use consentry::facts::{Access, AccountRole, ApprovalSetting, ManifestDraft, OnWithdrawal, Privileges};
use consentry::{AccountId, Action, AppId, Basis, DataKind, Decision, Denial, Scopes, UserId, Verb};

pub const ACCOUNT: usize = 1_000;
pub const APPS: usize = 10;
pub const INSTALLED: usize = 3;
pub const DELEGATES: usize = 2;

/// One user, as indices.
pub struct Person {
    pub id: UserId,
    pub apps: [App; INSTALLED],
    pub delegates: [usize; DELEGATES],
}

/// One installation, as an index.
#[derive(Clone, Copy)]
pub struct App {
    pub app: usize,
    pub shared: bool,
}

/// What a world of this size consists of, before it is put into any form.
pub struct Plan {
    pub users: Vec<Person>,
    pub apps: Vec<AppId>,
}

pub fn account_id(account: usize) -> AccountId {
    AccountId::from(mixed(account as u64, 1))
}

/// 128 random-looking bits for a number: no two numbers share an id.
fn mixed(number: u64, salt: u64) -> u128 {
    let mut random = fastrand::Rng::with_seed(number.wrapping_mul(64).wrapping_add(salt));
    random.u128(1..)
}

impl Plan {
    pub fn new(users: usize) -> Self {
        let mut random = fastrand::Rng::with_seed(users as u64);
        let people = (0..users).map(|user| {
            let first = user / ACCOUNT * ACCOUNT;
            let colleagues = ACCOUNT.min(users - first);
            let start = random.usize(..APPS);
            let step = 1 + random.usize(..3);
            Person {
                id: mixed(user as u64, 2).into(),
                apps: std::array::from_fn(|nth| App {
                    app: (start + nth * step) % APPS,
                    shared: random.u8(..5) == 0,
                }),
                delegates: {
                    let shift = 1 + random.usize(..colleagues - DELEGATES);
                    std::array::from_fn(|nth| first + (user - first + shift + nth) % colleagues)
                },
            }
        });
        Self { users: people.collect(), apps: (0..APPS).map(|app| mixed(app as u64, 3).into()).collect() }
    }

    /// The changes that make the world: a fixed part, then one user after the other.
    pub fn changes(&self) -> impl Iterator<Item = Change> {
        let first = (0..self.users.len()).step_by(ACCOUNT).map(|user| {
            let owner = self.users[user].id;
            Change::by(Actor::System, Operation::AddAccount { account: account_id(user / ACCOUNT), owner })
        });
        let apps = self.apps.iter().map(|app| {
            let mut manifest = ManifestDraft::user_managed(account_id(0));
            manifest.required_scopes = Scopes::MEETINGS_READ;
            manifest.uses_shared_access = true;
            Change::by(Actor::System, Operation::RegisterApp { app: *app, manifest })
        });
        let policies = (0..self.users.len()).step_by(ACCOUNT).map(|user| {
            let policy = Operation::SetPolicy {
                account: account_id(user / ACCOUNT),
                listed: ApprovalSetting::Open,
                unlisted: ApprovalSetting::Required,
                on_withdrawal: OnWithdrawal::Suspend,
                own: None,
            };
            Change::by(self.users[user].id, policy)
        });
        first.chain(apps).chain(policies).chain(self.people()).chain(self.everyday())
    }

    fn people(&self) -> impl Iterator<Item = Change> {
        let added = self.users.iter().enumerate().filter(|(user, _)| user % ACCOUNT != 0);
        added.map(|(user, person)| {
            let account = account_id(user / ACCOUNT);
            Change::by(
                Actor::System,
                Operation::AddUser { account, user: person.id, role: AccountRole::Member },
            )
        })
    }

    /// The changes that users make every day: installing and delegating.
    pub fn everyday(&self) -> impl Iterator<Item = Change> {
        self.users.iter().flat_map(|person| {
            let installs = person.apps.iter().map(|app| {
                let install = Operation::Install {
                    user: person.id,
                    app: self.apps[app.app],
                    optional_scopes: Scopes::empty(),
                    shared: app.shared,
                };
                Change::by(person.id, install)
            });
            let delegations = person.delegates.iter().map(|delegate| {
                let delegate = Operation::Delegate {
                    delegator: person.id,
                    delegate: self.users[*delegate].id,
                    access: Access::MEETINGS,
                };
                Change::by(person.id, delegate)
            });
            installs.chain(delegations)
        })
    }

    pub fn directory(&self) -> Directory {
        let mut directory = Directory::new();
        for change in self.changes() {
            directory.apply(&change).expect("the plan keeps the rules");
        }
        directory
    }

    /// Questions in random order: a third own data, a third shared, a third denied for one of several reasons.
    pub fn questions(&self, count: usize) -> Vec<Case> {
        let mut random = fastrand::Rng::with_seed(7);
        let held = self.held();
        let mut questions: Vec<Case> = Vec::with_capacity(count);
        while questions.len() < count {
            let user = random.usize(..self.users.len());
            let person = &self.users[user];
            let app = person.apps[random.usize(..INSTALLED)];
            let third = questions.len() % 3;
            let (principal, app, owner, answer) = match third {
                0 => (person.id, app.app, person.id, Decision::Allow(Basis::Own)),
                1 => {
                    let ticked = person.apps.iter().find(|app| app.shared);
                    let (Some(app), Some(owner)) = (ticked, held.get(user).and_then(|from| from.first()))
                    else {
                        continue;
                    };
                    (person.id, app.app, self.users[*owner].id, Decision::Allow(Basis::Delegated))
                }
                _ => self.denied(user, app, &held, &mut random),
            };
            questions.push(Case { principal, owner, app: self.apps[app], answer });
        }
        random.shuffle(&mut questions);
        questions
    }

    fn denied(
        &self,
        user: usize,
        app: App,
        held: &[Vec<usize>],
        random: &mut fastrand::Rng,
    ) -> (UserId, usize, UserId, Decision) {
        let person = &self.users[user];
        let stranger = (user + ACCOUNT + random.usize(..ACCOUNT)) % self.users.len();
        let first = user / ACCOUNT * ACCOUNT;
        let colleague = first + random.usize(..ACCOUNT.min(self.users.len() - first));
        let missing = person.apps.map(|app| app.app);
        let absent = (0..APPS).find(|app| !missing.contains(app)).expect("nobody has all apps");
        let nobody = mixed(user as u64, 4).into();
        match random.u8(..5) {
            0 if stranger / ACCOUNT != user / ACCOUNT => {
                (person.id, app.app, self.users[stranger].id, Decision::Deny(Denial::CrossAccount))
            }
            1 if colleague != user && !held[user].contains(&colleague) && user != first => {
                let (access, privilege) = (Access::MEETINGS | Access::SCHEDULE, Privileges::USERS_READ);
                let denial = Decision::Deny(Denial::NotDelegated { access, privilege });
                (person.id, app.app, self.users[colleague].id, denial)
            }
            2 => (person.id, absent, self.users[colleague].id, Decision::Deny(Denial::NotInstalled)),
            3 => match (person.apps.iter().find(|app| !app.shared), held[user].first()) {
                (Some(app), Some(owner)) => {
                    let denial = Decision::Deny(Denial::SharedAccessNotGranted);
                    (person.id, app.app, self.users[*owner].id, denial)
                }
                _ => (nobody, app.app, person.id, Decision::Deny(Denial::UnknownPrincipal)),
            },
            _ => (person.id, app.app, nobody, Decision::Deny(Denial::UnknownResource)),
        }
    }

    /// From whom each user holds a delegation.
    fn held(&self) -> Vec<Vec<usize>> {
        let mut held = vec![Vec::new(); self.users.len()];
        for (user, person) in self.users.iter().enumerate() {
            for delegate in person.delegates {
                held[delegate].push(user);
            }
        }
        held
    }
}

/// May this app read this user's meetings on this principal's behalf? And the answer.
///
/// Small, so that what is measured is the decision and not the reading of the questions.
pub struct Case {
    pub principal: UserId,
    pub app: AppId,
    pub owner: UserId,
    pub answer: Decision,
}

impl Case {
    #[inline]
    pub fn by_id(&self) -> Question {
        Question {
            principal: PrincipalId::User(self.principal),
            app: self.app,
            resource: ResourceId::UserData { owner: self.owner, kind: DataKind::Meetings },
            action: Action::Verb(Verb::Read),
        }
    }

    #[inline]
    pub fn ask(&self, directory: &Directory) -> Decision {
        let Question { principal, app, resource, action } = self.by_id();
        directory.evaluate(principal, app, resource, action)
    }
}
