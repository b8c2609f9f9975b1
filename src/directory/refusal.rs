//! Refusals: why a change or a view is refused. One row per refusal.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use crate::directory::Authority;
use crate::facts::{ManifestError, Privileges, Scopes, WrongName};
use crate::id::{AccountId, AppId, MeetingUuid, ParticipantId, UserId};
use crate::vocabulary::{Joined, clip, words};

/// Declares [`Refusal`] and [`RefusalReason`]: one row per refusal, in the order in which they are checked.
macro_rules! refusals {
    (
        $(#[$attr:meta])*
        pub enum Refusal {
            $(
                $(#[$doc:meta])*
                $Variant:ident $(($detail:ident: $Detail:ty))?
                    = $reason:literal, $code:literal, $sentence:literal $(, $name:ident = $value:expr)?;
            )+
        }
    ) => {
        $(#[$attr])*
        pub enum Refusal {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\nReason `", $reason, "`, code ", $code, ".")]
                $Variant $(($Detail))?,
            )+
        }

        words! {
            "refusal"
            /// The reason of a [`Refusal`], without what it carries. In the order in which the reasons are checked.
            ///
            /// # Examples
            ///
            /// ```
            /// use consentry::directory::RefusalReason;
            ///
            /// assert!(RefusalReason::UnknownUser < RefusalReason::NotPermitted, "checked first");
            /// assert_eq!("not_permitted".parse(), Ok(RefusalReason::NotPermitted));
            /// assert_eq!(RefusalReason::NotPermitted.code(), 403);
            /// ```
            #[expect(clippy::exhaustive_enums, reason = "closed: a new refusal is a new rule")]
            pub enum RefusalReason { $($(#[$doc])* $Variant = $reason,)+ }
        }

        impl RefusalReason {
            /// The HTTP status code that a service would answer with.
            #[must_use]
            pub const fn code(self) -> u16 {
                match self { $(Self::$Variant => $code,)+ }
            }

            /// The sentence that the refusal prints, with a name in braces in place of what the refusal carries.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$Variant => $sentence,)+ }
            }
        }

        impl Refusal {
            /// The reason, without what the refusal carries.
            #[must_use]
            pub const fn reason(&self) -> RefusalReason {
                match self { $(Self::$Variant { .. } => RefusalReason::$Variant,)+ }
            }
        }

        impl fmt::Display for Refusal {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(
                    Self::$Variant $(($detail))? => write!(f, $sentence $(, $name = $value)?),
                )+ }
            }
        }

        /// The wire form: the reason under `refusal`, and what the refusal carries beside it.
        #[cfg(feature = "serde")]
        mod wire {
            use super::*;
            use serde::{Deserialize, Deserializer, Serialize, Serializer};

            #[derive(Serialize, Deserialize)]
            #[serde(tag = "refusal", rename_all = "snake_case", deny_unknown_fields, expecting = "a refusal")]
            enum Written { $($Variant { $($detail: $Detail)? },)+ }

            impl Serialize for Refusal {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self.clone() { $(
                        Self::$Variant $(($detail))? => Written::$Variant { $($detail)? },
                    )+ }
                    .serialize(serializer)
                }
            }

            impl<'de> Deserialize<'de> for Refusal {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    Ok(match Written::deserialize(deserializer)? { $(
                        Written::$Variant { $($detail)? } => Self::$Variant $(($detail))?,
                    )+ })
                }
            }
        }
    };
}

