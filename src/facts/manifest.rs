//! Manifests: what an app declares about itself.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::catalog::{Api, ApiSet, Edition};
use crate::facts::{Listing, Management, Scopes, Surfaces};
use crate::id::AccountId;
use crate::vocabulary::{Joined, clip};

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
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(into = "ManifestDraft"))]
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
    surfaces: Surfaces,
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

    /// The account that develops the app. Unless its [policy](crate::facts::Policy) says otherwise, its users need no
    /// approval to use the app.
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

    /// The parts of the client in which the app is made to run. There is at least one.
    #[must_use]
    pub const fn surfaces(&self) -> Surfaces {
        self.surfaces
    }

    /// Whether the users of an account can ever be allowed to use the app: a private app is for its developer's account.
    #[must_use]
    pub fn is_offered_to(&self, account: AccountId) -> bool {
        match self.listing {
            Listing::Listed | Listing::Unlisted => true,
            Listing::Private => self.developer == account,
        }
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

    /// Offers the app to the users of the developer's account alone.
    pub fn private(mut self) -> Self {
        self.0.listing = Listing::Private;
        self
    }

    /// Sets the parts of the client in which the app is made to run. Without this, the app runs in all of them.
    pub fn surfaces(mut self, surfaces: Surfaces) -> Self {
        self.0.surfaces = Some(surfaces);
        self
    }

    /// Sets the edition of the API catalogue that the app is written for.
    pub fn edition(mut self, edition: Edition) -> Self {
        self.0.edition = Some(edition);
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
/// assert_eq!(error.to_string(), "edition 0.16.41 does not document `getScreenshot`");
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
    /// The edition of the API catalogue that the app is written for; `None`, or left out, for the default edition.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub edition: Option<Edition>,
    /// The parts of the client in which the app is made to run. `None`, or left out, means all of them in a new manifest,
    /// and those of the old manifest in an update.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub surfaces: Option<Surfaces>,
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
            edition: None,
            surfaces: None,
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
    /// The edition does not document some of the APIs.
    #[error("edition {edition} does not document {}", Joined(names.iter(), ", "))]
    UndocumentedApis {
        /// Every name that is not documented, in the order of the draft.
        names: Vec<WrongName>,
        /// The app's edition.
        edition: Edition,
    },
    /// An admin-managed app offers shared access.
    #[error("an admin-managed app cannot use shared access: it acts within its installer's role alone")]
    SharedAccessOnAdminManaged,
    /// The list of surfaces is empty.
    #[error("the app runs on no surface, expected at least one")]
    NoSurfaces,
}

/// A name that the app's edition does not document as an API.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct WrongName {
    /// The name, clipped and escaped as in [`UnknownWord::word`](crate::vocabulary::UnknownWord::word).
    pub name: Box<str>,
    /// The documented API that was probably meant: its name differs by case or by one letter.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub nearest: Option<Api>,
}

impl WrongName {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: clip(name), nearest: None }
    }
}

impl fmt::Display for WrongName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.name)?;
        self.nearest.map_or(Ok(()), |api| write!(f, " (did you mean `{api}`?)"))
    }
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
    /// * an admin-managed app offers shared access,
    /// * the list of surfaces is empty.
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
            surfaces,
        } = draft;
        let overlap = required_scopes & optional_scopes;
        if !overlap.is_empty() {
            return Err(ManifestError::OverlappingScopes(overlap));
        }
        if required_scopes.is_empty() && !optional_scopes.is_empty() {
            return Err(ManifestError::OptionalWithoutRequired(optional_scopes));
        }
        let edition = edition.unwrap_or_default();
        let apis = documented(&apis, edition)?;
        if uses_shared_access && management == Management::AdminManaged {
            return Err(ManifestError::SharedAccessOnAdminManaged);
        }
        let surfaces = surfaces.unwrap_or(Surfaces::all());
        if surfaces.is_empty() {
            return Err(ManifestError::NoSurfaces);
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
            surfaces,
        })
    }
}

/// The APIs of these names, or every name that the edition does not document.
fn documented(names: &[String], edition: Edition) -> Result<ApiSet, ManifestError> {
    let is_documented = |api: &Api| edition.roles(*api).is_some();
    let (mut apis, mut wrong) = (ApiSet::EMPTY, Vec::new());
    for name in names {
        match name.parse().ok().filter(is_documented) {
            Some(api) => apis.insert(api),
            None => {
                let mut near = Api::ALL.iter().copied().filter(is_documented);
                let nearest = near.find(|api| differs_slightly(name, api.name()));
                wrong.push(WrongName { name: clip(name), nearest });
            }
        }
    }
    if wrong.is_empty() { Ok(apis) } else { Err(ManifestError::UndocumentedApis { names: wrong, edition }) }
}

/// Whether two names differ by case, or by one letter that is added, left out or another one.
fn differs_slightly(name: &str, known: &str) -> bool {
    let (name, known) = (name.as_bytes(), known.as_bytes());
    let same = name.iter().zip(known).take_while(|(a, b)| a == b).count();
    let (after_name, after_known) = (name.get(same + 1..), known.get(same + 1..));
    let one_letter =
        after_name == after_known || after_name == known.get(same..) || after_known == name.get(same..);
    name.eq_ignore_ascii_case(known) || one_letter
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
            surfaces,
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
            edition: Some(edition),
            surfaces: Some(surfaces),
        }
    }
}

/// Reads a draft that states everything: what a lost field means to a developer's draft, it does not mean here.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Manifest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;

        let draft = ManifestDraft::deserialize(deserializer)?;
        draft.edition.ok_or_else(|| D::Error::missing_field("edition"))?;
        draft.surfaces.ok_or_else(|| D::Error::missing_field("surfaces"))?;
        draft.try_into().map_err(D::Error::custom)
    }
}
