//! Random directories, made of accepted changes alone.

use consentry::catalog::MeetingRole;
use consentry::directory::{Actor, Audience, Change, Directory, Operation};
use consentry::facts::{
    Access, AccountRole, ApprovalSetting, Listing, Management, ManifestDraft, MeetingKind, OnWithdrawal,
    OwnApps, Privileges,
};
use consentry::{AccountId, AppId, MeetingUuid, ParticipantId, Scopes, UserId};
use fastrand::Rng;

/// A directory, the changes that led to it, and every id in them, those that are gone included.
#[derive(Clone)]
pub struct World {
    pub directory: Directory,
    pub changes: Vec<Change>,
    pub accounts: Vec<Account>,
    pub apps: Vec<AppId>,
    pub meetings: Vec<MeetingUuid>,
    pub seats: Vec<(MeetingUuid, ParticipantId)>,
}

#[derive(Clone)]
pub struct Account {
    pub id: AccountId,
    /// The first is the owner, until ownership is transferred.
    pub users: Vec<UserId>,
}

/// Numbers that show what kind of thing an id names: differences are printed with names made of them.
pub const NOBODY: u64 = 1;
pub const ACCOUNTS: u64 = 100;
pub const USERS: u64 = 200;
pub const APPS: u64 = 300;
pub const MEETINGS: u64 = 400;
pub const SEATS: u64 = 500;

/// The names of custom roles, the same in each account. `owner` is a name like any other.
const ROLES: [&str; 3] = ["auditor", "helper", "owner"];

impl World {
    /// Three accounts, their people and six apps, with everything of which there is usually some.
    pub fn random(rng: &mut Rng) -> Self {
        let mut world = Self {
            directory: Directory::new(),
            changes: Vec::new(),
            accounts: Vec::new(),
            apps: Vec::new(),
            meetings: Vec::new(),
            seats: Vec::new(),
        };
        for number in 0..3 {
            world.add_account(number, rng);
        }
        for number in 0..6 {
            let app = AppId::from(APPS + number);
            let management = if number < 4 { Management::UserManaged } else { Management::AdminManaged };
            world.apps.push(app);
            // Some drafts contradict themselves and are refused.
            while !world.by_system(Operation::RegisterApp { app, manifest: world.draft(management, rng) }) {}
        }
        for account in world.accounts.clone() {
            world.furnish(&account, rng);
        }
        world
    }

    fn add_account(&mut self, number: u64, rng: &mut Rng) {
        let account = AccountId::from(ACCOUNTS + number);
        let owner = UserId::from(USERS + 20 * number);
        self.by_system(Operation::AddAccount { account, owner });
        self.accounts.push(Account { id: account, users: vec![owner] });
        for role in ROLES {
            self.change(owner, define_role(account, role, rng));
        }
        for member in 1..=rng.u64(2..=4) {
            let user = UserId::from(USERS + 20 * number + member);
            self.by_system(Operation::AddUser { account, user, role: random_role(rng) });
            self.accounts[number as usize].users.push(user);
        }
    }

    /// Installs and delegates a good deal, and withdraws some approvals.
    fn furnish(&mut self, account: &Account, rng: &mut Rng) {
        let (id, owner) = (account.id, account.users[0]);
        for app in self.apps.clone() {
            self.change(owner, Operation::ApproveApp { account: id, app, audience: Audience::Everybody });
            for user in some_of(&account.users, rng) {
                // An admin-managed app is installed by an admin; most have another role afterwards.
                self.change(owner, Operation::SetRole { user, role: AccountRole::Admin });
                self.install(user, app, rng);
                self.change(owner, Operation::SetRole { user, role: random_role(rng) });
            }
            if rng.bool() {
                self.change(
                    owner,
                    Operation::WithdrawApproval { account: id, app, audience: Audience::Everybody },
                );
            }
        }
        self.change(owner, set_policy(id, rng));
        for user in account.users.iter().copied() {
            for delegate in some_of(&account.users, rng) {
                let access = random_access(rng);
                self.change(user, Operation::Delegate { delegator: user, delegate, access });
            }
        }
    }

