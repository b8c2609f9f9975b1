//! Accounts, users and roles.

use alloc::string::ToString as _;
use alloc::vec::Vec;

use super::{By, Outcome, refuse_unless};
use crate::directory::rows::{Account, AccountNumber, MAX_USERS, MeetingRow, Member, StoredRole, UserRow};
use crate::directory::{Condition, Directory, NewId, Refusal};
use crate::facts::{Access, AccountRole, MeetingState, Privileges, UserStatus};
use crate::id::{AccountId, MeetingUuid, UserId};

/// The longest name of a role, in characters.
const MAX_ROLE_NAME: usize = 128;

impl Directory {
    pub(super) fn add_account_by(&mut self, by: By<'_>, account: AccountId, owner: UserId) -> Outcome {
        let is_new = self.find_account(account).is_none();
        refuse_unless(is_new, || Refusal::AlreadyExists(NewId::Account(account)))?;
        self.user_is_new(owner)?;
        self.permit(by)?;
        refuse_unless(owner != UserId::NOBODY, || Condition::ReservedUser)?;

        let account = self.insert_account(Account::new(account));
        self.insert_user(account, owner, StoredRole::Owner);
        Ok(())
    }

    pub(super) fn add_user_by(
        &mut self,
        by: By<'_>,
        account: AccountId,
        user: UserId,
        role: &AccountRole,
    ) -> Outcome {
        self.add_user_up_to(MAX_USERS, by, account, user, role)
    }

    fn add_user_up_to(
        &mut self,
        max_users: usize,
        by: By<'_>,
        account: AccountId,
        user: UserId,
        role: &AccountRole,
    ) -> Outcome {
        let number = self.known_account(account)?;
        let role = self.known_role(number, role)?;
        self.user_is_new(user)?;
        let account = self.account(number);
        self.permit_within(by, |actor| self.hands_out_more(actor, account, role))?;
        refuse_unless(role != StoredRole::Owner, || Condition::OwnerRole)?;
        refuse_unless(user != UserId::NOBODY, || Condition::ReservedUser)?;
        refuse_unless(account.rest.members.len() < max_users, || Condition::AccountFull)?;

        self.insert_user(number, user, role);
        Ok(())
    }

    pub(super) fn set_role_by(&mut self, by: By<'_>, user: UserId, role: &AccountRole) -> Outcome {
        let user = self.known_user(user)?;
        let role = self.known_role(user.account, role)?;
        let account = self.account(user.account);
        self.permit_within(by, |actor| {
            let given = self.hands_out_more(actor, account, role);
            given.or_else(|| self.for_somebody_stronger(actor, user))
        })?;
        refuse_unless(account.owner != user.slot, || Condition::UserIsOwner)?;
        refuse_unless(role != StoredRole::Owner, || Condition::OwnerRole)?;

        self.give_role(user, role);
        Ok(())
    }

    pub(super) fn define_role_by(
        &mut self,
        by: By<'_>,
        account: AccountId,
        name: &str,
        privileges: Privileges,
    ) -> Outcome {
        let account = self.known_account(account)?;
        let replaced = self.account(account).privileges_of(name).unwrap_or_default();
        self.permit_within(by, |actor| self.beyond_own_role(actor, privileges | replaced))?;
        is_role_name(name)?;

        self.put_role(account, name, privileges);
        Ok(())
    }

    pub(super) fn delete_role_by(&mut self, by: By<'_>, account: AccountId, name: &str) -> Outcome {
        let account = self.known_account(account)?;
        let role = self.known_role(account, &AccountRole::Custom(name.into()))?;
        let held = self.account(account).privileges(role);
        self.permit_within(by, |actor| self.beyond_own_role(actor, held))?;
        let mut users = self.present_users(self.account(account));
        refuse_unless(users.all(|user| user.role != role), || Condition::RoleHeld)?;
        drop(users);

        self.remove_role(account, role);
        Ok(())
    }

    pub(super) fn transfer_ownership_by(&mut self, by: By<'_>, account: AccountId, to: UserId) -> Outcome {
        let number = self.known_account(account)?;
        let to = self.known_user(to)?;
        self.permit(by)?;
        let owner = self.member(number, self.account(number).owner).member();
        refuse_unless(to.account == number, || Refusal::DifferentAccount)?;
        refuse_unless(self.is_active(to), || Refusal::Inactive)?;
        refuse_unless(to != owner, || Condition::AlreadyOwner)?;

        self.give_role(owner, StoredRole::Admin);
        self.give_role(to, StoredRole::Owner);
        self.account_mut(number).owner = to.slot;
        Ok(())
    }

    pub(super) fn set_status_by(&mut self, by: By<'_>, user: UserId, status: UserStatus) -> Outcome {
        let user = self.known_user(user)?;
        self.permit_within(by, |actor| self.for_somebody_stronger(actor, user))?;
        self.is_not_owner(user)?;

        self.user_mut(user.id).status = status;
        Ok(())
    }

