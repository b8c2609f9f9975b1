//! Apps, the marketplace policy, approvals and requests.

use consentry::directory::Refusal::*;
use consentry::directory::{AppSnapshot, Audience};
use consentry::facts::{
    ApprovalSetting, Listing, Management, ManifestDraft, OnWithdrawal, Policy, Privileges, Publication,
};
use consentry::{AccountId, AppId, Manifest, UserId};

use super::{Before, Objection, Reading, edit};
use crate::laws::rows::Rows;
use crate::oracle::question::APIS;

pub(super) fn register_app(before: &Before<'_>, app: AppId, draft: ManifestDraft) -> Reading {
    Reading {
        names: vec![before.unknown_account(draft.developer)],
        may: before.by.is_system(),
        faults: vec![(before.rows.app(app).is_some(), AlreadyExists), (!is_manifest(&draft), Invalid)],
        edit: Box::new(move |rows| {
            let manifest = checked(draft);
            rows.apps.push(AppSnapshot { id: app, manifest, publication: Publication::Published });
        }),
    }
}

pub(super) fn update_app(before: &Before<'_>, app: AppId, draft: ManifestDraft) -> Reading {
    let stays = before
        .manifest(app)
        .is_some_and(|old| (old.developer(), old.management()) == (draft.developer, draft.management));
    Reading {
        names: vec![before.unknown_app(app), before.unknown_account(draft.developer)],
        may: before.by.is_system(),
        faults: vec![(!is_manifest(&draft) || !stays, Invalid)],
        edit: Box::new(move |rows| {
            let manifest = checked(draft);
            let asked_for = manifest.required_scopes() | manifest.optional_scopes();
            for entry in edit::users(rows).flat_map(|user| &mut user.apps).filter(|entry| entry.app == app) {
                if let Some(granted) = &mut entry.installation {
                    granted.scopes = granted.scopes & asked_for;
                    granted.shared_access &= manifest.uses_shared_access();
                }
            }
            edit::app(rows, app).manifest = manifest;
        }),
    }
}

/// Whether a draft is a manifest.
fn is_manifest(draft: &ManifestDraft) -> bool {
    let required: Vec<&str> = draft.required_scopes.names().collect();
    let optional: Vec<&str> = draft.optional_scopes.names().collect();
    let is_documented =
        |name: &String| APIS.iter().any(|api| api.name == *name && api.is_documented(draft.edition));
    optional.iter().all(|scope| !required.contains(scope))
        && (optional.is_empty() || !required.is_empty())
        && draft.apis.iter().all(is_documented)
        && !(draft.uses_shared_access && draft.management == Management::AdminManaged)
}

fn checked(draft: ManifestDraft) -> Manifest {
    Manifest::try_from(draft).expect("a draft that is a manifest by the rules is one")
}

pub(super) fn set_publication(before: &Before<'_>, app: AppId, publication: Publication) -> Reading {
    Reading {
        names: vec![before.unknown_app(app)],
        may: before.by.is_system(),
        faults: vec![],
        edit: Box::new(move |rows| edit::app(rows, app).publication = publication),
    }
}

pub(super) fn set_policy(
    before: &Before<'_>,
    account: AccountId,
    listed: ApprovalSetting,
    unlisted: ApprovalSetting,
    on_withdrawal: OnWithdrawal,
) -> Reading {
    Reading {
        names: vec![before.unknown_account(account)],
        may: before.by.administers(Some(account), Privileges::MARKETPLACE_EDIT),
        faults: vec![],
        edit: Box::new(move |rows| {
            edit::account(rows, account).policy = Policy { listed, unlisted, on_withdrawal };
        }),
    }
}

pub(super) fn approve_app(
    before: &Before<'_>,
    account: AccountId,
    app: AppId,
    audience: Audience,
) -> Reading {
    Reading {
        names: names_of_approval(before, account, app, audience),
        may: before.by.administers(Some(account), Privileges::MARKETPLACE_EDIT),
        faults: vec![foreign(before, account, audience)],
        edit: Box::new(move |rows| match audience {
            Audience::User(user) => {
                let entry = edit::entry(rows, user, app);
                entry.approved = true;
                entry.requested = false;
            }
            Audience::Everybody => {
                let account = edit::account(rows, account);
                account.approved.push(app);
                for entry in account.users.iter_mut().flat_map(|user| &mut user.apps) {
                    entry.requested &= entry.app != app;
                }
            }
        }),
    }
}

pub(super) fn withdraw_approval(
    before: &Before<'_>,
    account: AccountId,
    app: AppId,
    audience: Audience,
) -> Reading {
    let for_all = before.rows.account(account).is_some_and(|account| account.approved.contains(&app));
    Reading {
        names: names_of_approval(before, account, app, audience),
        may: before.by.administers(Some(account), Privileges::MARKETPLACE_EDIT),
        faults: vec![
            foreign(before, account, audience),
            (audience != Audience::Everybody && for_all, Invalid),
        ],
        edit: Box::new(move |rows| match audience {
            Audience::User(user) => edit::entry(rows, user, app).approved = false,
            Audience::Everybody => {
                let account = edit::account(rows, account);
                account.approved.retain(|approved| *approved != app);
                for entry in account.users.iter_mut().flat_map(|user| &mut user.apps) {
                    entry.approved &= entry.app != app;
                }
            }
        }),
    }
}

fn names_of_approval(
    before: &Before<'_>,
    account: AccountId,
    app: AppId,
    audience: Audience,
) -> Vec<Objection> {
    let user = match audience {
        Audience::Everybody => None,
        Audience::User(user) => Some(before.unknown_user(user)),
    };
    [before.unknown_account(account), before.unknown_app(app)].into_iter().chain(user).collect()
}

fn foreign(before: &Before<'_>, account: AccountId, audience: Audience) -> Objection {
    let is_foreign = |user: UserId| before.home(user) != Some(account);
    (matches!(audience, Audience::User(user) if is_foreign(user)), DifferentAccount)
}

pub(super) fn request_app(before: &Before<'_>, user: UserId, app: AppId) -> Reading {
    Reading {
        names: vec![before.unknown_user(user), before.unknown_app(app)],
        may: before.by.is(user),
        faults: vec![
            (before.is_unpublished(app), AppUnpublished),
            (policy_allows(before.rows, user, app), Invalid),
        ],
        edit: Box::new(move |rows| edit::entry(rows, user, app).requested = true),
    }
}

pub(super) fn decline_request(before: &Before<'_>, user: UserId, app: AppId) -> Reading {
    Reading {
        names: vec![before.unknown_user(user), before.unknown_app(app)],
        may: before.by.administers(before.home(user), Privileges::MARKETPLACE_EDIT),
        faults: vec![],
        edit: Box::new(move |rows| edit::entry(rows, user, app).requested = false),
    }
}

/// Whether an account's policy allows an app for a user, without what `on_withdrawal` adds for an installation.
pub(super) fn policy_allows(rows: &Rows, user: UserId, app: AppId) -> bool {
    let (Some((account, _)), Some(row)) = (rows.user(user), rows.app(app)) else { return false };
    let setting = match row.manifest.listing() {
        Listing::Listed => account.policy.listed,
        Listing::Unlisted => account.policy.unlisted,
    };
    row.manifest.developer() == account.id
        || setting == ApprovalSetting::Open
        || account.approved.contains(&app)
        || rows.entry(user, app).is_some_and(|entry| entry.approved)
}
