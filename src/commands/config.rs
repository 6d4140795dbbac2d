//! `planyard config`.

use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::complete;
use crate::config::{self, Entry, Layer, Origin, Resolved, keys};
use crate::context::Context;
use crate::plan::rules::{self, Setting};
use crate::report::{Align, Problem, ProblemKind, Report, Role, Table, line};

/// Show the configuration: what is in force, and where it comes from
///
/// Later layers win: defaults, the user's file ($XDG_CONFIG_HOME/planyard/config.toml), planyard.toml, variables
/// (PLANYARD_GATE_FAIL_ON), flags (--config gate.fail_on=warning).
#[derive(Debug, clap::Args)]
pub struct Config {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show every key with its value
    Show {
        /// Say where each value comes from: layer, file and line
        #[arg(long)]
        origin: bool,
        /// Read nothing; show every key with its default and what it does, as planyard.toml
        #[arg(long, conflicts_with = "origin")]
        defaults: bool,
    },
    /// Print the value of one key
    Get {
        /// A key such as gate.fail_on, a rule such as rules.tasks/no-test, or a section
        #[arg(value_name = "KEY", add = ArgValueCompleter::new(complete::keys))]
        key: String,
    },
}

/// The data of `config show`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Shown {
    /// Every key.
    Values {
        /// By name.
        values: Vec<KeyValue>,
    },
    /// The commented file of `--defaults`.
    Text {
        /// TOML.
        text: String,
    },
}

/// The data of `config get`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Got {
    /// One key.
    One(KeyValue),
    /// The keys of a section.
    Section {
        /// By name.
        values: Vec<KeyValue>,
    },
}

/// A key with its value and where that comes from.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyValue {
    /// As TOML writes it.
    pub key: String,
    /// What is in force.
    pub value: serde_json::Value,
    /// Who said so.
    pub layer: Layer,
    /// The file, the variable or the flag.
    pub source: Option<String>,
    /// The line of the file.
    pub line: Option<usize>,
}

impl Config {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self.action {
            Action::Show { .. } => "config show",
            Action::Get { .. } => "config get",
        }
    }

    /// Reads the layers and shows them.
    ///
    /// # Errors
    /// A layer that is wrong, or a key that there is not.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let mut report = Report::new(self.name());
        match &self.action {
            Action::Show { defaults: true, .. } => {
                let text = config::commented(&[]);
                report.data = Some(serde_json::to_value(Shown::Text { text: text.clone() })?);
                report.raw = Some(text);
            }
            Action::Show { origin, .. } => show(&resolved(context)?, *origin, &mut report)?,
            Action::Get { key } => get(&resolved(context)?, key, &mut report)?,
        }
        Ok(report.into())
    }
}

fn resolved(context: &Context) -> anyhow::Result<Resolved> {
    let resolved = Resolved::load(context, &context.workspace()?.root)?;
    let without_password = |value: &toml::Value| match value.as_str() {
        Some(text) => toml::Value::String(config::without_passwords(text)),
        None => value.clone(),
    };
    Ok(resolved.with("health.service", crate::health::settings::masked).with("queue.url", without_password))
}

fn show(resolved: &Resolved, origin: bool, report: &mut Report) -> anyhow::Result<()> {
    let rows = resolved.entries().map(|entry| {
        let mut row = vec![vec![(Role::Strong, entry.name())], line(format!("= {}", entry.value))];
        if origin {
            row.push(vec![(Role::Dim, entry.origin.to_string())]);
        }
        row
    });
    let columns = vec![Align::Left; if origin { 3 } else { 2 }];
    report.view.table(Table { columns, head: Vec::new(), rows: rows.collect() });
    let values = resolved.entries().map(described).collect::<Result<_, _>>()?;
    report.data = Some(serde_json::to_value(Shown::Values { values })?);
    Ok(())
}

fn described(entry: &Entry) -> anyhow::Result<KeyValue> {
    let Origin { layer, source, line } = entry.origin.clone();
    Ok(KeyValue { key: entry.name(), value: serde_json::to_value(&entry.value)?, layer, source, line })
}

fn get(resolved: &Resolved, key: &str, report: &mut Report) -> anyhow::Result<()> {
    let plain = key.replace('"', "");
    if let Some(entry) = resolved.get(&plain).or_else(|| resolved.get(&format!("{plain}.severity"))) {
        report.raw = Some(format!("{}\n", bare(&entry.value)));
        report.data = Some(serde_json::to_value(Got::One(described(entry)?))?);
        return Ok(());
    }
    if let Some((rule, option)) = plain.strip_prefix("rules.").map(|rest| rest.split_once('.').unwrap_or((rest, ""))) {
        return get_rule(resolved, rule, option, report);
    }
    let inside: Vec<&Entry> =
        resolved.entries().filter(|entry| entry.name().starts_with(&format!("{plain}."))).collect();
    if inside.is_empty() && plain != "rules" {
        let near = keys::nearest(&plain, keys::ALL.iter().map(|key| key.name));
        let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
        return Err(Problem::new(ProblemKind::NotFound, format!("there is no key {plain}{near}"))
            .source(plain)
            .hint("`planyard config show --defaults` names every key")
            .into());
    }
    let lines = inside.iter().map(|entry| format!("{} = {}\n", entry.name(), entry.value));
    report.raw = Some(lines.collect());
    let values = inside.into_iter().map(described).collect::<Result<_, _>>()?;
    report.data = Some(serde_json::to_value(Got::Section { values })?);
    Ok(())
}

/// A rule as it is configured, whether or not any layer names it.
fn get_rule(resolved: &Resolved, rule: &str, option: &str, report: &mut Report) -> anyhow::Result<()> {
    let settings = resolved.config()?.rule_settings()?;
    let Some(setting) = settings.of(rule) else { return Err(super::no_rule(rule).into()) };
    let value = match option {
        "" | "severity" => toml::Value::String(severity(setting).to_owned()),
        other => setting.options.get(other).cloned().ok_or_else(|| {
            let known: Vec<&str> = rules::find(rule)
                .map_or(Vec::new(), |rule| rule.meta().options.iter().map(|option| option.name).collect());
            Problem::new(ProblemKind::NotFound, format!("{rule} has no option {other}"))
                .source(rule)
                .hint(format!("it has severity {}", known.join(" ")).trim_end().to_owned())
        })?,
    };
    report.raw = Some(format!("{}\n", bare(&value)));
    let option = if option.is_empty() { "severity" } else { option };
    // No layer names this one itself, or it would have been found above; a group may have.
    let group = rule.split_once('/').and_then(|(group, _)| resolved.get(&format!("rules.{group}/*.{option}")));
    let default = Origin { layer: Layer::Default, source: None, line: None };
    let Origin { layer, source, line } = group.map_or(default, |entry| entry.origin.clone());
    let (key, value) = (format!("rules.\"{rule}\".{option}"), serde_json::to_value(&value)?);
    report.data = Some(serde_json::to_value(Got::One(KeyValue { key, value, layer, source, line }))?);
    Ok(())
}

fn severity(setting: &Setting) -> &'static str {
    setting.severity.map_or("off", crate::report::Severity::word)
}

/// A text as it is; anything else as TOML writes it.
fn bare(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
