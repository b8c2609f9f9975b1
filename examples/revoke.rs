//! Taking access away again: by the user, by an administrator, by the account. `cargo run --example revoke`

mod shared;

use std::error::Error;

use comfy_table::Cell;
use consentry::directory::{Audience, Change, Directory, Operation, Refusal};
use consentry::facts::{Access, AccountRole, ApprovalSetting, OnWithdrawal, Privileges};
use consentry::{AccountId, AppId, Basis, DataKind, Decision, Denial, Manifest, Scopes, UserId, Verb};
use shared::{decision, heading, id, outcome, table};

use Basis::{Delegated, Own};
use Decision::{Allow, Deny};
use Denial::{AppNotApproved, InstallationDisabled, NotDelegated, NotInstalled, SharedAccessNotGranted};

fn main() -> Result<(), Box<dyn Error>> {
    // At Acme, Olga owns the account and lets Paul schedule for her. Planner, made by Initech, is approved for all.
    let [acme, initech]: [AccountId; 2] = ["Acme", "Initech"].map(id);
    let [olga, paul, rita]: [UserId; 3] = ["Olga", "Paul", "Rita"].map(id);
    let planner: AppId = id("Planner");
    let mut directory = Directory::new();
    directory.acting_as_system().add_account(acme, olga)?;
    directory.acting_as(olga).add_user(acme, paul, AccountRole::Member)?;
    directory.acting_as(olga).add_user(acme, rita, AccountRole::Member)?;
    directory.acting_as_system().add_account(initech, id("Ines"))?;
    directory.acting_as_system().register_app(
        planner,
        Manifest::user_managed(initech).require(Scopes::MEETINGS_WRITE).offer_shared_access().build()?,
    )?;
    directory.acting_as(olga).approve_app(acme, planner, Audience::Everybody)?;
    directory.acting_as(olga).delegate(paul, Access::SCHEDULE)?;
    directory.acting_as(paul).install_with_shared_access(planner, Scopes::empty())?;

    println!("Olga lets Paul schedule meetings for her. Paul has added Planner and ticked shared access.");

    heading("From one user and one app");
    println!(
        "Each line takes something away or restores it. May Planner, on Paul's behalf, then create\na meeting …\n"
    );
    let (user, app) = (paul, planner);
    let steps = [
        (
            "Paul revokes shared access",
            Change::by(paul, Operation::RevokeSharedAccess { user, app }),
            [Allow(Own), Deny(SharedAccessNotGranted)],
        ),
        (
            "Paul grants it again",
            Change::by(paul, Operation::GrantSharedAccess { user, app }),
            [Allow(Own), Allow(Delegated)],
        ),
        (
            "Olga revokes her delegation",
            Change::by(olga, Operation::RevokeDelegation { delegator: olga, delegate: paul }),
            [Allow(Own), Deny(NotDelegated { access: Access::SCHEDULE, privilege: Privileges::USERS_EDIT })],
        ),
        (
            "Olga delegates again",
            Change::by(
                olga,
                Operation::Delegate { delegator: olga, delegate: paul, access: Access::SCHEDULE },
            ),
            [Allow(Own), Allow(Delegated)],
        ),
        (
            "Olga, as administrator, disables Planner for Paul",
            Change::by(olga, Operation::DisableInstallation { user, app }),
            [Deny(InstallationDisabled); 2],
        ),
        ("Paul uninstalls it", Change::by(paul, Operation::Uninstall { user, app }), [Deny(NotInstalled); 2]),
        (
            "Olga enables it: only now could Paul install it again",
            Change::by(olga, Operation::EnableInstallation { user, app }),
            [Deny(NotInstalled); 2],
        ),
        (
            "Paul installs it again, unticked: the old tick is gone",
            Change::by(
                paul,
                Operation::Install { user, app, optional_scopes: Scopes::empty(), shared: false },
            ),
            [Allow(Own), Deny(SharedAccessNotGranted)],
        ),
        (
            "Paul grants shared access",
            Change::by(paul, Operation::GrantSharedAccess { user, app }),
            [Allow(Own), Allow(Delegated)],
        ),
    ];
    let ask = |directory: &Directory| {
        [paul, olga]
            .map(|owner| directory.evaluate(paul, planner, DataKind::Meetings.of(owner), Verb::Create))
    };
    let start = ask(&directory);
    assert_eq!(start, [Allow(Own), Allow(Delegated)]);
    let mut rows = vec![[Cell::new("At the start"), decision(start[0]), decision(start[1])]];
    for (what, change, expected) in steps {
        directory.apply(&change)?;
        let [own, olgas] = ask(&directory);
        assert_eq!([own, olgas], expected, "{what}");
        rows.push([Cell::new(what), decision(own), decision(olgas)]);
    }
    table(["what happens", "… for Paul himself?", "… for Olga?"], rows);

    heading("From a whole account: withdrawing the approval");
    println!(
        "The account decides what happens to installations that lose their approval: `suspend` denies them,"
    );
    println!("`keep` lets them continue. Either way, nobody can install the app anew.\n");
    let policy = |on_withdrawal| {
        let required = ApprovalSetting::Required;
        Operation::SetPolicy { account: acme, listed: required, unlisted: required, on_withdrawal, own: None }
    };
    let audience = Audience::Everybody;
    let steps = [
        (
            "Olga withdraws the approval; the setting is `suspend`",
            Change::by(olga, Operation::WithdrawApproval { account: acme, app, audience }),
            Deny(AppNotApproved),
            Err(Refusal::NotApproved),
        ),
        (
            "Olga changes the setting to `keep`",
            Change::by(olga, policy(OnWithdrawal::Keep)),
            Allow(Delegated),
            Err(Refusal::NotApproved),
        ),
        (
            "Olga changes it back",
            Change::by(olga, policy(OnWithdrawal::Suspend)),
            Deny(AppNotApproved),
            Err(Refusal::NotApproved),
        ),
        (
            "Olga approves Planner again",
            Change::by(olga, Operation::ApproveApp { account: acme, app, audience }),
            Allow(Delegated),
            Ok(()),
        ),
    ];
    // On a copy: what would happen if Rita tried.
    let attempt = |directory: &Directory| directory.clone().acting_as(rita).install(planner, Scopes::empty());
    let row = |what, directory: &Directory| {
        [Cell::new(what), decision(ask(directory)[1]), outcome(attempt(directory))]
    };
    let mut rows = vec![row("At the start", &directory)];
    for (what, change, expected, installed) in steps {
        directory.apply(&change)?;
        assert_eq!(ask(&directory)[1], expected, "{what}");
        assert_eq!(attempt(&directory).map(|_| ()), installed, "{what}");
        rows.push(row(what, &directory));
    }
    table(["what happens", "may it create a meeting for Olga?", "could Rita install it?"], rows);
    Ok(())
}
