//! Apps: what a manifest declares, and what an installation grants.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::catalog::{Api, ApiSet, Edition};
use crate::facts::Scopes;
use crate::id::AccountId;
use crate::vocabulary::{clip, words};

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
    /// Whether the marketplace shows an app to everybody.
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
    #[expect(clippy::exhaustive_enums, reason = "closed: the marketplace shows an app or does not")]
    pub enum Listing {
        /// The marketplace shows the app.
        Listed = "listed",
        /// The marketplace does not show the app. People reach it by its link.
        Unlisted = "unlisted",
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
    /// If your service stores installations itself, store the result for each installation of an app whose
    /// manifest changes. A later manifest does not bring back what was removed: the user has to authorize the
    /// app again.
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

/// What an app declares about itself. Always valid.
///
/// Build a manifest with [`Manifest::user_managed`] or [`Manifest::admin_managed`], or convert a
/// [`ManifestDraft`] that a developer sent.
///
/// # Examples
///
/// ```
/// use consentry::catalog::Api;
/// use consentry::{Manifest, Scopes};
///
/// let manifest = Manifest::user_managed(7_u64.into())
///     .require(Scopes::MEETINGS_READ)
///     .optional(Scopes::MEETINGS_WRITE)
///     .offer_shared_access()
///     .call([Api::GetMeetingContext, Api::OpenUrl])
///     .build()?;
/// assert_eq!(manifest.scopes().to_string(), "meetings:read meetings:write");
/// assert_eq!(manifest.apis().to_string(), "getMeetingContext openUrl");
/// # Ok::<_, consentry::facts::ManifestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "ManifestDraft", into = "ManifestDraft"))]
pub struct Manifest {
    developer: AccountId,
    listing: Listing,
    management: Management,
    required_scopes: Scopes,
    optional_scopes: Scopes,
    uses_shared_access: bool,
    guest_mode: bool,
    apis: ApiSet,
    edition: Edition,
}

impl Manifest {
    /// Starts the manifest of a user-managed app: listed, of the default edition, requesting nothing.
    pub fn user_managed(developer: AccountId) -> ManifestBuilder {
        ManifestBuilder(ManifestDraft::user_managed(developer))
    }

    /// Starts the manifest of an admin-managed app: listed, of the default edition, requesting nothing.
    pub fn admin_managed(developer: AccountId) -> ManifestBuilder {
        ManifestBuilder(ManifestDraft::admin_managed(developer))
    }

    /// The account that develops the app. Its users need no approval to use the app.
    #[must_use]
    pub const fn developer(&self) -> AccountId {
        self.developer
    }

    /// Whether the marketplace shows the app.
    #[must_use]
    pub const fn listing(&self) -> Listing {
        self.listing
    }

    /// Whether users or administrators manage the app.
    #[must_use]
    pub const fn management(&self) -> Management {
        self.management
    }

    /// The scopes that every installation grants.
    #[must_use]
    pub const fn required_scopes(&self) -> Scopes {
        self.required_scopes
    }

    /// The scopes that a user may grant in addition. None of them is required.
    #[must_use]
    pub const fn optional_scopes(&self) -> Scopes {
        self.optional_scopes
    }

    /// All scopes that the app requests, required and optional.
    #[must_use]
    pub const fn scopes(&self) -> Scopes {
        self.required_scopes.union(self.optional_scopes)
    }

    /// Whether the app offers the shared access checkbox. An admin-managed app never does.
    #[must_use]
    pub const fn uses_shared_access(&self) -> bool {
        self.uses_shared_access
    }

    /// Whether people who have not installed the app may run it, as guests.
    #[must_use]
    pub const fn guest_mode(&self) -> bool {
        self.guest_mode
    }

    /// The in-client APIs that the app requests. The app's edition documents all of them.
    #[must_use]
    pub const fn apis(&self) -> ApiSet {
        self.apis
    }

    /// The edition of the API catalogue that the app is written for.
    #[must_use]
    pub const fn edition(&self) -> Edition {
        self.edition
    }
}

/// Builds a [`Manifest`]. Start with [`Manifest::user_managed`] or [`Manifest::admin_managed`].
///
/// # Examples
///
/// ```
/// use consentry::{Manifest, Scopes};
///
/// let manifest = Manifest::admin_managed(7_u64.into()).require(Scopes::REPORTS_READ).unlisted().build()?;
/// assert_eq!(manifest.required_scopes(), Scopes::REPORTS_READ);
///
/// let error = Manifest::admin_managed(7_u64.into()).offer_shared_access().build().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "an admin-managed app cannot use shared access: it acts within its installer's role alone"
/// );
/// # Ok::<_, consentry::facts::ManifestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use = "a builder does nothing until it is built"]
pub struct ManifestBuilder(ManifestDraft);

impl ManifestBuilder {
    /// Adds scopes that every installation grants.
    pub fn require(mut self, scopes: Scopes) -> Self {
        self.0.required_scopes |= scopes;
        self
    }

    /// Adds scopes that a user may grant in addition to the required ones.
    pub fn optional(mut self, scopes: Scopes) -> Self {
        self.0.optional_scopes |= scopes;
        self
    }

    /// Offers the checkbox "Allow this app to use my shared access permissions". Only a user-managed app can offer it.
    pub fn offer_shared_access(mut self) -> Self {
        self.0.uses_shared_access = true;
        self
    }

    /// Lets people who have not installed the app run it, as guests.
    pub fn guest_mode(mut self) -> Self {
        self.0.guest_mode = true;
        self
    }

    /// Hides the app from the marketplace, so that people can reach it only by its link.
    pub fn unlisted(mut self) -> Self {
        self.0.listing = Listing::Unlisted;
        self
    }

    /// Sets the edition of the API catalogue that the app is written for.
    pub fn edition(mut self, edition: Edition) -> Self {
        self.0.edition = edition;
        self
    }

    /// Adds in-client APIs that the app requests, as an array or an [`ApiSet`].
    pub fn call(mut self, apis: impl Into<ApiSet>) -> Self {
        self.0.apis.extend(apis.into().names().map(String::from));
        self
    }

    /// Checks the manifest.
    ///
    /// # Errors
    ///
    /// Returns the same [`ManifestError`] as the [conversion](Manifest#impl-TryFrom<ManifestDraft>-for-Manifest)
    /// of a [`ManifestDraft`].
    pub fn build(self) -> Result<Manifest, ManifestError> {
        self.0.try_into()
    }
}

impl From<ManifestBuilder> for ManifestDraft {
    fn from(builder: ManifestBuilder) -> Self {
        builder.0
    }
}

/// A manifest as a developer sends it, not yet checked.
///
/// Its APIs are names, because a developer may send any name. In Rust code, [build](ManifestBuilder) a
/// [`Manifest`] instead.
///
/// # Examples
///
/// ```
/// use consentry::catalog::Api;
/// use consentry::facts::{ManifestDraft, ManifestError};
/// use consentry::{Manifest, Scopes};
///
/// let mut draft = ManifestDraft::user_managed(100_u64.into());
/// draft.required_scopes = Scopes::MEETINGS_READ;
/// draft.apis = vec!["getMeetingContext".into()];
/// let manifest = Manifest::try_from(draft.clone())?;
/// assert!(manifest.apis().contains(Api::GetMeetingContext));
///
/// draft.apis.push("getScreenshot".into());
/// let error = Manifest::try_from(draft).unwrap_err();
/// assert_eq!(error.to_string(), "API `getScreenshot` is not documented in edition 0.16.41");
/// # Ok::<_, ManifestError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, expecting = "a manifest")
)]
#[expect(clippy::exhaustive_structs, reason = "closed: a developer sends exactly these fields")]
pub struct ManifestDraft {
    /// The account that develops the app.
    pub developer: AccountId,
    /// Whether the marketplace shows the app.
    pub listing: Listing,
    /// Whether users or administrators manage the app.
    pub management: Management,
    /// The scopes that every installation grants.
    pub required_scopes: Scopes,
    /// The scopes that a user may grant in addition.
    pub optional_scopes: Scopes,
    /// Whether the app offers the shared access checkbox.
    pub uses_shared_access: bool,
    /// Whether people who have not installed the app may run it, as guests.
    pub guest_mode: bool,
    /// The wire names of the in-client APIs that the app requests.
    pub apis: Vec<String>,
    /// The edition of the API catalogue that the app is written for.
    #[cfg_attr(feature = "serde", serde(default))]
    pub edition: Edition,
}

