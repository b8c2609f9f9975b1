//! Authority: who may make a change, as a value. One row per operation.
//!
//! [`Directory::apply`] checks by it, refusals carry it, and the table of the changes in `docs/rules.md` is held against it.

use core::fmt;

use smallvec::{SmallVec, smallvec};

use super::facts::delegation;
use super::{Directory, Operation, Refusal};
use crate::facts::{Access, AccountRole, Privileges};
use crate::id::{AccountId, MeetingUuid, UserId};
use crate::vocabulary::Joined;

/// Who may make a change: any one of these.
///
/// A deactivated user may make none. An administrator who has a custom role is limited further; a refusal says by what, as a
/// [`Restriction`](crate::directory::Restriction).
///
/// # Examples
///
/// ```
/// use consentry::directory::{Directory, Operation, Who};
/// use consentry::facts::Privileges;
/// use consentry::{AccountId, UserId};
///
/// let (acme, olga): (AccountId, UserId) = (1_u64.into(), 2_u64.into());
/// let mut directory = Directory::new();
/// directory.acting_as_system().add_account(acme, olga)?;
///
/// let authority = Operation::DeactivateUser { user: olga }.authority(&directory)?;
/// assert_eq!(
///     authority.who(),
///     [Who::Administrator { account: acme, privileges: Privileges::USERS_EDIT }]
/// );
/// # Ok::<_, consentry::directory::Refusal>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(into = "alloc::vec::Vec<Who>", from = "alloc::vec::Vec<Who>"))]
pub struct Authority(SmallVec<[Who; 2]>);

impl Authority {
    /// Those who may make the change.
    #[must_use]
    pub fn who(&self) -> &[Who] {
        &self.0
    }
}

impl From<[Who; 1]> for Authority {
    fn from(who: [Who; 1]) -> Self {
        Self(SmallVec::from_slice(&who))
    }
}

impl From<alloc::vec::Vec<Who>> for Authority {
    fn from(who: alloc::vec::Vec<Who>) -> Self {
        Self(who.into())
    }
}

impl From<Authority> for alloc::vec::Vec<Who> {
    fn from(authority: Authority) -> Self {
        authority.0.into_vec()
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Joined(self.0.iter(), " or ").fmt(f)
    }
}

/// One kind of actor who may make a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "wire::Who", from = "wire::Who")
)]
#[expect(clippy::exhaustive_enums, reason = "closed: a new kind of actor is a new rule")]
pub enum Who {
    /// The platform itself.
    System,
    /// This user.
    User(UserId),
    /// The owner or an admin of this account, or a user of it whose custom role holds all of these privileges.
    Administrator {
        /// The account.
        account: AccountId,
        /// What a custom role must hold.
        privileges: Privileges,
    },
    /// The owner of this account.
    OwnerOf(AccountId),
    /// A user to whom this user has delegated `schedule`.
    SchedulerOf(UserId),
    /// An alternative host of this meeting.
    AlternativeHost(MeetingUuid),
    /// The user who sits in this meeting as host.
    Host(MeetingUuid),
}

impl Who {
    pub(super) const fn is_administrator(&self) -> bool {
        matches!(self, Self::Administrator { .. })
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("the platform itself"),
            Self::User(user) => write!(f, "user `{user}`"),
            Self::Administrator { account, privileges } => {
                write!(
                    f,
                    "an administrator of account `{account}` for `{}`",
                    Joined(privileges.names(), "` and `")
                )
            }
            Self::OwnerOf(account) => write!(f, "the owner of account `{account}`"),
            Self::SchedulerOf(user) => write!(f, "a delegate of user `{user}` with `schedule`"),
            Self::AlternativeHost(meeting) => write!(f, "an alternative host of meeting `{meeting}`"),
            Self::Host(meeting) => write!(f, "the host of meeting `{meeting}`"),
        }
    }
}

