//! What the shell scripts that Planyard replaces called good, end to end: each comes out as a failure, or unverified.
//! Those about test runners are in the tests of `test`.

use super::{WORDLINT, document, errors, findings, program, with_wordlint};
use crate::sandbox::Sandbox;

/// A repository with a linter that says this on standard output and error, and exits with this code.
fn says(stdout: &str, stderr: &str, code: i32) -> Sandbox {
    let sandbox = with_wordlint();
    let record = "[tools.said]\nkind = 'lint'\nenabled = true\nrun = ['./fakes/said', '{files}']\nfiles = { extensions = ['txt'] }\n\
                  version = { args = [] }\n[tools.said.read]\nformat = 'json'\n\
                  map = '.[] | {file: .f, line: .l, message: .m, fix: (.fix.applicability? // null)}'\nseverity = 'error'\n";
    sandbox.write("planyard.toml", record).write("a.txt", "one\ntwo\n");
    sandbox.write("fakes/stdout", stdout).write("fakes/stderr", stderr);
    program(&sandbox, "fakes/said", &format!("#!/bin/sh\ncat fakes/stdout\ncat fakes/stderr >&2\nexit {code}\n"));
    sandbox
}

#[test]
fn findings_without_a_fix_do_not_wipe_out_the_others() {
    let Some(sandbox) = crate::real::sandbox("findings with and without a fix") else { return };
    sandbox.write("ruff.toml", "[lint]\nselect = ['F']\n");
    sandbox.write("bad.py", "import os\nimport sys\n\nx = nope\ndef f():\n    y = 1\n    return f'{1}' % z\n");
    let report = sandbox.run(&["lint", "--tool", "ruff"]).json(1);
    let found = findings(&report);
    // Severity is the tool's own: an import that could be removed is no less an error.
    assert_eq!(
        found[..3],
        ["bad.py:1:8 error ruff F401", "bad.py:2:8 error ruff F401", "bad.py:4:5 error ruff F821"].map(str::to_owned)
    );
    assert!(found.len() >= 5 && report["errors"] == serde_json::json!([]), "{report}");
}

#[test]
fn a_security_hole_and_a_file_that_does_not_parse_are_told() {
    let Some(sandbox) = crate::real::sandbox("a security hole") else { return };
    sandbox.write("bad.py", "import subprocess\nsubprocess.Popen(input(), shell=True)\n");
    let report = sandbox.run(&["lint", "--tool", "bandit"]).json(1);
    assert!(findings(&report).contains(&"bad.py:2:1 error bandit B602".to_owned()), "{report}");
    sandbox.write("bad.py", "def f(:\n");
    let output = sandbox.run(&["lint", "--tool", "bandit"]);
    assert_eq!((output.status, &document(&output)["verdict"]), (2, &"unverified".into()), "{output}");
}

#[test]
fn what_cannot_be_parsed_is_not_clean() {
    for answer in [
        "",
        "not json",
        "[{\"f\": \"a.txt\"",
        "{\"f\": 1}",
        "[1]",
        "null",
        "<html>",
        "[{\"f\":\"a.txt\",\"l\":\"3.2.1\",\"m\":\"x\"}]",
    ] {
        for code in [0, 1] {
            let output = says(answer, "", code).run(&["lint"]);
            assert_eq!((output.status, &document(&output)["verdict"]), (2, &"unverified".into()), "{answer} {output}");
        }
    }
}

#[test]
fn a_log_on_standard_error_is_no_part_of_the_answer() {
    let sandbox = says("[{\"f\":\"a.txt\",\"l\":2,\"m\":\"x\"}]", "[main]\tINFO\tprofile include tests: None\n", 1);
    let report = sandbox.run(&["lint"]).json(1);
    assert_eq!(findings(&report), ["a.txt:2:- error said error"]);
}

#[test]
fn a_message_is_only_text() {
    let message = r#"''' + __import__('os').system('touch pwned') + ''' $(touch pwned) `touch pwned` \ " "#;
    let answer = serde_json::json!([{ "f": "a.txt", "l": 1, "m": message }]).to_string();
    let sandbox = says(&answer, "", 1);
    let report = sandbox.run(&["lint"]).json(1);
    assert_eq!(report["results"][0]["message"], message.trim());
    assert!(!sandbox.files().contains(&"pwned".to_owned()));
}

