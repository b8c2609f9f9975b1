//! Short methods for changes: [`Directory::acting_as`] and [`Directory::acting_as_system`]. Each method builds the
//! [`Change`] of its name and applies it.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::catalog::MeetingRole;
use crate::directory::{Actor, Audience, Change, Directory, Operation, Refusal};
use crate::facts::{Access, AccountRole, ManifestDraft, MeetingKind, Policy, Privileges, Scopes};
use crate::id::{AccountId, AppId, MeetingNumber, MeetingUuid, ParticipantId, UserId};

/// A directory, and the user who changes it. Returned by [`Directory::acting_as`].
///
/// Each method applies the [`Operation`] of the same name in the name of that user, and returns the new
/// [revision](Directory::revision).
///
/// # Examples
///
/// ```
/// use consentry::directory::{Directory, Refusal, RefusalReason};
/// use consentry::facts::{Access, AccountRole};
/// use consentry::{AccountId, UserId};
///
/// let (acme, olga, paul): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
/// let mut directory = Directory::new();
/// directory.acting_as_system().add_account(acme, olga)?;
///
/// let mut owner = directory.acting_as(olga);
/// owner.add_user(acme, paul, AccountRole::Member)?;
/// owner.delegate(paul, Access::SCHEDULE)?;
///
/// let refusal = directory.acting_as(paul).remove_user(olga, None).unwrap_err();
/// assert_eq!(refusal.reason(), RefusalReason::NotPermitted);
/// let who = "an administrator of account `AAAAAAAAAAAAAAAAAAAAAQ` for `users_edit`";
/// assert_eq!(refusal.to_string(), format!("the actor may not do this: it takes {who}"));
/// # Ok::<_, Refusal>(())
/// ```
#[derive(Debug)]
pub struct ActingAs<'d> {
    directory: &'d mut Directory,
    user: UserId,
}

/// A directory, and the platform itself as the actor that changes it. Returned by [`Directory::acting_as_system`].
///
/// Each method applies the [`Operation`] of the same name in the name of [`Actor::System`], and returns the new
/// [revision](Directory::revision).
///
/// # Examples
///
/// ```
/// use consentry::Manifest;
/// use consentry::directory::Directory;
/// use consentry::facts::Listing;
///
/// let mut directory = Directory::new();
/// let mut system = directory.acting_as_system();
/// system.add_account(1_u64.into(), 2_u64.into())?;
/// system.register_app(3_u64.into(), Manifest::user_managed(1_u64.into()).unlisted().build()?)?;
/// assert_eq!(directory.snapshot().apps[0].manifest.listing(), Listing::Unlisted);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ActingAsSystem<'d> {
    directory: &'d mut Directory,
}

impl Directory {
    /// Changes the directory in the name of a user.
    ///
    /// The caller vouches that the user is the one who asks: `consentry` authenticates nobody.
    pub fn acting_as(&mut self, user: UserId) -> ActingAs<'_> {
        ActingAs { directory: self, user }
    }

    /// Changes the directory in the name of the platform itself, which registers accounts and apps, and reports
    /// what happens in meetings.
    pub fn acting_as_system(&mut self) -> ActingAsSystem<'_> {
        ActingAsSystem { directory: self }
    }
}

impl ActingAs<'_> {
    fn apply(&mut self, operation: Operation) -> Result<u64, Refusal> {
        self.directory.apply(&Change::by(self.user, operation))
    }
}

impl ActingAsSystem<'_> {
    fn apply(&mut self, operation: Operation) -> Result<u64, Refusal> {
        self.directory.apply(&Change::by(Actor::System, operation))
    }
}

/// Declares one method per row: its arguments and the operation.
macro_rules! methods {
    ($Acting:ident($acting:ident) {$(
        $(#[$doc:meta])*
        $method:ident($($argument:ident: $Type:ty),+ $(,)?) => $operation:expr;
    )+}) => {
        impl $Acting<'_> {$(
            $(#[$doc])*
            ///
            /// # Errors
            ///
            /// The [`Refusal`] of [`Directory::apply`].
            pub fn $method(&mut self, $($argument: $Type),+) -> Result<u64, Refusal> {
                let $acting = self;
                let operation = $operation;
                $acting.apply(operation)
            }
        )+}
    };
}

