//! The changes of `docs/rules.md`, section 7, typed again: a world that is nothing but a [`Snapshot`], searched from
//! the first row to the last.
//!
//! Of each change all objections are listed, whether or not an earlier one holds, and the refusal is the first of
//! them. Of the library this asks for rows and for the names of words.

use consentry::catalog::{Api, MeetingRole};
use consentry::directory::{
    AccountSnapshot, Actor, AppSnapshot, Audience, BindingSnapshot, Change, DelegateSnapshot,
    InstanceSnapshot, MeetingSnapshot, Operation, PrincipalId, Question, Refusal, RoleSnapshot, Snapshot,
    UserAppSnapshot, UserSnapshot,
};
use consentry::facts::{
    Access, AccountRole, ApprovalSetting, Listing, Management, ManifestDraft, MeetingKind, MeetingState,
    OnWithdrawal, Policy, Privileges, Publication, Seat, SeatRole, UserStatus,
};
use consentry::{AccountId, Action, AppId, Installation, Manifest, MeetingUuid, ParticipantId, UserId};

use super::answers;
use crate::laws::rows::Rows;
use crate::oracle::question::APIS;

/// A world.
#[derive(Clone)]
pub struct Model {
    pub rows: Rows,
}

/// Something that may stand in the way of a change, and whether it does.
type Objection = (bool, Refusal);

impl Model {
    pub fn empty() -> Self {
        let (version, revision, apps, accounts) = (1, 0, Vec::new(), Vec::new());
        Self { rows: Rows { snapshot: Snapshot { version, revision, apps, accounts } } }
    }

    /// Makes a change, or refuses it.
    pub fn apply(&mut self, change: &Change) -> Result<u64, Refusal> {
        let unknown = self.names(change).into_iter().find(|(known, _)| !known);
        if let Some((_, refusal)) = unknown {
            return Err(refusal);
        }
        let objections = self.objections(change).into_iter().filter(|(holds, _)| *holds);
        if let Some(refusal) = objections.map(|(_, refusal)| refusal).min() {
            return Err(refusal);
        }
        self.perform(&change.operation);
        self.rows.snapshot.revision += 1;
        Ok(self.rows.snapshot.revision)
    }

    /// The names that must be known, in their order, and whether they are.
    fn names(&self, change: &Change) -> Vec<(bool, Refusal)> {
        use Operation::*;
        let rows = &self.rows;
        let account = |id: &AccountId| (rows.account(*id).is_some(), Refusal::UnknownAccount);
        let user = |id: &UserId| (rows.user(*id).is_some(), Refusal::UnknownUser);
        let app = |id: &AppId| (rows.app(*id).is_some(), Refusal::UnknownApp);
        let meeting = |id: &MeetingUuid| (rows.meeting(*id).is_some(), Refusal::UnknownMeeting);
        let seat = |meeting: &MeetingUuid, participant: &ParticipantId| {
            (rows.seat(*meeting, *participant).is_some(), Refusal::UnknownParticipant)
        };
        let role = |account: Option<&AccountSnapshot>, role: &AccountRole| {
            let defined = match role {
                AccountRole::Custom(name) => {
                    account.is_some_and(|account| account.roles.iter().any(|row| row.name == *name))
                }
                AccountRole::Owner | AccountRole::Admin | AccountRole::Member => true,
            };
            (defined, Refusal::UnknownRole)
        };
        let mut names = match &change.by {
            Actor::System => vec![],
            Actor::User(by) => vec![user(by)],
        };
        names.extend(match &change.operation {
            AddAccount { .. } => vec![],
            AddUser { account: home, role: given, .. } => {
                vec![account(home), role(rows.account(*home), given)]
            }
            SetRole { user: whose, role: given } => {
                vec![user(whose), role(rows.user(*whose).map(|(account, _)| account), given)]
            }
            DefineRole { account: home, .. } | SetPolicy { account: home, .. } => vec![account(home)],
            TransferOwnership { account: home, to } => vec![account(home), user(to)],
            DeactivateUser { user: whom } | ActivateUser { user: whom } | RemoveUser { user: whom } => {
                vec![user(whom)]
            }
            RegisterApp { manifest, .. } => vec![account(&manifest.developer)],
            UpdateApp { app: which, manifest } => vec![app(which), account(&manifest.developer)],
            UnpublishApp { app: which } | PublishApp { app: which } => vec![app(which)],
            ApproveApp { account: home, app: which, user: audience }
            | WithdrawApproval { account: home, app: which, user: audience } => match audience {
                Audience::Everybody => vec![account(home), app(which)],
                Audience::User(whom) => vec![account(home), app(which), user(whom)],
            },
            RequestApp { user: whose, app: which }
            | DeclineRequest { user: whose, app: which }
            | Install { user: whose, app: which, .. }
            | InstallFor { user: whose, app: which }
            | GrantSharedAccess { user: whose, app: which }
            | RevokeSharedAccess { user: whose, app: which }
            | DisableInstallation { user: whose, app: which }
            | EnableInstallation { user: whose, app: which }
            | Uninstall { user: whose, app: which } => vec![user(whose), app(which)],
            Delegate { delegator, delegate, .. } | RevokeDelegation { delegator, delegate } => {
                vec![user(delegator), user(delegate)]
            }
            ScheduleMeeting { owner, .. } => vec![user(owner)],
            StartMeeting { meeting: which } | EndMeeting { meeting: which } => vec![meeting(which)],
            Join { meeting: which, user: whose, .. } => {
                [meeting(which)].into_iter().chain(whose.as_ref().map(user)).collect()
            }
            Leave { meeting: which, participant } | SetSeatRole { meeting: which, participant, .. } => {
                vec![meeting(which), seat(which, participant)]
            }
            OpenApp { meeting: which, participant, app: opened }
            | CloseApp { meeting: which, participant, app: opened } => {
                vec![meeting(which), seat(which, participant), app(opened)]
            }
            ConfirmCalendarEvent { user: whose, meeting: which, .. } => vec![user(whose), meeting(which)],
        });
        names
    }

