//! The administrator's page: who uses which app, who requests one, and who may see this. `cargo run --example review`

mod shared;

use std::error::Error;

use comfy_table::Cell;
use consentry::directory::{Audience, Directory, Refusal, RefusalReason, SharedAccess};
use consentry::facts::{AccountRole, Privileges};
use consentry::{AccountId, AppId, Manifest, Scopes, UserId};
use shared::{Named, heading, id, outcome, table};

fn main() -> Result<(), Box<dyn Error>> {
    println!("At Acme, Olga owns the account, Sam reviews the apps in use, Paul and Rita are members.");
    let [acme, initech]: [AccountId; 2] = ["Acme", "Initech"].map(id);
    let [olga, sam, paul, rita]: [UserId; 4] = ["Olga", "Sam", "Paul", "Rita"].map(id);
    let mut directory = Directory::new();
    directory.acting_as_system().add_account(acme, olga)?;
    directory.acting_as(olga).define_role(acme, "reviewer", Privileges::MARKETPLACE_READ)?;
    directory.acting_as(olga).add_user(acme, sam, AccountRole::Custom("reviewer".into()))?;
    directory.acting_as(olga).add_user(acme, paul, AccountRole::Member)?;
    directory.acting_as(olga).add_user(acme, rita, AccountRole::Member)?;

    // Initech makes five apps. All but Polls are approved at Acme, and Timer is disabled for Paul.
    directory.acting_as_system().add_account(initech, id("Ines"))?;
    let [planner, notes, timer, polls, overview]: [AppId; 5] =
        ["Planner", "Notes", "Timer", "Polls", "Overview"].map(id);
    let reads_meetings = || Manifest::user_managed(initech).require(Scopes::MEETINGS_READ);
    for app in [planner, timer, polls] {
        directory.acting_as_system().register_app(app, reads_meetings().offer_shared_access().build()?)?;
    }
    directory.acting_as_system().register_app(notes, reads_meetings().build()?)?;
    directory
        .acting_as_system()
        .register_app(overview, Manifest::admin_managed(initech).require(Scopes::REPORTS_READ).build()?)?;
    for app in [planner, notes, timer, overview] {
        directory.acting_as(olga).approve_app(acme, app, Audience::Everybody)?;
    }
    directory.acting_as(olga).install(overview, Scopes::empty())?;
    for app in [planner, notes, timer] {
        directory.acting_as(paul).install(app, Scopes::empty())?;
    }
    directory.acting_as(rita).install_with_shared_access(planner, Scopes::empty())?;
    directory.acting_as(olga).disable_installation(paul, timer)?;
    directory.acting_as(rita).request_app(polls)?;

    heading("Who may look at Acme's apps, and who may change something");
    println!("Seeing them requires the privilege `marketplace_read`, changing them `marketplace_edit`.\n");
    let mut rows = Vec::new();
    for (who, role, look, edit) in [
        (olga, "owner: all privileges", Ok(()), Ok(())),
        (sam, "reviewer: marketplace_read", Ok(()), Err(RefusalReason::NotPermitted)),
        (paul, "member: no privilege", Err(RefusalReason::NotPermitted), Err(RefusalReason::NotPermitted)),
    ] {
        let looks = directory.account_apps(who, acme).map(|_| ());
        assert_eq!(reason(&looks), look);
        // On a copy: what would happen.
        let edits = directory.clone().acting_as(who).disable_installation(rita, planner).map(|_| ());
        assert_eq!(reason(&edits), edit);
        rows.push([Cell::new(who.name()), Cell::new(role), outcome(reason(&looks)), outcome(reason(&edits))]);
    }
    table(["who", "role", "see which apps are in use", "disable Planner for Rita"], rows);

    heading("The apps in use, and how many subscribers of each type they have");
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
                Cell::new(row.status),
            ]);
        }
    }
    assert_eq!(rows.len(), 5, "as many as were counted");
    table(["app", "user", "permission type", "status"], rows);

    heading("What an administrator has to attend to");
    let requests = directory.requests(sam, acme)?;
    assert!(requests.iter().map(|row| (row.user, row.app)).eq([(rita, polls)]));
    for row in requests {
        println!("  {} requests {}", row.user.name(), row.app.name());
    }
    let disabled = directory.disabled(sam, acme)?;
    assert!(disabled.iter().map(|row| (row.user, row.app)).eq([(paul, timer)]));
    for row in disabled {
        println!("  {} is disabled for {}", row.app.name(), row.user.name());
    }
    directory.acting_as(olga).approve_app(acme, polls, Audience::User(rita))?;
    let open = directory.requests(sam, acme)?;
    assert!(open.is_empty());
    println!("\nOlga approves Polls for Rita. Open requests now: {}.", open.len());

    heading("Paul ticks shared access for all of his apps at once");
    println!(
        "Each app is granted or refused on its own. Notes does not use shared access, Timer is disabled for Paul,"
    );
    println!("and Polls is not approved for him.\n");
    let granted = directory.acting_as(paul).grant_shared_access_to_each([planner, notes, timer, polls]);
    let done: Vec<AppId> =
        granted.iter().filter(|(_, outcome)| outcome.is_ok()).map(|(app, _)| *app).collect();
    assert_eq!(done, [planner]);
    print_report(granted);

    heading("Olga revokes it from all of them");
    println!("Revoking works for every installed app, ticked or not. Polls is not installed.\n");
    let revoked =
        directory.acting_as(olga).revoke_shared_access_from_each(paul, [planner, notes, timer, polls]);
    assert_eq!(revoked[3], (polls, Err(Refusal::NotInstalled)));
    print_report(revoked);
    let shared =
        directory.installed_apps(paul)?.into_iter().filter(|row| row.shared == SharedAccess::Granted);
    assert_eq!(shared.count(), 0);
    Ok(())
}

/// One line per app.
fn print_report(report: Vec<(AppId, Result<u64, Refusal>)>) {
    table(
        ["app", "result"],
        report.into_iter().map(|(app, result)| [Cell::new(app.name()), outcome(result)]),
    );
}

/// The reason of a refusal, without what it carries.
fn reason(outcome: &Result<(), Refusal>) -> Result<(), RefusalReason> {
    outcome.clone().map_err(|refusal| refusal.reason())
}

/// A number; nothing for none.
fn count(of: usize) -> Cell {
    Cell::new(if of == 0 { "–".to_owned() } else { of.to_string() })
}
