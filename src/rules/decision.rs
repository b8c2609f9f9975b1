//! The answer: allowed on a basis, or denied for one reason.

use core::fmt;

use crate::catalog::{Api, MeetingRole, Roles, RunningContext};
use crate::facts::{PermissionType, Privileges, Scopes};
use crate::vocabulary::write_joined;

/// Whether the app may.
///
/// # Examples
///
/// ```
/// use consentry::{Basis, Decision, Denial, Scopes};
///
/// let allowed = Decision::Allow(Basis::Own);
/// assert!(allowed.is_allowed());
/// assert_eq!(allowed.to_string(), "allowed: the principal's own data");
///
/// let denied = Decision::Deny(Denial::ScopeNotGranted(Scopes::MEETINGS_READ));
/// assert_eq!(denied.code(), 403);
/// assert_eq!(denied.to_string(), "denied: the installation does not grant the scope `meetings:read`");
/// ```
///
/// A decision that nobody looks at is a warning:
///
/// ```compile_fail
/// # #![deny(unused_must_use)]
/// use consentry::{Action, App, Principal, Resource, Verb, evaluate};
///
/// evaluate(&Principal::Unknown, &App::Unknown, &Resource::Unknown, Action::Verb(Verb::Read));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a decision that nobody looks at protects nothing"]
#[expect(clippy::exhaustive_enums, reason = "closed: there is no third answer")]
pub enum Decision {
    /// Yes, on this basis.
    Allow(Basis),
    /// No, for this reason.
    Deny(Denial),
}

const _: () = assert!(size_of::<Decision>() <= 16, "a decision is returned in registers");

impl Decision {
    /// Whether the app may.
    #[must_use]
    pub const fn is_allowed(self) -> bool {
        matches!(self, Self::Allow(_))
    }

    /// The reason, if the app may not.
    #[must_use]
    pub const fn denial(self) -> Option<Denial> {
        match self {
            Self::Allow(_) => None,
            Self::Deny(denial) => Some(denial),
        }
    }

    /// The HTTP status that says the same: 200, or [`Denial::code`].
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Allow(_) => 200,
            Self::Deny(denial) => denial.code(),
        }
    }

    /// The permission type that an allowed access to data rests on; `None` for calls and denials. Source: K.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{Basis, Decision, Denial};
    /// use consentry::facts::PermissionType;
    ///
    /// let delegated = Decision::Allow(Basis::Delegated);
    /// assert_eq!(delegated.permission_type(), Some(PermissionType::UserWithSharedAccess));
    /// assert_eq!(Decision::Deny(Denial::NotDelegated).permission_type(), None);
    /// ```
    #[must_use]
    pub const fn permission_type(self) -> Option<PermissionType> {
        match self {
            Self::Allow(Basis::Own) => Some(PermissionType::User),
            Self::Allow(Basis::Delegated | Basis::AccountRole) => Some(PermissionType::UserWithSharedAccess),
            Self::Allow(Basis::Admin) => Some(PermissionType::Admin),
            Self::Allow(Basis::Unrestricted | Basis::RoleInMeeting(_)) | Self::Deny(_) => None,
        }
    }
}

impl From<Result<Basis, Denial>> for Decision {
    fn from(outcome: Result<Basis, Denial>) -> Self {
        match outcome {
            Ok(basis) => Self::Allow(basis),
            Err(denial) => Self::Deny(denial),
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allow(basis) => write!(f, "allowed: {basis}"),
            Self::Deny(denial) => write!(f, "denied: {denial}"),
        }
    }
}

/// What an allowed action rests on.
///
/// # Examples
///
/// ```
/// use consentry::Basis;
/// use consentry::catalog::MeetingRole;
///
/// let basis = Basis::RoleInMeeting(MeetingRole::Cohost);
/// assert_eq!(basis.name(), "role_in_meeting");
/// assert_eq!(basis.to_string(), "the API is permitted to the cohost");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed: a new basis is a new rule")]
pub enum Basis {
    /// The data is the principal's own.
    Own,
    /// The owner has delegated it to the principal, who shares such access with the app.
    Delegated,
    /// The principal's account role covers it, and the principal shares such access with the app.
    AccountRole,
    /// The app is admin-managed and its installer's account role covers it.
    Admin,
    /// The API has no role limit there.
    Unrestricted,
    /// The API is permitted to this role, the strongest of the principal's that permits it.
    RoleInMeeting(MeetingRole),
}

