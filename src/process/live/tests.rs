use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use super::super::{Pulse, boot_id, end_marked, started};
use super::*;

/// Nothing here waits for so long unless something is wrong.
const LIMIT: Duration = Duration::from_secs(60);
const QUICK: Ladder = Ladder { interrupt: Duration::from_millis(300), terminate: Duration::from_millis(300) };

fn sh(script: &str) -> Run {
    Run::new("/bin/sh").args(["-c", script])
}

fn python(script: &str) -> Run {
    Run::new("python3").args(["-c", script])
}

/// A mark that no other test has.
fn mark() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("test-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    (folder, path)
}

/// Everything it says until its end.
fn rest(live: &mut Live) -> (Vec<(Stream, String)>, Status) {
    let started = Instant::now();
    let mut lines = Vec::new();
    loop {
        match live.next(Duration::from_secs(1)) {
            Next::Line(stream, line) => lines.push((stream, String::from_utf8_lossy(&line).into_owned())),
            Next::Quiet => assert!(started.elapsed() < LIMIT, "it does not end: {lines:?}"),
            Next::Exited(status) => return (lines, status),
        }
    }
}

fn line(live: &mut Live) -> String {
    match live.next(LIMIT) {
        Next::Line(_, line) => String::from_utf8_lossy(&line).trim_end().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// Living processes with this in their environment.
fn marked(entry: &str) -> Vec<u32> {
    let pids = fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| started(*pid).is_some())
        .filter(|pid| {
            let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|own| own == entry.as_bytes())
        })
        .collect()
}

