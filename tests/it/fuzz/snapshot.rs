//! Snapshots, good and spoilt: what is read keeps every [invariant](super::invariants) and is written as it was,
//! and what is refused breaks one.

use consentry::{Directory, Snapshot};

use super::changes::directory_of;
use super::draw::Draw;
use super::forms::{FORMS, Form};
use super::invariants::broken;
use super::spoil::{spoil_bytes, spoil_tree};

/// Bytes that begin as a form does are read in that form. Of others the first half is a story, and the second spoils
/// the directory that it leads to.
pub fn run(data: &[u8]) {
    let mut raw = FORMS.iter().filter(|form| data.starts_with(form.start)).peekable();
    if raw.peek().is_some() {
        raw.for_each(|form| read(form, data));
        compare(data);
        return;
    }
    let (story, rest) = data.split_at(data.len() / 2);
    let directory = directory_of(story);
    let mut draw = Draw::from(rest);

    let mut tree = serde_json::to_value(&directory).expect("a directory is written");
    for _ in 0..=draw.below(3) {
        spoil_tree(&mut tree, &mut draw);
    }
    compare(tree.to_string().as_bytes());
    for form in &FORMS {
        let mut bytes = (form.write)(&directory);
        for _ in 0..=draw.below(3) {
            spoil_bytes(&mut bytes, &mut draw);
        }
        read(form, &bytes);
    }
}

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
fn compare(text: &[u8]) {
    let as_directory = serde_json::from_slice::<Directory>(text);
    let Ok(snapshot) = serde_json::from_slice::<Snapshot>(text) else {
        assert!(as_directory.is_err(), "a directory without a snapshot");
        return;
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
}
