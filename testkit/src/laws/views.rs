//! Law 12, view by view: what a view lists, and beside it what asking for each item and keeping the hits returns.

use std::fmt::Debug;

use consentry::catalog::{Api, ApiSet};
use consentry::directory::{
    AppStatus, AppSubscribers, Collaboration, CollaborationMode, Delegations, InstalledApp, MeetingSnapshot,
    NextStep, PrincipalId, Question, Refusal, ResourceId, SharedAccess, Subscriber, Who,
};
use consentry::facts::{
    ApprovalSetting, Listing, Management, OnWithdrawal, OwnApps, PermissionType, Privileges, Publication,
    Seat, UserStatus,
};
use consentry::{
    AccountId, Action, AppId, DataKind, Denial, MeetingUuid, ParticipantId, Scopes, UserId, Verb,
};

use super::flaw::Flaw;
use super::names::{NO_APP, Naming, accounts, apps, everybody, id, meetings, pairs, users};
use super::rows::Rows;
use super::typical::{APIS, EVENTS, NUMBERS};
use super::world::{World, places, principals};
use crate::model::{is_authorized, may_grant_shared_access, may_open};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    InstalledApps,
    Subscribers,
    AccountApps,
    Consent,
    Requests,
    Disabled,
    Delegations,
    MeetingsByNumber,
    CalendarEvent,
    Collaboration,
    SharedState,
    SupportedJsApis,
    UnsupportedJsApis,
}

impl View {
    pub const ALL: [Self; 13] = [
        Self::InstalledApps,
        Self::Subscribers,
        Self::AccountApps,
        Self::Consent,
        Self::Requests,
        Self::Disabled,
        Self::Delegations,
        Self::MeetingsByNumber,
        Self::CalendarEvent,
        Self::Collaboration,
        Self::SharedState,
        Self::SupportedJsApis,
        Self::UnsupportedJsApis,
    ];

    /// What the view lists for all arguments over the few names, and what it has to list.
    pub fn listed_and_kept(self, world: &World) -> (Vec<String>, Vec<String>) {
        let (mut listed, kept) = self.compare(world);
        if world.flaw == Some(Flaw::Omits(self)) {
            let last = listed.iter().rposition(|line| !line.contains(UNANSWERED));
            last.map(|last| listed.remove(last));
        }
        (listed, kept)
    }

