//! The catalogue of in-client APIs: every method and event, who may use it, where, and in which edition.
//!
//! Its rows are in `generated.rs`, one line per API, generated from `catalog/apis.csv`. The vocabularies of its
//! columns are here too: [`MeetingRole`], [`RunningContext`] and the sets of them.

mod role;
mod context;
mod rows;
mod generated;
mod set;

pub use context::{Contexts, RunningContext};
pub use generated::Api;
pub use role::{MeetingRole, Roles};
pub use set::ApiSet;

use crate::vocabulary::{Joined, words};

words! {
    "API kind"
    /// The kind of an API.
    #[expect(clippy::exhaustive_enums, reason = "closed: an app calls an API or listens to it")]
    pub enum ApiKind {
        /// A method, which the app calls.
        Method = "method",
        /// An event, to which the app listens.
        Event = "event",
    }
}

words! {
    "product"
    /// The product that an API belongs to.
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
    /// The owner of the data that an API touches. The catalogue's own classification: no decision depends on it.
    #[expect(clippy::exhaustive_enums, reason = "closed: the catalogue classifies into these four")]
    pub enum DataClass {
        /// The user of the app.
        User = "user",
        /// The meeting, or other people in it.
        Meeting = "meeting",
        /// Nobody: the API controls the user interface.
        None = "none",
        /// Another product.
        Other = "other",
    }
}

words! {
    "edition"
    /// An edition of the catalogue: the version of the SDK that an app is written for.
    #[non_exhaustive]
    pub enum Edition {
        /// SDK 0.16.8 (2023-01-27), the last with APIs that only the owner of a meeting may use.
        V0_16_8 = "0.16.8",
        /// SDK 0.16.41, the default.
        V0_16_41 = "0.16.41",
    }
}

/// The roles that may use an API.
///
/// Prints as in the catalogue: `any`, `any-seat`, or the roles separated by `|`.
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
#[expect(clippy::exhaustive_enums, reason = "closed: a new form is a new rule, which no match may overlook")]
pub enum ApiRoles {
    /// Everybody, in a meeting and outside.
    Any,
    /// The roles of [`Roles::ANY_SEAT`] in a meeting, and everybody outside.
    AnySeat,
    /// These roles in a meeting, and nobody outside.
    Only(Roles),
}

impl ApiRoles {
    /// The roles that may use the API in a meeting; `None` if every role may.
    ///
    /// The owner may use each API that the host may use. Source: R.
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
    const fn permits(self, role: MeetingRole) -> bool {
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
            Self::Only(roles) => Joined(roles.names(), "|").fmt(f),
        }
    }
}

/// The running contexts that an API supports.
///
/// Prints as in the catalogue: `any`, or the contexts separated by `|`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "closed: the documentation states the contexts of an API or does not"
)]
pub enum ApiContexts {
    /// Every context. The documentation states none.
    Any,
    /// These contexts only.
    Only(Contexts),
}

impl ApiContexts {
    /// The contexts that the documentation states: none, if the API runs in every context.
    #[must_use]
    pub const fn stated(self) -> Contexts {
        match self {
            Self::Any => Contexts::empty(),
            Self::Only(contexts) => contexts,
        }
    }

    /// The contexts in which the API runs, out of those that can occur in a webinar, another meeting or the client.
    ///
    /// In a webinar, an API whose documentation states `inMeeting` and not `inWebinar` runs in none. Source: L.
    pub(crate) const fn within(self, possible: Contexts) -> Contexts {
        match self {
            Self::Any => possible,
            Self::Only(stated) => {
                let in_meetings_only =
                    stated.contains(Contexts::IN_MEETING) && !stated.contains(Contexts::IN_WEBINAR);
                if possible.contains(Contexts::IN_WEBINAR) && in_meetings_only {
                    Contexts::empty()
                } else {
                    stated.intersection(possible)
                }
            }
        }
    }
}

impl core::fmt::Display for ApiContexts {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Only(contexts) => Joined(contexts.names(), "|").fmt(f),
        }
    }
}

/// One row of the catalogue.
#[derive(Clone, Copy)]
struct Row {
    kind: ApiKind,
    guest: bool,
    contexts: ApiContexts,
    product: Product,
    data: DataClass,
    since: &'static str,
    media: bool,
    /// One entry per edition, in the order of [`Edition::ALL`].
    entries: [Entry; Edition::ALL.len()],
}

/// What one edition says about a name.
#[derive(Clone, Copy)]
enum Entry {
    /// The edition does not have the name.
    Absent,
    /// The edition has the name and documents nothing about it.
    Undocumented,
    /// The edition documents that these roles may use the API.
    Documented(ApiRoles),
}

impl Api {
    /// Whether the API is a method or an event.
    #[must_use]
    pub const fn kind(self) -> ApiKind {
        self.row().kind
    }

    /// The roles that may use the API in the default edition.
    ///
    /// `None` means that the edition does not document the API, and that nobody may use it. For another edition, use
    /// [`Edition::roles`].
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
        Edition::DEFAULT.roles(self)
    }

    /// Whether people who have not authorized the app can use the API.
    #[must_use]
    pub const fn supports_guests(self) -> bool {
        self.row().guest
    }

    /// The running contexts that the API supports.
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

    /// The product that the API belongs to.
    #[must_use]
    pub const fn product(self) -> Product {
        self.row().product
    }

    /// The owner of the data that the API touches.
    #[must_use]
    pub const fn data_class(self) -> DataClass {
        self.row().data
    }

    /// The first SDK version that has the name. `0.16.0` means that version or an earlier one.
    #[must_use]
    pub const fn since(self) -> &'static str {
        self.row().since
    }

    /// Whether the call takes other people's audio and video out of the meeting, so that the host must allow it.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::catalog::Api;
    ///
    /// assert!(Api::StartRTMS.takes_media());
    /// assert!(!Api::CloudRecording.takes_media(), "a recording stays in the meeting's account");
    /// ```
    #[must_use]
    pub const fn takes_media(self) -> bool {
        self.row().media
    }

    /// Whether the default edition documents the API.
    #[must_use]
    pub const fn is_documented(self) -> bool {
        self.roles().is_some()
    }
}

impl Default for Edition {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Edition {
    const DEFAULT: Self = Self::V0_16_41;

    #[expect(clippy::indexing_slicing, reason = "a row has one entry for each edition, by its type")]
    const fn entry(self, api: Api) -> Entry {
        api.row().entries[self as usize]
    }

    /// Whether the edition has the name, documented or not.
    #[must_use]
    pub const fn has(self, api: Api) -> bool {
        match self.entry(api) {
            Entry::Absent => false,
            Entry::Undocumented | Entry::Documented(_) => true,
        }
    }

    /// The roles that may use an API in this edition; `None` if the edition lacks or does not document it.
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
        match self.entry(api) {
            Entry::Absent | Entry::Undocumented => None,
            Entry::Documented(roles) => Some(roles),
        }
    }

    /// The APIs that a role may use in this edition, each in the running contexts that it supports.
    ///
    /// The owner may use each API that the host may use, and those that are the owner's alone.
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
            .filter(|api| self.roles(*api).is_some_and(|roles| roles.permits(role)))
            .collect()
    }

    /// The documented APIs of this edition that a role may not use.
    #[must_use]
    pub fn unsupported_apis(self, role: MeetingRole) -> ApiSet {
        Api::ALL
            .iter()
            .copied()
            .filter(|api| self.roles(*api).is_some_and(|roles| !roles.permits(role)))
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