    pub(super) fn remove_user_by(&mut self, by: By<'_>, user: UserId, heir: Option<UserId>) -> Outcome {
        let user = self.known_user(user)?;
        let heir = heir.map(|heir| self.known_user(heir)).transpose()?;
        self.permit_within(by, |actor| {
            self.for_somebody_stronger(actor, user).or_else(|| {
                let heir = heir?;
                self.in_own_favor(actor, heir).or_else(|| self.for_somebody_stronger(actor, heir))
            })
        })?;
        if let Some(heir) = heir {
            refuse_unless(heir.account == user.account, || Refusal::DifferentAccount)?;
            refuse_unless(self.is_active(heir), || Refusal::Inactive)?;
            refuse_unless(heir != user, || Condition::HeirIsUser)?;
        }
        self.is_not_owner(user)?;
        let owned = || self.present_meetings(self.account(user.account)).filter(|row| row.owner == user);
        refuse_unless(owned().all(|meeting| meeting.state != MeetingState::Live), || Condition::MeetingLive)?;

        let meetings: Vec<MeetingUuid> = owned().map(|meeting| meeting.uuid).collect();
        for meeting in meetings {
            match heir {
                Some(heir) => self.meeting_mut(meeting).give_to(heir),
                None => *self.meeting_mut(meeting) = MeetingRow::removed(meeting),
            }
        }
        self.remove_from_alternative_hosts(user);
        self.remove_seats(user);
        self.remove_delegations(user);
        *self.user_mut(user.id) = UserRow::removed(user);
        Ok(())
    }

    /// Checks that a user does not own the account. Its owner cannot be activated, deactivated or removed.
    fn is_not_owner(&self, user: Member) -> Outcome {
        refuse_unless(self.account(user.account).owner != user.slot, || Condition::UserIsOwner)
    }

    /// Checks that no user has this id, or had it before being removed.
    fn user_is_new(&self, user: UserId) -> Outcome {
        refuse_unless(self.users.find(user).is_none(), || Refusal::AlreadyExists(NewId::User(user)))
    }

    fn known_role(&self, account: AccountNumber, role: &AccountRole) -> Result<StoredRole, Refusal> {
        self.account(account).find_role(role).ok_or_else(|| match role {
            AccountRole::Custom(name) => Refusal::UnknownRole(name.clone()),
            AccountRole::Owner | AccountRole::Admin | AccountRole::Member => {
                Refusal::UnknownRole(role.to_string().into())
            }
        })
    }

    /// Removes a user's places as an alternative host.
    fn remove_from_alternative_hosts(&mut self, user: Member) {
        let meetings = self.present_meetings(self.account(user.account));
        let named = meetings.filter(|meeting| meeting.alternative_hosts.contains(&user.id));
        let named: Vec<MeetingUuid> = named.map(|meeting| meeting.uuid).collect();
        for meeting in named {
            self.meeting_mut(meeting).alternative_hosts.retain(|host| *host != user.id);
        }
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

/// Checks the name of a custom role.
pub(in crate::directory) fn is_role_name(name: &str) -> Outcome {
    let trimmed = name.trim();
    let built_in = [AccountRole::Owner, AccountRole::Admin, AccountRole::Member];
    // Upper case, in which `admın` without a dot is `ADMIN` too.
    let is_built_in = |role: &AccountRole| role.to_string().to_uppercase() == name.to_uppercase();
    let checks = [
        (!name.is_empty(), Condition::RoleNameEmpty),
        (name.chars().count() <= MAX_ROLE_NAME, Condition::RoleNameTooLong),
        (!name.contains(char::is_control), Condition::RoleNameControlCharacter),
        (trimmed == name, Condition::RoleNameWhiteSpace),
        (!built_in.iter().any(is_built_in), Condition::RoleNameBuiltIn),
    ];
    checks.into_iter().try_for_each(|(holds, condition)| refuse_unless(holds, || condition.broken_by(name)))
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::super::{By, ResolvedActor};
    use crate::directory::snapshot::{encode, load};
    use crate::directory::{Condition, Directory, Operation, Snapshot};
    use crate::facts::AccountRole;
    use crate::id::{AccountId, UserId};

    #[test]
    fn a_full_account_accepts_nobody_and_is_read_back() {
        let (acme, olga) = (AccountId::from(1_u64), UserId::from(1_u64));
        let mut directory = Directory::new();
        directory.acting_as_system().add_account(acme, olga).expect("new");
        let add = |directory: &mut Directory, user: UserId| {
            let operation = &Operation::AddUser { account: acme, user, role: AccountRole::Member };
            let by = By { actor: ResolvedActor::System, operation };
            directory.add_user_up_to(40, by, acme, user, &AccountRole::Member)
        };
        for user in 2..=40_u64 {
            add(&mut directory, user.into()).expect("new");
        }
        // A removed user still counts.
        directory.acting_as(olga).remove_user(2_u64.into(), None).expect("no owner");
        let full = directory.snapshot();
        let newcomer = UserId::from(41_u64);
        assert_eq!(add(&mut directory, newcomer), Err(Condition::AccountFull.into()));
        assert_eq!(directory.snapshot(), full);

        let read_back = |snapshot: &Snapshot| load(&encode(snapshot).expect("known names"), 40);
        assert_eq!(read_back(&full), Ok(directory));
        let mut overfull = full;
        overfull.accounts.first_mut().expect("the one").removed_users.push(newcomer);
        let error = read_back(&overfull).expect_err("one too many");
        assert_eq!(error.to_string(), "`accounts[0].users`: 41 users, expected at most 40");
    }
}
