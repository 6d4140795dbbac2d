//! The keys of `planyard.toml`: names, kinds, defaults and what they do.

use toml::Value;

use crate::plan::{dialects, rules};
use crate::render;

/// A key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// `gate.fail_on`.
    pub name: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// Its default, as TOML.
    pub default: &'static str,
    /// What it does, one or two sentences.
    pub about: &'static str,
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number from 0 up.
    Number,
    /// `true` or `false`.
    Flag,
    /// A list of texts.
    Words,
    /// One of these words.
    Choice(fn() -> Vec<&'static str>),
    /// One of these words for all, or a table of patterns of paths with a word for each.
    ChoiceByPath(fn() -> Vec<&'static str>),
    /// A time: `"3s"`.
    Time,
    /// A list of tables; what is in them is checked where they are used.
    Tables,
}

/// The sections, in the order of the commented file.
pub const SECTIONS: &[(&str, &str)] = &[
    ("features", "Where features are and how they are written."),
    ("features.documents", "Other names of the three documents of a feature, beside the usual ones."),
    ("gate", "When check-planning and check-completion fail."),
    ("output", "How output looks."),
    ("new_feature", "What new-feature does when its flags do not say."),
    ("files", "Which files lint and test look at."),
    ("lint", "What lint runs."),
    ("test", "What test runs."),
    ("health", "What health probes, and how long it waits."),
    ("dispatch", "How dispatch hands tasks to agents."),
    ("queue", "Where work orders wait: in the repository, or in a server that several machines share."),
    ("worker", "What this machine can do, of what others hand out."),
];

/// Tables of records by name, `[tools.ruff]`: what is in them is checked where they are used.
pub const RECORDS: &[&str] = &["agents", "backends", "tools"];

/// Every key, by section. Rules are apart: `[rules]` has the names of the rule table.
pub const ALL: &[Key] = &[
    Key {
        name: "features.folders",
        kind: Kind::Words,
        default: "[]",
        about: "Folders that hold features. Empty: `features`, `.workitems` and the dialects' own folders are found.",
    },
    Key {
        name: "features.files",
        kind: Kind::Words,
        default: "[]",
        about: "Planning documents that are a feature of their own, such as \"STATUS.md\".",
    },
    Key {
        name: "features.dialect",
        kind: Kind::ChoiceByPath(dialect_names),
        default: "\"auto\"",
        about: "The dialect of every feature; auto: found by what the documents look like. Or by path: { \"notes/*\" = \"checklist\" }.",
    },
    Key { name: "features.documents.design", kind: Kind::Words, default: "[]", about: "Beside `design.md`." },
    Key { name: "features.documents.stories", kind: Kind::Words, default: "[]", about: "Beside `user_stories.md`." },
    Key { name: "features.documents.tasks", kind: Kind::Words, default: "[]", about: "Beside `tasks.md`." },
    Key {
        name: "gate.fail_on",
        kind: Kind::Choice(|| vec!["error", "warning", "info"]),
        default: "\"error\"",
        about: "The lowest severity that fails a gate.",
    },
    Key {
        name: "output.format",
        kind: Kind::Choice(formats),
        default: "\"auto\"",
        about: "The format when no flag names one; auto: human on a terminal, else json.",
    },
    Key {
        name: "output.color",
        kind: Kind::Choice(|| vec!["auto", "always", "never"]),
        default: "\"auto\"",
        about: "When to use colour.",
    },
    Key {
        name: "output.max_findings",
        kind: Kind::Number,
        default: "50",
        about: "Findings that human output shows with their source; the others are counted.",
    },
    Key {
        name: "new_feature.kind",
        kind: Kind::Choice(|| vec!["feature", "fix", "spike"]),
        default: "\"feature\"",
        about: "What is made.",
    },
    Key {
        name: "new_feature.templates",
        kind: Kind::Text,
        default: "\"templates/planyard\"",
        about: "The folder with templates of your own, when it is there.",
    },
    Key {
        name: "new_feature.branch",
        kind: Kind::Flag,
        default: "false",
        about: "Make a branch for each new feature and switch to it.",
    },
    Key {
        name: "new_feature.branch_name",
        kind: Kind::Text,
        default: "\"feature/{id}\"",
        about: "The name of that branch; {id} is the feature's id.",
    },
    Key {
        name: "files.exclude",
        kind: Kind::Words,
        default: "[]",
        about: "Files and folders that lint and test pass by, also as signs of tools; globs of paths: \"tests/fixtures\", \"**/*.min.js\".",
    },
    Key {
        name: "lint.only",
        kind: Kind::Words,
        default: "[]",
        about: "The only tools that lint runs. Empty: every tool that the workspace shows signs of; see `planyard tools`.",
    },
    Key { name: "lint.jobs", kind: Kind::Number, default: "0", about: "How many cores tools may use at once; 0: all." },
    Key {
        name: "test.only",
        kind: Kind::Words,
        default: "[]",
        about: "The only runners that test runs. Empty: every runner that the workspace shows signs of.",
    },
    Key {
        name: "test.retries",
        kind: Kind::Number,
        default: "0",
        about: "How often failing tests are run again; one that passes then is flaky, a warning.",
    },
    Key {
        name: "test.quarantine",
        kind: Kind::Text,
        default: "\"quarantine.toml\"",
        about: "The file of tests whose failures do not count, each with an owner and the day that this ends.",
    },
    Key {
        name: "test.needs",
        kind: Kind::Words,
        default: "[]",
        about: "Services that must be healthy before tests are run; see `planyard health`.",
    },
    Key {
        name: "health.deadline",
        kind: Kind::Time,
        default: "\"10s\"",
        about: "All probes together end after this long.",
    },
    Key {
        name: "health.timeout",
        kind: Kind::Time,
        default: "\"3s\"",
        about: "A probe that has not ended after this long has failed, unless its service says otherwise.",
    },
    Key {
        name: "health.service",
        kind: Kind::Tables,
        default: "[]",
        about: "The services, each as [[health.service]]; `planyard health init` proposes them, `planyard health probes` names every probe.",
    },
    Key {
        name: "dispatch.backend",
        kind: Kind::Text,
        default: "\"claude\"",
        about: "Who does the work when no flag says: an agent's name, a name of [backends], or \"command:PROGRAM\"; see `planyard backend list`.",
    },
    Key { name: "dispatch.model", kind: Kind::Text, default: "\"\"", about: "The model, when the backend takes one." },
    Key {
        name: "dispatch.review",
        kind: Kind::Text,
        default: "\"\"",
        about: "Another backend that looks at the work before it lands.",
    },
    Key { name: "dispatch.jobs", kind: Kind::Number, default: "2", about: "How many tasks are worked on at once." },
    Key {
        name: "dispatch.max_attempts",
        kind: Kind::Number,
        default: "3",
        about: "How often a task is tried before it is blocked.",
    },
    Key {
        name: "dispatch.permissions",
        kind: Kind::Choice(|| vec!["plan", "edit", "exec", "all"]),
        default: "\"all\"",
        about: "What agents may do without asking; they work in worktrees of their own.",
    },
    Key {
        name: "dispatch.into",
        kind: Kind::Text,
        default: "\"planyard/integration/{feature}\"",
        about: "The branch that work lands on; {feature} is the feature's id.",
    },
    Key {
        name: "dispatch.gates",
        kind: Kind::Words,
        default: "[\"lint\", \"test\"]",
        about: "The gates that work must pass before it lands, besides dispatch.verify.",
    },
    Key {
        name: "dispatch.verify",
        kind: Kind::Words,
        default: "[]",
        about: "Command lines for `sh` that must succeed on what is to land.",
    },
    Key {
        name: "dispatch.setup",
        kind: Kind::Text,
        default: "\"\"",
        about: "A command line for `sh` that makes a new worktree ready for work.",
    },
    Key {
        name: "dispatch.copy",
        kind: Kind::Words,
        default: "[]",
        about: "Files that git ignores and that a new worktree gets a copy of, such as \".env\".",
    },
    Key {
        name: "dispatch.protect",
        kind: Kind::Words,
        default: "[]",
        about: "Globs of paths that agents may not change, besides planyard.toml and the documents that hold tasks.",
    },
    Key {
        name: "dispatch.env",
        kind: Kind::Words,
        default: "[]",
        about: "Variables of the environment that agents may see, besides those that their record names.",
    },
    Key {
        name: "dispatch.approve",
        kind: Kind::Flag,
        default: "false",
        about: "A person must approve before work lands.",
    },
    Key {
        name: "dispatch.needs",
        kind: Kind::Words,
        default: "[]",
        about: "Services that must be healthy before work is handed out; see `planyard health`.",
    },
    Key { name: "dispatch.timeout", kind: Kind::Time, default: "\"60m\"", about: "The longest run of an agent." },
    Key {
        name: "dispatch.idle",
        kind: Kind::Time,
        default: "\"10m\"",
        about: "The longest silence of an agent that uses no processor time.",
    },
    Key {
        name: "dispatch.start",
        kind: Kind::Time,
        default: "\"2m\"",
        about: "The longest wait for an agent's first word.",
    },
    Key { name: "dispatch.gate_timeout", kind: Kind::Time, default: "\"15m\"", about: "The longest run of one gate." },
    Key {
        name: "dispatch.park_after",
        kind: Kind::Time,
        default: "\"5m\"",
        about: "How long a run waits for an answer before it ends and gives its slot back.",
    },
    Key {
        name: "dispatch.backoff",
        kind: Kind::Time,
        default: "\"5s\"",
        about: "The first wait before another try; it doubles each time.",
    },
    Key {
        name: "dispatch.lease",
        kind: Kind::Time,
        default: "\"30s\"",
        about: "How long a worker may be silent before its task is given to another.",
    },
    Key {
        name: "dispatch.max_turns",
        kind: Kind::Number,
        default: "0",
        about: "The most turns of a run; 0: no limit.",
    },
    Key {
        name: "dispatch.run_budget",
        kind: Kind::Text,
        default: "\"\"",
        about: "The most dollars of a run, such as \"2.50\".",
    },
    Key {
        name: "dispatch.task_budget",
        kind: Kind::Text,
        default: "\"\"",
        about: "The most dollars of a task, over all its runs.",
    },
    Key { name: "dispatch.budget", kind: Kind::Text, default: "\"\"", about: "The most dollars of a dispatch." },
    Key {
        name: "dispatch.day_budget",
        kind: Kind::Text,
        default: "\"\"",
        about: "The most dollars of a day, over all dispatches of the repository.",
    },
    Key {
        name: "dispatch.max_tokens",
        kind: Kind::Number,
        default: "0",
        about: "The most input and output tokens of a run; 0: no limit.",
    },
    Key {
        name: "dispatch.session_idle",
        kind: Kind::Time,
        default: "\"30m\"",
        about: "An agent's session that was not used for so long is not gone on with.",
    },
    Key {
        name: "dispatch.session_age",
        kind: Kind::Time,
        default: "\"1h\"",
        about: "Nor is one that is older than this.",
    },
    Key {
        name: "dispatch.worktrees",
        kind: Kind::Text,
        default: "\"\"",
        about: "The folder of worktrees; empty: `planyard/worktrees` in the user's state folder.",
    },
    Key {
        name: "dispatch.remote",
        kind: Kind::Text,
        default: "\"\"",
        about: "The remote in which machines share branches, `origin`; empty: work lands in this clone alone.",
    },
    Key {
        name: "dispatch.labels",
        kind: Kind::Words,
        default: "[]",
        about: "Labels that a worker must have for any task handed out; a task adds its own with a line `Runs on: gpu, linux`.",
    },
    Key {
        name: "queue.url",
        kind: Kind::Text,
        default: "\"\"",
        about: "A Redis (or Valkey) server: redis://HOST:6379, rediss://HOST:6379, redis+unix:///PATH; empty: a file in the repository.",
    },
    Key {
        name: "queue.password_env",
        kind: Kind::Text,
        default: "\"\"",
        about: "The variable of the environment that holds the server's password.",
    },
    Key {
        name: "queue.password_file",
        kind: Kind::Text,
        default: "\"\"",
        about: "The file that holds the server's password, relative to the workspace.",
    },
    Key {
        name: "queue.name",
        kind: Kind::Text,
        default: "\"\"",
        about: "The name under which the server keeps the queue; empty: the repository's first commit, the same in every clone.",
    },
    Key {
        name: "queue.allow_unsafe",
        kind: Kind::Flag,
        default: "false",
        about: "Use also a server that drops keys when its memory is full, or keeps nothing over a restart.",
    },
    Key {
        name: "worker.labels",
        kind: Kind::Words,
        default: "[]",
        about: "The labels of this machine's workers and dispatchers, [\"gpu\", \"linux\"]: they take tasks that need no others.",
    },
];

pub(super) fn dialect_names() -> Vec<&'static str> {
    std::iter::once("auto").chain(dialects::ALL.iter().map(|dialect| dialect.name())).collect()
}

