//! Work that several machines share: clones of one repository, a queue in a server, and workers in each.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::server::{keeping, site};
use super::site::{FEATURE, Planned, Site, TARGET, WORKS};
use crate::sandbox::Sandbox;

pub(super) const SIX: [Planned<'_>; 6] =
    [("T01", "None"), ("T02", "None"), ("T03", "T01"), ("T04", "T02, T03"), ("T05", "None"), ("T06", "T05")];

/// A repository whose origin is a bare one, and the folder of another clone of it for each name.
pub(crate) fn shared(sandbox: &Sandbox, clones: &[&str]) -> Vec<PathBuf> {
    let home = sandbox.home();
    let origin = home.join("origin.git");
    let shown = origin.display().to_string();
    sandbox.git(&["init", "--quiet", "--bare", &shown]);
    let config = sandbox.read("planyard.toml").replace("[dispatch]\n", "[dispatch]\nremote = \"origin\"\n");
    sandbox.write("planyard.toml", config);
    sandbox.git(&["commit", "--quiet", "--all", "--amend", "--no-edit"]);
    sandbox.git(&["remote", "add", "origin", &shown]);
    sandbox.git(&["push", "--quiet", "origin", "main"]);
    sandbox.git(&["-C", &shown, "symbolic-ref", "HEAD", "refs/heads/main"]);
    let clone = |name: &&str| {
        let folder = home.join(name);
        sandbox.git(&["clone", "--quiet", &shown, &folder.display().to_string()]);
        folder
    };
    clones.iter().map(clone).collect()
}

pub(super) fn worker(site: &Site, folder: &Path, args: &[&str]) -> Child {
    let folder = folder.display().to_string();
    let mut command = site.sandbox.command(&[&["-C", &folder, "worker", "--slots", "2"], args].concat());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

pub(crate) fn end(mut worker: Child) {
    let told = Command::new("kill").args(["-TERM", &worker.id().to_string()]).status().unwrap();
    assert!(told.success());
    let status = worker.wait().unwrap();
    assert!(status.success(), "a worker that is told to stop ends well: {status}");
}

/// What must hold in the repository that all share, and in the clone of who handed out.
pub(super) fn check(site: &Site) {
    let origin = site.sandbox.home().join("origin.git").display().to_string();
    let at_origin = |args: &[&str]| site.sandbox.git(&[&["-C", &origin], args].concat());
    assert_eq!(at_origin(&["rev-parse", TARGET]), site.sandbox.git(&["rev-parse", TARGET]), "the clone has it too");
    assert_eq!(at_origin(&["branch", "--format=%(refname:short)"]), format!("main\n{TARGET}\n"), "no branch is left");
    let plan = at_origin(&["show", &format!("{TARGET}:features/{FEATURE}/tasks.md")]);
    assert!(plan.contains("Tasks Complete: 6/6"), "{plan}");
    let landings = site.landings();
    for (task, _) in SIX {
        assert_eq!(landings.get(task), Some(&1), "{task}: {landings:?}");
        assert_eq!(site.at_target(&format!("out/{task}.txt")), format!("made by {task}\n"));
    }
    site.untouched();
}

#[test]
fn workers_in_other_clones_do_what_one_hands_out() {
    let Some(server) = keeping("workers_in_other_clones_do_what_one_hands_out") else { return };
    let site = site(&SIX, WORKS, &server);
    let clones = shared(&site.sandbox, &["one", "two"]);
    let workers: Vec<Child> = clones.iter().map(|folder| worker(&site, folder, &[])).collect();
    let document = site.dispatch(0, &["--jobs", "0"]);
    assert_eq!(document["verdict"], "pass", "{document}");
    let listed = site.sandbox.run(&["workers", "--json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    let rows = listed["data"]["workers"].as_array().unwrap();
    assert!(rows.len() == 2 && rows.iter().all(|row| row["is_gone"] == false), "{listed}");
    workers.into_iter().for_each(end);
    check(&site);
    assert_eq!(site.effects().len(), 6, "each was done once: {:?}", site.effects());
    let listed = site.sandbox.run(&["workers", "forget"]);
    assert!(listed.status == 0 && listed.stdout.contains("\"workers\":[]"), "{listed}");
}

/// One machine is gone for good in the middle of its work; another takes it over when its lease is over.
#[test]
fn what_a_lost_machine_held_is_done_by_another() {
    let Some(server) = keeping("what_a_lost_machine_held_is_done_by_another") else { return };
    let script = format!("[ \"$PWD\" = \"${{PWD#*/one-}}\" ] || sleep 1000\n{WORKS}");
    let site = site(&SIX, &script, &server);
    let config = site.sandbox.read("planyard.toml").replace("[dispatch]\n", "[dispatch]\nlease = \"2s\"\n");
    site.sandbox.write("planyard.toml", config);
    let clones = shared(&site.sandbox, &["one", "two"]);
    let mut lost = worker(&site, &clones[0], &[]);
    let mut dispatch = site.sandbox.command(&["dispatch", FEATURE, "--jobs", "0"]);
    let mut dispatch = dispatch.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    Site::until("two agents work on the machine that will be lost", || site.effects().len() == 2);
    for (pid, line) in site.processes() {
        if !line.contains(" dispatch ") {
            let _ = Command::new("kill").args(["-KILL", &pid.to_string()]).stderr(Stdio::null()).status();
        }
    }
    lost.wait().unwrap();
    let other = worker(&site, &clones[1], &[]);
    assert!(dispatch.wait().unwrap().success());
    end(other);
    check(&site);
}

/// Nobody can extend the lease, so that the order may soon be someone else's: the agent ends before. The worker stays, and
/// goes on when the queue is back.
#[test]
fn an_agent_ends_before_its_lease_when_the_queue_is_away() {
    let Some(server) = keeping("an_agent_ends_before_its_lease_when_the_queue_is_away") else { return };
    let script = format!("[ -e \"$(dirname \"$EFFECTS\")/quick\" ] || sleep 1000\n{WORKS}");
    let site = site(&SIX, &script, &server);
    let config = site.sandbox.read("planyard.toml").replace("[dispatch]\n", "[dispatch]\nlease = \"6s\"\n");
    site.sandbox.write("planyard.toml", config);
    let clones = shared(&site.sandbox, &["one"]);
    let alone = worker(&site, &clones[0], &[]);
    let mut dispatch = site.sandbox.command(&["dispatch", FEATURE, "--jobs", "0"]);
    let mut dispatch = dispatch.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    Site::until("two agents work", || site.effects().len() == 2);
    server.pause();
    let agents = || site.processes().iter().filter(|(_, line)| line.contains("agent.sh")).count();
    Site::until("no agent is left", || agents() == 0);
    std::fs::write(site.sandbox.home().join("quick"), "").unwrap();
    server.resume();
    let ended = dispatch.wait().unwrap();
    // Who only waits may have given up meanwhile; the next one finds what was done, and waits for the rest.
    if !ended.success() {
        site.dispatch(0, &["--jobs", "0"]);
    }
    end(alone);
    check(&site);
}

#[test]
fn without_jobs_a_queue_that_is_shared_is_needed() {
    let site = Site::new(&SIX, WORKS, "");
    let output = site.sandbox.run(&["dispatch", FEATURE, "--jobs", "0"]);
    assert!(
        output.status == 2 && output.stdout.contains("queue.url") && output.stdout.contains("--jobs 1"),
        "{output}"
    );
}

#[test]
fn a_worker_needs_a_queue_that_is_shared() {
    let site = Site::new(&SIX, WORKS, "");
    let output = site.sandbox.run(&["worker"]);
    assert!(output.status == 2 && output.stdout.contains("queue.url"), "{output}");
}
