//! Accounts, users and roles.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{Acting, Outcome, ensure};
use crate::directory::handle::{Member, Slot};
use crate::directory::rows::{Account, MAX_USERS, MeetingRow, StoredRole, UserRow};
use crate::directory::{Directory, Refusal};
use crate::facts::{Access, AccountRole, MeetingState, Policy, Privileges, UserStatus};
use crate::id::{AccountId, MeetingUuid, UserId};

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
            rest: Arc::default(),
        });
        self.insert_user(handle, owner, StoredRole::Owner);
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
        ensure(account.rest.members.len() < MAX_USERS, Refusal::Invalid)?;

        self.insert_user(handle, user, role);
        Ok(())
    }

    pub(super) fn set_role_by(&mut self, by: Acting, user: UserId, role: &AccountRole) -> Outcome {
        let user = self.known_user(user)?;
        let account = self.account(user.account);
        let role = account.find_role(role).ok_or(Refusal::UnknownRole)?;
        let may = self.administers(by, user.account, Privileges::ROLES_EDIT)
            && self.within_limit(by, account, role)
            && self.within_limit(by, account, self.user(user.id).role);
        ensure(may, Refusal::NotPermitted)?;
        ensure(account.owner != user.slot && role != StoredRole::Owner, Refusal::Invalid)?;

        self.give_role(user, role);
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
        let replaced = self.account(handle).rest.roles.iter().find(|role| &*role.name == name);
        let may = self.administers(by, handle, Privileges::ROLES_EDIT)
            && self.limit(by).is_none_or(|limit| {
                limit.contains(privileges) && replaced.is_none_or(|role| limit.contains(role.privileges))
            });
        ensure(may, Refusal::NotPermitted)?;

        self.put_role(handle, name, privileges);
        Ok(())
    }

    pub(super) fn transfer_ownership_by(&mut self, by: Acting, account: AccountId, to: UserId) -> Outcome {
        let handle = self.known_account(account)?;
        let to = self.known_user(to)?;
        let owner = self.member(handle, self.account(handle).owner).member();
        ensure(self.is_user(by, owner), Refusal::NotPermitted)?;
        ensure(to.account == handle, Refusal::DifferentAccount)?;
        ensure(self.is_active(to), Refusal::Inactive)?;
        ensure(to != owner, Refusal::Invalid)?;

        self.give_role(owner, StoredRole::Admin);
        self.give_role(to, StoredRole::Owner);
        self.account_mut(handle).owner = to.slot;
        Ok(())
    }

    pub(super) fn set_status_by(&mut self, by: Acting, user: UserId, status: UserStatus) -> Outcome {
        let user = self.editable_user(by, user)?;

        self.user_mut(user.id).status = status;
        Ok(())
    }

    pub(super) fn remove_user_by(&mut self, by: Acting, user: UserId) -> Outcome {
        let user = self.editable_user(by, user)?;
        let own = || self.present_meetings(self.account(user.account)).filter(|row| row.owner == user);
        ensure(own().all(|meeting| meeting.state != MeetingState::Live), Refusal::Invalid)?;

        let meetings: Vec<MeetingUuid> = own().map(|meeting| meeting.uuid).collect();
        for meeting in meetings {
            *self.meeting_mut(meeting) = MeetingRow::removed(meeting);
        }
        self.remove_seats(user);
        self.remove_delegations(user);
        *self.user_mut(user.id) = UserRow::removed(user);
        Ok(())
    }

    /// The user to activate, deactivate or remove, whom the actor may edit.
    fn editable_user(&self, by: Acting, user: UserId) -> Result<Member, Refusal> {
        let user = self.known_user(user)?;
        let account = self.account(user.account);
        let may = self.administers(by, user.account, Privileges::USERS_EDIT)
            && self.within_limit(by, account, self.user(user.id).role);
        ensure(may, Refusal::NotPermitted)?;
        ensure(account.owner != user.slot, Refusal::Invalid)?;
        Ok(user)
    }

    /// An id that no user has or ever had.
    fn user_is_new(&self, user: UserId) -> Outcome {
        ensure(self.users.find(user).is_none(), Refusal::AlreadyExists)
    }

    /// Takes a user's seats away, in whichever meetings they are.
    fn remove_seats(&mut self, user: Member) {
        let seated: Vec<MeetingUuid> =
            self.user(user.id).rest().map(|rest| rest.seated.clone()).unwrap_or_default();
        for meeting in seated {
            self.meeting_mut(meeting).seats.remove_user(user.id);
        }
    }

    /// Takes off colleagues what they hold from a user, or have given to it.
    fn remove_delegations(&mut self, user: Member) {
        let row = self.user(user.id);
        let id_of = |slot| self.member(user.account, slot).id;
        let delegates: Vec<UserId> = row.given().map(id_of).collect();
        let delegators: Vec<UserId> = row.held().map(|(slot, _)| id_of(slot)).collect();
        for delegate in delegates {
            self.user_mut(delegate).hold(user.slot, Access::empty());
        }
        for delegator in delegators {
            self.user_mut(delegator).take_back(user.slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::MAX_USERS;
    use crate::directory::{Actor, Directory, Refusal};
    use crate::facts::AccountRole;
    use crate::id::{AccountId, UserId};

    #[test]
    fn an_account_that_is_full_takes_nobody_and_is_read_back() {
        let (acme, olga) = (AccountId::from(1_u64), UserId::from(1_u64));
        let mut directory = Directory::new();
        directory.acting_as_system().add_account(acme, olga).expect("new");
        for user in 2..=MAX_USERS as u64 {
            directory.acting_as_system().add_user(acme, user.into(), AccountRole::Member).expect("new");
        }
        // Who is removed keeps its place.
        directory.acting_as(olga).remove_user(2_u64.into()).expect("no owner");
        let full = directory.snapshot();
        let newcomer = UserId::from(MAX_USERS as u64 + 1);
        let added = directory.acting_as_system().add_user(acme, newcomer, AccountRole::Member);
        assert_eq!(added, Err(Refusal::Invalid));
        assert_eq!(directory.snapshot(), full);

        assert_eq!(Directory::try_from(full.clone()), Ok(directory));
        let mut overfull = full;
        overfull.accounts.first_mut().expect("the one").removed_users.push(newcomer);
        let error = Directory::try_from(overfull).expect_err("one too many");
        assert_eq!(error.to_string(), "`accounts[0].users`: 41 users, expected at most 40");
    }
}
