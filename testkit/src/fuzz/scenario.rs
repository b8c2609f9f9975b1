//! Scenario lines, and changes as they are written: malformed text is an error, and whatever is well formed is run.

use consentry::directory::Change;

use crate::scenario::run::read;

/// The text is read as the lines of a scenario file, and each line as a change.
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
    text.lines().for_each(read_change);
}

/// What a change is written as is read as that change, and written the same.
fn read_change(line: &str) {
    let Ok(change) = serde_json::from_str::<Change>(line) else { return };
    let written = serde_json::to_string(&change).expect("a change is written");
    let again: Change = serde_json::from_str(&written).expect("what is written is read");
    assert_eq!(again, change);
    assert_eq!(serde_json::to_string(&again).expect("a change is written"), written);
    let tree = serde_json::to_value(&change).expect("a change is written");
    assert_eq!(serde_json::from_value::<Change>(tree).expect("what is written is read"), change);
}
