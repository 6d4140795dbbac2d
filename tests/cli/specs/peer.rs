//! OpenSpec's own program beside Planyard, on the same projects: the same tasks, the same verdicts, and after what
//! Planyard writes it still reads the project. Where the two differ, docs/dialects.md says why.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{DELTA, PROPOSAL, TASKS};
use crate::sandbox::Sandbox;

/// OpenSpec's program, of the folder that REAL_PEERS names; `None`, loudly, where that is not set.
#[expect(clippy::print_stderr, reason = "a skipped test says so, loudly")]
fn program() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("REAL_PEERS") else {
        eprintln!("SKIPPED: openspec is not installed; scripts/peers.py installs it, and REAL_PEERS names its folder");
        return None;
    };
    let program = Path::new(&folder).join("openspec");
    assert!(program.exists(), "REAL_PEERS is set, and {} is not there", program.display());
    Some(program)
}

/// What OpenSpec answers in JSON.
fn asked(sandbox: &Sandbox, program: &Path, args: &[&str]) -> Value {
    let mut command = sandbox.program(program.to_str().unwrap(), args);
    command.env("OPENSPEC_TELEMETRY", "0").env("DO_NOT_TRACK", "1").env("CI", "1").env("NO_COLOR", "1");
    let output = sandbox.finish(command);
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}\n{output}"))
}

/// For each change or spec, whether OpenSpec finds an error, a warning, and the messages.
fn theirs(sandbox: &Sandbox, program: &Path, scope: &str) -> BTreeMap<String, (bool, bool, String)> {
    let answer = asked(sandbox, program, &["validate", scope, "--json", "--no-interactive"]);
    let item = |item: &Value| {
        let issues = item["issues"].as_array().unwrap();
        let has = |level: &str| issues.iter().any(|issue| issue["level"] == level);
        let said = issues.iter().map(|issue| format!("{} {}", issue["level"], issue["message"]));
        (item["id"].as_str().unwrap().to_owned(), (has("ERROR"), has("WARNING"), said.collect::<Vec<_>>().join("\n")))
    };
    answer["items"].as_array().unwrap().iter().map(item).collect()
}

/// The same of Planyard's rules that are OpenSpec's: those that its `validate` asks too.
fn ours(sandbox: &Sandbox, path: &str) -> BTreeMap<String, (bool, bool, String)> {
    let output = sandbox.run(&["check-planning", path, "--exit-zero"]);
    let answer: Value = serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"));
    let mut found: BTreeMap<String, (bool, bool, String)> = BTreeMap::new();
    for finding in answer["results"].as_array().unwrap() {
        let text = |key: &str| finding[key].as_str().unwrap_or_default();
        let asked_there = text("rule").starts_with("openspec/")
            && !["openspec/proposal", "openspec/archive-refused", "openspec/too-many-deltas"].contains(&text("rule"));
        let below = text("file").strip_prefix(path).unwrap().trim_start_matches('/');
        let id = below
            .strip_suffix("/spec.md")
            .filter(|_| path.ends_with("specs"))
            .unwrap_or(below.split('/').next().unwrap());
        let entry = found.entry(id.to_owned()).or_default();
        if asked_there {
            entry.0 |= text("severity") == "error";
            entry.1 |= text("severity") == "warning";
            entry.2.push_str(&format!("{} {} {}\n", text("severity"), text("rule"), text("message")));
        }
    }
    found
}

