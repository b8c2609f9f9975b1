//! Installations, shared access, and whether a user can open an app.

use consentry::directory::Refusal::{self, *};
use consentry::directory::Snapshot;
use consentry::facts::{Management, OnWithdrawal, Privileges, Publication, UserStatus};
use consentry::{AppId, Installation, Manifest, Scopes, UserId};

use super::apps::policy_allows;
use super::{Before, Objection, Reading, edit, privileges};
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
    let by_user = !is_admin_managed(before, app);
    let by_administrator = before.by.administers(before.home(user), Privileges::MARKETPLACE_EDIT)
        && before.by.holds(privileges::for_scopes(required | chosen));
    Reading {
        names: names(before, user, app),
        may: before.by.is(user) && (by_user || by_administrator),
        faults: vec![
            (before.is_unpublished(app), AppUnpublished),
            (!policy_allows(before.rows, user, app), NotApproved),
            (!optional.contains(chosen), Invalid),
            (shared_access && !offers_shared_access(before, app), Invalid),
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
        may: before.by.administers(before.home(user), Privileges::MARKETPLACE_EDIT)
            && before.by.may_hand_out(privileges::for_scopes(scopes)),
        faults: vec![
            (before.is_inactive(user), Inactive),
            (before.is_unpublished(app), AppUnpublished),
            (!policy_allows(before.rows, user, app), NotApproved),
            (is_admin_managed(before, app) || before.is_installed(user, app), Invalid),
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
        may: before.by.is(user),
        faults: vec![
            (before.is_unpublished(app), AppUnpublished),
            (!policy_allows(before.rows, user, app), NotApproved),
            (!before.is_installed(user, app), NotInstalled),
            (!offers_shared_access(before, app), Invalid),
            (before.rows.entry(user, app).is_some_and(|entry| entry.disabled), Invalid),
        ],
        edit: Box::new(move |rows| set_shared_access(rows, user, app, true)),
    }
}

pub(super) fn revoke_shared_access(before: &Before<'_>, user: UserId, app: AppId) -> Reading {
    Reading {
        names: names(before, user, app),
        may: is_user_or_administrator(before, user),
        faults: vec![(!before.is_installed(user, app), NotInstalled)],
        edit: Box::new(move |rows| set_shared_access(rows, user, app, false)),
    }
}

pub(super) fn set_disabled(before: &Before<'_>, user: UserId, app: AppId, disabled: bool) -> Reading {
    Reading {
        names: names(before, user, app),
        may: before.by.administers(before.home(user), Privileges::MARKETPLACE_EDIT),
        faults: vec![],
        edit: Box::new(move |rows| edit::entry(rows, user, app).disabled = disabled),
    }
}

pub(super) fn uninstall(before: &Before<'_>, user: UserId, app: AppId) -> Reading {
    Reading {
        names: names(before, user, app),
        may: is_user_or_administrator(before, user),
        faults: vec![(!before.is_installed(user, app), NotInstalled)],
        edit: Box::new(move |rows| edit::entry(rows, user, app).installation = None),
    }
}

fn names(before: &Before<'_>, user: UserId, app: AppId) -> Vec<Objection> {
    vec![before.unknown_user(user), before.unknown_app(app)]
}

fn is_user_or_administrator(before: &Before<'_>, user: UserId) -> bool {
    before.by.is(user) || before.by.administers(before.home(user), Privileges::MARKETPLACE_EDIT)
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

/// Whether a user can open an app: the user is active, the app is published, the account's policy allows it or keeps
/// what is installed, and no administrator has disabled it for the user.
pub fn can_open(rows: &Rows, user: UserId, app: AppId) -> Result<bool, Refusal> {
    let (account, row) = rows.user(user).ok_or(UnknownUser)?;
    let is_published = rows.app(app).ok_or(UnknownApp)?.publication == Publication::Published;
    let is_kept =
        account.policy.on_withdrawal == OnWithdrawal::Keep && rows.installation(user, app).is_some();
    let is_disabled = rows.entry(user, app).is_some_and(|entry| entry.disabled);
    Ok(row.status == UserStatus::Active
        && is_published
        && (policy_allows(rows, user, app) || is_kept)
        && !is_disabled)
}