impl ManifestDraft {
    /// A user-managed app: listed, of the default edition, requesting nothing.
    #[must_use]
    pub fn user_managed(developer: AccountId) -> Self {
        Self {
            developer,
            listing: Listing::Listed,
            management: Management::UserManaged,
            required_scopes: Scopes::empty(),
            optional_scopes: Scopes::empty(),
            uses_shared_access: false,
            guest_mode: false,
            apis: Vec::new(),
            edition: Edition::default(),
        }
    }

    /// An admin-managed app: listed, of the default edition, requesting nothing.
    #[must_use]
    pub fn admin_managed(developer: AccountId) -> Self {
        Self { management: Management::AdminManaged, ..Self::user_managed(developer) }
    }
}

/// The error of checking a manifest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// These scopes are both required and optional.
    #[error("scope `{0}` is both required and optional, expected one or the other")]
    OverlappingScopes(Scopes),
    /// These scopes are optional, but no scope is required.
    #[error("scope `{0}` is optional and none is required, expected at least one required scope")]
    OptionalWithoutRequired(Scopes),
    /// The edition does not document an API.
    #[error("API `{name}` is not documented in edition {edition}")]
    UndocumentedApi {
        /// The API's name, clipped and escaped as in [`UnknownWord::word`](crate::vocabulary::UnknownWord::word).
        name: Box<str>,
        /// The app's edition.
        edition: Edition,
    },
    /// An admin-managed app offers shared access.
    #[error("an admin-managed app cannot use shared access: it acts within its installer's role alone")]
    SharedAccessOnAdminManaged,
}