    fn compare(self, world: &World) -> (Vec<String>, Vec<String>) {
        let directory = &world.directory;
        let rows = &world.rows();
        let all_apps = &apps().into_iter().chain([id(NO_APP)]).collect::<Vec<_>>();
        match self {
            Self::InstalledApps => compare(
                everybody(),
                |user| {
                    let row = |row: InstalledApp| {
                        (row.app, row.permission_type, row.scopes, row.status, row.shared)
                    };
                    Ok(directory.installed_apps(user)?.into_iter().map(row).collect())
                },
                |user| {
                    known_user(rows, user)?;
                    let row = |app: &AppId| {
                        let installation = rows.installation(user, *app)?;
                        let grantable = may_grant_shared_access(rows, user, *app);
                        let shared = match (installation.shared_access, grantable) {
                            (true, _) => SharedAccess::Granted,
                            (false, true) => SharedAccess::Grantable,
                            (false, false) => SharedAccess::Unavailable,
                        };
                        let status = status(rows, user, *app)?;
                        Some((*app, permission_type(rows, user, *app)?, installation.scopes, status, shared))
                    };
                    Ok(apps().iter().filter_map(row).collect())
                },
            ),
            Self::Subscribers => compare(
                pairs(&pairs(&everybody(), &accounts()), all_apps),
                |((by, account), app)| {
                    let row = |row: Subscriber| (row.user, row.permission_type, row.status);
                    Ok(directory.subscribers(by, account, app)?.into_iter().map(row).collect())
                },
                |((by, account), app)| {
                    known_user(rows, by)?;
                    known_account(rows, account)?;
                    known_app(rows, app)?;
                    sees_marketplace(rows, by, account)?;
                    let row = |user: UserId| {
                        Some((user, permission_type(rows, user, app)?, status(rows, user, app)?))
                    };
                    Ok(users_of(rows, account).into_iter().filter_map(row).collect())
                },
            ),
            Self::AccountApps => compare(
                pairs(&everybody(), &accounts()),
                |(by, account)| {
                    let row =
                        |row: AppSubscribers| (row.app, [row.user, row.user_with_shared_access, row.admin]);
                    Ok(directory.account_apps(by, account)?.into_iter().map(row).collect())
                },
                |(by, account)| {
                    known_user(rows, by)?;
                    known_account(rows, account)?;
                    sees_marketplace(rows, by, account)?;
                    let types =
                        [PermissionType::User, PermissionType::UserWithSharedAccess, PermissionType::Admin];
                    let count = |app: AppId, of: PermissionType| {
                        let users = users_of(rows, account).into_iter();
                        users.filter(|user| permission_type(rows, *user, app) == Some(of)).count()
                    };
                    let counts = apps().into_iter().map(|app| (app, types.map(|of| count(app, of))));
                    Ok(counts.filter(|(_, counts)| counts.iter().sum::<usize>() > 0).collect())
                },
            ),
            Self::Consent => compare(
                pairs(&everybody(), all_apps),
                |(user, app)| {
                    let consent = directory.consent(user, app)?;
                    let screen =
                        format!("{:?}", (consent.required, consent.optional, consent.shared_offered));
                    let install = format!("{:?}", consent.install);
                    let added = consent.would_add.iter().map(|user| format!("adds {user:?}"));
                    Ok([screen, install].into_iter().chain(added).collect())
                },
                |(user, app)| {
                    known_user(rows, user)?;
                    known_app(rows, app)?;
                    let manifest = &rows.app(app).ok_or(Refusal::UnknownApp(app))?.manifest;
                    let (required, optional) = (manifest.required_scopes(), manifest.optional_scopes());
                    let screen = format!("{:?}", (required, optional, manifest.uses_shared_access()));
                    let outcome = directory.clone().acting_as(user).install(app, Scopes::empty());
                    let install = format!("{:?}", outcome.map(drop));
                    let added = users().into_iter().filter(|owner| tick_adds(rows, user, app, *owner));
                    let added = added.map(|user| format!("adds {user:?}"));
                    Ok([screen, install].into_iter().chain(added).collect())
                },
            ),
            Self::Requests => compare(
                pairs(&everybody(), &accounts()),
                |(by, account)| {
                    let requests = directory.requests(by, account)?;
                    Ok(requests.into_iter().map(|row| (row.user, row.app)).collect())
                },
                |(by, account)| {
                    known_user(rows, by)?;
                    known_account(rows, account)?;
                    sees_marketplace(rows, by, account)?;
                    let open = |(user, app): &(UserId, AppId)| {
                        let requested = rows.entry(*user, *app).is_some_and(|entry| entry.requested);
                        requested && !is_allowed(rows, *user, *app)
                    };
                    Ok(pairs(&users_of(rows, account), &apps()).into_iter().filter(open).collect())
                },
            ),
            Self::Disabled => compare(
                pairs(&everybody(), &accounts()),
                |(by, account)| {
                    let disabled = directory.disabled(by, account)?;
                    Ok(disabled.into_iter().map(|row| (row.user, row.app)).collect())
                },
                |(by, account)| {
                    known_user(rows, by)?;
                    known_account(rows, account)?;
                    sees_marketplace(rows, by, account)?;
                    let disabled = |(user, app): &(UserId, AppId)| rows.standing(*user, *app).disabled;
                    Ok(pairs(&users_of(rows, account), &apps()).into_iter().filter(disabled).collect())
                },
            ),
            Self::Delegations => compare(
                everybody(),
                |user| {
                    let Delegations { given, held, .. } = directory.delegations(user)?;
                    let given = given.into_iter().map(|row| ("given", (row.user, row.access)));
                    Ok(given.chain(held.into_iter().map(|row| ("held", (row.user, row.access)))).collect())
                },
                |user| {
                    known_user(rows, user)?;
                    let row = |from, to| rows.delegation(from, to).map(|row| row.access);
                    let given = users().into_iter().filter_map(|to| Some(("given", (to, row(user, to)?))));
                    let held =
                        users().into_iter().filter_map(|from| Some(("held", (from, row(from, user)?))));
                    Ok(given.chain(held).collect())
                },
            ),
            Self::MeetingsByNumber => compare(
                pairs(&accounts(), &NUMBERS),
                |(account, number)| {
                    let meetings = directory.meetings_by_number(account, number.into())?;
                    Ok(meetings
                        .into_iter()
                        .map(|row| (row.meeting, row.state, row.kind, row.owner))
                        .collect())
                },
                |(account, number)| {
                    known_account(rows, account)?;
                    let numbered = |uuid: MeetingUuid| {
                        let row = rows.meeting(uuid)?;
                        let is_own = rows.account_of(row.owner) == Some(account);
                        let is_meant = row.number == number.into() && is_own;
                        is_meant.then_some((uuid, row.state, row.kind, row.owner))
                    };
                    Ok(meetings().into_iter().filter_map(numbered).collect())
                },
            ),
            Self::CalendarEvent => compare(
                pairs(&everybody(), EVENTS),
                |(user, event)| Ok(directory.calendar_event(user, event)?.into_iter().collect()),
                |(user, event)| {
                    let calendar = &rows.user(user).ok_or(Refusal::UnknownUser(user))?.1.calendar;
                    let bound = calendar.iter().filter(|binding| *binding.event == *event);
                    Ok(bound.map(|binding| binding.meeting).collect())
                },
            ),
            Self::Collaboration => compare(
                pairs(&meetings(), all_apps),
                |(meeting, app)| {
                    let Collaboration { mode, participants, next, .. } =
                        directory.collaboration(meeting, app)?;
                    Ok(with_participants(format!("{mode}, {next}"), &participants))
                },
                |(meeting, app)| {
                    let row = rows.meeting(meeting).ok_or(Refusal::UnknownMeeting(meeting))?;
                    known_app(rows, app)?;
                    let allowed = |seat: &Seat| may_open(rows, row, seat, app);
                    let running: Vec<Seat> = open_seats(row, app).into_iter().filter(allowed).collect();
                    let is_owner = |seat: &Seat| seat.user == Some(row.owner);
                    let next = match (running.iter().any(is_owner), row.seats.iter().any(is_owner)) {
                        (true, _) => NextStep::None,
                        (false, true) => NextStep::InviteOwner,
                        (false, false) => NextStep::OwnerAbsent,
                    };
                    let mode = match running.len() {
                        0 | 1 => CollaborationMode::SinglePlayer,
                        _ => CollaborationMode::Multiplayer,
                    };
                    Ok(with_participants(format!("{mode}, {next}"), &seated(&running)))
                },
            ),
            Self::SharedState => compare(
                pairs(&meetings(), all_apps),
                |(meeting, app)| {
                    let state = directory.shared_state(meeting, app)?;
                    let details = state.meeting.map(|row| (row.topic, row.number, row.participants));
                    Ok(with_participants(format!("{details:?}"), &state.participants))
                },
                |(meeting, app)| {
                    let row = rows.meeting(meeting).ok_or(Refusal::UnknownMeeting(meeting))?;
                    known_app(rows, app)?;
                    let authorized = |seat: &Seat| is_authorized(rows, row, seat, app);
                    let running: Vec<Seat> = open_seats(row, app).into_iter().filter(authorized).collect();
                    let by_owner = running.iter().any(|seat| seat.user == Some(row.owner));
                    let details = by_owner.then(|| (&row.topic, row.number, seated(&row.seats)));
                    Ok(with_participants(format!("{details:?}"), &seated(&running)))
                },
            ),
            Self::SupportedJsApis => compare(
                instances(),
                |((principal, app), place)| {
                    Ok(directory.supported_js_apis(principal, app, place)?.iter().collect())
                },
                |((principal, app), place)| {
                    all_known(rows, principal, app, place)?;
                    let requested = rows.app(app).ok_or(Denial::UnknownApp)?.manifest.apis();
                    let allowed = |api: &Api| may_call(world, principal, app, place, *api);
                    Ok(requested.iter().filter(allowed).collect())
                },
            ),
            Self::UnsupportedJsApis => compare(
                instances(),
                |((principal, app), place)| {
                    let requested = ApiSet::from(APIS);
                    Ok(directory.unsupported_js_apis(principal, app, place, requested)?.iter().collect())
                },
                |((principal, app), place)| {
                    all_known(rows, principal, app, place)?;
                    let denied = |api: &Api| !may_call(world, principal, app, place, *api);
                    Ok(ApiSet::from(APIS).iter().filter(denied).collect())
                },
            ),
        }
    }
}

