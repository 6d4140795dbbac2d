//! Which files lint looks at, and that it touches none of them.

use super::{document, errors, examined, findings, with_wordlint};
use crate::sandbox::Sandbox;

/// Names that tools and shells stumble over.
const ODD_NAMES: &[&str] =
    &["with space.txt", "it's \"quoted\".txt", "-dash.txt", "@at.txt", "日本 é😀.txt", "$(touch x);.txt", "star*.txt"];

/// Everything a read must leave as it was: the index, every file's bytes and times.
fn state(sandbox: &Sandbox) -> Vec<(String, Vec<u8>, std::time::SystemTime)> {
    let mut names = sandbox.files();
    names.retain(|name| !name.starts_with(".planyard/"));
    names.push(".git/index".to_owned());
    let one = |name: String| {
        let path = sandbox.root().join(&name);
        let time = path.symlink_metadata().unwrap().modified().unwrap();
        (name, std::fs::read(path).unwrap(), time)
    };
    names.into_iter().map(one).collect()
}

#[test]
fn changed_is_what_differs_from_the_last_commit_or_from_a_reference() {
    let sandbox = with_wordlint();
    sandbox.write("old.txt", "BAD\n").write("edited.txt", "fine\n").write("gone.txt", "BAD\n").commit_all();
    sandbox.git(&["branch", "start"]);
    sandbox.write("edited.txt", "fine\nBAD\n").write("new.txt", "BAD\n");
    std::fs::remove_file(sandbox.root().join("gone.txt")).unwrap();
    let changed = ["edited.txt:2:1 error wordlint word/bad", "new.txt:1:1 error wordlint word/bad"];
    let report = sandbox.run(&["lint", "--changed"]).json(1);
    assert_eq!((findings(&report), examined(&report, "wordlint")), (changed.map(str::to_owned).to_vec(), (2, 2)));
    sandbox.commit_all();
    let report = sandbox.run(&["lint", "--changed"]).json(0);
    assert_eq!((&report["verdict"], &report["ran"][0]["examined"]), (&"pass".into(), &0.into()));
    assert_eq!(findings(&sandbox.run(&["lint", "--changed=start"]).json(1)), changed);
    assert_eq!(sandbox.run(&["lint", "--changed=nowhere"]).status, 2);
}

#[test]
fn staged_judges_the_index_and_touches_neither_it_nor_the_work_tree() {
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "one\ntwo\n").write("b.txt", "one\n").write("c.txt", "one\n").commit_all();
    // Staged good and bad in the work tree, the other way round, staged in part, not staged, not tracked.
    sandbox.write("a.txt", "one\ntwo\nthree\n").write("b.txt", "one\nBAD\n");
    sandbox.git(&["add", "a.txt", "b.txt"]);
    sandbox.write("a.txt", "BAD\ntwo\nthree\n").write("b.txt", "mended\nin the work tree\n");
    sandbox.write("c.txt", "BAD\n").write("untracked.txt", "BAD\n");
    let before = state(&sandbox);
    let report = sandbox.run(&["lint", "--staged"]).json(1);
    assert_eq!(findings(&report), ["b.txt:2:1 error wordlint word/bad"]);
    assert_eq!((&report["data"]["judged"], examined(&report, "wordlint")), (&"index".into(), (2, 2)));
    assert!(state(&sandbox) == before, "lint --staged changed something");
    // The same without any difference between the two.
    sandbox.write("a.txt", "one\n").write("b.txt", "BAD\n").write("c.txt", "one\n");
    sandbox.git(&["add", "a.txt", "b.txt", "c.txt"]);
    let before = state(&sandbox);
    assert_eq!(findings(&sandbox.run(&["lint", "--staged"]).json(1)), ["b.txt:1:1 error wordlint word/bad"]);
    assert!(state(&sandbox) == before, "lint --staged changed something");
    sandbox.git(&["commit", "-q", "-m", "x"]);
    assert_eq!(sandbox.run(&["lint", "--staged"]).json(0)["verdict"], "pass");
}

#[test]
fn staged_works_from_a_hook_with_another_index() {
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "one\n").commit_all();
    sandbox.write("a.txt", "BAD\n");
    let other = sandbox.root().join(".git/other-index").display().to_string();
    std::fs::copy(sandbox.root().join(".git/index"), &other).unwrap();
    let mut add = sandbox.program("git", &["add", "a.txt"]);
    add.env("GIT_INDEX_FILE", &other);
    assert_eq!(sandbox.finish(add).status, 0);
    let mut lint = sandbox.command(&["lint", "--staged"]);
    lint.env("GIT_INDEX_FILE", &other).env("GIT_DIR", sandbox.root().join(".git"));
    assert_eq!(findings(&sandbox.finish(lint).json(1)), ["a.txt:1:1 error wordlint word/bad"]);
    assert_eq!(sandbox.run(&["lint", "--staged"]).json(0)["verdict"], "pass");
}

