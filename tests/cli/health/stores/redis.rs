use std::time::Duration;

use planyard::queue::{Address, ClaimRequest, End, Failure, Priority, Queue, Redis};
use serde_json::json;

use super::{certificate, hold, look, look_with, sandbox};
use crate::health::servers::{PASSWORD, Server, ask, free_port, redis, until};
use crate::inbox::{claim_request, order};

/// Sends a command; it must not be refused.
#[track_caller]
fn tell(server: &Server, command: &str) -> String {
    let said = ask(server.port(), format!("{command}\r\n").as_bytes()).unwrap();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(!said.starts_with('-'), "{command}: {said}");
    said
}

fn keys(port: u16, more: &str) -> String {
    format!("probe = \"redis\"\nurl = \"redis://127.0.0.1:{port}\"\n{more}")
}

#[test]
fn up() {
    let Some(server) = redis("redis::up", "maxmemory 100mb\nunixsocket [DIR]/sock") else { return };
    let seen = look(&keys(server.port(), "role = \"master\"\nwarn_memory = \"90%\"")).is("healthy", "");
    assert!(seen.probe["message"].as_str().unwrap().starts_with("Redis "), "{}", seen.probe);
    assert!(seen.measure("memory").unwrap() > 100_000.0 && seen.measure("connections").unwrap() >= 1.0);
    assert_eq!(seen.measure("replicas"), Some(0.0));
    let socket = format!("probe = \"redis\"\nurl = \"unix://{}?db=2\"", server.place().path("sock"));
    look(&socket).is("healthy", "");

    look(&keys(server.port(), "role = \"replica\"")).is("unhealthy", "it is a master, and must be a replica");
    look(&keys(server.port(), "db = 99")).is("unhealthy", "it has no database 99").hints("databases");
    look(&keys(server.port(), "warn_connections = \"1\"")).is("degraded", "the number of clients is");
    look(&keys(server.port(), "fail_memory = \"0.1%\"")).is("unhealthy", "the memory in use is");
    look(&keys(server.port(), "min_replicas = 1")).is("degraded", "0 of 1 replicas are online");
    tell(&server, "CONFIG SET maxmemory 0");
    look(&keys(server.port(), "warn_memory = \"90%\"")).is("degraded", "`warn_memory` is a part").hints("maxmemory");
}

#[test]
fn passwords() {
    let Some(server) = redis("redis::passwords", &format!("requirepass {PASSWORD}")) else { return };
    let port = server.port();
    look(&keys(port, "")).is("degraded", "it is alive, and asks for a password").hints("password");
    look(&keys(port, "db = 1")).is("degraded", "it is alive, and asks for a password");
    look(&keys(port, "password = \"canary-wrong\"")).is("degraded", "refuses this user or password");
    look(&keys(port, &format!("user = \"nobody\"\npassword = \"{PASSWORD}\""))).is("degraded", "refuses this user");
    look(&format!("probe = \"redis\"\nurl = \"redis://:{PASSWORD}@127.0.0.1:{port}/1\"")).is("healthy", "");
    let from_env = sandbox(&keys(port, "password = \"${STORE_PASSWORD}\"")).env("STORE_PASSWORD", PASSWORD);
    look_with(&from_env, &[]).is("healthy", "");
    look(&keys(port, "password = \"${STORE_PASSWORD}\"")).is("unknown", "STORE_PASSWORD is not set");

    let Some(open) = redis("redis::passwords", "") else { return };
    let unwanted = format!("password = \"{PASSWORD}\"");
    look(&keys(open.port(), &unwanted)).is("degraded", "asks for no password, but one is set here");
    // A user who may do nothing, and one who may not ask for INFO.
    tell(&open, &format!("ACL SETUSER none on >{PASSWORD} -@all"));
    look(&keys(open.port(), &format!("user = \"none\"\n{unwanted}"))).is("degraded", "does not permit this user");
    tell(&open, &format!("ACL SETUSER some on >{PASSWORD} -@all +ping"));
    look(&keys(open.port(), &format!("user = \"some\"\n{unwanted}"))).is("healthy", "");
    look(&keys(open.port(), &format!("user = \"some\"\nwarn_memory = \"1GB\"\n{unwanted}")))
        .is("degraded", "`warn_memory` cannot be looked at");
}

