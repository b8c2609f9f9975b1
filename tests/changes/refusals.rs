//! Refusals: what each change refuses, and in which order.
//!
//! The table names every way to spoil each change. A change is refused for each fault alone, and for any two of
//! them with the refusal that comes first.

use std::collections::BTreeSet;

use consentry::directory::Refusal;
use consentry::directory::Refusal::*;
use testkit::kind::Kind;
use testkit::laws::rows::Rows;
use testkit::model;
use testkit::town::{TOWN, World};

/// A change that is accepted in the town, and all the ways to spoil it, in the order in which they are reported.
struct Case {
    /// The changes that are made in the town first.
    given: &'static str,
    change: &'static str,
    faults: &'static [(Refusal, Fault)],
}

/// One way to spoil a change.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// The change has these fields instead.
    Says(&'static str),
    /// The change has these fields instead, and other faults cannot occur with them.
    Alone(&'static str),
    /// These changes are made before the change.
    Once(&'static str),
}
use Fault::{Alone, Once, Says};

const fn case(change: &'static str, faults: &'static [(Refusal, Fault)]) -> Case {
    Case { given: "", change, faults }
}

const CASES: &[Case] = &[
    case(
        "system add_account account=new owner=nina",
        &[
            (UnknownUser, Says("by=nobody")),
            (AlreadyExists, Says("account=acme")),
            (AlreadyExists, Says("owner=ann")),
            (
                AlreadyExists,
                Once("system add_user account=acme user=nina role=member; olga remove_user user=nina"),
            ),
            (NotPermitted, Says("by=olga")),
            (Invalid, Says("owner=system")),
        ],
    ),
    case(
        "adam add_user account=acme user=nina role=member",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownAccount, Says("account=nowhere")),
            (UnknownRole, Says("role=custom:none")),
            (AlreadyExists, Says("user=ann")),
            (AlreadyExists, Says("user=zack")),
            (
                AlreadyExists,
                Once("system add_user account=zeta user=nina role=member; zoe remove_user user=nina"),
            ),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=shay")),
            (NotPermitted, Says("by=ina")),
            (NotPermitted, Says("account=zeta")),
            (Invalid, Says("user=system")),
            (Invalid, Says("role=owner")),
        ],
    ),
    // An actor with a custom role hands out no more than that role holds.
    case(
        "hana add_user account=acme user=nina role=custom:hr",
        &[
            (NotPermitted, Says("role=admin")),
            (NotPermitted, Says("role=owner")),
            (NotPermitted, Says("role=custom:audit")),
            (Invalid, Says("user=system")),
        ],
    ),
    case(
        "adam set_role user=ann role=custom:hr",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (UnknownRole, Says("role=custom:none")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=shay")),
            (NotPermitted, Says("by=ina")),
            (Invalid, Says("user=olga")),
            (Invalid, Says("role=owner")),
        ],
    ),
    // … and cannot change the role of somebody stronger.
    case(
        "hana set_role user=ann role=custom:hr",
        &[
            (NotPermitted, Says("role=admin")),
            (NotPermitted, Says("role=owner")),
            (NotPermitted, Says("role=custom:audit")),
            (NotPermitted, Says("user=adam")),
            (NotPermitted, Says("user=olga")),
            (NotPermitted, Says("user=rita")),
        ],
    ),
    // An admin is stronger even than an actor whose custom role holds all privileges. The owner is refused as invalid.
    Case {
        given: "olga define_role account=acme role=deputy privileges=[users_edit,settings_edit,recordings_edit,\
                reports_read,marketplace_edit,roles_edit]; olga set_role user=hana role=custom:deputy",
        change: "hana set_role user=ann role=custom:deputy",
        faults: &[
            (NotPermitted, Says("role=admin")),
            (NotPermitted, Says("user=adam")),
            (Invalid, Says("role=owner")),
            (Invalid, Says("user=olga")),
        ],
    },
    case(
        "adam define_role account=acme role=new privileges=[reports_read]",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownAccount, Says("account=nowhere")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=shay")),
            (NotPermitted, Says("by=ina")),
        ],
    ),
    case(
        "hana define_role account=acme role=new privileges=[users_read]",
        &[(NotPermitted, Says("privileges=[reports_read]")), (NotPermitted, Says("role=audit"))],
    ),
    case(
        "olga transfer_ownership account=acme to=ann",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownAccount, Says("account=nowhere")),
            (UnknownUser, Says("to=nobody")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=adam")),
            (NotPermitted, Says("account=zeta")),
            (DifferentAccount, Says("to=zack")),
            (DifferentAccount, Says("to=zita")),
            (Inactive, Says("to=dan")),
            (Inactive, Once("adam deactivate_user user=ann")),
            (Invalid, Says("to=olga")),
        ],
    ),
    case(
        "adam deactivate_user user=ann",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=bob")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=shay")),
            (NotPermitted, Says("by=ina")),
            (Invalid, Says("user=olga")),
        ],
    ),
    case(
        "hana deactivate_user user=ann",
        &[
            (NotPermitted, Says("user=adam")),
            (NotPermitted, Says("user=olga")),
            (NotPermitted, Says("user=rita")),
        ],
    ),
    case(
        "adam activate_user user=dan",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=dan")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=shay")),
            (NotPermitted, Says("by=ina")),
            (Invalid, Says("user=olga")),
        ],
    ),
    case(
        "hana activate_user user=dan",
        &[
            (NotPermitted, Says("user=ina")),
            (NotPermitted, Says("user=olga")),
            (NotPermitted, Says("user=rita")),
        ],
    ),
    case(
        "adam remove_user user=ann",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=shay")),
            (NotPermitted, Says("by=ina")),
            (Invalid, Says("user=olga")),
            (Invalid, Once("ann schedule_meeting meeting=anns; ann start_meeting meeting=anns")),
        ],
    ),
    case(
        "hana remove_user user=ann",
        &[
            (NotPermitted, Says("user=adam")),
            (NotPermitted, Says("user=olga")),
            (NotPermitted, Says("user=rita")),
        ],
    ),
    case(
        "system register_app app=new required_scopes=[meetings:read] apis=[getMeetingContext]",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownAccount, Says("developer=nowhere")),
            (AlreadyExists, Says("app=cal")),
            (NotPermitted, Says("by=mona")),
            (Invalid, Says("optional_scopes=[meetings:read]")),
            (Invalid, Says("optional_scopes=[reports:read] required_scopes=[]")),
            (Invalid, Says("apis=[getEverything]")),
            (Invalid, Says("apis=[getScreenshot]")),
            (Invalid, Says("apis=[appPopout] edition=0.16.8")),
            (Invalid, Says("management=admin_managed uses_shared_access=true")),
        ],
    ),
    case(
        "system update_app app=cal required_scopes=[meetings:read] apis=[getMeetingContext]",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownApp, Says("app=nothing")),
            (UnknownAccount, Says("developer=nowhere")),
            (NotPermitted, Says("by=mona")),
            (Invalid, Says("developer=acme")),
            (Invalid, Says("management=admin_managed")),
            (Invalid, Says("optional_scopes=[meetings:read]")),
            (Invalid, Says("optional_scopes=[reports:read] required_scopes=[]")),
            (Invalid, Says("apis=[getEverything]")),
            (Invalid, Says("apis=[getScreenshot]")),
            (Invalid, Says("apis=[appPopout] edition=0.16.8")),
            (Invalid, Alone("app=report management=admin_managed uses_shared_access=true")),
        ],
    ),
    case(
        "system unpublish_app app=cal",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=mona")),
            (NotPermitted, Says("by=olga")),
        ],
    ),
    case(
        "system publish_app app=cal",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=mona")),
            (NotPermitted, Says("by=olga")),
        ],
    ),
    case(
        "shay set_policy account=acme listed=open",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownAccount, Says("account=nowhere")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=hana")),
            (NotPermitted, Says("by=ina")),
        ],
    ),
    case(
        "shay approve_app account=acme app=rare user=ann",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownAccount, Says("account=nowhere")),
            (UnknownApp, Says("app=nothing")),
            (UnknownUser, Says("user=nobody")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=hana")),
            (NotPermitted, Says("by=ina")),
            (DifferentAccount, Says("user=zack")),
        ],
    ),
    case(
        "shay withdraw_approval account=acme app=rare user=ann",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownAccount, Says("account=nowhere")),
            (UnknownApp, Says("app=nothing")),
            (UnknownUser, Says("user=nobody")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=hana")),
            (NotPermitted, Says("by=ina")),
            (DifferentAccount, Says("user=zack")),
            (Invalid, Once("olga approve_app account=acme app=rare")),
        ],
    ),
    case(
        "ann request_app app=rare",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=olga")),
            (NotPermitted, Says("by=dan user=dan")),
            (AppUnpublished, Once("system unpublish_app app=rare")),
            (Invalid, Once("olga approve_app account=acme app=rare")),
            (Invalid, Once("olga approve_app account=acme app=rare user=ann")),
            (Invalid, Once("olga set_policy account=acme listed=open")),
        ],
    ),
    case(
        "shay decline_request user=ann app=rare",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=hana")),
            (NotPermitted, Says("by=ina")),
        ],
    ),
    case(
        "bob install app=cal optional_scopes=[recordings:read] shared=true",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=olga")),
            (NotPermitted, Says("by=dan user=dan")),
            (AppUnpublished, Once("system unpublish_app app=cal")),
            (NotApproved, Once("olga withdraw_approval account=acme app=cal")),
            (Invalid, Says("optional_scopes=[settings:read]")),
            (Invalid, Says("optional_scopes=[meetings:write]")),
            (
                Invalid,
                Once(
                    "system update_app app=cal required_scopes=[meetings:write] optional_scopes=[recordings:read]",
                ),
            ),
        ],
    ),
    // An installation that `keep` keeps working cannot be authorized again.
    Case {
        given: "olga set_policy account=acme on_withdrawal=keep",
        change: "ann install app=cal shared=true",
        faults: &[(NotApproved, Once("olga withdraw_approval account=acme app=cal"))],
    },
    case(
        "dora install app=report",
        &[
            (NotPermitted, Says("by=adam")),
            (NotPermitted, Says("by=rita user=rita")),
            (NotPermitted, Says("by=shay user=shay")),
            (NotPermitted, Says("optional_scopes=[recordings:read]")),
            (NotPermitted, Says("optional_scopes=[profile:write]")),
            // Choosing the required scope once more does not lift its requirement.
            (NotPermitted, Says("by=shay user=shay optional_scopes=[reports:read]")),
            (AppUnpublished, Once("system unpublish_app app=report")),
            (NotApproved, Once("olga withdraw_approval account=acme app=report")),
            (Invalid, Says("shared=true")),
        ],
    ),
    case("adam install app=report", &[(Invalid, Says("optional_scopes=[settings:read]"))]),
    case(
        "adam install_for user=bob app=cal",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=bob")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=hana")),
            (NotPermitted, Says("by=ina")),
            // Holds `marketplace_edit`, but not what the required scope needs.
            (NotPermitted, Says("by=shay")),
            (Inactive, Says("user=dan")),
            (Inactive, Once("adam deactivate_user user=bob")),
            (AppUnpublished, Once("system unpublish_app app=cal")),
            (NotApproved, Once("olga withdraw_approval account=acme app=cal")),
            (Invalid, Says("app=report")),
            (Invalid, Says("user=ann")),
            (Invalid, Once("bob install app=cal")),
        ],
    ),
    case(
        "ann grant_shared_access app=cal",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=olga")),
            (NotPermitted, Says("by=dan user=dan")),
            (AppUnpublished, Once("system unpublish_app app=cal")),
            (NotApproved, Once("olga withdraw_approval account=acme app=cal")),
            (NotInstalled, Says("app=poll")),
            (NotInstalled, Once("olga uninstall user=ann app=cal")),
            (Invalid, Once("system update_app app=cal required_scopes=[meetings:write]")),
            (Invalid, Once("olga disable_installation user=ann app=cal")),
        ],
    ),
    case(
        "ann revoke_shared_access user=ann app=cal",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=bob")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=hana")),
            (NotPermitted, Says("by=ina")),
            (NotInstalled, Says("app=poll")),
            (NotInstalled, Once("olga uninstall user=ann app=cal")),
        ],
    ),
    case(
        "shay disable_installation user=ann app=cal",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=hana")),
            (NotPermitted, Says("by=ina")),
        ],
    ),
    case(
        "shay enable_installation user=ann app=cal",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=hana")),
            (NotPermitted, Says("by=ina")),
        ],
    ),
    case(
        "ann uninstall user=ann app=cal",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=bob")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=hana")),
            (NotPermitted, Says("by=ina")),
            (NotInstalled, Says("app=poll")),
            (NotInstalled, Once("olga uninstall user=ann app=cal")),
        ],
    ),
    case(
        "bob delegate delegate=ann access=[reports]",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("delegator=nobody")),
            (UnknownUser, Says("delegate=nobody")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=shay")),
            (NotPermitted, Says("by=ina")),
            (NotPermitted, Says("by=dan delegator=dan")),
            (DifferentAccount, Says("delegate=zack")),
            (DifferentAccount, Says("delegate=zita")),
            (Inactive, Says("delegate=dan")),
            (Invalid, Says("delegate=bob")),
            (Invalid, Says("access=[]")),
        ],
    ),
    // An administrator cannot delegate to itself, nor access that it does not hold.
    case(
        "hana delegate delegator=bob delegate=ann access=[profile,meetings,schedule]",
        &[
            (NotPermitted, Says("delegate=hana")),
            (NotPermitted, Says("access=[meetings,recordings]")),
            (NotPermitted, Says("access=[reports]")),
            (NotPermitted, Says("delegator=zack")),
            (DifferentAccount, Says("delegate=zack")),
            (Inactive, Says("delegator=dan")),
            (Inactive, Once("adam deactivate_user user=bob")),
            (Invalid, Says("delegate=bob")),
            (Invalid, Says("access=[]")),
        ],
    ),
    case(
        "bob revoke_delegation delegator=bob delegate=ann",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("delegator=nobody")),
            (UnknownUser, Says("delegate=nobody")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=rita")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=shay")),
            (NotPermitted, Says("by=ina")),
            (NotPermitted, Says("by=dan delegator=dan")),
        ],
    ),
    case(
        "ann schedule_meeting owner=bob meeting=new",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("owner=nobody")),
            (AlreadyExists, Says("meeting=over")),
            (AlreadyExists, Once("rita schedule_meeting meeting=new; olga remove_user user=rita")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=adam")),
            (NotPermitted, Says("by=zack")),
            // Delegated, but not with `schedule`.
            (NotPermitted, Says("owner=olga")),
            (NotPermitted, Says("by=dan owner=dan")),
            (NotPermitted, Once("adam deactivate_user user=ann")),
            (Inactive, Once("adam deactivate_user user=bob")),
        ],
    ),
    case(
        "ann start_meeting meeting=bobs",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownMeeting, Says("meeting=nothing")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=adam")),
            (NotPermitted, Says("by=zack")),
            (NotPermitted, Says("meeting=next")),
            (NotPermitted, Once("adam deactivate_user user=ann")),
            (Inactive, Once("adam deactivate_user user=bob")),
            (Invalid, Once("bob start_meeting meeting=bobs")),
            (Invalid, Once("bob start_meeting meeting=bobs; bob end_meeting meeting=bobs")),
        ],
    ),
    case(
        "hana end_meeting meeting=live",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownMeeting, Says("meeting=nothing")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=ann")),
            // Seated as cohost.
            (NotPermitted, Says("by=bob")),
            (NotPermitted, Says("by=zoe")),
            (NotPermitted, Says("by=shay")),
            (NotPermitted, Says("by=ina")),
            (Invalid, Says("meeting=next")),
            (Invalid, Says("meeting=over")),
            (Invalid, Once("olga end_meeting meeting=live")),
        ],
    ),
    // A host of another account may, as long as it sits there and is active.
    Case {
        given: "system join meeting=live user=zack participant=p-zack role=host",
        change: "zack end_meeting meeting=live",
        faults: &[
            (NotPermitted, Once("zoe deactivate_user user=zack")),
            (NotPermitted, Once("system leave meeting=live participant=p-zack")),
            (NotPermitted, Once("olga set_seat_role meeting=live participant=p-zack role=cohost")),
        ],
    },
    case(
        "system join meeting=live user=bob participant=p-new role=host",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownMeeting, Says("meeting=nothing")),
            (UnknownUser, Says("user=nobody")),
            (AlreadyExists, Says("participant=p-ann")),
            (NotPermitted, Says("by=olga")),
            (Inactive, Says("user=dan")),
            (Inactive, Says("user=zita")),
            // A meeting that is not live has no seats, so the participant id cannot be in use there.
            (Invalid, Alone("meeting=next")),
            (Invalid, Alone("meeting=over")),
            (Invalid, Says("role=owner")),
            (Invalid, Says("role=attendee")),
            (Invalid, Says("role=agent")),
        ],
    ),
    case(
        "system join meeting=live user=bob participant=p-late role=participant",
        &[(Inactive, Says("user=dan")), (Invalid, Says("meeting=next")), (Invalid, Says("meeting=over"))],
    ),
    Case {
        given: "olga schedule_meeting meeting=web kind=webinar; olga start_meeting meeting=web",
        change: "system join meeting=web participant=p-new role=panelist",
        faults: &[(Invalid, Says("role=participant")), (Invalid, Says("role=supervisor"))],
    },
    Case {
        given: "olga schedule_meeting meeting=help kind=engagement; olga start_meeting meeting=help",
        change: "system join meeting=help participant=p-new role=supervisor",
        faults: &[(Invalid, Says("role=participant")), (Invalid, Says("role=host"))],
    },
    case(
        "system leave meeting=live participant=p-ann",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownMeeting, Says("meeting=nothing")),
            (UnknownParticipant, Says("participant=p-none")),
            (UnknownParticipant, Says("meeting=next")),
            (UnknownParticipant, Once("olga end_meeting meeting=live")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=olga")),
        ],
    ),
    case(
        "olga set_seat_role meeting=live participant=p-ann role=host",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownMeeting, Says("meeting=nothing")),
            (UnknownParticipant, Says("participant=p-none")),
            (UnknownParticipant, Says("meeting=over")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=ann")),
            // Seated as cohost.
            (NotPermitted, Says("by=bob")),
            // Administers the account, not the meeting.
            (NotPermitted, Says("by=adam")),
            (Invalid, Says("role=owner")),
            (Invalid, Says("role=panelist")),
            (Invalid, Says("role=agent")),
        ],
    ),
    case(
        "system open_app meeting=live participant=p-ann app=cal",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownMeeting, Says("meeting=nothing")),
            (UnknownParticipant, Says("participant=p-none")),
            (UnknownParticipant, Once("system leave meeting=live participant=p-ann")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=olga")),
            (Invalid, Once("adam deactivate_user user=ann")),
            (Invalid, Once("system unpublish_app app=cal")),
            (Invalid, Once("olga withdraw_approval account=acme app=cal")),
            (Invalid, Once("ann uninstall user=ann app=cal")),
            (Invalid, Once("olga disable_installation user=ann app=cal")),
            (Invalid, Says("participant=p-bob")),
            (Invalid, Says("participant=p-guest")),
            (Invalid, Says("participant=p-guest app=poll")),
        ],
    ),
    case(
        "system close_app meeting=live participant=p-ann app=cal",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownMeeting, Says("meeting=nothing")),
            (UnknownParticipant, Says("participant=p-none")),
            (UnknownParticipant, Once("system leave meeting=live participant=p-ann")),
            (UnknownApp, Says("app=nothing")),
            (NotPermitted, Says("by=ann")),
            (NotPermitted, Says("by=olga")),
        ],
    ),
    case(
        "ann confirm_calendar_event meeting=next event=monday",
        &[
            (UnknownUser, Says("by=nobody")),
            (UnknownUser, Says("user=nobody")),
            (UnknownMeeting, Says("meeting=nothing")),
            (NotPermitted, Says("by=system")),
            (NotPermitted, Says("by=olga")),
            (NotPermitted, Says("by=dan user=dan")),
        ],
    ),
];

