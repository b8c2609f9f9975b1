//! What the fuzzer starts from: the scenarios, their changes, the directories that they lead to, every word, and
//! stories at random.

use consentry::catalog::{Api, ApiKind, DataClass, Edition, MeetingRole, Product, RunningContext};
use consentry::directory::{
    AccountSnapshot, DelegateSnapshot, Directory, LogEntry, MeetingSnapshot, Snapshot,
};
use consentry::directory::{
    AppStatus, CollaborationMode, Condition, NextStep, RefusalReason, Restriction, SharedAccess,
};
use consentry::facts::{
    Access, Approval, ApprovalSetting, AuthStatus, Listing, Management, MeetingKind, MeetingState,
    OnWithdrawal, OwnApps, PermissionType, Privileges, Publication, SeatRole, Surface, UserStatus,
};
use consentry::{DataKind, Scopes, Verb};
use serde_json::{Value, json};

use super::draw::Start;
use crate::laws::names::id;
use crate::scenario::names::Names;
use crate::scenario::wire;

const SCENARIOS: [&str; 2] =
    [include_str!("../../../tests/data/scenarios.jsonl"), include_str!("../../../tests/data/random.jsonl")];

/// The longest line that is a seed: longer ones are slow to run and hold nothing that shorter ones do not.
const LONGEST: usize = 6_000;

/// The seeds of a target, each with a name of its own.
pub fn of(target: &str) -> Vec<(String, Vec<u8>)> {
    let seeds: Vec<Vec<u8>> = match target {
        "ids" => ids(),
        "words" => words(),
        "scenario" => {
            let changes = stories().into_iter().map(|(changes, _)| changes);
            lines().map(|line| line.as_bytes().to_vec()).chain(changes).collect()
        }
        "snapshot" => {
            let starts = [Start::Empty, Start::Typical, Start::Crowded].map(|start| {
                Directory::replay(&start.changes()).expect("none of a start's changes is refused")
            });
            let directories = stories().into_iter().map(|(_, directory)| directory).chain(starts);
            let snapshots = directories.map(|directory| directory.snapshot()).chain(rare());
            let written = snapshots.map(|snapshot| json!(snapshot).to_string().into_bytes());
            written.chain(at_random(64, 200)).collect()
        }
        "changes" => at_random(64, 400),
        _ => Vec::new(),
    };
    seeds.into_iter().enumerate().map(|(nth, seed)| (format!("seed-{nth:03}"), seed)).collect()
}

fn lines() -> impl Iterator<Item = &'static str> {
    SCENARIOS.iter().flat_map(|file| file.lines()).filter(|line| line.len() <= LONGEST)
}

/// The changes of each scenario, one per line, and the directory that they lead to.
fn stories() -> Vec<(Vec<u8>, Directory)> {
    lines()
        .map(|line| {
            let scenario: Value = serde_json::from_str(line).expect("a scenario is JSON");
            let (mut names, mut directory) = (Names::default(), Directory::new());
            let mut written = Vec::new();
            for step in scenario["steps"].as_array().into_iter().flatten() {
                let Some(change) = step.get("change") else { continue };
                let mut change = change.clone();
                names.identify_change(&mut change);
                let change = wire::change(change).expect("a change");
                let _either_way = directory.apply(&change);
                written.extend(serde_json::to_vec(&LogEntry::from(change)).expect("an entry is written"));
                written.push(b'\n');
            }
            (written, directory)
        })
        .collect()
}

/// Spoilt snapshots that chance does not come by: a delegate and an alternative host too many, seats before a meeting
/// begins, and lists out of order that are mostly short.
fn rare() -> [Snapshot; 7] {
    let crowded = Directory::replay(&Start::Crowded.changes()).expect("none of a start's changes is refused");
    let spoilt = |spoil: fn(&mut AccountSnapshot)| {
        let mut snapshot = crowded.snapshot();
        spoil(&mut snapshot.accounts[0]);
        snapshot
    };
    fn meeting<'a>(account: &'a mut AccountSnapshot, name: &str) -> &'a mut MeetingSnapshot {
        let named = account.meetings.iter_mut().find(|row| row.uuid == id(name));
        named.expect("a meeting of the typical world")
    }
    [
        spoilt(|account| {
            let (delegate, access) = (131_u64.into(), Access::PROFILE);
            account.users[0].delegates.push(DelegateSnapshot { delegate, access });
        }),
        spoilt(|account| account.removed_users = vec![201_u64.into(), 200_u64.into()]),
        spoilt(|account| account.removed_meetings = vec![201_u64.into(), 200_u64.into()]),
        spoilt(|account| account.roles.reverse()),
        spoilt(|account| {
            let strangers = account.users.iter().map(|user| user.id).filter(|user| user.as_u128() > 100);
            let hosts = strangers.collect();
            meeting(account, "m3").alternative_hosts = hosts;
        }),
        spoilt(|account| meeting(account, "w1").stopped = vec![id("fun"), id("adm")]),
        spoilt(|account| {
            let seats = meeting(account, "w1").seats.clone();
            let planned = meeting(account, "m3");
            planned.seats = seats.into_iter().filter(|seat| seat.role == SeatRole::Cohost).collect();
        }),
    ]
}

fn ids() -> Vec<Vec<u8>> {
    let texts = [
        "_v7R-0cVQ2uYYx0lVhS6oQ",
        "/v7R+0cVQ2uYYx0lVhS6oQ==",
        "fefed1fb-4715-436b-9863-1d255614baa1",
        "FEFED1FB4715436B98631D255614BAA1",
        "AAAAAAAAAAAAAAAAAAAAAA",
        "system",
        "85012345678",
        "18446744073709551615",
        "0",
    ];
    texts.map(|text| text.as_bytes().to_vec()).into_iter().chain(at_random(4, 16)).collect()
}

/// Every vocabulary as one text, and every word.
fn words() -> Vec<Vec<u8>> {
    macro_rules! names {
        ($($Word:ident)+) => {
            vec![$($Word::ALL.iter().map(|word| word.name()).collect::<Vec<_>>()),+]
        };
    }
    let mut vocabularies = names!(
        DataKind Verb Management Listing Publication PermissionType UserStatus ApprovalSetting OnWithdrawal
        OwnApps Surface RefusalReason Condition Restriction AppStatus SharedAccess CollaborationMode NextStep
        Approval MeetingKind MeetingState MeetingRole RunningContext AuthStatus Api ApiKind Product DataClass Edition
    );
    vocabularies.push(Scopes::all().names().collect());
    vocabularies.push(Privileges::all().names().collect());
    vocabularies.push(Access::all().names().collect());
    vocabularies.push(vec!["owner", "admin", "custom:auditor"]);
    let texts = vocabularies.iter().map(|words| words.join(" "));
    let words = vocabularies.iter().flatten().map(|word| (*word).to_owned());
    texts.chain(words).map(String::into_bytes).collect()
}

/// Bytes to choose by, the same in every run.
fn at_random(count: usize, length: usize) -> Vec<Vec<u8>> {
    let mut random = fastrand::Rng::with_seed(7);
    (0..count).map(|_| (0..length).map(|_| random.u8(..)).collect()).collect()
}
