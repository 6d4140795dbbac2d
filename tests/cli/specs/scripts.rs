//! spec-kit's own scripts beside Planyard, on the same projects: what they ask for, the documents they find, the number
//! of the next feature; and after what Planyard writes they go on. Where the two differ, docs/dialects.md says why.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::sandbox::{Output, Sandbox};

const SPEC: &str = "# Feature Specification: Login\n\n### User Story 1 - Sign in (Priority: P1)\n\nA user signs in.\n\n**Acceptance Scenarios**:\n\n1. **Given** a word, **When** it is right, **Then** a session begins\n";
const PLAN: &str = "# Implementation Plan: Login\n\n## Summary\n\nSessions in a table.\n";
const TASKS: &str = "# Tasks: Login\n\n## Phase 1: Setup\n\n- [ ] T001 [US1] Store sessions in src/session.rs\n- [ ] T002 [P] [US1] Sign in\n- [X] T003 Name the table\n";

/// What spec-kit puts into projects, of the folder that REAL_PEERS names; `None`, loudly, where that is not set.
#[expect(clippy::print_stderr, reason = "a skipped test says so, loudly")]
fn pack() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("REAL_PEERS") else {
        eprintln!(
            "SKIPPED: spec-kit's scripts are not here; scripts/peers.py installs them, and REAL_PEERS names its folder"
        );
        return None;
    };
    let pack = Path::new(&folder).join("spec-kit");
    assert!(pack.is_dir(), "REAL_PEERS is set, and {} is not there", pack.display());
    Some(pack)
}

/// A project with the scripts and templates where `specify init` puts them.
fn project(pack: &Path) -> Sandbox {
    let sandbox = Sandbox::new();
    for (from, to) in [("scripts/bash", ".specify/scripts/bash"), ("templates", ".specify/templates")] {
        for entry in std::fs::read_dir(pack.join(from)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            sandbox.write(&format!("{to}/{name}"), std::fs::read(entry.path()).unwrap());
        }
    }
    sandbox
}

/// Runs one of the scripts, for a feature where one is named.
fn script(sandbox: &Sandbox, name: &str, feature: Option<&str>, args: &[&str]) -> Output {
    let path = format!(".specify/scripts/bash/{name}.sh");
    let mut all = vec![path.as_str()];
    all.extend(args);
    let mut command = sandbox.program("bash", &all);
    if let Some(feature) = feature {
        command.env("SPECIFY_FEATURE_DIRECTORY", feature).env("SPECIFY_FEATURE_NO_PERSIST", "1");
    }
    sandbox.finish(command)
}

fn prerequisites(sandbox: &Sandbox, feature: &str) -> Output {
    let args = ["--json", "--require-spec", "--require-tasks", "--include-tasks"];
    script(sandbox, "check-prerequisites", Some(feature), &args)
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"))
}

/// What Planyard's rule of the same name finds: the words of theirs, or `other`.
fn ours(sandbox: &Sandbox, feature: &str) -> Vec<String> {
    let found = json(&sandbox.run(&["check-planning", feature, "--exit-zero"]));
    let found = found["results"].as_array().unwrap().clone();
    let found = found.iter().filter(|finding| finding["rule"] == "spec-kit/prerequisites");
    found.map(|finding| finding["peer_rule"].as_str().unwrap_or("other").to_owned()).collect()
}

#[test]
fn they_ask_for_the_same_documents() {
    let Some(pack) = pack() else { return };
    let sandbox = project(&pack);
    let all = [("spec.md", SPEC), ("plan.md", PLAN), ("tasks.md", TASKS)];
    let without = |name: &str| all.into_iter().filter(|(other, _)| *other != name).collect::<Vec<_>>();
    let with = |name: &'static str, text: &'static str| [without(name), vec![(name, text)]].concat();
    let cases = [
        ("good", all.to_vec(), ""),
        ("no-spec", without("spec.md"), ""),
        ("no-plan", without("plan.md"), ""),
        ("no-tasks", without("tasks.md"), ""),
        ("spec-alone", vec![("spec.md", SPEC)], ""),
        ("empty-plan", with("plan.md", ""), ""),
        (
            "plan-is-a-folder",
            with("plan.md/plan.md", PLAN).into_iter().filter(|(name, _)| *name != "plan.md").collect(),
            "",
        ),
        ("crlf", with("plan.md", "# Plan\r\n\r\nText.\r\n"), ""),
        ("blank-plan", with("plan.md", "\n"), "they look at the size alone"),
        ("bare-plan", with("plan.md", "# Plan\n\n## Summary\n"), "they look at the size alone"),
        ("empty-spec", with("spec.md", ""), "they look whether it is there"),
        ("empty-tasks", with("tasks.md", ""), "they look whether it is there"),
    ];
    for (at, (name, files, known)) in cases.iter().enumerate() {
        let feature = format!("specs/{:03}-{name}", at + 1);
        for (file, text) in files {
            sandbox.write(&format!("{feature}/{file}"), text);
        }
        let (theirs, own) = (prerequisites(&sandbox, &feature), ours(&sandbox, &feature));
        if !known.is_empty() {
            assert!(theirs.status == 0 && own == ["other"], "{name} is known to differ: {own:?}\n{theirs}");
            continue;
        }
        assert_eq!(theirs.status == 0, own.is_empty(), "{name}: {own:?}\n{theirs}");
        // They stop at the first.
        assert!(own.is_empty() || own.iter().any(|one| theirs.stderr.contains(one)), "{name}: {own:?}\n{theirs}");
    }
    assert_eq!(prerequisites(&sandbox, "specs/099-none").status, 1);
    assert_eq!(sandbox.run(&["check-planning", "specs/099-none"]).status, 2);
}

