//! Changes: what is changed, and by whom. Each change is one serializable value.

use alloc::boxed::Box;
use core::fmt;
use core::str::FromStr;

use crate::catalog::MeetingRole;
use crate::facts::{
    Access, AccountRole, ApprovalSetting, ManifestDraft, MeetingKind, OnWithdrawal, Privileges, Scopes,
};
use crate::id::{AccountId, AppId, MeetingNumber, MeetingUuid, ParseIdError, ParticipantId, UserId};
use crate::vocabulary::serde_as_str;

/// A change to a [`Directory`](crate::directory::Directory), together with the actor who makes it.
///
/// With the feature `serde`, a change is read and written as one flat map: `type`, `by` and the fields of the
/// operation. Store the accepted changes in order, and you can [replay](crate::directory::Directory::replay) them.
///
/// Never read a `Change` from a request: its sender would choose the actor, `system` included. Read an
/// [`Operation`], which has no field `by`, and name the actor that you have authenticated.
///
/// # Examples
///
/// ```
/// use consentry::UserId;
/// use consentry::directory::{Change, Operation};
/// use consentry::facts::Access;
///
/// let (olga, ann): (UserId, UserId) = (1_u64.into(), 2_u64.into());
/// let access = Access::MEETINGS | Access::SCHEDULE;
/// let change = Change::by(olga, Operation::Delegate { delegator: olga, delegate: ann, access });
///
/// let text = r#"{
///     "type": "delegate", "by": "AAAAAAAAAAAAAAAAAAAAAQ",
///     "delegator": "AAAAAAAAAAAAAAAAAAAAAQ", "delegate": "AAAAAAAAAAAAAAAAAAAAAg",
///     "access": ["meetings", "schedule"]
/// }"#;
/// assert_eq!(serde_json::from_str::<Change>(text)?, change);
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[expect(clippy::exhaustive_structs, reason = "closed: an actor and an operation")]
pub struct Change {
    /// The actor.
    pub by: Actor,
    /// The operation.
    #[cfg_attr(feature = "serde", serde(flatten))]
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

/// The users whom an approval is for.
///
/// On the wire, this is the field `user` of a change: if present it names one user, if absent it means everybody. `null`
/// is rejected, because it usually means a missing id. `Everybody` therefore has no serialized form by itself; a field of
/// your own needs `#[serde(default, skip_serializing_if = "Audience::is_everybody")]`.
///
/// # Examples
///
/// ```
/// use consentry::UserId;
/// use consentry::directory::{Audience, Change, Operation};
///
/// let (olga, ann): (UserId, UserId) = (3_u64.into(), 4_u64.into());
/// let approve = |user| Operation::ApproveApp { account: 1_u64.into(), app: 2_u64.into(), user };
/// let everybody = serde_json::to_value(Change::by(olga, approve(Audience::Everybody)))?;
/// assert_eq!(everybody.get("user"), None);
///
/// let anns = serde_json::to_value(Change::by(olga, approve(Audience::User(ann))))?;
/// assert_eq!(anns["user"], "AAAAAAAAAAAAAAAAAAAABA");
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed: all users of the account or one of them")]
pub enum Audience {
    /// All users of the account.
    #[default]
    Everybody,
    /// One user of the account.
    User(UserId),
}

impl Audience {
    /// Whether the audience is all users of the account.
    #[must_use]
    pub const fn is_everybody(&self) -> bool {
        matches!(self, Self::Everybody)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Audience {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Everybody => Err(serde::ser::Error::custom("omit the field to mean everybody")),
            Self::User(user) => user.serialize(serializer),
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Audience {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        UserId::deserialize(deserializer).map(Self::User)
    }
}

/// What a change does, and who may make it. `docs/rules.md` in the repository lists every condition.
///
/// "Administrator for X" is an active user of the account concerned whose role holds the privilege X.
/// The account concerned is the operation's `account`, else that of its `user` or `delegator`.
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
    /// Creates a user. By the system, or an administrator for `users_edit`. An account has room for 2²⁴ users,
    /// removed ones included.
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
        /// The role's name.
        role: Box<str>,
        /// The privileges that the role holds from now on.
        privileges: Privileges,
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
    /// Removes a user and everything that belongs to it. Its id can never be used again. By an administrator for
    /// `users_edit`.
    RemoveUser {
        /// The user; not the owner.
        user: UserId,
    },
    /// Registers an app. By the system.
    RegisterApp {
        /// The new app's id.
        app: AppId,
        /// The app's manifest.
        manifest: ManifestDraft,
    },
    /// Replaces an app's manifest; installations are limited to what the new one still requests. By the system.
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
    },
    /// Approves an app. By an administrator for `marketplace_edit`.
    ApproveApp {
        /// The account that approves the app.
        account: AccountId,
        /// The app.
        app: AppId,
        /// Everybody in the account, or one user.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Audience::is_everybody"))]
        user: Audience,
    },
    /// Withdraws an approval. Withdrawing everybody's also withdraws the approvals of single users. By an
    /// administrator for `marketplace_edit`.
    WithdrawApproval {
        /// The account that had approved the app.
        account: AccountId,
        /// The app.
        app: AppId,
        /// Everybody in the account, or one user.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Audience::is_everybody"))]
        user: Audience,
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
    /// Schedules a meeting. By the owner, or a delegate of the owner with `schedule`.
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
    /// Starts a scheduled meeting. By the owner, or a delegate of the owner with `schedule`.
    StartMeeting {
        /// The meeting.
        meeting: MeetingUuid,
    },
    /// Ends a live meeting for good. By the owner, a user seated as host, or an administrator for `users_edit`
    /// of the owner's account.
    EndMeeting {
        /// The meeting.
        meeting: MeetingUuid,
    },
    /// Seats somebody. By the system.
    Join {
        /// The meeting.
        meeting: MeetingUuid,
        /// The user in the seat, if signed in.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
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
    /// Changes the role of a seat. By the owner, or a user seated as host.
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
