//! Every format says the same of one report, whatever text is in it; and so does the real program on real folders.

use std::sync::LazyLock;

use planyard::render::{self, Scene, Style};
use planyard::report::{
    Finding, Gate, More, Place, Problem, ProblemKind, Ran, Related, Report, Safety, Severity, Verdict,
};
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

const TOOLS: [&str; 4] = ["planyard", "ruff", "flake8", "odd tool: 日本"];

/// A place with all of it known, with no columns, or with a first column only.
fn place() -> impl Strategy<Value = Place> {
    (1_u32..50, 0_u32..50, 0_u32..3, 0_u32..60).prop_map(|(line, column, more, end)| Place {
        line,
        column,
        end_line: line + more,
        end_column: match (column, more, end) {
            (0, ..) | (_, _, 0) => 0,
            (column, 0, end) => column + end,
            (.., end) => end,
        },
    })
}

fn more() -> impl Strategy<Value = More> {
    let related = (odd(), proptest::option::of(place()), odd()).prop_map(|(file, place, message)| Related {
        file,
        place,
        message,
    });
    let url = prop_oneof![Just("https://docs.example/rule".to_owned()), odd()];
    (proptest::option::of(url), proptest::option::of(odd()), any::<bool>(), proptest::collection::vec(related, 0..3))
        .prop_map(|(url, tool_severity, fixable, related)| More {
            url,
            tool_severity,
            fixable: fixable.then_some(Safety::Safe),
            related,
            peer_rule: None,
        })
}

fn finding() -> impl Strategy<Value = Finding> {
    let extra = (proptest::sample::select(TOOLS.to_vec()), proptest::option::of(more()), proptest::option::of(odd()));
    (odd(), severity(), "([a-z]{1,6}/[a-z-]{1,9})?", odd(), proptest::option::of(place()), extra).prop_map(
        |(file, severity, rule, message, place, (tool, more, help))| {
            let file = if file.trim().is_empty() { "tasks.md".to_owned() } else { file };
            let rule = if tool == "planyard" && rule.is_empty() { "tasks/none".to_owned() } else { rule };
            let mut finding = Finding::new(file, severity, rule, message);
            finding.source = tool.into();
            finding.place = place;
            finding.more = more.map(Box::new);
            finding.help = help.map(Into::into);
            finding
        },
    )
}

/// What ran: Planyard's own checks, a linter, a runner; any of them may have looked at nothing.
fn ran() -> impl Strategy<Value = Vec<Ran>> {
    (0_usize..3, proptest::option::of(0_usize..9), proptest::option::of(0_usize..9)).prop_map(|(own, lint, test)| {
        let mut ran = vec![Ran::own("planning", own)];
        ran.extend(lint.map(|count| Ran::tool("ruff", Some("0.17.5".to_owned()), count, "file")));
        ran.extend(test.map(|count| Ran::tool("pytest", None, count, "test")));
        ran
    })
}

fn report() -> impl Strategy<Value = Report> {
    let source = proptest::option::of(proptest::sample::select(TOOLS.to_vec()));
    let problem = (odd(), source).prop_map(|(text, source)| {
        let problem = Problem::new(ProblemKind::Io, text).hint("mend it");
        Problem { source: source.map(ToOwned::to_owned), ..problem }
    });
    let problems = proptest::collection::vec(problem, 0..2);
    (proptest::collection::vec(finding(), 0..8), problems, ran(), severity(), any::<bool>()).prop_map(
        |(results, problems, ran, fail_on, exit_zero)| {
            let mut report = Report::gate("check-planning", Gate { fail_on, exit_zero });
            report.results = results;
            report.problems = problems;
            report.ran = ran;
            report.finish();
            report
        },
    )
}

