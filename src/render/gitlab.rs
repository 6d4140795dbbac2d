//! GitLab code quality.
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::collections::HashSet;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Scene, headline, rule_of};
use crate::report::{Finding, Problem, Report, Severity, stable_hash};

pub(super) fn write(report: &Report, _scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    // Entries of one fingerprint collapse into one.
    let mut seen = HashSet::with_capacity(report.results.len());
    let mut unique = |fingerprint: String| {
        let mut own = fingerprint;
        while !seen.insert(own.clone()) {
            own = format!("{:016x}", stable_hash(own.as_bytes()));
        }
        own
    };
    let mut all: Vec<Value> = Vec::with_capacity(report.results.len() + report.problems.len());
    all.extend(report.results.iter().map(|finding| of_finding(finding, &unique(finding.fingerprint()))));
    // The format knows no errors: a run that could not do its work must not look like a clean one.
    all.extend(report.problems.iter().map(|problem| {
        let fingerprint = format!("{:016x}", stable_hash(problem.to_string().as_bytes()));
        of_problem(problem, &unique(fingerprint))
    }));
    serde_json::to_writer(&mut *out, &all)?;
    out.write_all(b"\n")
}

fn of_finding(finding: &Finding, fingerprint: &str) -> Value {
    let begin = finding.place.map_or(1, |place| place.line.max(1));
    let end = finding.place.map_or(1, |place| place.end_line.max(begin));
    json!({
        "description": headline(&finding.message),
        "check_name": rule_of(finding),
        "fingerprint": fingerprint,
        "severity": match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        },
        "location": {
            "path": finding.file.strip_prefix("./").unwrap_or(&finding.file),
            "lines": { "begin": begin, "end": end },
        },
    })
}

fn of_problem(problem: &Problem, fingerprint: &str) -> Value {
    let hint = problem.hint.as_ref().map_or(String::new(), |hint| format!(" ({hint})"));
    json!({
        "description": format!("{problem}{hint}"),
        "check_name": "planyard/error",
        "fingerprint": fingerprint,
        "severity": "blocker",
        // It must name a file; what is wrong is most often how the tool is set up.
        "location": { "path": "planyard.toml", "lines": { "begin": 1 } },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Style;
    use crate::report::{Place, ProblemKind};

    #[test]
    fn every_entry_has_a_fingerprint_of_its_own() {
        let mut report = Report::new("lint");
        for (line, source) in [(0, "flake8"), (3, "ruff"), (4, "ruff"), (9, "flake8")] {
            let mut finding = Finding::new("./a.py", Severity::Warning, "F401", "`os` imported but unused");
            finding.source = source.into();
            finding.place = (line > 0).then(|| Place::line(line));
            report.results.push(finding);
        }
        // Not finished: no ordinal tells equal findings apart.
        for _ in 0..2 {
            report.problems.push(Problem::new(ProblemKind::ToolMissing, "it is not installed").source("mypy"));
        }
        let scene = Scene { style: Style::default(), source: &|_| None, again: "" };
        let mut out = Vec::new();
        write(&report, &scene, &mut out).unwrap();
        let all: Vec<Value> = serde_json::from_slice(&out).unwrap();
        let prints: HashSet<&str> = all.iter().map(|entry| entry["fingerprint"].as_str().unwrap()).collect();
        assert_eq!((all.len(), prints.len()), (6, 6));
        assert_eq!(all[0]["location"], json!({ "path": "a.py", "lines": { "begin": 1, "end": 1 } }));
        assert_eq!((&all[1]["check_name"], &all[1]["severity"]), (&json!("ruff F401"), &json!("minor")));
        assert_eq!(all[5]["severity"], "blocker");
    }
}
