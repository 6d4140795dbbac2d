//! Completion scripts: the committed ones are fresh, and both kinds work in the real bash.

use std::fs;
use std::path::Path;

use planyard::commands::completions::Shell;

use crate::sandbox::Sandbox;

#[test]
fn the_committed_scripts_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    let update = std::env::var_os("UPDATE").is_some();
    for shell in Shell::ALL {
        let path = folder.join(shell.file());
        if update {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, shell.script()).unwrap();
        }
        let fresh = fs::read_to_string(&path).is_ok_and(|text| text == shell.script());
        assert!(fresh, "{} is stale; UPDATE=1 cargo test --test cli completions", path.display());
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), Shell::ALL.len(), "a file that is no script");
}

#[test]
fn scripts_are_printed_for_every_shell() {
    let sandbox = Sandbox::without_git();
    for shell in Shell::ALL {
        sandbox.run(&["completions", shell.word()]).check(0, &shell.script(), "");
        let asking = sandbox.run(&["completions", shell.word(), "--dynamic"]);
        assert!(asking.status == 0 && asking.stdout.contains("COMPLETE"), "{asking}");
    }
    assert_eq!(sandbox.run(&["completions", "tcsh"]).json(2)["error_details"][0]["kind"], "usage");
}

/// What bash offers for a line, with the cursor at its end, after it has loaded a script.
#[track_caller]
fn offered(sandbox: &Sandbox, load: &str, words: &[&str]) -> Vec<String> {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let program = format!(
        "PATH={bin}:$PATH; source {load} || exit 3\n\
         COMP_WORDS=(planyard {words}); COMP_CWORD={last}; COMP_LINE=\"planyard {line}\"; COMP_POINT=${{#COMP_LINE}}\n\
         COMP_TYPE=9; spec=$(complete -p planyard) || exit 4; function=${{spec#*-F }}; function=${{function%% *}}\n\
         \"$function\" planyard {current} {previous} || exit 5\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        bin = Path::new(env!("CARGO_BIN_EXE_planyard")).parent().unwrap().display(),
        words = quoted.join(" "),
        last = words.len(),
        line = words.join(" "),
        current = quoted.last().unwrap(),
        previous = quoted.iter().rev().nth(1).map_or("planyard", String::as_str),
    );
    let output = sandbox.finish(sandbox.program("bash", &["--norc", "-c", &program]));
    assert!(output.status == 0 && output.stderr.is_empty(), "{output}");
    output.stdout.split_whitespace().map(str::to_owned).collect()
}

const STATIC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/completions/planyard.bash");
const DYNAMIC: &str = "<(planyard completions bash --dynamic)";

const TASKS: &str =
    "# Tasks: P01-F02 mail\n\n### T01: Send\n- [ ] Estimate: 1h\n\n### T02: Receive\n- [ ] Estimate: 1h\n";

fn planned() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("features/P01-F01-login/tasks.md", "# Tasks: P01-F01 login\n\n### T07: Ask\n- [ ] Estimate: 1h\n");
    sandbox.write("features/P01-F02-mail/tasks.md", TASKS);
    sandbox
}

#[test]
fn the_static_script_completes_commands_and_flags_in_bash() {
    let sandbox = planned();
    assert_eq!(offered(&sandbox, STATIC, &["check-"]), ["check-completion", "check-planning"]);
    assert_eq!(offered(&sandbox, STATIC, &["check-planning", "--stag"]), ["--staged"]);
}

#[test]
fn the_dynamic_script_knows_features_and_rules_in_bash() {
    let sandbox = planned();
    assert_eq!(offered(&sandbox, DYNAMIC, &["check-p"]), ["check-planning"]);
    let ids = ["P01-F01-login", "P01-F02-mail"];
    assert_eq!(offered(&sandbox, DYNAMIC, &["check-planning", "P01"]), ids);
    assert_eq!(offered(&sandbox, DYNAMIC, &["check-planning", "p01-f02"]), ["P01-F02-mail"]);
    assert_eq!(offered(&sandbox, DYNAMIC, &["check-planning", "features/P01-F01"]), ["features/P01-F01-login"]);
    assert_eq!(offered(&sandbox, DYNAMIC, &["explain", "tasks/no-te"]), ["tasks/no-test"]);
    assert_eq!(offered(&sandbox, DYNAMIC, &["config", "get", "gate."]), ["gate.fail_on"]);
    assert_eq!(offered(&sandbox, DYNAMIC, &["--format", "sar"]), ["sarif"]);
    assert_eq!(offered(&sandbox, DYNAMIC, &["--output", "gi"]), ["github", "gitlab"]);
    assert_eq!(offered(&sandbox, DYNAMIC, &["new-feature", "--dialect", "phas"]), ["phased"]);
    assert_eq!(offered(&sandbox, DYNAMIC, &["schema", "task-d"]), ["task-done"]);
    let outside = sandbox.home().to_str().unwrap();
    assert_eq!(offered(&sandbox, DYNAMIC, &["-C", outside, "status", "P"]), Vec::<String>::new());
}

#[test]
fn the_dynamic_script_knows_the_tasks_of_the_feature_in_bash() {
    let sandbox = planned();
    assert_eq!(offered(&sandbox, DYNAMIC, &["task", "done", "--feature", "P01-F02", "T0"]), ["T01", "T02"]);
    assert_eq!(offered(&sandbox, DYNAMIC, &["task", "show", "-f", "login", "T"]), ["T07"]);
    assert_eq!(offered(&sandbox, DYNAMIC, &["task", "done", "--feature", "P01-F0"]), ["P01-F01-login", "P01-F02-mail"]);
    // Which feature is not clear, so nothing is offered.
    assert_eq!(offered(&sandbox, DYNAMIC, &["task", "done", "T"]), Vec::<String>::new());
    let sandbox = sandbox.env("PLANYARD_FEATURE", "mail");
    assert_eq!(offered(&sandbox, DYNAMIC, &["task", "done", "T"]), ["T01", "T02"]);
}

#[test]
fn completion_is_silent_where_there_is_nothing_to_offer() {
    let sandbox = Sandbox::without_git();
    assert_eq!(offered(&sandbox, DYNAMIC, &["check-planning", "P"]), Vec::<String>::new());
    sandbox.write("planyard.toml", "[[[");
    assert_eq!(offered(&sandbox, DYNAMIC, &["check-planning", "P"]), Vec::<String>::new());
}
