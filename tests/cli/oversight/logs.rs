use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::dispatch::site::{FEATURE, Site, WORKS};

#[test]
fn what_an_agent_said_is_told_and_its_output_is_there_as_it_came() {
    let site = Site::new(&[("T01", "None")], &format!("echo hello\necho oh >&2\n{WORKS}"), "");
    site.dispatch(0, &[]);
    let document = site.sandbox.run(&["logs", "T01"]).json(0);
    crate::schema::check(&document);
    let events = document["data"]["events"].as_array().unwrap();
    assert!(
        events.iter().any(|event| event["kind"] == "text" && event["text"].as_str().unwrap().contains("hello")),
        "{document}"
    );
    let human = site.sandbox.human(&["logs", "P01-F01-parts/T01/1"]);
    assert!(
        human.stdout.starts_with("P01-F01-parts/T01/1  Make part T01") && human.stdout.contains("hello\n"),
        "{human}"
    );
    let raw = site.sandbox.run(&["logs", "T01", "--raw"]);
    assert!(raw.stdout.contains("hello\n") && raw.stdout.contains("oh\n") && !raw.stdout.contains('{'), "{raw}");
    // What has ended is followed to its end, and no further.
    let followed = site.sandbox.run(&["logs", "T01", "-f"]);
    let lines: Vec<Value> = followed.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[lines.len() - 1]["kind"]), (events.len() + 1, &"end".into()), "{followed}");
}

#[test]
fn a_run_is_followed_while_it_goes_on() {
    let script = format!("echo first\nwhile [ ! -e \"$EFFECTS.go\" ]; do sleep 0.05; done\necho second\n{WORKS}");
    let site = Site::new(&[("T01", "None")], &script, "");
    let quiet = |args: &[&str]| {
        let mut command = site.sandbox.command(args);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let mut dispatch = quiet(&["dispatch", FEATURE]).spawn().unwrap();
    Site::until("the agent works", || site.effects().len() == 1);
    let out = site.sandbox.home().join("followed");
    let mut follow = site
        .sandbox
        .command(&["logs", "T01", "--follow"])
        .stdout(fs::File::create(&out).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let said = |word: &str| fs::read_to_string(&out).unwrap().contains(word);
    Site::until("the first line is told", || said("first"));
    assert!(!said("second"));
    fs::write(site.sandbox.home().join("effects.go"), "").unwrap();
    assert!(follow.wait().unwrap().success());
    assert!(said("second") && said("\"kind\":\"end\""));
    assert!(dispatch.wait().unwrap().success());
}
