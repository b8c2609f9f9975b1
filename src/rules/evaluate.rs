//! The one verb: the rules, top to bottom. The numbers are those of `docs/rules.md`.

use crate::catalog::{Api, ApiRoles, ApiSet, Contexts, Edition, MeetingRole, Roles, RunningContext};
use crate::facts::{
    AuthStatus, DataKind, Delegation, Installation, Management, Manifest, Meeting, MeetingKind, MeetingState,
    OnWithdrawal, Policy, Publication, Scopes, Seat, SeatRole, Standing, User, UserStatus, Verb,
};
use crate::id::AccountId;
use crate::rules::coverage::{Coverage, On, coverage, rows};
use crate::rules::{Action, App, Basis, Decision, Denial, Participant, Principal, Resource};

/// Decides whether an app may do something on somebody's behalf.
///
/// Total: no input panics. Pure: the answer depends on the arguments alone, and nothing is allocated.
/// The first check that fails is the reason; their order is that of [`Denial`].
///
/// The facts are the host's word. Rows that do not belong to the question (a delegation between others,
/// other people's seats) change no answer.
///
/// # Examples
///
/// ```
/// use consentry::{
///     App, Basis, DataKind, Decision, Denial, Installation, Manifest, Principal, Resource, Scopes,
///     Standing, User, Verb, evaluate,
/// };
/// use consentry::facts::{Access, Delegation, ManifestDraft, ManifestError};
///
/// let app = {
///     let mut draft = ManifestDraft::user_managed(7_u64.into());
///     draft.required_scopes = Scopes::MEETINGS_WRITE;
///     draft.uses_shared_access = true;
///     Manifest::try_from(draft)?
/// };
/// let account = 7_u64.into();
/// let olga = User::new(1_u64.into(), account);
/// let ann = User::new(2_u64.into(), account);
/// let delegation = Delegation { delegator: olga.id, delegate: ann.id, access: Access::SCHEDULE };
/// let installation = Installation::new(Scopes::MEETINGS_WRITE);
///
/// let ask = |installation| {
///     evaluate(
///         &Principal::User(&ann),
///         &App::published(&app, Standing { installation: Some(installation), ..Standing::default() }),
///         &Resource::UserData { owner: &olga, kind: DataKind::Meetings, delegation: Some(delegation) },
///         Verb::Create.into(),
///     )
/// };
/// assert_eq!(ask(installation), Decision::Deny(Denial::SharedAccessNotGranted));
/// assert_eq!(ask(installation.with_shared_access()), Decision::Allow(Basis::Delegated));
/// # Ok::<_, ManifestError>(())
/// ```
#[inline]
pub fn evaluate(
    principal: &Principal<'_>,
    app: &App<'_>,
    resource: &Resource<'_>,
    action: Action,
) -> Decision {
    evaluate_inlined(principal, app, resource, action)
}

/// The same, compiled into its caller, which knows what kind of question it asks.
#[inline(always)]
pub(crate) fn evaluate_inlined(
    principal: &Principal<'_>,
    app: &App<'_>,
    resource: &Resource<'_>,
    action: Action,
) -> Decision {
    decide(principal, app, resource, action).into()
}

/// Whether a user may open an app at all: whoever is approved to use an app can always open it, and is asked
/// to authorize it where that has not happened. Checks 6, 7, 8 and 10.
///
/// # Examples
///
/// ```
/// use consentry::{App, Manifest, Standing, User, can_open};
/// use consentry::facts::{Approval, ManifestDraft, ManifestError};
///
/// let app = Manifest::try_from(ManifestDraft::user_managed(7_u64.into()))?;
/// let ann = User::new(1_u64.into(), 8_u64.into());
/// let approved = Standing { approval: Approval::User, ..Standing::default() };
/// assert!(can_open(&ann, &App::published(&app, approved)), "approved, and not installed yet");
/// assert!(!can_open(&ann, &App::published(&app, Standing::default())));
/// # Ok::<_, ManifestError>(())
/// ```
#[must_use]
pub fn can_open(user: &User, app: &App<'_>) -> bool {
    match app {
        App::Unknown => false,
        App::Registered { manifest, publication, standing } => {
            usable(Some(user), manifest, *publication, standing).is_ok() && !standing.disabled
        }
    }
}

