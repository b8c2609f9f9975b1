//! The directory as the laws see it, with or without a flaw, and every question over the few names.

use std::sync::LazyLock;

use consentry::*;

use super::names::{ACCOUNTS, APPS, MEETINGS, NO_APP, Naming, PARTICIPANTS, STRANGER, USERS, pairs};
use super::rows::Rows;
use super::story::{APIS, usual};
use super::views::View;

/// A directory; with a flaw, one that breaks a law.
#[derive(Clone, Default, PartialEq)]
pub struct World {
    pub directory: Directory,
    pub flaw: Option<Flaw>,
}

/// What makes a directory break a law. Each is a mistake that somebody could make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// People whom nobody knows may do everything.
    StrangersMay,
    /// To revoke shared access that is not there grants it.
    RevokingToggles,
    /// To uninstall an app takes its disabled flag away.
    UninstallingEnables,
    /// Shared access with one app is shared access with all.
    TickCountsEverywhere,
    /// Reach is enough, without shared access.
    TickIsNotNeeded,
    /// User-managed apps touch account data.
    AccountDataIsOpen,
    /// Other accounts' data is like that of one's own.
    AccountsAreOpen,
    /// An approval for all counts in every account.
    ApprovalCountsEverywhere,
    /// The delegate of a delegate is a delegate.
    DelegationChains,
    /// Calls are not limited to roles.
    RolesAreIgnored,
    /// Whoever sits in a meeting cannot open an app.
    SeatedCannotOpen,
    /// To revoke a delegation does nothing.
    RevokingForgets,
    /// The limit of delegates, three, is for all delegators together.
    LimitIsShared,
    /// A refused installation leaves a request behind.
    RefusalLeavesTrace,
    /// A view leaves its last row out.
    Omits(View),
    /// Whose id comes late is served less.
    IdsAreRanks,
}

impl World {
    pub fn apply(&mut self, change: &Change) -> Result<u64, Refusal> {
        let directory = &mut self.directory;
        match (self.flaw, &change.operation) {
            (Some(Flaw::RevokingForgets), Operation::RevokeDelegation { .. }) => {
                directory.clone().apply(change)
            }
            (Some(Flaw::LimitIsShared), Operation::Delegate { .. })
                if Rows::of(directory).delegations().count() >= 3 =>
            {
                Err(Refusal::Invalid)
            }
            (Some(Flaw::RevokingToggles), Operation::RevokeSharedAccess { user, app })
                if !ticked(directory, *user).contains(app) =>
            {
                let revision = directory.apply(change)?;
                Ok(directory.grant_shared_access(*user, *app).unwrap_or(revision))
            }
            (Some(Flaw::UninstallingEnables), Operation::Uninstall { user, app }) => {
                let revision = directory.apply(change)?;
                let enable = Operation::EnableInstallation { user: *user, app: *app };
                Ok(directory.apply(&usual(enable)).unwrap_or(revision))
            }
            (Some(Flaw::ApprovalCountsEverywhere), Operation::ApproveApp { app, .. }) => {
                let revision = directory.apply(change)?;
                for account in Rows::of(directory).snapshot.accounts {
                    let owner = account.users.iter().find(|user| user.role == AccountRole::Owner);
                    let owner = owner.expect("an account has an owner").id;
                    directory.approve_app(owner, account.id, *app, Audience::Everybody)?;
                }
                Ok(revision)
            }
            (Some(Flaw::RefusalLeavesTrace), Operation::Install { user, app, .. }) => {
                directory.apply(change).inspect_err(|_| {
                    let _requested = directory.request_app(*user, *app);
                })
            }
            _ => directory.apply(change),
        }
    }

    pub fn apply_each<'a>(
        &mut self,
        changes: impl IntoIterator<Item = &'a Change>,
    ) -> Vec<Result<u64, Refusal>> {
        changes.into_iter().map(|change| self.apply(change)).collect()
    }

    pub fn evaluate(&self, question: &Question) -> Decision {
        let Question { principal, app, resource, action } = *question;
        let decision = self.directory.evaluate(principal, app, resource, action);
        match (self.flaw, decision, principal, resource) {
            (Some(Flaw::StrangersMay), Decision::Deny(Denial::UnknownPrincipal), ..) => {
                Decision::Allow(Basis::Unrestricted)
            }
            (
                Some(Flaw::TickCountsEverywhere),
                Decision::Deny(Denial::SharedAccessNotGranted),
                PrincipalId::User(user),
                _,
            ) if !ticked(&self.directory, user).is_empty() => Decision::Allow(Basis::Delegated),
            (Some(Flaw::TickIsNotNeeded), Decision::Deny(Denial::SharedAccessNotGranted), ..) => {
                Decision::Allow(Basis::Delegated)
            }
            (Some(Flaw::AccountDataIsOpen), Decision::Deny(Denial::AdminAppRequired), ..) => {
                Decision::Allow(Basis::Role)
            }
            (Some(Flaw::AccountsAreOpen), Decision::Deny(Denial::CrossAccount), ..) => {
                Decision::Allow(Basis::Own)
            }
            (
                Some(Flaw::DelegationChains),
                Decision::Deny(Denial::NotDelegated),
                PrincipalId::User(user),
                ResourceId::UserData { owner, .. },
            ) if delegators(&self.directory, user)
                .iter()
                .any(|between| delegators(&self.directory, *between).contains(&owner)) =>
            {
                Decision::Allow(Basis::Delegated)
            }
            (Some(Flaw::RolesAreIgnored), Decision::Deny(Denial::RoleNotPermitted(_)), ..) => {
                Decision::Allow(Basis::Unrestricted)
            }
            (Some(Flaw::IdsAreRanks), Decision::Allow(_), PrincipalId::User(user), _)
                if user.as_u128() > app.as_u128() =>
            {
                Decision::Deny(Denial::NotInstalled)
            }
            _ => decision,
        }
    }

    /// The answers to [`QUESTIONS`].
    pub fn answers(&self) -> Vec<Decision> {
        self.answers_to(&QUESTIONS)
    }

    pub fn answers_to(&self, questions: &[Question]) -> Vec<Decision> {
        questions.iter().map(|question| self.evaluate(question)).collect()
    }

    pub fn can_open(&self, user: UserId, app: AppId) -> Result<bool, Refusal> {
        let can_open = self.directory.can_open(user, app)?;
        let seated = || Rows::of(&self.directory).seats().any(|(_, seat)| seat.user == Some(user));
        Ok(can_open && !(self.flaw == Some(Flaw::SeatedCannotOpen) && seated()))
    }

    /// What the world is, row by row.
    pub fn rows(&self) -> Rows {
        Rows::of(&self.directory)
    }
}

