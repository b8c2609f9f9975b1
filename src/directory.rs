//! The directory: the embedded world, for those who have no store of their own for it.
//!
//! It holds accounts, users, apps and meetings in memory, finds the facts of a question by id, and asks
//! [`evaluate`](crate::evaluate()). No rule of the decision stands here.

mod few;
mod index;
mod rows;
mod seats;
mod store;

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

use crate::{
    AccountId, Action, App, AppId, DataKind, Decision, Delegation, Meeting, MeetingUuid, Participant,
    ParticipantId, Principal, Resource, RunningContext, Standing, UserId,
};
use index::Index;
use rows::{Account, AppHandle, AppRow, MeetingRow, UserHandle};
use store::FoundUser;

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
    accounts: Vec<Account>,
    apps: Vec<AppRow>,
    account_index: Index,
    user_index: Index,
    app_index: Index,
    meeting_index: Index,
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

impl From<UserId> for PrincipalId {
    fn from(user: UserId) -> Self {
        Self::User(user)
    }
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

impl From<MeetingUuid> for ResourceId {
    /// The meeting, with the app running in its default context.
    fn from(meeting: MeetingUuid) -> Self {
        Self::Meeting { meeting, context: None }
    }
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
        decide: impl Fn(&Principal<'_>, &App<'_>, &Resource<'_>) -> T,
    ) -> T {
        // The rows of both users are looked for before either is needed, so that the two waits are one.
        let (seat, user) = match principal {
            PrincipalId::User(id) => (None, self.locate_user(id)),
            PrincipalId::Participant { meeting, participant } => {
                let seat =
                    self.find_meeting(meeting).and_then(|row| self.meeting(row).seats.find(participant));
                let user = seat.and_then(|seat| seat.user).and_then(|user| self.locate_user(user));
                (seat.map(|seat| (meeting, seat.participant)), user)
            }
        };
        let owner = self.locate_owner(resource);
        let app = self.find_app(app).map_or(App::Unknown, |app| self.app_facts(app, user));

        let facts = user.map(|user| &user.row.facts);
        let principal = match (seat, facts) {
            (Some((meeting, id)), user) => Principal::Participant(Participant { meeting, id, user }),
            (None, Some(user)) => Principal::User(user),
            (None, None) => Principal::Unknown,
        };
        if let (ResourceId::UserData { kind, .. }, Some(owner)) = (resource, owner) {
            let delegation = user.and_then(|user| user.delegation_from(owner));
            return decide(
                &principal,
                &app,
                &Resource::UserData { owner: &owner.row.facts, kind, delegation },
            );
        }
        let meeting;
        let resource = match resource {
            ResourceId::AccountData { account, kind } if self.find_account(account).is_some() => {
                Resource::AccountData { account, kind }
            }
            ResourceId::Meeting { meeting: id, context } => match self.find_meeting(id) {
                None => Resource::Unknown,
                Some(found) => {
                    meeting = meeting_facts(self.meeting(found), &principal);
                    Resource::Meeting { meeting: &meeting, context }
                }
            },
            ResourceId::Client { context } => Resource::Client { context },
            ResourceId::UserData { .. } | ResourceId::AccountData { .. } => Resource::Unknown,
        };
        decide(&principal, &app, &resource)
    }

    /// Whose data a question is about, if it is about a user's and there is one.
    #[inline]
    fn locate_owner(&self, resource: ResourceId) -> Option<FoundUser<'_>> {
        match resource {
            ResourceId::UserData { owner, .. } => self.locate_user(owner),
            ResourceId::AccountData { .. } | ResourceId::Meeting { .. } | ResourceId::Client { .. } => None,
        }
    }

    #[inline]
    fn app_facts(&self, app: AppHandle, user: Option<FoundUser<'_>>) -> App<'_> {
        let row = self.app(app);
        App::Registered {
            manifest: &row.manifest,
            publication: row.publication,
            standing: user.map_or(Standing::default(), |user| user.standing(app)),
        }
    }

    fn delegation(&self, delegator: UserHandle, delegate: UserHandle) -> Option<Delegation> {
        self.found(delegate).delegation_from(self.found(delegator))
    }
}

/// The facts of ring 1, from a user's row.
impl FoundUser<'_> {
    #[inline]
    fn standing(self, app: AppHandle) -> Standing {
        let entry = self.row.app(app);
        Standing {
            policy: self.account.policy,
            approval: self.account.approval(app, entry),
            installation: entry.installation(),
            disabled: entry.has(rows::Flags::DISABLED),
        }
    }

    /// What this user holds from another one.
    #[inline]
    fn delegation_from(self, delegator: FoundUser<'_>) -> Option<Delegation> {
        if self.handle.account != delegator.handle.account {
            return None;
        }
        let access = self.row.held_from(delegator.handle.slot);
        (!access.is_empty()).then_some(Delegation {
            delegator: delegator.row.facts.id,
            delegate: self.row.facts.id,
            access,
        })
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
