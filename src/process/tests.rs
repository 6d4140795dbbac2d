use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;

/// `script` in a real shell. The limit is for a machine under load; nothing here waits for it unless it says so.
fn sh(script: &str) -> Run {
    Run::new("/bin/sh").args(["-c", script]).time_limit(Duration::from_secs(60))
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    (folder, path)
}

/// An executable file.
#[expect(clippy::disallowed_methods, reason = "a program for the test to run")]
fn program(folder: &Path, text: &str, mode: u32) -> PathBuf {
    let path = folder.join("program");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path
}

/// The process whose number is in the file has ended (or is a zombie that nobody reaps).
fn is_gone(file: &Path) -> bool {
    let pid = fs::read_to_string(file).unwrap();
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    stat.is_empty() || stat.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z')
}

#[test]
fn streams_are_kept_apart_and_the_code_is_told() {
    let outcome = sh("echo out; echo err >&2; exit 3").run();
    assert_eq!(outcome.status, Status::Exited(3));
    assert_eq!((&*outcome.stdout, &*outcome.stderr), (&b"out\n"[..], &b"err\n"[..]));
    assert!(!outcome.truncated && !outcome.left_running && !outcome.success());
    assert_eq!(sh("kill -SEGV $$").run().status, Status::Signalled(11));
}

#[test]
fn arguments_are_never_a_line_for_a_shell() {
    let outcome = Run::new("printf").args(["%s|", "a b", "$HOME", "*", ""]).run();
    assert_eq!(outcome.stdout_text(), "a b|$HOME|*||");
}

#[test]
fn what_cannot_be_started_is_told_apart() {
    let (_keep, folder) = folder();
    assert_eq!(Run::new("no-such-program-anywhere").run().status, Status::NotFound);
    assert_eq!(Run::new("./no-such").cwd(&folder).run().status, Status::NotFound);
    let said = |status| match status {
        Status::NotExecutable(why) | Status::NotStarted(why) => why,
        other => panic!("{other:?}"),
    };
    let script = program(&folder, "#!/no/such/interpreter -x\n", 0o755);
    assert!(said(Run::new(&script).run().status).contains("/no/such/interpreter"));
    let script = program(&folder, "#!/bin/sh\n", 0o644);
    assert!(said(Run::new(&script).run().status).contains("permission denied"));
    assert!(said(sh("true").cwd(folder.join("none")).run().status).contains("no folder"));
}

#[test]
fn input_of_any_size_goes_in_while_output_comes_out() {
    let bytes: Vec<u8> = (0..3_000_000u32).map(|n| n as u8).collect();
    let outcome = Run::new("cat").stdin(bytes.clone()).run();
    assert_eq!(outcome.stdout, bytes);
    // One that does not read it is no problem.
    assert_eq!(sh("exit 0").stdin(bytes).run().status, Status::Exited(0));
    assert_eq!(sh("cat").run().stdout, b"");
}

#[test]
fn a_flood_is_bounded() {
    let flood = "i=0; while [ $i -lt 40000 ]; do echo \"line $i of a flood of text\"; i=$((i+1)); done; echo end";
    let outcome = sh(&format!("{{ {flood}; }} | tee /dev/stderr")).output_limit(10_000).run();
    assert_eq!(outcome.status, Status::Exited(0));
    assert!(outcome.truncated);
    for stream in [&outcome.stdout, &outcome.stderr] {
        let text = std::str::from_utf8(stream).unwrap();
        assert!(text.len() < 10_100 && text.starts_with("line 0 of") && text.ends_with("end\n"), "{}", text.len());
        assert!(text.contains(" bytes left out]"));
    }
}

#[test]
fn the_environment_is_what_was_asked_for() {
    let outcome =
        sh("env | grep -v ^PLANYARD_RUN_ | sort").clear_env().env("PATH", "/usr/bin:/bin").env("A", "1").run();
    let lines: Vec<_> = outcome
        .stdout_text()
        .lines()
        .filter(|l| !l.starts_with("PWD=") && !l.starts_with("SHLVL=") && !l.starts_with("_="))
        .map(str::to_owned)
        .collect();
    assert_eq!(lines, ["A=1", "PATH=/usr/bin:/bin"]);
    assert_eq!(
        sh("echo ${PLANYARD_X-unset}").env("PLANYARD_X", "1").without_env("PLANYARD_X").run().stdout_text().trim(),
        "unset"
    );
}

