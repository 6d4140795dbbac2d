//! Task Master and Backlog.md: the real `planyard` on projects of theirs, and beside their own programs.

mod backlog;
mod corpus;
mod merge;
mod taskmaster;

use std::path::PathBuf;

use crate::sandbox::Sandbox;

/// The rules of the findings of a gate, each once, and its verdict.
fn gate(sandbox: &Sandbox, args: &[&str]) -> (String, Vec<String>) {
    let output = sandbox.run(args);
    let json = output.json(output.status);
    let mut rules: Vec<String> = json["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect();
    rules.sort();
    rules.dedup();
    (json["verdict"].as_str().unwrap().to_owned(), rules)
}

/// Ids and statuses of the tasks of a feature.
fn listed(sandbox: &Sandbox, feature: &str) -> Vec<(String, String)> {
    let json = sandbox.run(&["task", "list", "--feature", feature]).json(0);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    json["data"]["tasks"].as_array().unwrap().iter().map(|task| (text(&task["id"]), text(&task["status"]))).collect()
}

/// Runs a command that must succeed.
#[track_caller]
fn ok(sandbox: &Sandbox, args: &[&str]) -> serde_json::Value {
    sandbox.run(args).json(0)
}

/// The program of another project that `scripts/peers.py` installs; none when it did not run, which is said.
fn peer(name: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("REAL_PEERS") else {
        let text = format!("SKIPPED: a test of {name} needs the real program; run ./scripts/test\n");
        // That it cannot be said is no reason to fail.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
        return None;
    };
    let program = PathBuf::from(folder).join(name);
    assert!(program.exists(), "{} is missing: run scripts/peers.py", program.display());
    Some(program)
}

/// What a program of another project printed; it must succeed.
#[track_caller]
fn told(sandbox: &Sandbox, program: &std::path::Path, args: &[&str]) -> String {
    let output = sandbox.finish(sandbox.program(program.to_str().unwrap(), args));
    assert!(output.status == 0, "{args:?}\n{output}");
    output.stdout
}

/// A feature of another dialect, to be written in one of these: three tasks, the second after the first, the third a
/// part of it, which is blocked.
const ROOMS: &str = "# Tasks: Rooms\n\n## Phase 1: All\n\n- [x] T001 Draw the rooms\n- [ ] T002 Build \"them\" (depends on T001)\n- [~] T003 Paint them (depends on T002)\n  - Notes: BLOCKED: no paint\n";

/// The texts of all files that a project has.
fn texts(sandbox: &Sandbox) -> Vec<(String, String)> {
    sandbox.files().into_iter().map(|path| (path.clone(), sandbox.read(&path))).collect()
}
