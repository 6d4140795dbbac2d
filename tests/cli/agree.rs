//! Every format says the same of one report, whatever text is in it; and so does the real program on real folders.

use std::sync::LazyLock;

use planyard::render::{self, Scene, Style};
use planyard::report::{Finding, Gate, Place, Problem, ProblemKind, Ran, Report, Severity, Verdict};
use planyard::schemas;
use proptest::prelude::*;
use serde_json::Value;

use crate::sandbox::Sandbox;

static SARIF: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/sarif-schema-2.1.0.json");
    // The standard's pattern for languages has a bracket too many, which is no regular expression.
    let text = std::fs::read_to_string(path).unwrap().replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}?$");
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
});

static RESULT: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let text = schemas::text(schemas::find("result").unwrap());
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
});

/// Text as it should not be: control codes, quotes, markup, other scripts, nothing.
fn odd() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("a|b `c` <d> \"e\" 'f' & ]]> %0A ::error:: \u{1b}[31m \u{202e} \n \r\t".to_owned()),
        Just("źluťoučký 日本語 🚀 ‚úÖ".to_owned()),
        "\\PC{0,40}",
        ".{0,20}",
    ]
}

fn severity() -> impl Strategy<Value = Severity> {
    prop_oneof![Just(Severity::Info), Just(Severity::Warning), Just(Severity::Error)]
}

fn finding() -> impl Strategy<Value = Finding> {
    let place = proptest::option::of((1_u32..50, 1_u32..50, 0_u32..3, 1_u32..60));
    (odd(), severity(), "[a-z]{1,6}/[a-z-]{1,9}", odd(), place).prop_map(|(file, severity, rule, message, place)| {
        let file = if file.trim().is_empty() { "tasks.md".to_owned() } else { file };
        let mut finding = Finding::new(file, severity, rule, message);
        finding.place = place.map(|(line, column, more, end)| Place {
            line,
            column,
            end_line: line + more,
            end_column: if more == 0 { column + end } else { end },
        });
        finding
    })
}

fn report() -> impl Strategy<Value = Report> {
    let problems =
        proptest::collection::vec(odd().prop_map(|text| Problem::new(ProblemKind::Io, text).hint("mend it")), 0..2);
    (proptest::collection::vec(finding(), 0..6), problems, 0_usize..3, severity(), any::<bool>()).prop_map(
        |(results, problems, examined, fail_on, exit_zero)| {
            let mut report = Report::gate("check-planning", Gate { fail_on, exit_zero });
            report.results = results;
            report.problems = problems;
            report.ran.push(Ran::own("planning", examined));
            report.finish();
            report
        },
    )
}

