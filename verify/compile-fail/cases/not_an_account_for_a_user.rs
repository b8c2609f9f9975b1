//! Two kinds of id are two types, though both are numbers.

use consentry::{AccountId, User, UserId};

fn main() {
    let account: AccountId = 1_u64.into();
    let user: UserId = 1_u64.into();
    let _ = User::new(account, user);
}