    /// What may stand in the way of a change whose names are known.
    fn objections(&self, change: &Change) -> Vec<Objection> {
        use Operation::*;
        use Refusal::{
            AlreadyExists, AppUnpublished, DifferentAccount, Inactive, Invalid, NotApproved, NotInstalled,
            NotPermitted,
        };
        let rows = &self.rows;
        let by = By { rows, actor: change.by };
        let by_system = change.by == Actor::System;
        let account_of = |user: &UserId| rows.account_of(*user).expect("a known user");
        let is_active = |user: &UserId| self.user(*user).status == UserStatus::Active;
        let is_owner = |user: &UserId| self.user(*user).role == AccountRole::Owner;
        let is_published = |app: &AppId| self.app(*app).publication == Publication::Published;
        let manifest_of = |app: &AppId| &self.app(*app).manifest;
        let is_installed = |user: &UserId, app: &AppId| rows.installation(*user, *app).is_some();
        let is_live = |meeting: &MeetingUuid| self.meeting(*meeting).state == MeetingState::Live;
        let administers_apps_of = |user: &UserId| by.administers(account_of(user), "marketplace_edit");
        match &change.operation {
            AddAccount { account, owner } => vec![
                (rows.account(*account).is_some() || self.was_ever_user(*owner), AlreadyExists),
                (!by_system, NotPermitted),
                (*owner == UserId::NOBODY, Invalid),
            ],
            AddUser { account, user, role } => vec![
                (self.was_ever_user(*user), AlreadyExists),
                (
                    !((by_system || by.administers(*account, "users_edit"))
                        && by.is_no_weaker(*account, role)),
                    NotPermitted,
                ),
                (*role == AccountRole::Owner || *user == UserId::NOBODY, Invalid),
            ],
            SetRole { user, role } => {
                let account = account_of(user);
                let may = by.administers(account, "roles_edit")
                    && by.is_no_weaker(account, role)
                    && by.is_no_weaker(account, &self.user(*user).role);
                vec![(!may, NotPermitted), (is_owner(user) || *role == AccountRole::Owner, Invalid)]
            }
            DefineRole { account, role, privileges } => {
                let replaced = AccountRole::Custom(role.clone());
                let may = by.administers(*account, "roles_edit")
                    && by.is_limited_to(privileges.names())
                    && by.is_no_weaker(*account, &replaced);
                vec![(!may, NotPermitted)]
            }
            TransferOwnership { account, to } => vec![
                (!by.is_any(|user| is_owner(&user) && account_of(&user) == *account), NotPermitted),
                (account_of(to) != *account, DifferentAccount),
                (!is_active(to), Inactive),
                (is_owner(to), Invalid),
            ],
            DeactivateUser { user } | ActivateUser { user } | RemoveUser { user } => {
                let account = account_of(user);
                let may =
                    by.administers(account, "users_edit") && by.is_no_weaker(account, &self.user(*user).role);
                let removes = matches!(change.operation, RemoveUser { .. });
                let runs_a_meeting = self
                    .meetings()
                    .any(|meeting| meeting.owner == *user && meeting.state == MeetingState::Live);
                vec![(!may, NotPermitted), (is_owner(user) || (removes && runs_a_meeting), Invalid)]
            }
            RegisterApp { app, manifest } => vec![
                (rows.app(*app).is_some(), AlreadyExists),
                (!by_system, NotPermitted),
                (!is_manifest(manifest), Invalid),
            ],
            UpdateApp { app, manifest } => {
                let old = manifest_of(app);
                let other = manifest.developer != old.developer() || manifest.management != old.management();
                vec![(!by_system, NotPermitted), (!is_manifest(manifest) || other, Invalid)]
            }
            UnpublishApp { .. } | PublishApp { .. } => vec![(!by_system, NotPermitted)],
            SetPolicy { account, .. } => vec![(!by.administers(*account, "marketplace_edit"), NotPermitted)],
            ApproveApp { account, app, user } | WithdrawApproval { account, app, user } => {
                let (stranger, single) = match user {
                    Audience::Everybody => (false, false),
                    Audience::User(user) => (account_of(user) != *account, true),
                };
                let withdraws = matches!(change.operation, WithdrawApproval { .. });
                let for_all = rows.account(*account).is_some_and(|account| account.approved.contains(app));
                vec![
                    (!by.administers(*account, "marketplace_edit"), NotPermitted),
                    (stranger, DifferentAccount),
                    (withdraws && single && for_all, Invalid),
                ]
            }
            RequestApp { user, app } => vec![
                (!by.is(*user), NotPermitted),
                (!is_published(app), AppUnpublished),
                (self.policy_allows(*user, *app), Invalid),
            ],
            DeclineRequest { user, .. }
            | DisableInstallation { user, .. }
            | EnableInstallation { user, .. } => vec![(!administers_apps_of(user), NotPermitted)],
            Install { user, app, optional_scopes, shared } => {
                let manifest = manifest_of(app);
                let by_user = manifest.management() == Management::UserManaged;
                let scopes = manifest.required_scopes().names().chain(optional_scopes.names());
                let administers = administers_apps_of(user)
                    && scopes.into_iter().all(|scope| by.holds(&privilege_for_scope(scope)));
                vec![
                    (!(by.is(*user) && (by_user || administers)), NotPermitted),
                    (!is_published(app), AppUnpublished),
                    (!self.policy_allows(*user, *app), NotApproved),
                    (optional_scopes.bits() & !manifest.optional_scopes().bits() != 0, Invalid),
                    (*shared && !manifest.uses_shared_access(), Invalid),
                ]
            }
            InstallFor { user, app } => {
                let manifest = manifest_of(app);
                let mut scopes = manifest.required_scopes().names();
                let may = administers_apps_of(user)
                    && (!by.has_custom_role() || scopes.all(|scope| by.holds(&privilege_for_scope(scope))));
                vec![
                    (!may, NotPermitted),
                    (!is_active(user), Inactive),
                    (!is_published(app), AppUnpublished),
                    (!self.policy_allows(*user, *app), NotApproved),
                    (manifest.management() == Management::AdminManaged, Invalid),
                    (is_installed(user, app), Invalid),
                ]
            }
            GrantSharedAccess { user, app } => vec![
                (!by.is(*user), NotPermitted),
                (!is_published(app), AppUnpublished),
                (!self.policy_allows(*user, *app), NotApproved),
                (!is_installed(user, app), NotInstalled),
                (!manifest_of(app).uses_shared_access(), Invalid),
                (rows.entry(*user, *app).is_some_and(|entry| entry.disabled), Invalid),
            ],
            RevokeSharedAccess { user, app } | Uninstall { user, app } => vec![
                (!(by.is(*user) || administers_apps_of(user)), NotPermitted),
                (!is_installed(user, app), NotInstalled),
            ],
            Delegate { delegator, delegate, access } => {
                let by_administrator = by.administers(account_of(delegator), "users_edit")
                    && !by.is(*delegate)
                    && access.names().all(|access| by.holds(privilege_for_access(access)));
                let given = &self.user(*delegator).delegates;
                let known = given.iter().any(|row| row.delegate == *delegate);
                vec![
                    (!(by.is(*delegator) || by_administrator), NotPermitted),
                    (account_of(delegator) != account_of(delegate), DifferentAccount),
                    (!is_active(delegator) || !is_active(delegate), Inactive),
                    (delegator == delegate || access.names().count() == 0, Invalid),
                    (!known && given.len() >= 30, Invalid),
                ]
            }
            RevokeDelegation { delegator, delegate } => {
                let may = by.is(*delegator)
                    || by.is(*delegate)
                    || by.administers(account_of(delegator), "users_edit");
                vec![(!may, NotPermitted)]
            }
            ScheduleMeeting { owner, meeting, .. } => {
                let accounts = &rows.snapshot.accounts;
                let removed = accounts.iter().any(|account| account.removed_meetings.contains(meeting));
                vec![
                    (removed || rows.meeting(*meeting).is_some(), AlreadyExists),
                    (!by.schedules_for(*owner), NotPermitted),
                    (!is_active(owner), Inactive),
                ]
            }
            StartMeeting { meeting } => {
                let row = self.meeting(*meeting);
                vec![
                    (!by.schedules_for(row.owner), NotPermitted),
                    (!is_active(&row.owner), Inactive),
                    (row.state != MeetingState::Scheduled, Invalid),
                ]
            }
            EndMeeting { meeting } => {
                let account = account_of(&self.meeting(*meeting).owner);
                let may = by.leads(*meeting) || by.administers(account, "users_edit");
                vec![(!may, NotPermitted), (!is_live(meeting), Invalid)]
            }
            Join { meeting, user, participant, role } => vec![
                (rows.seat(*meeting, *participant).is_some(), AlreadyExists),
                (!by_system, NotPermitted),
                (user.is_some_and(|user| !is_active(&user)), Inactive),
                (!is_live(meeting), Invalid),
                (!fits(self.meeting(*meeting).kind, *role), Invalid),
            ],
            Leave { .. } | CloseApp { .. } => vec![(!by_system, NotPermitted)],
            SetSeatRole { meeting, role, .. } => vec![
                (!by.leads(*meeting), NotPermitted),
                (!fits(self.meeting(*meeting).kind, *role), Invalid),
            ],
            OpenApp { meeting, participant, app } => {
                let may_run = is_live(meeting) && self.may_open(*meeting, *participant, *app);
                vec![(!by_system, NotPermitted), (!may_run, Invalid)]
            }
            ConfirmCalendarEvent { user, .. } => vec![(!by.is(*user), NotPermitted)],
        }
    }

