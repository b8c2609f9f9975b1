//! The decision: its rules, from top to bottom, in the order of [`Denial`].

use crate::catalog::{Api, ApiRoles, ApiSet, Contexts, Edition, MeetingRole, Roles, RunningContext};
use crate::facts::{
    AuthStatus, DataKind, Delegation, HostConsent, Installation, Listing, Management, Manifest, Meeting,
    MeetingKind, MeetingState, OnWithdrawal, Policy, Publication, Scopes, Seat, SeatRole, Standing, Surface,
    User, UserStatus, Verb,
};
use crate::id::{AccountId, UserId};
use crate::rules::coverage::{Coverage, On, coverage, rows};
use crate::rules::{
    Absence, Action, App, Basis, Decision, Denial, Obstacle, Participant, Principal, Resource,
};

/// Decides whether an app may do something on somebody's behalf.
///
/// The function is total and pure: it has an answer for every input, the answer depends on the arguments only, and
/// nothing is allocated. The checks run in the order of [`Denial`], and the first one that fails determines the reason.
///
/// The facts are taken as given. Delegations between other people, and other people's seats in the meeting, change no
/// answer. A grant counts as far as the app's manifest goes. [`UserId::NOBODY`](crate::UserId::NOBODY) is no user and owns
/// nothing.
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
/// `unknown_app`, `user_inactive`, `app_unpublished`, `app_not_approved` and `installation_disabled`. An admin-managed app
/// is also closed to a user who has not installed it and may not install it.
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
            user.id != UserId::NOBODY
                && obstruction(Some(user), manifest, *publication, standing).is_none()
                && (standing.installation.is_some()
                    || may_install(user, manifest, manifest.required_scopes()))
        }
    }
}

/// What stands in the way of every question of a user about an app, whatever the resource and the action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstruction {
    UserInactive,
    AppUnpublished,
    AppNotApproved,
    InstallationDisabled,
}

impl From<Obstruction> for Denial {
    fn from(obstruction: Obstruction) -> Self {
        match obstruction {
            Obstruction::UserInactive => Self::UserInactive,
            Obstruction::AppUnpublished => Self::AppUnpublished,
            Obstruction::AppNotApproved => Self::AppNotApproved,
            Obstruction::InstallationDisabled => Self::InstallationDisabled,
        }
    }
}

/// The first obstruction of a user or, with `None`, of somebody who is not signed in.
pub(crate) fn obstruction(
    user: Option<&User>,
    manifest: &Manifest,
    publication: Publication,
    standing: &Standing,
) -> Option<Obstruction> {
    let usable = usable(user, manifest, publication, standing);
    usable.and_then(|()| not_disabled(user, standing)).err()
}

