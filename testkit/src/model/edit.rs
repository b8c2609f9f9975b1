//! Rows to edit, by the names of what they are about.

use consentry::directory::{
    AccountSnapshot, AppSnapshot, MeetingSnapshot, Snapshot, UserAppSnapshot, UserSnapshot,
};
use consentry::{AccountId, AppId, MeetingUuid, UserId};

pub(super) fn account(rows: &mut Snapshot, id: AccountId) -> &mut AccountSnapshot {
    rows.accounts.iter_mut().find(|account| account.id == id).expect("a known account")
}

pub(super) fn users(rows: &mut Snapshot) -> impl Iterator<Item = &mut UserSnapshot> {
    rows.accounts.iter_mut().flat_map(|account| &mut account.users)
}

pub(super) fn user(rows: &mut Snapshot, id: UserId) -> &mut UserSnapshot {
    users(rows).find(|user| user.id == id).expect("a known user")
}

pub(super) fn app(rows: &mut Snapshot, id: AppId) -> &mut AppSnapshot {
    rows.apps.iter_mut().find(|app| app.id == id).expect("a known app")
}

pub(super) fn meeting(rows: &mut Snapshot, id: MeetingUuid) -> &mut MeetingSnapshot {
    let mut meetings = rows.accounts.iter_mut().flat_map(|account| &mut account.meetings);
    meetings.find(|meeting| meeting.uuid == id).expect("a known meeting")
}

/// The user's entry for an app; if there is none, a new and empty one.
pub(super) fn entry(rows: &mut Snapshot, user: UserId, app: AppId) -> &mut UserAppSnapshot {
    let entries = &mut self::user(rows, user).apps;
    let place = entries.iter().position(|entry| entry.app == app).unwrap_or(entries.len());
    if place == entries.len() {
        let (installation, disabled, approved, requested) = (None, false, false, false);
        entries.push(UserAppSnapshot { app, installation, disabled, approved, requested });
    }
    &mut entries[place]
}

/// Sorts all rows as a snapshot has them, and removes repetitions and empty entries.
pub(super) fn tidy(rows: &mut Snapshot) {
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
            meeting.alternative_hosts.sort();
            for said in [&mut meeting.stopped, &mut meeting.media_allowed] {
                said.sort();
                said.dedup();
            }
            meeting.seats.sort_by_key(|seat| seat.participant);
            meeting.open.sort_by_key(|open| (open.participant, open.app));
            meeting.open.dedup();
        }
    }
}
