//! Ways to get a task done: an agent's command line, any program, a plug-in, an ACP agent, an HTTP endpoint, a person, a
//! recorded run.
//!
//! A backend runs one work order's [`Spec`] to its end and tells its [`Desk`] what happens meanwhile. It never decides
//! whether the task succeeded, and never touches the queue or the target branch.

mod acp;
mod cli;
mod command;
mod http;
mod human;
mod options;
mod patch;
mod plugin;
mod program;
mod replay;
#[cfg(test)]
mod testing;

pub use crate::process::Stream;
pub use options::Options;
pub use patch::apply;
pub use plugin::{Check, conformance};
pub use program::{MARK, Tail, drive, find, finish, not_started, probe, program};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::agents::Event;
use crate::queue::{Failure, OrderId};
use crate::report::{Problem, ProblemKind};

/// How much an agent may do without asking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permissions {
    /// Look, and say what it would do.
    Plan,
    /// Change files of its worktree.
    Edit,
    /// Change files and run programs, in the agent's own sandbox where it has one.
    Exec,
    /// Everything. The default: agents work in a worktree of their own, unattended, and nothing lands but through gates.
    #[default]
    All,
}

/// What a run may use at most. `None`: no limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Limits {
    /// From start to end, in milliseconds.
    pub wall_ms: Option<u64>,
    /// Without a word and without using the processor.
    pub idle_ms: Option<u64>,
    /// Until the first word.
    pub start_ms: Option<u64>,
    /// Turns of the agent.
    pub turns: Option<u32>,
    /// Millionths of a dollar.
    pub cost_micro: Option<u64>,
    /// Input and output tokens.
    pub tokens: Option<u64>,
}

/// One run of a work order: everything that a backend is given. It is kept as `spec.json` with the run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Spec {
    /// `<feature>/<task>/<epoch>`.
    pub run: String,
    /// The order.
    pub order: OrderId,
    /// Its epoch.
    pub epoch: u64,
    /// The task's title.
    pub title: String,
    /// The backend's name.
    pub backend: String,
    /// What the agent is told. For a resumed session only what is new.
    pub prompt: String,
    /// The worktree, where it works.
    pub cwd: PathBuf,
    /// The folder of the run's records: `prompt.md`, `stdout.raw`, `stderr.raw`, `events.jsonl`, `result.json`.
    pub folder: PathBuf,
    /// Variables for the agent, beside those it may inherit.
    pub env: BTreeMap<String, String>,
    /// A session id for a new session, for agents that take one.
    pub session: String,
    /// The session to go on with.
    pub resume: Option<String>,
    /// The model to use.
    pub model: Option<String>,
    /// What it may do.
    pub permissions: Permissions,
    /// What it may use.
    pub limits: Limits,
    /// A JSON schema for its last message, for agents that take one.
    pub schema: Option<Value>,
}

/// What a backend can do; the dispatcher tells where it must do without.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Caps {
    /// Takes a session id.
    pub preassign: bool,
    /// Goes on with a session.
    pub resume: bool,
    /// Is asked and answered while it runs.
    pub live_ask: bool,
    /// Is told things while it runs.
    pub live_tell: bool,
    /// Says what it costs.
    pub cost: bool,
    /// Says how many tokens it uses.
    pub tokens: bool,
    /// Answers in a given form.
    pub structured: bool,
    /// Keeps to a number of turns by itself.
    pub turns: bool,
    /// Always says how it went (a result event); one that does not is judged by its exit code and its diff.
    pub result: bool,
}

/// What a person says to a running agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// The answer to a question that it asked.
    Answer {
        /// The id of the [`Event::Ask`].
        id: String,
        /// The answer.
        text: String,
        /// Who.
        by: String,
    },
    /// Something else.
    Tell {
        /// In words.
        text: String,
        /// Who.
        by: String,
    },
}

/// Where a running backend reports, and hears.
pub trait Desk: Send {
    /// Something happened. Budgets are counted here.
    fn event(&mut self, event: Event);

    /// A line of the program's output as it came, kept as the run's transcript (secrets are taken out).
    fn raw(&mut self, stream: Stream, bytes: &[u8]);

    /// What people said since the last call.
    fn messages(&mut self) -> Vec<Message>;
}

/// How a backend's run ended, as far as the backend can tell. The dispatcher derives the outcome from this, the events and
/// the diff.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finish {
    /// The exit code of the program, when there was one and it ended by itself.
    pub code: Option<i32>,
    /// The signal that ended it, which Planyard did not send.
    pub signal: Option<i32>,
    /// It was ended from here: time, budget, lease, a person. The desk knows why.
    pub stopped: bool,
    /// It could not be run or understood.
    pub failure: Option<Failure>,
    /// In words.
    pub message: Option<String>,
    /// The last lines of its standard error.
    pub stderr_tail: String,
}

