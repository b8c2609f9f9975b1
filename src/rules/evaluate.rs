//! The decision: its rules, from top to bottom, in the order of [`Denial`].

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
/// The function is total and pure: it has an answer for every input, the answer depends on the arguments only, and
/// nothing is allocated. The checks run in the order of [`Denial`], and the first one that fails determines the reason.
///
/// The facts are taken as given. Delegations between other people and other people's seats change no answer.
///
/// # Examples
///
/// ```
/// use consentry::facts::{Access, Delegation, ManifestError};
/// use consentry::{
///     App, Basis, DataKind, Decision, Denial, Installation, Manifest, Principal, Resource, Scopes, Standing,
///     User, Verb, evaluate,
/// };
///
/// let planner = Manifest::user_managed(7_u64.into())
///     .require(Scopes::MEETINGS_WRITE)
///     .offer_shared_access()
///     .build()?;
/// let account = 7_u64.into();
/// let olga = User::new(1_u64.into(), account);
/// let ann = User::new(2_u64.into(), account);
/// let delegation = Delegation { delegator: olga.id, delegate: ann.id, access: Access::SCHEDULE };
/// let installation = Installation::new(Scopes::MEETINGS_WRITE);
///
/// let ask = |installation| {
///     let standing = Standing { installation: Some(installation), ..Standing::default() };
///     evaluate(
///         &Principal::User(&ann),
///         &App::published(&planner, standing),
///         &Resource::UserData { owner: &olga, kind: DataKind::Meetings, delegation: Some(delegation) },
///         Verb::Create,
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
    action: impl Into<Action>,
) -> Decision {
    evaluate_inlined(principal, app, resource, action.into())
}

/// [`evaluate`], always inlined, so that callers with a fixed kind of resource get a specialized copy.
#[inline(always)]
pub(crate) fn evaluate_inlined(
    principal: &Principal<'_>,
    app: &App<'_>,
    resource: &Resource<'_>,
    action: Action,
) -> Decision {
    decide(principal, app, resource, action).into()
}

/// Whether a user may open an app.
///
/// A user whose account allows the app may open it, installed or not. A user who has not installed the app is then
/// asked to authorize it. The answer is `false` for those reasons of [`evaluate`] that do not depend on the action:
/// `unknown_app`, `user_inactive`, `app_unpublished`, `app_not_approved` and `installation_disabled`.
///
/// # Examples
///
/// ```
/// use consentry::facts::{Approval, ManifestError};
/// use consentry::{App, Manifest, Standing, User, can_open};
///
/// let app = Manifest::user_managed(7_u64.into()).build()?;
/// let ann = User::new(1_u64.into(), 8_u64.into());
/// let approved = Standing { approval: Approval::User, ..Standing::default() };
/// assert!(can_open(&ann, &App::published(&app, approved)), "approved, though not installed");
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

/// The APIs of the app's manifest that this instance may call now, as `getSupportedJsApis` reports them.
///
/// # Examples
///
/// ```
/// use consentry::catalog::Api;
/// use consentry::facts::ManifestError;
/// use consentry::{
///     App, Installation, Manifest, Principal, Resource, Scopes, Standing, User, supported_js_apis,
/// };
///
/// let apis = [Api::GetMeetingContext, Api::OpenUrl];
/// let manifest = Manifest::user_managed(7_u64.into()).call(apis).build()?;
/// # let installation = Some(Installation::new(Scopes::empty()));
/// # let standing = Standing { installation, ..Standing::default() };
/// # let app = App::published(&manifest, standing);
/// # let ann = User::new(1_u64.into(), 7_u64.into());
/// let on_client = Resource::Client { context: None };
/// let supported = supported_js_apis(&Principal::User(&ann), &app, &on_client);
/// assert_eq!(supported.to_string(), "openUrl", "the other API requires a seat in a meeting");
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

/// The APIs of `requested` that this instance may not call now, as `config` reports them in `unsupportedApis`.
///
/// An [`ApiSet`] contains only names of the catalogue. A name that is in no edition of the catalogue is not
/// supported either: add it to the report of `config`, as in the example.
///
/// # Examples
///
/// ```
/// use consentry::catalog::{Api, ApiSet};
/// use consentry::facts::ManifestError;
/// use consentry::{
///     App, Installation, Manifest, Principal, Resource, Scopes, Standing, User, unsupported_js_apis,
/// };
///
/// let apis = [Api::GetMeetingContext, Api::OpenUrl];
/// let manifest = Manifest::user_managed(7_u64.into()).call(apis).build()?;
/// # let installation = Some(Installation::new(Scopes::empty()));
/// # let standing = Standing { installation, ..Standing::default() };
/// # let app = App::published(&manifest, standing);
/// # let ann = User::new(1_u64.into(), 7_u64.into());
/// # let on_client = Resource::Client { context: None };
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

