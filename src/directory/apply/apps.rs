//! Apps, the marketplace policy, approvals and requests.

use alloc::vec::Vec;

use super::{By, Outcome, refuse_unless};
use crate::directory::rows::{AccountNumber, AppEntry, AppNumber, AppRow, Flags, Member, UserRow};
use crate::directory::{Audience, Condition, Directory, NewId, Refusal};
use crate::facts::{
    Approval, ApprovalSetting, HostConsent, Manifest, ManifestDraft, OnWithdrawal, OwnApps, Policy,
    Publication,
};
use crate::id::{AccountId, AppId, MeetingUuid, UserId};

impl Directory {
    pub(super) fn register_app_by(&mut self, by: By<'_>, app: AppId, draft: &ManifestDraft) -> Outcome {
        self.known_account(draft.developer)?;
        refuse_unless(self.apps.find(app).is_none(), || Refusal::AlreadyExists(NewId::App(app)))?;
        self.permit(by)?;
        let manifest = Manifest::try_from(draft.clone())?;

        self.apps.insert(AppRow { id: app, manifest, publication: Publication::Published });
        Ok(())
    }

    pub(super) fn update_app_by(&mut self, by: By<'_>, app: AppId, draft: &ManifestDraft) -> Outcome {
        let app = self.known_app(app)?;
        self.known_account(draft.developer)?;
        self.permit(by)?;
        let old = &self.app(app).manifest;
        let surfaces = draft.surfaces.or(Some(old.surfaces()));
        let manifest = Manifest::try_from(ManifestDraft { surfaces, ..draft.clone() })?;
        refuse_unless(manifest.developer() == old.developer(), || Condition::DeveloperChanged)?;
        refuse_unless(manifest.management() == old.management(), || Condition::ManagementChanged)?;

        // No installation keeps a scope or shared access that the new manifest does not request.
        let kept = |entry: AppEntry| entry.installation().map(|granted| granted.limited_to(&manifest));
        let changed = |user: &&UserRow| kept(user.app(app)) != user.app(app).installation();
        let users: Vec<UserId> = self.users.iter().filter(changed).map(|user| user.id).collect();
        for user in users {
            self.user_mut(user).edit_app(app, |entry| entry.with_installation(kept(entry)));
        }
        // Media was allowed to the app that the old manifest describes.
        let meetings = self.meetings.iter().filter(|row| row.host_consent(app) == HostConsent::MediaAllowed);
        let meetings: Vec<MeetingUuid> = meetings.map(|row| row.uuid).collect();
        for meeting in meetings {
            self.meeting_mut(meeting).set_host_consent(app, HostConsent::Unstated);
        }
        self.app_mut(app).manifest = manifest;
        Ok(())
    }

    pub(super) fn unpublish_app_by(&mut self, by: By<'_>, app: AppId) -> Outcome {
        self.set_publication(by, app, Publication::Unpublished)
    }

    pub(super) fn publish_app_by(&mut self, by: By<'_>, app: AppId) -> Outcome {
        self.set_publication(by, app, Publication::Published)
    }

    fn set_publication(&mut self, by: By<'_>, app: AppId, publication: Publication) -> Outcome {
        let app = self.known_app(app)?;
        self.permit(by)?;

        self.app_mut(app).publication = publication;
        Ok(())
    }

    pub(super) fn set_policy_by(
        &mut self,
        by: By<'_>,
        account: AccountId,
        listed: ApprovalSetting,
        unlisted: ApprovalSetting,
        on_withdrawal: OnWithdrawal,
        own: Option<OwnApps>,
    ) -> Outcome {
        let account = self.known_account(account)?;
        self.permit(by)?;

        let policy = &mut self.account_mut(account).policy;
        *policy = Policy { listed, unlisted, on_withdrawal, own: own.unwrap_or(policy.own) };
        Ok(())
    }

