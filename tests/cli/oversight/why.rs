use serde_json::Value;

use crate::dispatch::site::{Site, WORKS};

/// The state, the command, and the paragraph.
fn why(site: &Site, task: &str) -> (Value, Value, String) {
    let document = site.sandbox.run(&["why", task]).json(0);
    crate::schema::check(&document);
    let data = &document["data"];
    (data["state"].clone(), data["command"].clone(), data["text"].as_str().unwrap().to_owned())
}

#[test]
fn every_task_says_why_it_does_not_move() {
    let plan = [("T01", "None"), ("T02", "None"), ("T03", "T01"), ("T04", "None")];
    let script =
        "mkdir -p out\n[ $task = T01 ] && { echo 'it broke' >&2; exit 3; }\necho \"made by $task\" > out/$task.txt\n";
    let site = Site::new(&plan, script, "max_attempts = 1\n");
    // In the plan, and in no store at all.
    let (state, command, text) = why(&site, "T04");
    assert_eq!((state, command), (Value::Null, "planyard dispatch P01-F01-parts --task T04".into()));
    assert!(text.contains("never handed out"), "{text}");
    site.dispatch(2, &["--task", "T01,T02,T03"]);
    let (state, command, text) = why(&site, "T01");
    assert_eq!((state, command), ("dead".into(), "planyard retry P01-F01-parts/T01".into()));
    assert!(
        text.starts_with("It failed for good after 1 attempt, last with failed: it ended with exit code 3"),
        "{text}"
    );
    let (state, command, text) = why(&site, "P01-F01/T03");
    assert_eq!((state, command), ("blocked".into(), "planyard retry P01-F01-parts/T01".into()));
    assert_eq!(text, "It needs T01 (dead) to be done first.");
    let (state, _, text) = why(&site, "P01-F01-parts/T02/1");
    assert_eq!(state, "done");
    let commit = site.sandbox.git(&["rev-parse", "planyard/integration/P01-F01-parts"]);
    assert!(site.sandbox.git(&["log", "--format=%H"]).len() > 40 && !commit.is_empty());
    assert!(text.starts_with("It is done: commit "), "{text}");
    assert_eq!(why(&site, "T04").0, Value::Null);
    let none = site.sandbox.run(&["why", "T9"]).json(2);
    assert_eq!(none["errors"][0], "there is no order T9");
    let human = site.sandbox.human(&["why", "T01"]);
    assert!(human.stdout.starts_with("T01 dead  Make part T01\nIt failed for good"), "{human}");
    assert!(human.stdout.ends_with("next: planyard retry P01-F01-parts/T01\n"), "{human}");
}

#[test]
fn what_is_queued_waits_for_a_dispatcher_or_for_the_end_of_a_pause() {
    let site = Site::new(&[("T01", "None")], "exit 3\n", "max_attempts = 1\n");
    site.dispatch(1, &[]);
    site.sandbox.run(&["retry", "T01"]).json(0);
    let (state, command, text) = why(&site, "T01");
    assert_eq!((state, command), ("queued".into(), "planyard dispatch P01-F01-parts".into()));
    assert!(text.contains("no dispatcher runs"), "{text}");
    site.sandbox.run(&["pause", "lunch", "time"]).json(0);
    let (_, command, text) = why(&site, "T01");
    assert_eq!(
        (command, text.as_str()),
        ("planyard resume".into(), "It could be begun, but everything is paused: lunch time.")
    );
}

#[test]
fn what_asks_says_which_answer_it_needs() {
    let script = WORKS.to_owned();
    let site = Site::new(&[("T01", "None")], &script, "approve = true\n");
    site.dispatch(2, &[]);
    let (state, command, text) = why(&site, "T01");
    assert_eq!((state, command), ("waiting_human".into(), "planyard approve q1".into()));
    assert!(text.starts_with("It waits for approval: "), "{text}");
}
