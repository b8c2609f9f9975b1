//! What the rules say to a question, from the rows of a world: the facts of the oracle, found by searching.

use consentry::catalog::Edition;
use consentry::directory::{PrincipalId, Question, ResourceId};
use consentry::facts::{
    Approval, ApprovalSetting, Listing, Management, MeetingKind, MeetingState, OnWithdrawal, Policy,
    Privileges, Publication, SeatRole, UserStatus,
};
use consentry::{Action, DataKind, Decision, Manifest};

use super::model::privileges_of;
use crate::laws::rows::Rows;
use crate::oracle::question::{self, APIS, Does, Party, What, Who, Whose, Words};
use crate::oracle::rules::{CHECKS, status, verdict};

/// Whether an answer is what the rules say, in every detail.
pub fn is_right(rows: &Rows, asked: &Question, answer: Decision) -> bool {
    with_facts(rows, asked, |facts| verdict(facts).is(answer, facts))
}

/// Whether none of some checks of the rules, by number, fails.
pub fn passes(rows: &Rows, asked: &Question, checks: &[usize]) -> bool {
    with_facts(rows, asked, |facts| checks.iter().all(|number| !CHECKS[number - 1].2(facts)))
}

/// Whether the auth status of the instance that asks is `authorized`.
pub fn is_authorized(rows: &Rows, asked: &Question) -> bool {
    with_facts(rows, asked, |facts| status(facts) == "authorized")
}

fn with_facts<T>(rows: &Rows, asked: &Question, then: impl FnOnce(&question::Question<'_>) -> T) -> T {
    let user_id = rows.user_of(asked.principal);
    let user = user_id.and_then(|id| rows.user(id));
    let seat = match asked.principal {
        PrincipalId::User(_) => None,
        PrincipalId::Participant { meeting, participant } => rows.seat(meeting, participant),
    };
    let principal = match (asked.principal, user, seat) {
        (PrincipalId::User(_), Some(_), _) => Who::User,
        (PrincipalId::Participant { .. }, Some(_), Some(_)) => Who::ParticipantWithUser,
        (PrincipalId::Participant { .. }, None, Some(_)) => Who::Guest,
        _ => Who::Nobody,
    };
    let home = user.map(|(account, _)| account.id);
    let held = user.map_or_else(Privileges::empty, |(account, user)| privileges_of(account, &user.role));

    let app = rows.app(asked.app);
    let manifest = app.map(|app| &app.manifest);
    let entry = user_id.and_then(|user| rows.entry(user, asked.app));
    let installation = entry.and_then(|entry| entry.installation);
    let policy = user.map_or_else(Policy::default, |(account, _)| account.policy);

    let (mut resource, mut whose, mut owner_active, mut access, mut kind) =
        (What::Nothing, Whose::Own, true, None, DataKind::Profile);
    let (mut meeting, mut context) = (None, None);
    match asked.resource {
        ResourceId::UserData { owner, kind: of } => {
            kind = of;
            if let Some((account, row)) = rows.user(owner) {
                resource = What::UserData;
                owner_active = row.status == UserStatus::Active;
                access = user_id.and_then(|user| rows.delegation(owner, user)).map(|row| row.access);
                whose = match () {
                    () if user_id == Some(owner) => Whose::Own,
                    () if home == Some(account.id) => Whose::Colleague,
                    () => Whose::Stranger,
                };
            }
        }
        ResourceId::AccountData { account, kind: of } => {
            kind = of;
            if rows.account(account).is_some() {
                resource = What::AccountData;
                whose = if home == Some(account) { Whose::Colleague } else { Whose::Stranger };
            }
        }
        ResourceId::Meeting { meeting: uuid, context: stated } => {
            (meeting, context) = (rows.meeting(uuid), stated);
            resource = if meeting.is_some() { What::Meeting } else { What::Nothing };
        }
        ResourceId::Client { context: stated } => (resource, context) = (What::Client, stated),
    }
    let seats: Vec<SeatRole> = match (seat, meeting) {
        (Some(seat), _) => vec![seat.role],
        (None, Some(meeting)) => {
            let own = meeting.seats.iter().filter(|seat| user_id.is_some() && seat.user == user_id);
            own.map(|seat| seat.role).collect()
        }
        (None, None) => Vec::new(),
    };
    let elsewhere = match asked.principal {
        PrincipalId::Participant { meeting: own, .. } => meeting.is_none_or(|meeting| meeting.uuid != own),
        PrincipalId::User(_) => false,
    };
    let (action, api) = match asked.action {
        Action::Verb(verb) => (Does::Verb(verb), &APIS[0]),
        Action::Call(api) => (Does::Call, &APIS[api as usize]),
        Action::CallUnknown => (Does::Call, &APIS[APIS.len() - 1]),
    };

    let ticks = |app: &Manifest| matches!(asked.action, Action::Call(api) if app.apis().contains(api));
    let privileges = Words::new(&held.names().collect::<Vec<_>>());
    let granted = installation.map(|row| row.scopes.names().collect::<Vec<_>>());
    let scopes = Words::new(&granted.unwrap_or_default());
    let access = access.map(|access| Words::new(&access.names().collect::<Vec<_>>()));
    then(&question::Question {
        principal,
        user_active: user.is_some_and(|(_, user)| user.status == UserStatus::Active),
        privileges: &privileges,
        app_known: app.is_some(),
        published: app.is_some_and(|app| app.publication == Publication::Published),
        own_developer: home.is_some() && home == manifest.map(Manifest::developer),
        listed: manifest.is_some_and(|app| app.listing() == Listing::Listed),
        admin_managed: manifest.is_some_and(|app| app.management() == Management::AdminManaged),
        guest_mode: manifest.is_some_and(Manifest::guest_mode),
        requested: manifest.is_some_and(ticks),
        edition: manifest.map_or_else(Edition::default, Manifest::edition),
        open_to_listed: policy.listed == ApprovalSetting::Open,
        open_to_unlisted: policy.unlisted == ApprovalSetting::Open,
        keep_on_withdrawal: policy.on_withdrawal == OnWithdrawal::Keep,
        approval: user_id.map_or(Approval::None, |user| rows.approval(user, asked.app)),
        installed: installation.is_some(),
        scopes: &scopes,
        shared_access: installation.is_some_and(|row| row.shared_access),
        disabled: entry.is_some_and(|entry| entry.disabled),
        resource,
        whose,
        owner_active,
        delegation: access.as_ref().map(|access| question::Row {
            from: Party::Owner,
            to: Party::Principal,
            access,
        }),
        kind,
        meeting_kind: meeting.map_or(MeetingKind::Meeting, |row| row.kind),
        state: meeting.map_or(MeetingState::Ended, |row| row.state),
        owns_meeting: meeting.is_some_and(|row| user_id == Some(row.owner)),
        seats: &seats,
        elsewhere,
        company: false,
        context,
        action,
        api,
    })
}
