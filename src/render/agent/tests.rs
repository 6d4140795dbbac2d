use proptest::prelude::*;

use super::*;
use crate::render::Style;
use crate::report::{Finding, Gate, More, Place, ProblemKind, Ran, Related, Severity, TestOutcome, TestResult, line};

fn written(report: &Report, max_tokens: usize, again: &str) -> String {
    let scene = Scene { style: Style { max_tokens, ..Style::default() }, source: &|_| None, again };
    let mut out = Vec::new();
    write(report, &scene, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn finding(file: &str, at: u32, severity: Severity, rule: &'static str, message: &str) -> Finding {
    let mut finding = Finding::new(file, severity, rule, message);
    finding.source = "ruff".into();
    finding.place = Some(Place::line(at));
    finding
}

const AGAIN: &str = "planyard lint src --format json";

#[test]
fn the_most_useful_comes_first() {
    let mut report = Report::gate("lint", Gate::default());
    report.ran.push(Ran::tool("ruff", None, 4, "file"));
    for (file, at) in [("a.py", 9), ("a.py", 2), ("b.py", 1)] {
        report.results.push(finding(file, at, Severity::Error, "F401", "`os` imported but unused"));
    }
    let mut one = finding("c.py", 7, Severity::Error, "F821", "Undefined name `x`");
    one.help = Some("define it".into());
    one.more = Some(Box::new(More {
        url: Some("https://docs.example/F821".to_owned()),
        related: vec![Related {
            file: "b.py".to_owned(),
            place: Some(Place::line(4)),
            message: "used here".to_owned(),
        }],
        ..More::default()
    }));
    report.results.push(one);
    report.results.push(finding("a.py", 1, Severity::Warning, "W1", "odd"));
    report
        .problems
        .push(Problem::new(ProblemKind::ToolMissing, "it is not installed").source("mypy").hint("pip install mypy"));
    report.finish();
    insta::assert_snapshot!(written(&report, 2000, AGAIN), @r"
    lint: unverified; 4 errors, 1 warning, 0 notes, 1 problem; 4 files examined, none by mypy
    problem: mypy: it is not installed
      hint: pip install mypy
    error ruff F821: Undefined name `x`
      at c.py:7
      help: define it
      see: b.py:4 used here
      page: https://docs.example/F821
    error ruff F401, 3 in 2 files: `os` imported but unused
      at a.py:2,9 b.py:1
    warning ruff W1: odd
      at a.py:1
    all of it: planyard lint src --format json
    ");
}

#[test]
fn what_does_not_fit_is_counted_and_can_be_asked_for() {
    let mut report = Report::gate("lint", Gate::default());
    report.ran.push(Ran::tool("ruff", None, 4, "file"));
    let rules = ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9"];
    for rule in rules {
        report.results.push(finding("a.py", 2, Severity::Error, rule, &"much to say ".repeat(20)));
    }
    report.finish();
    let text = written(&report, 150, AGAIN);
    assert!(text.len() <= 600, "{text}");
    assert!(
        text.starts_with("lint: fail; 9 errors, 0 warnings, 0 notes; 4 files examined\nerror ruff A1: much"),
        "{text}"
    );
    let last = text.lines().last().unwrap();
    assert!(
        last.starts_with("not shown: ") && last.ends_with("; all: planyard lint --tool ruff src --format json"),
        "{last}"
    );
    let long = format!("planyard lint {} --format json", "file ".repeat(200));
    assert!(written(&report, 150, &long).ends_with("all: planyard lint --tool ruff --format json\n"));
}

#[test]
fn a_failing_test_speaks_for_itself() {
    let mut report = Report::gate("test", Gate::default());
    report.ran.push(Ran::tool("pytest", None, 1, "test"));
    let mut failed = finding("tests/test_a.py", 3, Severity::Error, "tests/test_a.py::test_x", "assert 1 == 2");
    failed.source = "pytest".into();
    report.results.push(failed);
    let mut test = TestResult::new("pytest", "tests/test_a.py::test_x", TestOutcome::Failed);
    test.details = "def test_x():\n>   assert 1 == 2\nE   assert 1 == 2\n".to_owned();
    report.tests.push(test);
    report.finish();
    insta::assert_snapshot!(written(&report, 2000, "planyard test --format json"), @r"
    test: fail; 1 error, 0 warnings, 0 notes; 1 test examined (1 failed)
    error pytest tests/test_a.py::test_x: assert 1 == 2
      at tests/test_a.py:3
      | def test_x():
      | >   assert 1 == 2
      | E   assert 1 == 2
    all of it: planyard test --format json
    ");
}

#[test]
fn a_command_that_is_no_gate_shows_what_it_has() {
    let mut report = Report::new("status");
    report.view.text("one feature").gap().line(line("two tasks"));
    assert_eq!(written(&report, 2000, AGAIN), "status: done; 0 errors, 0 warnings, 0 notes\none feature\ntwo tasks\n");
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just("日本 🚀 ".repeat(200)), "\\PC{0,30}", ".{0,400}", "[a-z/]{200,900}"]
}

fn any_finding() -> impl Strategy<Value = Finding> {
    let severity = prop_oneof![Just(Severity::Info), Just(Severity::Warning), Just(Severity::Error)];
    let tool = proptest::sample::select(vec!["planyard", "ruff", "eslint"]);
    (text(), severity, text(), text(), tool, 0_u32..9).prop_map(|(file, severity, rule, message, tool, at)| {
        let mut finding = Finding::new(file, severity, rule, message.clone());
        finding.source = tool.into();
        finding.place = (at > 0).then(|| Place::line(at));
        finding.help = (at > 4).then(|| message.into());
        finding
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_budget_is_kept_and_the_verdict_is_there(
        results in proptest::collection::vec(any_finding(), 0..40),
        problems in proptest::collection::vec(text(), 0..9),
        tools in proptest::collection::vec(text(), 0..4),
        max_tokens in LEAST_TOKENS..3000,
        again in text(),
    ) {
        let mut report = Report::gate("check-completion", Gate::default());
        report.results = results;
        report.problems = problems.into_iter().map(|text| Problem::new(ProblemKind::Io, text.clone()).hint(text)).collect();
        report.ran = tools.iter().map(|name| Ran::tool(name, None, name.len() % 3, "file")).collect();
        report.finish();
        let said = written(&report, max_tokens, &again);
        prop_assert!(said.len() <= max_tokens * TOKEN_BYTES, "{} bytes for {max_tokens} tokens\n{said}", said.len());
        let summary = report.summary();
        let head = format!("check-completion: {}; {}, {}, {}", report.verdict().unwrap().word(),
            plural(summary.error, "error"), plural(summary.warning, "warning"), plural(summary.info, "note"));
        prop_assert!(said.starts_with(&head), "{said}");
        prop_assert_eq!(&said, &written(&report, max_tokens, &again), "the same each time");
        if !report.results.is_empty() {
            prop_assert!(said.trim_end().ends_with(again.trim_end()) || said.trim_end().ends_with("--format json"), "{said}");
        }
    }
}
