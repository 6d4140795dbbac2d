use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::backends::{Caps, Permissions};
use crate::queue::Failure;

/// A coding agent's command line: how it is run, and what its stream means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "an agent's record")]
pub struct Record {
    /// As in `--backend claude`.
    pub name: String,
    /// One line on what it is.
    pub about: String,
    /// Where it is documented.
    #[serde(default)]
    pub docs: Option<String>,
    /// How it is installed.
    #[serde(default)]
    pub install: Option<String>,
    /// It was run, not only written from its documentation.
    #[serde(default)]
    pub verified: bool,
    /// The executable.
    pub program: String,
    /// Whose limits it uses: all runs of one account pause together.
    pub account: String,
    /// The arguments of a new session. `{prompt}`, `{prompt_file}`, `{session}`, `{resume}`, `{model}`, `{cwd}`, `{turns}`,
    /// `{budget}` (dollars), `{schema}`, `{schema_file}` and `{permissions}` stand for what the run is given. A list in the
    /// list is a group, which is left out when a value that it names is not there.
    pub new: Vec<Group>,
    /// The arguments that go on with a session. Without it no session can be resumed.
    #[serde(default)]
    pub resume: Vec<Group>,
    /// How the prompt reaches it.
    #[serde(default)]
    pub prompt: PromptIn,
    /// What stands for `{permissions}`.
    #[serde(default)]
    pub permissions: PermissionArgs,
    /// Variables of the user's environment that it may see, besides those that every program needs: names, or `ANTHROPIC_*`.
    #[serde(default)]
    pub inherit: Vec<String>,
    /// Variables that are set for it, unless the user has set them.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// A variable without which it refuses to do everything as root.
    #[serde(default)]
    pub root_needs: Option<String>,
    /// What it can do.
    #[serde(default)]
    pub caps: Caps,
    /// What its standard output means.
    pub stream: StreamRules,
    /// What its exit codes mean when it did not say how it went: `"41" = "auth"`.
    #[serde(default)]
    pub exit: BTreeMap<String, Failure>,
    /// What its messages and its standard error mean. The first that fits counts.
    #[serde(default)]
    pub pattern: Vec<Pattern>,
    /// How it tells its version.
    #[serde(default)]
    pub version: Version,
    /// How it tells its flags.
    #[serde(default)]
    pub help: Help,
    /// What shows that somebody has logged in.
    #[serde(default)]
    pub login: Login,
    /// Recorded runs and what they must mean.
    #[serde(default)]
    pub case: Vec<Case>,
}

impl Record {
    /// The arguments for what it may do.
    pub fn permission_args(&self, permissions: Permissions) -> &[String] {
        match permissions {
            Permissions::Plan => &self.permissions.plan,
            Permissions::Edit => &self.permissions.edit,
            Permissions::Exec => &self.permissions.exec,
            Permissions::All => &self.permissions.all,
        }
    }
}

/// An argument, or some that stand or fall together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Group {
    /// One argument.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Group {
    /// Its arguments.
    pub fn args(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

/// How the prompt reaches the agent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PromptIn {
    /// By `{prompt}` or `{prompt_file}`; its standard input is empty.
    #[default]
    Args,
    /// By its standard input, which is closed behind it.
    Stdin,
}

/// Arguments for what an agent may do without asking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PermissionArgs {
    /// Look only.
    pub plan: Vec<String>,
    /// Change files.
    pub edit: Vec<String>,
    /// Change files and run programs.
    pub exec: Vec<String>,
    /// Everything.
    pub all: Vec<String>,
}

/// What an agent's standard output means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StreamRules {
    /// Its form.
    pub format: Format,
    /// The jq filter from one line (`ndjson`: a document, `text`: a string) or from the whole (`json`) to events.
    #[serde(default)]
    pub map: String,
    /// The same for lines of standard error, each a string; most agents say nothing there that counts.
    #[serde(default)]
    pub errors: String,
    /// Its sums of tokens are of the whole session, with the runs before.
    #[serde(default)]
    pub sums_sessions: bool,
    /// A line with one of these in its first 256 bytes says nothing and is not looked at.
    #[serde(default)]
    pub skip: Vec<String>,
    /// In a line with one of these in its first 256 bytes, long strings are shortened before the filter sees them.
    #[serde(default)]
    pub heavy: Vec<String>,
}

/// The form of an agent's standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// One JSON document a line.
    Ndjson,
    /// One JSON document at the end.
    Json,
    /// Lines for people.
    Text,
}

/// A text that tells what kind of failure it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// A regular expression.
    pub text: String,
    /// The failure.
    pub failure: Failure,
}

/// How an agent tells its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Version {
    /// Its arguments.
    pub args: Vec<String>,
    /// Where the version is in what it says: the first group.
    pub pattern: String,
    /// The oldest that will do.
    pub min: Option<String>,
    /// The one that the record was tested with.
    pub tested: Option<String>,
}

impl Default for Version {
    fn default() -> Self {
        Self {
            args: vec!["--version".to_owned()],
            pattern: r"(\d+\.\d+(?:\.\d+)?)".to_owned(),
            min: None,
            tested: None,
        }
    }
}

/// How an agent tells its flags. Those that the record uses must be there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Help {
    /// The arguments of each page of help; empty: no help is asked for.
    pub pages: Vec<Vec<String>>,
    /// Flags that are there although no help names them.
    pub hidden: Vec<String>,
}

/// What shows that somebody has logged in; any of it will do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Login {
    /// Variables that hold a key.
    pub env: Vec<String>,
    /// Files in the home folder that a login leaves.
    pub files: Vec<String>,
}

/// A recorded run and what it must mean. All of its events are in `tests/fixtures/agents/CAPTURE.events`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// `tests/fixtures/agents/CAPTURE.out`, and `.err` when it said something there.
    pub capture: String,
    /// Its exit code.
    #[serde(default)]
    pub code: i32,
    /// How it went: `ok`, a failure's name, or `none` when it did not say.
    pub ends: String,
    /// Tools that were refused.
    #[serde(default)]
    pub denied: Vec<String>,
    /// Questions that it asked.
    #[serde(default)]
    pub asks: usize,
    /// Input and output tokens that are counted.
    #[serde(default)]
    pub tokens: u64,
}
