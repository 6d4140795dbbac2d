//! Answers that were given before are given again for the same content, configuration, arguments and version, and only
//! then.

use super::{WORDLINT, calls, document, findings, program, with_wordlint};
use crate::sandbox::Sandbox;

/// Runs lint and tells how often wordlint was started for it.
fn starts(sandbox: &Sandbox, arguments: &[&str]) -> usize {
    let before = calls(sandbox);
    let output = sandbox.run(arguments);
    let _ = document(&output);
    calls(sandbox) - before
}

fn warmed() -> Sandbox {
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "BAD\n").write("b.txt", "fine\n").commit_all();
    assert_eq!((starts(&sandbox, &["lint"]), starts(&sandbox, &["lint"])), (1, 0));
    sandbox
}

#[test]
fn the_second_answer_is_the_first_one_and_starts_nothing() {
    let sandbox = warmed();
    let report = sandbox.run(&["lint"]).json(1);
    assert_eq!((findings(&report).len(), &report["data"]["tools"][0]["cached"]), (1, &true.into()));
    let plain = sandbox.run(&["lint", "--no-cache"]).json(1);
    assert_eq!((&plain["results"], &plain["ran"]), (&report["results"], &report["ran"]));
    assert_eq!(starts(&sandbox, &["lint", "--no-cache"]), 1);
    assert_eq!(starts(&sandbox, &["lint", "--fail-on", "warning", "--timeout", "9s", "--jobs", "1"]), 0);
}

#[test]
fn other_content_configuration_arguments_or_files_ask_again() {
    type Change = (&'static str, fn(&Sandbox));
    let changes: &[Change] = &[
        ("the content of a file", |sandbox| _ = sandbox.write("b.txt", "BAD\n")),
        ("a new file", |sandbox| _ = sandbox.write("c.txt", "")),
        ("a file that is gone", |sandbox| std::fs::remove_file(sandbox.root().join("b.txt")).unwrap()),
        ("a name", |sandbox| std::fs::rename(sandbox.root().join("b.txt"), sandbox.root().join("d.txt")).unwrap()),
        ("an argument of the record", |sandbox| {
            sandbox.write("planyard.toml", WORDLINT.replace("'{files}']\nfiles", "'./b.txt', '{files}']\nfiles"));
        }),
        ("what the record makes of an answer", |sandbox| {
            sandbox.write("planyard.toml", format!("{WORDLINT}[tools.wordlint.rules]\n'word/bad' = 'info'\n"));
        }),
        ("a variable of the record", |sandbox| {
            sandbox.write("planyard.toml", format!("{WORDLINT}[tools.wordlint.env]\nA = '1'\n"));
        }),
        ("an ignore file", |sandbox| _ = sandbox.write(".wordlintignore", "x\n")),
        ("a lock file", |sandbox| _ = sandbox.write("package-lock.json", "{}\n")),
        ("an editor's configuration", |sandbox| _ = sandbox.write("sub/.editorconfig", "root = true\n")),
    ];
    for (what, change) in changes {
        let sandbox = warmed();
        change(&sandbox);
        assert_eq!(starts(&sandbox, &["lint"]), 1, "{what} was not noticed");
        assert_eq!(starts(&sandbox, &["lint"]), 0, "{what}: the new answer was not kept");
    }
}

#[test]
fn its_own_configuration_counts_wherever_it_is() {
    let sandbox = with_wordlint();
    sandbox.write("planyard.toml", WORDLINT.replace("enabled = true", "detect = { files = ['wordlint.ini'] }"));
    sandbox.write("wordlint.ini", "").write("a.txt", "fine\n");
    assert_eq!((starts(&sandbox, &["lint"]), starts(&sandbox, &["lint"])), (1, 0));
    sandbox.write("wordlint.ini", "x\n");
    assert_eq!((starts(&sandbox, &["lint"]), starts(&sandbox, &["lint"])), (1, 0));
    sandbox.write("sub/wordlint.ini", "");
    assert_eq!((starts(&sandbox, &["lint"]), starts(&sandbox, &["lint"])), (1, 0));
}

#[test]
fn another_version_or_another_executable_asks_again() {
    let sandbox = warmed();
    let text = sandbox.read("fakes/wordlint");
    program(&sandbox, "fakes/wordlint", &text.replace("1.2.3", "1.2.4"));
    assert_eq!((starts(&sandbox, &["lint"]), starts(&sandbox, &["lint"])), (1, 0));
    let report = sandbox.run(&["lint"]).json(1);
    assert_eq!(report["data"]["tools"][0]["version"], "1.2.4");
    std::fs::rename(sandbox.root().join("fakes/wordlint"), sandbox.root().join("fakes/other")).unwrap();
    sandbox.write("planyard.toml", WORDLINT.replace("./fakes/wordlint", "./fakes/other"));
    assert_eq!((starts(&sandbox, &["lint"]), starts(&sandbox, &["lint"])), (1, 0));
}

#[test]
fn an_answer_of_the_index_is_none_of_the_work_tree() {
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "fine\n").commit_all();
    sandbox.write("a.txt", "BAD\n");
    sandbox.git(&["add", "a.txt"]);
    sandbox.write("a.txt", "fine\n");
    assert_eq!(findings(&sandbox.run(&["lint", "--staged"]).json(1)).len(), 1);
    assert_eq!(findings(&sandbox.run(&["lint"]).json(0)).len(), 0);
    assert_eq!(findings(&sandbox.run(&["lint", "--staged"]).json(1)).len(), 1);
}

#[test]
fn what_could_not_be_believed_and_what_tells_no_version_is_asked_again() {
    let sandbox = warmed();
    program(
        &sandbox,
        "fakes/wordlint",
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 2.0 && exit 0\necho x >>\"$HOME/calls\"\nexit 9\n",
    );
    assert_eq!((starts(&sandbox, &["lint"]), starts(&sandbox, &["lint"])), (1, 1));
    let text = "#!/bin/sh\n[ \"$1\" = --version ] && exit 0\necho x >>\"$HOME/calls\"\necho looked at 2\n";
    program(&sandbox, "fakes/wordlint", text);
    assert_eq!((starts(&sandbox, &["lint"]), starts(&sandbox, &["lint"])), (1, 1));
}

#[test]
fn a_cache_that_was_tampered_with_or_cannot_be_written_only_costs_time() {
    let sandbox = warmed();
    for name in sandbox.files().iter().filter(|name| name.starts_with(".planyard/cache/")) {
        sandbox.write(name, "{ half");
    }
    assert_eq!(sandbox.run(&["lint"]).json(1)["verdict"], "fail");
    std::fs::remove_dir_all(sandbox.root().join(".planyard")).unwrap();
    sandbox.write(".planyard", "a file");
    assert_eq!(sandbox.run(&["lint"]).json(1)["verdict"], "fail");
}