    /// Makes up to `count` changes; many are refused.
    pub fn evolve(&mut self, count: usize, rng: &mut Rng) {
        for _ in 0..count {
            let account = rng.usize(..self.accounts.len());
            let (id, users) = (self.accounts[account].id, self.accounts[account].users.clone());
            let mut somebody = || users[rng.usize(..users.len())];
            let (owner, user, other) = (users[0], somebody(), somebody());
            let app = self.apps[rng.usize(..self.apps.len())];
            // Mostly somebody who may; somebody who may not is refused, which is no loss.
            let admin = if rng.u8(..4) > 0 { owner } else { other };
            match rng.u8(..37) {
                0..5 => self.install(user, app, rng),
                5 => self.change(admin, Operation::InstallFor { user, app }),
                6 => self.change(admin, Operation::Uninstall { user, app }),
                7..9 => self.change(user, Operation::GrantSharedAccess { user, app }),
                9 => self.change(user, Operation::RevokeSharedAccess { user, app }),
                10 => self.change(admin, Operation::DisableInstallation { user, app }),
                11..13 => self.change(admin, Operation::EnableInstallation { user, app }),
                13..16 => {
                    let access = random_access(rng);
                    self.change(user, Operation::Delegate { delegator: user, delegate: other, access })
                }
                16 => self.change(user, Operation::RevokeDelegation { delegator: user, delegate: other }),
                17 => self.change(admin, Operation::DeactivateUser { user }),
                18..21 => self.change(admin, Operation::ActivateUser { user }),
                21..23 => self.change(admin, Operation::SetRole { user, role: random_role(rng) }),
                23 => self.change(admin, define_role(id, ROLES[rng.usize(..ROLES.len())], rng)),
                24 => self.change(admin, set_policy(id, rng)),
                25..28 => {
                    let audience = if rng.bool() { Audience::Everybody } else { Audience::User(user) };
                    self.change(admin, Operation::ApproveApp { account: id, app, audience })
                }
                28 => {
                    let audience = if rng.bool() { Audience::Everybody } else { Audience::User(user) };
                    self.change(admin, Operation::WithdrawApproval { account: id, app, audience })
                }
                29 => self.develop(app, rng),
                30..32 => self.meet(user, rng),
                32..36 => self.sit(user, rng),
                _ => match rng.u8(..8) {
                    0 => {
                        let heir = rng.bool().then_some(other);
                        self.change(admin, Operation::RemoveUser { user, heir })
                    }
                    1 => self.change(owner, Operation::TransferOwnership { account: id, to: user }),
                    2 => {
                        let role = ROLES[rng.usize(..ROLES.len())].into();
                        self.change(admin, Operation::DeleteRole { account: id, role })
                    }
                    _ => false,
                },
            };
        }
    }

    /// An app goes, comes back, or has another manifest.
    fn develop(&mut self, app: AppId, rng: &mut Rng) -> bool {
        match rng.u8(..6) {
            0 => self.by_system(Operation::UnpublishApp { app }),
            1..4 => self.by_system(Operation::PublishApp { app }),
            _ => {
                let management = if rng.bool() { Management::UserManaged } else { Management::AdminManaged };
                self.by_system(Operation::UpdateApp { app, manifest: self.draft(management, rng) })
            }
        }
    }

    /// Installs with some optional scopes and the tick, as far as the manifest has them.
    fn install(&mut self, user: UserId, app: AppId, rng: &mut Rng) -> bool {
        let one = Scopes::from_bits_truncate(1 << rng.u8(..9));
        let (optional_scopes, shared) = (one | Scopes::from_bits_truncate(1 << rng.u8(..9)), rng.bool());
        [(optional_scopes, shared), (one, shared), (Scopes::empty(), shared), (Scopes::empty(), false)]
            .into_iter()
            .any(|(optional_scopes, shared)| {
                self.change(user, Operation::Install { user, app, optional_scopes, shared })
            })
    }

