//! The dialects whose features are specifications with tasks that are items: OpenSpec, Kiro and spec-kit. The real
//! binary in a repository of each; `specs/peer.rs` compares with OpenSpec's own program, `specs/scripts.rs` with spec-kit's scripts.

mod peer;
mod scripts;

use insta::assert_snapshot;
use serde_json::Value;

use crate::sandbox::{Output, Sandbox};

const PROPOSAL: &str = "# Change: Add login\n\n## Why\n\nNobody can sign in today, and every page that is theirs stays shut to them.\n\n## What Changes\n\n- Users sign in\n";
const DELTA: &str = "## ADDED Requirements\n\n### Requirement: Sign in\n\nUsers SHALL sign in with a word.\n\n#### Scenario: The right word\n\n- **WHEN** a user gives the right word\n- **THEN** a session begins\n";
const TASKS: &str = "## 1. Sessions\r\n\r\n- [ ] 1.1 Store sessions\r\n  - [ ] 1.1.1 Expire them\r\n  - [ ] 1.1.2 Measure them (depends on 1.1.1)\r\n- [X] 1.2 Sign in\r\n\r\n## 2. Rest\r\n\r\n* [ ] Tell everybody\r\n";

/// A change of OpenSpec.
fn openspec() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox
        .write("openspec/changes/add-login/proposal.md", PROPOSAL)
        .write("openspec/changes/add-login/specs/auth/spec.md", DELTA)
        .write("openspec/changes/add-login/tasks.md", TASKS);
    sandbox
}

const REQUIREMENTS: &str = "# Requirements Document\n\n### Requirement 1: Sign in\n\n**User Story:** As a user, I want to sign in, so that my pages are mine.\n\n#### Acceptance Criteria\n\n1. WHEN the right word is given THE SYSTEM SHALL begin a session\n";
const KIRO_TASKS: &str = "\u{feff}# Implementation Plan\n\n- [ ] 1. Sessions\n  - [ ] 1.1 Store them\n    - _Requirements: 1.1_\n  - [ ]* 1.2 Measure them\n- [-] 2. Sign in\n  - _Requirements: 1.1_\n";

fn kiro() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox
        .write(".kiro/specs/login/requirements.md", REQUIREMENTS)
        .write(".kiro/specs/login/design.md", "# Design Document\n\n## Overview\n\nSessions in a table.\n")
        .write(".kiro/specs/login/tasks.md", KIRO_TASKS);
    sandbox
}

/// Rule and severity of each finding, in order.
fn rules(output: &Output) -> Vec<String> {
    let json: Value = serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"));
    let line = |finding: &Value| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}", text("severity"), text("rule"))
    };
    json["results"].as_array().unwrap().iter().map(line).collect()
}

#[track_caller]
fn ok(sandbox: &Sandbox, args: &[&str]) {
    let output = sandbox.run(args);
    assert_eq!(output.status, 0, "{args:?}\n{output}");
}

