use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How tasks are handed to agents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Dispatch {
    /// Who does the work when no flag says: an agent, a name of `[backends]`, or `command:PROGRAM`.
    pub backend: String,
    /// The model, when the backend takes one.
    pub model: String,
    /// Another backend that looks at the work before it lands.
    pub review: String,
    /// How many tasks are worked on at once.
    pub jobs: usize,
    /// How often a task is tried.
    pub max_attempts: usize,
    /// What agents may do without asking.
    pub permissions: String,
    /// The branch that work lands on; `{feature}` is the feature's id.
    pub into: String,
    /// The gates besides `verify`.
    pub gates: Vec<String>,
    /// Command lines for `sh` that must succeed on what lands.
    pub verify: Vec<String>,
    /// A command line for `sh` that makes a new worktree ready.
    pub setup: String,
    /// Ignored files that a new worktree gets a copy of.
    pub copy: Vec<String>,
    /// Paths that agents may not change.
    pub protect: Vec<String>,
    /// Variables of the environment that agents may see, besides those of their record.
    pub env: Vec<String>,
    /// A person must approve before work lands.
    pub approve: bool,
    /// Services that must be healthy.
    pub needs: Vec<String>,
    /// The longest run.
    pub timeout: String,
    /// The longest silence.
    pub idle: String,
    /// The longest wait for the first word.
    pub start: String,
    /// The longest command of a gate.
    pub gate_timeout: String,
    /// How long a run waits for an answer before it gives its slot back.
    pub park_after: String,
    /// The first wait before another try; it doubles.
    pub backoff: String,
    /// How long a worker may be silent before its work is given to another.
    pub lease: String,
    /// The most turns of a run; 0: no limit.
    pub max_turns: usize,
    /// The most dollars of a run.
    pub run_budget: String,
    /// The most dollars of a task, over all its runs.
    pub task_budget: String,
    /// The most dollars of a dispatch.
    pub budget: String,
    /// The most dollars of a day.
    pub day_budget: String,
    /// The most tokens of a run; 0: no limit.
    pub max_tokens: usize,
    /// A session that nobody used for so long is not gone on with.
    pub session_idle: String,
    /// Nor one that is older than this.
    pub session_age: String,
    /// The folder of worktrees.
    pub worktrees: String,
    /// The remote that the machines share; empty: this repository is all there is.
    pub remote: String,
    /// Labels that a worker must have for any task.
    pub labels: Vec<String>,
}

impl Default for Dispatch {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            backend: text("claude"),
            model: String::new(),
            review: String::new(),
            jobs: 2,
            max_attempts: 3,
            permissions: text("all"),
            into: text("planyard/integration/{feature}"),
            gates: vec![text("lint"), text("test")],
            verify: Vec::new(),
            setup: String::new(),
            copy: Vec::new(),
            protect: Vec::new(),
            env: Vec::new(),
            approve: false,
            needs: Vec::new(),
            timeout: text("60m"),
            idle: text("10m"),
            start: text("2m"),
            gate_timeout: text("15m"),
            park_after: text("5m"),
            backoff: text("5s"),
            lease: text("30s"),
            max_turns: 0,
            run_budget: String::new(),
            task_budget: String::new(),
            budget: String::new(),
            day_budget: String::new(),
            max_tokens: 0,
            session_idle: text("30m"),
            session_age: text("1h"),
            worktrees: String::new(),
            remote: String::new(),
            labels: Vec::new(),
        }
    }
}
