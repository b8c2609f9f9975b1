//! A snapshot becomes a directory or an error, and the caller has to check which.

use consentry::directory::{Directory, Snapshot};

fn load(snapshot: Snapshot) -> Directory {
    Directory::from(snapshot)
}

fn main() {
    load(Directory::new().snapshot());
}
