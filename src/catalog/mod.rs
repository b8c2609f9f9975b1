//! The in-client API catalogue: every method and event, who may use it, where, and in which edition.
//!
//! The rows stand in `catalog.rs`, one line each, generated from `catalog/apis.csv`.

mod role;
mod context;
mod rows;
mod generated;
mod set;

pub use context::{Contexts, RunningContext};
pub use generated::Api;
pub use role::{MeetingRole, Roles};
pub use set::ApiSet;

use crate::vocabulary::{words, write_joined};

words! {
    "API kind"
    /// What an API is.
    #[expect(clippy::exhaustive_enums, reason = "closed: an app calls, or it listens")]
    pub enum ApiKind {
        /// The app calls it.
        Method = "method",
        /// The app listens to it.
        Event = "event",
    }
}

words! {
    "product"
    /// The part of the client that an API belongs to.
    #[non_exhaustive]
    pub enum Product {
        /// Meetings and webinars.
        Meetings = "meetings",
        /// Mail.
        Mail = "mail",
        /// Contact center.
        ContactCenter = "contact-center",
        /// Phone.
        Phone = "phone",
        /// Rooms.
        Rooms = "rooms",
        /// Team chat.
        Chat = "chat",
    }
}

words! {
    "data class"
    /// Whose data an API touches. The catalogue's own classification; the decision does not depend on it.
    #[expect(clippy::exhaustive_enums, reason = "closed: the classes are the catalogue's own")]
    pub enum DataClass {
        /// The app user's own.
        User = "user",
        /// The meeting's, or other people's in it.
        Meeting = "meeting",
        /// Nobody's: interface only.
        None = "none",
        /// Another product's.
        Other = "other",
    }
}

words! {
    "edition"
    /// An edition of the API catalogue: a version of the SDK that an app is written for.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum Edition {
        /// SDK 0.16.8 (2023-01-27), the last whose documentation knew the owner: five names are the owner's alone.
        V0_16_8 = "0.16.8",
        /// SDK 0.16.41, the default.
        #[default]
        V0_16_41 = "0.16.41",
    }
}

/// Who may use an API.
///
/// Prints as the catalogue writes it: `any`, `any-seat`, or the roles with `|` between.
///
/// # Examples
///
/// ```
/// use consentry::catalog::{Api, ApiRoles, Roles};
///
/// assert_eq!(Api::GetPhoneContext.roles(), Some(ApiRoles::Any));
/// assert_eq!(Api::OpenUrl.roles(), Some(ApiRoles::AnySeat));
/// assert_eq!(ApiRoles::Only(Roles::HOST | Roles::COHOST).to_string(), "host|cohost");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed: a new form is a new rule")]
pub enum ApiRoles {
    /// Everybody; no seat is needed on the client.
    Any,
    /// In a meeting the seats of [`Roles::ANY_SEAT`]; no seat is needed on the client.
    AnySeat,
    /// These roles, in a meeting.
    Only(Roles),
}

impl ApiRoles {
    /// The roles that may use the API in a meeting; `None` where there is no limit.
    ///
    /// Where the host may, the owner may: an owner has every right that a host has. Source: R.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::catalog::{ApiRoles, Roles};
    ///
    /// let stated = ApiRoles::Only(Roles::HOST | Roles::COHOST);
    /// assert_eq!(stated.limit(), Some(Roles::OWNER | Roles::HOST | Roles::COHOST));
    /// assert_eq!(ApiRoles::Only(Roles::AGENT).limit(), Some(Roles::AGENT));
    /// assert_eq!(ApiRoles::Any.limit(), None);
    /// ```
    #[must_use]
    pub const fn limit(self) -> Option<Roles> {
        let stated = match self {
            Self::Any => return None,
            Self::AnySeat => Roles::ANY_SEAT,
            Self::Only(roles) => roles,
        };
        Some(if stated.contains(Roles::HOST) { stated.union(Roles::OWNER) } else { stated })
    }

    /// Whether a role may use the API in a meeting.
    const fn permit(self, role: MeetingRole) -> bool {
        match self.limit() {
            None => true,
            Some(roles) => roles.contains(Roles::of(role)),
        }
    }

    /// Whether the API can be used outside a meeting.
    #[must_use]
    pub const fn needs_no_seat(self) -> bool {
        match self {
            Self::Any | Self::AnySeat => true,
            Self::Only(_) => false,
        }
    }
}

impl core::fmt::Display for ApiRoles {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::AnySeat => f.write_str("any-seat"),
            Self::Only(roles) => write_joined(f, roles.names(), "|"),
        }
    }
}

/// The running contexts that an API states.
///
/// Prints as the catalogue writes it: `any`, or the contexts with `|` between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed: stated or not")]
pub enum ApiContexts {
    /// None are stated: it runs wherever the instance can be.
    Any,
    /// It runs in these alone.
    Only(Contexts),
}

impl ApiContexts {
    /// Whether the API runs in a context.
    pub(crate) const fn include(self, context: Contexts) -> bool {
        match self {
            Self::Any => true,
            Self::Only(contexts) => contexts.contains(context),
        }
    }
}

impl core::fmt::Display for ApiContexts {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Only(contexts) => write_joined(f, contexts.names(), "|"),
        }
    }
}

