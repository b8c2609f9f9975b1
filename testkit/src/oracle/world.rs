//! The oracle asked by ids: the rows of a snapshot, flattened into the facts that the [rules](super::rules) read.
//!
//! This module never calls `consentry::evaluate`, and finds each row by comparing ids.

use std::sync::LazyLock;

use consentry::catalog::Api;
use consentry::directory::{AccountSnapshot, PrincipalId, Question, ResourceId, UserSnapshot};
use consentry::facts::{
    Access, AccountRole, Approval, ApprovalSetting, HostConsent, Listing, Management, MeetingKind,
    MeetingState, OnWithdrawal, OwnApps, Privileges, Publication, Seat, SeatRole, Surfaces, UserStatus,
};
use consentry::{Action, DataKind, Decision, MeetingUuid, Scopes, UserId};

use super::question::{APIS, ApiRow, Does, Party, Question as Facts, Row, What, Who, Whose, Words};
use super::rules::verdict;
use crate::laws::rows::Rows;

/// A world as the oracle sees it.
pub struct Oracle<'a> {
    rows: &'a Rows,
    users: Vec<(&'a AccountSnapshot, &'a UserSnapshot, &'static Words<Privileges>)>,
    seats: Vec<(MeetingUuid, Seat)>,
}

impl<'a> Oracle<'a> {
    pub fn of(rows: &'a Rows) -> Self {
        let users = rows.users().map(|(account, user)| (account, user, held(account, user))).collect();
        let seats = rows.seats().map(|(meeting, seat)| (meeting.uuid, *seat)).collect();
        Self { rows, users, seats }
    }

    /// What the rules say, if the answer differs from it in any detail.
    pub fn contradicts(&self, question: &Question, answer: Decision) -> Option<String> {
        let mut seats = Vec::new();
        let facts = self.facts(question, &mut seats);
        let said = verdict(&facts);
        (!said.is(answer, &facts)).then(|| format!("the rules say {said:?}"))
    }

    fn user(
        &self,
        id: UserId,
    ) -> Option<(&'a AccountSnapshot, &'a UserSnapshot, &'static Words<Privileges>)> {
        self.users.iter().find(|(_, user, _)| user.id == id).copied()
    }

    fn facts<'q>(&self, question: &Question, seats: &'q mut Vec<SeatRole>) -> Facts<'q> {
        let seat = match question.principal {
            PrincipalId::User(_) => None,
            PrincipalId::Participant { meeting, participant } => self
                .seats
                .iter()
                .find(|(place, seat)| *place == meeting && seat.participant == participant)
                .copied(),
        };
        let me = match (question.principal, seat) {
            (PrincipalId::User(id), _) => Some(id),
            (PrincipalId::Participant { .. }, seat) => seat.and_then(|(_, seat)| seat.user),
        };
        let user = me.and_then(|id| self.user(id));
        let app = self.rows.snapshot.apps.iter().find(|row| row.id == question.app);
        let entry = user.and_then(|(_, user, _)| user.apps.iter().find(|entry| entry.app == question.app));
        let installation = entry.and_then(|entry| entry.installation);
        let policy = user.map(|(account, ..)| account.policy).unwrap_or_default();

        let mut facts = Facts {
            principal: match (question.principal, seat, user) {
                (PrincipalId::User(_), _, Some(_)) => Who::User,
                (PrincipalId::Participant { .. }, Some(_), Some(_)) => Who::ParticipantWithUser,
                (PrincipalId::Participant { .. }, Some(_), None) => Who::Guest,
                _ => Who::Nobody,
            },
            zero_user: false,
            user_active: user.is_some_and(|(_, user, _)| user.status == UserStatus::Active),
            privileges: user.map_or(&NO_PRIVILEGE, |(.., held)| held),
            app_known: app.is_some(),
            published: app.is_some_and(|app| app.publication == Publication::Published),
            own_developer: match (app, user) {
                (Some(app), Some((account, ..))) => app.manifest.developer() == account.id,
                _ => false,
            },
            listing: app.map_or(Listing::Private, |app| app.manifest.listing()),
            admin_managed: app.is_some_and(|app| app.manifest.management() == Management::AdminManaged),
            required_scopes: scopes(app.map_or(Scopes::empty(), |app| app.manifest.required_scopes())),
            optional_scopes: scopes(app.map_or(Scopes::empty(), |app| app.manifest.optional_scopes())),
            uses_shared_access: app.is_some_and(|app| app.manifest.uses_shared_access()),
            guest_mode: app.is_some_and(|app| app.manifest.guest_mode()),
            requested: match (app, question.action) {
                (Some(app), Action::Call(api)) => app.manifest.apis().contains(api),
                _ => false,
            },
            edition: app.map(|app| app.manifest.edition()).unwrap_or_default(),
            surfaces: surfaces(app.map_or(Surfaces::empty(), |app| app.manifest.surfaces())),
            open_to_listed: policy.listed == ApprovalSetting::Open,
            open_to_unlisted: policy.unlisted == ApprovalSetting::Open,
            keep_on_withdrawal: policy.on_withdrawal == OnWithdrawal::Keep,
            own_as_listed: policy.own == OwnApps::AsListed,
            approval: match user {
                Some((account, ..)) if account.approved.contains(&question.app) => Approval::All,
                _ if entry.is_some_and(|entry| entry.approved) => Approval::User,
                _ => Approval::None,
            },
            installed: installation.is_some(),
            scopes: scopes(installation.map_or(Scopes::empty(), |granted| granted.scopes)),
            shared_access: installation.is_some_and(|granted| granted.shared_access),
            disabled: entry.is_some_and(|entry| entry.disabled),
            resource: What::Nothing,
            whose: Whose::Own,
            // Nobody in a directory has the all-zero id.
            zero_owner: false,
            owner_active: true,
            delegation: None,
            kind: DataKind::Profile,
            meeting_kind: MeetingKind::Meeting,
            state: MeetingState::Scheduled,
            host_consent: HostConsent::Unstated,
            owns_meeting: false,
            seats: &[],
            elsewhere: false,
            company: true,
            context: None,
            action: Does::Call,
            api: &APIS[APIS.len() - 1],
        };
        match question.action {
            Action::Verb(verb) => facts.action = Does::Verb(verb),
            Action::Call(api) => facts.api = row_of(api),
            Action::CallUnknown => {}
        }
        let home = user.map(|(account, ..)| account.id);
        match question.resource {
            ResourceId::UserData { owner, kind } => {
                facts.kind = kind;
                if let Some((account, row, _)) = self.user(owner) {
                    facts.resource = What::UserData;
                    facts.whose = match () {
                        () if me == Some(owner) => Whose::Own,
                        () if home == Some(account.id) => Whose::Colleague,
                        () => Whose::Stranger,
                    };
                    facts.owner_active = row.status == UserStatus::Active;
                    let given = row.delegates.iter().find(|row| Some(row.delegate) == me);
                    facts.delegation = given.map(|row| Row {
                        from: Party::Owner,
                        to: Party::Principal,
                        access: access(row.access),
                    });
                }
            }
            ResourceId::AccountData { account, kind } => {
                facts.kind = kind;
                if self.rows.snapshot.accounts.iter().any(|row| row.id == account) {
                    facts.resource = What::AccountData;
                    facts.whose = if home == Some(account) { Whose::Colleague } else { Whose::Stranger };
                }
            }
            ResourceId::Meeting { meeting, context } => {
                facts.context = context;
                if let Some(row) = self.rows.meeting(meeting) {
                    facts.resource = What::Meeting;
                    facts.meeting_kind = row.kind;
                    facts.state = row.state;
                    facts.host_consent = match question.app {
                        app if row.stopped.contains(&app) => HostConsent::Stopped,
                        app if row.media_allowed.contains(&app) => HostConsent::MediaAllowed,
                        _ => HostConsent::Unstated,
                    };
                    facts.owns_meeting = me == Some(row.owner);
                    match question.principal {
                        PrincipalId::User(id) => {
                            seats.extend(
                                row.seats.iter().filter(|seat| seat.user == Some(id)).map(|seat| seat.role),
                            );
                        }
                        PrincipalId::Participant { meeting: own, .. } => {
                            facts.elsewhere = own != meeting;
                            seats.extend(seat.filter(|_| own == meeting).map(|(_, seat)| seat.role));
                        }
                    }
                    facts.seats = seats;
                }
            }
            ResourceId::Client { context } => {
                facts.context = context;
                facts.resource = What::Client;
            }
        }
        facts
    }
}

