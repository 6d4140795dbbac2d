//! Receipts of `lint` and `test`, and what `check-completion` makes of them.

use serde_json::Value;

use crate::check_planning::planned;
use crate::sandbox::Sandbox;

/// A linter that finds the word BAD, and a runner whose tests are the lines of the test files. Both count their runs.
const TOOLS: &str = r#"
[tools.marks]
kind = "lint"
enabled = true
run = ["sh", "fakes/marks", "{files}"]
version = { args = ["-c", "echo 1.0"] }
files = { extensions = ["rs"] }
read = { format = "regex", patterns = ['^(?<file>.+?):(?<line>\d+):(?<message>.*)$'], severity = "error" }

[tools.lines]
kind = "test"
enabled = true
run = ["sh", "fakes/lines", "{files}"]
version = { args = ["-c", "echo 1.0"] }
files = { paths = ["tests/*.rs"] }
read = { format = "regex", patterns = ['^(?<outcome>ok|failed|skipped) (?<file>\S+?)::(?<test>\S+)$'] }
tests = { files = ["*.rs"] }

[tools.clippy]
enabled = false
"#;

const MARKS: &str = "echo lint >> \"$HOME/calls\"\n! grep -nH BAD \"$@\"\n";
const LINES: &str = "echo test >> \"$HOME/calls\"\nfor file in \"$@\"; do sed -n \"s#^// \\(ok\\|failed\\|skipped\\) #\\1 $file::#p\" \"$file\"; done\n! grep -q '^// failed' \"$@\"\n";

/// A feature that is done, with its files, a linter and a runner, and committed.
fn done() -> Sandbox {
    let sandbox = planned(|tasks| {
        let done = tasks.replace("[ ]", "[x]").replace("1/2", "2/2").replace("50%", "100%");
        done.replace("IN_PROGRESS", "COMPLETE")
    });
    sandbox.write("planyard.toml", TOOLS).write("fakes/marks", MARKS).write("fakes/lines", LINES);
    sandbox.write("src/links.rs", "// Fine.\n");
    sandbox.write("tests/links.rs", "// ok expires\n").write("tests/mail.rs", "// ok sends\n// skipped later\n");
    sandbox.commit_all();
    sandbox
}

/// How often the linter and the runner were run.
fn calls(sandbox: &Sandbox) -> (usize, usize) {
    let text = std::fs::read_to_string(sandbox.home().join("calls")).unwrap_or_default();
    let count = |word: &str| text.lines().filter(|line| *line == word).count();
    (count("lint"), count("test"))
}

fn complete(sandbox: &Sandbox, status: i32) -> Value {
    sandbox.run(&["check-completion"]).json(status)
}

/// `(from, verdict, stale)` of lint or tests.
fn proof(answer: &Value, of: &str) -> (String, String, Option<String>) {
    let proof = &answer["data"][of];
    let text = |key: &str| proof[key].as_str().map(str::to_owned);
    (text("from").unwrap(), text("verdict").unwrap(), text("stale"))
}

fn told(from: &str, verdict: &str, stale: Option<&str>) -> (String, String, Option<String>) {
    (from.to_owned(), verdict.to_owned(), stale.map(str::to_owned))
}

#[test]
fn a_fresh_receipt_is_taken_and_a_stale_one_names_the_file() {
    let sandbox = done();
    assert_eq!(sandbox.run(&["lint"]).json(0)["verdict"], "pass");
    assert_eq!(sandbox.run(&["test"]).json(0)["verdict"], "pass");
    assert_eq!(calls(&sandbox), (1, 1));
    let answer = complete(&sandbox, 0);
    assert_eq!(answer["verdict"], "pass");
    assert_eq!(proof(&answer, "lint"), told("receipt", "pass", None));
    assert_eq!(proof(&answer, "tests"), told("receipt", "pass", None));
    assert_eq!(calls(&sandbox), (1, 1), "the receipts were enough");
    sandbox.write("src/links.rs", "// Fine, too.\n").commit_all();
    let answer = complete(&sandbox, 0);
    assert_eq!(proof(&answer, "lint"), told("run", "pass", Some("src/links.rs")));
    assert_eq!(proof(&answer, "tests"), told("run", "pass", Some("src/links.rs")));
    assert_eq!(calls(&sandbox), (2, 2));
    let human = sandbox.human(&["check-completion"]).stdout;
    assert!(human.contains("lint: pass; nothing has changed since"), "{human}");
    sandbox.write("src/new.rs", "// New.\n").commit_all();
    assert_eq!(proof(&complete(&sandbox, 0), "lint").2.as_deref(), Some("src/new.rs (new)"));
    std::fs::remove_file(sandbox.root().join("src/new.rs")).unwrap();
    sandbox.commit_all();
    assert_eq!(proof(&complete(&sandbox, 0), "lint").2.as_deref(), Some("src/new.rs (gone)"));
}

