//! Ids of two kinds are not even compared.

use consentry::{AccountId, UserId};

fn main() {
    let account: AccountId = 1_u64.into();
    let user: UserId = 1_u64.into();
    let _ = user == account;
}
