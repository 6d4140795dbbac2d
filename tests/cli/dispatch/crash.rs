//! Killed at every point and at random moments: the next start needs no help, and every task has landed exactly once.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Stdio};
use std::time::Duration;

use super::site::{FEATURE, Planned, Site, WORKS};

pub(super) const FIVE: [Planned<'_>; 5] =
    [("T01", "None"), ("T02", "None"), ("T03", "T01"), ("T04", "T02, T03"), ("T05", "None")];

pub(super) fn start(site: &Site) -> Child {
    let mut command = site.sandbox.command(&["dispatch", FEATURE, "--jobs", "2"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn kill(pid: i32) {
    // It may be gone already.
    let _ = std::process::Command::new("kill").args(["-9", &pid.to_string()]).stderr(Stdio::null()).status();
}

/// Installs a hook of git that, when its flag is set, kills whom the flag names.
fn hook(site: &Site, name: &str, when: &str) {
    let path = site.sandbox.root().join(".git/hooks").join(name);
    let flag = site.sandbox.home().join("flag");
    let flag = flag.display();
    let script = format!(
        "#!/bin/sh\n{when}\nif [ -e {flag} ] && mv {flag} {flag}.$$ 2>/dev/null; then\n  kill -9 $(cat {flag}.$$)\n  rm {flag}.$$\nfi\nexit 0\n"
    );
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// The dispatcher is killed in the middle of what git does for it; the next one goes on.
#[test]
fn killed_at_each_step_of_git_every_task_lands_once() {
    let refs = |state: &str, name: &str| format!("[ \"$1\" = {state} ] || exit 0\ngrep -q '{name}' || exit 0");
    let points = [
        ("post-checkout", String::new()),
        ("pre-commit", String::new()),
        ("commit-msg", String::new()),
        ("post-commit", String::new()),
        ("reference-transaction", refs("prepared", "refs/heads/planyard/integration")),
        ("reference-transaction", refs("committed", "refs/heads/planyard/integration")),
        ("reference-transaction", refs("committed", "refs/heads/planyard/P01")),
    ];
    for (name, when) in points {
        let site = Site::new(&FIVE, WORKS, "max_attempts = 20\n");
        hook(&site, name, &when);
        let flag = site.sandbox.home().join("flag");
        for _ in 0..2 {
            let mut child = start(&site);
            fs::write(&flag, child.id().to_string()).unwrap();
            let status = child.wait().unwrap();
            assert!(!flag.exists() || status.success(), "{name}: {status}");
        }
        let _ = fs::remove_file(&flag);
        site.dispatch(0, &[]);
        site.check(&FIVE);
    }
}

/// A generator that is the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// Whom a kill is for.
#[derive(Debug, Clone, Copy)]
enum Victim {
    Dispatcher,
    Agent,
    Supervisor,
    Git,
    DispatcherAndAgent,
    All,
}

const VICTIMS: [Victim; 6] =
    [Victim::Dispatcher, Victim::Agent, Victim::Supervisor, Victim::Git, Victim::DispatcherAndAgent, Victim::All];

impl Victim {
    fn is(self, line: &str) -> bool {
        let supervisor = line.contains(" supervise ");
        let dispatcher = line.contains(" dispatch ") && !supervisor;
        let agent = line.contains("agent.sh");
        match self {
            Self::Dispatcher => dispatcher,
            Self::Agent => agent,
            Self::Supervisor => supervisor,
            Self::Git => line.starts_with("git ") || line.contains("/git "),
            Self::DispatcherAndAgent => dispatcher || agent,
            Self::All => true,
        }
    }
}

/// So many kills at random moments. `PLANYARD_KILLS` says how many; the seed is told when something is wrong.
#[test]
#[expect(clippy::print_stderr, reason = "with --nocapture it says how much it has done")]
fn killed_at_random_moments_every_task_lands_once() {
    let wanted: usize = std::env::var("PLANYARD_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(40);
    let seed: u64 = std::env::var("PLANYARD_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_121);
    let mut random = Random(seed);
    let mut killed = 0;
    let mut round = 0;
    while killed < wanted {
        round += 1;
        let script = format!("sleep 0.0$((${{#run}} % 5))\n{WORKS}sleep 0.02\n");
        let site = Site::new(&FIVE, &script, "max_attempts = 1000\nlease = \"2s\"\n");
        let mut starts = 0;
        loop {
            starts += 1;
            assert!(starts < 400, "seed {seed}, round {round}: it never comes to its end");
            let mut child = start(&site);
            std::thread::sleep(Duration::from_millis(random.below(260)));
            let victim = VICTIMS[random.below(VICTIMS.len() as u64) as usize];
            let struck: Vec<i32> =
                site.processes().into_iter().filter(|(_, line)| victim.is(line)).map(|(pid, _)| pid).collect();
            for pid in &struck {
                kill(*pid);
            }
            killed += usize::from(!struck.is_empty());
            // One whose git was killed may say that it could not work; the next one can.
            if child.wait().unwrap().success() {
                break;
            }
        }
        site.dispatch(0, &[]);
        site.check(&FIVE);
    }
    eprintln!("{killed} kills in {round} rounds, seed {seed}");
}

#[test]
fn two_dispatchers_at_once_share_the_work() {
    let site = Site::new(&FIVE, &format!("{WORKS}sleep 0.05\n"), "");
    let mut both = [start(&site), start(&site)];
    for child in &mut both {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(site.effects().len(), 5);
    site.check(&FIVE);
}

/// A git that was killed while it made a worktree leaves an empty file, with which every git that looks at the list of
/// worktrees fails, whatever it is about; or no HEAD, with which git takes the worktree for no repository. Found by the kills at random moments.
#[test]
fn a_worktree_that_was_left_half_made_is_no_hindrance() {
    for commondir in ["", "../..\n"] {
        half_made(commondir);
    }
}

fn half_made(commondir: &str) {
    let site = Site::new(&FIVE, WORKS, "max_attempts = 1\n");
    let half = site.sandbox.root().join(".git/worktrees/T01");
    fs::create_dir_all(&half).unwrap();
    let folder = site.sandbox.home().join(".local/state/planyard/worktrees/x/P01-F01-parts/T01/.git");
    fs::write(half.join("gitdir"), format!("{}\n", folder.display())).unwrap();
    fs::write(half.join("locked"), "planyard P01-F01-parts/T01/1").unwrap();
    fs::write(half.join("commondir"), commondir).unwrap();
    if commondir.is_empty() {
        let list = site.sandbox.finish(site.sandbox.program("git", &["worktree", "list"]));
        assert_ne!(list.status, 0, "git minds it: {list}");
    } else {
        // Later in its making: the worktree is there, and only HEAD is not.
        fs::create_dir_all(folder.parent().unwrap()).unwrap();
        fs::write(&folder, format!("gitdir: {}\n", half.display())).unwrap();
    }
    site.dispatch(0, &[]);
    site.check(&FIVE);
}

/// A git that was killed while it made the target leaves a lock, which looks as if someone else were making it. Found by the
/// kills at random moments: the dispatch went on without a target.
#[test]
fn a_lock_of_the_target_that_was_left_is_no_hindrance() {
    let site = Site::new(&FIVE, WORKS, "max_attempts = 1\n");
    let folder = site.sandbox.root().join(".git/refs/heads/planyard/integration");
    fs::create_dir_all(&folder).unwrap();
    let lock = folder.join(format!("{FEATURE}.lock"));
    fs::write(&lock, "").unwrap();
    site.dispatch(0, &[]);
    assert!(!lock.exists());
    site.check(&FIVE);
}