    fn was_ever_user(&self, id: UserId) -> bool {
        let accounts = &self.rows.snapshot.accounts;
        self.rows.user(id).is_some() || accounts.iter().any(|account| account.removed_users.contains(&id))
    }

    fn policy_allows(&self, user: UserId, app: AppId) -> bool {
        let (account, _) = self.rows.user(user).expect("a known user");
        let manifest = &self.app(app).manifest;
        let setting = match manifest.listing() {
            Listing::Listed => account.policy.listed,
            Listing::Unlisted => account.policy.unlisted,
        };
        manifest.developer() == account.id
            || setting == ApprovalSetting::Open
            || account.approved.contains(&app)
            || self.rows.entry(user, app).is_some_and(|entry| entry.approved)
    }

    /// Whether an instance may be used at all, and either is authorized, or has been invited by one that is.
    fn may_open(&self, meeting: MeetingUuid, participant: ParticipantId, app: AppId) -> bool {
        let instance = |participant| Question {
            principal: PrincipalId::Participant { meeting, participant },
            app,
            resource: meeting.into(),
            action: Action::Call(Api::Config),
        };
        let may_run = |asked: &Question| answers::passes(&self.rows, asked, &[6, 7, 8, 9, 10]);
        let authorized = |asked: &Question| may_run(asked) && answers::is_authorized(&self.rows, asked);
        let mut others = self.meeting(meeting).open.iter().filter(|open| open.app == app);
        let asked = instance(participant);
        let invited = self.app(app).manifest.guest_mode()
            && others.any(|other| authorized(&instance(other.participant)));
        may_run(&asked) && (authorized(&asked) || invited)
    }

