//! Short methods for changes. Each builds the [`Change`] of its name and applies it.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::catalog::MeetingRole;
use crate::directory::{Actor, Audience, Change, Directory, Operation, Refusal};
use crate::facts::{Access, AccountRole, ManifestDraft, MeetingKind, Policy, Privileges, Scopes};
use crate::id::{AccountId, AppId, MeetingNumber, MeetingUuid, ParticipantId, UserId};

/// Declares one method a row: its arguments, who acts, and the operation.
macro_rules! methods {
    ($(
        $(#[$doc:meta])*
        $method:ident($($argument:ident: $Type:ty),+) by $actor:expr => $operation:expr;
    )+) => {
        impl Directory {$(
            $(#[$doc])*
            ///
            /// # Errors
            ///
            /// As [`Directory::apply`]: an unknown name, one that must be new and is not, an actor who may not make
            /// the change, and whatever else the operation forbids.
            pub fn $method(&mut self, $($argument: $Type),+) -> Result<u64, Refusal> {
                self.apply(&Change::by($actor, $operation))
            }
        )+}
    };
}

// What the platform itself does.
methods! {
    /// [`Operation::AddAccount`].
    add_account(account: AccountId, owner: UserId) by Actor::System => Operation::AddAccount { account, owner };

    /// [`Operation::RegisterApp`].
    register_app(app: AppId, manifest: ManifestDraft) by Actor::System => Operation::RegisterApp { app, manifest };

    /// [`Operation::UpdateApp`].
    update_app(app: AppId, manifest: ManifestDraft) by Actor::System => Operation::UpdateApp { app, manifest };

    /// [`Operation::UnpublishApp`].
    unpublish_app(app: AppId) by Actor::System => Operation::UnpublishApp { app };

    /// [`Operation::PublishApp`].
    publish_app(app: AppId) by Actor::System => Operation::PublishApp { app };

    /// [`Operation::Join`]; a [`SeatRole`](crate::facts::SeatRole) will do as the role.
    join(meeting: MeetingUuid, user: Option<UserId>, participant: ParticipantId, role: impl Into<MeetingRole>)
        by Actor::System => Operation::Join { meeting, user, participant, role: role.into() };

    /// [`Operation::Leave`].
    leave(meeting: MeetingUuid, participant: ParticipantId) by Actor::System =>
        Operation::Leave { meeting, participant };

    /// [`Operation::OpenApp`].
    open_app(meeting: MeetingUuid, participant: ParticipantId, app: AppId) by Actor::System =>
        Operation::OpenApp { meeting, participant, app };

    /// [`Operation::CloseApp`].
    close_app(meeting: MeetingUuid, participant: ParticipantId, app: AppId) by Actor::System =>
        Operation::CloseApp { meeting, participant, app };
}

// What users do for themselves.
methods! {
    /// [`Operation::Install`] without the shared access tick.
    install(user: UserId, app: AppId, optional_scopes: Scopes) by user =>
        Operation::Install { user, app, optional_scopes, shared: false };

    /// [`Operation::Install`] with the shared access tick.
    install_with_shared_access(user: UserId, app: AppId, optional_scopes: Scopes) by user =>
        Operation::Install { user, app, optional_scopes, shared: true };

    /// [`Operation::GrantSharedAccess`].
    grant_shared_access(user: UserId, app: AppId) by user => Operation::GrantSharedAccess { user, app };

    /// [`Operation::RequestApp`].
    request_app(user: UserId, app: AppId) by user => Operation::RequestApp { user, app };

    /// [`Operation::ConfirmCalendarEvent`].
    confirm_calendar_event(user: UserId, meeting: MeetingUuid, event: impl Into<Box<str>>) by user =>
        Operation::ConfirmCalendarEvent { user, meeting, event: event.into() };

    /// [`Operation::Delegate`] by the delegator.
    delegate(delegator: UserId, delegate: UserId, access: Access) by delegator =>
        Operation::Delegate { delegator, delegate, access };
}

// What several may do; the first argument says who does.
methods! {
    /// [`Operation::RevokeDelegation`].
    revoke_delegation(by: UserId, delegator: UserId, delegate: UserId) by by =>
        Operation::RevokeDelegation { delegator, delegate };

    /// [`Operation::RevokeSharedAccess`].
    revoke_shared_access(by: UserId, user: UserId, app: AppId) by by =>
        Operation::RevokeSharedAccess { user, app };

    /// [`Operation::Uninstall`].
    uninstall(by: UserId, user: UserId, app: AppId) by by => Operation::Uninstall { user, app };

    /// [`Operation::ScheduleMeeting`].
    schedule_meeting(
        by: UserId, owner: UserId, meeting: MeetingUuid, number: MeetingNumber, topic: impl Into<Box<str>>,
        kind: MeetingKind
    ) by by => Operation::ScheduleMeeting { owner, meeting, number, topic: topic.into(), kind };

    /// [`Operation::StartMeeting`].
    start_meeting(by: UserId, meeting: MeetingUuid) by by => Operation::StartMeeting { meeting };

    /// [`Operation::EndMeeting`].
    end_meeting(by: UserId, meeting: MeetingUuid) by by => Operation::EndMeeting { meeting };

    /// [`Operation::SetSeatRole`]; a [`SeatRole`](crate::facts::SeatRole) will do as the role.
    set_seat_role(by: UserId, meeting: MeetingUuid, participant: ParticipantId, role: impl Into<MeetingRole>) by by =>
        Operation::SetSeatRole { meeting, participant, role: role.into() };
}

// What administrators do; the first argument says who does.
methods! {
    /// [`Operation::AddUser`], which the system does too.
    add_user(by: impl Into<Actor>, account: AccountId, user: UserId, role: AccountRole) by by =>
        Operation::AddUser { account, user, role };

    /// [`Operation::SetRole`].
    set_role(by: UserId, user: UserId, role: AccountRole) by by => Operation::SetRole { user, role };

    /// [`Operation::DefineRole`].
    define_role(by: UserId, account: AccountId, role: impl Into<Box<str>>, privileges: Privileges) by by =>
        Operation::DefineRole { account, role: role.into(), privileges };

    /// [`Operation::TransferOwnership`].
    transfer_ownership(by: UserId, account: AccountId, to: UserId) by by =>
        Operation::TransferOwnership { account, to };

    /// [`Operation::DeactivateUser`].
    deactivate_user(by: UserId, user: UserId) by by => Operation::DeactivateUser { user };

    /// [`Operation::ActivateUser`].
    activate_user(by: UserId, user: UserId) by by => Operation::ActivateUser { user };

    /// [`Operation::RemoveUser`].
    remove_user(by: UserId, user: UserId) by by => Operation::RemoveUser { user };

    /// [`Operation::SetPolicy`].
    set_policy(by: UserId, account: AccountId, policy: Policy) by by => {
        let Policy { listed, unlisted, on_withdrawal } = policy;
        Operation::SetPolicy { account, listed, unlisted, on_withdrawal }
    };

    /// [`Operation::ApproveApp`].
    approve_app(by: UserId, account: AccountId, app: AppId, user: Audience) by by =>
        Operation::ApproveApp { account, app, user };

    /// [`Operation::WithdrawApproval`].
    withdraw_approval(by: UserId, account: AccountId, app: AppId, user: Audience) by by =>
        Operation::WithdrawApproval { account, app, user };

    /// [`Operation::DeclineRequest`].
    decline_request(by: UserId, user: UserId, app: AppId) by by => Operation::DeclineRequest { user, app };

    /// [`Operation::InstallFor`].
    install_for(by: UserId, user: UserId, app: AppId) by by => Operation::InstallFor { user, app };

    /// [`Operation::DisableInstallation`].
    disable_installation(by: UserId, user: UserId, app: AppId) by by =>
        Operation::DisableInstallation { user, app };

    /// [`Operation::EnableInstallation`].
    enable_installation(by: UserId, user: UserId, app: AppId) by by =>
        Operation::EnableInstallation { user, app };
}

/// The page of all installed apps: several at once.
impl Directory {
    /// Grants shared access to several apps of a user. Each is a change of its own, and is reported.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{Scopes, UserId};
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::ManifestDraft;
    ///
    /// let olga: UserId = 2_u64.into();
    /// let (calendar, notes) = (3_u64.into(), 4_u64.into());
    /// let mut directory = Directory::new();
    /// directory.add_account(1_u64.into(), olga)?;
    /// let mut manifest = ManifestDraft::user_managed(1_u64.into());
    /// manifest.uses_shared_access = true;
    /// directory.register_app(calendar, manifest.clone())?;
    /// directory.register_app(notes, manifest)?;
    /// directory.install(olga, calendar, Scopes::empty())?;
    ///
    /// let report = directory.grant_shared_access_to_each(olga, [calendar, notes]);
    /// assert_eq!(report, [(calendar, Ok(5)), (notes, Err(Refusal::NotInstalled))]);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn grant_shared_access_to_each(
        &mut self,
        user: UserId,
        apps: impl IntoIterator<Item = AppId>,
    ) -> Vec<(AppId, Result<u64, Refusal>)> {
        apps.into_iter().map(|app| (app, self.grant_shared_access(user, app))).collect()
    }

    /// Revokes shared access from several apps of a user, by that user or an administrator. Each is a change of
    /// its own, and is reported.
    pub fn revoke_shared_access_from_each(
        &mut self,
        by: UserId,
        user: UserId,
        apps: impl IntoIterator<Item = AppId>,
    ) -> Vec<(AppId, Result<u64, Refusal>)> {
        apps.into_iter().map(|app| (app, self.revoke_shared_access(by, user, app))).collect()
    }
}
