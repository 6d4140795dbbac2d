//! `planyard explain`.

use clap_complete::engine::ArgValueCompleter;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::complete;
use crate::context::Context;
use crate::plan::rules::{self, Meta, OptionMeta, Setting, Settings};
use crate::report::{Align, Report, Role, Severity, Table, line};

/// Explain a rule: what it finds, why it matters, how to mend it and how to configure it
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The rule
    #[arg(value_name = "RULE", required_unless_present = "list", add = ArgValueCompleter::new(complete::rules))]
    rule: Option<String>,
    /// List every rule
    #[arg(long, conflicts_with = "rule")]
    list: bool,
}

impl Explain {
    /// Says it.
    ///
    /// # Errors
    /// A name that is no rule.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let mut report = Report::new("explain");
        // Someone with a broken configuration needs this most, so it does not stand in the way.
        let configured = context.workspace().and_then(|workspace| workspace.config.rule_settings());
        if let Err(error) = &configured {
            let why = error.to_string();
            let first = why.lines().next().unwrap_or_default().to_owned();
            report.view.line(vec![(Role::Warn, format!("the configuration is wrong, so defaults are shown: {first}"))]);
            report.view.gap();
        }
        let settings = configured.unwrap_or_default();
        match self.rule {
            Some(name) => {
                let rule = rules::find(&name).ok_or_else(|| super::no_rule(&name))?;
                one(rule.meta(), &settings, &mut report)?;
            }
            None => list(&settings, &mut report)?,
        }
        Ok(report.into())
    }
}

fn word(severity: Option<Severity>) -> &'static str {
    severity.map_or("off", Severity::word)
}

fn role(severity: Option<Severity>) -> Role {
    match severity {
        Some(Severity::Error) => Role::Bad,
        Some(Severity::Warning) => Role::Warn,
        Some(Severity::Info) => Role::Plain,
        None => Role::Dim,
    }
}

/// The data of `explain`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Explained {
    /// One rule.
    One(RuleText),
    /// All of them.
    List {
        /// By name.
        rules: Vec<RuleText>,
    },
}

/// A rule as it is configured.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RuleText {
    /// `tasks/no-test`.
    pub rule: &'static str,
    /// The command that asks it.
    pub gate: &'static str,
    /// As configured: error, warning, info or off.
    pub severity: &'static str,
    /// Unless configured.
    pub default_severity: &'static str,
    /// What it finds.
    pub summary: &'static str,
    /// What to do about a finding.
    pub help: &'static str,
    /// `--fix` mends it.
    pub fixable: bool,
    /// What can be set.
    pub options: Vec<OptionText>,
    /// Why it matters, with examples, as markdown; null in the list.
    pub docs: Option<&'static str>,
}

/// An option of a rule.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OptionText {
    /// Its key.
    pub name: &'static str,
    /// Unless configured.
    pub default: Option<serde_json::Value>,
    /// As configured.
    pub value: Option<serde_json::Value>,
    /// What it does.
    pub about: &'static str,
}

fn described(meta: &'static Meta, setting: &Setting) -> RuleText {
    let json = |value: &toml::Value| serde_json::to_value(value).ok();
    let option = |option: &OptionMeta| OptionText {
        name: option.name,
        default: crate::config::keys::toml_of(option.default).as_ref().and_then(json),
        value: setting.options.get(option.name).and_then(json),
        about: option.about,
    };
    RuleText {
        rule: meta.name,
        gate: meta.gate.command(),
        severity: word(setting.severity),
        default_severity: word(meta.severity),
        summary: meta.summary,
        help: meta.help,
        fixable: meta.fixable,
        options: meta.options.iter().map(option).collect(),
        docs: None,
    }
}

fn one(meta: &'static Meta, settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    let setting = settings.of(meta.name).cloned().unwrap_or_default();
    let view = &mut report.view;
    let changed = if setting.severity == meta.severity { "" } else { " as configured" };
    view.line(vec![(Role::Strong, meta.name.to_owned()), (Role::Plain, format!(": {}", meta.summary))]);
    view.line(vec![
        (Role::Plain, format!("asked by {}, ", meta.gate.command())),
        (role(setting.severity), word(setting.severity).to_owned()),
        (Role::Plain, format!("{changed}{}", if meta.fixable { ", --fix mends it" } else { "" })),
    ]);
    view.gap();
    view.line(vec![(Role::Strong, "To mend it: ".to_owned()), (Role::Plain, meta.help.to_owned())]);
    view.gap();
    view.pre(meta.docs.trim_end());
    view.gap();
    view.line(vec![(Role::Strong, "In planyard.toml".to_owned())]);
    let options: String = meta
        .options
        .iter()
        .filter_map(|option| {
            Some(format!("\n{} = {}  # {}", option.name, setting.options.get(option.name)?, option.about))
        })
        .collect();
    view.pre(format!(
        "[rules.\"{}\"]\nseverity = \"{}\"  # error, warning, info or off{options}",
        meta.name,
        word(setting.severity)
    ));
    view.gap();
    view.text(format!("In the document: <!-- planyard-ignore {}: why it does not count here -->", meta.name));
    let data = Explained::One(RuleText { docs: Some(meta.docs), ..described(meta, &setting) });
    report.data = Some(serde_json::to_value(data)?);
    Ok(())
}

fn list(settings: &Settings, report: &mut Report) -> anyhow::Result<()> {
    let mut rows = Vec::new();
    let mut data = Vec::new();
    for meta in rules::ALL.iter().map(|rule| rule.meta()) {
        let setting = settings.of(meta.name).cloned().unwrap_or_default();
        rows.push(vec![
            vec![(Role::Strong, meta.name.to_owned())],
            vec![(role(setting.severity), word(setting.severity).to_owned())],
            line(if meta.fixable { "fix" } else { "" }),
            line(meta.summary),
        ]);
        data.push(described(meta, &setting));
    }
    let head = ["rule", "severity", "", "finds"].map(str::to_owned).to_vec();
    report.view.table(Table { columns: vec![Align::Left, Align::Left, Align::Left, Align::Flex], head, rows });
    report.data = Some(serde_json::to_value(Explained::List { rules: data })?);
    report.next = Some("planyard explain RULE".to_owned());
    Ok(())
}
