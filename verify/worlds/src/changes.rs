//! Section 7 of the rules, read a second time: what each change does to the rows of a snapshot, or why it is refused.
//!
//! Nothing here returns early. Of every change all that stands against it is listed, and the first in the order of
//! the refusals is the reason; what it does is an edit of plain rows.

use consentry::catalog::MeetingRole;
use consentry::directory::{
    AccountSnapshot, Actor, AppSnapshot, Audience, BindingSnapshot, Change, DelegateSnapshot,
    InstanceSnapshot, MeetingSnapshot, Operation, Refusal, RoleSnapshot, Snapshot, UserAppSnapshot,
    UserSnapshot,
};
use consentry::facts::{
    Access, AccountRole, ApprovalSetting, Listing, Management, MeetingKind, MeetingState, OnWithdrawal,
    Policy, Privileges, Publication, Seat, SeatRole, UserStatus,
};
use consentry::{AccountId, AppId, Installation, Manifest, MeetingUuid, Scopes, UserId};
use testkit::laws::rows::Rows;

/// What is wrong about a change that was refused, or that has led to these rows.
pub fn contradicts(
    before: &Rows,
    change: &Change,
    refused: Option<Refusal>,
    after: &Snapshot,
) -> Option<String> {
    match (read(before, change), refused) {
        (Err(expected), Some(refused)) => {
            (expected != refused).then(|| format!("refused as {refused}, the rules say {expected}"))
        }
        (Err(expected), None) => Some(format!("accepted, the rules refuse it as {expected}")),
        (Ok(_), Some(refused)) => Some(format!("refused as {refused}, the rules allow it")),
        (Ok(edit), None) => {
            let mut rows = before.snapshot.clone();
            edit(&mut rows);
            tidy(&mut rows);
            rows.revision += 1;
            (rows != *after).then(|| difference(&format!("{rows:#?}"), &format!("{after:#?}")))
        }
    }
}

/// The lines around the first in which the rows differ.
fn difference(expected: &str, found: &str) -> String {
    let same = expected.lines().zip(found.lines()).take_while(|(expected, found)| expected == found).count();
    let around = |text: &str| {
        let lines: Vec<&str> = text.lines().skip(same.saturating_sub(4)).take(10).collect();
        lines.join("\n")
    };
    format!("the rules lead to\n{}\nit has led to\n{}", around(expected), around(found))
}

type Edit = Box<dyn FnOnce(&mut Snapshot)>;

/// All that the rules say of a change.
struct Reading {
    /// What has to be known, in the order of the braces, and the refusal where it is not.
    names: Vec<(bool, Refusal)>,
    /// A name that must be new is not.
    taken: bool,
    may: bool,
    /// What forbids it, and the refusal for that.
    forbidden: Vec<(bool, Refusal)>,
    edit: Edit,
}

fn read(rows: &Rows, change: &Change) -> Result<Edit, Refusal> {
    let Reading { names, taken, may, forbidden, edit } = reading(rows, change);
    let known = match change.by {
        Actor::System => true,
        Actor::User(by) => rows.user(by).is_some(),
    };
    if let Some((_, refusal)) =
        [(known, Refusal::UnknownUser)].into_iter().chain(names).find(|(known, _)| !known)
    {
        return Err(refusal);
    }
    let all = [(taken, Refusal::AlreadyExists), (!may, Refusal::NotPermitted)].into_iter().chain(forbidden);
    match all.filter(|(stands_against, _)| *stands_against).map(|(_, refusal)| refusal).min() {
        Some(refusal) => Err(refusal),
        None => Ok(edit),
    }
}

