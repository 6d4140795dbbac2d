//! docs/distributed.md and what is beside it say what is so.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use planyard::queue::{Address, ClaimRequest, End, NewQuestion, QuestionKind, Queue, Redis};
use serde_json::Value;

use crate::health::servers::{PASSWORD, Server, ask, installed, redis, run};
use crate::inbox::{claim_request, order};
use crate::sandbox::Sandbox;

fn docs(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(docs(name)).unwrap()
}

fn tell(server: &Server, command: &str) -> String {
    let said = ask(server.port(), format!("{command}\r\n").as_bytes()).unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

fn queue(server: &Server, user: &str) -> anyhow::Result<Redis> {
    let url = format!("redis://{user}@127.0.0.1:{}", server.port());
    let password = (user != "default").then(|| PASSWORD.to_owned());
    Redis::open(&Address { url, password, allow_unsafe: false, patience: Duration::from_secs(10) }, "NAME")
}

/// A queue as it lives: something of each kind is in it.
fn filled(server: &Server, queue: &Redis) {
    queue.submit(&["T01", "T02", "T03"].map(order)).unwrap();
    let held = queue.claim(&claim_request()).unwrap().unwrap();
    let end =
        End::Retry { failure: planyard::queue::Failure::Crash, message: "so".into(), after: Duration::from_secs(900) };
    queue.finish(&held.token(), &end).unwrap();
    queue.claim(&claim_request()).unwrap().unwrap();
    tell(server, "XGROUP CREATE {planyard:NAME}:ev readers 0");
}

/// The metrics that a text names, with the labels `name` of measures: `planyard_probe_measure queue.depth`.
fn named(expression: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in expression.match_indices("planyard_") {
        let rest = &expression[at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let (metric, rest) = rest.split_at(end);
        let labels = rest.strip_prefix('{').and_then(|rest| rest.split('}').next()).unwrap_or_default();
        let name = labels.split_once("name=").map(|(_, value)| value.trim_start_matches('~'));
        let name = name.and_then(|value| value.trim_start_matches('"').split('"').next()).unwrap_or_default();
        found.insert(format!("{metric} {}", name.replace('\\', "")).trim().to_owned());
    }
    found
}

#[test]
fn the_dashboard_shows_what_is_exported() {
    let Some(server) = redis("the_dashboard_shows_what_is_exported", "appendonly yes\n") else { return };
    filled(&server, &queue(&server, "default").unwrap());
    let sandbox = Sandbox::new();
    let url = format!("redis://127.0.0.1:{}", server.port());
    let service = format!(
        "[[health.service]]\nname = \"queue\"\nprobe = \"redis\"\ntimeout = \"60s\"\nurl = \"{url}\"\nqueue = \"NAME\"\n"
    );
    sandbox.write("planyard.toml", service);
    let output = sandbox.run(&["health", "--deadline", "60s", "--format", "prometheus"]);
    let exported: BTreeSet<String> =
        output.stdout.lines().filter(|line| !line.starts_with('#')).flat_map(named).collect();
    let dashboard: Value = serde_json::from_str(&text("grafana/planyard-queue.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let mut shown = BTreeSet::new();
    for target in panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap()) {
        shown.extend(named(target["expr"].as_str().unwrap()));
    }
    for variable in dashboard["templating"]["list"].as_array().unwrap() {
        shown.extend(named(variable["query"].as_str().unwrap()));
    }
    assert!(shown.len() > 25, "{shown:?}");
    for one in &shown {
        let is = match one.strip_suffix(".*") {
            // A pattern: by what it begins with.
            Some(start) => exported.iter().any(|it| it.starts_with(start)),
            None => exported.contains(one),
        };
        assert!(is, "{one} is shown, and not exported: {exported:?}\n{output}");
    }
    // Each of the queue is shown, but for sums of others.
    let hidden = ["queue.due", "queue.workers.offline"];
    for one in exported.iter().filter_map(|one| one.strip_prefix("planyard_probe_measure queue.")) {
        let name = format!("queue.{one}");
        let is = shown.iter().any(|it| {
            let shown = it.strip_prefix("planyard_probe_measure ").unwrap_or_default();
            shown == name || shown.strip_suffix(".*").is_some_and(|start| name.starts_with(start))
        });
        assert!(is || hidden.contains(&&*name), "{name} is in no panel");
    }
}

#[test]
fn the_example_of_a_scrape_is_taken_by_prometheus() {
    let Some(promtool) = installed("the_example_of_a_scrape", "promtool") else { return };
    let file = docs("prometheus.yml");
    let said = run(std::process::Command::new(promtool).args(["check", "config"]).arg(&file));
    assert!(said.contains("is valid"), "{said}");
    // And its port is the one that is served there.
    let port =
        text("prometheus.yml").lines().find_map(|line| line.split("queue-host:").nth(1)?.get(..4).map(str::to_owned));
    assert!(text("distributed.md").contains(&format!("--serve 0.0.0.0:{}", port.unwrap())));
}

#[test]
fn the_users_of_the_set_up_may_do_their_work_and_no_more() {
    let Some(server) = redis("the_users_of_the_set_up", "appendonly yes\n") else { return };
    tell(&server, "SET other mine");
    let guide = text("distributed.md");
    let lines: Vec<&str> = guide.lines().filter(|line| line.starts_with("ACL SETUSER planyard-")).collect();
    assert_eq!(lines.len(), 2);
    for line in lines {
        let line = line.replace("WORKER-PASSWORD", PASSWORD).replace("MONITOR-PASSWORD", PASSWORD);
        assert_eq!(tell(&server, &line), "+OK\r\n", "{line}");
    }
    let worker = queue(&server, "planyard-worker").unwrap();
    filled(&server, &worker);
    works(&worker);
    let monitor = queue(&server, "planyard-monitor").unwrap();
    assert_eq!(monitor.stats("").unwrap(), worker.stats("").unwrap());
    assert_eq!(monitor.gauges().unwrap().states, worker.gauges().unwrap().states);
    for refused in [
        monitor.submit(&[order("T09")]).map(drop),
        monitor.claim(&claim_request()).map(drop),
        monitor.pause(Some("no")),
        monitor.put("worker", "w", &Value::Null),
    ] {
        assert!(refused.unwrap_err().to_string().contains("may not do"));
    }
    for user in ["planyard-worker", "planyard-monitor"] {
        for command in ["GET other", "SET other x", "FLUSHALL", "CONFIG GET *", "KEYS *", "ACL LIST", "SHUTDOWN NOSAVE"]
        {
            let said = session(&server, &format!("AUTH {user} {PASSWORD}\r\n{command}\r\n"));
            assert!(said.starts_with("+OK") && said.contains("-NOPERM"), "{user}: {command}: {said}");
        }
    }
    assert_eq!(tell(&server, "GET other"), "$4\r\nmine\r\n");
}

/// All that a worker and people do.
fn works(queue: &Redis) {
    let only = ClaimRequest { only: vec![order("T03").id], labels: vec!["gpu".into()], ..claim_request() };
    queue.submit(&[planyard::queue::NewOrder { labels: vec!["gpu".into()], ..order("T04") }, order("T05")]).unwrap();
    let held = queue.claim(&only).unwrap().unwrap();
    let asked =
        NewQuestion { token: held.token(), kind: QuestionKind::Question, text: "so?".into(), options: Vec::new() };
    let asked = queue.ask(&asked).unwrap();
    queue.tell(&held.id, "hurry", "ada").unwrap();
    assert_eq!(queue.take_told(&held.token()).unwrap().len(), 1);
    queue.answer(&asked.id, "yes", "ada").unwrap();
    queue.spend(&held.token(), "a", "2026-11-21", planyard::queue::Spend { cost_micro: 1, tokens: 1 }).unwrap();
    queue.heartbeat(&held.token(), Duration::from_secs(60)).unwrap();
    queue.take_lane("merge", "w", Duration::from_secs(1)).unwrap();
    queue.leave_lane("merge", "w").unwrap();
    queue.finish(&held.token(), &End::Dead { failure: planyard::queue::Failure::Auth, message: "no".into() }).unwrap();
    assert_eq!(queue.purge(&held.id, i64::MAX).unwrap(), planyard::queue::Purged::Yes);
    queue.sweep().unwrap();
    queue.void("w", &[]).unwrap();
    queue.pause(Some("so")).unwrap();
    queue.pause(None).unwrap();
    queue.wait(Duration::from_millis(10)).unwrap();
    assert_eq!(queue.mend(false).unwrap(), [""; 0]);
    assert!(!queue.events(&planyard::queue::EventFilter::default()).unwrap().is_empty());
}

/// What the server answers to several commands on one connection, until it has said two things.
fn session(server: &Server, commands: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(commands.as_bytes()).unwrap();
    let (mut said, mut buffer) = (String::new(), [0; 4096]);
    while said.matches("\r\n").count() < 2 {
        let read = stream.read(&mut buffer).unwrap();
        assert!(read > 0, "it closed the connection after {said}");
        said.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
    said
}
