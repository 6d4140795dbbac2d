//! SARIF 2.1.0. <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::Scene;
use crate::report::{Finding, Problem, Report, Severity};

pub(super) fn write(report: &Report, _scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rules: BTreeMap<&str, Option<&str>> =
        report.results.iter().map(|finding| (&*finding.rule, finding.help.as_deref())).collect();
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, rule)| (*rule, at)).collect();
    let described: Vec<Value> = rules.iter().map(|(rule, help)| rule_of(rule, *help)).collect();
    let results: Vec<Value> = report.results.iter().map(|finding| result(finding, index[&*finding.rule])).collect();
    let notifications: Vec<Value> = report.problems.iter().map(notification).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "planyard",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": described,
            }},
            "columnKind": "unicodeCodePoints",
            "automationDetails": { "id": format!("planyard/{}/", report.command) },
            "invocations": [{
                "executionSuccessful": report.success(),
                "exitCode": report.exit_code(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    });
    serde_json::to_writer(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule_of(rule: &str, help: Option<&str>) -> Value {
    let mut described = json!({ "id": rule });
    if let Some(help) = help {
        described["help"] = json!({ "text": help });
    }
    described
}

fn result(finding: &Finding, rule: usize) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri(&finding.file), "uriBaseId": "%SRCROOT%" } });
    if let Some(place) = finding.place {
        let mut region = json!({ "startLine": place.line, "endLine": place.end_line });
        for (key, column) in [("startColumn", place.column), ("endColumn", place.end_column)] {
            if column > 0 {
                region[key] = column.into();
            }
        }
        location["region"] = region;
    }
    json!({
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [{ "physicalLocation": location }],
        "partialFingerprints": { "planyard/v1": finding.fingerprint() },
    })
}

fn notification(problem: &Problem) -> Value {
    let text = match &problem.hint {
        Some(hint) => format!("{problem}\n{hint}"),
        None => problem.to_string(),
    };
    json!({ "level": "error", "message": { "text": text } })
}

/// A path as a relative URI: what is not plain is percent-encoded.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~');
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
