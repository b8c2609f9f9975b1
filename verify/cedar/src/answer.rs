//! An answer, in words that both sides use.

use std::fmt;

use consentry::{Decision, Denial};

/// What one side says to a question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    Allow {
        basis: String,
    },
    Deny {
        reason: String,
        /// What is missing, for the reasons that name it: the scope, the privilege, or whatever would give reach, separated
        /// by `|`.
        lacks: Option<String>,
    },
    /// The policies contradict each other or met an error. It equals no answer of the crate.
    Broken(String),
}

impl From<Decision> for Answer {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allow(basis) => Self::Allow { basis: basis.name().to_owned() },
            Decision::Deny(denial) => {
                Self::Deny { reason: denial.reason().to_owned(), lacks: missing(denial) }
            }
        }
    }
}

/// What is missing to data. Calls are not asked here.
fn missing(denial: Denial) -> Option<String> {
    match denial {
        Denial::ScopeNotGranted(scope) => Some(scope.to_string()),
        Denial::NotDelegated { access, privilege } => {
            Some(access.names().chain(privilege.names()).collect::<Vec<_>>().join("|"))
        }
        Denial::PrivilegeMissing(privilege) => Some(privilege.to_string()),
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
        | Denial::ApiNotRequested(_)
        | Denial::SurfaceNotRequested(_)
        | Denial::NotInMeeting(_)
        | Denial::AppStopped
        | Denial::ContextNotSupported { .. }
        | Denial::AuthorizationRequired { .. }
        | Denial::RoleNotPermitted(_)
        | Denial::MediaConsentRequired(_) => None,
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allow { basis } => write!(f, "allow {basis}"),
            Self::Deny { reason, lacks: None } => write!(f, "deny {reason}"),
            Self::Deny { reason, lacks: Some(lacks) } => write!(f, "deny {reason} {lacks}"),
            Self::Broken(why) => write!(f, "broken: {why}"),
        }
    }
}
