//! Requests, records and executables that are wrong: never a pass, and the answer says what to do.

use super::{WORDLINT, calls, document, errors, findings, program, with_wordlint};
use crate::sandbox::Sandbox;

/// Lints with a configuration; gives the only error.
#[track_caller]
fn error_of(sandbox: &Sandbox, config: &str) -> (String, String) {
    sandbox.write("planyard.toml", config);
    let output = sandbox.run(&["lint"]);
    assert_eq!(output.status, 2, "{output}");
    let report = document(&output);
    let all = report["error_details"].as_array().unwrap();
    assert_eq!(all.len(), 1, "{output}");
    (all[0]["message"].as_str().unwrap().to_owned(), all[0]["hint"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn a_tool_that_is_missing_too_old_or_no_program_is_no_pass() {
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "fine\n");
    std::fs::rename(sandbox.root().join("fakes/wordlint"), sandbox.root().join("fakes/away")).unwrap();
    let (message, hint) = error_of(&sandbox, WORDLINT);
    assert_eq!((message.as_str(), hint.as_str()), ("wordlint: it is not installed", "install it: `make wordlint`"));
    std::fs::rename(sandbox.root().join("fakes/away"), sandbox.root().join("fakes/wordlint")).unwrap();
    let (message, hint) = error_of(&sandbox, &format!("{WORDLINT}[tools.wordlint.version]\nmin = '2.0'\n"));
    assert_eq!(message, "wordlint 1.2.3 is too old; at least 2.0 is needed");
    assert_eq!((hint.as_str(), calls(&sandbox)), ("update it: `make wordlint`", 0));
    program(&sandbox, "fakes/wordlint", "#!/nowhere/python3\n");
    let (message, _) = error_of(&sandbox, WORDLINT);
    assert!(message.contains("/nowhere/python3"), "{message}");
    std::fs::remove_file(sandbox.root().join("fakes/wordlint")).unwrap();
    sandbox.write("fakes/wordlint", "text");
    let (message, _) = error_of(&sandbox, WORDLINT);
    assert_eq!(message, "wordlint: permission denied; is it executable (`chmod +x`)?");
}

#[test]
fn unknown_tools_and_formats_are_told_with_the_known_ones() {
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "fine\n");
    let output = sandbox.run(&["lint", "--tool", "wordlnt"]);
    let error = document(&output)["error_details"][0].clone();
    assert_eq!((output.status, &error["message"]), (2, &"there is no tool wordlnt; did you mean wordlint?".into()));
    assert!(error["hint"].as_str().unwrap().contains("ruff"), "{error}");
    let (message, _) = error_of(&sandbox, &WORDLINT.replace("'regex'", "'xlint'"));
    assert!(message.contains("there is no format `xlint`; the known ones are cargo-json, "), "{message}");
    let (message, _) = error_of(&sandbox, &WORDLINT.replace("install =", "instal ="));
    assert!(message.contains("instal"), "{message}");
    let (message, _) = error_of(&sandbox, "[tools]\nwordlint = 3\n");
    assert!(message.contains("must be a table"), "{message}");
    let (message, _) = error_of(&sandbox, "[tools.wordlint]\nkind = 'lint'\n");
    assert!(message.contains("run"), "{message}");
}

const JSON: &str = r#"
[tools.j]
kind = "lint"
enabled = true
run = ["./fakes/j", "{files}"]
files = { extensions = ["txt"] }
[tools.j.read]
format = "json"
map = '''
MAP'''
"#;

#[test]
fn a_broken_filter_is_told_with_its_place() {
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "fine\n");
    for (map, place) in [
        (".[] |\n  {file: .f,", "line 2"),
        (".[] |\n  {message: nope(.m)}", "line 2, column 13: there is no filter `nope`"),
        ("$x", "line 1, column 1: there is no variable `$x`"),
    ] {
        let (message, _) = error_of(&sandbox, &JSON.replace("MAP", map));
        assert!(
            message.starts_with("the record [tools.j] is broken: read.map: ") && message.contains(place),
            "{message}"
        );
    }
    let broken = WORDLINT.replace("'^looked at (?<examined>\\d+)'", "'^looked at (?<examined>\\d+'");
    let (message, _) = error_of(&sandbox, &broken);
    assert!(message.contains("pattern is broken") && message.contains("unclosed group"), "{message}");
}

