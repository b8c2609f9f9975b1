//! Installing an app: what the user is asked, and what one tick adds. `cargo run --example install`

mod shared;

use comfy_table::Cell;
use consentry::*;
use shared::{Named, decision, heading, id, names, table};

fn main() -> Result<(), Refusal> {
    // Acme is a company: Olga owns the account, Paul and Rita work there. Zoe works elsewhere.
    let [acme, globex, initech]: [AccountId; 3] = ["Acme", "Globex", "Initech"].map(id);
    let [olga, paul, rita, zoe]: [UserId; 4] = ["Olga", "Paul", "Rita", "Zoe"].map(id);
    let mut directory = Directory::new();
    directory.add_account(acme, olga)?;
    directory.add_user(olga, acme, paul, AccountRole::Member)?;
    directory.add_user(olga, acme, rita, AccountRole::Member)?;
    directory.add_account(globex, zoe)?;

    // Initech makes apps. Olga approves them for everybody at Acme.
    directory.add_account(initech, id("Ines"))?;
    let [planner, notes, overview]: [AppId; 3] = ["Planner", "Notes", "Overview"].map(id);
    directory.register_app(
        planner,
        ManifestDraft {
            required_scopes: Scopes::MEETINGS_READ | Scopes::MEETINGS_WRITE,
            optional_scopes: Scopes::RECORDINGS_READ,
            uses_shared_access: true,
            ..ManifestDraft::user_managed(initech)
        },
    )?;
    directory.register_app(
        notes,
        ManifestDraft { required_scopes: Scopes::PROFILE_READ, ..ManifestDraft::user_managed(initech) },
    )?;
    directory.register_app(
        overview,
        ManifestDraft {
            required_scopes: Scopes::PROFILE_READ | Scopes::REPORTS_READ,
            ..ManifestDraft::admin_managed(initech)
        },
    )?;
    for app in [planner, notes, overview] {
        directory.approve_app(olga, acme, app, Audience::Everybody)?;
    }

    println!(
        "Olga lets Paul schedule meetings for her and see her recordings. Rita has entrusted him with nothing."
    );
    directory.delegate(olga, paul, Access::SCHEDULE | Access::RECORDINGS)?;

    heading("Paul adds Planner: the consent screen");
    let consent = directory.consent(paul, planner)?;
    assert_eq!(consent.would_add, [olga]);
    print_screen(planner, &consent);

    heading("What Planner may then do on Paul's authority");
    let questions = [
        ("create a meeting for Paul", paul, DataKind::Meetings, Verb::Create),
        ("create a meeting for Olga", olga, DataKind::Meetings, Verb::Create),
        ("see Olga's recordings", olga, DataKind::Recordings, Verb::Read),
        ("delete Olga's recordings", olga, DataKind::Recordings, Verb::Delete),
        ("create a meeting for Rita", rita, DataKind::Meetings, Verb::Create),
        ("create a meeting for Zoe, of another company", zoe, DataKind::Meetings, Verb::Create),
    ];
    let ask = |directory: &Directory| {
        questions.map(|(_, owner, kind, verb)| {
            let resource = ResourceId::UserData { owner, kind };
            directory.evaluate(PrincipalId::User(paul), planner, resource, verb.into())
        })
    };
    directory.install(paul, planner, Scopes::empty())?;
    let plain = ask(&directory);
    assert_eq!(plain[0], Decision::Allow(Basis::Own));
    assert_eq!(plain[1], Decision::Deny(Denial::SharedAccessNotGranted));
    assert_eq!(plain[2], Decision::Deny(Denial::ScopeNotGranted(Scopes::RECORDINGS_READ)));

    // Installing again authorizes anew: what is said now replaces what was said before.
    directory.install_with_shared_access(paul, planner, Scopes::RECORDINGS_READ)?;
    let ticked = ask(&directory);
    assert_eq!(ticked[1], Decision::Allow(Basis::Delegated));
    assert_eq!(ticked[2], Decision::Allow(Basis::Delegated));
    assert_eq!(ticked[4], Decision::Deny(Denial::NotDelegated));
    assert_eq!(ticked[5], Decision::Deny(Denial::CrossAccount));
    table(
        ["may Planner …", "with neither box ticked", "with both boxes ticked"],
        questions.iter().zip(plain.into_iter().zip(ticked)).map(|((question, ..), (plain, ticked))| {
            [Cell::new(question), decision(plain), decision(ticked)]
        }),
    );

    heading("The page of installed apps");
    directory.install(paul, notes, Scopes::empty())?;
    directory.install(olga, overview, Scopes::empty())?;
    directory.disable_installation(olga, paul, notes)?;
    println!(
        "Paul has added Notes too, and Olga, who owns the account, Overview. She has disabled Notes for Paul.\n"
    );
    let mut rows = Vec::new();
    for (user, expected) in [
        (olga, &[PermissionType::Admin][..]),
        (paul, &[PermissionType::User, PermissionType::UserWithSharedAccess]),
    ] {
        let apps = directory.installed_apps(user)?;
        assert!(apps.iter().map(|row| &row.permission_type).eq(expected));
        for row in apps {
            rows.push([
                Cell::new(user.name()),
                Cell::new(row.app.name()),
                Cell::new(row.permission_type),
                Cell::new(row.scopes),
                Cell::new(if row.enabled { "yes" } else { "no" }),
                Cell::new(row.shared),
            ]);
        }
    }
    table(["user", "app", "permission type", "scopes", "enabled", "shared access"], rows);
    Ok(())
}

/// The authorization screen as text.
fn print_screen(app: AppId, consent: &Consent) {
    println!("  {} would like to have", app.name());
    for scope in consent.required.names() {
        println!("    [x] {scope:<16} required");
    }
    for scope in consent.optional.names() {
        println!("    [ ] {scope:<16} if you choose so");
    }
    if consent.shared_offered {
        println!("  and, if you choose so,");
        println!("    [ ] Allow this app to use my shared access permissions.");
        println!("        Today this adds data of: {}", names(consent.would_add.iter().copied()));
    }
}
