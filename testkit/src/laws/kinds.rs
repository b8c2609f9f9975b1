//! The laws that are about some kinds of changes: which kinds those are.

use consentry::directory::{Audience, Change, Operation};
use consentry::facts::{Access, AccountRole, Approval};
use consentry::{AccountId, AppId, Scopes, UserId};

use super::names::{accounts, apps, meetings, pairs, participants, users};
use super::rows::Rows;
use super::typical::usual;

/// Law 2: revoking, uninstalling, disabling, deactivating, withdrawing, demoting to member, leaving, stopping an app,
/// forbidding media, cancelling. Removing, deleting, unpublishing, ending and closing take away as well, beyond the words
/// of the law.
pub fn takes_away(operation: &Operation) -> bool {
    use Operation::*;
    match operation {
        RevokeSharedAccess { .. } | RevokeDelegation { .. } => true,
        Uninstall { .. } | DisableInstallation { .. } | DeactivateUser { .. } => true,
        WithdrawApproval { .. } | Leave { .. } => true,
        SetRole { role, .. } => *role == AccountRole::Member,
        StopApp { .. } | ForbidMedia { .. } | CancelMeeting { .. } => true,
        RemoveUser { .. } | DeleteRole { .. } | UnpublishApp { .. } => true,
        EndMeeting { .. } | CloseApp { .. } => true,

        AddAccount { .. } | AddUser { .. } | DefineRole { .. } | TransferOwnership { .. } => false,
        ActivateUser { .. } | RegisterApp { .. } | UpdateApp { .. } | PublishApp { .. } => false,
        SetPolicy { .. } | ApproveApp { .. } | RequestApp { .. } | DeclineRequest { .. } => false,
        Install { .. } | InstallFor { .. } | GrantSharedAccess { .. } | EnableInstallation { .. } => false,
        Delegate { .. } | ScheduleMeeting { .. } | StartMeeting { .. } | Join { .. } => false,
        UpdateMeeting { .. } | MoveMeeting { .. } | SetAlternativeHosts { .. } => false,
        AllowApp { .. } | AllowMedia { .. } => false,
        SetSeatRole { .. } | OpenApp { .. } | ConfirmCalendarEvent { .. } => false,
    }
}

/// Law 2: every change over the few names that it names, each kind for itself.
pub fn everything_to_take_away() -> Vec<Vec<Change>> {
    use Operation::*;
    let installations = pairs(&users(), &apps());
    let each = |operation: fn(UserId, AppId) -> Operation| {
        installations.iter().map(|(user, app)| usual(operation(*user, *app))).collect()
    };
    let withdraw = |(account, app)| WithdrawApproval { account, app, audience: Audience::Everybody };
    let stop = |(meeting, app)| StopApp { meeting, app };
    let forbid = |(meeting, app)| ForbidMedia { meeting, app };
    let leave = |(meeting, participant)| Leave { meeting, participant };
    let revoke = |(delegator, delegate)| RevokeDelegation { delegator, delegate };
    let demote = |user| SetRole { user, role: AccountRole::Member };
    vec![
        each(|user, app| RevokeSharedAccess { user, app }),
        each(|user, app| Uninstall { user, app }),
        each(|user, app| DisableInstallation { user, app }),
        pairs(&users(), &users()).into_iter().map(revoke).map(usual).collect(),
        users().into_iter().map(|user| usual(DeactivateUser { user })).collect(),
        pairs(&accounts(), &apps()).into_iter().map(withdraw).map(usual).collect(),
        users().into_iter().map(demote).map(usual).collect(),
        pairs(&meetings(), &participants()).into_iter().map(leave).map(usual).collect(),
        pairs(&meetings(), &apps()).into_iter().map(stop).map(usual).collect(),
        pairs(&meetings(), &apps()).into_iter().map(forbid).map(usual).collect(),
        meetings().into_iter().map(|meeting| usual(CancelMeeting { meeting })).collect(),
    ]
}

