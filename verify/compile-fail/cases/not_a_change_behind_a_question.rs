//! Code that may only ask questions cannot change the directory.

use consentry::{AccountId, UserId};
use consentry::directory::Directory;

fn ask(directory: &Directory, account: AccountId, owner: UserId) {
    let _ = directory.acting_as_system().add_account(account, owner);
}

fn main() {
    ask(&Directory::new(), 1_u64.into(), 1_u64.into());
}
