//! The records of runs, read: what each was, and what came of it.

use std::path::Path;
use std::time::UNIX_EPOCH;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::backends::Spec;
use crate::dispatch::runs::{RunFolder, RunResult, Stop};
use crate::dispatch::summary::Summary;
use crate::queue::{Millis, Order, OrderId};

/// What a run is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// It goes on.
    Running,
    /// It has ended, and its work is being judged.
    Judging,
    /// It has ended, and it is known what came of it.
    Ended,
    /// It ended without a word, or nobody judged it; the next attempt takes its work up.
    Lost,
}

/// A run, as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RunRow {
    /// `<feature>/<task>/<epoch>`.
    pub run: String,
    /// The order.
    pub order: OrderId,
    /// The order's epoch.
    pub epoch: u64,
    /// Which of the epoch's runs: `review`; null for the work itself.
    pub part: Option<String>,
    /// The task's title.
    pub title: String,
    /// Who worked.
    pub backend: String,
    /// The model that answered.
    pub model: Option<String>,
    /// What it is at.
    pub phase: Phase,
    /// What came of it: `done`, `retry`, `dead`, `park`, `limit`, `release` or `quarantined`; null while nobody knows.
    pub outcome: Option<String>,
    /// What kind of failure.
    pub failure: Option<String>,
    /// Why, for people.
    pub why: Option<String>,
    /// Why it was ended from here.
    pub stop: Option<Stop>,
    /// When it began, in milliseconds since 1970.
    pub started: Option<Millis>,
    /// When it ended.
    pub ended: Option<Millis>,
    /// How long it took, or takes by now, in milliseconds.
    pub duration_ms: Option<u64>,
    /// Input and output tokens.
    pub tokens: u64,
    /// Millionths of a dollar, when the agent says.
    pub cost_micro: Option<u64>,
    /// Turns of the agent.
    pub turns: u32,
    /// Tools that it used.
    pub tools: u64,
    /// The agent's session.
    pub session: Option<String>,
    /// The folder of its records.
    pub folder: String,
}

/// A run with its records.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its folder.
    pub folder: RunFolder,
    /// What the backend was given.
    pub spec: Spec,
    /// How it ended.
    pub result: Option<RunResult>,
    /// What its events say.
    pub summary: Summary,
    /// As it is listed.
    pub row: RunRow,
}

/// All runs that left a record, by task and then by time.
pub fn all(store: &Path, orders: &[Order], now: Millis) -> Vec<Record> {
    let features = folders(&store.join("runs"));
    let tasks = features.iter().flat_map(|feature| folders(feature));
    let mut runs: Vec<Record> = tasks.flat_map(|task| of_folder(&task, orders, now)).collect();
    runs.sort_by(|a, b| key(a).cmp(&key(b)));
    runs
}

/// The runs of one task.
pub fn of_task(store: &Path, order: &OrderId, orders: &[Order], now: Millis) -> Vec<Record> {
    let mut runs = of_folder(&RunFolder::of_task(store, order), orders, now);
    // Two workspaces of one repository may have tasks of one name.
    runs.retain(|run| run.row.order == *order);
    runs.sort_by(|a, b| key(a).cmp(&key(b)));
    runs
}

/// One run.
pub fn one(store: &Path, order: &OrderId, run: (u64, &str), orders: &[Order], now: Millis) -> Option<Record> {
    let (epoch, part) = run;
    read(RunFolder::of(store, order, epoch, part), orders, now).filter(|run| run.row.order == *order)
}

fn key(run: &Record) -> (&str, &str, u64, &Option<String>) {
    (run.row.order.feature(), run.row.order.task(), run.row.epoch, &run.row.part)
}

fn of_folder(task: &Path, orders: &[Order], now: Millis) -> Vec<Record> {
    folders(task).into_iter().filter_map(|path| read(RunFolder::at(path), orders, now)).collect()
}

fn folders(path: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(path) else { return Vec::new() };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    paths.sort();
    paths
}

/// The events of a run, folded.
pub fn fold(folder: &RunFolder) -> Summary {
    folder.summary()
}

