//! Accounts, users and roles.

use alloc::vec::Vec;

use super::{Outcome, ResolvedActor, refuse_unless};
use crate::directory::rows::{Account, MAX_USERS, MeetingRow, Member, StoredRole, UserRow};
use crate::directory::{Directory, Refusal};
use crate::facts::{Access, AccountRole, MeetingState, Privileges, UserStatus};
use crate::id::{AccountId, MeetingUuid, UserId};

impl Directory {
    pub(super) fn add_account_by(&mut self, by: ResolvedActor, account: AccountId, owner: UserId) -> Outcome {
        refuse_unless(self.find_account(account).is_none(), Refusal::AlreadyExists)?;
        self.user_is_new(owner)?;
        by.system_alone()?;
        refuse_unless(owner != UserId::NOBODY, Refusal::Invalid)?;

        let account = self.insert_account(Account::new(account));
        self.insert_user(account, owner, StoredRole::Owner);
        Ok(())
    }

    pub(super) fn add_user_by(
        &mut self,
        by: ResolvedActor,
        account: AccountId,
        user: UserId,
        role: &AccountRole,
    ) -> Outcome {
        self.add_user_up_to(MAX_USERS, by, account, user, role)
    }

    /// Adds a user to an account of at most `max_users` users, removed ones included. Tests set a limit that they can reach.
    fn add_user_up_to(
        &mut self,
        max_users: usize,
        by: ResolvedActor,
        account: AccountId,
        user: UserId,
        role: &AccountRole,
    ) -> Outcome {
        let number = self.known_account(account)?;
        let account = self.account(number);
        let role = account.find_role(role).ok_or(Refusal::UnknownRole)?;
        self.user_is_new(user)?;
        let may = matches!(by, ResolvedActor::System) || self.administers(by, number, Privileges::USERS_EDIT);
        refuse_unless(may && self.within_limit(by, account, role), Refusal::NotPermitted)?;
        refuse_unless(role != StoredRole::Owner && user != UserId::NOBODY, Refusal::Invalid)?;
        refuse_unless(account.rest.members.len() < max_users, Refusal::Invalid)?;

        self.insert_user(number, user, role);
        Ok(())
    }

    pub(super) fn set_role_by(&mut self, by: ResolvedActor, user: UserId, role: &AccountRole) -> Outcome {
        let user = self.known_user(user)?;
        let account = self.account(user.account);
        let role = account.find_role(role).ok_or(Refusal::UnknownRole)?;
        // Neither the new role nor the user's present one may exceed what the actor holds.
        let may = self.administers(by, user.account, Privileges::ROLES_EDIT)
            && self.within_limit(by, account, role)
            && self.within_limit(by, account, self.user(user.id).role);
        refuse_unless(may, Refusal::NotPermitted)?;
        refuse_unless(account.owner != user.slot && role != StoredRole::Owner, Refusal::Invalid)?;

        self.give_role(user, role);
        Ok(())
    }

    pub(super) fn define_role_by(
        &mut self,
        by: ResolvedActor,
        account: AccountId,
        name: &str,
        privileges: Privileges,
    ) -> Outcome {
        let number = self.known_account(account)?;
        let replaced = self.account(number).rest.roles.iter().find(|role| &*role.name == name);
        let may = self.administers(by, number, Privileges::ROLES_EDIT)
            && self.limit(by).is_none_or(|limit| {
                limit.contains(privileges) && replaced.is_none_or(|role| limit.contains(role.privileges))
            });
        refuse_unless(may, Refusal::NotPermitted)?;

        self.put_role(number, name, privileges);
        Ok(())
    }

    pub(super) fn transfer_ownership_by(
        &mut self,
        by: ResolvedActor,
        account: AccountId,
        to: UserId,
    ) -> Outcome {
        let number = self.known_account(account)?;
        let to = self.known_user(to)?;
        let owner = self.member(number, self.account(number).owner).member();
        refuse_unless(self.is_user(by, owner), Refusal::NotPermitted)?;
        refuse_unless(to.account == number, Refusal::DifferentAccount)?;
        refuse_unless(self.is_active(to), Refusal::Inactive)?;
        refuse_unless(to != owner, Refusal::Invalid)?;

        self.give_role(owner, StoredRole::Admin);
        self.give_role(to, StoredRole::Owner);
        self.account_mut(number).owner = to.slot;
        Ok(())
    }

