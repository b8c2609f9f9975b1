//! The answer: allowed on one basis, or denied for one reason.

use core::fmt;

use crate::catalog::{Api, Contexts, MeetingRole, Roles, RunningContext};
use crate::facts::{Access, AuthStatus, PermissionType, Privileges, Scopes, Surface};
#[cfg(feature = "serde")]
use crate::vocabulary::UnknownWord;
use crate::vocabulary::{Joined, words};

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
/// With the feature `serde`, a decision is written with what is missing beside the reason, and read back as it was written:
///
/// ```
/// # use consentry::{Decision, Denial, Scopes};
/// let denied = Decision::Deny(Denial::ScopeNotGranted(Scopes::MEETINGS_READ));
/// let json = serde_json::to_string(&denied)?;
/// assert_eq!(json, r#"{"deny":"scope_not_granted","scope":["meetings:read"]}"#);
/// assert_eq!(serde_json::from_str::<Decision>(&json)?, denied);
/// # Ok::<_, serde_json::Error>(())
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
    /// assert_eq!(Decision::Deny(Denial::CrossAccount).permission_type(), None);
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[expect(clippy::exhaustive_enums, reason = "closed: a new basis is a new rule, which no match may overlook")]
pub enum Basis {
    /// The data is the principal's own.
    Own,
    /// The owner has delegated access to the principal, who has granted the app shared access.
    Delegated,
    /// The principal's account role covers the access, and the principal has granted the app shared access.
    #[cfg_attr(feature = "serde", serde(rename = "role"))]
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
/// Generates the enum, `CHECKS`, `check()`, `Display`, and what serde writes and reads. The rest of [`Denial`] follows
/// from these.
macro_rules! denials {
    (
        $(#[$attr:meta])*
        pub enum Denial {
            $(
                $(#[$doc:meta])*
                $Variant:ident
                    $(($missing:ident: $Missing:ty))? $({ $($(#[$field_doc:meta])* $field:ident: $Field:ty,)+ })?
                    = $reason:literal, $code:literal, $sentence:literal $(, $name:ident = $value:expr)?;
            )+
        }
    ) => {
        $(#[$attr])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Denial {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\nReason `", $reason, "`, code ", $code, ".")]
                $Variant $(($Missing))? $({ $($(#[$field_doc])* $field: $Field,)+ })?,
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

            /// Writes what is missing, each under its name.
            #[cfg(feature = "serde")]
            fn write_details<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                match self { $(
                    Self::$Variant $(($missing))? $({ $($field),+ })? => {
                        $(map.serialize_entry(stringify!($missing), $missing)?;)?
                        $($(map.serialize_entry(stringify!($field), $field)?;)+)?
                    }
                )+ }
                Ok(())
            }
        }

        #[cfg(feature = "serde")]
        impl wire::Written {
            /// The denial of a reason, which takes its details.
            fn take_denial<E: serde::de::Error>(&mut self, reason: &str) -> Result<Denial, E> {
                match reason {
                    $($reason => Ok(Denial::$Variant
                        $((self.$missing.take().ok_or_else(|| E::missing_field(stringify!($missing)))?))?
                        $({ $($field: self.$field.take().ok_or_else(|| E::missing_field(stringify!($field)))?,)+ })?
                    ),)+
                    _ => Err(E::custom(UnknownWord::new("reason", reason, &[$($reason),+]))),
                }
            }
        }

        impl fmt::Display for Denial {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(
                    Self::$Variant $(($missing))? $({ $($field),+ })? => {
                        write!(f, $sentence $(, $name = $value)?)
                    }
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

        /// Neither a delegation nor the user's account role covers the access.
        NotDelegated {
            /// The delegated access that covers it, any one of these; empty if it cannot be delegated.
            access: Access,
            /// The privilege that covers it.
            privilege: Privileges,
        } = "not_delegated", 403,
            "neither a delegation by the owner nor the user's account role covers this: it takes {needed}",
            needed = Needed(*access, *privilege);

        /// The owner of the data is deactivated. Only somebody who can reach the data is told so.
        OwnerInactive = "owner_inactive", 403, "the owner of the data is deactivated";

        /// The user has access to the data, but has not granted the app shared access.
        SharedAccessNotGranted = "shared_access_not_granted", 403,
            "the user can reach this data but has not granted the app shared access";

        /// The account role of the app's installer lacks this privilege.
        PrivilegeMissing(privilege: Privileges) = "privilege_missing", 403,
            "the account role of the app's installer lacks the privilege `{privilege}`";

        /// The app's manifest does not request this API.
        ApiNotRequested(api: Api) = "api_not_requested", 403, "the app's manifest does not request `{api}`";

        /// The app's manifest does not list this surface.
        SurfaceNotRequested(surface: Surface) = "surface_not_requested", 403,
            "the app is not made to run on the surface `{surface}`";

        /// The API requires a seat in a live meeting, and the principal does not call it from one.
        NotInMeeting(absence: Absence) = "not_in_meeting", 403,
            "the call does not come from a seat in a live meeting: {why}", why = absence.sentence();

        /// The meeting's host has stopped the app in the meeting.
        AppStopped = "app_stopped", 403, "the meeting's host has stopped the app in this meeting";

        /// The API does not support this running context, or the context cannot occur there.
        ContextNotSupported {
            /// The running context of the instance.
            context: RunningContext,
            /// The running contexts that would do: empty if the API is available in none that can occur there.
            supported: Contexts,
        } = "context_not_supported", 403,
            "the API is not available in the running context `{context}`{instead}", instead = Instead(*supported);

        /// The app instance is not authorized, and guests may not use the API.
        AuthorizationRequired {
            /// The status of the instance.
            status: AuthStatus,
            /// Why the status is no better.
            obstacle: Obstacle,
        } = "authorization_required", 403,
            "the app instance is {status}, and guests may not use the API: {why}", why = obstacle.sentence();

        /// Only these roles may call the API, and the principal has none of them.
        RoleNotPermitted(roles: Roles) = "role_not_permitted", 403,
            "only these roles may call the API: {roles}", roles = Joined(roles.names(), ", ");

        /// The call takes media out of the meeting, and the host has not allowed it.
        MediaConsentRequired(api: Api) = "media_consent_required", 403,
            "`{api}` takes other people's audio and video out of the meeting, and the host has not allowed that";
    }
}

words! {
    "absence"
    /// Why a call does not come from a seat in a live meeting.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{Absence, Denial};
    ///
    /// let denial = Denial::NotInMeeting(Absence::NotStarted);
    /// assert_eq!(
    ///     denial.to_string(),
    ///     "the call does not come from a seat in a live meeting: the meeting has not started"
    /// );
    /// assert!(Absence::NotStarted.may_pass());
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "closed: a new cause is a new rule, which no match may overlook")]
    pub enum Absence {
        /// The meeting has not started.
        NotStarted = "not_started",
        /// The meeting has ended.
        Ended = "ended",
        /// The principal has no seat in the meeting.
        NoSeat = "no_seat",
        /// The call requires a meeting, and was made on the client.
        NeedsMeeting = "needs_meeting",
    }
}

impl Absence {
    /// Whether asking the same question again later makes sense.
    #[must_use]
    pub const fn may_pass(self) -> bool {
        match self {
            Self::NotStarted | Self::NoSeat => true,
            Self::Ended | Self::NeedsMeeting => false,
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::NotStarted => "the meeting has not started",
            Self::Ended => "the meeting has ended",
            Self::NoSeat => "the principal has no seat in the meeting",
            Self::NeedsMeeting => "it was made on the client and requires a meeting",
        }
    }
}

words! {
    "obstacle"
    /// Why an app instance is not authorized.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::AuthStatus;
    /// use consentry::{Denial, Obstacle};
    ///
    /// let (status, obstacle) = (AuthStatus::Authenticated, Obstacle::AttendeeSeat);
    /// assert_eq!(
    ///     Denial::AuthorizationRequired { status, obstacle }.to_string(),
    ///     "the app instance is authenticated, and guests may not use the API: \
    ///      an attendee of a webinar cannot be authorized"
    /// );
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "closed: a new cause is a new rule, which no match may overlook")]
    pub enum Obstacle {
        /// The instance runs in an attendee's seat in a webinar. Authorizing the app does not help.
        AttendeeSeat = "attendee_seat",
        /// The participant is not signed in. Authorizing the app requires a user.
        NoUser = "no_user",
        /// The user has not installed the app.
        NotInstalled = "not_installed",
    }
}

impl Obstacle {
    const fn sentence(self) -> &'static str {
        match self {
            Self::AttendeeSeat => "an attendee of a webinar cannot be authorized",
            Self::NoUser => "the participant is not signed in",
            Self::NotInstalled => "the user has not installed the app",
        }
    }
}

/// What would cover an access: one of these kinds of delegated access, or this privilege.
struct Needed(Access, Privileges);

impl fmt::Display for Needed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(access, privilege) = self;
        if !access.is_empty() {
            write!(f, "the delegated access `{}` or ", Joined(access.names(), "` or `"))?;
        }
        write!(f, "the privilege `{privilege}`")
    }
}

/// The running contexts that would do, if there are any.
struct Instead(Contexts);

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(supported) = self;
        if supported.is_empty() {
            return f.write_str(", nor in any other that can occur there");
        }
        write!(f, ", only in `{}`", Joined(supported.names(), "`, `"))
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

/// The wire form of decisions and denials.
#[cfg(feature = "serde")]
mod wire {
    use alloc::borrow::Cow;

    use serde::de::Error as _;
    use serde::ser::SerializeMap as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Absence, Basis, Decision, Denial, Obstacle};
    use crate::catalog::{Api, Contexts, Roles, RunningContext};
    use crate::facts::{Access, AuthStatus, Privileges, Scopes, Surface};

    impl Serialize for Decision {
        /// Writes `{"allow": BASIS}`, or `{"deny": REASON}` with what is missing beside the reason.
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Allow(basis) => serializer.serialize_newtype_variant("Decision", 0, "allow", basis),
                Self::Deny(denial) => denial.write_as("deny", serializer),
            }
        }
    }

    impl Serialize for Denial {
        /// Writes `{"reason": REASON}` with what is missing beside the reason.
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.write_as("reason", serializer)
        }
    }

    impl Denial {
        fn write_as<S: Serializer>(&self, key: &'static str, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry(key, self.reason())?;
            self.write_details(&mut map)?;
            map.end()
        }
    }

    impl<'de> Deserialize<'de> for Decision {
        /// Reads what [`Serialize`] writes, and nothing else.
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let mut written = Written::deserialize(deserializer)?;
            let decision = match (written.allow.take(), written.deny.take()) {
                (Some(basis), None) => Self::Allow(basis),
                (None, Some(reason)) => Self::Deny(written.take_denial(&reason)?),
                (None, None) | (Some(_), Some(_)) => {
                    return Err(D::Error::custom("a decision is either `allow` or `deny`"));
                }
            };
            written.used_up().map(|()| decision)
        }
    }

