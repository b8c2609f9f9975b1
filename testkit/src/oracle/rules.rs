//! The rules of `docs/rules.md`, written a second time: one line per check, every check a total predicate of its own.

use std::sync::LazyLock;

use consentry::catalog::MeetingRole;
use consentry::facts::{Approval, HostConsent, Listing, MeetingKind, MeetingState};
use consentry::{Basis, DataKind, Decision, Denial, Verb};

use super::question::{Does, Party, Question, What, Who, Whose};

/// A check: the reason for which it denies, and when it fails.
type Check = (&'static str, fn(&Question<'_>) -> bool);

/// All checks, in their order. The reason of a denial is that of the first that fails.
pub const CHECKS: &[Check] = &[
    ("unknown_principal", |q| q.principal == Who::Nobody || (q.has_user() && q.zero_user)),
    ("unknown_app", |q| !q.app_known),
    ("unknown_resource", |q| q.resource == What::Nothing || (has_owner(q) && q.zero_owner)),
    ("unknown_api", |q| is_call(q) && !q.api.is_documented(q.edition)),
    ("action_not_supported", |q| !action_exists(q)),
    ("user_inactive", is_deactivated),
    ("app_unpublished", |q| !q.published),
    ("app_not_approved", |q| !is_approved(q)),
    ("not_installed", |q| !has_installed(q) && (is_verb(q) || !q.guest_mode)),
    ("installation_disabled", |q| q.has_user() && q.disabled),
    ("scope_not_granted", |q| is_verb(q) && !is_granted(q)),
    ("cross_account", |q| is_verb(q) && q.whose == Whose::Stranger),
    ("admin_app_required", |q| by_user(q) && q.resource == What::AccountData),
    ("not_delegated", |q| by_user(q) && !is_own(q) && !reaches(q)),
    ("owner_inactive", |q| by_user(q) && is_others(q) && reaches(q) && !q.owner_active),
    ("shared_access_not_granted", |q| by_user(q) && !is_own(q) && reaches(q) && !is_ticked(q)),
    ("privilege_missing", |q| is_verb(q) && q.admin_managed && !role_covers(q)),
    ("api_not_requested", |q| is_call(q) && !q.requested),
    ("surface_not_requested", |q| is_call(q) && !q.surfaces.names.contains(&surface(q))),
    ("not_in_meeting", |q| is_call(q) && absence(q).is_some()),
    ("app_stopped", |q| in_meeting(q) && q.host_consent == HostConsent::Stopped),
    ("context_not_supported", |q| is_call(q) && !(can_occur(q) && api_runs_in(q, context(q)))),
    ("authorization_required", |q| is_call(q) && status(q) != "authorized" && !guests_may(q)),
    ("role_not_permitted", |q| is_call(q) && is_limited(q) && strongest_permitted(q).is_none()),
    ("media_consent_required", |q| in_meeting(q) && q.api.media && !runs_it(q) && !has_said_yes(q)),
];

/// The bases, in the order in which the rules name them.
pub const BASES: &[&str] = &["own", "delegated", "role", "admin", "unrestricted", "role_in_meeting"];

/// What the rules say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Deny(&'static str),
    Allow(&'static str, Option<&'static str>),
}

pub fn verdict(q: &Question<'_>) -> Verdict {
    match CHECKS.iter().find(|(_, fails)| fails(q)) {
        Some((reason, _)) => Verdict::Deny(reason),
        None if is_call(q) && is_limited(q) => Verdict::Allow("role_in_meeting", strongest_permitted(q)),
        None if is_call(q) => Verdict::Allow("unrestricted", None),
        None if q.admin_managed => Verdict::Allow("admin", None),
        None if is_own(q) => Verdict::Allow("own", None),
        None if delegated(q) => Verdict::Allow("delegated", None),
        None => Verdict::Allow("role", None),
    }
}

