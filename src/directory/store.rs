//! The store: from ids to rows and back, and how rows come in. They never go out.

use super::Directory;
use super::handle::{AccountHandle, AppHandle, MeetingHandle, Slot, UserHandle};
use super::index::Place;
use super::rows::{Account, AppRow, MeetingRow, UserRow};
use crate::{AccountId, AppId, MeetingUuid, UserId};

/// A user who is there: its handle, its row, and its account's.
#[derive(Clone, Copy)]
pub(super) struct FoundUser<'a> {
    pub(super) handle: UserHandle,
    pub(super) account: &'a Account,
    pub(super) row: &'a UserRow,
}

/// From ids to handles: present rows only.
impl Directory {
    #[inline]
    pub(super) fn locate_user(&self, id: UserId) -> Option<FoundUser<'_>> {
        self.any_user(id).filter(|user| user.row.is_present())
    }

    /// A user who is or was there.
    #[inline]
    pub(super) fn any_user(&self, id: UserId) -> Option<FoundUser<'_>> {
        self.user_index.find(id, |at| {
            let handle = user_at(at);
            let account = self.accounts.get(handle.account.0 as usize)?;
            let row = account.users.get(handle.slot.0 as usize)?;
            (row.facts.id == id).then_some(FoundUser { handle, account, row })
        })
    }

    pub(super) fn find_user(&self, id: UserId) -> Option<UserHandle> {
        self.locate_user(id).map(|user| user.handle)
    }

    pub(super) fn find_account(&self, id: AccountId) -> Option<AccountHandle> {
        self.account_index.find(id, |at| {
            let row = self.accounts.get(at.position as usize)?;
            (row.id == id).then_some(AccountHandle(at.position))
        })
    }

    #[inline]
    pub(super) fn find_app(&self, id: AppId) -> Option<AppHandle> {
        self.app_index.find(id, |at| {
            let row = self.apps.get(at.position as usize)?;
            (row.id == id).then_some(AppHandle(at.position))
        })
    }

    pub(super) fn find_meeting(&self, id: MeetingUuid) -> Option<MeetingHandle> {
        self.any_meeting(id).filter(|meeting| !self.meeting(*meeting).removed)
    }

    /// A meeting that is or was there.
    pub(super) fn any_meeting(&self, id: MeetingUuid) -> Option<MeetingHandle> {
        self.meeting_index.find(id, |at| {
            let row = self.accounts.get(at.list as usize)?.meetings.get(at.position as usize)?;
            (row.uuid == id).then_some(meeting_at(at))
        })
    }
}

/// From handles to rows.
#[expect(
    clippy::indexing_slicing,
    reason = "a handle comes from the directory that holds its row, and rows are never taken out"
)]
impl Directory {
    pub(super) fn found(&self, handle: UserHandle) -> FoundUser<'_> {
        let account = self.account(handle.account);
        FoundUser { handle, account, row: &account.users[handle.slot.0 as usize] }
    }

    pub(super) fn account(&self, account: AccountHandle) -> &Account {
        &self.accounts[account.0 as usize]
    }

    pub(super) fn account_mut(&mut self, account: AccountHandle) -> &mut Account {
        &mut self.accounts[account.0 as usize]
    }

    pub(super) fn user(&self, user: UserHandle) -> &UserRow {
        self.found(user).row
    }

    pub(super) fn user_mut(&mut self, user: UserHandle) -> &mut UserRow {
        &mut self.account_mut(user.account).users[user.slot.0 as usize]
    }

    #[inline]
    pub(super) fn app(&self, app: AppHandle) -> &AppRow {
        &self.apps[app.0 as usize]
    }

    pub(super) fn app_mut(&mut self, app: AppHandle) -> &mut AppRow {
        &mut self.apps[app.0 as usize]
    }

    pub(super) fn meeting(&self, meeting: MeetingHandle) -> &MeetingRow {
        &self.account(meeting.account).meetings[meeting.position as usize]
    }

    pub(super) fn meeting_mut(&mut self, meeting: MeetingHandle) -> &mut MeetingRow {
        &mut self.account_mut(meeting.account).meetings[meeting.position as usize]
    }
}

/// New rows, whose ids are new.
impl Directory {
    pub(super) fn insert_account(&mut self, row: Account) -> AccountHandle {
        let id = row.id;
        let position = next_position(&self.accounts);
        self.accounts.push(row);
        let accounts = &self.accounts;
        self.account_index.insert(id, Place { list: 0, position }, |at| {
            accounts.get(at.position as usize).map(|row| row.id)
        });
        AccountHandle(position)
    }

    pub(super) fn insert_user(&mut self, account: AccountHandle, row: UserRow) {
        let id = row.facts.id;
        let users = &mut self.account_mut(account).users;
        let position = next_position(users);
        users.push(row);
        let accounts = &self.accounts;
        self.user_index.insert(id, Place { list: account.0, position }, |at| {
            Some(accounts.get(at.list as usize)?.users.get(at.position as usize)?.facts.id)
        });
    }

    pub(super) fn insert_app(&mut self, row: AppRow) {
        let id = row.id;
        let position = next_position(&self.apps);
        self.apps.push(row);
        let apps = &self.apps;
        self.app_index
            .insert(id, Place { list: 0, position }, |at| apps.get(at.position as usize).map(|row| row.id));
    }

    pub(super) fn insert_meeting(&mut self, account: AccountHandle, row: MeetingRow) {
        let id = row.uuid;
        let meetings = &mut self.account_mut(account).meetings;
        let position = next_position(meetings);
        meetings.push(row);
        let accounts = &self.accounts;
        self.meeting_index.insert(id, Place { list: account.0, position }, |at| {
            Some(accounts.get(at.list as usize)?.meetings.get(at.position as usize)?.uuid)
        });
    }
}

const fn user_at(at: Place) -> UserHandle {
    UserHandle { account: AccountHandle(at.list), slot: Slot(at.position) }
}

const fn meeting_at(at: Place) -> MeetingHandle {
    MeetingHandle { account: AccountHandle(at.list), position: at.position }
}

/// Where the next row of a list goes.
#[expect(clippy::expect_used, reason = "memory runs out long before")]
fn next_position<T>(rows: &[T]) -> u32 {
    u32::try_from(rows.len()).expect("fewer than 2^32 rows")
}
