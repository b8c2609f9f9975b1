//! Refusals: what each change refuses, in which order, and what a refusal carries.
//!
//! The table names every way to spoil each change. A change is refused for each fault alone, and for any two of
//! them with the refusal that comes first.

use std::collections::{BTreeMap, BTreeSet};

use consentry::catalog::Api;
use consentry::directory::RefusalReason::*;
use consentry::directory::{Condition, NewId, Refusal, RefusalReason, Restriction};
use consentry::facts::Privileges;
use serde_json::{Value, json};
use testkit::kind::Kind;
use testkit::laws::rows::Rows;
use testkit::model;
use testkit::town::{TOWN, World};

/// A change that is accepted in the town, and all the ways to spoil it, in the order in which they are reported.
struct Case {
    /// The changes that are made in the town first.
    given: &'static str,
    change: &'static str,
    faults: &'static [(Expected, Fault)],
}

/// What a spoilt change is refused as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// For this reason; if it is `not_permitted`, because the actor is none of those who may make the change.
    Reason(RefusalReason),
    /// As not permitted to one of those who may make the change, because of this restriction.
    Restricted(Restriction),
    /// As invalid, because this condition is broken.
    Broken(Condition),
}
use Condition::{
    AccountFull, AdminManaged, AlreadyAllowed, AlreadyInstalled, AlreadyOwner, AppNotApproved, AppStopped,
    ApprovedForAll, DeveloperChanged, Disabled, HeirIsUser, HostTwice, ManagementChanged, MeetingEnded,
    MeetingLive, NoAccess, NoSurfaces, NotInvited, NotLive, NotScheduled, OptionalWithoutRequired,
    OverlappingScopes, OwnDelegate, OwnerAsHost, OwnerRole, PrivateApp, ReservedUser, RoleHeld,
    RoleNameBuiltIn, RoleNameControlCharacter, RoleNameEmpty, RoleNameTooLong, RoleNameWhiteSpace,
    RoleNotFitting, ScopeNotOptional, SharedAccessNotOffered, SharedAccessOnAdminManaged,
    SurfaceNotRequested, TooManyDelegates, TooManyHosts, UndocumentedApi, UserInactive, UserIsOwner,
};
use Expected::{Broken, Reason, Restricted};
use Restriction::{ActorInactive, BeyondOwnRole, OwnFavor, PrivilegesMissing, StrongerUser};

impl Expected {
    fn reason(self) -> RefusalReason {
        match self {
            Reason(reason) => reason,
            Restricted(_) => NotPermitted,
            Broken(_) => Invalid,
        }
    }

    /// What a refusal is, without the names and people that it carries.
    fn of(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::NotPermitted(lack) => lack.restriction.map_or(Reason(NotPermitted), Restricted),
            Refusal::Invalid(invalid) => Broken(invalid.condition),
            other => Reason(other.reason()),
        }
    }
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

const fn case(change: &'static str, faults: &'static [(Expected, Fault)]) -> Case {
    Case { given: "", change, faults }
}

/// A sentence for each of thirty numbers, and one that names them all.
macro_rules! of_thirty {
    ($($of:ident)+) => {
        of_thirty!(@ [$($of)+] 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30)
    };
    (@ [users] $($n:literal)+) => {
        concat!($("system add_user account=acme user=u", $n, " role=member; "),+)
    };
    (@ [delegates] $($n:literal)+) => {
        concat!(
            "bob revoke_delegation delegator=bob delegate=ann; ",
            $("system add_user account=acme user=u", $n, " role=member; ",
              "bob delegate delegate=u", $n, " access=[profile]; "),+
        )
    };
    (@ [hosts] $($n:literal)+) => { concat!("users=[", $("u", $n, ",",)+ "rita]") };
}