#[test]
fn an_exit_code_is_not_thrown_away() {
    for (code, kind) in [(1, "reported_nothing"), (2, "bad_invocation"), (3, "unknown_exit"), (127, "unknown_exit")] {
        let output = says("[]", "something broke\n", code).run(&["lint"]);
        assert_eq!((output.status, errors(&document(&output))), (2, vec![format!("{kind} said")]), "{output}");
    }
    let report = says("[]", "", 0).run(&["lint"]).json(0);
    assert_eq!(report["verdict"], "pass");
}

#[test]
fn a_key_that_is_not_there_is_not_an_empty_list() {
    let sandbox = says("{\"dependencies\": [{\"vulns\": [{\"id\": \"CVE-1\"}]}]}", "", 0);
    let record = sandbox.read("planyard.toml").replace("'.[] | {", "'.vulnerabilities[] | {");
    sandbox.write("planyard.toml", record);
    let output = sandbox.run(&["lint"]);
    assert_eq!((output.status, errors(&document(&output))), (2, vec!["unparsable said".to_owned()]), "{output}");
}

#[test]
fn standard_output_holds_one_document_and_the_exit_code_says_what_it_says() {
    let sandbox = says("[{\"f\":\"a.txt\",\"l\":2,\"m\":\"x\"}]", "noise\n", 1);
    for (arguments, status) in [(&["lint"][..], 1), (&["lint", "--exit-zero"], 0), (&["lint", "--format", "sarif"], 1)]
    {
        let output = sandbox.run(arguments);
        assert_eq!((output.status, output.stderr.as_str()), (status, ""), "{arguments:?}");
        let _ = document(&output);
    }
    assert_eq!(document(&sandbox.run(&["lint", "--exit-zero"]))["verdict"], "fail");
    // For people, too, and for CI systems.
    for format in ["human", "github", "gitlab", "junit", "markdown", "jsonl"] {
        assert_eq!(sandbox.run(&["lint", "--format", format]).status, 1, "{format}");
    }
}

#[test]
fn no_program_beside_the_tool_is_needed_and_a_missing_tool_is_no_pass() {
    let sandbox = with_wordlint();
    let shell = sandbox.home().join("bin");
    std::fs::create_dir(&shell).unwrap();
    for name in ["sh", "grep", "sed"] {
        let real = ["/bin", "/usr/bin"].map(|folder| std::path::Path::new(folder).join(name));
        let real = real.iter().find(|path| path.exists()).unwrap();
        std::os::unix::fs::symlink(real, shell.join(name)).unwrap();
    }
    // No git, no jq, no Python, no virtual environment.
    let sandbox = sandbox.env("PATH", &shell.display().to_string());
    sandbox.write("a.txt", "BAD\n");
    assert_eq!(findings(&sandbox.run(&["lint"]).json(1)), ["a.txt:1:1 error wordlint word/bad"]);
    sandbox.write("planyard.toml", WORDLINT.replace("./fakes/wordlint", "wordlint"));
    assert_eq!(errors(&document(&sandbox.run(&["lint"]))), ["tool_missing wordlint"]);
    sandbox.write("b.py", "import os\n").write("ruff.toml", "");
    let output = sandbox.run(&["lint", "--tool", "ruff"]);
    assert_eq!((output.status, errors(&document(&output))), (2, vec!["tool_missing ruff".to_owned()]), "{output}");
}

#[test]
fn a_folder_without_anything_to_look_at_is_no_pass() {
    let sandbox = with_wordlint();
    assert_eq!(errors(&document(&sandbox.run(&["lint"]))), ["nothing_examined lint"]);
    sandbox.write("planyard.toml", "");
    assert_eq!(sandbox.run(&["lint"]).status, 2);
    let nothing = with_wordlint();
    program(&nothing, "fakes/wordlint", "#!/bin/sh\n[ \"$1\" = --version ] && echo 1\nexit 0\n");
    nothing.write("a.txt", "BAD\n");
    assert_eq!(errors(&document(&nothing.run(&["lint"]))), ["nothing_examined wordlint"]);
}
