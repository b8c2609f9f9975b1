//! Views: what people look at. Sorted, live, and for administrators with their check.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::apply::ensure;
use super::question::{app_facts, meeting_facts};
use super::rows::{AppHandle, Flags, MeetingHandle, UserHandle, UserRow};
use super::{Directory, PrincipalId, Question, Refusal, ResourceId};
use crate::evaluate::{instance_status, reaches};
use crate::word::words;
use crate::{
    Access, AccountId, Action, ApiSet, App, AppId, AuthStatus, Decision, Denial, MeetingNumber, MeetingUuid,
    Participant, ParticipantId, PermissionType, Principal, Privileges, Resource, Scopes, Seat, UserId,
    UserStatus,
};

/// One row of a user's installed apps page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct InstalledApp {
    /// Which app.
    pub app: AppId,
    /// How far it reaches.
    pub permission_type: PermissionType,
    /// What it is granted.
    pub scopes: Scopes,
    /// Whether no administrator has disabled it.
    pub enabled: bool,
    /// Whether shared access is granted, or offered.
    pub shared: SharedAccess,
}

words! {
    "shared access"
    /// Where an installation stands with shared access.
    #[expect(clippy::exhaustive_enums, reason = "closed: the tick is set, clear or not there")]
    pub enum SharedAccess {
        /// Ticked; it can be revoked.
        Granted = "granted",
        /// Not ticked, and the app offers the tick. Whether granting it is accepted now depends on the app's
        /// publication, its approval and the disabled flag, too.
        Grantable = "grantable",
        /// The app does not use shared access.
        Unavailable = "unavailable",
    }
}

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

/// What the authorization screen says before a user installs an app.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Consent {
    /// Scopes that are granted with the installation.
    pub required: Scopes,
    /// Scopes that the user may choose.
    pub optional: Scopes,
    /// Whether the shared access tick is offered.
    pub shared_offered: bool,
    /// Whose data the tick would add today.
    pub would_add: Vec<UserId>,
}

/// How people use an app together in a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Collaboration {
    /// Alone or together.
    pub mode: CollaborationMode,
    /// Who runs the app.
    pub participants: Vec<ParticipantId>,
    /// What the app can do to work with the meeting's own data.
    pub next: NextStep,
}

words! {
    "collaboration mode"
    /// Whether an app is used by several participants.
    #[expect(clippy::exhaustive_enums, reason = "closed: one or more")]
    pub enum CollaborationMode {
        /// At most one instance.
        SinglePlayer = "single_player",
        /// Two or more.
        Multiplayer = "multiplayer",
    }
}

words! {
    "next step"
    /// What an app can do to have the meeting's owner with it. Source: R.
    #[expect(clippy::exhaustive_enums, reason = "closed: the owner is in, near or away")]
    pub enum NextStep {
        /// Nothing: the owner runs the app.
        None = "none",
        /// The owner is seated and does not run it: send `sendAppInvitationToMeetingOwner`.
        InviteOwner = "invite_owner",
        /// The owner is not in the meeting.
        OwnerAbsent = "owner_absent",
    }
}

/// What instances of an app in one meeting share through its backend.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SharedState {
    /// The participants whose authorized instances are open. Each shares its own data.
    pub participants: Vec<ParticipantId>,
    /// The meeting's own data; only if one of those instances is the owner's.
    pub meeting: Option<MeetingDetails>,
}

/// A meeting's own data, which belongs to its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MeetingDetails {
    /// What it is about.
    pub topic: Box<str>,
    /// Its human number.
    pub number: MeetingNumber,
    /// Everybody in it.
    pub participants: Vec<ParticipantId>,
}

/// To whom a user has given access, and from whom it holds which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delegations {
    /// Delegates of the user.
    pub given: Vec<(UserId, Access)>,
    /// Delegators of the user.
    pub held: Vec<(UserId, Access)>,
}

