//! Scenarios name things by free strings; the library by 128-bit ids. This is the dictionary between the two.

use std::collections::HashMap;

use consentry::UserId;
use consentry::id::MeetingNumber;
use serde_json::{Map, Value};

/// The names of one scenario. One name is one id, whatever it names.
#[derive(Clone, Default)]
pub struct Names {
    ids: HashMap<String, u64>,
    /// From an id as text to its name.
    texts: HashMap<String, String>,
}

/// The fields that hold a name or a list of names, wherever they occur.
const NAMED: [&str; 13] = [
    "account",
    "app",
    "by",
    "delegate",
    "delegator",
    "developer",
    "heir",
    "meeting",
    "owner",
    "participant",
    "to",
    "user",
    "users",
];

impl Names {
    /// Replaces every name in a change by its id; the actor `system` stays.
    pub fn identify_change(&mut self, change: &mut Value) {
        let by_system = change.get("by").is_some_and(|by| by == "system");
        self.identify(change);
        if by_system {
            change["by"] = "system".into();
        }
    }

    /// Replaces every name in a question or a view by its id.
    pub fn identify(&mut self, value: &mut Value) {
        match value {
            Value::Object(fields) => self.identify_fields(fields),
            Value::Array(values) => values.iter_mut().for_each(|value| self.identify(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn identify_fields(&mut self, fields: &mut Map<String, Value>) {
        for (field, value) in fields {
            let is_named = NAMED.contains(&field.as_str());
            match value {
                Value::String(name) if is_named => *name = self.id(name).to_string(),
                Value::String(number) if field == "number" => *number = self.number(number),
                Value::Array(values) if is_named => {
                    for value in values {
                        if let Value::String(name) = value {
                            *name = self.id(name).to_string();
                        }
                    }
                }
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_)
                | Value::Object(_) => self.identify(value),
            }
        }
    }

    /// The id of a name. Nobody is ever called `system`, as nobody ever has the all-zero id.
    fn id(&mut self, name: &str) -> UserId {
        if name == "system" {
            return UserId::NOBODY;
        }
        let next = self.ids.len() as u64 + 1;
        let id = UserId::from(*self.ids.entry(name.to_owned()).or_insert(next));
        self.texts.insert(id.to_string(), name.to_owned());
        id
    }

    /// A meeting number stands for itself; any other text gets a number of its own.
    fn number(&mut self, text: &str) -> String {
        if text.parse::<MeetingNumber>().is_ok() {
            return text.to_owned();
        }
        let next = u64::MAX - self.ids.len() as u64;
        let number = self.ids.entry(text.to_owned()).or_insert(next).to_string();
        self.texts.insert(number.clone(), text.to_owned());
        number
    }

    /// Replaces every id in an answer by its name.
    pub fn to_names(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(name) = self.texts.get(text) {
                    text.clone_from(name);
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.to_names(value)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.to_names(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
