use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::queue::Failure;

/// Tokens and money, of one step or in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Usage {
    /// Input tokens, those read from a cache included.
    pub input: u64,
    /// Output tokens, those of reasoning included.
    pub output: u64,
    /// Input tokens that came from a cache.
    pub cached: u64,
    /// Millionths of a dollar, when the agent says.
    pub cost_micro: Option<u64>,
}

impl Usage {
    /// Input and output.
    pub fn tokens(&self) -> u64 {
        self.input + self.output
    }
}

/// What an agent says while it works: one vocabulary for all of them. The jq filters of the records make these objects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// It runs.
    Started {
        /// Its session, by which it can be resumed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session: Option<String>,
        /// The model that answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        model: Option<String>,
        /// The agent's version.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<String>,
    },
    /// It says something.
    Text {
        /// In words.
        text: String,
        /// A piece of a message, to be joined with the one before.
        #[serde(default)]
        delta: bool,
    },
    /// It begins to use a tool.
    ToolStart {
        /// The call.
        #[serde(default)]
        id: String,
        /// The tool.
        name: String,
        /// What it is to do, in a line.
        #[serde(default)]
        summary: String,
    },
    /// The tool answered.
    ToolEnd {
        /// The call.
        #[serde(default)]
        id: String,
        /// It worked.
        ok: bool,
        /// What it said, in a line.
        #[serde(default)]
        summary: String,
    },
    /// What it used.
    Usage {
        /// Tokens and money.
        #[serde(flatten)]
        usage: Usage,
        /// This is the sum of the whole run, and no step.
        #[serde(default)]
        total: bool,
        /// Usage told again for the same message: the last one counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
    },
    /// The model did not answer, and is asked again.
    Retry {
        /// The how many-th time.
        #[serde(default)]
        attempt: u32,
        /// After so many milliseconds.
        #[serde(default)]
        after_ms: u64,
        /// Why.
        failure: Failure,
        /// In words.
        #[serde(default)]
        message: String,
    },
    /// The account's limit is reached.
    Limit {
        /// Until when, in milliseconds since 1970, when it says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<i64>,
        /// In words.
        #[serde(default)]
        message: String,
    },
    /// It asks a person.
    Ask {
        /// The question's own id.
        #[serde(default)]
        id: String,
        /// In words.
        text: String,
        /// The answers to choose from.
        #[serde(default)]
        options: Vec<String>,
    },
    /// A tool was refused.
    Denied {
        /// The tool.
        tool: String,
        /// Why.
        #[serde(default)]
        why: String,
    },
    /// Something odd that stops nothing.
    Warn {
        /// In words.
        message: String,
    },
    /// It is at its end, and says how it went.
    Result {
        /// It says that it is well.
        ok: bool,
        /// Its last message.
        #[serde(default)]
        text: String,
        /// What kind of failure.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        failure: Option<Failure>,
        /// The failure in words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        /// What it answered in the form it was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        structured: Option<Value>,
        /// Turns it took.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        turns: Option<u32>,
    },
    /// A line that the record does not know; it is kept as it came.
    Unknown {
        /// The line.
        raw: String,
    },
}
