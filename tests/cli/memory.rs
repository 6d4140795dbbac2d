//! `check-planning` and `status` do not read again what has not changed, and always say what they would say if they did.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde_json::Value;

use crate::merge_driver::Dice;
use crate::sandbox::Sandbox;

const PLAN: &str = "---\nphase: 01-base\nplan: 01\ntype: execute\nwave: 2\ndepends_on: []\nfiles_modified: [src/a.rs]\nautonomous: true\nmust_haves:\n  truths:\n    - It works\n---\n\n<tasks>\n<task type=\"auto\">\n  <name>First</name>\n  <files>src/a.rs</files>\n  <action>Do it.</action>\n  <verify>cargo test</verify>\n  <done>It works.</done>\n</task>\n</tasks>\n";
const TASKS: &str = "# Tasks: P01-F01 Login\n\n## Progress\n\n- Tasks Complete: 1/2\n\n## Task List\n\n### T01: Store sessions\n\n- [ ] Estimate: 1h\n\n- [ ] Modify `src/a.rs`\n- [ ] Modify `src/b.rs`\n\n### T02: Draw the form\n\n- [ ] Dependencies: T01\n- [ ] Notes: BLOCKED: no designer\n";
const SPEC: &str = "# Feature Specification: Pay\n\n### User Story 1 - Pay (Priority: P1)\n\nA user pays.\n\n**Acceptance Scenarios**:\n\n1. **Given** a card, **When** it is good, **Then** it is charged\n";
const BACKLOG: &str = "---\nid: TASK-1\ntitle: Weigh it\nstatus: To Do\nassignee: []\ncreated_date: '2026-01-05 10:00'\nlabels: []\ndependencies: [TASK-9]\n---\n\n## Description\n\nWhy.\n";
const TASKMASTER: &str = "{\n  \"master\": {\n    \"tasks\": [\n      {\"id\": 1, \"title\": \"One\", \"status\": \"pending\", \"dependencies\": [7], \"subtasks\": []}\n    ]\n  },\n  \"other\": {\n    \"tasks\": []\n  }\n}\n";

/// A project in many dialects, at rest for seventy years.
fn project() -> Sandbox {
    let sandbox = Sandbox::new().env("PLANYARD_NOW", "2099-01-31T12:00:00Z");
    sandbox
        .write("features/P01-F01-login/design.md", "# Design\n\n## Overview\n\nSessions in `src/b.rs`.\n")
        .write(
            "features/P01-F01-login/user_stories.md",
            "# User Stories\n\n## US-01: Sign in\n\nAs a user I sign in.\n",
        )
        .write("features/P01-F01-login/tasks.md", TASKS)
        .write("features/P01-F02-mail/tasks.md", TASKS)
        .write("specs/001-pay/spec.md", SPEC)
        .write("specs/001-pay/plan.md", "# Implementation Plan: Pay\n\n## Summary\n\nWith a card.\n")
        .write("specs/001-pay/tasks.md", "# Tasks: Pay\n\n## Phase 1: Setup\n\n- [ ] T001 [US1] Charge in src/pay.rs\n")
        .write(".planning/ROADMAP.md", "# Roadmap\n\n- [ ] 01-01-PLAN.md\n")
        .write(".planning/phases/01-base/01-01-PLAN.md", PLAN)
        .write(".planning/phases/02-more/02-01-PLAN.md", PLAN.replace("01-base", "02-more"))
        .write("openspec/changes/add-two/proposal.md", "## Why\n\nThey ask.\n\n## What Changes\n\n- All\n")
        .write("openspec/changes/add-two/tasks.md", "## 1. All\n\n- [x] 1.1 One\n- [ ] 1.2 Two\n")
        .write(
            "openspec/changes/add-two/specs/two/spec.md",
            "## ADDED Requirements\n\n### Requirement: Two\n\nIt is.\n",
        )
        .write("backlog/config.yml", "project_name: \"b\"\nstatuses: [\"To Do\", \"In Progress\", \"Done\"]\n")
        .write("backlog/tasks/task-1 - Weigh-it.md", BACKLOG)
        .write(".taskmaster/tasks/tasks.json", TASKMASTER)
        .write("src/a.rs", "")
        .commit_all();
    sandbox
}