const UNANSWERED: &str = "no answer, for";

/// Why a view has no answer: a refusal, or an argument that is unknown.
struct Unanswered(String);

impl From<Refusal> for Unanswered {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotPermitted(lack) => Self::not_permitted(lack.who.who()),
            refusal => Self(format!("{refusal:?}")),
        }
    }
}

impl Unanswered {
    fn not_permitted(who: &[Who]) -> Self {
        Self(format!("it takes {who:?}"))
    }
}

impl From<Denial> for Unanswered {
    fn from(denial: Denial) -> Self {
        Self(denial.to_string())
    }
}

/// Both answers for each of the arguments, one row per line.
fn compare<Arguments: Copy + Debug, Row: Debug>(
    arguments: Vec<Arguments>,
    listed: impl Fn(Arguments) -> Result<Vec<Row>, Unanswered>,
    kept: impl Fn(Arguments) -> Result<Vec<Row>, Unanswered>,
) -> (Vec<String>, Vec<String>) {
    let lines = |answer: &dyn Fn(Arguments) -> Result<Vec<Row>, Unanswered>| {
        let lines = arguments.iter().flat_map(|arguments| match answer(*arguments) {
            Ok(rows) => rows.iter().map(|row| format!("{arguments:?}: {row:?}")).collect(),
            Err(Unanswered(reason)) => vec![format!("{arguments:?}: {UNANSWERED} {reason}")],
        });
        lines.collect()
    };
    (lines(&listed), lines(&kept))
}

