//! regorus 0.14, Rego. The world is the data document, objects by id; the policy is `regorus.rego`; a
//! question is the input: three ids.
//!
//! The policy is compiled once for regorus's virtual machine, which is five times as fast here as `eval_rule`
//! and `CompiledPolicy`. The machine is kept with the data in it, as in regorus's own benchmarks of hot
//! evaluation: a question makes the input, sets it and executes. Everything is found by key, so no rule walks
//! a collection. The rows are local variables of each rule: as rules of their own they cost a third more.

use consentry_benches::world::{ACCOUNT, Plan, account_id};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine as Rego, Value};
use serde_json::{Map, json};

use crate::engine::{Engine, Ids, Texts};

const RULE: &str = "data.consentry.allow";

pub struct Regorus {
    machine: RegoVM,
    keys: [Value; 3],
}

impl Engine for Regorus {
    const MOST: Option<(usize, &'static str)> = Some((100_000, "a million take 39 s and 5 GB to build"));

    type Question = Texts;

    fn build(plan: &Plan) -> Self {
        let mut rego = Rego::new();
        rego.add_policy("regorus.rego".to_owned(), include_str!("regorus.rego").to_owned())
            .expect("the policy is well-formed");
        let policy = rego.compile_with_entrypoint(&RULE.into()).expect("the policy has the rule");
        let program = Compiler::compile_from_policy(&policy, &[RULE]).expect("the policy compiles");
        let mut machine = RegoVM::new_with_policy(policy);
        machine.load_program(program);
        machine.set_data(data(plan)).expect("no rule has the path of data");
        Self { machine, keys: ["principal", "app", "owner"].map(Value::from) }
    }

    fn translate(&self, ids: &Ids) -> Texts {
        ids.into()
    }

    fn allows(&mut self, ids: &Texts) -> bool {
        let mut input = Value::new_object();
        let object = input.as_object_mut().expect("it is an object");
        for (key, id) in self.keys.iter().zip([&ids.principal, &ids.app, &ids.owner]) {
            object.insert(key.clone(), Value::from(id.as_str()));
        }
        self.machine.set_input(input);
        self.machine.execute().expect("the policy evaluates") == Value::Bool(true)
    }
}

/// Through text, as documents come: what is parsed is kept compactly.
fn data(plan: &Plan) -> Value {
    let apps: Map<_, _> =
        plan.apps.iter().map(|app| (app.to_string(), json!({ "published": true }))).collect();
    let users = plan.users.iter().enumerate().map(|(user, person)| {
        let installed: Map<_, _> = person
            .apps
            .iter()
            .map(|app| (plan.apps[app.app].to_string(), json!({ "shared": app.shared })))
            .collect();
        let delegates: Map<_, _> =
            person.delegates.iter().map(|user| (plan.users[*user].id.to_string(), json!(true))).collect();
        let row = json!({
            "account": account_id(user / ACCOUNT).to_string(),
            "active": true,
            "installed": installed,
            "delegates": delegates,
        });
        (person.id.to_string(), row)
    });
    let document = json!({ "apps": apps, "users": users.collect::<Map<_, _>>() });
    Value::from_json_str(&document.to_string()).expect("the document is JSON")
}