/// The changes that can meet each refusal, and the reason why no other change can.
const CELLS: &[(Refusal, &[&str], &str)] = &[
    (
        UnknownAccount,
        &[
            "add_user",
            "define_role",
            "transfer_ownership",
            "register_app",
            "update_app",
            "set_policy",
            "approve_app",
            "withdraw_approval",
        ],
        "`add_account` names a new account, the others none",
    ),
    (UnknownUser, ALL, "every change names its actor"),
    (
        UnknownApp,
        &[
            "update_app",
            "unpublish_app",
            "publish_app",
            "approve_app",
            "withdraw_approval",
            "request_app",
            "decline_request",
            "install",
            "install_for",
            "grant_shared_access",
            "revoke_shared_access",
            "disable_installation",
            "enable_installation",
            "uninstall",
            "open_app",
            "close_app",
        ],
        "`register_app` names a new app, the others none",
    ),
    (UnknownRole, &["add_user", "set_role"], "`define_role` creates the role, the others name none"),
    (
        UnknownMeeting,
        &[
            "start_meeting",
            "end_meeting",
            "join",
            "leave",
            "set_seat_role",
            "open_app",
            "close_app",
            "confirm_calendar_event",
        ],
        "`schedule_meeting` names a new meeting, the others none",
    ),
    (
        UnknownParticipant,
        &["leave", "set_seat_role", "open_app", "close_app"],
        "`join` names a new seat, the others none",
    ),
    (
        AlreadyExists,
        &["add_account", "add_user", "register_app", "schedule_meeting", "join"],
        "`define_role` replaces the role that is there, the others make nothing new",
    ),
    (NotPermitted, ALL, "no change is open to everybody"),
    (
        DifferentAccount,
        &["transfer_ownership", "approve_app", "withdraw_approval", "delegate"],
        "`revoke_delegation` is idempotent, meetings are open to all accounts, and elsewhere an actor of another \
         account is not permitted",
    ),
    (
        Inactive,
        &["transfer_ownership", "install_for", "delegate", "schedule_meeting", "start_meeting", "join"],
        "the others give a user nothing that it could use now, or the user is the actor, who then is not permitted",
    ),
    (
        AppUnpublished,
        &["request_app", "install", "install_for", "grant_shared_access"],
        "`open_app` calls it invalid, the others grant an app nothing by themselves",
    ),
    (
        NotApproved,
        &["install", "install_for", "grant_shared_access"],
        "`request_app` is for what is not approved, `open_app` calls it invalid, the others grant an app nothing",
    ),
    (
        NotInstalled,
        &["grant_shared_access", "revoke_shared_access", "uninstall"],
        "the disabled flag needs no installation, `open_app` calls it invalid, the others ask for none",
    ),
    (
        Invalid,
        &[
            "add_account",
            "add_user",
            "set_role",
            "transfer_ownership",
            "deactivate_user",
            "activate_user",
            "remove_user",
            "register_app",
            "update_app",
            "withdraw_approval",
            "request_app",
            "install",
            "install_for",
            "grant_shared_access",
            "delegate",
            "start_meeting",
            "end_meeting",
            "join",
            "set_seat_role",
            "open_app",
        ],
        "the others forbid nothing else, and doing them twice is fine",
    ),
];

