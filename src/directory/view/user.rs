//! What a user looks at: its apps, the consent screen, its delegations and its calendar.

use alloc::vec::Vec;

use crate::directory::facts::{app_facts, delegation};
use crate::directory::rows::{Flags, Member, UserRest, UserRow};
use crate::directory::{Directory, Refusal};
use crate::facts::{Access, PermissionType, Scopes, UserStatus};
use crate::id::{AppId, MeetingUuid, UserId};
use crate::rules::evaluate::reaches;
use crate::vocabulary::words;

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
    /// use consentry::{AccountId, AppId, Scopes, UserId};
    /// use consentry::directory::{Directory, Refusal, SharedAccess};
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
        let row = self.user(self.known_user(user)?.id);
        let mut apps: Vec<_> = row
            .apps()
            .filter_map(|entry| {
                let installation = entry.installation()?;
                let app = self.app(entry.app);
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
    /// use consentry::{AccountId, AppId, Scopes, UserId};
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{Access, AccountRole, ManifestDraft};
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
    fn within_reach(&self, user: Member, scopes: Scopes) -> Vec<UserId> {
        let account = self.account(user.account);
        let me = self.user(user.id);
        let reached = |owner: &&UserRow| {
            owner.id != user.id
                && owner.status == UserStatus::Active
                && reaches(
                    &me.facts(account.id),
                    &owner.facts(account.id),
                    Some(delegation(owner, me)),
                    scopes,
                )
        };
        let mut reached: Vec<_> = self.present_users(account).filter(reached).map(|owner| owner.id).collect();
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
    /// use consentry::{AccountId, AppId, Scopes, UserId};
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{Access, AccountRole, ManifestDraft};
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
        let row = self.user(me.id);
        let given = row.given().map(|slot| {
            let delegate = self.member(me.account, slot);
            (delegate.id, delegate.held_from(me.slot))
        });
        let held = row.held().map(|(slot, access)| (self.member(me.account, slot).id, access));
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
    /// use consentry::{AccountId, AppId, MeetingUuid, Scopes, UserId};
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{AccountRole, ManifestDraft, MeetingKind};
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
        let user = self.user(self.known_user(user)?.id);
        let bound = self.bindings(user).find(|(bound, _)| *bound == event);
        Ok(bound.map(|(_, meeting)| meeting))
    }

    /// The calendar events of a user that are bound to a meeting that is still there.
    pub(in crate::directory) fn bindings<'a>(
        &'a self,
        user: &'a UserRow,
    ) -> impl Iterator<Item = (&'a str, MeetingUuid)> {
        let calendar = user.rest().map_or(&[][..], |UserRest { seated: _, calendar }| calendar);
        calendar
            .iter()
            .filter(|(_, meeting)| self.find_meeting(*meeting).is_some())
            .map(|(event, meeting)| (&**event, *meeting))
    }

    /// Whether a user may open an app: [`can_open`](crate::rules::can_open).
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownApp`].
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
    /// assert!(!directory.can_open(ann, planner)?, "the account has not approved it");
    /// directory.approve_app(olga, acme, planner, Audience::User(ann))?;
    /// assert!(directory.can_open(ann, planner)?, "and Ann is asked to authorize it");
    /// assert!(!directory.can_open(olga, planner)?);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn can_open(&self, user: UserId, app: AppId) -> Result<bool, Refusal> {
        let user = self.find_user(user).ok_or(Refusal::UnknownUser)?;
        let (app, row) = self.apps.find(app).ok_or(Refusal::UnknownApp)?;
        Ok(crate::rules::can_open(&user.facts(), &app_facts(app, row, Some(user))))
    }
}
