//! `planyard queue`, over the store of a repository and over a server.

use serde_json::Value;

use crate::dispatch::site::{FEATURE, Site, WORKS};
use crate::health::certificates::Authority;
use crate::health::servers::{Server, ask, redis};
use crate::inbox::{handed_out, take};
use planyard::queue::{End, Failure, QuestionKind, Queue};

fn server(what: &str) -> Option<(Server, String)> {
    let server = redis(what, "appendonly yes\n")?;
    let url = format!("redis://127.0.0.1:{}", server.port());
    Some((server, url))
}

fn states(document: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let task = |id: &Value| text(id).rsplit('/').next().unwrap().to_owned();
    document["data"]["orders"].as_array().unwrap().iter().map(|row| (task(&row["id"]), text(&row["state"]))).collect()
}

#[test]
fn what_is_where_is_shown() {
    let (sandbox, queue) = handed_out();
    let held = take(&queue);
    let failed = take(&queue);
    let end = End::Dead { failure: Failure::Auth, message: "the key is refused".into() };
    queue.finish(&failed.token(), &end).unwrap();
    let stats = sandbox.run(&["queue", "stats"]).json(0);
    assert_eq!(stats["data"]["states"], serde_json::json!({"queued": 2, "leased": 1, "dead": 1}));
    assert_eq!(stats["data"]["queued"]["normal"]["count"], 2);
    assert_eq!(stats["data"]["held"][0]["order"], held.id.0);
    let human = sandbox.human(&["queue", "stats"]);
    assert!(human.stdout.contains("embedded") && human.stdout.contains("is leased by w"), "{human}");
    let listed = sandbox.run(&["queue", "list", "--state", "dead", "--feature", "reminders"]).json(0);
    assert_eq!(states(&listed), [("T02".to_owned(), "dead".to_owned())]);
    assert!(sandbox.human(&["queue", "list"]).stdout.contains("the key is refused"));
    let shown = sandbox.run(&["queue", "show", "T02"]).json(0);
    assert_eq!(shown["data"]["events"].as_array().unwrap().len(), 3);
    assert!(sandbox.human(&["queue", "show", "T02"]).stdout.contains("the key is refused"));
    assert_eq!(sandbox.run(&["queue", "show", "T77"]).status, 2);
    assert_eq!(sandbox.run(&["queue", "list", "--state", "asleep"]).status, 2);
    let none = sandbox.run(&["queue", "purge-dead", "--older-than", "1h"]).json(0);
    assert_eq!(none["data"]["orders"], serde_json::json!([]));
    let again = sandbox.run(&["queue", "retry", "T02"]).json(0);
    assert_eq!(again["data"]["orders"][0]["to"], "queued");
    let cancelled = sandbox.run(&["queue", "cancel", "T03"]).json(0);
    assert_eq!(cancelled["data"]["orders"][0]["to"], "cancelled");
}

#[test]
fn what_is_live_is_counted_for_people_and_for_monitors() {
    let (sandbox, queue) = handed_out();
    take(&queue);
    queue.finish(&take(&queue).token(), &End::Park { why: "a question".into() }).unwrap();
    let document = sandbox.run(&["queue", "metrics"]).json(0);
    let data = &document["data"];
    assert_eq!(data["states"], serde_json::json!({"queued": 2, "leased": 1, "waiting_human": 1}));
    assert_eq!((&data["queued"]["normal"]["count"], &data["leases"]), (&2.into(), &1.into()));
    assert!(data["lease_end"].as_i64() > data["now"].as_i64() && data["due"].is_null(), "{document}");
    assert_eq!(data["workers"]["states"]["idle"], 0);
    let human = sandbox.human(&["queue", "metrics"]);
    assert!(human.stdout.contains("queued, normal") && human.stdout.contains("waiting for answers"), "{human}");
    let scraped = sandbox.run(&["queue", "metrics", "--format", "prometheus"]);
    for line in [
        "# TYPE planyard_queue_depth gauge",
        "planyard_queue_depth{priority=\"normal\"} 2",
        "planyard_queue_orders{state=\"waiting_human\"} 1",
        "planyard_queue_leases 1",
        "planyard_queue_paused 0",
        "planyard_queue_workers{state=\"gone\"} 0",
    ] {
        assert!(scraped.stdout.lines().any(|said| said == line), "{line} is not in {scraped}");
    }
    sound(&scraped.stdout);
    let Some((_server, url)) = server("what_is_live_is_counted") else { return };
    let empty = sandbox.run(&["queue", "metrics", "--queue", &url]).json(0);
    assert_eq!((&empty["data"]["states"], &empty["data"]["leases"]), (&serde_json::json!({}), &0.into()));
    sandbox.run(&["pause", "now", "--queue", &url]).json(0);
    let scraped = sandbox.run(&["queue", "metrics", "--queue", &url, "--format", "prometheus"]);
    assert!(scraped.stdout.contains("planyard_queue_stream_length{stream=\"ev\"} 1\n"), "{scraped}");
    assert!(scraped.stdout.contains("planyard_queue_paused 1\n"), "{scraped}");
    sound(&scraped.stdout);
}