/// Stands for the names of all kinds of changes.
const ALL: &[&str] = &["*"];

fn type_of(change: &str) -> &str {
    change.split_whitespace().nth(1).expect("a change has a type")
}

#[test]
fn the_table_has_every_cell_that_can_happen_and_no_other() {
    let all: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    let listed: Vec<_> = CELLS.iter().map(|(refusal, ..)| *refusal).collect();
    assert_eq!(listed, Refusal::ALL, "each refusal has a row");

    let mut expected = BTreeSet::new();
    for (refusal, changes, _) in CELLS {
        let changes: Vec<&str> =
            if *changes == ALL { all.iter().copied().collect() } else { changes.to_vec() };
        expected.extend(changes.into_iter().map(|change| (change, *refusal)));
    }
    let covered: BTreeSet<_> = CASES
        .iter()
        .flat_map(|case| case.faults.iter().map(|(refusal, _)| (type_of(case.change), *refusal)))
        .collect();
    let missing: Vec<_> = expected.difference(&covered).collect();
    let surplus: Vec<_> = covered.difference(&expected).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing: {missing:?}\nsurplus: {surplus:?}");
    assert!(expected.iter().all(|(change, _)| all.contains(change)), "only changes that there are");
    let faults: usize = CASES.iter().map(|case| case.faults.len()).sum();
    println!("{} cells, {faults} faults", covered.len());
    // No test can know how many ways there are to spoil a change, but none of those listed may get lost.
    assert!(faults >= 391, "only {faults} faults");
}

