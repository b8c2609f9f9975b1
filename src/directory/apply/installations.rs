//! Installations: what a user grants an app, and what administrators may take away.

use super::{Acting, Outcome, ensure};
use crate::directory::handle::{AppNumber, Member};
use crate::directory::rows::Flags;
use crate::directory::{Directory, Refusal};
use crate::facts::{Installation, Management, Privileges, Scopes};
use crate::id::{AppId, UserId};

impl Directory {
    pub(super) fn install_by(
        &mut self,
        by: Acting,
        user: UserId,
        app: AppId,
        chosen: Scopes,
        shared: bool,
    ) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        let manifest = &self.app(app).manifest;
        let scopes = manifest.required_scopes() | chosen;
        let may = match manifest.management() {
            Management::UserManaged => true,
            Management::AdminManaged => {
                let needed = Privileges::MARKETPLACE_EDIT.union(scopes.privileges_needed());
                self.administers(by, user.account, needed)
            }
        };
        ensure(self.is_user(by, user) && may, Refusal::NotPermitted)?;
        self.is_published(app)?;
        ensure(self.is_allowed(user, app), Refusal::NotApproved)?;
        ensure(manifest.optional_scopes().contains(chosen), Refusal::Invalid)?;
        ensure(!shared || manifest.uses_shared_access(), Refusal::Invalid)?;

        self.grant(user, app, Installation { scopes, shared_access: shared });
        Ok(())
    }

    pub(super) fn install_for_by(&mut self, by: Acting, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        let manifest = &self.app(app).manifest;
        let scopes = manifest.required_scopes();
        let may = self.administers(by, user.account, Privileges::MARKETPLACE_EDIT)
            && self.limit(by).is_none_or(|limit| limit.contains(scopes.privileges_needed()));
        ensure(may, Refusal::NotPermitted)?;
        ensure(self.is_active(user), Refusal::Inactive)?;
        self.is_published(app)?;
        ensure(self.is_allowed(user, app), Refusal::NotApproved)?;
        ensure(manifest.management() == Management::UserManaged, Refusal::Invalid)?;
        ensure(self.installation(user, app).is_none(), Refusal::Invalid)?;

        self.grant(user, app, Installation::new(scopes));
        Ok(())
    }

    pub(super) fn grant_shared_access_by(&mut self, by: Acting, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        ensure(self.is_user(by, user), Refusal::NotPermitted)?;
        self.is_published(app)?;
        ensure(self.is_allowed(user, app), Refusal::NotApproved)?;
        let installation = self.installation(user, app).ok_or(Refusal::NotInstalled)?;
        ensure(self.app(app).manifest.uses_shared_access(), Refusal::Invalid)?;
        ensure(!self.user(user.id).app(app).has(Flags::DISABLED), Refusal::Invalid)?;

        self.grant(user, app, installation.with_shared_access());
        Ok(())
    }

    pub(super) fn revoke_shared_access_by(&mut self, by: Acting, user: UserId, app: AppId) -> Outcome {
        let (user, app, installation) = self.revocable(by, user, app)?;

        self.grant(user, app, Installation::new(installation.scopes));
        Ok(())
    }

    pub(super) fn uninstall_by(&mut self, by: Acting, user: UserId, app: AppId) -> Outcome {
        let (user, app, _) = self.revocable(by, user, app)?;

        self.user_mut(user.id).edit_app(app, |entry| entry.with_installation(None));
        Ok(())
    }

    /// What revoking and uninstalling share: the names, who may, and that there is an installation.
    fn revocable(
        &self,
        by: Acting,
        user: UserId,
        app: AppId,
    ) -> Result<(Member, AppNumber, Installation), Refusal> {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        let may = self.is_user(by, user) || self.administers(by, user.account, Privileges::MARKETPLACE_EDIT);
        ensure(may, Refusal::NotPermitted)?;
        let installation = self.installation(user, app).ok_or(Refusal::NotInstalled)?;
        Ok((user, app, installation))
    }

    pub(super) fn disable_by(&mut self, by: Acting, user: UserId, app: AppId) -> Outcome {
        let (user, app) = self.flaggable(by, user, app)?;

        self.user_mut(user.id).edit_app(app, |entry| entry.with(Flags::DISABLED, true));
        Ok(())
    }

    pub(super) fn enable_by(&mut self, by: Acting, user: UserId, app: AppId) -> Outcome {
        let (user, app) = self.flaggable(by, user, app)?;

        self.user_mut(user.id).edit_app(app, |entry| entry.with(Flags::DISABLED, false));
        Ok(())
    }

    /// What disabling and enabling share: the names, and who may.
    fn flaggable(&self, by: Acting, user: UserId, app: AppId) -> Result<(Member, AppNumber), Refusal> {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        ensure(self.administers(by, user.account, Privileges::MARKETPLACE_EDIT), Refusal::NotPermitted)?;
        Ok((user, app))
    }

    fn installation(&self, user: Member, app: AppNumber) -> Option<Installation> {
        self.user(user.id).app(app).installation()
    }

    fn grant(&mut self, user: Member, app: AppNumber, installation: Installation) {
        self.user_mut(user.id).edit_app(app, |entry| entry.with_installation(Some(installation)));
    }
}
