//! One JSON document a line: findings as they are sorted, problems, and last a summary.

use std::io::{self, Write};

use serde::Serialize;

use super::Scene;
use crate::report::{Finding, Problem, Ran, Report, Summary, Verdict};

/// A line of the stream.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Entry<'r> {
    Finding(&'r Finding),
    Error(&'r Problem),
    Summary {
        success: bool,
        schema: &'static str,
        command: &'r str,
        verdict: Option<Verdict>,
        ran: &'r [Ran],
        summary: Summary,
        errors: Vec<String>,
        data: Option<&'r serde_json::Value>,
    },
}

pub(super) fn write(report: &Report, _scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(event) = &report.event {
        serde_json::to_writer(&mut *out, event)?;
        return out.write_all(b"\n");
    }
    let summary = Entry::Summary {
        success: report.success(),
        schema: crate::report::SCHEMA,
        command: &report.command,
        verdict: report.verdict(),
        ran: &report.ran,
        summary: report.summary(),
        errors: report.problems.iter().map(Problem::to_string).collect(),
        data: report.data.as_ref(),
    };
    let findings = report.results.iter().map(Entry::Finding);
    for entry in findings.chain(report.problems.iter().map(Entry::Error)).chain([summary]) {
        serde_json::to_writer(&mut *out, &entry)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