#[test]
fn they_find_the_same_documents() {
    let Some(pack) = pack() else { return };
    let sandbox = project(&pack);
    let optional = ["research.md", "data-model.md", "contracts/api.md", "quickstart.md"];
    let cases: [(&str, &[&str], bool); 5] = [
        ("all", &optional, true),
        ("none", &[], true),
        ("some", &["quickstart.md", "notes.md", "contracts/http/api.md"], true),
        ("folders", &["research.md/a.md", "data-model.md"], true),
        // Theirs names the folder whatever is in it; read here is markdown.
        ("schema", &["contracts/api.yaml"], false),
    ];
    for (at, (name, files, same)) in cases.into_iter().enumerate() {
        let feature = format!("specs/{:03}-{name}", at + 1);
        for (file, text) in [("spec.md", SPEC), ("plan.md", PLAN), ("tasks.md", TASKS)] {
            sandbox.write(&format!("{feature}/{file}"), text);
        }
        for file in files {
            sandbox.write(&format!("{feature}/{file}"), "# Text\n\nMore.\n");
        }
        let theirs = json(&prerequisites(&sandbox, &feature))["AVAILABLE_DOCS"].clone();
        let mut theirs: Vec<String> = serde_json::from_value(theirs).unwrap();
        theirs.sort();
        let read = json(&sandbox.run(&["dialects"]));
        let read =
            read["data"]["features"].as_array().unwrap().iter().find(|one| one["path"] == *feature).unwrap().clone();
        assert_eq!(read["dialect"], "spec-kit");
        let below =
            |one: &Value| one["path"].as_str().unwrap().strip_prefix(&format!("{feature}/")).unwrap().to_owned();
        let documents = read["documents"].as_array().unwrap().iter().map(below);
        let mut own: Vec<String> = documents
            .filter(|path| !["spec.md", "plan.md"].contains(&path.as_str()))
            .map(|path| if path.starts_with("contracts/") { "contracts/".to_owned() } else { path })
            .collect();
        own.sort();
        own.dedup();
        if same {
            assert_eq!(own, theirs, "{name}");
        } else {
            assert_eq!(
                (own, theirs),
                (vec!["tasks.md".to_owned()], vec!["contracts/".to_owned(), "tasks.md".to_owned()])
            );
        }
    }
}

/// The id of the feature that each would make next, without making it.
fn next(sandbox: &Sandbox, words: &str) -> (String, String) {
    let args = ["--json", "--dry-run", "--short-name", words, words];
    let theirs = json(&script(sandbox, "create-new-feature", None, &args))["BRANCH_NAME"].as_str().unwrap().to_owned();
    let own = json(&sandbox.run(&["new-feature", words, "--dialect", "spec-kit", "--dry-run"]));
    (own["data"]["id"].as_str().unwrap_or_else(|| panic!("{own}")).to_owned(), theirs)
}

