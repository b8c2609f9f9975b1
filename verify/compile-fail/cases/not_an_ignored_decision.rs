//! An ignored decision protects nothing.
#![deny(unused_must_use)]

use consentry::{Action, App, Principal, Resource, Verb, evaluate};

fn main() {
    evaluate(&Principal::Unknown, &App::Unknown, &Resource::Unknown, Action::Verb(Verb::Read));
}