/// How many features were not read again, and everything else that was said.
fn say(sandbox: &Sandbox, args: &[&str]) -> (u64, Value) {
    let output = sandbox.run(args);
    assert!(output.stderr.is_empty(), "{output}");
    let mut said: Value = serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"));
    let ran = said.pointer_mut("/ran/0").and_then(Value::as_object_mut);
    let unchanged = ran.and_then(|ran| ran.remove("unchanged")).and_then(|count| count.as_u64()).unwrap_or(0);
    said["exit"] = output.status.into();
    (unchanged, said)
}

/// What both commands say is what they say when they read everything. Gives how many features the gate did not read.
#[track_caller]
fn agrees(sandbox: &Sandbox, when: &str) -> u64 {
    let (unchanged, said) = say(sandbox, &["check-planning", "--all"]);
    let (none, plain) = say(sandbox, &["check-planning", "--all", "--no-cache"]);
    assert_eq!((&said, none), (&plain, 0), "{when}");
    assert_eq!(say(sandbox, &["status"]).1, say(sandbox, &["status", "--no-cache"]).1, "{when}");
    unchanged
}

/// Where stamps are not trusted nothing is remembered, and these tests have nothing to look at.
#[expect(clippy::print_stderr, reason = "a test that cannot run says so")]
fn remembers(sandbox: &Sandbox) -> bool {
    say(sandbox, &["check-planning", "--all"]);
    let remembers = say(sandbox, &["check-planning", "--all"]).0 > 0;
    if !remembers {
        eprintln!("SKIPPED: the temporary folder is on a file system whose times are not trusted");
    }
    remembers
}

/// The features of [`project`].
const ALL: u64 = 9;

#[test]
fn what_has_not_changed_is_not_read_again() {
    let sandbox = project();
    assert_eq!(agrees(&sandbox, "at first"), 0);
    if !remembers(&sandbox) {
        return;
    }
    let (unchanged, said) = say(&sandbox, &["check-planning"]);
    assert_eq!((unchanged, &said["ran"][0]["examined"]), (ALL, &ALL.into()), "{said:#}");
    assert!(said["results"].as_array().unwrap().len() > 10, "there is something to remember: {said:#}");
    assert_eq!(agrees(&sandbox, "again"), ALL);
    assert_eq!(say(&sandbox, &["check-planning", "P01-F01", "add-two"]).0, 2, "some of them");
    assert_eq!(agrees(&sandbox, "after some of them"), ALL);
    let human = sandbox.human(&["check-planning", "001-pay"]).stdout;
    assert!(human.contains("1 feature examined, 1 of them unchanged"), "{human}");
    assert!(!sandbox.files().iter().any(|file| file.starts_with(".planyard")), "nothing is left in the work tree");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

/// Writes until the file's time says so: two writes in one tick of the clock look the same.
fn rewrite(path: &Path, text: &str) {
    let before = fs::metadata(path).unwrap();
    let time = |meta: &fs::Metadata| (meta.ctime(), meta.ctime_nsec());
    while time(&fs::metadata(path).unwrap()) == time(&before) {
        fs::File::create(path).and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes())).unwrap();
    }
    assert_eq!(fs::metadata(path).unwrap().len(), before.len(), "the size says nothing");
}