impl Verdict {
    /// Whether the library's answer says the same, in every detail.
    pub fn is(self, decision: Decision, q: &Question<'_>) -> bool {
        match (self, decision) {
            (Self::Deny(reason), Decision::Deny(denial)) => {
                denial.reason() == reason && tells_what_is_wrong(denial, q)
            }
            (Self::Allow(basis, role), Decision::Allow(told)) => {
                told.name() == basis && role_of(told).map(MeetingRole::name) == role
            }
            (Self::Deny(..), Decision::Allow(_)) | (Self::Allow(..), Decision::Deny(_)) => false,
        }
    }
}

fn role_of(basis: Basis) -> Option<MeetingRole> {
    if let Basis::RoleInMeeting(role) = basis { Some(role) } else { None }
}

/// Whether what a denial carries is what the rules say is missing.
fn tells_what_is_wrong(denial: Denial, q: &Question<'_>) -> bool {
    match denial {
        Denial::ScopeNotGranted(scope) => scope.names().eq([rule(q).scope]),
        Denial::NotDelegated { access, privilege } => {
            same(access.names(), rule(q).access.iter().copied().filter(|access| *access != "-"))
                && privilege.names().eq([rule(q).privilege])
        }
        Denial::PrivilegeMissing(privilege) => privilege.names().eq([rule(q).privilege]),
        Denial::ApiNotRequested(api) | Denial::MediaConsentRequired(api) => api.name() == q.api.name,
        Denial::SurfaceNotRequested(told) => told.name() == surface(q),
        Denial::NotInMeeting(told) => Some(told.name()) == absence(q),
        Denial::ContextNotSupported { context: told, supported } => {
            let would_do = occurring(q).iter().copied().filter(|context| api_runs_in(q, context));
            told.name() == context(q) && same(supported.names(), would_do)
        }
        Denial::AuthorizationRequired { status: told, obstacle: why } => {
            told.name() == status(q) && why.name() == obstacle(q)
        }
        Denial::RoleNotPermitted(roles) => {
            roles.names().eq(ROLES.into_iter().filter(|role| api_permits(q, role)))
        }
        Denial::UnknownPrincipal
        | Denial::UnknownApp
        | Denial::UnknownResource
        | Denial::UnknownApi
        | Denial::ActionNotSupported
        | Denial::UserInactive
        | Denial::AppUnpublished
        | Denial::AppNotApproved
        | Denial::NotInstalled
        | Denial::InstallationDisabled
        | Denial::CrossAccount
        | Denial::AdminAppRequired
        | Denial::OwnerInactive
        | Denial::SharedAccessNotGranted
        | Denial::AppStopped => true,
    }
}

/// Whether both have the same words, each once, in any order.
fn same<'a>(
    told: impl Iterator<Item = &'a str> + Clone,
    mut expected: impl Iterator<Item = &'a str> + Clone,
) -> bool {
    told.clone().count() == expected.clone().count()
        && expected.all(|word| told.clone().any(|told| told == word))
}

/// Whether the principal's user may open the app.
pub fn may_open(q: &Question<'_>) -> bool {
    let is_somebody = q.has_user() && !q.zero_user;
    let unobstructed = q.published && is_approved(q) && !is_deactivated(q) && !q.disabled;
    is_somebody && q.app_known && unobstructed && (q.installed || may_install(q))
}

/// Whether the user's role is enough to install the app with no optional scope.
fn may_install(q: &Question<'_>) -> bool {
    let asks_for = |rule: &Rule| q.required_scopes.names.contains(&rule.scope);
    let mut covered = existing_rules().filter(|(.., rule)| asks_for(rule)).map(|(.., rule)| holds(q, rule));
    !q.admin_managed || (q.privileges.names.contains(&"marketplace_edit") && covered.all(|holds| holds))
}

fn is_verb(q: &Question<'_>) -> bool {
    matches!(q.action, Does::Verb(_))
}

fn is_call(q: &Question<'_>) -> bool {
    q.action == Does::Call
}