/// Prometheus' own tool reads it.
fn sound(metrics: &str) {
    let Some(tool) = crate::health::servers::installed("the metrics of a queue", "promtool") else { return };
    let mut command = std::process::Command::new(tool);
    command.args(["check", "metrics"]).stdin(std::process::Stdio::piped());
    let mut child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), metrics.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}\n{metrics}");
}

#[test]
fn what_failed_for_good_is_deleted_when_it_is_asked_for() {
    let (sandbox, queue) = handed_out();
    let failed = take(&queue);
    let end = End::Dead { failure: Failure::Auth, message: "the key is refused".into() };
    queue.finish(&failed.token(), &end).unwrap();
    let look = sandbox.run(&["queue", "purge-dead"]).json(0);
    assert_eq!(
        (&look["data"]["orders"][0]["order"], &look["data"]["deleted"]),
        (&failed.id.0.clone().into(), &0.into())
    );
    let human = sandbox.human(&["queue", "purge-dead"]);
    assert!(human.stdout.contains("may go") && human.stdout.contains("--apply"), "{human}");
    let younger = sandbox.run(&["queue", "purge-dead", "--older-than", "1h", "--apply"]).json(0);
    assert_eq!(younger["data"]["orders"], serde_json::json!([]));
    assert!(queue.order(&failed.id).unwrap().is_some());
    let human = sandbox.human(&["queue", "purge-dead", "--apply"]);
    assert!(human.stdout.contains("deleted") && human.stdout.contains("cannot bring them back"), "{human}");
    assert_eq!(queue.order(&failed.id).unwrap(), None);
    assert_eq!(sandbox.run(&["retry", "T01"]).status, 2);
    assert_eq!(sandbox.run(&["queue", "purge-dead", "--apply"]).json(0)["data"]["deleted"], 0);
}

#[test]
fn an_order_that_nobody_can_do_is_told() {
    let (sandbox, queue) = handed_out();
    let needs = planyard::queue::NewOrder { labels: vec!["gpu".into()], ..crate::inbox::order("T05") };
    queue.submit(&[needs]).unwrap();
    let stats = sandbox.run(&["queue", "stats"]).json(0);
    assert_eq!(stats["data"]["unserved"], serde_json::json!([{"labels": ["gpu"], "count": 1}]));
    let human = sandbox.human(&["queue", "stats"]);
    assert!(human.stdout.contains("1 order needs the label gpu: no live worker has it"), "{human}");
    let why = sandbox.human(&["why", "T05"]);
    assert!(why.stdout.contains("label gpu") && why.stdout.contains("planyard worker --labels gpu"), "{why}");
    assert!(sandbox.human(&["queue", "show", "T05"]).stdout.contains("gpu"));
    let scraped = sandbox.run(&["queue", "metrics", "--format", "prometheus"]);
    for line in ["planyard_queue_labels{labels=\"gpu\"} 1\n", "planyard_queue_unserved 1\n"] {
        assert!(scraped.stdout.contains(line), "{scraped}");
    }
    // A worker of another machine has it, and another is gone.
    assert!(sandbox.human(&["why", "T01"]).stdout.contains("no dispatcher runs"));
    let worker = |name: &str, seen: i64| {
        let record = serde_json::json!({
            "name": name, "title": name, "host": "h", "version": "0", "state": "idle", "slots": 1, "busy": 0, "backends": [],
            "labels": ["gpu"], "load": 0, "ended": 0, "since": 0, "seen": seen,
        });
        queue.put("worker", name, &record).unwrap();
    };
    worker("gone", 0);
    assert!(sandbox.human(&["why", "T05"]).stdout.contains("--labels gpu"));
    worker("there", queue.now().unwrap());
    for task in ["T01", "T05"] {
        let why = sandbox.human(&["why", task]).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(why.contains("waits for a free worker"), "{why}");
    }
    assert_eq!(sandbox.run(&["queue", "stats"]).json(0)["data"]["unserved"], serde_json::json!([]));
    let counted = sandbox.run(&["queue", "metrics"]).json(0);
    assert_eq!(
        (&counted["data"]["workers"]["states"]["idle"], &counted["data"]["workers"]["states"]["gone"]),
        (&1.into(), &1.into())
    );
    worker("there", 0);
    // This machine has it.
    sandbox.write("planyard.toml", "[worker]\nlabels = [\"GPU\"]\n");
    assert_eq!(sandbox.run(&["queue", "stats"]).json(0)["data"]["unserved"], serde_json::json!([]));
    assert!(!sandbox.human(&["why", "T05"]).stdout.contains("--labels"));
}

