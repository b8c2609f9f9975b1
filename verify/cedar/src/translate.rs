//! From the rows of a directory to Cedar's entities, and from a question to Cedar's request. Facts alone: a row
//! becomes attributes and parents of the same names, and nothing is looked up or decided.

use std::collections::{BTreeMap, HashMap, HashSet};

use cedar_policy::{
    Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression,
};
use consentry::directory::{
    AccountSnapshot, AppSnapshot, PrincipalId, Question, ResourceId, Snapshot, UserSnapshot,
};
use consentry::facts::{Access, AccountRole};
use consentry::{AccountId, Action, AppId, Scopes, UserId};

use crate::opinion::Opinion;

/// All entities of a directory, with the actions and roles of the opinion.
///
/// # Panics
///
/// If the entities do not conform to the schema.
pub fn entities(snapshot: &Snapshot, opinion: &Opinion) -> Entities {
    let mut all = opinion.roles.clone();
    all.push(entity(client(), [], [directory()]));
    all.extend(snapshot.apps.iter().map(app_entity));
    for account in &snapshot.accounts {
        all.push(account_entity(account));
        all.extend(account.roles.iter().map(|role| {
            let held = role.privileges.names().map(|name| uid("Privilege", name));
            entity(custom_role(account.id, &role.name), [], held)
        }));
        all.extend(account.users.iter().map(|user| user_entity(account.id, user)));
        for meeting in &account.meetings {
            all.push(entity(uid("Meeting", &meeting.uuid.to_string()), [], [directory()]));
            all.extend(meeting.seats.iter().map(|seat| {
                let acts_as = seat.user.map(|user| ("acts_as", one(user_uid(user))));
                let seat = PrincipalId::Participant { meeting: meeting.uuid, participant: seat.participant };
                entity(principal_uid(seat), acts_as, [directory()])
            }));
        }
    }
    Entities::from_entities(all, Some(&opinion.schema)).expect("the entities conform to the schema")
}

/// A question about data, or a verb on something that is none.
///
/// # Panics
///
/// If the action is a call.
pub fn request(question: &Question, opinion: &Opinion) -> Request {
    let Action::Verb(verb) = question.action else { panic!("calls are not asked here") };
    let (resource, action) = match question.resource {
        ResourceId::UserData { owner, kind } => (user_uid(owner), format!("{verb} {kind}")),
        ResourceId::AccountData { account, kind } => (account_uid(account), format!("{verb} {kind}")),
        ResourceId::Meeting { meeting, .. } => (uid("Meeting", &meeting.to_string()), verb.to_string()),
        ResourceId::Client { .. } => (client(), verb.to_string()),
    };
    let context = Context::from_pairs([("app".to_owned(), one(app_uid(question.app)))]);
    let context = context.expect("an entity is a value");
    let principal = principal_uid(question.principal);
    Request::new(principal, uid("Action", &action), resource, context, Some(&opinion.schema))
        .expect("the request conforms to the schema")
}

fn app_entity(row: &AppSnapshot) -> Entity {
    let manifest = &row.manifest;
    let parents = [
        directory(),
        uid("Management", manifest.management().name()),
        uid("Listing", manifest.listing().name()),
        uid("Publication", row.publication.name()),
    ];
    entity(app_uid(row.id), [("developer", one(account_uid(manifest.developer())))], parents)
}

fn account_entity(row: &AccountSnapshot) -> Entity {
    let policy = record([
        ("listed", one(uid("ApprovalSetting", row.policy.listed.name()))),
        ("unlisted", one(uid("ApprovalSetting", row.policy.unlisted.name()))),
        ("on_withdrawal", one(uid("OnWithdrawal", row.policy.on_withdrawal.name()))),
        ("own", one(uid("OwnApps", row.policy.own.name()))),
    ]);
    let approved = set(row.approved.iter().map(|app| app_uid(*app)));
    entity(account_uid(row.id), [("policy", policy), ("approved", approved)], [directory()])
}