fn action_exists(q: &Question<'_>) -> bool {
    match q.resource {
        What::Nothing => false,
        What::UserData => is_verb(q) && rule(q).on_user_data,
        What::AccountData => is_verb(q) && rule(q).on_account_data,
        What::Meeting | What::Client => is_call(q),
    }
}

/// Whether the resource is one that a user owns.
fn has_owner(q: &Question<'_>) -> bool {
    matches!(q.resource, What::UserData | What::Meeting)
}

fn is_deactivated(q: &Question<'_>) -> bool {
    q.has_user() && !q.user_active
}

// The marketplace.

fn is_approved(q: &Question<'_>) -> bool {
    match q.has_user() {
        true => is_offered(q) && (policy_allows(q) || (q.keep_on_withdrawal && q.installed)),
        false => q.listing != Listing::Private,
    }
}

/// A private app is for its developer's account alone.
fn is_offered(q: &Question<'_>) -> bool {
    q.listing != Listing::Private || q.own_developer
}

fn policy_allows(q: &Question<'_>) -> bool {
    let open = if q.listing == Listing::Listed { q.open_to_listed } else { q.open_to_unlisted };
    let exempt = q.own_developer && !q.own_as_listed;
    exempt || open || q.approval == Approval::All || q.approval == Approval::User
}

fn has_installed(q: &Question<'_>) -> bool {
    q.has_user() && q.installed
}

// Data.

/// Which verbs exist.
const VERBS: &str = "
    kind        on user data                    on account data
    profile     read,update                     read
    meetings    read,create,update,delete       -
    settings    read,update                     read,update
    recordings  read,update,delete              read,update,delete
    reports     read                            read
";

/// What covers what. `-`: nothing does.
const COVERAGE: &str = "
    kind        access to read      access to write  privilege to read  privilege to write
    profile     profile             -                users_read         users_edit
    meetings    meetings,schedule   schedule         users_read         users_edit
    settings    -                   -                settings_read      settings_edit
    recordings  recordings          -                recordings_read    recordings_edit
    reports     reports             -                reports_read       -
";

/// The rows of both tables for one kind and verb.
pub struct Rule {
    /// Account data has no verb that user data lacks.
    pub on_user_data: bool,
    on_account_data: bool,
    pub scope: &'static str,
    pub access: Vec<&'static str>,
    pub privilege: &'static str,
    /// The privilege itself and the `_edit` that includes it.
    pub sufficient: Vec<String>,
}

static RULES: LazyLock<Vec<Vec<Rule>>> = LazyLock::new(|| {
    let rules_of =
        |kind: &DataKind| Verb::ALL.iter().map(|verb| Rule::new(kind.name(), verb.name())).collect();
    DataKind::ALL.iter().map(rules_of).collect()
});

impl Rule {
    fn new(kind: &str, verb: &str) -> Self {
        let [on_user, on_account] = cells(VERBS, kind);
        let [access_to_read, access_to_write, privilege_to_read, privilege_to_write] = cells(COVERAGE, kind);
        let reads = verb == "read";
        let scope = format!("{kind}:{}", if reads { "read" } else { "write" });
        let privilege = if reads { privilege_to_read } else { privilege_to_write };
        Self {
            on_user_data: on_user.split(',').any(|word| word == verb),
            on_account_data: on_account.split(',').any(|word| word == verb),
            scope: scope.leak(),
            access: if reads { access_to_read } else { access_to_write }.split(',').collect(),
            privilege,
            sufficient: vec![privilege.to_owned(), privilege.replace("_read", "_edit")],
        }
    }
}

/// The cells behind the first of the row that starts with this word.
fn cells<const N: usize>(table: &'static str, first: &str) -> [&'static str; N] {
    let row = table.lines().find(|line| line.split_whitespace().next() == Some(first)).expect("a row");
    let cells: Vec<&str> = row.split_whitespace().skip(1).collect();
    cells.try_into().expect("a full row")
}