/// The wire form of [`Who`](super::Who): `"system"`, or a map whose first key says which kind it is.
#[cfg(feature = "serde")]
mod wire {
    use crate::facts::Privileges;
    use crate::id::{AccountId, MeetingUuid, UserId};

    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(untagged, deny_unknown_fields, expecting = "somebody who may make a change")]
    pub(super) enum Who {
        System(System),
        User { user: UserId },
        Administrator { administrator: AccountId, r#for: Privileges },
        OwnerOf { owner_of: AccountId },
        SchedulerOf { scheduler_of: UserId },
        AlternativeHost { alternative_host: MeetingUuid },
        Host { host: MeetingUuid },
    }

    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub(super) enum System {
        System,
    }

    impl From<super::Who> for Who {
        fn from(who: super::Who) -> Self {
            match who {
                super::Who::System => Self::System(System::System),
                super::Who::User(user) => Self::User { user },
                super::Who::Administrator { account, privileges } => {
                    Self::Administrator { administrator: account, r#for: privileges }
                }
                super::Who::OwnerOf(owner_of) => Self::OwnerOf { owner_of },
                super::Who::SchedulerOf(scheduler_of) => Self::SchedulerOf { scheduler_of },
                super::Who::AlternativeHost(alternative_host) => Self::AlternativeHost { alternative_host },
                super::Who::Host(host) => Self::Host { host },
            }
        }
    }

    impl From<Who> for super::Who {
        fn from(who: Who) -> Self {
            match who {
                Who::System(System::System) => Self::System,
                Who::User { user } => Self::User(user),
                Who::Administrator { administrator, r#for } => {
                    Self::Administrator { account: administrator, privileges: r#for }
                }
                Who::OwnerOf { owner_of } => Self::OwnerOf(owner_of),
                Who::SchedulerOf { scheduler_of } => Self::SchedulerOf(scheduler_of),
                Who::AlternativeHost { alternative_host } => Self::AlternativeHost(alternative_host),
                Who::Host { host } => Self::Host(host),
            }
        }
    }
}

impl Operation {
    /// Who may make this change in the directory.
    ///
    /// # Errors
    ///
    /// The refusal of the change, if a name is unknown on which the answer depends.
    pub fn authority(&self, directory: &Directory) -> Result<Authority, Refusal> {
        use Operation::*;

        let user = |user: &UserId| smallvec![Who::User(*user)];
        let administrator =
            |account: AccountId, privileges| smallvec![Who::Administrator { account, privileges }];
        let administrator_of =
            |user: &UserId, privileges| Ok(administrator(directory.home(*user)?, privileges));
        let user_or_administrator = |user: &UserId, privileges| {
            let account = directory.home(*user)?;
            Ok(smallvec![Who::User(*user), Who::Administrator { account, privileges }])
        };
        let owner_of = |meeting: &MeetingUuid| directory.known_meeting(*meeting).map(|row| row.owner.id);
        let schedulers = |owner: UserId| {
            let account = directory.home(owner)?;
            let privileges = Privileges::USERS_EDIT;
            Ok(smallvec![
                Who::User(owner),
                Who::SchedulerOf(owner),
                Who::Administrator { account, privileges },
            ])
        };
        let hosts = |meeting: &MeetingUuid| Ok(smallvec![Who::User(owner_of(meeting)?), Who::Host(*meeting)]);

        let who: Result<SmallVec<[Who; 2]>, Refusal> = match self {
            AddAccount { .. }
            | RegisterApp { .. }
            | UpdateApp { .. }
            | UnpublishApp { .. }
            | PublishApp { .. } => Ok(smallvec![Who::System]),
            AddUser { account, role, .. } => {
                let privileges = match role {
                    AccountRole::Member => Privileges::USERS_EDIT,
                    AccountRole::Owner | AccountRole::Admin | AccountRole::Custom(_) => {
                        Privileges::USERS_EDIT | Privileges::ROLES_EDIT
                    }
                };
                Ok(smallvec![Who::System, Who::Administrator { account: *account, privileges }])
            }
            SetRole { user, .. } => administrator_of(user, Privileges::ROLES_EDIT),
            DefineRole { account, .. } | DeleteRole { account, .. } => {
                Ok(administrator(*account, Privileges::ROLES_EDIT))
            }
            TransferOwnership { account, .. } => Ok(smallvec![Who::OwnerOf(*account)]),
            DeactivateUser { user } | ActivateUser { user } | RemoveUser { user, .. } => {
                administrator_of(user, Privileges::USERS_EDIT)
            }

            SetPolicy { account, .. } | ApproveApp { account, .. } | WithdrawApproval { account, .. } => {
                Ok(administrator(*account, Privileges::MARKETPLACE_EDIT))
            }
            DeclineRequest { user, .. }
            | InstallFor { user, .. }
            | DisableInstallation { user, .. }
            | EnableInstallation { user, .. } => administrator_of(user, Privileges::MARKETPLACE_EDIT),
            RequestApp { user: whose, .. }
            | Install { user: whose, .. }
            | GrantSharedAccess { user: whose, .. } => Ok(user(whose)),
            RevokeSharedAccess { user, .. } | Uninstall { user, .. } => {
                user_or_administrator(user, Privileges::MARKETPLACE_EDIT)
            }

            Delegate { delegator, access, .. } => {
                user_or_administrator(delegator, Privileges::USERS_EDIT | access_privileges(*access))
            }
            RevokeDelegation { delegator, delegate } => {
                let account = directory.home(*delegator)?;
                let privileges = Privileges::USERS_EDIT;
                Ok(smallvec![
                    Who::User(*delegator),
                    Who::User(*delegate),
                    Who::Administrator { account, privileges },
                ])
            }

            ScheduleMeeting { owner, .. } => schedulers(*owner),
            UpdateMeeting { meeting, .. }
            | CancelMeeting { meeting }
            | SetAlternativeHosts { meeting, .. } => schedulers(owner_of(meeting)?),
            MoveMeeting { meeting, to } => {
                let (owner, to) = (directory.known_meeting(*meeting)?.owner, directory.known_user(*to)?);
                let privileges = Privileges::USERS_EDIT;
                let administrator =
                    Who::Administrator { account: directory.account(owner.account).id, privileges };
                let may_schedule = delegation(directory.user(to.id), directory.user(owner.id));
                Ok(if may_schedule.access.contains(Access::SCHEDULE) {
                    smallvec![Who::User(owner.id), administrator]
                } else {
                    smallvec![administrator]
                })
            }
            StartMeeting { meeting } => {
                let owner = owner_of(meeting)?;
                Ok(smallvec![
                    Who::User(owner),
                    Who::SchedulerOf(owner),
                    Who::AlternativeHost(*meeting),
                    Who::System,
                ])
            }
            EndMeeting { meeting } => {
                let owner = owner_of(meeting)?;
                let (account, privileges) = (directory.home(owner)?, Privileges::USERS_EDIT);
                Ok(smallvec![
                    Who::User(owner),
                    Who::Host(*meeting),
                    Who::Administrator { account, privileges },
                    Who::System,
                ])
            }
            StopApp { meeting, .. }
            | AllowApp { meeting, .. }
            | AllowMedia { meeting, .. }
            | ForbidMedia { meeting, .. } => hosts(meeting),
            SetSeatRole { meeting, .. } => {
                Ok(smallvec![Who::User(owner_of(meeting)?), Who::Host(*meeting), Who::System])
            }
            Join { .. } | Leave { .. } | OpenApp { .. } | CloseApp { .. } => Ok(smallvec![Who::System]),
            ConfirmCalendarEvent { user: whose, .. } => Ok(user(whose)),
        };
        who.map(Authority)
    }
}

/// What an administrator must hold to delegate access to somebody else's data, beyond managing users.
fn access_privileges(access: Access) -> Privileges {
    access.privileges_needed() - Privileges::USERS_READ
}

impl Directory {
    /// The account of a user.
    fn home(&self, user: UserId) -> Result<AccountId, Refusal> {
        Ok(self.account(self.known_user(user)?.account).id)
    }
}