#[test]
fn a_queue_moves_to_a_server_and_back() {
    let Some((_server, url)) = server("a_queue_moves_to_a_server_and_back") else { return };
    let (sandbox, queue) = handed_out();
    let order = take(&queue);
    crate::inbox::ask(&queue, &order, QuestionKind::Question, "Which port?", &[]);
    queue.finish(&order.token(), &End::Park { why: "a question".into() }).unwrap();
    sandbox.run(&["pause", "moving"]).json(0);
    let before = sandbox.run(&["queue", "export", "--out", "queue.json"]).json(0);
    let to = |args: &[&str]| sandbox.run(&[args, &["--queue", &url]].concat());
    let moved = to(&["queue", "import", "queue.json"]).json(0);
    assert_eq!(moved["data"]["added"].as_array().unwrap().len(), 4);
    let again = to(&["queue", "import", "queue.json"]).json(0);
    assert_eq!(
        (again["data"]["added"].as_array().unwrap().len(), again["data"]["known"].as_array().unwrap().len()),
        (0, 4)
    );
    // As it was, and the question is answered there.
    let after = to(&["queue", "export"]).json(0);
    assert_eq!(after["data"], before["data"]);
    assert_eq!(to(&["answer", "q1", "8080"]).status, 0);
    assert_eq!(states(&to(&["queue", "list", "--state", "queued"]).json(0)).len(), 4);
    // Back, into another clone's own store.
    std::fs::write(sandbox.root().join("back.json"), to(&["queue", "export"]).stdout).unwrap();
    std::fs::remove_dir_all(sandbox.root().join(".git/planyard")).unwrap();
    let back = sandbox.run(&["queue", "import", "back.json"]).json(0);
    assert_eq!(back["data"]["added"].as_array().unwrap().len(), 4);
    assert_eq!(states(&sandbox.run(&["queue", "list"]).json(0)).len(), 4);
    for (file, text) in [
        ("no.json", "{"),
        ("other.json", "[]"),
        ("new.json", "{\"format\":9,\"orders\":[],\"questions\":[],\"limits\":[],\"sessions\":[],\"paused\":null}"),
    ] {
        sandbox.write(file, text);
        assert_eq!(sandbox.run(&["queue", "import", file]).status, 2, "{file}");
    }
    assert_eq!(sandbox.run(&["queue", "import", "nowhere.json"]).status, 2);
}

#[test]
fn a_lost_queue_is_rebuilt_from_git() {
    let Some((server, url)) = server("a_lost_queue_is_rebuilt_from_git") else { return };
    let tasks = [("T01", "None"), ("T02", "None"), ("T03", "T02")];
    let site = Site::new(&tasks, WORKS, "");
    site.dispatch(0, &["--queue", &url, "--task", "T01"]);
    let run = |args: &[&str]| site.sandbox.run(&[args, &["--queue", &url]].concat());
    assert_eq!(run(&["queue", "reconcile"]).json(0)["data"]["orders"], serde_json::json!([]));
    // An older state of the server comes back: it does not know that the task has landed.
    let id = format!(".:{FEATURE}/T01");
    let root = site.sandbox.git(&["rev-list", "--max-parents=0", "HEAD"]).trim().to_owned();
    let key = |name: &str| format!("{{planyard:{root}}}:{name}");
    for command in [
        format!("HSET {} state queued\r\n", key(&format!("job:{id}"))),
        format!("HDEL {} landed\r\n", key(&format!("job:{id}"))),
    ] {
        assert!(ask(server.port(), command.as_bytes()).unwrap().starts_with(b":"), "{command}");
    }
    let seen = run(&["queue", "reconcile"]).json(0);
    assert_eq!(seen["data"]["indexes"].as_array().unwrap().len(), 3, "{seen}");
    assert_eq!(run(&["queue", "reconcile"]).json(0)["data"], seen["data"], "looking changes nothing");
    let applied = run(&["queue", "reconcile", "--apply"]).json(0);
    assert_eq!(applied["data"]["orders"][0]["to"], "done", "{applied}");
    let again = run(&["queue", "reconcile", "--apply"]).json(0);
    assert_eq!(
        (again["data"]["orders"].clone(), again["data"]["indexes"].clone()),
        (serde_json::json!([]), serde_json::json!([]))
    );
    // All of it is lost: what landed stays landed, and the rest is done.
    assert!(ask(server.port(), b"FLUSHALL\r\n").unwrap().starts_with(b"+OK"));
    site.dispatch(0, &["--queue", &url]);
    site.check(&tasks);
    assert_eq!(site.effects().len(), 3);
}

#[test]
fn a_server_is_reached_over_tls() {
    let authority = Authority::new();
    let (cert, key) = authority.issue("redis", "DNS:localhost,IP:127.0.0.1", (-1, 30));
    let conf = format!(
        "appendonly yes\ntls-port [OTHER]\ntls-auth-clients no\ntls-cert-file {}\ntls-key-file {}",
        cert.display(),
        key.display()
    );
    let Some(server) = redis("a_server_is_reached_over_tls", &conf) else { return };
    let (sandbox, _) = handed_out();
    let url = format!("rediss://127.0.0.1:{}", server.other());
    let unknown = sandbox.run(&["queue", "stats", "--queue", &url]);
    assert!(unknown.status != 0 && unknown.stdout.contains("its certificate is not trusted"), "{unknown}");
    let sandbox = sandbox.env("SSL_CERT_FILE", &authority.file("ca.pem").display().to_string());
    let stats = sandbox.run(&["queue", "stats", "--queue", &url]).json(0);
    assert_eq!(stats["data"]["queue"], format!("redis ({url})"));
}
