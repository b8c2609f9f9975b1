//! Installations, shared access, and whether a user can open an app.

use consentry::directory::{Actor, Condition, Refusal, Restriction, Snapshot, Who};
use consentry::facts::{Management, OnWithdrawal, Privileges, Publication, UserStatus};
use consentry::{AppId, Installation, Manifest, Scopes, UserId};

use super::actor::By;
use super::apps::{is_offered, policy_allows};
use super::{Before, May, Objection, Reading, edit, privileges};
use crate::laws::rows::Rows;

pub(super) fn install(
    before: &Before<'_>,
    user: UserId,
    app: AppId,
    chosen: Scopes,
    shared_access: bool,
) -> Reading {
    let manifest = before.manifest(app);
    let required = manifest.map_or(Scopes::empty(), Manifest::required_scopes);
    let optional = manifest.map_or(Scopes::empty(), Manifest::optional_scopes);
    let needs = privileges_to_install(before, app, required | chosen);
    Reading {
        names: names(before, user, app),
        may: May::by([Who::User(user)]).holding(needs),
        faults: vec![
            (before.is_unpublished(app), Refusal::AppUnpublished),
            (!policy_allows(before.rows, user, app), Refusal::NotApproved),
            (before.is_disabled(user, app), Condition::Disabled.into()),
            (!optional.contains(chosen), Condition::ScopeNotOptional.into()),
            (shared_access && !offers_shared_access(before, app), Condition::SharedAccessNotOffered.into()),
        ],
        edit: Box::new(move |rows| {
            let installation = Installation { scopes: required | chosen, shared_access };
            edit::entry(rows, user, app).installation = Some(installation);
        }),
    }
}

pub(super) fn install_for(before: &Before<'_>, user: UserId, app: AppId) -> Reading {
    let scopes = before.manifest(app).map_or(Scopes::empty(), Manifest::required_scopes);
    Reading {
        names: names(before, user, app),
        may: May::by(before.administrator_of(user, Privileges::MARKETPLACE_EDIT))
            .unless(before.by.is_below(user), Restriction::StrongerUser)
            .unless(before.by.would_exceed(privileges::for_scopes(scopes)), Restriction::BeyondOwnRole),
        faults: vec![
            (before.is_inactive(user), Refusal::Inactive),
            (before.is_unpublished(app), Refusal::AppUnpublished),
            (!policy_allows(before.rows, user, app), Refusal::NotApproved),
            (is_admin_managed(before, app), Condition::AdminManaged.into()),
            (before.is_disabled(user, app), Condition::Disabled.into()),
            (before.is_installed(user, app), Condition::AlreadyInstalled.into()),
        ],
        edit: Box::new(move |rows| {
            let installation = Installation { scopes, shared_access: false };
            edit::entry(rows, user, app).installation = Some(installation);
        }),
    }
}

pub(super) fn grant_shared_access(before: &Before<'_>, user: UserId, app: AppId) -> Reading {
    Reading {
        names: names(before, user, app),
        may: May::by([Who::User(user)]),
        faults: vec![
            (before.is_unpublished(app), Refusal::AppUnpublished),
            (!policy_allows(before.rows, user, app), Refusal::NotApproved),
            (!before.is_installed(user, app), Refusal::NotInstalled),
            (!offers_shared_access(before, app), Condition::SharedAccessNotOffered.into()),
            (before.is_disabled(user, app), Condition::Disabled.into()),
        ],
        edit: Box::new(move |rows| set_shared_access(rows, user, app, true)),
    }
}

pub(super) fn revoke_shared_access(before: &Before<'_>, user: UserId, app: AppId) -> Reading {
    Reading {
        names: names(before, user, app),
        may: May::by(user_or_administrator(before, user)),
        faults: vec![(!before.is_installed(user, app), Refusal::NotInstalled)],
        edit: Box::new(move |rows| set_shared_access(rows, user, app, false)),
    }
}

pub(super) fn disable(before: &Before<'_>, user: UserId, app: AppId) -> Reading {
    Reading {
        names: names(before, user, app),
        may: May::by(before.administrator_of(user, Privileges::MARKETPLACE_EDIT)),
        faults: vec![],
        edit: Box::new(move |rows| edit::entry(rows, user, app).disabled = true),
    }
}

