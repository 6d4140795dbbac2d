//! `planyard task`, `graph` and `status` from the outside: many processes at once, crashes, and bad input.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

const TASKS: &str = include_str!("../../demo/tasks.md");
const PATH: &str = "features/P01-F01-reminders/tasks.md";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox
        .write(PATH, TASKS)
        .write("features/P01-F01-reminders/design.md", include_str!("../../demo/design.md"))
        .write("features/P01-F01-reminders/user_stories.md", include_str!("../../demo/user_stories.md"));
    sandbox
}

#[test]
fn tasks_are_listed_shown_and_chosen() {
    let sandbox = sandbox();
    assert_eq!(sandbox.run(&["task", "done", "T01"]).status, 0);
    assert_eq!(sandbox.run(&["task", "block", "T02", "--reason", "no column for it"]).status, 0);
    assert_snapshot!(sandbox.human(&["task", "list"]), @"
    status: 0
    --- stdout ---
    ✓  T01  Decide which invoices are due for a reminder   1h  done
    !  T02  Store the day of the last reminder            30m  blocked: no column for it
    ·  T03  Stop and start reminders of an invoice        30m  ready
    ·  T04  Run it every day                               1h  waits for T02, T03
    ");
    assert_snapshot!(sandbox.human(&["task", "next"]), @"
    status: 0
    --- stdout ---
    T03  Stop and start reminders of an invoice
      the only task that is ready
      features/P01-F01-reminders/tasks.md:27
    next: planyard task start T03 --feature P01-F01
    ");
    assert_snapshot!(sandbox.human(&["task", "show", "T03"]), @"
    status: 0
    --- stdout ---
    T03  Stop and start reminders of an invoice
    features/P01-F01-reminders/tasks.md:27

      status      todo
      estimate    30m
      depends on  T01
      tests       tests/test_remind.py
      note        A flag on the invoice.

      US-02  Stop reminders
        - A stopped invoice gets no mail until it is started again
    ");
    assert_snapshot!(sandbox.human(&["task", "list", "--blocked"]), @"
    status: 0
    --- stdout ---
    !  T02  Store the day of the last reminder  30m  blocked: no column for it
    ·  T04  Run it every day                     1h  waits for T02, T03
    ");
}

#[test]
fn graph_and_status_show_the_same_plan() {
    let sandbox = sandbox();
    assert_eq!(sandbox.run(&["task", "done", "T01"]).status, 0);
    assert_eq!(sandbox.run(&["task", "block", "T02", "--reason", "no column for it"]).status, 0);
    assert_snapshot!(sandbox.human(&["graph"]), @"
    status: 0
    --- stdout ---
    P01-F01-reminders
      ✓ T01  Decide which invoices are due for a reminder  1h
        ! T02  Store the day of the last reminder  30m
        · T03  Stop and start reminders of an invoice  30m
          · T04  Run it every day  1h  (also needs T02)

    wave 1: T02, T03
    wave 2: T04
    critical path: T03 → T04 (1h 30m)
    ");
    assert_snapshot!(sandbox.human(&["status"]), @"
    status: 0
    --- stdout ---
    feature                         tasks  left
    P01-F01  reminders  ██░░░░░░░░    1/4    2h  blocked T02: no column for it

    1 of 4 tasks done in 1 feature; 2h left
    ");
    assert_snapshot!(sandbox.human(&["graph", "--as", "mermaid"]), @r#"
    status: 0
    --- stdout ---
    flowchart LR
      t_T01["T01: Decide which invoices are due for a reminder"]:::done
      t_T02["T02: Store the day of the last reminder"]:::blocked
      t_T03["T03: Stop and start reminders of an invoice"]:::todo
      t_T04["T04: Run it every day"]:::todo
      t_T01 --> t_T02
      t_T01 --> t_T03
      t_T02 --> t_T04
      t_T03 --> t_T04
      classDef todo fill:#ffffff,stroke:#495057,color:#212529
      classDef doing fill:#fff3bf,stroke:#495057,color:#212529
      classDef done fill:#d3f9d8,stroke:#495057,color:#212529
      classDef blocked fill:#ffe3e3,stroke:#495057,color:#212529
      classDef cancelled fill:#e9ecef,stroke:#495057,color:#212529
    "#);
}

#[test]
fn a_change_says_what_it_did_and_twice_is_once() {
    let sandbox = sandbox();
    assert_snapshot!(sandbox.human(&["task", "done", "T01"]), @"
    status: 0
    --- stdout ---
    T01 is done; 1 of 4 tasks of P01-F01 are done
    next: planyard task next --feature P01-F01
    ");
    let after = sandbox.read(PATH);
    assert_snapshot!(sandbox.human(&["task", "done", "T01"]), @"
    status: 0
    --- stdout ---
    T01 was done already; nothing was written; 1 of 4 tasks of P01-F01 are done
    ");
    assert_eq!(sandbox.read(PATH), after);
    assert_eq!(sandbox.run(&["task", "reopen", "T01"]).status, 0);
    assert_eq!(sandbox.read(PATH).replace("IN_PROGRESS", "NOT_STARTED"), TASKS, "back to the same bytes");
    // All or none: T04 waits for T03, so T02 is not ticked either.
    assert_eq!(sandbox.run(&["task", "done", "T01", "T02", "T04"]).status, 2);
    assert_eq!(sandbox.read(PATH).replace("IN_PROGRESS", "NOT_STARTED"), TASKS);
}

/// A plan of as many tasks as there are processes, in CRLF and with a byte-order mark.
fn many(count: usize) -> String {
    let mut text = format!(
        "\u{feff}# Tasks\n\n## Progress\n\n- Tasks Complete: 0/{count}\n- Percentage: 0%\n- Status: NOT_STARTED\n\n## Task List\n\n"
    );
    for number in 1..=count {
        text.push_str(&format!("### T{number:02}: Task\t{number} ‚úÖ\n- [ ] Estimate: 1h  \n- [ ] Tests: a/b.py\n\n"));
    }
    text.replace('\n', "\r\n")
}

#[test]
fn fifty_processes_at_once_lose_no_tick() {
    let count = 50;
    let sandbox = Sandbox::new();
    for round in 0..20 {
        sandbox.write(PATH, many(count));
        let children: Vec<_> = (1..=count)
            .map(|number| {
                let mut command = sandbox.command(&["task", "done", &format!("T{number:02}"), "--feature", "P01-F01"]);
                command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
                command.spawn().unwrap()
            })
            .collect();
        for mut child in children {
            assert!(child.wait().unwrap().success(), "round {round}");
        }
        let expected = many(count)
            .replace("[ ]", "[x]")
            .replace(&format!("0/{count}"), &format!("{count}/{count}"))
            .replace(": 0%", ": 100%")
            .replace("NOT_STARTED", "COMPLETE");
        assert!(sandbox.read(PATH) == expected, "round {round}: a tick was lost or another byte changed");
        assert_eq!(sandbox.files(), [PATH], "round {round}: something was left behind");
    }
}

#[test]
fn a_killed_change_leaves_the_old_file_or_the_new_one() {
    let sandbox = Sandbox::new();
    let old = many(400);
    sandbox.write(PATH, &old);
    assert_eq!(sandbox.run(&["task", "done", "T07", "--feature", "P01-F01"]).status, 0);
    let new = sandbox.read(PATH);
    let (mut olds, mut news) = (0, 0);
    // A fixed seed: each run is killed after another number of turns of this loop, from at once to after its end.
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    for round in 0..60 {
        sandbox.write(PATH, &old);
        let mut child = sandbox.command(&["task", "done", "T07", "--feature", "P01-F01"]);
        let mut child = child.stdout(std::process::Stdio::null()).spawn().unwrap();
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        // The first is killed at once, the last is left to its end: both outcomes are seen in every run.
        let turns = match round {
            0 => 0,
            59 => u64::MAX,
            _ => seed % 40_000,
        };
        for _ in 0..turns {
            if child.try_wait().unwrap().is_some() {
                break;
            }
        }
        let _ = child.kill();
        child.wait().unwrap();
        let now = sandbox.read(PATH);
        assert!(now == old || now == new, "the file is neither the old nor the new one");
        olds += usize::from(now == old);
        news += usize::from(now == new);
        // Whatever was left is cleaned up by the next command, and the lock is free.
        assert_eq!(sandbox.run(&["task", "done", "T07", "--feature", "P01-F01"]).status, 0);
        assert!(sandbox.read(PATH) == new);
        assert_eq!(sandbox.files(), [PATH]);
    }
    assert!(olds > 0 && news > 0, "{olds} times the old file, {news} times the new one");
}

/// Runs a change that cannot be made, and checks that nothing changed.
#[track_caller]
fn refused(sandbox: &Sandbox, args: &[&str], says: &[&str]) {
    let before: Vec<_> = sandbox.files();
    let document = sandbox.run(args).json(2);
    let text = format!("{} {}", document["errors"], document["error_details"][0]["hint"]);
    for word in says {
        assert!(text.contains(word), "{args:?}: {text} does not say {word}");
    }
    assert_eq!(sandbox.files(), before, "{args:?} left something behind");
}

#[test]
fn bad_input_is_named_and_leaves_nothing_half_written() {
    let here = sandbox();
    refused(&here, &["task", "done", "T9"], &["has no task `T9`", "did you mean T0"]);
    refused(&here, &["task", "done", "T01", "--feature", "nope"], &["there is no feature `nope`"]);
    refused(&here, &["task", "done", "T01", "--feature", "../../etc"], &["../../etc"]);
    refused(&here, &["task", "note", "T01", "two\nlines"], &["one line"]);
    here.write("features/P02-F01-reminders/tasks.md", TASKS);
    refused(&here, &["task", "done", "T01", "--feature", "reminders"], &["could be any of 2", "P02-F01-reminders"]);
    refused(&here, &["task", "done", "T01"], &["which of 2 features"]);
    here.write("features/P03-F01-x/tasks.md", [b'#', b' ', 0xff, b'\n']);
    refused(&here, &["task", "done", "T01", "--feature", "P03-F01"], &["P03-F01-x/tasks.md", "UTF-8"]);
    fs::create_dir_all(here.root().join("features/P04-F01-x/tasks.md")).unwrap();
    refused(&here, &["task", "done", "T01", "--feature", "P04-F01"], &["P04-F01-x/tasks.md", "folder"]);
    let large = fs::File::create(here.root().join("features/P03-F01-x/tasks.md")).unwrap();
    large.set_len(100 * 1024 * 1024).unwrap();
    refused(&here, &["task", "done", "T01", "--feature", "P03-F01"], &["P03-F01-x/tasks.md", "MiB"]);
    let outside = here.home().join("tasks.md");
    fs::write(&outside, TASKS).unwrap();
    fs::create_dir_all(here.root().join("features/P05-F01-x")).unwrap();
    symlink(&outside, here.root().join("features/P05-F01-x/tasks.md")).unwrap();
    refused(&here, &["task", "done", "T01", "--feature", "P05-F01"], &["P05-F01-x/tasks.md", "out of the workspace"]);
    assert_eq!(fs::read_to_string(&outside).unwrap(), TASKS);
}

#[test]
fn a_read_only_plan_is_not_written() {
    let sandbox = sandbox();
    let path = sandbox.root().join(PATH);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    refused(&sandbox, &["task", "done", "T01"], &[PATH, "read-only"]);
    assert_eq!(sandbox.read(PATH), TASKS);
}

#[test]
fn places_without_a_plan_say_so() {
    let none = Sandbox::without_git();
    refused(&none, &["task", "list"], &["no feature was found", "new-feature"]);
    refused(&none, &["check-planning", "--staged"], &["not in a git repository", "git init"]);
    refused(&none, &["new-feature", "a/../../b"], &["no slug"]);
    none.write("planyard.toml", "[gate]\nfail_on = \"loud\"\n");
    refused(&none, &["status"], &["planyard.toml", "2", "loud"]);
    let empty = Sandbox::new();
    assert_eq!(empty.run(&["status"]).status, 0);
    refused(&empty, &["check-planning"], &["no feature was found"]);
    assert_eq!(empty.run(&["new-feature", "login"]).status, 0, "an empty repository is enough");
    refused(&empty, &["new-feature", "P01", "F01", "other"], &["P01-F01 is taken by P01-F01-login"]);
}

#[test]
fn fifty_processes_get_fifty_numbers() {
    let sandbox = Sandbox::new();
    let children: Vec<_> = (0..50)
        .map(|number| {
            let mut command = sandbox.command(&["new-feature", "P07", &format!("slug-{number}")]);
            command.stdout(std::process::Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let mut numbers: Vec<String> = fs::read_dir(sandbox.root().join("features"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap()[..7].to_owned())
        .collect();
    numbers.sort();
    let expected: Vec<String> = (1..=50).map(|number| format!("P07-F{number:02}")).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn a_number_used_on_another_branch_or_worktree_is_taken() {
    let sandbox = Sandbox::new();
    sandbox.write("README.md", "x").commit_all();
    sandbox.git(&["switch", "-q", "-c", "other"]);
    assert_eq!(sandbox.run(&["new-feature", "P01", "on-a-branch"]).status, 0);
    sandbox.commit_all().git(&["switch", "-q", "main"]);
    sandbox.git(&["worktree", "add", "-q", "../linked", "-b", "third"]);
    let mut linked = sandbox.command(&["new-feature", "P01", "in-a-worktree"]);
    linked.current_dir(sandbox.root().parent().unwrap().join("linked"));
    assert_eq!(sandbox.finish(linked).status, 0);
    let made = sandbox.run(&["new-feature", "P01", "here", "--branch"]).json(0);
    assert_eq!(
        (&made["data"]["id"], &made["data"]["branch"]),
        (&"P01-F03-here".into(), &"feature/P01-F03-here".into())
    );
    assert_eq!(sandbox.git(&["branch", "--show-current"]).trim(), "feature/P01-F03-here");
}

#[test]
fn the_demo_answers_as_it_says() {
    let sandbox = Sandbox::without_git();
    let output = sandbox.human(&["demo"]);
    assert!(output.status == 0 && output.stdout.contains("That is the whole job"), "{output}");
    assert_eq!(sandbox.files(), Vec::<String>::new());
}

#[test]
fn a_branch_that_is_there_leaves_no_folder_behind() {
    let sandbox = Sandbox::new();
    sandbox.write("README.md", "x").commit_all();
    sandbox.git(&["branch", "feature/P01-F01-login"]);
    for extra in [&["--branch"][..], &["--branch", "--dry-run"]] {
        refused(
            &sandbox,
            &[&["new-feature", "P01", "F01", "login"], extra].concat(),
            &["there is a branch feature/P01-F01-login"],
        );
    }
    assert_eq!(sandbox.git(&["branch", "--show-current"]).trim(), "main");
}

#[test]
fn a_task_whose_id_is_not_its_own_is_not_changed() {
    let sandbox = Sandbox::new();
    sandbox.write(PATH, "# Tasks\n\n### T01: One\n- [ ] Estimate: 1h\n\n### T01: Two\n- [ ] Estimate: 1h\n");
    let before = sandbox.read(PATH);
    for args in [&["done", "T01"][..], &["start", "t01"], &["note", "T01", "which"], &["block", "T01", "--reason", "x"]]
    {
        refused(&sandbox, &[&["task"], args].concat(), &["id of 2 tasks", "an id of its own"]);
    }
    assert_eq!(sandbox.read(PATH), before);
}