fn known_account(rows: &Rows, account: AccountId) -> Result<(), Refusal> {
    rows.account(account).map(drop).ok_or(Refusal::UnknownAccount(account))
}

fn known_user(rows: &Rows, user: UserId) -> Result<(), Refusal> {
    rows.user(user).map(drop).ok_or(Refusal::UnknownUser(user))
}

fn known_app(rows: &Rows, app: AppId) -> Result<(), Refusal> {
    rows.app(app).map(drop).ok_or(Refusal::UnknownApp(app))
}

/// The checks from `unknown_principal` to `unknown_resource`.
fn all_known(rows: &Rows, principal: PrincipalId, app: AppId, place: ResourceId) -> Result<(), Denial> {
    let principal = match principal {
        PrincipalId::User(user) => rows.user(user).is_some(),
        PrincipalId::Participant { meeting, participant } => rows.seat(meeting, participant).is_some(),
    };
    let place = match place {
        ResourceId::Meeting { meeting, .. } => rows.meeting(meeting).is_some(),
        _ => true,
    };
    match (principal, rows.app(app), place) {
        (false, ..) => Err(Denial::UnknownPrincipal),
        (true, None, _) => Err(Denial::UnknownApp),
        (true, Some(_), false) => Err(Denial::UnknownResource),
        (true, Some(_), true) => Ok(()),
    }
}

/// An administrator of the account for `marketplace_read`.
fn sees_marketplace(rows: &Rows, by: UserId, account: AccountId) -> Result<(), Unanswered> {
    let privileges = Privileges::MARKETPLACE_READ;
    let sees = rows.user_facts(by).is_some_and(|by| {
        by.account == account && by.status == UserStatus::Active && by.privileges.contains(privileges)
    });
    let who = Who::Administrator { account, privileges };
    if sees { Ok(()) } else { Err(Unanswered::not_permitted(&[who])) }
}

