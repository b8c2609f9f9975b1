//! The directory: the embedded world, for those who have no store of their own for it.
//!
//! It holds accounts, users, apps and meetings in memory, finds the facts of a question by id, and asks
//! [`evaluate`](crate::evaluate()). No rule of the decision stands here.

mod rows;
mod seats;

mod apply;
mod change;
mod snapshot;
mod view;

pub use change::{Actor, Audience, Change, Operation, Refusal};
pub use snapshot::{
    AccountSnapshot, AppSnapshot, BindingSnapshot, DelegateSnapshot, InstanceSnapshot, MeetingSnapshot,
    RoleSnapshot, Snapshot, SnapshotError, UserAppSnapshot, UserSnapshot,
};
pub use view::{
    AppSubscribers, Collaboration, CollaborationMode, Consent, Delegations, InstalledApp, MeetingDetails,
    NextStep, SharedAccess, SharedState, Subscriber,
};

use alloc::vec::Vec;

use hashbrown::HashMap;

use crate::{
    AccountId, Action, App, AppId, DataKind, Decision, Delegation, Meeting, MeetingUuid, Participant,
    ParticipantId, Principal, Resource, RunningContext, Standing, User, UserId,
};
use rows::{Account, AccountHandle, AppHandle, AppRow, MeetingHandle, MeetingRow, Slot, UserHandle, UserRow};

/// The world in memory: accounts, users, delegations, apps, installations, meetings.
///
/// [`apply`](Self::apply) is the only way in: every change is checked for authority, and happens whole or not at
/// all. Questions are asked [by id](Self::evaluate), live. Two directories are equal if they hold the same world,
/// whatever the order of the changes that led there.
///
/// # Examples
///
/// ```
/// use consentry::*;
///
/// let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
/// let calendar: AppId = 4_u64.into();
/// let mut manifest = ManifestDraft::user_managed(acme);
/// manifest.required_scopes = Scopes::MEETINGS_WRITE;
/// manifest.uses_shared_access = true;
///
/// let mut directory = Directory::new();
/// directory.add_account(acme, olga)?;
/// directory.add_user(Actor::User(olga), acme, ann, AccountRole::Member)?;
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
    accounts: Vec<Account>,
    apps: Vec<AppRow>,
    account_index: HashMap<AccountId, AccountHandle>,
    user_index: HashMap<UserId, UserHandle>,
    app_index: HashMap<AppId, AppHandle>,
    meeting_index: HashMap<MeetingUuid, MeetingHandle>,
    revision: u64,
}

/// On whose authority, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed: as `Principal`")]
pub enum PrincipalId {
    /// A user.
    User(UserId),
    /// A participant of a live meeting.
    Participant {
        /// The meeting that the seat is in.
        meeting: MeetingUuid,
        /// Which seat.
        participant: ParticipantId,
    },
}

/// What the app wants to touch, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "closed: as `Resource`")]
pub enum ResourceId {
    /// A user's data.
    UserData {
        /// Whose.
        owner: UserId,
        /// Of what kind.
        kind: DataKind,
    },
    /// An account's data.
    AccountData {
        /// Whose.
        account: AccountId,
        /// Of what kind.
        kind: DataKind,
    },
    /// A meeting, with the app running in it.
    Meeting {
        /// Which.
        meeting: MeetingUuid,
        /// Where the instance runs; `None` means [the default](crate::MeetingKind::default_context).
        context: Option<RunningContext>,
    },
    /// The app instance itself, outside any meeting.
    Client {
        /// Where the instance runs; `None` means `inMainClient`.
        context: Option<RunningContext>,
    },
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

    /// Decides by ids: finds the facts and asks [`evaluate`](crate::evaluate()). Allocates nothing.
    pub fn evaluate(
        &self,
        principal: PrincipalId,
        app: AppId,
        resource: ResourceId,
        action: Action,
    ) -> Decision {
        self.ask(principal, app, resource, |principal, app, resource| {
            crate::evaluate(principal, app, resource, action)
        })
    }

