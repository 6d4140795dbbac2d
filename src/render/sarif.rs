//! SARIF 2.1.0. <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
//!
//! One run a tool, so that each is listed, and closes its own alerts, under its own name. GitHub refuses a file of more
//! than twenty runs and a run of more than 25,000 results, and keeps 5,000 of them; what it would refuse is merged or
//! left out here, worst findings first, and a notification says so.

mod result;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::Scene;
use crate::report::{Finding, Problem, Report, plural};
use result::Texts;

/// Runs that GitHub takes of one file.
const MOST_RUNS: usize = 20;
/// Results that GitHub takes of one run.
const MOST_RESULTS: usize = 25_000;
/// Results that GitHub keeps of one run.
const KEPT_RESULTS: usize = 5_000;

pub(super) fn write(report: &Report, scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut texts = Texts::new(scene.source);
    let runs: Vec<Value> = runs(report).into_iter().map(|run| run.document(report, &mut texts)).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": runs,
    });
    serde_json::to_writer(&mut *out, &document)?;
    out.write_all(b"\n")
}

/// What one tool found.
#[derive(Default)]
struct Run<'r> {
    /// Planyard's own when there is none.
    tool: Option<&'r str>,
    version: Option<&'r str>,
    /// With the ids of their rules.
    results: Vec<(Cow<'r, str>, &'r Finding)>,
    problems: Vec<&'r Problem>,
    /// Tools that have no run of their own.
    merged: Vec<&'r str>,
}

/// Planyard's own run first when it has anything to say, then a run a tool, by name.
fn runs(report: &Report) -> Vec<Run<'_>> {
    let mut own = Run { version: Some(env!("CARGO_PKG_VERSION")), ..Run::default() };
    let mut tools: BTreeMap<&str, Run<'_>> = BTreeMap::new();
    for ran in report.ran.iter().filter(|ran| !ran.is_own()) {
        let run = tools.entry(&ran.name).or_default();
        run.version = run.version.or(ran.version.as_deref());
    }
    for finding in &report.results {
        let run = if finding.source == "planyard" { &mut own } else { tools.entry(&finding.source).or_default() };
        run.results.push((rule_id(finding), finding));
    }
    for problem in &report.problems {
        let run = problem.source.as_deref().and_then(|source| tools.get_mut(source));
        run.unwrap_or(&mut own).problems.push(problem);
    }
    for (name, run) in &mut tools {
        run.tool = Some(name);
    }
    let own_speaks = |own: &Run<'_>| {
        !own.results.is_empty() || !own.problems.is_empty() || report.ran.iter().any(crate::report::Ran::is_own)
    };
    let room = MOST_RUNS - usize::from(own_speaks(&own) || tools.len() > MOST_RUNS);
    let mut tools: Vec<Run<'_>> = tools.into_values().collect();
    if tools.len() > room {
        tools.sort_by_key(|run| Reverse(run.results.len()));
        let mut small = tools.split_off(room);
        small.sort_by_key(|run| run.tool);
        small.into_iter().for_each(|run| own.merge(run));
        tools.sort_by_key(|run| run.tool);
    }
    let own = (own_speaks(&own) || !own.merged.is_empty() || tools.is_empty()).then_some(own);
    own.into_iter().chain(tools).collect()
}

/// A tool that names no rule has its own name for one.
fn rule_id(finding: &Finding) -> Cow<'_, str> {
    Cow::Borrowed(if finding.rule.is_empty() { &finding.source } else { &finding.rule })
}

impl<'r> Run<'r> {
    /// Takes in what another tool found, with the tool's name in front of its rules.
    fn merge(&mut self, other: Self) {
        let name = other.tool.unwrap_or_default();
        let named = |(rule, finding): (Cow<'r, str>, &'r Finding)| (Cow::Owned(format!("{name}/{rule}")), finding);
        self.results.extend(other.results.into_iter().map(named));
        self.problems.extend(other.problems);
        self.merged.push(name);
    }

    fn document(mut self, report: &Report, texts: &mut Texts<'_>) -> Value {
        // The order that is given is the order of what is kept.
        self.results.sort_by_key(|(_, finding)| Reverse(finding.severity));
        let found = self.results.len();
        self.results.truncate(MOST_RESULTS);
        let mut rules: BTreeMap<&str, &Finding> = BTreeMap::new();
        for (rule, finding) in &self.results {
            rules.entry(rule).or_insert(finding);
        }
        let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, rule)| (*rule, at)).collect();
        let described: Vec<Value> = rules.iter().map(|(id, finding)| result::rule(id, finding)).collect();
        let results: Vec<Value> =
            self.results.iter().map(|(id, finding)| result::of(finding, (id, index[&**id]), texts)).collect();
        let mut driver = json!({ "name": self.tool.unwrap_or("planyard"), "rules": described });
        if let Some(version) = self.version {
            driver["version"] = version.into();
        }
        if self.tool.is_none() {
            driver["semanticVersion"] = env!("CARGO_PKG_VERSION").into();
        }
        json!({
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "SRCROOT": { "description": { "text": "the workspace" } } },
            "automationDetails": { "id": self.category(report) },
            "invocations": [self.invocation(report, found)],
            "results": results,
        })
    }

    /// Unique in the file: GitHub tells runs apart by it, and replaces the alerts of an earlier run that has the same.
    fn category(&self, report: &Report) -> String {
        let command = report.command.replace(' ', "-");
        match self.tool {
            Some(tool) => format!("planyard/{command}/{tool}/"),
            None => format!("planyard/{command}/"),
        }
    }

    fn invocation(&self, report: &Report, found: usize) -> Value {
        let mut told: Vec<Value> = self.problems.iter().map(|problem| notification(problem)).collect();
        let mut note = |text: String| told.push(json!({ "level": "note", "message": { "text": text } }));
        if found > self.results.len() {
            let more = plural(found - self.results.len(), "more result");
            note(format!("{more} left out: a file may hold {MOST_RESULTS} a run; the worst are here"));
        }
        if found > KEPT_RESULTS {
            note(format!("GitHub keeps the first {KEPT_RESULTS} of these {} results", self.results.len()));
        }
        if !self.merged.is_empty() {
            note(format!("in this run, for there may be {MOST_RUNS}: {}", self.merged.join(", ")));
        }
        let mut invocation = Map::new();
        invocation.insert("executionSuccessful".to_owned(), self.problems.is_empty().into());
        invocation.insert("toolExecutionNotifications".to_owned(), told.into());
        let code = match self.tool {
            None => Some(report.exit_code().into()),
            Some(_) => self.problems.iter().find_map(|problem| problem.exit_code),
        };
        if let Some(code) = code {
            invocation.insert("exitCode".to_owned(), code.into());
        }
        invocation.into()
    }
}

fn notification(problem: &Problem) -> Value {
    let text = match &problem.hint {
        Some(hint) => format!("{problem}\n{hint}"),
        None => problem.to_string(),
    };
    let kind = serde_json::to_value(problem.kind).unwrap_or_default();
    json!({ "level": "error", "message": { "text": text }, "descriptor": { "id": kind } })
}

#[cfg(test)]
mod tests;