#[test]
fn a_receipt_for_less_or_under_another_configuration_is_not_taken() {
    let sandbox = done();
    for args in [
        &["lint", "src"][..],
        &["lint", "--tool", "marks"],
        &["lint", "--fail-on", "error"],
        &["test", "tests/mail.rs"],
    ] {
        assert_eq!(sandbox.run(args).json(0)["verdict"], "pass");
    }
    let before = calls(&sandbox);
    let answer = complete(&sandbox, 0);
    assert_eq!(
        (proof(&answer, "lint"), proof(&answer, "tests")),
        (told("run", "pass", None), told("run", "pass", None))
    );
    // The linter has answered for the same content, so its answer is known; the runner is asked.
    assert_eq!(calls(&sandbox), (before.0, before.1 + 1));
    let changed = sandbox.run(&["check-completion", "--config", "gate.fail_on=warning"]).json(0);
    assert_eq!(proof(&changed, "lint").2.as_deref(), Some("planyard's configuration"));
}

#[test]
fn what_lint_finds_and_tests_that_did_not_pass_stand_in_the_way() {
    let sandbox = done();
    sandbox.write("src/links.rs", "// BAD\n").write("tests/mail.rs", "// failed sends\n").commit_all();
    let answer = complete(&sandbox, 1);
    let found: Vec<String> = answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            format!(
                "{} {} {}",
                finding["source"].as_str().unwrap(),
                finding["rule"].as_str().unwrap(),
                finding["file"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "planyard completion/test-not-passed features/P01-F01-sign-in/tasks.md",
            "marks error src/links.rs",
            "lines sends tests/mail.rs",
        ]
    );
    let outcomes = |answer: &Value| -> Vec<String> {
        let tests = answer["data"]["task_tests"].as_array().unwrap().iter();
        tests.map(|test| format!("{} {}", test["path"].as_str().unwrap(), test["outcome"].as_str().unwrap())).collect()
    };
    assert_eq!(outcomes(&answer), ["tests/links.rs passed", "tests/mail.rs failing"]);
    sandbox.write("src/links.rs", "// Fine.\n").write("tests/mail.rs", "// skipped sends\n").commit_all();
    assert_eq!(outcomes(&complete(&sandbox, 1)), ["tests/links.rs passed", "tests/mail.rs not run"]);
    sandbox.write("tests/mail.rs", "nothing\n").commit_all();
    assert_eq!(outcomes(&complete(&sandbox, 1)), ["tests/links.rs passed", "tests/mail.rs not collected"]);
    assert_eq!(sandbox.run(&["check-completion", "--no-run"]).json(0)["verdict"], "pass");
}

#[test]
fn a_tool_or_runner_that_cannot_answer_leaves_it_unverified() {
    let sandbox = done();
    std::fs::remove_file(sandbox.root().join("fakes/marks")).unwrap();
    sandbox.commit_all();
    assert_eq!(complete(&sandbox, 2)["verdict"], "unverified");
    sandbox.write("fakes/marks", MARKS).write("planyard.toml", TOOLS.replace("tests/*.rs", "none/*.rs")).commit_all();
    let answer = complete(&sandbox, 2);
    assert_eq!(answer["errors"][0], "no test runner in use collects the tests that the tasks name");
}

#[test]
fn a_receipt_says_what_was_looked_at_and_is_kept_once() {
    let sandbox = done();
    for _ in 0..3 {
        assert_eq!(sandbox.run(&["lint"]).json(0)["verdict"], "pass");
    }
    let names: Vec<String> =
        sandbox.files().into_iter().filter(|path| path.starts_with(".planyard/receipts/")).collect();
    assert_eq!(names, [".planyard/receipts/00000001-lint.json"]);
    let receipt: Value = serde_json::from_str(&sandbox.read(&names[0])).unwrap();
    let schema: Value = serde_json::from_str(&sandbox.run(&["schema", "receipt"]).stdout).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&receipt), "{receipt}");
    let tree = sandbox.git(&["rev-parse", "HEAD^{tree}"]).trim().to_owned();
    let blob = sandbox.git(&["rev-parse", "HEAD:src/links.rs"]).trim().to_owned();
    assert_eq!(
        (receipt["head_tree"].as_str(), receipt["covered"]["src/links.rs"].as_str()),
        (Some(&*tree), Some(&*blob))
    );
    assert_eq!((receipt["verdict"].as_str(), receipt["tools"][0]["examined"].as_u64()), (Some("pass"), Some(3)));
    assert!(sandbox.git(&["status", "--porcelain"]).is_empty(), "git does not see it");
}

#[test]
fn a_file_that_is_changed_while_the_tool_runs_gets_no_receipt_and_no_kept_answer() {
    let sandbox = done();
    sandbox.write("fakes/marks", format!("echo '// Meanwhile.' >> src/links.rs\n{MARKS}")).commit_all();
    assert_eq!(sandbox.run(&["lint"]).json(0)["verdict"], "pass");
    assert!(
        !sandbox.files().iter().any(|path| path.starts_with(".planyard/receipts/") || path.contains("/cache/lint/"))
    );
    assert_eq!(sandbox.run(&["lint"]).json(0)["verdict"], "pass");
    assert_eq!(calls(&sandbox), (2, 0));
}
