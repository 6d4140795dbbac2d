//! `planyard.toml` and the layers around it: defaults < the user's file < `planyard.toml` < environment < flags.
//!
//! [`keys::ALL`] is the one table of keys: checking, the environment's names, `config show`, the commented file that
//! `init` writes and the completions come from it. To add a key: a row there, and a field of the same name and default
//! here; a test holds the two together.

mod dialect;
mod dispatch;
mod frame;
pub mod keys;
mod layers;
mod queue;
mod template;
mod worker;

use std::collections::BTreeMap;
use std::path::Path;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use crate::context::Context;
use crate::plan::rules::{self, Settings};
use crate::report::{Problem, ProblemKind, Severity};

pub use dialect::DialectChoice;
pub use dispatch::Dispatch;
pub use frame::{Located, located, without_passwords};
pub use layers::{Entry, Layer, Origin, Resolved};
pub use queue::Queue;
pub use template::commented;
pub use worker::Worker;

/// Every setting. Keys that are not known are errors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "planyard.toml")]
pub struct Config {
    /// Where features are and how they are written.
    pub features: Features,
    /// When a gate fails.
    pub gate: Gate,
    /// How output looks.
    pub output: Output,
    /// What `planyard new-feature` does when its flags do not say.
    pub new_feature: NewFeature,
    /// Which files lint and test look at.
    pub files: Files,
    /// What lint runs.
    pub lint: Lint,
    /// What test runs.
    pub test: Test,
    /// What health probes, and how long it waits.
    pub health: Health,
    /// How tasks are handed to agents.
    pub dispatch: Dispatch,
    /// Where work orders wait.
    pub queue: Queue,
    /// What this machine can do for others.
    pub worker: Worker,
    /// Records of agents by name: keys laid over a built-in record, or a whole one.
    #[schemars(schema_with = "tools_schema")]
    pub agents: toml::Table,
    /// Ways to get a task done by name: a `kind` and its options; see `planyard backend list`.
    #[schemars(schema_with = "backends_schema")]
    pub backends: toml::Table,
    /// Records of tools by name: keys laid over a built-in record, or a whole one; see `planyard schema tool`.
    #[schemars(schema_with = "tools_schema")]
    pub tools: toml::Table,
    /// Rules by name: a severity, `"off"`, or a table with `severity` and the rule's options.
    #[schemars(schema_with = "rules_schema")]
    pub rules: toml::Table,
}

impl Config {
    /// The rules as configured.
    ///
    /// # Errors
    /// A name that is no rule, an option that it lacks, a value of the wrong kind.
    pub fn rule_settings(&self) -> anyhow::Result<Settings> {
        Settings::from_table(&self.rules).map_err(|wrong| {
            Problem::new(ProblemKind::Config, wrong.join("; "))
                .source("planyard.toml")
                .hint("`planyard explain --list` names every rule, `planyard explain RULE` its options")
                .into()
        })
    }

    /// All layers together.
    ///
    /// # Errors
    /// When a file is not TOML, or a key is unknown or of the wrong type.
    pub fn load(context: &Context, root: &Path) -> anyhow::Result<Self> {
        Resolved::said(context, root)?.config()
    }
}

/// Where features are and how they are written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Features {
    /// Folders that hold features, relative to the workspace. Empty: `features`, `.workitems` and the dialects' own
    /// folders are found by themselves.
    pub folders: Vec<String>,
    /// Planning documents that are a feature of their own: `STATUS.md`.
    pub files: Vec<String>,
    /// The dialect of every feature; `auto`: found by what the documents look like. Or a table of patterns of paths, each
    /// with the dialect of the features there: `{ "notes/*" = "checklist" }`.
    #[serde(deserialize_with = "dialect::read")]
    #[schemars(schema_with = "dialect_schema")]
    pub dialect: DialectChoice,
    /// Other names of the three documents.
    pub documents: Documents,
}

/// Other names of the three documents.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Documents {
    /// Beside `design.md`.
    pub design: Vec<String>,
    /// Beside `user_stories.md`.
    pub stories: Vec<String>,
    /// Beside `tasks.md`.
    pub tasks: Vec<String>,
}

/// When a gate fails.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Gate {
    /// The lowest severity that fails a gate.
    pub fail_on: Severity,
}

impl Default for Gate {
    fn default() -> Self {
        Self { fail_on: Severity::Error }
    }
}

/// How output looks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Output {
    /// The format; `auto`: human on a terminal, else json.
    #[serde(deserialize_with = "unless_auto")]
    #[schemars(schema_with = "format_schema")]
    pub format: Option<String>,
    /// When to use colour.
    pub color: Color,
    /// Findings that human output shows with their source.
    pub max_findings: usize,
}

