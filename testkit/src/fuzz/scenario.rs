//! Scenario lines, log entries and operations: malformed text is an error, and whatever is well formed is run.

use std::fmt::Debug;

use consentry::directory::{LogEntry, Operation};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::scenario::run::read;

/// The text is read as the lines of a scenario file, and each line as a log entry and as an operation.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match read(text) {
        Ok(scenarios) => {
            assert_eq!(scenarios.len(), text.lines().filter(|line| !line.trim().is_empty()).count());
            for scenario in scenarios {
                let answers = scenario.run();
                assert!(answers.iter().zip(scenario.run()).all(|(once, again)| once.actual == again.actual));
            }
        }
        Err(error) => assert!(error.starts_with("line "), "{error}"),
    }
    for line in text.lines() {
        read_again::<LogEntry>(line);
        read_again::<Operation>(line);
    }
}

/// What a value is written as is read as that value, and written the same.
fn read_again<T: Serialize + DeserializeOwned + PartialEq + Debug>(line: &str) {
    let Ok(value) = serde_json::from_str::<T>(line) else { return };
    let written = serde_json::to_string(&value).expect("it is written");
    let again: T = serde_json::from_str(&written).expect("what is written is read");
    assert_eq!(again, value);
    assert_eq!(serde_json::to_string(&again).expect("it is written"), written);
    let tree = serde_json::to_value(&value).expect("it is written");
    assert_eq!(serde_json::from_value::<T>(tree).expect("what is written is read"), value);
}
