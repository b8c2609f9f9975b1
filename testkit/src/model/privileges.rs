//! What a role holds, and which privileges cover what.

use consentry::Scopes;
use consentry::directory::AccountSnapshot;
use consentry::facts::{AccountRole, Privileges};

/// The privileges that a role holds, if the account has such a role.
pub(super) fn of_role(account: &AccountSnapshot, role: &AccountRole) -> Option<Privileges> {
    match role {
        AccountRole::Owner | AccountRole::Admin => Some(Privileges::all()),
        AccountRole::Member => Some(Privileges::empty()),
        AccountRole::Custom(name) => {
            account.roles.iter().find(|role| role.name == *name).map(|role| role.privileges)
        }
    }
}

/// Whether somebody who holds some privileges has all of the others. Compares names; a name with `_edit` includes the same
/// one with `_read`.
pub(super) fn include(held: Privileges, wanted: Privileges) -> bool {
    let includes = |held: &str, wanted: &str| {
        held == wanted
            || held.strip_suffix("_edit").is_some_and(|kind| wanted.strip_suffix("_read") == Some(kind))
    };
    wanted.names().all(|wanted| held.names().any(|held| includes(held, wanted)))
}

/// The privileges that cover all that some scopes allow.
pub(super) fn for_scopes(scopes: Scopes) -> Privileges {
    let needed = SCOPES.iter().filter(|(scope, _)| scopes.contains(*scope));
    needed.fold(Privileges::empty(), |all, (_, privilege)| all | *privilege)
}

const SCOPES: &[(Scopes, Privileges)] = &[
    (Scopes::PROFILE_READ, Privileges::USERS_READ),
    (Scopes::PROFILE_WRITE, Privileges::USERS_EDIT),
    (Scopes::MEETINGS_READ, Privileges::USERS_READ),
    (Scopes::MEETINGS_WRITE, Privileges::USERS_EDIT),
    (Scopes::SETTINGS_READ, Privileges::SETTINGS_READ),
    (Scopes::SETTINGS_WRITE, Privileges::SETTINGS_EDIT),
    (Scopes::RECORDINGS_READ, Privileges::RECORDINGS_READ),
    (Scopes::RECORDINGS_WRITE, Privileges::RECORDINGS_EDIT),
    (Scopes::REPORTS_READ, Privileges::REPORTS_READ),
];