    /// Finds the facts of a question and hands them to `decide`.
    #[inline]
    fn ask<T>(
        &self,
        principal: PrincipalId,
        app: AppId,
        resource: ResourceId,
        decide: impl FnOnce(&Principal<'_>, &App<'_>, &Resource<'_>) -> T,
    ) -> T {
        let sitter = self.sitter(principal);
        let handle = sitter.and_then(|sitter| sitter.user);
        let user = handle.map(|handle| self.user_facts(handle));
        let principal = match (sitter, &user) {
            (None, _) => Principal::Unknown,
            (Some(Sitter { seat: Some((meeting, id)), .. }), user) => {
                Principal::Participant(Participant { meeting, id, user: user.as_ref() })
            }
            (Some(Sitter { seat: None, .. }), Some(user)) => Principal::User(user),
            (Some(Sitter { seat: None, .. }), None) => Principal::Unknown,
        };
        let app = match self.find_app(app) {
            None => App::Unknown,
            Some(app) => self.app_facts(app, handle),
        };

        let owner;
        let meeting;
        let resource = match resource {
            ResourceId::UserData { owner: id, kind } => match self.find_user(id) {
                None => Resource::Unknown,
                Some(owner_handle) => {
                    owner = self.user_facts(owner_handle);
                    let delegation = handle.and_then(|handle| self.delegation(owner_handle, handle));
                    Resource::UserData { owner: &owner, kind, delegation }
                }
            },
            ResourceId::AccountData { account, kind } => match self.find_account(account) {
                None => Resource::Unknown,
                Some(_) => Resource::AccountData { account, kind },
            },
            ResourceId::Meeting { meeting: uuid, context } => match self.find_meeting(uuid) {
                None => Resource::Unknown,
                Some(found) => {
                    meeting = meeting_facts(self.meeting(found), &principal);
                    Resource::Meeting { meeting: &meeting, context }
                }
            },
            ResourceId::Client { context } => Resource::Client { context },
        };
        decide(&principal, &app, &resource)
    }

    /// Who a principal is; `None` if there is no such principal.
    fn sitter(&self, principal: PrincipalId) -> Option<Sitter> {
        match principal {
            PrincipalId::User(user) => {
                self.find_user(user).map(|user| Sitter { user: Some(user), seat: None })
            }
            PrincipalId::Participant { meeting, participant } => {
                let row = self.meeting(self.find_meeting(meeting)?);
                let seat = row.seats.find(participant)?;
                let user = seat.user.and_then(|user| self.find_user(user));
                Some(Sitter { user, seat: Some((meeting, participant)) })
            }
        }
    }
}

/// A principal that exists.
#[derive(Clone, Copy)]
struct Sitter {
    user: Option<UserHandle>,
    seat: Option<(MeetingUuid, ParticipantId)>,
}

/// The facts of ring 1, from rows.
impl Directory {
    fn user_facts(&self, user: UserHandle) -> User {
        let account = self.account(user.account);
        let row = self.user(user);
        User {
            id: row.id,
            account: account.id,
            status: row.status(),
            privileges: account.privileges(row.role),
        }
    }

    fn app_facts(&self, app: AppHandle, user: Option<UserHandle>) -> App<'_> {
        let row = self.app(app);
        App::Registered {
            manifest: &row.manifest,
            publication: row.publication,
            standing: user.map_or(Standing::default(), |user| self.standing(user, app)),
        }
    }

    fn standing(&self, user: UserHandle, app: AppHandle) -> Standing {
        let account = self.account(user.account);
        let entry = self.user(user).app(app);
        Standing {
            policy: account.policy,
            approval: account.approval(app, entry),
            installation: entry.installation(),
            disabled: entry.flags.contains(rows::Flags::DISABLED),
        }
    }

    fn delegation(&self, delegator: UserHandle, delegate: UserHandle) -> Option<Delegation> {
        if delegator.account != delegate.account {
            return None;
        }
        let delegate = self.user(delegate);
        let access = delegate.held_from(delegator.slot)?;
        Some(Delegation { delegator: self.user(delegator).id, delegate: delegate.id, access })
    }
}

/// A meeting with the seats that concern a principal.
fn meeting_facts<'a>(row: &'a MeetingRow, principal: &Principal<'_>) -> Meeting<'a> {
    let seats = match principal {
        Principal::Unknown => &[],
        Principal::User(user) => row.seats.of_user(user.id),
        Principal::Participant(participant) => row.seats.beside(participant.id),
    };
    Meeting { uuid: row.uuid, kind: row.kind, owner: row.owner_id, state: row.state, seats }
}

/// From ids to handles: present rows only.
impl Directory {
    fn find_account(&self, id: AccountId) -> Option<AccountHandle> {
        self.account_index.get(&id).copied()
    }

    fn find_user(&self, id: UserId) -> Option<UserHandle> {
        self.user_index.get(&id).copied().filter(|user| self.user(*user).is_present())
    }

    fn find_app(&self, id: AppId) -> Option<AppHandle> {
        self.app_index.get(&id).copied()
    }

    fn find_meeting(&self, id: MeetingUuid) -> Option<MeetingHandle> {
        self.meeting_index.get(&id).copied().filter(|meeting| !self.meeting(*meeting).removed)
    }
}

/// From handles to rows.
#[expect(
    clippy::indexing_slicing,
    reason = "a handle comes from the directory that holds its row, and rows are never taken out"
)]
impl Directory {
    fn account(&self, account: AccountHandle) -> &Account {
        &self.accounts[account.0 as usize]
    }

    fn account_mut(&mut self, account: AccountHandle) -> &mut Account {
        &mut self.accounts[account.0 as usize]
    }

    fn user(&self, user: UserHandle) -> &UserRow {
        &self.account(user.account).users[user.slot.0 as usize]
    }

    fn user_mut(&mut self, user: UserHandle) -> &mut UserRow {
        &mut self.account_mut(user.account).users[user.slot.0 as usize]
    }

    fn app(&self, app: AppHandle) -> &AppRow {
        &self.apps[app.0 as usize]
    }

    fn app_mut(&mut self, app: AppHandle) -> &mut AppRow {
        &mut self.apps[app.0 as usize]
    }

    fn meeting(&self, meeting: MeetingHandle) -> &MeetingRow {
        &self.account(meeting.account).meetings[meeting.position as usize]
    }

    fn meeting_mut(&mut self, meeting: MeetingHandle) -> &mut MeetingRow {
        &mut self.account_mut(meeting.account).meetings[meeting.position as usize]
    }
}

impl UserHandle {
    /// Somebody else of the same account.
    fn colleague(self, slot: Slot) -> Self {
        Self { slot, ..self }
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
            .field("users", &self.user_index.len())
            .field("apps", &self.apps.len())
            .field("meetings", &self.meeting_index.len())
            .finish()
    }
}
