//! Effects: what each accepted change does, seen through decisions and views.

use consentry::directory::RefusalReason::*;
use serde_json::json;
use testkit::kind::Kind;
use testkit::town::{TOWN, World};

/// The town after some sentences.
#[track_caller]
fn town(sentences: &str) -> World {
    let mut world = World::after(TOWN);
    world.does(sentences);
    world
}

/// There is a sentence of every kind in this file.
#[test]
fn every_kind_of_change_is_seen() {
    let sentences = include_str!("effects.rs");
    let is_missing = |kind: &&Kind| !sentences.contains(&format!(" {} ", kind.name()));
    let missing: Vec<&Kind> = Kind::ALL.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn an_account_begins_with_an_owner_who_may_do_everything_and_approves_every_app() {
    let mut world = town("system add_account account=new owner=nina");
    assert_eq!(world.view("account_apps by=nina account=new"), json!([]));
    world.does("nina add_user account=new user=nils role=admin");
    world.refuses("nina install app=cal", NotApproved);
    world.does("nina approve_app account=new app=cal; nina install app=cal");
}

#[test]
fn a_user_begins_active_with_its_role() {
    let mut world = town("hana add_user account=acme user=nina role=custom:hr");
    world.does("nina deactivate_user user=ann");
    world.does("adam add_user account=acme user=nils role=member");
    world.refuses("nils deactivate_user user=bob", NotPermitted);
    assert_eq!(world.view("can_open user=nils app=cal"), json!(true));
}

#[test]
fn a_role_is_given_and_taken() {
    let mut world = town("adam set_role user=ann role=custom:shop");
    assert_eq!(world.view("disabled by=ann account=acme"), json!([]));
    world.does("hana set_role user=bob role=custom:hr; adam set_role user=ann role=member");
    assert_eq!(world.view("disabled by=ann account=acme"), json!({ "refused": "not_permitted" }));
}

#[test]
fn a_role_defined_anew_counts_at_once() {
    let mut world = town("ann install app=cal shared=true");
    assert_eq!(world.asks("ann", "cal", "rita's meetings", "create"), "deny not_delegated");
    world.does(
        "olga define_role account=acme role=x privileges=[users_edit]; olga set_role user=ann role=custom:x",
    );
    assert_eq!(world.asks("ann", "cal", "rita's meetings", "create"), "allow role");
    world.does("olga define_role account=acme role=x privileges=[users_read]");
    assert_eq!(world.asks("ann", "cal", "rita's meetings", "create"), "deny not_delegated");
}

#[test]
fn the_old_owner_becomes_an_admin() {
    let mut world = town("olga transfer_ownership account=acme to=ann");
    world.refuses("olga transfer_ownership account=acme to=bob", NotPermitted);
    world.refuses("olga deactivate_user user=ann", Invalid);
    world.does("olga set_role user=bob role=admin; ann deactivate_user user=olga");
    world.does("ann transfer_ownership account=acme to=bob; bob remove_user user=ann");
}

#[test]
fn a_deactivated_user_keeps_everything_and_may_do_nothing() {
    let mut world =
        town("system open_app meeting=live participant=p-ann app=cal; adam deactivate_user user=ann");
    assert_eq!(world.asks("ann", "cal", "ann's meetings", "create"), "deny user_inactive");
    assert_eq!(world.asks("live/p-ann", "cal", "live", "config"), "deny user_inactive");
    world.refuses("ann uninstall user=ann app=cal", NotPermitted);
    assert_eq!(world.view("collaboration meeting=live app=cal")["participants"], json!([]));
    // Doing it again is accepted.
    world.does("adam deactivate_user user=ann; adam activate_user user=ann; adam activate_user user=ann");
    assert_eq!(world.asks("ann", "cal", "ann's meetings", "create"), "allow own");
    assert_eq!(world.view("collaboration meeting=live app=cal")["participants"], json!(["p-ann"]));
}

#[test]
fn a_removed_user_takes_everything_along() {
    let mut world = town(
        "olga approve_app account=acme app=rare audience=ann
         olga disable_installation user=ann app=poll
         ann delegate delegate=bob access=[profile]
         ann schedule_meeting meeting=anns number=7
         ann confirm_calendar_event meeting=next event=hers
         bob confirm_calendar_event meeting=anns event=his
         bob confirm_calendar_event meeting=next event=other
         bob request_app app=rare
         system open_app meeting=live participant=p-ann app=cal
         system join meeting=live user=ann participant=p-phone role=participant",
    );
    world.does("olga remove_user user=ann");
    for view in ["installed_apps user=ann", "delegations user=ann", "calendar_event user=ann event=hers"] {
        assert_eq!(world.view(view), json!({ "refused": "unknown_user" }));
    }
    assert_eq!(world.view("subscribers by=olga account=acme app=cal"), json!([]));
    assert_eq!(world.view("disabled by=olga account=acme"), json!([]));
    assert_eq!(world.view("requests by=olga account=acme"), json!([{ "user": "bob", "app": "rare" }]));
    assert_eq!(world.view("delegations user=bob"), json!({ "given": [], "held": [] }));
    assert_eq!(world.view("delegations user=olga"), json!({ "given": [], "held": [] }));
    assert_eq!(world.view("meetings_by_number account=acme number=7"), json!([]));
    assert_eq!(world.view("calendar_event user=bob event=his"), json!(null));
    assert_eq!(world.view("calendar_event user=bob event=other"), json!("next"));
    assert_eq!(world.view("collaboration meeting=live app=cal")["participants"], json!([]));
    assert_eq!(world.asks("live/p-ann", "cal", "live", "config"), "deny unknown_principal");
    assert_eq!(world.asks("live/p-phone", "cal", "live", "config"), "deny unknown_principal");
    assert_eq!(world.asks("bob", "cal", "anns", "config"), "deny unknown_resource");
    world.refuses("bob confirm_calendar_event meeting=anns event=his", UnknownMeeting);
}

#[test]
fn a_removed_user_gives_up_the_seats_that_it_has_not_left() {
    let mut world = town(
        "bob start_meeting meeting=bobs
         system join meeting=bobs user=ann participant=p-there role=participant
         system leave meeting=live participant=p-ann
         system join meeting=live participant=p-ann role=participant
         olga remove_user user=ann",
    );
    world.does("system join meeting=bobs participant=p-there role=participant");
    world.refuses("system join meeting=live participant=p-ann role=participant", AlreadyExists);
}

#[test]
fn what_was_once_a_name_is_never_new_again() {
    let mut world = town("ann schedule_meeting meeting=anns; olga remove_user user=ann");
    world.refuses("olga add_user account=acme user=ann role=member", AlreadyExists);
    world.refuses("zoe add_user account=zeta user=ann role=member", AlreadyExists);
    world.refuses("system add_account account=new owner=ann", AlreadyExists);
    world.refuses("zoe schedule_meeting meeting=anns", AlreadyExists);
    // The seat is free: a participant id names a seat as long as somebody sits there.
    world.does("system join meeting=live participant=p-ann role=participant");
}

#[test]
fn a_meeting_that_is_over_goes_with_its_owner() {
    let mut world = town("bob start_meeting meeting=bobs");
    world.refuses("olga remove_user user=bob", Invalid);
    world.does("bob end_meeting meeting=bobs; olga remove_user user=bob");
    assert_eq!(world.asks("olga", "cal", "bobs", "config"), "deny unknown_resource");
}

#[test]
fn an_updated_app_keeps_no_more_than_it_asks_for() {
    let mut world = town("ann install app=cal optional_scopes=[recordings:read] shared=true");
    world.does("system update_app app=cal required_scopes=[meetings:read] optional_scopes=[recordings:read,reports:read]");
    let row = |shared| json!([{ "app": "cal", "permission_type": "user", "scopes": ["recordings:read"], "status": "active", "shared": shared }]);
    assert_eq!(world.view("installed_apps user=ann"), row("unavailable"));
    // What was dropped stays dropped, scopes and tick, until the user authorizes the app anew.
    world.does(
        "system update_app app=cal required_scopes=[meetings:read,meetings:write] optional_scopes=[recordings:read] uses_shared_access=true",
    );
    assert_eq!(world.view("installed_apps user=ann"), row("grantable"));
    assert_eq!(world.asks("ann", "cal", "ann's meetings", "create"), "deny scope_not_granted");
    world.does("ann install app=cal");
    assert_eq!(world.asks("ann", "cal", "ann's meetings", "create"), "allow own");
    assert_eq!(world.asks("ann", "cal", "ann's recordings", "read"), "deny scope_not_granted");
}

#[test]
fn an_update_that_still_uses_shared_access_keeps_the_tick() {
    let mut world = town("ann install app=cal shared=true");
    world.does("system update_app app=cal required_scopes=[meetings:write] uses_shared_access=true");
    assert_eq!(world.asks("ann", "cal", "bob's meetings", "create"), "allow delegated");
}

#[test]
fn an_unpublished_app_keeps_its_installations() {
    let mut world = town("system unpublish_app app=cal; system unpublish_app app=cal");
    assert_eq!(world.asks("ann", "cal", "ann's meetings", "create"), "deny app_unpublished");
    assert_eq!(world.view("can_open user=ann app=cal"), json!(false));
    world.does("system publish_app app=cal; system publish_app app=cal");
    assert_eq!(world.asks("ann", "cal", "ann's meetings", "create"), "allow own");
}

#[test]
fn a_policy_counts_at_once_and_for_its_listing() {
    let mut world = town(
        "system register_app app=shown; system register_app app=hidden listing=unlisted
         system register_app app=ours listing=unlisted developer=acme",
    );
    let can_open = |world: &mut World| {
        ["shown", "hidden", "ours"]
            .map(|app| world.view(&format!("can_open user=bob app={app}")) == json!(true))
    };
    assert_eq!(can_open(&mut world), [false, false, true]);
    world.does("shay set_policy account=acme listed=open");
    assert_eq!(can_open(&mut world), [true, false, true]);
    world.does("shay set_policy account=acme unlisted=open");
    assert_eq!(can_open(&mut world), [false, true, true]);
}

#[test]
fn a_withdrawn_approval_suspends_or_keeps() {
    let mut world = town("olga withdraw_approval account=acme app=cal");
    assert_eq!(world.asks("ann", "cal", "ann's meetings", "create"), "deny app_not_approved");
    world.does("olga set_policy account=acme on_withdrawal=keep");
    assert_eq!(world.asks("ann", "cal", "ann's meetings", "create"), "allow own");
    world.refuses("bob install app=cal", NotApproved);
    world.refuses("ann grant_shared_access app=cal", NotApproved);
}

#[test]
fn an_approval_is_for_one_or_for_all() {
    let mut world = town(
        "shay approve_app account=acme app=rare audience=ann; shay approve_app account=acme app=rare audience=ann",
    );
    assert_eq!(world.view("can_open user=ann app=rare"), json!(true));
    assert_eq!(world.view("can_open user=bob app=rare"), json!(false));
    world.does("shay withdraw_approval account=acme app=rare audience=ann");
    assert_eq!(world.view("can_open user=ann app=rare"), json!(false));
    // For all, and withdrawn from all: the single one goes too.
    world.does("shay approve_app account=acme app=rare audience=ann; shay approve_app account=acme app=rare");
    assert_eq!(world.view("can_open user=bob app=rare"), json!(true));
    world.does("shay withdraw_approval account=acme app=rare; shay withdraw_approval account=acme app=rare");
    assert_eq!(world.view("can_open user=ann app=rare"), json!(false));
}

#[test]
fn a_request_is_open_until_it_is_approved_or_declined() {
    let mut world = town("ann request_app app=rare; ann request_app app=rare; bob request_app app=rare");
    let requests = |world: &mut World| {
        let rows = world.view("requests by=shay account=acme");
        let users = rows.as_array().expect("it is a list").iter().map(|row| row["user"].to_string());
        users.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(requests(&mut world), r#""ann" "bob""#);
    world.does("shay approve_app account=acme app=rare audience=ann; shay withdraw_approval account=acme app=rare audience=ann");
    assert_eq!(requests(&mut world), r#""bob""#);
    world.does("shay decline_request user=bob app=rare; shay decline_request user=bob app=rare");
    assert_eq!(requests(&mut world), "");
    world
        .does("ann request_app app=rare; bob request_app app=rare; shay set_policy account=acme listed=open");
    assert_eq!(requests(&mut world), "", "the policy allows the app by now");
    world.does("shay set_policy account=acme");
    assert_eq!(requests(&mut world), r#""ann" "bob""#);
    world.does("shay approve_app account=acme app=rare; shay withdraw_approval account=acme app=rare");
    assert_eq!(requests(&mut world), "");
}

#[test]
fn an_installation_grants_what_is_required_and_what_was_chosen() {
    let mut world = town("bob install app=cal optional_scopes=[recordings:read] shared=true");
    let row = |scopes: &[&str], kind: &str, shared: &str| json!([{ "app": "cal", "permission_type": kind, "scopes": scopes, "status": "active", "shared": shared }]);
    assert_eq!(
        world.view("installed_apps user=bob"),
        row(&["meetings:write", "recordings:read"], "user_with_shared_access", "granted")
    );
    // Anew: scopes and tick are what is said now.
    world.does("bob install app=cal");
    assert_eq!(world.view("installed_apps user=bob"), row(&["meetings:write"], "user", "grantable"));
}

#[test]
fn an_administrator_installs_the_least_for_others() {
    let mut world = town("adam install_for user=bob app=cal");
    assert_eq!(
        world.view("installed_apps user=bob"),
        json!([{ "app": "cal", "permission_type": "user", "scopes": ["meetings:write"], "status": "active", "shared": "grantable" }])
    );
}

#[test]
fn an_admin_managed_app_reaches_by_its_installers_role() {
    let mut world =
        town("dora install app=report; adam install app=report optional_scopes=[recordings:read]");
    assert_eq!(world.asks("dora", "report", "acme: reports", "read"), "allow admin");
    assert_eq!(world.asks("adam", "report", "dan's recordings", "read"), "allow admin");
    world.does("olga set_role user=dora role=member");
    assert_eq!(world.asks("dora", "report", "acme: reports", "read"), "deny privilege_missing");
    assert_eq!(
        world.view("account_apps by=adam account=acme"),
        json!([
            { "app": "cal", "user": 1, "user_with_shared_access": 0, "admin": 0 },
            { "app": "report", "user": 0, "user_with_shared_access": 0, "admin": 2 },
        ])
    );
}

#[test]
fn shared_access_is_granted_and_revoked() {
    let mut world = town("");
    let reach = |world: &mut World| world.asks("ann", "cal", "bob's meetings", "create");
    assert_eq!(reach(&mut world), "deny shared_access_not_granted");
    world.does("ann grant_shared_access app=cal; ann grant_shared_access app=cal");
    assert_eq!(reach(&mut world), "allow delegated");
    world.does("shay revoke_shared_access user=ann app=cal; ann revoke_shared_access user=ann app=cal");
    assert_eq!(reach(&mut world), "deny shared_access_not_granted");
    assert_eq!(world.asks("ann", "cal", "ann's meetings", "create"), "allow own");
}

#[test]
fn a_disabled_flag_outlives_the_installation() {
    let mut world =
        town("shay disable_installation user=ann app=cal; shay disable_installation user=ann app=cal");
    assert_eq!(world.asks("ann", "cal", "ann's meetings", "create"), "deny installation_disabled");
    world.does("ann uninstall user=ann app=cal");
    assert_eq!(world.view("can_open user=ann app=cal"), json!(false));
    world.refuses("ann install app=cal", Invalid);
    assert_eq!(world.view("disabled by=shay account=acme"), json!([{ "user": "ann", "app": "cal" }]));
    world.does("shay enable_installation user=ann app=cal; shay enable_installation user=ann app=cal");
    world.does("ann install app=cal");
    assert_eq!(world.asks("ann", "cal", "ann's meetings", "create"), "allow own");
    // An app can be disabled for a user who has not installed it, too.
    world.does("shay disable_installation user=bob app=cal");
    assert_eq!(world.view("can_open user=bob app=cal"), json!(false));
}

#[test]
fn uninstalling_forgets_everything_granted() {
    let mut world = town("ann install app=cal optional_scopes=[recordings:read] shared=true");
    world.does("shay uninstall user=ann app=cal");
    assert_eq!(world.asks("ann", "cal", "ann's meetings", "create"), "deny not_installed");
    assert_eq!(world.view("installed_apps user=ann"), json!([]));
    world.does("ann install app=cal");
    assert_eq!(world.asks("ann", "cal", "bob's meetings", "create"), "deny shared_access_not_granted");
    assert_eq!(world.asks("ann", "cal", "ann's recordings", "read"), "deny scope_not_granted");
}

#[test]
fn a_delegation_replaces_the_one_before() {
    let mut world = town("ann grant_shared_access app=cal");
    assert_eq!(world.asks("ann", "cal", "bob's meetings", "create"), "allow delegated");
    world.does("bob delegate delegate=ann access=[reports,profile]");
    assert_eq!(world.asks("ann", "cal", "bob's meetings", "create"), "deny not_delegated");
    let access = json!(["profile", "reports"]);
    assert_eq!(world.view("delegations user=bob")["given"], json!([{ "user": "ann", "access": access }]));
    assert_eq!(
        world.view("delegations user=ann")["held"],
        json!([{ "user": "olga", "access": ["meetings"] }, { "user": "bob", "access": access }])
    );
    // It is not mutual.
    assert_eq!(world.view("delegations user=ann")["given"], json!([]));
}

#[test]
fn either_side_and_an_administrator_take_a_delegation_back() {
    for by in ["bob", "ann", "hana"] {
        let mut world = town("ann grant_shared_access app=cal");
        world.does(&format!("{by} revoke_delegation delegator=bob delegate=ann"));
        assert_eq!(world.asks("ann", "cal", "bob's meetings", "create"), "deny not_delegated");
        assert_eq!(world.view("delegations user=bob"), json!({ "given": [], "held": [] }));
        world.does(&format!("{by} revoke_delegation delegator=bob delegate=ann"));
    }
    // There is no delegation between accounts, and revoking none is accepted.
    town("").does("bob revoke_delegation delegator=bob delegate=zack; zack revoke_delegation delegator=bob delegate=zack");
}

#[test]
fn nobody_has_more_than_thirty_delegates() {
    let mut world = town("");
    for nth in 1..=30 {
        world.does(&format!("olga add_user account=acme user=u{nth} role=member"));
        world.does(&format!("rita delegate delegate=u{nth} access=[profile]"));
    }
    world.refuses("rita delegate delegate=ann access=[profile]", Invalid);
    world.refuses("adam delegate delegator=rita delegate=ann access=[profile]", Invalid);
    // A delegation that replaces an earlier one does not count again.
    world.does("rita delegate delegate=u30 access=[reports]");
    // A deactivated delegate still counts; a removed or a revoked one does not.
    world.does("olga deactivate_user user=u30");
    world.refuses("rita delegate delegate=ann access=[profile]", Invalid);
    world.does("olga remove_user user=u30; rita delegate delegate=ann access=[profile]");
    world.refuses("rita delegate delegate=bob access=[profile]", Invalid);
    world.does(
        "ann revoke_delegation delegator=rita delegate=ann; rita delegate delegate=bob access=[profile]",
    );
    // Holding is not limited.
    assert_eq!(
        world.view("delegations user=bob")["held"],
        json!([{ "user": "rita", "access": ["profile"] }])
    );
}

#[test]
fn a_meeting_is_scheduled_started_and_ended_once() {
    let mut world = town(
        "ann schedule_meeting owner=bob meeting=new number=77; zoe schedule_meeting meeting=other number=77",
    );
    let numbered = |world: &mut World, state: &str| {
        let row = json!([{ "meeting": "new", "state": state, "kind": "meeting", "owner": "bob" }]);
        assert_eq!(world.view("meetings_by_number account=acme number=77"), row);
    };
    numbered(&mut world, "scheduled");
    assert_eq!(world.asks("bob", "cal", "new", "config"), "deny not_installed");
    world.refuses("system join meeting=new user=bob participant=p role=host", Invalid);
    world.does("ann start_meeting meeting=new; system join meeting=new user=bob participant=p role=host");
    world.does("bob end_meeting meeting=new");
    world.refuses("bob start_meeting meeting=new", Invalid);
    world.refuses("system join meeting=new user=bob participant=p role=host", Invalid);
    numbered(&mut world, "ended");
}

#[test]
fn an_ended_meeting_has_no_seats() {
    let mut world =
        town("system open_app meeting=live participant=p-ann app=cal; olga end_meeting meeting=live");
    assert_eq!(world.asks("live/p-ann", "cal", "live", "config"), "deny unknown_principal");
    world.refuses("system leave meeting=live participant=p-ann", UnknownParticipant);
    assert_eq!(
        world.view("collaboration meeting=live app=cal"),
        json!({ "mode": "single_player", "participants": [], "next": "owner_absent" })
    );
    // A user who sat in the meeting can be removed like any other.
    world.does("olga remove_user user=ann");
}

#[test]
fn who_leaves_closes_what_was_open() {
    let mut world = town("system open_app meeting=live participant=p-ann app=cal");
    assert_eq!(world.view("shared_state meeting=live app=cal")["participants"], json!(["p-ann"]));
    world.does("system leave meeting=live participant=p-ann");
    assert_eq!(world.view("shared_state meeting=live app=cal")["participants"], json!([]));
    // A participant who joins again with the same id does not have the app open.
    world.does("system join meeting=live user=ann participant=p-ann role=participant");
    assert_eq!(world.view("shared_state meeting=live app=cal")["participants"], json!([]));
}

#[test]
fn a_user_may_sit_in_several_seats() {
    let apis = "required_scopes=[meetings:write] apis=[getMeetingParticipants]";
    let mut world = town(&format!("system update_app app=cal {apis}"));
    let call = |world: &mut World, who: &str| world.asks(who, "cal", "live", "getMeetingParticipants");
    assert_eq!(call(&mut world, "ann"), "deny role_not_permitted");
    world.does("system join meeting=live user=ann participant=p-ann2 role=cohost");
    assert_eq!(call(&mut world, "ann"), "allow role_in_meeting");
    assert_eq!(call(&mut world, "live/p-ann"), "deny role_not_permitted");
    assert_eq!(call(&mut world, "live/p-ann2"), "allow role_in_meeting");
    world.does("system leave meeting=live participant=p-ann2");
    assert_eq!(call(&mut world, "ann"), "deny role_not_permitted");
    world.does("system leave meeting=live participant=p-ann");
    assert_eq!(call(&mut world, "ann"), "deny not_in_meeting");
}

#[test]
fn a_seat_is_what_it_was_last_made() {
    let apis = "required_scopes=[meetings:write] apis=[getMeetingParticipants]";
    let mut world = town(&format!("system update_app app=cal {apis}"));
    let call = |world: &mut World| world.asks("live/p-ann", "cal", "live", "getMeetingParticipants");
    assert_eq!(call(&mut world), "deny role_not_permitted");
    world.does("olga set_seat_role meeting=live participant=p-ann role=host");
    assert_eq!(call(&mut world), "allow role_in_meeting");
    // A host can give the role to somebody else, and then has it no longer.
    world.does("ann set_seat_role meeting=live participant=p-guest role=host");
    world.refuses("ann set_seat_role meeting=live participant=p-ann role=host", NotPermitted);
    assert_eq!(call(&mut world), "deny role_not_permitted");
}

#[test]
fn an_owner_runs_its_meeting_whatever_its_seat() {
    // Olga is seated as participant; the owner who is not seated at all runs it too.
    let mut world = town("olga set_seat_role meeting=live participant=p-bob role=participant");
    world.does("system leave meeting=live participant=p-olga; olga end_meeting meeting=live");
}

#[test]
fn an_open_app_is_closed_again() {
    let mut world = town("adam install_for user=bob app=cal");
    let open = |world: &mut World| world.view("collaboration meeting=live app=cal");
    let row = |mode: &str, participants: &[&str]| json!({ "mode": mode, "participants": participants, "next": "invite_owner" });
    world.does("system open_app meeting=live participant=p-ann app=cal; system open_app meeting=live participant=p-ann app=cal");
    assert_eq!(open(&mut world), row("single_player", &["p-ann"]));
    world.does("system open_app meeting=live participant=p-bob app=cal");
    assert_eq!(open(&mut world), row("multiplayer", &["p-ann", "p-bob"]));
    world.does("system close_app meeting=live participant=p-ann app=cal; system close_app meeting=live participant=p-ann app=cal");
    assert_eq!(open(&mut world), row("single_player", &["p-bob"]));
}

#[test]
fn guests_open_an_app_only_beside_somebody_who_is_authorized() {
    let mut world = town("bob install app=poll");
    let guest = "system open_app meeting=live participant=p-guest app=poll";
    let open = |world: &mut World| world.view("collaboration meeting=live app=poll")["participants"].clone();
    world.refuses(guest, Invalid);
    world.does("system open_app meeting=live participant=p-bob app=poll");
    world.does(guest);
    world.does("system open_app meeting=live participant=p-ann app=poll");
    assert_eq!(open(&mut world), json!(["p-ann", "p-bob", "p-guest"]));
    // Two guests do not keep each other in.
    world.does("system close_app meeting=live participant=p-bob app=poll");
    assert_eq!(open(&mut world), json!([]));
    world.refuses("system open_app meeting=live participant=p-ann app=poll", Invalid);
    world.does("ann install app=poll");
    assert_eq!(open(&mut world), json!(["p-ann", "p-guest"]));
    // Without guest mode they are out.
    world.does("system update_app app=poll");
    assert_eq!(open(&mut world), json!(["p-ann"]));
    world.refuses(guest, Invalid);
}

#[test]
fn a_calendar_event_is_bound_to_one_meeting() {
    let mut world = town("ann confirm_calendar_event meeting=next event=monday");
    assert_eq!(world.view("calendar_event user=ann event=monday"), json!("next"));
    assert_eq!(world.view("calendar_event user=ann event=tuesday"), json!(null));
    assert_eq!(world.view("calendar_event user=bob event=monday"), json!(null));
    world.does("ann confirm_calendar_event meeting=bobs event=monday");
    assert_eq!(world.view("calendar_event user=ann event=monday"), json!("bobs"));
    world.does("olga remove_user user=bob");
    assert_eq!(world.view("calendar_event user=ann event=monday"), json!(null));
    world.does("ann confirm_calendar_event meeting=over event=monday");
    assert_eq!(world.view("calendar_event user=ann event=monday"), json!("over"));
}

#[test]
fn a_role_is_deleted_once_nobody_holds_it() {
    let mut world = town("olga set_role user=ann role=custom:spare");
    world.refuses("hana delete_role account=acme role=spare", Invalid);
    world.does("olga set_role user=ann role=member; hana delete_role account=acme role=spare");
    world.refuses("olga set_role user=ann role=custom:spare", UnknownRole);
    // The others are what they were.
    world.does("hana deactivate_user user=bob; olga set_role user=ann role=custom:audit");
    // A role of the same name begins anew.
    world.does("olga define_role account=acme role=spare privileges=[marketplace_read]");
    world.does("olga set_role user=dan role=custom:spare; olga activate_user user=dan");
    assert_eq!(world.view("disabled by=dan account=acme"), json!([]));
}

/// A name may be as long as this, contain spaces within, and begin or end with what only looks like a built-in role.
#[test]
fn a_role_has_nearly_any_name() {
    let longest = "é".repeat(128);
    for name in [&*longest, "a␣b", "owner2", "системный"] {
        let mut world =
            town(&format!("adam define_role account=acme role={name} privileges=[marketplace_read]"));
        world.does(&format!("olga set_role user=ann role=custom:{name}"));
        assert_eq!(world.view("disabled by=ann account=acme"), json!([]), "{name}");
    }
}

#[test]
fn an_heir_gets_the_meetings_of_a_removed_user() {
    let mut world = town(
        "rita confirm_calendar_event meeting=bobs event=weekly
         bob schedule_meeting meeting=past number=7; bob start_meeting meeting=past; bob end_meeting meeting=past
         hana remove_user user=bob heir=ann",
    );
    let row = |meeting: &str, state: &str| json!([{ "meeting": meeting, "state": state, "kind": "meeting", "owner": "ann" }]);
    assert_eq!(world.view("meetings_by_number account=acme number=7"), row("past", "ended"));
    assert_eq!(world.view("calendar_event user=rita event=weekly"), json!("bobs"));
    // An alternative host of the old owner is none of the new one's.
    world.refuses("rita start_meeting meeting=bobs", NotPermitted);
    world.does("ann start_meeting meeting=bobs");
}

#[test]
fn an_owner_and_an_admin_may_be_heirs_themselves() {
    for heir in ["olga", "adam"] {
        let mut world = town(&format!("{heir} remove_user user=bob heir={heir}"));
        world.does(&format!("{heir} start_meeting meeting=bobs"));
    }
}

#[test]
fn without_an_heir_the_meetings_go_and_so_do_places_as_alternative_host() {
    let mut world = town("rita confirm_calendar_event meeting=bobs event=weekly; olga remove_user user=bob");
    assert_eq!(world.view("calendar_event user=rita event=weekly"), json!(null));
    world.refuses("rita start_meeting meeting=bobs", UnknownMeeting);

    let mut world = town("olga remove_user user=rita");
    let meetings = world.directory.snapshot().accounts.into_iter().flat_map(|account| account.meetings);
    assert!(meetings.into_iter().all(|meeting| meeting.alternative_hosts.is_empty()));
    world.does("bob start_meeting meeting=bobs");
}

#[test]
fn own_apps_are_exempt_or_go_by_their_listing() {
    let mut world =
        town("system register_app app=ours developer=acme; ann install app=ours; ann install app=inner");
    let can_open = |world: &mut World| {
        ["ours", "inner"].map(|app| world.view(&format!("can_open user=ann app={app}")) == json!(true))
    };
    assert_eq!(can_open(&mut world), [true, true]);
    world.does("shay set_policy account=acme own=as_listed");
    assert_eq!(can_open(&mut world), [false, false]);
    world.refuses("bob install app=ours", NotApproved);
    world.refuses("bob install app=inner", NotApproved);
    // Left out it stays; a private app goes as an unlisted one.
    world.does("shay set_policy account=acme unlisted=open");
    assert_eq!(can_open(&mut world), [false, true]);
    world.does("shay set_policy account=acme listed=open");
    assert_eq!(can_open(&mut world), [true, false]);
    world.does("shay set_policy account=acme; shay approve_app account=acme app=inner audience=ann");
    assert_eq!(can_open(&mut world), [false, true]);
    world.does("bob request_app app=inner; bob request_app app=ours");
    world.does("shay set_policy account=acme own=exempt");
    assert_eq!(can_open(&mut world), [true, true]);
}

/// Whatever was approved, and whatever is kept, a private app is for its developer's account alone.
#[test]
fn a_private_app_is_for_its_developers_account_alone() {
    let mut world = town(
        "olga approve_app account=acme app=rare; ann install app=rare
         olga set_policy account=acme listed=open unlisted=open on_withdrawal=keep",
    );
    assert_eq!(world.view("can_open user=ann app=rare"), json!(true));
    world.does("system update_app app=rare required_scopes=[meetings:read] listing=private");
    assert_eq!(world.view("can_open user=ann app=rare"), json!(false));
    assert_eq!(world.asks("ann", "rare", "ann's meetings", "read"), "deny app_not_approved");
    world.refuses("bob install app=rare", NotApproved);
    world.refuses("bob request_app app=rare", Invalid);
    world.refuses("olga approve_app account=acme app=rare", Invalid);
    // Withdrawing what cannot be given is still taking away.
    world.does("olga withdraw_approval account=acme app=rare");
}

#[test]
fn an_updated_app_runs_where_it_did_unless_it_says_otherwise() {
    let mut world = town("system update_app app=cal required_scopes=[meetings:write] surfaces=[meeting]");
    let apis = "required_scopes=[meetings:write] apis=[config]";
    world.does(&format!("system update_app app=cal {apis}"));
    assert_eq!(world.asks("ann", "cal", "live", "config"), "allow unrestricted");
    assert_eq!(world.asks("ann", "cal", "client", "config"), "deny surface_not_requested");
    world.does(&format!("system update_app app=cal {apis} surfaces=[client,webinar]"));
    assert_eq!(world.asks("ann", "cal", "live", "config"), "deny surface_not_requested");
    assert_eq!(world.asks("ann", "cal", "client", "config"), "allow unrestricted");
}

/// The town, and an app that takes media, which Ann and Bob have installed.
#[track_caller]
fn town_with_recorder(sentences: &str) -> World {
    let mut world = town(
        "system register_app app=recorder apis=[startRTMS,config]; olga approve_app account=acme app=recorder
         ann install app=recorder; bob install app=recorder",
    );
    world.does(sentences);
    world
}

#[test]
fn a_host_allows_and_forbids_media() {
    let mut world = town_with_recorder("");
    let call = |world: &mut World| world.asks("ann", "recorder", "live", "startRTMS");
    assert_eq!(call(&mut world), "deny media_consent_required");
    world.does("olga allow_media meeting=live app=recorder; olga allow_media meeting=live app=recorder");
    assert_eq!(call(&mut world), "allow role_in_meeting");
    world.does("olga forbid_media meeting=live app=recorder; olga forbid_media meeting=live app=recorder");
    assert_eq!(call(&mut world), "deny media_consent_required");
    // Whoever is host has said it by calling.
    world.does("olga set_seat_role meeting=live participant=p-ann role=host");
    assert_eq!(call(&mut world), "allow role_in_meeting");
}

#[test]
fn media_was_allowed_to_the_app_as_it_was() {
    let mut world = town_with_recorder("olga allow_media meeting=live app=recorder");
    world.does("system update_app app=recorder apis=[startRTMS,config,openUrl]");
    assert_eq!(world.asks("ann", "recorder", "live", "startRTMS"), "deny media_consent_required");
    // What another app was told stays.
    let mut world =
        town_with_recorder("olga allow_media meeting=live app=recorder; system update_app app=cal");
    assert_eq!(world.asks("ann", "recorder", "live", "startRTMS"), "allow role_in_meeting");
}

#[test]
fn a_stopped_app_is_closed_until_it_is_allowed() {
    let mut world = town_with_recorder(
        "olga allow_media meeting=live app=recorder
         system open_app meeting=live participant=p-ann app=recorder
         system open_app meeting=live participant=p-ann app=cal
         olga stop_app meeting=live app=recorder; olga stop_app meeting=live app=recorder",
    );
    assert_eq!(world.asks("ann", "recorder", "live", "config"), "deny app_stopped");
    assert_eq!(world.view("collaboration meeting=live app=recorder")["participants"], json!([]));
    assert_eq!(world.view("collaboration meeting=live app=cal")["participants"], json!(["p-ann"]));
    world.refuses("system open_app meeting=live participant=p-bob app=recorder", Invalid);
    world.refuses("olga allow_media meeting=live app=recorder", Invalid);
    // Forbidding media says nothing about stopping.
    world.does("olga forbid_media meeting=live app=recorder");
    assert_eq!(world.asks("ann", "recorder", "live", "config"), "deny app_stopped");
    world.does("olga allow_app meeting=live app=recorder; olga allow_app meeting=live app=recorder");
    assert_eq!(world.asks("ann", "recorder", "live", "config"), "allow unrestricted");
    assert_eq!(world.asks("ann", "recorder", "live", "startRTMS"), "deny media_consent_required");
    assert_eq!(
        world.view("collaboration meeting=live app=recorder")["participants"],
        json!([]),
        "nobody reopens it"
    );
    // Allowing an app that is not stopped takes nothing back.
    world.does("olga allow_media meeting=live app=recorder; olga allow_app meeting=live app=recorder");
    assert_eq!(world.asks("ann", "recorder", "live", "startRTMS"), "allow role_in_meeting");
}

/// The role of each seat of a meeting, by name.
fn roles(world: &World, meeting: &str) -> Vec<(String, String)> {
    let snapshot = world.written(&world.directory.snapshot());
    let accounts = snapshot["accounts"].as_array().expect("a list").clone();
    let meetings = accounts.iter().flat_map(|account| account["meetings"].as_array().expect("a list"));
    let row = meetings.into_iter().find(|row| row["uuid"] == meeting).expect("a meeting");
    let seat = |seat: &serde_json::Value| {
        let field = |name: &str| seat[name].as_str().expect("a text").to_owned();
        (field("participant"), field("role"))
    };
    row["seats"].as_array().expect("a list").iter().map(seat).collect()
}

#[track_caller]
fn assert_roles(world: &World, meeting: &str, expected: &[(&str, &str)]) {
    let roles = roles(world, meeting);
    for (participant, role) in expected {
        assert!(roles.contains(&((*participant).to_owned(), (*role).to_owned())), "{participant}: {roles:?}");
    }
}

#[test]
fn a_meeting_has_one_host_at_most() {
    let mut world = town_with_recorder(
        "olga stop_app meeting=live app=cal; olga allow_media meeting=live app=recorder
         olga set_seat_role meeting=live participant=p-bob role=host",
    );
    let seated = |world: &mut World| {
        let snapshot = world.written(&world.directory.snapshot());
        (
            snapshot.to_string().contains(r#""media_allowed":["recorder"]"#),
            snapshot.to_string().contains(r#""stopped":["cal"]"#),
        )
    };
    assert_roles(&world, "live", &[("p-bob", "host"), ("p-ann", "participant")]);
    assert_eq!(
        seated(&mut world),
        (false, true),
        "a new host decides about media, and not about what is stopped"
    );

    world.does("bob allow_media meeting=live app=recorder; olga set_seat_role meeting=live participant=p-bob role=host");
    assert_eq!(seated(&mut world), (true, true), "it was the host already");
    world.does("system join meeting=live user=bob participant=p-phone role=host");
    assert_roles(&world, "live", &[("p-bob", "participant"), ("p-phone", "host")]);
    assert_eq!(seated(&mut world), (true, true), "the same user, in another seat");
    world.does("system join meeting=live participant=p-new role=host");
    assert_roles(&world, "live", &[("p-phone", "participant"), ("p-new", "host")]);
    assert_eq!(seated(&mut world), (false, true));
    world.does("olga allow_media meeting=live app=recorder");
    world.does("system join meeting=live participant=p-newer role=host");
    assert_eq!(seated(&mut world), (false, true), "nobody knows whether two guests are the same");
}

#[test]
fn a_former_host_of_a_webinar_goes_on_speaking() {
    let mut world = town(
        "bob schedule_meeting meeting=web kind=webinar; bob start_meeting meeting=web
         system join meeting=web user=bob participant=w-bob role=host
         system join meeting=web user=ann participant=w-ann role=attendee
         bob set_seat_role meeting=web participant=w-ann role=host",
    );
    assert_roles(&world, "web", &[("w-bob", "panelist"), ("w-ann", "host")]);
    world.does("system join meeting=web user=rita participant=w-rita role=host");
    assert_roles(&world, "web", &[("w-ann", "panelist"), ("w-rita", "host")]);
}

#[test]
fn with_the_meeting_ends_what_the_host_said() {
    let world = town(
        "olga stop_app meeting=live app=cal; olga allow_media meeting=live app=poll; system end_meeting meeting=live",
    );
    let text = world.written(&world.directory.snapshot()).to_string();
    assert!(
        !text.contains(r#""stopped":["cal"]"#) && !text.contains(r#""media_allowed":["poll"]"#),
        "{text}"
    );
}

#[test]
fn a_meeting_is_updated_until_it_ends() {
    let mut world = town(
        "ann update_meeting meeting=bobs number=5 topic=retro; hana update_meeting meeting=bobs number=6",
    );
    assert_eq!(world.view("meetings_by_number account=acme number=5"), json!([]));
    let row = json!([{ "meeting": "bobs", "state": "scheduled", "kind": "meeting", "owner": "bob" }]);
    assert_eq!(world.view("meetings_by_number account=acme number=6"), row);
    let mut world = town(
        "adam update_meeting meeting=live number=9 topic=now; olga install app=cal
         system open_app meeting=live participant=p-olga app=cal",
    );
    let shared = world.view("shared_state meeting=live app=cal");
    assert_eq!((&shared["topic"], &shared["number"]), (&json!("now"), &json!("9")));
}

#[test]
fn a_cancelled_meeting_is_gone_for_good() {
    let mut world = town(
        "rita confirm_calendar_event meeting=bobs event=weekly; zack confirm_calendar_event meeting=bobs event=visit
         rita confirm_calendar_event meeting=next event=daily
         hana cancel_meeting meeting=bobs",
    );
    for view in ["calendar_event user=rita event=weekly", "calendar_event user=zack event=visit"] {
        assert_eq!(world.view(view), json!(null));
    }
    assert_eq!(world.view("calendar_event user=rita event=daily"), json!("next"));
    assert_eq!(world.asks("bob", "cal", "bobs", "config"), "deny unknown_resource");
    world.refuses("bob start_meeting meeting=bobs", UnknownMeeting);
    world.refuses("bob schedule_meeting meeting=bobs", AlreadyExists);
    world.refuses("ann schedule_meeting meeting=bobs", AlreadyExists);
}

#[test]
fn a_meeting_is_moved_with_everything_but_its_alternative_hosts() {
    let mut world = town(
        "rita confirm_calendar_event meeting=bobs event=weekly; ann delegate delegate=bob access=[schedule]",
    );
    world.does("bob move_meeting meeting=bobs to=ann");
    assert_eq!(world.view("calendar_event user=rita event=weekly"), json!("bobs"));
    world.refuses("rita start_meeting meeting=bobs", NotPermitted);
    // Bob still schedules for Ann, and the meeting is hers now: it can be moved on only by whoever may do so then.
    world.refuses("bob move_meeting meeting=bobs to=bob", NotPermitted);
    world.does("adam move_meeting meeting=bobs to=adam; adam start_meeting meeting=bobs");
}

#[test]
fn an_alternative_host_starts_a_meeting() {
    let mut world =
        town("rita start_meeting meeting=bobs; system join meeting=bobs user=rita participant=p role=host");
    // The list can still be replaced, and a place in it is no seat.
    world.does("bob set_alternative_hosts meeting=bobs users=[ann]; rita end_meeting meeting=bobs");

    // A delegate with a custom role may name itself: it plans as a delegate, not as an administrator.
    let mut world = town(
        "bob delegate delegate=hana access=[schedule]; hana set_alternative_hosts meeting=bobs users=[hana]",
    );
    world.does("bob revoke_delegation delegator=bob delegate=hana; hana start_meeting meeting=bobs");
    // Whoever is deactivated keeps the place, and may not start.
    let mut world = town("adam deactivate_user user=rita");
    world.refuses("rita start_meeting meeting=bobs", NotPermitted);
    world.does("adam activate_user user=rita; rita start_meeting meeting=bobs");
}

#[test]
fn the_platform_starts_and_ends_meetings_and_gives_seats_their_roles() {
    let mut world = town(
        "system start_meeting meeting=bobs; system join meeting=bobs user=ann participant=p role=participant",
    );
    world.does("system set_seat_role meeting=bobs participant=p role=host; ann end_meeting meeting=bobs");
    world.does("system end_meeting meeting=live");
}

#[test]
fn an_administrator_plans_meetings_for_others() {
    let mut world =
        town("hana schedule_meeting owner=ann meeting=new; adam schedule_meeting owner=olga meeting=newer");
    world.does("hana set_alternative_hosts meeting=new users=[bob]; bob start_meeting meeting=new");
    world.does("hana end_meeting meeting=live");
}

/// Taking away is free: an actor with a custom role may do it even to somebody stronger.
#[test]
fn taking_away_is_not_limited_by_strength() {
    let mut world = town(
        "olga install app=cal shared=true; rita request_app app=rare
         olga approve_app account=acme app=rare audience=olga; rita delegate delegate=bob access=[profile]",
    );
    world.does(
        "shay revoke_shared_access user=olga app=cal; shay disable_installation user=olga app=cal
         shay uninstall user=olga app=cal; shay decline_request user=rita app=rare
         shay withdraw_approval account=acme app=rare audience=olga
         hana revoke_delegation delegator=rita delegate=bob; hana end_meeting meeting=live",
    );
}

#[test]
fn an_app_is_disabled_until_somebody_else_enables_it() {
    let mut world = town("olga disable_installation user=shay app=cal");
    world.refuses("shay enable_installation user=shay app=cal", NotPermitted);
    world.refuses("shay install app=cal", Invalid);
    world.refuses("adam install_for user=shay app=cal", Invalid);
    world.does("adam enable_installation user=shay app=cal; shay install app=cal");
    // An admin may do so for itself.
    world.does("olga disable_installation user=adam app=cal; adam enable_installation user=adam app=cal");
}

#[test]
fn attendees_open_an_app_by_invitation_of_the_owner_or_the_host() {
    let mut world = town(
        "bob schedule_meeting meeting=web kind=webinar; bob start_meeting meeting=web
         system join meeting=web user=ann participant=w-ann role=panelist
         system join meeting=web user=rita participant=w-rita role=attendee
         system join meeting=web participant=w-guest role=panelist
         ann install app=poll; rita install app=poll
         system open_app meeting=web participant=w-ann app=poll
         system open_app meeting=web participant=w-guest app=poll",
    );
    let attend = "system open_app meeting=web participant=w-rita app=poll";
    let open = |world: &mut World| world.view("collaboration meeting=web app=poll")["participants"].clone();
    world.refuses(attend, Invalid);
    world.does("bob set_seat_role meeting=web participant=w-ann role=host");
    world.does(attend);
    assert_eq!(open(&mut world), json!(["w-ann", "w-rita", "w-guest"]));
    // Without the host's instance she no longer runs it, though it is open; a guest who speaks does.
    world.does("bob set_seat_role meeting=web participant=w-ann role=cohost");
    assert_eq!(open(&mut world), json!(["w-ann", "w-guest"]));
}
