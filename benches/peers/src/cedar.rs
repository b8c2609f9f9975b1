//! cedar-policy 4.14. Users and apps are entities, installations and delegations are sets in a user's
//! attributes, and two policies (`cedar.cedar`) permit own and delegated data. The resource is the user whose
//! meetings are read.
//!
//! The policies are parsed and validated and the entities are built once. A question makes its `EntityUid`s
//! and its context, has the request validated against the schema, and is decided over all entities. The
//! documentation of Cedar speaks of slices, the few entities that one request needs: they pay where entities
//! are fetched for a request. Here they are in memory, in a hash map, and to build a slice would only add
//! work.
//!
//! Ids have 22 characters, which Cedar's ids hold without an allocation. The gates are conditions of both
//! permits: as a `forbid` they cost an eighth more. One permit for both kinds costs an eighth less, and no
//! longer says which.

use std::collections::{HashMap, HashSet};

use cedar_policy::*;
use consentry_benches::world::{ACCOUNT, Plan, account_id};

use crate::engine::{Engine, Ids, Texts};

pub struct Cedar {
    schema: Schema,
    policies: PolicySet,
    entities: Entities,
    names: Names,
    authorizer: Authorizer,
}

/// Parsed once: to clone them counts a reference.
struct Names {
    account: EntityTypeName,
    app: EntityTypeName,
    user: EntityTypeName,
    read: EntityUid,
}

impl Names {
    fn new() -> Self {
        let name = |text: &str| text.parse().expect("the name is well-formed");
        let read = r#"Action::"read""#.parse().expect("the name is well-formed");
        Self { account: name("Account"), app: name("App"), user: name("User"), read }
    }
}

fn uid(name: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(name.clone(), EntityId::new(id))
}

impl Engine for Cedar {
    const MOST: Option<(usize, &'static str)> = Some((100_000, "a million take 36 s and 7 GB to build"));

    type Question = Texts;

    fn build(plan: &Plan) -> Self {
        let (schema, _) = Schema::from_cedarschema_str(include_str!("cedar.cedarschema"))
            .expect("the schema is well-formed");
        let policies: PolicySet = include_str!("cedar.cedar").parse().expect("the policies are well-formed");
        let validation = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        assert!(validation.validation_passed(), "{validation}");
        let names = Names::new();
        let entities = Entities::from_entities(entities(plan, &names), Some(&schema));
        let entities = entities.expect("the entities conform to the schema");
        Self { schema, policies, entities, names, authorizer: Authorizer::new() }
    }

    fn translate(&self, ids: &Ids) -> Texts {
        ids.into()
    }

    fn allows(&mut self, ids: &Texts) -> bool {
        let app = RestrictedExpression::new_entity_uid(uid(&self.names.app, &ids.app));
        let context = Context::from_pairs([("app".to_owned(), app)]).expect("an entity is a value");
        let request = Request::new(
            uid(&self.names.user, &ids.principal),
            self.names.read.clone(),
            uid(&self.names.user, &ids.owner),
            context,
            Some(&self.schema),
        );
        let request = request.expect("the request conforms to the schema");
        self.authorizer.is_authorized(&request, &self.policies, &self.entities).decision() == Decision::Allow
    }
}

fn entities(plan: &Plan, names: &Names) -> Vec<Entity> {
    let user_uid = |user: usize| uid(&names.user, &plan.users[user].id.to_string());
    let app_uid = |app: usize| uid(&names.app, &plan.apps[app].to_string());
    let apps = (0..plan.apps.len()).map(|app| {
        let published = ("published".to_owned(), RestrictedExpression::new_bool(true));
        entity(app_uid(app), HashMap::from([published]))
    });
    let users = plan.users.iter().enumerate().map(|(user, person)| {
        let account = uid(&names.account, &account_id(user / ACCOUNT).to_string());
        let ticked = person.apps.iter().filter(|app| app.shared);
        let attributes = [
            ("account", RestrictedExpression::new_entity_uid(account)),
            ("active", RestrictedExpression::new_bool(true)),
            ("reading", set(person.apps.iter().map(|app| app_uid(app.app)))),
            ("sharing", set(ticked.map(|app| app_uid(app.app)))),
            ("delegates", set(person.delegates.iter().map(|delegate| user_uid(*delegate)))),
        ];
        entity(user_uid(user), attributes.map(|(name, value)| (name.to_owned(), value)).into())
    });
    apps.chain(users).collect()
}

fn entity(uid: EntityUid, attributes: HashMap<String, RestrictedExpression>) -> Entity {
    Entity::new(uid, attributes, HashSet::new()).expect("the attributes are values")
}

fn set(uids: impl Iterator<Item = EntityUid>) -> RestrictedExpression {
    RestrictedExpression::new_set(uids.map(RestrictedExpression::new_entity_uid))
}
