//! Tasks that not every machine can do.

use std::process::Stdio;

use super::machines::{end, shared, worker};
use super::server::{keeping, site};
use super::site::{FEATURE, Planned, Site, WORKS};

const THREE: [Planned<'_>; 3] = [("T01", "None"), ("T02", "None"), ("T03", "T02")];

/// T02 needs a graphics card. The commit is the caller's.
fn gpu(site: &Site) {
    let path = format!("features/{FEATURE}/tasks.md");
    let plan = site.sandbox.read(&path);
    let (before, after) = plan.split_once("### T02").unwrap();
    let after = after.replacen("- [ ] Estimate", "- [ ] Runs on: GPU\n- [ ] Estimate", 1);
    site.sandbox.write(&path, format!("{before}### T02{after}"));
}

#[test]
fn what_needs_a_label_goes_to_the_worker_that_has_it() {
    let Some(server) = keeping("what_needs_a_label_goes_to_the_worker_that_has_it") else { return };
    let script = format!("{WORKS}echo \"$task $PWD\" >> \"$EFFECTS.where\"\n");
    let site = site(&THREE, &script, &server);
    gpu(&site);
    let clones = shared(&site.sandbox, &["one", "two"]);
    let plain = worker(&site, &clones[0], &[]);
    let mut dispatch = site.sandbox.command(&["dispatch", FEATURE, "--jobs", "0"]);
    let mut dispatch = dispatch.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let stats = || site.sandbox.run(&["queue", "stats"]).json(0)["data"].clone();
    Site::until("what needs no label is done", || stats()["states"]["done"] == 1);
    assert_eq!(stats()["unserved"], serde_json::json!([{"labels": ["gpu"], "count": 1}]));
    let why = site.sandbox.run(&["why", "T02"]).json(0);
    assert_eq!(why["data"]["command"], "planyard worker --labels gpu", "{why}");
    let able = worker(&site, &clones[1], &["--labels", "linux,gpu"]);
    assert!(dispatch.wait().unwrap().success());
    let shown = site.sandbox.human(&["workers"]).stdout;
    assert!(shown.contains("[gpu, linux]"), "{shown}");
    end(plain);
    end(able);
    let places = std::fs::read_to_string(site.sandbox.home().join("effects.where")).unwrap();
    let of_gpu: Vec<&str> = places.lines().filter(|line| line.starts_with("T02 ")).collect();
    assert!(of_gpu.len() == 1 && of_gpu[0].contains("/two-"), "{places}");
    assert_eq!(site.landings().values().collect::<Vec<_>>(), [&1, &1, &1]);
}

#[test]
fn a_dispatch_that_lacks_a_label_says_so_and_ends() {
    let site = Site::new(&THREE, WORKS, "");
    gpu(&site);
    site.sandbox.git(&["commit", "--quiet", "--all", "--amend", "--no-edit"]);
    let output = site.sandbox.run(&["dispatch", FEATURE]);
    assert!(
        output.status == 2 && output.stdout.contains("it needs a worker with gpu, which this machine lacks"),
        "{output}"
    );
    let document: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let states = Site::states(&document);
    assert_eq!([&*states["T01"], &*states["T02"], &*states["T03"]], ["done", "queued", "blocked"]);
    assert_eq!(site.effects().len(), 1);
    site.dispatch(0, &["--config", "worker.labels=[\"GPU\"]"]);
    site.check(&THREE);
    assert_eq!(site.effects().len(), 3);
}