const CASES: &[Case] = &[
    case(
        "system add_account account=new owner=nina",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(AlreadyExists), Says("account=acme")),
            (Reason(AlreadyExists), Says("owner=ann")),
            (
                Reason(AlreadyExists),
                Once("system add_user account=acme user=nina role=member; olga remove_user user=nina"),
            ),
            (Reason(NotPermitted), Says("by=olga")),
            (Broken(ReservedUser), Says("owner=system")),
        ],
    ),
    case(
        "adam add_user account=acme user=nina role=member",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownAccount), Says("account=nowhere")),
            (Reason(UnknownRole), Says("role=custom:none")),
            (Reason(AlreadyExists), Says("user=ann")),
            (Reason(AlreadyExists), Says("user=zack")),
            (
                Reason(AlreadyExists),
                Once("system add_user account=zeta user=nina role=member; zoe remove_user user=nina"),
            ),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=shay")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Reason(NotPermitted), Says("account=zeta")),
            (Broken(ReservedUser), Says("user=system")),
            (Broken(OwnerRole), Says("role=owner")),
        ],
    ),
    // An actor with a custom role hands out no more than that role holds.
    case(
        "hana add_user account=acme user=nina role=custom:hr",
        &[
            (Restricted(BeyondOwnRole), Says("role=admin")),
            (Restricted(BeyondOwnRole), Says("role=owner")),
            (Restricted(BeyondOwnRole), Says("role=custom:audit")),
            (Broken(ReservedUser), Says("user=system")),
        ],
    ),
    // … and a role other than `member` only if it may give roles.
    Case {
        given: "olga define_role account=acme role=people privileges=[users_edit]
                olga set_role user=ann role=custom:people",
        change: "ann add_user account=acme user=nina role=member",
        faults: &[
            (Reason(NotPermitted), Says("role=custom:spare")),
            (Reason(NotPermitted), Says("role=custom:people")),
            (Reason(NotPermitted), Says("role=admin")),
            (Reason(NotPermitted), Says("role=owner")),
        ],
    },
    case("system add_user account=acme user=nina role=admin", &[(Broken(OwnerRole), Says("role=owner"))]),
    case(
        "adam set_role user=ann role=custom:hr",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(UnknownRole), Says("role=custom:none")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=shay")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Broken(UserIsOwner), Says("user=olga")),
            (Broken(OwnerRole), Says("role=owner")),
        ],
    ),
    // An actor with a custom role cannot change the role of somebody stronger.
    case(
        "hana set_role user=ann role=custom:hr",
        &[
            (Restricted(BeyondOwnRole), Says("role=admin")),
            (Restricted(BeyondOwnRole), Says("role=owner")),
            (Restricted(BeyondOwnRole), Says("role=custom:audit")),
            (Restricted(StrongerUser), Says("user=adam")),
            (Restricted(StrongerUser), Says("user=olga")),
            (Restricted(StrongerUser), Says("user=rita")),
        ],
    ),
    // The owner and admins are stronger even than an actor whose custom role holds all privileges.
    Case {
        given: "olga define_role account=acme role=deputy privileges=[users_edit,settings_edit,recordings_edit,\
                reports_read,marketplace_edit,roles_edit]; olga set_role user=hana role=custom:deputy",
        change: "hana set_role user=ann role=custom:deputy",
        faults: &[
            (Restricted(BeyondOwnRole), Says("role=admin")),
            (Restricted(BeyondOwnRole), Says("role=owner")),
            (Restricted(StrongerUser), Says("user=adam")),
            (Restricted(StrongerUser), Says("user=olga")),
        ],
    },
    case(
        "adam define_role account=acme role=new privileges=[reports_read]",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownAccount), Says("account=nowhere")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=shay")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Broken(RoleNameEmpty), Says("role=")),
            (Broken(RoleNameTooLong), Says(LONG_NAME)),
            (Broken(RoleNameControlCharacter), Says("role=a\u{7}b")),
            (Broken(RoleNameControlCharacter), Says("role=a\u{9b}b")),
            (Broken(RoleNameWhiteSpace), Says("role=␣new")),
            (Broken(RoleNameWhiteSpace), Says("role=new␣")),
            (Broken(RoleNameWhiteSpace), Says("role=␣")),
            (Broken(RoleNameBuiltIn), Says("role=owner")),
            (Broken(RoleNameBuiltIn), Says("role=Admin")),
            (Broken(RoleNameBuiltIn), Says("role=MEMBER")),
            (Broken(RoleNameBuiltIn), Says("role=admın")),
        ],
    ),
    case(
        "hana define_role account=acme role=new privileges=[users_read]",
        &[
            (Restricted(BeyondOwnRole), Says("privileges=[reports_read]")),
            (Restricted(BeyondOwnRole), Says("role=audit")),
            (Broken(RoleNameBuiltIn), Says("role=owner")),
        ],
    ),
    case(
        "adam delete_role account=acme role=spare",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownAccount), Says("account=nowhere")),
            (Reason(UnknownRole), Says("role=none")),
            (Reason(UnknownRole), Says("role=member")),
            (Reason(UnknownRole), Says("account=maker")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=shay")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Broken(RoleHeld), Says("role=hr")),
            (Broken(RoleHeld), Once("olga set_role user=dan role=custom:spare")),
        ],
    ),
    case(
        "hana delete_role account=acme role=spare",
        &[
            (Restricted(BeyondOwnRole), Says("role=audit")),
            (
                Restricted(BeyondOwnRole),
                Once("olga define_role account=acme role=spare privileges=[reports_read]"),
            ),
            (Broken(RoleHeld), Says("role=hr")),
        ],
    ),
    case(
        "olga transfer_ownership account=acme to=ann",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownAccount), Says("account=nowhere")),
            (Reason(UnknownUser), Says("to=nobody")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=adam")),
            (Reason(NotPermitted), Says("account=zeta")),
            (Reason(DifferentAccount), Says("to=zack")),
            (Reason(DifferentAccount), Says("to=zita")),
            (Reason(Inactive), Says("to=dan")),
            (Reason(Inactive), Once("adam deactivate_user user=ann")),
            (Broken(AlreadyOwner), Says("to=olga")),
        ],
    ),
    case(
        "adam deactivate_user user=ann",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=bob")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=shay")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Broken(UserIsOwner), Says("user=olga")),
        ],
    ),
    case(
        "hana deactivate_user user=ann",
        &[
            (Restricted(StrongerUser), Says("user=adam")),
            (Restricted(StrongerUser), Says("user=olga")),
            (Restricted(StrongerUser), Says("user=rita")),
        ],
    ),
    case(
        "adam activate_user user=dan",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=dan")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=shay")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Broken(UserIsOwner), Says("user=olga")),
        ],
    ),
    case(
        "hana activate_user user=dan",
        &[
            (Restricted(StrongerUser), Says("user=ina")),
            (Restricted(StrongerUser), Says("user=olga")),
            (Restricted(StrongerUser), Says("user=rita")),
        ],
    ),
    case(
        "adam remove_user user=ann",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=shay")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Broken(UserIsOwner), Says("user=olga")),
            (Broken(MeetingLive), Once("ann schedule_meeting meeting=anns; ann start_meeting meeting=anns")),
        ],
    ),
    // An heir is one who could be given the meetings, whether there are any or not.
    case(
        "adam remove_user user=ann heir=bob",
        &[
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(UnknownUser), Says("heir=nobody")),
            (Reason(NotPermitted), Says("by=bob")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Reason(DifferentAccount), Says("heir=zack")),
            (Reason(DifferentAccount), Says("heir=zita")),
            (Reason(Inactive), Says("heir=dan")),
            (Reason(Inactive), Once("adam deactivate_user user=bob")),
            (Broken(HeirIsUser), Says("heir=ann")),
            (Broken(UserIsOwner), Says("user=olga")),
            (Broken(MeetingLive), Once("ann schedule_meeting meeting=anns; ann start_meeting meeting=anns")),
        ],
    ),
    case(
        "hana remove_user user=ann heir=bob",
        &[
            (Restricted(StrongerUser), Says("user=adam")),
            (Restricted(StrongerUser), Says("user=olga")),
            (Restricted(StrongerUser), Says("user=rita")),
            (Restricted(StrongerUser), Says("heir=adam")),
            (Restricted(StrongerUser), Says("heir=rita")),
            (Restricted(OwnFavor), Says("heir=hana")),
            (Reason(DifferentAccount), Says("heir=zack")),
            (Broken(HeirIsUser), Says("heir=ann")),
        ],
    ),
    case(
        "system register_app app=new required_scopes=[meetings:read] apis=[getMeetingContext]",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownAccount), Says("developer=nowhere")),
            (Reason(AlreadyExists), Says("app=cal")),
            (Reason(NotPermitted), Says("by=mona")),
            (Broken(NoSurfaces), Says("surfaces=[]")),
            (Broken(OverlappingScopes), Says("optional_scopes=[meetings:read]")),
            (Broken(OptionalWithoutRequired), Says("optional_scopes=[reports:read] required_scopes=[]")),
            (Broken(UndocumentedApi), Says("apis=[getEverything]")),
            (Broken(UndocumentedApi), Says("apis=[getScreenshot]")),
            (Broken(UndocumentedApi), Says("apis=[appPopout] edition=0.16.8")),
            (Broken(SharedAccessOnAdminManaged), Says("management=admin_managed uses_shared_access=true")),
        ],
    ),
    case(
        "system update_app app=cal required_scopes=[meetings:read] apis=[getMeetingContext]",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(UnknownAccount), Says("developer=nowhere")),
            (Reason(NotPermitted), Says("by=mona")),
            (Broken(DeveloperChanged), Says("developer=acme")),
            (Broken(ManagementChanged), Says("management=admin_managed")),
            (Broken(NoSurfaces), Says("surfaces=[]")),
            (Broken(OverlappingScopes), Says("optional_scopes=[meetings:read]")),
            (Broken(OptionalWithoutRequired), Says("optional_scopes=[reports:read] required_scopes=[]")),
            (Broken(UndocumentedApi), Says("apis=[getEverything]")),
            (Broken(UndocumentedApi), Says("apis=[getScreenshot]")),
            (Broken(UndocumentedApi), Says("apis=[appPopout] edition=0.16.8")),
            (
                Broken(SharedAccessOnAdminManaged),
                Alone("app=report management=admin_managed uses_shared_access=true"),
            ),
        ],
    ),
    case(
        "system unpublish_app app=cal",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=mona")),
            (Reason(NotPermitted), Says("by=olga")),
        ],
    ),
    case(
        "system publish_app app=cal",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=mona")),
            (Reason(NotPermitted), Says("by=olga")),
        ],
    ),
    case(
        "shay set_policy account=acme listed=open own=as_listed",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownAccount), Says("account=nowhere")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=hana")),
            (Restricted(ActorInactive), Says("by=ina")),
        ],
    ),
    case(
        "shay approve_app account=acme app=rare audience=ann",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownAccount), Says("account=nowhere")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(UnknownUser), Says("audience=nobody")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=hana")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Restricted(StrongerUser), Says("audience=adam")),
            (Restricted(StrongerUser), Says("audience=olga")),
            (Restricted(StrongerUser), Says("audience=rita")),
            (Reason(DifferentAccount), Says("audience=zack")),
            (Broken(PrivateApp), Says("app=secret")),
        ],
    ),
    case(
        "shay approve_app account=acme app=rare",
        &[(Reason(NotPermitted), Says("account=zeta")), (Broken(PrivateApp), Says("app=secret"))],
    ),
    case(
        "shay withdraw_approval account=acme app=rare audience=ann",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownAccount), Says("account=nowhere")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(UnknownUser), Says("audience=nobody")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=hana")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Reason(DifferentAccount), Says("audience=zack")),
            (Broken(ApprovedForAll), Once("olga approve_app account=acme app=rare")),
        ],
    ),
    case(
        "ann request_app app=rare",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=olga")),
            (Restricted(ActorInactive), Says("by=dan user=dan")),
            (Reason(AppUnpublished), Once("system unpublish_app app=rare")),
            (Broken(AlreadyAllowed), Once("olga approve_app account=acme app=rare")),
            (Broken(AlreadyAllowed), Once("olga approve_app account=acme app=rare audience=ann")),
            (Broken(AlreadyAllowed), Once("olga set_policy account=acme listed=open")),
            (Broken(AlreadyAllowed), Says("app=inner")),
            (Broken(PrivateApp), Says("app=secret")),
        ],
    ),
    case(
        "shay decline_request user=ann app=rare",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=hana")),
            (Restricted(ActorInactive), Says("by=ina")),
        ],
    ),
    case(
        "bob install app=cal optional_scopes=[recordings:read] shared=true",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=olga")),
            (Restricted(ActorInactive), Says("by=dan user=dan")),
            (Reason(AppUnpublished), Once("system unpublish_app app=cal")),
            (Reason(NotApproved), Once("olga withdraw_approval account=acme app=cal")),
            (Reason(NotApproved), Says("app=secret")),
            (Broken(Disabled), Once("olga disable_installation user=bob app=cal")),
            (Broken(ScopeNotOptional), Says("optional_scopes=[settings:read]")),
            (Broken(ScopeNotOptional), Says("optional_scopes=[meetings:write]")),
            (
                Broken(SharedAccessNotOffered),
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
        faults: &[(Reason(NotApproved), Once("olga withdraw_approval account=acme app=cal"))],
    },
    case(
        "dora install app=report",
        &[
            (Reason(NotPermitted), Says("by=adam")),
            (Restricted(PrivilegesMissing), Says("by=rita user=rita")),
            (Restricted(PrivilegesMissing), Says("by=ann user=ann")),
            (Restricted(PrivilegesMissing), Says("by=shay user=shay")),
            (Restricted(PrivilegesMissing), Says("optional_scopes=[recordings:read]")),
            (Restricted(PrivilegesMissing), Says("optional_scopes=[profile:write]")),
            // Choosing the required scope once more does not lift its requirement.
            (Restricted(PrivilegesMissing), Says("by=shay user=shay optional_scopes=[reports:read]")),
            (Reason(AppUnpublished), Once("system unpublish_app app=report")),
            (Reason(NotApproved), Once("olga withdraw_approval account=acme app=report")),
            (Broken(SharedAccessNotOffered), Says("shared=true")),
        ],
    ),
    case("adam install app=report", &[(Broken(ScopeNotOptional), Says("optional_scopes=[settings:read]"))]),
    case(
        "adam install_for user=bob app=cal",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=bob")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=hana")),
            (Restricted(ActorInactive), Says("by=ina")),
            // Holds `marketplace_edit`, but not what the required scope needs.
            (Restricted(BeyondOwnRole), Says("by=shay")),
            (Reason(Inactive), Says("user=dan")),
            (Reason(Inactive), Once("adam deactivate_user user=bob")),
            (Reason(AppUnpublished), Once("system unpublish_app app=cal")),
            (Reason(NotApproved), Once("olga withdraw_approval account=acme app=cal")),
            (Broken(AdminManaged), Says("app=report")),
            (Broken(Disabled), Once("olga disable_installation user=bob app=cal")),
            (Broken(AlreadyInstalled), Says("user=ann")),
            (Broken(AlreadyInstalled), Once("bob install app=cal")),
        ],
    ),
    case(
        "shay install_for user=bob app=poll",
        &[
            (Restricted(StrongerUser), Says("user=adam")),
            (Restricted(StrongerUser), Says("user=olga")),
            (Restricted(StrongerUser), Says("user=hana")),
            (Reason(Inactive), Says("user=dan")),
        ],
    ),
    case(
        "ann grant_shared_access app=cal",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=olga")),
            (Restricted(ActorInactive), Says("by=dan user=dan")),
            (Reason(AppUnpublished), Once("system unpublish_app app=cal")),
            (Reason(NotApproved), Once("olga withdraw_approval account=acme app=cal")),
            (Reason(NotInstalled), Says("app=poll")),
            (Reason(NotInstalled), Once("olga uninstall user=ann app=cal")),
            (
                Broken(SharedAccessNotOffered),
                Once("system update_app app=cal required_scopes=[meetings:write]"),
            ),
            (Broken(Disabled), Once("olga disable_installation user=ann app=cal")),
        ],
    ),
    case(
        "ann revoke_shared_access user=ann app=cal",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=bob")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=hana")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Reason(NotInstalled), Says("app=poll")),
            (Reason(NotInstalled), Once("olga uninstall user=ann app=cal")),
        ],
    ),
    case(
        "shay disable_installation user=ann app=cal",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=hana")),
            (Restricted(ActorInactive), Says("by=ina")),
        ],
    ),
    case(
        "shay enable_installation user=ann app=cal",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=hana")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Restricted(OwnFavor), Says("user=shay")),
            (Restricted(StrongerUser), Says("user=adam")),
            (Restricted(StrongerUser), Says("user=olga")),
            (Restricted(StrongerUser), Says("user=rita")),
        ],
    ),
    case(
        "ann uninstall user=ann app=cal",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=bob")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=hana")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Reason(NotInstalled), Says("app=poll")),
            (Reason(NotInstalled), Once("olga uninstall user=ann app=cal")),
        ],
    ),
    case(
        "bob delegate delegate=ann access=[reports]",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("delegator=nobody")),
            (Reason(UnknownUser), Says("delegate=nobody")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=shay")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Restricted(ActorInactive), Says("by=dan delegator=dan")),
            (Reason(DifferentAccount), Says("delegate=zack")),
            (Reason(DifferentAccount), Says("delegate=zita")),
            (Reason(Inactive), Says("delegate=dan")),
            (Broken(OwnDelegate), Says("delegate=bob")),
            (Broken(NoAccess), Says("access=[]")),
            (Broken(TooManyDelegates), Once(of_thirty!(delegates))),
        ],
    ),
    // An administrator cannot delegate to itself, nor access that it does not hold, nor for somebody stronger.
    case(
        "hana delegate delegator=bob delegate=ann access=[profile,meetings,schedule]",
        &[
            (Restricted(OwnFavor), Says("delegate=hana")),
            (Reason(NotPermitted), Says("access=[meetings,recordings]")),
            (Reason(NotPermitted), Says("access=[reports]")),
            (Reason(NotPermitted), Says("delegator=zack")),
            (Restricted(StrongerUser), Says("delegator=adam")),
            (Restricted(StrongerUser), Says("delegator=olga")),
            (Restricted(StrongerUser), Says("delegator=rita")),
            (Reason(DifferentAccount), Says("delegate=zack")),
            (Reason(Inactive), Says("delegator=dan")),
            (Reason(Inactive), Once("adam deactivate_user user=bob")),
            (Broken(OwnDelegate), Says("delegate=bob")),
            (Broken(NoAccess), Says("access=[]")),
        ],
    ),
    case(
        "adam delegate delegator=olga delegate=ann access=[reports]",
        &[(Restricted(OwnFavor), Says("delegate=adam")), (Broken(OwnDelegate), Says("delegate=olga"))],
    ),
    case(
        "bob revoke_delegation delegator=bob delegate=ann",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("delegator=nobody")),
            (Reason(UnknownUser), Says("delegate=nobody")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=rita")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=shay")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Restricted(ActorInactive), Says("by=dan delegator=dan")),
        ],
    ),
    case(
        "ann schedule_meeting owner=bob meeting=new",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("owner=nobody")),
            (Reason(AlreadyExists), Says("meeting=over")),
            (Reason(AlreadyExists), Once("rita schedule_meeting meeting=new; olga remove_user user=rita")),
            (
                Reason(AlreadyExists),
                Once("rita schedule_meeting meeting=new; rita cancel_meeting meeting=new"),
            ),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=shay")),
            (Reason(NotPermitted), Says("by=zack")),
            (Restricted(ActorInactive), Says("by=ina")),
            // Delegated, but not with `schedule`.
            (Reason(NotPermitted), Says("owner=olga")),
            (Restricted(ActorInactive), Says("by=dan owner=dan")),
            (Restricted(ActorInactive), Once("adam deactivate_user user=ann")),
            (Reason(Inactive), Once("adam deactivate_user user=bob")),
        ],
    ),
    case(
        "hana schedule_meeting owner=bob meeting=new",
        &[
            (Reason(NotPermitted), Says("owner=zack")),
            (Restricted(StrongerUser), Says("owner=adam")),
            (Restricted(StrongerUser), Says("owner=olga")),
            (Restricted(StrongerUser), Says("owner=rita")),
            (Reason(Inactive), Says("owner=dan")),
        ],
    ),
    case(
        "ann update_meeting meeting=bobs number=7 topic=review",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownMeeting), Says("meeting=nothing")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=shay")),
            (Reason(NotPermitted), Says("by=zack")),
            // An alternative host only starts the meeting.
            (Reason(NotPermitted), Says("by=rita")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Reason(NotPermitted), Says("meeting=next")),
            (Restricted(ActorInactive), Once("adam deactivate_user user=ann")),
            (Broken(MeetingEnded), Once("bob start_meeting meeting=bobs; bob end_meeting meeting=bobs")),
        ],
    ),
    case(
        "bob update_meeting meeting=bobs",
        &[(Reason(UnknownMeeting), Once("bob cancel_meeting meeting=bobs"))],
    ),
    case(
        "bob cancel_meeting meeting=bobs",
        &[(Reason(UnknownMeeting), Once("bob cancel_meeting meeting=bobs"))],
    ),
    case("hana update_meeting meeting=bobs", &[(Restricted(StrongerUser), Says("meeting=next"))]),
    case(
        "ann cancel_meeting meeting=bobs",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownMeeting), Says("meeting=nothing")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=shay")),
            (Reason(NotPermitted), Says("by=zack")),
            (Reason(NotPermitted), Says("by=rita")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Reason(NotPermitted), Says("meeting=next")),
            (Restricted(ActorInactive), Once("adam deactivate_user user=ann")),
            (Broken(NotScheduled), Once("bob start_meeting meeting=bobs")),
            (Broken(NotScheduled), Once("bob start_meeting meeting=bobs; bob end_meeting meeting=bobs")),
        ],
    ),
    case("hana cancel_meeting meeting=bobs", &[(Restricted(StrongerUser), Says("meeting=next"))]),
    // The owner gives a meeting to somebody for whom it may schedule.
    Case {
        given: "rita delegate delegate=bob access=[schedule]",
        change: "bob move_meeting meeting=bobs to=rita",
        faults: &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownMeeting), Says("meeting=nothing")),
            (Reason(UnknownUser), Says("to=nobody")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=rita")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("to=ann")),
            (Reason(NotPermitted), Says("meeting=next")),
            (Reason(NotPermitted), Once("olga revoke_delegation delegator=rita delegate=bob")),
            (Restricted(ActorInactive), Once("adam deactivate_user user=bob")),
            (Reason(Inactive), Once("adam deactivate_user user=rita")),
            (Broken(NotScheduled), Once("bob start_meeting meeting=bobs")),
        ],
    },
    case(
        "adam move_meeting meeting=bobs to=ann",
        &[
            (Restricted(ActorInactive), Says("by=ina")),
            (Reason(DifferentAccount), Says("to=zack")),
            (Reason(DifferentAccount), Says("to=zita")),
            (Reason(Inactive), Says("to=dan")),
            (Broken(NotScheduled), Says("meeting=live")),
            (Broken(NotScheduled), Says("meeting=over")),
            (Broken(AlreadyOwner), Says("to=bob")),
        ],
    ),
    case(
        "hana move_meeting meeting=bobs to=ann",
        &[
            (Restricted(StrongerUser), Says("meeting=next")),
            (Restricted(StrongerUser), Says("to=adam")),
            (Restricted(StrongerUser), Says("to=rita")),
            (Restricted(OwnFavor), Says("to=hana")),
            (Reason(DifferentAccount), Says("to=zack")),
        ],
    ),
    Case {
        given: of_thirty!(users),
        change: "ann set_alternative_hosts meeting=bobs users=[rita,ann]",
        faults: &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownMeeting), Says("meeting=nothing")),
            (Reason(UnknownUser), Says("users=[rita,nobody]")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=shay")),
            (Reason(NotPermitted), Says("by=zack")),
            (Reason(NotPermitted), Says("by=rita")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Reason(NotPermitted), Says("meeting=next")),
            (Restricted(ActorInactive), Once("adam deactivate_user user=ann")),
            (Reason(DifferentAccount), Says("users=[ann,zack]")),
            (Broken(OwnerAsHost), Says("users=[rita,bob]")),
            (Broken(HostTwice), Says("users=[rita,ann,rita]")),
            (Broken(TooManyHosts), Says(of_thirty!(hosts))),
            (Broken(MeetingEnded), Once("bob start_meeting meeting=bobs; bob end_meeting meeting=bobs")),
        ],
    },
    case(
        "hana set_alternative_hosts meeting=bobs users=[rita,adam]",
        &[
            (Restricted(OwnFavor), Says("users=[rita,hana]")),
            (Restricted(StrongerUser), Says("meeting=next")),
        ],
    ),
    case(
        "ann start_meeting meeting=bobs",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownMeeting), Says("meeting=nothing")),
            // Administrators plan meetings, and do not start them.
            (Reason(NotPermitted), Says("by=adam")),
            (Reason(NotPermitted), Says("by=hana")),
            (Reason(NotPermitted), Says("by=zack")),
            (Reason(NotPermitted), Says("meeting=next")),
            (Reason(NotPermitted), Once("olga revoke_delegation delegator=bob delegate=ann")),
            (Restricted(ActorInactive), Once("adam deactivate_user user=ann")),
            (Reason(Inactive), Once("adam deactivate_user user=bob")),
            (Broken(NotScheduled), Once("bob start_meeting meeting=bobs")),
            (Broken(NotScheduled), Once("bob start_meeting meeting=bobs; bob end_meeting meeting=bobs")),
        ],
    ),
    case(
        "rita start_meeting meeting=bobs",
        &[
            (Reason(NotPermitted), Once("adam set_alternative_hosts meeting=bobs users=[ann]")),
            (Reason(NotPermitted), Once("adam move_meeting meeting=bobs to=ann")),
            (Restricted(ActorInactive), Once("adam deactivate_user user=rita")),
            (Reason(Inactive), Once("adam deactivate_user user=bob")),
        ],
    ),
    case(
        "system start_meeting meeting=bobs",
        &[
            (Reason(Inactive), Once("adam deactivate_user user=bob")),
            (Broken(NotScheduled), Once("system start_meeting meeting=bobs")),
        ],
    ),
    case(
        "hana end_meeting meeting=live",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownMeeting), Says("meeting=nothing")),
            (Reason(NotPermitted), Says("by=ann")),
            // Seated as cohost.
            (Reason(NotPermitted), Says("by=bob")),
            (Reason(NotPermitted), Says("by=zoe")),
            (Reason(NotPermitted), Says("by=shay")),
            (Restricted(ActorInactive), Says("by=ina")),
            (Broken(NotLive), Says("meeting=next")),
            (Broken(NotLive), Says("meeting=over")),
            (Broken(NotLive), Once("olga end_meeting meeting=live")),
        ],
    ),
    case("system end_meeting meeting=live", &[(Broken(NotLive), Says("meeting=next"))]),
    // A host of another account may, as long as it sits there as host and is active.
    Case {
        given: "system join meeting=live user=zack participant=p-zack role=host",
        change: "zack end_meeting meeting=live",
        faults: &[
            (Restricted(ActorInactive), Once("zoe deactivate_user user=zack")),
            (Reason(NotPermitted), Once("system leave meeting=live participant=p-zack")),
            (Reason(NotPermitted), Once("olga set_seat_role meeting=live participant=p-zack role=cohost")),
            (Reason(NotPermitted), Once("olga set_seat_role meeting=live participant=p-ann role=host")),
        ],
    },
    case("olga stop_app meeting=live app=cal", SAYING),
    case("olga allow_app meeting=live app=cal", SAYING),
    case("olga allow_media meeting=live app=cal", SAYING),
    case("olga forbid_media meeting=live app=cal", SAYING),
    case(
        "olga allow_media meeting=live app=cal",
        &[
            (Reason(UnknownApp), Says("app=nothing")),
            (Broken(AppStopped), Once("olga stop_app meeting=live app=cal")),
        ],
    ),
    Case { given: BOB_IS_HOST, change: "bob stop_app meeting=live app=cal", faults: SAYING_AS_HOST },
    Case { given: BOB_IS_HOST, change: "bob allow_app meeting=live app=cal", faults: SAYING_AS_HOST },
    Case { given: BOB_IS_HOST, change: "bob allow_media meeting=live app=cal", faults: SAYING_AS_HOST },
    Case { given: BOB_IS_HOST, change: "bob forbid_media meeting=live app=cal", faults: SAYING_AS_HOST },
    case(
        "system join meeting=live user=bob participant=p-new role=host",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownMeeting), Says("meeting=nothing")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(AlreadyExists), Says("participant=p-ann")),
            (Reason(NotPermitted), Says("by=olga")),
            (Reason(Inactive), Says("user=dan")),
            (Reason(Inactive), Says("user=zita")),
            // A meeting that is not live has no seats, so the participant id cannot be in use there.
            (Broken(NotLive), Alone("meeting=next")),
            (Broken(NotLive), Alone("meeting=over")),
            (Broken(RoleNotFitting), Says("role=owner")),
            (Broken(RoleNotFitting), Says("role=attendee")),
            (Broken(RoleNotFitting), Says("role=agent")),
        ],
    ),
    case(
        "system join meeting=live user=bob participant=p-late role=participant",
        &[
            (Reason(Inactive), Says("user=dan")),
            (Broken(NotLive), Says("meeting=next")),
            (Broken(NotLive), Says("meeting=over")),
        ],
    ),
    Case {
        given: "olga schedule_meeting meeting=web kind=webinar; olga start_meeting meeting=web",
        change: "system join meeting=web participant=p-new role=panelist",
        faults: &[
            (Broken(RoleNotFitting), Says("role=participant")),
            (Broken(RoleNotFitting), Says("role=supervisor")),
        ],
    },
    Case {
        given: "olga schedule_meeting meeting=help kind=engagement; olga start_meeting meeting=help",
        change: "system join meeting=help participant=p-new role=supervisor",
        faults: &[
            (Broken(RoleNotFitting), Says("role=participant")),
            (Broken(RoleNotFitting), Says("role=host")),
        ],
    },
    case(
        "system leave meeting=live participant=p-ann",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownMeeting), Says("meeting=nothing")),
            (Reason(UnknownParticipant), Says("participant=p-none")),
            (Reason(UnknownParticipant), Says("meeting=next")),
            (Reason(UnknownParticipant), Once("olga end_meeting meeting=live")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=olga")),
        ],
    ),
    case(
        "olga set_seat_role meeting=live participant=p-ann role=host",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownMeeting), Says("meeting=nothing")),
            (Reason(UnknownParticipant), Says("participant=p-none")),
            (Reason(UnknownParticipant), Says("meeting=over")),
            (Reason(NotPermitted), Says("by=ann")),
            // Seated as cohost.
            (Reason(NotPermitted), Says("by=bob")),
            // Administers the account, not the meeting.
            (Reason(NotPermitted), Says("by=adam")),
            (Broken(RoleNotFitting), Says("role=owner")),
            (Broken(RoleNotFitting), Says("role=panelist")),
            (Broken(RoleNotFitting), Says("role=agent")),
        ],
    ),
    case(
        "system set_seat_role meeting=live participant=p-ann role=host",
        &[(Broken(RoleNotFitting), Says("role=attendee"))],
    ),
    case(
        "system open_app meeting=live participant=p-ann app=cal",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownMeeting), Says("meeting=nothing")),
            (Reason(UnknownParticipant), Says("participant=p-none")),
            (Reason(UnknownParticipant), Once("system leave meeting=live participant=p-ann")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=olga")),
            (Broken(UserInactive), Once("adam deactivate_user user=ann")),
            (Broken(Condition::AppUnpublished), Once("system unpublish_app app=cal")),
            (Broken(AppNotApproved), Once("olga withdraw_approval account=acme app=cal")),
            (Broken(AppNotApproved), Says("participant=p-guest app=secret")),
            (Broken(Condition::NotInstalled), Once("ann uninstall user=ann app=cal")),
            (Broken(Condition::NotInstalled), Says("participant=p-bob")),
            (Broken(Condition::NotInstalled), Says("participant=p-guest")),
            (Broken(Disabled), Once("olga disable_installation user=ann app=cal")),
            (
                Broken(SurfaceNotRequested),
                Once("system update_app app=cal required_scopes=[meetings:write] surfaces=[webinar,client]"),
            ),
            (Broken(AppStopped), Once("olga stop_app meeting=live app=cal")),
            (Broken(NotInvited), Says("participant=p-guest app=poll")),
        ],
    ),
    // A host of a webinar, and of those who speak there, invites attendees; a panelist does not.
    Case {
        given: "bob schedule_meeting meeting=web kind=webinar; bob start_meeting meeting=web
                system join meeting=web user=bob participant=w-bob role=panelist
                system join meeting=web user=ann participant=w-ann role=panelist
                system join meeting=web user=rita participant=w-rita role=attendee
                bob install app=poll; ann install app=poll; rita install app=poll
                system open_app meeting=web participant=w-ann app=poll
                system open_app meeting=web participant=w-bob app=poll",
        change: "system open_app meeting=web participant=w-rita app=poll",
        faults: &[
            (Broken(NotInvited), Once("system close_app meeting=web participant=w-bob app=poll")),
            (Broken(NotInvited), Once("bob uninstall user=bob app=poll")),
            (Broken(NotInvited), Once("bob set_seat_role meeting=web participant=w-bob role=attendee")),
        ],
    },
    case(
        "system close_app meeting=live participant=p-ann app=cal",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownMeeting), Says("meeting=nothing")),
            (Reason(UnknownParticipant), Says("participant=p-none")),
            (Reason(UnknownParticipant), Once("system leave meeting=live participant=p-ann")),
            (Reason(UnknownApp), Says("app=nothing")),
            (Reason(NotPermitted), Says("by=ann")),
            (Reason(NotPermitted), Says("by=olga")),
        ],
    ),
    case(
        "ann confirm_calendar_event meeting=next event=monday",
        &[
            (Reason(UnknownUser), Says("by=nobody")),
            (Reason(UnknownUser), Says("user=nobody")),
            (Reason(UnknownMeeting), Says("meeting=nothing")),
            (Reason(UnknownMeeting), Once("olga cancel_meeting meeting=next")),
            (Reason(NotPermitted), Says("by=system")),
            (Reason(NotPermitted), Says("by=olga")),
            (Restricted(ActorInactive), Says("by=dan user=dan")),
        ],
    ),
];

