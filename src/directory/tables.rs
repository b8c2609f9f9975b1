//! Looking rows up by id or number, and adding rows. Rows are never taken out.

use alloc::vec::Vec;

use super::Directory;
use super::rows::{
    Account, AccountNumber, AppNumber, AppRow, MeetingRow, Member, Numbered, Slot, StoredRole, UserRow,
};
use crate::facts::{Privileges, User};
use crate::id::{AccountId, MeetingUuid, UserId};

/// The row of a user who is not removed, with that of its account.
#[derive(Clone, Copy)]
pub(super) struct FoundUser<'a> {
    pub(super) row: &'a UserRow,
    pub(super) account: &'a Account,
}

impl FoundUser<'_> {
    /// The facts of the user.
    #[inline]
    pub(super) fn facts(self) -> User {
        self.row.facts(self.account.id)
    }
}

/// Rows by id, if they exist and are not removed.
impl Directory {
    #[inline]
    pub(super) fn find_user(&self, id: UserId) -> Option<FoundUser<'_>> {
        self.users.find(id).and_then(|row| self.present(row))
    }

    /// The row of a user with that of its account, unless the user is removed.
    #[inline]
    pub(super) fn present<'a>(&'a self, row: &'a UserRow) -> Option<FoundUser<'a>> {
        let account = self.accounts.get(row.account.index())?;
        row.is_present().then_some(FoundUser { row, account })
    }

    pub(super) fn find_account(&self, id: AccountId) -> Option<AccountNumber> {
        self.account_numbers.find(id).map(|row| row.number)
    }

    pub(super) fn find_meeting(&self, id: MeetingUuid) -> Option<&MeetingRow> {
        self.meetings.find(id).filter(|meeting| !meeting.removed)
    }
}

/// Rows that are known to exist.
#[expect(clippy::expect_used, reason = "numbers and ids in rows lead to rows, and rows are never taken out")]
impl Directory {
    pub(super) fn account(&self, account: AccountNumber) -> &Account {
        self.accounts.get(account.index()).expect("accounts stay")
    }

    pub(super) fn account_mut(&mut self, account: AccountNumber) -> &mut Account {
        self.accounts.get_mut(account.index()).expect("accounts stay")
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

    /// The user in a slot of an account.
    pub(super) fn member(&self, account: AccountNumber, slot: Slot) -> &UserRow {
        self.user(*self.account(account).rest.members.get(slot.index()).expect("slots stay"))
    }

    /// The users of an account, removed ones included.
    pub(super) fn members(&self, account: &Account) -> impl Iterator<Item = &UserRow> {
        account.rest.members.iter().map(|user| self.user(*user))
    }

    /// The users of an account who are not removed.
    pub(super) fn present_users(&self, account: &Account) -> impl Iterator<Item = &UserRow> {
        self.members(account).filter(|user| user.is_present())
    }

    /// The meetings of the users of an account that are not removed.
    pub(super) fn present_meetings(&self, account: &Account) -> impl Iterator<Item = &MeetingRow> {
        account.rest.meetings.iter().filter_map(|meeting| self.find_meeting(*meeting))
    }

    /// The ids of the users of an account who pass a check, removed ones included. Ids, so that their rows can be
    /// changed.
    pub(super) fn users_who(&self, account: &Account, check: impl Fn(&UserRow) -> bool) -> Vec<UserId> {
        self.members(account).filter(|user| check(user)).map(|user| user.id).collect()
    }
}

/// Adding rows, whose ids must be new, and changes that concern rows of several tables.
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

    /// Changes the role of a user, and with it the privileges.
    pub(super) fn give_role(&mut self, user: Member, role: StoredRole) {
        let privileges = self.account(user.account).privileges(role);
        self.user_mut(user.id).set_role(role, privileges);
    }

    /// Creates or replaces a custom role, and changes the privileges of its users.
    pub(super) fn put_role(&mut self, account: AccountNumber, name: &str, privileges: Privileges) {
        let role = self.account_mut(account).define_role(name, privileges);
        for user in self.users_who(self.account(account), |user| user.role == role) {
            self.user_mut(user).set_role(role, privileges);
        }
    }

    /// Removes a custom role that no user holds. The last role takes its place.
    pub(super) fn remove_role(&mut self, account: AccountNumber, role: StoredRole) {
        let StoredRole::Custom(place) = role else { return };
        let roles = &mut self.account_mut(account).rest_mut().roles;
        roles.swap_remove(place as usize);
        let last = StoredRole::Custom(next(roles.len()));
        for user in self.users_who(self.account(account), |user| user.role == last) {
            self.give_role(self.user(user).member(), role);
        }
    }

    pub(super) fn insert_meeting(&mut self, account: AccountNumber, row: MeetingRow) {
        self.account_mut(account).rest_mut().meetings.push(row.uuid);
        self.meetings.insert(row);
    }
}

/// Converts a length to the next index.
#[expect(clippy::expect_used, reason = "memory runs out long before 2^32 rows")]
fn next(len: usize) -> u32 {
    u32::try_from(len).expect("fewer than 2^32 rows")
}
