//! Changes: who changes what. One serializable value each.

use alloc::boxed::Box;
use core::fmt;
use core::str::FromStr;

use crate::catalog::MeetingRole;
use crate::facts::{
    Access, AccountRole, ApprovalSetting, ManifestDraft, MeetingKind, OnWithdrawal, Privileges, Scopes,
};
use crate::id::{AccountId, AppId, MeetingNumber, MeetingUuid, ParseIdError, ParticipantId, UserId};
use crate::vocabulary::serde_as_str;

/// A change to a [`Directory`](crate::directory::Directory), and who makes it.
///
/// With the feature `serde` it reads and writes one flat map: `type`, `by` and the fields of the operation.
/// Whoever keeps the accepted ones, in order, can [replay](crate::directory::Directory::replay) them.
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
#[expect(clippy::exhaustive_structs, reason = "closed: who does what")]
pub struct Change {
    /// Who makes it.
    pub by: Actor,
    /// What it does.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub operation: Operation,
}

impl Change {
    /// An operation by a user, or by [the platform itself](Actor::System).
    #[must_use]
    pub fn by(actor: impl Into<Actor>, operation: Operation) -> Self {
        Self { by: actor.into(), operation }
    }
}

/// Who makes a change. Prints as `system` or as the user's id.
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
    /// The platform itself. It may make only the changes whose documentation names it.
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

    /// Reads what [`Display`](fmt::Display) writes.
    ///
    /// # Errors
    ///
    /// A text that is neither `system` nor a user id.
    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        if text == "system" { Ok(Self::System) } else { text.parse().map(Self::User) }
    }
}

serde_as_str!("actor: `system` or a user id", Actor);

/// Whom an approval is for.
///
/// On the wire it is the field `user`: one that is there names a user, and no field means everybody. `null` is
/// refused: it is a name that somebody failed to fill in. So everybody cannot be written by itself; a field of your own
/// needs `#[serde(default, skip_serializing_if = "Audience::is_everybody")]`.
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
#[expect(clippy::exhaustive_enums, reason = "closed: everybody or one")]
pub enum Audience {
    /// All users of the account.
    #[default]
    Everybody,
    /// One user of the account.
    User(UserId),
}