/// What the owner of a meeting says of an app there.
const SAYING: &[(Expected, Fault)] = &[
    (Reason(UnknownUser), Says("by=nobody")),
    (Reason(UnknownMeeting), Says("meeting=nothing")),
    (Reason(UnknownApp), Says("app=nothing")),
    (Reason(NotPermitted), Says("by=system")),
    // Administers the account, not the meeting.
    (Reason(NotPermitted), Says("by=adam")),
    // Seated as cohost, and as participant.
    (Reason(NotPermitted), Says("by=bob")),
    (Reason(NotPermitted), Says("by=ann")),
    (Broken(NotLive), Says("meeting=next")),
    (Broken(NotLive), Says("meeting=over")),
    (Broken(NotLive), Once("olga end_meeting meeting=live")),
];

/// The same by the user who sits there as host.
const SAYING_AS_HOST: &[(Expected, Fault)] = &[
    (Restricted(ActorInactive), Once("adam deactivate_user user=bob")),
    (Reason(NotPermitted), Once("olga set_seat_role meeting=live participant=p-bob role=cohost")),
    (Reason(NotPermitted), Once("olga set_seat_role meeting=live participant=p-ann role=host")),
    (Reason(NotPermitted), Once("system leave meeting=live participant=p-bob")),
    (Reason(NotPermitted), Says("meeting=next")),
];

