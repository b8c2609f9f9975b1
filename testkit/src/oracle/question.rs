//! A question as one flat row of small facts, and the same question in the library's types.
//!
//! The rules read the row, the library gets the types, so neither can lean on how the other sees it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use consentry::catalog::{Edition, RunningContext};
use consentry::facts::{
    Access, Approval, ApprovalSetting, Delegation, HostConsent, Listing, ManifestDraft, MeetingKind,
    MeetingState, OnWithdrawal, OwnApps, Policy, Privileges, Publication, Seat, SeatRole, Surfaces,
};
use consentry::{
    AccountId, Action, App, DataKind, Decision, Installation, Manifest, Meeting, MeetingUuid, Participant,
    ParticipantId, Principal, Resource, Scopes, Standing, User, UserId, Verb, evaluate,
};

/// Every fact that the rules of one question mention, whether or not they get that far.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub principal: Who,
    /// The principal's user has the all-zero id.
    pub zero_user: bool,
    pub user_active: bool,
    pub privileges: &'a Words<Privileges>,

    pub app_known: bool,
    pub published: bool,
    pub own_developer: bool,
    pub listing: Listing,
    pub admin_managed: bool,
    pub required_scopes: &'a Words<Scopes>,
    pub optional_scopes: &'a Words<Scopes>,
    pub uses_shared_access: bool,
    pub guest_mode: bool,
    /// All documented APIs of the edition are ticked in the manifest, or none.
    pub requested: bool,
    pub edition: Edition,
    pub surfaces: &'a Words<Surfaces>,

    pub open_to_listed: bool,
    pub open_to_unlisted: bool,
    pub keep_on_withdrawal: bool,
    pub own_as_listed: bool,
    pub approval: Approval,
    pub installed: bool,
    pub scopes: &'a Words<Scopes>,
    pub shared_access: bool,
    pub disabled: bool,

    pub resource: What,
    /// Whose data; of an account, `Colleague` is the principal's own account too.
    pub whose: Whose,
    /// The owner of the data or of the meeting has the all-zero id.
    pub zero_owner: bool,
    pub owner_active: bool,
    pub delegation: Option<Row<'a>>,
    pub kind: DataKind,

    pub meeting_kind: MeetingKind,
    pub state: MeetingState,
    /// What the host has said of the app.
    pub host_consent: HostConsent,
    /// The principal's user owns the meeting.
    pub owns_meeting: bool,
    /// The user's seats, or a guest's. The first is the seat of a participant principal.
    pub seats: &'a [SeatRole],
    /// The participant principal is one of another meeting, with the same number.
    pub elsewhere: bool,
    /// Other people sit in the meeting, too.
    pub company: bool,
    pub context: Option<RunningContext>,

    pub action: Does,
    pub api: &'a ApiRow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Nobody,
    User,
    ParticipantWithUser,
    Guest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Nothing,
    UserData,
    AccountData,
    Meeting,
    Client,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Own,
    Colleague,
    Stranger,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    Verb(Verb),
    Call,
}

/// A delegation that the host looked up, be it the right one or not.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub from: Party,
    pub to: Party,
    pub access: &'a Words<Access>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    Principal,
    Owner,
    Third,
}

/// Names for the rules, and the set of them for the library.
pub struct Words<Set> {
    pub names: Vec<&'static str>,
    pub set: Set,
}

impl<Set: FromStr<Err: fmt::Debug>> Words<Set> {
    pub fn new(names: &[&'static str]) -> Self {
        let set = names.join(" ").parse().expect("these words are in the vocabulary");
        Self { names: names.to_vec(), set }
    }
}

impl<Set> fmt::Debug for Words<Set> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.names)
    }
}

/// A row of the catalogue as the CSV has it.
#[derive(Debug)]
pub struct ApiRow {
    pub name: String,
    pub guest: bool,
    pub media: bool,
    pub contexts: Vec<String>,
    roles: Vec<String>,
    roles_in_0_16_8: Vec<String>,
    action: Action,
}

impl ApiRow {
    pub fn roles(&self, edition: Edition) -> &[String] {
        if edition == Edition::V0_16_8 { &self.roles_in_0_16_8 } else { &self.roles }
    }

    pub fn is_documented(&self, edition: Edition) -> bool {
        !["none", "-"].iter().any(|mark| self.roles(edition) == [*mark])
    }
}