fn until(mut what: impl FnMut() -> bool) {
    let started = Instant::now();
    while !what() {
        assert!(started.elapsed() < LIMIT);
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn pid_in(file: &Path) -> u32 {
    until(|| fs::read_to_string(file).is_ok_and(|text| text.ends_with('\n')));
    fs::read_to_string(file).unwrap().trim().parse().unwrap()
}

#[test]
fn it_is_talked_to_and_ends() {
    let mut live = Live::start_piped(&sh("read a; echo got $a; read b; echo err $b >&2; cat; exit 4")).unwrap();
    assert!(started(live.pid()).is_some());
    live.write(b"one\n").unwrap();
    assert_eq!(line(&mut live), "got one");
    assert_eq!(live.next(Duration::from_millis(1)), Next::Quiet);
    live.write(b"two\n").unwrap();
    assert_eq!(line(&mut live), "err two");
    // More than a pipe holds, and then its end.
    let much = vec![b'x'; 3_000_000];
    live.write(&much).unwrap();
    live.close_stdin();
    assert!(live.write(b"late").is_err());
    let (lines, status) = rest(&mut live);
    assert_eq!((lines.len(), lines[0].1.len(), status), (1, much.len(), Status::Exited(4)));
    assert_eq!(live.next(Duration::ZERO), Next::Exited(Status::Exited(4)));
    assert!(!live.left_running());
}

#[test]
fn without_an_input_it_reads_its_end_at_once() {
    let (lines, status) = rest(&mut Live::start(&sh("cat; echo end")).unwrap());
    assert_eq!((lines, status), (vec![(Stream::Out, "end\n".to_owned())], Status::Exited(0)));
    let (lines, _) = rest(&mut Live::start(&sh("cat").stdin("given")).unwrap());
    assert_eq!(lines[0].1, "given");
    assert_eq!(Live::start(&Run::new("no-such-program-anywhere")).err(), Some(Status::NotFound));
}

#[test]
fn lines_come_whole_whatever_the_chunks() {
    // A character and a line are cut by a pause; the last line has no end.
    let script = "import os,time\nfor part in (b'a\\xc3', b'\\xa4b\\nse', b'cond\\n\\nhalf \\xff'):\n os.write(1, part); time.sleep(0.05)";
    let mut live = Live::start(&python(script)).unwrap();
    let mut bytes = Vec::new();
    while let Next::Line(_, line) = live.next(LIMIT) {
        bytes.push(line);
    }
    let whole: [&[u8]; 4] = ["aäb\n".as_bytes(), b"second\n", b"\n", b"half \xff"];
    assert_eq!(bytes, whole);
}

#[test]
fn a_flood_waits_in_the_pipe_and_not_in_memory() {
    // A gigabyte without a line's end, then one with: pieces of at most a chunk over 16 MiB.
    let script = "import os\nfor n in range(1024): os.write(1, b'x' * 1048576)\nos.write(1, b'\\nend\\n')";
    let mut live = Live::start(&python(script)).unwrap();
    let (mut bytes, mut longest, mut last) = (0, 0, Vec::new());
    while let Next::Line(_, line) = live.next(LIMIT) {
        bytes += line.len();
        longest = longest.max(line.len());
        assert!(live.ready.len() < 70_000);
        last = line;
    }
    assert_eq!((bytes, last), ((1 << 30) + 5, b"end\n".to_vec()));
    assert!(longest <= LONGEST + 64 * 1024, "{longest}");
    assert_eq!(live.next(Duration::ZERO), Next::Exited(Status::Exited(0)));
}

#[test]
fn a_child_that_holds_the_pipe_does_not_hold_us() {
    let mark = mark();
    let run = sh("sleep 1000 & echo done").marked("PLANYARD_TEST", &mark);
    let mut live = Live::start(&run).unwrap();
    let (lines, status) = rest(&mut live);
    assert_eq!((lines.len(), status), (1, Status::Exited(0)));
    assert!(live.left_running());
    assert_eq!(marked(&format!("PLANYARD_TEST={mark}")), [0_u32; 0]);
}

#[test]
fn one_that_is_asked_can_say_its_last_words() {
    let script = "trap 'echo result; exit 7' INT; echo ready; while :; do sleep 0.05; done";
    let mut live = Live::start(&sh(script)).unwrap();
    assert_eq!(line(&mut live), "ready");
    live.stop(Ladder { interrupt: LIMIT, terminate: LIMIT });
    assert_eq!(rest(&mut live), (vec![(Stream::Out, "result\n".to_owned())], Status::Exited(7)));
}

/// Starts a program, waits for its word, ends it; nothing with its mark lives then.
fn survives_not(run: Run, ladder: Ladder) -> Status {
    let mark = mark();
    let mut live = Live::start(&run.marked("PLANYARD_TEST", &mark)).unwrap();
    assert_eq!(line(&mut live), "ready");
    let status = live.end(ladder, &mut |_, _| {});
    assert_eq!(marked(&format!("PLANYARD_TEST={mark}")), [0_u32; 0]);
    status
}

#[test]
fn no_way_to_hide_is_good_enough() {
    let stubborn = "trap '' INT TERM; echo ready; while :; do sleep 0.05; done";
    assert_eq!(survives_not(sh(stubborn), QUICK), Status::Cancelled);
    assert_eq!(survives_not(sh(stubborn), Ladder::KILL), Status::Cancelled);
    let session = "setsid sh -c \"trap '' TERM; sleep 1000\" >/dev/null 2>&1 & echo ready; wait";
    survives_not(sh(session), QUICK);
    let fork_twice = "import os,time,signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nif os.fork()==0:\n os.setsid()\n if os.fork(): os._exit(0)\n os.close(0);os.close(1);os.close(2)\n time.sleep(1000)\nos.wait()\nprint('ready',flush=True)\ntime.sleep(1000)";
    survives_not(python(fork_twice), QUICK);
    let many = "for i in 1 2 3 4 5 6 7 8 9 10; do for j in 1 2 3 4 5; do (while :; do sleep 0.01; done) >/dev/null 2>&1 & done; done; echo ready; wait";
    survives_not(sh(many), QUICK);
    survives_not(sh(many), Ladder::KILL);
    // It may be asked to end while it does.
    let ended = "trap '' INT; setsid sleep 1000 >/dev/null 2>&1 & echo ready";
    assert_eq!(survives_not(sh(ended), Ladder { interrupt: LIMIT, terminate: LIMIT }), Status::Exited(0));
}

#[test]
fn one_that_is_dropped_is_killed() {
    let (_keep, folder) = folder();
    let script = "trap '' TERM; setsid sleep 1000 >/dev/null 2>&1 & echo $! > child; echo ready; wait";
    let mut live = Live::start(&sh(script).cwd(&folder)).unwrap();
    assert_eq!(line(&mut live), "ready");
    let pids = [live.pid(), pid_in(&folder.join("child"))];
    drop(live);
    assert_eq!(pids.map(started), [None, None]);
}

#[test]
fn those_of_a_dead_supervisor_are_found_by_their_mark() {
    let (_keep, folder) = folder();
    let mark = mark();
    let entry = format!("PLANYARD_TEST={mark}");
    // Started behind our back, and out of every group of ours; the second has another mark that begins alike.
    // What is still in its group when the shell ends would end with it.
    let hide = |what: &str| {
        let script = format!("{what} >/dev/null 2>&1 & until [ -e up ]; do sleep 0.01; done; rm up");
        sh(&script).cwd(&folder)
    };
    hide("setsid sh -c 'setsid sleep 1000 & touch up; sleep 1000'").env("PLANYARD_TEST", &mark).run();
    let other = format!("{mark}0");
    hide("setsid sh -c 'touch up; exec sleep 1000'").env("PLANYARD_TEST", &other).run();
    let other = format!("PLANYARD_TEST={other}");
    until(|| marked(&entry).len() == 3 && marked(&other).len() == 1);
    let mut pulse = Pulse::of(&entry);
    assert!(pulse.beats());
    assert_eq!(end_marked(&entry), 3);
    assert_eq!((marked(&entry).len(), marked(&other).len()), (0, 1));
    assert_eq!(end_marked(&entry), 0);
    assert_eq!(end_marked(&other), 1);
}

#[test]
fn work_is_told_from_waiting() {
    let mut live = Live::start_piped(&python("print('ready',flush=True)\ninput()\nwhile True: pass")).unwrap();
    assert_eq!(line(&mut live), "ready");
    assert!(live.busy());
    // It may still do something before it waits.
    until(|| !live_is_busy(&mut live));
    live.write(b"go\n").unwrap();
    until(|| live_is_busy(&mut live));
    live.end(Ladder::KILL, &mut |_, _| {});
}

fn live_is_busy(live: &mut Live) -> bool {
    let _ = live.next(Duration::from_millis(50));
    live.busy()
}

#[test]
fn a_process_is_named_for_good() {
    assert!(started(std::process::id()).is_some());
    assert_eq!(started(u32::MAX), None);
    assert_eq!(boot_id(), boot_id());
    assert!(boot_id().len() > 8);
}

/// In a process of its own, for what concerns a whole process: run by [`in_a_process_of_its_own`].
fn alone(test: &str) {
    let program = std::env::current_exe().unwrap();
    let name = format!("process::live::tests::{test}");
    let outcome = Run::new(program).args(["--exact", &name, "--ignored", "--nocapture"]).time_limit(LIMIT).run();
    assert!(outcome.success(), "{}\n{}", outcome.stdout_text(), outcome.stderr_tail(40));
    assert!(outcome.stdout_text().contains("1 passed"), "{}", outcome.stdout_text());
}

#[test]
fn in_a_process_of_its_own() {
    alone("orphans_without_a_mark_are_found_by_a_subreaper");
    alone("a_hundred_starts_and_stops_leave_nothing");
}

#[test]
#[ignore = "becomes a subreaper: run in a process of its own"]
fn orphans_without_a_mark_are_found_by_a_subreaper() {
    super::super::become_subreaper().unwrap();
    let (_keep, folder) = folder();
    // Out of the group, out of the session, out of the family, and without an environment.
    let script = "env -i setsid sh -c 'sh -c \"trap \\\"\\\" TERM; echo \\$\\$ > pid; while :; do sleep 0.1; done\" >/dev/null 2>&1 &' ; echo ready; sleep 1000";
    let mut live = Live::start(&sh(script).cwd(&folder)).unwrap();
    assert_eq!(line(&mut live), "ready");
    let hidden = pid_in(&folder.join("pid"));
    // What this process runs meanwhile is not taken for an orphan, nor are orphans in its way.
    let other = Live::start(&sh("sleep 1000")).unwrap();
    assert_eq!(sh("sleep 0.2 & exit 3").run().status, Status::Exited(3));
    assert!(started(hidden).is_some());
    live.end(QUICK, &mut |_, _| {});
    assert_eq!(started(hidden), None);
    assert!(started(other.pid()).is_some());
    drop(other);
    super::super::reap_orphans();
    let own = std::process::id();
    let children = fs::read_to_string(format!("/proc/{own}/task/{own}/children")).unwrap_or_default();
    assert_eq!(children.trim(), "");
}

#[test]
#[ignore = "counts the file descriptors of its process: run in a process of its own"]
fn a_hundred_starts_and_stops_leave_nothing() {
    let descriptors = || fs::read_dir("/proc/self/fd").unwrap().count();
    let before = descriptors();
    let mark = mark();
    for round in 0..100 {
        let run = sh("setsid sleep 1000 >/dev/null 2>&1 & echo ready; wait").marked("PLANYARD_TEST", &mark);
        let mut live = Live::start_piped(&run).unwrap();
        assert_eq!(line(&mut live), "ready");
        if round % 2 == 0 {
            live.end(Ladder::KILL, &mut |_, _| {});
        }
    }
    assert_eq!((descriptors(), marked(&format!("PLANYARD_TEST={mark}")).len()), (before, 0));
}
