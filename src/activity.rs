//! Operations whose steps people follow: deployments, migrations, dispatches. They are events of the queue's log, folded.

use anyhow::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::queue::{EventFilter, Millis, Queue, QueueEvent};
use crate::report::{Problem, ProblemKind};

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// Not begun.
    #[value(skip)]
    Pending,
    /// Under way
    Running,
    /// Well ended
    Completed,
    /// Not well ended
    Failed,
}

impl StepStatus {
    /// As in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }
}

/// A step of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// How far it is.
    pub status: StepStatus,
    /// What went wrong.
    pub error: Option<String>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Activity {
    /// Short, unique.
    pub id: String,
    /// What is done.
    pub operation: String,
    /// Its steps, as they were named at the start.
    pub steps: Vec<Step>,
    /// `running`, `completed` or `failed`.
    pub status: StepStatus,
    /// What went wrong.
    pub error: Option<String>,
    /// Who began it.
    pub by: String,
    /// When, in milliseconds since 1970.
    pub started: Millis,
    /// When it ended.
    pub ended: Option<Millis>,
}

impl Activity {
    /// Steps that are completed.
    pub fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.status == StepStatus::Completed).count()
    }
}

/// The kinds of its events begin so.
pub const KIND: &str = "DEVOPS_";

const STARTED: &str = "DEVOPS_STARTED";
const STEP: &str = "DEVOPS_STEP_UPDATE";
const COMPLETE: &str = "DEVOPS_COMPLETE";
const FAILED: &str = "DEVOPS_FAILED";

/// Begins an operation; its id.
///
/// # Errors
/// A step is named twice or not at all, or the queue cannot be written.
pub fn start(queue: &dyn Queue, operation: &str, steps: &[String], by: &str) -> Result<String> {
    let is_wrong = |(at, step): (usize, &String)| step.trim().is_empty() || steps[..at].contains(step);
    if operation.trim().is_empty() || steps.iter().enumerate().any(is_wrong) {
        let message = "an operation has a name, and steps with different names";
        return Err(Problem::new(ProblemKind::Usage, message)
            .source(operation)
            .hint("--steps build,test,deploy")
            .into());
    }
    let id: String = uuid::Uuid::new_v4().simple().to_string().chars().take(8).collect();
    queue.record(None, 0, STARTED, &json!({"id": id, "operation": operation, "steps": steps, "by": by}))?;
    Ok(id)
}

/// Says how far a step is.
///
/// # Errors
/// There is no such operation or step, or the operation is over.
pub fn step(queue: &dyn Queue, id: &str, name: &str, status: StepStatus, error: Option<&str>) -> Result<Activity> {
    let activity = running(queue, id)?;
    if !activity.steps.iter().any(|step| step.name == name) {
        let names: Vec<&str> = activity.steps.iter().map(|step| step.name.as_str()).collect();
        let message = format!("{} has no step {name}; its steps are {}", activity.operation, names.join(", "));
        return Err(Problem::new(ProblemKind::NotFound, message).source(id).hint("name one of them").into());
    }
    note_step(queue, id, name, status, error)?;
    find(queue, id)
}

/// As [`step`], without a look at what there is: for who began it, and says much.
///
/// # Errors
/// The queue cannot be written.
pub fn note_step(queue: &dyn Queue, id: &str, name: &str, status: StepStatus, error: Option<&str>) -> Result<()> {
    queue.record(None, 0, STEP, &json!({"id": id, "step": name, "status": status, "error": error}))
}

/// Begins an operation; or goes on with one of the same name that runs and has all of these steps.
///
/// # Errors
/// As [`start`].
pub fn go_on_or_start(queue: &dyn Queue, operation: &str, steps: &[String], by: &str) -> Result<String> {
    let has = |one: &Activity| steps.iter().all(|name| one.steps.iter().any(|step| step.name == *name));
    let same = |one: &Activity| one.ended.is_none() && one.operation == operation && has(one);
    match all(queue)?.into_iter().rev().find(same) {
        Some(known) => Ok(known.id),
        None => start(queue, operation, steps, by),
    }
}

