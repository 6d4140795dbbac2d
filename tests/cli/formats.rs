//! What the readers of each format ask of it: GitHub's grammar and limits, GitLab's schema, JUnit's structure, an agent's
//! budget; on reports that a real run would give, and on the real program.

use std::collections::HashSet;
use std::sync::LazyLock;

use planyard::render::{self, Scene, Style};
use planyard::report::{Finding, Gate, Place, Problem, ProblemKind, Ran, Report, Severity, TestOutcome, TestResult};
use quick_xml::Reader;
use quick_xml::events::Event;
use regex::Regex;
use serde_json::Value;

use crate::sandbox::Sandbox;

static GITLAB: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let text = include_str!("../fixtures/gitlab-code-quality.schema.json");
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
});

/// A workflow command as GitHub reads it: properties hold no bare `:` or `,`, data no bare `%`.
static COMMAND: LazyLock<Regex> = LazyLock::new(|| {
    let text = "(?:[^%,:\r\n]|%(?:25|0D|0A|3A|2C))*";
    let data = "(?:[^%\r\n]|%(?:25|0D|0A))*";
    Regex::new(&format!(
        "^::(?:error|warning|notice) (?:file={text}(?:,line=[0-9]+,endLine=[0-9]+(?:,col=[0-9]+(?:,endColumn=[0-9]+)?)?)?,)?title={text}::{data}$"
    ))
    .unwrap()
});

fn written(report: &Report, format: &str) -> String {
    let scene = Scene { style: Style::default(), source: &|_| None, again: "planyard lint --format json" };
    let mut out = Vec::new();
    (render::find(format).unwrap().write)(report, &scene, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// 40 findings of three tools, with all that is hard to escape in them.
fn lint() -> Report {
    let mut report = Report::gate("lint", Gate::default());
    let words = ["100% of it", "a\r\nb::error::c", "x, y: z", "<&>\"'`|\u{1b}[0m\u{0}", "日本 🚀", ""];
    for at in 0..40_u32 {
        let severity = [Severity::Error, Severity::Warning, Severity::Info][at as usize % 3];
        let word = words[at as usize % words.len()];
        let mut finding = Finding::new(format!("./src/{word} {}.py", at % 4), severity, "E:1,2%", word);
        finding.source = ["ruff", "flake8", "pylint"][at as usize % 3].into();
        finding.place =
            (at % 5 > 0).then_some(Place { line: at, column: at % 3, end_line: at, end_column: at % 2 * 9 });
        report.results.push(finding);
    }
    report
        .problems
        .push(Problem::new(ProblemKind::ToolMissing, "it is not,\ninstalled: 5%").source("mypy").hint("get it"));
    report.ran.push(Ran::tool("ruff", Some("0.17.5".to_owned()), 4, "file"));
    report.finish();
    report
}

#[test]
fn github_reads_every_line_and_shows_all_of_them() {
    let report = lint();
    let text = written(&report, "github");
    let commands: Vec<&str> = text.lines().filter(|line| line.starts_with("::")).collect();
    for line in &commands {
        assert!(COMMAND.is_match(line), "{line}");
    }
    for kind in ["error", "warning", "notice"] {
        let count = commands.iter().filter(|line| line.starts_with(&format!("::{kind} "))).count();
        assert_eq!(count, 10, "ten of each kind are shown");
    }
    assert!(commands[0].starts_with("::error title=lint::mypy"), "why nothing can be said is first");
    assert!(text.contains("::notice title=lint::12 more: see the job's summary, or `planyard lint --format json`\n"));
    assert_eq!(text.lines().count(), commands.len() + 1, "the last line is for people");
}

#[test]
fn gitlab_reads_every_entry_and_collapses_none() {
    let report = lint();
    let all: Value = serde_json::from_str(&written(&report, "gitlab")).unwrap();
    let errors: Vec<String> = GITLAB.iter_errors(&all).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    let all = all.as_array().unwrap();
    let prints: HashSet<&str> = all.iter().map(|entry| entry["fingerprint"].as_str().unwrap()).collect();
    assert_eq!((all.len(), prints.len()), (report.results.len() + 1, all.len()));
    assert_eq!(written(&Report::new("lint"), "gitlab"), "[]\n");
    assert!(!GITLAB.is_valid(&serde_json::json!([{ "description": "no fingerprint" }])), "the schema can fail");
}

fn test(id: &str, outcome: TestOutcome) -> TestResult {
    TestResult {
        duration_ms: Some(1500.0),
        message: "why & <how>".to_owned(),
        ..TestResult::new("pytest", id, outcome)
    }
}

/// Tests of two runners, in every outcome.
fn tests() -> Report {
    use TestOutcome::{Error, Failed, Flaky, Passed, Skipped, Xfailed, Xpassed};
    let mut report = Report::gate("test", Gate::default());
    let all = [Passed, Failed, Error, Skipped, Flaky, Xfailed, Xpassed];
    report.tests.extend(all.map(|outcome| test(&format!("t.py::{}", outcome.word()), outcome)));
    report.tests[1].details = "Traceback ]]> \u{1b}[31m\u{0} 日本\n  line 3".to_owned();
    report.tests[1].file = Some("tests/t.py".to_owned());
    report.tests[1].line = Some(3);
    report.tests[4].attempts = 2;
    report.tests.push(TestResult { tool: "bats".to_owned(), ..test("works", Passed) });
    for (id, severity) in
        [("t.py::failed", Severity::Error), ("t.py::error", Severity::Error), ("t.py::flaky", Severity::Warning)]
    {
        let mut finding = Finding::new("tests/t.py", severity, id, "why");
        finding.source = "pytest".into();
        report.results.push(finding);
    }
    report.ran.push(Ran::tool("pytest", None, 6, "test"));
    report.ran.push(Ran::tool("bats", None, 1, "test"));
    report.finish();
    report
}

/// What a JUnit file says, an element a line: its name, its name attribute, and its counts.
fn elements(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}\n{xml}")) {
            Event::Eof => return found,
            Event::Start(element) | Event::Empty(element) => {
                let mut line = String::from_utf8(element.name().as_ref().to_vec()).unwrap();
                for attribute in element.attributes() {
                    let attribute = attribute.unwrap();
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap();
                    line.push_str(&format!(" {}={value}", String::from_utf8_lossy(attribute.key.as_ref())));
                }
                found.push(line);
            }
            _ => {}
        }
    }
}

