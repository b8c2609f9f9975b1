//! The answer: allowed on one basis, or denied for one reason.

use core::fmt;

use crate::catalog::{Api, MeetingRole, Roles, RunningContext};
use crate::facts::{PermissionType, Privileges, Scopes};
use crate::vocabulary::Joined;

/// The answer to one question.
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
/// An ignored decision is a warning of the compiler:
///
/// ```compile_fail
/// # #![deny(unused_must_use)]
/// use consentry::{App, Principal, Resource, Verb, evaluate};
///
/// evaluate(&Principal::Unknown, &App::Unknown, &Resource::Unknown, Verb::Read);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "an ignored decision protects nothing"]
#[expect(clippy::exhaustive_enums, reason = "closed: an action is allowed or denied")]
pub enum Decision {
    /// The action is allowed, on this basis.
    Allow(Basis),
    /// The action is denied, for this reason.
    Deny(Denial),
}

const _: () = assert!(size_of::<Decision>() <= 16, "a decision is returned in registers");

impl Decision {
    /// Whether the action is allowed.
    #[must_use]
    pub const fn is_allowed(self) -> bool {
        matches!(self, Self::Allow(_))
    }

    /// The reason of a denial; `None` if the action is allowed.
    #[must_use]
    pub const fn denial(self) -> Option<Denial> {
        match self {
            Self::Allow(_) => None,
            Self::Deny(denial) => Some(denial),
        }
    }

    /// The basis as `Ok`, or the reason as `Err`, for use with `?`.
    ///
    /// # Errors
    ///
    /// Returns the [`Denial`] if the action is denied.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{Basis, Decision, Denial};
    ///
    /// fn title(decision: Decision) -> Result<&'static str, Denial> {
    ///     decision.into_result()?;
    ///     Ok("Stand-up")
    /// }
    ///
    /// assert_eq!(title(Decision::Allow(Basis::Own)), Ok("Stand-up"));
    /// assert_eq!(title(Decision::Deny(Denial::CrossAccount)), Err(Denial::CrossAccount));
    /// ```
    pub const fn into_result(self) -> Result<Basis, Denial> {
        match self {
            Self::Allow(basis) => Ok(basis),
            Self::Deny(denial) => Err(denial),
        }
    }

    /// The HTTP status code of the answer: 200, or [`Denial::code`].
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Allow(_) => 200,
            Self::Deny(denial) => denial.code(),
        }
    }

    /// The permission type by which access to data is allowed; `None` for calls and denials. Source: K.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::PermissionType;
    /// use consentry::{Basis, Decision, Denial};
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

/// The basis on which an action is allowed.
///
/// # Examples
///
/// ```
/// use consentry::Basis;
/// use consentry::catalog::MeetingRole;
///
/// let basis = Basis::RoleInMeeting(MeetingRole::Cohost);
/// assert_eq!(basis.name(), "role_in_meeting");
/// assert_eq!(basis.to_string(), "the cohost may call the API");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed: a new basis is a new rule, which no match may overlook")]
pub enum Basis {
    /// The data is the principal's own.
    Own,
    /// The owner has delegated access to the principal, who has granted the app shared access.
    Delegated,
    /// The principal's account role covers the access, and the principal has granted the app shared access.
    AccountRole,
    /// The app is admin-managed, and its installer's account role covers the access.
    Admin,
    /// No role is required to call the API there.
    Unrestricted,
    /// The principal has this role, its strongest of those that may call the API.
    RoleInMeeting(MeetingRole),
}

impl Basis {
    /// The wire name, such as `delegated`. The name `role_in_meeting` does not include the role.
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
            Self::Unrestricted => f.write_str("no role is required to call the API"),
            Self::RoleInMeeting(role) => write!(f, "the {role} may call the API"),
        }
    }
}

/// One check of the decision, and the reason for which it denies.
///
/// # Examples
///
/// ```
/// use consentry::Denial;
///
/// let check = Denial::OwnerInactive.check();
/// assert_eq!((check.reason, check.code), ("owner_inactive", 403));
/// assert_eq!(check.sentence, "the owner of the data is deactivated");
/// assert!(Denial::CHECKS.contains(check));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Check {
    /// The position of the check, from 1. `docs/rules.md` numbers its table by it.
    pub number: u8,
    /// The wire name of the reason for which the check denies.
    pub reason: &'static str,
    /// The HTTP status code of the denial.
    pub code: u16,
    /// The sentence that the denial prints, with a name in braces in place of what the denial carries.
    pub sentence: &'static str,
}