fn reading(rows: &Rows, change: &Change) -> Reading {
    use Refusal::*;

    let by = By { rows, by: change.by };
    let system = change.by == Actor::System;
    let known_user = |user: UserId| (rows.user(user).is_some(), UnknownUser);
    let known_app = |app: AppId| (rows.app(app).is_some(), UnknownApp);
    let known_account = |account: AccountId| (rows.account(account).is_some(), UnknownAccount);
    let known_meeting = |meeting: MeetingUuid| (rows.meeting(meeting).is_some(), UnknownMeeting);
    let known_seat = |meeting, participant| (rows.seat(meeting, participant).is_some(), UnknownParticipant);
    let known_role = |account: Option<AccountId>, role: &AccountRole| {
        let defined = account.and_then(|account| rows.account(account));
        (defined.is_some_and(|account| privileges_of(account, role).is_some()), UnknownRole)
    };
    let is_inactive =
        |user: UserId| rows.user(user).is_some_and(|(_, user)| user.status == UserStatus::Deactivated);
    let is_owner = |user: UserId| rows.user(user).is_some_and(|(_, user)| user.role == AccountRole::Owner);
    let home = |user: UserId| rows.account_of(user);
    let is_foreign = |account: AccountId, user: UserId| home(user) != Some(account);
    let foreign_audience = |account: AccountId, audience: Audience| matches!(audience, Audience::User(user) if is_foreign(account, user));
    let known_audience = |audience: Audience| match audience {
        Audience::Everybody => (true, UnknownUser),
        Audience::User(user) => known_user(user),
    };
    let manifest = |app: AppId| rows.app(app).map(|row| &row.manifest);
    let is_unpublished =
        |app: AppId| rows.app(app).is_some_and(|row| row.publication == Publication::Unpublished);
    let allowed = |user: UserId, app: AppId| policy_allows(rows, user, app);
    let installed = |user: UserId, app: AppId| rows.installation(user, app).is_some();
    let meeting_owner = |meeting: MeetingUuid| rows.meeting(meeting).map(|row| row.owner);
    let state = |meeting: MeetingUuid| rows.meeting(meeting).map(|row| row.state);
    let fits = |meeting: MeetingUuid, role: MeetingRole| {
        rows.meeting(meeting).is_some_and(|row| seat_fits(row.kind, role))
    };

    match change.operation.clone() {
        Operation::AddAccount { account, owner } => Reading {
            names: vec![],
            taken: rows.account(account).is_some() || was_used(rows, owner),
            may: system,
            forbidden: vec![],
            edit: Box::new(move |rows| {
                rows.accounts.push(AccountSnapshot {
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
                });
            }),
        },
        Operation::AddUser { account, user, role } => Reading {
            names: vec![known_account(account), known_role(Some(account), &role)],
            taken: was_used(rows, user),
            may: system
                || (by.administers(Some(account), Privileges::USERS_EDIT) && by.hands_out(account, &role)),
            forbidden: vec![(role == AccountRole::Owner, Invalid)],
            edit: Box::new(move |rows| the_account(rows, account).users.push(new_user(user, role))),
        },
        Operation::SetRole { user, role } => Reading {
            names: vec![known_user(user), known_role(home(user), &role)],
            taken: false,
            may: by.administers(home(user), Privileges::ROLES_EDIT)
                && home(user).is_some_and(|account| by.hands_out(account, &role))
                && !by.is_weaker_than(user),
            forbidden: vec![(is_owner(user) || role == AccountRole::Owner, Invalid)],
            edit: Box::new(move |rows| the_user(rows, user).role = role),
        },
        Operation::DefineRole { account, role, privileges } => {
            let defined = AccountRole::Custom(role.clone());
            let before = rows.account(account).and_then(|account| privileges_of(account, &defined));
            Reading {
                names: vec![known_account(account)],
                taken: false,
                may: by.administers(Some(account), Privileges::ROLES_EDIT)
                    && by.matches(privileges)
                    && before.is_none_or(|before| by.matches(before)),
                forbidden: vec![],
                edit: Box::new(move |rows| {
                    let account = the_account(rows, account);
                    account.roles.retain(|row| row.name != role);
                    account.roles.push(RoleSnapshot { name: role, privileges });
                }),
            }
        }
        Operation::TransferOwnership { account, to } => Reading {
            names: vec![known_account(account), known_user(to)],
            taken: false,
            may: matches!(change.by, Actor::User(by) if is_owner(by) && home(by) == Some(account)),
            forbidden: vec![
                (is_foreign(account, to), DifferentAccount),
                (is_inactive(to), Inactive),
                (is_owner(to), Invalid),
            ],
            edit: Box::new(move |rows| {
                for user in &mut the_account(rows, account).users {
                    match () {
                        () if user.id == to => user.role = AccountRole::Owner,
                        () if user.role == AccountRole::Owner => user.role = AccountRole::Admin,
                        () => {}
                    }
                }
            }),
        },
        Operation::DeactivateUser { user } | Operation::ActivateUser { user } => {
            let status = match change.operation {
                Operation::DeactivateUser { .. } => UserStatus::Deactivated,
                _ => UserStatus::Active,
            };
            Reading {
                names: vec![known_user(user)],
                taken: false,
                may: by.administers(home(user), Privileges::USERS_EDIT) && !by.is_weaker_than(user),
                forbidden: vec![(is_owner(user), Invalid)],
                edit: Box::new(move |rows| the_user(rows, user).status = status),
            }
        }
        Operation::RemoveUser { user } => {
            let meetings = rows.snapshot.accounts.iter().flat_map(|account| &account.meetings);
            let own: Vec<&MeetingSnapshot> = meetings.filter(|meeting| meeting.owner == user).collect();
            let gone: Vec<MeetingUuid> = own.iter().map(|meeting| meeting.uuid).collect();
            Reading {
                names: vec![known_user(user)],
                taken: false,
                may: by.administers(home(user), Privileges::USERS_EDIT) && !by.is_weaker_than(user),
                forbidden: vec![(
                    is_owner(user) || own.iter().any(|meeting| meeting.state == MeetingState::Live),
                    Invalid,
                )],
                edit: Box::new(move |rows| {
                    for account in &mut rows.accounts {
                        if account.users.iter().any(|row| row.id == user) {
                            account.removed_users.push(user);
                            account.removed_meetings.extend(gone.iter().copied());
                        }
                        account.users.retain(|row| row.id != user);
                        account.meetings.retain(|meeting| meeting.owner != user);
                        for row in &mut account.users {
                            row.delegates.retain(|row| row.delegate != user);
                            row.calendar.retain(|binding| !gone.contains(&binding.meeting));
                        }
                        for meeting in &mut account.meetings {
                            let seats: Vec<_> =
                                meeting.seats.iter().filter(|seat| seat.user == Some(user)).collect();
                            let seats: Vec<_> = seats.iter().map(|seat| seat.participant).collect();
                            meeting.open.retain(|open| !seats.contains(&open.participant));
                            meeting.seats.retain(|seat| seat.user != Some(user));
                        }
                    }
                }),
            }
        }

        Operation::RegisterApp { app, manifest: draft } => {
            let developer = draft.developer;
            let manifest = Manifest::try_from(draft).ok();
            Reading {
                names: vec![known_account(developer)],
                taken: rows.app(app).is_some(),
                may: system,
                forbidden: vec![(manifest.is_none(), Invalid)],
                edit: Box::new(move |rows| {
                    let manifest = manifest.expect("no draft that is none is registered");
                    rows.apps.push(AppSnapshot { id: app, manifest, publication: Publication::Published });
                }),
            }
        }
        Operation::UpdateApp { app, manifest: draft } => {
            let developer = draft.developer;
            let stays = manifest(app).is_some_and(|old| {
                (old.developer(), old.management()) == (draft.developer, draft.management)
            });
            let manifest = Manifest::try_from(draft).ok();
            Reading {
                names: vec![known_app(app), known_account(developer)],
                taken: false,
                may: system,
                forbidden: vec![(manifest.is_none() || !stays, Invalid)],
                edit: Box::new(move |rows| {
                    let manifest = manifest.expect("no draft that is none is accepted");
                    let asked = manifest.required_scopes() | manifest.optional_scopes();
                    for user in rows.accounts.iter_mut().flat_map(|account| &mut account.users) {
                        for entry in user.apps.iter_mut().filter(|entry| entry.app == app) {
                            if let Some(granted) = &mut entry.installation {
                                granted.scopes = granted.scopes & asked;
                                granted.shared_access &= manifest.uses_shared_access();
                            }
                        }
                    }
                    for row in rows.apps.iter_mut().filter(|row| row.id == app) {
                        row.manifest = manifest.clone();
                    }
                }),
            }
        }
        Operation::UnpublishApp { app } | Operation::PublishApp { app } => {
            let publication = match change.operation {
                Operation::UnpublishApp { .. } => Publication::Unpublished,
                _ => Publication::Published,
            };
            Reading {
                names: vec![known_app(app)],
                taken: false,
                may: system,
                forbidden: vec![],
                edit: Box::new(move |rows| {
                    for row in rows.apps.iter_mut().filter(|row| row.id == app) {
                        row.publication = publication;
                    }
                }),
            }
        }

        Operation::SetPolicy { account, listed, unlisted, on_withdrawal } => Reading {
            names: vec![known_account(account)],
            taken: false,
            may: by.administers(Some(account), Privileges::MARKETPLACE_EDIT),
            forbidden: vec![],
            edit: Box::new(move |rows| {
                the_account(rows, account).policy = Policy { listed, unlisted, on_withdrawal };
            }),
        },
        Operation::ApproveApp { account, app, user: audience } => Reading {
            names: vec![known_account(account), known_app(app), known_audience(audience)],
            taken: false,
            may: by.administers(Some(account), Privileges::MARKETPLACE_EDIT),
            forbidden: vec![(foreign_audience(account, audience), DifferentAccount)],
            edit: Box::new(move |rows| match audience {
                Audience::User(user) => {
                    let entry = the_entry(rows, user, app);
                    entry.approved = true;
                    entry.requested = false;
                }
                Audience::Everybody => {
                    let account = the_account(rows, account);
                    account.approved.push(app);
                    for entry in account.users.iter_mut().flat_map(|user| &mut user.apps) {
                        entry.requested &= entry.app != app;
                    }
                }
            }),
        },
        Operation::WithdrawApproval { account, app, user: audience } => {
            let for_all = rows.account(account).is_some_and(|account| account.approved.contains(&app));
            Reading {
                names: vec![known_account(account), known_app(app), known_audience(audience)],
                taken: false,
                may: by.administers(Some(account), Privileges::MARKETPLACE_EDIT),
                forbidden: vec![
                    (foreign_audience(account, audience), DifferentAccount),
                    (audience != Audience::Everybody && for_all, Invalid),
                ],
                edit: Box::new(move |rows| match audience {
                    Audience::User(user) => the_entry(rows, user, app).approved = false,
                    Audience::Everybody => {
                        let account = the_account(rows, account);
                        account.approved.retain(|approved| *approved != app);
                        for entry in account.users.iter_mut().flat_map(|user| &mut user.apps) {
                            entry.approved &= entry.app != app;
                        }
                    }
                }),
            }
        }
        Operation::RequestApp { user, app } => Reading {
            names: vec![known_user(user), known_app(app)],
            taken: false,
            may: by.is(user),
            forbidden: vec![(is_unpublished(app), AppUnpublished), (allowed(user, app), Invalid)],
            edit: Box::new(move |rows| the_entry(rows, user, app).requested = true),
        },
        Operation::DeclineRequest { user, app } => Reading {
            names: vec![known_user(user), known_app(app)],
            taken: false,
            may: by.administers(home(user), Privileges::MARKETPLACE_EDIT),
            forbidden: vec![],
            edit: Box::new(move |rows| the_entry(rows, user, app).requested = false),
        },

        Operation::Install { user, app, optional_scopes, shared } => {
            let manifest = manifest(app);
            let required = manifest.map_or(Scopes::empty(), Manifest::required_scopes);
            let optional = manifest.map_or(Scopes::empty(), Manifest::optional_scopes);
            let admin_managed = manifest.is_some_and(|app| app.management() == Management::AdminManaged);
            let scopes = required | optional_scopes;
            let shares = manifest.is_some_and(Manifest::uses_shared_access);
            Reading {
                names: vec![known_user(user), known_app(app)],
                taken: false,
                may: by.is(user)
                    && (!admin_managed
                        || (by.administers(home(user), Privileges::MARKETPLACE_EDIT) && by.covers(scopes))),
                forbidden: vec![
                    (is_unpublished(app), AppUnpublished),
                    (!allowed(user, app), NotApproved),
                    (!optional.contains(optional_scopes) || (shared && !shares), Invalid),
                ],
                edit: Box::new(move |rows| {
                    let installation = Installation { scopes, shared_access: shared };
                    the_entry(rows, user, app).installation = Some(installation);
                }),
            }
        }
        Operation::InstallFor { user, app } => {
            let required = manifest(app).map_or(Scopes::empty(), Manifest::required_scopes);
            let admin_managed = manifest(app).is_some_and(|app| app.management() == Management::AdminManaged);
            Reading {
                names: vec![known_user(user), known_app(app)],
                taken: false,
                may: by.administers(home(user), Privileges::MARKETPLACE_EDIT)
                    && (!by.has_custom_role() || by.covers(required)),
                forbidden: vec![
                    (is_inactive(user), Inactive),
                    (is_unpublished(app), AppUnpublished),
                    (!allowed(user, app), NotApproved),
                    (admin_managed || installed(user, app), Invalid),
                ],
                edit: Box::new(move |rows| {
                    let installation = Installation { scopes: required, shared_access: false };
                    the_entry(rows, user, app).installation = Some(installation);
                }),
            }
        }
        Operation::GrantSharedAccess { user, app } => Reading {
            names: vec![known_user(user), known_app(app)],
            taken: false,
            may: by.is(user),
            forbidden: vec![
                (is_unpublished(app), AppUnpublished),
                (!allowed(user, app), NotApproved),
                (!installed(user, app), NotInstalled),
                (!manifest(app).is_some_and(Manifest::uses_shared_access), Invalid),
                (rows.entry(user, app).is_some_and(|entry| entry.disabled), Invalid),
            ],
            edit: Box::new(move |rows| tick(rows, user, app, true)),
        },
        Operation::RevokeSharedAccess { user, app } => Reading {
            names: vec![known_user(user), known_app(app)],
            taken: false,
            may: by.is(user) || by.administers(home(user), Privileges::MARKETPLACE_EDIT),
            forbidden: vec![(!installed(user, app), NotInstalled)],
            edit: Box::new(move |rows| tick(rows, user, app, false)),
        },
        Operation::DisableInstallation { user, app } | Operation::EnableInstallation { user, app } => {
            let disabled = matches!(change.operation, Operation::DisableInstallation { .. });
            Reading {
                names: vec![known_user(user), known_app(app)],
                taken: false,
                may: by.administers(home(user), Privileges::MARKETPLACE_EDIT),
                forbidden: vec![],
                edit: Box::new(move |rows| the_entry(rows, user, app).disabled = disabled),
            }
        }
        Operation::Uninstall { user, app } => Reading {
            names: vec![known_user(user), known_app(app)],
            taken: false,
            may: by.is(user) || by.administers(home(user), Privileges::MARKETPLACE_EDIT),
            forbidden: vec![(!installed(user, app), NotInstalled)],
            edit: Box::new(move |rows| the_entry(rows, user, app).installation = None),
        },

        Operation::Delegate { delegator, delegate, access } => {
            let given = rows
                .user(delegator)
                .map_or(0, |(_, user)| user.delegates.iter().filter(|row| row.delegate != delegate).count());
            Reading {
                names: vec![known_user(delegator), known_user(delegate)],
                taken: false,
                may: by.is(delegator)
                    || (by.administers(home(delegator), Privileges::USERS_EDIT)
                        && !by.is(delegate)
                        && by.may_entrust(access)),
                forbidden: vec![
                    (home(delegator) != home(delegate), DifferentAccount),
                    (is_inactive(delegator) || is_inactive(delegate), Inactive),
                    (delegator == delegate || access.is_empty() || given >= 30, Invalid),
                ],
                edit: Box::new(move |rows| {
                    let delegates = &mut the_user(rows, delegator).delegates;
                    delegates.retain(|row| row.delegate != delegate);
                    delegates.push(DelegateSnapshot { delegate, access });
                }),
            }
        }
        Operation::RevokeDelegation { delegator, delegate } => Reading {
            names: vec![known_user(delegator), known_user(delegate)],
            taken: false,
            may: by.is(delegator)
                || by.is(delegate)
                || by.administers(home(delegator), Privileges::USERS_EDIT),
            forbidden: vec![],
            edit: Box::new(move |rows| {
                the_user(rows, delegator).delegates.retain(|row| row.delegate != delegate);
            }),
        },

        Operation::ScheduleMeeting { owner, meeting, number, topic, kind } => {
            let scheduled =
                rows.snapshot.accounts.iter().any(|account| account.removed_meetings.contains(&meeting));
            let account = home(owner);
            Reading {
                names: vec![known_user(owner)],
                taken: rows.meeting(meeting).is_some() || scheduled,
                may: by.is(owner) || by.schedules_for(owner),
                forbidden: vec![(is_inactive(owner), Inactive)],
                edit: Box::new(move |rows| {
                    let account = the_account(rows, account.expect("the owner is known"));
                    account.meetings.push(MeetingSnapshot {
                        uuid: meeting,
                        owner,
                        number,
                        topic,
                        kind,
                        state: MeetingState::Scheduled,
                        seats: vec![],
                        open: vec![],
                    });
                }),
            }
        }
        Operation::StartMeeting { meeting } => {
            let owner = meeting_owner(meeting);
            Reading {
                names: vec![known_meeting(meeting)],
                taken: false,
                may: owner.is_some_and(|owner| by.is(owner) || by.schedules_for(owner)),
                forbidden: vec![
                    (owner.is_some_and(is_inactive), Inactive),
                    (state(meeting) != Some(MeetingState::Scheduled), Invalid),
                ],
                edit: Box::new(move |rows| the_meeting(rows, meeting).state = MeetingState::Live),
            }
        }
        Operation::EndMeeting { meeting } => {
            let owner = meeting_owner(meeting);
            Reading {
                names: vec![known_meeting(meeting)],
                taken: false,
                may: owner
                    .is_some_and(|owner| by.is(owner) || by.administers(home(owner), Privileges::USERS_EDIT))
                    || by.is_seated_as_host(meeting),
                forbidden: vec![(state(meeting) != Some(MeetingState::Live), Invalid)],
                edit: Box::new(move |rows| {
                    let meeting = the_meeting(rows, meeting);
                    meeting.state = MeetingState::Ended;
                    meeting.seats.clear();
                    meeting.open.clear();
                }),
            }
        }
        Operation::Join { meeting, user, participant, role } => Reading {
            names: vec![known_meeting(meeting), user.map_or((true, UnknownUser), known_user)],
            taken: rows.seat(meeting, participant).is_some(),
            may: system,
            forbidden: vec![
                (user.is_some_and(is_inactive), Inactive),
                (state(meeting) != Some(MeetingState::Live) || !fits(meeting, role), Invalid),
            ],
            edit: Box::new(move |rows| {
                let role = SeatRole::try_from(role).expect("a role that fits is one of a seat");
                the_meeting(rows, meeting).seats.push(Seat { participant, user, role });
            }),
        },
        Operation::Leave { meeting, participant } => Reading {
            names: vec![known_meeting(meeting), known_seat(meeting, participant)],
            taken: false,
            may: system,
            forbidden: vec![],
            edit: Box::new(move |rows| {
                let meeting = the_meeting(rows, meeting);
                meeting.seats.retain(|seat| seat.participant != participant);
                meeting.open.retain(|open| open.participant != participant);
            }),
        },
        Operation::SetSeatRole { meeting, participant, role } => Reading {
            names: vec![known_meeting(meeting), known_seat(meeting, participant)],
            taken: false,
            may: meeting_owner(meeting).is_some_and(|owner| by.is(owner)) || by.is_seated_as_host(meeting),
            forbidden: vec![(!fits(meeting, role), Invalid)],
            edit: Box::new(move |rows| {
                let role = SeatRole::try_from(role).expect("a role that fits is one of a seat");
                let seats = &mut the_meeting(rows, meeting).seats;
                for seat in seats.iter_mut().filter(|seat| seat.participant == participant) {
                    seat.role = role;
                }
            }),
        },
        Operation::OpenApp { meeting, participant, app } => {
            let opens = rows.meeting(meeting).is_some_and(|row| {
                let seat = row.seats.iter().find(|seat| seat.participant == participant);
                row.state == MeetingState::Live && seat.is_some_and(|seat| may_open(rows, row, seat, app))
            });
            Reading {
                names: vec![known_meeting(meeting), known_seat(meeting, participant), known_app(app)],
                taken: false,
                may: system,
                forbidden: vec![(!opens, Invalid)],
                edit: Box::new(move |rows| {
                    the_meeting(rows, meeting).open.push(InstanceSnapshot { participant, app });
                }),
            }
        }
        Operation::CloseApp { meeting, participant, app } => Reading {
            names: vec![known_meeting(meeting), known_seat(meeting, participant), known_app(app)],
            taken: false,
            may: system,
            forbidden: vec![],
            edit: Box::new(move |rows| {
                let closed = InstanceSnapshot { participant, app };
                the_meeting(rows, meeting).open.retain(|open| *open != closed);
            }),
        },
        Operation::ConfirmCalendarEvent { user, meeting, event } => Reading {
            names: vec![known_user(user), known_meeting(meeting)],
            taken: false,
            may: by.is(user),
            forbidden: vec![],
            edit: Box::new(move |rows| {
                let calendar = &mut the_user(rows, user).calendar;
                calendar.retain(|binding| binding.event != event);
                calendar.push(BindingSnapshot { event, meeting });
            }),
        },
    }
}

