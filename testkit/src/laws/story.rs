//! Stories: random sequences of changes over a few names, weighted so that they reach interesting worlds.

use std::fmt;

use consentry::catalog::{Edition, MeetingRole};
use consentry::directory::{Actor, Audience, Change, LogEntry, Operation};
use consentry::facts::{
    Access, AccountRole, ApprovalSetting, Listing, ManifestDraft, OnWithdrawal, OwnApps, Privileges, Surfaces,
};
use consentry::{AppId, MeetingUuid, Scopes, UserId};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::names::{ACCOUNTS, APPS, MEETINGS, PARTICIPANTS, USERS, id, with_names, with_other_ids};
use super::typical::{AIDE, CLERK, EVENTS, NUMBERS, home, manifest, natural, schedule, typical, usual};
use super::world::World;

/// What happens, and what happens next. Prints one change per line.
#[derive(Clone)]
pub struct Story {
    pub start: Start,
    /// The changes that lead to the world of which a law speaks.
    pub past: Vec<Change>,
    /// The changes of which a law speaks, as far as it speaks of such changes.
    pub future: Vec<Change>,
}

/// Where a story starts.
#[derive(Clone, Copy, Debug)]
pub enum Start {
    Empty,
    /// Two accounts with users, three apps in use, delegations and live meetings.
    Typical,
}

impl Story {
    /// Every change up to the world of which a law speaks, from the empty one.
    pub fn opening(&self) -> Vec<Change> {
        let start = match self.start {
            Start::Empty => Vec::new(),
            Start::Typical => typical(),
        };
        start.into_iter().chain(self.past.iter().cloned()).collect()
    }

    /// The world of which a law speaks.
    pub fn world(&self, empty: &World) -> World {
        let mut world = empty.clone();
        world.apply_each(&self.opening());
        world
    }
}

impl fmt::Debug for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} world", self.start)?;
        self.past.iter().try_for_each(|change| write!(f, "\n  {}", line(change)))?;
        f.write_str("\nand then")?;
        self.future.iter().try_for_each(|change| write!(f, "\n  {}", line(change)))
    }
}

/// A change on one line: `ann: install app=cal optional_scopes=[] shared=true user=ann`.
pub fn line(change: &Change) -> String {
    let Value::Object(mut fields) = serde_json::to_value(&change.operation).expect("an operation is a map")
    else {
        unreachable!("an operation is a map")
    };
    fields.insert("by".to_owned(), change.by.to_string().into());
    let [by, what] = ["by", "type"].map(|field| fields.remove(field).expect("every change has it"));
    let fields = fields.iter().map(|(field, value)| format!(" {field}={value}")).collect::<String>();
    with_names(&format!("{by}: {what}{fields}")).replace('"', "")
}

/// The same change under [other ids](super::names::Naming::Renamed).
pub fn renamed(change: &Change) -> Change {
    let text = serde_json::to_string(&LogEntry::from(change.clone())).expect("an entry is a map");
    let renamed: LogEntry = serde_json::from_str(&with_other_ids(&text)).expect("ids stay ids");
    renamed.into_change()
}

pub fn story() -> impl Strategy<Value = Story> {
    let start = prop_oneof![1 => Just(Start::Empty), 4 => Just(Start::Typical)];
    (start, vec(change(), 0..40), vec(change(), 0..24)).prop_map(|(start, past, future)| Story {
        start,
        past,
        future,
    })
}

/// A manifest of an app, now and then another one; some are refused.
fn manifests() -> impl Strategy<Value = (AppId, ManifestDraft)> {
    let draft = |app: &'static str| {
        let usual = manifest(app);
        let other = ManifestDraft {
            optional_scopes: Scopes::empty(),
            uses_shared_access: !usual.uses_shared_access,
            guest_mode: !usual.guest_mode,
            edition: Some(Edition::V0_16_41),
            surfaces: Some(Surfaces::MEETING | Surfaces::CLIENT),
            ..usual.clone()
        };
        let private = ManifestDraft { listing: Listing::Private, ..usual.clone() };
        prop_oneof![4 => Just(usual), 3 => Just(other), 1 => Just(private)]
            .prop_map(move |draft| (id(app), draft))
    };
    select(APPS).prop_flat_map(draft)
}

