//! A change that was refused has not happened, and whoever asked for it has to look.
#![deny(unused_must_use)]

use consentry::Directory;

fn main() {
    Directory::new().add_account(1_u64.into(), 1_u64.into());
}