/// The APIs of the app's manifest that this instance may call now: what `getSupportedJsApis` answers.
///
/// # Examples
///
/// ```
/// use consentry::{
///     App, Installation, Manifest, Principal, Resource, Scopes, Standing, User, supported_js_apis,
/// };
/// use consentry::facts::{ManifestDraft, ManifestError};
///
/// # let mut draft = ManifestDraft::user_managed(7_u64.into());
/// # draft.apis = vec!["getMeetingContext".into(), "openUrl".into()];
/// # let manifest = Manifest::try_from(draft)?;
/// # let installation = Some(Installation::new(Scopes::empty()));
/// # let standing = Standing { installation, ..Standing::default() };
/// # let app = App::published(&manifest, standing);
/// # let ann = User::new(1_u64.into(), 7_u64.into());
/// assert_eq!(manifest.apis().to_string(), "getMeetingContext openUrl");
/// let on_client = Resource::Client { context: None };
/// let supported = supported_js_apis(&Principal::User(&ann), &app, &on_client);
/// assert_eq!(supported.to_string(), "openUrl", "the other takes a seat in a meeting");
/// # Ok::<_, ManifestError>(())
/// ```
#[must_use]
pub fn supported_js_apis(principal: &Principal<'_>, app: &App<'_>, resource: &Resource<'_>) -> ApiSet {
    match app {
        App::Unknown => ApiSet::EMPTY,
        App::Registered { manifest, .. } => {
            manifest.apis() - unsupported_js_apis(principal, app, resource, manifest.apis())
        }
    }
}

/// The APIs of `requested` that this instance may not call now: the `unsupportedApis` that `config` answers.
///
/// It takes an [`ApiSet`], which holds names of the catalogue alone. A name that no edition of it has is not
/// supported either: the caller adds it to what `config` reports, as below.
///
/// # Examples
///
/// ```
/// use consentry::{
///     App, Installation, Manifest, Principal, Resource, Scopes, Standing, User, unsupported_js_apis,
/// };
/// use consentry::catalog::{Api, ApiSet};
/// use consentry::facts::{ManifestDraft, ManifestError};
///
/// # let mut draft = ManifestDraft::user_managed(7_u64.into());
/// # draft.apis = vec!["getMeetingContext".into(), "openUrl".into()];
/// # let manifest = Manifest::try_from(draft)?;
/// # let installation = Some(Installation::new(Scopes::empty()));
/// # let standing = Standing { installation, ..Standing::default() };
/// # let app = App::published(&manifest, standing);
/// # let ann = User::new(1_u64.into(), 7_u64.into());
/// # let on_client = Resource::Client { context: None };
/// assert_eq!(manifest.apis().to_string(), "getMeetingContext openUrl");
/// let requested = ["getMeetingContext", "getWeather", "openUrl"];
///
/// let known: ApiSet = requested.iter().filter_map(|name| name.parse::<Api>().ok()).collect();
/// let denied = unsupported_js_apis(&Principal::User(&ann), &app, &on_client, known);
/// let unknown = requested.into_iter().filter(|name| name.parse::<Api>().is_err());
/// let unsupported: Vec<&str> = denied.names().chain(unknown).collect();
/// assert_eq!(unsupported, ["getMeetingContext", "getWeather"]);
/// # Ok::<_, ManifestError>(())
/// ```
#[must_use]
pub fn unsupported_js_apis(
    principal: &Principal<'_>,
    app: &App<'_>,
    resource: &Resource<'_>,
    requested: ApiSet,
) -> ApiSet {
    requested
        .iter()
        .filter(|api| !evaluate(principal, app, resource, Action::Call(*api)).is_allowed())
        .collect()
}