#[test]
fn openspec_changes_are_features() {
    let sandbox = openspec();
    sandbox.write("openspec/changes/archive/2026-01-01-old/tasks.md", "## 1. A\n\n- [x] 1.1 B\n");
    assert_snapshot!(sandbox.human(&["status"]), @"
    status: 0
    --- stdout ---
    feature                tasks  left
    add-login  ██░░░░░░░░    1/5        next 1.1.1

    1 of 5 tasks done in 1 feature; 0m left
    ");
    assert_snapshot!(sandbox.human(&["graph", "add-login"]), @"
    status: 0
    --- stdout ---
    add-login
      · 1.1  Store sessions
      · 1.1.1  Expire them
        · 1.1.2  Measure them (depends on 1.1.1)
      ✓ 1.2  Sign in
      · box-5  Tell everybody

    wave 1: 1.1, 1.1.1, box-5
    wave 2: 1.1.2
    critical path: 1.1.1 → 1.1.2 (0m)
    ");
    assert!(sandbox.human(&["task", "list", "--feature", "add-login"]).stdout.contains("waits for its parts"));
    let found = sandbox.run(&["check-planning"]);
    assert_eq!((found.status, rules(&found)), (0, vec![]), "{found}");
    // What is archived is asked only by name.
    let archived = sandbox.run(&["check-planning", "openspec/changes/archive"]);
    assert_eq!(rules(&archived), ["error openspec/no-deltas"], "{archived}");
    sandbox.commit_all();
    assert_eq!(sandbox.run(&["check-completion", "2026-01-01-old"]).status, 0);
    assert_eq!(sandbox.run(&["check-completion", "add-login"]).status, 1);
}

#[test]
fn openspec_tasks_are_changed_and_nothing_else() {
    let sandbox = openspec();
    sandbox.commit_all();
    let path = "openspec/changes/add-login/tasks.md";
    ok(&sandbox, &["task", "start", "1.1.1", "--feature", "add-login"]);
    assert_eq!(sandbox.read(path), TASKS.replace("[ ] 1.1.1", "[~] 1.1.1"));
    let refused = sandbox.run(&["task", "done", "1.1.2", "--feature", "add-login"]);
    assert!(refused.status == 2 && refused.stdout.contains("depends on 1.1.1"), "{refused}");
    let refused = sandbox.run(&["task", "done", "1.1", "--feature", "add-login"]);
    assert!(refused.status == 2 && refused.stdout.contains("its parts 1.1.1, 1.1.2 are open"), "{refused}");
    ok(&sandbox, &["task", "done", "1.1.1", "--feature", "add-login"]);
    // The whole is done with its last part, with the capital that the file uses.
    ok(&sandbox, &["task", "done", "1.1.2", "--feature", "add-login"]);
    let done = TASKS.replace("[ ] 1.1", "[X] 1.1");
    assert_eq!(sandbox.read(path), done);
    ok(&sandbox, &["task", "reopen", "1.1.1", "1.1.2", "--feature", "add-login"]);
    assert_eq!(sandbox.read(path), TASKS);
    ok(&sandbox, &["task", "done", "box-5", "--feature", "add-login"]);
    ok(&sandbox, &["task", "block", "1.1.1", "--reason", "no table", "--feature", "add-login"]);
    ok(&sandbox, &["task", "note", "1.2", "by hand", "--feature", "add-login"]);
    let changed = TASKS
        .replace("Expire them\r\n", "Expire them\r\n    - Notes: BLOCKED: no table\r\n")
        .replace("Sign in\r\n", "Sign in\r\n  - Notes: by hand\r\n")
        .replace("* [ ] Tell", "* [X] Tell");
    assert_eq!(sandbox.read(path), changed);
    ok(&sandbox, &["task", "reopen", "1.1.1", "--feature", "add-login"]);
    assert_eq!(sandbox.read(path), changed.replace("    - Notes: BLOCKED: no table\r\n", ""));
}

#[test]
fn openspec_main_specs_are_asked_by_name() {
    let sandbox = openspec();
    sandbox.write(
        "openspec/specs/auth/spec.md",
        "# auth\n\n## Purpose\n\nTBD\n\n## Requirements\n\n### Requirement: Guests\n\nGuests MAY look.\n",
    );
    let found = sandbox.run(&["check-planning", "openspec/specs"]);
    let expected = [
        "warning openspec/purpose",
        "warning openspec/requirement-no-keyword",
        "error openspec/requirement-no-scenario",
    ];
    assert_eq!(rules(&found), expected, "{found}");
    let peer: Value = serde_json::from_str(&found.stdout).unwrap();
    assert_eq!(peer["results"][0]["peer_rule"], "PURPOSE_IS_PLACEHOLDER");
    // They have no tasks to change, and no feature beside the changes.
    assert_eq!(sandbox.run(&["task", "done", "1", "--feature", "openspec/specs"]).status, 2);
    assert!(!sandbox.run(&["status"]).stdout.contains("openspec/specs"));
}

#[test]
fn a_change_is_compared_with_the_main_specs_beside_it() {
    let sandbox = openspec();
    let main = DELTA.replace("ADDED Requirements", "Requirements").replace("The right", "The wrong");
    sandbox.write("openspec/specs/auth/spec.md", format!("# auth\n\n## Purpose\n\nWho comes in.\n\n{main}"));
    let found = sandbox.run(&["check-planning", "add-login"]);
    assert_eq!(rules(&found), ["warning openspec/archive-refused"], "{found}");
    let modified = DELTA.replace("ADDED", "MODIFIED");
    sandbox.write("openspec/changes/add-login/specs/auth/spec.md", modified);
    let found = sandbox.run(&["check-planning", "add-login"]);
    assert_eq!(rules(&found), ["error openspec/scenario-lost"], "{found}");
    assert!(found.stdout.contains("drops \\\"The wrong word\\\" of the main spec"), "{found}");
}

#[test]
fn kiro_specs_are_features() {
    let sandbox = kiro();
    sandbox.commit_all();
    let path = ".kiro/specs/login/tasks.md";
    assert_snapshot!(sandbox.human(&["status"]), @"
    status: 0
    --- stdout ---
    feature              tasks  left
    login    ░░░░░░░░░░    0/4        next 2

    0 of 4 tasks done in 1 feature; 0m left
    ");
    assert_snapshot!(sandbox.human(&["graph", "login"]), @"
    status: 0
    --- stdout ---
    login
      · 1  Sessions
      · 1.1  Store them
      · 1.2  Measure them
      ◐ 2  Sign in

    wave 1: 1, 1.1, 1.2, 2
    critical path: 1 (0m)
    ");
    let found = sandbox.run(&["check-planning"]);
    assert_eq!((found.status, rules(&found)), (0, vec![]), "{found}");
    ok(&sandbox, &["task", "done", "1.1", "--feature", "login"]);
    // 1.2 may be left out.
    let done = KIRO_TASKS.replace("[ ] 1. ", "[x] 1. ").replace("[ ] 1.1", "[x] 1.1");
    assert_eq!(sandbox.read(path), done);
    ok(&sandbox, &["task", "done", "2", "--feature", "login"]);
    sandbox.commit_all();
    assert_eq!(sandbox.run(&["check-completion", "login"]).status, 0);
    ok(&sandbox, &["task", "reopen", "1.1", "--feature", "login"]);
    ok(&sandbox, &["task", "start", "2", "--feature", "login"]);
    ok(&sandbox, &["task", "reopen", "2", "--feature", "login"]);
    assert_eq!(sandbox.read(path), KIRO_TASKS.replace("[-] 2.", "[ ] 2."));
    ok(&sandbox, &["task", "start", "2", "--feature", "login"]);
    assert_eq!(sandbox.read(path), KIRO_TASKS);
    ok(&sandbox, &["task", "done", "1.2", "--feature", "login"]);
    assert_eq!(sandbox.read(path), KIRO_TASKS.replace("[ ]* 1.2", "[x]* 1.2"));
    let refused = sandbox.run(&["task", "done", "9", "--feature", "login"]);
    assert_eq!(refused.status, 2, "{refused}");
}

#[test]
fn kiro_links_lead_somewhere() {
    let sandbox = kiro();
    let more = "\n### Requirement 2: Sign out\n\n**User Story:** As a user, I want out.\n\n#### Acceptance Criteria\n\n1. Sessions end\n";
    sandbox.write(".kiro/specs/login/requirements.md", format!("{REQUIREMENTS}{more}"));
    sandbox
        .write(".kiro/specs/login/tasks.md", KIRO_TASKS.replacen("_Requirements: 1.1_", "_Requirements: 1.7, 3.1_", 1));
    let mut found = rules(&sandbox.run(&["check-planning", "login"]));
    found.sort();
    let expected = [
        "info kiro/criterion-not-ears",
        "warning kiro/requirement-without-task",
        "warning kiro/unknown-requirement",
        "warning kiro/unknown-requirement",
    ];
    assert_eq!(found, expected);
}

#[test]
fn kiro_ranges_are_traced_from_end_to_end() {
    let sandbox = kiro();
    let requirement = |number: u32| {
        format!(
            "\n### Requirement {number}: R{number}\n\n**User Story:** As a user, I want it, so that I have it.\n\n#### Acceptance Criteria\n\n1. WHEN one THE SYSTEM SHALL a\n2. WHEN two THE SYSTEM SHALL b\n3. WHEN three THE SYSTEM SHALL c\n"
        )
    };
    let text: String = (1..=4).map(requirement).collect();
    sandbox.write(".kiro/specs/login/requirements.md", format!("# Requirements Document\n{text}"));
    sandbox.write(
        ".kiro/specs/login/tasks.md",
        "# Implementation Plan\n\n- [ ] 1. Middle\n  - _Requirements: 1.2-3.1_\n- [ ] 2. Rest\n  - _Requirements: 1.1, 3.2, 3.3, 4_\n",
    );
    let json: Value = serde_json::from_str(&sandbox.run(&["trace", "login"]).stdout).unwrap();
    let stories = json["data"]["features"][0]["stories"].as_array().unwrap_or_else(|| panic!("{json}"));
    let tasks = |value: &Value| {
        value["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|id| id.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
            .join("+")
    };
    let of: Vec<String> = stories
        .iter()
        .map(|story| {
            format!(
                "{}: {}",
                tasks(story),
                story["criteria"].as_array().unwrap().iter().map(tasks).collect::<Vec<_>>().join(" ")
            )
        })
        .collect();
    assert_eq!(of, ["1+2: 2 1 1", "1: 1 1 1", "1+2: 1 2 2", "2: 2 2 2"], "{json}");
}

/// The documents of a new feature with what stands for text to come replaced.
fn fill(sandbox: &Sandbox, folder: &str) {
    for path in sandbox.files().into_iter().filter(|path| path.starts_with(folder)) {
        let mut text = sandbox.read(&path);
        for start in ["[What", "[what", "[Who", "[How", "[Title", "[Story title", "[Description", "[description"] {
            while let Some(at) = text.find(start) {
                let end = at + text[at..].find(']').unwrap() + 1;
                text.replace_range(at..end, "something that is long enough to be told from nothing at all");
            }
        }
        sandbox.write(&path, text);
    }
}

#[test]
fn new_features_are_made_where_their_dialect_has_them() {
    for (dialect, words, folder, files) in [
        (
            "openspec",
            "Add login",
            "openspec/changes/add-login",
            &["proposal.md", "specs/add-login/spec.md", "tasks.md"][..],
        ),
        ("kiro", "login", ".kiro/specs/login", &["design.md", "requirements.md", "tasks.md"]),
        ("spec-kit", "login", "specs/001-login", &["plan.md", "spec.md", "tasks.md"]),
    ] {
        let sandbox = Sandbox::new();
        ok(&sandbox, &["new-feature", words, "--dialect", dialect]);
        let expected: Vec<String> = files.iter().map(|file| format!("{folder}/{file}")).collect();
        assert_eq!(sandbox.files(), expected);
        assert_eq!(sandbox.run(&["check-planning"]).status, 1, "what stands for text to come is found");
        fill(&sandbox, folder);
        let found = sandbox.run(&["check-planning"]);
        assert_eq!((found.status, rules(&found)), (0, vec![]), "{dialect}\n{found}");
        let again = sandbox.run(&["new-feature", words, "--dialect", dialect]);
        if dialect == "spec-kit" {
            assert!(sandbox.files().contains(&"specs/002-login/spec.md".to_owned()), "{again}");
        } else {
            assert_eq!(again.status, 2, "{again}");
        }
        let id = folder.rsplit('/').next().unwrap();
        let first = if dialect == "spec-kit" { "T001" } else { "1.1" };
        ok(&sandbox, &["task", "start", first, "--feature", id]);
    }
}

#[test]
fn spec_kit_documents_are_asked_for() {
    let sandbox = Sandbox::new();
    sandbox
        .write("specs/001-login/spec.md", "# Feature Specification: Login\n\n### User Story 1 - In (Priority: P1)\n\nA user signs in [NEEDS CLARIFICATION: how?].\n\n**Acceptance Scenarios**:\n\n1. **Given** a, **When** b, **Then** c\n")
        .write("specs/001-login/plan.md", "# Implementation Plan: Login\n\n<!-- later -->\n")
        .write("specs/001-login/tasks.md", "# Tasks\n\n**Total Tasks**: 3\n\n- [ ] T001 [US1] Sign in\n- [ ] T002 [US2] Sign out\n");
    let mut found = rules(&sandbox.run(&["check-planning"]));
    found.sort();
    for rule in ["error spec-kit/needs-clarification", "error spec-kit/prerequisites", "warning spec-kit/total-untrue"]
    {
        assert!(found.iter().any(|other| other == rule), "{rule} of {found:?}");
    }
    assert!(found.iter().any(|rule| rule.ends_with("tasks/story-unknown")), "{found:?}");
}

#[test]
fn ids_are_completed() {
    let sandbox = kiro();
    let complete = |args: &[&str]| {
        let mut command = sandbox.command(&[]);
        command.env("COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", (args.len()).to_string()).env("_CLAP_IFS", "\n");
        command.arg("--").arg("planyard").args(args);
        sandbox.finish(command).stdout
    };
    let found = complete(&["task", "done", ""]);
    assert!(found.contains("1.1"), "{found}");
}