methods! { ActingAsSystem(system) {
    /// Creates an account and its owner: [`Operation::AddAccount`].
    add_account(account: AccountId, owner: UserId) => Operation::AddAccount { account, owner };

    /// Creates a user: [`Operation::AddUser`].
    add_user(account: AccountId, user: UserId, role: AccountRole) => Operation::AddUser { account, user, role };

    /// Registers an app: [`Operation::RegisterApp`].
    register_app(app: AppId, manifest: impl Into<ManifestDraft>) =>
        Operation::RegisterApp { app, manifest: manifest.into() };

    /// Replaces an app's manifest: [`Operation::UpdateApp`].
    update_app(app: AppId, manifest: impl Into<ManifestDraft>) =>
        Operation::UpdateApp { app, manifest: manifest.into() };

    /// Withdraws an app: [`Operation::UnpublishApp`].
    unpublish_app(app: AppId) => Operation::UnpublishApp { app };

    /// Offers a withdrawn app again: [`Operation::PublishApp`].
    publish_app(app: AppId) => Operation::PublishApp { app };

    /// Starts a meeting: [`Operation::StartMeeting`].
    start_meeting(meeting: MeetingUuid) => Operation::StartMeeting { meeting };

    /// Ends a meeting: [`Operation::EndMeeting`].
    end_meeting(meeting: MeetingUuid) => Operation::EndMeeting { meeting };

    /// Changes the role of a seat: [`Operation::SetSeatRole`]. A [`SeatRole`](crate::facts::SeatRole) converts into the
    /// role.
    set_seat_role(meeting: MeetingUuid, participant: ParticipantId, role: impl Into<MeetingRole>) =>
        Operation::SetSeatRole { meeting, participant, role: role.into() };

    /// Seats a user, or with `None` somebody who is not signed in: [`Operation::Join`]. A
    /// [`SeatRole`](crate::facts::SeatRole) converts into the role.
    join(meeting: MeetingUuid, user: Option<UserId>, participant: ParticipantId, role: impl Into<MeetingRole>) =>
        Operation::Join { meeting, user, participant, role: role.into() };

    /// Removes a seat: [`Operation::Leave`].
    leave(meeting: MeetingUuid, participant: ParticipantId) => Operation::Leave { meeting, participant };

    /// Opens an app in a seat: [`Operation::OpenApp`].
    open_app(meeting: MeetingUuid, participant: ParticipantId, app: AppId) =>
        Operation::OpenApp { meeting, participant, app };

    /// Closes an app in a seat: [`Operation::CloseApp`].
    close_app(meeting: MeetingUuid, participant: ParticipantId, app: AppId) =>
        Operation::CloseApp { meeting, participant, app };
}}

// The actor's own apps, data and calendar.
methods! { ActingAs(actor) {
    /// Installs an app for the actor, without shared access: [`Operation::Install`].
    install(app: AppId, optional_scopes: Scopes) =>
        Operation::Install { user: actor.user, app, optional_scopes, shared: false };

    /// Installs an app for the actor, with shared access: [`Operation::Install`].
    install_with_shared_access(app: AppId, optional_scopes: Scopes) =>
        Operation::Install { user: actor.user, app, optional_scopes, shared: true };

    /// Grants an installed app shared access: [`Operation::GrantSharedAccess`].
    grant_shared_access(app: AppId) => Operation::GrantSharedAccess { user: actor.user, app };

    /// Requests an app from the administrators: [`Operation::RequestApp`].
    request_app(app: AppId) => Operation::RequestApp { user: actor.user, app };

    /// Delegates access to the actor's data: [`Operation::Delegate`].
    delegate(delegate: UserId, access: Access) =>
        Operation::Delegate { delegator: actor.user, delegate, access };

    /// Binds an event of the actor's calendar to a meeting: [`Operation::ConfirmCalendarEvent`].
    confirm_calendar_event(meeting: MeetingUuid, event: impl Into<Box<str>>) =>
        Operation::ConfirmCalendarEvent { user: actor.user, meeting, event: event.into() };
}}