/// Who makes the change, and what that one may.
#[derive(Clone, Copy)]
struct By<'a> {
    rows: &'a Rows,
    by: Actor,
}

impl By<'_> {
    /// The actor, if it is a user who may do anything at all.
    fn active(&self) -> Option<(&AccountSnapshot, &UserSnapshot)> {
        let Actor::User(by) = self.by else { return None };
        self.rows.user(by).filter(|(_, user)| user.status == UserStatus::Active)
    }

    fn is(&self, user: UserId) -> bool {
        self.active().is_some_and(|(_, by)| by.id == user)
    }

    /// What its role holds, each `_read` that an `_edit` includes among it.
    fn held(&self) -> Privileges {
        self.active()
            .and_then(|(account, by)| privileges_of(account, &by.role))
            .map_or(Privileges::empty(), whole)
    }

    fn administers(&self, account: Option<AccountId>, privilege: Privileges) -> bool {
        let at_home = self.active().is_some_and(|(own, _)| Some(own.id) == account);
        at_home && self.held().contains(privilege)
    }

    fn has_custom_role(&self) -> bool {
        self.active().is_some_and(|(_, by)| matches!(by.role, AccountRole::Custom(_)))
    }

    /// An actor with a custom role holds all of these; others need not.
    fn matches(&self, privileges: Privileges) -> bool {
        !self.has_custom_role() || self.held().contains(whole(privileges))
    }

    /// The hand-out limit. That nobody hands out `owner` is another refusal, which comes later.
    fn hands_out(&self, account: AccountId, role: &AccountRole) -> bool {
        let account = self.rows.account(account);
        let held = account.and_then(|account| privileges_of(account, role)).unwrap_or(Privileges::empty());
        !self.has_custom_role() || (*role != AccountRole::Admin && self.matches(held))
    }

    /// The stronger-person limit.
    fn is_weaker_than(&self, user: UserId) -> bool {
        let Some((account, user)) = self.rows.user(user) else { return false };
        let held = privileges_of(account, &user.role).unwrap_or(Privileges::empty());
        self.has_custom_role() && (user.role == AccountRole::Admin || !self.matches(held))
    }

    /// Its role covers each of these scopes.
    fn covers(&self, scopes: Scopes) -> bool {
        SCOPES.iter().all(|(scope, privilege)| !scopes.contains(*scope) || self.held().contains(*privilege))
    }

    /// Its role covers what it would give in somebody else's name.
    fn may_entrust(&self, access: Access) -> bool {
        ACCESS.iter().all(|(given, privilege)| !access.contains(*given) || self.held().contains(*privilege))
    }

    fn schedules_for(&self, owner: UserId) -> bool {
        let given = self.rows.user(owner).map_or(&[][..], |(_, owner)| &owner.delegates);
        given.iter().any(|row| row.access.contains(Access::SCHEDULE) && self.is(row.delegate))
    }

    fn is_seated_as_host(&self, meeting: MeetingUuid) -> bool {
        let seats = self.rows.meeting(meeting).map_or(&[][..], |row| &row.seats);
        seats.iter().any(|seat| seat.role == SeatRole::Host && seat.user.is_some_and(|user| self.is(user)))
    }
}