    fn user(&self, id: UserId) -> &UserSnapshot {
        self.rows.user(id).expect("a known user").1
    }

    fn app(&self, id: AppId) -> &AppSnapshot {
        self.rows.app(id).expect("a known app")
    }

    fn meeting(&self, id: MeetingUuid) -> &MeetingSnapshot {
        self.rows.meeting(id).expect("a known meeting")
    }

    fn meetings(&self) -> impl Iterator<Item = &MeetingSnapshot> {
        self.rows.snapshot.accounts.iter().flat_map(|account| &account.meetings)
    }
}

/// Who makes a change.
struct By<'a> {
    rows: &'a Rows,
    actor: Actor,
}

impl By<'_> {
    /// The actor's rows, unless it is the platform or deactivated.
    fn active(&self) -> Option<(&AccountSnapshot, &UserSnapshot)> {
        let Actor::User(id) = self.actor else { return None };
        self.rows.user(id).filter(|(_, user)| user.status == UserStatus::Active)
    }

    fn is_any(&self, like: impl Fn(UserId) -> bool) -> bool {
        self.active().is_some_and(|(_, user)| like(user.id))
    }

    fn is(&self, id: UserId) -> bool {
        self.is_any(|user| user == id)
    }

    fn holds(&self, privilege: &str) -> bool {
        self.active().is_some_and(|(account, user)| includes(privileges_of(account, &user.role), privilege))
    }

    fn administers(&self, account: AccountId, privilege: &str) -> bool {
        self.active().is_some_and(|(home, _)| home.id == account) && self.holds(privilege)
    }

    fn has_custom_role(&self) -> bool {
        self.active().is_some_and(|(_, user)| matches!(user.role, AccountRole::Custom(_)))
    }

    /// Whether the actor may hand these out: one with a custom role only what it holds.
    fn is_limited_to(&self, privileges: impl IntoIterator<Item = &'static str>) -> bool {
        !self.has_custom_role() || privileges.into_iter().all(|privilege| self.holds(privilege))
    }

    /// Whether the actor may hand a role out, or touch somebody who has it.
    fn is_no_weaker(&self, account: AccountId, role: &AccountRole) -> bool {
        let account = self.rows.account(account).expect("a known account");
        let above = self.has_custom_role() && *role == AccountRole::Admin;
        !above && self.is_limited_to(privileges_of(account, role).names())
    }

    /// Whether the actor is somebody, or a delegate of theirs with `schedule`.
    fn schedules_for(&self, owner: UserId) -> bool {
        let entrusted =
            |user| self.rows.delegation(owner, user).is_some_and(|row| row.access.contains(Access::SCHEDULE));
        self.is(owner) || self.is_any(entrusted)
    }

    /// Whether the actor owns a meeting or is seated in it as host.
    fn leads(&self, meeting: MeetingUuid) -> bool {
        let row = self.rows.meeting(meeting).expect("a known meeting");
        let host = |user| row.seats.iter().any(|seat| seat.user == Some(user) && seat.role == SeatRole::Host);
        self.is(row.owner) || self.is_any(host)
    }
}

