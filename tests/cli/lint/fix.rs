//! `lint --fix`: on a copy, to the end, or not at all.

use super::{WORDLINT, document, errors, findings, program, with_wordlint};
use crate::sandbox::Sandbox;

/// Every file but Planyard's own, with its bytes.
fn contents(sandbox: &Sandbox) -> Vec<(String, Vec<u8>)> {
    let names = sandbox.files().into_iter().filter(|name| !name.starts_with(".planyard/"));
    names.map(|name| (name.clone(), std::fs::read(sandbox.root().join(name)).unwrap())).collect()
}

/// A formatter, run after the others: it ends every file with a line `END`.
const FORMATTER: &str = r"
[tools.aformat]
kind = 'format'
enabled = true
run = ['./fakes/aformat', '{files}']
files = { extensions = ['txt'] }
fix = { run = ['./fakes/aformat', '--fix', '{files}'] }
read = { format = 'regex', patterns = ['^(?<file>.+?): not formatted$', '^looked at (?<examined>\d+)'], message = 'not formatted' }
";

const FORMATTER_PROGRAM: &str = r#"#!/bin/sh
[ "$1" = --version ] && echo 3.0 && exit 0
code=0
if [ "$1" = --fix ]; then
  shift
  for file; do echo "format" >>"$HOME/order"; tail -n 1 "$file" | grep -q END || echo END >>"$file"; done
else
  for file; do
    echo "looked at 1"
    tail -n 1 "$file" | grep -q END || { echo "$file: not formatted"; code=1; }
  done
fi
exit $code
"#;

#[test]
fn two_tools_mend_in_turn_until_nothing_changes_and_the_formatter_is_last() {
    let sandbox = with_wordlint();
    sandbox.write("planyard.toml", format!("{WORDLINT}{FORMATTER}"));
    program(&sandbox, "fakes/aformat", FORMATTER_PROGRAM);
    sandbox.write("a.txt", "BAD\r\nBAD\r\n").write("ok.txt", "fine\nEND\n");
    let report = sandbox.run(&["lint", "--fix"]).json(0);
    assert_eq!(sandbox.read("a.txt"), "GOOD\r\nGOOD\r\nEND\n");
    let mended = &report["data"]["mended"];
    assert_eq!(mended["files"], serde_json::json!(["a.txt"]));
    assert_eq!(mended["tools"], serde_json::json!(["aformat", "wordlint"]));
    assert_eq!((&mended["written"], &mended["settled"], &mended["rounds"]), (&true.into(), &true.into(), &2.into()));
    let report = sandbox.run(&["lint", "--fix"]).json(0);
    assert_eq!((&report["data"]["mended"]["files"], &report["verdict"]), (&serde_json::json!([]), &"pass".into()));
}

#[test]
fn diff_shows_and_writes_nothing() {
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "fine\nBAD\n");
    let before = contents(&sandbox);
    for arguments in [&["lint", "--fix", "--diff"][..], &["lint", "--diff"]] {
        let report = sandbox.run(arguments).json(1);
        assert_eq!(report["data"]["mended"]["diff"], "--- a/a.txt\n+++ b/a.txt\n@@ -1,2 +1,2 @@\n fine\n-BAD\n+GOOD\n");
        assert_eq!((&report["data"]["mended"]["written"], findings(&report).len()), (&false.into(), 1));
        assert!(contents(&sandbox) == before, "{arguments:?} wrote something");
    }
}

#[test]
fn a_file_that_is_changed_meanwhile_is_left_as_it_is() {
    let sandbox = with_wordlint();
    let original = sandbox.root().join("a.txt").display().to_string();
    let text = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 1.0 && exit 0\n\
         if [ \"$1\" = --fix ]; then echo mended >a.txt; echo 'by hand' >'{original}'; fi\necho 'looked at 1'\n"
    );
    program(&sandbox, "fakes/wordlint", &text);
    sandbox.write("a.txt", "BAD\n");
    let output = sandbox.run(&["lint", "--fix"]);
    assert_eq!((output.status, errors(&document(&output))), (2, vec!["conflict a.txt".to_owned()]), "{output}");
    assert_eq!(sandbox.read("a.txt"), "by hand\n");
}

