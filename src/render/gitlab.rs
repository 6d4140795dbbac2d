//! GitLab code quality.
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::io::{self, Write};

use serde_json::{Value, json};

use super::Scene;
use crate::report::{Report, Severity};

pub(super) fn write(report: &Report, _scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.results.iter().map(|finding| {
        json!({
            "description": finding.message,
            "check_name": finding.rule,
            "fingerprint": finding.fingerprint(),
            "severity": match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            "location": {
                "path": &*finding.file,
                "lines": { "begin": finding.place.map_or(1, |place| place.line) },
            },
        })
    });
    // The format knows no errors: a run that could not do its work must not look like a clean one.
    let problems = report.problems.iter().map(|problem| {
        json!({
            "description": problem.to_string(),
            "check_name": "planyard/error",
            "fingerprint": format!("{:016x}", crate::report::stable_hash(problem.message.as_bytes())),
            "severity": "blocker",
            "location": { "path": problem.source.as_deref().unwrap_or("planyard.toml"), "lines": { "begin": 1 } },
        })
    });
    let all: Vec<Value> = findings.chain(problems).collect();
    serde_json::to_writer(&mut *out, &all)?;
    out.write_all(b"\n")
}
