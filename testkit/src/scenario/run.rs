//! Reading and running scenarios.

use consentry::catalog::ApiSet;
use consentry::directory::{Change, Directory, Refusal};
use consentry::{Decision, Denial};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::names::Names;
use super::wire::{self, Question, Unrepeated, View, in_context};

/// One line of a file, parsed.
pub struct Scenario {
    /// Counted from 1.
    pub line: usize,
    pub name: String,
    steps: Vec<(Step, Option<Value>)>,
    names: Names,
}

/// What one step asks of the world.
enum Step {
    Change(Change),
    Evaluate(Question),
    View(View),
    /// A view of a later edition, which this one cannot answer.
    Later(String),
}

/// The views that scenarios of a later edition ask for.
const LATER: [&str; 6] = ["verbs", "reach", "exposure", "account_access", "preview", "explain"];

/// What the world answered to one step, and what was expected.
pub struct Answer {
    pub actual: Value,
    pub expected: Option<Value>,
    /// The view of a later edition for which the step asks. It is not answered, and `actual` says so.
    pub later: Option<String>,
}

impl Answer {
    /// Whether the answer is the expected one. Lists are compared as sets.
    pub fn is_expected(&self) -> bool {
        self.expected.as_ref().is_some_and(|expected| as_sets(expected) == as_sets(&self.actual))
    }
}

/// Sorts all lists and drops repetitions.
fn as_sets(value: &Value) -> Value {
    match value {
        Value::Array(values) => {
            let mut values: Vec<Value> = values.iter().map(as_sets).collect();
            values.sort_by_cached_key(Value::to_string);
            values.dedup();
            Value::Array(values)
        }
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), as_sets(value))).collect(),
        other => other.clone(),
    }
}

/// Reads all scenarios of a text, one per line; empty lines are skipped.
///
/// No scenario is run before all of them have been read. An error names the line, and the step or the column in it.
pub fn read(text: &str) -> Result<Vec<Scenario>, String> {
    let lines = (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty());
    lines
        .map(|(line, text)| Scenario::read(line, text).map_err(|error| format!("line {line}{error}")))
        .collect()
}

impl Scenario {
    fn read(line: usize, text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Fields {
            name: String,
            steps: Vec<Value>,
        }
        let Unrepeated(scenario) = serde_json::from_str(text).map_err(|error| in_column(&error))?;
        let fields = Fields::deserialize(scenario).map_err(|error| format!(": {error}"))?;
        let mut names = Names::default();
        let steps = (1..).zip(fields.steps).map(|(nth, step)| {
            let in_step = |error: String| format!(", step {nth}: {error}");
            let mut step = StepFields::deserialize(step).map_err(|error| in_step(error.to_string()))?;
            let expected = step.expect.take();
            Ok((step.understand(&mut names).map_err(in_step)?, expected))
        });
        let steps = steps.collect::<Result<_, String>>()?;
        Ok(Self { line, name: fields.name, steps, names })
    }

    /// Runs all steps from an empty world.
    pub fn run(&self) -> Vec<Answer> {
        let mut world = Directory::new();
        self.steps
            .iter()
            .map(|(step, expected)| {
                let mut actual = step.run(&mut world);
                self.names.to_names(&mut actual);
                let later = match step {
                    Step::Later(view) => Some(view.clone()),
                    Step::Change(_) | Step::Evaluate(_) | Step::View(_) => None,
                };
                Answer { actual, expected: expected.clone(), later }
            })
            .collect()
    }
}

/// An error in the JSON of one line, which calls that line its first.
fn in_column(error: &serde_json::Error) -> String {
    let (place, text) = (format!(" at line 1 column {}", error.column()), error.to_string());
    format!(", column {}: {}", error.column(), text.strip_suffix(&place).unwrap_or(&text))
}

/// A step as the file contains it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepFields {
    change: Option<Value>,
    evaluate: Option<Value>,
    view: Option<Value>,
    /// `null` is an answer to expect; no field is none.
    #[serde(default, deserialize_with = "present")]
    expect: Option<Value>,
}

fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl StepFields {
    fn understand(self, names: &mut Names) -> Result<Step, String> {
        let step = match (self.change, self.evaluate, self.view) {
            (Some(mut change), None, None) => {
                names.identify_change(&mut change);
                wire::change(change).map(Step::Change)
            }
            (None, Some(mut question), None) => {
                names.identify(&mut question);
                serde_json::from_value(question).map(Step::Evaluate)
            }
            (None, None, Some(Value::Object(view))) if later_view(&view).is_some() => {
                Ok(Step::Later(later_view(&view).unwrap_or_default().to_owned()))
            }
            (None, None, Some(mut view)) => {
                names.identify(&mut view);
                serde_json::from_value(view).map(Step::View)
            }
            _ => return Err("a step is one of `change`, `evaluate` and `view`".into()),
        };
        step.map_err(|error| error.to_string())
    }
}

fn later_view(view: &serde_json::Map<String, Value>) -> Option<&str> {
    view.get("type")?.as_str().filter(|view| LATER.contains(view))
}

impl Step {
    fn run(&self, world: &mut Directory) -> Value {
        match self {
            Self::Later(view) => json!(format!("not asked: `{view}` is a view of a later edition")),
            Self::Change(change) => outcome(world.apply(change)),
            Self::Evaluate(question) => {
                let resource = in_context(question.resource, question.context);
                answer_to(world.evaluate(question.principal, question.app, resource, question.action))
            }
            Self::View(view) => see(world, view),
        }
    }
}

/// `"ok"`, or the word of the refusal. What the refusal carries is not compared.
pub fn outcome<T>(outcome: Result<T, Refusal>) -> Value {
    outcome.map_or_else(|refusal| json!(refusal.reason()), |_| json!("ok"))
}

/// `{"allow": BASIS}` or `{"deny": REASON}`. What the denial carries is not compared.
pub fn answer_to(decision: Decision) -> Value {
    match decision {
        Decision::Allow(basis) => json!({ "allow": basis }),
        Decision::Deny(denial) => json!({ "deny": denial.reason() }),
    }
}

/// The answer of a view, or `{"refused": REFUSAL}`.
pub fn see(world: &Directory, view: &View) -> Value {
    look(world, view).unwrap_or_else(|Refused(word)| json!({ "refused": word }))
}

/// The word for which a view is refused.
struct Refused(&'static str);

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self(refusal.reason().name())
    }
}

impl From<Denial> for Refused {
    fn from(denial: Denial) -> Self {
        Self(denial.reason())
    }
}

fn look(world: &Directory, view: &View) -> Result<Value, Refused> {
    match view {
        View::CanOpen { user, app } => answer(world.can_open(*user, *app)),
        View::SupportedApis { role, edition } => Ok(json!(edition.supported_apis(*role))),
        View::SupportedJsApis { principal, app, resource, context } => {
            answer(world.supported_js_apis(*principal, *app, in_context(*resource, *context)))
        }
        View::Config { principal, app, resource, context, requested } => {
            let known = requested.iter().filter_map(|name| name.parse().ok()).collect::<ApiSet>();
            let resource = in_context(*resource, *context);
            let supported = known - world.unsupported_js_apis(*principal, *app, resource, known)?;
            let unsupported = requested.iter().filter(|name| supported.names().all(|api| api != *name));
            Ok(json!({ "unsupported": unsupported.collect::<Vec<_>>() }))
        }
        View::InstalledApps { user } => answer(world.installed_apps(*user)),
        View::Subscribers { by, account, app } => answer(world.subscribers(*by, *account, *app)),
        View::AccountApps { by, account } => answer(world.account_apps(*by, *account)),
        View::Consent { user, app } => {
            let screen = world.consent(*user, *app)?;
            let mut written = json!(screen);
            written["install"] = outcome(screen.install);
            Ok(written)
        }
        View::Collaboration { meeting, app } => answer(world.collaboration(*meeting, *app)),
        View::SharedState { meeting, app } => answer(world.shared_state(*meeting, *app)),
        View::MeetingsByNumber { account, number } => answer(world.meetings_by_number(*account, *number)),
        View::Delegations { user } => answer(world.delegations(*user)),
        View::Requests { by, account } => answer(world.requests(*by, *account)),
        View::Disabled { by, account } => answer(world.disabled(*by, *account)),
        View::CalendarEvent { user, event } => answer(world.calendar_event(*user, event)),
    }
}

fn answer(outcome: Result<impl Serialize, impl Into<Refused>>) -> Result<Value, Refused> {
    outcome.map(|answer| json!(answer)).map_err(Into::into)
}
