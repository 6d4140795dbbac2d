//! A rehearsal: real agents on machines with networks of their own, for what another machine hands out.

use serde_json::json;

use super::place::{FEATURE, Place, Planned, done, makes};
use crate::dispatch::machines::{end, shared};
use crate::dispatch::namespaces::{Host, Hosts, hosts, queue, serve, use_queue};

const TWELVE: [(&str, &str); 12] = [
    ("T01", "None"),
    ("T02", "None"),
    ("T03", "T01"),
    ("T04", "T01, T02"),
    ("T05", "None"),
    ("T06", "T05"),
    ("T07", "T03, T04"),
    ("T08", "T06"),
    ("T09", "None"),
    ("T10", "T09"),
    ("T11", "T07, T08"),
    ("T12", "T10, T11"),
];

/// One machine hands out twelve tasks, two work, and a bare repository is what they share.
fn lands_twelve(agent: &str) {
    let what = "real agents on several machines";
    let Some(Hosts { hub, one, two }) = hosts(what) else { return };
    let tasks = TWELVE.map(|(id, needs)| -> Planned<'static> { (id, needs, json!([makes(id), done()])) });
    let Some(place) = Place::at(Some(&hub), agent, &tasks, "") else { return };
    let Some(server) = queue(&hub, what) else { return };
    use_queue(&place.sandbox, &server);
    let clones = shared(&place.sandbox, &["one", "two"]);
    let daemon = serve(&place.sandbox, &hub, server.other());
    let workers = [(&one, 0), (&two, 1)].map(|(host, at): (&Host, usize)| {
        let folder = clones[at].display().to_string();
        host.start(&place.sandbox.command(&["-C", &folder, "worker", "--slots", "2"]))
    });
    let mut dispatch = hub.start(&place.sandbox.command(&["dispatch", FEATURE, "--jobs", "0"]));
    assert!(dispatch.wait().unwrap().success());
    workers.into_iter().for_each(end);
    drop(daemon);
    place.check_landed(&tasks);
    let origin = place.sandbox.home().join("origin.git").display().to_string();
    let target = super::place::TARGET;
    let at_origin = |args: &[&str]| place.sandbox.git(&[&["-C", &origin], args].concat());
    assert_eq!(at_origin(&["rev-parse", target]), place.sandbox.git(&["rev-parse", target]), "the clone has it too");
    assert_eq!(at_origin(&["branch", "--format=%(refname:short)"]), format!("main\n{target}\n"), "no branch is left");
    let runs = |clone: usize| {
        let folder = clones[clone].join(format!(".git/planyard/dispatch/runs/{FEATURE}"));
        std::fs::read_dir(folder).map_or(0, Iterator::count)
    };
    assert!(runs(0) > 0 && runs(1) > 0 && runs(0) + runs(1) == 12, "both worked: {} and {}", runs(0), runs(1));
}

#[test]
fn claude_lands_twelve_on_two_machines() {
    lands_twelve("claude");
}

/// With PLANYARD_AGENTS=all.
#[test]
fn codex_lands_twelve_on_two_machines() {
    if std::env::var("PLANYARD_AGENTS").is_ok_and(|which| which == "all") {
        lands_twelve("codex");
    }
}