/// The apps with which a user shares its access.
fn ticked(directory: &Directory, user: UserId) -> Vec<AppId> {
    let apps = directory.installed_apps(user).unwrap_or_default();
    apps.iter().filter(|row| row.shared == SharedAccess::Granted).map(|row| row.app).collect()
}

/// Whose delegate a user is.
fn delegators(directory: &Directory, user: UserId) -> Vec<UserId> {
    let delegations = directory.delegations(user).unwrap_or_default();
    delegations.held.iter().map(|(delegator, _)| *delegator).collect()
}

/// A question by ids.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    pub principal: PrincipalId,
    pub app: AppId,
    pub resource: ResourceId,
    pub action: Action,
}

/// Every question over the few names.
pub static QUESTIONS: LazyLock<Vec<Question>> = LazyLock::new(|| questions(Naming::Plain));

/// Every principal, app, resource and action over the few names, the unknown ones included; APIs and running
/// contexts represent their kinds.
pub fn questions(naming: Naming) -> Vec<Question> {
    let principals = principals(naming);
    let tasks = tasks(naming);
    let known = pairs(&pairs(&principals, &naming.ids(APPS)), &tasks);
    let unknown = pairs(&pairs(&principals, &[naming.id(NO_APP)]), &tasks[..1]);
    known
        .into_iter()
        .chain(unknown)
        .map(|((principal, app), (resource, action))| Question { principal, app, resource, action })
        .collect()
}

/// Users, seats, and a stranger.
pub fn principals(naming: Naming) -> Vec<PrincipalId> {
    let users = USERS.iter().chain([&STRANGER]).map(|user| PrincipalId::User(naming.id(user)));
    let seats = pairs(&naming.ids(MEETINGS), &naming.ids(PARTICIPANTS));
    users
        .chain(
            seats.into_iter().map(|(meeting, participant)| PrincipalId::Participant { meeting, participant }),
        )
        .collect()
}

/// The places where an app instance can be, with and without a stated running context.
pub fn places(naming: Naming) -> Vec<ResourceId> {
    let contexts = [None, Some(RunningContext::InImmersive)];
    let meetings = pairs(&naming.ids(MEETINGS), &contexts);
    let meetings = meetings.into_iter().map(|(meeting, context)| ResourceId::Meeting { meeting, context });
    let client = [None, Some(RunningContext::InMail)];
    meetings.chain(client.map(|context| ResourceId::Client { context })).collect()
}

/// Whatever can be done to whatever, and some that cannot.
fn tasks(naming: Naming) -> Vec<(ResourceId, Action)> {
    let verbs = |kind: DataKind| {
        Verb::ALL.iter().filter(move |verb| Scopes::needed(kind, **verb).is_some()).map(|verb| (*verb).into())
    };
    let mut tasks = Vec::new();
    for kind in DataKind::ALL.iter().copied() {
        for owner in naming.ids(USERS) {
            tasks.extend(verbs(kind).map(|verb| (ResourceId::UserData { owner, kind }, verb)));
        }
        for account in naming.ids(ACCOUNTS) {
            tasks.extend(verbs(kind).map(|verb| (ResourceId::AccountData { account, kind }, verb)));
        }
    }
    tasks.extend(pairs(&places(naming), &APIS.map(Action::Call)));
    let client = ResourceId::Client { context: None };
    tasks.extend([
        (ResourceId::UserData { owner: naming.id(STRANGER), kind: DataKind::Profile }, Verb::Read.into()),
        (ResourceId::UserData { owner: naming.id(USERS[0]), kind: DataKind::Reports }, Verb::Delete.into()),
        (client, Verb::Read.into()),
        (client, Action::CallUnknown),
        (client, Action::Call(Api::GetScreenshot)),
    ]);
    tasks
}

/// The questions whose answers differ, with the answers.
pub fn changed<'a>(
    before: &'a [Decision],
    after: &'a [Decision],
) -> impl Iterator<Item = (&'static Question, Decision, Decision)> {
    let answers = before.iter().copied().zip(after.iter().copied());
    QUESTIONS
        .iter()
        .zip(answers)
        .filter(|(_, (was, is))| was != is)
        .map(|(question, (was, is))| (question, was, is))
}