/// Ends an operation well.
///
/// # Errors
/// There is no such operation, or it is over.
pub fn complete(queue: &dyn Queue, id: &str) -> Result<Activity> {
    let passed = queue.now()? - running(queue, id)?.started;
    queue.record(None, 0, COMPLETE, &json!({"id": id, "duration_ms": passed}))?;
    find(queue, id)
}

/// Ends an operation that went wrong.
///
/// # Errors
/// There is no such operation, or it is over.
pub fn fail(queue: &dyn Queue, id: &str, error: Option<&str>) -> Result<Activity> {
    let passed = queue.now()? - running(queue, id)?.started;
    queue.record(None, 0, FAILED, &json!({"id": id, "duration_ms": passed, "error": error}))?;
    find(queue, id)
}

/// Every operation, the oldest first.
///
/// # Errors
/// The queue cannot be read.
pub fn all(queue: &dyn Queue) -> Result<Vec<Activity>> {
    Ok(fold(&queue.events(&EventFilter { kind: KIND.to_owned(), ..EventFilter::default() })?))
}

/// What the events of a log amount to.
pub fn fold(events: &[QueueEvent]) -> Vec<Activity> {
    let mut activities: Vec<Activity> = Vec::new();
    for event in events {
        let text = |key: &str| event.data[key].as_str().map(str::to_owned);
        let Some(id) = text("id") else { continue };
        if event.kind == STARTED {
            activities.push(begun(id, event));
            continue;
        }
        let Some(activity) = activities.iter_mut().rev().find(|one| one.id == id && one.ended.is_none()) else {
            continue;
        };
        match event.kind.as_str() {
            STEP => {
                let status = StepStatus::deserialize(&event.data["status"]);
                let step =
                    activity.steps.iter_mut().find(|step| Some(step.name.as_str()) == event.data["step"].as_str());
                if let (Ok(status), Some(step)) = (status, step) {
                    (step.status, step.error) = (status, text("error"));
                }
            }
            COMPLETE => (activity.status, activity.ended) = (StepStatus::Completed, Some(event.at)),
            FAILED => {
                (activity.status, activity.ended, activity.error) = (StepStatus::Failed, Some(event.at), text("error"));
            }
            _ => {}
        }
    }
    activities
}