#[test]
fn too_many_clients() {
    let Some(server) = redis("redis::too_many_clients", "maxclients 2") else { return };
    let held = hold(server.port(), 2);
    until("it refuses", || ask(server.port(), b"PING\r\n").is_some_and(|said| said.starts_with(b"-ERR max")));
    look(&keys(server.port(), "")).is("degraded", "refuses more clients").hints("maxclients");
    drop(held);
    until("it takes clients", || ask(server.port(), b"PING\r\n").is_some_and(|said| said.starts_with(b"+PONG")));
    look(&keys(server.port(), "")).is("healthy", "");
}

#[test]
fn over_tls() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let dir = folder.path().display();
    let conf =
        format!("tls-port [OTHER]\ntls-auth-clients no\ntls-cert-file {dir}/cert.pem\ntls-key-file {dir}/key.pem");
    let Some(server) = redis("redis::over_tls", &conf) else { return };
    let keys = |scheme: &str, port: u16, more: &str| {
        format!("probe = \"redis\"\nurl = \"{scheme}://127.0.0.1:{port}\"\n{more}")
    };
    let ca = format!("ca = \"{dir}/cert.pem\"");
    look(&keys("rediss", server.other(), &ca)).is("healthy", "");
    look(&keys("rediss", server.other(), "insecure = true")).is("healthy", "");
    look(&keys("rediss", server.port(), &format!("timeout = \"300ms\"\n{ca}"))).is("unhealthy", "");
    look(&keys("rediss", server.other(), "")).is("unhealthy", "certificate").hints("`ca`");
    // It waits for the rest of a handshake.
    look(&keys("redis", server.other(), "timeout = \"300ms\"")).is("unhealthy", "300 ms");
    look(&keys("rediss", server.other(), "ca = \"missing.pem\"")).is("unknown", "missing.pem");
}

#[test]
fn loading_a_large_dump() {
    let Some(mut first) = redis("redis::loading_a_large_dump", "enable-debug-command yes") else { return };
    tell(&first, "DEBUG POPULATE 40000 key 64");
    tell(&first, "SAVE");
    first.kill();
    // Held while it loads: it waits after every key, and answers in between.
    let dump = first.place().folder.display();
    let conf = format!("dir {dump}\nkey-load-delay 3000\nloading-process-events-interval-bytes 1024");
    let Some(server) = redis("redis::loading_a_large_dump", &conf) else { return };
    let seen = look(&keys(server.port(), "")).is("starting", "it is loading its data: ");
    assert_eq!(seen.probe["outcome"], "starting");
    assert!(seen.measure("loaded").is_some_and(|part| (0.0..100.0).contains(&part)), "{}", seen.probe);
    look(&keys(server.port(), "db = 3")).is("starting", "it is loading its data");
}

#[test]
fn a_replica_cut_off() {
    let Some(mut master) = redis("redis::a_replica_cut_off", "repl-diskless-sync-delay 0") else { return };
    let conf = format!("replicaof 127.0.0.1 {}\nreplica-serve-stale-data yes", master.port());
    let Some(replica) = redis("redis::a_replica_cut_off", &conf) else { return };
    until("they are linked", || tell(&replica, "INFO replication").contains("master_link_status:up"));
    until("it is online", || tell(&master, "INFO replication").contains("state=online"));
    let seen = look(&keys(replica.port(), "role = \"replica\"\nwarn_lag = \"5m\"")).is("healthy", "");
    assert!(seen.measure("replication_lag").is_some());
    let seen = look(&keys(master.port(), "min_replicas = 1\nwarn_lag = \"5m\"")).is("healthy", "");
    assert_eq!(seen.measure("replicas"), Some(1.0));
    look(&keys(master.port(), "role = \"replica\"")).is("unhealthy", "it is a master, and must be a replica");

    master.kill();
    until("they are cut off", || tell(&replica, "INFO replication").contains("master_link_status:down"));
    look(&keys(replica.port(), "")).is("degraded", "old data: it is cut off from its master").hints("master");
    tell(&replica, "CONFIG SET replica-serve-stale-data no");
    look(&keys(replica.port(), "")).is("unhealthy", "cut off from its master for").hints("replica-serve-stale-data");
}

