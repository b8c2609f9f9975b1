//! Apps, the marketplace policy, approvals and requests.

use consentry::directory::{AppSnapshot, Audience, Condition, NewId, Refusal, Restriction, Who};
use consentry::facts::{
    ApprovalSetting, Listing, Management, ManifestDraft, OnWithdrawal, OwnApps, Policy, Privileges,
    Publication,
};
use consentry::{AccountId, AppId, Manifest, UserId};

use super::{Before, May, Objection, Reading, edit};
use crate::laws::rows::Rows;
use crate::oracle::question::APIS;

pub(super) fn register_app(before: &Before<'_>, app: AppId, draft: ManifestDraft) -> Reading {
    let exists = (before.rows.app(app).is_some(), Refusal::AlreadyExists(NewId::App(app)));
    Reading {
        names: vec![before.unknown_account(draft.developer)],
        may: May::by([Who::System]),
        faults: [exists].into_iter().chain(faults_of_manifest(&draft)).collect(),
        edit: Box::new(move |rows| {
            let manifest = checked(draft);
            rows.apps.push(AppSnapshot { id: app, manifest, publication: Publication::Published });
        }),
    }
}

pub(super) fn update_app(before: &Before<'_>, app: AppId, mut draft: ManifestDraft) -> Reading {
    let old = before.manifest(app);
    let moved = old.is_some_and(|old| old.developer() != draft.developer);
    let managed_otherwise = old.is_some_and(|old| old.management() != draft.management);
    let stay = [
        (moved, Condition::DeveloperChanged.into()),
        (managed_otherwise, Condition::ManagementChanged.into()),
    ];
    if draft.surfaces.is_none() {
        draft.surfaces = old.map(Manifest::surfaces);
    }
    Reading {
        names: vec![before.unknown_app(app), before.unknown_account(draft.developer)],
        may: May::by([Who::System]),
        faults: faults_of_manifest(&draft).into_iter().chain(stay).collect(),
        edit: Box::new(move |rows| {
            let manifest = checked(draft);
            let asked_for = manifest.required_scopes() | manifest.optional_scopes();
            for entry in edit::users(rows).flat_map(|user| &mut user.apps).filter(|entry| entry.app == app) {
                if let Some(granted) = &mut entry.installation {
                    granted.scopes = granted.scopes & asked_for;
                    granted.shared_access &= manifest.uses_shared_access();
                }
            }
            for meeting in rows.accounts.iter_mut().flat_map(|account| &mut account.meetings) {
                meeting.media_allowed.retain(|allowed| *allowed != app);
            }
            edit::app(rows, app).manifest = manifest;
        }),
    }
}

/// Why a draft is no manifest.
fn faults_of_manifest(draft: &ManifestDraft) -> Vec<Objection> {
    let required: Vec<&str> = draft.required_scopes.names().collect();
    let optional: Vec<&str> = draft.optional_scopes.names().collect();
    let edition = draft.edition.unwrap_or_default();
    let is_documented =
        |name: &String| APIS.iter().any(|api| api.name == *name && api.is_documented(edition));
    let shares = draft.uses_shared_access && draft.management == Management::AdminManaged;
    let nowhere = draft.surfaces.is_some_and(|surfaces| surfaces.names().count() == 0);
    vec![
        (nowhere, Condition::NoSurfaces.into()),
        (optional.iter().any(|scope| required.contains(scope)), Condition::OverlappingScopes.into()),
        (!optional.is_empty() && required.is_empty(), Condition::OptionalWithoutRequired.into()),
        (!draft.apis.iter().all(is_documented), Condition::UndocumentedApi.into()),
        (shares, Condition::SharedAccessOnAdminManaged.into()),
    ]
}

fn checked(draft: ManifestDraft) -> Manifest {
    Manifest::try_from(draft).expect("a draft that is a manifest by the rules is one")
}

