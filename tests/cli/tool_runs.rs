//! How the runs of a tool are cut: a file, a folder, a package; and the configuration that it is led to. The tools are
//! small real programs that say how they were called.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::sandbox::Sandbox;

/// Says its arguments and the folder it runs in, in a warning about no file or about the one that `FILE` names.
const SAYS: &str = r#"#!/bin/sh
printf '[{"file": "%s", "message": "%s in %s", "severity": "warning", "rule": "called", "line": null}]' "$FILE" "$*" "${PWD##*/}"
"#;

fn sandbox(record: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("bin/says", SAYS).write("planyard.toml", record);
    fs::set_permissions(sandbox.root().join("bin/says"), fs::Permissions::from_mode(0o755)).unwrap();
    for file in ["a.dat", "sub/b.dat", "sub/c d.dat", "sub/-e.dat", "other/f.dat"] {
        sandbox.write(file, "x\n");
    }
    sandbox
}

/// `file: message` of each finding, and how many files were examined.
fn said(sandbox: &Sandbox, args: &[&str]) -> (Vec<String>, u64) {
    let args = [&["lint", "--json", "--tool", "says"], args].concat();
    let document = sandbox.run(&args).json(0);
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let results = document["results"].as_array().unwrap();
    let found = results.iter().map(|one| format!("{}: {}", text(&one["file"]), text(&one["message"])));
    let examined = document["ran"].as_array().unwrap().iter().map(|ran| ran["examined"].as_u64().unwrap()).sum();
    (found.collect(), examined)
}

#[test]
fn each_file_has_a_run_of_its_own_and_what_names_no_file_is_about_it() {
    let sandbox = sandbox(
        r#"
[tools.says]
kind = "deps"
run = ["says", "-q", "{files}"]
file_prefix = "-r"
unit = "file"
files = { extensions = ["dat"] }
read = { format = "json", map = ".[]" }
"#,
    );
    let expected = [
        "a.dat: -q -ra.dat in repo",
        "other/f.dat: -q -rother/f.dat in repo",
        "sub/-e.dat: -q -rsub/-e.dat in repo",
        "sub/b.dat: -q -rsub/b.dat in repo",
        "sub/c d.dat: -q -rsub/c d.dat in repo",
    ];
    assert_eq!(said(&sandbox, &[]), (expected.map(str::to_owned).to_vec(), 5));
    assert_eq!(said(&sandbox, &["sub/b.dat"]), (vec![expected[3].to_owned()], 1));
}

#[test]
fn each_folder_has_a_run_of_its_own_in_it() {
    let record = r#"
[tools.says]
kind = "lint"
run = ["says", "{files}"]
unit = "folder"
cwd = "package"
files = { extensions = ["dat"] }
read = { format = "json", map = ".[] | .file = \"x.dat\"" }
"#;
    let sandbox = sandbox(record);
    for folder in ["", "sub/", "other/"] {
        sandbox.write(&format!("{folder}x.dat"), "x\n");
    }
    let expected = [
        "other/x.dat: f.dat x.dat in other",
        "sub/x.dat: ./-e.dat b.dat c d.dat x.dat in sub",
        "x.dat: a.dat x.dat in repo",
    ];
    assert_eq!(said(&sandbox, &[]), (expected.map(str::to_owned).to_vec(), 8));
    assert_eq!(said(&sandbox, &["other"]).0, expected[..1]);
}

#[test]
fn a_tool_is_led_to_the_first_configuration_that_is_there() {
    let sandbox = sandbox(
        r#"
[tools.says]
kind = "lint"
run = ["says", "{config}", "{files}"]
config = [
  { file = "project.toml", holds = "[tool.says", args = ["-c", "project.toml"] },
  { file = ".says", args = ["--ini", ".says"] },
]
unit = "file"
files = { names = ["a.dat"] }
read = { format = "json", map = ".[]" }
"#,
    );
    let words = |sandbox: &Sandbox| said(sandbox, &[]).0;
    assert_eq!(words(&sandbox), ["a.dat: a.dat in repo"]);
    sandbox.write(".says", "").write("project.toml", "[tool.other]\n");
    assert_eq!(words(&sandbox), ["a.dat: --ini .says a.dat in repo"]);
    sandbox.write("project.toml", "[tool.says.deep]\n");
    assert_eq!(words(&sandbox), ["a.dat: -c project.toml a.dat in repo"]);
}