/// By which privilege a role covers a scope.
const SCOPES: [(Scopes, Privileges); 9] = [
    (Scopes::PROFILE_READ, Privileges::USERS_READ),
    (Scopes::PROFILE_WRITE, Privileges::USERS_EDIT),
    (Scopes::MEETINGS_READ, Privileges::USERS_READ),
    (Scopes::MEETINGS_WRITE, Privileges::USERS_EDIT),
    (Scopes::SETTINGS_READ, Privileges::SETTINGS_READ),
    (Scopes::SETTINGS_WRITE, Privileges::SETTINGS_EDIT),
    (Scopes::RECORDINGS_READ, Privileges::RECORDINGS_READ),
    (Scopes::RECORDINGS_WRITE, Privileges::RECORDINGS_EDIT),
    (Scopes::REPORTS_READ, Privileges::REPORTS_READ),
];

/// By which privilege a role covers a delegated access.
const ACCESS: [(Access, Privileges); 5] = [
    (Access::PROFILE, Privileges::USERS_READ),
    (Access::MEETINGS, Privileges::USERS_READ),
    (Access::SCHEDULE, Privileges::USERS_EDIT),
    (Access::RECORDINGS, Privileges::RECORDINGS_READ),
    (Access::REPORTS, Privileges::REPORTS_READ),
];

