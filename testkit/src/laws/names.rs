//! The few names in the worlds of the laws, and their ids.

use consentry::{AccountId, AppId, MeetingUuid, ParticipantId, UserId};

/// Every name; its place is its number.
const NAMES: [&str; 24] = [
    "nobody", "acme", "zen", "olga", "ann", "bob", "cat", "zoe", "yan", "dan", "eve", "cal", "adm", "fun",
    "nix", "m1", "m2", "w1", "e1", "p1", "p2", "p3", "p4", "m3",
];

pub const ACCOUNTS: &[&str] = &["acme", "zen"];
/// The people who can be users. `dan` is not a user in [the typical world](super::typical::typical).
pub const USERS: &[&str] = &["olga", "ann", "bob", "cat", "zoe", "yan", "dan"];
/// Never a user of any account.
pub const STRANGER: &str = "eve";
/// User-managed with shared access; admin-managed; with guest mode.
pub const APPS: &[&str] = &["cal", "adm", "fun"];
/// Never registered.
pub const NO_APP: &str = "nix";
/// Two meetings, a webinar, an engagement, and a meeting that is only planned.
pub const MEETINGS: &[&str] = &["m1", "m2", "w1", "e1", "m3"];
/// Those that questions are about: of a meeting that has not begun, one is enough.
pub const ASKED_MEETINGS: &[&str] = &["m1", "m2", "w1", "e1"];
pub const PARTICIPANTS: &[&str] = &["p1", "p2", "p3", "p4"];

/// The id of a name.
pub fn id<Id: From<u64>>(name: &str) -> Id {
    number(name).into()
}

fn number(name: &str) -> u64 {
    (0..).zip(NAMES).find(|(_, known)| *known == name).expect("a name of the list").0
}

/// The ids that the names stand for.
#[derive(Clone, Copy)]
pub enum Naming {
    /// The ids that everything else in the laws uses.
    Plain,
    /// Other ids, in the opposite order.
    Renamed,
}

impl Naming {
    pub fn id<Id: From<u64>>(self, name: &str) -> Id {
        self.number(number(name)).into()
    }

    pub fn ids<Id: From<u64>>(self, names: &[&str]) -> Vec<Id> {
        names.iter().map(|name| self.id(name)).collect()
    }

    fn number(self, plain: u64) -> u64 {
        match self {
            Self::Plain => plain,
            Self::Renamed => 1000 - plain,
        }
    }
}

pub fn accounts() -> Vec<AccountId> {
    Naming::Plain.ids(ACCOUNTS)
}

pub fn users() -> Vec<UserId> {
    Naming::Plain.ids(USERS)
}

/// The users, and a stranger.
pub fn everybody() -> Vec<UserId> {
    users().into_iter().chain([id(STRANGER)]).collect()
}

pub fn apps() -> Vec<AppId> {
    Naming::Plain.ids(APPS)
}

pub fn meetings() -> Vec<MeetingUuid> {
    Naming::Plain.ids(MEETINGS)
}

pub fn participants() -> Vec<ParticipantId> {
    Naming::Plain.ids(PARTICIPANTS)
}

/// All pairs.
pub fn pairs<A: Copy, B: Copy>(left: &[A], right: &[B]) -> Vec<(A, B)> {
    left.iter().flat_map(|a| right.iter().map(|b| (*a, *b))).collect()
}

/// A text with the short names in place of the ids.
pub fn with_names(text: &str) -> String {
    (0_u64..).zip(NAMES).fold(text.to_owned(), |text, (number, name)| text.replace(&id_text(number), name))
}

/// A text with other ids in place of the ids.
pub fn with_other_ids(text: &str) -> String {
    (1_u64..).zip(&NAMES[1..]).fold(text.to_owned(), |text, (number, _)| {
        text.replace(&id_text(number), &id_text(Naming::Renamed.number(number)))
    })
}

/// An id as it is written, whatever it names.
fn id_text(number: u64) -> String {
    UserId::from(number).to_string()
}