#[test]
fn deltas_are_judged_alike() {
    let Some(program) = program() else { return };
    let removed = "\n## REMOVED Requirements\n\n### Requirement: Sign in\n";
    let renamed = "## RENAMED Requirements\n\n- FROM: `### Requirement: A`\n";
    let scenario =
        "#### Scenario: The right word\n\n- **WHEN** a user gives the right word\n- **THEN** a session begins\n";
    let cases = [
        ("good", DELTA.to_owned()),
        ("crlf", DELTA.replace('\n', "\r\n")),
        ("bom", format!("\u{feff}{DELTA}")),
        ("no-scenario", DELTA.replace(scenario, "")),
        ("bare-scenario", DELTA.replace("- **WHEN** a user gives the right word\n- **THEN** a session begins\n", "")),
        ("fenced-scenario", DELTA.replace(scenario, &format!("```\n{scenario}```\n"))),
        ("no-keyword", DELTA.replace("SHALL ", "")),
        (
            "keyword-in-heading",
            DELTA.replace("SHALL ", "").replace("Requirement: Sign", "Requirement: Users SHALL sign"),
        ),
        ("no-text", DELTA.replace("Users SHALL sign in with a word.\n", "")),
        ("label-only", DELTA.replace("Users SHALL", "**Rule**: Users SHALL")),
        ("twice", format!("{DELTA}\n{}", &DELTA["## ADDED Requirements\n".len()..])),
        ("added-and-removed", format!("{DELTA}{removed}")),
        ("removed-by-bullet", format!("{DELTA}\n## REMOVED Requirements\n\n- `### Requirement: Guests`\n")),
        ("modified-nothing-there", DELTA.replace("ADDED", "MODIFIED")),
        ("outside", format!("{DELTA}\n## Notes\n\n### Requirement: Stray\n\nIt SHALL.\n")),
        ("divider", format!("{DELTA}\n### Notes\n\nText.\n")),
        ("no-section", DELTA.replace("ADDED ", "")),
        ("empty-section", "## ADDED Requirements\n\nSoon.\n".to_owned()),
        ("half-rename", format!("{DELTA}\n{renamed}")),
        ("rename", format!("{DELTA}\n{renamed}- TO: `### Requirement: B`\n")),
        ("rename-to-added", format!("{DELTA}\n{renamed}- TO: `### Requirement: Sign in`\n")),
        ("lower-case-sections", DELTA.replace("ADDED Requirements", "added requirements")),
        ("comment-for-text", DELTA.replace("Users SHALL sign in with a word.", "<!-- Users SHALL -->")),
        ("in-a-comment", format!("{DELTA}\n<!--\n### Requirement: Two\n-->\n")),
        ("no-space", format!("{DELTA}\n###Requirement: Two\n")),
        ("other-heading", DELTA.replace("Scenario: The right", "Any")),
        ("closed-heading", DELTA.replace("Requirement: Sign in", "Requirement: Sign in ###")),
    ];
    let sandbox = Sandbox::new();
    for (name, delta) in &cases {
        sandbox
            .write(&format!("openspec/changes/{name}/proposal.md"), PROPOSAL)
            .write(&format!("openspec/changes/{name}/tasks.md"), TASKS)
            .write(&format!("openspec/changes/{name}/specs/auth/spec.md"), delta);
    }
    sandbox.write("openspec/changes/no-specs/proposal.md", PROPOSAL).write("openspec/changes/no-specs/tasks.md", TASKS);
    sandbox
        .write("openspec/changes/skipped/proposal.md", PROPOSAL)
        .write("openspec/changes/skipped/tasks.md", TASKS)
        .write("openspec/changes/skipped/.openspec.yaml", "schema: spec-driven\nskip_specs: true\n");
    sandbox
        .write("openspec/changes/skipped-with-specs/proposal.md", PROPOSAL)
        .write("openspec/changes/skipped-with-specs/.openspec.yaml", "schema: spec-driven\nskip_specs: true\n")
        .write("openspec/changes/skipped-with-specs/specs/auth/spec.md", DELTA);
    sandbox
        .write("openspec/changes/at-root/proposal.md", PROPOSAL)
        .write("openspec/changes/at-root/tasks.md", TASKS)
        .write("openspec/changes/at-root/specs/spec.md", DELTA);
    sandbox
        .write("openspec/changes/other-name/proposal.md", PROPOSAL)
        .write("openspec/changes/other-name/tasks.md", TASKS)
        .write("openspec/changes/other-name/specs/auth/delta.md", DELTA);
    sandbox
        .write("openspec/changes/misnumbered/proposal.md", PROPOSAL)
        .write("openspec/changes/misnumbered/tasks.md", "## 1. A\n\n- [ ] 2.1 B\n")
        .write("openspec/changes/misnumbered/specs/auth/spec.md", DELTA);
    sandbox.write("openspec/specs/room/spec.md", "# room\n\n## Purpose\n\nRooms.\n\n## Requirements\n");
    let known = [
        ("comment-for-text", "what stands in a comment is no text; OpenSpec takes it for the requirement's"),
        ("in-a-comment", "what stands in a comment is no requirement; OpenSpec asks for its scenarios"),
        ("no-space", "`###Requirement:` is no heading of markdown; OpenSpec takes it for one"),
    ];
    compare(&sandbox, &program, &known);
}