impl Default for Output {
    fn default() -> Self {
        Self { format: None, color: Color::Auto, max_findings: 50 }
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Also in a pipe or file.
    Always,
    /// Nowhere.
    Never,
}

/// What `planyard new-feature` does when its flags do not say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewFeature {
    /// What is made: feature, fix or spike.
    #[schemars(schema_with = "kind_schema")]
    pub kind: String,
    /// The folder with templates of your own, relative to the workspace.
    pub templates: String,
    /// Make a branch for each new feature and switch to it.
    pub branch: bool,
    /// The name of that branch; `{id}` is the feature's id.
    pub branch_name: String,
}

impl Default for NewFeature {
    fn default() -> Self {
        Self {
            kind: "feature".to_owned(),
            templates: "templates/planyard".to_owned(),
            branch: false,
            branch_name: "feature/{id}".to_owned(),
        }
    }
}

/// Which files lint and test look at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Files {
    /// Files and folders that are passed by, as globs of paths.
    pub exclude: Vec<String>,
}

/// What lint runs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Lint {
    /// The only tools that run; empty: every tool that the workspace shows signs of.
    pub only: Vec<String>,
    /// How many cores tools may use at once; 0: all.
    pub jobs: usize,
}

/// What test runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Test {
    /// The only runners that run; empty: every runner that the workspace shows signs of.
    pub only: Vec<String>,
    /// How often failing tests are run again.
    pub retries: usize,
    /// The file of tests whose failures do not count.
    pub quarantine: String,
    /// Services that must be healthy before tests are run.
    pub needs: Vec<String>,
}

impl Default for Test {
    fn default() -> Self {
        Self { only: Vec::new(), retries: 0, quarantine: "quarantine.toml".to_owned(), needs: Vec::new() }
    }
}

/// What health probes, and how long it waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Health {
    /// All probes together end after this long: `10s`.
    pub deadline: String,
    /// A probe that has not ended after this long has failed: `3s`.
    pub timeout: String,
    /// The services; see [`crate::health`].
    #[schemars(schema_with = "services_schema")]
    pub service: Vec<toml::Table>,
}

impl Default for Health {
    fn default() -> Self {
        Self { deadline: "10s".to_owned(), timeout: "3s".to_owned(), service: Vec::new() }
    }
}

/// A word; `auto` is none.
fn unless_auto<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.filter(|word| word != "auto"))
}

/// One of a key's words, as the table of keys has them.
fn words_schema(key: &str) -> Schema {
    let words = match keys::find(key) {
        Some(keys::Key { kind: keys::Kind::Choice(words), .. }) => words(),
        _ => Vec::new(),
    };
    json_schema!({ "enum": words })
}

fn dialect_schema(_generator: &mut SchemaGenerator) -> Schema {
    let words = keys::dialect_names();
    json_schema!({ "anyOf": [{ "enum": words }, { "type": "object", "additionalProperties": { "enum": words } }] })
}

fn format_schema(_generator: &mut SchemaGenerator) -> Schema {
    words_schema("output.format")
}

fn kind_schema(_generator: &mut SchemaGenerator) -> Schema {
    words_schema("new_feature.kind")
}

/// `[[health.service]]`: its keys, and the options of its probe.
fn services_schema(_generator: &mut SchemaGenerator) -> Schema {
    crate::health::settings::schema()
}

/// `[tools]`, `[agents]`: a part of a record by name.
fn tools_schema(_generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "Records by name: keys laid over a built-in record, or a whole record of your own.",
        "type": "object",
        "additionalProperties": { "type": "object" },
    })
}

/// `[backends]`: a kind and its options by name.
fn backends_schema(_generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "description": "Backends by name: a kind, and the options of that kind.",
        "type": "object",
        "additionalProperties": { "type": "object", "properties": { "kind": { "enum": crate::backends::KINDS } },
            "required": ["kind"] },
    })
}

/// `[rules]`: the names and options of the rule table.
fn rules_schema(_generator: &mut SchemaGenerator) -> Schema {
    let word = || serde_json::json!({ "enum": ["error", "warning", "info", "off"] });
    let mut properties = BTreeMap::new();
    for meta in rules::ALL.iter().map(|rule| rule.meta()) {
        let mut options = serde_json::Map::from_iter([("severity".to_owned(), word())]);
        options.extend(meta.options.iter().map(|option| {
            let kind = keys::toml_of(option.default).map_or("string", |default| keys::json_type(&default));
            (option.name.to_owned(), serde_json::json!({ "type": kind, "description": option.about }))
        }));
        let table = serde_json::json!({ "type": "object", "properties": options, "additionalProperties": false });
        properties.insert(meta.name, serde_json::json!({ "description": meta.summary, "anyOf": [word(), table] }));
    }
    let group = serde_json::json!({ "type": "object", "properties": { "severity": word() },
        "additionalProperties": false });
    json_schema!({
        "description": "Rules by name: a severity, \"off\", or a table with severity and the rule's options. \
                        \"tasks/*\" is every rule of a group.",
        "type": "object",
        "properties": properties,
        "patternProperties": { "^[a-z-]+/\\*$": { "anyOf": [word(), group] } },
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests;