#[test]
fn odd_names_reach_the_tool_as_they_are() {
    let sandbox = with_wordlint();
    sandbox.write("plain.txt", "fine\n").commit_all();
    for name in ODD_NAMES {
        sandbox.write(name, "BAD\n");
    }
    let mut expected: Vec<String> =
        ODD_NAMES.iter().map(|name| format!("{name}:1:1 error wordlint word/bad")).collect();
    expected.sort();
    let sorted = |report: &serde_json::Value| {
        let mut all = findings(report);
        all.sort();
        all
    };
    assert_eq!(sorted(&sandbox.run(&["lint"]).json(1)), expected);
    assert_eq!(sorted(&sandbox.run(&["lint", "--changed"]).json(1)), expected);
    sandbox.git(&["add", "-A"]);
    assert_eq!(sorted(&sandbox.run(&["lint", "--staged"]).json(1)), expected);
    sandbox.write("plain.txt", "not staged\n");
    assert_eq!(sorted(&sandbox.run(&["lint", "--staged"]).json(1)), expected);
    let report = sandbox.run(&["lint", "--", "-dash.txt", "it's \"quoted\".txt"]).json(1);
    assert_eq!((findings(&report).len(), examined(&report, "wordlint")), (2, (2, 2)));
    assert!(!sandbox.files().contains(&"x".to_owned()));
}

#[test]
fn a_name_with_a_newline_is_one_file() {
    let Some(sandbox) = crate::real::sandbox("a name with a newline") else { return };
    sandbox.write("ruff.toml", "").write("two\nlines.py", "import os\n").write("plain.py", "");
    let report = sandbox.run(&["lint", "--tool", "ruff"]).json(1);
    assert_eq!(findings(&report), ["two\nlines.py:1:8 error ruff F401"]);
    sandbox.git(&["add", "-A"]);
    sandbox.write("plain.py", "x = 1\n");
    assert_eq!(findings(&sandbox.run(&["lint", "--tool", "ruff", "--staged"]).json(1)).len(), 1);
}

#[test]
fn what_is_asked_for_and_not_there_is_no_pass() {
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "fine\n").write("note.md", "BAD\n").write("sub/b.txt", "fine\n");
    assert_eq!(errors(&document(&sandbox.run(&["lint", "missing.txt"]))), ["not_found missing.txt"]);
    assert_eq!(errors(&document(&sandbox.run(&["lint", ".."]))), ["outside_workspace .."]);
    let link = sandbox.root().join("out.txt");
    std::os::unix::fs::symlink("/etc/hostname", link).unwrap();
    assert_eq!(errors(&document(&sandbox.run(&["lint", "out.txt"]))), ["outside_workspace out.txt"]);
    let report = document(&sandbox.run(&["lint", "note.md"]));
    assert_eq!(errors(&report), ["nothing_examined lint"]);
    for arguments in [["lint", "missing.txt"], ["lint", ".."], ["lint", "note.md"]] {
        assert_eq!(sandbox.run(&arguments).status, 2, "{arguments:?}");
    }
    // A folder is its files; one that is ignored or named itself is looked at.
    assert_eq!(examined(&sandbox.run(&["lint", "sub"]).json(0), "wordlint"), (1, 1));
    sandbox.write(".gitignore", "/fakes/\nignored.txt\n").write("ignored.txt", "BAD\n");
    assert_eq!(sandbox.run(&["lint"]).json(0)["verdict"], "pass");
    assert_eq!(sandbox.run(&["lint", "ignored.txt"]).json(1)["verdict"], "fail");
}

#[test]
fn a_file_that_goes_away_while_it_is_looked_at_is_no_pass() {
    let sandbox = with_wordlint();
    super::program(
        &sandbox,
        "fakes/wordlint",
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 1.0 && exit 0\nrm -f a.txt\ncat -- \"$@\" >/dev/null || exit 3\n",
    );
    sandbox.write("a.txt", "fine\n");
    let report = document(&sandbox.run(&["lint"]));
    assert_eq!((&report["verdict"], errors(&report)), (&"unverified".into(), vec!["unknown_exit wordlint".to_owned()]));
}
