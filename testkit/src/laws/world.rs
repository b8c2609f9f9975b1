//! The directory as the laws see it, with or without a flaw, and every question over the few names.

use std::sync::LazyLock;

use consentry::catalog::{Api, RunningContext};
use consentry::directory::{Change, Directory, PrincipalId, Question, Refusal, ResourceId};
use consentry::{Action, AppId, DataKind, Decision, Scopes, UserId, Verb};

use super::flaw::Flaw;
use super::names::{ACCOUNTS, APPS, ASKED_MEETINGS, NO_APP, Naming, PARTICIPANTS, STRANGER, USERS, pairs};
use super::rows::Rows;
use super::typical::APIS;

/// A directory; with a flaw, one that breaks a law.
#[derive(Clone, Default, PartialEq)]
pub struct World {
    pub directory: Directory,
    pub flaw: Option<Flaw>,
}

impl World {
    pub fn apply(&mut self, change: &Change) -> Result<u64, Refusal> {
        match self.flaw {
            None => self.directory.apply(change),
            Some(flaw) => flaw.apply(&mut self.directory, change),
        }
    }

    /// Applies changes, of which some may be refused.
    pub fn apply_each<'a>(&mut self, changes: impl IntoIterator<Item = &'a Change>) {
        for change in changes {
            let _either_way = self.apply(change);
        }
    }

    pub fn evaluate(&self, question: &Question) -> Decision {
        let Question { principal, app, resource, action } = *question;
        let decision = self.directory.evaluate(principal, app, resource, action);
        self.flaw.map_or(decision, |flaw| flaw.evaluate(&self.directory, question, decision))
    }

    /// The answers to [`QUESTIONS`].
    pub fn answers(&self) -> Vec<Decision> {
        self.answers_to(&QUESTIONS)
    }

    pub fn answers_to(&self, questions: &[Question]) -> Vec<Decision> {
        questions.iter().map(|question| self.evaluate(question)).collect()
    }

    pub fn can_open(&self, user: UserId, app: AppId) -> Result<bool, Refusal> {
        let can_open = self.directory.can_open(user, app)?;
        Ok(self.flaw.map_or(can_open, |flaw| flaw.can_open(&self.directory, user, can_open)))
    }

    /// What the world is, row by row.
    pub fn rows(&self) -> Rows {
        Rows::of(&self.directory)
    }
}

/// Every question over the few names.
pub static QUESTIONS: LazyLock<Vec<Question>> = LazyLock::new(|| questions(Naming::Plain));

/// Every principal, app, resource and action over the few names, the unknown ones included; APIs and running
/// contexts represent their kinds.
pub fn questions(naming: Naming) -> Vec<Question> {
    let principals = principals(naming);
    let tasks = tasks(naming);
    let known = pairs(&pairs(&principals, &naming.ids(APPS)), &tasks);
    let unknown = pairs(&pairs(&principals, &[naming.id(NO_APP)]), &tasks[..1]);
    known
        .into_iter()
        .chain(unknown)
        .map(|((principal, app), (resource, action))| Question { principal, app, resource, action })
        .collect()
}

/// Users, seats, and a stranger.
pub fn principals(naming: Naming) -> Vec<PrincipalId> {
    let users = USERS.iter().chain([&STRANGER]).map(|user| PrincipalId::User(naming.id(user)));
    let seats = pairs(&naming.ids(ASKED_MEETINGS), &naming.ids(PARTICIPANTS));
    users
        .chain(
            seats.into_iter().map(|(meeting, participant)| PrincipalId::Participant { meeting, participant }),
        )
        .collect()
}

/// The places where an app instance can be, with and without a stated running context.
pub fn places(naming: Naming) -> Vec<ResourceId> {
    let contexts = [None, Some(RunningContext::InImmersive)];
    let meetings = pairs(&naming.ids(ASKED_MEETINGS), &contexts);
    let meetings = meetings.into_iter().map(|(meeting, context)| ResourceId::Meeting { meeting, context });
    let client = [None, Some(RunningContext::InMail)];
    meetings.chain(client.map(|context| ResourceId::Client { context })).collect()
}

/// Whatever can be done to whatever, and some that cannot.
fn tasks(naming: Naming) -> Vec<(ResourceId, Action)> {
    let verbs = |kind: DataKind| {
        Verb::ALL.iter().filter(move |verb| Scopes::needed(kind, **verb).is_some()).map(|verb| (*verb).into())
    };
    let mut tasks = Vec::new();
    for kind in DataKind::ALL.iter().copied() {
        for owner in naming.ids(USERS) {
            tasks.extend(verbs(kind).map(|verb| (ResourceId::UserData { owner, kind }, verb)));
        }
        for account in naming.ids(ACCOUNTS) {
            tasks.extend(verbs(kind).map(|verb| (ResourceId::AccountData { account, kind }, verb)));
        }
    }
    tasks.extend(pairs(&places(naming), &APIS.map(Action::Call)));
    let client = ResourceId::Client { context: None };
    tasks.extend([
        (ResourceId::UserData { owner: naming.id(STRANGER), kind: DataKind::Profile }, Verb::Read.into()),
        (ResourceId::UserData { owner: naming.id(USERS[0]), kind: DataKind::Reports }, Verb::Delete.into()),
        (client, Verb::Read.into()),
        (client, Action::CallUnknown),
        (client, Action::Call(Api::GetScreenshot)),
    ]);
    tasks
}

/// The questions whose answers differ, with the answers.
pub fn changed<'a>(
    before: &'a [Decision],
    after: &'a [Decision],
) -> impl Iterator<Item = (&'static Question, Decision, Decision)> {
    let answers = before.iter().copied().zip(after.iter().copied());
    QUESTIONS
        .iter()
        .zip(answers)
        .filter(|(_, (was, is))| was != is)
        .map(|(question, (was, is))| (question, was, is))
}
