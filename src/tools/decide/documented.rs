//! Records of tools that were not run here, on answers as their documentation shows them. It proves that their filters
//! are right for what is documented, not that the tools keep to it: such records stay `verified = false`.

use super::tests::made_up;
use super::*;
use crate::report::ProblemKind as Kind;
use crate::tools::Catalog;

/// A tool, an exit code and an answer; the findings as `file:line:column severity rule` and the kinds of problems.
type Sample = (&'static str, i32, &'static str, &'static [&'static str], &'static [Kind]);

const SAMPLES: &[Sample] = &[
    (
        "actionlint",
        1,
        r#"[{"message": "property \"x\" is not defined", "filepath": ".github/workflows/a.yml", "line": 5, "column": 15,
            "kind": "expression", "snippet": "run: ${{ x }}", "end_column": 20}]"#,
        &[".github/workflows/a.yml:5:15 - expression"],
        &[],
    ),
    ("actionlint", 0, "[]", &[], &[]),
    ("actionlint", 3, "", &[], &[Kind::BadInvocation]),
    (
        "golangci-lint",
        1,
        r#"{"Issues": [{"FromLinter": "errcheck", "Text": "Error return value is not checked", "Severity": "", "SourceLines": ["\tf()"],
            "Pos": {"Filename": "cmd/main.go", "Offset": 30, "Line": 5, "Column": 3}, "ExpectNoLint": false},
            {"FromLinter": "gofmt", "Text": "File is not properly formatted", "Severity": "warning", "SuggestedFixes": [{"TextEdits": []}],
            "LineRange": {"From": 7, "To": 9}, "Pos": {"Filename": "a.go", "Offset": 0, "Line": 7, "Column": 0}}],
            "Report": {"Linters": [{"Name": "errcheck", "Enabled": true}]}}"#,
        &["cmd/main.go:5:3 error errcheck", "a.go:7:- warning gofmt"],
        &[],
    ),
    ("golangci-lint", 0, r#"{"Issues": null, "Report": {"Linters": []}}"#, &[], &[]),
    (
        "golangci-lint",
        1,
        r##"{"Issues": [{"FromLinter": "typecheck", "Text": ": # x\n./a.go:3:9: syntax error", "Pos": {"Filename": "a.go", "Line": 1, "Column": 0}}], "Report": {}}"##,
        &[],
        &[Kind::ToolReported],
    ),
    ("golangci-lint", 4, r#"{"Issues": [], "Report": {"Error": "Timeout exceeded"}}"#, &[], &[Kind::ToolReported]),
    ("golangci-lint", 5, "", &[], &[Kind::NothingExamined]),
    (
        "phpstan",
        1,
        r#"{"totals": {"errors": 0, "file_errors": 2}, "files": {"/repo/src/A.php": {"errors": 1, "messages": [
            {"message": "Undefined variable: $x", "line": 5, "ignorable": true, "identifier": "variable.undefined"}]},
            "/repo/src/T.php (in context of class B)": {"errors": 1, "messages": [{"message": "m", "line": null, "ignorable": true, "tip": "t"}]}},
            "errors": []}"#,
        &["/repo/src/A.php:5:- error variable.undefined", "/repo/src/T.php:-:- error -"],
        &[],
    ),
    ("phpstan", 0, r#"{"totals": {"errors": 0, "file_errors": 0}, "files": [], "errors": []}"#, &[], &[]),
    (
        "phpstan",
        1,
        r#"{"totals": {"errors": 1, "file_errors": 0}, "files": [], "errors": ["Child process error: out of memory"]}"#,
        &[],
        &[Kind::ToolReported],
    ),
    (
        "swiftlint",
        2,
        r#"[{"character": 9, "file": "/repo/A.swift", "line": 3, "reason": "Force casts should be avoided", "rule_id": "force_cast",
            "severity": "Error", "type": "Force Cast"}]"#,
        &["/repo/A.swift:3:9 Error force_cast"],
        &[],
    ),
    ("swiftlint", 0, "[\n\n]\n", &[], &[]),
    (
        "tflint",
        2,
        r#"{"issues": [{"rule": {"name": "terraform_unused_declarations", "severity": "warning", "link": "https://x"},
            "message": "variable \"a\" is declared but not used", "range": {"filename": "main.tf", "start": {"line": 1, "column": 1},
            "end": {"line": 1, "column": 13}}, "callers": []}], "errors": []}"#,
        &["main.tf:1:1 warning terraform_unused_declarations"],
        &[],
    ),
    ("tflint", 0, r#"{"issues": [], "errors": []}"#, &[], &[]),
    (
        "tflint",
        1,
        r#"{"issues": [], "errors": [{"summary": "Invalid expression", "message": "Expected an expression", "severity": "error",
            "range": {"filename": "main.tf", "start": {"line": 2, "column": 10}, "end": {"line": 3, "column": 1}}}]}"#,
        &[],
        &[Kind::ToolReported],
    ),
    (
        "trivy",
        0,
        r#"{"SchemaVersion": 2, "Results": [{"Target": "package-lock.json", "Class": "lang-pkgs", "Type": "npm", "Vulnerabilities": [
            {"VulnerabilityID": "CVE-2026-1", "PkgName": "toy", "InstalledVersion": "1.0", "FixedVersion": "1.1", "Severity": "HIGH",
            "Title": "a flaw", "PrimaryURL": "https://x"}]}, {"Target": "Dockerfile", "Class": "config", "Misconfigurations": [
            {"ID": "DS002", "AVDID": "AVD-DS-0002", "Title": "root", "Message": "m", "Resolution": "r", "Severity": "MEDIUM",
            "Status": "FAIL", "PrimaryURL": "https://y", "CauseMetadata": {"StartLine": 3, "EndLine": 4}},
            {"ID": "DS001", "Status": "PASS", "Severity": "LOW", "Title": "ok", "Message": "m", "CauseMetadata": {}}]}]}"#,
        &["package-lock.json:-:- HIGH CVE-2026-1", "Dockerfile:3:- MEDIUM AVD-DS-0002"],
        &[],
    ),
    ("trivy", 0, r#"{"SchemaVersion": 2, "ArtifactName": "."}"#, &[], &[]),
    ("trivy", 1, "", &[], &[Kind::BadInvocation]),
];