refusals! {
    /// Why a change or a view is refused. A refused change leaves the directory as it was.
    ///
    /// A refusal says what is unknown. A service for strangers hides that.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::UserId;
    /// use consentry::directory::{Directory, Refusal};
    ///
    /// let ann: UserId = 4_u64.into();
    /// let refusal = Directory::new().acting_as(ann).deactivate_user(ann).unwrap_err();
    /// assert_eq!(refusal, Refusal::UnknownUser(ann));
    /// assert_eq!(refusal.code(), 404);
    /// assert_eq!(refusal.to_string(), "there is no user `AAAAAAAAAAAAAAAAAAAABA`");
    /// ```
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[expect(clippy::exhaustive_enums, reason = "closed: a new refusal is a new rule")]
    pub enum Refusal {
        /// The account does not exist.
        UnknownAccount(account: AccountId) = "unknown_account", 404, "there is no account `{account}`";
        /// The user does not exist.
        UnknownUser(user: UserId) = "unknown_user", 404, "there is no user `{user}`";
        /// The app does not exist.
        UnknownApp(app: AppId) = "unknown_app", 404, "there is no app `{app}`";
        /// The account has not defined the role.
        UnknownRole(role: Box<str>) = "unknown_role", 404,
            "the account has not defined the role `{name}`", name = clip(role);
        /// The meeting does not exist.
        UnknownMeeting(meeting: MeetingUuid) = "unknown_meeting", 404, "there is no meeting `{meeting}`";
        /// The meeting has no such participant.
        UnknownParticipant(participant: ParticipantId) = "unknown_participant", 404,
            "the meeting has no participant `{participant}`";
        /// An id that must be new is not.
        AlreadyExists(id: NewId) = "already_exists", 409, "the {id} is in use, or was used before";
        /// The actor is not permitted to make the change, or to see the view.
        NotPermitted(lack: Box<Lack>) = "not_permitted", 403, "the actor may not do this: {lack}";
        /// The users belong to different accounts.
        DifferentAccount = "different_account", 403, "the users belong to different accounts";
        /// The user is deactivated.
        Inactive = "inactive", 409, "the user is deactivated";
        /// The app's developer has withdrawn it.
        AppUnpublished = "app_unpublished", 409, "the app's developer has withdrawn it";
        /// The account's policy does not allow the app for the user.
        NotApproved = "not_approved", 403, "the account's policy does not allow this app for this user";
        /// The user has not installed the app.
        NotInstalled = "not_installed", 409, "the user has not installed the app";
        /// The change breaks a condition of its own.
        Invalid(invalid: Invalid) = "invalid", 422, "{invalid}";
    }
}

impl Refusal {
    /// The HTTP status code that a service would answer with.
    #[must_use]
    pub const fn code(&self) -> u16 {
        self.reason().code()
    }
}

impl core::error::Error for Refusal {}

/// An id that must be new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[expect(clippy::exhaustive_enums, reason = "closed: a new kind of id is a new rule")]
pub enum NewId {
    /// Of an account.
    Account(AccountId),
    /// Of a user.
    User(UserId),
    /// Of an app.
    App(AppId),
    /// Of a meeting.
    Meeting(MeetingUuid),
    /// Of a participant of the meeting.
    Participant(ParticipantId),
}

impl fmt::Display for NewId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => write!(f, "account id `{id}`"),
            Self::User(id) => write!(f, "user id `{id}`"),
            Self::App(id) => write!(f, "app id `{id}`"),
            Self::Meeting(id) => write!(f, "meeting UUID `{id}`"),
            Self::Participant(id) => write!(f, "participant id `{id}`"),
        }
    }
}

/// What an actor lacks: who may do it instead, and what keeps the actor from it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Lack {
    /// Who may do it.
    pub who: Authority,
    /// What keeps the actor from it although it is one of those; `None` if it is none of them.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub restriction: Option<Restriction>,
    /// The privileges that the role of a user who installs an app lacks.
    pub missing: Privileges,
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { who, restriction, missing } = self;
        match restriction {
            Some(restriction) => f.write_str(restriction.sentence())?,
            None => write!(f, "it takes {who}")?,
        }
        if !missing.is_empty() {
            write!(f, ": `{}`", Joined(missing.names(), "`, `"))?;
        }
        Ok(())
    }
}