impl Basis {
    /// The wire name; the role of `role_in_meeting` is not in it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Delegated => "delegated",
            Self::AccountRole => "role",
            Self::Admin => "admin",
            Self::Unrestricted => "unrestricted",
            Self::RoleInMeeting(_) => "role_in_meeting",
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("the principal's own data"),
            Self::Delegated => f.write_str("delegated by the owner, and shared with the app"),
            Self::AccountRole => {
                f.write_str("covered by the principal's account role, and shared with the app")
            }
            Self::Admin => f.write_str("covered by the account role of the app's installer"),
            Self::Unrestricted => f.write_str("the API is open to everybody there"),
            Self::RoleInMeeting(role) => write!(f, "the API is permitted to the {role}"),
        }
    }
}

/// Why an action is denied, in the order of the checks: the first that fails is the reason.
///
/// # Examples
///
/// ```
/// use consentry::Denial;
///
/// assert!(Denial::UnknownApp < Denial::NotInstalled, "reported first");
/// assert_eq!(Denial::UnknownApp.reason(), "unknown_app");
/// assert_eq!(Denial::UnknownApp.code(), 404);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed: a new reason is a new rule")]
pub enum Denial {
    /// No such user or participant.
    UnknownPrincipal,
    /// No such app.
    UnknownApp,
    /// No such user, account or meeting.
    UnknownResource,
    /// The API is not in the app's edition of the catalogue, or not documented there.
    UnknownApi,
    /// There is no such action on such a resource.
    ActionNotSupported,
    /// The principal is, or acts as, a deactivated user.
    UserInactive,
    /// The developer has withdrawn the app.
    AppUnpublished,
    /// The principal's account does not allow the app for this user now.
    AppNotApproved,
    /// The principal's user has not installed the app, or there is no user, where guests may not.
    NotInstalled,
    /// An administrator has disabled the app for the user.
    InstallationDisabled,
    /// The installation lacks this scope.
    ScopeNotGranted(Scopes),
    /// The data belongs to another account.
    CrossAccount,
    /// Account data takes an admin-managed app.
    AdminAppRequired,
    /// The data's owner is deactivated.
    OwnerInactive,
    /// Neither a delegation nor the principal's role covers it.
    NotDelegated,
    /// The principal reaches it, but does not share such access with the app.
    SharedAccessNotGranted,
    /// The role of the app's installer lacks this privilege.
    PrivilegeMissing(Privileges),
    /// The app's manifest does not request this API.
    ApiNotRequested(Api),
    /// The principal has no seat in a live meeting there, and the API takes one.
    NotInMeeting,
    /// The API does not run in this running context, or the context cannot occur there.
    ContextNotSupported(RunningContext),
    /// The app instance is not authorized, and guests may not.
    AuthorizationRequired,
    /// The API is permitted to these roles, and the principal has none of them.
    RoleNotPermitted(Roles),
}

impl Denial {
    /// The wire name.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status that says the same: 404 for what is unknown, 400 for what does not exist as a
    /// question, 403 for a refusal.
    #[must_use]
    pub const fn code(self) -> u16 {
        self.row().1
    }

