//! What an account's administrators may look at: who uses which app, requests, and disabled apps; and meetings by number.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::directory::rows::{AppEntry, AppNumber, Flags, Member};
use crate::directory::{AppStatus, Directory, Refusal};
use crate::facts::{MeetingKind, MeetingState, PermissionType, Privileges};
use crate::id::{AccountId, AppId, MeetingNumber, MeetingUuid, UserId};

/// A user who has installed an app, as the account's administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Subscriber {
    /// The user's id.
    pub user: UserId,
    /// The permission type: the data that the app may reach through this user.
    pub permission_type: PermissionType,
    /// What stands in the way of every question of the user about the app, if anything does.
    pub status: AppStatus,
}

/// An app that users of an account have installed, with the number of its subscribers by permission type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AppSubscribers {
    /// The app's id.
    pub app: AppId,
    /// The number of subscribers of type [`User`](PermissionType::User).
    pub user: usize,
    /// The number of subscribers of type [`UserWithSharedAccess`](PermissionType::UserWithSharedAccess).
    pub user_with_shared_access: usize,
    /// The number of subscribers of type [`Admin`](PermissionType::Admin).
    pub admin: usize,
}

/// A user and an app: an open request, or a disabled app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct UserApp {
    /// The user.
    pub user: UserId,
    /// The app.
    pub app: AppId,
}

/// One of the meetings that have a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct NumberedMeeting {
    /// The meeting's UUID.
    pub meeting: MeetingUuid,
    /// Whether the meeting is scheduled, live or ended.
    pub state: MeetingState,
    /// The kind of the meeting.
    pub kind: MeetingKind,
    /// The user whom the meeting is scheduled under.
    pub owner: UserId,
}

