//! `planyard check-completion`: everything done, and everything that is said to be done there.

use crate::check_planning::{found, planned};
use crate::sandbox::Sandbox;

fn rules(sandbox: &Sandbox, status: i32) -> Vec<String> {
    let (_, found) = found(sandbox, &["check-completion", "--no-run"], status);
    let mut rules: Vec<String> = found.iter().map(|found| found.rsplit_once(':').unwrap().0.to_owned()).collect();
    rules.dedup();
    rules
}

/// The whole feature done, with the files that it names, and committed.
fn complete(change: impl Fn(String) -> String) -> Sandbox {
    let sandbox = planned(|tasks| {
        let done = tasks.replace("[ ]", "[x]").replace("1/2", "2/2").replace("50%", "100%");
        change(done.replace("IN_PROGRESS", "COMPLETE"))
    });
    for file in ["src/links.rs", "tests/links.rs", "tests/mail.rs"] {
        sandbox.write(file, "// There.\n");
    }
    sandbox.commit_all();
    sandbox
}

#[test]
fn a_feature_that_is_done_passes() {
    let sandbox = complete(|tasks| tasks);
    assert_eq!(found(&sandbox, &["check-completion", "--no-run"], 0), ("pass".to_owned(), Vec::new()));
}

#[test]
fn what_is_open_fails() {
    let sandbox = planned(str::to_owned);
    let rules = rules(&sandbox, 1);
    for rule in ["task-open", "checklist-open", "status-not-complete", "test-missing", "file-not-in-git"] {
        assert!(rules.contains(&format!("completion/{rule}")), "{rule}: {rules:?}");
    }
}

#[test]
fn each_thing_that_is_not_so_is_found() {
    for (from, to, rule) in [
        ("- [x] Create `src/links.rs`", "- [ ] Create `src/links.rs`", "completion/step-open"),
        ("- [x] All tests pass", "- [ ] All tests pass", "completion/checklist-open"),
        ("Tasks Complete: 2/2", "Tasks Complete: 1/2", "completion/statement-untrue"),
        ("Notes: None", "Notes: BLOCKED: waits for a key", "completion/blocked"),
        ("tests/mail.rs", "tests/post.rs", "completion/test-missing"),
        ("tests/mail.rs", "tests/post_*.rs", "completion/test-missing"),
        ("Create `src/links.rs`", "Create `src/other.rs`", "completion/file-not-in-git"),
        ("## Completion Checklist", "```\n\n## Completion Checklist", "completion/unreadable"),
    ] {
        let sandbox = complete(|tasks| tasks.replace(from, to));
        assert_eq!(rules(&sandbox, 1), [rule], "{to}");
    }
    let pattern = complete(|tasks| {
        tasks.replace("tests/mail.rs", "tests/m*.rs").replace("tests/links.rs", "tests/links.rs::one")
    });
    assert!(rules(&pattern, 0).is_empty());
}

#[test]
fn changes_that_are_not_committed_fail_unless_allowed() {
    let sandbox = complete(|tasks| tasks);
    let path = "features/P01-F01-sign-in/tasks.md";
    sandbox.write(path, format!("{}\nMore.\n", sandbox.read(path)));
    assert_eq!(rules(&sandbox, 1), ["completion/dirty"]);
    assert_eq!(found(&sandbox, &["check-completion", "--no-run", "--allow-dirty"], 0).0, "pass");
}

#[test]
fn a_file_that_is_there_but_not_in_git_is_found() {
    let sandbox = complete(|tasks| tasks);
    sandbox.git(&["rm", "-q", "--cached", "src/links.rs"]);
    assert_eq!(rules(&sandbox, 1), ["completion/file-not-in-git"]);
}

#[test]
fn nothing_examined_is_no_pass() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["check-completion", "--no-run"]).json(2)["verdict"], "unverified");
    sandbox.write("features/P01-F01-x/tasks.md", "");
    sandbox.commit_all();
    assert_eq!(rules(&sandbox, 1), ["completion/no-tasks"]);
}