/// A change, mostly by somebody who may make it.
fn change() -> impl Strategy<Value = Change> {
    let by = prop_oneof![
        7 => Just(None),
        1 => Just(Some(Actor::System)),
        2 => one::<UserId>(USERS).prop_map(|user| Some(Actor::User(user))),
    ];
    (operation(), by).prop_map(|(operation, by)| match by {
        Some(by) => Change { by, operation },
        None => usual(operation),
    })
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![2 => people(), 2 => marketplace(), 4 => installations(), 3 => delegations(), 5 => gatherings()]
}

fn people() -> impl Strategy<Value = Operation> {
    use Operation::*;
    let privileges = prop_oneof![
        Just(Privileges::all()),
        Just(Privileges::USERS_READ | Privileges::ROLES_EDIT),
        any::<u16>().prop_map(Privileges::from_bits_truncate),
    ];
    let role = || {
        prop_oneof![
            4 => Just(AccountRole::Member),
            2 => Just(AccountRole::Admin),
            3 => Just(AccountRole::Custom(CLERK.into())),
            1 => Just(AccountRole::Custom(AIDE.into())),
            1 => Just(AccountRole::Owner),
        ]
    };
    let name = || prop_oneof![3 => Just(CLERK), 2 => Just(AIDE), 1 => Just("Owner")];
    let heir = prop_oneof![1 => Just(None), 2 => one(USERS).prop_map(Some)];
    prop_oneof![
        2 => (one(ACCOUNTS), one(USERS)).prop_map(|(account, owner)| AddAccount { account, owner }),
        3 => (select(USERS), role(), one(ACCOUNTS), 0..4).prop_map(|(user, role, other, usual)| {
            AddUser { account: if usual > 0 { home(user) } else { other }, user: id(user), role }
        }),
        4 => (one(USERS), role()).prop_map(|(user, role)| SetRole { user, role }),
        2 => (one(ACCOUNTS), name(), privileges).prop_map(|(account, role, privileges)| {
            DefineRole { account, role: role.into(), privileges }
        }),
        3 => (one(ACCOUNTS), name()).prop_map(|(account, role)| DeleteRole { account, role: role.into() }),
        1 => (one(ACCOUNTS), one(USERS)).prop_map(|(account, to)| TransferOwnership { account, to }),
        3 => one(USERS).prop_map(|user| DeactivateUser { user }),
        2 => one(USERS).prop_map(|user| ActivateUser { user }),
        3 => (one(USERS), heir).prop_map(|(user, heir)| RemoveUser { user, heir }),
    ]
}

fn marketplace() -> impl Strategy<Value = Operation> {
    use Operation::*;
    let audience = || {
        let user = one(USERS).prop_map(Audience::User);
        prop_oneof![Just(Audience::Everybody), user]
    };
    let own = prop_oneof![2 => Just(None), 1 => select(OwnApps::ALL).prop_map(Some)];
    let policy = (select(ApprovalSetting::ALL), select(ApprovalSetting::ALL), select(OnWithdrawal::ALL), own);
    prop_oneof![
        3 => manifests().prop_map(|(app, manifest)| RegisterApp { app, manifest }),
        2 => manifests().prop_map(|(app, manifest)| UpdateApp { app, manifest }),
        1 => one(APPS).prop_map(|app| UnpublishApp { app }),
        1 => one(APPS).prop_map(|app| PublishApp { app }),
        3 => (one(ACCOUNTS), policy).prop_map(|(account, (listed, unlisted, on_withdrawal, own))| {
            SetPolicy { account, listed, unlisted, on_withdrawal, own }
        }),
        5 => (one(ACCOUNTS), one(APPS), audience())
            .prop_map(|(account, app, audience)| ApproveApp { account, app, audience }),
        3 => (one(ACCOUNTS), one(APPS), audience())
            .prop_map(|(account, app, audience)| WithdrawApproval { account, app, audience }),
        3 => (one(USERS), one(APPS)).prop_map(|(user, app)| RequestApp { user, app }),
        1 => (one(USERS), one(APPS)).prop_map(|(user, app)| DeclineRequest { user, app }),
    ]
}

fn installations() -> impl Strategy<Value = Operation> {
    use Operation::*;
    let chosen = select(vec![Scopes::empty(), Scopes::RECORDINGS_READ, Scopes::SETTINGS_READ]);
    prop_oneof![
        5 => (one(USERS), one(APPS), chosen, any::<bool>()).prop_map(|(user, app, optional_scopes, shared)| {
            Install { user, app, optional_scopes, shared }
        }),
        2 => (one(USERS), one(APPS)).prop_map(|(user, app)| InstallFor { user, app }),
        3 => (one(USERS), one(APPS)).prop_map(|(user, app)| GrantSharedAccess { user, app }),
        3 => (one(USERS), one(APPS)).prop_map(|(user, app)| RevokeSharedAccess { user, app }),
        2 => (one(USERS), one(APPS)).prop_map(|(user, app)| DisableInstallation { user, app }),
        2 => (one(USERS), one(APPS)).prop_map(|(user, app)| EnableInstallation { user, app }),
        3 => (one(USERS), one(APPS)).prop_map(|(user, app)| Uninstall { user, app }),
    ]
}

