//! The world as rows of a [`Snapshot`], searched from the first to the last: the facts of ring 1 without any
//! lookup of the directory.

use consentry::catalog::Roles;
use consentry::directory::{
    AccountSnapshot, AppSnapshot, DelegateSnapshot, Directory, MeetingSnapshot, PrincipalId, Question,
    ResourceId, Snapshot, UserAppSnapshot, UserSnapshot,
};
use consentry::facts::{Approval, Delegation, HostConsent, Policy, Seat};
use consentry::{
    AccountId, App, AppId, DataKind, Decision, Installation, Meeting, MeetingUuid, Participant,
    ParticipantId, Principal, Resource, Standing, User, UserId, Verb, evaluate,
};

#[derive(Clone)]
pub struct Rows {
    pub snapshot: Snapshot,
}

impl Rows {
    pub fn of(directory: &Directory) -> Self {
        Self { snapshot: directory.snapshot() }
    }

    pub fn account(&self, id: AccountId) -> Option<&AccountSnapshot> {
        self.snapshot.accounts.iter().find(|account| account.id == id)
    }

    pub fn users(&self) -> impl Iterator<Item = (&AccountSnapshot, &UserSnapshot)> {
        self.snapshot
            .accounts
            .iter()
            .flat_map(|account| account.users.iter().map(move |user| (account, user)))
    }

    pub fn user(&self, id: UserId) -> Option<(&AccountSnapshot, &UserSnapshot)> {
        self.users().find(|(_, user)| user.id == id)
    }

    pub fn account_of(&self, user: UserId) -> Option<AccountId> {
        self.user(user).map(|(account, _)| account.id)
    }

    pub fn app(&self, id: AppId) -> Option<&AppSnapshot> {
        self.snapshot.apps.iter().find(|app| app.id == id)
    }

    pub fn meeting(&self, uuid: MeetingUuid) -> Option<&MeetingSnapshot> {
        self.snapshot.accounts.iter().flat_map(|account| &account.meetings).find(|row| row.uuid == uuid)
    }

    pub fn seats(&self) -> impl Iterator<Item = (&MeetingSnapshot, &Seat)> {
        let meetings = self.snapshot.accounts.iter().flat_map(|account| &account.meetings);
        meetings.flat_map(|meeting| meeting.seats.iter().map(move |seat| (meeting, seat)))
    }

    pub fn seat(&self, meeting: MeetingUuid, participant: ParticipantId) -> Option<Seat> {
        self.meeting(meeting)?.seats.iter().find(|seat| seat.participant == participant).copied()
    }

    pub fn delegations(&self) -> impl Iterator<Item = Delegation> {
        self.users().flat_map(|(_, user)| {
            let row = |row: &DelegateSnapshot| Delegation {
                delegator: user.id,
                delegate: row.delegate,
                access: row.access,
            };
            user.delegates.iter().map(row)
        })
    }

    pub fn delegation(&self, from: UserId, to: UserId) -> Option<Delegation> {
        self.delegations().find(|row| row.delegator == from && row.delegate == to)
    }

    /// A user's entry for an app.
    pub fn entry(&self, user: UserId, app: AppId) -> Option<&UserAppSnapshot> {
        self.user(user)?.1.apps.iter().find(|entry| entry.app == app)
    }

    pub fn installation(&self, user: UserId, app: AppId) -> Option<Installation> {
        self.entry(user, app)?.installation
    }

    pub fn approval(&self, user: UserId, app: AppId) -> Approval {
        let for_all = self.user(user).is_some_and(|(account, _)| account.approved.contains(&app));
        match self.entry(user, app) {
            _ if for_all => Approval::All,
            Some(entry) if entry.approved => Approval::User,
            _ => Approval::None,
        }
    }

    /// What the host of a meeting has said of an app.
    pub fn host_consent(&self, meeting: &MeetingSnapshot, app: AppId) -> HostConsent {
        match (meeting.stopped.contains(&app), meeting.media_allowed.contains(&app)) {
            (true, _) => HostConsent::Stopped,
            (false, true) => HostConsent::MediaAllowed,
            (false, false) => HostConsent::Unstated,
        }
    }

