//! A task that is blocked, noted and taken up again, in every dialect that has a place for both.

use crate::sandbox::Sandbox;

/// A dialect's feature, its file and the task in it.
const PLANS: [(&str, &str, &str, &str); 9] = [
    (
        "P01-F01-w",
        "features/P01-F01-w/tasks.md",
        "T01",
        "# Tasks\n\n### T01: Read\n\n- [ ] Estimate: 1h\n- [ ] Notes: -;; x\n",
    ),
    (
        "P01-F02-w",
        "features/P01-F02-w/tasks.md",
        "T01",
        "# Tasks\r\n\r\n### T01: Read\r\n\r\n- [ ] Estimate: 1h\r\n- [ ] Notes: x\r\n",
    ),
    ("001-b", "specs/001-b/tasks.md", "T001", "# Tasks\n\n## Phase 1: A\n\n- [ ] T001 Read\n- [ ] T002 Write\n"),
    ("add-c", "openspec/changes/add-c/tasks.md", "1.1", "## 1. A\n\n- [ ] 1.1 Read\n"),
    ("k", ".kiro/specs/k/tasks.md", "1", "# Implementation Plan\n\n- [ ] 1. Read\n"),
    (
        "01-a",
        ".planning/phases/01-a/01-01-PLAN.md",
        "01-01/T1",
        "---\nphase: 01-a\nplan: 01\n---\n<tasks>\n<task type=\"auto\">\n  <name>Read</name>\n</task>\n</tasks>\n",
    ),
    (
        "backlog",
        "backlog/tasks/task-1 - Read.md",
        "task-1",
        "---\nid: task-1\ntitle: Read\nstatus: To Do\n---\n\n## Description\n\nIt.\n",
    ),
    (
        "master",
        ".taskmaster/tasks/tasks.json",
        "1",
        "{\n  \"master\": {\n    \"tasks\": [\n      { \"id\": 1, \"title\": \"Read\", \"status\": \"pending\", \"details\": \"It.\" }\n    ]\n  }\n}\n",
    ),
    (
        "master",
        ".taskmaster/tasks/tasks.json",
        "1",
        "{\n  \"master\": {\n    \"tasks\": [\n      { \"id\": 1, \"title\": \"Read\", \"status\": \"pending\" }\n    ]\n  }\n}\n",
    ),
];

#[test]
fn reasons_go_and_notes_stay() {
    for (feature, path, id, text) in PLANS {
        let after = |steps: &[&[&str]]| {
            let sandbox = Sandbox::new();
            sandbox.write(path, text);
            for step in steps {
                let mut words = vec!["task", step[0], id, "--feature", feature];
                words.extend(&step[1..]);
                sandbox.run(&words).json(0);
            }
            sandbox.read(path)
        };
        let (one, two): (&[&str], &[&str]) =
            (&["block", "--reason", "no key; ask Eve"], &["block", "--reason", "no lock"]);
        let (note, reopen): (&[&str], &[&str]) = (&["note", "a word; and \u{e9}"], &["reopen"]);
        assert_eq!(after(&[one, reopen]), text, "{path}");
        assert_eq!(after(&[one, two, reopen]), text, "{path}");
        let noted = after(&[note]);
        assert!(noted.contains("a word; and \u{e9}"), "{path}: {noted}");
        for steps in [
            [one, note, reopen].as_slice(),
            &[one, two, note, reopen],
            &[one, note, two, reopen],
            &[note, one, reopen],
            &[note, one, two, reopen],
        ] {
            assert_eq!(after(steps), noted, "{path}: {steps:?}");
        }
    }
}

#[test]
fn on_a_board_every_reason_is_ticked() {
    let sandbox = Sandbox::new();
    let text = "# Status\n\n1. **\u{2b1c} P1.0 Read**\n2. **\u{2705} P1.1 Write**\n3. **\u{2705} P1.2 Send**\n";
    sandbox.write("STATUS.md", text);
    for step in [["block", "--reason", "no key"], ["block", "--reason", "no lock"]] {
        sandbox.run(&["task", step[0], "P1.0", "--feature", "STATUS", step[1], step[2]]).json(0);
    }
    assert_eq!(sandbox.read("STATUS.md").matches("- [ ] **BLOCKED**: no ").count(), 2);
    sandbox.run(&["task", "start", "P1.0", "--feature", "STATUS"]).json(0);
    let text = sandbox.read("STATUS.md");
    assert!(text.contains("- [x] **BLOCKED**: no key") && text.contains("- [x] **BLOCKED**: no lock"), "{text}");
}
