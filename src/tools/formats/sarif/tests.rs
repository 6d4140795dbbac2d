use serde_json::{Value, json};

use super::*;
use crate::tools::reading::{OwnError, RawFinding};
use crate::tools::record::ColumnUnit;

fn read_text(bytes: &[u8]) -> Result<Reading, String> {
    let record = "name = 'x'\nkind = 'lint'\nabout = 'x'\nrun = ['x']\nread = { format = 'sarif' }";
    let record: crate::tools::Record = toml::from_str(record).unwrap();
    read(&Input { bytes, record: &record })
}

/// The reading of one run.
fn of_run(run: &Value) -> Reading {
    read_text(json!({ "version": "2.1.0", "runs": [run] }).to_string().as_bytes()).unwrap()
}

/// The reading of results, by a tool with two rules.
fn of_results(results: &Value) -> Reading {
    of_run(&json!({
        "tool": {
            "driver": {
                "name": "t",
                "globalMessageStrings": { "g": { "text": "global {0}" } },
                "rules": [
                    { "id": "R1", "helpUri": "https://example.org/R1", "defaultConfiguration": { "level": "error" },
                      "messageStrings": { "m": { "text": "{0} is not {1}, {{0}}" } },
                      "shortDescription": { "text": "the first rule" } },
                    { "id": "R2", "defaultConfiguration": { "level": "note" } },
                ],
            },
            "extensions": [{ "name": "plugin", "guid": "g-1", "rules": [{ "id": "P1", "helpUri": "https://example.org/P1" }] }],
        },
        "results": results,
    }))
}

fn location(file: &str, line: i64) -> Value {
    json!({ "physicalLocation": { "artifactLocation": { "uri": file }, "region": { "startLine": line } } })
}

/// A result at `a.py:1` with more keys.
fn result(more: &Value) -> Value {
    let mut result = json!({ "message": { "text": "m" }, "locations": [location("a.py", 1)] });
    for (key, value) in more.as_object().unwrap() {
        result[key] = value.clone();
    }
    result
}

fn one(more: &Value) -> RawFinding {
    let reading = of_results(&json!([result(more)]));
    assert_eq!((reading.findings.len(), reading.errors.len(), reading.rejects.len()), (1, 0, 0), "{reading:?}");
    reading.findings.into_iter().next().unwrap()
}

fn severity(more: &Value) -> String {
    one(more).severity.unwrap()
}

#[test]
fn rule_1_the_level_is_the_results_then_the_rules_then_warning() {
    assert_eq!(severity(&json!({ "ruleId": "R1", "level": "note" })), "info");
    assert_eq!(severity(&json!({ "ruleId": "R1" })), "error");
    assert_eq!(severity(&json!({ "ruleId": "R2" })), "info");
    assert_eq!(severity(&json!({ "ruleId": "unknown" })), "warning");
    assert_eq!(severity(&json!({ "kind": "fail", "level": "none" })), "info");
    assert_eq!(severity(&json!({ "kind": "review", "level": "error" })), "info");
    for kind in ["pass", "notApplicable"] {
        assert_eq!(of_results(&json!([result(&json!({ "kind": kind }))])), Reading::default());
    }
}

#[test]
fn rule_2_the_rule_is_found_by_id_by_index_and_in_extensions() {
    let rule = |more: &Value| {
        let finding = one(more);
        (finding.rule.unwrap_or_default(), finding.url.unwrap_or_default())
    };
    let (r1, p1) = (
        ("R1".to_owned(), "https://example.org/R1".to_owned()),
        ("P1".to_owned(), "https://example.org/P1".to_owned()),
    );
    assert_eq!(rule(&json!({ "ruleId": "R1" })), r1);
    assert_eq!(rule(&json!({ "ruleIndex": 0 })), r1);
    assert_eq!(rule(&json!({ "rule": { "id": "R1" } })), r1);
    assert_eq!(rule(&json!({ "rule": { "index": 0 } })), r1);
    assert_eq!(rule(&json!({ "rule": { "index": 0, "toolComponent": { "index": 0 } } })), p1);
    assert_eq!(rule(&json!({ "rule": { "index": 0, "toolComponent": { "guid": "g-1" } } })), p1);
    assert_eq!(rule(&json!({ "ruleId": "P1" })), p1);
    assert_eq!(rule(&json!({ "ruleId": "R1/sub" })), ("R1/sub".to_owned(), r1.1));
    assert_eq!(rule(&json!({ "ruleIndex": 7 })), Default::default());
}

