//! The false greens of the scripts that Planyard replaces, each as a test: what they called good, and why it is not.
//! They were measured with real tools; the recorded runs are those of the records' own cases.

use super::tests::{made_up, recorded_as};
use super::*;
use crate::report::{Finding, Gate, ProblemKind as Kind, Report, Severity, Verdict};
use crate::tools::Catalog;

fn record(name: &str) -> Record {
    Catalog::load(&toml::Table::new()).unwrap().get(name).unwrap().clone()
}

fn kinds(judged: &Judged) -> Vec<Kind> {
    judged.problems.iter().map(|problem| problem.kind).collect()
}

/// `lint.sh`: one `fix: null` raised in its parser, and all findings of the run were gone.
#[test]
fn green_1_a_finding_that_cannot_be_mended_wipes_the_others() {
    let judged = recorded_as(&record("ruff"), "ruff.findings");
    let unfixable = judged.findings.iter().filter(|finding| finding.fix.is_none()).count();
    assert_eq!((judged.findings.len(), judged.problems.len()), (5, 0));
    assert!(unfixable > 0 && unfixable < 5, "the recording holds both kinds");
    // What cannot be read is told, and the rest is kept.
    let out = br#"[{"filename": 7, "message": "x"}, {"filename": "a.py", "location": {"row": 1, "column": 1}, "code": "F401", "message": "y", "fix": null}]"#;
    let judged = made_up(&record("ruff"), &Status::Exited(1), out, b"");
    assert_eq!((judged.findings.len(), kinds(&judged)), (1, vec![Kind::Unparsable]));
}

/// `sast.sh`: `2>&1` put `[main] INFO` lines into the JSON, which then was no JSON, which then was no finding.
#[test]
fn green_2_a_log_on_standard_error_hides_the_findings() {
    let record = record("bandit");
    let out = std::fs::read(super::tests::capture("bandit.findings.out")).unwrap();
    let log = b"[main]\tINFO\tprofile include tests: None\n[main]\tINFO\trunning on Python 3.11.7\n";
    let judged = made_up(&record, &Status::Exited(1), &out, log);
    assert_eq!((judged.findings.len(), judged.problems.len()), (2, 0));
    // The same log in front of the document is told, not swallowed.
    let judged = made_up(&record, &Status::Exited(1), &[log, out.as_slice()].concat(), b"");
    assert_eq!(kinds(&judged), [Kind::Unparsable]);
}

/// A finding's text was pasted into a Python program: quotes broke it, and it could run code.
#[test]
fn green_3_a_message_is_data() {
    let message = r#"'''+__import__('os').system('touch /tmp/x')+''' \ $(id) `id` \" %s"#;
    let out = serde_json::json!([{ "filename": "a.py", "location": { "row": 1, "column": 1 }, "code": "X1", "message": message, "fix": null }]);
    let judged = made_up(&record("ruff"), &Status::Exited(1), out.to_string().as_bytes(), b"");
    assert_eq!(judged.findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>(), [message]);
    assert!(judged.problems.is_empty());
}

/// `|| true` threw the exit code away.
#[test]
fn green_4_an_exit_code_is_held_against_the_answer() {
    let ruff = record("ruff");
    assert_eq!(kinds(&made_up(&ruff, &Status::Exited(1), b"[]", b"")), [Kind::ReportedNothing]);
    assert_eq!(kinds(&made_up(&ruff, &Status::Exited(2), b"[]", b"ruff failed\n")), [Kind::BadInvocation]);
    assert_eq!(kinds(&made_up(&ruff, &Status::Exited(101), b"[]", b"")), [Kind::UnknownExit]);
    assert_eq!(kinds(&made_up(&ruff, &Status::Signalled(9), b"[]", b"")), [Kind::ToolCrashed]);
    assert!(made_up(&ruff, &Status::Exited(0), b"[]", b"").problems.is_empty());
}