    pub(super) fn set_status_by(&mut self, by: ResolvedActor, user: UserId, status: UserStatus) -> Outcome {
        let user = self.editable_user(by, user)?;

        self.user_mut(user.id).status = status;
        Ok(())
    }

    pub(super) fn remove_user_by(&mut self, by: ResolvedActor, user: UserId) -> Outcome {
        let user = self.editable_user(by, user)?;
        let owned = || self.present_meetings(self.account(user.account)).filter(|row| row.owner == user);
        refuse_unless(owned().all(|meeting| meeting.state != MeetingState::Live), Refusal::Invalid)?;

        let meetings: Vec<MeetingUuid> = owned().map(|meeting| meeting.uuid).collect();
        for meeting in meetings {
            *self.meeting_mut(meeting) = MeetingRow::removed(meeting);
        }
        self.remove_seats(user);
        self.remove_delegations(user);
        *self.user_mut(user.id) = UserRow::removed(user);
        Ok(())
    }

    /// Resolves a user to activate, deactivate or remove, and checks that the actor may do so. Owners cannot be edited.
    fn editable_user(&self, by: ResolvedActor, user: UserId) -> Result<Member, Refusal> {
        let user = self.known_user(user)?;
        let account = self.account(user.account);
        let may = self.administers(by, user.account, Privileges::USERS_EDIT)
            && self.within_limit(by, account, self.user(user.id).role);
        refuse_unless(may, Refusal::NotPermitted)?;
        refuse_unless(account.owner != user.slot, Refusal::Invalid)?;
        Ok(user)
    }

    /// Checks that no user has this id, or had it before being removed.
    fn user_is_new(&self, user: UserId) -> Outcome {
        refuse_unless(self.users.find(user).is_none(), Refusal::AlreadyExists)
    }

    /// Removes a user's seats from all meetings.
    fn remove_seats(&mut self, user: Member) {
        let seated: Vec<MeetingUuid> =
            self.user(user.id).rest().map(|rest| rest.seated.clone()).unwrap_or_default();
        for meeting in seated {
            self.meeting_mut(meeting).seats.remove_user(user.id);
        }
    }

    /// Removes the delegations from and to a user from the rows of its colleagues.
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

    use super::ResolvedActor;
    use crate::directory::snapshot::{encode, load};
    use crate::directory::{Directory, Refusal, Snapshot};
    use crate::facts::AccountRole;
    use crate::id::{AccountId, UserId};

    #[test]
    fn a_full_account_accepts_nobody_and_is_read_back() {
        let (acme, olga) = (AccountId::from(1_u64), UserId::from(1_u64));
        let mut directory = Directory::new();
        directory.acting_as_system().add_account(acme, olga).expect("new");
        let add = |directory: &mut Directory, user: UserId| {
            directory.add_user_up_to(40, ResolvedActor::System, acme, user, &AccountRole::Member)
        };
        for user in 2..=40_u64 {
            add(&mut directory, user.into()).expect("new");
        }
        // A removed user still counts.
        directory.acting_as(olga).remove_user(2_u64.into()).expect("no owner");
        let full = directory.snapshot();
        let newcomer = UserId::from(41_u64);
        assert_eq!(add(&mut directory, newcomer), Err(Refusal::Invalid));
        assert_eq!(directory.snapshot(), full);

        let read_back = |snapshot: &Snapshot| load(&encode(snapshot).expect("known names"), 40);
        assert_eq!(read_back(&full), Ok(directory));
        let mut overfull = full;
        overfull.accounts.first_mut().expect("the one").removed_users.push(newcomer);
        let error = read_back(&overfull).expect_err("one too many");
        assert_eq!(error.to_string(), "`accounts[0].users`: 41 users, expected at most 40");
    }
}
