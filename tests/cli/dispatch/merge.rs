//! Work that meets: overlapping edits, hooks and signatures of the user, a target that is checked out.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::site::{FEATURE, Site, TARGET, WORKS};

/// Each task changes its own line of one of five shared files, and its own file.
const EDITS: &str = "mkdir -p out\necho \"made by $task\" > out/$task.txt\nn=$(echo $task | tr -dc 0-9 | sed 's/^0*//')\n\
     f=shared$((n % 5)).txt\nif grep -q '^<<<<<<<' $f; then git checkout -q --theirs -- $f; fi\n\
     grep -q \"by $task\" $f || sed -i \"s/^line $((n / 5))\\$/line $((n / 5)) by $task/\" $f\n";

#[test]
fn fifty_tasks_with_overlapping_edits_all_land() {
    let ids: Vec<String> = (1..=50).map(|at| format!("T{at:02}")).collect();
    let plan: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), "None")).collect();
    let site = Site::new(&plan, EDITS, "jobs = 4\nmax_attempts = 30\n");
    for file in 0..5 {
        let lines: String = (0..=10).map(|line| format!("line {line}\n")).collect();
        site.sandbox.write(&format!("shared{file}.txt"), lines);
    }
    site.sandbox.git(&["add", "-A"]);
    site.sandbox.git(&["commit", "-q", "--amend", "-m", "all"]);
    site.dispatch(0, &[]);
    site.check(&plan);
    for (at, id) in ids.iter().enumerate() {
        let n = at + 1;
        let text = site.at_target(&format!("shared{}.txt", n % 5));
        assert_eq!(text.lines().filter(|line| *line == format!("line {} by {id}", n / 5)).count(), 1, "{id}: {text}");
        assert!(!text.contains("<<<<<<<") && text.lines().count() == 11, "{text}");
    }
    // Every commit of the chain is whole: no marker, no half-merged plan.
    for commit in site.sandbox.git(&["rev-list", "--first-parent", &format!("main..{TARGET}")]).lines() {
        let markers = site.sandbox.git(&["grep", "-c", "", commit, "--", "out"]);
        assert!(!markers.is_empty());
        let plan = site.sandbox.git(&["show", &format!("{commit}:features/{FEATURE}/tasks.md")]);
        assert!(!plan.contains("<<<<<<<"), "{plan}");
    }
}

fn hook(site: &Site, name: &str, script: &str) {
    let path = site.sandbox.root().join(".git/hooks").join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn hooks_of_the_user_are_honoured() {
    let site = Site::new(&[("T01", "None")], WORKS, "max_attempts = 1\n");
    hook(&site, "commit-msg", "grep -q '^T01' \"$1\" || exit 1\necho 'Seen-By: hook' >> \"$1\"\n");
    site.dispatch(0, &[]);
    assert!(site.landed()[0].contains("Seen-By: hook"), "{}", site.landed()[0]);

    let refused = Site::new(&[("T01", "None")], WORKS, "max_attempts = 1\n");
    hook(&refused, "pre-commit", "echo 'no parts on Sundays' >&2\nexit 1\n");
    let document = refused.dispatch(1, &[]);
    assert!(document["results"][0]["message"].as_str().unwrap().contains("no parts on Sundays"), "{document}");
    assert_eq!(refused.landings().len(), 0);
}

#[test]
fn a_hook_that_changes_the_tree_has_its_tree_judged_again() {
    let site = Site::new(&[("T01", "None")], WORKS, "max_attempts = 1\n");
    let config =
        site.sandbox.read("planyard.toml").replace("verify = [\"true\"]", "verify = [\"test ! -e formatted.txt\"]");
    site.sandbox.write("planyard.toml", config);
    site.sandbox.git(&["commit", "-aq", "--amend", "-m", "all"]);
    hook(&site, "pre-commit", "echo x > formatted.txt\ngit add formatted.txt\n");
    let document = site.dispatch(1, &[]);
    assert_eq!(document["results"][0]["rule"], "dispatch/gate_failed", "{document}");
    assert_eq!(site.landings().len(), 0);
}

#[test]
fn commits_are_signed_as_the_user_wants() {
    let site = Site::new(&[("T01", "None")], WORKS, "");
    let key = site.sandbox.home().join("key");
    let made = site
        .sandbox
        .finish(site.sandbox.program("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", key.to_str().unwrap()]));
    assert_eq!(made.status, 0, "{made}");
    for (name, value) in [("gpg.format", "ssh"), ("user.signingkey", key.to_str().unwrap()), ("commit.gpgsign", "true")]
    {
        site.sandbox.git(&["config", name, value]);
    }
    site.dispatch(0, &[]);
    let commit = site.sandbox.git(&["cat-file", "commit", TARGET]);
    assert!(commit.contains("gpgsig -----BEGIN SSH SIGNATURE-----"), "{commit}");
}

#[test]
fn a_target_that_is_checked_out_is_brought_along_when_clean_and_refused_when_not() {
    let site = Site::new(&[("T01", "None"), ("T02", "T01")], WORKS, "");
    site.dispatch(0, &["--task", "T01", "--into", "main"]);
    assert_eq!(site.sandbox.read("out/T01.txt"), "made by T01\n");
    assert_eq!(site.sandbox.git(&["status", "--porcelain"]), "");
    site.sandbox.write("README.md", "# Changed by hand\n");
    let document = site.dispatch(2, &["--into", "main"]);
    assert!(document["errors"][0].as_str().unwrap().contains("not committed"), "{document}");
    assert_eq!((site.effects().len(), site.sandbox.read("README.md")), (1, "# Changed by hand\n".to_owned()));
}