#[test]
fn a_stream_and_its_groups() {
    let Some(server) = redis("redis::a_stream_and_its_groups", "") else { return };
    let port = server.port();
    look(&keys(port, "stream = \"jobs\"")).is("unhealthy", "there is no stream jobs");
    for number in 0..5 {
        tell(&server, &format!("XADD jobs * number {number}"));
    }
    tell(&server, "SET word x");
    look(&keys(port, "stream = \"word\"")).is("unhealthy", "word is no stream");
    look(&keys(port, "stream = \"jobs\"\ngroup = \"work\"")).is("unhealthy", "the stream jobs has no group work");
    tell(&server, "XGROUP CREATE jobs work 0");
    tell(&server, "XREADGROUP GROUP work one COUNT 2 STREAMS jobs >");
    let group = |more: &str| keys(port, &format!("stream = \"jobs\"\ngroup = \"work\"\n{more}"));
    let seen = look(&group("warn_stream_lag = 4\nwarn_pending = 3")).is("healthy", "");
    assert_eq!((seen.measure("stream_lag"), seen.measure("pending")), (Some(3.0), Some(2.0)));
    look(&group("warn_stream_lag = 3")).is("degraded", "what the group work has not read is 3: a warning from 3 on");
    look(&group("fail_pending = 2")).is("unhealthy", "has not acknowledged is 2: a failure from 2 on");
    let every = look(&keys(port, "stream = \"jobs\"\nwarn_pending = 2")).is("degraded", "has not acknowledged is 2");
    assert_eq!(every.measure("stream_lag.work"), Some(3.0));
    // After an entry between them was deleted the server cannot count any more.
    let id = tell(&server, "XRANGE jobs - + COUNT 4");
    let id = id.lines().filter(|line| line.contains('-')).nth(3).unwrap().trim();
    tell(&server, &format!("XDEL jobs {id}"));
    look(&group("warn_stream_lag = 100")).is("degraded", "the server does not know what the group work has not read");
}

#[test]
fn stopped_and_killed() {
    let Some(mut server) = redis("redis::stopped_and_killed", "") else { return };
    let Some(other) = redis("redis::stopped_and_killed", "") else { return };
    server.pause();
    look(&keys(server.port(), "timeout = \"300ms\"")).is("unhealthy", "300");
    // Without a limit of its own that matters it ends with the deadline of the whole, and takes nothing with it.
    let both = sandbox(&format!(
        "{}\ntimeout = \"1h\"\n[[health.service]]\nname = \"other\"\n{}",
        keys(server.port(), ""),
        keys(other.port(), "")
    ));
    let answer = both.run(&["health", "--deadline", "1s"]);
    // It may answer yet: nothing is known of it.
    assert_eq!(answer.status, 2, "{answer}");
    let answer: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    let services = answer["data"]["services"].as_array().unwrap();
    let of = |name: &str| services.iter().find(|service| service["name"] == name).unwrap()["status"].clone();
    assert_eq!((of("store"), of("other")), ("unknown".into(), "healthy".into()));
    server.resume();
    look(&keys(server.port(), "")).is("healthy", "");
    server.kill();
    look(&keys(server.port(), "")).is("unhealthy", "connection refused: nothing listens there");
}

#[test]
fn something_else() {
    let port = free_port();
    look(&keys(port, "")).is("unhealthy", "connection refused");
    let Some(server) = crate::health::servers::memcached("redis::something_else", &[]) else { return };
    look(&keys(server.port(), "")).is("unhealthy", "its answer is not that of Redis");
    let socket = format!("probe = \"redis\"\nurl = \"unix://{}\"", server.place().path("none"));
    look(&socket).is("unhealthy", "there is no such socket");
    let wrong = sandbox(&keys(port, "group = \"g\"")).run(&["health"]);
    assert!(wrong.status == 2 && wrong.stdout.contains("needs `stream` beside it"), "{wrong}");
}

fn queue(server: &Server, name: &str) -> Redis {
    let url = format!("redis://127.0.0.1:{}", server.port());
    let address = Address { url, password: None, allow_unsafe: true, patience: Duration::from_secs(10) };
    Redis::open(&address, name).unwrap()
}

