//! Whoever may only ask cannot change.

use consentry::{AccountId, Directory, UserId};

fn ask(directory: &Directory, account: AccountId, owner: UserId) {
    let _ = directory.add_account(account, owner);
}

fn main() {
    ask(&Directory::new(), 1_u64.into(), 1_u64.into());
}
