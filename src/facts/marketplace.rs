//! The marketplace: which apps an account lets its users run, and the standing of an app with a user.

use crate::facts::{Installation, Listing, Manifest};
use crate::id::AccountId;
use crate::vocabulary::words;

words! {
    "approval setting"
    /// Whether apps of one [listing](Listing) require an administrator's approval.
    #[expect(clippy::exhaustive_enums, reason = "closed: approval is required or not")]
    pub enum ApprovalSetting {
        /// An administrator must approve each app.
        Required = "required",
        /// Every app is approved.
        Open = "open",
    }
}

words! {
    "withdrawal setting"
    /// What happens to the installations of a user whose approval is withdrawn.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::facts::{Approval, ManifestError, OnWithdrawal, Policy};
    /// use consentry::{App, Installation, Manifest, Scopes, Standing, User, can_open};
    ///
    /// # let manifest = Manifest::user_managed(7_u64.into()).build()?;
    /// # let ann = User::new(1_u64.into(), 8_u64.into());
    /// let may_open = |on_withdrawal| {
    ///     let policy = Policy { on_withdrawal, ..Policy::default() };
    ///     let installation = Some(Installation::new(Scopes::empty()));
    ///     let withdrawn = Standing { policy, approval: Approval::None, installation, disabled: false };
    ///     can_open(&ann, &App::published(&manifest, withdrawn))
    /// };
    /// assert!(!may_open(OnWithdrawal::Suspend));
    /// assert!(may_open(OnWithdrawal::Keep));
    /// # Ok::<_, ManifestError>(())
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "closed: an installation is suspended or kept")]
    pub enum OnWithdrawal {
        /// The installations are denied until the app is approved again.
        Suspend = "suspend",
        /// The installations continue to work. Only a new installation is refused.
        Keep = "keep",
    }
}

words! {
    "setting for own apps"
    /// Whether an account's users need approval for the apps that the account itself develops.
    #[expect(clippy::exhaustive_enums, reason = "closed: own apps are exempt or are not")]
    pub enum OwnApps {
        /// The account's own apps need no approval.
        Exempt = "exempt",
        /// The account's own apps go by their listing like others, a private one as an unlisted one.
        AsListed = "as_listed",
    }
}

words! {
    "approval"
    /// How far an account's administrators have approved an app for one user.
    #[derive(Default)]
    #[expect(clippy::exhaustive_enums, reason = "closed: an administrator approves an app for one user or for all")]
    pub enum Approval {
        /// The app is not approved for the user.
        #[default]
        None = "none",
        /// The app is approved for this user.
        User = "user",
        /// The app is approved for all users of the account.
        All = "all",
    }
}

/// An account's marketplace policy.
///
/// The default requires approval of every app and suspends installations that lose it.
///
/// # Examples
///
/// ```
/// use consentry::Manifest;
/// use consentry::facts::{Approval, ApprovalSetting, Policy};
///
/// let app = Manifest::user_managed(7_u64.into()).build()?;
/// let policy = Policy::default();
/// assert!(!policy.allows(&app, 8_u64.into(), Approval::None));
/// assert!(policy.allows(&app, 8_u64.into(), Approval::User));
/// assert!(policy.allows(&app, 7_u64.into(), Approval::None), "the account's own app");
/// assert!(Policy { listed: ApprovalSetting::Open, ..policy }.allows(&app, 8_u64.into(), Approval::None));
/// # Ok::<_, consentry::facts::ManifestError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, expecting = "a policy")
)]
#[expect(clippy::exhaustive_structs, reason = "closed: a host builds it from a row of its own")]
pub struct Policy {
    /// The setting for apps that the marketplace shows.
    pub listed: ApprovalSetting,
    /// The setting for apps that the marketplace does not show.
    pub unlisted: ApprovalSetting,
    /// What happens to installations whose user is no longer approved.
    pub on_withdrawal: OnWithdrawal,
    /// The setting for apps that the account itself develops.
    pub own: OwnApps,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            listed: ApprovalSetting::Required,
            unlisted: ApprovalSetting::Required,
            on_withdrawal: OnWithdrawal::Suspend,
            own: OwnApps::Exempt,
        }
    }
}

impl Policy {
    /// Whether a user of `account` with this approval may install the app. Source: D.
    ///
    /// A private app is for the users of its developer's account alone, whatever was approved.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::Manifest;
    /// use consentry::facts::{Approval, ManifestError, OwnApps, Policy};
    ///
    /// let (acme, zen) = (7_u64.into(), 8_u64.into());
    /// let app = Manifest::user_managed(acme).private().build()?;
    /// assert!(Policy::default().allows(&app, acme, Approval::None), "an account's own apps are exempt");
    /// assert!(!Policy::default().allows(&app, zen, Approval::All));
    ///
    /// let strict = Policy { own: OwnApps::AsListed, ..Policy::default() };
    /// assert!(!strict.allows(&app, acme, Approval::None));
    /// assert!(strict.allows(&app, acme, Approval::User));
    /// # Ok::<_, ManifestError>(())
    /// ```
    #[must_use]
    pub fn allows(self, app: &Manifest, account: AccountId, approval: Approval) -> bool {
        let exempt = app.developer() == account && self.own == OwnApps::Exempt;
        let setting = match app.listing() {
            Listing::Listed => self.listed,
            Listing::Unlisted | Listing::Private => self.unlisted,
        };
        let approved = match approval {
            Approval::None => false,
            Approval::User | Approval::All => true,
        };
        app.is_offered_to(account) && (exempt || setting == ApprovalSetting::Open || approved)
    }
}

/// The relationship between one app and one user: approval, installation, disabled.
///
/// The default is the standing of an app that is neither approved, installed nor disabled.
///
/// [`evaluate`](crate::rules::evaluate) lets a grant count as far as the manifest goes. Nevertheless, when an app's
/// manifest changes, [limit](Installation::limited_to) each of its installations to the new one: otherwise a later manifest
/// brings back what the user has not granted again.
///
/// A standing contains no ids, so make sure that it belongs to the user and the app of the question.
///
/// # Examples
///
/// ```
/// use consentry::facts::Approval;
/// use consentry::{Installation, Scopes, Standing};
///
/// let standing = Standing {
///     approval: Approval::All,
///     installation: Some(Installation::new(Scopes::MEETINGS_READ)),
///     ..Standing::default()
/// };
/// assert!(!standing.disabled);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "closed: a host builds it from a row of its own")]
pub struct Standing {
    /// The marketplace policy of the user's account.
    pub policy: Policy,
    /// How far the account's administrators have approved the app for the user.
    pub approval: Approval,
    /// The user's grant to the app; `None` if the user has not installed it.
    pub installation: Option<Installation>,
    /// Whether an administrator has disabled the app for the user. This outlives uninstalling.
    pub disabled: bool,
}