/// What a role holds.
pub fn privileges_of(account: &AccountSnapshot, role: &AccountRole) -> Privileges {
    match role {
        AccountRole::Owner | AccountRole::Admin => Privileges::all(),
        AccountRole::Member => Privileges::empty(),
        AccountRole::Custom(name) => account
            .roles
            .iter()
            .find(|row| row.name == *name)
            .map_or(Privileges::empty(), |row| row.privileges),
    }
}

fn includes(held: Privileges, needed: &str) -> bool {
    held.names().any(|name| name == needed || name.replace("_edit", "_read") == needed)
}

/// The privilege that covers what a scope allows.
fn privilege_for_scope(scope: &str) -> String {
    let (kind, access) = scope.split_once(':').expect("a scope has two words");
    let of = if ["profile", "meetings"].contains(&kind) { "users" } else { kind };
    format!("{of}_{}", if access == "read" { "read" } else { "edit" })
}

/// The privilege that covers what a delegated access allows.
fn privilege_for_access(access: &str) -> &'static str {
    match access {
        "schedule" => "users_edit",
        "recordings" => "recordings_read",
        "reports" => "reports_read",
        _ => "users_read",
    }
}

/// Whether a seat in a meeting of this kind may have the role.
pub fn fits(kind: MeetingKind, role: MeetingRole) -> bool {
    let fitting: &[&str] = match kind {
        MeetingKind::Meeting => &["host", "cohost", "participant"],
        MeetingKind::Webinar => &["host", "cohost", "panelist", "attendee"],
        MeetingKind::Engagement => &["agent", "supervisor"],
    };
    fitting.contains(&role.name())
}