words! {
    "restriction"
    /// What keeps an actor from a change that somebody in its place may make.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new restriction is a new rule")]
    pub enum Restriction {
        /// The actor is deactivated.
        ActorInactive = "actor_inactive",
        /// The actor's role lacks the privileges that installing the app requires.
        PrivilegesMissing = "privileges_missing",
        /// The actor has a custom role and would give more than that role holds.
        BeyondOwnRole = "beyond_own_role",
        /// The actor has a custom role and would do it for somebody stronger.
        StrongerUser = "stronger_user",
        /// The actor would do it in its own favour.
        OwnFavor = "own_favor",
    }
}

impl Restriction {
    const fn sentence(self) -> &'static str {
        match self {
            Self::ActorInactive => "the actor is deactivated",
            Self::PrivilegesMissing => "installing this app takes an account role with more privileges",
            Self::BeyondOwnRole => "the actor would give more than its own role holds",
            Self::StrongerUser => "the user's account role is stronger than the actor's",
            Self::OwnFavor => "nobody may do this in their own favour",
        }
    }
}

/// The condition that a change breaks, and the names at fault.
///
/// # Examples
///
/// ```
/// use consentry::directory::{Condition, Directory, Refusal};
/// use consentry::facts::ManifestDraft;
///
/// let mut directory = Directory::new();
/// let mut system = directory.acting_as_system();
/// system.add_account(1_u64.into(), 2_u64.into())?;
/// let mut draft = ManifestDraft::user_managed(1_u64.into());
/// draft.apis = vec!["getmeetingcontext".into(), "getWeather".into()];
///
/// let refusal = system.register_app(3_u64.into(), draft).unwrap_err();
/// let Refusal::Invalid(invalid) = &refusal else { panic!("{refusal}") };
/// assert_eq!(invalid.condition, Condition::UndocumentedApi);
/// assert_eq!(
///     refusal.to_string(),
///     "the app's edition of the catalogue does not document an API: \
///      `getmeetingcontext` (did you mean `getMeetingContext`?), `getWeather`"
/// );
/// # Ok::<_, Refusal>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Invalid {
    /// The condition.
    pub condition: Condition,
    /// The names at fault, if the condition is about names.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub names: Vec<WrongName>,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { condition, names } = self;
        f.write_str(condition.sentence())?;
        if !names.is_empty() {
            write!(f, ": {}", Joined(names.iter(), ", "))?;
        }
        Ok(())
    }
}

impl From<Condition> for Refusal {
    fn from(condition: Condition) -> Self {
        Self::Invalid(Invalid { condition, names: Vec::new() })
    }
}

impl Condition {
    /// The refusal of a change in which a name breaks this condition.
    pub(crate) fn broken_by(self, name: &str) -> Refusal {
        Refusal::Invalid(Invalid { condition: self, names: vec![WrongName::new(name)] })
    }

    /// The refusal of a change in which scopes break this condition.
    pub(crate) fn broken_by_scopes(self, scopes: Scopes) -> Refusal {
        Refusal::Invalid(Invalid { condition: self, names: scopes.names().map(WrongName::new).collect() })
    }
}

impl From<ManifestError> for Refusal {
    fn from(error: ManifestError) -> Self {
        match error {
            ManifestError::OverlappingScopes(scopes) => Condition::OverlappingScopes.broken_by_scopes(scopes),
            ManifestError::OptionalWithoutRequired(scopes) => {
                Condition::OptionalWithoutRequired.broken_by_scopes(scopes)
            }
            ManifestError::UndocumentedApis { names, edition: _ } => {
                Self::Invalid(Invalid { condition: Condition::UndocumentedApi, names })
            }
            ManifestError::SharedAccessOnAdminManaged => Condition::SharedAccessOnAdminManaged.into(),
            ManifestError::NoSurfaces => Condition::NoSurfaces.into(),
        }
    }
}

