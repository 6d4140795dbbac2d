//! Backlog.md.

use insta::assert_snapshot;

use super::{ROOMS, gate, listed, ok, peer, texts, told};
use crate::sandbox::Sandbox;

const CONFIG: &str = "project_name: \"Parcels\"\ndefault_status: \"To Do\"\nstatuses: [\"To Do\", \"In Progress\", \"Done\"]\nlabels: []\ndate_format: yyyy-mm-dd\nremote_operations: false\nauto_commit: false\ncheck_active_branches: false\ntask_prefix: \"task\"\n";

const FIRST: &str = "backlog/tasks/task-1 - Store-sessions.md";
const SECOND: &str = "backlog/tasks/task-2 - Sign-in.md";
const PART: &str = "backlog/tasks/task-2.1 - The-form.md";

fn file(id: &str, title: &str, more: &str, body: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: {title}\nstatus: To Do\nassignee: []\ncreated_date: '2026-01-31 12:00'\nlabels: []\n{more}---\n\n## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\nWhat it is.\n<!-- SECTION:DESCRIPTION:END -->\n{body}"
    )
}

const CRITERIA: &str =
    "\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n- [ ] #1 Kept for a day\n- [ ] #2 Gone after that\n<!-- AC:END -->\n";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox
        .write("backlog/config.yml", CONFIG)
        .write(FIRST, file("TASK-1", "Store sessions", "dependencies: []\npriority: low\n", CRITERIA))
        .write(SECOND, file("TASK-2", "'Sign in: the form'", "dependencies:\n  - TASK-1\n", "").replace('\n', "\r\n"))
        .write(PART, file("TASK-2.1", "The form", "dependencies: []\nparent_task_id: TASK-2\npriority: high\n", ""));
    sandbox
}

