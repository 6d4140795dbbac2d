//! What the gates ask of a plan: one file a rule, pure over the feature and facts collected beforehand.
//!
//! To add one: a file in `rules/` with a unit struct that implements [`Rule`], `mod name;` here, and a row in [`ALL`].
//! A test fails when a file of the folder is not in the table. `planyard explain`, the README's table, the schema of
//! `planyard.toml` and the completions all come from the table.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::document::{Edit, Span, place};
use super::graph::Graph;
use super::model::Feature;
use crate::report::{Finding, Fix, Replacement, Safety, Severity, stable_hash};

/// Which gate asks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// `check-planning`.
    Planning,
    /// `check-completion`.
    Completion,
}

/// An option of a rule, set in `[rules."name"]`.
#[derive(Debug, Clone, Copy)]
pub struct OptionMeta {
    /// Its key.
    pub name: &'static str,
    /// Its default, as TOML.
    pub default: &'static str,
    /// What it does.
    pub about: &'static str,
}

/// What is known of a rule without running it.
#[derive(Debug, Clone, Copy)]
pub struct Meta {
    /// `tasks/progress-mismatch`.
    pub name: &'static str,
    /// Which gate asks it.
    pub gate: Gate,
    /// Unless configured otherwise; `None`: off.
    pub severity: Option<Severity>,
    /// One line: what it finds.
    pub summary: &'static str,
    /// What to do about a finding; one sentence.
    pub help: &'static str,
    /// Why it matters, with an example that it finds and one that it accepts: markdown for `planyard explain`.
    pub docs: &'static str,
    /// `--fix` can mend it.
    pub fixable: bool,
    /// What can be set.
    pub options: &'static [OptionMeta],
}

/// A question that a gate asks of a feature.
pub trait Rule: Sync {
    /// What is known of it without running it.
    fn meta(&self) -> &'static Meta;

    /// Adds what it finds.
    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>);
}

/// What is at a path that a plan names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathFact {
    /// A file or folder is there.
    pub exists: bool,
    /// It is in git's index.
    pub tracked: bool,
}

/// What a rule may know that the documents do not say. Collected before the rules run.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Paths that the feature names.
    pub paths: HashMap<String, PathFact>,
    /// Ids and short ids of all features of the workspace; `None` when they were not collected.
    pub features: Option<Arc<HashSet<String>>>,
    /// Files of the feature with changes that are not committed.
    pub dirty: Vec<String>,
}

/// A feature with everything that rules ask of it.
pub struct Subject<'f, 'a> {
    /// The feature.
    pub feature: &'f Feature<'a>,
    /// Its dependencies, resolved once for all rules.
    pub graph: &'f Graph<'a>,
    /// What was collected beforehand.
    pub facts: &'f Facts,
}

/// A rule as it is configured.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// `None`: off.
    pub severity: Option<Severity>,
    /// The options given.
    pub options: BTreeMap<String, toml::Value>,
}

/// All rules as they are configured, by name.
#[derive(Debug, Clone, Default)]
pub struct Settings(pub BTreeMap<String, Setting>);

/// Takes findings of one rule and gives them what all findings of a rule share.
pub struct Sink<'s> {
    meta: &'static Meta,
    severity: Severity,
    options: &'s BTreeMap<String, toml::Value>,
    feature: &'s Feature<'s>,
    found: &'s mut Vec<Finding>,
}

impl<'s> Sink<'s> {
    /// The value of an option: as configured, else its default.
    pub fn option(&self, name: &str) -> Option<toml::Value> {
        self.options.get(name).cloned().or_else(|| {
            let meta = self.meta.options.iter().find(|option| option.name == name)?;
            let table: toml::Table = toml::from_str(&format!("value = {}", meta.default)).ok()?;
            table.get("value").cloned()
        })
    }

    /// A finding at a place of a document. The text there is its subject, by which it is known again when lines move.
    pub fn at(&mut self, doc: usize, span: Span, message: impl Into<String>) -> &mut Finding {
        let found = &self.feature.docs[doc];
        let mut finding = self.finding(found.source.path.clone(), message.into());
        finding.place = Some(place(&found.source.text, span));
        finding.subject = stable_hash(found.outline.slice(span).trim().as_bytes());
        self.add(finding)
    }

    /// A finding about a task, at a place of its document.
    pub fn task(&mut self, task: usize, span: Span, message: impl Into<String>) -> &mut Finding {
        let found = &self.feature.tasks[task];
        let id: Box<str> = Box::from(&*found.id);
        let finding = self.at(found.doc, span, message);
        finding.task = Some(id);
        finding
    }

    /// A finding about a whole file, which need not exist.
    pub fn file(&mut self, path: impl Into<Arc<str>>, message: impl Into<String>) -> &mut Finding {
        let finding = self.finding(path.into(), message.into());
        self.add(finding)
    }

    fn finding(&self, path: Arc<str>, message: String) -> Finding {
        let mut finding = Finding::new(path, self.severity, self.meta.name, message);
        finding.help = Some(Cow::Borrowed(self.meta.help));
        finding
    }

    fn add(&mut self, finding: Finding) -> &mut Finding {
        let at = self.found.len();
        self.found.push(finding);
        &mut self.found[at]
    }
}

/// Says that edits of the finding's own document mend it.
pub fn safe_fix(finding: &mut Finding, edits: Vec<Edit>) {
    let edits = edits
        .into_iter()
        .map(|edit| Replacement { start: edit.span.start as usize, end: edit.span.end as usize, with: edit.with })
        .collect();
    finding.fix = Some(Box::new(Fix { safety: Safety::Safe, edits }));
}

/// Runs the rules of a gate over a feature.
pub fn check(
    rules: &[&dyn Rule],
    gate: Gate,
    subject: &Subject<'_, '_>,
    settings: &Settings,
    found: &mut Vec<Finding>,
) {
    static NO_OPTIONS: BTreeMap<String, toml::Value> = BTreeMap::new();
    for rule in rules {
        let meta = rule.meta();
        if meta.gate != gate {
            continue;
        }
        let setting = settings.0.get(meta.name);
        let Some(severity) = setting.map_or(meta.severity, |setting| setting.severity) else {
            continue;
        };
        let options = setting.map_or(&NO_OPTIONS, |setting| &setting.options);
        let mut sink = Sink { meta, severity, options, feature: subject.feature, found };
        rule.check(subject, &mut sink);
    }
}
