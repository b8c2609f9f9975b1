//! Changes drawn from bytes: over few names, so that they collide, and mostly by actors who may make them.

use arbitrary::Unstructured;
use consentry::catalog::{Edition, MeetingRole};
use consentry::directory::{Actor, Audience, Change, Operation};
use consentry::facts::{
    Access, AccountRole, ApprovalSetting, Listing, Management, ManifestDraft, OnWithdrawal, OwnApps,
    Privileges, Surfaces,
};
use consentry::{AccountId, AppId, MeetingUuid, ParticipantId, Scopes, UserId};

use crate::kind::Kind;
use crate::laws::names::{ACCOUNTS, APPS, MEETINGS, NO_APP, PARTICIPANTS, STRANGER, USERS, id};
use crate::laws::typical::{APIS, CLERK, EVENTS, NUMBERS, home, manifest, natural, schedule, typical, usual};

/// Bytes to choose by. When they are used up, the first choice is made.
pub struct Draw<'a>(Unstructured<'a>);

/// Colleagues of the typical world's users; with them a delegator has as many delegates as one may have.
const CROWD: std::ops::RangeInclusive<u64> = 101..=131;

/// Names of roles, some of which nobody may give.
const ROLE_NAMES: [&str; 6] = [CLERK, CLERK, "Chief", "", " clerk", "Admin"];

/// The typical world, and all its colleagues but two are delegates of one user: there is room for none more.
fn crowded() -> Vec<Change> {
    let (acme, olga) = (id("acme"), id::<UserId>("olga"));
    let add = |user: u64| {
        let (user, role) = (user.into(), AccountRole::Member);
        Change::by(Actor::System, Operation::AddUser { account: acme, user, role })
    };
    let entrust = |delegate: u64| {
        let (delegate, access) = (delegate.into(), Access::PROFILE);
        usual(Operation::Delegate { delegator: olga, delegate, access })
    };
    typical().into_iter().chain(CROWD.map(add)).chain(CROWD.map(entrust).take(29)).collect()
}

impl<'a> Draw<'a> {
    pub fn from(bytes: &'a [u8]) -> Self {
        Self(Unstructured::new(bytes))
    }