// What an actor may do for itself, and some actors for others as well.
methods! { ActingAs(actor) {
    /// Revokes an app's shared access: [`Operation::RevokeSharedAccess`].
    revoke_shared_access(user: UserId, app: AppId) => Operation::RevokeSharedAccess { user, app };

    /// Uninstalls an app: [`Operation::Uninstall`].
    uninstall(user: UserId, app: AppId) => Operation::Uninstall { user, app };

    /// Revokes a delegation: [`Operation::RevokeDelegation`].
    revoke_delegation(delegator: UserId, delegate: UserId) => Operation::RevokeDelegation { delegator, delegate };

    /// Schedules a meeting under its owner: [`Operation::ScheduleMeeting`].
    schedule_meeting(
        owner: UserId, meeting: MeetingUuid, number: MeetingNumber, topic: impl Into<Box<str>>, kind: MeetingKind
    ) => Operation::ScheduleMeeting { owner, meeting, number, topic: topic.into(), kind };

    /// Changes a meeting's number and topic: [`Operation::UpdateMeeting`].
    update_meeting(meeting: MeetingUuid, number: MeetingNumber, topic: impl Into<Box<str>>) =>
        Operation::UpdateMeeting { meeting, number, topic: topic.into() };

    /// Removes a scheduled meeting: [`Operation::CancelMeeting`].
    cancel_meeting(meeting: MeetingUuid) => Operation::CancelMeeting { meeting };

    /// Moves a scheduled meeting to another owner: [`Operation::MoveMeeting`].
    move_meeting(meeting: MeetingUuid, to: UserId) => Operation::MoveMeeting { meeting, to };

    /// Says who may start a meeting besides its owner: [`Operation::SetAlternativeHosts`].
    set_alternative_hosts(meeting: MeetingUuid, users: impl Into<Vec<UserId>>) =>
        Operation::SetAlternativeHosts { meeting, users: users.into() };

    /// Starts a meeting: [`Operation::StartMeeting`].
    start_meeting(meeting: MeetingUuid) => Operation::StartMeeting { meeting };

    /// Ends a meeting: [`Operation::EndMeeting`].
    end_meeting(meeting: MeetingUuid) => Operation::EndMeeting { meeting };

    /// Stops an app in a live meeting: [`Operation::StopApp`].
    stop_app(meeting: MeetingUuid, app: AppId) => Operation::StopApp { meeting, app };

    /// Takes back that an app is stopped: [`Operation::AllowApp`].
    allow_app(meeting: MeetingUuid, app: AppId) => Operation::AllowApp { meeting, app };

    /// Allows an app to take media out of a live meeting: [`Operation::AllowMedia`].
    allow_media(meeting: MeetingUuid, app: AppId) => Operation::AllowMedia { meeting, app };

    /// Takes back that an app may take media: [`Operation::ForbidMedia`].
    forbid_media(meeting: MeetingUuid, app: AppId) => Operation::ForbidMedia { meeting, app };

    /// Changes the role of a seat: [`Operation::SetSeatRole`]. A [`SeatRole`](crate::facts::SeatRole) converts into the
    /// role.
    set_seat_role(meeting: MeetingUuid, participant: ParticipantId, role: impl Into<MeetingRole>) =>
        Operation::SetSeatRole { meeting, participant, role: role.into() };
}}

