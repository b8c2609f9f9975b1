//! The administrator's page: who uses which app, who asks, who may look. `cargo run --example review`

mod shared;

use comfy_table::Cell;
use consentry::*;
use shared::{Named, heading, id, outcome, table};

fn main() -> Result<(), Refusal> {
    println!("At Acme, Olga owns the account, Sam reviews the apps in use, Paul and Rita are members.");
    let [acme, initech]: [AccountId; 2] = ["Acme", "Initech"].map(id);
    let [olga, sam, paul, rita]: [UserId; 4] = ["Olga", "Sam", "Paul", "Rita"].map(id);
    let mut directory = Directory::new();
    directory.add_account(acme, olga)?;
    directory.define_role(olga, acme, "reviewer", Privileges::MARKETPLACE_READ)?;
    directory.add_user(olga, acme, sam, AccountRole::Custom("reviewer".into()))?;
    directory.add_user(olga, acme, paul, AccountRole::Member)?;
    directory.add_user(olga, acme, rita, AccountRole::Member)?;

    // Initech makes five apps. All but Polls are approved at Acme, and Timer is disabled for Paul.
    directory.add_account(initech, id("Ines"))?;
    let [planner, notes, timer, polls, overview]: [AppId; 5] =
        ["Planner", "Notes", "Timer", "Polls", "Overview"].map(id);
    let member = ManifestDraft {
        required_scopes: Scopes::MEETINGS_READ,
        uses_shared_access: true,
        ..ManifestDraft::user_managed(initech)
    };
    for app in [planner, timer, polls] {
        directory.register_app(app, member.clone())?;
    }
    directory.register_app(notes, ManifestDraft { uses_shared_access: false, ..member })?;
    directory.register_app(
        overview,
        ManifestDraft { required_scopes: Scopes::REPORTS_READ, ..ManifestDraft::admin_managed(initech) },
    )?;
    for app in [planner, notes, timer, overview] {
        directory.approve_app(olga, acme, app, Audience::Everybody)?;
    }
    directory.install(olga, overview, Scopes::empty())?;
    for app in [planner, notes, timer] {
        directory.install(paul, app, Scopes::empty())?;
    }
    directory.install_with_shared_access(rita, planner, Scopes::empty())?;
    directory.disable_installation(olga, paul, timer)?;
    directory.request_app(rita, polls)?;

    heading("Who may look at Acme's apps, and who may change something");
    println!("To look takes the privilege `marketplace_read`, to change takes `marketplace_edit`.\n");
    let mut rows = Vec::new();
    for (who, role, look, edit) in [
        (olga, "owner: all privileges", Ok(()), Ok(())),
        (sam, "reviewer: marketplace_read", Ok(()), Err(Refusal::NotPermitted)),
        (paul, "member: no privilege", Err(Refusal::NotPermitted), Err(Refusal::NotPermitted)),
    ] {
        let looks = directory.account_apps(who, acme).map(|_| ());
        assert_eq!(looks, look);
        // On a copy: what would happen.
        let edits = directory.clone().disable_installation(who, rita, planner).map(|_| ());
        assert_eq!(edits, edit);
        rows.push([Cell::new(who.name()), Cell::new(role), outcome(looks), outcome(edits)]);
    }
    table(["who", "role", "see which apps are in use", "disable Planner for Rita"], rows);

    heading("The apps in use, with their subscribers of each type");
    let apps = directory.account_apps(sam, acme)?;
    assert_eq!(apps.len(), 4);
    table(
        ["app", "user", "user_with_shared_access", "admin"],
        apps.iter().map(|row| {
            [Cell::new(row.app.name()), count(row.user), count(row.user_with_shared_access), count(row.admin)]
        }),
    );

    heading("Who the subscribers are");
    let mut rows = Vec::new();
    for app in apps.iter().map(|row| row.app) {
        for row in directory.subscribers(sam, acme, app)? {
            rows.push([
                Cell::new(app.name()),
                Cell::new(row.user.name()),
                Cell::new(row.permission_type),
                Cell::new(if row.enabled { "enabled" } else { "disabled" }),
            ]);
        }
    }
    assert_eq!(rows.len(), 5, "as many as were counted");
    table(["app", "user", "permission type", "state"], rows);

    heading("What waits for an administrator");
    assert_eq!(directory.requests(sam, acme)?, [(rita, polls)]);
    for (user, app) in directory.requests(sam, acme)? {
        println!("  {} asks for {}", user.name(), app.name());
    }
    assert_eq!(directory.disabled(sam, acme)?, [(paul, timer)]);
    for (user, app) in directory.disabled(sam, acme)? {
        println!("  {} is disabled for {}", app.name(), user.name());
    }
    directory.approve_app(olga, acme, polls, Audience::User(rita))?;
    let open = directory.requests(sam, acme)?;
    assert_eq!(open, []);
    println!("\nOlga approves Polls for Rita. Open requests now: {}.", open.len());

    heading("Paul ticks shared access for all of his apps at once");
    println!(
        "Each app is granted or refused by itself. Notes does not use shared access, Timer is disabled for Paul,"
    );
    println!("and Polls he may not have.\n");
    let granted = directory.grant_shared_access_to_each(paul, [planner, notes, timer, polls]);
    let done: Vec<AppId> =
        granted.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(app, _)| *app).collect();
    assert_eq!(done, [planner]);
    print_report(granted);

    heading("Olga takes it back from all of them");
    println!("What is installed can be revoked, ticked or not. Polls is not installed.\n");
    let revoked = directory.revoke_shared_access_from_each(olga, paul, [planner, notes, timer, polls]);
    assert_eq!(revoked[3], (polls, Err(Refusal::NotInstalled)));
    print_report(revoked);
    let shared =
        directory.installed_apps(paul)?.into_iter().filter(|row| row.shared == SharedAccess::Granted);
    assert_eq!(shared.count(), 0);
    Ok(())
}

/// One line an app.
fn print_report(report: Vec<(AppId, Result<u64, Refusal>)>) {
    table(
        ["app", "what became of it"],
        report.into_iter().map(|(app, result)| [Cell::new(app.name()), outcome(result)]),
    );
}

/// A number; nothing for none.
fn count(of: usize) -> Cell {
    Cell::new(if of == 0 { "–".to_owned() } else { of.to_string() })
}
