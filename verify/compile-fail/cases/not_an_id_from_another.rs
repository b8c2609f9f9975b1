//! No id becomes one of another kind by a conversion.

use consentry::{AccountId, UserId};

fn main() {
    let account: AccountId = 1_u64.into();
    let _ = UserId::from(account);
}
