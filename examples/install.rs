//! Installing an app: what the consent screen shows, and what the shared access tick grants. `cargo run --example install`

mod shared;

use std::error::Error;

use comfy_table::Cell;
use consentry::directory::{Audience, Consent, Directory};
use consentry::facts::{Access, AccountRole, PermissionType, Privileges};
use consentry::{AccountId, AppId, Basis, DataKind, Decision, Denial, Manifest, Scopes, UserId, Verb};
use shared::{Named, decision, heading, id, names, table};

fn main() -> Result<(), Box<dyn Error>> {
    // Acme is a company: Olga owns the account, Paul and Rita work there. Zoe works elsewhere.
    let [acme, globex, initech]: [AccountId; 3] = ["Acme", "Globex", "Initech"].map(id);
    let [olga, paul, rita, zoe]: [UserId; 4] = ["Olga", "Paul", "Rita", "Zoe"].map(id);
    let mut directory = Directory::new();
    directory.acting_as_system().add_account(acme, olga)?;
    directory.acting_as(olga).add_user(acme, paul, AccountRole::Member)?;
    directory.acting_as(olga).add_user(acme, rita, AccountRole::Member)?;
    directory.acting_as_system().add_account(globex, zoe)?;

    // Initech makes apps. Olga approves them for everybody at Acme.
    directory.acting_as_system().add_account(initech, id("Ines"))?;
    let [planner, notes, overview]: [AppId; 3] = ["Planner", "Notes", "Overview"].map(id);
    directory.acting_as_system().register_app(
        planner,
        Manifest::user_managed(initech)
            .require(Scopes::MEETINGS_READ | Scopes::MEETINGS_WRITE)
            .optional(Scopes::RECORDINGS_READ)
            .offer_shared_access()
            .build()?,
    )?;
    directory
        .acting_as_system()
        .register_app(notes, Manifest::user_managed(initech).require(Scopes::PROFILE_READ).build()?)?;
    directory.acting_as_system().register_app(
        overview,
        Manifest::admin_managed(initech).require(Scopes::PROFILE_READ | Scopes::REPORTS_READ).build()?,
    )?;
    for app in [planner, notes, overview] {
        directory.acting_as(olga).approve_app(acme, app, Audience::Everybody)?;
    }

    println!(
        "Olga lets Paul schedule meetings for her and see her recordings. Rita has delegated nothing to him."
    );
    directory.acting_as(olga).delegate(paul, Access::SCHEDULE | Access::RECORDINGS)?;

    heading("Paul adds Planner: the consent screen");
    let consent = directory.consent(paul, planner)?;
    assert_eq!(consent.would_add, [olga]);
    print_screen(planner, &consent);

    heading("What Planner may then do on Paul's behalf");
    let questions = [
        ("create a meeting for Paul", paul, DataKind::Meetings, Verb::Create),
        ("create a meeting for Olga", olga, DataKind::Meetings, Verb::Create),
        ("see Olga's recordings", olga, DataKind::Recordings, Verb::Read),
        ("delete Olga's recordings", olga, DataKind::Recordings, Verb::Delete),
        ("create a meeting for Rita", rita, DataKind::Meetings, Verb::Create),
        ("create a meeting for Zoe, of another company", zoe, DataKind::Meetings, Verb::Create),
    ];
    let ask = |directory: &Directory| {
        questions.map(|(_, owner, kind, verb)| directory.evaluate(paul, planner, kind.of(owner), verb))
    };
    directory.acting_as(paul).install(planner, Scopes::empty())?;
    let plain = ask(&directory);
    assert_eq!(plain[0], Decision::Allow(Basis::Own));
    assert_eq!(plain[1], Decision::Deny(Denial::SharedAccessNotGranted));
    assert_eq!(plain[2], Decision::Deny(Denial::ScopeNotGranted(Scopes::RECORDINGS_READ)));

    // Installing again authorizes again: the new choices replace the old ones.
    directory.acting_as(paul).install_with_shared_access(planner, Scopes::RECORDINGS_READ)?;
    let ticked = ask(&directory);
    assert_eq!(ticked[1], Decision::Allow(Basis::Delegated));
    assert_eq!(ticked[2], Decision::Allow(Basis::Delegated));
    let (access, privilege) = (Access::SCHEDULE, Privileges::USERS_EDIT);
    assert_eq!(ticked[4], Decision::Deny(Denial::NotDelegated { access, privilege }));
    assert_eq!(ticked[5], Decision::Deny(Denial::CrossAccount));
    table(
        ["may Planner …", "with neither box ticked", "with both boxes ticked"],
        questions.iter().zip(plain.into_iter().zip(ticked)).map(|((question, ..), (plain, ticked))| {
            [Cell::new(question), decision(plain), decision(ticked)]
        }),
    );

    heading("The page of installed apps");
    directory.acting_as(paul).install(notes, Scopes::empty())?;
    directory.acting_as(olga).install(overview, Scopes::empty())?;
    directory.acting_as(olga).disable_installation(paul, notes)?;
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
                Cell::new(row.status),
                Cell::new(row.shared),
            ]);
        }
    }
    table(["user", "app", "permission type", "scopes", "status", "shared access"], rows);
    Ok(())
}

/// The authorization screen as text.
fn print_screen(app: AppId, consent: &Consent) {
    println!("  {} would like to have", app.name());
    for scope in consent.required.names() {
        println!("    [x] {scope:<16} required");
    }
    for scope in consent.optional.names() {
        println!("    [ ] {scope:<16} optional");
    }
    if consent.shared_offered {
        println!("  Optional:");
        println!("    [ ] Allow this app to use my shared access permissions.");
        println!("        Today this adds the data of: {}", names(consent.would_add.iter().copied()));
    }
}