/// Which privilege includes which.
const INCLUDED: [(Privileges, Privileges); 4] = [
    (Privileges::USERS_EDIT, Privileges::USERS_READ),
    (Privileges::SETTINGS_EDIT, Privileges::SETTINGS_READ),
    (Privileges::RECORDINGS_EDIT, Privileges::RECORDINGS_READ),
    (Privileges::MARKETPLACE_EDIT, Privileges::MARKETPLACE_READ),
];

/// These privileges and those that they include.
fn whole(privileges: Privileges) -> Privileges {
    let included = INCLUDED.iter().filter(|(edit, _)| privileges.contains(*edit));
    included.fold(privileges, |all, (_, read)| all | *read)
}

/// What a role holds, where there is such a role.
fn privileges_of(account: &AccountSnapshot, role: &AccountRole) -> Option<Privileges> {
    match role {
        AccountRole::Owner | AccountRole::Admin => Some(Privileges::all()),
        AccountRole::Member => Some(Privileges::empty()),
        AccountRole::Custom(name) => {
            account.roles.iter().find(|role| role.name == *name).map(|role| role.privileges)
        }
    }
}

/// Nobody may ever be called so again.
fn was_used(rows: &Rows, user: UserId) -> bool {
    rows.user(user).is_some()
        || rows.snapshot.accounts.iter().any(|account| account.removed_users.contains(&user))
}

