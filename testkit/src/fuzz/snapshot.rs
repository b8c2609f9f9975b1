//! Snapshots, good and spoilt: what is read keeps every [invariant](super::invariants) and is written as it was,
//! and what is refused breaks one.

use std::collections::BTreeSet;

use consentry::directory::{Directory, Snapshot};

use super::changes::directory_of;
use super::draw::{Draw, Start};
use super::forms::{FORMS, Form};
use super::invariants::{VERSION, broken, checked};
use super::spoil::{spoil_bytes, spoil_tree};

pub fn run(data: &[u8]) {
    judge(data);
}

/// Every invariant but that of the version: a snapshot of another version is refused before its rows are read.
pub fn invariants() -> BTreeSet<&'static str> {
    let typical = Directory::replay(&Start::Typical.changes()).expect("none of a start's changes is refused");
    checked(&typical.snapshot()).into_iter().filter(|invariant| *invariant != VERSION).collect()
}

/// Bytes that begin as a form does are read in that form. Of others the end is a story, and the start spoils the
/// directory that it leads to. Returns the invariants that the snapshot breaks, if it is one.
pub fn judge(data: &[u8]) -> Option<Vec<&'static str>> {
    if let Some(form) = FORMS.iter().find(|form| data.starts_with(form.start)) {
        read(form, data);
        read(form, &(form.seal)(data.to_vec()));
        return compare(data);
    }
    let (spoils, story) = data.split_at(data.len().min(SPOILS));
    let directory = directory_of(story);
    let mut draw = Draw::from(spoils);

    let mut tree = serde_json::to_value(&directory).expect("a directory is written");
    for _ in 0..=draw.below(3) {
        spoil_tree(&mut tree, &mut draw);
    }
    for form in &FORMS {
        let mut bytes = (form.write)(&directory);
        for _ in 0..=draw.below(3) {
            spoil_bytes(&mut bytes, &mut draw);
        }
        read(form, &bytes);
        read(form, &(form.seal)(bytes));
    }
    compare(tree.to_string().as_bytes())
}

/// How many bytes say what is spoilt.
const SPOILS: usize = 48;

/// Whatever is read from any bytes is a directory, and is written and read as the same.
fn read(form: &Form, bytes: &[u8]) {
    let Ok(directory) = (form.read)(bytes) else { return };
    assert_eq!(broken(&directory.snapshot()), [""; 0]);
    let written = (form.write)(&directory);
    assert!(!form.is_canonical || written == bytes, "{} has two texts for one directory", form.name);
    let again = (form.read)(&written).expect("what is written is read");
    assert!(again == directory && again.revision() == directory.revision(), "{}", form.name);
    assert_eq!((form.write)(&again), written);
}

/// A snapshot in JSON is accepted just if it keeps the invariants, and then comes out as it went in.
fn compare(text: &[u8]) -> Option<Vec<&'static str>> {
    let as_directory = serde_json::from_slice::<Directory>(text);
    let Ok(snapshot) = serde_json::from_slice::<Snapshot>(text) else {
        assert!(as_directory.is_err(), "a directory without a snapshot");
        return None;
    };
    let broken = broken(&snapshot);
    match Directory::try_from(snapshot.clone()) {
        Ok(directory) => {
            assert_eq!(broken, [""; 0], "and still it is accepted");
            assert!(directory.snapshot() == snapshot, "it comes out otherwise:\n{snapshot:#?}");
            assert_eq!(as_directory.expect("the same snapshot"), directory);
        }
        Err(error) => {
            assert_ne!(broken, [""; 0], "{error}");
            assert!(error.to_string().starts_with(&format!("`{}`: ", error.place())), "{error}");
            assert!(!error.to_string().contains(char::is_control), "{error:?}");
            assert!(as_directory.is_err(), "{error}");
        }
    }
    Some(broken)
}
