//! Small changes to a text: to the tree that it is, and to its bytes.

use std::collections::BTreeMap;

use consentry::UserId;
use consentry::catalog::Edition;
use consentry::facts::{
    ApprovalSetting, Listing, Management, MeetingKind, MeetingState, OnWithdrawal, OwnApps, Publication,
    SeatRole, Surface, UserStatus,
};
use serde_json::{Map, Value, json};

use super::draw::Draw;

/// Changes one place of a tree. First a kind of place is drawn, such as the role of any seat, and then one of that
/// kind: there are many more names of APIs than there are meetings.
pub fn spoil_tree(tree: &mut Value, draw: &mut Draw<'_>) {
    let mut places = BTreeMap::new();
    collect(tree, "", "", &mut places);
    let kinds: Vec<&Vec<String>> = places.values().collect();
    let kind = draw.one(&kinds);
    let like = match draw.below(4) {
        0 => draw.one(&kinds),
        _ => kind,
    };
    let other = tree.pointer(&draw.one(like)).cloned().unwrap_or_default();
    let Some(place) = tree.pointer_mut(&draw.one(kind)) else { return };
    match place {
        Value::Array(rows) => spoil_rows(rows, other, draw),
        Value::Object(fields) => spoil_fields(fields, other, draw),
        Value::Bool(is) => *is = !*is,
        Value::Number(number) => *number = draw.number::<u64>().into(),
        Value::String(text) if draw.below(2) == 1 => *text = another_word(text, draw),
        _ => *place = other,
    }
}

/// The kinds of places in a tree, such as `accounts/meetings/state`, and the places of each kind.
fn collect(tree: &Value, kind: &str, place: &str, places: &mut BTreeMap<String, Vec<String>>) {
    places.entry(kind.to_owned()).or_default().push(place.to_owned());
    match tree {
        Value::Array(rows) => {
            for (nth, row) in rows.iter().enumerate() {
                collect(row, &format!("{kind}[]"), &format!("{place}/{nth}"), places);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                collect(value, &format!("{kind}/{name}"), &format!("{place}/{name}"), places);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Another word of the same vocabulary, a little more text, or the id that nobody has.
fn another_word(text: &str, draw: &mut Draw<'_>) -> String {
    macro_rules! vocabularies {
        ($($Word:ident)+) => {
            [$($Word::ALL.iter().map(|word| word.name()).collect::<Vec<_>>()),+]
        };
    }
    let words = vocabularies!(
        MeetingState MeetingKind SeatRole UserStatus Publication Management Listing ApprovalSetting OnWithdrawal
        OwnApps Surface Edition
    );
    let roles = vec!["owner", "admin", "member"];
    match words.into_iter().chain([roles]).find(|words| words.contains(&text)) {
        Some(words) => draw.one(&words).to_owned(),
        None => draw.one(&[format!("{text}0"), format!("{text}\n"), UserId::NOBODY.to_string()]),
    }
}

fn spoil_rows(rows: &mut Vec<Value>, other: Value, draw: &mut Draw<'_>) {
    if rows.is_empty() {
        return rows.push(other);
    }
    let (place, with) = (draw.below(rows.len()), draw.below(rows.len()));
    match draw.below(6) {
        0 => _ = rows.remove(place),
        1 => rows.insert(place, rows[with].clone()),
        2 => rows.swap(place, with),
        3 => rows.clear(),
        4 => rows.extend(other.as_array().cloned().unwrap_or_default()),
        _ => rows.insert(place, other),
    }
}

fn spoil_fields(fields: &mut Map<String, Value>, other: Value, draw: &mut Draw<'_>) {
    let names: Vec<String> = fields.keys().cloned().collect();
    let name = draw.one(&[names, vec!["else".to_owned()]].concat());
    match draw.below(4) {
        0 => _ = fields.remove(&name),
        1 => _ = fields.insert(name, Value::Null),
        2 => _ = fields.insert(name, json!([])),
        _ => _ = fields.insert(name, other),
    }
}

/// Changes some bytes.
pub fn spoil_bytes(bytes: &mut Vec<u8>, draw: &mut Draw<'_>) {
    if bytes.is_empty() {
        return;
    }
    let place = draw.below(bytes.len());
    match draw.below(6) {
        0 => bytes[place] ^= 1 << draw.below(8),
        1 => bytes[place] = draw.number(),
        2 => bytes.truncate(place),
        3 => _ = bytes.remove(place),
        4 => bytes.insert(place, draw.number()),
        _ => {
            let some = bytes[place..].iter().take(1 + draw.below(64)).copied().collect::<Vec<_>>();
            let to = draw.below(bytes.len());
            bytes.splice(to..to, some);
        }
    }
}