#[test]
fn the_folder_is_a_feature_and_tasks_keep_their_ids() {
    let sandbox = sandbox();
    assert_snapshot!(sandbox.human(&["status"]), @"
    status: 0
    --- stdout ---
    feature              tasks  left
    backlog  ░░░░░░░░░░    0/3        next TASK-2.1

    0 of 3 tasks done in 1 feature; 0m left
    ");
    assert_snapshot!(sandbox.human(&["task", "list"]), @"
    status: 0
    --- stdout ---
    ·  TASK-1    Store sessions     0/2  ready
    ·  TASK-2    Sign in: the form       waits for TASK-1
    ·  TASK-2.1  The form                ready
    ");
    assert_snapshot!(sandbox.human(&["graph", "backlog"]), @"
    status: 0
    --- stdout ---
    backlog
      · TASK-1  Store sessions
        · TASK-2  Sign in: the form
      · TASK-2.1  The form

    wave 1: TASK-1, TASK-2.1
    wave 2: TASK-2
    critical path: TASK-1 → TASK-2 (0m)
    ");
    assert_snapshot!(sandbox.human(&["task", "next"]), @"
    status: 0
    --- stdout ---
    TASK-2.1  The form
      2 tasks are ready; this is the first of the most urgent
      backlog/tasks/task-2.1 - The-form.md:3
    next: planyard task start TASK-2.1 --feature backlog
    ");
    assert_snapshot!(sandbox.human(&["task", "show", "task-1"]), @"
    status: 0
    --- stdout ---
    TASK-1  Store sessions
    backlog/tasks/task-1 - Store-sessions.md:3

      status      todo

      [ ] #1 Kept for a day
      [ ] #2 Gone after that
    ");
    assert_eq!(gate(&sandbox, &["check-planning"]), ("pass".to_owned(), vec![]));
    let (verdict, rules) = gate(&sandbox, &["check-completion"]);
    assert_eq!((verdict.as_str(), rules.contains(&"completion/task-open".to_owned())), ("fail", true), "{rules:?}");
}

#[test]
fn tasks_are_changed_in_their_files_alone() {
    let sandbox = sandbox();
    let (first, second) = (sandbox.read(FIRST), sandbox.read(SECOND));
    ok(&sandbox, &["task", "start", "TASK-2"]);
    assert_eq!((sandbox.read(SECOND), sandbox.read(FIRST)), (second.replace("To Do", "In Progress"), first.clone()));
    ok(&sandbox, &["task", "reopen", "task-2"]);
    assert_eq!(sandbox.read(SECOND), second);
    let refused = sandbox.run(&["task", "done", "TASK-1"]).json(2);
    assert!(refused["errors"][0].as_str().unwrap().contains("2 of its 2 steps are open"), "{refused}");
    ok(&sandbox, &["task", "done", "TASK-1", "--force", "--reason", "seen by hand"]);
    let done = sandbox.read(FIRST);
    assert!(done.contains("status: Done") && done.contains("- [x] #1") && done.contains("- [x] #2"), "{done}");
    assert!(
        done.ends_with("<!-- SECTION:NOTES:BEGIN -->\ndone by force: seen by hand\n<!-- SECTION:NOTES:END -->\n"),
        "{done}"
    );
    ok(&sandbox, &["task", "block", "TASK-2", "--reason", "no key"]);
    assert_eq!(listed(&sandbox, "backlog")[1], ("TASK-2".to_owned(), "blocked".to_owned()));
    ok(&sandbox, &["task", "reopen", "TASK-2"]);
    assert_eq!(sandbox.read(SECOND), second);
}

#[test]
fn what_is_wrong_is_found() {
    let sandbox = sandbox();
    let first = sandbox.read(FIRST);
    sandbox
        .write(FIRST, first.replace("status: To Do", "status: Done"))
        .write("backlog/tasks/task-3 - Other.md", file("TASK-1", "Again: @twice", "dependencies: [TASK-9]\n", ""))
        .write(
            "backlog/completed/task-4 - Open.md",
            file("TASK-4", "Open", "dependencies: []\nparent_task_id: TASK-8\n", ""),
        )
        .write(
            "backlog/tasks/task-5 - Five.md",
            first.replace("TASK-1", "TASK-5").replace("#2", "#1").replace("To Do", "Doing"),
        );
    let (verdict, rules) = gate(&sandbox, &["check-planning"]);
    let expected = [
        "backlog/criteria",
        "backlog/done-in-tasks",
        "backlog/file-name",
        "backlog/open-in-completed",
        "backlog/unknown-parent",
        "backlog/unknown-status",
        "documents/malformed",
        "tasks/done-with-open-steps",
        "tasks/duplicate-id",
        "tasks/unknown-dependency",
    ];
    assert_eq!((verdict.as_str(), rules), ("fail", expected.map(str::to_owned).to_vec()));
}

/// Backlog.md's own tasks: ids with their statuses in our words.
fn theirs(sandbox: &Sandbox, program: &std::path::Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut status = "";
    let list = told(sandbox, program, &["task", "list", "--plain"]);
    for line in list.lines() {
        match line.trim_end_matches(':') {
            "To Do" => status = "todo",
            "In Progress" => status = "doing",
            "Done" => status = "done",
            _ => {}
        }
        let words = line.split_whitespace().find(|word| word.starts_with("TASK-"));
        found.extend(words.map(|id| (id.to_owned(), status.to_owned())));
    }
    found.sort();
    found
}

#[test]
fn the_real_backlog_sees_the_same() {
    let Some(program) = peer("backlog") else { return };
    let sandbox = sandbox();
    sandbox.commit_all();
    let ours = || {
        let mut all = listed(&sandbox, "backlog");
        all.sort();
        all
    };
    assert_eq!(ours(), theirs(&sandbox, &program));
    for args in [
        &["task", "start", "TASK-2.1"][..],
        &["task", "done", "TASK-1", "--force", "--reason", "seen: by @hand"],
        &["task", "note", "TASK-2", "first"],
        &["task", "note", "TASK-2", "second"],
    ] {
        ok(&sandbox, args);
        assert_eq!(ours(), theirs(&sandbox, &program), "{args:?}");
    }
    // A reason is a note for a program that has no such status.
    ok(&sandbox, &["task", "block", "TASK-2", "--reason", "no key"]);
    let shown = told(&sandbox, &program, &["task", "view", "TASK-2", "--plain"]);
    assert!(shown.contains("first\n\nsecond\n\nBLOCKED: no key"), "{shown}");
    let shown = told(&sandbox, &program, &["task", "view", "TASK-1", "--plain"]);
    assert!(shown.contains("- [x] #1 Kept for a day") && shown.contains("done by force: seen: by @hand"), "{shown}");
    ok(&sandbox, &["task", "reopen", "TASK-2"]);
    // After it has written, we read what it says.
    told(&sandbox, &program, &["task", "edit", "TASK-2", "-s", "In Progress", "--append-notes", "third", "--plain"]);
    told(&sandbox, &program, &["task", "create", "It's: \"new\" @here", "--dep", "TASK-2", "--ac", "one", "--plain"]);
    assert_eq!(ours(), theirs(&sandbox, &program));
    let shown = ok(&sandbox, &["task", "show", "TASK-3"]);
    assert_eq!(shown["data"]["task"]["title"], "It's: \"new\" @here", "{shown}");
}

#[test]
fn a_bare_number_is_the_task_of_that_number() {
    let sandbox = sandbox();
    let third = file("TASK-3", "Sign out", "dependencies: [1, '2']\n", "");
    sandbox.write("backlog/tasks/task-3 - Sign-out.md", third).commit_all();
    let json = ok(&sandbox, &["task", "show", "TASK-3"]);
    assert_eq!(json["data"]["task"]["depends_on"], serde_json::json!(["TASK-1", "TASK-2"]), "{json}");
    assert_eq!(gate(&sandbox, &["check-planning"]).1, Vec::<String>::new());
    let wrong = file("TASK-3", "Sign out", "dependencies: [3, 9]\n", "");
    sandbox.write("backlog/tasks/task-3 - Sign-out.md", wrong).commit_all();
    assert_eq!(gate(&sandbox, &["check-planning"]).1, ["tasks/self-dependency", "tasks/unknown-dependency"]);
    let Some(program) = peer("backlog") else { return };
    let shown = told(&sandbox, &program, &["task", "view", "TASK-3", "--plain"]);
    assert!(
        shown.contains("TASK-3 depends on itself (recorded as \"3\")") || shown.contains("9 - unknown task ID"),
        "{shown}"
    );
}

#[test]
fn the_real_doctor_finds_the_same() {
    let Some(program) = peer("backlog") else { return };
    let doctor = |sandbox: &Sandbox| {
        let output = sandbox.finish(sandbox.program(program.to_str().unwrap(), &["doctor"]));
        (output.status == 0, format!("{}{}", output.stdout, output.stderr))
    };
    let sandbox = sandbox();
    sandbox.commit_all();
    let (good, said) = doctor(&sandbox);
    assert!(good && gate(&sandbox, &["check-planning"]).0 == "pass", "{said}");
    let cases: [(&str, String, &str); 3] = [
        ("backlog/tasks/task-9 - Twice.md", file("TASK-1", "Twice", "dependencies: []\n", ""), "tasks/duplicate-id"),
        (
            "backlog/tasks/task-9 - Nine.md",
            file("TASK-9", "Nine", "dependencies: [TASK-9]\n", ""),
            "tasks/self-dependency",
        ),
        (FIRST, file("TASK-1", "One", "dependencies: [TASK-2]\n", ""), "tasks/dependency-cycle"),
    ];
    for (path, text, rule) in cases {
        let sandbox = self::sandbox();
        sandbox.write(path, text).commit_all();
        let (good, said) = doctor(&sandbox);
        let (_, rules) = gate(&sandbox, &["check-planning"]);
        assert!(!good && rules.iter().any(|found| found == rule), "{rule} {rules:?}\n{said}");
    }
}

#[test]
fn a_new_task_gets_the_next_number_and_the_real_program_reads_it() {
    let sandbox = sandbox();
    sandbox.write("backlog/archive/tasks/task-6 - Gone.md", file("TASK-6", "Gone", "dependencies: []\n", ""));
    let made = ok(&sandbox, &["new-feature", "--dialect", "backlog", "It's here: @now"]);
    let path = "backlog/tasks/task-7 - Its-here-now.md";
    assert_eq!((made["data"]["id"].as_str(), made["data"]["path"].as_str()), (Some("TASK-7"), Some(path)));
    let shown = ok(&sandbox, &["task", "show", "TASK-7"]);
    assert_eq!(shown["data"]["task"]["title"], "It's here: @now", "{shown}");
    assert_eq!(gate(&sandbox, &["check-planning"]).1, Vec::<String>::new());
    let empty = Sandbox::new();
    ok(&empty, &["new-feature", "--dialect", "backlog", "First"]);
    assert_eq!(empty.files(), ["backlog/config.yml", "backlog/tasks/task-1 - First.md"]);
    let Some(program) = peer("backlog") else { return };
    for sandbox in [sandbox, empty] {
        sandbox.commit_all();
        let mut ours = listed(&sandbox, "backlog");
        ours.sort();
        assert_eq!(ours, theirs(&sandbox, &program));
    }
}

#[test]
fn tasks_of_another_feature_go_behind_the_last() {
    let sandbox = sandbox();
    sandbox.write("specs/001-rooms/tasks.md", ROOMS).commit_all();
    // A number that another branch has is taken.
    sandbox.git(&["switch", "-q", "-c", "side"]);
    sandbox.write("backlog/tasks/task-7 - Side.md", file("TASK-7", "Side", "dependencies: []\n", "")).commit_all();
    sandbox.git(&["switch", "-q", "-"]);
    let before = texts(&sandbox);
    let tried = ok(&sandbox, &["convert", "001-rooms", "--to", "backlog", "--dry-run"]);
    assert_eq!(texts(&sandbox), before);
    let made = ok(&sandbox, &["convert", "001-rooms", "--to", "backlog"]);
    let files = [
        "task-8 - Draw-the-rooms.md",
        "task-9 - Build-them-depends-on-T001.md",
        "task-10 - Paint-them-depends-on-T002.md",
    ]
    .map(|name| format!("backlog/tasks/{name}"));
    for json in [&tried, &made] {
        assert_eq!(json["data"]["files"], serde_json::json!(files));
        assert_eq!((&json["data"]["path"], &json["data"]["name"]), (&"backlog".into(), &"backlog".into()));
        assert_eq!(json["data"]["renamed"][2], serde_json::json!({"before": "T003", "after": "TASK-10"}));
    }
    // Nothing that was there has changed by a byte, and nothing but the new tasks is there.
    let after = texts(&sandbox);
    assert!(before.iter().all(|old| after.contains(old)));
    assert_eq!(after.len(), before.len() + 3);
    let shown = ok(&sandbox, &["task", "show", "TASK-10", "--feature", "backlog"]);
    let task = &shown["data"]["task"];
    assert_eq!((&task["status"], &task["blocked"]), (&"blocked".into(), &"no paint".into()), "{shown}");
    // What is done is told to belong in completed/, which the program does by itself.
    let expected = ("pass".to_owned(), vec!["backlog/done-in-tasks".to_owned()]);
    assert_eq!(gate(&sandbox, &["check-planning", "backlog"]), expected);
    // Once more: other numbers, beside the first.
    let again = ok(&sandbox, &["convert", "001-rooms", "--to", "backlog"]);
    assert_eq!(again["data"]["renamed"][0]["after"], "TASK-11", "{again}");
    let Some(program) = peer("backlog") else { return };
    sandbox.commit_all();
    let mut ours = listed(&sandbox, "backlog");
    // The program knows no status that says blocked.
    ours.iter_mut().filter(|(_, status)| status == "blocked").for_each(|(_, status)| *status = "todo".to_owned());
    ours.sort();
    assert_eq!(ours, theirs(&sandbox, &program));
    let shown = told(&sandbox, &program, &["task", "view", "TASK-9", "--plain"]);
    assert!(shown.contains("TASK-8") && shown.contains("Build \"them\""), "{shown}");
    let doctor = sandbox.finish(sandbox.program(program.to_str().unwrap(), &["doctor"]));
    assert_eq!(doctor.status, 0, "{doctor}");
}

#[test]
fn what_the_backlog_cannot_say_is_refused() {
    let sandbox = sandbox();
    sandbox.write("specs/001-rooms/tasks.md", ROOMS);
    sandbox.write("backlog/config.yml", CONFIG.replace(", \"Done\"", ""));
    let refused = sandbox.run(&["convert", "001-rooms", "--to", "backlog"]).json(2);
    assert!(refused["errors"][0].as_str().unwrap().contains("T001 is done"), "{refused}");
    assert_eq!(sandbox.files().len(), 5, "{:?}", sandbox.files());
}