pub(super) fn set_publication(before: &Before<'_>, app: AppId, publication: Publication) -> Reading {
    Reading {
        names: vec![before.unknown_app(app)],
        may: May::by([Who::System]),
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
    own: Option<OwnApps>,
) -> Reading {
    Reading {
        names: vec![before.unknown_account(account)],
        may: May::by(before.administrator(Some(account), Privileges::MARKETPLACE_EDIT)),
        faults: vec![],
        edit: Box::new(move |rows| {
            let policy = &mut edit::account(rows, account).policy;
            let own = own.unwrap_or(policy.own);
            *policy = Policy { listed, unlisted, on_withdrawal, own };
        }),
    }
}

pub(super) fn approve_app(
    before: &Before<'_>,
    account: AccountId,
    app: AppId,
    audience: Audience,
) -> Reading {
    let is_stronger = matches!(audience, Audience::User(user) if before.by.is_below(user));
    Reading {
        names: names_of_approval(before, account, app, audience),
        may: May::by(before.administrator(Some(account), Privileges::MARKETPLACE_EDIT))
            .unless(is_stronger, Restriction::StrongerUser),
        faults: vec![
            foreign(before, account, audience),
            (!is_offered(before.rows, account, app), Condition::PrivateApp.into()),
        ],
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
        may: May::by(before.administrator(Some(account), Privileges::MARKETPLACE_EDIT)),
        faults: vec![
            foreign(before, account, audience),
            (audience != Audience::Everybody && for_all, Condition::ApprovedForAll.into()),
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
    (matches!(audience, Audience::User(user) if is_foreign(user)), Refusal::DifferentAccount)
}

pub(super) fn request_app(before: &Before<'_>, user: UserId, app: AppId) -> Reading {
    let is_offered_to_user = before.home(user).is_some_and(|home| is_offered(before.rows, home, app));
    Reading {
        names: vec![before.unknown_user(user), before.unknown_app(app)],
        may: May::by([Who::User(user)]),
        faults: vec![
            (before.is_unpublished(app), Refusal::AppUnpublished),
            (policy_allows(before.rows, user, app), Condition::AlreadyAllowed.into()),
            (!is_offered_to_user, Condition::PrivateApp.into()),
        ],
        edit: Box::new(move |rows| edit::entry(rows, user, app).requested = true),
    }
}

pub(super) fn decline_request(before: &Before<'_>, user: UserId, app: AppId) -> Reading {
    Reading {
        names: vec![before.unknown_user(user), before.unknown_app(app)],
        may: May::by(before.administrator_of(user, Privileges::MARKETPLACE_EDIT)),
        faults: vec![],
        edit: Box::new(move |rows| edit::entry(rows, user, app).requested = false),
    }
}

/// Whether an account's users may have an app at all: a private app is for its developer's account alone.
pub(super) fn is_offered(rows: &Rows, account: AccountId, app: AppId) -> bool {
    let Some(row) = rows.app(app) else { return false };
    match row.manifest.listing() {
        Listing::Private => row.manifest.developer() == account,
        Listing::Listed | Listing::Unlisted => true,
    }
}

/// Whether an account's policy allows an app for a user, without what `on_withdrawal` adds for an installation.
pub(super) fn policy_allows(rows: &Rows, user: UserId, app: AppId) -> bool {
    let (Some((account, _)), Some(row)) = (rows.user(user), rows.app(app)) else { return false };
    let Policy { listed, unlisted, on_withdrawal: _, own } = account.policy;
    let setting = match row.manifest.listing() {
        Listing::Listed => listed,
        Listing::Unlisted | Listing::Private => unlisted,
    };
    let is_exempt = match own {
        OwnApps::Exempt => row.manifest.developer() == account.id,
        OwnApps::AsListed => false,
    };
    let is_approved =
        account.approved.contains(&app) || rows.entry(user, app).is_some_and(|entry| entry.approved);
    is_offered(rows, account.id, app) && (is_exempt || setting == ApprovalSetting::Open || is_approved)
}
