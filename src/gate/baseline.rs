//! Findings that were there when the gate was adopted. They are matched by fingerprint, which does not change when
//! lines move; only new ones count.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::context::Context;
use crate::files;
use crate::report::{Problem, ProblemKind, Report};

const SCHEMA: &str = "planyard.baseline/v1";

/// The file. Rule, file and message are for its readers; only the fingerprint decides.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    schema: String,
    findings: Vec<Known>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    file: String,
    rule: String,
    message: String,
    fingerprint: String,
}

/// A baseline file.
pub struct Baseline {
    path: PathBuf,
    shown: String,
}

impl Baseline {
    /// The file at a path relative to the working directory.
    pub fn at(context: &Context, file: &Path) -> Self {
        Self { path: context.cwd.join(file), shown: file.display().to_string() }
    }

    /// Takes known findings out of a finished report; with `update`, makes the file know all of them first.
    ///
    /// # Errors
    /// When the file cannot be read, is none, or cannot be written.
    pub fn apply(&self, report: &mut Report, update: bool) -> anyhow::Result<()> {
        let known = if update { self.write(report)? } else { self.read()? };
        let fingerprints: HashSet<&str> = known.iter().map(|known| known.fingerprint.as_str()).collect();
        let before = report.results.len();
        let mut met = HashSet::new();
        report.results.retain(|finding| {
            let fingerprint = finding.fingerprint();
            let is_known = fingerprints.contains(fingerprint.as_str());
            if is_known {
                met.insert(fingerprint);
            }
            !is_known
        });
        let hidden = before - report.results.len();
        let stale = known.iter().filter(|known| !met.contains(&known.fingerprint)).count();
        let told = json!({ "file": self.shown, "known": hidden, "stale": stale, "updated": update });
        match &mut report.data {
            Some(serde_json::Value::Object(data)) => {
                data.insert("baseline".to_owned(), told);
            }
            data => *data = Some(json!({ "baseline": told })),
        }
        let gone = if stale > 0 {
            format!("; {stale} of them are gone, --update-baseline forgets them")
        } else {
            String::new()
        };
        let verb = if update { "wrote" } else { "knows" };
        report.view.text(format!("{} {verb} {} findings{gone}", self.shown, known.len()));
        Ok(())
    }

    fn read(&self) -> anyhow::Result<Vec<Known>> {
        let (folder, name) = self.split();
        let text = files::read_text_if_there(&folder, name)?.ok_or_else(|| {
            Problem::new(ProblemKind::NotFound, format!("there is no baseline {}", self.shown))
                .source(self.shown.clone())
                .hint("write it with --baseline FILE --update-baseline")
        })?;
        let document: Document = serde_json::from_str(&text).map_err(|error| {
            Problem::new(ProblemKind::Config, format!("{} is no baseline: {error}", self.shown))
                .source(self.shown.clone())
                .hint("write it anew with --update-baseline")
        })?;
        if document.schema != SCHEMA {
            return Err(Problem::new(
                ProblemKind::Config,
                format!("{} is of schema {}, not {SCHEMA}", self.shown, document.schema),
            )
            .source(self.shown.clone())
            .hint("write it anew with --update-baseline")
            .into());
        }
        Ok(document.findings)
    }

    fn write(&self, report: &Report) -> anyhow::Result<Vec<Known>> {
        let mut findings: Vec<Known> = report
            .results
            .iter()
            .map(|finding| Known {
                file: finding.file.to_string(),
                rule: finding.rule.to_string(),
                message: finding.message.clone(),
                fingerprint: finding.fingerprint(),
            })
            .collect();
        findings.sort();
        let document = Document { schema: SCHEMA.to_owned(), findings };
        let mut text = serde_json::to_string_pretty(&document)?;
        text.push('\n');
        let (folder, name) = self.split();
        files::write_atomic(&folder, name, &text)?;
        Ok(document.findings)
    }

    fn split(&self) -> (PathBuf, &str) {
        let folder = self.path.parent().map_or_else(|| PathBuf::from("/"), Path::to_owned);
        (folder, self.path.file_name().and_then(|name| name.to_str()).unwrap_or("baseline.json"))
    }
}