/// `sca.sh` read a key that pip-audit does not have, put a version where the line belongs, and called a dependency
/// that could not be audited a good one.
#[test]
fn green_5_the_tools_own_keys_are_read() {
    let record = record("pip-audit");
    let judged = recorded_as(&record, "pip-audit.findings");
    let found = &judged.findings[0];
    assert_eq!((judged.findings.len(), found.line, found.rule.as_deref()), (1, None, Some("CVE-2026-00001")));
    assert!(found.message.contains("toylib 1.0") && found.help.as_deref() == Some("update toylib to 1.1"), "{found:?}");
    let judged = recorded_as(&record, "pip-audit.unauditable");
    assert_eq!((kinds(&judged), judged.findings.len()), (vec![Kind::ToolReported], 0));
    assert!(judged.problems[0].message.contains("could not be audited"), "{:?}", judged.problems);
    // The keys that the script looked for are no answer.
    let judged = made_up(&record, &Status::Exited(0), br#"{"vulnerabilities": []}"#, b"");
    assert_eq!(kinds(&judged), [Kind::Unparsable]);
}

/// What could be mended was a warning and what could not an error, whatever the tool said.
#[test]
fn green_6_severity_is_the_tools_and_not_whether_it_can_be_mended() {
    let judged = recorded_as(&record("ruff"), "ruff.findings");
    let words: Vec<Option<&str>> = judged.findings.iter().map(|finding| finding.severity.as_deref()).collect();
    assert_eq!(words, [Some("error"); 5]);
    assert!(judged.findings.iter().any(|finding| finding.fix.is_some()));
    let judged = recorded_as(&record("pylint"), "pylint.findings");
    let fatal = judged.findings.iter().filter(|finding| finding.severity.as_deref() == Some("error")).count();
    assert!(fatal > 0 && fatal < judged.findings.len(), "{judged:?}");
}

/// The runner's log stood on standard output before the document.
#[test]
fn green_7_a_document_behind_noise_is_read_or_told_never_taken_for_empty() {
    let out = b"Collecting...\nDone.\n[]\n";
    assert_eq!(kinds(&made_up(&record("ruff"), &Status::Exited(0), out, b"")), [Kind::Unparsable]);
    // Where a tool is known to do it, the noise is left out.
    let judged = recorded_as(&record("pylint"), "pylint.verbose");
    assert_eq!((judged.findings.len(), judged.problems.len()), (7, 0));
}

/// The wrappers ended with 0 whatever they had found, so the gate behind them could not fail.
#[test]
fn green_8_findings_and_problems_reach_the_exit_code() {
    let mut report = Report::gate("lint", Gate::default());
    report.results.push(Finding::new("a.py", Severity::Error, "F401", "unused"));
    report.ran.push(crate::report::Ran::own("ruff", 1));
    report.finish();
    assert_eq!((report.verdict(), report.exit_code(), report.success()), (Some(Verdict::Fail), 1, true));
    let judged = recorded_as(&record("bandit"), "bandit.syntax");
    report.problems.extend(judged.problems);
    assert_eq!((report.verdict(), report.exit_code(), report.success()), (Some(Verdict::Unverified), 2, false));
}

/// `sast.sh` on a file that does not parse: bandit's exit code is 0 and its findings are none.
#[test]
fn green_9_a_file_that_does_not_parse_is_not_a_good_one() {
    for (tool, capture) in [("bandit", "bandit.syntax"), ("bandit", "bandit.missing"), ("semgrep", "semgrep.broken")] {
        let judged = recorded_as(&record(tool), capture);
        assert_eq!(kinds(&judged), [Kind::ToolReported], "{capture}");
    }
    assert_eq!(recorded_as(&record("bandit"), "bandit.syntax").examined, 0);
}

/// `sca.sh` on a requirements file that is not there, and without a network.
#[test]
fn green_10_an_audit_that_could_not_be_made_is_not_a_good_one() {
    for (capture, kind) in [("pip-audit.missing", Kind::ToolReported), ("pip-audit.offline", Kind::Unparsable)] {
        let judged = recorded_as(&record("pip-audit"), capture);
        assert!(kinds(&judged).contains(&kind), "{capture}: {:?}", judged.problems);
    }
}

/// A tool that looks at nothing because of its own excludes says nothing, or next to nothing, of it.
#[test]
fn green_11_nothing_looked_at_is_not_good() {
    let runs = [
        ("ruff", "ruff.nofiles"),
        ("ruff-format", "ruff-format.nofiles"),
        ("flake8", "flake8.excluded"),
        ("pylint", "pylint.ignored"),
        ("pyright", "pyright.nofiles"),
        ("black", "black.excluded"),
        ("sqlfluff", "sqlfluff.ignored"),
        ("rubocop", "rubocop.excluded"),
        ("ktlint", "ktlint.missing"),
        ("go-vet", "go-vet.nofiles"),
        ("staticcheck", "staticcheck.nofiles"),
        ("gitleaks", "gitleaks.nofiles"),
    ];
    for (tool, capture) in runs {
        let judged = recorded_as(&record(tool), capture);
        assert!(kinds(&judged).contains(&Kind::NothingExamined), "{capture}: {:?}", judged.problems);
        assert_eq!(judged.examined, 0, "{capture}");
    }
}