#[test]
fn a_fix_that_fails_half_way_leaves_every_file_untouched() {
    for end in ["exit 7", "kill -9 $$", "sleep 1000"] {
        let sandbox = with_wordlint();
        let text = format!(
            "#!/bin/sh\n[ \"$1\" = --version ] && echo 1.0 && exit 0\n\
             if [ \"$1\" = --fix ]; then : >a.txt; rm -f b.txt; {end}; fi\necho 'looked at 1'\n"
        );
        program(&sandbox, "fakes/wordlint", &text);
        sandbox.write("a.txt", "BAD\n").write("b.txt", "BAD\n");
        let before = contents(&sandbox);
        let output = sandbox.run(&["lint", "--fix", "--timeout", "1s"]);
        assert_eq!(
            (output.status, errors(&document(&output))),
            (2, vec!["tool_failed wordlint".to_owned()]),
            "{output}"
        );
        assert!(contents(&sandbox) == before, "{end}: something was changed");
    }
}

#[test]
fn a_fix_touches_only_what_is_in_scope_and_keeps_mode_and_links() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = with_wordlint();
    sandbox.write("a.txt", "BAD\n").write("b.txt", "BAD\n").write("real/c.txt", "BAD\n");
    std::fs::set_permissions(sandbox.root().join("a.txt"), std::fs::Permissions::from_mode(0o750)).unwrap();
    std::os::unix::fs::symlink("real/c.txt", sandbox.root().join("link.txt")).unwrap();
    let report = sandbox.run(&["lint", "--fix", "a.txt", "real"]).json(0);
    assert_eq!(report["data"]["mended"]["files"], serde_json::json!(["a.txt", "real/c.txt"]));
    assert_eq!((sandbox.read("b.txt"), sandbox.read("link.txt")), ("BAD\n".to_owned(), "GOOD\n".to_owned()));
    let path = |name: &str| sandbox.root().join(name).symlink_metadata().unwrap();
    assert_eq!(path("a.txt").permissions().mode() & 0o777, 0o750);
    assert!(path("link.txt").is_symlink());
}

#[test]
fn two_that_never_agree_are_told_of() {
    let sandbox = with_wordlint();
    let turn = "#!/bin/sh\n[ \"$1\" = --version ] && echo 1.0 && exit 0\n\
                [ \"$1\" = --fix ] && { echo more >>a.txt; exit 0; }\necho 'looked at 1'\n";
    program(&sandbox, "fakes/wordlint", turn);
    sandbox.write("a.txt", "BAD\n");
    let report = document(&sandbox.run(&["lint", "--fix"]));
    assert_eq!((&report["data"]["mended"]["settled"], &report["data"]["mended"]["rounds"]), (&false.into(), &3.into()));
}

#[test]
fn ruff_mends_safely_and_further_only_when_told() {
    let Some(sandbox) = crate::real::sandbox("ruff --fix") else { return };
    sandbox.write("ruff.toml", "[lint]\nselect = ['F401', 'F841']\n");
    sandbox.write("a.py", "import os\n\n\ndef f():\n    x = 1\n");
    let report = sandbox.run(&["lint", "--fix"]).json(1);
    assert_eq!(findings(&report), ["a.py:4:5 error ruff F841"]);
    assert_eq!(sandbox.read("a.py"), "\n\ndef f():\n    x = 1\n");
    let report = sandbox.run(&["lint", "--fix", "--unsafe"]).json(0);
    assert_eq!(report["data"]["mended"]["files"], serde_json::json!(["a.py"]));
    assert_eq!(sandbox.read("a.py"), "\n\ndef f():\n    pass\n");
    assert_eq!(sandbox.run(&["lint", "--unsafe"]).status, 2);
}