/// Law 8: whether an operation changes what a user's `can_open` must not depend on.
pub fn is_elsewhere(rows: &Rows, operation: &Operation, user: UserId) -> bool {
    use Operation::*;
    let home = rows.account_of(user);
    let is_foreign = |account: Option<AccountId>| home.is_some() && account.is_some() && home != account;
    match *operation {
        ScheduleMeeting { .. }
        | UpdateMeeting { .. }
        | CancelMeeting { .. }
        | MoveMeeting { .. }
        | SetAlternativeHosts { .. }
        | StartMeeting { .. }
        | EndMeeting { .. }
        | StopApp { .. }
        | AllowApp { .. }
        | AllowMedia { .. }
        | ForbidMedia { .. }
        | Join { .. }
        | Leave { .. }
        | SetSeatRole { .. }
        | OpenApp { .. }
        | CloseApp { .. }
        | ConfirmCalendarEvent { .. } => true,

        Install { user: whose, .. }
        | InstallFor { user: whose, .. }
        | GrantSharedAccess { user: whose, .. }
        | RevokeSharedAccess { user: whose, .. }
        | DisableInstallation { user: whose, .. }
        | EnableInstallation { user: whose, .. }
        | Uninstall { user: whose, .. } => whose != user,

        AddAccount { account, .. }
        | AddUser { account, .. }
        | DefineRole { account, .. }
        | DeleteRole { account, .. }
        | TransferOwnership { account, .. }
        | SetPolicy { account, .. }
        | ApproveApp { account, .. }
        | WithdrawApproval { account, .. } => is_foreign(Some(account)),

        SetRole { user: whose, .. }
        | DeactivateUser { user: whose }
        | ActivateUser { user: whose }
        | RemoveUser { user: whose, .. }
        | RequestApp { user: whose, .. }
        | DeclineRequest { user: whose, .. }
        | Delegate { delegator: whose, .. }
        | RevokeDelegation { delegator: whose, .. } => is_foreign(rows.account_of(whose)),

        RegisterApp { .. } | UpdateApp { .. } | UnpublishApp { .. } | PublishApp { .. } => false,
    }
}

/// Law 9: every change over the few names that has an opposite, once.
pub fn everything_to_undo() -> impl Iterator<Item = Change> {
    let installations = pairs(&users(), &apps()).into_iter().flat_map(|(user, app)| {
        let install = Operation::Install { user, app, optional_scopes: Scopes::empty(), shared: false };
        [install, Operation::GrantSharedAccess { user, app }]
    });
    let delegations = pairs(&users(), &users())
        .into_iter()
        .map(|(delegator, delegate)| Operation::Delegate { delegator, delegate, access: Access::all() });
    let audiences: Vec<_> = users().into_iter().map(Audience::User).chain([Audience::Everybody]).collect();
    let approvals = pairs(&pairs(&accounts(), &apps()), &audiences)
        .into_iter()
        .map(|((account, app), audience)| Operation::ApproveApp { account, app, audience });
    let media =
        pairs(&meetings(), &apps()).into_iter().map(|(meeting, app)| Operation::AllowMedia { meeting, app });
    installations.chain(delegations).chain(approvals).chain(media).map(usual)
}

/// Law 9: the opposite of an operation, from a state without what it brings.
///
/// Approving for all and withdrawing withdraws single approvals too: a state without it has none of either kind.
pub fn undo(rows: &Rows, operation: &Operation) -> Option<Operation> {
    use Operation::*;
    match *operation {
        Install { user, app, .. } | InstallFor { user, app } => {
            rows.installation(user, app).is_none().then_some(Uninstall { user, app })
        }
        GrantSharedAccess { user, app } => {
            let granted = rows.installation(user, app)?;
            (!granted.shared_access).then_some(RevokeSharedAccess { user, app })
        }
        Delegate { delegator, delegate, .. } => {
            let given = rows.delegation(delegator, delegate);
            given.is_none().then_some(RevokeDelegation { delegator, delegate })
        }
        AllowMedia { meeting, app } => {
            let allowed = rows.meeting(meeting)?.media_allowed.contains(&app);
            (!allowed).then_some(ForbidMedia { meeting, app })
        }
        ApproveApp { account, app, audience } => {
            let approved = |user: UserId| rows.approval(user, app) != Approval::None;
            let there = match audience {
                Audience::User(user) => approved(user),
                Audience::Everybody => rows.account(account)?.users.iter().any(|user| approved(user.id)),
            };
            (!there).then_some(WithdrawApproval { account, app, audience })
        }

        AddAccount { .. } | AddUser { .. } | SetRole { .. } | DefineRole { .. } | DeleteRole { .. } => None,
        TransferOwnership { .. } | DeactivateUser { .. } | ActivateUser { .. } | RemoveUser { .. } => None,
        RegisterApp { .. } | UpdateApp { .. } | UnpublishApp { .. } | PublishApp { .. } => None,
        SetPolicy { .. } | WithdrawApproval { .. } | RequestApp { .. } | DeclineRequest { .. } => None,
        RevokeSharedAccess { .. } | DisableInstallation { .. } | EnableInstallation { .. } => None,
        Uninstall { .. } | RevokeDelegation { .. } | ScheduleMeeting { .. } | StartMeeting { .. } => None,
        UpdateMeeting { .. } | CancelMeeting { .. } | MoveMeeting { .. } | SetAlternativeHosts { .. } => None,
        StopApp { .. } | AllowApp { .. } | ForbidMedia { .. } => None,
        EndMeeting { .. } | Join { .. } | Leave { .. } | SetSeatRole { .. } | OpenApp { .. } => None,
        CloseApp { .. } | ConfirmCalendarEvent { .. } => None,
    }
}