/// One row of the catalogue.
#[derive(Clone, Copy)]
struct Row {
    kind: ApiKind,
    /// `None` where the name exists but nothing is documented about it.
    roles: Option<ApiRoles>,
    guest: bool,
    contexts: ApiContexts,
    product: Product,
    data: DataClass,
    since: &'static str,
    /// In SDK 0.16.8; `None` as above, or where the name did not exist.
    roles_in_0_16_8: Option<ApiRoles>,
    in_0_16_8: bool,
}

impl Api {
    /// Whether the app calls it or listens to it.
    #[must_use]
    pub const fn kind(self) -> ApiKind {
        self.row().kind
    }

    /// Who may use it in the default edition; `None` for an undocumented name, which nobody may use.
    ///
    /// For another edition, ask [`Edition::roles`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::catalog::{Api, ApiRoles, Roles};
    ///
    /// let hosts = ApiRoles::Only(Roles::HOST | Roles::COHOST);
    /// assert_eq!(Api::GetMeetingParticipants.roles(), Some(hosts));
    /// assert_eq!(Api::CloseLobby.roles(), None, "a name without documentation");
    /// ```
    #[must_use]
    pub const fn roles(self) -> Option<ApiRoles> {
        self.row().roles
    }

    /// Whether it can be used by people who have not authorized the app.
    #[must_use]
    pub const fn supports_guests(self) -> bool {
        self.row().guest
    }

    /// The running contexts that it states.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::catalog::{Api, ApiContexts, Contexts};
    ///
    /// assert_eq!(Api::GetPhoneContext.contexts(), ApiContexts::Only(Contexts::IN_PHONE));
    /// assert_eq!(Api::OpenUrl.contexts(), ApiContexts::Any);
    /// ```
    #[must_use]
    pub const fn contexts(self) -> ApiContexts {
        self.row().contexts
    }

    /// The part of the client that it belongs to.
    #[must_use]
    pub const fn product(self) -> Product {
        self.row().product
    }

    /// Whose data it touches.
    #[must_use]
    pub const fn data_class(self) -> DataClass {
        self.row().data
    }

    /// The first SDK version that has the name; `0.16.0` means that or before.
    #[must_use]
    pub const fn since(self) -> &'static str {
        self.row().since
    }

    /// Whether anything is documented about it.
    #[must_use]
    pub const fn is_documented(self) -> bool {
        self.roles().is_some()
    }
}

impl Edition {
    /// Whether the edition has the name, documented or not.
    #[must_use]
    pub const fn has(self, api: Api) -> bool {
        match self {
            Self::V0_16_8 => api.row().in_0_16_8,
            Self::V0_16_41 => true,
        }
    }

    /// Who may use an API in this edition; `None` where the edition does not have or does not document it.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::catalog::{Api, ApiRoles, Edition, Roles};
    ///
    /// let api = Api::GetMeetingParticipants;
    /// assert_eq!(Edition::V0_16_8.roles(api), Some(ApiRoles::Only(Roles::OWNER)));
    /// assert_eq!(Edition::V0_16_41.roles(api), Some(ApiRoles::Only(Roles::HOST | Roles::COHOST)));
    /// ```
    #[must_use]
    pub const fn roles(self, api: Api) -> Option<ApiRoles> {
        match self {
            Self::V0_16_8 => api.row().roles_in_0_16_8,
            Self::V0_16_41 => api.row().roles,
        }
    }

    /// The APIs that a role may use in this edition, wherever their contexts allow them.
    ///
    /// The owner gets what the host gets besides what is the owner's alone.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::catalog::{Api, Edition, MeetingRole};
    ///
    /// assert!(Edition::V0_16_8.supported_apis(MeetingRole::Owner).contains(Api::GetMeetingParticipants));
    /// assert!(!Edition::V0_16_8.supported_apis(MeetingRole::Host).contains(Api::GetMeetingParticipants));
    /// ```
    #[must_use]
    pub fn supported_apis(self, role: MeetingRole) -> ApiSet {
        Api::ALL
            .iter()
            .copied()
            .filter(|api| self.roles(*api).is_some_and(|roles| roles.permit(role)))
            .collect()
    }

    /// The documented APIs of this edition that a role may not use.
    #[must_use]
    pub fn unsupported_apis(self, role: MeetingRole) -> ApiSet {
        Api::ALL
            .iter()
            .copied()
            .filter(|api| self.roles(*api).is_some_and(|roles| !roles.permit(role)))
            .collect()
    }
}

/// The APIs that a role may use in the default edition: [`Edition::supported_apis`].
///
/// # Examples
///
/// ```
/// use consentry::catalog::{Api, MeetingRole, supported_apis};
///
/// assert!(supported_apis(MeetingRole::Host).contains(Api::GetMeetingParticipants));
/// assert!(!supported_apis(MeetingRole::Participant).contains(Api::GetMeetingParticipants));
/// ```
#[must_use]
pub fn supported_apis(role: MeetingRole) -> ApiSet {
    Edition::default().supported_apis(role)
}

/// The documented APIs that a role may not use in the default edition: [`Edition::unsupported_apis`].
///
/// # Examples
///
/// ```
/// use consentry::catalog::{Api, MeetingRole, unsupported_apis};
///
/// assert!(unsupported_apis(MeetingRole::Participant).contains(Api::GetMeetingContext));
/// ```
#[must_use]
pub fn unsupported_apis(role: MeetingRole) -> ApiSet {
    Edition::default().unsupported_apis(role)
}