fn formats() -> Vec<&'static str> {
    std::iter::once("auto").chain(render::FORMATS.iter().map(|format| format.name)).collect()
}

/// The key of that name.
pub fn find(name: &str) -> Option<&'static Key> {
    ALL.iter().find(|key| key.name == name)
}

/// A section of keys, or the table of rules.
pub fn is_section(name: &str) -> bool {
    name == "rules" || RECORDS.contains(&name) || SECTIONS.iter().any(|(section, _)| *section == name)
}

/// The name that is most like one that was written, if any is like it.
pub fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let score = |other: &str| similar::TextDiff::from_chars(name, other).ratio();
    let best = names.into_iter().map(|other| (score(other), other)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.6).then_some(best.1)
}

/// Names that may stand after `prefix` and a dot: keys and sections, the whole name each.
pub(super) fn below(prefix: &str) -> Vec<&'static str> {
    let head = if prefix.is_empty() { String::new() } else { format!("{prefix}.") };
    let sections = SECTIONS.iter().map(|(section, _)| *section).chain(["rules"]).chain(RECORDS.iter().copied());
    sections
        .chain(ALL.iter().map(|key| key.name))
        .filter(|name| name.strip_prefix(&head).is_some_and(|rest| !rest.contains('.')))
        .collect()
}

