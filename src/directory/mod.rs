//! The directory: the embedded world, for those who have no store of their own for it.
//!
//! It holds accounts, users, apps and meetings in memory, finds the facts of a question by id, and asks
//! [`evaluate`](crate::rules::evaluate()). No rule of the decision stands here.

mod few;
mod apps;
mod handle;
mod rows;
mod seats;
mod tables;

mod question;

mod facts;
mod ask;

mod apply;
mod change;
mod snapshot;
mod view;

#[cfg(feature = "shared")]
mod share;

pub use apply::ReplayError;
pub use change::{Actor, Audience, Change, Operation, Refusal};
pub use facts::Facts;
pub use handle::{AppHandle, UserHandle};
pub use question::{PrincipalId, Question, ResourceId};
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

use apps::Apps;
use handle::AccountNumber;
use rows::{Account, MeetingRow, Numbered, UserRow};

use crate::id::AccountId;
use crate::store::{List, Table};

/// The world in memory: accounts, users, delegations, apps, installations, meetings.
///
/// [`apply`](Self::apply) is the only way in: every change is checked for authority, and happens whole or not at
/// all. Questions are asked [by id](Self::evaluate), live. Two directories are equal if they hold the same world,
/// whatever the order of the changes that led there.
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
    account_numbers: Table<Numbered<AccountId, AccountNumber>>,
    users: Table<UserRow>,
    apps: Apps,
    meetings: Table<MeetingRow>,
    revision: u64,
}

impl Directory {
    /// An empty world, which denies everything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many changes have been accepted so far.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }
}

impl PartialEq for Directory {
    /// Equal worlds: the same rows under the same ids. The revision is history, not world.
    fn eq(&self, other: &Self) -> bool {
        self.rows() == other.rows()
    }
}

impl Eq for Directory {}

impl core::fmt::Debug for Directory {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Directory")
            .field("revision", &self.revision)
            .field("accounts", &self.accounts.len())
            .field("users", &self.users.len())
            .field("apps", &self.apps.len())
            .field("meetings", &self.meetings.len())
            .finish()
    }
}
