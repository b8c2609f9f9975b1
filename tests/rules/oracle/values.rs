//! The values that the facts of a question can have, and the two questions that pass to start from.

use std::collections::BTreeMap;

use consentry::catalog::{Edition, MeetingRole, RunningContext};
use consentry::facts::{
    Access, Approval, HostConsent, Listing, MeetingKind, MeetingState, Privileges, SeatRole, Surfaces,
};
use consentry::{DataKind, Scopes, Verb};
use testkit::oracle::question::{APIS, ApiRow, Does, Party, Question, Row, What, Who, Whose, Words, api};

pub(super) const EITHER: [bool; 2] = [false, true];

/// Who asks, active or not, and whether the user has the all-zero id.
pub(super) const PRINCIPALS: [(Who, bool, bool); 8] = [
    (Who::Nobody, true, false),
    (Who::User, true, false),
    (Who::User, false, false),
    (Who::User, true, true),
    (Who::ParticipantWithUser, true, false),
    (Who::ParticipantWithUser, false, false),
    (Who::ParticipantWithUser, true, true),
    (Who::Guest, true, false),
];

/// Known or not, published or not.
pub(super) const APPS: [(bool, bool); 3] = [(false, true), (true, false), (true, true)];

/// Who can be seated, and whether as the owner of the meeting.
pub(super) const SEATED: [(Who, bool); 5] = [
    (Who::User, false),
    (Who::User, true),
    (Who::ParticipantWithUser, false),
    (Who::ParticipantWithUser, true),
    (Who::Guest, false),
];

/// No seat, and several. Of several, the first is the participant's own.
pub(super) const SEATINGS: [&[SeatRole]; 7] = {
    use SeatRole::{Agent, Attendee, Cohost, Host, Panelist, Participant, Supervisor};
    [
        &[],
        &[Attendee, Host],
        &[Attendee, Panelist],
        &[Attendee, Attendee],
        &[Host, Attendee],
        &[Participant, Cohost],
        &[Supervisor, Agent],
    ]
};

/// An app of another account, and one of the account's own, exempt from approval or not.
pub(super) const DEVELOPERS: [(bool, bool); 3] = [(false, false), (true, false), (true, true)];

pub(super) fn single_seats() -> Vec<&'static [SeatRole]> {
    SeatRole::ALL.chunks(1).collect()
}

/// All subsets, the empty one first.
pub(super) fn subsets<T: Copy>(all: &[T]) -> Vec<Vec<T>> {
    let subset = |bits: usize| {
        let chosen = all.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1);
        chosen.map(|(_, item)| *item).collect()
    };
    (0..1 << all.len()).map(subset).collect()
}

/// A seat, and whether it is the owner's, by which one has the role.
pub(super) fn seating_of(role: MeetingRole) -> (&'static [SeatRole], bool) {
    match SeatRole::try_from(role) {
        Ok(seat) => (single_seats()[seat as usize], false),
        Err(_) => (&[SeatRole::Supervisor], true),
    }
}

pub(super) fn verbs() -> Vec<Does> {
    Verb::ALL.iter().map(|verb| Does::Verb(*verb)).collect()
}

/// None stated, and all 13.
pub(super) fn contexts() -> Vec<Option<RunningContext>> {
    std::iter::once(None).chain(RunningContext::ALL.iter().copied().map(Some)).collect()
}

pub(super) fn every_api() -> Vec<&'static ApiRow> {
    APIS.iter().collect()
}

/// One API for each form of roles in either edition, guest flag, media or not, and contexts stated or not, where there is
/// one.
pub(super) fn one_api_of_each_sort() -> Vec<&'static ApiRow> {
    let mut sorts = BTreeMap::new();
    for api in APIS.iter() {
        let roles = Edition::ALL.iter().map(|edition| api.roles(*edition)).collect::<Vec<_>>();
        sorts.entry((roles, api.guest, api.media, api.contexts == ["any"])).or_insert(api);
    }
    sorts.into_values().collect()
}

/// The words of the facts that are sets, made once.
pub(super) struct Vocabulary {
    pub(super) no_scope: Words<Scopes>,
    pub(super) every_scope: Words<Scopes>,
    other_scopes: Vec<Words<Scopes>>,
    pub(super) no_privilege: Words<Privileges>,
    pub(super) every_privilege: Words<Privileges>,
    other_privileges: Vec<Words<Privileges>>,
    pub(super) every_access: Words<Access>,
    accesses: Vec<Words<Access>>,
    pub(super) every_surface: Words<Surfaces>,
    pub(super) client_alone: Words<Surfaces>,
    pub(super) meeting_alone: Words<Surfaces>,
}

pub(super) const PRIVILEGES: [&str; 10] = [
    "users_read",
    "users_edit",
    "settings_read",
    "settings_edit",
    "recordings_read",
    "recordings_edit",
    "reports_read",
    "marketplace_read",
    "marketplace_edit",
    "roles_edit",
];

pub(super) const SCOPES: [&str; 9] = [
    "profile:read",
    "profile:write",
    "meetings:read",
    "meetings:write",
    "settings:read",
    "settings:write",
    "recordings:read",
    "recordings:write",
    "reports:read",
];

pub(super) const SURFACES: [&str; 4] = ["meeting", "webinar", "engagement", "client"];

