//! GSD's phases, bare checklists, `dialects` and `convert` through the binary, and GSD's own tools beside it.

use std::path::PathBuf;

use serde_json::Value;

use crate::sandbox::Sandbox;

const FOLDER: &str = ".planning/phases/01-base";

fn plan(number: &str, more: &str, tasks: &str) -> String {
    format!(
        "---\nphase: 01-base\nplan: {number}\ntype: execute\nwave: 1\ndepends_on: [{more}]\nfiles_modified: []\n\
         autonomous: true\nmust_haves:\n  truths: []\n---\n\n<objective>\nDo it.\n</objective>\n\n<tasks>\n\n{tasks}</tasks>\n"
    )
}

fn task(name: &str) -> String {
    format!(
        "<task type=\"auto\">\n  <name>{name}</name>\n  <files>src/a.rs</files>\n  <action>Do it.</action>\n  \
         <verify>cargo test</verify>\n  <done>It works.</done>\n</task>\n\n"
    )
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox
        .write(&format!("{FOLDER}/01-01-PLAN.md"), plan("01", "", &task("Task 1: Store sessions")))
        .write(&format!("{FOLDER}/01-01-SUMMARY.md"), "---\nphase: 01-base\nplan: 01\n---\n\n# Summary\n\nDone.\n")
        .write(
            &format!("{FOLDER}/01-02-PLAN.md"),
            plan("02", "\"01-01\"", &format!("{}{}", task("Task 1: Sign in"), task("Task 2: Sign out"))),
        );
    sandbox
}

#[test]
fn what_lies_beside_the_phases_is_found_but_what_git_ignores() {
    let found = |sandbox: &Sandbox| -> Vec<String> {
        let json = sandbox.run(&["status"]).json(0);
        let features = json["data"]["features"].as_array().unwrap().iter();
        features.map(|feature| feature["path"].as_str().unwrap().trim_start_matches(".planning/").to_owned()).collect()
    };
    let sandbox = sandbox();
    assert_eq!(found(&sandbox), ["phases/01-base"]);
    for path in [
        "quick/1-SUMMARY.md",
        "phases/stray-SUMMARY.md",
        "phases/01-base/sub/2-SUMMARY.md",
        "deep/a/b/tasks.md",
        "_draft/tasks.md",
        "deep/_3-SUMMARY.md",
        "trash/4-SUMMARY.md",
        "phases/02-empty/readme.txt",
    ] {
        sandbox.write(&format!(".planning/{path}"), "# Tasks\n\n### T01: One\n- [ ] Estimate: 1h\n");
    }
    sandbox.write(".gitignore", "trash/\n");
    let all = ["deep/a/b", "phases/01-base", "phases/stray-SUMMARY.md", "quick/1-SUMMARY.md"];
    assert_eq!(found(&sandbox), all);
}

fn listed(sandbox: &Sandbox) -> Vec<(String, String)> {
    let json = sandbox.run(&["task", "list", "--feature", "01-base"]).json(0);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    json["data"]["tasks"].as_array().unwrap().iter().map(|task| (text(&task["id"]), text(&task["status"]))).collect()
}

fn status_of(sandbox: &Sandbox, id: &str) -> String {
    listed(sandbox).into_iter().find(|(other, _)| other == id).unwrap().1
}