/// The rules of all verbs that exist, each with its kind and verb.
pub fn existing_rules() -> impl Iterator<Item = (DataKind, Verb, &'static Rule)> {
    let of_kind =
        |kind: &'static DataKind| Verb::ALL.iter().map(move |verb| (*kind, *verb, rule_of(*kind, *verb)));
    DataKind::ALL.iter().flat_map(of_kind).filter(|(_, _, rule)| rule.on_user_data)
}

pub fn rule_of(kind: DataKind, verb: Verb) -> &'static Rule {
    &RULES[kind as usize][verb as usize]
}

/// The rule of the question's kind and verb; for a call that of reading, which nothing then asks about.
fn rule(q: &Question<'_>) -> &'static Rule {
    rule_of(q.kind, if let Does::Verb(verb) = q.action { verb } else { Verb::Read })
}

/// A grant counts as far as the manifest goes.
fn is_granted(q: &Question<'_>) -> bool {
    let requested =
        [q.required_scopes, q.optional_scopes].iter().any(|scopes| scopes.names.contains(&rule(q).scope));
    requested && q.scopes.names.contains(&rule(q).scope)
}

/// So does a tick.
fn is_ticked(q: &Question<'_>) -> bool {
    q.shared_access && q.uses_shared_access
}

fn by_user(q: &Question<'_>) -> bool {
    is_verb(q) && !q.admin_managed
}

fn is_own(q: &Question<'_>) -> bool {
    q.resource == What::UserData && q.whose == Whose::Own
}

fn is_others(q: &Question<'_>) -> bool {
    q.resource == What::UserData && q.whose != Whose::Own
}

fn delegated(q: &Question<'_>) -> bool {
    is_others(q)
        && q.delegation.is_some_and(|row| {
            (row.from, row.to) == (Party::Owner, Party::Principal)
                && row.access.names.iter().any(|access| rule(q).access.contains(access))
        })
}

fn role_covers(q: &Question<'_>) -> bool {
    holds(q, rule(q))
}

fn holds(q: &Question<'_>, rule: &Rule) -> bool {
    rule.sufficient.iter().any(|privilege| q.privileges.names.contains(&privilege.as_str()))
}

fn reaches(q: &Question<'_>) -> bool {
    delegated(q) || role_covers(q)
}

// Calls.

/// Where an instance can run; the first is where it runs unless it says otherwise.
const CONTEXTS: &str = "
    meeting     inMeeting,inImmersive,inCamera,inCollaborate,inCollaborateSidecar,inMeetingChat
    webinar     inWebinar,inImmersive,inCamera,inCollaborate,inCollaborateSidecar,inMeetingChat
    engagement  inContactCenter
    client      inMainClient,inPhone,inChat,inMail,inContactCenter,inDigitalSignage
";

static OCCURRING: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let contexts_at = |place: &str| {
        let [contexts] = cells(CONTEXTS, place);
        contexts.split(',').collect()
    };
    MeetingKind::ALL.iter().map(|kind| kind.name()).chain([CLIENT]).map(contexts_at).collect()
});

const CLIENT: &str = "client";

/// The contexts that are outside any meeting and any engagement.
const OUTSIDE: [&str; 5] = ["inMainClient", "inPhone", "inChat", "inMail", "inDigitalSignage"];

/// The strongest first.
const ROLES: [&str; 8] =
    ["owner", "host", "cohost", "panelist", "participant", "attendee", "agent", "supervisor"];

const ANY_SEAT: [&str; 5] = ["host", "cohost", "panelist", "participant", "attendee"];