pub(super) const ACCESS: [&str; 5] = ["profile", "meetings", "schedule", "recordings", "reports"];

impl Vocabulary {
    pub(super) fn new() -> Self {
        let all_but = |scope: &str| SCOPES.into_iter().filter(|other| *other != scope).collect::<Vec<_>>();
        let pairs = [
            ["users_read", "users_edit"],
            ["users_edit", "recordings_read"],
            ["settings_edit", "reports_read"],
            ["marketplace_edit", "roles_edit"],
        ];
        let single_scopes = SCOPES.chunks(1).map(Words::new);
        let single_privileges = PRIVILEGES.chunks(1).map(Words::new);
        Self {
            no_scope: Words::new(&[]),
            every_scope: Words::new(&SCOPES),
            other_scopes: single_scopes.chain(SCOPES.map(|scope| Words::new(&all_but(scope)))).collect(),
            no_privilege: Words::new(&[]),
            every_privilege: Words::new(&PRIVILEGES),
            other_privileges: single_privileges.chain(pairs.map(|pair| Words::new(&pair))).collect(),
            every_access: Words::new(&ACCESS),
            accesses: subsets(&ACCESS).iter().map(|names| Words::new(names)).collect(),
            every_surface: Words::new(&SURFACES),
            client_alone: Words::new(&["client"]),
            meeting_alone: Words::new(&["meeting"]),
        }
    }

    /// A member, an owner or admin, and custom roles.
    pub(super) fn roles(&self) -> Vec<&Words<Privileges>> {
        [&self.no_privilege, &self.every_privilege].into_iter().chain(&self.other_privileges).collect()
    }

    /// No scope, all, each alone, and all but each.
    pub(super) fn grants(&self) -> Vec<&Words<Scopes>> {
        [&self.no_scope, &self.every_scope].into_iter().chain(&self.other_scopes).collect()
    }

    /// What a manifest requires and what it offers besides: all scopes, none, each alone, and all but each.
    pub(super) fn manifests(&self) -> Vec<(&Words<Scopes>, &Words<Scopes>)> {
        let nothing = &self.no_scope;
        let required = self.grants().into_iter().map(|scopes| (scopes, nothing));
        let (single, all_but) = self.other_scopes.split_at(SCOPES.len());
        required.chain(single.iter().zip(all_but)).collect()
    }

    /// The owner of the data, and the delegation that the host passes.
    pub(super) fn relations(&self) -> Vec<(What, Whose, bool, Option<Row<'_>>)> {
        use Party::{Owner, Principal, Third};

        let row = |from, to, access| Some(Row { from, to, access });
        let wrong = [(Principal, Owner), (Owner, Third), (Third, Principal)];
        let rows = std::iter::once(None)
            .chain(self.accesses.iter().map(|access| row(Owner, Principal, access)))
            .chain(wrong.into_iter().map(|(from, to)| row(from, to, &self.every_access)));
        let colleagues = rows
            .flat_map(|row| EITHER.map(|owner_active| (What::UserData, Whose::Colleague, owner_active, row)));
        let others = [
            (What::UserData, Whose::Own, true, None),
            (What::UserData, Whose::Own, true, row(Owner, Principal, &self.every_access)),
            (What::UserData, Whose::Stranger, true, None),
            (What::UserData, Whose::Stranger, true, row(Owner, Principal, &self.every_access)),
            (What::UserData, Whose::Stranger, false, row(Owner, Principal, &self.every_access)),
            (What::AccountData, Whose::Own, true, None),
            (What::AccountData, Whose::Stranger, true, None),
        ];
        colleagues.chain(others).collect()
    }

    /// A user's installed app reads the user's own meetings: allowed.
    pub(super) fn read_own_meetings(&self) -> Question<'_> {
        Question {
            principal: Who::User,
            zero_user: false,
            user_active: true,
            privileges: &self.no_privilege,
            app_known: true,
            published: true,
            own_developer: false,
            listing: Listing::Listed,
            admin_managed: false,
            required_scopes: &self.every_scope,
            optional_scopes: &self.no_scope,
            uses_shared_access: true,
            guest_mode: false,
            requested: true,
            edition: Edition::V0_16_41,
            surfaces: &self.every_surface,
            open_to_listed: false,
            open_to_unlisted: false,
            keep_on_withdrawal: false,
            own_as_listed: false,
            approval: Approval::All,
            installed: true,
            scopes: &self.every_scope,
            shared_access: false,
            disabled: false,
            resource: What::UserData,
            whose: Whose::Own,
            zero_owner: false,
            owner_active: true,
            delegation: None,
            kind: DataKind::Meetings,
            meeting_kind: MeetingKind::Meeting,
            state: MeetingState::Live,
            host_consent: HostConsent::Unstated,
            owns_meeting: false,
            seats: &[SeatRole::Host],
            elsewhere: false,
            company: false,
            context: None,
            action: Does::Verb(Verb::Read),
            api: api("getMeetingContext"),
        }
    }

    /// The same user's app calls what a host may, in a meeting that the user hosts: allowed.
    pub(super) fn call_as_host(&self) -> Question<'_> {
        Question { resource: What::Meeting, action: Does::Call, ..self.read_own_meetings() }
    }
}
