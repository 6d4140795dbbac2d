//! `planyard test` with the real runners: what they are asked for, what their answers come to, what is remembered.

mod choice;
mod many;
mod memory;
mod states;

use std::path::PathBuf;

use serde_json::Value;

use crate::sandbox::{Output, Sandbox};

/// A repository with a `pytest.ini`, in which the real runners can be run.
fn pytest(what: &str) -> Option<Sandbox> {
    let sandbox = crate::real::sandbox(&format!("test: {what}"))?;
    sandbox.write("pytest.ini", "[pytest]\n").write(".gitignore", "__pycache__/\n");
    Some(sandbox)
}

/// Gives the repository the packages of the real JavaScript runners.
fn with_node_modules(sandbox: &Sandbox) {
    let tools = PathBuf::from(std::env::var_os("REAL_TOOLS_DIR").unwrap());
    std::os::unix::fs::symlink(tools.join("js/node_modules"), sandbox.root().join("node_modules")).unwrap();
    sandbox.write(".gitignore", "node_modules\n");
}

/// The one document of a run, whatever came of it.
#[track_caller]
fn document(output: &Output) -> Value {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"))
}

/// Runs `planyard test`; gives exit code and document.
#[track_caller]
fn tested(sandbox: &Sandbox, args: &[&str]) -> (i32, Value) {
    let output = sandbox.run(&[&["test"], args].concat());
    let document = document(&output);
    let expected = match document["verdict"].as_str().unwrap() {
        "pass" => 0,
        "fail" => 1,
        _ => 2,
    };
    assert_eq!(output.status, expected, "{output}");
    (output.status, document)
}

/// `file:line rule` of the findings of a severity.
fn findings(report: &Value, severity: &str) -> Vec<String> {
    let found = report["results"].as_array().unwrap().iter().filter(|one| one["severity"] == severity);
    found
        .map(|one| format!("{}:{} {}", one["file"].as_str().unwrap(), one["line"], one["rule"].as_str().unwrap()))
        .collect()
}

/// The kinds of the errors.
fn kinds(report: &Value) -> Vec<&str> {
    report["error_details"].as_array().unwrap().iter().map(|error| error["kind"].as_str().unwrap()).collect()
}

/// Ids of all tests that were run, of a report with `--all`, sorted.
fn ids(report: &Value) -> Vec<String> {
    let mut ids: Vec<String> = report["data"]["tests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|test| test["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids
}

/// How many tests came to this.
fn count(report: &Value, outcome: &str) -> u64 {
    report["data"]["counts"][outcome].as_u64().unwrap()
}

/// `runner in folder` of what ran.
fn runners(report: &Value) -> Vec<String> {
    let runs = report["data"]["runners"].as_array().unwrap().iter();
    runs.map(|run| format!("{} in {:?}", run["name"].as_str().unwrap(), run["folder"].as_str().unwrap())).collect()
}
