//! Apps, the marketplace policy, approvals and requests.

use super::{Outcome, ResolvedActor, refuse_unless};
use alloc::vec::Vec;

use crate::directory::rows::{AccountNumber, AppEntry, AppNumber, AppRow, Flags, Member, UserRow};
use crate::directory::{Audience, Directory, Refusal};
use crate::facts::{Approval, Manifest, ManifestDraft, Policy, Privileges, Publication};
use crate::id::{AccountId, AppId, UserId};

impl Directory {
    pub(super) fn register_app_by(
        &mut self,
        by: ResolvedActor,
        app: AppId,
        draft: &ManifestDraft,
    ) -> Outcome {
        self.known_account(draft.developer)?;
        refuse_unless(self.apps.find(app).is_none(), Refusal::AlreadyExists)?;
        by.system_alone()?;
        let manifest = valid_manifest(draft)?;

        self.apps.insert(AppRow { id: app, manifest, publication: Publication::Published });
        Ok(())
    }

    pub(super) fn update_app_by(&mut self, by: ResolvedActor, app: AppId, draft: &ManifestDraft) -> Outcome {
        let app = self.known_app(app)?;
        self.known_account(draft.developer)?;
        by.system_alone()?;
        let manifest = valid_manifest(draft)?;
        let old = &self.app(app).manifest;
        let same = manifest.developer() == old.developer() && manifest.management() == old.management();
        refuse_unless(same, Refusal::Invalid)?;

        // No installation keeps a scope or shared access that the new manifest does not request.
        let kept = |entry: AppEntry| entry.installation().map(|granted| granted.limited_to(&manifest));
        let changed = |user: &&UserRow| kept(user.app(app)) != user.app(app).installation();
        let users: Vec<UserId> = self.users.iter().filter(changed).map(|user| user.id).collect();
        for user in users {
            self.user_mut(user).edit_app(app, |entry| entry.with_installation(kept(entry)));
        }
        self.app_mut(app).manifest = manifest;
        Ok(())
    }

    pub(super) fn unpublish_app_by(&mut self, by: ResolvedActor, app: AppId) -> Outcome {
        self.set_publication(by, app, Publication::Unpublished)
    }

    pub(super) fn publish_app_by(&mut self, by: ResolvedActor, app: AppId) -> Outcome {
        self.set_publication(by, app, Publication::Published)
    }

    fn set_publication(&mut self, by: ResolvedActor, app: AppId, publication: Publication) -> Outcome {
        let app = self.known_app(app)?;
        by.system_alone()?;

        self.app_mut(app).publication = publication;
        Ok(())
    }

    pub(super) fn set_policy_by(&mut self, by: ResolvedActor, account: AccountId, policy: Policy) -> Outcome {
        let account = self.known_account(account)?;
        refuse_unless(self.administers(by, account, Privileges::MARKETPLACE_EDIT), Refusal::NotPermitted)?;

        self.account_mut(account).policy = policy;
        Ok(())
    }

    pub(super) fn approve_app_by(
        &mut self,
        by: ResolvedActor,
        account: AccountId,
        app: AppId,
        audience: Audience,
    ) -> Outcome {
        let (account, app, user) = self.approvable(by, account, app, audience)?;

        match user {
            Some(user) => {
                self.user_mut(user.id)
                    .edit_app(app, |entry| entry.with(Flags::APPROVED, true).with(Flags::REQUESTED, false));
            }
            None => {
                if !self.account(account).approved.contains(&app) {
                    self.account_mut(account).approved.push(app);
                }
                self.clear_flag(account, app, Flags::REQUESTED);
            }
        }
        Ok(())
    }

    pub(super) fn withdraw_approval_by(
        &mut self,
        by: ResolvedActor,
        account: AccountId,
        app: AppId,
        audience: Audience,
    ) -> Outcome {
        let (account, app, user) = self.approvable(by, account, app, audience)?;
        let for_all = self.account(account).approved.contains(&app);
        refuse_unless(user.is_none() || !for_all, Refusal::Invalid)?;

        match user {
            Some(user) => self.user_mut(user.id).edit_app(app, |entry| entry.with(Flags::APPROVED, false)),
            None => {
                self.account_mut(account).approved.retain(|approved| *approved != app);
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

    /// Resolves the names for approving an app or withdrawing an approval, and checks the actor and the user's account.
    fn approvable(
        &self,
        by: ResolvedActor,
        account: AccountId,
        app: AppId,
        audience: Audience,
    ) -> Result<(AccountNumber, AppNumber, Option<Member>), Refusal> {
        let account = self.known_account(account)?;
        let app = self.known_app(app)?;
        let user = match audience {
            Audience::Everybody => None,
            Audience::User(user) => Some(self.known_user(user)?),
        };
        refuse_unless(self.administers(by, account, Privileges::MARKETPLACE_EDIT), Refusal::NotPermitted)?;
        refuse_unless(user.is_none_or(|user| user.account == account), Refusal::DifferentAccount)?;
        Ok((account, app, user))
    }

    pub(super) fn request_app_by(&mut self, by: ResolvedActor, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        refuse_unless(self.is_user(by, user), Refusal::NotPermitted)?;
        self.is_published(app)?;
        refuse_unless(!self.is_allowed(user, app), Refusal::Invalid)?;

        self.user_mut(user.id).edit_app(app, |entry| entry.with(Flags::REQUESTED, true));
        Ok(())
    }

    pub(super) fn decline_request_by(&mut self, by: ResolvedActor, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        refuse_unless(
            self.administers(by, user.account, Privileges::MARKETPLACE_EDIT),
            Refusal::NotPermitted,
        )?;

        self.user_mut(user.id).edit_app(app, |entry| entry.with(Flags::REQUESTED, false));
        Ok(())
    }

    /// Checks that the developer offers the app.
    pub(super) fn is_published(&self, app: AppNumber) -> Outcome {
        refuse_unless(self.app(app).publication == Publication::Published, Refusal::AppUnpublished)
    }

    /// Whether the policy of the user's account allows the app for the user.
    pub(in crate::directory) fn is_allowed(&self, user: Member, app: AppNumber) -> bool {
        let account = self.account(user.account);
        let approval: Approval = account.approval(app, self.user(user.id).app(app));
        account.policy.allows(&self.app(app).manifest, account.id, approval)
    }
}

/// The manifest of a draft, if it is valid.
fn valid_manifest(draft: &ManifestDraft) -> Result<Manifest, Refusal> {
    Manifest::try_from(draft.clone()).map_err(|_| Refusal::Invalid)
}
