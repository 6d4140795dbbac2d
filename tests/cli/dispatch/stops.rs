//! Runs that are stopped: nothing of theirs lives on, and nothing is left lying about.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::site::{FEATURE, Site, TARGET, WORKS};

const ONE: [super::site::Planned<'_>; 1] = [("T01", "None")];

/// Wants no end: it ignores every polite signal, and so does what it starts: one in a session of its own, one whose
/// parents are gone and whose environment is empty. The pipes stay open.
const STUBBORN: &str = "
import os, signal, sys, time
for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(one, signal.SIG_IGN)
folder = os.path.dirname(os.environ['EFFECTS'])
def stay(name):
    with open(f'{folder}/new-{name}', 'w') as file:
        file.write(str(os.getpid()))
    os.rename(f'{folder}/new-{name}', f'{folder}/pid-{name}')
    while True:
        time.sleep(0.05)
if os.fork() == 0:
    os.setsid()
    stay('session')
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    os.execve(sys.executable, [sys.executable, '-c', f'''
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open('{folder}/new-bare', 'w').write(str(os.getpid()))
os.rename('{folder}/new-bare', '{folder}/pid-bare')
while True: time.sleep(0.05)
'''], {})
os.wait()
stay('leader')
";
const NAMES: [&str; 3] = ["session", "bare", "leader"];

fn times(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(usual)
}

fn start(site: &Site, more: &[&str]) -> Child {
    let mut command = site.sandbox.command(&[&["dispatch", FEATURE], more].concat());
    // Records say when runs begin and end.
    command.env_remove("PLANYARD_NOW").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn signal(name: &str, process: u32) {
    assert!(Command::new("kill").args([name, &process.to_string()]).status().unwrap().success());
}

fn lives(process: &str) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// How an agent that wants no end is ended.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// Ctrl-C at the dispatcher.
    Interrupt,
    /// `planyard stop --now`.
    StopNow,
    /// `planyard stop --now`, with nobody left but the supervisor.
    StopNowAlone,
    /// `planyard cancel`.
    Cancel,
    /// The run's time is up.
    Limit,
}

/// From the stop to the end of the last of its processes. What the run's own clock says counts for a limit.
fn survives(way: Way) -> Duration {
    let wall = if matches!(way, Way::Limit) { "timeout = \"2s\"\n" } else { "" };
    let script = "exec python3 \"$(dirname \"$EFFECTS\")/stubborn.py\"\n";
    let site = Site::new(&ONE, script, &format!("max_attempts = 1\n{wall}"));
    let home = site.sandbox.home().to_owned();
    fs::write(home.join("stubborn.py"), STUBBORN).unwrap();
    let mut dispatcher = start(&site, &[]);
    let files = NAMES.map(|name| home.join(format!("pid-{name}")));
    Site::until("all of them work", || files.iter().all(|file| file.exists()));
    let processes = files.map(|file| fs::read_to_string(file).unwrap());
    if matches!(way, Way::StopNowAlone) {
        signal("-KILL", dispatcher.id());
        dispatcher.wait().unwrap();
    }
    let stopped = Instant::now();
    match way {
        Way::Interrupt => signal("-INT", dispatcher.id()),
        Way::StopNow | Way::StopNowAlone => assert_eq!(site.sandbox.run(&["stop", "--now"]).status, 0),
        Way::Cancel => assert_eq!(site.sandbox.run(&["cancel", "T01"]).status, 0),
        Way::Limit => {}
    }
    Site::until("none of them lives", || !processes.iter().any(|process| lives(process)));
    let took = stopped.elapsed();
    let gone = std::time::UNIX_EPOCH.elapsed().unwrap();
    dispatcher.wait().unwrap();
    Site::until("all have ended", || site.processes().is_empty());
    site.untouched();
    if !matches!(way, Way::Limit) {
        return took;
    }
    let path = format!(".git/planyard/dispatch/runs/{FEATURE}/T01/1/result.json");
    let result: serde_json::Value = serde_json::from_str(&site.sandbox.read(&path)).unwrap();
    assert_eq!(result["stop"], "wall", "{result}");
    gone.checked_sub(Duration::from_millis(result["started"].as_u64().unwrap() + 2_000)).unwrap()
}

/// How long it takes is told with `--nocapture`; that it may take no longer than three seconds is in the numbers that
/// [`crate`]'s unit tests add up. `PLANYARD_STOPS` says how often.
#[test]
#[expect(clippy::print_stderr, reason = "with --nocapture it says how long it took")]
fn who_wants_no_end_has_one_whoever_wants_it() {
    for way in [Way::Interrupt, Way::StopNow, Way::StopNowAlone, Way::Cancel, Way::Limit] {
        let all: Vec<Duration> = (0..times("PLANYARD_STOPS", 1)).map(|_| survives(way)).collect();
        eprintln!("{way:?}: worst {:?} of {}", all.iter().max().unwrap(), all.len());
    }
}

/// Every file under a folder, by its path from there.
fn files(folder: &Path, below: &str, out: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files(&entry.path(), &format!("{name}/"), out);
        } else {
            out.insert(name);
        }
    }
}

