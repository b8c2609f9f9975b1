//! The error of loading a snapshot contains no directory either.

use consentry::directory::{Directory, SnapshotError};

fn rescue(error: SnapshotError) -> Directory {
    error.into()
}

fn main() {
    let _ = rescue;
}