/// The auth status of the instance that a participant runs in a meeting, if it passes checks 6 to 10 as for a
/// call and has a seat there: what opening an app asks.
pub(crate) fn instance_status(
    participant: Participant<'_>,
    app: &App<'_>,
    meeting: &Meeting<'_>,
) -> Result<AuthStatus, Denial> {
    let App::Registered { manifest, publication, standing } = app else {
        return Err(Denial::UnknownApp);
    };
    let user = participant.user;
    let installation = user.and(standing.installation);
    usable(user, manifest, *publication, standing)?;
    admit_call(user, installation, manifest, standing)?;
    let place = Place::in_meeting(meeting, &Principal::Participant(participant), user, installation)?;
    Ok(place.status)
}

/// Whether a user reaches, without any app, something of somebody else's that one of the scopes covers.
pub(crate) fn reaches(user: &User, owner: &User, delegation: Option<Delegation>, scopes: Scopes) -> bool {
    rows().any(|row| scopes.intersects(row.scope) && reach(user, owner, delegation, row).is_some())
}

/// Checks 1 to 10, then those of data or those of calls.
#[inline(always)]
fn decide(
    principal: &Principal<'_>,
    app: &App<'_>,
    resource: &Resource<'_>,
    action: Action,
) -> Result<Basis, Denial> {
    let user = match principal {
        Principal::Unknown => return Err(Denial::UnknownPrincipal),
        Principal::User(user) => Some(*user),
        Principal::Participant(participant) => participant.user,
    };
    let App::Registered { manifest, publication, standing } = app else {
        return Err(Denial::UnknownApp);
    };
    if let Resource::Unknown = resource {
        return Err(Denial::UnknownResource);
    }
    let question = Question::new(resource, action, manifest.edition())?;

    usable(user, manifest, *publication, standing)?;
    let installation = user.and(standing.installation);
    match &question {
        Question::Data(data) => {
            let (Some(user), Some(installation)) = (user, installation) else {
                return Err(Denial::NotInstalled);
            };
            ensure(!standing.disabled, Denial::InstallationDisabled)?;
            decide_data(user, manifest, installation, data)
        }
        Question::Call(call) => {
            admit_call(user, installation, manifest, standing)?;
            decide_call(principal, user, manifest, installation, call)
        }
    }
}

/// A question that exists.
enum Question<'a> {
    Data(Data<'a>),
    Call(Call<'a>),
}

/// A verb on data.
struct Data<'a> {
    account: AccountId,
    /// `None` for the account's own data.
    owner: Option<&'a User>,
    delegation: Option<Delegation>,
    needs: Coverage,
}

/// A call in a meeting or on the client.
struct Call<'a> {
    api: Api,
    roles: ApiRoles,
    /// `None` for the client.
    meeting: Option<&'a Meeting<'a>>,
    context: Option<RunningContext>,
}

impl<'a> Question<'a> {
    /// Checks 4 and 5.
    #[inline(always)]
    fn new(resource: &Resource<'a>, action: Action, edition: Edition) -> Result<Self, Denial> {
        match action {
            Action::Verb(verb) => Data::new(resource, verb).map(Self::Data),
            Action::CallUnknown => Err(Denial::UnknownApi),
            Action::Call(api) => {
                let roles = edition.roles(api).ok_or(Denial::UnknownApi)?;
                Call::new(resource, api, roles).map(Self::Call)
            }
        }
    }
}

impl<'a> Data<'a> {
    #[inline(always)]
    fn new(resource: &Resource<'a>, verb: Verb) -> Result<Self, Denial> {
        let exists = |kind: DataKind| coverage(kind, verb).ok_or(Denial::ActionNotSupported);
        match *resource {
            Resource::UserData { owner, kind, delegation } => {
                Ok(Self { account: owner.account, owner: Some(owner), delegation, needs: exists(kind)? })
            }
            Resource::AccountData { account, kind } => {
                let needs = exists(kind)?;
                ensure(needs.on == On::UserAndAccountData, Denial::ActionNotSupported)?;
                Ok(Self { account, owner: None, delegation: None, needs })
            }
            Resource::Unknown | Resource::Meeting { .. } | Resource::Client { .. } => {
                Err(Denial::ActionNotSupported)
            }
        }
    }
}