/// A folder's records; one without a `spec.json` never began.
fn read(folder: RunFolder, orders: &[Order], now: Millis) -> Option<Record> {
    let spec = folder.spec().ok()?;
    let part = folder.path().file_name()?.to_str()?.split_once('-').map(|(_, part)| part.to_owned());
    let result = folder.result();
    let end: Option<Value> = folder.text("outcome.json").and_then(|text| serde_json::from_str(&text).ok());
    let held = orders
        .iter()
        .find(|order| order.id == spec.order)
        .is_some_and(|order| order.epoch == spec.epoch && order.state.is_held());
    let is_review = part.is_some();
    let phase = match (&result, &end, held) {
        (_, Some(_), _) => Phase::Ended,
        (Some(_), None, _) if is_review => Phase::Ended,
        (Some(_), None, true) => Phase::Judging,
        (None, None, true) => Phase::Running,
        (Some(result), None, false) if result.stop.is_some() => Phase::Ended,
        (_, None, false) => Phase::Lost,
    };
    let summary = result.as_ref().map_or_else(|| fold(&folder), |result| result.summary.clone());
    let started = result.as_ref().map(|result| result.started).filter(|at| *at > 0).or_else(|| begun(&folder));
    let ended = result.as_ref().map(|result| result.ended).filter(|at| *at > 0);
    let until = ended.or(Some(now).filter(|_| phase == Phase::Running));
    let duration_ms = started.zip(until).map(|(from, to)| u64::try_from(to - from).unwrap_or(0));
    let (outcome, failure, why) = told(end.as_ref());
    let row = RunRow {
        run: spec.run.clone(),
        order: spec.order.clone(),
        epoch: spec.epoch,
        part,
        title: spec.title.clone(),
        backend: spec.backend.clone(),
        model: summary.model.clone().or_else(|| spec.model.clone()),
        phase,
        outcome,
        failure,
        why,
        stop: result.as_ref().and_then(|result| result.stop),
        started,
        ended,
        duration_ms,
        tokens: summary.usage.tokens(),
        cost_micro: summary.usage.cost_micro,
        turns: summary.turns,
        tools: summary.tools,
        session: summary.session.clone().or_else(|| spec.resume.clone()),
        folder: folder.path().display().to_string(),
    };
    Some(Record { folder, spec, result, summary, row })
}

fn begun(folder: &RunFolder) -> Option<Millis> {
    let time = std::fs::metadata(folder.file("spec.json")).ok()?.modified().ok()?;
    Millis::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}

/// What `outcome.json` says: the word, the failure, the reason.
fn told(end: Option<&Value>) -> (Option<String>, Option<String>, Option<String>) {
    let Some((word, more)) = end.and_then(Value::as_object).and_then(|end| end.iter().next()) else {
        return (None, None, None);
    };
    let text = |key: &str| more.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let why = ["message", "why", "reason", "note"].into_iter().find_map(text);
    (Some(word.clone()), text("failure"), why)
}

impl RunRow {
    /// What it is at or came to, in a word or two.
    pub fn word(&self) -> String {
        if self.part.is_some() && self.phase == Phase::Ended {
            return "reviewed".to_owned();
        }
        match (self.phase, self.outcome.as_deref()) {
            (Phase::Running, _) => "running".to_owned(),
            (Phase::Judging, _) => "judging".to_owned(),
            (Phase::Lost, _) => "lost".to_owned(),
            (Phase::Ended, Some("retry" | "dead")) => {
                self.failure.as_deref().map_or("failed".to_owned(), |failure| failure.replace('_', " "))
            }
            (Phase::Ended, Some("park")) => "asked".to_owned(),
            (Phase::Ended, Some("limit")) => "limited".to_owned(),
            (Phase::Ended, Some("release")) => "given back".to_owned(),
            (Phase::Ended, Some(other)) => other.replace('_', " "),
            (Phase::Ended, None) => self.stop.map_or("ended".to_owned(), |stop| stopped(stop).to_owned()),
        }
    }
}

fn stopped(stop: Stop) -> &'static str {
    match stop {
        Stop::Cancelled => "cancelled",
        Stop::Released => "given back",
        Stop::Fenced => "fenced",
        Stop::Wall | Stop::Idle | Stop::Start => "timed out",
        Stop::Budget => "budget",
        Stop::Turns => "turns",
        Stop::Park => "asked",
        Stop::Hopeless => "hopeless",
    }
}
