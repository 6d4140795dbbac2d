//! `planyard config`.

use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;
use serde_json::json;

use super::Outcome;
use crate::complete;
use crate::config::{self, Entry, Resolved, keys};
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
                report.data = Some(json!({ "text": text }));
                report.raw = Some(text);
            }
            Action::Show { origin, .. } => show(&resolved(context)?, *origin, &mut report),
            Action::Get { key } => get(&resolved(context)?, key, &mut report)?,
        }
        Ok(report.into())
    }
}

fn resolved(context: &Context) -> anyhow::Result<Resolved> {
    Resolved::load(context, &context.workspace()?.root)
}

fn show(resolved: &Resolved, origin: bool, report: &mut Report) {
    let rows = resolved.entries().map(|entry| {
        let mut row = vec![vec![(Role::Strong, entry.name())], line(format!("= {}", entry.value))];
        if origin {
            row.push(vec![(Role::Dim, entry.origin.to_string())]);
        }
        row
    });
    let columns = vec![Align::Left; if origin { 3 } else { 2 }];
    report.view.table(Table { columns, head: Vec::new(), rows: rows.collect() });
    let values: Vec<_> = resolved.entries().map(described).collect();
    report.data = Some(json!({ "values": values }));
}

fn described(entry: &Entry) -> serde_json::Value {
    json!({ "key": entry.name(), "value": entry.value, "layer": entry.origin.layer, "source": entry.origin.source,
            "line": entry.origin.line })
}

fn get(resolved: &Resolved, key: &str, report: &mut Report) -> anyhow::Result<()> {
    let plain = key.replace('"', "");
    if let Some(entry) = resolved.get(&plain) {
        report.raw = Some(format!("{}\n", bare(&entry.value)));
        report.data = Some(described(entry));
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
    report.data = Some(json!({ "values": inside.into_iter().map(described).collect::<Vec<_>>() }));
    Ok(())
}

/// A rule as it is configured, whether or not any layer names it.
fn get_rule(resolved: &Resolved, rule: &str, option: &str, report: &mut Report) -> anyhow::Result<()> {
    let settings = resolved.config()?.rule_settings()?;
    let Some(setting) = settings.of(rule) else { return Err(super::no_rule(rule).into()) };
    let word = severity(setting);
    let value = match option {
        "" | "severity" => toml::Value::String(word.to_owned()),
        other => setting.options.get(other).cloned().ok_or_else(|| {
            let known: Vec<&str> = rules::find(rule)
                .map_or(Vec::new(), |rule| rule.meta().options.iter().map(|option| option.name).collect());
            Problem::new(ProblemKind::NotFound, format!("{rule} has no option {other}"))
                .source(rule)
                .hint(format!("it has severity {}", known.join(" ")).trim_end().to_owned())
        })?,
    };
    report.raw = Some(format!("{}\n", bare(&value)));
    report.data =
        Some(json!({ "key": format!("rules.\"{rule}\".{}", if option.is_empty() { "severity" } else { option }),
        "value": value, "severity": word, "options": setting.options }));
    Ok(())
}

fn severity(setting: &Setting) -> &'static str {
    setting.severity.map_or("off", crate::report::Severity::word)
}

/// A text as it is; anything else as TOML writes it.
fn bare(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