#[test]
fn the_queue_of_planyard() {
    let Some(server) = redis("redis::the_queue_of_planyard", "") else { return };
    let port = server.port();
    let of = |more: &str| keys(port, &format!("queue = \"work\"\n{more}"));
    look(&of("")).is("unhealthy", "there is no queue of Planyard's by the name of work").hints("queue.name");
    let alone = sandbox(&keys(port, "warn_age = \"5m\"")).run(&["health"]);
    assert!(alone.status == 2 && alone.stdout.contains("it needs `queue` beside it"), "{alone}");
    let queue = queue(&server, "work");
    let empty = look(&of("warn_depth = 1\nwarn_age = \"1s\"")).is("healthy", "");
    assert_eq!((empty.measure("queue.depth"), empty.measure("queue.age")), (Some(0.0), Some(0.0)));
    let urgent = |task: &str| planyard::queue::NewOrder { priority: Priority::High, ..order(task) };
    queue.submit(&[order("T01"), order("T02"), urgent("T03"), urgent("T04"), order("T05")]).unwrap();
    let take = || queue.claim(&ClaimRequest { lease: Duration::from_secs(600), ..claim_request() }).unwrap().unwrap();
    take();
    let end = End::Dead { failure: Failure::Auth, message: "the key is refused".into() };
    queue.finish(&take().token(), &end).unwrap();
    let worker = |name: &str, state: &str| {
        let record = json!({
            "name": name, "title": name, "host": "h", "version": "0", "state": state, "slots": 3, "busy": 1, "backends": [],
            "load": 0, "ended": 0, "since": 0, "seen": queue.now().unwrap(),
        });
        queue.put("worker", name, &record).unwrap();
    };
    worker("w1", "busy");
    worker("w2", "idle");
    worker("w3", "offline");
    tell(&server, "XGROUP CREATE {planyard:work}:ev readers 0");
    let seen = look(&of("warn_depth = 4\nwarn_age = \"5m\"")).is("healthy", "");
    let is = |name: &str, value: f64| assert_eq!(seen.measure(name), Some(value), "{name} in {:#}", seen.probe);
    for (name, value) in [
        ("queue.depth", 3.0),
        ("queue.depth.high", 0.0),
        ("queue.depth.normal", 3.0),
        ("queue.leases", 1.0),
        ("queue.dead", 1.0),
        ("queue.delayed", 0.0),
        ("queue.workers.idle", 1.0),
        ("queue.workers.busy", 1.0),
        ("queue.workers.offline", 1.0),
        ("queue.slots", 6.0),
        ("queue.slots_busy", 2.0),
        ("queue.pending.ev.readers", 0.0),
        // Five submitted, two claimed, one dead.
        ("queue.stream.ev", 8.0),
        ("queue.lag.ev.readers", 8.0),
    ] {
        is(name, value);
    }
    assert!(seen.measure("queue.lease_end").is_some_and(|left| (0.0..=600_000.0).contains(&left)), "{:#}", seen.probe);
    assert!(seen.measure("queue.age.normal").is_some(), "{:#}", seen.probe);
    look(&of("warn_depth = 3")).is("degraded", "the number of queued orders is 3: a warning from 3 on");
    look(&of("fail_depth = 2")).is("unhealthy", "the number of queued orders is 3: a failure from 2 on");
    until("the oldest has waited", || queue.gauges().unwrap().waiting(Priority::Normal).1 >= 20);
    look(&of("fail_age = \"20ms\"")).is("unhealthy", "the time that the oldest order has been queued is");
    // As a scraper sees it.
    let scraped = sandbox(&of("")).run(&["health", "--format", "prometheus"]);
    let line = "name=\"queue.depth.normal\",unit=\"\"} 3\n";
    assert!(scraped.stdout.contains(line), "{scraped}");
    // A user who may not ask, and one who may only look.
    tell(&server, &format!("ACL SETUSER some on >{PASSWORD} -@all +ping +info"));
    let user = |name: &str| of(&format!("user = \"{name}\"\npassword = \"{PASSWORD}\""));
    look(&user("some")).is("degraded", "the queue work could not be looked at");
    let may = "~{planyard:* +@read +@connection +eval +time +info";
    tell(&server, &format!("ACL SETUSER monitor on >{PASSWORD} -@all {may}"));
    look(&user("monitor")).is("healthy", "");
    tell(&server, "HSET {planyard:work}:meta layout 99");
    look(&of("")).is("unhealthy", "could not be looked at");
}
