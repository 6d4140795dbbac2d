//! Tests whose failures do not count for now: each with an owner, a reason and the day on which that ends.

use serde::Deserialize;

use crate::context::Context;
use crate::files;
use crate::report::{Finding, Problem, ProblemKind, Report, Severity, TestOutcome, TestResult};
use crate::workspace::Workspace;

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    test: Vec<Entry>,
}

/// A test in quarantine.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// As a report names it; `*` at the end stands for any.
    id: String,
    /// Who mends it.
    owner: String,
    /// The last day, `2026-12-31`.
    until: String,
    #[serde(default)]
    reason: String,
}

/// The tests in quarantine.
#[derive(Debug, Default)]
pub(super) struct Quarantine {
    file: String,
    entries: Vec<Entry>,
}

impl Quarantine {
    /// Reads the file that `test.quarantine` names, if it is there.
    pub(super) fn load(_context: &Context, workspace: &Workspace) -> anyhow::Result<Self> {
        let file = workspace.config.test.quarantine.clone();
        let Some(text) = files::read_text_if_there(&workspace.root, &file)? else {
            return Ok(Self { file, entries: Vec::new() });
        };
        let wrong = |what: String| {
            Problem::new(ProblemKind::Config, format!("{file}: {what}"))
                .source(file.clone())
                .hint("write each as [[test]] with id, owner, until = \"2026-12-31\" and, if you like, reason")
        };
        let mut document: Document =
            toml::from_str(&text).map_err(|error| wrong(error.to_string().trim().to_owned()))?;
        for entry in &mut document.test {
            let Ok(until) = entry.until.parse::<jiff::civil::Date>() else {
                return Err(wrong(format!("{}: until is no date: {:?}", entry.id, entry.until)).into());
            };
            // In the one spelling that is compared: `20261231` is a date, too.
            entry.until = until.to_string();
            if entry.owner.trim().is_empty() || entry.id.trim().is_empty() {
                return Err(wrong(format!("{:?}: id and owner may not be empty", entry.id)).into());
            }
        }
        Ok(Self { file, entries: document.test })
    }

    /// Makes warnings of the failures that are in it, and says when an entry has run out or is needed no more. Gives the
    /// tests whose failures do not count.
    pub(super) fn apply(&self, report: &mut Report, tests: &[TestResult], today: &str) -> Vec<String> {
        let mut held = Vec::new();
        for entry in &self.entries {
            let fits = |id: &str| match entry.id.strip_suffix('*') {
                Some(prefix) => id.starts_with(prefix),
                None => id == entry.id,
            };
            let meant: Vec<&TestResult> = tests.iter().filter(|test| fits(&test.id)).collect();
            let failing = meant.iter().any(|test| test.outcome.is_bad());
            let over = entry.until.as_str() < today;
            if failing && !over {
                for finding in report.results.iter_mut().filter(|finding| fits(&finding.rule)) {
                    finding.severity = finding.severity.min(Severity::Warning);
                    finding.help = Some(
                        format!("in quarantine until {}: {} mends it. {}", entry.until, entry.owner, entry.reason)
                            .trim()
                            .to_owned()
                            .into(),
                    );
                }
                held.extend(meant.iter().filter(|test| test.outcome.is_bad()).map(|test| test.id.clone()));
            }
            let say =
                |severity, message: String| Finding::new(self.file.as_str(), severity, "test/quarantine", message);
            if failing && over {
                let message =
                    format!("the quarantine of {} ended on {}; {} was to mend it", entry.id, entry.until, entry.owner);
                report.results.push(say(Severity::Error, message));
            } else if !meant.is_empty() && meant.iter().all(|test| test.outcome == TestOutcome::Passed) {
                report
                    .results
                    .push(say(Severity::Info, format!("{} passes again; take it out of quarantine", entry.id)));
            }
        }
        held
    }
}