/// Started and stopped again and again, in three ways. `PLANYARD_STARTS` says how often.
#[test]
fn starts_and_stops_leave_records_and_nothing_else() {
    let rounds = times("PLANYARD_STARTS", 12);
    let script = format!("{WORKS}[ -e \"$(dirname \"$EFFECTS\")/quick\" ] || {{ setsid sleep 1000 & sleep 1000; }}\n");
    let site = Site::new(&ONE, &script, "max_attempts = 1000\n");
    for round in 0..rounds {
        let mut dispatcher = start(&site, &[]);
        Site::until("the agent works", || site.effects().len() > round);
        match round % 3 {
            0 => signal("-INT", dispatcher.id()),
            1 => assert_eq!(site.sandbox.run(&["stop", "--now"]).status, 0),
            _ => {
                signal("-KILL", dispatcher.id());
                assert_eq!(site.sandbox.run(&["stop", "--now"]).status, 0);
            }
        }
        dispatcher.wait().unwrap();
        Site::until("all have ended", || site.processes().is_empty());
    }
    let worktrees = site.sandbox.git(&["worktree", "list", "--porcelain"]);
    assert_eq!(worktrees.matches("worktree ").count(), 2, "the user's and the task's: {worktrees}");
    let branches = site.sandbox.git(&["branch", "--format=%(refname:short)"]);
    assert_eq!(branches, format!("main\nplanyard/{FEATURE}/T01\n{TARGET}\n"));
    fs::write(site.sandbox.home().join("quick"), "").unwrap();
    site.dispatch(0, &[]);
    site.check(&ONE);
    assert_eq!(site.effects().len(), rounds + 1, "no start was in vain, and none came twice");
    let mut left = BTreeSet::new();
    files(&site.sandbox.root().join(".git/planyard"), "", &mut left);
    let task = format!("dispatch/runs/{FEATURE}/T01/");
    let (records, others): (Vec<&String>, Vec<&String>) = left.iter().partition(|name| name.starts_with(&task));
    let known = ["prompt.md", "result.json", "spec.json", "stdout.raw", "stop"];
    let known = [&known[..], &["events.jsonl", "outcome.json", "gates.json", "stderr.raw", "footprint.json"]].concat();
    for record in records {
        let (epoch, file) = record[task.len()..].split_once('/').unwrap();
        assert!(epoch.parse::<usize>().is_ok_and(|epoch| epoch <= 2 * rounds + 1), "{record}");
        let text = site.sandbox.read(&format!(".git/planyard/{record}"));
        assert!(known.contains(&file), "{record}: {text}");
    }
    let store =
        ["state.db", "state.db-shm", "state.db-wal", "supervisors.log", "clone"].map(|name| format!("dispatch/{name}"));
    let others: Vec<&&String> = others.iter().filter(|name| !store.contains(name) && !name.ends_with("lock")).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(!left.iter().any(|name| name.starts_with("dispatch/workers/")), "{left:?}");
}

/// The agent counts what its supervisor and the dispatcher above that have open. `PLANYARD_MANY` says how many tasks there are.
#[test]
fn many_tasks_do_not_grow_the_dispatcher() {
    let many = times("PLANYARD_MANY", 30);
    let ids: Vec<String> = (1..=many).map(|number| format!("T{number:03}")).collect();
    let tasks: Vec<super::site::Planned<'_>> = ids.iter().map(|id| (id.as_str(), "None")).collect();
    let script = format!(
        "{WORKS}above() {{ sed 's/.*) //' /proc/$1/stat | cut -d' ' -f2; }}\nboss=$(above $PPID)\n\
         grep -q dispatch /proc/$boss/cmdline && grep -q supervise /proc/$PPID/cmdline || exit 9\n\
         for who in $boss $PPID; do ls /proc/$who/fd | wc -l; done | tr '\\n' ' ' >> \"$(dirname \"$EFFECTS\")/open\"\n"
    );
    let site = Site::new(&tasks, &script, "");
    site.dispatch(0, &["--jobs", "2"]);
    site.check(&tasks);
    let open = fs::read_to_string(site.sandbox.home().join("open")).unwrap();
    let open: Vec<usize> = open.split_whitespace().map(|count| count.parse().unwrap()).collect();
    assert_eq!(open.len(), 2 * many);
    let most = |part: &[usize]| part.iter().copied().max().unwrap();
    // What the two workers have open at the same time differs from look to look.
    for which in 0..2 {
        let counts: Vec<usize> = open.iter().copied().skip(which).step_by(2).collect();
        let (first, last) = counts.split_at(many / 2);
        assert!(most(last) <= most(first) + 4, "{counts:?}");
    }
}