#[test]
fn what_is_documented_is_understood() {
    let catalog = Catalog::load(&toml::Table::new()).unwrap();
    for (tool, code, answer, findings, kinds) in SAMPLES {
        let record = catalog.get(tool).unwrap();
        let judged = made_up(record, &Status::Exited(*code), answer.as_bytes(), b"");
        let shown = |found: &RawFinding| {
            let number = |n: Option<i64>| n.map_or("-".to_owned(), |n| n.to_string());
            let (word, rule) = (found.severity.as_deref().unwrap_or("-"), found.rule.as_deref().unwrap_or("-"));
            format!("{}:{}:{} {word} {rule}", found.file, number(found.line), number(found.column))
        };
        assert_eq!(judged.findings.iter().map(shown).collect::<Vec<_>>(), *findings, "{tool} {code}: {answer}");
        let found: Vec<Kind> = judged.problems.iter().map(|problem| problem.kind).collect();
        assert_eq!(found, *kinds, "{tool} {code}: {:?}", judged.problems);
    }
}

/// The table above is for records that were not run: those that were have recorded runs.
#[test]
fn every_record_has_runs_that_prove_it() {
    for record in Catalog::load(&toml::Table::new()).unwrap().iter().filter(|record| record.tests.is_none()) {
        let documented = SAMPLES.iter().any(|sample| sample.0 == record.name);
        let recorded =
            record.case.iter().any(|case| case.expect == "ok" && case.findings.is_some_and(|count| count > 0))
                && record.case.iter().any(|case| case.expect != "ok");
        assert!(recorded || (documented && !record.verified), "{}: what proves it?", record.name);
    }
}