    /// The user that a principal is, or acts as.
    pub fn user_of(&self, principal: PrincipalId) -> Option<UserId> {
        match principal {
            PrincipalId::User(user) => Some(user),
            PrincipalId::Participant { meeting, participant } => self.seat(meeting, participant)?.user,
        }
    }

    /// The roles of a principal in a meeting.
    pub fn roles(&self, principal: PrincipalId, meeting: MeetingUuid) -> Roles {
        let Some(row) = self.meeting(meeting) else { return Roles::empty() };
        let seats = row.seats.iter().filter(|seat| match principal {
            PrincipalId::User(user) => seat.user == Some(user),
            PrincipalId::Participant { meeting: own, participant } => {
                own == meeting && seat.participant == participant
            }
        });
        let mut roles: Roles = seats.map(|seat| Roles::from(seat.role)).collect();
        if !roles.is_empty() && self.user_of(principal) == Some(row.owner) {
            roles |= Roles::OWNER;
        }
        roles
    }

    /// The user of ring 1.
    pub fn user_facts(&self, id: UserId) -> Option<User> {
        let (account, user) = self.user(id)?;
        let privileges = user.role.privileges(|name| {
            account.roles.iter().find(|role| *role.name == *name).map(|role| role.privileges)
        });
        Some(User { id, account: account.id, status: user.status, privileges })
    }

    /// The standing of ring 1.
    pub fn standing(&self, user: UserId, app: AppId) -> Standing {
        Standing {
            policy: self.user(user).map_or_else(Policy::default, |(account, _)| account.policy),
            approval: self.approval(user, app),
            installation: self.installation(user, app),
            disabled: self.entry(user, app).is_some_and(|entry| entry.disabled),
        }
    }

    /// The app of ring 1, with its standing with a user.
    pub fn app_facts(&self, app: AppId, user: Option<UserId>) -> App<'_> {
        match self.app(app) {
            None => App::Unknown,
            Some(row) => App::Registered {
                manifest: &row.manifest,
                publication: row.publication,
                standing: user.map_or_else(Standing::default, |user| self.standing(user, app)),
            },
        }
    }

    /// Ring 1, asked with all facts that these rows hold: every seat of a meeting, not those of the principal
    /// alone.
    pub fn evaluate(&self, question: &Question) -> Decision {
        let user_id = self.user_of(question.principal);
        let user = user_id.and_then(|user| self.user_facts(user));
        let principal = match question.principal {
            PrincipalId::User(_) => user.as_ref().map_or(Principal::Unknown, Principal::User),
            PrincipalId::Participant { meeting, participant } => match self.seat(meeting, participant) {
                None => Principal::Unknown,
                Some(_) => {
                    Principal::Participant(Participant { meeting, id: participant, user: user.as_ref() })
                }
            },
        };
        let (owner, meeting);
        let resource = match question.resource {
            ResourceId::UserData { owner: id, kind } => match self.user_facts(id) {
                None => Resource::Unknown,
                Some(facts) => {
                    owner = facts;
                    let delegation = user_id.and_then(|user| self.delegation(id, user));
                    Resource::UserData { owner: &owner, kind, delegation }
                }
            },
            ResourceId::AccountData { account, kind } => match self.account(account) {
                None => Resource::Unknown,
                Some(_) => Resource::AccountData { account, kind },
            },
            ResourceId::Meeting { meeting: uuid, context } => match self.meeting(uuid) {
                None => Resource::Unknown,
                Some(row) => {
                    let MeetingSnapshot { uuid, kind, owner, state, ref seats, .. } = *row;
                    let host_consent = self.host_consent(row, question.app);
                    meeting = Meeting { uuid, kind, owner, state, host_consent, seats };
                    Resource::Meeting { meeting: &meeting, context }
                }
            },
            ResourceId::Client { context } => Resource::Client { context },
        };
        evaluate(&principal, &self.app_facts(question.app, user_id), &resource, question.action)
    }

    /// Whether a user reaches somebody's data without any app: by a delegation or by its role.
    pub fn reaches(&self, user: UserId, owner: UserId, kind: DataKind, verb: Verb) -> bool {
        let delegated = self.delegation(owner, user).is_some_and(|row| row.access.covers(kind, verb));
        let by_role = self.account_of(user) == self.account_of(owner)
            && self.user_facts(user).is_some_and(|user| user.privileges.covers(kind, verb));
        delegated || by_role
    }
}
