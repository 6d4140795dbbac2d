use super::*;
use crate::render::Style;
use crate::report::{Fix, Gate, More, Place, ProblemKind, Ran, Related, Replacement, Safety, Severity, stable_hash};

fn written(report: &Report, text: &str) -> Value {
    let source = |_: &str| Some(text.to_owned());
    let mut out = Vec::new();
    write(report, &Scene { style: Style::default(), source: &source, again: "" }, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn finding(tool: &str, rule: &'static str, severity: Severity) -> Finding {
    let mut finding = Finding::new("src/é a.py", severity, rule, "it is wrong");
    finding.source = tool.to_owned().into();
    finding
}

fn names(document: &Value) -> Vec<&str> {
    document["runs"].as_array().unwrap().iter().map(|run| run["tool"]["driver"]["name"].as_str().unwrap()).collect()
}

#[test]
fn each_tool_has_a_run_of_its_own_also_a_clean_one() {
    let mut report = Report::gate("lint", Gate::default());
    report.ran.push(Ran::tool("typos", Some("1.50.0".to_owned()), 3, "file"));
    report.ran.push(Ran::tool("mypy", None, 0, "file"));
    report.results.push(finding("ruff", "F401", Severity::Error));
    report.problems.push(Problem {
        exit_code: Some(2),
        ..Problem::new(ProblemKind::BadInvocation, "broken").source("mypy").hint("mend")
    });
    let document = written(&report, "");
    assert_eq!(names(&document), ["mypy", "ruff", "typos"]);
    let runs = document["runs"].as_array().unwrap();
    assert_eq!(runs[0]["invocations"][0]["executionSuccessful"], false);
    assert_eq!(runs[0]["invocations"][0]["exitCode"], 2);
    let notice = &runs[0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(
        *notice,
        json!({ "level": "error", "message": { "text": "mypy: broken\nmend" }, "descriptor": { "id": "bad_invocation" } })
    );
    assert_eq!(runs[1]["invocations"][0]["executionSuccessful"], true);
    assert_eq!(runs[2]["tool"]["driver"]["version"], "1.50.0");
    assert_eq!(runs[2]["results"], json!([]));
    let categories: Vec<&str> = runs.iter().map(|run| run["automationDetails"]["id"].as_str().unwrap()).collect();
    assert_eq!(categories, ["planyard/lint/mypy/", "planyard/lint/ruff/", "planyard/lint/typos/"]);
    report.problems.push(Problem::new(ProblemKind::Config, "bad").source("planyard.toml"));
    assert_eq!(names(&written(&report, "")), ["planyard", "mypy", "ruff", "typos"], "what is no tool's is Planyard's");
}

#[test]
fn beyond_twenty_runs_the_smallest_are_merged() {
    let mut report = Report::gate("lint", Gate::default());
    for tool in 0..25 {
        let name = format!("tool{tool:02}");
        report.ran.push(Ran::tool(&name, None, 1, "file"));
        report.results.extend((0..=tool).map(|_| finding(&name, "R", Severity::Error)));
    }
    report.problems.push(Problem::new(ProblemKind::Timeout, "slow").source("tool01"));
    let document = written(&report, "");
    let names = names(&document);
    assert_eq!((names.len(), names[0], names[1]), (20, "planyard", "tool06"));
    let own = &document["runs"][0];
    let of_tool02 = own["results"].as_array().unwrap().iter().filter(|result| result["ruleId"] == "tool02/R").count();
    assert_eq!(of_tool02, 3);
    let told = own["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(told.contains("tool01: slow") && told.contains("tool00, tool01"), "{told}");
    let all: usize =
        document["runs"].as_array().unwrap().iter().map(|run| run["results"].as_array().unwrap().len()).sum();
    assert_eq!(all, report.results.len(), "nothing is lost");
    let ruled = own["results"].as_array().unwrap().iter().all(|result| {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        own["tool"]["driver"]["rules"][index]["id"] == result["ruleId"]
    });
    assert!(ruled, "ruleIndex names the rule");
}

#[test]
fn twenty_tools_are_twenty_runs() {
    let mut report = Report::gate("lint", Gate::default());
    for tool in 0..20 {
        report.ran.push(Ran::tool(&format!("tool{tool:02}"), None, 1, "file"));
    }
    assert_eq!(names(&written(&report, "")).len(), 20);
    report.results.push(Finding::new("tasks.md", Severity::Error, "tasks/none", "none"));
    let document = written(&report, "");
    assert_eq!((names(&document).len(), names(&document)[0]), (20, "planyard"));
}

#[test]
fn the_worst_are_kept() {
    let mut report = Report::gate("lint", Gate::default());
    report.results.extend((0..MOST_RESULTS).map(|_| finding("ruff", "W1", Severity::Warning)));
    report.results.push(finding("ruff", "E1", Severity::Error));
    let document = written(&report, "");
    let run = &document["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), MOST_RESULTS);
    assert_eq!(run["results"][0]["ruleId"], "E1");
    let told = &run["invocations"][0]["toolExecutionNotifications"];
    assert!(told[0]["message"]["text"].as_str().unwrap().starts_with("1 more result left out"), "{told}");
    assert!(told[1]["message"]["text"].as_str().unwrap().contains("keeps the first 5000"), "{told}");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true, "a note is no failure");
}

#[test]
fn places_rules_and_fixes_are_whole() {
    let text = "\u{feff}ž = '日本 🚀'\nimport os\n";
    let mut found = finding("ruff", "F401", Severity::Warning);
    found.place = Some(Place { line: 1, column: 6, end_line: 1, end_column: 8 });
    let start = text.find('日').unwrap();
    found.fix = Some(Box::new(Fix {
        safety: Safety::Unsafe,
        edits: vec![
            Replacement { start, end: start + "日本".len(), with: "x".to_owned() },
            Replacement { start: text.len(), end: text.len(), with: "y\n".to_owned() },
        ],
        of: stable_hash(text.as_bytes()),
    }));
    found.more = Some(Box::new(More {
        url: Some("https://docs.example/F401".to_owned()),
        tool_severity: Some("W".to_owned()),
        fixable: None,
        related: vec![Related { file: "b.py".to_owned(), place: Some(Place::line(3)), message: "here".to_owned() }],
        peer_rule: None,
    }));
    let mut report = Report::gate("lint", Gate::default());
    report.results.push(found);
    let document = written(&report, text);
    let run = &document["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][0]["helpUri"], "https://docs.example/F401");
    let result = &run["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"], json!({ "uri": "src/%C3%A9%20a.py", "uriBaseId": "SRCROOT" }));
    assert!(run["originalUriBaseIds"]["SRCROOT"].is_object());
    assert_eq!(place["region"], json!({ "startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 8 }));
    let related = &result["relatedLocations"][0];
    assert_eq!(related["physicalLocation"]["region"], json!({ "startLine": 3, "endLine": 3 }));
    assert_eq!(related["message"]["text"], "here");
    let edits = &result["fixes"][0]["artifactChanges"][0]["replacements"];
    assert_eq!(edits[0]["deletedRegion"], json!({ "startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 8 }));
    assert_eq!(edits[1]["deletedRegion"], json!({ "startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 1 }));
    let elsewhere = written(&report, "another text");
    let edits = &elsewhere["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"];
    assert_eq!(edits[0]["deletedRegion"], json!({ "byteOffset": start, "byteLength": 6 }));
}

#[test]
fn what_is_no_url_is_no_help_uri() {
    for bad in ["", "docs/rule.md", "https://a b", "javascript:alert(1)", "https://x/<é>"] {
        let mut found = finding("ruff", "F401", Severity::Warning);
        found.more = Some(Box::new(More { url: Some(bad.to_owned()), ..More::default() }));
        assert_eq!(result::rule("F401", &found).get("helpUri"), None, "{bad}");
    }
}
