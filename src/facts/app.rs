//! Apps: the words that describe them, and what an installation grants.

use crate::facts::{Manifest, Scopes};
use crate::vocabulary::{word_set, words};

words! {
    "management"
    /// Who manages an app: each user, or an administrator. An app is never both.
    #[expect(clippy::exhaustive_enums, reason = "closed: an app is user-managed or admin-managed")]
    pub enum Management {
        /// Each user installs the app. It acts within the access of that user.
        UserManaged = "user_managed",
        /// An administrator installs the app. It acts within the privileges of that administrator.
        AdminManaged = "admin_managed",
    }
}

words! {
    "listing"
    /// To whom the marketplace offers an app.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::Manifest;
    /// use consentry::facts::{Approval, ApprovalSetting, ManifestError, Policy};
    ///
    /// let app = Manifest::user_managed(7_u64.into()).unlisted().build()?;
    /// let listed_only = Policy { listed: ApprovalSetting::Open, ..Policy::default() };
    /// assert!(!listed_only.allows(&app, 8_u64.into(), Approval::None));
    /// # Ok::<_, ManifestError>(())
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "closed: a new listing is a new rule, which no match may overlook")]
    pub enum Listing {
        /// The marketplace shows the app.
        Listed = "listed",
        /// The marketplace does not show the app. People reach it by its link.
        Unlisted = "unlisted",
        /// The app is for the users of its developer's account alone.
        Private = "private",
    }
}

words! {
    "publication"
    /// Whether the developer currently offers an app.
    #[expect(clippy::exhaustive_enums, reason = "closed: a developer offers an app or does not")]
    pub enum Publication {
        /// The app is offered.
        Published = "published",
        /// The app is withdrawn. Its installations are kept, and every action is denied.
        Unpublished = "unpublished",
    }
}

words! {
    "surface"
    /// A part of the client in which an app is made to run. Source: S.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new surface is a new rule, which no match may overlook")]
    pub enum Surface {
        /// Meetings.
        Meeting = "meeting",
        /// Webinars.
        Webinar = "webinar",
        /// Engagements of a contact center.
        Engagement = "engagement",
        /// The client, outside meetings.
        Client = "client",
    }
}

word_set! {
    "surface"
    /// A set of surfaces: where an app is made to run.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::Manifest;
    /// use consentry::facts::{ManifestError, Surface, Surfaces};
    ///
    /// let app = Manifest::user_managed(7_u64.into()).surfaces(Surfaces::MEETING | Surfaces::WEBINAR).build()?;
    /// assert!(!app.surfaces().contains(Surface::Client.into()));
    /// # Ok::<_, ManifestError>(())
    /// ```
    pub struct Surfaces: u8 {
        /// `meeting`
        const MEETING = Surface::Meeting.name(), Surface::Meeting as u8;
        /// `webinar`
        const WEBINAR = Surface::Webinar.name(), Surface::Webinar as u8;
        /// `engagement`
        const ENGAGEMENT = Surface::Engagement.name(), Surface::Engagement as u8;
        /// `client`
        const CLIENT = Surface::Client.name(), Surface::Client as u8;
    }
}

impl From<Surface> for Surfaces {
    fn from(surface: Surface) -> Self {
        Self(1 << surface as u8)
    }
}

words! {
    "permission type"
    /// The reach of an installation, as shown to its user and to administrators.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::{Management, PermissionType};
    /// use consentry::{Installation, Scopes};
    ///
    /// let installation = Installation::new(Scopes::MEETINGS_READ);
    /// assert_eq!(installation.permission_type(Management::AdminManaged), PermissionType::Admin);
    /// assert_eq!(PermissionType::UserWithSharedAccess.name(), "user_with_shared_access");
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "closed: the platform publishes these three")]
    pub enum PermissionType {
        /// The installer's own data.
        User = "user",
        /// The installer's own data, and the data that others have entrusted to the installer.
        UserWithSharedAccess = "user_with_shared_access",
        /// Account data and the data of all users, within the privileges of the installer.
        Admin = "admin",
    }
}

/// What one user has granted to one app.
///
/// # Examples
///
/// ```
/// use consentry::facts::{Management, PermissionType};
/// use consentry::{Installation, Scopes};
///
/// let installation = Installation::new(Scopes::MEETINGS_READ);
/// assert_eq!(installation.permission_type(Management::UserManaged), PermissionType::User);
/// assert_eq!(
///     installation.with_shared_access().permission_type(Management::UserManaged),
///     PermissionType::UserWithSharedAccess
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, expecting = "an installation")
)]
#[expect(clippy::exhaustive_structs, reason = "closed: a host builds it from a row of its own")]
pub struct Installation {
    /// The granted scopes: all required ones, and the optional ones that the user chose.
    pub scopes: Scopes,
    /// Whether the user ticked "Allow this app to use my shared access permissions".
    pub shared_access: bool,
}

impl Installation {
    /// An installation without shared access.
    #[must_use]
    pub const fn new(scopes: Scopes) -> Self {
        Self { scopes, shared_access: false }
    }

    /// The same installation with shared access.
    #[must_use]
    pub const fn with_shared_access(self) -> Self {
        Self { shared_access: true, ..self }
    }

    /// The part of the installation that a manifest still requests: its scopes, and shared access if offered.
    ///
    /// Only this part counts in a decision. If your service stores installations itself, also store the result for each
    /// installation of an app whose manifest changes. A later manifest then does not bring back what was removed: the
    /// user has to authorize the app again.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{Installation, Manifest, Scopes};
    ///
    /// let granted = Installation::new(Scopes::MEETINGS_READ | Scopes::REPORTS_READ).with_shared_access();
    /// let shrunk = Manifest::user_managed(7_u64.into()).require(Scopes::MEETINGS_READ).build()?;
    /// assert_eq!(granted.limited_to(&shrunk), Installation::new(Scopes::MEETINGS_READ));
    /// # Ok::<_, consentry::facts::ManifestError>(())
    /// ```
    #[must_use]
    pub const fn limited_to(self, manifest: &Manifest) -> Self {
        Self {
            scopes: self.scopes.intersection(manifest.scopes()),
            shared_access: self.shared_access && manifest.uses_shared_access(),
        }
    }

    /// The permission type that the installation has if its app has this management. Source: K.
    #[must_use]
    pub const fn permission_type(self, management: Management) -> PermissionType {
        match management {
            Management::AdminManaged => PermissionType::Admin,
            Management::UserManaged if self.shared_access => PermissionType::UserWithSharedAccess,
            Management::UserManaged => PermissionType::User,
        }
    }
}
