//! `planyard check-planning`: what is found, mended, suppressed and known already, and the exit code.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const DESIGN: &str = "# Design: P01-F01 Sign in

## Overview

People sign in with a link that they get by mail.

## Dependencies

None.

## Interfaces

`POST /links` and `GET /links/ID`.

## Technical Approach

A link is a random id that is good for ten minutes.

## File Structure

```text
src/links.rs
tests/links.rs
```
";

const STORIES: &str = "# User Stories: P01-F01 Sign in

## US-01: Ask for a link

**As a** reader
**I want** a link by mail
**So that** I need no password

### Acceptance Criteria

- [ ] A mail with a link is sent

### Test Scenarios

**Given** a known address **When** a link is asked for **Then** a mail is sent
";

const TASKS: &str = "# Tasks: P01-F01 Sign in

## Progress

- Tasks Complete: 1/2
- Percentage: 50%
- Status: IN_PROGRESS

## Task List

### T01: Make links
- [x] Estimate: 1h
- [x] Tests: tests/links.rs
- [x] Dependencies: None
- [x] Stories: US-01
- [x] Notes: None

- [x] Create `src/links.rs`

### T02: Send links
- [ ] Estimate: 1h
- [ ] Tests: tests/mail.rs
- [ ] Dependencies: T01
- [ ] Stories: US-01

## Completion Checklist

- [ ] All tests pass
";

const FOLDER: &str = "features/P01-F01-sign-in";

/// A repository with one well-planned feature, committed, its tasks changed afterwards.
pub(crate) fn planned(change: impl Fn(&str) -> String) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(&format!("{FOLDER}/design.md"), DESIGN);
    sandbox.write(&format!("{FOLDER}/user_stories.md"), STORIES);
    sandbox.write(&format!("{FOLDER}/tasks.md"), TASKS);
    sandbox.commit_all();
    sandbox.write(&format!("{FOLDER}/tasks.md"), change(TASKS));
    sandbox
}

/// Rule and line of what a gate found, and its verdict.
#[track_caller]
pub(crate) fn found(sandbox: &Sandbox, args: &[&str], status: i32) -> (String, Vec<String>) {
    let json = sandbox.run(args).json(status);
    let results = json["results"].as_array().unwrap().iter();
    let found = results.map(|result| format!("{}:{}", result["rule"].as_str().unwrap(), result["line"])).collect();
    (json["verdict"].as_str().unwrap().to_owned(), found)
}

fn is(verdict: &str, rules: &[&str]) -> (String, Vec<String>) {
    (verdict.to_owned(), rules.iter().map(|rule| (*rule).to_owned()).collect())
}