#[test]
fn rule_3_the_message_may_stand_on_the_rule_and_takes_arguments() {
    let message = |message: &Value| one(&json!({ "ruleId": "R1", "message": message })).message;
    assert_eq!(message(&json!({ "text": "plain {0}" })), "plain {0}");
    assert_eq!(message(&json!({ "text": "with {0}", "arguments": ["one"] })), "with one");
    assert_eq!(message(&json!({ "id": "m", "arguments": ["x", "日本"] })), "x is not 日本, {0}");
    assert_eq!(message(&json!({ "id": "m", "arguments": ["x"] })), "x is not {1}, {0}");
    assert_eq!(message(&json!({ "id": "g", "arguments": ["y"] })), "global y");
    assert_eq!(message(&json!({ "id": "unknown" })), "unknown");
    assert_eq!(message(&json!({ "markdown": "`md`" })), "`md`");
    assert_eq!(message(&json!({})), "the first rule");
}

#[test]
fn rule_4_uris_are_paths_and_bases_are_followed() {
    let run = |artifact: Value| {
        let location = json!({ "physicalLocation": { "artifactLocation": artifact, "region": { "startLine": 1 } } });
        of_run(&json!({
            "tool": { "driver": { "name": "t" } },
            "originalUriBaseIds": { "ROOT": { "uri": "file:///repo/" }, "SRC": { "uri": "src/", "uriBaseId": "ROOT" } },
            "artifacts": [{ "location": { "uri": "b.py", "uriBaseId": "SRC" } }],
            "results": [{ "message": { "text": "m" }, "locations": [location] }],
        }))
        .findings[0]
            .file
            .clone()
    };
    assert_eq!(run(json!({ "uri": "a%20b.py" })), "a b.py");
    assert_eq!(run(json!({ "uri": "file:///repo/%C3%A9.py" })), "/repo/é.py");
    assert_eq!(run(json!({ "uri": "a.py", "uriBaseId": "SRC" })), "/repo/src/a.py");
    assert_eq!(run(json!({ "uri": "a.py", "uriBaseId": "%SRCROOT%" })), "a.py");
    assert_eq!(run(json!({ "index": 0 })), "/repo/src/b.py");
}

#[test]
fn rule_5_what_is_suppressed_is_left_out() {
    let count =
        |suppressions: Value| of_results(&json!([result(&json!({ "suppressions": suppressions }))])).findings.len();
    assert_eq!(count(json!([])), 1);
    assert_eq!(count(json!([{ "kind": "inSource" }])), 0);
    assert_eq!(count(json!([{ "kind": "external", "status": "accepted" }])), 0);
    assert_eq!(count(json!([{ "kind": "external", "status": "rejected" }])), 1);
    assert_eq!(count(json!([{ "kind": "external", "status": "underReview" }])), 1);
}

#[test]
fn rule_6_what_is_gone_since_the_baseline_is_left_out() {
    let count = |state: &str| of_results(&json!([result(&json!({ "baselineState": state }))])).findings.len();
    assert_eq!([count("absent"), count("new"), count("unchanged"), count("updated")], [0, 1, 1, 1]);
}

#[test]
fn rule_7_failed_invocations_and_error_notifications_are_errors() {
    let errors = |invocation: Value| of_run(&json!({ "invocations": [invocation], "results": [] })).errors;
    let own = |message: &str| OwnError { message: message.to_owned(), file: None, line: None };
    assert_eq!(errors(json!({ "executionSuccessful": true })), []);
    assert_eq!(errors(json!({ "executionSuccessful": false })), [own("it says that it did not run to its end")]);
    let crashed = json!({ "executionSuccessful": false, "exitCodeDescription": "out of memory" });
    assert_eq!(errors(crashed), [own("it says that it did not run to its end: out of memory")]);
    let notified = errors(json!({
        "executionSuccessful": false,
        "toolExecutionNotifications": [
            { "level": "error", "message": { "text": "cannot parse" }, "locations": [location("a.py", 3)] },
            { "level": "warning", "message": { "text": "slow" } },
        ],
        "toolConfigurationNotifications": [{ "level": "error", "message": {}, "descriptor": { "id": "BadConfig" } }],
    }));
    let placed = OwnError { message: "cannot parse".to_owned(), file: Some("a.py".to_owned()), line: Some(3) };
    assert_eq!(notified, [placed, own("BadConfig")]);
}

