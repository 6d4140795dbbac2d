//! `lint`: which files, which tools, what their answers come to.

mod bad_input;
mod cache;
mod conformance;
mod false_greens;
mod fix;
mod real;
mod scope;

use serde_json::Value;

use crate::sandbox::{Output, Sandbox};

/// A record of `tests/fakes/wordlint`, which finds the word BAD in text files.
const WORDLINT: &str = r"
[tools.wordlint]
kind = 'lint'
enabled = true
run = ['./fakes/wordlint', '{files}']
files = { extensions = ['txt'] }
fix = { run = ['./fakes/wordlint', '--fix', '{files}'] }
install = 'make wordlint'
[tools.wordlint.read]
format = 'regex'
patterns = [
  '^(?<file>.+?):(?<line>\d+):(?<column>\d+): (?<severity>\w+) (?<rule>\S+) (?<message>.*)$',
  '^looked at (?<examined>\d+)',
]
";

/// A repository in which wordlint is in use, and nothing else.
fn with_wordlint() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", WORDLINT).write(".gitignore", "/fakes/\n");
    install(&sandbox, "wordlint");
    sandbox
}

/// Puts one of `tests/fakes` into the repository.
fn install(sandbox: &Sandbox, name: &str) {
    let from = format!("{}/tests/fakes/{name}", env!("CARGO_MANIFEST_DIR"));
    let to = sandbox.root().join("fakes").join(name);
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    std::fs::copy(from, to).unwrap();
}

/// Writes a program.
fn program(sandbox: &Sandbox, path: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    sandbox.write(path, text);
    std::fs::set_permissions(sandbox.root().join(path), std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// How often wordlint was run, not counting what it was asked for its version.
fn calls(sandbox: &Sandbox) -> usize {
    std::fs::read_to_string(sandbox.home().join("calls")).map_or(0, |text| text.lines().count())
}

/// `file:line:column severity source rule` of every finding.
fn findings(report: &Value) -> Vec<String> {
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or("-").to_owned();
    let number = |finding: &Value, key: &str| finding[key].as_u64().map_or("-".to_owned(), |number| number.to_string());
    let results = report["results"].as_array().unwrap().iter();
    results
        .map(|one| {
            let place = format!("{}:{}:{}", text(one, "file"), number(one, "line"), number(one, "column"));
            format!("{place} {} {} {}", text(one, "severity"), text(one, "source"), text(one, "rule"))
        })
        .collect()
}

/// `kind source` of every error.
fn errors(report: &Value) -> Vec<String> {
    let errors = report["error_details"].as_array().unwrap().iter();
    errors.map(|one| format!("{} {}", one["kind"].as_str().unwrap(), one["source"].as_str().unwrap_or("-"))).collect()
}

/// The files that changed hands: what a tool was asked for and what it looked at.
fn examined(report: &Value, tool: &str) -> (u64, u64) {
    let tools = report["data"]["tools"].as_array().unwrap();
    let run = tools.iter().find(|run| run["name"] == tool).unwrap_or_else(|| panic!("{tool} did not run: {report}"));
    (run["asked"].as_u64().unwrap(), run["examined"].as_u64().unwrap())
}

/// The one document that every run prints, whatever came of it.
#[track_caller]
fn document(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"))
}

#[test]
fn findings_fail_and_a_clean_tree_passes() {
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "fine\nBAD\n").write("b/c d.txt", "fine\n").write("b/e.md", "BAD\n");
    let report = sandbox.run(&["lint"]).json(1);
    assert_eq!(findings(&report), ["a.txt:2:1 error wordlint word/bad"]);
    assert_eq!((&report["verdict"], examined(&report, "wordlint")), (&"fail".into(), (2, 2)));
    sandbox.write("a.txt", "fine\n");
    let report = sandbox.run(&["lint"]).json(0);
    assert_eq!((&report["verdict"], examined(&report, "wordlint")), (&"pass".into(), (2, 2)));
}

#[test]
fn fail_on_moves_the_line_and_a_baseline_accepts_what_is_known() {
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "BAD\n");
    let config = format!("{WORDLINT}[tools.wordlint.rules]\n'word/bad' = 'warning'\n");
    sandbox.write("planyard.toml", config);
    assert_eq!(sandbox.run(&["lint"]).json(0)["summary"]["warning"], 1);
    assert_eq!(sandbox.run(&["lint", "--fail-on", "warning"]).json(1)["verdict"], "fail");
    assert_eq!(sandbox.run(&["lint", "--fail-on", "warning", "--exit-zero"]).json(0)["verdict"], "fail");
    sandbox.write("planyard.toml", WORDLINT);
    let _ = sandbox.run(&["lint", "--baseline", "known.json", "--update-baseline"]);
    let report = sandbox.run(&["lint", "--baseline", "known.json"]).json(0);
    assert_eq!(findings(&report), [""; 0]);
    sandbox.write("a.txt", "first\nBAD\n");
    assert_eq!(sandbox.run(&["lint", "--baseline", "known.json"]).json(0)["verdict"], "pass");
    sandbox.write("a.txt", "first\nBAD\nanother BAD\n");
    let report = sandbox.run(&["lint", "--baseline", "known.json"]).json(1);
    assert_eq!(findings(&report), ["a.txt:3:1 error wordlint word/bad"]);
}

#[test]
fn each_package_is_judged_by_the_configuration_that_is_nearest_to_it() {
    let sandbox = with_wordlint();
    let record = WORDLINT.replace("enabled = true", "cwd = 'package'\ndetect = { files = ['wordlint.ini'] }");
    sandbox.write("planyard.toml", record);
    for (path, text) in [
        ("p/one/wordlint.ini", ""),
        ("p/two/wordlint.ini", ""),
        ("p/two/inner/x.txt", "BAD\n"),
        ("p/one/y.txt", "fine\nBAD\n"),
        ("outside.txt", "BAD\n"),
    ] {
        sandbox.write(path, text);
    }
    let report = sandbox.run(&["lint"]).json(1);
    assert_eq!(
        findings(&report),
        ["p/one/y.txt:2:1 error wordlint word/bad", "p/two/inner/x.txt:1:1 error wordlint word/bad"]
    );
    let folders: Vec<&str> =
        report["data"]["tools"].as_array().unwrap().iter().map(|run| run["folder"].as_str().unwrap()).collect();
    assert_eq!(folders, ["p/one", "p/two"]);
    let report = sandbox.run_in("p/two", &["lint", "."]).json(1);
    assert_eq!(findings(&report), ["p/two/inner/x.txt:1:1 error wordlint word/bad"]);
}

#[test]
fn a_tool_runs_by_name_without_any_sign_of_it() {
    let sandbox = with_wordlint();
    sandbox.write("planyard.toml", WORDLINT.replace("enabled = true\n", "")).write("a.txt", "BAD\n");
    let report = sandbox.run(&["lint"]).json(2);
    assert_eq!(errors(&report), ["nothing_examined lint"]);
    assert_eq!(findings(&sandbox.run(&["lint", "--tool", "wordlint"]).json(1)).len(), 1);
    let off = WORDLINT.replace("enabled = true", "enabled = false");
    sandbox.write("planyard.toml", off);
    assert_eq!(sandbox.run(&["lint"]).json(2)["verdict"], "unverified");
}
