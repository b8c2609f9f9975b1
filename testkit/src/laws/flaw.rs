//! Flaws: what makes a directory break a law.

use consentry::Decision::{Allow, Deny};
use consentry::catalog::MeetingRole;
use consentry::directory::{
    Audience, Change, Condition, Directory, Operation, PrincipalId, Question, Refusal, ResourceId,
    SharedAccess,
};
use consentry::facts::{AccountRole, HostConsent};
use consentry::{AppId, Basis, Decision, Denial, MeetingUuid, UserId};

use super::rows::Rows;
use super::typical::usual;
use super::views::View;

/// Declares [`Flaw`] and the list of all, from one row per flaw.
macro_rules! flaws {
    ($($(#[$doc:meta])* $Flaw:ident,)+) => {
        /// Each is a mistake that a programmer could make.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Flaw {
            $($(#[$doc])* $Flaw,)+
            /// A view leaves its last row out.
            Omits(View),
        }

        impl Flaw {
            /// Every flaw.
            pub fn all() -> Vec<Self> {
                [$(Self::$Flaw,)+].into_iter().chain(View::ALL.map(Self::Omits)).collect()
            }
        }
    };
}

flaws! {
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
    /// A user whose id sorts after that of the app is denied.
    IdsAreRanks,
    /// Forbidding media that was not allowed allows it.
    ForbiddingToggles,
    /// Forbidding media does nothing.
    ForbiddingForgets,
    /// Stopping an app that is stopped allows it again.
    StoppingToggles,
    /// What the host allowed counts for the next host too.
    MediaOutlastsHost,
    /// An heir keeps the alternative hosts of the meetings.
    HeirKeepsHosts,
}

impl Flaw {
    /// Makes a change, or refuses it, wrongly.
    pub fn apply(self, directory: &mut Directory, change: &Change) -> Result<u64, Refusal> {
        match (self, &change.operation) {
            (Self::RevokingForgets, Operation::RevokeDelegation { .. }) => directory.clone().apply(change),
            (Self::LimitIsShared, Operation::Delegate { .. })
                if Rows::of(directory).delegations().count() >= 4 =>
            {
                Err(Condition::TooManyDelegates.into())
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
            (Self::ForbiddingToggles, Operation::ForbidMedia { meeting, app }) => {
                let was = said(directory, *meeting, *app);
                let revision = directory.apply(change)?;
                let allow = Change {
                    by: change.by,
                    operation: Operation::AllowMedia { meeting: *meeting, app: *app },
                };
                match was {
                    Some(HostConsent::Unstated) => Ok(directory.apply(&allow).unwrap_or(revision)),
                    Some(HostConsent::Stopped | HostConsent::MediaAllowed) | None => Ok(revision),
                }
            }
            (Self::ForbiddingForgets, Operation::ForbidMedia { .. }) => directory.clone().apply(change),
            (Self::StoppingToggles, Operation::StopApp { meeting, app }) => {
                let was = said(directory, *meeting, *app);
                let revision = directory.apply(change)?;
                let allow =
                    Change { by: change.by, operation: Operation::AllowApp { meeting: *meeting, app: *app } };
                match was {
                    Some(HostConsent::Stopped) => Ok(directory.apply(&allow).unwrap_or(revision)),
                    Some(HostConsent::Unstated | HostConsent::MediaAllowed) | None => Ok(revision),
                }
            }
            (
                Self::MediaOutlastsHost,
                Operation::Join { meeting, role, .. } | Operation::SetSeatRole { meeting, role, .. },
            ) if *role == MeetingRole::Host => {
                let before = Rows::of(directory);
                let revision = directory.apply(change)?;
                if let Some(row) = before.meeting(*meeting) {
                    for app in row.media_allowed.iter().copied() {
                        let allow = Operation::AllowMedia { meeting: *meeting, app };
                        let _either_way = directory.apply(&Change::by(row.owner, allow));
                    }
                }
                Ok(revision)
            }
            (Self::HeirKeepsHosts, Operation::RemoveUser { user, heir: Some(heir) }) => {
                let before = Rows::of(directory);
                let revision = directory.apply(change)?;
                let meetings = before.snapshot.accounts.iter().flat_map(|account| &account.meetings);
                for meeting in meetings.filter(|meeting| meeting.owner == *user) {
                    let users = meeting.alternative_hosts.iter().copied();
                    let users = users.filter(|host| host != user && host != heir).collect();
                    let keep = Operation::SetAlternativeHosts { meeting: meeting.uuid, users };
                    let _either_way = directory.apply(&Change::by(*heir, keep));
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
            (Self::DelegationChains, Deny(Denial::NotDelegated { .. })) => match question.resource {
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

/// What the host of a meeting has said of an app.
fn said(directory: &Directory, meeting: MeetingUuid, app: AppId) -> Option<HostConsent> {
    let rows = Rows::of(directory);
    rows.meeting(meeting).map(|row| rows.host_consent(row, app))
}

/// The apps with which a user shares its access.
fn ticked(directory: &Directory, user: UserId) -> Vec<AppId> {
    let apps = directory.installed_apps(user).unwrap_or_default();
    apps.iter().filter(|row| row.shared == SharedAccess::Granted).map(|row| row.app).collect()
}

fn is_delegate_of_delegate(directory: &Directory, user: UserId, owner: UserId) -> bool {
    let delegators = |user| directory.delegations(user).unwrap_or_default().held;
    delegators(user).iter().any(|row| delegators(row.user).iter().any(|first| first.user == owner))
}
