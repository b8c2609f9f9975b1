//! What a snapshot was refused with holds no directory either.

use consentry::{Directory, SnapshotError};

fn rescue(error: SnapshotError) -> Directory {
    error.into()
}

fn main() {
    let _ = rescue;
}