#[test]
fn the_faults_of_each_case_are_listed_in_the_order_in_which_they_are_reported() {
    // Unknown names are reported in the order of the names in the change, and so are names that must be new.
    let stage = |refusal: Refusal| match refusal {
        UnknownAccount | UnknownUser | UnknownApp | UnknownRole | UnknownMeeting | UnknownParticipant => {
            UnknownAccount
        }
        later => later,
    };
    for case in CASES {
        assert!(case.faults.is_sorted_by_key(|(refusal, _)| stage(*refusal)), "`{}`", case.change);
    }
}

/// The world of a case.
fn world_of(town: &World, case: &Case) -> World {
    let mut world = town.clone();
    world.does(case.given);
    world
}

/// Makes the earlier changes that the faults need, and returns the change with their fields.
fn spoil(world: &mut World, change: &str, faults: &[Fault]) -> String {
    let mut sentence = change.to_owned();
    for fault in faults {
        match fault {
            Says(fields) | Alone(fields) => sentence = format!("{sentence} {fields}"),
            Once(before) => world.does(before),
        }
    }
    sentence
}

#[test]
fn every_refusal_is_a_sentence_of_its_own() {
    let sentences: BTreeSet<String> = Refusal::ALL.iter().map(|refusal| refusal.to_string()).collect();
    assert_eq!(sentences.len(), Refusal::ALL.len());
    assert!(sentences.iter().all(|sentence| sentence.contains(' ')), "{sentences:#?}");
}

