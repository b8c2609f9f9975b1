//! What an account's administrators look at: who uses which app, requests, disabled apps; and meetings by number.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::directory::apply::refuse_unless;
use crate::directory::rows::{AppEntry, AppNumber, Flags, Member};
use crate::directory::{Directory, Refusal};
use crate::facts::{PermissionType, Privileges};
use crate::id::{AccountId, AppId, MeetingNumber, MeetingUuid, UserId};

/// Who has installed an app, as the account's administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Subscriber {
    /// Who.
    pub user: UserId,
    /// How far the app reaches through this user.
    pub permission_type: PermissionType,
    /// Whether no administrator has disabled it.
    pub enabled: bool,
}

/// An app in use in an account, with the number of its subscribers of each permission type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AppSubscribers {
    /// Which app.
    pub app: AppId,
    /// Subscribers of type [`User`](PermissionType::User).
    pub user: usize,
    /// Subscribers of type [`UserWithSharedAccess`](PermissionType::UserWithSharedAccess).
    pub user_with_shared_access: usize,
    /// Subscribers of type [`Admin`](PermissionType::Admin).
    pub admin: usize,
}

/// What administrators look at.
impl Directory {
    /// The users of an account who have installed an app.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownAccount`], [`Refusal::UnknownApp`];
    /// [`Refusal::NotPermitted`] unless `by` is an active user of the account whose role holds `marketplace_read`.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{AccountId, AppId, Scopes, UserId};
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{AccountRole, ManifestDraft, PermissionType};
    ///
    /// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let planner: AppId = 4_u64.into();
    /// # let mut manifest = ManifestDraft::user_managed(acme);
    /// # manifest.required_scopes = Scopes::MEETINGS_READ;
    /// # manifest.uses_shared_access = true;
    /// # manifest.apis = vec!["getMeetingParticipants".into(), "openUrl".into()];
    /// # let mut directory = Directory::new();
    /// # directory.add_account(acme, olga)?;
    /// # directory.add_user(olga, acme, ann, AccountRole::Member)?;
    /// # directory.register_app(planner, manifest)?;
    /// directory.install(ann, planner, Scopes::empty())?;
    /// directory.disable_installation(olga, ann, planner)?;
    /// let row = &directory.subscribers(olga, acme, planner)?[0];
    /// assert_eq!((row.user, row.permission_type, row.enabled), (ann, PermissionType::User, false));
    /// assert_eq!(directory.subscribers(ann, acme, planner), Err(Refusal::NotPermitted));
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
        refuse_unless(
            self.is_administrator(by, account, Privileges::MARKETPLACE_READ),
            Refusal::NotPermitted,
        )?;
        let management = self.app(app).manifest.management();
        let mut subscribers: Vec<_> = self
            .present_users(self.account(account))
            .filter_map(|user| {
                let entry = user.app(app);
                Some(Subscriber {
                    user: user.id,
                    permission_type: entry.installation()?.permission_type(management),
                    enabled: !entry.has(Flags::DISABLED),
                })
            })
            .collect();
        subscribers.sort_by_key(|row| row.user);
        Ok(subscribers)
    }

    /// Every app that a user of an account has installed.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownAccount`]; [`Refusal::NotPermitted`] unless `by` is an
    /// active user of the account whose role holds `marketplace_read`.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{AccountId, AppId, Scopes, UserId};
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{AccountRole, ManifestDraft};
    ///
    /// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let planner: AppId = 4_u64.into();
    /// # let mut manifest = ManifestDraft::user_managed(acme);
    /// # manifest.required_scopes = Scopes::MEETINGS_READ;
    /// # manifest.uses_shared_access = true;
    /// # manifest.apis = vec!["getMeetingParticipants".into(), "openUrl".into()];
    /// # let mut directory = Directory::new();
    /// # directory.add_account(acme, olga)?;
    /// # directory.add_user(olga, acme, ann, AccountRole::Member)?;
    /// # directory.register_app(planner, manifest)?;
    /// directory.install(olga, planner, Scopes::empty())?;
    /// directory.install_with_shared_access(ann, planner, Scopes::empty())?;
    /// let row = &directory.account_apps(olga, acme)?[0];
    /// assert_eq!((row.app, row.user, row.user_with_shared_access, row.admin), (planner, 1, 1, 0));
    /// assert_eq!(directory.account_apps(ann, acme), Err(Refusal::NotPermitted));
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

    /// The open requests of an account's users that the policy does not allow by now.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownAccount`]; [`Refusal::NotPermitted`] unless `by` is an
    /// active user of the account whose role holds `marketplace_read`.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{AccountId, AppId, UserId};
    /// use consentry::directory::{Audience, Directory, Refusal};
    /// use consentry::facts::{AccountRole, ManifestDraft};
    ///
    /// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let (maker, planner): (AccountId, AppId) = (9_u64.into(), 4_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.add_account(acme, olga)?;
    /// # directory.add_user(olga, acme, ann, AccountRole::Member)?;
    /// # directory.add_account(maker, 10_u64.into())?;
    /// # directory.register_app(planner, ManifestDraft::user_managed(maker))?;
    /// directory.request_app(ann, planner)?;
    /// assert_eq!(directory.requests(olga, acme)?, [(ann, planner)]);
    /// directory.approve_app(olga, acme, planner, Audience::Everybody)?;
    /// assert_eq!(directory.requests(olga, acme)?, []);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn requests(&self, by: UserId, account: AccountId) -> Result<Vec<(UserId, AppId)>, Refusal> {
        let requested = self
            .entries(by, account)?
            .filter(|(user, entry)| entry.has(Flags::REQUESTED) && !self.is_allowed(*user, entry.app));
        Ok(self.sorted_pairs(requested.map(|(user, entry)| (user, entry.app))))
    }

    /// The disabled flags of an account's users, installed or not.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownAccount`]; [`Refusal::NotPermitted`] unless `by` is an
    /// active user of the account whose role holds `marketplace_read`.
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{AccountId, AppId, Scopes, UserId};
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{AccountRole, ManifestDraft};
    ///
    /// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let planner: AppId = 4_u64.into();
    /// # let mut manifest = ManifestDraft::user_managed(acme);
    /// # manifest.required_scopes = Scopes::MEETINGS_READ;
    /// # manifest.uses_shared_access = true;
    /// # manifest.apis = vec!["getMeetingParticipants".into(), "openUrl".into()];
    /// # let mut directory = Directory::new();
    /// # directory.add_account(acme, olga)?;
    /// # directory.add_user(olga, acme, ann, AccountRole::Member)?;
    /// # directory.register_app(planner, manifest)?;
    /// directory.disable_installation(olga, ann, planner)?;
    /// assert_eq!(directory.disabled(olga, acme)?, [(ann, planner)]);
    /// assert_eq!(directory.disabled(ann, acme), Err(Refusal::NotPermitted));
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn disabled(&self, by: UserId, account: AccountId) -> Result<Vec<(UserId, AppId)>, Refusal> {
        let disabled = self.entries(by, account)?.filter(|(_, entry)| entry.has(Flags::DISABLED));
        Ok(self.sorted_pairs(disabled.map(|(user, entry)| (user, entry.app))))
    }

    /// All there is between users of an account and apps, for an administrator for `marketplace_read`.
    fn entries(
        &self,
        by: UserId,
        account: AccountId,
    ) -> Result<impl Iterator<Item = (Member, AppEntry)>, Refusal> {
        let by = self.known_user(by)?;
        let account = self.known_account(account)?;
        refuse_unless(
            self.is_administrator(by, account, Privileges::MARKETPLACE_READ),
            Refusal::NotPermitted,
        )?;
        let users = self.present_users(self.account(account));
        Ok(users.flat_map(|user| user.apps().map(|entry| (user.member(), entry))))
    }

    fn sorted_pairs(&self, pairs: impl Iterator<Item = (Member, AppNumber)>) -> Vec<(UserId, AppId)> {
        let mut pairs: Vec<_> = pairs.map(|(user, app)| (user.id, self.app(app).id)).collect();
        pairs.sort();
        pairs
    }

    /// Every meeting of an account's users with a number: never "the" meeting.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownAccount`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::{AccountId, AppId, Scopes, UserId};
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{AccountRole, ManifestDraft, MeetingKind};
    /// use consentry::id::MeetingNumber;
    ///
    /// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let planner: AppId = 4_u64.into();
    /// # let mut manifest = ManifestDraft::user_managed(acme);
    /// # manifest.required_scopes = Scopes::MEETINGS_READ;
    /// # manifest.uses_shared_access = true;
    /// # manifest.apis = vec!["getMeetingParticipants".into(), "openUrl".into()];
    /// # let mut directory = Directory::new();
    /// # directory.add_account(acme, olga)?;
    /// # directory.add_user(olga, acme, ann, AccountRole::Member)?;
    /// # directory.register_app(planner, manifest)?;
    /// let (monday, tuesday) = (5_u64.into(), 6_u64.into());
    /// let number = MeetingNumber::from(85_012_345_678);
    /// directory.schedule_meeting(olga, olga, monday, number, "Stand-up", MeetingKind::Meeting)?;
    /// directory.schedule_meeting(olga, olga, tuesday, number, "Stand-up", MeetingKind::Meeting)?;
    /// assert_eq!(directory.meetings_by_number(acme, number)?, [monday, tuesday]);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn meetings_by_number(
        &self,
        account: AccountId,
        number: MeetingNumber,
    ) -> Result<Vec<MeetingUuid>, Refusal> {
        let meetings = self.present_meetings(self.account(self.known_account(account)?));
        let mut found: Vec<_> = meetings.filter(|row| row.number == number).map(|row| row.uuid).collect();
        found.sort();
        Ok(found)
    }
}