/// Declares [`Condition`]: one row per condition, with the sentence that a refusal prints.
macro_rules! conditions {
    ($( $(#[$doc:meta])* $Variant:ident = $name:literal, $sentence:literal; )+) => {
        words! {
            "condition"
            /// A condition of a change, besides names, authority and state: what `invalid` means in each case.
            #[non_exhaustive]
            pub enum Condition {
                $($(#[$doc])* #[doc = concat!("Refused as: ", $sentence, ".")] $Variant = $name,)+
            }
        }

        impl Condition {
            /// The sentence that a refusal prints.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$Variant => $sentence,)+ }
            }
        }
    };
}

conditions! {
    ReservedUser = "reserved_user", "the all-zero id is no user's";
    AccountFull = "account_full", "the account has no room for another user";
    OwnerRole = "owner_role", "nobody can be given the role `owner`";
    UserIsOwner = "user_is_owner", "the user owns the account";
    RoleHeld = "role_held", "a user holds the role";
    RoleNameEmpty = "role_name_empty", "the name of a role cannot be empty";
    RoleNameTooLong = "role_name_too_long", "the name of a role can have at most 128 characters";
    RoleNameControlCharacter = "role_name_control_character", "the name of a role cannot contain a control character";
    RoleNameWhiteSpace = "role_name_white_space", "the name of a role cannot begin or end with white space";
    RoleNameBuiltIn = "role_name_built_in", "the name belongs to a built-in role";
    MeetingLive = "meeting_live", "a meeting of the user is live";
    HeirIsUser = "heir_is_user", "the heir is the user who is removed";
    NoSurfaces = "no_surfaces", "the app runs on no surface";
    OverlappingScopes = "overlapping_scopes", "a scope is both required and optional";
    OptionalWithoutRequired = "optional_without_required", "there are optional scopes and no required one";
    UndocumentedApi = "undocumented_api", "the app's edition of the catalogue does not document an API";
    SharedAccessOnAdminManaged = "shared_access_on_admin_managed", "an admin-managed app cannot use shared access";
    DeveloperChanged = "developer_changed", "an app cannot change its developer";
    ManagementChanged = "management_changed", "an app cannot change its management";
    PrivateApp = "private_app", "the app is private to another account";
    ApprovedForAll = "approved_for_all", "the app is approved for everybody, so this would change nothing";
    AlreadyAllowed = "already_allowed", "the policy already allows the app";
    Disabled = "disabled", "an administrator has disabled the app for the user";
    ScopeNotOptional = "scope_not_optional", "the manifest does not offer a scope as optional";
    SharedAccessNotOffered = "shared_access_not_offered", "the app does not use shared access";
    AdminManaged = "admin_managed", "an admin-managed app cannot be installed for somebody else";
    AlreadyInstalled = "already_installed", "the user has installed the app";
    OwnDelegate = "own_delegate", "nobody can be their own delegate";
    NoAccess = "no_access", "a delegation must give some access";
    TooManyDelegates = "too_many_delegates", "a user can have at most 30 delegates";
    NotScheduled = "not_scheduled", "the meeting has started";
    MeetingEnded = "meeting_ended", "the meeting has ended";
    NotLive = "not_live", "the meeting is not live";
    AlreadyOwner = "already_owner", "the user is the owner already";
    OwnerAsHost = "owner_as_host", "the owner needs no place among the alternative hosts";
    HostTwice = "host_twice", "an alternative host is named twice";
    TooManyHosts = "too_many_hosts", "a meeting can have at most 30 alternative hosts";
    RoleNotFitting = "role_not_fitting", "a seat in a meeting of this kind cannot have the role";
    SurfaceNotRequested = "surface_not_requested", "the app is not made to run in a meeting of this kind";
    AppStopped = "app_stopped", "the meeting's host has stopped the app in this meeting";
    UserInactive = "user_inactive", "the user in the seat is deactivated";
    AppUnpublished = "app_unpublished", "the developer has withdrawn the app";
    AppNotApproved = "app_not_approved", "the account of whoever sits there does not allow the app, or the app is private";
    NotInstalled = "not_installed", "the user in the seat has not installed the app, and guests may not open it";
    NotInvited = "not_invited", "guests can open the app only when somebody who may invite them runs it in the meeting";
}
