//! Installations: what users grant to apps, and what administrators do about it.

use super::{By, Outcome, ResolvedActor, refuse_unless};
use crate::directory::rows::{AppNumber, Flags, Member};
use crate::directory::{Condition, Directory, Operation, Refusal};
use crate::facts::{Installation, Management, Scopes};
use crate::id::{AppId, UserId};

impl Directory {
    pub(super) fn install_by(
        &mut self,
        by: By<'_>,
        user: UserId,
        app: AppId,
        chosen: Scopes,
        shared_access: bool,
    ) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        let scopes = self.may_install(by, user, app, chosen, shared_access)?;

        self.grant(user, app, Installation { scopes, shared_access });
        Ok(())
    }

    /// Checks everything but the names that `install` requires. Returns the scopes that it grants.
    fn may_install(
        &self,
        by: By<'_>,
        user: Member,
        app: AppNumber,
        chosen: Scopes,
        shared_access: bool,
    ) -> Result<Scopes, Refusal> {
        let manifest = &self.app(app).manifest;
        let scopes = manifest.required_scopes() | chosen;
        self.permit(by)?;
        let missing = manifest.privileges_to_install(scopes).missing_from(self.holds(user));
        self.permit_privileges(by, missing)?;
        self.may_authorize(user, app)?;
        let beyond = chosen - manifest.optional_scopes();
        refuse_unless(beyond.is_empty(), || Condition::ScopeNotOptional.broken_by_scopes(beyond))?;
        refuse_unless(!shared_access || manifest.uses_shared_access(), || Condition::SharedAccessNotOffered)?;
        Ok(scopes)
    }

    /// What `install` without optional scopes and shared access would answer the user now.
    pub(in crate::directory) fn install_outcome(&self, user: Member, app: AppNumber) -> Outcome {
        let (optional_scopes, shared) = (Scopes::empty(), false);
        let operation = &Operation::Install { user: user.id, app: self.app(app).id, optional_scopes, shared };
        let by = By { actor: ResolvedActor::User(user), operation };
        self.may_install(by, user, app, optional_scopes, shared).map(|_| ())
    }

    pub(super) fn install_for_by(&mut self, by: By<'_>, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        let manifest = &self.app(app).manifest;
        let scopes = manifest.required_scopes();
        self.permit_within(by, |actor| {
            let stronger = self.for_somebody_stronger(actor, user);
            stronger.or_else(|| self.beyond_own_role(actor, scopes.privileges_needed()))
        })?;
        refuse_unless(self.is_active(user), || Refusal::Inactive)?;
        self.may_authorize(user, app)?;
        refuse_unless(manifest.management() == Management::UserManaged, || Condition::AdminManaged)?;
        refuse_unless(self.installation(user, app).is_none(), || Condition::AlreadyInstalled)?;

        self.grant(user, app, Installation::new(scopes));
        Ok(())
    }

    pub(super) fn grant_shared_access_by(&mut self, by: By<'_>, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        self.permit(by)?;
        let installation = self.grantable(user, app)?;

        self.grant(user, app, installation.with_shared_access());
        Ok(())
    }

    /// Checks what granting shared access requires besides the actor. Returns the installation.
    pub(in crate::directory) fn grantable(
        &self,
        user: Member,
        app: AppNumber,
    ) -> Result<Installation, Refusal> {
        self.is_published(app)?;
        refuse_unless(self.is_allowed(user, app), || Refusal::NotApproved)?;
        let installation = self.installation(user, app).ok_or(Refusal::NotInstalled)?;
        self.is_not_disabled(user, app)?;
        let offered = self.app(app).manifest.uses_shared_access();
        refuse_unless(offered, || Condition::SharedAccessNotOffered)?;
        Ok(installation)
    }

    pub(super) fn revoke_shared_access_by(&mut self, by: By<'_>, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        self.permit(by)?;
        let installation = self.installation(user, app).ok_or(Refusal::NotInstalled)?;

        self.grant(user, app, Installation::new(installation.scopes));
        Ok(())
    }

    pub(super) fn uninstall_by(&mut self, by: By<'_>, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        self.permit(by)?;
        self.installation(user, app).ok_or(Refusal::NotInstalled)?;

        self.user_mut(user.id).edit_app(app, |entry| entry.with_installation(None));
        Ok(())
    }

    pub(super) fn disable_by(&mut self, by: By<'_>, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        self.permit(by)?;

        self.user_mut(user.id).edit_app(app, |entry| entry.with(Flags::DISABLED, true));
        Ok(())
    }

    pub(super) fn enable_by(&mut self, by: By<'_>, user: UserId, app: AppId) -> Outcome {
        let (user, app) = (self.known_user(user)?, self.known_app(app)?);
        self.permit_within(by, |actor| {
            let itself = self.in_own_favor(actor, user);
            itself.or_else(|| self.for_somebody_stronger(actor, user))
        })?;

        self.user_mut(user.id).edit_app(app, |entry| entry.with(Flags::DISABLED, false));
        Ok(())
    }

    /// Checks that a user can be asked to authorize an app now, for the first time or again.
    fn may_authorize(&self, user: Member, app: AppNumber) -> Outcome {
        self.is_published(app)?;
        refuse_unless(self.is_allowed(user, app), || Refusal::NotApproved)?;
        self.is_not_disabled(user, app)
    }

    fn is_not_disabled(&self, user: Member, app: AppNumber) -> Outcome {
        refuse_unless(!self.user(user.id).app(app).has(Flags::DISABLED), || Condition::Disabled)
    }

    fn installation(&self, user: Member, app: AppNumber) -> Option<Installation> {
        self.user(user.id).app(app).installation()
    }

    fn grant(&mut self, user: Member, app: AppNumber, installation: Installation) {
        self.user_mut(user.id).edit_app(app, |entry| entry.with_installation(Some(installation)));
    }
}