#[test]
fn a_filter_that_yields_another_shape_is_no_pass() {
    let sandbox = with_wordlint();
    program(
        &sandbox,
        "fakes/j",
        "#!/bin/sh\necho '[{\"f\":\"a.txt\",\"l\":1,\"m\":\"x\"},{\"f\":\"a.txt\",\"l\":2,\"m\":\"y\"}]'\n",
    );
    sandbox.write("a.txt", "fine\n");
    let good = ".[] | {file: .f, line: .l, message: .m}";
    sandbox.write("planyard.toml", JSON.replace("MAP", good));
    assert_eq!(findings(&document(&sandbox.run(&["lint"]))).len(), 2);
    for map in [
        ".",
        ".[].m",
        "{a: 1}",
        ".[] | {file: .f, line: (.l | tostring), message: .m}",
        ".[] | {file: .f, line: 1.5, message: .m}",
        ".[] | {file: .f, line: .l, message: 3}",
        ".[] | {file: .f, line: .l, message: .m.x}",
        "error(\"no\")",
        "{examined: -1}",
        "{error: []}",
    ] {
        let (message, _) = error_of(&sandbox, &JSON.replace("MAP", map));
        assert!(message.contains("cannot be read"), "{map}: {message}");
    }
    // What is good beside it is kept.
    sandbox.write("planyard.toml", JSON.replace("MAP", &format!("({good}), 7")));
    let report = document(&sandbox.run(&["lint"]));
    assert_eq!((findings(&report).len(), errors(&report)), (2, vec!["unparsable j".to_owned()]));
}

#[test]
fn a_filter_that_never_ends_is_stopped() {
    let sandbox = with_wordlint();
    program(&sandbox, "fakes/j", "#!/bin/sh\necho '[]'\n");
    sandbox.write("a.txt", "fine\n").write("planyard.toml", JSON.replace("MAP", "repeat(null)"));
    let output = sandbox.run(&["lint", "--timeout", "2s"]);
    assert_eq!(output.status, 2, "{output}");
}

#[test]
fn findings_outside_of_the_workspace_and_at_impossible_places_are_told_or_left_out() {
    let sandbox = with_wordlint();
    let text = "#!/bin/sh\n[ \"$1\" = --version ] && echo 1 && exit 0\necho '/etc/passwd:1:1: error x y'\n\
                echo '../up.txt:1:1: error x y'\necho 'a.txt:0:0: error x zero'\necho 'a.txt:999999:7: error x far'\n\
                echo 'a.txt:99999999999999999999:7: error x overflow'\necho 'looked at 1'\nexit 1\n";
    program(&sandbox, "fakes/wordlint", text);
    sandbox.write("a.txt", "fine\n");
    let report = document(&sandbox.run(&["lint"]));
    assert_eq!(report["data"]["tools"][0]["outside_scope"], 2);
    assert_eq!(
        findings(&report),
        ["a.txt:-:- error wordlint x", "a.txt:-:- error wordlint x", "a.txt:999999:7 error wordlint x"]
    );
}

#[test]
fn findings_that_are_all_about_other_files_are_no_pass() {
    let sandbox = with_wordlint();
    let text = "#!/bin/sh\n[ \"$1\" = --version ] && echo 1 && exit 0\necho '/other/a.txt:1:1: error x y'\nexit 1\n";
    program(&sandbox, "fakes/wordlint", text);
    sandbox.write("a.txt", "fine\n");
    let (message, _) = error_of(&sandbox, WORDLINT);
    assert_eq!(message, "wordlint: none of its 1 findings is about a file that it was given");
}

#[test]
fn wrong_flags_are_refused() {
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "BAD\n").commit_all();
    for arguments in [
        &["lint", "--staged", "--fix"][..],
        &["lint", "--staged", "--changed"],
        &["lint", "--changed", "a.txt"],
        &["lint", "--jobs", "0"],
        &["lint", "--timeout", "soon"],
        &["lint", "--fail-on", "never"],
        &["lint", "--update-baseline"],
        &["lint", "--unsafe"],
    ] {
        let output = sandbox.run(arguments);
        assert_eq!((output.status, &document(&output)["success"]), (2, &false.into()), "{arguments:?}\n{output}");
    }
    assert_eq!(calls(&sandbox), 0);
    assert_eq!(sandbox.run(&["lint", "--baseline", "missing.json"]).status, 2);
}