fn written(report: &Report, format: &str, color: bool) -> String {
    let style = Style { color, ..Style::default() };
    let source = |_: &str| Some("one line\nanother `line` | with things\n".repeat(30));
    let mut out = Vec::new();
    (render::find(format).unwrap().write)(report, &Scene { style, source: &source }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn levels(sarif: &Value) -> [usize; 3] {
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    ["error", "warning", "note"].map(|level| results.iter().filter(|result| result["level"] == level).count())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_format_tells_the_same(report in report()) {
        let json: Value = serde_json::from_str(&written(&report, "json", false)).unwrap();
        prop_assert!(RESULT.is_valid(&json), "{:?}", RESULT.iter_errors(&json).map(|e| e.to_string()).collect::<Vec<_>>());
        let sarif: Value = serde_json::from_str(&written(&report, "sarif", false)).unwrap();
        prop_assert!(SARIF.is_valid(&sarif), "{:?}", SARIF.iter_errors(&sarif).map(|e| e.to_string()).collect::<Vec<_>>());
        let verdict = report.verdict().unwrap();
        prop_assert_eq!(&json["verdict"], verdict.word());
        let expected = match verdict { Verdict::Pass => 0, Verdict::Fail => u8::from(!report.gate.unwrap().exit_zero), Verdict::Unverified => 2 };
        prop_assert_eq!(report.exit_code(), expected);
        prop_assert_eq!(&sarif["runs"][0]["invocations"][0]["exitCode"], expected);
        prop_assert_eq!(&sarif["runs"][0]["invocations"][0]["executionSuccessful"], &json["success"]);
        let summary = report.summary();
        prop_assert_eq!(levels(&sarif), [summary.error, summary.warning, summary.info]);
        let human = written(&report, "human", false);
        let word = match verdict { Verdict::Pass => "passed", Verdict::Fail => "failed", Verdict::Unverified => "could not be verified" };
        prop_assert!(human.lines().last().unwrap_or_default().contains(word), "{}", human);
        prop_assert!(!human.contains('\u{1b}'), "without colour there is no escape code");
        let junit = written(&report, "junit", false);
        prop_assert_eq!(verdict == Verdict::Pass, !junit.contains("<failure") && !junit.contains("<error"), "{}", junit);
        let lines = written(&report, "jsonl", false);
        prop_assert_eq!(lines.lines().count(), report.results.len() + report.problems.len() + 1);
        for line in lines.lines() {
            prop_assert!(serde_json::from_str::<Value>(line).is_ok());
        }
        let github = written(&report, "github", false);
        let commands = github.lines().filter(|line| line.starts_with("::")).count();
        prop_assert_eq!(commands, report.results.len() + report.problems.len(), "{}", github);
        let gitlab: Value = serde_json::from_str(&written(&report, "gitlab", false)).unwrap();
        prop_assert_eq!(gitlab.as_array().unwrap().len(), report.results.len() + report.problems.len());
        let markdown = written(&report, "markdown", false);
        prop_assert!(markdown.lines().next().unwrap_or_default().contains(word), "{}", markdown);
    }
}

const TASKS: &str = "# Tasks\n\n## Progress\n\n- Tasks Complete: 1/1\n\n## Task List\n\n### T01: A\n- [ ] Estimate: 9h\n- [ ] Tests: tests/a.py\n";

#[test]
fn the_program_answers_alike_in_every_format() {
    let sandbox = Sandbox::new();
    sandbox.write("features/P01-F01-a/tasks.md", TASKS).write("features/P01-F02-b/tasks.md", [0xff, 0xfe]);
    let commands: [&[&str]; 9] = [
        &["check-planning", "P01-F01"],
        &["check-planning", "--all"],
        &["check-planning", "P01-F01", "--exit-zero"],
        &["check-completion", "P01-F01"],
        &["check-planning", "nothing"],
        &["task", "list", "--feature", "P01-F01"],
        &["task", "done", "T09", "--feature", "P01-F01"],
        &["status"],
        &["version"],
    ];
    for args in commands {
        let with = |format: &str| sandbox.run(&[&["--format", format][..], args].concat());
        let json = with("json");
        let document: Value = serde_json::from_str(&json.stdout).unwrap();
        assert!(RESULT.is_valid(&document), "{args:?}\n{json}");
        let sarif = with("sarif");
        let parsed: Value = serde_json::from_str(&sarif.stdout).unwrap();
        assert!(SARIF.is_valid(&parsed), "{args:?}\n{sarif}");
        let counts = ["error", "warning", "info"].map(|word| document["summary"][word].as_u64().unwrap() as usize);
        assert_eq!(levels(&parsed), counts, "{args:?}");
        for format in ["human", "jsonl", "github", "gitlab", "junit", "markdown", "sarif"] {
            assert_eq!(with(format).status, json.status, "{args:?} as {format}");
        }
        let expected = match (document["success"].as_bool().unwrap(), document["verdict"].as_str()) {
            (false, _) | (_, Some("unverified")) => 2,
            (true, Some("fail")) if !args.contains(&"--exit-zero") => 1,
            _ => 0,
        };
        assert_eq!(json.status, expected, "{args:?}\n{json}");
    }
}