    pub fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0.choose_index(end).unwrap_or_default()
    }

    pub fn number<T: arbitrary::Arbitrary<'a> + Default>(&mut self) -> T {
        self.0.arbitrary().unwrap_or_default()
    }

    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn either(&mut self) -> bool {
        self.below(2) == 1
    }

    /// Where a story starts: the changes that lead there.
    pub fn start(&mut self) -> Start {
        match self.below(8) {
            1 => Start::Empty,
            2 => Start::Crowded,
            _ => Start::Typical,
        }
    }

    /// A change, three times out of four by the actor who usually makes it.
    pub fn change(&mut self) -> Change {
        let operation = self.operation();
        match self.below(8) {
            0 => Change::by(Actor::System, operation),
            1 => Change::by(self.user(), operation),
            _ => usual(operation),
        }
    }

    fn account(&mut self) -> AccountId {
        id(self.one(ACCOUNTS))
    }

    fn user(&mut self) -> UserId {
        match self.below(USERS.len() + 5) {
            0 => id(STRANGER),
            1 => UserId::NOBODY,
            2 => (*CROWD.start()).into(),
            3 => (*CROWD.end() - 1).into(),
            4 => (*CROWD.end()).into(),
            nth => id(USERS[nth - 5]),
        }
    }

    fn app(&mut self) -> AppId {
        id(self.app_name())
    }

    fn app_name(&mut self) -> &'static str {
        self.one(&[APPS, &[NO_APP]].concat())
    }

    fn meeting(&mut self) -> MeetingUuid {
        id(self.one(MEETINGS))
    }

    fn participant(&mut self) -> ParticipantId {
        id(self.one(PARTICIPANTS))
    }

    fn role(&mut self) -> AccountRole {
        match self.below(6) {
            0 => AccountRole::Owner,
            1 => AccountRole::Admin,
            2 => AccountRole::Custom("".into()),
            3 => AccountRole::Custom(CLERK.into()),
            _ => AccountRole::Member,
        }
    }

    fn audience(&mut self) -> Audience {
        if self.either() { Audience::User(self.user()) } else { Audience::Everybody }
    }

    /// Any bits, including those without a name.
    fn scopes(&mut self) -> Scopes {
        Scopes::from_bits_truncate(self.number())
    }

    fn manifest(&mut self, app: &str) -> ManifestDraft {
        if self.below(4) > 0 {
            return manifest(app);
        }
        let names = APIS.iter().map(|api| api.name()).chain(["getScreenshot", "noSuchApi"]);
        let ticked: u16 = self.number();
        let apis = names.enumerate().filter(|(nth, _)| ticked >> nth & 1 == 1);
        ManifestDraft {
            developer: self.account(),
            listing: self.one(Listing::ALL),
            management: self.one(Management::ALL),
            required_scopes: self.scopes(),
            optional_scopes: self.scopes(),
            uses_shared_access: self.either(),
            guest_mode: self.either(),
            apis: apis.map(|(_, name)| name.to_owned()).collect(),
            edition: self.one(&[None, Some(Edition::V0_16_8), Some(Edition::V0_16_41)]),
            surfaces: self.either().then(|| Surfaces::from_bits_truncate(self.number())),
        }
    }

    fn operation(&mut self) -> Operation {
        use Operation::*;
        // A kind is drawn by its place, so the meaning of the corpus depends on the order of the kinds.
        match self.one(Kind::ALL) {
            Kind::AddAccount => AddAccount { account: self.account(), owner: self.user() },
            Kind::AddUser => {
                let name = self.one(USERS);
                let (elsewhere, user) = (self.below(4) == 0, id(name));
                let account = if elsewhere { self.account() } else { home(name) };
                AddUser { account, user, role: self.role() }
            }
            Kind::SetRole => SetRole { user: self.user(), role: self.role() },
            Kind::DefineRole => DefineRole {
                account: self.account(),
                role: self.one(&ROLE_NAMES).into(),
                privileges: Privileges::from_bits_truncate(self.number()),
            },
            Kind::DeleteRole => DeleteRole { account: self.account(), role: self.one(&ROLE_NAMES).into() },
            Kind::TransferOwnership => TransferOwnership { account: self.account(), to: self.user() },
            Kind::DeactivateUser => DeactivateUser { user: self.user() },
            Kind::ActivateUser => ActivateUser { user: self.user() },
            Kind::RemoveUser => RemoveUser { user: self.user(), heir: self.either().then(|| self.user()) },
            Kind::RegisterApp => {
                let app = self.app_name();
                RegisterApp { app: id(app), manifest: self.manifest(app) }
            }
            Kind::UpdateApp => {
                let app = self.app_name();
                UpdateApp { app: id(app), manifest: self.manifest(app) }
            }
            Kind::UnpublishApp => UnpublishApp { app: self.app() },
            Kind::PublishApp => PublishApp { app: self.app() },
            Kind::SetPolicy => SetPolicy {
                account: self.account(),
                listed: self.one(ApprovalSetting::ALL),
                unlisted: self.one(ApprovalSetting::ALL),
                on_withdrawal: self.one(OnWithdrawal::ALL),
                own: self.one(&[None, Some(OwnApps::Exempt), Some(OwnApps::AsListed)]),
            },
            Kind::ApproveApp => {
                ApproveApp { account: self.account(), app: self.app(), audience: self.audience() }
            }
            Kind::WithdrawApproval => {
                WithdrawApproval { account: self.account(), app: self.app(), audience: self.audience() }
            }
            Kind::RequestApp => RequestApp { user: self.user(), app: self.app() },
            Kind::DeclineRequest => DeclineRequest { user: self.user(), app: self.app() },
            Kind::Install => {
                let (user, app) = (self.user(), self.app_name());
                let optional_scopes = match self.below(4) {
                    0 => self.scopes(),
                    1 => manifest(app).optional_scopes,
                    _ => Scopes::empty(),
                };
                Install { user, app: id(app), optional_scopes, shared: self.either() }
            }
            Kind::InstallFor => InstallFor { user: self.user(), app: self.app() },
            Kind::GrantSharedAccess => GrantSharedAccess { user: self.user(), app: self.app() },
            Kind::RevokeSharedAccess => RevokeSharedAccess { user: self.user(), app: self.app() },
            Kind::DisableInstallation => DisableInstallation { user: self.user(), app: self.app() },
            Kind::EnableInstallation => EnableInstallation { user: self.user(), app: self.app() },
            Kind::Uninstall => Uninstall { user: self.user(), app: self.app() },
            Kind::Delegate => Delegate {
                delegator: self.user(),
                delegate: self.user(),
                access: Access::from_bits_truncate(self.number()),
            },
            Kind::RevokeDelegation => RevokeDelegation { delegator: self.user(), delegate: self.user() },
            Kind::ScheduleMeeting => {
                let meeting = self.one(MEETINGS);
                let (owner, kind) = natural(meeting);
                let owner = if self.either() { self.user() } else { owner };
                schedule(owner, meeting, self.one(&NUMBERS), kind)
            }
            Kind::UpdateMeeting => UpdateMeeting {
                meeting: self.meeting(),
                number: self.one(&NUMBERS).into(),
                topic: self.one(EVENTS).into(),
            },
            Kind::CancelMeeting => CancelMeeting { meeting: self.meeting() },
            Kind::MoveMeeting => MoveMeeting { meeting: self.meeting(), to: self.user() },
            Kind::SetAlternativeHosts => {
                let meeting = self.meeting();
                let users = match self.below(8) {
                    0 => CROWD.map(UserId::from).collect(),
                    count => (0..count / 2).map(|_| self.user()).collect(),
                };
                SetAlternativeHosts { meeting, users }
            }
            Kind::StartMeeting => StartMeeting { meeting: self.meeting() },
            Kind::EndMeeting => EndMeeting { meeting: self.meeting() },
            Kind::StopApp => StopApp { meeting: self.meeting(), app: self.app() },
            Kind::AllowApp => AllowApp { meeting: self.meeting(), app: self.app() },
            Kind::AllowMedia => AllowMedia { meeting: self.meeting(), app: self.app() },
            Kind::ForbidMedia => ForbidMedia { meeting: self.meeting(), app: self.app() },
            Kind::Join => Join {
                meeting: self.meeting(),
                user: self.either().then(|| self.user()),
                participant: self.participant(),
                role: self.one(MeetingRole::ALL),
            },
            Kind::Leave => Leave { meeting: self.meeting(), participant: self.participant() },
            Kind::SetSeatRole => SetSeatRole {
                meeting: self.meeting(),
                participant: self.participant(),
                role: self.one(MeetingRole::ALL),
            },
            Kind::OpenApp => {
                OpenApp { meeting: self.meeting(), participant: self.participant(), app: self.app() }
            }
            Kind::CloseApp => {
                CloseApp { meeting: self.meeting(), participant: self.participant(), app: self.app() }
            }
            Kind::ConfirmCalendarEvent => ConfirmCalendarEvent {
                user: self.user(),
                meeting: self.meeting(),
                event: self.one(EVENTS).into(),
            },
        }
    }
}

/// Where a story starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    Empty,
    Typical,
    Crowded,
}

impl Start {
    /// The changes that lead there from the empty world. None is refused.
    pub fn changes(self) -> Vec<Change> {
        match self {
            Self::Empty => Vec::new(),
            Self::Typical => typical(),
            Self::Crowded => crowded(),
        }
    }
}