#[test]
fn junit_has_a_case_for_every_test() {
    insta::assert_snapshot!(elements(&written(&tests(), "junit")).join("\n"), @r"
    testsuites name=planyard tests=8 skipped=2 failures=1 errors=1
    testsuite name=bats tests=1 skipped=0 errors=0 failures=0 time=1.500
    testcase name=works classname=bats time=1.500
    testsuite name=pytest tests=7 skipped=2 errors=1 failures=1 time=10.500
    testcase name=t.py::passed classname=pytest time=1.500
    testcase name=t.py::failed classname=tests/t.py time=1.500 file=tests/t.py line=3
    failure message=why & <how> type=failed
    testcase name=t.py::error classname=pytest time=1.500
    error message=why & <how> type=error
    testcase name=t.py::skipped classname=pytest time=1.500
    skipped message=why & <how>
    testcase name=t.py::flaky classname=pytest time=1.500
    flakyFailure message=why & <how> type=flaky
    testcase name=t.py::xfailed classname=pytest time=1.500
    skipped message=why & <how> type=xfailed
    testcase name=t.py::xpassed classname=pytest time=1.500
    ");
}

#[test]
fn junit_keeps_the_gates_word() {
    let mut report = tests();
    // In quarantine: it failed, and is no error.
    for finding in &mut report.results {
        finding.severity = Severity::Info;
    }
    let quarantined = written(&report, "junit");
    assert!(!quarantined.contains("<failure") && !quarantined.contains("<error"), "{quarantined}");
    assert!(quarantined.contains("failed, and does not count: why"), "{quarantined}");
    // A test that no finding is about is what it is.
    report.results.clear();
    assert!(written(&report, "junit").contains("<failure"));
    let mut strict = tests();
    strict.gate = Some(Gate { fail_on: Severity::Warning, exit_zero: false });
    let strict = elements(&written(&strict, "junit"));
    assert_eq!(strict.iter().filter(|line| line.starts_with("failure")).count(), 2, "flaky fails when asked to");
    let mut broken = tests();
    broken.problems.push(Problem::new(ProblemKind::Timeout, "it hung").source("bats"));
    let broken = elements(&written(&broken, "junit"));
    assert!(broken.iter().any(|line| line.starts_with("testcase name=run classname=test")), "{broken:#?}");
    assert!(broken.iter().any(|line| line.starts_with("error message=test could not be verified")), "{broken:#?}");
}

const TASKS: &str =
    "# Tasks\n\n## Progress\n\n- Tasks Complete: 1/1\n\n## Task List\n\n### T01: A\n- [ ] Estimate: 9h\n";

#[test]
fn the_summary_of_a_job_is_added_to() {
    let sandbox = Sandbox::new().env("GITHUB_STEP_SUMMARY", "../summary.md");
    sandbox.write("features/P01-F01-a/tasks.md", TASKS).write("../summary.md", "# Before\n");
    let summary = || sandbox.read("../summary.md");
    assert_eq!(sandbox.run(&["check-planning", "--format", "json"]).status, 1);
    assert_eq!(summary(), "# Before\n", "only for GitHub");
    let first = sandbox.run(&["check-planning", "--format", "github"]);
    assert!(first.status == 1 && first.stderr.is_empty(), "{first}");
    let text = summary();
    assert!(text.starts_with("# Before\n\n### ❌ check-planning failed"), "{text}");
    assert!(text.contains("| error | `features/P01-F01-a/tasks.md"), "{text}");
    assert_eq!(sandbox.run(&["version", "--format", "github"]).status, 0);
    assert!(summary().starts_with(&text) && summary().len() > text.len(), "nothing is overwritten");
    // Beyond a megabyte GitHub shows nothing: then it is left as it is.
    for (left, fits) in [(2_000, true), (20, false), (0, false)] {
        sandbox.write("../summary.md", "x".repeat((1 << 20) - left));
        assert_eq!(sandbox.run(&["check-planning", "--format", "github"]).status, 1);
        assert_eq!((summary().len() > (1 << 20) - left, summary().len() <= 1 << 20), (fits, true), "{left} left");
    }
    let nowhere = Sandbox::new().env("GITHUB_STEP_SUMMARY", "no/such/folder/summary.md");
    nowhere.write("features/P01-F01-a/tasks.md", TASKS);
    let said = nowhere.run(&["check-planning", "--format", "github"]);
    assert!(said.status == 1 && said.stderr.contains("cannot add to the job's summary"), "{said}");
}

#[test]
fn a_summary_stays_within_its_limits() {
    let sandbox = Sandbox::new().env("GITHUB_STEP_SUMMARY", "../summary.md");
    let steps: String = (1..400).map(|n| format!("### T{n:03}: A\n- [ ] Estimate: 99h\n")).collect();
    sandbox.write("features/P01-F01-a/tasks.md", format!("# Tasks\n\n## Task List\n\n{steps}"));
    let said = sandbox.run(&["check-planning", "--format", "github"]);
    assert_eq!(said.status, 1, "{said}");
    let text = sandbox.read("../summary.md");
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("| ") && !line.starts_with("| |") && !line.starts_with("| -"))
            .count(),
        200
    );
    assert!(text.contains(" more.\n") && text.len() < 1 << 20);
}