impl Audience {
    /// Whether it is all users of the account.
    #[must_use]
    pub const fn is_everybody(&self) -> bool {
        matches!(self, Self::Everybody)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Audience {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Everybody => Err(serde::ser::Error::custom("everybody is told by leaving the field out")),
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

/// What a change does, and who may make it. What else it asks for stands in `docs/rules.md`, section 7, row by row.
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
        /// The new account.
        account: AccountId,
        /// Its owner, a new user.
        owner: UserId,
    },
    /// Creates a user. By the system, or an administrator for `users_edit`. An account has room for 16,777,216
    /// users, removed ones included.
    AddUser {
        /// Where.
        account: AccountId,
        /// The new user.
        user: UserId,
        /// Its role; not `owner`.
        role: AccountRole,
    },
    /// Gives a user another role. By an administrator for `roles_edit`, who hands out no more than it holds.
    SetRole {
        /// Whose role.
        user: UserId,
        /// The new role; not `owner`.
        role: AccountRole,
    },
    /// Creates or replaces a custom role. By an administrator for `roles_edit`, within what it holds.
    DefineRole {
        /// Where.
        account: AccountId,
        /// The name of the role.
        role: Box<str>,
        /// What it holds.
        privileges: Privileges,
    },
    /// Makes another user the owner of the account; the old owner becomes admin. By the owner.
    TransferOwnership {
        /// Of what.
        account: AccountId,
        /// The new owner.
        to: UserId,
    },
    /// Deactivates a user: it may do nothing until it is activated. By an administrator for `users_edit`.
    DeactivateUser {
        /// Whom; not the owner.
        user: UserId,
    },
    /// Activates a user again. By an administrator for `users_edit`.
    ActivateUser {
        /// Whom; not the owner.
        user: UserId,
    },
    /// Removes a user with all it has. Its id is never new again. By an administrator for `users_edit`.
    RemoveUser {
        /// Whom; not the owner.
        user: UserId,
    },
    /// Registers an app. By the system.
    RegisterApp {
        /// The new app.
        app: AppId,
        /// What it declares.
        manifest: ManifestDraft,
    },
    /// Replaces an app's manifest; grants shrink to what it still asks for. By the system.
    UpdateApp {
        /// Which app.
        app: AppId,
        /// What it declares now; developer and management stay.
        manifest: ManifestDraft,
    },
    /// Withdraws an app: installations are kept, and denied. By the system.
    UnpublishApp {
        /// Which app.
        app: AppId,
    },
    /// Offers a withdrawn app again. By the system.
    PublishApp {
        /// Which app.
        app: AppId,
    },
    /// Sets the marketplace policy. By an administrator for `marketplace_edit`.
    SetPolicy {
        /// Of which account.
        account: AccountId,
        /// For apps that the marketplace shows.
        listed: ApprovalSetting,
        /// For apps that it does not show.
        unlisted: ApprovalSetting,
        /// What becomes of installations that lose their approval.
        on_withdrawal: OnWithdrawal,
    },
    /// Approves an app. By an administrator for `marketplace_edit`.
    ApproveApp {
        /// In which account.
        account: AccountId,
        /// Which app.
        app: AppId,
        /// For whom.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Audience::is_everybody"))]
        user: Audience,
    },
    /// Withdraws an approval; for everybody, every single one with it. By an administrator for `marketplace_edit`.
    WithdrawApproval {
        /// In which account.
        account: AccountId,
        /// Which app.
        app: AppId,
        /// Whose.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Audience::is_everybody"))]
        user: Audience,
    },
    /// Asks the administrators for an app. By the user.
    RequestApp {
        /// Who asks.
        user: UserId,
        /// For which app.
        app: AppId,
    },
    /// Removes a request. By an administrator for `marketplace_edit`.
    DeclineRequest {
        /// Whose.
        user: UserId,
        /// For which app.
        app: AppId,
    },
    /// Installs an app, or authorizes it anew: scopes and tick are what is said now. By the user; for an
    /// admin-managed app the user must administer `marketplace_edit` and its role cover every scope.
    Install {
        /// Whose installation.
        user: UserId,
        /// Which app.
        app: AppId,
        /// The optional scopes that the user chose.
        optional_scopes: Scopes,
        /// The tick "Allow this app to use my shared access permissions".
        shared: bool,
    },
    /// Installs an app for somebody, with the required scopes and unticked. By an administrator for
    /// `marketplace_edit`.
    InstallFor {
        /// Whose installation.
        user: UserId,
        /// Which app.
        app: AppId,
    },
    /// Sets the tick. By the user.
    GrantSharedAccess {
        /// Whose installation.
        user: UserId,
        /// Of which app.
        app: AppId,
    },
    /// Clears the tick; the installation stays. By the user, or an administrator for `marketplace_edit`.
    RevokeSharedAccess {
        /// Whose installation.
        user: UserId,
        /// Of which app.
        app: AppId,
    },
    /// Disables an app for a user, installed or not. By an administrator for `marketplace_edit`.
    DisableInstallation {
        /// For whom.
        user: UserId,
        /// Which app.
        app: AppId,
    },
    /// Enables it again. By an administrator for `marketplace_edit`.
    EnableInstallation {
        /// For whom.
        user: UserId,
        /// Which app.
        app: AppId,
    },
    /// Removes an installation and all it granted. By the user, or an administrator for `marketplace_edit`.
    Uninstall {
        /// Whose installation.
        user: UserId,
        /// Of which app.
        app: AppId,
    },
    /// Entrusts access to one's data, in place of what was entrusted before. By the delegator, or an
    /// administrator for `users_edit` within what its own role covers.
    Delegate {
        /// Whose data.
        delegator: UserId,
        /// To whom.
        delegate: UserId,
        /// Which access.
        access: Access,
    },
    /// Takes a delegation back. By either side, or an administrator for `users_edit`.
    RevokeDelegation {
        /// Whose data.
        delegator: UserId,
        /// From whom.
        delegate: UserId,
    },
    /// Schedules a meeting. By the owner, or a delegate of the owner with `schedule`.
    ScheduleMeeting {
        /// Under whom.
        owner: UserId,
        /// The new meeting. A UUID once scheduled is never new again.
        meeting: MeetingUuid,
        /// Its human number; it need not be new.
        number: MeetingNumber,
        /// What it is about.
        topic: Box<str>,
        /// What kind it is.
        kind: MeetingKind,
    },
    /// Starts a scheduled meeting. By the owner, or a delegate of the owner with `schedule`.
    StartMeeting {
        /// Which.
        meeting: MeetingUuid,
    },
    /// Ends a live meeting for good. By the owner, a user seated as host, or an administrator for `users_edit`
    /// of the owner's account.
    EndMeeting {
        /// Which.
        meeting: MeetingUuid,
    },
    /// Seats somebody. By the system.
    Join {
        /// Where.
        meeting: MeetingUuid,
        /// The signed-in user, if it is one.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        user: Option<UserId>,
        /// The new seat.
        participant: ParticipantId,
        /// What the seat is; not `owner`.
        role: MeetingRole,
    },
    /// Takes a seat away, with the apps open in it. By the system.
    Leave {
        /// Where.
        meeting: MeetingUuid,
        /// Which seat.
        participant: ParticipantId,
    },
    /// Changes what a seat is. By the owner, or a user seated as host.
    SetSeatRole {
        /// Where.
        meeting: MeetingUuid,
        /// Which seat.
        participant: ParticipantId,
        /// What it is now; not `owner`.
        role: MeetingRole,
    },
    /// Opens an app in a seat. By the system.
    OpenApp {
        /// Where.
        meeting: MeetingUuid,
        /// In which seat.
        participant: ParticipantId,
        /// Which app.
        app: AppId,
    },
    /// Closes an app in a seat. By the system.
    CloseApp {
        /// Where.
        meeting: MeetingUuid,
        /// In which seat.
        participant: ParticipantId,
        /// Which app.
        app: AppId,
    },
    /// Binds a calendar event to a meeting, in place of what it was bound to. By the user.
    ConfirmCalendarEvent {
        /// Whose calendar.
        user: UserId,
        /// Which meeting.
        meeting: MeetingUuid,
        /// Which event.
        event: Box<str>,
    },
}