    impl<'de> Deserialize<'de> for Denial {
        /// Reads what [`Serialize`] writes, and nothing else.
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let mut written = Written::deserialize(deserializer)?;
            let reason = written.reason.take().ok_or_else(|| D::Error::missing_field("reason"))?;
            let denial = written.take_denial(&reason)?;
            written.used_up().map(|()| denial)
        }
    }

    /// Everything that a written decision or denial can contain.
    #[derive(Default, PartialEq, Deserialize)]
    #[serde(default, deny_unknown_fields, expecting = "a decision or a denial")]
    pub(super) struct Written {
        allow: Option<Basis>,
        deny: Option<Cow<'static, str>>,
        reason: Option<Cow<'static, str>>,
        pub(super) scope: Option<Scopes>,
        pub(super) access: Option<Access>,
        pub(super) privilege: Option<Privileges>,
        pub(super) api: Option<Api>,
        pub(super) surface: Option<Surface>,
        pub(super) absence: Option<Absence>,
        pub(super) context: Option<RunningContext>,
        pub(super) supported: Option<Contexts>,
        pub(super) status: Option<AuthStatus>,
        pub(super) obstacle: Option<Obstacle>,
        pub(super) roles: Option<Roles>,
    }

    impl Written {
        /// Refuses what does not belong to the decision.
        fn used_up<E: serde::de::Error>(self) -> Result<(), E> {
            if self == Self::default() {
                Ok(())
            } else {
                Err(E::custom("a detail that does not belong to the decision"))
            }
        }
    }
}