fn is_manifest(draft: &ManifestDraft) -> bool {
    let required: Vec<&str> = draft.required_scopes.names().collect();
    let optional: Vec<&str> = draft.optional_scopes.names().collect();
    let is_documented =
        |name: &String| APIS.iter().any(|api| api.name == *name && api.is_documented(draft.edition));
    optional.iter().all(|scope| !required.contains(scope))
        && (optional.is_empty() || !required.is_empty())
        && draft.apis.iter().all(is_documented)
        && !(draft.uses_shared_access && draft.management == Management::AdminManaged)
}

/// What changes do.
impl Model {
    fn perform(&mut self, operation: &Operation) {
        use Operation::*;
        match operation.clone() {
            AddAccount { account, owner } => {
                let row = AccountSnapshot {
                    id: account,
                    policy: Policy {
                        listed: ApprovalSetting::Required,
                        unlisted: ApprovalSetting::Required,
                        on_withdrawal: OnWithdrawal::Suspend,
                    },
                    approved: vec![],
                    roles: vec![],
                    users: vec![new_user(owner, AccountRole::Owner)],
                    removed_users: vec![],
                    meetings: vec![],
                    removed_meetings: vec![],
                };
                put(&mut self.rows.snapshot.accounts, row, |account| account.id);
            }
            AddUser { account, user, role } => {
                put(&mut self.account_mut(account).users, new_user(user, role), |user| user.id);
            }
            SetRole { user, role } => self.user_mut(user).role = role,
            DefineRole { account, role, privileges } => {
                let row = RoleSnapshot { name: role, privileges: privileges & Privileges::all() };
                put(&mut self.account_mut(account).roles, row, |role| role.name.clone());
            }
            TransferOwnership { account, to } => {
                for user in &mut self.account_mut(account).users {
                    if user.role == AccountRole::Owner {
                        user.role = AccountRole::Admin;
                    }
                }
                self.user_mut(to).role = AccountRole::Owner;
            }
            DeactivateUser { user } => self.user_mut(user).status = UserStatus::Deactivated,
            ActivateUser { user } => self.user_mut(user).status = UserStatus::Active,
            RemoveUser { user } => self.remove(user),

            RegisterApp { app, manifest } => {
                let manifest = Manifest::try_from(manifest).expect("a checked manifest");
                let row = AppSnapshot { id: app, manifest, publication: Publication::Published };
                put(&mut self.rows.snapshot.apps, row, |app| app.id);
            }
            UpdateApp { app, manifest } => {
                let manifest = Manifest::try_from(manifest).expect("a checked manifest");
                let (scopes, uses) = (manifest.scopes(), manifest.uses_shared_access());
                self.app_mut(app).manifest = manifest;
                self.edit_entries(app, |_, entry| {
                    if let Some(installation) = &mut entry.installation {
                        installation.scopes = installation.scopes & scopes;
                        installation.shared_access &= uses;
                    }
                });
            }
            UnpublishApp { app } => self.app_mut(app).publication = Publication::Unpublished,
            PublishApp { app } => self.app_mut(app).publication = Publication::Published,
            SetPolicy { account, listed, unlisted, on_withdrawal } => {
                self.account_mut(account).policy = Policy { listed, unlisted, on_withdrawal };
            }
            ApproveApp { account, app, user: Audience::Everybody } => {
                put(&mut self.account_mut(account).approved, app, |app| *app);
                self.edit_entries(app, |home, entry| entry.requested &= home != account);
            }
            ApproveApp { app, user: Audience::User(user), .. } => self.edit_entry(user, app, |entry| {
                entry.approved = true;
                entry.requested = false;
            }),
            WithdrawApproval { account, app, user: Audience::Everybody } => {
                self.account_mut(account).approved.retain(|approved| *approved != app);
                self.edit_entries(app, |home, entry| entry.approved &= home != account);
            }
            WithdrawApproval { app, user: Audience::User(user), .. } => {
                self.edit_entry(user, app, |entry| entry.approved = false);
            }
            RequestApp { user, app } => self.edit_entry(user, app, |entry| entry.requested = true),
            DeclineRequest { user, app } => self.edit_entry(user, app, |entry| entry.requested = false),

            Install { user, app, optional_scopes, shared } => {
                let scopes = self.app(app).manifest.required_scopes() | optional_scopes;
                let installation = Some(Installation { scopes, shared_access: shared });
                self.edit_entry(user, app, |entry| entry.installation = installation);
            }
            InstallFor { user, app } => {
                let scopes = self.app(app).manifest.required_scopes();
                let installation = Some(Installation { scopes, shared_access: false });
                self.edit_entry(user, app, |entry| entry.installation = installation);
            }
            GrantSharedAccess { user, app } => self.tick(user, app, true),
            RevokeSharedAccess { user, app } => self.tick(user, app, false),
            DisableInstallation { user, app } => self.edit_entry(user, app, |entry| entry.disabled = true),
            EnableInstallation { user, app } => self.edit_entry(user, app, |entry| entry.disabled = false),
            Uninstall { user, app } => self.edit_entry(user, app, |entry| entry.installation = None),

            Delegate { delegator, delegate, access } => {
                let row = DelegateSnapshot { delegate, access: access & Access::all() };
                put(&mut self.user_mut(delegator).delegates, row, |row| row.delegate);
            }
            RevokeDelegation { delegator, delegate } => {
                self.user_mut(delegator).delegates.retain(|row| row.delegate != delegate);
            }

            ScheduleMeeting { owner, meeting, number, topic, kind } => {
                let account = self.rows.account_of(owner).expect("a known user");
                let state = MeetingState::Scheduled;
                let (seats, open) = (vec![], vec![]);
                let row = MeetingSnapshot { uuid: meeting, owner, number, topic, kind, state, seats, open };
                put(&mut self.account_mut(account).meetings, row, |meeting| meeting.uuid);
            }
            StartMeeting { meeting } => self.meeting_mut(meeting).state = MeetingState::Live,
            EndMeeting { meeting } => {
                let row = self.meeting_mut(meeting);
                row.state = MeetingState::Ended;
                row.seats.clear();
                row.open.clear();
            }
            Join { meeting, user, participant, role } => {
                let role = SeatRole::try_from(role).expect("a role that fits");
                let seat = Seat { participant, user, role };
                put(&mut self.meeting_mut(meeting).seats, seat, |seat| seat.participant);
            }
            Leave { meeting, participant } => {
                let row = self.meeting_mut(meeting);
                row.seats.retain(|seat| seat.participant != participant);
                row.open.retain(|open| open.participant != participant);
            }
            SetSeatRole { meeting, participant, role } => {
                for seat in &mut self.meeting_mut(meeting).seats {
                    if seat.participant == participant {
                        seat.role = SeatRole::try_from(role).expect("a role that fits");
                    }
                }
            }
            OpenApp { meeting, participant, app } => {
                let row = InstanceSnapshot { participant, app };
                put(&mut self.meeting_mut(meeting).open, row, |open| (open.participant, open.app));
            }
            CloseApp { meeting, participant, app } => {
                let open = &mut self.meeting_mut(meeting).open;
                open.retain(|open| (open.participant, open.app) != (participant, app));
            }
            ConfirmCalendarEvent { user, meeting, event } => {
                let row = BindingSnapshot { event, meeting };
                put(&mut self.user_mut(user).calendar, row, |binding| binding.event.clone());
            }
        }
    }