impl TryFrom<ManifestDraft> for Manifest {
    type Error = ManifestError;

    /// Checks a draft.
    ///
    /// # Errors
    ///
    /// Returns a [`ManifestError`] if
    ///
    /// * a scope is both required and optional,
    /// * there are optional scopes and no required one,
    /// * the edition does not document one of the APIs,
    /// * an admin-managed app offers shared access.
    ///
    /// If several apply, the first in this order is returned.
    fn try_from(draft: ManifestDraft) -> Result<Self, ManifestError> {
        let ManifestDraft {
            developer,
            listing,
            management,
            required_scopes,
            optional_scopes,
            uses_shared_access,
            guest_mode,
            apis,
            edition,
        } = draft;
        let overlap = required_scopes & optional_scopes;
        if !overlap.is_empty() {
            return Err(ManifestError::OverlappingScopes(overlap));
        }
        if required_scopes.is_empty() && !optional_scopes.is_empty() {
            return Err(ManifestError::OptionalWithoutRequired(optional_scopes));
        }
        let apis = apis.iter().map(|name| documented(name, edition)).collect::<Result<_, _>>()?;
        if uses_shared_access && management == Management::AdminManaged {
            return Err(ManifestError::SharedAccessOnAdminManaged);
        }
        Ok(Self {
            developer,
            listing,
            management,
            required_scopes,
            optional_scopes,
            uses_shared_access,
            guest_mode,
            apis,
            edition,
        })
    }
}

fn documented(name: &str, edition: Edition) -> Result<Api, ManifestError> {
    match name.parse::<Api>() {
        Ok(api) if edition.roles(api).is_some() => Ok(api),
        Ok(_) | Err(_) => Err(ManifestError::UndocumentedApi { name: clip(name), edition }),
    }
}

impl From<Manifest> for ManifestDraft {
    fn from(manifest: Manifest) -> Self {
        let Manifest {
            developer,
            listing,
            management,
            required_scopes,
            optional_scopes,
            uses_shared_access,
            guest_mode,
            apis,
            edition,
        } = manifest;
        Self {
            developer,
            listing,
            management,
            required_scopes,
            optional_scopes,
            uses_shared_access,
            guest_mode,
            apis: apis.names().map(String::from).collect(),
            edition,
        }
    }
}