/// Declares [`Denial`]: one row per check, in the order of the checks.
///
/// Generates the enum, `CHECKS`, `check()` and `Display`. The rest of [`Denial`] follows from these.
macro_rules! denials {
    (
        $(#[$attr:meta])*
        pub enum Denial {
            $(
                $(#[$doc:meta])*
                $Variant:ident $(($missing:ident: $Missing:ty))? = $reason:literal, $code:literal,
                    $sentence:literal $(, $name:ident = $value:expr)?;
            )+
        }
    ) => {
        $(#[$attr])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Denial {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\nReason `", $reason, "`, code ", $code, ".")]
                $Variant $(($Missing))?,
            )+
        }

        /// The positions of the checks, from 0.
        #[derive(Clone, Copy)]
        enum Position { $($Variant,)+ }

        impl Denial {
            /// All checks, in their order.
            pub const CHECKS: &'static [Check] = &[$(
                Check {
                    number: Position::$Variant as u8 + 1,
                    reason: $reason,
                    code: $code,
                    sentence: $sentence,
                },
            )+];

            /// The check that failed.
            #[must_use]
            #[expect(clippy::indexing_slicing, reason = "there is one check for each variant, by construction")]
            pub const fn check(self) -> &'static Check {
                let position = match self { $(Self::$Variant { .. } => Position::$Variant,)+ };
                &Self::CHECKS[position as usize]
            }
        }

        impl fmt::Display for Denial {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(
                    Self::$Variant $(($missing))? => write!(f, $sentence $(, $name = $value)?),
                )+ }
            }
        }
    };
}

denials! {
    /// The reason why an action is denied.
    ///
    /// The variants are in the order of the checks, and the first check that fails is the reason.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::Denial;
    ///
    /// assert!(Denial::UnknownApp < Denial::NotInstalled, "checked first");
    /// assert_eq!(Denial::UnknownApp.reason(), "unknown_app");
    /// assert_eq!(Denial::UnknownApp.code(), 404);
    /// assert_eq!(Denial::UnknownApp.to_string(), "there is no such app");
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "closed: a new reason is a new rule, which no match may overlook")]
    pub enum Denial {
        /// The user or participant does not exist.
        UnknownPrincipal = "unknown_principal", 404, "there is no such user or participant";

        /// The app does not exist.
        UnknownApp = "unknown_app", 404, "there is no such app";

        /// The user, account or meeting does not exist.
        UnknownResource = "unknown_resource", 404, "there is no such user, account or meeting";

        /// The app's edition of the catalogue does not contain or does not document the API.
        UnknownApi = "unknown_api", 404, "the app's edition of the catalogue does not document this API";

        /// The action does not exist for the resource.
        ActionNotSupported = "action_not_supported", 400, "the resource does not support this action";

        /// The principal is a deactivated user, or acts as one.
        UserInactive = "user_inactive", 403, "the user is deactivated";

        /// The developer has withdrawn the app.
        AppUnpublished = "app_unpublished", 403, "the developer has withdrawn the app";

        /// The policy of the user's account does not currently allow the app for the user.
        AppNotApproved = "app_not_approved", 403, "the user's account does not allow the app for this user";

        /// The user has not installed the app, or there is no user, and guests may not do this.
        NotInstalled = "not_installed", 403, "the user has not installed the app";

        /// An administrator has disabled the app for the user.
        InstallationDisabled = "installation_disabled", 403,
            "an administrator has disabled the app for the user";

        /// The installation does not grant this scope.
        ScopeNotGranted(scope: Scopes) = "scope_not_granted", 403,
            "the installation does not grant the scope `{scope}`";

        /// The data belongs to another account.
        CrossAccount = "cross_account", 403, "the data belongs to another account";

        /// The app is user-managed, and the data is account data.
        AdminAppRequired = "admin_app_required", 403, "account data requires an admin-managed app";

        /// The owner of the data is deactivated.
        OwnerInactive = "owner_inactive", 403, "the owner of the data is deactivated";

        /// Neither a delegation nor the user's account role covers the access.
        NotDelegated = "not_delegated", 403,
            "neither a delegation by the owner nor the user's account role covers this access";

        /// The user has access to the data, but has not granted the app shared access.
        SharedAccessNotGranted = "shared_access_not_granted", 403,
            "the user can reach this data but has not granted the app shared access";

        /// The account role of the app's installer lacks this privilege.
        PrivilegeMissing(privilege: Privileges) = "privilege_missing", 403,
            "the account role of the app's installer lacks the privilege `{privilege}`";

        /// The app's manifest does not request this API.
        ApiNotRequested(api: Api) = "api_not_requested", 403, "the app's manifest does not request `{api}`";

        /// The API requires a seat in a live meeting, and the principal does not call it from one.
        NotInMeeting = "not_in_meeting", 403, "the call does not come from a seat in a live meeting";

        /// The API does not support this running context, or the context cannot occur there.
        ContextNotSupported(context: RunningContext) = "context_not_supported", 403,
            "the API is not available in the running context `{context}`";

        /// The app instance is not authorized, and guests may not use the API.
        AuthorizationRequired = "authorization_required", 403,
            "the app instance is not authorized, and guests may not use the API";

        /// Only these roles may call the API, and the principal has none of them.
        RoleNotPermitted(roles: Roles) = "role_not_permitted", 403,
            "only these roles may call the API: {roles}", roles = Joined(roles.names(), ", ");
    }
}

impl Denial {
    /// The wire name of the reason.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.check().reason
    }

    /// The HTTP status code: 404 if something is unknown, 400 if the action does not exist, otherwise 403.
    #[must_use]
    pub const fn code(self) -> u16 {
        self.check().code
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