    /// Takes a user out, with the meetings it owns and whatever names either.
    fn remove(&mut self, gone: UserId) {
        let home = self.rows.account_of(gone).expect("a known user");
        let account = self.account_mut(home);
        account.users.retain(|user| user.id != gone);
        put(&mut account.removed_users, gone, |user| *user);
        let owned: Vec<MeetingUuid> = account
            .meetings
            .iter()
            .filter(|meeting| meeting.owner == gone)
            .map(|meeting| meeting.uuid)
            .collect();
        account.meetings.retain(|meeting| !owned.contains(&meeting.uuid));
        for meeting in &owned {
            put(&mut account.removed_meetings, *meeting, |meeting| *meeting);
        }
        for account in &mut self.rows.snapshot.accounts {
            for user in &mut account.users {
                user.delegates.retain(|row| row.delegate != gone);
                user.calendar.retain(|binding| !owned.contains(&binding.meeting));
            }
            for meeting in &mut account.meetings {
                let taken: Vec<ParticipantId> = meeting
                    .seats
                    .iter()
                    .filter(|seat| seat.user == Some(gone))
                    .map(|seat| seat.participant)
                    .collect();
                meeting.seats.retain(|seat| !taken.contains(&seat.participant));
                meeting.open.retain(|open| !taken.contains(&open.participant));
            }
        }
    }