/// The approval policy, without what `on_withdrawal` adds for check 8.
fn policy_allows(rows: &Rows, user: UserId, app: AppId) -> bool {
    let (Some((account, row)), Some(app)) = (rows.user(user), rows.app(app)) else { return false };
    let setting = match app.manifest.listing() {
        Listing::Listed => account.policy.listed,
        Listing::Unlisted => account.policy.unlisted,
    };
    let approved = row.apps.iter().any(|entry| entry.app == app.id && entry.approved);
    app.manifest.developer() == account.id
        || setting == ApprovalSetting::Open
        || account.approved.contains(&app.id)
        || approved
}

fn seat_fits(kind: MeetingKind, role: MeetingRole) -> bool {
    let fitting: &[MeetingRole] = match kind {
        MeetingKind::Meeting => &[MeetingRole::Host, MeetingRole::Cohost, MeetingRole::Participant],
        MeetingKind::Webinar => {
            &[MeetingRole::Host, MeetingRole::Cohost, MeetingRole::Panelist, MeetingRole::Attendee]
        }
        MeetingKind::Engagement => &[MeetingRole::Agent, MeetingRole::Supervisor],
    };
    fitting.contains(&role)
}

/// Checks 6 to 10 as for a call, and either the status is `authorized` or it is a guest's, who is invited.
fn may_open(rows: &Rows, meeting: &MeetingSnapshot, seat: &Seat, app: AppId) -> bool {
    let guest_mode = rows.app(app).is_some_and(|app| app.manifest.guest_mode());
    let invited = || {
        meeting.open.iter().filter(|open| open.app == app).any(|open| {
            let seat = meeting.seats.iter().find(|seat| seat.participant == open.participant);
            seat.is_some_and(|seat| passes(rows, seat, app) && is_authorized(rows, meeting, seat, app))
        })
    };
    passes(rows, seat, app) && (is_authorized(rows, meeting, seat, app) || (guest_mode && invited()))
}