#[test]
fn secrets_do_not_come_out() {
    let secrets = Secrets::from_vars([("API_TOKEN", "s3cret-value")]);
    let outcome = sh("echo $API_TOKEN; echo $API_TOKEN >&2").env("API_TOKEN", "s3cret-value").secrets(secrets).run();
    assert_eq!((&*outcome.stdout, &*outcome.stderr), (&b"[redacted]\n"[..], &b"[redacted]\n"[..]));
}

/// Runs it until `file` is there, then cancels it.
fn cancel_when(run: Run, file: &Path) -> Outcome {
    let flag = Arc::new(AtomicBool::new(false));
    let run = run.cancelled_by(Arc::clone(&flag));
    std::thread::scope(|scope| {
        let running = scope.spawn(|| run.run());
        while !file.exists() && !running.is_finished() {
            std::thread::yield_now();
        }
        flag.store(true, Ordering::Relaxed);
        running.join().unwrap()
    })
}

#[test]
fn the_time_limit_ends_what_does_not() {
    let outcome = sh("sleep 1000").time_limit(Duration::from_millis(100)).run();
    assert_eq!(outcome.status, Status::TimedOut);
}

#[test]
fn a_tree_that_ignores_term_is_killed() {
    let (_keep, folder) = folder();
    let script = "trap '' TERM; (trap '' TERM; while :; do sleep 1; done) & echo $! > grandchild; \
                  echo begun; touch ready; wait; while :; do sleep 1; done";
    let outcome = cancel_when(sh(script).cwd(&folder).grace(Duration::from_millis(100)), &folder.join("ready"));
    assert_eq!(outcome.status, Status::Cancelled);
    assert_eq!(outcome.stdout_text(), "begun\n");
    assert!(is_gone(&folder.join("grandchild")));
}

#[test]
fn one_asked_to_end_may_clean_up() {
    let (_keep, folder) = folder();
    let script = "trap 'echo cleaned; exit 0' TERM; echo begun; touch ready; while :; do sleep 0.01; done";
    let outcome = cancel_when(sh(script).cwd(&folder).grace(Duration::from_secs(60)), &folder.join("ready"));
    assert_eq!((outcome.status, &*outcome.stdout), (Status::Cancelled, &b"begun\ncleaned\n"[..]));
}

#[cfg(target_os = "linux")]
#[test]
fn who_left_the_session_and_whose_parent_ended_is_found() {
    let (_keep, folder) = folder();
    // A double fork into a session of its own: neither group nor parents tell where it came from.
    let script = "setsid sh -c 'sh -c \"trap \\\"\\\" TERM; echo \\$\\$ > escaped.new; mv escaped.new escaped; \
                  while :; do sleep 1; done\" >/dev/null 2>&1 &' ; sleep 1000";
    let run = sh(script).cwd(&folder).grace(Duration::from_millis(50));
    assert_eq!(cancel_when(run, &folder.join("escaped")).status, Status::Cancelled);
    assert!(is_gone(&folder.join("escaped")));
}

#[cfg(target_os = "linux")]
#[test]
fn who_starts_others_faster_than_they_are_killed_is_killed() {
    let (_keep, folder) = folder();
    let script = "trap '' TERM; echo $$ > breeder; touch ready; while :; do sleep 1000 & done";
    let run = Run::new("/bin/sh").args(["-c", &format!("ulimit -u 2000; {script}")]).cwd(&folder);
    let outcome = cancel_when(run.grace(Duration::ZERO), &folder.join("ready"));
    assert_eq!(outcome.status, Status::Cancelled);
    assert!(is_gone(&folder.join("breeder")));
}

#[test]
fn a_child_that_keeps_the_pipe_open_does_not_hold_us() {
    let (_keep, folder) = folder();
    let outcome = sh("sleep 1000 & echo $! > left; echo done").cwd(&folder).run();
    assert_eq!((outcome.status, &*outcome.stdout), (Status::Exited(0), &b"done\n"[..]));
    assert!(outcome.left_running);
    assert!(is_gone(&folder.join("left")));
    // One that floods it does not either.
    let outcome = sh("yes & echo $! > left").cwd(&folder).output_limit(100).run();
    assert!(outcome.left_running && outcome.truncated);
    assert!(is_gone(&folder.join("left")));
}

#[test]
fn many_at_once_each_get_their_own() {
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..20)
            .map(|n| scope.spawn(move || sh(&format!("echo {n}; sleep 0.0{}; echo {n} >&2", n % 10)).run()))
            .collect();
        for (n, run) in runs.into_iter().enumerate() {
            let outcome = run.join().unwrap();
            assert_eq!(outcome.status, Status::Exited(0));
            assert_eq!((outcome.stdout_text(), outcome.stderr_tail(1)), (format!("{n}\n"), n.to_string()));
        }
    });
}