/// What a look at a backend found, for `dispatch doctor`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Probe {
    /// It can be used.
    pub ready: bool,
    /// Its version.
    pub version: Option<String>,
    /// What is wrong or worth knowing, and what to do.
    pub notes: Vec<String>,
    /// From start to its first answer.
    pub start_ms: Option<u64>,
}

/// A way to get a task done.
pub trait Backend: Send + Sync {
    /// What it can do.
    fn caps(&self) -> Caps;

    /// Whether it could work here: program, version, flags, login. Spends no money.
    fn probe(&self) -> Probe;

    /// Runs an order to its end. When `stop` is set it ends as politely as it can (so that what was spent is still told),
    /// leaving no process behind.
    fn run(&self, spec: &Spec, desk: &mut dyn Desk, stop: &Arc<AtomicBool>) -> Finish;
}

/// How often a backend looks at its messages and at `stop`, at the least.
pub const TICK: Duration = Duration::from_millis(50);

/// The kinds of backends, by the word in `[backends.NAME] kind = "…"`. A name that is configured nowhere is an agent's
/// record ([`crate::agents`]) or a kind that needs no configuration.
pub const KINDS: [&str; 7] = ["acp", "cli", "command", "http", "human", "plugin", "replay"];

/// A kind of backend.
pub struct Kind {
    /// The word for it, one of [`KINDS`].
    pub name: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// Makes one of it.
    make: fn(&Setting) -> Result<Box<dyn Backend>>,
}

/// Every kind, by name.
pub const TABLE: &[Kind] = &[
    Kind { name: "acp", about: "An agent that speaks the Agent Client Protocol.", make: acp::make },
    Kind { name: "cli", about: "An agent's command line, by its record.", make: cli::make },
    Kind { name: "command", about: "Any program; its exit code, its diff and the gates decide.", make: command::make },
    Kind { name: "http", about: "An endpoint elsewhere, which sends a patch.", make: http::make },
    Kind { name: "human", about: "A person, who is asked and answers when it is done.", make: human::make },
    Kind { name: "plugin", about: "A program that speaks JSON Lines: planyard-backend-NAME.", make: plugin::make },
    Kind { name: "replay", about: "A run that was recorded, and its diff.", make: replay::make },
];

/// What a backend is made from: its section of planyard.toml, checked, and what it may know of the world.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// The rest of its section.
    pub options: toml::Table,
    /// The workspace: programs with a `/` are found from here.
    pub root: PathBuf,
    /// The environment's variables, after the allow-list.
    pub env: BTreeMap<String, String>,
    /// What must not stand in anything that is kept.
    pub secrets: crate::process::Secrets,
    /// `[agents]` of planyard.toml.
    pub agents: toml::Table,
}

/// Makes a backend.
///
/// # Errors
/// The kind is not known, or an option is missing, unknown or wrong.
pub fn make(setting: &Setting) -> Result<Box<dyn Backend>> {
    match TABLE.iter().find(|kind| kind.name == setting.kind) {
        Some(kind) => (kind.make)(setting),
        None => {
            let problem = Problem::new(
                ProblemKind::Usage,
                format!("{} is no kind of backend: {}", setting.kind, KINDS.join(", ")),
            );
            Err(problem.source(format!("backends.{}.kind", setting.name)).into())
        }
    }
}

/// What a name says that needs no configuration: `command:PROGRAM ARGUMENT…` is that program, words at spaces, which finds
/// its prompt by `PLANYARD_PROMPT_FILE`; `plugin:NAME` is `planyard-backend-NAME`, `replay:FOLDER` a recorded run, `human` a
/// person. The kind and its options.
pub fn implied(name: &str) -> Option<(&'static str, toml::Table)> {
    let option = |key: &str, value: toml::Value| toml::Table::from_iter([(key.to_owned(), value)]);
    match name.split_once(':') {
        Some(("command", line)) if !line.trim().is_empty() => {
            let words: Vec<toml::Value> = line.split_whitespace().map(Into::into).collect();
            Some(("command", option("run", toml::Value::Array(words))))
        }
        Some(("plugin", plugin)) if !plugin.is_empty() => Some(("plugin", option("name", plugin.into()))),
        Some(("replay", folder)) if !folder.is_empty() => Some(("replay", option("from", folder.into()))),
        None if name == "human" => Some(("human", toml::Table::new())),
        _ => None,
    }
}
