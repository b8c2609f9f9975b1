//! What a state is known by: 128 bits of all its rows, without the revision, which is history.
//!
//! Among a hundred million states the chance that any two share a key is below 10^-22.

use consentry::directory::Snapshot;
use xxhash_rust::xxh3::xxh3_128;

use crate::laws::Answers;

pub type Key = u128;

pub fn key_of_rows(rows: &Snapshot) -> Key {
    // Written whole, by the wire form: a field that a later version adds is part of the key.
    let text = serde_json::to_vec(&(&rows.apps, &rows.accounts)).expect("rows are maps with names for keys");
    xxh3_128(&text)
}

pub fn key_of_answers(answers: &Answers) -> Key {
    xxh3_128(&answers.codes)
}
