//! Work that waits in a server.

use super::crash::{FIVE, start};
use super::people::{ASKS, open};
use super::site::{Planned, Site, WORKS};
use crate::health::servers::{PASSWORD, Server, free_port, redis};

const THREE: [Planned<'_>; 3] = [("T01", "None"), ("T02", "T01"), ("T03", "None")];

pub(crate) fn keeping(what: &str) -> Option<Server> {
    redis(what, &format!("appendonly yes\nappendfsync always\nrequirepass {PASSWORD}\n"))
}

fn url(server: &Server) -> String {
    format!("redis://127.0.0.1:{}", server.port())
}

/// The password is in a file of the user's, as agents may need it too.
pub(super) fn site(tasks: &[Planned<'_>], script: &str, server: &Server) -> Site {
    let site = Site::new(tasks, script, "max_attempts = 20\n");
    let file = site.sandbox.home().join("password");
    std::fs::write(&file, format!("{PASSWORD}\n")).unwrap();
    let config = site.sandbox.read("planyard.toml");
    let queue = format!("\n[queue]\nurl = \"{}\"\npassword_file = \"{}\"\n", url(server), file.display());
    site.sandbox.write("planyard.toml", config + &queue).git(&["commit", "-qam", "all", "--amend"]);
    site
}

#[test]
fn tasks_land_once_each_from_a_server() {
    let Some(server) = keeping("tasks_land_once_each_from_a_server") else { return };
    let site = site(&THREE, WORKS, &server);
    let document = site.dispatch(0, &["--jobs", "2"]);
    assert_eq!(document["verdict"], "pass");
    site.check(&THREE);
    assert_eq!(site.effects().len(), 3);
    assert!(!site.sandbox.root().join(".git/planyard/dispatch/state.db").exists(), "nothing waits in the repository");
    let again = site.dispatch(0, &[]);
    assert_eq!(again["ran"][0]["reason"], "empty_scope");
}

#[test]
fn a_question_goes_through_the_server() {
    let Some(server) = keeping("a_question_goes_through_the_server") else { return };
    let site = site(&[("T01", "None")], ASKS, &server);
    site.dispatch(2, &[]);
    let asked = open(&site);
    assert_eq!(asked.len(), 1, "{asked:?}");
    let answered = site.sandbox.run(&["answer", asked[0]["id"].as_str().unwrap(), "blue"]);
    assert_eq!(answered.status, 0, "{answered}");
    site.dispatch(0, &[]);
    assert!(site.at_target("colour.txt").contains("blue"));
}

#[test]
fn a_server_that_cannot_be_used_is_said_so_and_nothing_begins() {
    let Some(server) = keeping("a_server_that_cannot_be_used_is_said_so") else { return };
    let site = Site::new(&THREE, WORKS, "");
    for (address, words) in [
        (format!("redis://:not-{PASSWORD}@127.0.0.1:{}", server.port()), "refuses this user or password"),
        (url(&server), "asks for a password"),
        (format!("amqp://u:not-{PASSWORD}@127.0.0.1"), "redis, rediss, redis+unix"),
    ] {
        let output = site.sandbox.run(&["dispatch", super::site::FEATURE, "--queue", &address]);
        assert!(output.status != 0 && output.stdout.contains(words), "{output}");
        assert!(!format!("{output}").replace(&address, "").contains(&format!("not-{PASSWORD}")), "{output}");
    }
    let nobody = format!("redis://127.0.0.1:{}", free_port());
    let output = site.sandbox.run(&["inbox", "--queue", &nobody]);
    assert!(output.stdout.contains("nothing listens there"), "{output}");
    assert_eq!(site.effects().len(), 0);
    site.untouched();
}

#[test]
fn dispatchers_that_are_killed_while_the_server_is_silent_lose_nothing() {
    let Some(server) = keeping("dispatchers_that_are_killed_while_the_server_is_silent") else { return };
    let site = site(&FIVE, WORKS, &server);
    for round in 1..=3 {
        let mut child = start(&site);
        Site::until("a run begins, or all is done", || {
            site.effects().len() >= round || child.try_wait().unwrap().is_some()
        });
        server.pause();
        // It may have ended.
        let _ = child.kill();
        child.wait().unwrap();
        server.resume();
    }
    site.dispatch(0, &[]);
    site.check(&FIVE);
    let stats = site.sandbox.run(&["queue", "stats"]).json(0);
    assert_eq!(stats["data"]["states"], serde_json::json!({"done": 5}), "{stats}");
    assert_eq!(site.sandbox.run(&["queue", "reconcile"]).json(0)["data"]["orders"], serde_json::json!([]));
}
