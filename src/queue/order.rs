use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Millis, State};

/// Which task an order is for: `<workspace>:<feature>/<task>`, as in `.:P01-F02-login/T03`. The workspace is its folder in
/// the repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct OrderId(pub String);

impl OrderId {
    /// Of a task.
    pub fn new(workspace: &str, feature: &str, task: &str) -> Self {
        Self(format!("{workspace}:{feature}/{task}"))
    }

    /// `<feature>/<task>`.
    pub fn short(&self) -> &str {
        self.0.split_once(':').map_or(&self.0, |(_, rest)| rest)
    }

    /// The feature's id.
    pub fn feature(&self) -> &str {
        self.short().rsplit_once('/').map_or("", |(feature, _)| feature)
    }

    /// The task's id.
    pub fn task(&self) -> &str {
        self.short().rsplit_once('/').map_or(self.short(), |(_, task)| task)
    }
}

/// Labels as they are compared, from how people write them: `GPU, linux`. Sorted, each once, in small letters.
pub fn labels<T: AsRef<str>>(written: impl IntoIterator<Item = T>) -> Vec<String> {
    let mut labels = Vec::new();
    for text in written {
        let words = text.as_ref().split(|c: char| c == ',' || c == ';' || c.is_whitespace());
        let words = words.map(|word| word.trim_matches(['`', '"', '\'', '*', '_', '[', ']', '(', ')']).to_lowercase());
        labels.extend(words.filter(|word| !word.is_empty()));
    }
    labels.sort();
    labels.dedup();
    labels
}

/// Those of the labels that are needed and not there.
pub fn missing(needed: &[String], there: &[String]) -> Vec<String> {
    needed.iter().filter(|label| !there.contains(label)).cloned().collect()
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How urgent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Before all others.
    High,
    /// As usual.
    #[default]
    Normal,
    /// When nothing else is to be done, or it has waited long.
    Low,
}

impl Priority {
    /// All, the most urgent first.
    pub const ALL: [Self; 3] = [Self::High, Self::Normal, Self::Low];

    /// Its name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Normal => "normal",
            Self::Low => "low",
        }
    }

    /// 0 for high, 1 for normal, 2 for low.
    pub fn rank(self) -> i64 {
        self as i64
    }

    /// The priority of a rank.
    pub fn of_rank(rank: i64) -> Self {
        match rank {
            0 => Self::High,
            2 => Self::Low,
            _ => Self::Normal,
        }
    }
}

impl FromStr for Priority {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().to_ascii_lowercase().as_str() {
            "high" | "p0" | "critical" | "urgent" => Ok(Self::High),
            "normal" | "medium" | "p1" => Ok(Self::Normal),
            "low" | "p2" | "p3" | "p4" => Ok(Self::Low),
            other => Err(format!("{other} is no priority: high, normal or low")),
        }
    }
}

/// An order to add.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOrder {
    /// Which task.
    pub id: OrderId,
    /// The same order submitted twice has the same key, and is added once.
    pub key: String,
    /// The task's title.
    pub title: String,
    /// How urgent.
    pub priority: Priority,
    /// So often it is tried.
    pub max_attempts: u32,
    /// The backend that is to do it: a name, which the worker's own configuration resolves.
    pub backend: String,
    /// Whose limits hold for it.
    pub account: String,
    /// What must be done before.
    pub needs: Vec<OrderId>,
    /// Globs of paths it will change: no two orders that may touch the same path are held at once.
    pub paths: Vec<String>,
    /// Not before this time; 0: at once.
    pub due: Millis,
    /// Labels that a worker must have to do it, as [`labels`] gives them.
    pub labels: Vec<String>,
    /// What else the worker needs; never a command.
    pub payload: Value,
}

/// What became of a submitted order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// Which.
    pub id: OrderId,
    /// It was added now.
    pub new: bool,
    /// The state it is in.
    pub state: State,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    /// Which task.
    pub id: OrderId,
    /// The task's title.
    pub title: String,
    /// Where it is in its life.
    pub state: State,
    /// How urgent.
    pub priority: Priority,
    /// How often it was given out or taken away.
    pub epoch: u64,
    /// How often it was tried.
    pub attempt: u32,
    /// How often it is tried at most.
    pub max_attempts: u32,
    /// The worker that holds it.
    pub owner: Option<String>,
    /// The machine of that worker.
    pub host: Option<String>,
    /// The boot of that machine.
    pub boot: Option<String>,
    /// When the lease runs out.
    pub lease_until: Option<Millis>,
    /// Not before this time.
    pub due: Millis,
    /// When it was submitted.
    pub enqueued: Millis,
    /// When its state changed last.
    pub changed: Millis,
    /// The backend that is to do it.
    pub backend: String,
    /// Whose limits hold for it.
    pub account: String,
    /// What must be done before.
    pub needs: Vec<OrderId>,
    /// Globs of paths it will change.
    pub paths: Vec<String>,
    /// Labels that a worker must have to do it.
    #[serde(default)]
    pub labels: Vec<String>,
    /// What else the worker needs.
    pub payload: Value,
    /// The agent's session.
    pub session: Option<String>,
    /// Its branch.
    pub branch: Option<String>,
    /// Its worktree.
    pub worktree: Option<String>,
    /// The commit it started from.
    pub base: Option<String>,
    /// The commit it came to.
    pub head: Option<String>,
    /// The commit that brought it into the target.
    pub landed: Option<String>,
    /// Millionths of a dollar, over all attempts.
    pub cost_micro: u64,
    /// Tokens, over all attempts.
    pub tokens: u64,
    /// What kind of failure it had last.
    pub failure: Option<super::Failure>,
    /// Why it is where it is, for people.
    pub why: Option<String>,
}

impl Order {
    /// What its holder shows with every write.
    pub fn token(&self) -> Token {
        Token { id: self.id.clone(), epoch: self.epoch }
    }

    /// The name of its present run: `<feature>/<task>/<epoch>`.
    pub fn run(&self) -> String {
        format!("{}/{}", self.id.short(), self.epoch)
    }
}

/// What a holder shows with every write.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Token {
    /// Which order.
    pub id: OrderId,
    /// As it was claimed.
    pub epoch: u64,
}

/// Which orders.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Ids that begin so; empty: all.
    pub scope: String,
    /// In one of these states; empty: any.
    pub states: Vec<State>,
}
