//! A decision is not a `bool`: `if decision` does not compile.

use consentry::{Action, App, Principal, Resource, Verb, evaluate};

fn main() {
    let decision = evaluate(&Principal::Unknown, &App::Unknown, &Resource::Unknown, Action::Verb(Verb::Read));
    if decision {}
}