    pub(super) fn approve_app_by(
        &mut self,
        by: By<'_>,
        account: AccountId,
        app: AppId,
        audience: Audience,
    ) -> Outcome {
        let account = self.known_account(account)?;
        let app = self.known_app(app)?;
        let user = self.known_audience(audience)?;
        self.permit_within(by, |actor| self.for_somebody_stronger(actor, user?))?;
        self.is_of_account(user, account)?;
        self.is_offered(app, account)?;

        match user {
            Some(user) => {
                self.user_mut(user.id)
                    .edit_app(app, |entry| entry.with(Flags::APPROVED, true).with(Flags::REQUESTED, false));
            }
            None => {
                self.account_mut(account).approve(app);
                self.clear_flag(account, app, Flags::REQUESTED);
            }
        }
        Ok(())
    }

    pub(super) fn withdraw_approval_by(
        &mut self,
        by: By<'_>,
        account: AccountId,
        app: AppId,
        audience: Audience,
    ) -> Outcome {
        let account = self.known_account(account)?;
        let app = self.known_app(app)?;
        let user = self.known_audience(audience)?;
        self.permit(by)?;
        self.is_of_account(user, account)?;
        let for_all = self.account(account).is_approved(app);
        refuse_unless(user.is_none() || !for_all, || Condition::ApprovedForAll)?;

        match user {
            Some(user) => self.user_mut(user.id).edit_app(app, |entry| entry.with(Flags::APPROVED, false)),
            None => {
                self.account_mut(account).withdraw(app);
                self.clear_flag(account, app, Flags::APPROVED);
            }
        }
        Ok(())
    }

    /// Clears a flag of an app for every user of an account.
    fn clear_flag(&mut self, account: AccountNumber, app: AppNumber, flag: Flags) {
        for user in self.users_who(self.account(account), |user| user.app(app).has(flag)) {
            self.user_mut(user).edit_app(app, |entry| entry.with(flag, false));
        }
    }

    /// The user of an audience; `None` for everybody.
    fn known_audience(&self, audience: Audience) -> Result<Option<Member>, Refusal> {
        match audience {
            Audience::Everybody => Ok(None),
            Audience::User(user) => self.known_user(user).map(Some),
        }
    }

    fn is_of_account(&self, user: Option<Member>, account: AccountNumber) -> Outcome {
        refuse_unless(user.is_none_or(|user| user.account == account), || Refusal::DifferentAccount)
    }

    /// Checks that an app is not private to another account.
    fn is_offered(&self, app: AppNumber, account: AccountNumber) -> Outcome {
        let offered = self.app(app).manifest.is_offered_to(self.account(account).id);
        refuse_unless(offered, || Condition::PrivateApp)
    }

    pub(super) fn request_app_by(&mut self, by: By<'_>, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        self.permit(by)?;
        self.is_published(app)?;
        self.is_offered(app, user.account)?;
        refuse_unless(!self.is_allowed(user, app), || Condition::AlreadyAllowed)?;

        self.user_mut(user.id).edit_app(app, |entry| entry.with(Flags::REQUESTED, true));
        Ok(())
    }

    pub(super) fn decline_request_by(&mut self, by: By<'_>, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        self.permit(by)?;

        self.user_mut(user.id).edit_app(app, |entry| entry.with(Flags::REQUESTED, false));
        Ok(())
    }

    /// Checks that the developer offers the app.
    pub(super) fn is_published(&self, app: AppNumber) -> Outcome {
        refuse_unless(self.app(app).publication == Publication::Published, || Refusal::AppUnpublished)
    }

    /// Whether the policy of the user's account allows the app for the user.
    pub(in crate::directory) fn is_allowed(&self, user: Member, app: AppNumber) -> bool {
        let account = self.account(user.account);
        let approval: Approval = account.approval(app, self.user(user.id).app(app));
        account.policy.allows(&self.app(app).manifest, account.id, approval)
    }
}
