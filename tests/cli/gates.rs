//! `check-planning` and `check-completion` from the outside: scopes, fixes, baselines, and what must never be green.

use insta::assert_snapshot;
use serde_json::Value;

use crate::sandbox::Sandbox;

const DEMO: [(&str, &str); 3] = [
    ("design.md", include_str!("../../demo/design.md")),
    ("user_stories.md", include_str!("../../demo/user_stories.md")),
    ("tasks.md", include_str!("../../demo/tasks.md")),
];

fn planned(sandbox: &Sandbox, feature: &str) {
    for (name, text) in DEMO {
        sandbox.write(&format!("features/{feature}/{name}"), text);
    }
}

fn rules(document: &Value) -> Vec<String> {
    document["results"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_template_fails_and_a_filled_one_passes() {
    let sandbox = Sandbox::new();
    for (number, (kind, dialect)) in
        [("feature", "workitems"), ("fix", "workitems"), ("spike", "workitems"), ("feature", "phased")]
            .iter()
            .enumerate()
    {
        let number = (number + 1).to_string();
        assert_eq!(sandbox.run(&["new-feature", "1", &number, "x", "--kind", kind, "--dialect", dialect]).status, 0);
        let document = sandbox.run(&["check-planning", &format!("P01-F0{number}")]).json(1);
        assert!(rules(&document).iter().any(|rule| rule.ends_with("placeholder-left")), "{kind} {dialect}");
    }
    planned(&sandbox, "P02-F01-reminders");
    let document = sandbox.run(&["check-planning", "P02-F01"]).json(0);
    assert_eq!((&document["verdict"], rules(&document)), (&Value::from("pass"), Vec::new()));
}

#[test]
fn a_finding_is_shown_where_it_is() {
    let sandbox = Sandbox::new();
    planned(&sandbox, "P01-F01-a");
    let broken = DEMO[2].1.replace("Dependencies: T02, T03", "Dependencies: T02, T07");
    sandbox.write("features/P01-F01-a/tasks.md", broken);
    assert_snapshot!(sandbox.human(&["check-planning"]), @"
    status: 1
    --- stdout ---
    error[tasks/unknown-dependency]: T04 depends on T07, which is no task of this feature
      --> features/P01-F01-a/tasks.md:37:26
       |
    37 | - [ ] Dependencies: T02, T07
       |                          ^^^
       |
       = help: correct the id, or add the task

    ✗ check-planning failed: 1 error; 1 feature examined
    next: planyard explain tasks/unknown-dependency
    ");
}

#[test]
fn nothing_examined_is_never_green() {
    let sandbox = Sandbox::new();
    for args in [&["check-planning"][..], &["check-planning", "--all"], &["check-completion"]] {
        let document = sandbox.run(args).json(2);
        assert_eq!(document["success"], false, "{args:?}");
    }
    sandbox.write("features/README.md", "# Features\n");
    assert_eq!(sandbox.run(&["check-planning"]).status, 2);
    sandbox.write("features/P01-F01-a/notes.txt", "x");
    let document = sandbox.run(&["check-planning"]).json(2);
    assert_eq!(document["verdict"], "unverified");
}

#[test]
fn scopes_follow_what_changed_and_what_is_staged() {
    let sandbox = Sandbox::new();
    planned(&sandbox, "P01-F01-a");
    planned(&sandbox, "P01-F02-b");
    sandbox.commit_all();
    for scope in ["--changed", "--staged"] {
        let document = sandbox.run(&["check-planning", scope]).json(0);
        assert_eq!(document["ran"][0]["reason"], "empty_scope", "{scope}");
    }
    let broken = DEMO[2].1.replace("Dependencies: T01", "Dependencies: T99");
    sandbox.write("features/P01-F02-b/tasks.md", &broken);
    let document = sandbox.run(&["check-planning", "--changed"]).json(1);
    assert_eq!(document["ran"][0]["examined"], 1);
    assert_eq!(sandbox.run(&["check-planning", "--staged"]).json(0)["ran"][0]["reason"], "empty_scope");
    sandbox.git(&["add", "-A"]);
    sandbox.write("features/P01-F02-b/tasks.md", DEMO[2].1);
    let staged = sandbox.run(&["check-planning", "--staged"]).json(1);
    assert!(rules(&staged).contains(&"tasks/unknown-dependency".to_owned()), "the index is judged, not the work tree");
    assert_eq!(sandbox.run(&["check-planning", "P01-F02"]).status, 0, "the work tree is good");
}

#[test]
fn fix_writes_what_is_true_and_nothing_else() {
    let sandbox = Sandbox::new();
    planned(&sandbox, "P01-F01-a");
    let wrong =
        DEMO[2].1.replace("Tasks Complete: 0/4", "Tasks Complete: 4/4").replace("Percentage: 0%", "Percentage: 100%");
    let path = "features/P01-F01-a/tasks.md";
    sandbox.write(path, wrong.replace('\n', "\r\n"));
    let shown = sandbox.run(&["check-planning", "--diff"]).json(1);
    assert!(shown["data"]["diff"].as_str().unwrap().contains("+- Tasks Complete: 0/4"));
    assert!(sandbox.read(path).contains("4/4"), "--diff writes nothing");
    assert_eq!(sandbox.run(&["check-planning", "--fix"]).json(0)["data"]["fixed"], 2);
    assert_eq!(sandbox.read(path), DEMO[2].1.replace('\n', "\r\n"));
}

#[test]
fn a_baseline_lets_old_findings_be_and_new_ones_fail() {
    let sandbox = Sandbox::new();
    planned(&sandbox, "P01-F01-a");
    let old = DEMO[2].1.replace("Dependencies: T01\n", "Dependencies: T99\n");
    sandbox.write("features/P01-F01-a/tasks.md", &old);
    assert_eq!(sandbox.run(&["check-planning"]).status, 1);
    assert_eq!(sandbox.run(&["check-planning", "--baseline", "base.json"]).status, 2, "no baseline yet");
    assert_eq!(sandbox.run(&["check-planning", "--baseline", "base.json", "--update-baseline"]).status, 0);
    let moved = old.replace("## Progress", "A line.\n\nAnother line.\n\n## Progress");
    sandbox.write("features/P01-F01-a/tasks.md", &moved);
    assert_eq!(sandbox.run(&["check-planning", "--baseline", "base.json"]).status, 0, "known though lines moved");
    let new = moved.replace("Dependencies: T02, T03", "Dependencies: T02, T77");
    sandbox.write("features/P01-F01-a/tasks.md", new);
    let document = sandbox.run(&["check-planning", "--baseline", "base.json"]).json(1);
    assert_eq!(rules(&document), ["tasks/unknown-dependency"]);
    assert!(document["results"][0]["message"].as_str().unwrap().contains("T77"));
}

#[test]
fn completion_asks_for_everything() {
    let sandbox = Sandbox::new();
    planned(&sandbox, "P01-F01-a");
    sandbox.commit_all();
    let open = rules(&sandbox.run(&["check-completion", "--no-run"]).json(1));
    for rule in [
        "completion/task-open",
        "completion/checklist-open",
        "completion/status-not-complete",
        "completion/test-missing",
    ] {
        assert!(open.contains(&rule.to_owned()), "{rule} in {open:?}");
    }
    sandbox
        .write("features/P01-F01-a/tasks.md", include_str!("../../demo/tasks_done.md"))
        .write("tests/test_remind.py", "");
    assert_eq!(rules(&sandbox.run(&["check-completion", "--no-run"]).json(1)), ["completion/dirty"]);
    assert_eq!(sandbox.run(&["check-completion", "--no-run", "--allow-dirty"]).status, 0);
    sandbox.commit_all();
    assert_eq!(sandbox.run(&["check-completion", "--no-run"]).json(0)["verdict"], "pass");
}

#[test]
fn reports_go_to_files_and_formats_beside_each_other() {
    let sandbox = Sandbox::new();
    planned(&sandbox, "P01-F01-a");
    let output = sandbox.run(&["check-planning", "--output", "sarif:out.sarif", "--output", "markdown"]);
    assert_eq!(output.status, 0, "{output}");
    assert!(output.stdout.contains("check-planning passed"), "{output}");
    let sarif: Value = serde_json::from_str(&sandbox.read("out.sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sandbox.run(&["check-planning", "--output", "json", "--output", "github"]).status, 2);
}