/// The auth status of the instance that a participant runs in a meeting.
///
/// Denied like a call, for the reasons from `user_inactive` to `installation_disabled`, and as `not_in_meeting` without
/// a seat in the live meeting. `open_app` uses it to decide whether a participant may open an app.
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
    let instance = Instance::in_meeting(meeting, &Principal::Participant(participant), user, installation)?;
    Ok(instance.status)
}

/// Whether a user can reach, without any app, some data of another user to which one of the scopes applies.
pub(crate) fn reaches(user: &User, owner: &User, delegation: Option<Delegation>, scopes: Scopes) -> bool {
    rows().any(|row| scopes.intersects(row.scope) && reach(user, owner, delegation, row).is_some())
}

/// The checks of every question, then those of verbs on data or those of calls.
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
    let request = Request::new(resource, action, manifest.edition())?;

    usable(user, manifest, *publication, standing)?;
    let installation = user.and(standing.installation);
    match &request {
        Request::Data(data) => {
            let (Some(user), Some(installation)) = (user, installation) else {
                return Err(Denial::NotInstalled);
            };
            check(!standing.disabled, Denial::InstallationDisabled)?;
            decide_data(user, manifest, installation, data)
        }
        Request::Call(call) => {
            admit_call(user, installation, manifest, standing)?;
            decide_call(principal, user, manifest, installation, call)
        }
    }
}

/// An action that exists for its resource.
enum Request<'a> {
    Data(Data<'a>),
    Call(Call<'a>),
}

/// A verb on data.
struct Data<'a> {
    account: AccountId,
    /// `None` for account data.
    owner: Option<&'a User>,
    delegation: Option<Delegation>,
    required: Coverage,
}

/// A call in a meeting or on the client.
struct Call<'a> {
    api: Api,
    roles: ApiRoles,
    /// `None` for the client.
    meeting: Option<&'a Meeting<'a>>,
    context: Option<RunningContext>,
}

