//! `planyard.toml` and the layers around it.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan::rules::Settings;
use crate::report::{Problem, ProblemKind, Severity};

/// Every setting. Keys that are not known are errors.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where features are and how they are written.
    pub features: Features,
    /// When a gate fails.
    pub gate: Gate,
    /// How output looks.
    pub output: Output,
    /// Rules by name: a severity, `"off"`, or a table with `severity` and the rule's options.
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
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

    /// All layers together: defaults < the user's file < `planyard.toml` < environment < flags.
    ///
    /// # Errors
    /// When a file is not TOML, or a key is unknown or of the wrong type.
    pub fn load(_context: &crate::context::Context, root: &Path) -> anyhow::Result<Self> {
        match crate::files::read_text_if_there(root, crate::workspace::CONFIG_FILE)? {
            Some(text) => Ok(toml::from_str(&text)?),
            None => Ok(Self::default()),
        }
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
    /// The dialect of every feature; unset: found by what the documents look like.
    pub dialect: Option<String>,
    /// Other names of the three documents: `{ design = ["architecture.md"] }`.
    pub documents: Documents,
}

/// When a gate fails.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Gate {
    /// The lowest severity that fails a gate; unset: error.
    pub fail_on: Option<Severity>,
}

/// How output looks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Output {
    /// Findings that human output shows with their source; unset: 50.
    pub max_findings: Option<usize>,
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
