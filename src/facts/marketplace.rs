//! The marketplace: which apps an account lets its users run.

use crate::facts::{Installation, Listing, Manifest};
use crate::id::AccountId;
use crate::vocabulary::words;

words! {
    "approval setting"
    /// Whether apps of one listing need an administrator's approval.
    #[expect(clippy::exhaustive_enums, reason = "closed: needed or not")]
    pub enum ApprovalSetting {
        /// An administrator must approve each app.
        Required = "required",
        /// Every app is approved.
        Open = "open",
    }
}

words! {
    "withdrawal setting"
    /// What becomes of installations when their user's approval is withdrawn.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{App, Installation, Manifest, Scopes, Standing, User, can_open};
    /// use consentry::facts::{Approval, ManifestDraft, ManifestError, OnWithdrawal, Policy};
    ///
    /// # let manifest = Manifest::try_from(ManifestDraft::user_managed(7_u64.into()))?;
    /// # let ann = User::new(1_u64.into(), 8_u64.into());
    /// let may_go_on = |on_withdrawal| {
    ///     let policy = Policy { on_withdrawal, ..Policy::default() };
    ///     let installation = Some(Installation::new(Scopes::empty()));
    ///     let withdrawn = Standing { policy, approval: Approval::None, installation, disabled: false };
    ///     can_open(&ann, &App::published(&manifest, withdrawn))
    /// };
    /// assert!(!may_go_on(OnWithdrawal::Suspend));
    /// assert!(may_go_on(OnWithdrawal::Keep));
    /// # Ok::<_, ManifestError>(())
    /// ```
    #[expect(clippy::exhaustive_enums, reason = "closed: stop or go on")]
    pub enum OnWithdrawal {
        /// They are denied until the app is approved again.
        Suspend = "suspend",
        /// They go on; only a new installation is refused.
        Keep = "keep",
    }
}

words! {
    "approval"
    /// What an account's administrators have approved of one app, seen from one user.
    #[derive(Default)]
    #[expect(clippy::exhaustive_enums, reason = "closed: the two ways to approve, and neither")]
    pub enum Approval {
        /// Nothing that covers the user.
        #[default]
        None = "none",
        /// The app for this user.
        User = "user",
        /// The app for all users of the account.
        All = "all",
    }
}

/// An account's marketplace policy.
///
/// The default asks for approval of everything and suspends what loses it.
///
/// # Examples
///
/// ```
/// use consentry::Manifest;
/// use consentry::facts::{Approval, ApprovalSetting, ManifestDraft, Policy};
///
/// let app = Manifest::try_from(ManifestDraft::user_managed(7_u64.into()))?;
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
#[expect(clippy::exhaustive_structs, reason = "closed: a row of facts is written out by the host")]
pub struct Policy {
    /// For apps that the marketplace shows.
    pub listed: ApprovalSetting,
    /// For apps that it does not show.
    pub unlisted: ApprovalSetting,
    /// What becomes of installations whose user is no longer approved.
    pub on_withdrawal: OnWithdrawal,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            listed: ApprovalSetting::Required,
            unlisted: ApprovalSetting::Required,
            on_withdrawal: OnWithdrawal::Suspend,
        }
    }
}

impl Policy {
    /// Whether a user of `account` with this approval may install the app now. Source: D.
    #[must_use]
    pub fn allows(self, app: &Manifest, account: AccountId, approval: Approval) -> bool {
        let setting = match app.listing() {
            Listing::Listed => self.listed,
            Listing::Unlisted => self.unlisted,
        };
        let approved = match approval {
            Approval::None => false,
            Approval::User | Approval::All => true,
        };
        app.developer() == account || setting == ApprovalSetting::Open || approved
    }
}

/// How one app stands with one user: what the account lets it use, and what it has granted.
///
/// The default is a stranger: nothing approved, nothing installed.
///
/// An installation counts as it stands. When an app's manifest changes, [limit](Installation::limited_to) its
/// installations to it; a [`Directory`](crate::directory::Directory) does so by itself.
///
/// # Examples
///
/// ```
/// use consentry::{Installation, Scopes, Standing};
/// use consentry::facts::Approval;
///
/// let standing = Standing {
///     approval: Approval::All,
///     installation: Some(Installation::new(Scopes::MEETINGS_READ)),
///     ..Standing::default()
/// };
/// assert!(!standing.disabled);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "closed: a row of facts is written out by the host")]
pub struct Standing {
    /// The marketplace policy of the user's account.
    pub policy: Policy,
    /// What the account's administrators have approved.
    pub approval: Approval,
    /// What the user has granted, if it has installed the app.
    pub installation: Option<Installation>,
    /// Whether an administrator has disabled the app for the user. Outlives uninstalling.
    pub disabled: bool,
}