impl<'a> Request<'a> {
    /// Denied as `unknown_api` or `action_not_supported`.
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
        let coverage = |kind: DataKind| coverage(kind, verb).ok_or(Denial::ActionNotSupported);
        match *resource {
            Resource::UserData { owner, kind, delegation } => {
                Ok(Self { account: owner.account, owner: Some(owner), delegation, required: coverage(kind)? })
            }
            Resource::AccountData { account, kind } => {
                let required = coverage(kind)?;
                check(required.on == On::UserAndAccountData, Denial::ActionNotSupported)?;
                Ok(Self { account, owner: None, delegation: None, required })
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

/// Whether the user can use the app: `user_inactive`, `app_unpublished`, `app_not_approved`.
///
/// Without a user, only publication is checked.
#[inline(always)]
fn usable(
    user: Option<&User>,
    manifest: &Manifest,
    publication: Publication,
    standing: &Standing,
) -> Result<(), Denial> {
    check(user.is_none_or(|user| user.status == UserStatus::Active), Denial::UserInactive)?;
    check(publication == Publication::Published, Denial::AppUnpublished)?;
    check(user.is_none_or(|user| approved(user, manifest, standing)), Denial::AppNotApproved)
}

/// `not_installed` and `installation_disabled` for a call. Guests pass them if the app has guest mode on.
#[inline]
fn admit_call(
    user: Option<&User>,
    installation: Option<Installation>,
    manifest: &Manifest,
    standing: &Standing,
) -> Result<(), Denial> {
    check(installation.is_some() || manifest.guest_mode(), Denial::NotInstalled)?;
    check(user.is_none() || !standing.disabled, Denial::InstallationDisabled)
}

/// Whether the policy allows the app now, or lets an existing installation continue.
#[inline(always)]
fn approved(user: &User, manifest: &Manifest, standing: &Standing) -> bool {
    let Policy { on_withdrawal, .. } = standing.policy;
    standing.policy.allows(manifest, user.account, standing.approval)
        || (on_withdrawal == OnWithdrawal::Keep && standing.installation.is_some())
}

/// The checks of verbs on data. The last of them differ for user-managed and admin-managed apps.
#[inline(always)]
fn decide_data(
    user: &User,
    manifest: &Manifest,
    installation: Installation,
    data: &Data<'_>,
) -> Result<Basis, Denial> {
    let Coverage { scope, privilege, .. } = data.required;
    check(installation.scopes.contains(scope), Denial::ScopeNotGranted(scope))?;
    check(data.account == user.account, Denial::CrossAccount)?;
    match manifest.management() {
        Management::UserManaged => decide_user_managed(user, installation, data),
        Management::AdminManaged => {
            check(user.privileges.contains(privilege), Denial::PrivilegeMissing(privilege))?;
            Ok(Basis::Admin)
        }
    }
}

/// The last checks of verbs through a user-managed app. They all pass for the user's own data.
#[inline(always)]
fn decide_user_managed(user: &User, installation: Installation, data: &Data<'_>) -> Result<Basis, Denial> {
    let owner = data.owner.ok_or(Denial::AdminAppRequired)?;
    if owner.id == user.id {
        return Ok(Basis::Own);
    }
    check(owner.status == UserStatus::Active, Denial::OwnerInactive)?;
    let reach = reach(user, owner, data.delegation, data.required).ok_or(Denial::NotDelegated)?;
    check(installation.shared_access, Denial::SharedAccessNotGranted)?;
    Ok(reach)
}

/// The basis on which a user can reach another user's data without any app: a delegation, else the account role.
#[inline(always)]
fn reach(user: &User, owner: &User, delegation: Option<Delegation>, required: Coverage) -> Option<Basis> {
    let delegated = delegation.is_some_and(|row| {
        row.delegator == owner.id && row.delegate == user.id && row.access.intersects(required.access)
    });
    if delegated {
        return Some(Basis::Delegated);
    }
    user.privileges.contains(required.privilege).then_some(Basis::AccountRole)
}

/// The checks of calls.
#[inline]
fn decide_call(
    principal: &Principal<'_>,
    user: Option<&User>,
    manifest: &Manifest,
    installation: Option<Installation>,
    call: &Call<'_>,
) -> Result<Basis, Denial> {
    let Call { api, roles, meeting, context } = *call;
    check(manifest.apis().contains(api), Denial::ApiNotRequested(api))?;

    let instance = match meeting {
        Some(meeting) => Instance::in_meeting(meeting, principal, user, installation)?,
        None => Instance::on_client(roles, principal, installation)?,
    };
    let context = context.unwrap_or(instance.default_context);
    let possible = instance.contexts.contains(context.into());
    let supported = api.contexts().contains(context.into());
    check(possible && supported, Denial::ContextNotSupported(context))?;

    let guests_may = manifest.guest_mode() && api.supports_guests();
    check(instance.status == AuthStatus::Authorized || guests_may, Denial::AuthorizationRequired)?;

    match (instance.roles, roles.limit()) {
        (None, _) | (_, None) => Ok(Basis::Unrestricted),
        (Some(held), Some(permitted)) => match (held & permitted).strongest() {
            Some(role) => Ok(Basis::RoleInMeeting(role)),
            None => Err(Denial::RoleNotPermitted(permitted)),
        },
    }
}

/// An app instance: the contexts it can run in, its auth status and its roles.
struct Instance {
    default_context: RunningContext,
    contexts: Contexts,
    status: AuthStatus,
    /// `None` on the client, where roles do not matter.
    roles: Option<Roles>,
}

impl Instance {
    /// An instance in a meeting, denied as `not_in_meeting` unless the meeting is live and the principal sits in it.
    #[inline]
    fn in_meeting(
        meeting: &Meeting<'_>,
        principal: &Principal<'_>,
        user: Option<&User>,
        installation: Option<Installation>,
    ) -> Result<Self, Denial> {
        check(meeting.state == MeetingState::Live, Denial::NotInMeeting)?;
        let mut roles = Roles::empty();
        let mut status = AuthStatus::Unauthenticated;
        for seat in meeting.seats.iter().filter(|seat| sits(principal, meeting, seat)) {
            roles |= seat.role.into();
            status = status.max(seat_status(meeting.kind, seat, installation.is_some()));
        }
        check(!roles.is_empty(), Denial::NotInMeeting)?;
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

    /// An instance on the client, denied as `not_in_meeting` to participants and for APIs that require a seat.
    #[inline]
    fn on_client(
        roles: ApiRoles,
        principal: &Principal<'_>,
        installation: Option<Installation>,
    ) -> Result<Self, Denial> {
        let is_user = matches!(principal, Principal::User(_));
        check(is_user && roles.needs_no_seat(), Denial::NotInMeeting)?;
        Ok(Self {
            default_context: RunningContext::InMainClient,
            contexts: Contexts::CLIENT,
            status: signed_in(installation.is_some()),
            roles: None,
        })
    }
}

/// Whether a seat of the meeting belongs to the principal.
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

/// Denies with a reason unless a condition holds.
#[inline]
fn check(holds: bool, reason: Denial) -> Result<(), Denial> {
    if holds { Ok(()) } else { Err(reason) }
}