fn occurring(q: &Question<'_>) -> &'static [&'static str] {
    match q.resource {
        What::Client => OCCURRING.last().expect("the row of the client"),
        _ => &OCCURRING[q.meeting_kind as usize],
    }
}

fn context(q: &Question<'_>) -> &'static str {
    q.context.map_or(occurring(q)[0], |stated| stated.name())
}

fn can_occur(q: &Question<'_>) -> bool {
    occurring(q).contains(&context(q))
}

fn api_runs_in(q: &Question<'_>, context: &str) -> bool {
    let for_meetings_alone = states(q, "inMeeting") && !states(q, "inWebinar");
    let in_webinar = in_meeting(q) && q.meeting_kind == MeetingKind::Webinar;
    (q.api.contexts == ["any"] || states(q, context)) && !(in_webinar && for_meetings_alone)
}

/// Whether the documentation of the API names the context.
fn states(q: &Question<'_>, context: &str) -> bool {
    q.api.contexts.iter().any(|stated| stated == context)
}

fn api_is(q: &Question<'_>, mark: &str) -> bool {
    q.api.roles(q.edition) == [mark]
}

/// How many of the seats are the principal's.
fn own_seats(q: &Question<'_>) -> usize {
    match q.principal {
        Who::Nobody => 0,
        Who::User => q.seats.len(),
        Who::ParticipantWithUser | Who::Guest if q.elsewhere => 0,
        Who::ParticipantWithUser | Who::Guest => q.seats.len().min(1),
    }
}

fn in_meeting(q: &Question<'_>) -> bool {
    is_call(q) && q.resource == What::Meeting
}

fn surface(q: &Question<'_>) -> &'static str {
    if in_meeting(q) { q.meeting_kind.name() } else { CLIENT }
}

/// Why the call does not come from where it has to, if it does not.
fn absence(q: &Question<'_>) -> Option<&'static str> {
    let needs_no_seat =
        api_is(q, "any") || api_is(q, "any-seat") || OUTSIDE.iter().any(|context| states(q, context));
    match (q.resource, q.state) {
        (What::Client, _) => (q.principal != Who::User || !needs_no_seat).then_some("needs_meeting"),
        (_, MeetingState::Scheduled) => Some("not_started"),
        (_, MeetingState::Ended) => Some("ended"),
        (_, MeetingState::Live) => (own_seats(q) == 0).then_some("no_seat"),
    }
}

/// Whether every seat of the principal is one that only watches a webinar.
fn only_watches(q: &Question<'_>) -> bool {
    let watches = |role: &str| q.meeting_kind.name() == "webinar" && role == "attendee";
    in_meeting(q) && q.seats[..own_seats(q)].iter().all(|seat| watches(seat.name()))
}

fn status(q: &Question<'_>) -> &'static str {
    match () {
        () if !q.has_user() => "unauthenticated",
        () if !q.installed || only_watches(q) => "authenticated",
        () => "authorized",
    }
}

/// What keeps the status down: where it is the seat, authorizing the app would be in vain.
fn obstacle(q: &Question<'_>) -> &'static str {
    match () {
        () if !q.has_user() => "no_user",
        () if only_watches(q) => "attendee_seat",
        () => "not_installed",
    }
}

/// Whether the principal owns the meeting or hosts it.
fn runs_it(q: &Question<'_>) -> bool {
    has_role(q, "owner") || has_role(q, "host")
}

fn has_said_yes(q: &Question<'_>) -> bool {
    q.host_consent == HostConsent::MediaAllowed
}

fn guests_may(q: &Question<'_>) -> bool {
    q.guest_mode && q.api.guest
}

fn is_limited(q: &Question<'_>) -> bool {
    q.resource == What::Meeting && !api_is(q, "any")
}

fn has_role(q: &Question<'_>, role: &str) -> bool {
    let owner = q.has_user() && q.owns_meeting;
    (owner && role == "owner") || q.seats[..own_seats(q)].iter().any(|seat| seat.name() == role)
}

fn api_permits(q: &Question<'_>, role: &str) -> bool {
    let listed = |role: &str| {
        q.api.roles(q.edition).iter().any(|word| word == role)
            || (api_is(q, "any-seat") && ANY_SEAT.contains(&role))
    };
    listed(role) || (role == "owner" && listed("host"))
}

fn strongest_permitted(q: &Question<'_>) -> Option<&'static str> {
    ROLES.into_iter().find(|role| has_role(q, role) && api_permits(q, role))
}