/// The rows of `catalog/apis.csv`, and as the last a name that is in no edition.
pub static APIS: LazyLock<Vec<ApiRow>> = LazyLock::new(|| {
    let mut file = csv::Reader::from_reader(&include_bytes!("../../../catalog/apis.csv")[..]);
    let header = file.headers().expect("a header").clone();
    let column = |title: &str| header.iter().position(|cell| cell == title).expect("the column");
    let [name, guest, media, contexts, roles, roles_in_0_16_8] =
        ["name", "guest", "media", "contexts", "roles", "roles_in_0_16_8"].map(column);
    let mut rows: Vec<ApiRow> = file
        .records()
        .map(|record| record.expect("a record"))
        .map(|row| ApiRow {
            name: row[name].to_owned(),
            guest: &row[guest] == "yes",
            media: &row[media] == "yes",
            contexts: cell(&row[contexts]),
            roles: cell(&row[roles]),
            roles_in_0_16_8: cell(&row[roles_in_0_16_8]),
            action: Action::call(&row[name]),
        })
        .collect();
    let no_such = "noSuchApi";
    rows.push(ApiRow {
        name: no_such.to_owned(),
        guest: true,
        media: false,
        contexts: cell("any"),
        roles: cell("-"),
        roles_in_0_16_8: cell("-"),
        action: Action::call(no_such),
    });
    rows
});

fn cell(text: &str) -> Vec<String> {
    text.split('|').map(str::to_owned).collect()
}

pub fn api(name: &str) -> &'static ApiRow {
    APIS.iter().find(|row| row.name == name).expect("a name of the catalogue")
}

const OURS: u64 = 1;
const THEIRS: u64 = 2;
const DEVELOPER: u64 = 3;

/// The principal's user, the owner of the data and a third, by id; and nobody.
const ME: u64 = 10;
const OWNER: u64 = 11;
const THIRD: u64 = 12;
const ZERO: u64 = 0;

const HERE: u64 = 20;
const ELSEWHERE: u64 = 21;

impl Question<'_> {
    pub fn has_user(&self) -> bool {
        matches!(self.principal, Who::User | Who::ParticipantWithUser)
    }

    /// What the library answers.
    pub fn answer(&self) -> Decision {
        self.answer_with(self.manifest())
    }

    /// What the library answers for an app with this manifest.
    pub fn answer_with(&self, manifest: &Manifest) -> Decision {
        let action = match self.action {
            Does::Verb(verb) => verb.into(),
            Does::Call => self.api.action,
        };
        self.in_types(manifest, |principal, app, resource| evaluate(principal, app, resource, action))
    }

    /// Passes the library the facts that it needs.
    pub fn in_types<T>(
        &self,
        manifest: &Manifest,
        then: impl FnOnce(&Principal<'_>, &App<'_>, &Resource<'_>) -> T,
    ) -> T {
        let me = user(self.my_id(), OURS, self.user_active).with_privileges(self.privileges.set);
        let owner_id = if self.zero_owner { ZERO } else { OWNER };
        let owner = match self.whose {
            Whose::Own if self.zero_owner => user(ZERO, OURS, self.user_active),
            Whose::Own => me,
            Whose::Colleague => user(owner_id, OURS, self.owner_active),
            Whose::Stranger => user(owner_id, THEIRS, self.owner_active),
        };
        let seats = self.seating();
        let meeting = Meeting {
            uuid: HERE.into(),
            kind: self.meeting_kind,
            owner: match () {
                () if self.zero_owner => ZERO.into(),
                () if self.owns_meeting => me.id,
                () => THIRD.into(),
            },
            state: self.state,
            host_consent: self.host_consent,
            seats: seats.as_slice(),
        };
        then(&self.principal(&me), &self.app(manifest), &self.resource(&owner, &meeting))
    }

    fn my_id(&self) -> u64 {
        if self.zero_user { ZERO } else { ME }
    }

    fn principal<'a>(&self, me: &'a User) -> Principal<'a> {
        let meeting: MeetingUuid = if self.elsewhere { ELSEWHERE } else { HERE }.into();
        let id = seat_id(0);
        match self.principal {
            Who::Nobody => Principal::Unknown,
            Who::User => Principal::User(me),
            Who::ParticipantWithUser => Principal::Participant(Participant { meeting, id, user: Some(me) }),
            Who::Guest => Principal::Participant(Participant { meeting, id, user: None }),
        }
    }

    fn app<'a>(&self, manifest: &'a Manifest) -> App<'a> {
        if !self.app_known {
            return App::Unknown;
        }
        let installation = Installation { scopes: self.scopes.set, shared_access: self.shared_access };
        let standing = Standing {
            policy: Policy {
                listed: setting(self.open_to_listed),
                unlisted: setting(self.open_to_unlisted),
                on_withdrawal: if self.keep_on_withdrawal {
                    OnWithdrawal::Keep
                } else {
                    OnWithdrawal::Suspend
                },
                own: if self.own_as_listed { OwnApps::AsListed } else { OwnApps::Exempt },
            },
            approval: self.approval,
            installation: self.installed.then_some(installation),
            disabled: self.disabled,
        };
        let publication = if self.published { Publication::Published } else { Publication::Unpublished };
        App::Registered { manifest, publication, standing }
    }

    fn resource<'a>(&self, owner: &'a User, meeting: &'a Meeting<'a>) -> Resource<'a> {
        match self.resource {
            What::Nothing => Resource::Unknown,
            What::UserData => {
                let delegation = self.delegation.map(|row| Delegation {
                    delegator: self.party(row.from, owner),
                    delegate: self.party(row.to, owner),
                    access: row.access.set,
                });
                Resource::UserData { owner, kind: self.kind, delegation }
            }
            What::AccountData => Resource::AccountData { account: owner.account, kind: self.kind },
            What::Meeting => Resource::Meeting { meeting, context: self.context },
            What::Client => Resource::Client { context: self.context },
        }
    }

    fn seating(&self) -> Seating {
        let user = (self.principal != Who::Guest).then_some(self.my_id().into());
        let mut seating = Seating::empty();
        if self.company {
            seating.add(Seat { participant: seat_id(50), user: Some(THIRD.into()), role: SeatRole::Host });
            seating.add(Seat { participant: seat_id(51), user: None, role: SeatRole::Agent });
        }
        for (id, role) in (0..).zip(self.seats) {
            seating.add(Seat { participant: seat_id(id), user, role: *role });
        }
        if self.company {
            for (id, role) in (52..).zip(SeatRole::ALL) {
                seating.add(Seat { participant: seat_id(id), user: Some(OWNER.into()), role: *role });
            }
        }
        seating
    }

    fn party(&self, party: Party, owner: &User) -> UserId {
        match party {
            Party::Principal => self.my_id().into(),
            Party::Owner => owner.id,
            Party::Third => THIRD.into(),
        }
    }

    /// The manifest of the question's app. Each is made once, because checking a manifest is slow.
    pub fn manifest(&self) -> &'static Manifest {
        thread_local! {
            static MANIFESTS: RefCell<HashMap<Declared, &'static Manifest>> = RefCell::default();
        }
        let declared = self.declared();
        MANIFESTS.with_borrow_mut(|manifests| {
            *manifests.entry(declared).or_insert_with(|| {
                let manifest = Manifest::try_from(declared.draft());
                Box::leak(Box::new(manifest.expect("a manifest")))
            })
        })
    }

    fn declared(&self) -> Declared {
        Declared {
            own_developer: self.own_developer,
            listing: self.listing,
            admin_managed: self.admin_managed,
            required_scopes: self.required_scopes.set,
            optional_scopes: self.optional_scopes.set,
            uses_shared_access: self.uses_shared_access,
            guest_mode: self.guest_mode,
            requested: self.requested,
            edition: self.edition,
            surfaces: self.surfaces.set,
        }
    }

    /// The same manifest, but with these APIs ticked.
    pub fn manifest_with(&self, apis: impl IntoIterator<Item = &'static ApiRow>) -> Manifest {
        let apis = apis.into_iter().map(|api| api.name.clone()).collect();
        let draft = ManifestDraft { apis, ..ManifestDraft::from(self.manifest().clone()) };
        Manifest::try_from(draft).expect("a documented API")
    }
}

