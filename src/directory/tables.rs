//! The store: from ids to rows, and how rows come in. They never go out.

use alloc::vec::Vec;

use super::Directory;
use super::handle::{AccountNumber, AppNumber, Member, Slot};
use super::rows::{Account, AppRow, MeetingRow, Numbered, StoredRole, UserRow};
use crate::facts::{Privileges, User};
use crate::id::{AccountId, MeetingUuid, UserId};

/// A user who is there: its row, and its account's.
#[derive(Clone, Copy)]
pub(super) struct FoundUser<'a> {
    pub(super) row: &'a UserRow,
    pub(super) account: &'a Account,
}

impl FoundUser<'_> {
    /// What the decision reads of the user.
    #[inline]
    pub(super) fn facts(self) -> User {
        self.row.facts(self.account.id)
    }
}

/// From ids to rows that are there.
impl Directory {
    #[inline]
    pub(super) fn find_user(&self, id: UserId) -> Option<FoundUser<'_>> {
        self.users.find(id).and_then(|row| self.present(row))
    }

    /// The row with its account's, unless the user is removed.
    #[inline]
    pub(super) fn present<'a>(&'a self, row: &'a UserRow) -> Option<FoundUser<'a>> {
        let account = self.accounts.get(row.account.0 as usize)?;
        row.is_present().then_some(FoundUser { row, account })
    }

    pub(super) fn find_account(&self, id: AccountId) -> Option<AccountNumber> {
        self.account_numbers.find(id).map(|row| row.number)
    }

    pub(super) fn find_meeting(&self, id: MeetingUuid) -> Option<&MeetingRow> {
        self.meetings.find(id).filter(|meeting| !meeting.removed)
    }
}

/// Rows that are known to be there.
#[expect(clippy::expect_used, reason = "a number or a member comes from a row, and rows are never taken out")]
impl Directory {
    pub(super) fn account(&self, account: AccountNumber) -> &Account {
        self.accounts.get(account.0 as usize).expect("accounts stay")
    }

    pub(super) fn account_mut(&mut self, account: AccountNumber) -> &mut Account {
        self.accounts.get_mut(account.0 as usize).expect("accounts stay")
    }

    pub(super) fn user(&self, user: UserId) -> &UserRow {
        self.users.find(user).expect("rows of users stay")
    }

    pub(super) fn user_mut(&mut self, user: UserId) -> &mut UserRow {
        self.users.find_mut(user).expect("rows of users stay")
    }

    #[inline]
    pub(super) fn app(&self, app: AppNumber) -> &AppRow {
        self.apps.get(app).expect("apps stay")
    }

    pub(super) fn app_mut(&mut self, app: AppNumber) -> &mut AppRow {
        self.apps.get_mut(app).expect("apps stay")
    }

    pub(super) fn meeting_mut(&mut self, meeting: MeetingUuid) -> &mut MeetingRow {
        self.meetings.find_mut(meeting).expect("rows of meetings stay")
    }

    /// The user who has a slot of an account.
    pub(super) fn member(&self, account: AccountNumber, slot: Slot) -> &UserRow {
        self.user(*self.account(account).rest.members.get(slot.0 as usize).expect("slots stay"))
    }

    /// All users of an account, the removed ones too.
    pub(super) fn members(&self, account: &Account) -> impl Iterator<Item = &UserRow> {
        account.rest.members.iter().map(|user| self.user(*user))
    }

    /// The users of an account.
    pub(super) fn present_users(&self, account: &Account) -> impl Iterator<Item = &UserRow> {
        self.members(account).filter(|user| user.is_present())
    }

    /// The meetings of the users of an account.
    pub(super) fn present_meetings(&self, account: &Account) -> impl Iterator<Item = &MeetingRow> {
        account.rest.meetings.iter().filter_map(|meeting| self.find_meeting(*meeting))
    }

    /// The ids of the users of an account that pass a check: those whose rows are to be changed.
    pub(super) fn users_who(&self, account: &Account, check: impl Fn(&UserRow) -> bool) -> Vec<UserId> {
        self.members(account).filter(|user| check(user)).map(|user| user.id).collect()
    }
}

/// New rows, whose ids are new.
impl Directory {
    pub(super) fn insert_account(&mut self, row: Account) -> AccountNumber {
        let number = AccountNumber(next(self.accounts.len()));
        self.account_numbers.insert(Numbered { id: row.id, number });
        self.accounts.push(row);
        number
    }

    /// Adds a user with a role of its account.
    pub(super) fn insert_user(&mut self, account: AccountNumber, id: UserId, role: StoredRole) {
        let privileges = self.account(account).privileges(role);
        let members = &mut self.account_mut(account).rest_mut().members;
        let slot = Slot(next(members.len()));
        members.push(id);
        self.users.insert(UserRow::new(Member { id, account, slot }, role, privileges));
    }

    /// Gives a user another role of its account, and with it what the role holds.
    pub(super) fn give_role(&mut self, user: Member, role: StoredRole) {
        let privileges = self.account(user.account).privileges(role);
        self.user_mut(user.id).set_role(role, privileges);
    }

    /// Creates or replaces a custom role, and what those who have it hold.
    pub(super) fn put_role(&mut self, account: AccountNumber, name: &str, privileges: Privileges) {
        let role = self.account_mut(account).define_role(name, privileges);
        for user in self.users_who(self.account(account), |user| user.role == role) {
            self.user_mut(user).set_role(role, privileges);
        }
    }

    pub(super) fn insert_meeting(&mut self, account: AccountNumber, row: MeetingRow) {
        self.account_mut(account).rest_mut().meetings.push(row.uuid);
        self.meetings.insert(row);
    }
}

/// The number of the next of so many.
#[expect(clippy::expect_used, reason = "memory runs out long before")]
fn next(len: usize) -> u32 {
    u32::try_from(len).expect("fewer than 2^32 rows")
}
