//! Words and sets of words: what is read is exactly a name, by `FromStr` and by serde alike, and an error about
//! anything else quotes the word, cut and escaped.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use consentry::catalog::{
    Api, ApiKind, ApiSet, Contexts, DataClass, Edition, MeetingRole, Product, Roles, RunningContext,
};
use consentry::directory::{
    AppStatus, CollaborationMode, Condition, NextStep, RefusalReason, Restriction, SharedAccess,
};
use consentry::facts::{
    Access, AccountRole, Approval, ApprovalSetting, AuthStatus, Listing, Management, MeetingKind,
    MeetingState, OnWithdrawal, OwnApps, PermissionType, Privileges, Publication, SeatRole, Surface,
    Surfaces, UserStatus,
};
use consentry::{Action, DataKind, Scopes, UnknownWord, Verb};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The text is read as a word of every vocabulary and as a set of every kind.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    macro_rules! words {
        ($($Word:ident)+) => {$( word(text, $Word::ALL, $Word::name); )+};
    }
    words!(
        DataKind Verb Management Listing Publication PermissionType UserStatus ApprovalSetting OnWithdrawal
        OwnApps Surface RefusalReason Condition Restriction AppStatus SharedAccess CollaborationMode NextStep
        Approval MeetingKind MeetingState MeetingRole SeatRole RunningContext AuthStatus Api ApiKind Product DataClass
        Edition
    );
    macro_rules! sets {
        ($($Set:ident)+) => {$(
            set(text, &$Set::all().names().collect::<Vec<_>>(), |set: $Set| set.names().collect(), $Set::from_wire_name);
        )+};
    }
    sets!(Scopes Privileges Access Surfaces Roles Contexts ApiSet);
    account_role(text);
    let action = text.parse().map_or(Action::CallUnknown, Action::Call);
    assert_eq!(Action::call(text), action);
}

fn word<W>(text: &str, all: &[W], name: fn(W) -> &'static str)
where
    W: Copy + Debug + Display + PartialEq + FromStr<Err = UnknownWord> + DeserializeOwned + Serialize,
{
    let named = all.iter().copied().find(|word| name(*word) == text);
    let parsed = text.parse::<W>();
    assert_eq!(parsed.clone().ok(), named, "{text:?}");
    let read = serde_json::from_value::<W>(json!(text));
    assert_eq!(read.as_ref().ok(), named.as_ref(), "{text:?}");
    match parsed {
        Ok(word) => {
            assert_eq!(word.to_string(), text);
            assert_eq!(json!(word), json!(text));
        }
        Err(error) => {
            assert_tells(&error, text);
            assert_eq!(read.map_err(|error| error.to_string()), Err(error.to_string()));
        }
    }
}

/// Reads a set from words with white space between, and from a list of the same words.
fn set<S>(
    text: &str,
    known: &[&str],
    names: fn(S) -> Vec<&'static str>,
    from_name: fn(&str) -> Result<S, UnknownWord>,
) where
    S: Copy + Debug + Display + PartialEq + FromStr<Err = UnknownWord> + DeserializeOwned + Serialize,
{
    let words: Vec<&str> =
        text.split([' ', '\t', '\n', '\r', '\u{c}']).filter(|word| !word.is_empty()).collect();
    let read = serde_json::from_value::<S>(json!(words));
    let unknown = words.iter().find(|word| !known.contains(word));
    match (text.parse::<S>(), unknown) {
        (Ok(set), None) => {
            let expected: Vec<&str> = known.iter().copied().filter(|word| words.contains(word)).collect();
            assert_eq!(names(set), expected);
            assert_eq!(set.to_string(), expected.join(" "));
            assert_eq!(set.to_string().parse(), Ok(set));
            assert_eq!(json!(set), json!(expected));
            assert_eq!(read.expect("the same words"), set);
        }
        (Err(error), Some(unknown)) => {
            assert_tells(&error, unknown);
            assert_eq!(read.expect_err("the same words").to_string(), error.to_string());
        }
        (parsed, unknown) => panic!("{text:?}: {parsed:?}, and {unknown:?} is unknown"),
    }
    assert_eq!(from_name(text).is_ok(), known.contains(&text), "{text:?}");
}

/// `owner`, `admin`, `member` or `custom:NAME`, where the name has no control characters.
fn account_role(text: &str) {
    let parsed = text.parse::<AccountRole>();
    match &parsed {
        Ok(role) => {
            assert_eq!(role.to_string(), text);
            assert_eq!(serde_json::from_value::<AccountRole>(json!(role)).ok().as_ref(), Some(role));
        }
        Err(error) => assert_tells(error, text),
    }
    let is_on_one_line = !text.contains(char::is_control);
    let is_role =
        ["owner", "admin", "member"].contains(&text) || text.starts_with("custom:") && is_on_one_line;
    assert_eq!(parsed.is_ok(), is_role, "{text:?}");
    let custom = AccountRole::Custom(text.into());
    assert!(!custom.to_string().contains(char::is_control), "{custom}");
    assert_eq!(custom.to_string().parse().as_ref() == Ok(&custom), is_on_one_line, "{custom}");
    assert_eq!(json!(custom), json!({ "custom": text }));
    assert_eq!(
        serde_json::from_value::<AccountRole>(Value::from(text)).is_ok(),
        is_role && !text.contains(':')
    );
}

/// An error names the word in one short line.
fn assert_tells(error: &UnknownWord, word: &str) {
    let told = error.to_string();
    assert!(
        told.starts_with(&format!("unknown {} `{}`, expected one of ", error.vocabulary(), error.word())),
        "{told}"
    );
    assert!(told.len() < 1_000 && !told.contains(char::is_control), "{told:?}");
    let plain = |c: char| (c.is_ascii_graphic() && c != '\\') || c == ' ';
    let start: String = word.chars().take(64).collect();
    if start.chars().all(plain) {
        let cut = if start.len() < word.len() { "…" } else { "" };
        assert_eq!(error.word(), format!("{start}{cut}"));
    }
    let is_cut = word.chars().count() > 64;
    assert_eq!(error.word().ends_with('…'), is_cut || word.ends_with('…'), "{told}");
}