pub(super) fn enable(before: &Before<'_>, user: UserId, app: AppId) -> Reading {
    Reading {
        names: names(before, user, app),
        may: May::by(before.administrator_of(user, Privileges::MARKETPLACE_EDIT))
            .unless(before.by.would_favor_itself(user), Restriction::OwnFavor)
            .unless(before.by.is_below(user), Restriction::StrongerUser),
        faults: vec![],
        edit: Box::new(move |rows| edit::entry(rows, user, app).disabled = false),
    }
}

pub(super) fn uninstall(before: &Before<'_>, user: UserId, app: AppId) -> Reading {
    Reading {
        names: names(before, user, app),
        may: May::by(user_or_administrator(before, user)),
        faults: vec![(!before.is_installed(user, app), Refusal::NotInstalled)],
        edit: Box::new(move |rows| edit::entry(rows, user, app).installation = None),
    }
}

fn names(before: &Before<'_>, user: UserId, app: AppId) -> Vec<Objection> {
    vec![before.unknown_user(user), before.unknown_app(app)]
}

fn user_or_administrator(before: &Before<'_>, user: UserId) -> Vec<Who> {
    [vec![Who::User(user)], before.administrator_of(user, Privileges::MARKETPLACE_EDIT)].concat()
}

/// The privileges that installing an app with some scopes takes.
fn privileges_to_install(before: &Before<'_>, app: AppId, scopes: Scopes) -> Privileges {
    if is_admin_managed(before, app) {
        Privileges::MARKETPLACE_EDIT | privileges::for_scopes(scopes)
    } else {
        Privileges::empty()
    }
}

fn is_admin_managed(before: &Before<'_>, app: AppId) -> bool {
    before.manifest(app).is_some_and(|manifest| manifest.management() == Management::AdminManaged)
}

fn offers_shared_access(before: &Before<'_>, app: AppId) -> bool {
    before.manifest(app).is_some_and(Manifest::uses_shared_access)
}

fn set_shared_access(rows: &mut Snapshot, user: UserId, app: AppId, shared_access: bool) {
    let installation = &mut edit::entry(rows, user, app).installation;
    installation.as_mut().expect("it is installed").shared_access = shared_access;
}

/// Whether a user can open an app: nothing stands in the way, and an admin-managed app is installed or could be by the
/// user. A user-managed app that is not installed is opened to be authorized.
pub fn can_open(rows: &Rows, user: UserId, app: AppId) -> Result<bool, Refusal> {
    let before = Before { rows, by: By { rows, actor: Actor::User(user) } };
    for (unknown, refusal) in names(&before, user, app) {
        if unknown {
            return Err(refusal);
        }
    }
    let required = before.manifest(app).map_or(Scopes::empty(), Manifest::required_scopes);
    let could = before.by.holds(privileges_to_install(&before, app, required));
    Ok(is_usable(rows, user, app)
        && !before.is_disabled(user, app)
        && (before.is_installed(user, app) || could))
}

/// Whether the user is active, the app is published, and the account's policy allows it or keeps what is installed.
pub(super) fn is_usable(rows: &Rows, user: UserId, app: AppId) -> bool {
    let (Some((_, row)), Some(published)) = (rows.user(user), rows.app(app)) else { return false };
    row.status == UserStatus::Active
        && published.publication == Publication::Published
        && is_approved(rows, user, app)
}

/// Whether the account's policy allows the app for the user, or keeps what is installed.
pub(super) fn is_approved(rows: &Rows, user: UserId, app: AppId) -> bool {
    let Some((account, _)) = rows.user(user) else { return false };
    let is_kept = account.policy.on_withdrawal == OnWithdrawal::Keep
        && rows.installation(user, app).is_some()
        && is_offered(rows, account.id, app);
    policy_allows(rows, user, app) || is_kept
}

/// Whether a user could grant an app shared access now.
pub fn may_grant_shared_access(rows: &Rows, user: UserId, app: AppId) -> bool {
    let by = By { rows, actor: Actor::User(user) };
    let reading = grant_shared_access(&Before { rows, by }, user, app);
    let objections = reading.names.iter().chain(&reading.faults);
    objections.into_iter().all(|(stands, _)| !stands) && by.permit(reading.may).is_ok()
}
