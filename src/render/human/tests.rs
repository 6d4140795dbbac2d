use super::*;
use crate::render::Style as Look;
use crate::report::{Finding, Gate, More, Place, Ran, Related, Severity, TestOutcome, TestResult};

const TEXT: &str = "import os\n\tx = undefined_name  # and a comment that goes on for longer than sixty columns are wide\ndef test_x():\n    assert 1 == 2\n";

fn written(report: &Report, width: u16, color: bool) -> String {
    let scene =
        Scene { style: Look { width, color, ..Look::default() }, source: &|_| Some(TEXT.to_owned()), again: "" };
    let mut out = Vec::new();
    write(report, &scene, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn finding(tool: &'static str, rule: &'static str, place: (u32, u32, u32), message: &str) -> Finding {
    let mut finding = Finding::new("src/a.py", Severity::Error, rule, message);
    finding.source = tool.into();
    finding.place = Some(Place { line: place.0, column: place.1, end_line: place.0, end_column: place.2 });
    finding
}

fn lint(results: Vec<Finding>) -> Report {
    let mut report = Report::gate("lint", Gate::default());
    report.ran.push(Ran::tool("ruff", None, 1, "file"));
    report.results = results;
    report.finish();
    report
}

#[test]
fn tools_that_say_the_same_share_a_frame() {
    let mut ruff = finding("ruff", "F401", (1, 8, 10), "`os` imported but unused");
    ruff.help = Some("remove it".into());
    ruff.more = Some(Box::new(More { url: Some("https://docs.example/F401".to_owned()), ..More::default() }));
    let mut flake8 = finding("flake8", "F401", (1, 8, 0), "'os' imported but unused");
    flake8.severity = Severity::Warning;
    let mut again = ruff.clone();
    again.place = Some(Place { line: 3, column: 5, end_line: 3, end_column: 11 });
    insta::assert_snapshot!(written(&lint(vec![ruff, flake8, again]), 60, false), @r"
    warning[flake8 F401]: 'os' imported but unused
    error[ruff F401]: `os` imported but unused
     --> src/a.py:1:8
      |
    1 | import os
      |        ^^
      |
      = ruff F401 help: remove it
      = ruff F401 page: https://docs.example/F401

    error[ruff F401]: `os` imported but unused
     --> src/a.py:3:5
      |
    3 | def test_x():
      |     ^^^^^^
      |
      = help: remove it

    ✗ lint failed: 2 errors, 1 warning; 1 file examined
    ");
}

#[test]
fn without_columns_it_is_the_whole_line() {
    let mut whole = finding(
        "mypy",
        "name-defined",
        (2, 0, 0),
        "Name \"undefined_name\" is not defined, and more is to be said than there is room for",
    );
    whole.more = Some(Box::new(More {
        related: vec![Related {
            file: "src/b.py".to_owned(),
            place: Some(Place::line(7)),
            message: "used here".to_owned(),
        }],
        ..More::default()
    }));
    insta::assert_snapshot!(written(&lint(vec![whole.clone()]), 60, false), @r#"
    error[mypy name-defined]: Name "undefined_name" is not
      defined, and more is to be said than there is room for
     --> src/a.py:2
      |
    2 |     x = undefined_name  # and a comment that goes on f…
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = see: src/b.py:7 used here

    ✗ lint failed: 1 error; 1 file examined
    "#);
    let wide = written(&lint(vec![whole]), 200, false);
    assert!(wide.lines().next().unwrap().ends_with("than there is room for"), "one line: {wide}");
    assert!(wide.contains("than sixty columns are wide\n"), "nothing is cut: {wide}");
}

#[test]
fn a_failing_test_shows_its_own_words() {
    let id = "tests/test_a.py::test_x";
    let mut failed = TestResult::new("pytest", id, TestOutcome::Failed);
    failed.details = "def test_x():\n>   assert 1 == 2\nE   assert 1 == 2\n\u{1b}[31mE\n".to_owned();
    let mut report = lint(vec![finding("pytest", id, (4, 0, 0), "assert 1 == 2")]);
    report.command = "test".to_owned();
    report.ran = vec![Ran::tool("pytest", None, 2, "test")];
    report.tests = vec![failed, TestResult::new("pytest", "other", TestOutcome::Passed)];
    insta::assert_snapshot!(written(&report, 60, false), @r"
    error[pytest tests/test_a.py::test_x]: assert 1 == 2
     --> src/a.py:4
      |
    4 |     assert 1 == 2
      |     ^^^^^^^^^^^^^
      |
      | def test_x():
      | >   assert 1 == 2
      | E   assert 1 == 2
      | ␛[31mE

    ✗ test failed: 1 error; 2 tests examined (1 failed, 1
      passed)
    ");
}

#[test]
fn colour_changes_no_text() {
    let mut with_help = finding("ruff", "F401", (1, 8, 10), "`os` imported but unused");
    with_help.help = Some("remove it, for nothing here uses it, and what is not used is in the way of readers".into());
    let mut report = lint(vec![with_help]);
    report.problems.push(Problem::new(crate::report::ProblemKind::Timeout, "slow").hint("wait\nlonger"));
    let plain = written(&report, 60, false);
    let coloured = written(&report, 60, true);
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
}

#[test]
fn words_that_may_be_copied_are_never_broken() {
    let line = vec![(Role::Plain, format!("{} {}", "a".repeat(50), "src/".repeat(20)))];
    let scene = Scene { style: Look { width: 40, ..Look::default() }, source: &|_| None, again: "" };
    let mut out = Vec::new();
    wrapped(&line, "  ", &scene, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines, ["a".repeat(38), format!("  {}", "a".repeat(12)), format!("  {}", "src/".repeat(20))]);
}
