//! Small changes to a text: to the tree that it is, and to its bytes.

use serde_json::{Map, Value, json};

use super::draw::Draw;

/// Changes one place of a tree, mostly to something that stands elsewhere in it.
pub fn spoil_tree(tree: &mut Value, draw: &mut Draw<'_>) {
    let nodes = count(tree);
    let other = node(tree, &mut draw.below(nodes)).cloned().unwrap_or_default();
    let elsewhere = draw.number::<u8>();
    let Some(place) = node_mut(tree, &mut draw.below(nodes)) else { return };
    match place {
        Value::Array(rows) => spoil_rows(rows, other, draw),
        Value::Object(fields) => spoil_fields(fields, other, draw),
        Value::Bool(is) if elsewhere > 16 => *is = !*is,
        Value::Number(number) if elsewhere > 16 => *number = draw.number::<u64>().into(),
        // A text in place of a text is another name or another word.
        Value::String(text) if elsewhere > 128 => match other {
            Value::String(other) => *text = other,
            _ => text.push_str(draw.one(&["", "0", "\n", "admin"])),
        },
        Value::String(text) if elsewhere > 16 => {
            *text = draw.one(&["live", "owner", "member", "deactivated", "", "host"]).to_owned();
        }
        _ => *place = other,
    }
}

fn spoil_rows(rows: &mut Vec<Value>, other: Value, draw: &mut Draw<'_>) {
    let place = draw.below(rows.len().max(1));
    let with = draw.below(rows.len().max(1));
    match draw.below(5) {
        0 if !rows.is_empty() => _ = rows.remove(place),
        1 if !rows.is_empty() => rows.insert(place, rows[with].clone()),
        2 if !rows.is_empty() => rows.swap(place, with),
        3 => rows.clear(),
        _ => rows.insert(place.min(rows.len()), other),
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

fn count(tree: &Value) -> usize {
    match tree {
        Value::Array(rows) => 1 + rows.iter().map(count).sum::<usize>(),
        Value::Object(fields) => 1 + fields.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// The node with this number, from the root and in the order of the text.
fn node<'a>(tree: &'a Value, before: &mut usize) -> Option<&'a Value> {
    if *before == 0 {
        return Some(tree);
    }
    *before -= 1;
    match tree {
        Value::Array(rows) => rows.iter().find_map(|row| node(row, before)),
        Value::Object(fields) => fields.values().find_map(|value| node(value, before)),
        _ => None,
    }
}

fn node_mut<'a>(tree: &'a mut Value, before: &mut usize) -> Option<&'a mut Value> {
    if *before == 0 {
        return Some(tree);
    }
    *before -= 1;
    match tree {
        Value::Array(rows) => rows.iter_mut().find_map(|row| node_mut(row, before)),
        Value::Object(fields) => fields.values_mut().find_map(|value| node_mut(value, before)),
        _ => None,
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
