use std::process::Stdio;

use crate::dispatch::site::{FEATURE, Site, WORKS};

#[test]
fn what_failed_is_tried_again_and_lands() {
    let script = "mkdir -p out\n[ -e \"$EFFECTS.well\" ] || exit 3\necho \"made by $task\" > out/$task.txt\n";
    let plan = [("T01", "None"), ("T02", "T01")];
    let site = Site::new(&plan, script, "max_attempts = 1\n");
    site.dispatch(2, &[]);
    std::fs::write(site.sandbox.home().join("effects.well"), "").unwrap();
    let document = site.sandbox.run(&["retry", "--dead"]).json(0);
    crate::schema::check(&document);
    assert_eq!(document["data"]["orders"][0]["from"], "dead");
    assert_eq!(document["data"]["orders"][0]["to"], "queued");
    // Nothing is dead any more, and that is no error.
    assert_eq!(site.sandbox.run(&["retry", "--dead"]).json(0)["data"]["orders"].as_array().unwrap().len(), 0);
    site.dispatch(0, &[]);
    let again = site.sandbox.run(&["retry", "T02"]).json(2);
    assert_eq!(again["error_details"][0]["kind"], "conflict", "{again}");
    let unknown = site.sandbox.run(&["cancel", "T01", "T7"]).json(2);
    assert!(unknown["error_details"][0]["hint"].as_str().unwrap().contains("P01-F01-parts/T01"), "{unknown}");
    assert!(unknown["data"].is_null(), "one unknown name, and nothing is decided");
}

#[test]
fn a_running_task_is_cancelled_with_all_its_processes() {
    let script = "sleep 600 & echo started > \"$EFFECTS.started\"\nwait\n";
    let site = Site::new(&[("T01", "None")], script, "");
    let mut dispatch =
        site.sandbox.command(&["dispatch", FEATURE]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    Site::until("the agent works", || site.sandbox.home().join("effects.started").exists());
    let list = site.sandbox.run(&["runs"]).json(0);
    assert_eq!(list["data"]["runs"][0]["phase"], "running");
    let why = site.sandbox.run(&["why", "T01"]).json(0);
    assert_eq!(why["data"]["command"], "planyard logs P01-F01-parts/T01 -f");
    let document = site.sandbox.run(&["cancel", "T01"]).json(0);
    assert_eq!(document["data"]["orders"][0]["to"], "cancelled");
    assert_eq!(document["data"]["orders"][0]["stopped"][0], "P01-F01-parts/T01/1");
    assert!(dispatch.wait().is_ok());
    Site::until("its processes have ended", || site.processes().is_empty());
    assert_eq!(site.landed().len(), 1);
    assert_eq!(site.sandbox.run(&["why", "T01"]).json(0)["data"]["state"], "cancelled");
}

#[test]
fn a_stop_now_ends_the_runs_and_gives_the_tasks_back() {
    let script = "echo started > \"$EFFECTS.started\"\nsleep 600\n";
    let site = Site::new(&[("T01", "None"), ("T02", "None")], script, "");
    let mut dispatch =
        site.sandbox.command(&["dispatch", FEATURE]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    Site::until("the agent works", || site.sandbox.home().join("effects.started").exists());
    let document = site.sandbox.run(&["stop", "--now"]).json(0);
    crate::schema::check(&document);
    assert_eq!((document["data"]["dispatchers"].as_u64(), &document["data"]["wish"]["now"]), (Some(1), &true.into()));
    dispatch.wait().unwrap();
    Site::until("its processes have ended", || site.processes().is_empty());
    let orders = site.sandbox.run(&["runs"]).json(0)["data"]["orders"].clone();
    assert_eq!((&orders[0]["state"], &orders[0]["attempt"]), (&"queued".into(), &0.into()), "{orders}");
    // With nobody there a stop is of no use, and says so.
    let idle = site.sandbox.human(&["stop"]);
    assert!(idle.stdout.starts_with("no dispatcher runs"), "{idle}");
}

#[test]
fn nothing_is_begun_while_it_is_paused() {
    let site = Site::new(&[("T01", "None")], WORKS, "");
    let paused = site.sandbox.run(&["pause", "lunch"]).json(0);
    assert_eq!((&paused["data"]["paused"], &paused["data"]["before"]), (&"lunch".into(), &serde_json::Value::Null));
    let mut dispatch =
        site.sandbox.command(&["dispatch", FEATURE]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let queued = || {
        let why = site.sandbox.run(&["why", "T01"]);
        why.stdout.contains("everything is paused: lunch")
    };
    Site::until("it is queued", queued);
    assert!(site.effects().is_empty());
    let resumed = site.sandbox.run(&["resume"]).json(0);
    assert_eq!(resumed["data"]["before"], "lunch");
    assert!(dispatch.wait().unwrap().success());
    site.check(&[("T01", "None")]);
}