fn delegations() -> impl Strategy<Value = Operation> {
    use Operation::*;
    let access = any::<u8>().prop_map(Access::from_bits_truncate);
    prop_oneof![
        3 => (one(USERS), one(USERS), access).prop_map(|(delegator, delegate, access)| {
            Delegate { delegator, delegate, access }
        }),
        1 => (one(USERS), one(USERS)).prop_map(|(delegator, delegate)| {
            RevokeDelegation { delegator, delegate }
        }),
    ]
}

fn gatherings() -> impl Strategy<Value = Operation> {
    use Operation::*;
    let somebody = || prop_oneof![3 => one(USERS).prop_map(Some), 1 => Just(None)];
    prop_oneof![
        4 => (select(MEETINGS), one(USERS), any::<bool>(), select(&NUMBERS)).prop_map(
            |(meeting, other, usual, number)| {
                let (owner, kind) = natural(meeting);
                schedule(if usual { owner } else { other }, meeting, number, kind)
            }
        ),
        1 => (one(MEETINGS), select(&NUMBERS)).prop_map(|(meeting, number)| {
            UpdateMeeting { meeting, number: number.into(), topic: "retro".into() }
        }),
        2 => one(MEETINGS).prop_map(|meeting| CancelMeeting { meeting }),
        3 => (one(MEETINGS), one(USERS)).prop_map(|(meeting, to)| MoveMeeting { meeting, to }),
        1 => (one(MEETINGS), vec(one(USERS), 0..3))
            .prop_map(|(meeting, users)| SetAlternativeHosts { meeting, users }),
        1 => (one(MEETINGS), one(APPS)).prop_map(|(meeting, app)| StopApp { meeting, app }),
        1 => (one(MEETINGS), one(APPS)).prop_map(|(meeting, app)| AllowApp { meeting, app }),
        2 => (one(MEETINGS), one(APPS)).prop_map(|(meeting, app)| AllowMedia { meeting, app }),
        1 => (one(MEETINGS), one(APPS)).prop_map(|(meeting, app)| ForbidMedia { meeting, app }),
        2 => one(MEETINGS).prop_map(|meeting| StartMeeting { meeting }),
        1 => one(MEETINGS).prop_map(|meeting| EndMeeting { meeting }),
        6 => (seat_role(), somebody(), one(PARTICIPANTS))
            .prop_map(|((meeting, role), user, participant)| Join { meeting, user, participant, role }),
        3 => (one(MEETINGS), one(PARTICIPANTS)).prop_map(|(meeting, participant)| Leave { meeting, participant }),
        4 => (seat_role(), one(PARTICIPANTS))
            .prop_map(|((meeting, role), participant)| SetSeatRole { meeting, participant, role }),
        4 => (one(MEETINGS), one(PARTICIPANTS), one(APPS))
            .prop_map(|(meeting, participant, app)| OpenApp { meeting, participant, app }),
        1 => (one(MEETINGS), one(PARTICIPANTS), one(APPS))
            .prop_map(|(meeting, participant, app)| CloseApp { meeting, participant, app }),
        1 => (one(USERS), one(MEETINGS), select(EVENTS)).prop_map(|(user, meeting, event)| {
            ConfirmCalendarEvent { user, meeting, event: event.into() }
        }),
    ]
}

/// A meeting and a role, which mostly fits the meeting.
fn seat_role() -> impl Strategy<Value = (MeetingUuid, MeetingRole)> {
    select(MEETINGS).prop_flat_map(|meeting| {
        let seats = natural(meeting).1.seats();
        let fitting: Vec<_> =
            MeetingRole::ALL.iter().copied().filter(|role| seats.contains((*role).into())).collect();
        (Just(id(meeting)), prop_oneof![4 => select(fitting), 1 => select(MeetingRole::ALL)])
    })
}

/// The id of one of several names.
fn one<Id: From<u64> + fmt::Debug>(names: &'static [&'static str]) -> impl Strategy<Value = Id> {
    select(names).prop_map(|name| id(name))
}
