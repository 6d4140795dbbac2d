//! `planyard init`: writes what is missing, never what is there, all or nothing.

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

#[test]
fn a_new_repository_gets_all_three() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.human(&["init", "--yes"]), @"
    status: 0
    --- stdout ---
    made features/README.md
    made planyard.toml
    made .gitignore
    next: planyard new-feature P01 SLUG
    ");
    assert_eq!(sandbox.files(), [".gitignore", "features/README.md", "planyard.toml"]);
    assert_eq!(sandbox.read(".gitignore"), "/.planyard/\n");
    sandbox.run(&["config", "get", "gate.fail_on"]).check(0, "error\n", "");
    sandbox.run(&["new-feature", "P01", "login"]).json(0);
    assert!(sandbox.files().contains(&"features/P01-F01-login/tasks.md".to_owned()));
}

#[test]
fn nothing_that_exists_is_touched() {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", "gate.fail_on = \"info\"\n").write("features/README.md", "mine\n");
    sandbox.write(".gitignore", "target\r\n");
    assert_snapshot!(sandbox.human(&["init", "--yes"]), @"
    status: 0
    --- stdout ---
    left features/README.md: it exists
    left planyard.toml: it exists
    added to .gitignore: /.planyard/
    next: planyard new-feature P01 SLUG
    ");
    assert_eq!(sandbox.read("planyard.toml"), "gate.fail_on = \"info\"\n");
    assert_eq!(sandbox.read("features/README.md"), "mine\n");
    assert_eq!(sandbox.read(".gitignore"), "target\r\n/.planyard/\r\n");
    let again = sandbox.run(&["init", "--yes"]).json(0);
    assert_eq!(again["data"]["left"].as_array().unwrap().len(), 3);
    assert_eq!(sandbox.read(".gitignore"), "target\r\n/.planyard/\r\n");
}

#[test]
fn flags_are_written_and_a_dry_run_writes_nothing() {
    let sandbox = Sandbox::new();
    let args = ["init", "--features-dir", "docs/plans/", "--dialect", "workitems"];
    let dry = sandbox.run(&[&args[..], &["--dry-run"]].concat()).json(0);
    assert_eq!(dry["data"]["made"], serde_json::json!(["docs/plans/README.md", "planyard.toml", ".gitignore"]));
    assert_eq!(sandbox.files(), Vec::<String>::new());
    let made = sandbox.run(&args).json(0);
    assert_eq!(made["data"]["made"], dry["data"]["made"]);
    sandbox.run(&["config", "get", "features.folders"]).check(0, "[\"docs/plans\"]\n", "");
    sandbox.run(&["config", "get", "features.dialect"]).check(0, "workitems\n", "");
}

#[test]
fn a_folder_that_is_there_is_taken() {
    let sandbox = Sandbox::new();
    sandbox.write(".workitems/P01-F01-x/tasks.md", "# Tasks\n");
    sandbox.run(&["init", "--yes"]).json(0);
    assert!(sandbox.files().contains(&".workitems/README.md".to_owned()));
    assert!(!sandbox.root().join("features").exists());
}

#[test]
fn without_a_terminal_flags_must_say_it() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.human(&["init"]), @"
    status: 2
    --- stderr ---
    error: init: there is no terminal to ask questions at
     hint: give --yes for the defaults, or --features-dir and --dialect; --dry-run shows what would be
           done
    ");
    assert_eq!(sandbox.run(&["init"]).json(2)["error_details"][0]["kind"], "usage");
    assert_eq!(sandbox.files(), Vec::<String>::new());
}