/// Seats on the stack: there are millions of questions.
struct Seating {
    seats: [Seat; 2 * SeatRole::ALL.len() + 2],
    count: usize,
}

impl Seating {
    fn empty() -> Self {
        let seat = Seat { participant: seat_id(99), user: None, role: SeatRole::Supervisor };
        Self { seats: [seat; 2 * SeatRole::ALL.len() + 2], count: 0 }
    }

    fn add(&mut self, seat: Seat) {
        self.seats[self.count] = seat;
        self.count += 1;
    }

    fn as_slice(&self) -> &[Seat] {
        &self.seats[..self.count]
    }
}

fn seat_id(number: u64) -> ParticipantId {
    (100 + number).into()
}

fn user(id: u64, account: u64, active: bool) -> User {
    let user = User::new(id.into(), account.into());
    if active { user } else { user.deactivated() }
}

fn setting(open: bool) -> ApprovalSetting {
    if open { ApprovalSetting::Open } else { ApprovalSetting::Required }
}

/// What an app declares of itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Declared {
    own_developer: bool,
    listing: Listing,
    admin_managed: bool,
    required_scopes: Scopes,
    optional_scopes: Scopes,
    uses_shared_access: bool,
    guest_mode: bool,
    requested: bool,
    edition: Edition,
    surfaces: Surfaces,
}

impl Declared {
    fn draft(self) -> ManifestDraft {
        let developer: AccountId = if self.own_developer { OURS } else { DEVELOPER }.into();
        let draft = if self.admin_managed {
            ManifestDraft::admin_managed(developer)
        } else {
            // No admin-managed app uses shared access.
            let uses_shared_access = self.uses_shared_access;
            ManifestDraft { uses_shared_access, ..ManifestDraft::user_managed(developer) }
        };
        let ticked = APIS.iter().filter(|api| self.requested && api.is_documented(self.edition));
        ManifestDraft {
            listing: self.listing,
            required_scopes: self.required_scopes,
            optional_scopes: self.optional_scopes,
            guest_mode: self.guest_mode,
            apis: ticked.map(|api| api.name.clone()).collect(),
            edition: Some(self.edition),
            surfaces: Some(self.surfaces),
            ..draft
        }
    }
}
