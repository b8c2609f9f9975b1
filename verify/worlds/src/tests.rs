//! Tests that each check is able to fail, on so few worlds that they take seconds.

use std::collections::BTreeSet;

use consentry::{Basis, Denial};
use testkit::laws::flaw::Flaw;
use testkit::laws::reach::Outcome;
use testkit::laws::views::View;

use crate::check::{Check, Violation};
use crate::models::{Size, models};
use crate::search::{Plan, search};

/// What the smallest models find of this, or else those of the quick run, if anything.
fn found(plan: Plan) -> Option<Violation> {
    let (tiny, quick) = (models(Size::Tiny), models(Size::Quick));
    // Of the quick ones first those that know every kind of change.
    tiny.into_iter().chain(quick.into_iter().rev()).find_map(|model| search(&model, plan).err())
}

#[test]
fn nothing_is_broken_and_everything_is_reached() {
    let mut reached = BTreeSet::new();
    for model in models(Size::Tiny) {
        match search(&model, Plan::default()) {
            Ok(report) => reached.extend(report.reached),
            Err(violation) => panic!("{}: {violation}", model.name),
        }
    }
    assert_eq!(Outcome::missing(&reached), []);
}

/// A check that no directory can break says nothing: for each there are flaws that it finds by itself.
#[test]
fn every_check_can_fail() {
    use Flaw::*;
    let lists = View::ALL.map(Omits);
    let table: &[(Check, &[Flaw])] = &[
        (
            Check::Answers,
            &[
                StrangersMay,
                TickIsNotNeeded,
                AccountDataIsOpen,
                AccountsAreOpen,
                RolesAreIgnored,
                SeatedCannotOpen,
            ],
        ),
        (
            Check::Changes,
            &[
                RevokingToggles,
                UninstallingEnables,
                ApprovalCountsEverywhere,
                RevokingForgets,
                LimitIsShared,
                MediaOutlastsHost,
                HeirKeepsHosts,
            ],
        ),
        (Check::DefaultDeny, &[StrangersMay]),
        (Check::TakingAway, &[RevokingToggles, UninstallingEnables, StoppingToggles, ForbiddingToggles]),
        (Check::Tick, &[TickCountsEverywhere]),
        (Check::SmallApps, &[TickIsNotNeeded, AccountDataIsOpen]),
        (Check::Walls, &[AccountsAreOpen]),
        (Check::Chain, &[DelegationChains]),
        (Check::Supported, &[RolesAreIgnored]),
        (Check::CanOpen, &[SeatedCannotOpen, ApprovalCountsEverywhere]),
        (Check::Undo, &[RevokingForgets, ForbiddingForgets]),
        (Check::Replay, &[LimitIsShared, RevokingToggles]),
        (Check::NoTrace, &[RefusalLeavesTrace]),
        (Check::Lists, &lists),
        (Check::Names, &[IdsAreRanks]),
    ];
    for (check, flaws) in table {
        for flaw in *flaws {
            let plan = Plan { only: Some(*check), flaw: Some(*flaw), talkative: false };
            let found = found(plan).map(|violation| violation.fault.check);
            assert_eq!(found, Some(*check), "{flaw:?}");
        }
    }
}

/// With all checks together no flaw passes.
#[test]
fn every_flaw_is_found() {
    for flaw in Flaw::all() {
        let plan = Plan { flaw: Some(flaw), ..Plan::default() };
        assert!(found(plan).is_some(), "{flaw:?}");
    }
}

/// A broken promise is reported with short names, and with no more changes than are needed to break it.
#[test]
fn a_trace_is_short_and_readable() {
    let plan =
        Plan { only: Some(Check::TakingAway), flaw: Some(Flaw::UninstallingEnables), talkative: false };
    let told = found(plan).expect("uninstalling gives").to_string();
    let (was, is) = (Denial::InstallationDisabled, Basis::Unrestricted);
    let expected = format!(
        "broken: law-2: Taking away never gives
    bob: install app=fun optional_scopes=[] shared=false user=bob
    olga: disable_installation app=fun user=bob
    bob: uninstall app=fun user=bob
  Question {{ principal: User(UserId(bob)), app: AppId(fun), resource: Client {{ context: None }}, action: \
         Call(Config) }} was denied: {was} and is allowed: {is}"
    );
    assert_eq!(told, expected);
}