impl<'a> Call<'a> {
    #[inline(always)]
    fn new(resource: &Resource<'a>, api: Api, roles: ApiRoles) -> Result<Self, Denial> {
        match *resource {
            Resource::Meeting { meeting, context } => {
                Ok(Self { api, roles, meeting: Some(meeting), context })
            }
            Resource::Client { context } => Ok(Self { api, roles, meeting: None, context }),
            Resource::Unknown | Resource::UserData { .. } | Resource::AccountData { .. } => {
                Err(Denial::ActionNotSupported)
            }
        }
    }
}

/// Checks 6 to 8: the app may be used by this user at all. Nobody's user passes 6 and 8.
#[inline(always)]
fn usable(
    user: Option<&User>,
    manifest: &Manifest,
    publication: Publication,
    standing: &Standing,
) -> Result<(), Denial> {
    ensure(user.is_none_or(|user| user.status == UserStatus::Active), Denial::UserInactive)?;
    ensure(publication == Publication::Published, Denial::AppUnpublished)?;
    ensure(user.is_none_or(|user| approved(user, manifest, standing)), Denial::AppNotApproved)
}

/// Checks 9 and 10 for a call: installed, or as a guest; and not disabled.
#[inline]
fn admit_call(
    user: Option<&User>,
    installation: Option<Installation>,
    manifest: &Manifest,
    standing: &Standing,
) -> Result<(), Denial> {
    ensure(installation.is_some() || manifest.guest_mode(), Denial::NotInstalled)?;
    ensure(user.is_none() || !standing.disabled, Denial::InstallationDisabled)
}

/// The policy allows the app now, or lets what is installed go on.
#[inline(always)]
fn approved(user: &User, manifest: &Manifest, standing: &Standing) -> bool {
    let Policy { on_withdrawal, .. } = standing.policy;
    standing.policy.allows(manifest, user.account, standing.approval)
        || (on_withdrawal == OnWithdrawal::Keep && standing.installation.is_some())
}

/// Checks 11 and 12, then by the app's management.
#[inline(always)]
fn decide_data(
    user: &User,
    manifest: &Manifest,
    installation: Installation,
    data: &Data<'_>,
) -> Result<Basis, Denial> {
    let Coverage { scope, privilege, .. } = data.needs;
    ensure(installation.scopes.contains(scope), Denial::ScopeNotGranted(scope))?;
    ensure(data.account == user.account, Denial::CrossAccount)?;
    match manifest.management() {
        Management::UserManaged => decide_user_managed(user, installation, data),
        Management::AdminManaged => {
            ensure(user.privileges.include(privilege), Denial::PrivilegeMissing(privilege))?;
            Ok(Basis::Admin)
        }
    }
}

/// Checks 13 to 16.
#[inline(always)]
fn decide_user_managed(user: &User, installation: Installation, data: &Data<'_>) -> Result<Basis, Denial> {
    let owner = data.owner.ok_or(Denial::AdminAppRequired)?;
    if owner.id == user.id {
        return Ok(Basis::Own);
    }
    ensure(owner.status == UserStatus::Active, Denial::OwnerInactive)?;
    let reach = reach(user, owner, data.delegation, data.needs).ok_or(Denial::NotDelegated)?;
    ensure(installation.shared_access, Denial::SharedAccessNotGranted)?;
    Ok(reach)
}

/// How a user reaches somebody else's data without any app: by a delegation, else by its role, else not.
#[inline(always)]
fn reach(user: &User, owner: &User, delegation: Option<Delegation>, needs: Coverage) -> Option<Basis> {
    let delegated = delegation.is_some_and(|row| {
        row.delegator == owner.id && row.delegate == user.id && row.access.intersects(needs.access)
    });
    if delegated {
        return Some(Basis::Delegated);
    }
    user.privileges.include(needs.privilege).then_some(Basis::AccountRole)
}