    fn meet(&mut self, owner: UserId, rng: &mut Rng) -> bool {
        let meeting = MeetingUuid::from(MEETINGS + self.meetings.len() as u64);
        let kind = MeetingKind::ALL[rng.usize(..MeetingKind::ALL.len())];
        let number = "12345".parse().expect("a meeting number is digits");
        let scheduled =
            self.change(owner, Operation::ScheduleMeeting { owner, meeting, number, topic: "".into(), kind });
        if scheduled {
            self.meetings.push(meeting);
        }
        scheduled && (rng.u8(..4) == 0 || self.change(owner, Operation::StartMeeting { meeting }))
    }

    /// Somebody joins or leaves, or the meeting ends.
    fn sit(&mut self, user: UserId, rng: &mut Rng) -> bool {
        let Some(meeting) = rng.choice(&self.meetings).copied() else { return false };
        let participant = ParticipantId::from(SEATS + self.seats.len() as u64);
        match rng.u8(..12) {
            0 => self.change(user, Operation::EndMeeting { meeting }),
            1 => match rng.choice(&self.seats).copied() {
                Some((meeting, participant)) => self.by_system(Operation::Leave { meeting, participant }),
                None => false,
            },
            _ => {
                let user = (rng.u8(..4) > 0).then_some(user);
                // One of these fits, whatever the kind of the meeting is.
                let joined = [MeetingRole::Host, MeetingRole::Agent]
                    .into_iter()
                    .any(|role| self.by_system(Operation::Join { meeting, user, participant, role }));
                if joined {
                    self.seats.push((meeting, participant));
                }
                joined
            }
        }
    }

    fn draft(&self, management: Management, rng: &mut Rng) -> ManifestDraft {
        let required_scopes = Scopes::from_bits_truncate(rng.u16(..) | rng.u16(..));
        ManifestDraft {
            listing: match rng.u8(..6) {
                0..3 => Listing::Listed,
                3 => Listing::Unlisted,
                _ => Listing::Private,
            },
            management,
            required_scopes,
            optional_scopes: Scopes::from_bits_truncate(rng.u16(..)) - required_scopes,
            uses_shared_access: rng.u8(..5) > 0,
            guest_mode: rng.bool(),
            ..ManifestDraft::user_managed(self.accounts[rng.usize(..self.accounts.len())].id)
        }
    }

    fn by_system(&mut self, operation: Operation) -> bool {
        self.make(Change { by: Actor::System, operation })
    }

    fn change(&mut self, by: UserId, operation: Operation) -> bool {
        self.make(Change::by(by, operation))
    }

    /// Keeps the change if it is accepted.
    fn make(&mut self, change: Change) -> bool {
        let accepted = self.directory.apply(&change).is_ok();
        if accepted {
            self.changes.push(change);
        }
        accepted
    }
}

/// Two thirds of the users.
fn some_of(users: &[UserId], rng: &mut Rng) -> Vec<UserId> {
    users.iter().copied().filter(|_| rng.u8(..3) > 0).collect()
}

fn set_policy(account: AccountId, rng: &mut Rng) -> Operation {
    let mut setting = || if rng.bool() { ApprovalSetting::Open } else { ApprovalSetting::Required };
    let (listed, unlisted) = (setting(), setting());
    let on_withdrawal = if rng.u8(..3) == 0 { OnWithdrawal::Keep } else { OnWithdrawal::Suspend };
    let own = [None, Some(OwnApps::Exempt), Some(OwnApps::AsListed)][rng.usize(..3)];
    Operation::SetPolicy { account, listed, unlisted, on_withdrawal, own }
}

fn define_role(account: AccountId, role: &str, rng: &mut Rng) -> Operation {
    let privileges = Privileges::from_bits_truncate(rng.u16(..));
    Operation::DefineRole { account, role: role.into(), privileges }
}

fn random_role(rng: &mut Rng) -> AccountRole {
    match rng.u8(..8) {
        0 => AccountRole::Admin,
        1 | 2 => AccountRole::Member,
        _ => AccountRole::Custom(ROLES[rng.usize(..ROLES.len())].into()),
    }
}

fn random_access(rng: &mut Rng) -> Access {
    Access::from_bits_truncate(rng.u8(..))
}
