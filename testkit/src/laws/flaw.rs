//! Flaws: what makes a directory break a law.

use consentry::Decision::{Allow, Deny};
use consentry::directory::{
    Audience, Change, Directory, Operation, PrincipalId, Question, Refusal, ResourceId, SharedAccess,
};
use consentry::facts::AccountRole;
use consentry::{AppId, Basis, Decision, Denial, UserId};

use super::rows::Rows;
use super::typical::usual;
use super::views::View;

/// Each is a mistake that a programmer could make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Unknown people may do everything.
    StrangersMay,
    /// Revoking shared access that was not granted grants it.
    RevokingToggles,
    /// Uninstalling an app clears its disabled flag.
    UninstallingEnables,
    /// Shared access with one app is shared access with all.
    TickCountsEverywhere,
    /// Reach is enough, without shared access.
    TickIsNotNeeded,
    /// User-managed apps touch account data.
    AccountDataIsOpen,
    /// The data of other accounts is treated like that of the principal's own account.
    AccountsAreOpen,
    /// An approval for all counts in every account.
    ApprovalCountsEverywhere,
    /// The delegate of a delegate is a delegate.
    DelegationChains,
    /// Calls are not limited to roles.
    RolesAreIgnored,
    /// A user with a seat in a meeting cannot open an app.
    SeatedCannotOpen,
    /// Revoking a delegation does nothing.
    RevokingForgets,
    /// The limit of delegates, four, is for all delegators together.
    LimitIsShared,
    /// A refused installation leaves a request behind.
    RefusalLeavesTrace,
    /// A view leaves its last row out.
    Omits(View),
    /// A user whose id sorts after that of the app is denied.
    IdsAreRanks,
}

impl Flaw {
    /// Makes a change, or refuses it, wrongly.
    pub fn apply(self, directory: &mut Directory, change: &Change) -> Result<u64, Refusal> {
        match (self, &change.operation) {
            (Self::RevokingForgets, Operation::RevokeDelegation { .. }) => directory.clone().apply(change),
            (Self::LimitIsShared, Operation::Delegate { .. })
                if Rows::of(directory).delegations().count() >= 4 =>
            {
                Err(Refusal::Invalid)
            }
            (Self::RevokingToggles, Operation::RevokeSharedAccess { user, app })
                if !ticked(directory, *user).contains(app) =>
            {
                let revision = directory.apply(change)?;
                Ok(directory.acting_as(*user).grant_shared_access(*app).unwrap_or(revision))
            }
            (Self::UninstallingEnables, Operation::Uninstall { user, app }) => {
                let revision = directory.apply(change)?;
                let enable = usual(Operation::EnableInstallation { user: *user, app: *app });
                Ok(directory.apply(&enable).unwrap_or(revision))
            }
            (Self::ApprovalCountsEverywhere, Operation::ApproveApp { app, .. }) => {
                let revision = directory.apply(change)?;
                for account in Rows::of(directory).snapshot.accounts {
                    let owner = account.users.iter().find(|user| user.role == AccountRole::Owner);
                    let owner = owner.expect("an account has an owner").id;
                    directory.acting_as(owner).approve_app(account.id, *app, Audience::Everybody)?;
                }
                Ok(revision)
            }
            (Self::RefusalLeavesTrace, Operation::Install { user, app, .. }) => {
                directory.apply(change).inspect_err(|_| {
                    let _either_way = directory.acting_as(*user).request_app(*app);
                })
            }
            _ => directory.apply(change),
        }
    }

    /// The wrong answer in place of the right one.
    pub fn evaluate(self, directory: &Directory, question: &Question, right: Decision) -> Decision {
        let PrincipalId::User(user) = question.principal else { return right };
        match (self, right) {
            (Self::StrangersMay, Deny(Denial::UnknownPrincipal)) => Allow(Basis::Unrestricted),
            (Self::TickCountsEverywhere, Deny(Denial::SharedAccessNotGranted))
                if !ticked(directory, user).is_empty() =>
            {
                Allow(Basis::Delegated)
            }
            (Self::TickIsNotNeeded, Deny(Denial::SharedAccessNotGranted)) => Allow(Basis::Delegated),
            (Self::AccountDataIsOpen, Deny(Denial::AdminAppRequired)) => Allow(Basis::AccountRole),
            (Self::AccountsAreOpen, Deny(Denial::CrossAccount)) => Allow(Basis::Own),
            (Self::DelegationChains, Deny(Denial::NotDelegated)) => match question.resource {
                ResourceId::UserData { owner, .. } if is_delegate_of_delegate(directory, user, owner) => {
                    Allow(Basis::Delegated)
                }
                _ => right,
            },
            (Self::RolesAreIgnored, Deny(Denial::RoleNotPermitted(_))) => Allow(Basis::Unrestricted),
            (Self::IdsAreRanks, Allow(_)) if user.as_u128() > question.app.as_u128() => {
                Deny(Denial::NotInstalled)
            }
            _ => right,
        }
    }

    /// The wrong answer in place of the right one.
    pub fn can_open(self, directory: &Directory, user: UserId, right: bool) -> bool {
        let seated = || Rows::of(directory).seats().any(|(_, seat)| seat.user == Some(user));
        right && !(self == Self::SeatedCannotOpen && seated())
    }
}

/// The apps with which a user shares its access.
fn ticked(directory: &Directory, user: UserId) -> Vec<AppId> {
    let apps = directory.installed_apps(user).unwrap_or_default();
    apps.iter().filter(|row| row.shared == SharedAccess::Granted).map(|row| row.app).collect()
}

fn is_delegate_of_delegate(directory: &Directory, user: UserId, owner: UserId) -> bool {
    let delegators = |user| directory.delegations(user).unwrap_or_default().held;
    delegators(user).iter().any(|(between, _)| delegators(*between).iter().any(|(first, _)| *first == owner))
}