/// Checks 18 to 22.
#[inline]
fn decide_call(
    principal: &Principal<'_>,
    user: Option<&User>,
    manifest: &Manifest,
    installation: Option<Installation>,
    call: &Call<'_>,
) -> Result<Basis, Denial> {
    let Call { api, roles, meeting, context } = *call;
    ensure(manifest.apis().contains(api), Denial::ApiNotRequested(api))?;

    let place = match meeting {
        Some(meeting) => Place::in_meeting(meeting, principal, user, installation)?,
        None => Place::on_client(roles, principal, installation)?,
    };
    let context = context.unwrap_or(place.default_context);
    let possible = place.contexts.contains(context.into()) && api.contexts().include(context.into());
    ensure(possible, Denial::ContextNotSupported(context))?;

    let guests_may = manifest.guest_mode() && api.supports_guests();
    ensure(place.status == AuthStatus::Authorized || guests_may, Denial::AuthorizationRequired)?;

    match (place.roles, roles.limit()) {
        (None, _) | (_, None) => Ok(Basis::Unrestricted),
        (Some(held), Some(permitted)) => match (held & permitted).strongest() {
            Some(role) => Ok(Basis::RoleInMeeting(role)),
            None => Err(Denial::RoleNotPermitted(permitted)),
        },
    }
}

/// Where an app instance is, and as whom.
struct Place {
    default_context: RunningContext,
    contexts: Contexts,
    status: AuthStatus,
    /// `None` where no role is asked for: on the client.
    roles: Option<Roles>,
}

impl Place {
    /// Check 19 in a meeting: it is live, and the principal has a seat in it.
    #[inline]
    fn in_meeting(
        meeting: &Meeting<'_>,
        principal: &Principal<'_>,
        user: Option<&User>,
        installation: Option<Installation>,
    ) -> Result<Self, Denial> {
        ensure(meeting.state == MeetingState::Live, Denial::NotInMeeting)?;
        let mut roles = Roles::empty();
        let mut status = AuthStatus::Unauthenticated;
        for seat in meeting.seats.iter().filter(|seat| sits(principal, meeting, seat)) {
            roles |= seat.role.into();
            status = status.max(seat_status(meeting.kind, seat, installation.is_some()));
        }
        ensure(!roles.is_empty(), Denial::NotInMeeting)?;
        if user.is_some_and(|user| user.id == meeting.owner) {
            roles |= MeetingRole::Owner.into();
        }
        Ok(Self {
            default_context: meeting.kind.default_context(),
            contexts: meeting.kind.contexts(),
            status,
            roles: Some(roles),
        })
    }

    /// Check 19 on the client: there is only the user, and no seat to have a role by.
    #[inline]
    fn on_client(
        roles: ApiRoles,
        principal: &Principal<'_>,
        installation: Option<Installation>,
    ) -> Result<Self, Denial> {
        let is_user = matches!(principal, Principal::User(_));
        ensure(is_user && roles.needs_no_seat(), Denial::NotInMeeting)?;
        Ok(Self {
            default_context: RunningContext::InMainClient,
            contexts: Contexts::CLIENT,
            status: signed_in(installation.is_some()),
            roles: None,
        })
    }
}

/// Whether a seat of the meeting is one of the principal's.
fn sits(principal: &Principal<'_>, meeting: &Meeting<'_>, seat: &Seat) -> bool {
    match principal {
        Principal::Unknown => false,
        Principal::User(user) => seat.user == Some(user.id),
        Principal::Participant(participant) => {
            participant.meeting == meeting.uuid
                && participant.id == seat.participant
                && participant.user.map(|user| user.id) == seat.user
        }
    }
}

/// The auth status of the instance in a seat. An attendee of a webinar is never authorized. Source: S.
fn seat_status(kind: MeetingKind, seat: &Seat, installed: bool) -> AuthStatus {
    let watches = kind == MeetingKind::Webinar && seat.role == SeatRole::Attendee;
    match seat.user {
        None => AuthStatus::Unauthenticated,
        Some(_) => signed_in(installed && !watches),
    }
}

/// The auth status of a signed-in user.
fn signed_in(authorized: bool) -> AuthStatus {
    if authorized { AuthStatus::Authorized } else { AuthStatus::Authenticated }
}

#[inline]
fn ensure(holds: bool, otherwise: Denial) -> Result<(), Denial> {
    if holds { Ok(()) } else { Err(otherwise) }
}