/// Checks 6 to 10 as for a call.
fn passes(rows: &Rows, seat: &Seat, app: AppId) -> bool {
    let Some(row) = rows.app(app) else { return false };
    let published = row.publication == Publication::Published;
    let Some((account, user)) = seat.user.and_then(|user| rows.user(user)) else {
        return published && row.manifest.guest_mode();
    };
    let entry = user.apps.iter().find(|entry| entry.app == app);
    let installed = entry.is_some_and(|entry| entry.installation.is_some());
    let kept = installed && account.policy.on_withdrawal == OnWithdrawal::Keep;
    published
        && user.status == UserStatus::Active
        && (policy_allows(rows, user.id, app) || kept)
        && (installed || row.manifest.guest_mode())
        && !entry.is_some_and(|entry| entry.disabled)
}

fn is_authorized(rows: &Rows, meeting: &MeetingSnapshot, seat: &Seat, app: AppId) -> bool {
    let watches = meeting.kind == MeetingKind::Webinar && seat.role == SeatRole::Attendee;
    !watches && seat.user.is_some_and(|user| rows.installation(user, app).is_some())
}

// Edits.

fn new_user(id: UserId, role: AccountRole) -> UserSnapshot {
    UserSnapshot { id, role, status: UserStatus::Active, apps: vec![], delegates: vec![], calendar: vec![] }
}

