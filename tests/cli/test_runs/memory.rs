//! What is remembered of runs: failing tests, flaky ones, tests in quarantine, the record itself.

use planyard::schemas;
use serde_json::Value;

use super::{count, findings, ids, kinds, pytest, tested};
use crate::sandbox::Sandbox;

const TWO: &str = "def test_good():\n    pass\n\ndef test_bad():\n    assert 0\n";

#[test]
fn failed_runs_what_failed_until_it_is_mended() {
    let Some(sandbox) = pytest("--failed") else { return };
    sandbox.write("test_a.py", TWO).write("test_b.py", "def test_b():\n    pass\n");
    let (code, report) = tested(&sandbox, &["--failed"]);
    assert_eq!((code, kinds(&report)), (2, vec!["nothing_examined"]), "no run is on record");
    assert_eq!(tested(&sandbox, &[]).0, 1);
    for _ in 0..2 {
        let (code, report) = tested(&sandbox, &["--failed", "--all"]);
        assert_eq!((code, ids(&report)), (1, vec!["test_a.py::test_bad".to_owned()]));
    }
    sandbox.write("test_a.py", TWO.replace("assert 0", "assert 1"));
    let (code, report) = tested(&sandbox, &["--failed", "--all"]);
    assert_eq!((code, ids(&report)), (0, vec!["test_a.py::test_bad".to_owned()]));
    let (code, report) = tested(&sandbox, &["--failed"]);
    assert_eq!((code, count(&report, "total")), (0, 0), "nothing is left that failed");
    assert_eq!(report["ran"][0]["reason"], "empty_scope");
}

#[test]
fn failed_is_never_green_when_what_failed_is_not_known() {
    let Some(sandbox) = pytest("--failed after an import error") else { return };
    sandbox.write("test_a.py", TWO.replace("assert 0", "assert 1"));
    assert_eq!(tested(&sandbox, &[]).0, 0);
    sandbox.write("test_a.py", "import nowhere\n");
    assert_eq!(tested(&sandbox, &[]).0, 2);
    assert_eq!(tested(&sandbox, &["--failed"]).0, 2, "no test failed, and nothing is good");
    sandbox.write("test_b.py", "def test_b():\n    pass\n");
    assert_eq!(tested(&sandbox, &["test_b.py"]).0, 0);
    assert_eq!(tested(&sandbox, &["--failed"]).0, 2, "that another file is good says nothing of it");
    sandbox.write("test_a.py", TWO);
    assert_eq!(findings(&tested(&sandbox, &["--failed"]).1, "error"), ["test_a.py:5 test_a.py::test_bad"]);
    assert_eq!(ids(&tested(&sandbox, &["--failed", "--all"]).1), ["test_a.py::test_bad"]);
}

#[test]
fn tests_that_are_gone_are_forgotten() {
    let Some(sandbox) = pytest("--failed after a test was removed") else { return };
    sandbox.write("test_a.py", TWO).write("test_b.py", "def test_b():\n    assert 0\n");
    assert_eq!(tested(&sandbox, &[]).0, 1);
    std::fs::remove_file(sandbox.root().join("test_b.py")).unwrap();
    assert_eq!(ids(&tested(&sandbox, &["--failed", "--all"]).1), ["test_a.py::test_bad"]);
    sandbox.write("test_a.py", "def test_good():\n    pass\n");
    assert_eq!(tested(&sandbox, &["--failed"]).0, 2, "pytest knows of no such test");
    assert_eq!(tested(&sandbox, &["--failed"]).0, 0, "so all are run");
    let (code, report) = tested(&sandbox, &["--failed"]);
    assert_eq!((code, count(&report, "total")), (0, 0));
}

#[test]
fn what_a_pattern_leaves_out_was_not_skipped() {
    let Some(sandbox) = crate::real::sandbox("test: --failed with vitest") else { return };
    super::with_node_modules(&sandbox);
    let text =
        "import { test, expect } from 'vitest'\ntest('good', () => {})\ntest('bad (x)', () => { expect(1).toBe(2) })\n";
    sandbox
        .write("package.json", "{\"type\": \"module\", \"devDependencies\": {\"vitest\": \"*\"}}")
        .write("a.test.js", text);
    assert_eq!(tested(&sandbox, &[]).0, 1);
    let (code, report) = tested(&sandbox, &["--failed", "--all"]);
    assert_eq!((code, ids(&report)), (1, vec!["a.test.js > bad (x)".to_owned()]));
    assert_eq!(findings(&report, "info"), [""; 0]);
    let run: Value = serde_json::from_str(&sandbox.read(".planyard/runs/00000002.json")).unwrap();
    assert_eq!(run["tests"].as_array().unwrap().len(), 1, "{run}");
}

const FLAKY: &str = "import os

def test_flaky():
    n = int(open('count').read()) if os.path.exists('count') else 0
    with open('count', 'w') as file:
        file.write(str(n + 1))
    assert n > 0
";

#[test]
fn a_test_that_passes_when_run_again_is_flaky_and_never_simply_green() {
    let Some(sandbox) = pytest("--flaky") else { return };
    sandbox.write("test_a.py", FLAKY).write("test_b.py", "def test_b():\n    pass\n");
    let (code, report) = tested(&sandbox, &["--flaky", "2"]);
    assert_eq!((code, count(&report, "flaky"), count(&report, "passed")), (0, 1, 1), "{report}");
    assert_eq!(findings(&report, "warning"), ["test_a.py:7 test_a.py::test_flaky"]);
    assert_eq!(report["data"]["tests"][0]["attempts"], 2);
    assert_eq!(sandbox.read("count"), "2", "it is run again until it passes, no more");
    let again = |args: &[&str]| {
        std::fs::remove_file(sandbox.root().join("count")).unwrap();
        tested(&sandbox, args)
    };
    assert_eq!(again(&["--flaky", "1", "--fail-on", "warning"]).0, 1);
    assert_eq!(again(&["--flaky", "0"]).0, 1);
    sandbox.write("test_b.py", "def test_b():\n    assert 0\n");
    let (code, report) = again(&["--flaky", "2"]);
    assert_eq!((code, count(&report, "flaky"), count(&report, "failed")), (1, 1, 1));
    assert_eq!(report["data"]["runners"][0]["reruns"], 2);
}