#[test]
fn tasks_of_plans_are_done_in_their_order_and_reopened_to_the_same_bytes() {
    let sandbox = sandbox();
    let path = format!("{FOLDER}/01-02-PLAN.md");
    let before = sandbox.read(&path);
    let expected = [("01-01/T1", "done"), ("01-02/T1", "todo"), ("01-02/T2", "todo")];
    assert_eq!(listed(&sandbox), expected.map(|(id, status)| (id.to_owned(), status.to_owned())));
    let refused = sandbox.run(&["task", "done", "01-02/T2", "--feature", "01-base"]).json(2);
    assert!(refused["errors"][0].as_str().unwrap().contains("01-02/T1"), "{refused}");
    sandbox.run(&["task", "done", "01-02/T1", "--feature", "01-base"]).json(0);
    assert_eq!(sandbox.read(&path), before.replacen("<task type=\"auto\">", "<task type=\"auto\" status=\"done\">", 1));
    assert_eq!(status_of(&sandbox, "01-02/T1"), "done");
    sandbox.run(&["task", "reopen", "01-02/T1", "--feature", "01-base"]).json(0);
    assert_eq!(sandbox.read(&path), before);
    sandbox.run(&["task", "block", "01-02/T1", "--reason", "no key <yet>", "--feature", "01-base"]).json(0);
    assert_eq!(status_of(&sandbox, "01-02/T1"), "blocked");
    sandbox.run(&["task", "reopen", "01-02/T1", "--feature", "01-base"]).json(0);
    assert_eq!(sandbox.read(&path), before);
    let summed_up = sandbox.run(&["task", "reopen", "01-01/T1", "--feature", "01-base"]).json(2);
    assert!(summed_up["errors"][0].as_str().unwrap().contains("SUMMARY"), "{summed_up}");
}

