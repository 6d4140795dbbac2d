//! `land`, `gc` and `rescue`: what is left of a dispatch, and how it comes to the user's branch.

use super::site::{FEATURE, Site, TARGET, WORKS};

#[test]
fn landed_work_comes_to_the_users_branch() {
    let site = Site::new(&[("T01", "none"), ("T02", "T01")], WORKS, "");
    site.dispatch(0, &[]);
    let sandbox = &site.sandbox;
    sandbox.write("README.md", "# Changed\n");
    let refused = sandbox.run(&["land", FEATURE, "--json"]).json(2);
    assert_eq!(refused["error_details"][0]["kind"], "refused");
    sandbox.git(&["checkout", "--quiet", "README.md"]);
    let landed = sandbox.run(&["land", FEATURE, "--json"]).json(0);
    assert_eq!(landed["data"]["tasks"], serde_json::json!([format!(".:{FEATURE}/T01"), format!(".:{FEATURE}/T02")]));
    assert_eq!(sandbox.git(&["rev-parse", "main"]), sandbox.git(&["rev-parse", TARGET]));
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert!(sandbox.root().join("out/T02.txt").is_file());
    let again = sandbox.run(&["land", FEATURE, "--json"]).json(0);
    assert_eq!(again["data"]["commits"], 0);
    let human = sandbox.run(&["land", FEATURE, "--format", "human"]);
    assert!(human.status == 0 && human.stdout.contains("main has all of"), "{human}");
}

#[test]
fn work_that_did_not_land_is_collected_only_when_it_is_kept() {
    let settings = "max_attempts = 1\n";
    let script = format!("{WORKS}exit 1\n");
    let site = Site::new(&[("T01", "none")], &script, settings);
    site.dispatch(1, &[]);
    let sandbox = &site.sandbox;
    let look = |args: &[&str]| sandbox.run(&[&["gc", "--json"], args].concat()).json(0)["data"].clone();
    let found = look(&[]);
    let task = format!("planyard/{FEATURE}/T01");
    let tree = found["left"].as_array().unwrap().iter().find(|left| left["name"] == task.as_str()).unwrap().clone();
    assert_eq!((&tree["removable"], &tree["kind"]), (&false.into(), &"worktree".into()), "{found}");
    assert_eq!(look(&["--apply"])["removed"], 0);
    assert_eq!(look(&["--rescue"])["removed"], 0);
    assert_eq!(look(&["--apply", "--rescue"])["removed"], 1);
    assert_eq!(sandbox.git(&["worktree", "list"]).lines().count(), 1);
    let kept = sandbox.run(&["rescue", "list", "--json"]).json(0);
    let id = kept["data"]["kept"][0]["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with(&format!("{FEATURE}/T01/")), "{kept}");
    let shown = sandbox.run(&["rescue", "show", &id, "--json"]).json(0);
    assert!(shown["data"]["diff"].as_str().unwrap().contains("+made by T01"), "{shown}");
    sandbox.run(&["rescue", "restore", &id, "--branch", "back", "--json"]).json(0);
    assert_eq!(sandbox.git(&["show", "back:out/T01.txt"]).trim(), "made by T01");
    let empty = sandbox.run(&["gc", "--format", "human"]);
    assert!(empty.status == 0 && empty.stdout.contains("nothing is to be removed"), "{empty}");
}
