//! An in-memory store of accounts, users, apps and meetings, for hosts that have none of their own.
//!
//! A [`Directory`] applies changes after checking who may make them, looks up the facts of a question by id, and passes
//! them to [`evaluate`](crate::rules::evaluate()). It adds no decision rules of its own.
//!
//! The modules are listed in reading order: `change` declares the changes, `authority` says who may make them, `refusal` why
//! not, `log` how they are kept, and `apply` makes them; `ask` answers
//! questions by id; `view` shows people what they may see; `snapshot` writes and reads a whole directory, and `share`
//! publishes it to readers. `tables` and `rows` store it all.

mod change;
mod log;
mod authority;
mod question;
mod refusal;
mod apply;
mod facts;
mod ask;
mod view;
mod snapshot;
#[cfg(feature = "shared")]
mod share;
mod tables;
mod rows;

pub use apply::{ActingAs, ActingAsSystem};
pub use authority::{Authority, Who};
pub use change::{Actor, Audience, Change, Operation};
pub use facts::Facts;
pub use log::{LogEntry, ReplayError};
pub use question::{PrincipalId, Question, ResourceId};
pub use refusal::{Condition, Invalid, Lack, NewId, Refusal, RefusalReason, Restriction};
#[cfg(feature = "shared")]
pub use share::{Reader, Writer};
pub use snapshot::{
    AccountSnapshot, AppSnapshot, BindingSnapshot, DelegateSnapshot, InstanceSnapshot, MeetingSnapshot,
    RoleSnapshot, Snapshot, SnapshotError, UserAppSnapshot, UserSnapshot,
};
pub use view::account::{AppSubscribers, NumberedMeeting, Subscriber, UserApp};
pub use view::meeting::{Collaboration, CollaborationMode, MeetingDetails, NextStep, SharedState};
pub use view::user::{AppStatus, Consent, Delegated, Delegations, InstalledApp, SharedAccess};

use rows::{Account, AccountNumber, Apps, MeetingRow, Numbered, UserRow};

use crate::id::AccountId;
use crate::store::{List, Table};

/// Accounts, users, delegations, apps, installations and meetings, in memory.
///
/// Only [`apply`](Self::apply), and the methods that call it, change a directory. A change is checked first, and then
/// either applied in full or refused for one reason. Questions are asked [by id](Self::evaluate) and answered from the
/// present state. Two directories are equal if they contain the same accounts, users, apps and meetings, whatever
/// changes led there.
///
/// # Examples
///
/// ```
/// use consentry::directory::{Directory, Refusal};
/// use consentry::facts::{Access, AccountRole};
/// use consentry::{AccountId, AppId, Basis, DataKind, Decision, Denial, Manifest, Scopes, UserId, Verb};
///
/// let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
/// let calendar: AppId = 4_u64.into();
/// let manifest = Manifest::user_managed(acme).require(Scopes::MEETINGS_WRITE).offer_shared_access();
///
/// let mut directory = Directory::new();
/// directory.acting_as_system().add_account(acme, olga)?;
/// directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
/// directory.acting_as_system().register_app(calendar, manifest)?;
/// directory.acting_as(olga).delegate(ann, Access::SCHEDULE)?;
/// directory.acting_as(ann).install(calendar, Scopes::empty())?;
///
/// let ask = |directory: &Directory| {
///     directory.evaluate(ann, calendar, DataKind::Meetings.of(olga), Verb::Create)
/// };
/// assert_eq!(ask(&directory), Decision::Deny(Denial::SharedAccessNotGranted));
/// directory.acting_as(ann).grant_shared_access(calendar)?;
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
    /// Compares the rows of both, as [`to_bytes`](Self::to_bytes) writes them. The revision is not compared.
    fn eq(&self, other: &Self) -> bool {
        self.has_rows_of(other)
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
