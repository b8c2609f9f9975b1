//! Changes: what is changed, and by whom. Each change is one serializable value.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::catalog::MeetingRole;
use crate::facts::{
    Access, AccountRole, ApprovalSetting, ManifestDraft, MeetingKind, OnWithdrawal, OwnApps, Privileges,
    Scopes,
};
use crate::id::{AccountId, AppId, MeetingNumber, MeetingUuid, ParseIdError, ParticipantId, UserId};
use crate::vocabulary::serde_as_str;

/// A change to a [`Directory`](crate::directory::Directory), together with the actor who makes it.
///
/// A change cannot be read from a text: whoever sends the text would choose the actor, `system` included. Read an
/// [`Operation`] from a request and name the actor that you have authenticated. A log that only you write contains
/// [log entries](crate::directory::LogEntry).
///
/// # Examples
///
/// ```
/// use consentry::UserId;
/// use consentry::directory::{Change, Operation};
/// use consentry::facts::Access;
///
/// let (olga, ann): (UserId, UserId) = (1_u64.into(), 2_u64.into());
/// let body = r#"{
///     "type": "delegate",
///     "delegator": "AAAAAAAAAAAAAAAAAAAAAQ", "delegate": "AAAAAAAAAAAAAAAAAAAAAg",
///     "access": ["meetings", "schedule"]
/// }"#;
/// let authenticated = olga;
/// let change = Change::by(authenticated, serde_json::from_str(body)?);
///
/// let access = Access::MEETINGS | Access::SCHEDULE;
/// assert_eq!(change.operation, Operation::Delegate { delegator: olga, delegate: ann, access });
/// # Ok::<_, serde_json::Error>(())
/// ```
///
/// ```compile_fail,E0277
/// use consentry::directory::Change;
///
/// let from_a_request: Change = serde_json::from_str("{}").unwrap();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "closed: an actor and an operation")]
pub struct Change {
    /// The actor.
    pub by: Actor,
    /// The operation.
    pub operation: Operation,
}

impl Change {
    /// Creates a change by a user or by [the platform itself](Actor::System).
    #[must_use]
    pub fn by(actor: impl Into<Actor>, operation: Operation) -> Self {
        Self { by: actor.into(), operation }
    }
}

/// The actor who makes a change. Prints as `system` or as the user's id.
///
/// # Examples
///
/// ```
/// use consentry::UserId;
/// use consentry::directory::Actor;
///
/// let ann: UserId = "KDcuGIm1QgePTO8WbOqwIQ".parse()?;
/// assert_eq!("KDcuGIm1QgePTO8WbOqwIQ".parse(), Ok(Actor::User(ann)));
/// assert_eq!("system".parse(), Ok(Actor::System));
/// assert_eq!(Actor::from(ann).to_string(), ann.to_string());
/// # Ok::<_, consentry::id::ParseIdError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed: a user, or the platform")]
pub enum Actor {
    /// The platform itself, which may make only the changes whose documentation names the system.
    System,
    /// A user.
    User(UserId),
}

impl From<UserId> for Actor {
    fn from(user: UserId) -> Self {
        Self::User(user)
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("system"),
            Self::User(user) => user.fmt(f),
        }
    }
}

impl FromStr for Actor {
    type Err = ParseIdError;

    /// Parses what [`Display`](fmt::Display) writes.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is neither `system` nor a user id.
    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        if text == "system" { Ok(Self::System) } else { text.parse().map(Self::User) }
    }
}

serde_as_str!("actor: `system` or a user id", Actor);

/// The users whom an approval is for. On the wire `"everybody"` or `{"user": USER}`, and never left out.
///
/// # Examples
///
/// ```
/// use consentry::UserId;
/// use consentry::directory::{Audience, Operation};
///
/// let ann: UserId = 4_u64.into();
/// let approve = |audience| Operation::ApproveApp { account: 1_u64.into(), app: 2_u64.into(), audience };
/// let json = serde_json::to_value(approve(Audience::Everybody))?;
/// assert_eq!(json["audience"], "everybody");
///
/// let json = serde_json::to_value(approve(Audience::User(ann)))?;
/// assert_eq!(json["audience"]["user"], "AAAAAAAAAAAAAAAAAAAABA");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[expect(clippy::exhaustive_enums, reason = "closed: all users of the account or one of them")]
pub enum Audience {
    /// All users of the account.
    Everybody,
    /// One user of the account.
    User(UserId),
}