#[test]
fn mistakes_leave_nothing_behind() {
    let sandbox = Sandbox::new();
    sandbox.write("plans", "a file\n");
    std::os::unix::fs::symlink(sandbox.home(), sandbox.root().join("out")).unwrap();
    for (args, kind) in [
        (&["--features-dir", "../elsewhere"][..], "outside_workspace"),
        (&["--features-dir", "/tmp/elsewhere"], "outside_workspace"),
        (&["--features-dir", "out/features"], "outside_workspace"),
        (&["--dialect", "workitem"], "usage"),
    ] {
        let json = sandbox.run(&[&["init", "--yes"], args].concat()).json(2);
        assert_eq!(json["error_details"][0]["kind"], kind, "{args:?} {json}");
    }
    sandbox.run(&["init", "--yes", "--features-dir", "plans"]).json(2);
    assert_eq!(sandbox.files(), ["out", "plans"]);
    assert_eq!(std::fs::read_dir(sandbox.home()).unwrap().count(), 0);
}

#[test]
fn what_was_made_is_taken_back_when_the_rest_fails() {
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", "target\n");
    let ignore = sandbox.root().join(".gitignore");
    std::fs::set_permissions(&ignore, std::os::unix::fs::PermissionsExt::from_mode(0o444)).unwrap();
    assert_eq!(sandbox.run(&["init", "--yes"]).json(2)["error_details"][0]["kind"], "refused");
    assert_eq!((sandbox.files(), sandbox.read(".gitignore")), (vec![".gitignore".to_owned()], "target\n".to_owned()));
    assert!(!sandbox.root().join("features").exists());
    // Text that is no UTF-8 is not appended to.
    let sandbox = Sandbox::new();
    sandbox.write(".gitignore", b"caf\xe9\n");
    sandbox.run(&["init", "--yes"]).json(2);
    assert_eq!(sandbox.files(), [".gitignore"]);
}

#[test]
fn a_part_of_a_repository_may_be_a_workspace_of_its_own() {
    let sandbox = Sandbox::new();
    sandbox.write("sub/x", "");
    sandbox.run_in("sub", &["init", "--here", "--yes"]).json(0);
    assert_eq!(sandbox.files(), ["sub/.gitignore", "sub/features/README.md", "sub/planyard.toml", "sub/x"]);
    sandbox.run_in("sub", &["new-feature", "P01", "login"]).json(0);
    assert!(sandbox.root().join("sub/features/P01-F01-login").is_dir());
}

#[test]
fn outside_git_there_is_nothing_to_ignore() {
    let sandbox = Sandbox::without_git();
    sandbox.run(&["init", "--yes"]).json(0);
    assert_eq!(sandbox.files(), ["features/README.md", "planyard.toml"]);
}

/// Runs `planyard init` at a real terminal, which `script` makes, and types at it. `None` without that program.
#[expect(clippy::print_stderr, reason = "a skipped test says so, loudly")]
fn at_a_terminal(sandbox: &Sandbox, typed: &str) -> Option<i32> {
    use std::io::Write;
    use std::process::Stdio;
    let planyard = format!("{} init", env!("CARGO_BIN_EXE_planyard"));
    let mut command = sandbox.program("script", &["-qec", &planyard, "/dev/null"]);
    command.env("TERM", "xterm").stdin(Stdio::piped()).stdout(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        eprintln!("SKIPPED: there is no `script` program to make a terminal with");
        return None;
    };
    child.stdin.as_mut().unwrap().write_all(typed.as_bytes()).unwrap();
    child.wait_with_output().unwrap().status.code()
}

#[test]
#[cfg(target_os = "linux")]
fn at_a_terminal_it_asks() {
    let sandbox = Sandbox::new();
    let Some(status) = at_a_terminal(&sandbox, "plans\r\rn") else { return };
    assert_eq!((status, sandbox.files()), (0, Vec::new()), "no is no");
    assert_eq!(at_a_terminal(&sandbox, "plans\rworkitems\ry"), Some(0));
    assert_eq!(sandbox.files(), [".gitignore", "plans/README.md", "planyard.toml"]);
    sandbox.run(&["config", "get", "features.folders"]).check(0, "[\"plans\"]\n", "");
    sandbox.run(&["config", "get", "features.dialect"]).check(0, "workitems\n", "");
}
