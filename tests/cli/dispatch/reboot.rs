//! The machine goes down in the middle of it: everything is gone at once, and the next boot is another one.

use std::process::{Child, Command, Stdio};

use super::site::{FEATURE, Planned, Site, WORKS};

const THREE: [Planned<'_>; 3] = [("T01", "None"), ("T02", "T01"), ("T03", "None")];

fn start(site: &Site) -> Child {
    let mut command = site.sandbox.command(&["dispatch", FEATURE, "--jobs", "2"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Everything ends at once, and what the store says is of another boot. Gives how many orders were held.
fn power_cut(site: &Site, mut dispatcher: Child) -> usize {
    let pids: Vec<String> = site.processes().into_iter().map(|(pid, _)| pid.to_string()).collect();
    let _ = Command::new("kill").arg("-KILL").args(&pids).stderr(Stdio::null()).status();
    dispatcher.wait().unwrap();
    Site::until("nothing runs", || {
        let left: Vec<String> = site.processes().into_iter().map(|(pid, _)| pid.to_string()).collect();
        if !left.is_empty() {
            let _ = Command::new("kill").arg("-KILL").args(&left).stderr(Stdio::null()).status();
        }
        left.is_empty()
    });
    // It may have come before there was any order, or a store.
    let path = site.sandbox.root().join(".git/planyard/dispatch/state.db");
    let Ok(store) = rusqlite::Connection::open(path) else { return 0 };
    store.execute("update orders set boot = 'an older boot' where boot is not null", []).unwrap_or(0)
}

/// A lease holds for a day: who waits for its end never comes to one of his own.
#[test]
fn what_an_older_boot_held_is_free_at_once() {
    let script = format!("{WORKS}[ -e \"$(dirname \"$EFFECTS\")/quick\" ] || sleep 1000\n");
    let site = Site::new(&THREE, &script, "lease = \"24h\"\nmax_attempts = 9\n");
    for round in 1..=3 {
        let dispatcher = start(&site);
        Site::until("two agents work", || site.effects().len() == 2 * round);
        assert_eq!(power_cut(&site, dispatcher), 2);
    }
    std::fs::write(site.sandbox.home().join("quick"), "").unwrap();
    let document = site.dispatch(0, &["--jobs", "2"]);
    site.check(&THREE);
    // An attempt that was begun is counted, whatever ended it.
    assert_eq!(document["data"]["orders"][0]["attempt"], 4, "{document}");
    assert_eq!(site.effects().len(), 2 * 3 + 3);
}

/// The same where the worker's lock is still taken, by a file of the same name that another system made: the boot alone
/// says that it is gone.
#[test]
fn the_boot_counts_and_not_a_lock_that_someone_holds() {
    let script = format!("{WORKS}[ -e \"$(dirname \"$EFFECTS\")/quick\" ] || sleep 1000\n");
    let site = Site::new(&THREE, &script, "lease = \"24h\"\nmax_attempts = 9\n");
    let dispatcher = start(&site);
    Site::until("two agents work", || site.effects().len() == 2);
    power_cut(&site, dispatcher);
    let workers = std::fs::read_dir(site.sandbox.root().join(".git/planyard/dispatch/workers")).unwrap().flatten();
    let held: Vec<std::fs::File> = workers.map(|entry| std::fs::File::open(entry.path()).unwrap()).collect();
    assert_eq!(held.len(), 1);
    held[0].lock().unwrap();
    std::fs::write(site.sandbox.home().join("quick"), "").unwrap();
    site.dispatch(0, &["--jobs", "2"]);
    site.check(&THREE);
}

/// It goes down at whatever moment of a run that works, merges and lands.
#[test]
fn at_any_moment_every_task_lands_once() {
    for wait in [120, 200, 280, 360, 440] {
        let site = Site::new(&THREE, WORKS, "lease = \"24h\"\nmax_attempts = 9\n");
        let dispatcher = start(&site);
        std::thread::sleep(std::time::Duration::from_millis(wait));
        power_cut(&site, dispatcher);
        site.dispatch(0, &["--jobs", "2"]);
        site.check(&THREE);
    }
}

/// A git that was killed while it made a worktree, before it wrote its HEAD. Found by the kills at random moments, too.
#[test]
fn a_worktree_without_a_head_is_made_anew() {
    let site = Site::new(&THREE, WORKS, "max_attempts = 2\n");
    let half = site.sandbox.root().join(".git/worktrees/T01");
    let folders = site.sandbox.home().join(".local/state/planyard/worktrees");
    // Where its folder is, is told by a first dispatch that comes to nothing.
    let failing = site.program("fails.sh", "pwd > \"$(dirname \"$EFFECTS\")/where\"\nexit 3\n");
    let failing = format!("command:{}", failing.display());
    site.dispatch(1, &["--task", "T01", "--backend", &failing, "--max-attempts", "1"]);
    let folder = std::fs::read_to_string(site.sandbox.home().join("where")).unwrap();
    let folder = std::path::Path::new(folder.trim());
    assert!(folder.starts_with(&folders), "{}", folder.display());
    site.sandbox.git(&["worktree", "remove", "--force", "--force", folder.to_str().unwrap()]);
    std::fs::create_dir_all(half.join("refs")).unwrap();
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join(".git"), format!("gitdir: {}\n", half.display())).unwrap();
    std::fs::write(half.join("gitdir"), format!("{}\n", folder.join(".git").display())).unwrap();
    std::fs::write(half.join("commondir"), "../..\n").unwrap();
    std::fs::write(half.join("locked"), format!("planyard {FEATURE}/T01/1")).unwrap();
    site.dispatch(0, &["--task", "T01"]);
    site.dispatch(0, &[]);
    site.check(&THREE);
}

/// A git that was killed while it made the target has left a lock: without the target nothing would ever land. Found by the
/// kills at random moments.
#[test]
fn a_lock_that_is_left_of_the_target_is_no_hindrance() {
    let site = Site::new(&THREE, WORKS, "max_attempts = 1\n");
    let folder = site.sandbox.root().join(".git/refs/heads/planyard/integration");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{FEATURE}.lock")), "").unwrap();
    site.dispatch(0, &[]);
    site.check(&THREE);
}
