//! A snapshot becomes a directory or an error, and there is no directory without asking which.

use consentry::directory::{Directory, Snapshot};

fn load(snapshot: Snapshot) -> Directory {
    Directory::from(snapshot)
}

fn main() {
    load(Directory::new().snapshot());
}