/// What users look at. Each view is answered to that user alone; the host sees to that.
impl Directory {
    /// The apps that a user has installed.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::*;
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
    /// let row = &directory.installed_apps(ann)?[0];
    /// assert_eq!((row.app, row.scopes, row.enabled), (planner, Scopes::MEETINGS_READ, true));
    /// assert_eq!((row.permission_type, row.shared), (PermissionType::User, SharedAccess::Grantable));
    ///
    /// directory.grant_shared_access(ann, planner)?;
    /// let row = &directory.installed_apps(ann)?[0];
    /// assert_eq!(row.permission_type, PermissionType::UserWithSharedAccess);
    /// assert_eq!(row.shared, SharedAccess::Granted);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn installed_apps(&self, user: UserId) -> Result<Vec<InstalledApp>, Refusal> {
        let row = self.user(self.known_user(user)?);
        let mut apps: Vec<_> = row
            .apps()
            .filter_map(|entry| {
                let installation = entry.installation()?;
                let app = self.app(entry.app());
                Some(InstalledApp {
                    app: app.id,
                    permission_type: installation.permission_type(app.manifest.management()),
                    scopes: installation.scopes,
                    enabled: !entry.has(Flags::DISABLED),
                    shared: if installation.shared_access {
                        SharedAccess::Granted
                    } else if app.manifest.uses_shared_access() {
                        SharedAccess::Grantable
                    } else {
                        SharedAccess::Unavailable
                    },
                })
            })
            .collect();
        apps.sort_by_key(|row| row.app);
        Ok(apps)
    }

    /// What the authorization screen of an app says to a user today.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownApp`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::*;
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
    /// directory.delegate(olga, ann, Access::MEETINGS)?;
    /// let screen = directory.consent(ann, planner)?;
    /// assert_eq!(screen.required, Scopes::MEETINGS_READ);
    /// assert!(screen.shared_offered);
    /// assert_eq!(screen.would_add, [olga], "the tick would add her meetings");
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn consent(&self, user: UserId, app: AppId) -> Result<Consent, Refusal> {
        let user = self.known_user(user)?;
        let manifest = &self.app(self.known_app(app)?).manifest;
        let would_add = if manifest.uses_shared_access() {
            self.within_reach(user, manifest.scopes())
        } else {
            Vec::new()
        };
        Ok(Consent {
            required: manifest.required_scopes(),
            optional: manifest.optional_scopes(),
            shared_offered: manifest.uses_shared_access(),
            would_add,
        })
    }

    /// The other active users of the account of whom a user reaches something that the scopes cover.
    fn within_reach(&self, user: UserHandle, scopes: Scopes) -> Vec<UserId> {
        let me = self.user(user).facts;
        let colleagues = self.account(user.account).present_users();
        let mut reached: Vec<_> = colleagues
            .filter(|(slot, _)| *slot != user.slot)
            .map(|(slot, _)| user.colleague(slot))
            .filter(|owner| {
                let facts = self.user(*owner).facts;
                facts.status == UserStatus::Active
                    && reaches(&me, &facts, self.delegation(*owner, user), scopes)
            })
            .map(|owner| self.user(owner).facts.id)
            .collect();
        reached.sort();
        reached
    }

    /// To whom a user has given which access, and from whom it holds which.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::*;
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
    /// directory.delegate(olga, ann, Access::SCHEDULE)?;
    /// assert_eq!(directory.delegations(olga)?.given, [(ann, Access::SCHEDULE)]);
    /// assert_eq!(directory.delegations(ann)?.held, [(olga, Access::SCHEDULE)]);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn delegations(&self, user: UserId) -> Result<Delegations, Refusal> {
        let me = self.known_user(user)?;
        let row = self.user(me);
        let given = row.given().iter().map(|slot| {
            let delegate = self.user(me.colleague(*slot));
            (delegate.facts.id, delegate.held_from(me.slot))
        });
        let held = row.held().map(|(slot, access)| (self.user(me.colleague(slot)).facts.id, access));
        let mut answer = Delegations { given: given.collect(), held: held.collect() };
        answer.given.sort();
        answer.held.sort();
        Ok(answer)
    }

    /// The meeting that a user has bound a calendar event to.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::*;
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
    /// # let standup: MeetingUuid = 5_u64.into();
    /// # let number = 85_012_345_678.into();
    /// # directory.schedule_meeting(olga, olga, standup, number, "Stand-up", MeetingKind::Meeting)?;
    /// directory.confirm_calendar_event(ann, standup, "Monday, 9:00")?;
    /// assert_eq!(directory.calendar_event(ann, "Monday, 9:00")?, Some(standup));
    /// assert_eq!(directory.calendar_event(olga, "Monday, 9:00")?, None, "it is in Ann's calendar");
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn calendar_event(&self, user: UserId, event: &str) -> Result<Option<MeetingUuid>, Refusal> {
        let user = self.user(self.known_user(user)?);
        let bound = self.bindings(user).find(|(bound, _)| *bound == event);
        Ok(bound.map(|(_, meeting)| meeting))
    }

    /// The calendar events of a user that are bound to a meeting that is still there.
    pub(super) fn bindings<'a>(&'a self, user: &'a UserRow) -> impl Iterator<Item = (&'a str, MeetingUuid)> {
        let calendar = user.rest().map_or(&[][..], |rest| &rest.calendar);
        calendar.iter().filter_map(|(event, meeting)| {
            let row = self.meeting(*meeting);
            (!row.removed).then_some((&**event, row.uuid))
        })
    }

    /// Whether a user may open an app: [`can_open`](crate::can_open).
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownApp`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::*;
    ///
    /// # let (acme, olga, ann): (AccountId, UserId, UserId) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let (maker, planner): (AccountId, AppId) = (9_u64.into(), 4_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.add_account(acme, olga)?;
    /// # directory.add_user(olga, acme, ann, AccountRole::Member)?;
    /// # directory.add_account(maker, 10_u64.into())?;
    /// # directory.register_app(planner, ManifestDraft::user_managed(maker))?;
    /// assert!(!directory.can_open(ann, planner)?, "the account has not approved it");
    /// directory.approve_app(olga, acme, planner, Audience::User(ann))?;
    /// assert!(directory.can_open(ann, planner)?, "and Ann is asked to authorize it");
    /// assert!(!directory.can_open(olga, planner)?);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn can_open(&self, user: UserId, app: AppId) -> Result<bool, Refusal> {
        let user = self.known_user(user)?;
        let app = self.known_app(app)?;
        Ok(crate::can_open(&self.user(user).facts, &app_facts(app, self.app(app), Some(self.found(user)))))
    }
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
    /// use consentry::*;
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
        ensure(self.is_administrator(by, account, Privileges::MARKETPLACE_READ), Refusal::NotPermitted)?;
        let management = self.app(app).manifest.management();
        let mut subscribers: Vec<_> = self
            .account(account)
            .present_users()
            .filter_map(|(_, user)| {
                let entry = user.app(app);
                Some(Subscriber {
                    user: user.facts.id,
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
    /// use consentry::*;
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
            entries.filter_map(|(_, entry)| Some((self.app(entry.app()), entry.installation()?)))
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
    /// use consentry::*;
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
            .filter(|(user, entry)| entry.has(Flags::REQUESTED) && !self.is_allowed(*user, entry.app()));
        Ok(self.sorted_pairs(requested.map(|(user, entry)| (user, entry.app()))))
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
    /// use consentry::*;
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
        Ok(self.sorted_pairs(disabled.map(|(user, entry)| (user, entry.app()))))
    }

    /// All there is between users of an account and apps, for an administrator for `marketplace_read`.
    fn entries(
        &self,
        by: UserId,
        account: AccountId,
    ) -> Result<impl Iterator<Item = (UserHandle, super::rows::AppEntry)>, Refusal> {
        let by = self.known_user(by)?;
        let account = self.known_account(account)?;
        ensure(self.is_administrator(by, account, Privileges::MARKETPLACE_READ), Refusal::NotPermitted)?;
        Ok(self.account(account).present_users().flat_map(move |(slot, user)| {
            user.apps().map(move |entry| (UserHandle { account, slot }, entry))
        }))
    }

    fn sorted_pairs(&self, pairs: impl Iterator<Item = (UserHandle, AppHandle)>) -> Vec<(UserId, AppId)> {
        let mut pairs: Vec<_> =
            pairs.map(|(user, app)| (self.user(user).facts.id, self.app(app).id)).collect();
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
    /// use consentry::*;
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
        let meetings = self.account(self.known_account(account)?).present_meetings();
        let mut found: Vec<_> = meetings.filter(|row| row.number == number).map(|row| row.uuid).collect();
        found.sort();
        Ok(found)
    }
}

/// What apps look at.
impl Directory {
    /// How people use an app together in a meeting, and what comes next.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownMeeting`], [`Refusal::UnknownApp`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::*;
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
    /// # let standup: MeetingUuid = 5_u64.into();
    /// # let (olgas, anns): (ParticipantId, ParticipantId) = (11_u64.into(), 12_u64.into());
    /// # let number = 85_012_345_678.into();
    /// # directory.schedule_meeting(olga, olga, standup, number, "Stand-up", MeetingKind::Meeting)?;
    /// # directory.start_meeting(olga, standup)?;
    /// # directory.install(olga, planner, Scopes::empty())?;
    /// # directory.install(ann, planner, Scopes::empty())?;
    /// directory.join(standup, Some(olga), olgas, Role::Host)?;
    /// directory.join(standup, Some(ann), anns, Role::Participant)?;
    /// directory.open_app(standup, anns, planner)?;
    /// let alone = directory.collaboration(standup, planner)?;
    /// assert_eq!((alone.mode, alone.next), (CollaborationMode::SinglePlayer, NextStep::InviteOwner));
    ///
    /// directory.open_app(standup, olgas, planner)?;
    /// let together = directory.collaboration(standup, planner)?;
    /// assert_eq!((together.mode, together.next), (CollaborationMode::Multiplayer, NextStep::None));
    /// assert_eq!(together.participants, [olgas, anns]);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn collaboration(&self, meeting: MeetingUuid, app: AppId) -> Result<Collaboration, Refusal> {
        let meeting = self.known_meeting(meeting)?;
        let app = self.known_app(app)?;
        let row = self.meeting(meeting);
        let invited = self.guests_are_invited(meeting, app);
        let may_run = |seat: &Seat| self.may_run_if(meeting, *seat, app, || invited);
        let running: Vec<Seat> = row.seats.running(app).filter(may_run).collect();
        let next = if running.iter().any(|seat| seat.user == Some(row.owner_id)) {
            NextStep::None
        } else if row.seats.of_user(row.owner_id).is_empty() {
            NextStep::OwnerAbsent
        } else {
            NextStep::InviteOwner
        };
        Ok(Collaboration {
            mode: if running.len() < 2 {
                CollaborationMode::SinglePlayer
            } else {
                CollaborationMode::Multiplayer
            },
            participants: sorted_participants(running.into_iter()),
            next,
        })
    }

    /// What the instances of an app in one meeting share through its backend.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownMeeting`], [`Refusal::UnknownApp`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::*;
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
    /// # let standup: MeetingUuid = 5_u64.into();
    /// # let (olgas, anns): (ParticipantId, ParticipantId) = (11_u64.into(), 12_u64.into());
    /// # let number = 85_012_345_678.into();
    /// # directory.schedule_meeting(olga, olga, standup, number, "Stand-up", MeetingKind::Meeting)?;
    /// # directory.start_meeting(olga, standup)?;
    /// # directory.install(olga, planner, Scopes::empty())?;
    /// # directory.install(ann, planner, Scopes::empty())?;
    /// directory.join(standup, Some(olga), olgas, Role::Host)?;
    /// directory.join(standup, Some(ann), anns, Role::Participant)?;
    /// directory.open_app(standup, anns, planner)?;
    /// let state = directory.shared_state(standup, planner)?;
    /// assert_eq!((state.participants, state.meeting), (vec![anns], None));
    ///
    /// directory.open_app(standup, olgas, planner)?;
    /// let meeting = directory.shared_state(standup, planner)?.meeting;
    /// assert_eq!(meeting.map(|meeting| meeting.topic.into_string()), Some("Stand-up".into()));
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn shared_state(&self, meeting: MeetingUuid, app: AppId) -> Result<SharedState, Refusal> {
        let meeting = self.known_meeting(meeting)?;
        let app = self.known_app(app)?;
        let row = self.meeting(meeting);
        let authorized: Vec<Seat> =
            row.seats.running(app).filter(|seat| self.is_authorized(meeting, *seat, app)).collect();
        let by_owner = authorized.iter().any(|seat| seat.user == Some(row.owner_id));
        Ok(SharedState {
            participants: sorted_participants(authorized.into_iter()),
            meeting: by_owner.then(|| MeetingDetails {
                topic: row.topic.clone(),
                number: row.number,
                participants: sorted_participants(row.seats.iter()),
            }),
        })
    }

    /// An app may run in a seat: its user has authorized it, or it is a guest beside somebody who has.
    pub(super) fn may_run(&self, meeting: MeetingHandle, seat: Seat, app: AppHandle) -> bool {
        self.may_run_if(meeting, seat, app, || self.guests_are_invited(meeting, app))
    }

    fn may_run_if(
        &self,
        meeting: MeetingHandle,
        seat: Seat,
        app: AppHandle,
        invited: impl FnOnce() -> bool,
    ) -> bool {
        match self.instance(meeting, seat, app) {
            Err(_) => false,
            Ok(AuthStatus::Authorized) => true,
            Ok(AuthStatus::Authenticated | AuthStatus::Unauthenticated) => invited(),
        }
    }

    /// Guests may open an app where it lets them and somebody runs it who has authorized it.
    fn guests_are_invited(&self, meeting: MeetingHandle, app: AppHandle) -> bool {
        self.app(app).manifest.guest_mode()
            && self.meeting(meeting).seats.running(app).any(|seat| self.is_authorized(meeting, seat, app))
    }

    fn is_authorized(&self, meeting: MeetingHandle, seat: Seat, app: AppHandle) -> bool {
        self.instance(meeting, seat, app) == Ok(AuthStatus::Authorized)
    }

    /// The auth status of an app in a seat, if it may be used there at all.
    fn instance(&self, meeting: MeetingHandle, seat: Seat, app: AppHandle) -> Result<AuthStatus, Denial> {
        let found = seat.user.and_then(|user| self.locate_user(user));
        let user = found.map(|user| &user.row.facts);
        let row = self.meeting(meeting);
        let participant = Participant { meeting: row.uuid, id: seat.participant, user };
        let facts = meeting_facts(row, &Principal::Participant(participant));
        instance_status(participant, &app_facts(app, self.app(app), found), &facts)
    }

    /// The APIs that an instance may call now: [`supported_js_apis`](crate::supported_js_apis).
    ///
    /// # Errors
    ///
    /// [`Denial::UnknownPrincipal`], [`Denial::UnknownApp`], [`Denial::UnknownResource`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::*;
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
    /// # let standup: MeetingUuid = 5_u64.into();
    /// # let (olgas, anns): (ParticipantId, ParticipantId) = (11_u64.into(), 12_u64.into());
    /// # let number = 85_012_345_678.into();
    /// # directory.schedule_meeting(olga, olga, standup, number, "Stand-up", MeetingKind::Meeting)?;
    /// # directory.start_meeting(olga, standup)?;
    /// # directory.install(olga, planner, Scopes::empty())?;
    /// # directory.install(ann, planner, Scopes::empty())?;
    /// directory.join(standup, Some(ann), anns, Role::Participant)?;
    /// let supported =
    ///     |directory: &Directory| directory.supported_js_apis(ann.into(), planner, standup.into());
    /// assert_eq!(supported(&directory), Ok(ApiSet::from([Api::OpenUrl])));
    ///
    /// directory.set_seat_role(olga, standup, anns, Role::Cohost)?;
    /// assert_eq!(supported(&directory), Ok(ApiSet::from([Api::OpenUrl, Api::GetMeetingParticipants])));
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn supported_js_apis(
        &self,
        principal: PrincipalId,
        app: AppId,
        resource: ResourceId,
    ) -> Result<ApiSet, Denial> {
        let question = Question { principal, app, resource, action: Action::CallUnknown };
        self.find(&question).decide(|principal, app, resource| {
            all_known(principal, app, resource)?;
            Ok(crate::supported_js_apis(principal, app, resource))
        })
    }

    /// The APIs of `requested` that an instance may not call now: [`unsupported_js_apis`](crate::unsupported_js_apis).
    ///
    /// # Errors
    ///
    /// [`Denial::UnknownPrincipal`], [`Denial::UnknownApp`], [`Denial::UnknownResource`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::*;
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
    /// # let standup: MeetingUuid = 5_u64.into();
    /// # let (olgas, anns): (ParticipantId, ParticipantId) = (11_u64.into(), 12_u64.into());
    /// # let number = 85_012_345_678.into();
    /// # directory.schedule_meeting(olga, olga, standup, number, "Stand-up", MeetingKind::Meeting)?;
    /// # directory.start_meeting(olga, standup)?;
    /// # directory.install(olga, planner, Scopes::empty())?;
    /// # directory.install(ann, planner, Scopes::empty())?;
    /// directory.join(standup, Some(ann), anns, Role::Participant)?;
    /// let requested = ApiSet::from([Api::GetMeetingParticipants, Api::OpenUrl]);
    /// let unsupported = directory.unsupported_js_apis(ann.into(), planner, standup.into(), requested);
    /// assert_eq!(unsupported, Ok(ApiSet::from([Api::GetMeetingParticipants])));
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn unsupported_js_apis(
        &self,
        principal: PrincipalId,
        app: AppId,
        resource: ResourceId,
        requested: ApiSet,
    ) -> Result<ApiSet, Denial> {
        let question = Question { principal, app, resource, action: Action::CallUnknown };
        self.find(&question).decide(|principal, app, resource| {
            all_known(principal, app, resource)?;
            Ok(crate::unsupported_js_apis(principal, app, resource, requested))
        })
    }
}

/// A view of a question has no answer where the question names something unknown: checks 1 to 3, of which the
/// call of an unknown name fails no earlier one.
fn all_known(principal: &Principal<'_>, app: &App<'_>, resource: &Resource<'_>) -> Result<(), Denial> {
    match crate::evaluate(principal, app, resource, Action::CallUnknown) {
        Decision::Deny(denial) if denial < Denial::UnknownApi => Err(denial),
        Decision::Deny(_) | Decision::Allow(_) => Ok(()),
    }
}

fn sorted_participants(seats: impl Iterator<Item = Seat>) -> Vec<ParticipantId> {
    let mut participants: Vec<_> = seats.map(|seat| seat.participant).collect();
    participants.sort();
    participants
}