fn quarantined(sandbox: &Sandbox, entry: &str) -> (i32, Value) {
    sandbox.write("quarantine.toml", format!("[[test]]\n{entry}\n"));
    tested(sandbox, &[])
}

#[test]
fn quarantine_holds_failures_for_a_time() {
    let Some(sandbox) = pytest("quarantine") else { return };
    sandbox.write("test_a.py", TWO);
    let entry =
        |until: &str| format!("id = 'test_a.py::test_bad'\nowner = 'ada'\nuntil = '{until}'\nreason = 'see 12'");
    for until in ["2026-01-31", "2026-02-01", "20260201"] {
        let (code, report) = quarantined(&sandbox, &entry(until));
        assert_eq!((code, findings(&report, "warning")), (0, vec!["test_a.py:5 test_a.py::test_bad".to_owned()]));
        assert_eq!(report["data"]["quarantined"], serde_json::json!(["test_a.py::test_bad"]));
    }
    // The clock stands at 2026-01-31.
    for until in ["2026-01-30", "20260130"] {
        let (code, report) = quarantined(&sandbox, &entry(until));
        let expected = ["quarantine.toml:null test/quarantine", "test_a.py:5 test_a.py::test_bad"];
        assert_eq!((code, findings(&report, "error")), (1, expected.map(str::to_owned).to_vec()));
    }
    let another = quarantined(&sandbox, &entry("2026-02-01").replace("test_bad", "test_other"));
    assert_eq!(another.0, 1);
    for wrong in [
        entry("2026-02-01").replace("owner = 'ada'", ""),
        entry("2026-02-01").replace("'ada'", "' '"),
        entry("soon"),
        entry("2026-02-01").replace("reason", "reasons"),
    ] {
        let (code, report) = quarantined(&sandbox, &wrong);
        assert_eq!((code, kinds(&report)), (2, vec!["config"]), "{wrong}");
    }
    sandbox.write("test_a.py", TWO.replace("assert 0", "assert 1"));
    let (code, report) = quarantined(&sandbox, &entry("2026-02-01"));
    assert_eq!((code, findings(&report, "info")), (0, vec!["quarantine.toml:null test/quarantine".to_owned()]));
}

#[test]
fn runs_are_on_record() {
    let Some(sandbox) = pytest("the record of runs") else { return };
    sandbox.write("test_a.py", TWO).commit_all();
    let (_, report) = tested(&sandbox, &[]);
    assert_eq!(report["data"]["run"], "00000001");
    let text = sandbox.read(".planyard/runs/00000001.json");
    let run: Value = serde_json::from_str(&text).unwrap();
    let schema = serde_json::from_str(&schemas::text(schemas::find("run").unwrap())).unwrap();
    assert!(jsonschema::is_valid(&schema, &run), "{text}");
    let tests: Vec<String> = run["tests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|test| format!("{} {}", test["id"].as_str().unwrap(), test["outcome"].as_str().unwrap()))
        .collect();
    assert_eq!(tests, ["test_a.py::test_bad failed", "test_a.py::test_good passed"]);
    let runner = serde_json::json!({"tool": "pytest", "folder": "", "whole": true, "broken": false});
    assert_eq!((&run["at"], &run["runners"][0]), (&"2026-01-31T12:00:00Z".into(), &runner));
    assert_eq!(sandbox.git(&["status", "--short"]), "", "git does not see it");
    // One that cannot be read is passed over.
    sandbox.write(".planyard/runs/00000002.json", "{ half");
    assert_eq!(tested(&sandbox, &["--failed"]).1["data"]["run"], "00000003");
}

#[test]
fn what_was_tested_can_be_traced() {
    let Some(sandbox) = pytest("test, then trace") else { return };
    let folder = "features/P01-F01-sign-in";
    sandbox.write("tests/test_a.py", TWO);
    sandbox.write(
        &format!("{folder}/user_stories.md"),
        "# Stories\n\n## US-01: A\n\n### Acceptance Criteria\n\n- [ ] AC1: Good\n- [ ] AC2: Bad\n",
    );
    sandbox.write(
        &format!("{folder}/tasks.md"),
        "# Tasks\n\n### T01: One\n- [ ] Tests: tests/test_a.py::test_good\n- [ ] Stories: US-01 (AC1)\n\n### T02: Two\n- [ ] Tests: tests/test_a.py::test_bad\n- [ ] Stories: US-01 (AC2)\n",
    );
    assert_eq!(tested(&sandbox, &[]).0, 1);
    let report = sandbox.run(&["trace", "--strict"]).json(1);
    let story = &report["data"]["features"][0]["stories"][0];
    assert_eq!((&story["criteria"][0]["proof"], &story["criteria"][1]["proof"]), (&"passed".into(), &"failing".into()));
    assert_eq!(findings(&report, "error"), [format!("{folder}/tasks.md:8 trace/test-failing")]);
    sandbox.write("tests/test_a.py", TWO.replace("assert 0", "assert 1"));
    assert_eq!(tested(&sandbox, &["--failed"]).0, 0);
    assert_eq!(sandbox.run(&["trace", "--strict"]).json(0)["verdict"], "pass");
}
