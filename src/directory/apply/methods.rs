//! Short methods for everyday changes. Each builds the [`Change`] of its name and applies it.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::directory::{Actor, Audience, Change, Directory, Operation, Refusal};
use crate::{
    Access, AccountId, AccountRole, AppId, ManifestDraft, MeetingKind, MeetingNumber, MeetingUuid,
    ParticipantId, Role, Scopes, UserId,
};

/// What the platform itself does.
impl Directory {
    /// [`Operation::AddAccount`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`]; so with every method here.
    pub fn add_account(&mut self, account: AccountId, owner: UserId) -> Result<u64, Refusal> {
        self.apply(&Change::by(Actor::System, Operation::AddAccount { account, owner }))
    }

    /// [`Operation::RegisterApp`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn register_app(&mut self, app: AppId, manifest: ManifestDraft) -> Result<u64, Refusal> {
        self.apply(&Change::by(Actor::System, Operation::RegisterApp { app, manifest }))
    }

    /// [`Operation::Join`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn join(
        &mut self,
        meeting: MeetingUuid,
        participant: ParticipantId,
        user: Option<UserId>,
        role: Role,
    ) -> Result<u64, Refusal> {
        self.apply(&Change::by(Actor::System, Operation::Join { meeting, user, participant, role }))
    }

    /// [`Operation::Leave`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn leave(&mut self, meeting: MeetingUuid, participant: ParticipantId) -> Result<u64, Refusal> {
        self.apply(&Change::by(Actor::System, Operation::Leave { meeting, participant }))
    }

    /// [`Operation::OpenApp`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn open_app(
        &mut self,
        meeting: MeetingUuid,
        participant: ParticipantId,
        app: AppId,
    ) -> Result<u64, Refusal> {
        self.apply(&Change::by(Actor::System, Operation::OpenApp { meeting, participant, app }))
    }
}

/// What users do for themselves.
impl Directory {
    /// [`Operation::Install`] without the shared access tick.
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn install(&mut self, user: UserId, app: AppId, optional_scopes: Scopes) -> Result<u64, Refusal> {
        self.apply(&Change::by(user, Operation::Install { user, app, optional_scopes, shared: false }))
    }

    /// [`Operation::Install`] with the shared access tick.
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn install_with_shared_access(
        &mut self,
        user: UserId,
        app: AppId,
        optional_scopes: Scopes,
    ) -> Result<u64, Refusal> {
        self.apply(&Change::by(user, Operation::Install { user, app, optional_scopes, shared: true }))
    }

    /// [`Operation::GrantSharedAccess`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn grant_shared_access(&mut self, user: UserId, app: AppId) -> Result<u64, Refusal> {
        self.apply(&Change::by(user, Operation::GrantSharedAccess { user, app }))
    }

    /// Grants shared access to several apps of a user. Each is a change of its own, and is reported.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{Directory, ManifestDraft, Refusal, Scopes, UserId};
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

    /// [`Operation::RequestApp`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn request_app(&mut self, user: UserId, app: AppId) -> Result<u64, Refusal> {
        self.apply(&Change::by(user, Operation::RequestApp { user, app }))
    }

    /// [`Operation::Delegate`] by the delegator.
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn delegate(&mut self, delegator: UserId, delegate: UserId, access: Access) -> Result<u64, Refusal> {
        self.apply(&Change::by(delegator, Operation::Delegate { delegator, delegate, access }))
    }

    /// [`Operation::RevokeDelegation`] by the delegator.
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn revoke_delegation(&mut self, delegator: UserId, delegate: UserId) -> Result<u64, Refusal> {
        self.apply(&Change::by(delegator, Operation::RevokeDelegation { delegator, delegate }))
    }

    /// [`Operation::ScheduleMeeting`] by the owner or a delegate.
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn schedule_meeting(
        &mut self,
        by: UserId,
        owner: UserId,
        meeting: MeetingUuid,
        number: MeetingNumber,
        topic: impl Into<Box<str>>,
        kind: MeetingKind,
    ) -> Result<u64, Refusal> {
        let topic = topic.into();
        self.apply(&Change::by(by, Operation::ScheduleMeeting { owner, meeting, number, topic, kind }))
    }

    /// [`Operation::StartMeeting`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn start_meeting(&mut self, by: UserId, meeting: MeetingUuid) -> Result<u64, Refusal> {
        self.apply(&Change::by(by, Operation::StartMeeting { meeting }))
    }

    /// [`Operation::EndMeeting`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn end_meeting(&mut self, by: UserId, meeting: MeetingUuid) -> Result<u64, Refusal> {
        self.apply(&Change::by(by, Operation::EndMeeting { meeting }))
    }
}

/// What users and administrators do.
impl Directory {
    /// [`Operation::AddUser`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn add_user(
        &mut self,
        by: impl Into<Actor>,
        account: AccountId,
        user: UserId,
        role: AccountRole,
    ) -> Result<u64, Refusal> {
        self.apply(&Change::by(by, Operation::AddUser { account, user, role }))
    }

    /// [`Operation::ApproveApp`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn approve_app(
        &mut self,
        by: UserId,
        account: AccountId,
        app: AppId,
        user: Audience,
    ) -> Result<u64, Refusal> {
        self.apply(&Change::by(by, Operation::ApproveApp { account, app, user }))
    }

    /// [`Operation::WithdrawApproval`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn withdraw_approval(
        &mut self,
        by: UserId,
        account: AccountId,
        app: AppId,
        user: Audience,
    ) -> Result<u64, Refusal> {
        self.apply(&Change::by(by, Operation::WithdrawApproval { account, app, user }))
    }

    /// [`Operation::RevokeSharedAccess`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn revoke_shared_access(&mut self, by: UserId, user: UserId, app: AppId) -> Result<u64, Refusal> {
        self.apply(&Change::by(by, Operation::RevokeSharedAccess { user, app }))
    }

    /// [`Operation::DisableInstallation`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn disable_installation(&mut self, by: UserId, user: UserId, app: AppId) -> Result<u64, Refusal> {
        self.apply(&Change::by(by, Operation::DisableInstallation { user, app }))
    }

    /// [`Operation::EnableInstallation`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn enable_installation(&mut self, by: UserId, user: UserId, app: AppId) -> Result<u64, Refusal> {
        self.apply(&Change::by(by, Operation::EnableInstallation { user, app }))
    }

    /// [`Operation::Uninstall`].
    ///
    /// # Errors
    ///
    /// See [`Directory::apply`].
    pub fn uninstall(&mut self, by: UserId, user: UserId, app: AppId) -> Result<u64, Refusal> {
        self.apply(&Change::by(by, Operation::Uninstall { user, app }))
    }
}
