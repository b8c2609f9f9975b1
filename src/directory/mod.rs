//! An in-memory store of accounts, users, apps and meetings, for hosts that have none of their own.
//!
//! A [`Directory`] applies changes, each checked for authority, looks up the facts of a question by id, and asks
//! [`evaluate`](crate::rules::evaluate()). It adds no decision rules of its own.
//!
//! The modules are listed in reading order: `change` declares the changes and `apply` makes them; `ask` answers
//! questions by id; `view` shows people what they may see; `snapshot` writes and reads a whole directory, and `share`
//! publishes it to readers. `tables` and `rows` store it all.

mod change;
mod apply;
mod ask;
mod view;
mod snapshot;
#[cfg(feature = "shared")]
mod share;
mod tables;
mod rows;

pub use apply::ReplayError;
pub use ask::{PrincipalId, Question, ResourceId};
pub use change::{Actor, Audience, Change, Operation, Refusal};
#[cfg(feature = "shared")]
pub use share::{Reader, Writer};
pub use snapshot::{
    AccountSnapshot, AppSnapshot, BindingSnapshot, DelegateSnapshot, InstanceSnapshot, MeetingSnapshot,
    RoleSnapshot, Snapshot, SnapshotError, UserAppSnapshot, UserSnapshot,
};
pub use view::{
    AppSubscribers, Collaboration, CollaborationMode, Consent, Delegations, InstalledApp, MeetingDetails,
    NextStep, SharedAccess, SharedState, Subscriber,
};

use rows::{Account, AccountNumber, Apps, MeetingRow, Numbered, UserRow};

use crate::id::AccountId;
use crate::store::{List, Table};

/// Accounts, users, delegations, apps, installations and meetings, in memory.
///
/// Changes are made by [`apply`](Self::apply) alone: each is checked for authority, and either applied in full or
/// rejected with one reason. Questions are asked [by id](Self::evaluate) and answered from the present state. Two
/// directories are equal if they contain the same accounts, users, apps and meetings, whatever changes led there.
///
/// # Examples
///
/// ```
/// use consentry::{AccountId, AppId, Basis, DataKind, Decision, Denial, Scopes, UserId, Verb};
/// use consentry::directory::{Directory, PrincipalId, Refusal, ResourceId};
/// use consentry::facts::{Access, AccountRole, ManifestDraft};
///
/// let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
/// let calendar: AppId = 4_u64.into();
/// let mut manifest = ManifestDraft::user_managed(acme);
/// manifest.required_scopes = Scopes::MEETINGS_WRITE;
/// manifest.uses_shared_access = true;
///
/// let mut directory = Directory::new();
/// directory.add_account(acme, olga)?;
/// directory.add_user(olga, acme, ann, AccountRole::Member)?;
/// directory.register_app(calendar, manifest)?;
/// directory.delegate(olga, ann, Access::SCHEDULE)?;
/// directory.install(ann, calendar, Scopes::empty())?;
///
/// let whose = ResourceId::UserData { owner: olga, kind: DataKind::Meetings };
/// let ask = |directory: &Directory| {
///     directory.evaluate(PrincipalId::User(ann), calendar, whose, Verb::Create.into())
/// };
/// assert_eq!(ask(&directory), Decision::Deny(Denial::SharedAccessNotGranted));
/// directory.grant_shared_access(ann, calendar)?;
/// assert_eq!(ask(&directory), Decision::Allow(Basis::Delegated));
/// # Ok::<_, Refusal>(())
/// ```
#[derive(Clone, Default)]
pub struct Directory {
    accounts: List<Account>,
    /// An index of `accounts`.
    account_numbers: Table<Numbered<AccountId, AccountNumber>>,
    users: Table<UserRow>,
    apps: Apps,
    meetings: Table<MeetingRow>,
    revision: u64,
}

impl Directory {
    /// An empty directory, in which every question is denied.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of changes accepted so far.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }
}

impl PartialEq for Directory {
    /// Compares the rows of both, as a [`Snapshot`] lists them. The revision is not compared.
    fn eq(&self, other: &Self) -> bool {
        self.rows() == other.rows()
    }
}

impl Eq for Directory {}

impl core::fmt::Debug for Directory {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { accounts, account_numbers: _, users, apps, meetings, revision } = self;
        f.debug_struct("Directory")
            .field("revision", revision)
            .field("accounts", &accounts.len())
            .field("users", &users.len())
            .field("apps", &apps.len())
            .field("meetings", &meetings.len())
            .finish()
    }
}