#[test]
fn a_good_plan_passes() {
    let sandbox = planned(str::to_owned);
    assert_eq!(found(&sandbox, &["check-planning"], 0), is("pass", &[]));
    assert_snapshot!(sandbox.human(&["check-planning", "P01-F01"]), @r"
    status: 0
    --- stdout ---
    ✓ check-planning passed: 1 feature examined
    ");
}

#[test]
fn a_template_fails_until_it_is_filled() {
    let sandbox = Sandbox::new();
    for (kind, number) in [("feature", "F01"), ("fix", "F02"), ("spike", "F03")] {
        assert_eq!(sandbox.run(&["new-feature", "P01", number, "x", "--kind", kind]).status, 0);
        let id = format!("P01-{number}");
        let (verdict, rules) = found(&sandbox, &["check-planning", &id], 1);
        assert_eq!(verdict, "fail");
        for role in ["design", "stories", "tasks"] {
            assert!(rules.iter().any(|rule| rule.starts_with(&format!("{role}/placeholder-left"))), "{kind} {role}");
        }
        // What a person writes in the place of each placeholder is enough.
        for file in sandbox.files().iter().filter(|file| file.contains(&id)) {
            let filled: String = sandbox
                .read(file)
                .split('[')
                .enumerate()
                .map(|(at, part)| if at == 0 { part.to_owned() } else { fill(part) })
                .collect();
            sandbox.write(file, filled);
        }
        assert_eq!(found(&sandbox, &["check-planning", &id], 0).0, "pass", "{kind}");
    }
}

/// What follows a `[`: a box or link is kept, a placeholder is replaced.
fn fill(part: &str) -> String {
    match part.split_once(']') {
        Some((inner, rest)) if inner.len() > 1 => format!("tests/written.rs{rest}"),
        _ => format!("[{part}"),
    }
}

#[test]
fn what_is_not_true_is_found_and_mended() {
    let sandbox =
        planned(|tasks| tasks.replace("1/2", "2/2").replace("50%", "100%").replace("IN_PROGRESS", "COMPLETE"));
    let untrue = ["tasks/progress-mismatch:5", "tasks/progress-mismatch:6", "tasks/progress-mismatch:7"];
    let (verdict, rules) = found(&sandbox, &["check-planning"], 1);
    assert_eq!(verdict, "fail");
    assert!(untrue.iter().all(|rule| rules.iter().any(|found| found == rule)), "{rules:?}");
    let before = sandbox.read(&format!("{FOLDER}/tasks.md"));
    let shown = sandbox.run(&["check-planning", "--diff"]).json(1);
    assert!(shown["data"]["diff"].as_str().unwrap().contains("+- Tasks Complete: 1/2"), "{shown}");
    assert_eq!(sandbox.read(&format!("{FOLDER}/tasks.md")), before);
    assert_eq!(found(&sandbox, &["check-planning", "--fix"], 0), is("pass", &[]));
    assert_eq!(sandbox.read(&format!("{FOLDER}/tasks.md")), TASKS);
}

#[test]
fn only_what_is_new_fails_with_a_baseline() {
    let sandbox = planned(|tasks| tasks.replace("### T02: Send links", "### T02: [Task description]"));
    let gate = ["check-planning", "--baseline", "known.json"];
    assert_eq!(sandbox.run(&gate).status, 2, "there is no baseline yet");
    assert_eq!(found(&sandbox, &[&gate[..], &["--update-baseline"]].concat(), 0), is("pass", &[]));
    let path = format!("{FOLDER}/tasks.md");
    let moved = sandbox.read(&path).replace("## Task List", "More text.\n\n## Task List");
    sandbox.write(&path, &moved);
    assert_eq!(found(&sandbox, &gate, 0), is("pass", &[]));
    sandbox.write(&path, moved.replace("Make links", "[Task description]"));
    assert_eq!(found(&sandbox, &gate, 1).0, "fail");
    // Mended ones are said to be gone.
    sandbox.write(&path, TASKS);
    let json = sandbox.run(&gate).json(0);
    assert_eq!((&json["data"]["baseline"]["known"], &json["data"]["baseline"]["stale"]), (&0.into(), &1.into()));
}

#[test]
fn a_comment_with_a_reason_takes_a_finding_away() {
    let ignore = |reason: &str| {
        planned(|tasks| {
            let comment = format!("### T02: Send links\n<!-- planyard-ignore tasks/no-test{reason} -->");
            tasks.replace("- [ ] Tests: tests/mail.rs\n", "").replace("### T02: Send links", &comment)
        })
    };
    assert_eq!(found(&ignore(": by hand"), &["check-planning"], 0), is("pass", &[]));
    assert_eq!(found(&ignore(""), &["check-planning"], 1).1, ["tasks/no-test:20", "suppression/no-reason:21"]);
}

#[test]
fn rules_are_configured() {
    let sandbox = planned(|tasks| tasks.replace("Estimate: 1h", "Estimate: 3h"));
    assert_eq!(found(&sandbox, &["check-planning", "--fail-on", "warning"], 1).0, "fail");
    assert_eq!(found(&sandbox, &["check-planning"], 0).1.len(), 2);
    sandbox.write("planyard.toml", "[rules.\"tasks/estimate-too-large\"]\nmax = \"4h\"\n");
    assert_eq!(found(&sandbox, &["check-planning"], 0), is("pass", &[]));
    for (rules, says) in [
        ("\"tasks/estimate-too-larg\" = \"off\"", "did you mean tasks/estimate-too-large?"),
        ("\"tasks/estimate-too-large\" = { max = \"soon\" }", "must be a time such as `2h`, not `soon`"),
    ] {
        sandbox.write("planyard.toml", format!("[rules]\n{rules}\n"));
        let json = sandbox.run(&["check-planning"]).json(2);
        assert!(json["errors"][0].as_str().unwrap().contains(says), "{json}");
    }
}

#[test]
fn what_is_staged_is_judged_as_it_is_staged() {
    let sandbox = planned(|tasks| tasks.replace("Dependencies: T01", "Dependencies: T07"));
    assert_eq!(found(&sandbox, &["check-planning", "--staged"], 0).0, "pass", "nothing is staged");
    sandbox.git(&["add", "-A"]);
    sandbox.write(&format!("{FOLDER}/tasks.md"), TASKS);
    assert_eq!(found(&sandbox, &["check-planning", "--staged"], 1), is("fail", &["tasks/unknown-dependency:23"]));
    assert_eq!(found(&sandbox, &["check-planning"], 0), is("pass", &[]));
}

#[test]
fn what_changed_is_found_where_there_is_no_folder_of_features() {
    for path in ["STATUS.md", "pkg/mail/tasks.md", ".planning/one/tasks.md", "phase-1-SUMMARY.md"] {
        let sandbox = Sandbox::new();
        sandbox.write(path, "# Plan\n\n### T01: Send it\n- [ ] Estimate: 1h\n- [ ] Dependencies: T99\n");
        let gate = |flag: &str| found(&sandbox, &["check-planning", flag], 1).0;
        assert_eq!(gate("--changed"), "fail", "{path}");
        sandbox.git(&["add", "-A"]);
        assert_eq!(gate("--staged"), "fail", "{path}");
        // Staged, and no longer in the work tree.
        std::fs::remove_file(sandbox.root().join(path)).unwrap();
        assert_eq!(gate("--staged"), "fail", "{path}");
    }
}