const BOB_IS_HOST: &str = "olga set_seat_role meeting=live participant=p-bob role=host";

/// One character more than a role's name may have, of more than one byte each.
const LONG_NAME: &str = concat!(
    "role=",
    "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé",
    "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé",
    "x"
);

/// The conditions that no change in the town breaks, and why.
const OUT_OF_REACH: &[(Condition, &str)] = &[(
    AccountFull,
    "it takes 2²⁴ users; `a_full_account_accepts_nobody_and_is_read_back` in the library reaches it with fewer",
)];

/// The changes that can meet each refusal, and the reason why no other change can.
const CELLS: &[(RefusalReason, &[&str], &str)] = &[
    (
        UnknownAccount,
        &[
            "add_user",
            "define_role",
            "delete_role",
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
            "stop_app",
            "allow_app",
            "allow_media",
            "forbid_media",
            "open_app",
            "close_app",
        ],
        "`register_app` names a new app, the others none",
    ),
    (
        UnknownRole,
        &["add_user", "set_role", "delete_role"],
        "`define_role` creates the role, the others name none",
    ),
    (
        UnknownMeeting,
        &[
            "update_meeting",
            "cancel_meeting",
            "move_meeting",
            "set_alternative_hosts",
            "stop_app",
            "allow_app",
            "allow_media",
            "forbid_media",
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
        &[
            "transfer_ownership",
            "remove_user",
            "approve_app",
            "withdraw_approval",
            "delegate",
            "move_meeting",
            "set_alternative_hosts",
        ],
        "`revoke_delegation` is idempotent, meetings are open to all accounts, and elsewhere an actor of another \
         account is not permitted",
    ),
    (
        Inactive,
        &[
            "transfer_ownership",
            "remove_user",
            "install_for",
            "delegate",
            "schedule_meeting",
            "move_meeting",
            "start_meeting",
            "join",
        ],
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
            "define_role",
            "delete_role",
            "transfer_ownership",
            "deactivate_user",
            "activate_user",
            "remove_user",
            "register_app",
            "update_app",
            "approve_app",
            "withdraw_approval",
            "request_app",
            "install",
            "install_for",
            "grant_shared_access",
            "delegate",
            "update_meeting",
            "cancel_meeting",
            "move_meeting",
            "set_alternative_hosts",
            "start_meeting",
            "end_meeting",
            "stop_app",
            "allow_app",
            "allow_media",
            "forbid_media",
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
    assert_eq!(listed, RefusalReason::ALL, "each refusal has a row");

    let mut expected = BTreeSet::new();
    for (refusal, changes, _) in CELLS {
        let changes: Vec<&str> =
            if *changes == ALL { all.iter().copied().collect() } else { changes.to_vec() };
        expected.extend(changes.into_iter().map(|change| (change, *refusal)));
    }
    let covered: BTreeSet<_> = CASES
        .iter()
        .flat_map(|case| case.faults.iter().map(|(refusal, _)| (type_of(case.change), refusal.reason())))
        .collect();
    let missing: Vec<_> = expected.difference(&covered).collect();
    let surplus: Vec<_> = covered.difference(&expected).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing: {missing:?}\nsurplus: {surplus:?}");
    assert!(expected.iter().all(|(change, _)| all.contains(change)), "only changes that there are");
    let faults: usize = CASES.iter().map(|case| case.faults.len()).sum();
    println!("{} cells, {faults} faults", covered.len());
    // No test can know how many ways there are to spoil a change, but none of those listed may get lost.
    assert!(faults >= 617, "only {faults} faults");
}

#[test]
fn the_faults_of_each_case_are_listed_in_the_order_in_which_they_are_reported() {
    // Unknown names are reported in the order of the names in the change, and so are names that must be new.
    let stage = |refusal: RefusalReason| match refusal {
        UnknownAccount | UnknownUser | UnknownApp | UnknownRole | UnknownMeeting | UnknownParticipant => {
            UnknownAccount
        }
        later => later,
    };
    for case in CASES {
        assert!(case.faults.is_sorted_by_key(|(refusal, _)| stage(refusal.reason())), "`{}`", case.change);
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
    let reasons: BTreeSet<&str> = RefusalReason::ALL.iter().map(|reason| reason.sentence()).collect();
    assert_eq!(reasons.len(), RefusalReason::ALL.len());
    let conditions: BTreeSet<&str> = Condition::ALL.iter().map(|condition| condition.sentence()).collect();
    assert_eq!(conditions.len(), Condition::ALL.len());
    // `invalid` says what its condition says.
    let sentences = || reasons.iter().chain(&conditions).filter(|sentence| **sentence != Invalid.sentence());
    assert!(sentences().all(|sentence| sentence.contains(' ')), "{:#?}", sentences().collect::<Vec<_>>());
}

/// Calls back with the refusal of each fault alone, in the world in which the change is refused.
fn for_each_fault(mut check: impl FnMut(&mut World, &str, Expected, &Refusal)) {
    let town = World::after(TOWN);
    for case in CASES {
        for (expected, fault) in case.faults {
            let mut world = world_of(&town, case);
            let sentence = spoil(&mut world, case.change, &[*fault]);
            let before = world.directory.clone();
            let refusal = world.tries(&sentence).expect_err(&sentence);
            assert!(world.directory == before, "`{sentence}` is refused, and still changes something");
            assert_eq!(
                world.directory.revision(),
                before.revision(),
                "`{sentence}` is refused, and still counts"
            );
            check(&mut world, &sentence, *expected, &refusal);
        }
    }
}

#[test]
fn without_faults_every_change_is_accepted() {
    let town = World::after(TOWN);
    for case in CASES {
        assert_eq!(world_of(&town, case).tries(case.change).err(), None, "`{}` has no fault", case.change);
    }
}

#[test]
fn each_fault_alone_is_refused_and_changes_nothing() {
    for_each_fault(|_, sentence, expected, refusal| {
        assert_eq!(Expected::of(refusal), expected, "`{sentence}`: {refusal:?}");
    });
}

/// The model is held to the same table. It also says who may make the change, and what an unknown name is.
#[test]
fn the_model_refuses_each_fault_alone() {
    for_each_fault(|world, sentence, expected, refusal| {
        let (rows, change) = (Rows::of(&world.directory), world.change(sentence));
        assert_eq!(model::apply(&mut rows.clone(), &change), Err(expected.reason()), "`{sentence}`");
        let wrong = model::contradiction(&rows, &change, Some(refusal), &rows.snapshot);
        assert_eq!(wrong, None, "`{sentence}`");
        if let Ok(authority) = change.operation.authority(&world.directory) {
            let wrong = model::contradicts_authority(&rows, &change.operation, authority.who());
            assert_eq!(wrong, None, "`{sentence}`");
        }
    });
}

#[test]
fn every_condition_and_every_restriction_is_met() {
    let expected = || CASES.iter().flat_map(|case| case.faults).map(|(expected, _)| *expected);
    for condition in Condition::ALL {
        let is_excused = OUT_OF_REACH.iter().any(|(excused, _)| excused == condition);
        assert_eq!(expected().any(|met| met == Broken(*condition)), !is_excused, "{condition}");
    }
    for restriction in Restriction::ALL {
        assert!(expected().any(|met| met == Restricted(*restriction)), "{restriction}");
    }
}

/// Every refusal is read as it is written, and tells its reason under `refusal`.
#[test]
fn refusals_are_read_as_they_are_written() {
    let mut reasons = BTreeSet::new();
    for_each_fault(|_, sentence, expected, refusal| {
        let written = json!(refusal);
        assert_eq!(written["refusal"], json!(expected.reason()), "`{sentence}`");
        assert_eq!(
            serde_json::from_value::<Refusal>(written.clone()).ok().as_ref(),
            Some(refusal),
            "{written}"
        );
        let text = serde_json::to_string(refusal).expect("a refusal is written");
        assert_eq!(serde_json::from_str::<Refusal>(&text).ok().as_ref(), Some(refusal), "{text}");
        let mut surplus = written;
        surplus["surplus"] = json!(true);
        let carries_nothing = json!(refusal).as_object().is_some_and(|fields| fields.len() == 1);
        assert!(carries_nothing || serde_json::from_value::<Refusal>(surplus).is_err(), "`{sentence}`");
        reasons.insert(expected.reason());
    });
    assert!(reasons.into_iter().eq(RefusalReason::ALL.iter().copied()));
}

/// The refusal of a change in the town, with names in place of ids.
#[track_caller]
fn told(sentence: &str) -> Value {
    let mut world = World::after(TOWN);
    let refusal = world.tries(sentence).expect_err(sentence);
    world.written(&refusal)
}

#[test]
fn a_refusal_names_what_is_unknown_or_in_use() {
    let cases = [
        ("nobody unpublish_app app=cal", json!({ "refusal": "unknown_user", "user": "nobody" })),
        (
            "olga add_user account=none user=nina role=member",
            json!({ "refusal": "unknown_account", "account": "none" }),
        ),
        (
            "olga transfer_ownership account=acme to=none",
            json!({ "refusal": "unknown_user", "user": "none" }),
        ),
        ("olga remove_user user=ann heir=none", json!({ "refusal": "unknown_user", "user": "none" })),
        (
            "olga set_alternative_hosts meeting=next users=[ann,none,no]",
            json!({ "refusal": "unknown_user", "user": "none" }),
        ),
        ("ann install app=none", json!({ "refusal": "unknown_app", "app": "none" })),
        ("olga set_role user=ann role=custom:none", json!({ "refusal": "unknown_role", "role": "none" })),
        ("olga delete_role account=acme role=none", json!({ "refusal": "unknown_role", "role": "none" })),
        ("olga cancel_meeting meeting=none", json!({ "refusal": "unknown_meeting", "meeting": "none" })),
        (
            "system leave meeting=live participant=none",
            json!({ "refusal": "unknown_participant", "participant": "none" }),
        ),
        (
            "system add_account account=acme owner=ann",
            json!({ "refusal": "already_exists", "id": { "account": "acme" } }),
        ),
        (
            "system add_account account=new owner=ann",
            json!({ "refusal": "already_exists", "id": { "user": "ann" } }),
        ),
        ("system register_app app=cal", json!({ "refusal": "already_exists", "id": { "app": "cal" } })),
        (
            "bob schedule_meeting meeting=over",
            json!({ "refusal": "already_exists", "id": { "meeting": "over" } }),
        ),
        (
            "system join meeting=live participant=p-ann role=host",
            json!({ "refusal": "already_exists", "id": { "participant": "p-ann" } }),
        ),
    ];
    for (sentence, expected) in cases {
        assert_eq!(told(sentence), expected, "`{sentence}`");
    }
    let mut world = World::after(TOWN);
    let account = world.id("acme").parse().expect("an id");
    let exists = world.tries("system add_account account=acme owner=nina");
    assert_eq!(exists, Err(Refusal::AlreadyExists(NewId::Account(account))));
}

#[test]
fn an_invalid_change_says_which_names_are_at_fault() {
    let names = |sentence: &str| {
        let told = told(sentence);
        assert_eq!(told["refusal"], "invalid", "`{sentence}`");
        told["invalid"].clone()
    };
    assert_eq!(names("olga set_role user=olga role=member"), json!({ "condition": "user_is_owner" }));
    assert_eq!(
        names("olga define_role account=acme role=Owner privileges=[]"),
        json!({ "condition": "role_name_built_in", "names": [{ "name": "Owner" }] })
    );
    assert_eq!(
        names("ann install app=cal optional_scopes=[settings:read,recordings:read,meetings:write]"),
        json!({ "condition": "scope_not_optional", "names": [{ "name": "meetings:write" }, { "name": "settings:read" }] })
    );
    assert_eq!(
        names(
            "system register_app app=new required_scopes=[meetings:read,reports:read] optional_scopes=[meetings:read]"
        ),
        json!({ "condition": "overlapping_scopes", "names": [{ "name": "meetings:read" }] })
    );
    assert_eq!(
        names("system register_app app=new optional_scopes=[reports:read]"),
        json!({ "condition": "optional_without_required", "names": [{ "name": "reports:read" }] })
    );
}

/// Every wrong name of an API is told, with the nearest that there is: it differs by case, or by one letter.
#[test]
fn wrong_apis_are_told_with_the_nearest() {
    let cases = [
        ("getmeetingcontext", Some("getMeetingContext")),
        ("GETMEETINGCONTEXT", Some("getMeetingContext")),
        ("getMeetingContex", Some("getMeetingContext")),
        ("getMeetingContextt", Some("getMeetingContext")),
        ("getMeetingConTEXt", Some("getMeetingContext")),
        ("getMeatingContext", Some("getMeetingContext")),
        ("gtMeetingContext", Some("getMeetingContext")),
        ("getMeetingConte", None),
        ("getWeather", None),
    ];
    let apis: Vec<&str> = cases.iter().map(|(name, _)| *name).collect();
    let apis = format!("apis=[openUrl,{}]", apis.join(","));
    for change in ["register_app app=new", "update_app app=rare"] {
        let mut world = World::after(TOWN);
        let refusal = world.tries(&format!("system {change} required_scopes=[meetings:read] {apis}"));
        let Err(Refusal::Invalid(invalid)) = refusal else { panic!("{refusal:?}") };
        assert_eq!(invalid.condition, UndocumentedApi);
        let told: Vec<_> =
            invalid.names.iter().map(|wrong| (&*wrong.name, wrong.nearest.map(Api::name))).collect();
        assert_eq!(told, cases, "{change}");
    }
}

#[test]
fn an_installation_that_is_not_permitted_says_which_privileges_are_missing() {
    let missing = |sentence: &str| {
        let told = told(sentence);
        assert_eq!(
            (&told["refusal"], &told["lack"]["restriction"]),
            (&json!("not_permitted"), &json!("privileges_missing"))
        );
        told["lack"]["missing"].clone()
    };
    assert_eq!(missing("ann install app=report"), json!(["reports_read", "marketplace_edit"]));
    assert_eq!(missing("shay install app=report"), json!(["reports_read"]));
    assert_eq!(
        missing("dora install app=report optional_scopes=[recordings:read]"),
        json!(["recordings_read"])
    );
    assert_eq!(
        missing("rita install app=report optional_scopes=[recordings:read]"),
        json!(["marketplace_edit"])
    );
    let none = told("ann deactivate_user user=bob");
    assert_eq!(none["lack"]["missing"], json!(Privileges::empty()));
}

/// Who may make each kind of change, told to somebody who may not.
#[test]
fn a_refusal_says_who_may_make_the_change() {
    let administrator = |privileges: &[&str]| json!({ "administrator": "acme", "for": privileges });
    let user = |name: &str| json!({ "user": name });
    let system = json!("system");
    let planners =
        |owner: &str| json!([user(owner), { "scheduler_of": owner }, administrator(&["users_edit"])]);
    let hosts = json!([user("olga"), { "host": "live" }]);
    let table: &[(&str, Value)] = &[
        ("ann add_account account=new owner=nina", json!([system])),
        ("ann add_user account=acme user=nina role=member", json!([system, administrator(&["users_edit"])])),
        (
            "ann add_user account=acme user=nina role=custom:hr",
            json!([system, administrator(&["users_edit", "roles_edit"])]),
        ),
        ("ann set_role user=bob role=admin", json!([administrator(&["roles_edit"])])),
        ("ann define_role account=acme role=new privileges=[]", json!([administrator(&["roles_edit"])])),
        ("ann delete_role account=acme role=spare", json!([administrator(&["roles_edit"])])),
        ("adam transfer_ownership account=acme to=ann", json!([{ "owner_of": "acme" }])),
        ("ann deactivate_user user=bob", json!([administrator(&["users_edit"])])),
        ("ann activate_user user=bob", json!([administrator(&["users_edit"])])),
        ("ann remove_user user=bob", json!([administrator(&["users_edit"])])),
        ("ann register_app app=new", json!([system])),
        ("ann update_app app=cal", json!([system])),
        ("ann unpublish_app app=cal", json!([system])),
        ("ann publish_app app=cal", json!([system])),
        ("ann set_policy account=acme", json!([administrator(&["marketplace_edit"])])),
        ("ann approve_app account=acme app=rare", json!([administrator(&["marketplace_edit"])])),
        ("ann withdraw_approval account=acme app=rare", json!([administrator(&["marketplace_edit"])])),
        ("olga request_app user=ann app=rare", json!([user("ann")])),
        ("ann decline_request user=ann app=rare", json!([administrator(&["marketplace_edit"])])),
        ("olga install user=ann app=cal", json!([user("ann")])),
        ("ann install app=report", json!([user("ann")])),
        ("ann install_for user=bob app=cal", json!([administrator(&["marketplace_edit"])])),
        ("olga grant_shared_access user=ann app=cal", json!([user("ann")])),
        (
            "bob revoke_shared_access user=ann app=cal",
            json!([user("ann"), administrator(&["marketplace_edit"])]),
        ),
        ("ann disable_installation user=bob app=cal", json!([administrator(&["marketplace_edit"])])),
        ("ann enable_installation user=bob app=cal", json!([administrator(&["marketplace_edit"])])),
        ("bob uninstall user=ann app=cal", json!([user("ann"), administrator(&["marketplace_edit"])])),
        (
            "ann delegate delegator=bob delegate=rita access=[schedule,profile,meetings]",
            json!([user("bob"), administrator(&["users_edit"])]),
        ),
        (
            "ann delegate delegator=bob delegate=rita access=[recordings,reports]",
            json!([user("bob"), administrator(&["users_edit", "recordings_read", "reports_read"])]),
        ),
        (
            "rita revoke_delegation delegator=bob delegate=ann",
            json!([user("bob"), user("ann"), administrator(&["users_edit"])]),
        ),
        ("rita schedule_meeting owner=bob meeting=new", planners("bob")),
        ("rita update_meeting meeting=bobs", planners("bob")),
        ("rita cancel_meeting meeting=bobs", planners("bob")),
        // Bob may schedule for nobody, so only an administrator moves the meeting.
        ("bob move_meeting meeting=bobs to=ann", json!([administrator(&["users_edit"])])),
        ("rita set_alternative_hosts meeting=bobs users=[]", planners("bob")),
        (
            "adam start_meeting meeting=bobs",
            json!([user("bob"), { "scheduler_of": "bob" }, { "alternative_host": "bobs" }, system]),
        ),
        (
            "ann end_meeting meeting=live",
            json!([user("olga"), { "host": "live" }, administrator(&["users_edit"]), system]),
        ),
        ("adam stop_app meeting=live app=cal", hosts.clone()),
        ("adam allow_app meeting=live app=cal", hosts.clone()),
        ("adam allow_media meeting=live app=cal", hosts.clone()),
        ("adam forbid_media meeting=live app=cal", hosts),
        ("ann join meeting=live participant=p-new role=host", json!([system])),
        ("ann leave meeting=live participant=p-ann", json!([system])),
        (
            "adam set_seat_role meeting=live participant=p-ann role=host",
            json!([user("olga"), { "host": "live" }, system]),
        ),
        ("ann open_app meeting=live participant=p-ann app=cal", json!([system])),
        ("ann close_app meeting=live participant=p-ann app=cal", json!([system])),
        ("olga confirm_calendar_event user=ann meeting=next event=monday", json!([user("ann")])),
    ];
    for (sentence, expected) in table {
        let told = told(sentence);
        assert_eq!(told["refusal"], "not_permitted", "`{sentence}`");
        assert_eq!(told["lack"]["who"], *expected, "`{sentence}`");
    }
    let kinds: BTreeMap<&str, &Kind> = Kind::ALL.iter().map(|kind| (kind.name(), kind)).collect();
    let told: BTreeSet<&str> = table.iter().map(|(sentence, _)| type_of(sentence)).collect();
    assert!(told.iter().eq(kinds.keys()), "one sentence at least for each kind of change");
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
                world.refuses(&sentence, earlier.0.reason());
                pairs.insert((earlier.0.reason(), later.0.reason()));
                tried += 1;
            }
        }
    }
    println!("{tried} pairs of faults");
    assert!(tried >= 1481, "only {tried} pairs were tried");

    let changes_refused_as = |refusal| {
        let cases = CASES
            .iter()
            .filter(move |case| case.faults.iter().any(|(expected, _)| expected.reason() == refusal));
        cases.map(|case| type_of(case.change)).collect::<BTreeSet<_>>()
    };
    for (place, earlier) in RefusalReason::ALL.iter().enumerate() {
        for later in &RefusalReason::ALL[place + 1..] {
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
fn can_meet(change: &str, earlier: &(Expected, Fault), later: &(Expected, Fault)) -> bool {
    let ((earlier, one), (later, other)) = (*earlier, *later);
    let (earlier, later) = (earlier.reason(), later.reason());
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