// What administrators do.
methods! { ActingAs(administrator) {
    /// Creates a user: [`Operation::AddUser`].
    add_user(account: AccountId, user: UserId, role: AccountRole) => Operation::AddUser { account, user, role };

    /// Gives a user another role: [`Operation::SetRole`].
    set_role(user: UserId, role: AccountRole) => Operation::SetRole { user, role };

    /// Creates or replaces a custom role: [`Operation::DefineRole`].
    define_role(account: AccountId, role: impl Into<Box<str>>, privileges: Privileges) =>
        Operation::DefineRole { account, role: role.into(), privileges };

    /// Removes a custom role: [`Operation::DeleteRole`].
    delete_role(account: AccountId, role: impl Into<Box<str>>) =>
        Operation::DeleteRole { account, role: role.into() };

    /// Makes another user the owner of the account: [`Operation::TransferOwnership`].
    transfer_ownership(account: AccountId, to: UserId) => Operation::TransferOwnership { account, to };

    /// Deactivates a user: [`Operation::DeactivateUser`].
    deactivate_user(user: UserId) => Operation::DeactivateUser { user };

    /// Activates a user again: [`Operation::ActivateUser`].
    activate_user(user: UserId) => Operation::ActivateUser { user };

    /// Removes a user, whose meetings go to the heir or, with `None`, are removed too: [`Operation::RemoveUser`].
    remove_user(user: UserId, heir: Option<UserId>) => Operation::RemoveUser { user, heir };

    /// Sets the account's marketplace policy: [`Operation::SetPolicy`].
    set_policy(account: AccountId, policy: Policy) => {
        let Policy { listed, unlisted, on_withdrawal, own } = policy;
        Operation::SetPolicy { account, listed, unlisted, on_withdrawal, own: Some(own) }
    };

    /// Approves an app for everybody or for one user: [`Operation::ApproveApp`].
    approve_app(account: AccountId, app: AppId, audience: Audience) =>
        Operation::ApproveApp { account, app, audience };

    /// Withdraws an approval: [`Operation::WithdrawApproval`].
    withdraw_approval(account: AccountId, app: AppId, audience: Audience) =>
        Operation::WithdrawApproval { account, app, audience };

    /// Declines a user's request for an app: [`Operation::DeclineRequest`].
    decline_request(user: UserId, app: AppId) => Operation::DeclineRequest { user, app };

    /// Installs an app for somebody else: [`Operation::InstallFor`].
    install_for(user: UserId, app: AppId) => Operation::InstallFor { user, app };

    /// Delegates access to somebody else's data: [`Operation::Delegate`].
    delegate_for(delegator: UserId, delegate: UserId, access: Access) =>
        Operation::Delegate { delegator, delegate, access };

    /// Disables an app for a user: [`Operation::DisableInstallation`].
    disable_installation(user: UserId, app: AppId) => Operation::DisableInstallation { user, app };

    /// Enables an app for a user again: [`Operation::EnableInstallation`].
    enable_installation(user: UserId, app: AppId) => Operation::EnableInstallation { user, app };
}}

// The page of all installed apps changes several at once.
impl ActingAs<'_> {
    /// Grants shared access to several of the actor's apps. Each is a change of its own and has its own result.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::{AppId, Manifest, Scopes, UserId};
    ///
    /// let olga: UserId = 2_u64.into();
    /// let (calendar, notes): (AppId, AppId) = (3_u64.into(), 4_u64.into());
    /// let manifest = Manifest::user_managed(1_u64.into()).offer_shared_access().build()?;
    /// let mut directory = Directory::new();
    /// directory.acting_as_system().add_account(1_u64.into(), olga)?;
    /// directory.acting_as_system().register_app(calendar, manifest.clone())?;
    /// directory.acting_as_system().register_app(notes, manifest)?;
    /// directory.acting_as(olga).install(calendar, Scopes::empty())?;
    ///
    /// let report = directory.acting_as(olga).grant_shared_access_to_each([calendar, notes]);
    /// assert_eq!(report, [(calendar, Ok(5)), (notes, Err(Refusal::NotInstalled))]);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn grant_shared_access_to_each(
        &mut self,
        apps: impl IntoIterator<Item = AppId>,
    ) -> Vec<(AppId, Result<u64, Refusal>)> {
        apps.into_iter().map(|app| (app, self.grant_shared_access(app))).collect()
    }

    /// Revokes shared access from several apps of a user. Each is a change of its own and has its own result.
    pub fn revoke_shared_access_from_each(
        &mut self,
        user: UserId,
        apps: impl IntoIterator<Item = AppId>,
    ) -> Vec<(AppId, Result<u64, Refusal>)> {
        apps.into_iter().map(|app| (app, self.revoke_shared_access(user, app))).collect()
    }
}