/// Every change and every main spec is judged alike, but those that `known` names with the reason.
fn compare(sandbox: &Sandbox, program: &Path, known: &[(&str, &str)]) {
    let mut differ = Vec::new();
    for (scope, path) in [("--changes", "openspec/changes"), ("--specs", "openspec/specs")] {
        if !sandbox.root().join(path).is_dir() {
            continue;
        }
        let (theirs, ours) = (theirs(sandbox, program, scope), ours(sandbox, path));
        for (id, (error, warning, said)) in &theirs {
            let own = ours.get(id).cloned().unwrap_or_default();
            let is_known = known.iter().any(|(name, _)| name == id);
            if (own.0, own.1) != (*error, *warning) && !is_known {
                differ.push(format!("{id}: OpenSpec says\n{said}\nPlanyard says\n{}", own.2));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n\n"));
}

/// Changes with the tasks done and all, as OpenSpec counts them.
fn listed(sandbox: &Sandbox, program: &Path) -> BTreeMap<String, (u64, u64)> {
    let answer = asked(sandbox, program, &["list", "--json"]);
    let changes = answer["changes"].as_array().unwrap().iter();
    let counts = |change: &Value| (change["completedTasks"].as_u64().unwrap(), change["totalTasks"].as_u64().unwrap());
    changes.map(|change| (change["name"].as_str().unwrap().to_owned(), counts(change))).collect()
}

/// The same by Planyard: tasks, and steps, which are boxes without a number under one.
fn counted(sandbox: &Sandbox, change: &str) -> (u64, u64) {
    let output = sandbox.run(&["task", "list", "--feature", &format!("openspec/changes/{change}")]);
    let answer: Value = serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"));
    let tasks = answer["data"]["tasks"].as_array().unwrap();
    tasks.iter().fold((0, 0), |(done, all), task| {
        let number = |key: &str| task[key].as_u64().unwrap_or(0);
        let own = u64::from(task["status"] == "done");
        (done + own + number("steps_done"), all + 1 + number("steps_total"))
    })
}

#[test]
fn it_reads_what_planyard_writes() {
    let Some(program) = program() else { return };
    let sandbox = super::openspec();
    sandbox.commit_all();
    assert_eq!(listed(&sandbox, &program)["add-login"], (1, 5));
    assert_eq!(counted(&sandbox, "add-login"), (1, 5));
    for args in [
        &["task", "done", "1.1.1", "--feature", "add-login"][..],
        &["task", "start", "1.1.2", "--feature", "add-login"],
        &["task", "block", "1.1.2", "--reason", "no table", "--feature", "add-login"],
        &["task", "note", "1.2", "seen", "--feature", "add-login"],
    ] {
        super::ok(&sandbox, args);
        assert_eq!(listed(&sandbox, &program)["add-login"], counted(&sandbox, "add-login"), "{args:?}");
        let verdicts = theirs(&sandbox, &program, "--changes");
        assert!(!verdicts["add-login"].0, "{args:?}: {}", verdicts["add-login"].2);
    }
    super::ok(&sandbox, &["task", "done", "1.1", "box-5", "--force", "--reason", "by hand", "--feature", "add-login"]);
    assert_eq!(listed(&sandbox, &program)["add-login"], (5, 5));
    // What Planyard makes, it takes.
    super::ok(&sandbox, &["new-feature", "Add rooms", "--dialect", "openspec"]);
    super::fill(&sandbox, "openspec/changes/add-rooms");
    let verdicts = theirs(&sandbox, &program, "--changes");
    assert!(!verdicts["add-rooms"].0 && !verdicts["add-rooms"].1, "{}", verdicts["add-rooms"].2);
}

/// The `openspec` folders of the corpus, wherever they lie in their repositories.
#[expect(clippy::print_stderr, reason = "a skipped test says so, loudly")]
fn projects() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/openspec");
    if !corpus.is_dir() {
        eprintln!("SKIPPED: no corpus of real plans at {}", corpus.display());
        return Vec::new();
    }
    let walk = ignore::WalkBuilder::new(corpus).standard_filters(false).sort_by_file_name(Ord::cmp).build();
    let folders = walk.filter_map(Result::ok).map(ignore::DirEntry::into_path);
    folders.filter(|path| path.is_dir() && path.ends_with("openspec") && path.join("changes").is_dir()).collect()
}

#[test]
fn real_projects_are_judged_alike() {
    let Some(program) = program() else { return };
    for project in projects() {
        let sandbox = Sandbox::new();
        let files = ignore::WalkBuilder::new(&project).standard_filters(false).build();
        for file in files.filter_map(Result::ok).filter(|entry| entry.path().is_file()) {
            let below = file.path().strip_prefix(&project).unwrap();
            sandbox.write(&format!("openspec/{}", below.display()), std::fs::read(file.path()).unwrap());
        }
        for (change, counts) in listed(&sandbox, &program) {
            assert_eq!(counted(&sandbox, &change), counts, "{}: {change}", project.display());
        }
        compare(&sandbox, &program, &[]);
    }
}
