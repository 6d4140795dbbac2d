//! What a run changed outside of its worktree is told; a person's own edits stop nothing.

use serde_json::{Value, json};

use super::site::{FEATURE, Site, TARGET, WORKS};

const ONE: [super::site::Planned<'_>; 1] = [("T01", "None")];

fn shown(site: &Site) -> Value {
    site.sandbox.run(&["runs", "show", "T01", "--json"]).json(0)["data"]["outside"].clone()
}

fn transcript(site: &Site) -> String {
    let path = format!(".git/planyard/dispatch/runs/{FEATURE}/T01/1/events.jsonl");
    if site.sandbox.root().join(&path).exists() { site.sandbox.read(&path) } else { String::new() }
}

#[test]
fn a_run_that_stays_in_its_worktree_is_said_nothing_of() {
    let site = Site::new(&[("T01", "None"), ("T02", "None"), ("T03", "T01")], WORKS, "");
    // A person has something lying about, and leaves it alone.
    site.sandbox.write("notes.txt", "mine\n");
    site.dispatch(0, &["--jobs", "2"]);
    assert_eq!(shown(&site), json!([]));
    assert!(!transcript(&site).contains("escape"));
    std::fs::remove_file(site.sandbox.root().join("notes.txt")).unwrap();
    site.check(&[("T01", "None"), ("T02", "None"), ("T03", "T01")]);
    let left = site.sandbox.root().join(format!(".git/planyard/dispatch/runs/{FEATURE}/T01/1/footprint.json"));
    assert!(!left.exists());
}

/// Whether it was the agent or a person cannot be told: it is said, and the work lands.
#[test]
fn what_changed_in_the_users_checkout_is_told_and_lands_all_the_same() {
    let root = "root=$(dirname \"$(git rev-parse --path-format=absolute --git-common-dir)\")\n";
    let changes = "echo edited >> \"$root/README.md\"\necho new > \"$root/new.txt\"\ngit -C \"$root\" tag agent\n\
         mkdir -p \"$root/.git/hooks\"\nprintf '#!/bin/sh\\n' > \"$root/.git/hooks/post-merge\"\n";
    let site = Site::new(&ONE, &format!("{WORKS}{root}{changes}"), "");
    let human = site.sandbox.run(&["dispatch", FEATURE]);
    assert_eq!(human.status, 0, "{human}");
    assert!(human.stderr.contains("warning") && human.stderr.contains("README.md"), "{human}");
    assert_eq!(site.landings()["T01"], 1);
    assert_eq!(shown(&site), json!([".git/hooks/post-merge", "README.md", "new.txt", "refs/tags/agent"]));
    assert!(transcript(&site).contains("escape: while it ran"), "{}", transcript(&site));
    // Nothing was taken back.
    assert_eq!(site.sandbox.read("README.md"), "# Sample\nedited\n");
    let told = site.sandbox.run(&["runs", "show", "T01", "--format", "human"]);
    assert!(told.stdout.contains("outside") && told.stdout.contains("refs/tags/agent"), "{told}");
}

/// A person commits on their branch while it runs, and another dispatch brings the target up to that.
#[test]
fn a_persons_commits_block_nothing() {
    let script = format!(
        "{WORKS}touch \"$(dirname \"$EFFECTS\")/up\"\nuntil [ -e \"$(dirname \"$EFFECTS\")/go\" ]; do sleep 0.01; done\n"
    );
    let site = Site::new(&[("T01", "None"), ("T02", "None")], &script, "");
    let mut command = site.sandbox.command(&["dispatch", FEATURE, "--task", "T01"]);
    let mut first = command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
    Site::until("the agent works", || site.sandbox.home().join("up").exists());
    site.sandbox.write("mine.txt", "mine\n");
    site.sandbox.git(&["add", "mine.txt"]);
    site.sandbox.git(&["commit", "-qm", "mine"]);
    std::fs::write(site.sandbox.home().join("go"), "").unwrap();
    site.dispatch(0, &["--task", "T02"]);
    assert!(first.wait().unwrap().success());
    assert_eq!(site.landings().len(), 2);
    assert_eq!(site.at_target("mine.txt"), "mine\n");
    let outside = shown(&site);
    assert!(outside.as_array().unwrap().contains(&json!("refs/heads/main")), "{outside}");
}

/// The target is Planyard's own: a commit there that is neither a landing nor anybody's work is looked at by a person.
#[test]
fn a_target_that_an_agent_moved_lands_nothing_more() {
    let commit = "git add -A; git -c user.name=x -c user.email=x@y commit -qm 'sneaked in'\n";
    for (moves, why) in [
        (format!("{commit}git update-ref refs/heads/{TARGET} HEAD\n"), "no commit of Planyard's"),
        (
            format!(
                "{commit}git update-ref refs/heads/{TARGET} $(git -c user.name=x -c user.email=x@y commit-tree HEAD^{{tree}} -m rewritten)\n"
            ),
            "does not hold it any more",
        ),
    ] {
        let site = Site::new(&ONE, &format!("{WORKS}{moves}"), "");
        let document = site.dispatch(2, &[]);
        assert_eq!(Site::states(&document)["T01"], "quarantined", "{document}");
        assert!(document["data"]["orders"][0]["why"].as_str().unwrap().contains(why), "{document}");
        assert_eq!(site.landings().len(), 0);
        site.untouched();
    }
}