impl Key {
    /// Its section and the name in it.
    pub fn parts(&self) -> (&'static str, &'static str) {
        self.name.rsplit_once('.').unwrap_or(("", self.name))
    }

    /// The variable that sets it: `PLANYARD_GATE_FAIL_ON`.
    pub fn variable(&self) -> String {
        variable(self.name)
    }
}

/// What every variable of the environment begins with.
pub(super) const PREFIX: &str = "PLANYARD_";

/// The variable of the environment for a dotted name or a rule: `PLANYARD_RULES_TASKS_NO_TEST`.
pub(super) fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.replace(['.', '/', '-'], "_").to_ascii_uppercase())
}

impl Kind {
    /// What is expected, for messages.
    pub fn expected(self) -> String {
        match self {
            Self::Text => "a text in quotes".to_owned(),
            Self::Number => "a whole number from 0 up".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Words => "a list of texts, [\"one\", \"two\"]".to_owned(),
            Self::Choice(words) => format!("one of {}", words().join(", ")),
            Self::ChoiceByPath(words) => {
                format!("one of {}, or a table of patterns of paths with one for each", words().join(", "))
            }
            Self::Time => "a time such as \"3s\" or \"500ms\"".to_owned(),
            Self::Tables => "a list of tables, each under its own [[…]]".to_owned(),
        }
    }