#[test]
fn each_fault_alone_is_refused_and_changes_nothing() {
    let town = World::after(TOWN);
    for case in CASES {
        assert_eq!(world_of(&town, case).tries(case.change).err(), None, "`{}` has no fault", case.change);
        for (refusal, fault) in case.faults {
            let mut world = world_of(&town, case);
            let sentence = spoil(&mut world, case.change, &[*fault]);
            world.refuses(&sentence, *refusal);
        }
    }
}

/// The model is held to the same table.
#[test]
fn the_model_refuses_each_fault_alone() {
    let town = World::after(TOWN);
    for case in CASES {
        for (refusal, fault) in case.faults {
            let mut world = world_of(&town, case);
            let sentence = spoil(&mut world, case.change, &[*fault]);
            let change = world.change(&sentence);
            assert_eq!(model::apply(&mut Rows::of(&world.directory), &change), Err(*refusal), "`{sentence}`");
        }
    }
}

#[test]
fn of_two_faults_the_earlier_is_reported() {
    let town = World::after(TOWN);
    let mut pairs = BTreeSet::new();
    let mut tried = 0;
    for case in CASES {
        for (place, earlier) in case.faults.iter().enumerate() {
            for later in
                case.faults.iter().skip(place + 1).filter(|later| can_meet(case.change, earlier, later))
            {
                let mut world = world_of(&town, case);
                // The later fault's changes are made first: the earlier fault may deactivate their actor.
                let sentence = spoil(&mut world, case.change, &[later.1, earlier.1]);
                world.refuses(&sentence, earlier.0);
                pairs.insert((earlier.0, later.0));
                tried += 1;
            }
        }
    }
    println!("{tried} pairs of faults");
    assert!(tried >= 954, "only {tried} pairs were tried");

    let changes_refused_as = |refusal| {
        let cases = CASES.iter().filter(move |case| case.faults.iter().any(|(reason, _)| *reason == refusal));
        cases.map(|case| type_of(case.change)).collect::<BTreeSet<_>>()
    };
    for (place, earlier) in Refusal::ALL.iter().enumerate() {
        for later in &Refusal::ALL[place + 1..] {
            // Names are reported in the order of the change, so two kinds of names occur in either order.
            let met = pairs.contains(&(*earlier, *later)) || pairs.contains(&(*later, *earlier));
            let one_change_meets_both =
                !changes_refused_as(*earlier).is_disjoint(&changes_refused_as(*later));
            let of_unknown_app =
                *earlier == UnknownApp && matches!(later, AppUnpublished | NotApproved | NotInstalled);
            assert_eq!(met, one_change_meets_both && !of_unknown_app, "{earlier} and {later}");
        }
    }
}

