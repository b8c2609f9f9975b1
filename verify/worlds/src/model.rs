//! What a model is made of: a start, changes over a few names, and the questions over those names.

use consentry::directory::{Change, PrincipalId, Question, ResourceId};
use consentry::{AppId, UserId};
use testkit::laws::names::{NO_APP, Naming, STRANGER, id, pairs};
use testkit::laws::world::questions;

/// Every world that some changes reach from a start.
pub struct Model {
    pub name: &'static str,
    /// What is small about it, in a few words.
    pub about: &'static str,
    /// The changes that lead to where it starts.
    pub start: Vec<Change>,
    /// The changes that are tried in every state, by those who may make them and by some who may not.
    pub alphabet: Vec<Change>,
    /// How many changes in a row; all if not said.
    pub depth: Option<usize>,
    pub questions: Vec<Question>,
    /// The same questions under other ids.
    pub renamed: Vec<Question>,
    /// Of whom and which app `can_open` is asked.
    pub openings: Vec<(UserId, AppId)>,
}

/// The names that a model speaks of.
pub struct Names {
    pub users: &'static [&'static str],
    pub apps: &'static [&'static str],
    pub meetings: &'static [&'static str],
    pub participants: &'static [&'static str],
}

impl Names {
    /// A model of these names.
    pub fn model(
        &self,
        (name, about): (&'static str, &'static str),
        start: Vec<Change>,
        alphabet: Vec<Change>,
        depth: Option<usize>,
    ) -> Model {
        let both = questions(Naming::Plain).into_iter().zip(questions(Naming::Renamed));
        let (questions, renamed) = both.filter(|(question, _)| self.speak_of(question)).unzip();
        let openings = pairs(&ids::<UserId>(self.users), &ids::<AppId>(self.apps));
        Model { name, about, start, alphabet, depth, questions, renamed, openings }
    }

    fn speak_of(&self, question: &Question) -> bool {
        let is_user = |user: UserId| names(self.users, user) || user == id(STRANGER);
        let principal = match question.principal {
            PrincipalId::User(user) => is_user(user),
            PrincipalId::Participant { meeting, participant } => {
                names(self.meetings, meeting) && names(self.participants, participant)
            }
        };
        let resource = match question.resource {
            ResourceId::UserData { owner, .. } => is_user(owner),
            ResourceId::Meeting { meeting, .. } => names(self.meetings, meeting),
            ResourceId::AccountData { .. } | ResourceId::Client { .. } => true,
        };
        principal && resource && (names(self.apps, question.app) || question.app == id(NO_APP))
    }
}

fn ids<Id: From<u64>>(names: &[&str]) -> Vec<Id> {
    names.iter().map(|name| id(name)).collect()
}

fn names<Id: From<u64> + PartialEq>(names: &[&str], of: Id) -> bool {
    names.iter().any(|name| id::<Id>(name) == of)
}