    fn tick(&mut self, user: UserId, app: AppId, shared_access: bool) {
        self.edit_entry(user, app, |entry| {
            entry.installation.as_mut().expect("an installation").shared_access = shared_access;
        });
    }

    /// Edits what there is between a user and an app; what then says nothing is no row.
    fn edit_entry(&mut self, user: UserId, app: AppId, edit: impl FnOnce(&mut UserAppSnapshot)) {
        let mut entry = self.rows.entry(user, app).cloned().unwrap_or(UserAppSnapshot {
            app,
            installation: None,
            disabled: false,
            approved: false,
            requested: false,
        });
        edit(&mut entry);
        let apps = &mut self.user_mut(user).apps;
        if entry.installation.is_some() || entry.disabled || entry.approved || entry.requested {
            put(apps, entry, |entry| entry.app);
        } else {
            apps.retain(|entry| entry.app != app);
        }
    }

    /// Edits what there is between each user and an app; the edit hears whose account it is.
    fn edit_entries(&mut self, app: AppId, edit: impl Fn(AccountId, &mut UserAppSnapshot)) {
        let users: Vec<(AccountId, UserId)> =
            self.rows.users().map(|(account, user)| (account.id, user.id)).collect();
        for (account, user) in users {
            self.edit_entry(user, app, |entry| edit(account, entry));
        }
    }

    fn account_mut(&mut self, id: AccountId) -> &mut AccountSnapshot {
        let mut accounts = self.rows.snapshot.accounts.iter_mut();
        accounts.find(|account| account.id == id).expect("a known account")
    }

    fn user_mut(&mut self, id: UserId) -> &mut UserSnapshot {
        let mut users = self.rows.snapshot.accounts.iter_mut().flat_map(|account| &mut account.users);
        users.find(|user| user.id == id).expect("a known user")
    }

    fn app_mut(&mut self, id: AppId) -> &mut AppSnapshot {
        self.rows.snapshot.apps.iter_mut().find(|app| app.id == id).expect("a known app")
    }

    fn meeting_mut(&mut self, id: MeetingUuid) -> &mut MeetingSnapshot {
        let mut meetings = self.rows.snapshot.accounts.iter_mut().flat_map(|account| &mut account.meetings);
        meetings.find(|meeting| meeting.uuid == id).expect("a known meeting")
    }
}

fn new_user(id: UserId, role: AccountRole) -> UserSnapshot {
    let (apps, delegates, calendar) = (vec![], vec![], vec![]);
    UserSnapshot { id, role, status: UserStatus::Active, apps, delegates, calendar }
}

/// Puts a row into a sorted list, in place of one with the same key.
fn put<T, K: Ord>(rows: &mut Vec<T>, row: T, key: impl Fn(&T) -> K) {
    match rows.binary_search_by_key(&key(&row), &key) {
        Ok(place) => rows[place] = row,
        Err(place) => rows.insert(place, row),
    }
}
