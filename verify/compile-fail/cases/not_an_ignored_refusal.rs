//! A change that was refused has not happened, and whoever asked for it has to look.
#![deny(unused_must_use)]

use consentry::directory::Directory;

fn main() {
    Directory::new().acting_as_system().add_account(1_u64.into(), 1_u64.into());
}