#[test]
fn rule_8_a_result_without_a_place_is_an_error_or_a_remark() {
    let nowhere = |level: &str| of_results(&json!([{ "message": { "text": "m" }, "level": level, "locations": [] }]));
    let error = nowhere("error");
    assert_eq!((error.findings.len(), error.errors[0].message.as_str()), (0, "m"));
    let remark = nowhere("warning");
    assert_eq!((remark.errors.len(), remark.findings[0].severity.as_deref()), (0, Some("info")));
    assert_eq!(remark.findings[0].file, "");
    let logical = json!([{ "message": { "text": "m" }, "level": "error",
        "locations": [{ "logicalLocations": [{ "name": "f" }] }, location("b.py", 2)] }]);
    assert_eq!(of_results(&logical).findings[0].file, "b.py");
}

#[test]
fn rule_9_regions_have_lines_or_offsets_in_the_runs_unit() {
    let finding = |kind: Option<&str>, region: Value| {
        let place = json!({ "physicalLocation": { "artifactLocation": { "uri": "a.py" }, "region": region } });
        let mut run = json!({ "results": [{ "message": { "text": "m" }, "locations": [place] }] });
        if let Some(kind) = kind {
            run["columnKind"] = json!(kind);
        }
        of_run(&run).findings.remove(0)
    };
    let whole = finding(None, json!({ "startLine": 2, "startColumn": 3, "endColumn": 9 }));
    assert_eq!((whole.line, whole.column, whole.end_line, whole.end_column), (Some(2), Some(3), Some(2), Some(9)));
    assert_eq!((whole.unit, whole.offset), (Some(ColumnUnit::Utf16), None));
    let line = finding(Some("unicodeCodePoints"), json!({ "startLine": 2 }));
    assert_eq!((line.column, line.end_line, line.unit), (None, None, Some(ColumnUnit::Chars)));
    let bytes = finding(Some("unicodeCodePoints"), json!({ "byteOffset": 10, "byteLength": 4 }));
    assert_eq!((bytes.line, bytes.offset, bytes.unit), (None, Some((10, 4)), Some(ColumnUnit::Bytes)));
    let chars = finding(None, json!({ "charOffset": 7 }));
    assert_eq!((chars.offset, chars.unit), (Some((7, 0)), Some(ColumnUnit::Utf16)));
    assert_eq!(finding(None, json!({})).line, None);
}

#[test]
fn rule_10_fixes_and_other_places_are_kept() {
    let finding = one(&json!({
        "locations": [location("a.py", 1), location("b.py", 2)],
        "relatedLocations": [{ "physicalLocation": location("c.py", 3)["physicalLocation"], "message": { "text": "here" } }],
        "codeFlows": [{ "threadFlows": [{ "locations": [{ "location": location("d.py", 4) }] }] }],
        "fixes": [{ "description": { "text": "rename it" }, "artifactChanges": [{ "replacements": [{}] }] }],
    }));
    assert_eq!((finding.fix.as_deref(), finding.help.as_deref()), (Some("unsafe"), Some("rename it")));
    let related: Vec<_> =
        finding.related.iter().map(|place| (place.file.as_str(), place.line, place.message.as_str())).collect();
    assert_eq!(related, [("b.py", Some(2), ""), ("c.py", Some(3), "here"), ("d.py", Some(4), "")]);
    assert_eq!(one(&json!({ "fixes": [{ "description": { "text": "x" } }] })).fix, None);
}

#[test]
fn rule_11_fingerprints_are_kept() {
    let fingerprint = |more: Value| one(&more).fingerprint;
    let both = json!({ "partialFingerprints": { "b/v1": "2", "a/v1": "1" }, "fingerprints": { "f/v1": "3" } });
    assert_eq!(fingerprint(both).as_deref(), Some("a/v1=1;b/v1=2"));
    assert_eq!(fingerprint(json!({ "fingerprints": { "f/v1": "3" } })).as_deref(), Some("f/v1=3"));
    assert_eq!(fingerprint(json!({ "fingerprints": { "matchBasedId/v1": "requires login" } })), None);
}