#[test]
fn an_agent_is_given_a_budget() {
    let sandbox = Sandbox::new();
    sandbox.write("features/P01-F01-a/tasks.md", TASKS);
    let whole = sandbox.run(&["check-planning", "P01-F01", "--for-agent"]);
    insta::assert_snapshot!(whole, @r#"
    status: 1
    --- stdout ---
    check-planning: fail; 4 errors, 2 warnings, 0 notes; 1 feature examined
    error tasks/missing-section: the document has no section "Completion Checklist"
      at features/P01-F01-a/tasks.md:1
      help: add the section, or allow another name for it with `aliases`
    error tasks/progress-mismatch, --fix can mend it: Tasks Complete says 1/1; 0 of 1 tasks are done
      at features/P01-F01-a/tasks.md:5
      help: `planyard check-planning --fix` writes what is true; `planyard task done` keeps it true
    error documents/missing, 2 in 2 files: the feature has no design.md
      at features/P01-F01-a/design.md features/P01-F01-a/user_stories.md
      help: write the document; `planyard new-feature` shows what belongs in it
    warning tasks/estimate-too-large: T01 is estimated at 9h; 2h are allowed
      at features/P01-F01-a/tasks.md:10
      help: split it into tasks that each take at most that long
    warning tasks/no-test: T01 does not say how it is tested
      at features/P01-F01-a/tasks.md:9
      help: add `Tests: path/of/the/test`, or say `Tests: N/A` and why
    all of it: planyard check-planning P01-F01 --format json
    "#);
    let small = sandbox.run(&["--for-agent", "--max-tokens", "100", "check-planning", "P01-F01"]);
    assert!(small.stdout.len() <= 400 && small.stdout.starts_with("check-planning: fail; "), "{small}");
    assert!(small.stdout.ends_with("planyard check-planning P01-F01 --format json\n"), "{small}");
    let again = sandbox.run(&["check-planning", "P01-F01", "--format", "json"]);
    assert_eq!(again.json(1)["command"], "check-planning", "the command that is named works");
    for args in [
        &["check-planning", "--max-tokens", "500"][..],
        &["check-planning", "--for-agent", "--max-tokens", "9"],
        &["check-planning", "--for-agent", "--format", "json"],
        &["check-planning", "--for-agent", "--json"],
    ] {
        assert_eq!(sandbox.run(args).status, 2, "{args:?}");
    }
}