#[test]
fn the_next_number_is_the_same() {
    let Some(pack) = pack() else { return };
    for (names, id) in [
        (&[][..], "001-user-login"),
        (&["001-a"], "002-user-login"),
        (&["001-a", "003-b"], "004-user-login"),
        (&["008-a", "009-b"], "010-user-login"),
        (&["099-a"], "100-user-login"),
        (&["999-a"], "1000-user-login"),
        (&["1000-a", "002-b"], "1001-user-login"),
        (&["12345-a"], "12346-user-login"),
        (&["12-two", "7-one", "no-number", "archive"], "001-user-login"),
        (&["20260102-030405-a", "002-b"], "003-user-login"),
        (&["20260102-a"], "20260103-user-login"),
    ] {
        let sandbox = project(&pack);
        for name in names {
            sandbox.write(&format!("specs/{name}/spec.md"), SPEC);
        }
        assert_eq!(next(&sandbox, "User login"), (id.to_owned(), id.to_owned()), "{names:?}");
        assert!(!sandbox.files().iter().any(|path| path.contains("user-login")), "nothing is made");
        if names.is_empty() {
            sandbox.commit_all();
        }
    }
    // What one makes, the other counts.
    let sandbox = project(&pack);
    super::ok(&sandbox, &["new-feature", "one", "--dialect", "spec-kit"]);
    let made = script(&sandbox, "create-new-feature", None, &["--json", "--short-name", "two", "Two of them"]);
    assert_eq!(json(&made)["BRANCH_NAME"], "002-two", "{made}");
    super::ok(&sandbox, &["new-feature", "three", "--dialect", "spec-kit"]);
    assert_eq!(next(&sandbox, "four"), ("004-four".to_owned(), "004-four".to_owned()));
    // Numbers on other branches are taken here; they look at the folder alone.
    sandbox.commit_all();
    sandbox.git(&["switch", "-q", "-c", "side"]);
    sandbox.write("specs/008-side/spec.md", SPEC).commit_all();
    sandbox.git(&["switch", "-q", "-"]);
    assert_eq!(next(&sandbox, "four"), ("009-four".to_owned(), "004-four".to_owned()));
}

/// Boxes with an id of a task, counted by lines.
fn boxes(text: &str) -> usize {
    let id =
        |line: &&str| line.strip_prefix("- [ ] T").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    text.lines().filter(id).count()
}

#[test]
fn what_they_make_is_read_and_what_planyard_writes_they_take() {
    let Some(pack) = pack() else { return };
    let sandbox = project(&pack);
    let made = script(&sandbox, "create-new-feature", None, &["--json", "--short-name", "login", "Users sign in"]);
    assert_eq!(made.status, 0, "{made}");
    let feature = "specs/001-login";
    let planned = script(&sandbox, "setup-plan", None, &["--json"]);
    assert_eq!(planned.status, 0, "{planned}");
    let tasks = script(&sandbox, "setup-tasks", None, &["--json"]);
    let template = json(&tasks)["TASKS_TEMPLATE_CONTENT"].as_str().unwrap().to_owned();
    sandbox.write(&format!("{feature}/tasks.md"), &template);
    sandbox.commit_all();
    let list = json(&sandbox.run(&["task", "list", "--feature", "001-login"]));
    let count = list["data"]["tasks"].as_array().unwrap().len();
    assert!(count == boxes(&template) && count > 20, "{count} tasks of {}", boxes(&template));
    // Templates that nobody has filled in are not good.
    assert_eq!(sandbox.run(&["check-planning", "001-login"]).status, 1);
    sandbox.write(&format!("{feature}/spec.md"), SPEC).write(&format!("{feature}/plan.md"), PLAN);
    sandbox.write(&format!("{feature}/tasks.md"), TASKS).commit_all();
    assert_eq!(sandbox.run(&["check-planning", "001-login"]).status, 0);
    let docs = json(&prerequisites(&sandbox, feature));
    for args in [
        &["task", "start", "T001"][..],
        &["task", "done", "T001"],
        &["task", "block", "T002", "--reason", "no table"],
        &["task", "note", "T002", "asked"],
        &["task", "reopen", "T002"],
        &["task", "reopen", "T001"],
    ] {
        super::ok(&sandbox, &[args, &["--feature", "001-login"]].concat());
        assert_eq!(json(&prerequisites(&sandbox, feature)), docs, "{args:?}");
        assert_eq!(script(&sandbox, "setup-tasks", Some(feature), &["--json"]).status, 0, "{args:?}");
        assert!(ours(&sandbox, feature).is_empty(), "{args:?}");
    }
    // Features that Planyard makes or converts are complete to them.
    super::ok(&sandbox, &["new-feature", "rooms", "--dialect", "spec-kit"]);
    sandbox
        .write("openspec/changes/add-doors/tasks.md", "## 1. Doors\n\n- [x] 1.1 Hang them\n- [ ] 1.2 Paint them\n")
        .write("openspec/changes/add-doors/proposal.md", super::PROPOSAL);
    super::ok(&sandbox, &["convert", "add-doors", "--to", "spec-kit"]);
    for (made, whole) in [("specs/002-rooms", true), ("specs/003-add-doors", false)] {
        assert!(sandbox.root().join(made).is_dir(), "{made} in {:?}", sandbox.files());
        let (theirs, own) = (prerequisites(&sandbox, made), ours(&sandbox, made));
        // What was converted has no specification yet, and both say so.
        assert_eq!((theirs.status == 0, own.is_empty()), (whole, whole), "{made}: {own:?}\n{theirs}");
        assert!(whole || own.iter().any(|one| theirs.stderr.contains(one)), "{made}: {own:?}\n{theirs}");
    }
    // The feature that they work on is still the one that they made.
    assert_eq!(json(&Output { stdout: sandbox.read(".specify/feature.json"), ..made })["feature_directory"], feature);
}