fn begun(id: String, event: &QueueEvent) -> Activity {
    let steps = event.data["steps"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let pending = |name: &str| Step { name: name.to_owned(), status: StepStatus::Pending, error: None };
    Activity {
        id,
        operation: event.data["operation"].as_str().unwrap_or_default().to_owned(),
        steps: steps.map(pending).collect(),
        status: StepStatus::Running,
        error: None,
        by: event.data["by"].as_str().unwrap_or_default().to_owned(),
        started: event.at,
        ended: None,
    }
}

fn find(queue: &dyn Queue, id: &str) -> Result<Activity> {
    let known = all(queue)?;
    known.iter().rev().find(|activity| activity.id == id).cloned().ok_or_else(|| {
        let open: Vec<String> = known
            .iter()
            .filter(|activity| activity.ended.is_none())
            .map(|activity| format!("{} ({})", activity.id, activity.operation))
            .collect();
        let rest = if open.is_empty() { "none is running".to_owned() } else { format!("running: {}", open.join(", ")) };
        Problem::new(ProblemKind::NotFound, format!("there is no activity {id}; {rest}"))
            .source(id)
            .hint("`planyard activity list` shows them")
            .into()
    })
}

fn running(queue: &dyn Queue, id: &str) -> Result<Activity> {
    let activity = find(queue, id)?;
    if activity.ended.is_none() {
        return Ok(activity);
    }
    let message = format!("{} ({id}) is over: {}", activity.operation, activity.status.word());
    Err(Problem::new(ProblemKind::Conflict, message).source(id).hint("start another one").into())
}

/// The operation that a command without an id means: the newest that this person began and that still runs.
///
/// # Errors
/// There is none.
pub fn newest(queue: &dyn Queue, by: &str) -> Result<String> {
    let mine = all(queue)?.into_iter().rev().find(|activity| activity.ended.is_none() && activity.by == by);
    mine.map(|activity| activity.id).ok_or_else(|| {
        Problem::new(ProblemKind::NotFound, format!("{by} has no activity that runs"))
            .source("activity")
            .hint("`planyard activity start OPERATION --steps a,b,c`, or give --id")
            .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::Memory;

    fn steps(activity: &Activity) -> Vec<(&str, &str)> {
        activity.steps.iter().map(|step| (step.name.as_str(), step.status.word())).collect()
    }

    #[test]
    fn events_are_folded() {
        let queue = Memory::default();
        let names = ["build".to_owned(), "deploy".to_owned()];
        let first = start(&queue, "release 1.2", &names, "ada").unwrap();
        let second = start(&queue, "migration", &[], "bob").unwrap();
        assert_ne!(first, second);
        step(&queue, &first, "build", StepStatus::Running, None).unwrap();
        let seen = step(&queue, &first, "build", StepStatus::Completed, None).unwrap();
        assert_eq!(steps(&seen), [("build", "completed"), ("deploy", "pending")]);
        assert_eq!((seen.done(), seen.status, seen.ended), (1, StepStatus::Running, None));
        let seen = step(&queue, &first, "deploy", StepStatus::Failed, Some("no route")).unwrap();
        assert_eq!(seen.steps[1].error.as_deref(), Some("no route"));
        assert_eq!(newest(&queue, "ada").unwrap(), first);
        let seen = fail(&queue, &first, Some("rolled back")).unwrap();
        assert_eq!((seen.status, seen.error.as_deref()), (StepStatus::Failed, Some("rolled back")));
        assert!(seen.ended.is_some());
        assert_eq!(complete(&queue, &second).unwrap().status, StepStatus::Completed);
        assert_eq!(all(&queue).unwrap().len(), 2);
        let kinds: Vec<String> = queue.events(&EventFilter::default()).unwrap().into_iter().map(|e| e.kind).collect();
        assert_eq!(kinds, [STARTED, STARTED, STEP, STEP, STEP, FAILED, COMPLETE]);
    }

    #[test]
    fn what_was_cut_off_is_gone_on_with() {
        let queue = Memory::default();
        let steps = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let begin = |operation: &str, names: &[&str]| go_on_or_start(&queue, operation, &steps(names), "ada").unwrap();
        let first = begin("dispatch x", &["T01", "T02"]);
        note_step(&queue, &first, "T01", StepStatus::Completed, None).unwrap();
        assert_eq!(begin("dispatch x", &["T02"]), first);
        let other = begin("dispatch x", &["T02", "T03"]);
        assert!(other != first && begin("dispatch y", &["T02"]) != first);
        complete(&queue, &first).unwrap();
        assert_eq!(begin("dispatch x", &["T02"]), other);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let queue = Memory::default();
        for wrong in [&["a", "a"][..], &["a", " "]] {
            let steps: Vec<String> = wrong.iter().map(|step| (*step).to_owned()).collect();
            assert!(start(&queue, "x", &steps, "ada").is_err());
        }
        assert!(start(&queue, " ", &[], "ada").is_err());
        assert!(newest(&queue, "ada").is_err());
        let id = start(&queue, "x", &["a".to_owned()], "ada").unwrap();
        let said = step(&queue, &id, "b", StepStatus::Running, None).unwrap_err().to_string();
        assert_eq!(said, format!("{id}: x has no step b; its steps are a"));
        let said = complete(&queue, "nothing").unwrap_err().to_string();
        assert_eq!(said, format!("there is no activity nothing; running: {id} (x)"));
        complete(&queue, &id).unwrap();
        assert!(step(&queue, &id, "a", StepStatus::Running, None).is_err());
        assert!(fail(&queue, &id, None).is_err());
    }
}