fn the_account(rows: &mut Snapshot, id: AccountId) -> &mut AccountSnapshot {
    rows.accounts.iter_mut().find(|account| account.id == id).expect("a known account")
}

fn the_user(rows: &mut Snapshot, id: UserId) -> &mut UserSnapshot {
    let mut users = rows.accounts.iter_mut().flat_map(|account| &mut account.users);
    users.find(|user| user.id == id).expect("a known user")
}

fn the_entry(rows: &mut Snapshot, user: UserId, app: AppId) -> &mut UserAppSnapshot {
    let entries = &mut the_user(rows, user).apps;
    let place = entries.iter().position(|entry| entry.app == app).unwrap_or(entries.len());
    if place == entries.len() {
        entries.push(UserAppSnapshot {
            app,
            installation: None,
            disabled: false,
            approved: false,
            requested: false,
        });
    }
    &mut entries[place]
}

fn tick(rows: &mut Snapshot, user: UserId, app: AppId, shared: bool) {
    let installation = &mut the_entry(rows, user, app).installation;
    installation.as_mut().expect("it is installed").shared_access = shared;
}

fn the_meeting(rows: &mut Snapshot, uuid: MeetingUuid) -> &mut MeetingSnapshot {
    let mut meetings = rows.accounts.iter_mut().flat_map(|account| &mut account.meetings);
    meetings.find(|meeting| meeting.uuid == uuid).expect("a known meeting")
}

/// Sorts all rows as a snapshot has them, without repetitions and without entries that say nothing.
fn tidy(rows: &mut Snapshot) {
    rows.apps.sort_by_key(|app| app.id);
    rows.accounts.sort_by_key(|account| account.id);
    for account in &mut rows.accounts {
        account.approved.sort();
        account.approved.dedup();
        account.roles.sort_by(|a, b| a.name.cmp(&b.name));
        account.users.sort_by_key(|user| user.id);
        account.removed_users.sort();
        account.meetings.sort_by_key(|meeting| meeting.uuid);
        account.removed_meetings.sort();
        for user in &mut account.users {
            user.apps.retain(|entry| {
                entry.installation.is_some() || entry.disabled || entry.approved || entry.requested
            });
            user.apps.sort_by_key(|entry| entry.app);
            user.delegates.sort_by_key(|row| row.delegate);
            user.calendar.sort_by(|a, b| a.event.cmp(&b.event));
        }
        for meeting in &mut account.meetings {
            meeting.seats.sort_by_key(|seat| seat.participant);
            meeting.open.sort_by_key(|open| (open.participant, open.app));
            meeting.open.dedup();
        }
    }
}