/// What a user's role holds, by the words of the rules.
fn held(account: &AccountSnapshot, user: &UserSnapshot) -> &'static Words<Privileges> {
    match &user.role {
        AccountRole::Owner | AccountRole::Admin => &PRIVILEGES[usize::from(Privileges::all().bits())],
        AccountRole::Member => &NO_PRIVILEGE,
        AccountRole::Custom(name) => {
            let role = account.roles.iter().find(|role| role.name == *name);
            role.map_or(&NO_PRIVILEGE, |role| &PRIVILEGES[usize::from(role.privileges.bits())])
        }
    }
}

fn scopes(scopes: Scopes) -> &'static Words<Scopes> {
    &SCOPES[usize::from(scopes.bits())]
}

fn access(access: Access) -> &'static Words<Access> {
    &ACCESS[usize::from(access.bits())]
}

fn surfaces(surfaces: Surfaces) -> &'static Words<Surfaces> {
    &SURFACES[usize::from(surfaces.bits())]
}

fn row_of(api: Api) -> &'static ApiRow {
    &APIS[ROW_OF[api as usize]]
}

static NO_PRIVILEGE: LazyLock<Words<Privileges>> = LazyLock::new(|| Words::new(&[]));

/// Every set of privileges, scopes, access and surfaces, by its bits, in words.
static PRIVILEGES: LazyLock<Vec<Words<Privileges>>> = LazyLock::new(|| {
    let sets = (0..=Privileges::all().bits()).map(Privileges::from_bits_truncate);
    sets.map(|set| Words::new(&set.names().collect::<Vec<_>>())).collect()
});
static SCOPES: LazyLock<Vec<Words<Scopes>>> = LazyLock::new(|| {
    let sets = (0..=Scopes::all().bits()).map(Scopes::from_bits_truncate);
    sets.map(|set| Words::new(&set.names().collect::<Vec<_>>())).collect()
});
static ACCESS: LazyLock<Vec<Words<Access>>> = LazyLock::new(|| {
    let sets = (0..=Access::all().bits()).map(Access::from_bits_truncate);
    sets.map(|set| Words::new(&set.names().collect::<Vec<_>>())).collect()
});

static SURFACES: LazyLock<Vec<Words<Surfaces>>> = LazyLock::new(|| {
    let sets = (0..=Surfaces::all().bits()).map(Surfaces::from_bits_truncate);
    sets.map(|set| Words::new(&set.names().collect::<Vec<_>>())).collect()
});

/// The row of the catalogue that has an API's name.
static ROW_OF: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let place = |api: &Api| APIS.iter().position(|row| row.name == api.name()).expect("a row for each API");
    Api::ALL.iter().map(place).collect()
});
