//! Accounts, users and roles.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::{Acting, Outcome, ensure};
use crate::directory::handle::{MeetingHandle, Slot, UserHandle};
use crate::directory::rows::{Account, MOST_USERS, MeetingRow, StoredRole, UserRow};
use crate::directory::{Directory, Refusal};
use crate::{
    Access, AccountId, AccountRole, MeetingState, ParticipantId, Policy, Privileges, UserId, UserStatus,
};

impl Directory {
    pub(super) fn add_account_by(&mut self, by: Acting, account: AccountId, owner: UserId) -> Outcome {
        ensure(self.find_account(account).is_none(), Refusal::AlreadyExists)?;
        self.user_is_new(owner)?;
        by.system_alone()?;
        ensure(owner != UserId::NOBODY, Refusal::Invalid)?;

        let handle = self.insert_account(Account {
            id: account,
            owner: Slot(0),
            policy: Policy::default(),
            approved: Vec::new(),
            roles: Vec::new(),
            users: Vec::new(),
            meetings: Vec::new(),
        });
        self.insert_user(handle, self.account(handle).new_user(owner, StoredRole::Owner));
        Ok(())
    }

    pub(super) fn add_user_by(
        &mut self,
        by: Acting,
        account: AccountId,
        user: UserId,
        role: &AccountRole,
    ) -> Outcome {
        let handle = self.known_account(account)?;
        let account = self.account(handle);
        let role = account.find_role(role).ok_or(Refusal::UnknownRole)?;
        self.user_is_new(user)?;
        let may = matches!(by, Acting::System) || self.administers(by, handle, Privileges::USERS_EDIT);
        ensure(may && self.within_limit(by, account, role), Refusal::NotPermitted)?;
        ensure(role != StoredRole::Owner && user != UserId::NOBODY, Refusal::Invalid)?;
        ensure(account.users.len() < MOST_USERS, Refusal::Invalid)?;

        self.insert_user(handle, self.account(handle).new_user(user, role));
        Ok(())
    }

    pub(super) fn set_role_by(&mut self, by: Acting, user: UserId, role: &AccountRole) -> Outcome {
        let user = self.known_user(user)?;
        let account = self.account(user.account);
        let role = account.find_role(role).ok_or(Refusal::UnknownRole)?;
        let may = self.administers(by, user.account, Privileges::ROLES_EDIT)
            && self.within_limit(by, account, role)
            && self.within_limit(by, account, self.user(user).role);
        ensure(may, Refusal::NotPermitted)?;
        ensure(account.owner != user.slot && role != StoredRole::Owner, Refusal::Invalid)?;

        self.account_mut(user.account).set_role(user.slot, role);
        Ok(())
    }

    pub(super) fn define_role_by(
        &mut self,
        by: Acting,
        account: AccountId,
        name: &str,
        privileges: Privileges,
    ) -> Outcome {
        // Bits without a name are no privileges.
        let privileges = privileges & Privileges::all();
        let handle = self.known_account(account)?;
        let replaced = self.account(handle).roles.iter().find(|role| &*role.name == name);
        let may = self.administers(by, handle, Privileges::ROLES_EDIT)
            && self.limit(by).is_none_or(|limit| {
                limit.include(privileges) && replaced.is_none_or(|role| limit.include(role.privileges))
            });
        ensure(may, Refusal::NotPermitted)?;

        self.account_mut(handle).define_role(name, privileges);
        Ok(())
    }

    pub(super) fn transfer_ownership_by(&mut self, by: Acting, account: AccountId, to: UserId) -> Outcome {
        let handle = self.known_account(account)?;
        let to = self.known_user(to)?;
        let owner = UserHandle { account: handle, slot: self.account(handle).owner };
        ensure(self.is_user(by, owner), Refusal::NotPermitted)?;
        ensure(to.account == handle, Refusal::DifferentAccount)?;
        ensure(self.is_active(to), Refusal::Inactive)?;
        ensure(to != owner, Refusal::Invalid)?;

        let account = self.account_mut(handle);
        account.set_role(owner.slot, StoredRole::Admin);
        account.set_role(to.slot, StoredRole::Owner);
        account.owner = to.slot;
        Ok(())
    }

    pub(super) fn set_status_by(&mut self, by: Acting, user: UserId, status: UserStatus) -> Outcome {
        let user = self.editable_user(by, user)?;

        self.user_mut(user).facts.status = status;
        Ok(())
    }

    pub(super) fn remove_user_by(&mut self, by: Acting, user: UserId) -> Outcome {
        let user = self.editable_user(by, user)?;
        let live = |row: &MeetingRow| row.owner == user.slot && row.state == MeetingState::Live;
        ensure(!self.account(user.account).present_meetings().any(live), Refusal::Invalid)?;

        self.remove_seats(user);
        let account = self.account_mut(user.account);
        for colleague in &mut account.users {
            colleague.hold(user.slot, Access::empty());
            colleague.take_back(user.slot);
        }
        for meeting in account.meetings.iter_mut().filter(|row| row.owner == user.slot) {
            *meeting = MeetingRow::removed(meeting.uuid);
        }
        let row = self.user_mut(user);
        *row = UserRow::removed(row.facts);
        Ok(())
    }

    /// The user to activate, deactivate or remove, whom the actor may edit.
    fn editable_user(&self, by: Acting, user: UserId) -> Result<UserHandle, Refusal> {
        let user = self.known_user(user)?;
        let account = self.account(user.account);
        let may = self.administers(by, user.account, Privileges::USERS_EDIT)
            && self.within_limit(by, account, self.user(user).role);
        ensure(may, Refusal::NotPermitted)?;
        ensure(account.owner != user.slot, Refusal::Invalid)?;
        Ok(user)
    }

    /// An id that no user has or ever had.
    fn user_is_new(&self, user: UserId) -> Outcome {
        ensure(self.any_user(user).is_none(), Refusal::AlreadyExists)
    }

    /// Takes a user's seats away, in whichever meetings they are.
    fn remove_seats(&mut self, user: UserHandle) {
        let row = self.user(user);
        let id = row.facts.id;
        let meetings: Box<[MeetingHandle]> =
            row.rest().map(|rest| rest.seated.as_slice().into()).unwrap_or_default();
        for meeting in meetings {
            let seats = &mut self.meeting_mut(meeting).seats;
            let taken: Vec<ParticipantId> = seats.of_user(id).iter().map(|seat| seat.participant).collect();
            for participant in taken {
                seats.remove(participant);
            }
        }
    }
}