#[test]
fn a_phase_is_found_by_its_name_among_all_else() {
    let sandbox = sandbox();
    let summary = "---\nphase: 09-odd\nplan: 01\n---\n\n# Summary\n\nDone.\n";
    sandbox
        .write(".planning/quick/09-odd-SUMMARY.md", summary)
        .write(".planning/notes/base-SUMMARY.md", summary)
        .write(".planning/phases/02-form/02-01-PLAN.md", plan("01", "", &task("Task 1: Draw")));
    let path = |name: &str| {
        let json = sandbox.run(&["status", name]).json(0);
        let features = json["data"]["features"].as_array().unwrap();
        features.iter().map(|feature| feature["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for name in ["01-base", "01-BASE", ".planning/phases/01-base"] {
        assert_eq!(path(name), [FOLDER], "{name}");
    }
    assert_eq!(path("09-odd-SUMMARY"), [".planning/quick/09-odd-SUMMARY.md"]);
    // A whole name means more than the slug of a phase.
    assert_eq!(path("form"), [".planning/phases/02-form"]);
    sandbox.write(".planning/quick/form/tasks.md", "# Tasks\n\n### T01: One\n");
    assert_eq!(path("form"), [".planning/quick/form"]);
    // What lies in a phase is no feature of its own.
    sandbox.run(&["status", "01-01-SUMMARY"]).json(2);
    sandbox.write("features/01-base/tasks.md", "# Tasks\n\n### T01: One\n");
    let twice = sandbox.run(&["status", "01-base"]).json(2);
    assert_eq!(twice["error_details"][0]["kind"], "ambiguous", "{twice}");
    sandbox.write(".planning/other/09-odd-SUMMARY.md", summary);
    let twice = sandbox.run(&["status", "09-odd-SUMMARY"]).json(2);
    assert_eq!(twice["error_details"][0]["kind"], "ambiguous", "{twice}");
}

#[test]
fn gates_ask_what_its_own_tools_ask() {
    let sandbox = sandbox();
    assert_eq!(sandbox.run(&["check-planning", "01-base"]).json(0)["verdict"], "pass");
    let bad = plan("03", "", "<task type=\"checkpoint:human-verify\">\n  <name>Look</name>\n</task>\n")
        .replace("wave: 1", "wave: 2")
        .replace("must_haves:\n  truths: []\n", "");
    sandbox.write(&format!("{FOLDER}/01-03-PLAN.md"), bad);
    let json = sandbox.run(&["check-planning", "01-base"]).json(1);
    let mut rules: Vec<&str> =
        json["results"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
    rules.sort_unstable();
    let expected =
        ["gsd/checkpoint-autonomous", "gsd/plan-field-missing", "gsd/task-incomplete", "gsd/wave-without-dependency"];
    assert_eq!(rules, expected, "{json}");
}

#[test]
fn a_new_phase_is_read_again() {
    let sandbox = sandbox();
    let made = sandbox.run(&["new-feature", "sign-in", "--dialect", "gsd"]).json(0);
    assert_eq!(made["data"]["path"], ".planning/phases/02-sign-in");
    let json = sandbox.run(&["task", "list", "--feature", "02-sign-in"]).json(0);
    assert_eq!(json["data"]["tasks"][0]["id"], "02-01/T1");
    let left = sandbox.run(&["check-planning", "02-sign-in"]).json(1);
    assert!(
        left["results"].as_array().unwrap().iter().all(|found| found["rule"] == "tasks/placeholder-left"),
        "{left}"
    );
}

#[test]
fn a_checklist_is_read_only_when_it_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write("notes/todo.md", "# To do\n\n- [ ] Buy\n  - [x] milk\n- [ ] Sell\n");
    let unread = sandbox.run(&["task", "list", "--feature", "notes/todo.md"]);
    assert_ne!(unread.status, 0, "{unread}");
    sandbox.write("planyard.toml", "[features]\ndialect = \"checklist\"\nfiles = [\"notes/todo.md\"]\n");
    sandbox.run(&["task", "done", "box-3"]).json(0);
    assert_eq!(sandbox.read("notes/todo.md"), "# To do\n\n- [ ] Buy\n  - [x] milk\n- [x] Sell\n");
    let refused = sandbox.run(&["check-completion", "todo", "--no-run"]).json(1);
    assert!(refused["results"].as_array().unwrap().iter().any(|found| found["task"] == "box-1"), "{refused}");
}

#[test]
fn dialects_say_what_was_seen() {
    let sandbox = sandbox();
    sandbox.write("specs/001-login/tasks.md", "# Tasks\n\n- [ ] T001 Do it in src/a.rs\n");
    let json = sandbox.run(&["dialects", "--explain"]).json(0);
    let features = json["data"]["features"].as_array().unwrap();
    let read: Vec<_> =
        features.iter().map(|one| (one["id"].as_str().unwrap(), one["dialect"].as_str().unwrap())).collect();
    assert_eq!(read, [("01-base", "gsd"), ("001-login", "spec-kit")]);
    assert!(features[0]["evidence"][0]["because"].as_str().unwrap().contains("PLAN.md"), "{json}");
}

#[test]
fn a_feature_is_written_in_another_dialect_beside_the_first() {
    let sandbox = sandbox();
    let before = sandbox.read(&format!("{FOLDER}/01-02-PLAN.md"));
    let tried = sandbox.run(&["convert", "01-base", "--to", "spec-kit", "--dry-run"]).json(0);
    assert_eq!(tried["data"]["path"], "specs/001-base");
    assert!(!sandbox.root().join("specs").exists());
    let done = sandbox.run(&["convert", "01-base", "--to", "spec-kit"]).json(0);
    assert_eq!(done["data"]["tasks"], 3);
    assert_eq!(done["data"]["renamed"][0]["after"], "T001");
    assert!(sandbox.read("specs/001-base/tasks.md").contains("- [x] T001 Store sessions\n"));
    assert_eq!(sandbox.read(&format!("{FOLDER}/01-02-PLAN.md")), before);
    // Its place is taken now: the next one gets a number of its own.
    assert_eq!(sandbox.run(&["convert", "01-base", "--to", "spec-kit"]).json(0)["data"]["path"], "specs/002-base");
    let same = sandbox.run(&["convert", "001-base", "--to", "spec-kit"]).json(2);
    assert!(same["errors"][0].as_str().unwrap().contains("already"), "{same}");
    let unknown = sandbox.run(&["convert", "001-base", "--to", "specs"]).json(2);
    assert!(unknown["error_details"][0]["hint"].as_str().unwrap().contains("spec-kit"), "{unknown}");
}

/// GSD's tools, of the folder that REAL_PEERS names; `None`, loudly, where that is not set.
#[expect(clippy::print_stderr, reason = "a skipped test says so, loudly")]
fn tools() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("REAL_PEERS") else {
        eprintln!(
            "SKIPPED: GSD's tools are not installed; scripts/peers.py installs them, and REAL_PEERS names their folder"
        );
        return None;
    };
    let program = PathBuf::from(folder).join("gsd-tools");
    assert!(program.exists(), "REAL_PEERS is set, and {} is not there", program.display());
    Some(program)
}

/// What GSD's tools answer.
fn asked(sandbox: &Sandbox, tools: &std::path::Path, args: &[&str]) -> Value {
    let argv: Vec<&str> = [tools.to_str().unwrap()].into_iter().chain(args.iter().copied()).collect();
    let output = sandbox.finish(sandbox.program("node", &argv));
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}\n{output}"))
}