#[test]
fn rule_12_all_runs_are_read_and_none_found_is_no_error() {
    let two = json!({ "runs": [{ "results": [result(&json!({}))] }, { "results": [result(&json!({}))] }, { "results": [] }, {}] });
    assert_eq!(read_text(two.to_string().as_bytes()).unwrap().findings.len(), 2);
    assert_eq!(read_text(br#"{"runs":[]}"#).unwrap(), Reading::default());
    let targets = json!({ "artifacts": [{ "roles": ["analysisTarget"] }, { "roles": ["resultFile"] }], "results": [] });
    assert_eq!(of_run(&targets).examined, Some(1));
    for wrong in ["", "oops", "{}", "[]", "{\"runs\":3}", "{\"runs\":[{\"results\":[{\"mess"] {
        assert!(read_text(wrong.as_bytes()).is_err(), "{wrong}");
    }
    assert_eq!(of_run(&json!({ "results": [3, result(&json!({}))] })).rejects.len(), 1);
}

/// Findings, errors, and the first finding, of what real tools wrote.
#[test]
fn what_real_tools_wrote() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures");
    let mut wrong = Vec::new();
    for (name, findings, errors, first) in RECORDED {
        let bytes = std::fs::read(folder.join(format!("{name}.out"))).unwrap();
        let reading = read_text(&bytes).unwrap();
        let number = |number: Option<i64>| number.map_or("-".to_owned(), |number| number.to_string());
        let shown = reading.findings.first().map_or(String::new(), |found| {
            let (line, column) = (number(found.line), number(found.column));
            let word = |word: &Option<String>| word.clone().unwrap_or_default();
            format!("{}:{line}:{column} {} {}", found.file, word(&found.severity), word(&found.rule))
        });
        if (reading.findings.len(), reading.errors.len(), shown.as_str()) != (*findings, *errors, *first) {
            wrong.push(format!("(\"{name}\", {}, {}, \"{shown}\"),", reading.findings.len(), reading.errors.len()));
        }
        assert!(reading.rejects.is_empty(), "{name}: {:?}", reading.rejects);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let banner = std::fs::read(folder.join("oxlint-sarif.missing.out")).unwrap();
    assert!(read_text(&banner).is_err_and(|why| why.contains("No files found to lint")));
}

const RECORDED: &[(&str, usize, usize, &str)] = &[
    ("biome-sarif.clean", 0, 0, ""),
    ("biome-sarif.findings", 3, 0, "/repo/js/bad.js:2:7 warning lint/correctness/noUnusedVariables"),
    ("biome-sarif.missing", 1, 0, "/repo/js/nope.js:-:- error fs/cantRead"),
    ("biome-sarif.syntax", 2, 0, "/repo/js/syn.js:1:7 warning lint/correctness/noUnusedVariables"),
    ("biome-sarif.unicode", 2, 0, "/repo/js/uni.js:1:5 warning lint/correctness/noUnusedVariables"),
    ("hadolint-sarif.findings", 5, 0, "Dockerfile:1:1 warning DL3006"),
    ("oxlint-sarif.clean", 0, 0, ""),
    ("oxlint-sarif.findings", 2, 0, "bad.js:2:7 warning eslint(no-unused-vars)"),
    ("oxlint-sarif.syntax", 1, 0, "syn.js:1:11 error OXL0001"),
    ("oxlint-sarif.unicode", 2, 0, "uni.js:1:5 warning eslint(no-unused-vars)"),
    ("ruff-sarif.clean", 0, 0, ""),
    ("ruff-sarif.findings", 5, 0, "/repo/py/bad.py:1:1 error I001"),
    ("ruff-sarif.missing", 1, 0, "/repo/py/nope.py:1:1 error E902"),
    ("ruff-sarif.syntax", 2, 0, "/repo/py/syn.py:1:12 error invalid-syntax"),
    ("ruff-sarif.unicode", 1, 0, "/repo/py/uni.py:1:25 error F821"),
    ("semgrep-sarif.badconfig", 0, 2, ""),
    ("semgrep-sarif.findings", 1, 0, "bad.py:5:5 error shell-true"),
    ("sqlfluff-sarif.findings", 8, 0, "bad.sql:1:1 error LT09"),
    ("typos-sarif.findings", 1, 0, "u.txt:1:4 error "),
];