    /// Whether a value will do; else what is wrong with it.
    pub(super) fn check(self, value: &Value) -> Result<(), String> {
        let fits = match (self, value) {
            (Self::Text, Value::String(_)) | (Self::Flag, Value::Boolean(_)) => true,
            (Self::Number, Value::Integer(number)) => *number >= 0,
            (Self::Words, Value::Array(items)) => items.iter().all(Value::is_str),
            (Self::Choice(words), Value::String(word)) => words().contains(&word.as_str()),
            (Self::ChoiceByPath(words), Value::String(word)) => words().contains(&word.as_str()),
            (Self::ChoiceByPath(words), Value::Table(table)) => {
                let mut named = table.values();
                named.all(|value| value.as_str().is_some_and(|word| words().contains(&word)))
            }
            (Self::Time, Value::String(text)) => crate::duration::parse(text).is_ok(),
            (Self::Tables, Value::Array(items)) => items.iter().all(Value::is_table),
            _ => false,
        };
        if fits {
            return Ok(());
        }
        let near = match (self, value) {
            (Self::Choice(words) | Self::ChoiceByPath(words), Value::String(word)) => nearest(word, words()),
            _ => None,
        };
        let near = near.map_or(String::new(), |near| format!("; did you mean \"{near}\"?"));
        Err(format!("must be {}, not {}{near}", self.expected(), shown(value)))
    }

    /// A value as it is given without TOML's quotes: in the environment, or by `--config`.
    pub(super) fn read(self, text: &str) -> Value {
        let as_toml = toml_of(text);
        match (self, as_toml) {
            (Self::ChoiceByPath(_), Some(value @ Value::Table(_))) => value,
            (Self::Text | Self::Choice(_) | Self::ChoiceByPath(_) | Self::Time, Some(value @ Value::String(_))) => {
                value
            }
            (Self::Text | Self::Choice(_) | Self::ChoiceByPath(_) | Self::Time, _) => Value::String(text.to_owned()),
            (Self::Words, Some(value @ Value::Array(_))) => value,
            (Self::Words, _) => {
                let words = text.split(',').map(|word| word.trim().trim_matches('"')).filter(|word| !word.is_empty());
                words.map(|word| Value::String(word.to_owned())).collect::<Vec<_>>().into()
            }
            (Self::Number | Self::Flag | Self::Tables, Some(value)) => value,
            (Self::Number | Self::Flag | Self::Tables, None) => Value::String(text.to_owned()),
        }
    }
}

/// A value, short enough for a message.
fn shown(value: &Value) -> String {
    match value {
        Value::Table(_) => "a table".to_owned(),
        Value::Array(items) if items.len() > 4 => "a list".to_owned(),
        other => other.to_string(),
    }
}

/// A value as TOML writes it, read back.
pub(crate) fn toml_of(text: &str) -> Option<Value> {
    let table: toml::Table = toml::from_str(&format!("value = {text}")).ok()?;
    if table.len() == 1 { table.into_iter().next().map(|(_, value)| value) } else { None }
}

/// JSON's name for the type of a value.
pub(super) fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Integer(_) => "integer",
        Value::Float(_) => "number",
        Value::Boolean(_) => "boolean",
        Value::Array(_) => "array",
        Value::Table(_) => "object",
        Value::String(_) | Value::Datetime(_) => "string",
    }
}

/// Every rule's name.
pub(super) fn rule_names() -> impl Iterator<Item = &'static str> {
    rules::ALL.iter().map(|rule| rule.meta().name)
}