/// Views for administrators.
impl Directory {
    /// Lists the users of an account who have installed an app.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownAccount`], [`Refusal::UnknownApp`];
    /// [`Refusal::NotPermitted`] unless `by` is an active user of the account with the privilege `marketplace_read`.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{AppStatus, Directory, Refusal, RefusalReason};
    /// use consentry::facts::{AccountRole, PermissionType};
    /// use consentry::{Manifest, Scopes};
    ///
    /// # let (acme, olga, ann, planner) = (1_u64.into(), 2_u64.into(), 3_u64.into(), 4_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// # directory.acting_as_system().register_app(planner, Manifest::user_managed(acme))?;
    /// directory.acting_as(ann).install(planner, Scopes::empty())?;
    /// directory.acting_as(olga).disable_installation(ann, planner)?;
    /// let row = &directory.subscribers(olga, acme, planner)?[0];
    /// assert_eq!((row.user, row.permission_type, row.status), (ann, PermissionType::User, AppStatus::Disabled));
    /// assert_eq!(directory.subscribers(ann, acme, planner).unwrap_err().reason(), RefusalReason::NotPermitted);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn subscribers(
        &self,
        by: UserId,
        account: AccountId,
        app: AppId,
    ) -> Result<Vec<Subscriber>, Refusal> {
        let by = self.known_user(by)?;
        let account = self.known_account(account)?;
        let app = self.known_app(app)?;
        self.permit_view(by, account, Privileges::MARKETPLACE_READ)?;
        let management = self.app(app).manifest.management();
        let mut subscribers: Vec<_> = self
            .present_users(self.account(account))
            .filter_map(|user| {
                let entry = user.app(app);
                Some(Subscriber {
                    user: user.id,
                    permission_type: entry.installation()?.permission_type(management),
                    status: self.app_status(user, app),
                })
            })
            .collect();
        subscribers.sort_by_key(|row| row.user);
        Ok(subscribers)
    }

    /// Lists the apps that users of an account have installed.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownAccount`]; [`Refusal::NotPermitted`] unless `by` is an
    /// active user of the account with the privilege `marketplace_read`.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Directory, Refusal, RefusalReason};
    /// use consentry::facts::AccountRole;
    /// use consentry::{Manifest, Scopes};
    ///
    /// # let (acme, olga, ann, planner) = (1_u64.into(), 2_u64.into(), 3_u64.into(), 4_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// # let manifest = Manifest::user_managed(acme).require(Scopes::MEETINGS_READ).offer_shared_access();
    /// # directory.acting_as_system().register_app(planner, manifest)?;
    /// directory.acting_as(olga).install(planner, Scopes::empty())?;
    /// directory.acting_as(ann).install_with_shared_access(planner, Scopes::empty())?;
    /// let row = &directory.account_apps(olga, acme)?[0];
    /// assert_eq!((row.app, row.user, row.user_with_shared_access, row.admin), (planner, 1, 1, 0));
    /// assert_eq!(directory.account_apps(ann, acme).unwrap_err().reason(), RefusalReason::NotPermitted);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn account_apps(&self, by: UserId, account: AccountId) -> Result<Vec<AppSubscribers>, Refusal> {
        let mut apps = BTreeMap::new();
        let entries = self.entries(by, account)?;
        for (app, installation) in
            entries.filter_map(|(_, entry)| Some((self.app(entry.app), entry.installation()?)))
        {
            let row = apps.entry(app.id).or_insert(AppSubscribers {
                app: app.id,
                user: 0,
                user_with_shared_access: 0,
                admin: 0,
            });
            match installation.permission_type(app.manifest.management()) {
                PermissionType::User => row.user += 1,
                PermissionType::UserWithSharedAccess => row.user_with_shared_access += 1,
                PermissionType::Admin => row.admin += 1,
            }
        }
        Ok(apps.into_values().collect())
    }

    /// Lists the open requests for apps of an account's users, except for apps that the policy allows by now.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownAccount`]; [`Refusal::NotPermitted`] unless `by` is an
    /// active user of the account with the privilege `marketplace_read`.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::Manifest;
    /// use consentry::directory::{Audience, Directory, Refusal};
    /// use consentry::facts::AccountRole;
    ///
    /// # let (acme, olga, ann, planner) = (1_u64.into(), 2_u64.into(), 3_u64.into(), 4_u64.into());
    /// # let (maker, max) = (9_u64.into(), 10_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// # directory.acting_as_system().add_account(maker, max)?;
    /// # directory.acting_as_system().register_app(planner, Manifest::user_managed(maker))?;
    /// directory.acting_as(ann).request_app(planner)?;
    /// let request = &directory.requests(olga, acme)?[0];
    /// assert_eq!((request.user, request.app), (ann, planner));
    /// directory.acting_as(olga).approve_app(acme, planner, Audience::Everybody)?;
    /// assert_eq!(directory.requests(olga, acme)?, []);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn requests(&self, by: UserId, account: AccountId) -> Result<Vec<UserApp>, Refusal> {
        let requested = self
            .entries(by, account)?
            .filter(|(user, entry)| entry.has(Flags::REQUESTED) && !self.is_allowed(*user, entry.app));
        Ok(self.sorted_pairs(requested.map(|(user, entry)| (user, entry.app))))
    }

    /// Lists the users of an account and the apps that are disabled for them, installed or not.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownAccount`]; [`Refusal::NotPermitted`] unless `by` is an
    /// active user of the account with the privilege `marketplace_read`.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::Manifest;
    /// use consentry::directory::{Directory, Refusal, RefusalReason};
    /// use consentry::facts::AccountRole;
    ///
    /// # let (acme, olga, ann, planner) = (1_u64.into(), 2_u64.into(), 3_u64.into(), 4_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// # directory.acting_as_system().register_app(planner, Manifest::user_managed(acme))?;
    /// directory.acting_as(olga).disable_installation(ann, planner)?;
    /// assert_eq!(directory.disabled(olga, acme)?[0].user, ann);
    /// assert_eq!(directory.disabled(ann, acme).unwrap_err().reason(), RefusalReason::NotPermitted);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn disabled(&self, by: UserId, account: AccountId) -> Result<Vec<UserApp>, Refusal> {
        let disabled = self.entries(by, account)?.filter(|(_, entry)| entry.has(Flags::DISABLED));
        Ok(self.sorted_pairs(disabled.map(|(user, entry)| (user, entry.app))))
    }

    /// The entries of an account's users for apps, after the check that `by` is an administrator for `marketplace_read`.
    fn entries(
        &self,
        by: UserId,
        account: AccountId,
    ) -> Result<impl Iterator<Item = (Member, AppEntry)>, Refusal> {
        let by = self.known_user(by)?;
        let account = self.known_account(account)?;
        self.permit_view(by, account, Privileges::MARKETPLACE_READ)?;
        let users = self.present_users(self.account(account));
        Ok(users.flat_map(|user| user.apps().map(|entry| (user.member(), entry))))
    }

    fn sorted_pairs(&self, pairs: impl Iterator<Item = (Member, AppNumber)>) -> Vec<UserApp> {
        let mut pairs: Vec<_> =
            pairs.map(|(user, app)| UserApp { user: user.id, app: self.app(app).id }).collect();
        pairs.sort();
        pairs
    }

    /// Lists the meetings of an account's users that have a number. A number can be that of several meetings.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownAccount`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::MeetingKind;
    /// use consentry::id::MeetingNumber;
    ///
    /// # let (acme, olga, monday, tuesday) = (1_u64.into(), 2_u64.into(), 5_u64.into(), 6_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// let number = MeetingNumber::from(85_012_345_678);
    /// directory.acting_as(olga).schedule_meeting(olga, monday, number, "Stand-up", MeetingKind::Meeting)?;
    /// directory.acting_as(olga).schedule_meeting(olga, tuesday, number, "Stand-up", MeetingKind::Meeting)?;
    /// let found = directory.meetings_by_number(acme, number)?;
    /// assert_eq!(found.iter().map(|row| row.meeting).collect::<Vec<_>>(), [monday, tuesday]);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn meetings_by_number(
        &self,
        account: AccountId,
        number: MeetingNumber,
    ) -> Result<Vec<NumberedMeeting>, Refusal> {
        let meetings = self.present_meetings(self.account(self.known_account(account)?));
        let mut found: Vec<_> = meetings
            .filter(|row| row.number == number)
            .map(|row| NumberedMeeting {
                meeting: row.uuid,
                state: row.state,
                kind: row.kind,
                owner: row.owner.id,
            })
            .collect();
        found.sort_by_key(|row| row.meeting);
        Ok(found)
    }
}
