//! What a user may look at: installed apps, the consent screen, delegations and the calendar.

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
    /// The app's id.
    pub app: AppId,
    /// The permission type: the data that the app may reach through the user.
    pub permission_type: PermissionType,
    /// The scopes that the app is granted.
    pub scopes: Scopes,
    /// Whether the app is enabled for the user.
    pub enabled: bool,
    /// Whether shared access is granted, or could be.
    pub shared: SharedAccess,
}

words! {
    "shared access"
    /// The state of the shared access checkbox of an installation.
    #[expect(clippy::exhaustive_enums, reason = "closed: the box is checked, not checked or not there")]
    pub enum SharedAccess {
        /// Checked: shared access can be revoked.
        Granted = "granted",
        /// Not checked. Granting shared access also requires that the app is published, approved for the user and
        /// enabled.
        Grantable = "grantable",
        /// The app does not use shared access.
        Unavailable = "unavailable",
    }
}

/// The content of the screen on which a user authorizes an app.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Consent {
    /// The scopes that every installation grants.
    pub required: Scopes,
    /// The scopes that the user may choose to grant.
    pub optional: Scopes,
    /// Whether the screen has the shared access checkbox.
    pub shared_offered: bool,
    /// The users whose data the app could reach at present if the checkbox were checked.
    pub would_add: Vec<UserId>,
}

/// The delegations from and to a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delegations {
    /// The user's delegates, and the access of each.
    pub given: Vec<(UserId, Access)>,
    /// The user's delegators, and the access that the user has from each.
    pub held: Vec<(UserId, Access)>,
}

/// Views for users. The host must show each of them to that user alone.
impl Directory {
    /// Lists the apps that a user has installed.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Directory, Refusal, SharedAccess};
    /// use consentry::facts::{AccountRole, PermissionType};
    /// use consentry::{Manifest, Scopes};
    ///
    /// # let (acme, olga, ann, planner) = (1_u64.into(), 2_u64.into(), 3_u64.into(), 4_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// # let manifest = Manifest::user_managed(acme).require(Scopes::MEETINGS_READ).offer_shared_access();
    /// # directory.acting_as_system().register_app(planner, manifest)?;
    /// directory.acting_as(ann).install(planner, Scopes::empty())?;
    /// let row = &directory.installed_apps(ann)?[0];
    /// assert_eq!((row.app, row.scopes, row.enabled), (planner, Scopes::MEETINGS_READ, true));
    /// assert_eq!((row.permission_type, row.shared), (PermissionType::User, SharedAccess::Grantable));
    ///
    /// directory.acting_as(ann).grant_shared_access(planner)?;
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

    /// Returns the content of the screen on which a user authorizes an app, at present.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownApp`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{Access, AccountRole};
    /// use consentry::{Manifest, Scopes};
    ///
    /// # let (acme, olga, ann, planner) = (1_u64.into(), 2_u64.into(), 3_u64.into(), 4_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// # let manifest = Manifest::user_managed(acme).require(Scopes::MEETINGS_READ).offer_shared_access();
    /// # directory.acting_as_system().register_app(planner, manifest)?;
    /// directory.acting_as(olga).delegate(ann, Access::MEETINGS)?;
    /// let screen = directory.consent(ann, planner)?;
    /// assert_eq!(screen.required, Scopes::MEETINGS_READ);
    /// assert!(screen.shared_offered);
    /// assert_eq!(screen.would_add, [olga], "the checkbox would add her meetings");
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

    /// The other active users of the account whose data a user can reach, as far as the scopes cover that data.
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

    /// Lists the delegations from and to a user.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{Access, AccountRole};
    ///
    /// # let (acme, olga, ann) = (1_u64.into(), 2_u64.into(), 3_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// directory.acting_as(olga).delegate(ann, Access::SCHEDULE)?;
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

    /// Returns the meeting that a user has bound a calendar event to, if there is one.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`].
    ///
    /// # Examples
    ///
    /// ```
    /// use consentry::directory::{Directory, Refusal};
    /// use consentry::facts::{AccountRole, MeetingKind};
    ///
    /// # let (acme, olga, ann, standup) = (1_u64.into(), 2_u64.into(), 3_u64.into(), 5_u64.into());
    /// # let mut directory = Directory::new();
    /// # directory.acting_as_system().add_account(acme, olga)?;
    /// # directory.acting_as(olga).add_user(acme, ann, AccountRole::Member)?;
    /// # directory.acting_as(olga).schedule_meeting(olga, standup, 85_012_345_678.into(), "Stand-up", MeetingKind::Meeting)?;
    /// directory.acting_as(ann).confirm_calendar_event(standup, "Monday, 9:00")?;
    /// assert_eq!(directory.calendar_event(ann, "Monday, 9:00")?, Some(standup));
    /// assert_eq!(directory.calendar_event(olga, "Monday, 9:00")?, None, "it is in Ann's calendar");
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn calendar_event(&self, user: UserId, event: &str) -> Result<Option<MeetingUuid>, Refusal> {
        let user = self.user(self.known_user(user)?.id);
        let bound = self.bindings(user).find(|(bound, _)| *bound == event);
        Ok(bound.map(|(_, meeting)| meeting))
    }

    /// The calendar events of a user, except those bound to a removed meeting.
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

    /// Whether a user may open an app. Decides as [`can_open`](crate::rules::can_open) does.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownUser`], [`Refusal::UnknownApp`].
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
    /// assert!(!directory.can_open(ann, planner)?, "the account has not approved it");
    /// directory.acting_as(olga).approve_app(acme, planner, Audience::User(ann))?;
    /// assert!(directory.can_open(ann, planner)?, "Ann is then asked to authorize it");
    /// assert!(!directory.can_open(olga, planner)?);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn can_open(&self, user: UserId, app: AppId) -> Result<bool, Refusal> {
        let user = self.find_user(user).ok_or(Refusal::UnknownUser)?;
        let (app, row) = self.apps.find(app).ok_or(Refusal::UnknownApp)?;
        Ok(crate::rules::can_open(&user.facts(), &app_facts(app, row, Some(user))))
    }
}