/// Whether a user holds the privileges to install an app with these scopes.
pub(crate) fn may_install(user: &User, manifest: &Manifest, scopes: Scopes) -> bool {
    user.privileges.contains(manifest.privileges_to_install(scopes))
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

/// The auth status of the instance that a participant would open in a meeting.
///
/// Denied like a call, for the reasons from `user_inactive` to `installation_disabled` and from `surface_not_requested` to
/// `app_stopped`. `open_app` uses it to decide whether a participant may open an app.
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
    made_for(manifest, meeting.kind.surface())?;
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
    check(user.is_none_or(|user| user.id != UserId::NOBODY), Denial::UnknownPrincipal)?;
    let App::Registered { manifest, publication, standing } = app else {
        return Err(Denial::UnknownApp);
    };
    let is_known = match resource {
        Resource::Unknown => false,
        Resource::UserData { owner, .. } => owner.id != UserId::NOBODY,
        Resource::Meeting { meeting, .. } => meeting.owner != UserId::NOBODY,
        Resource::AccountData { .. } | Resource::Client { .. } => true,
    };
    check(is_known, Denial::UnknownResource)?;
    let request = Request::new(resource, action, manifest.edition())?;

    usable(user, manifest, *publication, standing)?;
    let installation = user.and(standing.installation);
    match &request {
        Request::Data(data) => {
            let (Some(user), Some(installation)) = (user, installation) else {
                return Err(Denial::NotInstalled);
            };
            not_disabled(Some(user), standing)?;
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
/// Without a user, only publication is checked, and that the app is not private.
#[inline(always)]
fn usable(
    user: Option<&User>,
    manifest: &Manifest,
    publication: Publication,
    standing: &Standing,
) -> Result<(), Obstruction> {
    check(user.is_none_or(|user| user.status == UserStatus::Active), Obstruction::UserInactive)?;
    check(publication == Publication::Published, Obstruction::AppUnpublished)?;
    let approved = match user {
        Some(user) => approved(user, manifest, standing),
        None => manifest.listing() != Listing::Private,
    };
    check(approved, Obstruction::AppNotApproved)
}

/// `installation_disabled`. Nobody disables an app for somebody who is not signed in.
#[inline(always)]
fn not_disabled(user: Option<&User>, standing: &Standing) -> Result<(), Obstruction> {
    check(user.is_none() || !standing.disabled, Obstruction::InstallationDisabled)
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
    Ok(not_disabled(user, standing)?)
}

/// Whether the policy allows the app now, or lets an existing installation continue.
#[inline(always)]
fn approved(user: &User, manifest: &Manifest, standing: &Standing) -> bool {
    let Policy { on_withdrawal, .. } = standing.policy;
    standing.policy.allows(manifest, user.account, standing.approval)
        || (on_withdrawal == OnWithdrawal::Keep
            && standing.installation.is_some()
            && manifest.is_offered_to(user.account))
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
    let installation = installation.limited_to(manifest);
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
    let Coverage { access, privilege, .. } = data.required;
    let reach = reach(user, owner, data.delegation, data.required)
        .ok_or(Denial::NotDelegated { access, privilege })?;
    check(owner.status == UserStatus::Active, Denial::OwnerInactive)?;
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

    made_for(manifest, meeting.map_or(Surface::Client, |meeting| meeting.kind.surface()))?;

    let instance = match meeting {
        Some(meeting) => Instance::in_meeting(meeting, principal, user, installation)?,
        None => Instance::on_client(api, roles, principal, installation)?,
    };
    let context = context.unwrap_or(instance.default_context);
    let supported = api.contexts().within(instance.contexts);
    check(supported.contains(context.into()), Denial::ContextNotSupported { context, supported })?;

    let guests_may = manifest.guest_mode() && api.supports_guests();
    if instance.status != AuthStatus::Authorized && !guests_may {
        return Err(Denial::AuthorizationRequired {
            status: instance.status,
            obstacle: obstacle(user, instance.only_watches),
        });
    }

    let basis = match (instance.roles, roles.limit()) {
        (None, _) | (_, None) => Basis::Unrestricted,
        (Some(held), Some(permitted)) => {
            let role = (held & permitted).strongest().ok_or(Denial::RoleNotPermitted(permitted))?;
            Basis::RoleInMeeting(role)
        }
    };
    check(!api.takes_media() || instance.may_take_media, Denial::MediaConsentRequired(api))?;
    Ok(basis)
}

/// `surface_not_requested`.
#[inline]
fn made_for(manifest: &Manifest, surface: Surface) -> Result<(), Denial> {
    check(manifest.surfaces().contains(surface.into()), Denial::SurfaceNotRequested(surface))
}

/// An app instance: the contexts it can run in, its auth status and its roles.
struct Instance {
    default_context: RunningContext,
    contexts: Contexts,
    status: AuthStatus,
    /// Whether it runs in an attendee's seat of a webinar, and in no other.
    only_watches: bool,
    /// `None` on the client, where roles do not matter.
    roles: Option<Roles>,
    may_take_media: bool,
}

impl Instance {
    /// An instance in a meeting, denied as `not_in_meeting` unless the meeting is live and the principal sits in it, and
    /// then as `app_stopped`.
    #[inline]
    fn in_meeting(
        meeting: &Meeting<'_>,
        principal: &Principal<'_>,
        user: Option<&User>,
        installation: Option<Installation>,
    ) -> Result<Self, Denial> {
        match meeting.state {
            MeetingState::Live => {}
            MeetingState::Scheduled => return Err(Denial::NotInMeeting(Absence::NotStarted)),
            MeetingState::Ended => return Err(Denial::NotInMeeting(Absence::Ended)),
        }
        let mut roles = Roles::empty();
        let mut status = AuthStatus::Unauthenticated;
        for seat in meeting.seats.iter().filter(|seat| sits(principal, meeting, seat)) {
            roles |= seat.role.into();
            status = status.max(seat_status(meeting.kind, seat, installation.is_some()));
        }
        check(!roles.is_empty(), Denial::NotInMeeting(Absence::NoSeat))?;
        check(meeting.host_consent != HostConsent::Stopped, Denial::AppStopped)?;
        let only_watches = meeting.kind == MeetingKind::Webinar && roles == Roles::ATTENDEE;
        if user.is_some_and(|user| user.id == meeting.owner) {
            roles |= MeetingRole::Owner.into();
        }
        Ok(Self {
            default_context: meeting.kind.default_context(),
            contexts: meeting.kind.contexts(),
            status,
            only_watches,
            may_take_media: meeting.host_consent == HostConsent::MediaAllowed
                || roles.intersects(Roles::OWNER.union(Roles::HOST)),
            roles: Some(roles),
        })
    }

    /// An instance on the client, denied as `not_in_meeting` to participants and for APIs that require a seat.
    ///
    /// An API whose roles are limited requires none if it states a context outside meetings. Those of an engagement stay
    /// with its agents.
    #[inline]
    fn on_client(
        api: Api,
        roles: ApiRoles,
        principal: &Principal<'_>,
        installation: Option<Installation>,
    ) -> Result<Self, Denial> {
        let is_user = matches!(principal, Principal::User(_));
        let needs_no_seat =
            roles.needs_no_seat() || api.contexts().stated().intersects(Contexts::OUTSIDE_MEETINGS);
        check(is_user && needs_no_seat, Denial::NotInMeeting(Absence::NeedsMeeting))?;
        Ok(Self {
            default_context: RunningContext::InMainClient,
            contexts: Contexts::CLIENT,
            status: signed_in(installation.is_some()),
            only_watches: false,
            roles: None,
            // A media call requires a meeting. This is for a catalogue in which one would not.
            may_take_media: false,
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

/// Why an instance is not authorized.
fn obstacle(user: Option<&User>, only_watches: bool) -> Obstacle {
    if user.is_none() {
        Obstacle::NoUser
    } else if only_watches {
        Obstacle::AttendeeSeat
    } else {
        Obstacle::NotInstalled
    }
}

/// The auth status of a signed-in user.
fn signed_in(authorized: bool) -> AuthStatus {
    if authorized { AuthStatus::Authorized } else { AuthStatus::Authenticated }
}

/// Denies with a reason unless a condition holds.
#[inline]
fn check<R>(holds: bool, reason: R) -> Result<(), R> {
    if holds { Ok(()) } else { Err(reason) }
}