fn users_of(rows: &Rows, account: AccountId) -> Vec<UserId> {
    users().into_iter().filter(|user| rows.account_of(*user) == Some(account)).collect()
}

fn permission_type(rows: &Rows, user: UserId, app: AppId) -> Option<PermissionType> {
    let installation = rows.installation(user, app)?;
    Some(match (rows.app(app)?.manifest.management(), installation.shared_access) {
        (Management::AdminManaged, _) => PermissionType::Admin,
        (Management::UserManaged, true) => PermissionType::UserWithSharedAccess,
        (Management::UserManaged, false) => PermissionType::User,
    })
}

fn is_allowed(rows: &Rows, user: UserId, app: AppId) -> bool {
    let (Some((account, _)), Some(app)) = (rows.user(user), rows.app(app)) else { return false };
    account.policy.allows(&app.manifest, account.id, rows.approval(user, app.id))
}

/// What stands in the way of every question about an installed app.
fn status(rows: &Rows, user: UserId, app: AppId) -> Option<AppStatus> {
    let ((account, row), published) = (rows.user(user)?, rows.app(app)?);
    let entry = rows.entry(user, app)?;
    let policy = account.policy;
    let own = published.manifest.developer() == account.id;
    let setting = match published.manifest.listing() {
        Listing::Listed => policy.listed,
        Listing::Unlisted | Listing::Private => policy.unlisted,
    };
    let allowed = setting == ApprovalSetting::Open
        || entry.approved
        || account.approved.contains(&app)
        || (own && policy.own == OwnApps::Exempt)
        || policy.on_withdrawal == OnWithdrawal::Keep;
    let foreign = published.manifest.listing() == Listing::Private && !own;
    Some(if row.status != UserStatus::Active {
        AppStatus::UserInactive
    } else if published.publication != Publication::Published {
        AppStatus::Unpublished
    } else if foreign || !allowed {
        AppStatus::NotApproved
    } else if entry.disabled {
        AppStatus::Disabled
    } else {
        AppStatus::Active
    })
}

/// The user reaches something of an active colleague that a scope of the app covers.
fn tick_adds(rows: &Rows, user: UserId, app: AppId, owner: UserId) -> bool {
    let (Some((_, colleague)), Some(app)) = (rows.user(owner), rows.app(app)) else { return false };
    let covers =
        |kind, verb| Scopes::needed(kind, verb).is_some_and(|scope| app.manifest.scopes().contains(scope));
    app.manifest.uses_shared_access()
        && owner != user
        && colleague.status == UserStatus::Active
        && pairs(DataKind::ALL, Verb::ALL)
            .into_iter()
            .any(|(kind, verb)| covers(kind, verb) && rows.reaches(user, owner, kind, verb))
}

/// The seats in which an app is open.
fn open_seats(meeting: &MeetingSnapshot, app: AppId) -> Vec<Seat> {
    let open = |seat: &&Seat| {
        meeting.open.iter().any(|open| open.participant == seat.participant && open.app == app)
    };
    meeting.seats.iter().filter(open).copied().collect()
}

fn seated(seats: &[Seat]) -> Vec<ParticipantId> {
    seats.iter().map(|seat| seat.participant).collect()
}

fn with_participants(first: String, participants: &[ParticipantId]) -> Vec<String> {
    [first].into_iter().chain(participants.iter().map(|participant| format!("{participant:?}"))).collect()
}

/// Every principal with every app in every place.
fn instances() -> Vec<((PrincipalId, AppId), ResourceId)> {
    let principals = principals(Naming::Plain);
    let known = pairs(&pairs(&principals, &apps()), &places(Naming::Plain));
    let unknown = pairs(&pairs(&principals, &[id(NO_APP)]), &[ResourceId::Client { context: None }]);
    known.into_iter().chain(unknown).collect()
}

fn may_call(world: &World, principal: PrincipalId, app: AppId, place: ResourceId, api: Api) -> bool {
    world.evaluate(&Question { principal, app, resource: place, action: Action::Call(api) }).is_allowed()
}
