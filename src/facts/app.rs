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
    /// Whose authority an app works by. An app is one or the other, never both.
    #[expect(clippy::exhaustive_enums, reason = "closed: one or the other, never both")]
    pub enum Management {
        /// Each user installs it for itself; it acts with what that user reaches.
        UserManaged = "user_managed",
        /// An administrator installs it; it acts with what that administrator's role covers.
        AdminManaged = "admin_managed",
    }
}

words! {
    "listing"
    /// Whether the marketplace shows the app to everybody.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::Manifest;
    /// use consentry::facts::{Approval, ApprovalSetting, Listing, ManifestDraft, ManifestError, Policy};
    ///
    /// let mut draft = ManifestDraft::user_managed(7_u64.into());
    /// draft.listing = Listing::Unlisted;
    /// let app = Manifest::try_from(draft)?;
    /// let listed_only = Policy { listed: ApprovalSetting::Open, ..Policy::default() };
    /// assert!(!listed_only.allows(&app, 8_u64.into(), Approval::None));
    /// # Ok::<_, ManifestError>(())
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "closed: shown or not")]
    pub enum Listing {
        /// Shown.
        Listed = "listed",
        /// Reached by its link alone.
        Unlisted = "unlisted",
    }
}

words! {
    "publication"
    /// Whether the developer offers the app at present.
    #[expect(clippy::exhaustive_enums, reason = "closed: offered or not")]
    pub enum Publication {
        /// Offered.
        Published = "published",
        /// Withdrawn: installations are kept, and denied.
        Unpublished = "unpublished",
    }
}

words! {
    "permission type"
    /// How far an installation reaches, as its user and its administrators are told.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{Installation, Scopes};
    /// use consentry::facts::{Management, PermissionType};
    ///
    /// let installation = Installation::new(Scopes::MEETINGS_READ);
    /// assert_eq!(installation.permission_type(Management::AdminManaged), PermissionType::Admin);
    /// assert_eq!(PermissionType::UserWithSharedAccess.name(), "user_with_shared_access");
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "closed: the three that K publishes")]
    pub enum PermissionType {
        /// The installer's own data.
        User = "user",
        /// Also the data that others have entrusted to the installer.
        UserWithSharedAccess = "user_with_shared_access",
        /// Account data, and the data of all users, as far as the installer's role covers it.
        Admin = "admin",
    }
}

/// What one user has granted one app.
///
/// # Examples
///
/// ```
/// use consentry::{Installation, Scopes};
/// use consentry::facts::{Management, PermissionType};
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
#[expect(clippy::exhaustive_structs, reason = "closed: a row of facts is written out by the host")]
pub struct Installation {
    /// The scopes granted: the required ones and those the user chose.
    pub scopes: Scopes,
    /// The tick "Allow this app to use my shared access permissions".
    pub shared_access: bool,
}

impl Installation {
    /// An installation without shared access.
    #[must_use]
    pub const fn new(scopes: Scopes) -> Self {
        Self { scopes, shared_access: false }
    }

    /// The same installation with shared access ticked.
    #[must_use]
    pub const fn with_shared_access(self) -> Self {
        Self { shared_access: true, ..self }
    }

    /// What of the installation an app's manifest still asks for: its scopes, and shared access if it uses that.
    ///
    /// A host that keeps installations itself stores this for each of them when a manifest changes. What is gone
    /// does not come back with a later manifest: that takes a new authorization.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{Installation, Manifest, Scopes};
    /// use consentry::facts::ManifestDraft;
    ///
    /// let mut draft = ManifestDraft::user_managed(7_u64.into());
    /// draft.required_scopes = Scopes::MEETINGS_READ;
    /// let shrunk = Manifest::try_from(draft)?;
    ///
    /// let granted = Installation::new(Scopes::MEETINGS_READ | Scopes::REPORTS_READ).with_shared_access();
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

    /// The permission type of an installation of an app of this management. Source: K.
    #[must_use]
    pub const fn permission_type(self, management: Management) -> PermissionType {
        match management {
            Management::AdminManaged => PermissionType::Admin,
            Management::UserManaged if self.shared_access => PermissionType::UserWithSharedAccess,
            Management::UserManaged => PermissionType::User,
        }
    }
}