/// For each plan how many tasks it has, and whether it was carried out: theirs and ours.
fn agree(sandbox: &Sandbox, tools: &std::path::Path) {
    let theirs = asked(sandbox, tools, &["phase-plan-index", "01"]);
    let tasks = listed(sandbox);
    for plan in theirs["plans"].as_array().unwrap() {
        let id = plan["id"].as_str().unwrap();
        let own: Vec<_> = tasks.iter().filter(|(task, _)| task.starts_with(&format!("{id}/"))).collect();
        assert_eq!(plan["task_count"], own.len(), "{id}: {theirs}");
        let is_done = own.iter().all(|(_, status)| status == "done");
        assert!(is_done || plan["has_summary"] == false, "{id}: {theirs}");
        let path = format!("{FOLDER}/{id}-PLAN.md");
        let verdict = asked(sandbox, tools, &["verify", "plan-structure", &path]);
        let output = sandbox.run(&["check-planning", "01-base", "--exit-zero"]).json(0);
        let errors = output["results"].as_array().unwrap().iter().filter(|found| {
            found["file"] == path.as_str()
                && found["severity"] == "error"
                && found["peer_rule"] == "verify plan-structure"
        });
        assert_eq!(verdict["valid"] == true, errors.count() == 0, "{id}: {verdict}\n{output}");
    }
}

#[test]
fn its_own_tools_see_the_same_tasks_and_verdicts() {
    let Some(tools) = tools() else { return };
    let sandbox = sandbox();
    sandbox
        .write(".planning/ROADMAP.md", "# Roadmap\n\n### Phase 1: Base\n\n- [x] 01-01-PLAN.md\n- [ ] 01-02-PLAN.md\n");
    let faults = [
        ("03", plan("03", "", &task("A")).replace("wave: 1\n", "")),
        ("04", plan("04", "", &task("A").replace("  <action>Do it.</action>\n", ""))),
        ("05", plan("05", "", &task("A").replace("  <verify>cargo test</verify>\n", ""))),
        ("06", plan("06", "", &task("A").replace("\"auto\"", "\"checkpoint:decision\""))),
        (
            "07",
            plan("07", "", &task("A").replace("\"auto\"", "\"checkpoint:decision\""))
                .replace("autonomous: true", "autonomous: false"),
        ),
        ("08", plan("08", "", &task("A")).replace("wave: 1", "wave: 3")),
        ("09", plan("09", "", &task("A")).replace('\n', "\r\n")),
        ("10", plan("10", "", &task("A").replace("  <name>A</name>\n", ""))),
    ];
    for (number, text) in faults {
        sandbox.write(&format!("{FOLDER}/01-{number}-PLAN.md"), text);
    }
    agree(&sandbox, &tools);
    // What Planyard has written, they read as before.
    sandbox.run(&["task", "done", "01-02/T1", "--feature", "01-base"]).json(0);
    sandbox.run(&["task", "note", "01-02/T2", "kept small", "--feature", "01-base"]).json(0);
    agree(&sandbox, &tools);
}
