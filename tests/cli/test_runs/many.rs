//! Several runners and packages in one repository.

use super::{count, findings, ids, kinds, runners, tested, with_node_modules};
use crate::sandbox::Sandbox;

const VITEST: &str = "import { test, expect } from 'vitest'\ntest('good', () => { expect(1).toBe(1) })\n";

/// A Python package, another in it, and a JavaScript one.
fn packages(what: &str) -> Option<Sandbox> {
    let sandbox = crate::real::sandbox(&format!("test: {what}"))?;
    with_node_modules(&sandbox);
    sandbox.write("api/pytest.ini", "[pytest]\n").write("api/test_api.py", "def test_api():\n    pass\n");
    sandbox.write("jobs/pytest.ini", "[pytest]\n").write("jobs/test_jobs.py", "def test_jobs():\n    assert 0\n");
    sandbox.write("web/package.json", "{\"type\": \"module\", \"devDependencies\": {\"vitest\": \"*\"}}");
    sandbox.write("web/a.test.js", VITEST);
    Some(sandbox)
}

#[test]
fn each_package_is_run_by_its_own_runner() {
    let Some(sandbox) = packages("packages") else { return };
    let (code, report) = tested(&sandbox, &["--all"]);
    assert_eq!(
        (code, runners(&report)),
        (1, ["pytest in \"api\"", "pytest in \"jobs\"", "vitest in \"web\""].map(str::to_owned).to_vec())
    );
    assert_eq!(count(&report, "passed"), 2);
    let failing = findings(&report, "error");
    assert!(failing.len() == 1 && failing[0].starts_with("jobs/test_jobs.py:2 "), "{failing:?}");
    assert_eq!(runners(&tested(&sandbox, &["api"]).1), ["pytest in \"api\""]);
    assert_eq!(runners(&tested(&sandbox, &["--tool", "vitest"]).1), ["vitest in \"web\""]);
    let output = sandbox.run_in("web", &["test", "a.test.js"]);
    assert_eq!(runners(&output.json(0)), ["vitest in \"web\""]);
    let (code, report) = tested(&sandbox, &["--failed", "--all"]);
    assert_eq!((code, runners(&report), ids(&report).len()), (1, vec!["pytest in \"jobs\"".to_owned()], 1));
    sandbox.write("jobs/test_jobs.py", "def test_jobs():\n    pass\n");
    assert_eq!(tested(&sandbox, &["--failed"]).0, 0);
    assert_eq!(tested(&sandbox, &[]).0, 0);
}

#[test]
fn one_broken_package_is_not_hidden_by_the_others() {
    let Some(sandbox) = packages("a broken package") else { return };
    sandbox.write("jobs/test_jobs.py", "import nowhere\n");
    let (code, report) = tested(&sandbox, &[]);
    assert_eq!((code, count(&report, "passed")), (2, 2), "{report}");
    assert!(kinds(&report).contains(&"tool_reported"), "{report}");
}

#[test]
fn arguments_are_for_one_runner() {
    let Some(sandbox) = packages("arguments for one of several") else { return };
    let (code, report) = tested(&sandbox, &["--", "-k", "api"]);
    assert_eq!((code, kinds(&report)), (2, vec!["usage"]));
    assert_eq!(tested(&sandbox, &["api", "--", "-k", "api"]).0, 0);
}

#[test]
fn shards_of_folders_hold_every_test_once() {
    let Some(sandbox) = crate::real::sandbox("test: --shard with go test") else { return };
    sandbox.write("go.mod", "module example.com/m\n\ngo 1.20\n");
    for (folder, name) in [("a", "One"), ("a", "Two"), ("b", "Three"), ("c/d", "Four")] {
        let package = folder.rsplit('/').next().unwrap();
        let text = format!("package {package}\n\nimport \"testing\"\n\nfunc Test{name}(t *testing.T) {{}}\n");
        sandbox.write(&format!("{folder}/{}_test.go", name.to_lowercase()), text);
    }
    let all = ids(&tested(&sandbox, &["--all"]).1);
    assert_eq!(all.len(), 4);
    let part = |which: &str| ids(&tested(&sandbox, &["--all", "--shard", which]).1);
    let mut parts = [part("1/2"), part("2/2")].concat();
    parts.sort();
    assert_eq!(parts, all);
}

#[test]
fn a_runner_that_can_take_no_part_refuses() {
    let Some(sandbox) = crate::real::sandbox("test: --shard with cargo test") else { return };
    sandbox.write("Cargo.toml", "[package]\nname = \"m\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[workspace]\n");
    sandbox.write("src/lib.rs", "#[test]\nfn works() {}\n").write(".gitignore", "target\n");
    let (code, report) = tested(&sandbox, &["--shard", "1/2"]);
    assert_eq!((code, kinds(&report)), (2, vec!["refused"]));
}

#[test]
fn no_runner_and_a_runner_that_is_missing_are_no_pass() {
    let sandbox = Sandbox::new();
    let (code, report) = tested(&sandbox, &[]);
    assert_eq!((code, kinds(&report)), (2, vec!["nothing_examined"]));
    sandbox.write("planyard.toml", "[tools.absent]\nkind = 'test'\nenabled = true\nrun = ['absent-runner']\nfiles = { extensions = ['x'] }\ninstall = 'make absent'\nread = { format = 'tap' }\ntests = { files = ['*.x'] }\n");
    sandbox.write("a.x", "");
    let (code, report) = tested(&sandbox, &[]);
    assert_eq!((code, kinds(&report)), (2, vec!["tool_missing"]), "{report}");
}