fn user_entity(account: AccountId, row: &UserSnapshot) -> Entity {
    let role = match &row.role {
        AccountRole::Custom(name) => custom_role(account, name),
        built_in => uid("Role", &built_in.to_string()),
    };
    let installations =
        || row.apps.iter().filter_map(|entry| entry.installation.map(|granted| (entry.app, granted)));
    let granted = Scopes::all().names().map(|name| {
        let scope = name.parse().expect("the name of a scope");
        let apps = installations().filter(|(_, granted)| granted.scopes.contains(scope));
        (name.to_owned(), set(apps.map(|(app, _)| app_uid(app))))
    });
    let delegates = Access::all().names().map(|name| {
        let access = name.parse().expect("the name of an access");
        let entrusted = row.delegates.iter().filter(|row| row.access.contains(access));
        (name.to_owned(), set(entrusted.map(|row| user_uid(row.delegate))))
    });
    let shared = installations().filter(|(_, granted)| granted.shared_access);
    let approved = row.apps.iter().filter(|entry| entry.approved);
    let disabled = row.apps.iter().filter(|entry| entry.disabled);
    let attributes = [
        ("acts_as", one(user_uid(row.id))),
        ("account", one(account_uid(account))),
        ("approved", set(approved.map(|entry| app_uid(entry.app)))),
        ("installed", set(installations().map(|(app, _)| app_uid(app)))),
        ("shared", set(shared.map(|(app, _)| app_uid(app)))),
        ("granted", record(granted)),
        ("disabled", set(disabled.map(|entry| app_uid(entry.app)))),
        ("delegates", record(delegates)),
    ];
    let parents = [directory(), account_uid(account), role, uid("Status", row.status.name())];
    entity(user_uid(row.id), attributes, parents)
}

fn directory() -> EntityUid {
    uid("Directory", "this")
}

fn client() -> EntityUid {
    uid("Client", "client")
}

fn account_uid(id: AccountId) -> EntityUid {
    uid("Account", &id.to_string())
}

fn user_uid(id: UserId) -> EntityUid {
    uid("User", &id.to_string())
}

fn app_uid(id: AppId) -> EntityUid {
    uid("App", &id.to_string())
}

fn custom_role(account: AccountId, name: &str) -> EntityUid {
    uid("Role", &format!("{account}/{name}"))
}

fn principal_uid(id: PrincipalId) -> EntityUid {
    match id {
        PrincipalId::User(user) => user_uid(user),
        PrincipalId::Participant { meeting, participant } => {
            uid("Participant", &format!("{meeting}/{participant}"))
        }
    }
}

fn uid(kind: &str, id: &str) -> EntityUid {
    let kind: EntityTypeName = kind.parse().expect("the name is well-formed");
    EntityUid::from_type_name_and_id(kind, EntityId::new(id))
}

fn one(uid: EntityUid) -> RestrictedExpression {
    RestrictedExpression::new_entity_uid(uid)
}

fn set(uids: impl Iterator<Item = EntityUid>) -> RestrictedExpression {
    RestrictedExpression::new_set(uids.map(one))
}

fn record(
    fields: impl IntoIterator<Item = (impl Into<String>, RestrictedExpression)>,
) -> RestrictedExpression {
    let fields: BTreeMap<String, _> = fields.into_iter().map(|(name, value)| (name.into(), value)).collect();
    RestrictedExpression::new_record(fields).expect("no field is given twice")
}

fn entity(
    uid: EntityUid,
    attributes: impl IntoIterator<Item = (&'static str, RestrictedExpression)>,
    parents: impl IntoIterator<Item = EntityUid>,
) -> Entity {
    let attributes: HashMap<String, _> =
        attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Entity::new(uid, attributes, parents.into_iter().collect::<HashSet<_>>()).expect("attributes are values")
}
