//! What a user may look at: installed apps, the consent screen, delegations and the calendar.

use alloc::vec::Vec;

use crate::directory::facts::{app_facts, delegation, standing_facts};
use crate::directory::rows::{AppNumber, AppRow, Member, UserRest, UserRow};
use crate::directory::tables::FoundUser;
use crate::directory::{Directory, Refusal};
use crate::facts::{Access, PermissionType, Scopes, UserStatus};
use crate::id::{AppId, MeetingUuid, UserId};
use crate::rules::evaluate::{Obstruction, obstruction, reaches};
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
    /// What stands in the way of every question, if anything does.
    pub status: AppStatus,
    /// Whether shared access is granted, or could be.
    pub shared: SharedAccess,
}

words! {
    "app status"
    /// What stands in the way of every question about an installed app: the first of the checks that fails.
    #[expect(clippy::exhaustive_enums, reason = "closed: a new check is a new rule, which no match may overlook")]
    pub enum AppStatus {
        /// Nothing does.
        Active = "active",
        /// The user is deactivated.
        UserInactive = "user_inactive",
        /// The developer has withdrawn the app.
        Unpublished = "unpublished",
        /// The account's policy does not allow the app for the user.
        NotApproved = "not_approved",
        /// An administrator has disabled the app for the user.
        Disabled = "disabled",
    }
}

words! {
    "shared access"
    /// The state of the shared access checkbox of an installation.
    #[expect(clippy::exhaustive_enums, reason = "closed: the box is checked, or can be checked, or cannot")]
    pub enum SharedAccess {
        /// Checked: shared access can be revoked.
        Granted = "granted",
        /// Not checked: shared access can be granted now.
        Grantable = "grantable",
        /// Not checked, and it cannot be checked now.
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
    /// What installing the app without optional scopes would answer now. Written as `"ok"` or the refusal.
    #[cfg_attr(feature = "serde", serde(serialize_with = "write_outcome"))]
    pub install: Result<(), Refusal>,
    /// The users whose data the app could reach at present if the checkbox were checked.
    pub would_add: Vec<UserId>,
}

#[cfg(feature = "serde")]
fn write_outcome<S: serde::Serializer>(
    outcome: &Result<(), Refusal>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match outcome {
        Ok(()) => serializer.serialize_str("ok"),
        Err(refusal) => serde::Serialize::serialize(refusal, serializer),
    }
}

/// The delegations from and to a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Delegations {
    /// The user's delegates, and the access of each.
    pub given: Vec<Delegated>,
    /// The user's delegators, and the access that the user has from each.
    pub held: Vec<Delegated>,
}

/// The other side of a delegation, and the access that is delegated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Delegated {
    /// The delegate or the delegator.
    pub user: UserId,
    /// The access.
    pub access: Access,
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
    /// use consentry::directory::{AppStatus, Directory, Refusal, SharedAccess};
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
    /// assert_eq!((row.app, row.scopes, row.status), (planner, Scopes::MEETINGS_READ, AppStatus::Active));
    /// assert_eq!((row.permission_type, row.shared), (PermissionType::User, SharedAccess::Grantable));
    ///
    /// directory.acting_as(ann).grant_shared_access(planner)?;
    /// let row = &directory.installed_apps(ann)?[0];
    /// assert_eq!(row.permission_type, PermissionType::UserWithSharedAccess);
    /// assert_eq!(row.shared, SharedAccess::Granted);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn installed_apps(&self, user: UserId) -> Result<Vec<InstalledApp>, Refusal> {
        let user = self.known_user(user)?;
        let row = self.user(user.id);
        let mut apps: Vec<_> = row
            .apps()
            .filter_map(|entry| {
                let installation = entry.installation()?;
                let app = self.app(entry.app);
                let status = self.app_status(row, entry.app);
                let is_grantable = || status == AppStatus::Active && self.grantable(user, entry.app).is_ok();
                Some(InstalledApp {
                    app: app.id,
                    permission_type: installation.permission_type(app.manifest.management()),
                    scopes: installation.scopes,
                    status,
                    shared: if installation.shared_access {
                        SharedAccess::Granted
                    } else if is_grantable() {
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

    /// What stands in the way of every question of a user about an app.
    pub(in crate::directory) fn app_status(&self, user: &UserRow, app: AppNumber) -> AppStatus {
        let account = self.account(user.account);
        let standing = standing_facts(FoundUser { row: user, account }, app);
        let AppRow { id: _, manifest, publication } = self.app(app);
        match obstruction(Some(&user.facts(account.id)), manifest, *publication, &standing) {
            None => AppStatus::Active,
            Some(Obstruction::UserInactive) => AppStatus::UserInactive,
            Some(Obstruction::AppUnpublished) => AppStatus::Unpublished,
            Some(Obstruction::AppNotApproved) => AppStatus::NotApproved,
            Some(Obstruction::InstallationDisabled) => AppStatus::Disabled,
        }
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
        let app = self.known_app(app)?;
        let manifest = &self.app(app).manifest;
        let would_add = if manifest.uses_shared_access() {
            self.within_reach(user, manifest.scopes())
        } else {
            Vec::new()
        };
        Ok(Consent {
            required: manifest.required_scopes(),
            optional: manifest.optional_scopes(),
            shared_offered: manifest.uses_shared_access(),
            install: self.install_outcome(user, app),
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
    /// let given = &directory.delegations(olga)?.given[0];
    /// assert_eq!((given.user, given.access), (ann, Access::SCHEDULE));
    /// assert_eq!(directory.delegations(ann)?.held[0].user, olga);
    /// # Ok::<_, Refusal>(())
    /// ```
    pub fn delegations(&self, user: UserId) -> Result<Delegations, Refusal> {
        let me = self.known_user(user)?;
        let row = self.user(me.id);
        let given = row.given().map(|slot| {
            let delegate = self.member(me.account, slot);
            Delegated { user: delegate.id, access: delegate.held_from(me.slot) }
        });
        let held =
            row.held().map(|(slot, access)| Delegated { user: self.member(me.account, slot).id, access });
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
        let user = self.find_user(user).ok_or(Refusal::UnknownUser(user))?;
        let (app, row) = self.apps.find(app).ok_or(Refusal::UnknownApp(app))?;
        Ok(crate::rules::can_open(&user.facts(), &app_facts(app, row, Some(user))))
    }
}