    const fn row(self) -> (&'static str, u16) {
        match self {
            Self::UnknownPrincipal => ("unknown_principal", 404),
            Self::UnknownApp => ("unknown_app", 404),
            Self::UnknownResource => ("unknown_resource", 404),
            Self::UnknownApi => ("unknown_api", 404),
            Self::ActionNotSupported => ("action_not_supported", 400),
            Self::UserInactive => ("user_inactive", 403),
            Self::AppUnpublished => ("app_unpublished", 403),
            Self::AppNotApproved => ("app_not_approved", 403),
            Self::NotInstalled => ("not_installed", 403),
            Self::InstallationDisabled => ("installation_disabled", 403),
            Self::ScopeNotGranted(_) => ("scope_not_granted", 403),
            Self::CrossAccount => ("cross_account", 403),
            Self::AdminAppRequired => ("admin_app_required", 403),
            Self::OwnerInactive => ("owner_inactive", 403),
            Self::NotDelegated => ("not_delegated", 403),
            Self::SharedAccessNotGranted => ("shared_access_not_granted", 403),
            Self::PrivilegeMissing(_) => ("privilege_missing", 403),
            Self::ApiNotRequested(_) => ("api_not_requested", 403),
            Self::NotInMeeting => ("not_in_meeting", 403),
            Self::ContextNotSupported(_) => ("context_not_supported", 403),
            Self::AuthorizationRequired => ("authorization_required", 403),
            Self::RoleNotPermitted(_) => ("role_not_permitted", 403),
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownPrincipal => f.write_str("there is no such user or participant"),
            Self::UnknownApp => f.write_str("there is no such app"),
            Self::UnknownResource => f.write_str("there is no such user, account or meeting"),
            Self::UnknownApi => f.write_str("the app's edition of the catalogue does not document this API"),
            Self::ActionNotSupported => f.write_str("there is no such action on such a resource"),
            Self::UserInactive => f.write_str("the user is deactivated"),
            Self::AppUnpublished => f.write_str("the app's developer has withdrawn it"),
            Self::AppNotApproved => f.write_str("the user's account does not allow the app for this user"),
            Self::NotInstalled => f.write_str("the app is not installed for a user it could act for"),
            Self::InstallationDisabled => f.write_str("an administrator has disabled the app for the user"),
            Self::ScopeNotGranted(scope) => {
                write!(f, "the installation does not grant the scope `{scope}`")
            }
            Self::CrossAccount => f.write_str("the data belongs to another account"),
            Self::AdminAppRequired => f.write_str("account data takes an admin-managed app"),
            Self::OwnerInactive => f.write_str("the owner of the data is deactivated"),
            Self::NotDelegated => {
                f.write_str("neither a delegation by the owner nor the user's account role covers it")
            }
            Self::SharedAccessNotGranted => {
                f.write_str("the user reaches it, but does not share such access with the app")
            }
            Self::PrivilegeMissing(privilege) => {
                write!(f, "the account role of the app's installer lacks the privilege `{privilege}`")
            }
            Self::ApiNotRequested(api) => write!(f, "the app's manifest does not request `{api}`"),
            Self::NotInMeeting => f.write_str("the principal has no seat in a live meeting there"),
            Self::ContextNotSupported(context) => {
                write!(f, "the API does not run in the running context `{context}` there")
            }
            Self::AuthorizationRequired => {
                f.write_str("the app instance is not authorized, and guests may not use the API")
            }
            Self::RoleNotPermitted(roles) => {
                f.write_str("the API is permitted to these roles only: ")?;
                write_joined(f, roles.names(), ", ")
            }
        }
    }
}

impl core::error::Error for Denial {}

#[cfg(feature = "serde")]
impl serde::Serialize for Denial {
    /// Writes the wire name.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.reason())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Basis {
    /// Writes the wire name, or `{"role_in_meeting": ROLE}`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::RoleInMeeting(role) => serializer.serialize_newtype_variant("Basis", 5, self.name(), role),
            Self::Own | Self::Delegated | Self::AccountRole | Self::Admin | Self::Unrestricted => {
                serializer.serialize_str(self.name())
            }
        }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Decision {
    /// Writes `{"allow": BASIS}` or `{"deny": REASON}`.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Allow(basis) => serializer.serialize_newtype_variant("Decision", 0, "allow", basis),
            Self::Deny(denial) => serializer.serialize_newtype_variant("Decision", 1, "deny", denial),
        }
    }
}