/// What an app declares of itself, checked. Build one from a [`ManifestDraft`].
///
/// # Examples
///
/// ```
/// use consentry::{Manifest, Scopes};
/// use consentry::facts::{ManifestDraft, ManifestError};
///
/// let mut draft = ManifestDraft::user_managed(7_u64.into());
/// draft.required_scopes = Scopes::MEETINGS_READ;
/// draft.optional_scopes = Scopes::MEETINGS_WRITE;
/// let manifest = Manifest::try_from(draft)?;
/// assert_eq!(manifest.scopes().to_string(), "meetings:read meetings:write");
/// # Ok::<_, ManifestError>(())
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
    /// The account that develops the app; it needs no approval to use it.
    #[must_use]
    pub const fn developer(&self) -> AccountId {
        self.developer
    }

    /// Whether the marketplace shows the app.
    #[must_use]
    pub const fn listing(&self) -> Listing {
        self.listing
    }

    /// Whose authority the app works by.
    #[must_use]
    pub const fn management(&self) -> Management {
        self.management
    }

    /// The scopes every installation grants.
    #[must_use]
    pub const fn required_scopes(&self) -> Scopes {
        self.required_scopes
    }

    /// The scopes a user may grant besides. None of them is required.
    #[must_use]
    pub const fn optional_scopes(&self) -> Scopes {
        self.optional_scopes
    }

    /// All scopes that the app asks for, required and optional.
    #[must_use]
    pub const fn scopes(&self) -> Scopes {
        self.required_scopes.union(self.optional_scopes)
    }

    /// Whether the app offers the shared access tick. Never for an admin-managed app.
    #[must_use]
    pub const fn uses_shared_access(&self) -> bool {
        self.uses_shared_access
    }

    /// Whether people who have not installed the app may run it, as guests.
    #[must_use]
    pub const fn guest_mode(&self) -> bool {
        self.guest_mode
    }

    /// The in-client APIs that the app requests. All are documented in its edition.
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

/// A manifest as a developer writes it, not yet checked.
///
/// # Examples
///
/// ```
/// use consentry::{Manifest, Scopes};
/// use consentry::catalog::Api;
/// use consentry::facts::{ManifestDraft, ManifestError};
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
#[expect(clippy::exhaustive_structs, reason = "closed: a manifest has exactly these fields")]
pub struct ManifestDraft {
    /// The account that develops the app.
    pub developer: AccountId,
    /// Whether the marketplace shows the app.
    pub listing: Listing,
    /// Whose authority the app works by.
    pub management: Management,
    /// The scopes every installation grants.
    pub required_scopes: Scopes,
    /// The scopes a user may grant besides.
    pub optional_scopes: Scopes,
    /// Whether the app offers the shared access tick.
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
    /// A listed, user-managed app of the default edition that asks for nothing.
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

    /// A listed, admin-managed app of the default edition that asks for nothing.
    #[must_use]
    pub fn admin_managed(developer: AccountId) -> Self {
        Self { management: Management::AdminManaged, ..Self::user_managed(developer) }
    }
}

/// Why a draft is no manifest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// A scope is both required and optional.
    #[error("scope `{0}` is both required and optional, expected one or the other")]
    OverlappingScopes(Scopes),
    /// There are optional scopes and no required one.
    #[error("scope `{0}` is optional and none is required, expected at least one required scope")]
    OptionalWithoutRequired(Scopes),
    /// An API that the edition does not document.
    #[error("API `{name}` is not documented in edition {edition}")]
    UndocumentedApi {
        /// The name, cut and escaped as in [`UnknownWord::word`](crate::vocabulary::UnknownWord::word).
        name: Box<str>,
        /// The edition that the draft names.
        edition: Edition,
    },
    /// An admin-managed app asks for shared access.
    #[error("an admin-managed app cannot use shared access: it reaches by its installer's role alone")]
    SharedAccessOnAdminManaged,
}

impl TryFrom<ManifestDraft> for Manifest {
    type Error = ManifestError;

    /// Checks a draft. Bits that name no scope are dropped: no user could grant them.
    ///
    /// # Errors
    ///
    /// A scope that is both required and optional; optional scopes where none is required; an API that the
    /// edition does not document; shared access on an admin-managed app. Of several faults the first in this
    /// order is told, as a [`ManifestError`].
    fn try_from(draft: ManifestDraft) -> Result<Self, ManifestError> {
        let required_scopes = draft.required_scopes & Scopes::all();
        let optional_scopes = draft.optional_scopes & Scopes::all();
        let overlap = required_scopes & optional_scopes;
        if !overlap.is_empty() {
            return Err(ManifestError::OverlappingScopes(overlap));
        }
        if required_scopes.is_empty() && !optional_scopes.is_empty() {
            return Err(ManifestError::OptionalWithoutRequired(optional_scopes));
        }
        let apis = draft.apis.iter().map(|name| documented(name, draft.edition)).collect::<Result<_, _>>()?;
        if draft.uses_shared_access && draft.management == Management::AdminManaged {
            return Err(ManifestError::SharedAccessOnAdminManaged);
        }
        Ok(Self {
            developer: draft.developer,
            listing: draft.listing,
            management: draft.management,
            required_scopes,
            optional_scopes,
            uses_shared_access: draft.uses_shared_access,
            guest_mode: draft.guest_mode,
            apis,
            edition: draft.edition,
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
        Self {
            developer: manifest.developer,
            listing: manifest.listing,
            management: manifest.management,
            required_scopes: manifest.required_scopes,
            optional_scopes: manifest.optional_scopes,
            uses_shared_access: manifest.uses_shared_access,
            guest_mode: manifest.guest_mode,
            apis: manifest.apis.iter().map(|api| api.name().into()).collect(),
            edition: manifest.edition,
        }
    }
}
