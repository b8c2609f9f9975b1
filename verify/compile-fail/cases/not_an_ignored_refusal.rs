//! A refused change has not happened, so the caller has to look at the result.
#![deny(unused_must_use)]

use consentry::directory::Directory;

fn main() {
    Directory::new().acting_as_system().add_account(1_u64.into(), 1_u64.into());
}
