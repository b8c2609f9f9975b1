//! What a snapshot was refused with holds no directory either.

use consentry::directory::{Directory, SnapshotError};

fn rescue(error: SnapshotError) -> Directory {
    error.into()
}

fn main() {
    let _ = rescue;
}