fn written(report: &Report, format: &str, color: bool) -> String {
    let style = Style { color, ..Style::default() };
    let source = |_: &str| Some("one line\nanother `line` | with things\n".repeat(30));
    let mut out = Vec::new();
    (render::find(format).unwrap().write)(
        report,
        &Scene { style, source: &source, again: "planyard check-planning --format json" },
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

/// Findings by level, over the runs of all tools.
fn levels(sarif: &Value) -> [usize; 3] {
    let runs = sarif["runs"].as_array().unwrap();
    let results: Vec<&Value> = runs.iter().flat_map(|run| run["results"].as_array().unwrap()).collect();
    ["error", "warning", "note"].map(|level| results.iter().filter(|result| result["level"] == level).count())
}

/// Where each finding is, as far as it is known; sorted.
fn places(report: &Report) -> Vec<String> {
    let mut places: Vec<String> = report
        .results
        .iter()
        .map(|finding| {
            let place = finding.place.map(|place| {
                let column = (place.column > 0).then_some(place.column);
                let end = column.and((place.end_column > 0).then_some(place.end_column));
                (place.line, column, place.end_line, end)
            });
            format!("{} {place:?}", finding.source)
        })
        .collect();
    places.sort();
    places
}

/// The same, read from SARIF.
fn places_of(sarif: &Value) -> Vec<String> {
    let number = |value: &Value| value.as_u64().map(|number| u32::try_from(number).unwrap());
    let mut places = Vec::new();
    for run in sarif["runs"].as_array().unwrap() {
        for result in run["results"].as_array().unwrap() {
            let region = &result["locations"][0]["physicalLocation"]["region"];
            let place = number(&region["startLine"]).map(|line| {
                let end = number(&region["endLine"]).unwrap();
                (line, number(&region["startColumn"]), end, number(&region["endColumn"]))
            });
            places.push(format!("{} {place:?}", run["tool"]["driver"]["name"].as_str().unwrap()));
        }
    }
    places.sort();
    places
}

/// Every run of a file has a tool and a category of its own, and its results name rules that it describes.
fn well_formed(sarif: &Value) {
    let runs = sarif["runs"].as_array().unwrap();
    let mut categories: Vec<&str> = runs.iter().map(|run| run["automationDetails"]["id"].as_str().unwrap()).collect();
    categories.sort_unstable();
    categories.dedup();
    assert_eq!(categories.len(), runs.len());
    for run in runs {
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_format_tells_the_same(report in report()) {
        let json: Value = serde_json::from_str(&written(&report, "json", false)).unwrap();
        prop_assert!(RESULT.is_valid(&json), "{:?}", RESULT.iter_errors(&json).map(|e| e.to_string()).collect::<Vec<_>>());
        let sarif: Value = serde_json::from_str(&written(&report, "sarif", false)).unwrap();
        prop_assert!(SARIF.is_valid(&sarif), "{:?}", SARIF.iter_errors(&sarif).map(|e| e.to_string()).collect::<Vec<_>>());
        well_formed(&sarif);
        prop_assert_eq!(places_of(&sarif), places(&report));
        let verdict = report.verdict().unwrap();
        prop_assert_eq!(&json["verdict"], verdict.word());
        let expected = match verdict { Verdict::Pass => 0, Verdict::Fail => u8::from(!report.gate.unwrap().exit_zero), Verdict::Unverified => 2 };
        prop_assert_eq!(report.exit_code(), expected);
        prop_assert_eq!(&sarif["runs"][0]["invocations"][0]["exitCode"], expected, "Planyard's own run is first");
        let successful = |run: &Value| run["invocations"][0]["executionSuccessful"] == true;
        prop_assert_eq!(sarif["runs"].as_array().unwrap().iter().all(successful), json["success"] == true);
        let summary = report.summary();
        prop_assert_eq!(levels(&sarif), [summary.error, summary.warning, summary.info]);
        let human = written(&report, "human", false);
        let word = match verdict { Verdict::Pass => "passed", Verdict::Fail => "failed", Verdict::Unverified => "could not be verified" };
        let end: Vec<&str> = human.lines().rev().take(4).collect();
        prop_assert!(end.iter().any(|line| line.contains(word)), "{}", human);
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
        let agent = written(&report, "agent", false);
        prop_assert!(agent.starts_with(&format!("check-planning: {}; ", verdict.word())), "{}", agent);
    }

    #[test]
    fn no_line_is_wider_than_the_screen(report in report(), width in 40_u16..120) {
        let style = Style { width, ..Style::default() };
        let source = |_: &str| Some("one line\n\tanother `line` | with things 日本 and more of them than a screen has room for, so\n".repeat(30));
        let mut out = Vec::new();
        let scene = Scene { style, source: &source, again: "" };
        (render::find("human").unwrap().write)(&report, &scene, &mut out).unwrap();
        for line in String::from_utf8(out).unwrap().lines() {
            let wide = unicode_width::UnicodeWidthStr::width(line);
            // What may be copied is not broken: paths and what holds them.
            prop_assert!(wide <= usize::from(width) || line.contains("-->") || line.contains(['/', ':']), "{wide} of {width}: {line}");
        }
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
        for format in ["agent", "human", "jsonl", "github", "gitlab", "junit", "markdown", "sarif"] {
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