/// What is changed, how many features are not read again after it, and the change.
type Change = (&'static str, u64, fn(&Sandbox));

fn moved(sandbox: &Sandbox, from: &str, to: &str) {
    fs::rename(sandbox.root().join(from), sandbox.root().join(to)).unwrap();
}

/// After each change, made in a project of its own, both commands say what they say when they read everything.
fn agree_after(changes: &[Change]) {
    for (what, unchanged, change) in changes {
        let sandbox = project();
        if !remembers(&sandbox) {
            return;
        }
        agrees(&sandbox, "before");
        change(&sandbox);
        assert_eq!(agrees(&sandbox, what), *unchanged, "{what}");
        agrees(&sandbox, what);
    }
}

#[test]
fn whatever_changes_is_read_again() {
    agree_after(&[
        ("as many bytes, and the time set back", ALL - 1, |sandbox| {
            let path = sandbox.root().join("features/P01-F01-login/tasks.md");
            let time = fs::metadata(&path).unwrap().modified().unwrap();
            rewrite(&path, &TASKS.replace("T02: Draw", "T01: Draw"));
            fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        }),
        ("a document more", ALL - 1, |sandbox| _ = sandbox.write(".planning/phases/01-base/01-01-SUMMARY.md", "# S\n")),
        ("a document less", ALL - 1, |sandbox| fs::remove_file(sandbox.root().join("specs/001-pay/plan.md")).unwrap()),
        ("another name", ALL - 1, |sandbox| {
            moved(sandbox, ".planning/phases/01-base/01-01-PLAN.md", ".planning/phases/01-base/01-02-PLAN.md");
        }),
        ("two documents in each other's place", ALL - 2, |sandbox| {
            let [one, two] = ["features/P01-F01-login/tasks.md", "features/P01-F02-mail/tasks.md"];
            sandbox.write(two, TASKS.replace("### T02: Draw the form", "### Draw"));
            agrees(sandbox, "before");
            moved(sandbox, one, "x");
            moved(sandbox, two, one);
            moved(sandbox, "x", two);
        }),
        ("a document that features share", ALL - 2, |sandbox| _ = sandbox.write(".planning/ROADMAP.md", "# R\n")),
        ("a file that holds several features", ALL - 2, |sandbox| {
            _ = sandbox.write(".taskmaster/tasks/tasks.json", TASKMASTER.replace("[7]", "[1]"));
        }),
        ("a path that a plan names", ALL - 2, |sandbox| {
            fs::remove_file(sandbox.root().join("src/a.rs")).unwrap();
        }),
        ("a path that a plan names, now there", ALL - 2, |sandbox| _ = sandbox.write("src/b.rs", "")),
        ("a rule", 0, |sandbox| _ = sandbox.write("planyard.toml", "[rules]\n'tasks/*' = 'error'\n")),
        ("a dialect", 0, |sandbox| {
            _ = sandbox.write("planyard.toml", "[features]\ndialect = { 'specs/*' = 'plan' }\n")
        }),
        ("a folder named as a file, which is read as one", 0, |sandbox| {
            _ = sandbox.write("planyard.toml", "[features]\nfiles = ['specs/001-pay', 'features/P01-F02-mail']\n");
        }),
        ("a document that cannot be read", ALL - 1, |sandbox| {
            _ = sandbox.write("features/P01-F02-mail/tasks.md", b"# \xff\n");
        }),
        ("a symlink for a document", ALL - 1, |sandbox| {
            moved(sandbox, "features/P01-F02-mail/tasks.md", "x.md");
            std::os::unix::fs::symlink("../../x.md", sandbox.root().join("features/P01-F02-mail/tasks.md")).unwrap();
        }),
        ("a symlink for a folder", ALL - 2, |sandbox| {
            moved(sandbox, ".planning/phases", "phases");
            std::os::unix::fs::symlink("../phases", sandbox.root().join(".planning/phases")).unwrap();
        }),
        ("a feature less", ALL - 1, |sandbox| moved(sandbox, "features/P01-F02-mail", "mail")),
    ]);
}

#[test]
fn whatever_changes_in_a_folder_is_seen() {
    agree_after(&[
        ("a feature more", ALL, |sandbox| {
            _ = sandbox.write(".planning/phases/03-new/03-01-PLAN.md", PLAN.replace("01-base", "03-new"));
        }),
        ("the last document of a feature less", ALL - 1, |sandbox| {
            fs::remove_file(sandbox.root().join(".planning/phases/02-more/02-01-PLAN.md")).unwrap();
        }),
        ("a document in a new folder", ALL - 1, |sandbox| {
            _ = sandbox.write("openspec/changes/add-two/specs/three/spec.md", "## ADDED Requirements\n");
        }),
        ("a folder less", ALL - 1, |sandbox| {
            fs::remove_dir_all(sandbox.root().join("openspec/changes/add-two/specs/two")).unwrap();
        }),
        ("a folder with the same names in its place", ALL - 1, |sandbox| {
            _ = sandbox.write("x/02-01-PLAN.md", PLAN.replace("01-base", "09-no"));
            fs::remove_dir_all(sandbox.root().join(".planning/phases/02-more")).unwrap();
            moved(sandbox, "x", ".planning/phases/02-more");
        }),
        ("a folder for a document", ALL - 1, |sandbox| {
            let path = sandbox.root().join(".planning/phases/01-base/01-01-PLAN.md");
            fs::remove_file(&path).unwrap();
            fs::create_dir(path).unwrap();
        }),
        ("a document that features share, which was not there", ALL - 2, |sandbox| {
            fs::remove_file(sandbox.root().join(".planning/ROADMAP.md")).unwrap();
            agrees(sandbox, "without it");
            assert_eq!(agrees(sandbox, "still without it"), ALL);
            _ = sandbox.write(".planning/ROADMAP.md", "# Roadmap\n\n```\n");
        }),
        ("a folder that was looked at by its name, and is no feature", ALL, |sandbox| {
            let odd = ".planning/phases/03-odd";
            sandbox.write(&format!("{odd}/03-CONTEXT.md"), "# Odd\n");
            for _ in 0..2 {
                assert_eq!(say(sandbox, &["status", odd]).1, say(sandbox, &["status", odd, "--no-cache"]).1);
            }
        }),
    ]);
}

#[test]
fn after_any_changes_both_say_the_same() {
    let words = ["- [ ] ", "- [x] ", "T01", "BLOCKED: ", "### ", "status: Done", "src/c.rs", "<task>", "\n\n", "TODO"];
    for seed in 1..=6 {
        let (sandbox, mut dice) = (project(), Dice(seed * 0x9E37_79B9));
        let paths: Vec<String> = sandbox.files().into_iter().filter(|path| !path.ends_with(".rs")).collect();
        for round in 0..25 {
            let path = &paths[dice.next(paths.len())];
            let whole = sandbox.root().join(path);
            let beside = |name: &str| format!("{}/{name}", path.rsplit_once('/').map_or(".", |(folder, _)| folder));
            match (dice.next(9), fs::read_to_string(&whole)) {
                (0, _) => _ = sandbox.write("src/c.rs", "").write("src/d.rs", ""),
                (1, Ok(_)) => fs::rename(&whole, whole.with_file_name(format!("{round}-PLAN.md"))).unwrap(),
                (2, Ok(_)) => fs::remove_file(&whole).unwrap(),
                (3, _) => _ = sandbox.write(&beside(&format!("sub{round}/spec.md")), SPEC),
                (4, Ok(_)) if path.matches('/').count() > 1 => {
                    let folder = whole.parent().unwrap();
                    fs::rename(folder, folder.with_extension(round.to_string())).unwrap();
                }
                (_, text) => {
                    // Each text is longer than all before it, so that no two stamps are alike.
                    let text = text.unwrap_or_default();
                    let at =
                        (0..=text.len()).rev().find(|at| text.is_char_boundary(*at) && dice.next(9) == 0).unwrap_or(0);
                    let more = format!("{}{}", words[dice.next(words.len())], " ".repeat(round + 1));
                    _ = sandbox.write(path, format!("{}{more}{}", &text[..at], &text[at..]));
                }
            }
            agrees(&sandbox, &format!("seed {seed}, round {round}, {path}"));
        }
    }
}

#[test]
fn what_waits_for_another_feature_is_always_examined() {
    let sandbox = project();
    sandbox.write("features/P01-F03-send/tasks.md", TASKS.replace("Dependencies: T01", "Dependencies: P01-F02"));
    if !remembers(&sandbox) {
        return;
    }
    assert_eq!(agrees(&sandbox, "while the other is there"), ALL, "one more is there, and is read");
    let unknown = |sandbox: &Sandbox| {
        let (_, said) = say(sandbox, &["check-planning", "P01-F03"]);
        said["results"].as_array().unwrap().iter().any(|found| found["rule"] == "tasks/unknown-feature")
    };
    assert!(!unknown(&sandbox));
    fs::rename(sandbox.root().join("features/P01-F02-mail"), sandbox.root().join("features/P09-F02-mail")).unwrap();
    assert!(unknown(&sandbox));
    agrees(&sandbox, "when it is not");
}

#[test]
fn one_of_very_many_is_read_and_the_others_stay_known() {
    let sandbox = project();
    for number in 0..300 {
        sandbox.write(&format!("features/P02-F{number:03}-part/tasks.md"), TASKS);
    }
    if !remembers(&sandbox) {
        return;
    }
    assert_eq!(agrees(&sandbox, "all of them"), ALL + 300);
    assert_eq!(say(&sandbox, &["check-planning", "P02-F007"]).0, 0, "what is kept of all is more than this one");
    assert_eq!(say(&sandbox, &["check-planning", "P02-F007", "P02-F008"]).0, 2);
    for name in ["features/P02-F007-part", "features/P02-F009-part"] {
        fs::remove_dir_all(sandbox.root().join(name)).unwrap();
    }
    sandbox.write("features/P02-F008-part/tasks.md", TASKS.replace("T02", "T03"));
    assert_eq!(agrees(&sandbox, "two less, and one other"), ALL + 297);
    assert_eq!(agrees(&sandbox, "again"), ALL + 298);
}

#[test]
fn what_was_changed_a_moment_ago_is_not_kept() {
    // By the clock of the sandbox the files have yet to be written.
    let sandbox = project().env("PLANYARD_NOW", "2026-01-31T12:00:00Z");
    for _ in 0..3 {
        assert_eq!(agrees(&sandbox, "too young"), 0);
    }
    assert!(!sandbox.root().join(".git/planyard-cache").exists());
}

#[test]
fn damage_costs_time_only() {
    let sandbox = project();
    if !remembers(&sandbox) {
        return;
    }
    let cache = sandbox.root().join(".git/planyard-cache");
    let files = || fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    assert_eq!((agrees(&sandbox, "whole"), files().len()), (ALL, 2));
    let damages: [fn(&mut Vec<u8>); 6] = [
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| bytes.clear(),
        |bytes| bytes.fill(0),
        |bytes| bytes.iter_mut().skip(300).for_each(|byte| *byte = 0),
        |bytes| bytes.extend([0xff; 9]),
        // In the middle of an answer.
        |bytes| *bytes.iter_mut().rev().nth(9).unwrap() ^= 1,
    ];
    for damage in damages {
        for file in files() {
            let mut bytes = fs::read(&file).unwrap();
            damage(&mut bytes);
            rewrite_any(&file, &bytes);
        }
        assert_eq!(agrees(&sandbox, "damaged"), 0);
        assert_eq!(agrees(&sandbox, "mended"), ALL);
    }
    for file in files() {
        fs::remove_file(&file).unwrap();
        assert!(sandbox.program("mkfifo", &[file.to_str().unwrap()]).status().unwrap().success());
    }
    assert_eq!(agrees(&sandbox, "a pipe is not waited for"), 0);
    assert_eq!(agrees(&sandbox, "and is replaced"), ALL);
    fs::remove_dir_all(&cache).unwrap();
    fs::write(&cache, "in the way").unwrap();
    assert_eq!(agrees(&sandbox, "it cannot be written"), 0);
}

fn rewrite_any(path: &Path, bytes: &[u8]) {
    fs::File::create(path).and_then(|mut file| std::io::Write::write_all(&mut file, bytes)).unwrap();
}

#[test]
fn nothing_is_kept_outside_of_git_or_when_it_is_not_wanted() {
    let sandbox = Sandbox::without_git().env("PLANYARD_NOW", "2099-01-31T12:00:00Z");
    sandbox.write("features/P01-F01-login/tasks.md", TASKS);
    for _ in 0..2 {
        assert_eq!(agrees(&sandbox, "outside of git"), 0);
    }
    assert_eq!(sandbox.files(), ["features/P01-F01-login/tasks.md"]);
    let sandbox = project();
    say(&sandbox, &["check-planning", "--no-cache"]);
    say(&sandbox, &["status", "--no-cache"]);
    assert!(!sandbox.root().join(".git/planyard-cache").exists());
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that cannot run says so")]
fn nothing_is_left_in_the_git_dir_of_somebody_else() {
    let sandbox = project();
    let git = sandbox.root().join(".git");
    if std::os::unix::fs::chown(&git, Some(12_345), None).is_err() {
        eprintln!("SKIPPED: only root can give a folder away");
        return;
    }
    for _ in 0..2 {
        assert_eq!(agrees(&sandbox, "somebody else's"), 0);
    }
    assert!(!git.join("planyard-cache").exists() && !git.join("planyard").exists());
}

#[test]
fn what_is_mended_is_examined_as_it_is_then() {
    let sandbox = project();
    agrees(&sandbox, "before");
    let rules = |said: &Value| -> Vec<String> {
        said["results"].as_array().unwrap().iter().map(|found| found["rule"].as_str().unwrap().to_owned()).collect()
    };
    let untrue = "tasks/progress-mismatch".to_owned();
    assert!(rules(&say(&sandbox, &["check-planning"]).1).contains(&untrue));
    assert!(!rules(&say(&sandbox, &["check-planning", "--fix"]).1).contains(&untrue));
    agrees(&sandbox, "after");
}