/// Whether two faults are both present when both are made.
fn can_meet(change: &str, earlier: &(Refusal, Fault), later: &(Refusal, Fault)) -> bool {
    let ((earlier, one), (later, other)) = (*earlier, *later);
    // Whether a change is permitted depends on the actor, so another fault must not replace the actor.
    let actor = |fault| says(fault).any(|(field, _)| field == "by");
    let actors = earlier == NotPermitted && actor(other) || later == NotPermitted && actor(one);
    earlier != later && !actors && !leads_away(change, one, other) && !leads_away(change, other, one)
}

/// Whether one fault replaces what the other has spoilt, so that the other is no longer present.
fn leads_away(change: &str, one: Fault, other: Fault) -> bool {
    let right = |field: &str| fields(change).find(|(name, _)| *name == field).map(|(_, value)| value);
    match other {
        Alone(_) => true,
        Says(other) => says(one).any(|(field, _)| fields(other).any(|(said, _)| said == field)),
        Once(before) => says(one).filter(|(field, _)| *field != "by").any(|(field, _)| {
            right(field).is_some_and(|value| before.split([' ', '=', ';']).any(|word| word == value))
        }),
    }
}

fn says(fault: Fault) -> impl Iterator<Item = (&'static str, &'static str)> {
    let text = match fault {
        Says(text) | Alone(text) => text,
        Once(_) => "",
    };
    fields(text)
}

fn fields(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split_whitespace().filter_map(|field| field.split_once('='))
}
