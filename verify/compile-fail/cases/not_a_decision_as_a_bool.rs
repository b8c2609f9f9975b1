//! A decision is no `bool`: `if decision` would read a denial with a reason as whatever one likes.

use consentry::{Action, App, Principal, Resource, Verb, evaluate};

fn main() {
    let decision = evaluate(&Principal::Unknown, &App::Unknown, &Resource::Unknown, Action::Verb(Verb::Read));
    if decision {}
}
