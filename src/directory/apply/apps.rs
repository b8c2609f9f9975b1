//! Apps, the marketplace policy, approvals and requests.

use super::{Acting, Outcome, ensure};
use crate::directory::handle::{AccountHandle, AppHandle, UserHandle};
use crate::directory::rows::{AppRow, Flags};
use crate::directory::{Audience, Directory, Refusal};
use crate::{AccountId, AppId, Approval, Manifest, ManifestDraft, Policy, Privileges, Publication, UserId};

impl Directory {
    pub(super) fn register_app_by(&mut self, by: Acting, app: AppId, draft: &ManifestDraft) -> Outcome {
        self.known_account(draft.developer)?;
        ensure(self.find_app(app).is_none(), Refusal::AlreadyExists)?;
        by.system_alone()?;
        let manifest = checked(draft)?;

        self.insert_app(AppRow { id: app, manifest, publication: Publication::Published });
        Ok(())
    }

    pub(super) fn update_app_by(&mut self, by: Acting, app: AppId, draft: &ManifestDraft) -> Outcome {
        let app = self.known_app(app)?;
        self.known_account(draft.developer)?;
        by.system_alone()?;
        let manifest = checked(draft)?;
        let old = &self.app(app).manifest;
        let same = manifest.developer() == old.developer() && manifest.management() == old.management();
        ensure(same, Refusal::Invalid)?;

        for user in self.accounts.iter_mut().flat_map(|account| &mut account.users) {
            if let Some(granted) = user.app(app).installation() {
                let kept = granted.limited_to(&manifest);
                user.edit_app(app, |entry| entry.with_installation(Some(kept)));
            }
        }
        self.app_mut(app).manifest = manifest;
        Ok(())
    }

    pub(super) fn unpublish_app_by(&mut self, by: Acting, app: AppId) -> Outcome {
        self.set_publication(by, app, Publication::Unpublished)
    }

    pub(super) fn publish_app_by(&mut self, by: Acting, app: AppId) -> Outcome {
        self.set_publication(by, app, Publication::Published)
    }

    fn set_publication(&mut self, by: Acting, app: AppId, publication: Publication) -> Outcome {
        let app = self.known_app(app)?;
        by.system_alone()?;

        self.app_mut(app).publication = publication;
        Ok(())
    }

    pub(super) fn set_policy_by(&mut self, by: Acting, account: AccountId, policy: Policy) -> Outcome {
        let account = self.known_account(account)?;
        ensure(self.administers(by, account, Privileges::MARKETPLACE_EDIT), Refusal::NotPermitted)?;

        self.account_mut(account).policy = policy;
        Ok(())
    }

    pub(super) fn approve_app_by(
        &mut self,
        by: Acting,
        account: AccountId,
        app: AppId,
        audience: Audience,
    ) -> Outcome {
        let (account, app, user) = self.approvable(by, account, app, audience)?;

        match user {
            Some(user) => {
                self.user_mut(user)
                    .edit_app(app, |entry| entry.with(Flags::APPROVED, true).with(Flags::REQUESTED, false));
            }
            None => {
                let account = self.account_mut(account);
                if !account.approved.contains(&app) {
                    account.approved.push(app);
                }
                for user in &mut account.users {
                    user.edit_app(app, |entry| entry.with(Flags::REQUESTED, false));
                }
            }
        }
        Ok(())
    }

    pub(super) fn withdraw_approval_by(
        &mut self,
        by: Acting,
        account: AccountId,
        app: AppId,
        audience: Audience,
    ) -> Outcome {
        let (account, app, user) = self.approvable(by, account, app, audience)?;
        let for_all = self.account(account).approved.contains(&app);
        ensure(user.is_none() || !for_all, Refusal::Invalid)?;

        match user {
            Some(user) => self.user_mut(user).edit_app(app, |entry| entry.with(Flags::APPROVED, false)),
            None => {
                let account = self.account_mut(account);
                account.approved.retain(|approved| *approved != app);
                for user in &mut account.users {
                    user.edit_app(app, |entry| entry.with(Flags::APPROVED, false));
                }
            }
        }
        Ok(())
    }

    /// What approving and withdrawing share: the names, who may, and that the user is of the account.
    fn approvable(
        &self,
        by: Acting,
        account: AccountId,
        app: AppId,
        audience: Audience,
    ) -> Result<(AccountHandle, AppHandle, Option<UserHandle>), Refusal> {
        let account = self.known_account(account)?;
        let app = self.known_app(app)?;
        let user = match audience {
            Audience::Everybody => None,
            Audience::User(user) => Some(self.known_user(user)?),
        };
        ensure(self.administers(by, account, Privileges::MARKETPLACE_EDIT), Refusal::NotPermitted)?;
        ensure(user.is_none_or(|user| user.account == account), Refusal::DifferentAccount)?;
        Ok((account, app, user))
    }

    pub(super) fn request_app_by(&mut self, by: Acting, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        ensure(self.is_user(by, user), Refusal::NotPermitted)?;
        self.is_published(app)?;
        ensure(!self.is_allowed(user, app), Refusal::Invalid)?;

        self.user_mut(user).edit_app(app, |entry| entry.with(Flags::REQUESTED, true));
        Ok(())
    }

    pub(super) fn decline_request_by(&mut self, by: Acting, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        ensure(self.administers(by, user.account, Privileges::MARKETPLACE_EDIT), Refusal::NotPermitted)?;

        self.user_mut(user).edit_app(app, |entry| entry.with(Flags::REQUESTED, false));
        Ok(())
    }

    /// The developer offers the app.
    pub(super) fn is_published(&self, app: AppHandle) -> Outcome {
        ensure(self.app(app).publication == Publication::Published, Refusal::AppUnpublished)
    }

    /// The policy of the user's account allows the app for the user now.
    pub(in crate::directory) fn is_allowed(&self, user: UserHandle, app: AppHandle) -> bool {
        let account = self.account(user.account);
        let approval: Approval = account.approval(app, self.user(user).app(app));
        account.policy.allows(&self.app(app).manifest, account.id, approval)
    }
}

fn checked(draft: &ManifestDraft) -> Result<Manifest, Refusal> {
    Manifest::try_from(draft.clone()).map_err(|_| Refusal::Invalid)
}