/// What a change does, and who may make it. `docs/rules.md` in the repository lists every condition.
///
/// "Administrator for X" is an active user of the account concerned whose role holds the privilege X. The account concerned
/// is the operation's `account`, else that of its `user`, `delegator` or `owner`, else that of its meeting's owner.
/// [`authority`](Self::authority) returns who may make a change as a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "type", rename_all = "snake_case", deny_unknown_fields))]
#[expect(clippy::exhaustive_enums, reason = "closed: a new change is a new rule")]
pub enum Operation {
    /// Creates an account and its owner, an active user. By the system.
    AddAccount {
        /// The new account's id.
        account: AccountId,
        /// The id of its owner, a new user.
        owner: UserId,
    },
    /// Creates a user. By the system, or an administrator for `users_edit` and, for a role other than `member`, for
    /// `roles_edit`. An account has room for 2²⁴ users, removed ones included.
    AddUser {
        /// The account that the user joins.
        account: AccountId,
        /// The new user's id.
        user: UserId,
        /// The user's role; not `owner`.
        role: AccountRole,
    },
    /// Gives a user another role. By an administrator for `roles_edit`, who cannot hand out more than it holds.
    SetRole {
        /// The user whose role changes.
        user: UserId,
        /// The new role; not `owner`.
        role: AccountRole,
    },
    /// Creates or replaces a custom role. By an administrator for `roles_edit`, within the privileges it holds.
    DefineRole {
        /// The account that the role belongs to.
        account: AccountId,
        /// The role's name: at most 128 characters, and not the name of a built-in role.
        role: Box<str>,
        /// The privileges that the role holds from now on.
        privileges: Privileges,
    },
    /// Removes a custom role that no user holds. By an administrator for `roles_edit`, within the privileges it holds.
    DeleteRole {
        /// The account that the role belongs to.
        account: AccountId,
        /// The role's name.
        role: Box<str>,
    },
    /// Makes another user the owner of the account; the old owner becomes admin. By the owner.
    TransferOwnership {
        /// The account.
        account: AccountId,
        /// The new owner.
        to: UserId,
    },
    /// Deactivates a user, who can then do nothing until activated again. By an administrator for `users_edit`.
    DeactivateUser {
        /// The user; not the owner.
        user: UserId,
    },
    /// Activates a user again. By an administrator for `users_edit`.
    ActivateUser {
        /// The user; not the owner.
        user: UserId,
    },
    /// Removes a user and everything that belongs to the user, whose id can never be used again. By an administrator for
    /// `users_edit`.
    RemoveUser {
        /// The user; not the owner.
        user: UserId,
        /// The user who gets the meetings; `None`, or left out, to remove them too.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        heir: Option<UserId>,
    },
    /// Registers an app. By the system.
    RegisterApp {
        /// The new app's id.
        app: AppId,
        /// The app's manifest.
        manifest: ManifestDraft,
    },
    /// Replaces an app's manifest; installations are limited to what the new one still requests, and hosts must allow media
    /// again. By the system.
    UpdateApp {
        /// The app.
        app: AppId,
        /// The new manifest; developer and management cannot change.
        manifest: ManifestDraft,
    },
    /// Withdraws an app: installations are kept, and denied. By the system.
    UnpublishApp {
        /// The app.
        app: AppId,
    },
    /// Offers a withdrawn app again. By the system.
    PublishApp {
        /// The app.
        app: AppId,
    },
    /// Sets the marketplace policy. By an administrator for `marketplace_edit`.
    SetPolicy {
        /// The account that the policy is for.
        account: AccountId,
        /// Whether listed apps need approval.
        listed: ApprovalSetting,
        /// Whether unlisted apps need approval.
        unlisted: ApprovalSetting,
        /// What happens to installations that lose their approval.
        on_withdrawal: OnWithdrawal,
        /// Whether the account's own apps need approval; `None`, or left out, to leave that as it is.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        own: Option<OwnApps>,
    },
    /// Approves an app. By an administrator for `marketplace_edit`.
    ApproveApp {
        /// The account that approves the app.
        account: AccountId,
        /// The app.
        app: AppId,
        /// Everybody in the account, or one user.
        audience: Audience,
    },
    /// Withdraws an approval. Withdrawing everybody's also withdraws the approvals of single users. By an
    /// administrator for `marketplace_edit`.
    WithdrawApproval {
        /// The account that had approved the app.
        account: AccountId,
        /// The app.
        app: AppId,
        /// Everybody in the account, or one user.
        audience: Audience,
    },
    /// Requests an app from the administrators. By the user.
    RequestApp {
        /// The user who asks.
        user: UserId,
        /// The app.
        app: AppId,
    },
    /// Removes a request. By an administrator for `marketplace_edit`.
    DeclineRequest {
        /// The user who had asked.
        user: UserId,
        /// The app.
        app: AppId,
    },
    /// Installs an app or authorizes it again, which replaces the granted scopes and the shared access. By the
    /// user; for an admin-managed app the user must also be an administrator for `marketplace_edit` whose role
    /// covers every scope.
    Install {
        /// The user who installs the app.
        user: UserId,
        /// The app.
        app: AppId,
        /// The optional scopes that the user chose.
        optional_scopes: Scopes,
        /// Whether "Allow this app to use my shared access permissions" is ticked.
        shared: bool,
    },
    /// Installs an app for somebody else, with the required scopes and without shared access. By an administrator
    /// for `marketplace_edit`.
    InstallFor {
        /// The user who gets the app.
        user: UserId,
        /// The app.
        app: AppId,
    },
    /// Grants an installed app shared access. By the user.
    GrantSharedAccess {
        /// The user who installed the app.
        user: UserId,
        /// The app.
        app: AppId,
    },
    /// Revokes shared access; the installation stays. By the user, or an administrator for `marketplace_edit`.
    RevokeSharedAccess {
        /// The user who installed the app.
        user: UserId,
        /// The app.
        app: AppId,
    },
    /// Disables an app for a user, whether or not it is installed. By an administrator for `marketplace_edit`.
    DisableInstallation {
        /// The user.
        user: UserId,
        /// The app.
        app: AppId,
    },
    /// Enables an app for a user again. By an administrator for `marketplace_edit`.
    EnableInstallation {
        /// The user.
        user: UserId,
        /// The app.
        app: AppId,
    },
    /// Removes an installation and everything it granted. By the user, or an administrator for
    /// `marketplace_edit`.
    Uninstall {
        /// The user who installed the app.
        user: UserId,
        /// The app.
        app: AppId,
    },
    /// Delegates access to a user's data and replaces what was delegated before. By the delegator, or an administrator
    /// for `users_edit`, within what the administrator's own role covers.
    Delegate {
        /// The user whose data it is.
        delegator: UserId,
        /// The user who gets the access.
        delegate: UserId,
        /// The access.
        access: Access,
    },
    /// Revokes a delegation. By the delegator, the delegate, or an administrator for `users_edit`.
    RevokeDelegation {
        /// The user whose data it is.
        delegator: UserId,
        /// The user who loses the access.
        delegate: UserId,
    },
    /// Schedules a meeting. By the owner, a delegate of the owner with `schedule`, or an administrator for `users_edit`.
    ScheduleMeeting {
        /// The user whom the meeting is scheduled under.
        owner: UserId,
        /// The new meeting's UUID. A UUID that was scheduled once can never be used again.
        meeting: MeetingUuid,
        /// The dial-in number, which need not be new.
        number: MeetingNumber,
        /// The topic.
        topic: Box<str>,
        /// The kind of meeting.
        kind: MeetingKind,
    },
    /// Changes the number and the topic of a meeting that has not ended. By those who may schedule it.
    UpdateMeeting {
        /// The meeting.
        meeting: MeetingUuid,
        /// The new dial-in number.
        number: MeetingNumber,
        /// The new topic.
        topic: Box<str>,
    },
    /// Removes a scheduled meeting, and every calendar binding to it. By those who may schedule it.
    CancelMeeting {
        /// The meeting.
        meeting: MeetingUuid,
    },
    /// Moves a scheduled meeting to another owner, without its alternative hosts. By the owner, if the owner is a delegate
    /// of the new one with `schedule`, or by an administrator for `users_edit`.
    MoveMeeting {
        /// The meeting.
        meeting: MeetingUuid,
        /// The new owner.
        to: UserId,
    },
    /// Says who may start a meeting besides its owner, and replaces what was said before. By those who may schedule it.
    SetAlternativeHosts {
        /// The meeting.
        meeting: MeetingUuid,
        /// At most 30 users of the owner's account.
        users: Vec<UserId>,
    },
    /// Starts a scheduled meeting. By the owner, a delegate of the owner with `schedule`, an alternative host, or the system.
    StartMeeting {
        /// The meeting.
        meeting: MeetingUuid,
    },
    /// Ends a live meeting for good. By the owner, the user seated as host, an administrator for `users_edit`, or the
    /// system.
    EndMeeting {
        /// The meeting.
        meeting: MeetingUuid,
    },
    /// Stops an app in a live meeting: closes its instances there, and takes back that it may take media. By the owner, or
    /// the user seated as host.
    StopApp {
        /// The meeting.
        meeting: MeetingUuid,
        /// The app.
        app: AppId,
    },
    /// Takes back that an app is stopped in a live meeting. By the owner, or the user seated as host.
    AllowApp {
        /// The meeting.
        meeting: MeetingUuid,
        /// The app.
        app: AppId,
    },
    /// Allows an app to take other people's audio and video out of a live meeting. By the owner, or the user seated as
    /// host.
    AllowMedia {
        /// The meeting.
        meeting: MeetingUuid,
        /// The app.
        app: AppId,
    },
    /// Takes back that an app may take media. By the owner, or the user seated as host.
    ForbidMedia {
        /// The meeting.
        meeting: MeetingUuid,
        /// The app.
        app: AppId,
    },
    /// Seats somebody. A new host takes the role over from the present one. By the system.
    Join {
        /// The meeting.
        meeting: MeetingUuid,
        /// The user in the seat; `None` for somebody who is not signed in, which is written as `null` and never left out.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "serde::Deserialize::deserialize"))]
        user: Option<UserId>,
        /// The new seat's id.
        participant: ParticipantId,
        /// The role of the seat; not `owner`.
        role: MeetingRole,
    },
    /// Removes a seat and closes the apps that are open in it. By the system.
    Leave {
        /// The meeting.
        meeting: MeetingUuid,
        /// The seat.
        participant: ParticipantId,
    },
    /// Changes the role of a seat. A new host takes the role over from the present one. By the owner, the user seated as
    /// host, or the system.
    SetSeatRole {
        /// The meeting.
        meeting: MeetingUuid,
        /// The seat.
        participant: ParticipantId,
        /// The new role; not `owner`.
        role: MeetingRole,
    },
    /// Opens an app in a seat. By the system.
    OpenApp {
        /// The meeting.
        meeting: MeetingUuid,
        /// The seat.
        participant: ParticipantId,
        /// The app.
        app: AppId,
    },
    /// Closes an app in a seat. By the system.
    CloseApp {
        /// The meeting.
        meeting: MeetingUuid,
        /// The seat.
        participant: ParticipantId,
        /// The app.
        app: AppId,
    },
    /// Binds a calendar event to a meeting and replaces an earlier binding. By the user.
    ConfirmCalendarEvent {
        /// The user whose calendar it is.
        user: UserId,
        /// The meeting.
        meeting: MeetingUuid,
        /// The calendar event.
        event: Box<str>,
    },
}
