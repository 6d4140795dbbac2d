use std::process::Command;

use super::{hold, look};
use crate::health::servers::{Server, ask, memcached, until};

fn keys(port: u16, more: &str) -> String {
    format!("probe = \"memcached\"\nurl = \"127.0.0.1:{port}\"\n{more}")
}

#[test]
fn up() {
    let Some(server) = memcached("memcached::up", &["-m", "64"]) else { return };
    let port = server.port();
    let seen =
        look(&keys(port, "warn_hit_rate = 50\nwarn_memory = \"90%\"\nwarn_connections = \"90%\"")).is("healthy", "");
    assert!(seen.probe["message"].as_str().unwrap().starts_with("memcached 1."), "{}", seen.probe);
    assert_eq!(
        (seen.measure("evictions"), seen.measure("curr_items"), seen.measure("hit_rate")),
        (Some(0.0), Some(0.0), None)
    );
    let stored = ask(port, b"set a 0 0 1\r\nx\r\n").unwrap();
    assert_eq!(stored, b"STORED\r\n");
    let read = ask(port, b"get a b c d\r\n").unwrap();
    assert!(read.starts_with(b"VALUE a"));
    let seen =
        look(&keys(port, "warn_hit_rate = 50")).is("degraded", "find something is 25%: a warning down from 50% on");
    assert_eq!((seen.measure("hit_rate"), seen.measure("curr_items")), (Some(25.0), Some(1.0)));
    look(&keys(port, "fail_hit_rate = 30")).is("unhealthy", "a failure down from 30% on");
    look(&keys(port, "fail_connections = \"1\"")).is("unhealthy", "the number of connections is");
}

#[test]
fn at_its_limit_of_connections() {
    let Some(server) = memcached("memcached::at_its_limit_of_connections", &["-c", "40"]) else { return };
    // One more than it takes; how many that are it counts in its own way.
    let mut held = Vec::new();
    until("it refuses", || {
        held.extend(hold(server.port(), 1));
        ask(server.port(), b"version\r\n").is_none_or(|said| said.starts_with(b"ERROR"))
    });
    look(&keys(server.port(), "")).is("degraded", "it is alive, and refuses more connections").hints("-c");
    drop(held);
    until("it takes more", || ask(server.port(), b"version\r\n").is_some_and(|said| said.starts_with(b"VERSION")));
    look(&keys(server.port(), "")).is("healthy", "");
}

#[test]
fn stopped_and_killed() {
    let Some(mut server) = memcached("memcached::stopped_and_killed", &[]) else { return };
    server.pause();
    look(&keys(server.port(), "timeout = \"300ms\"")).is("unhealthy", "300");
    server.resume();
    look(&keys(server.port(), "")).is("healthy", "");
    server.kill();
    look(&keys(server.port(), "")).is("unhealthy", "connection refused: nothing listens there");
}

#[test]
fn over_a_socket() {
    let server = Server::start(
        "memcached::over_a_socket",
        "memcached",
        |program, place| {
            let mut command = Command::new(program);
            command.args(["-s", &place.path("sock"), "-u", "root", "-t", "1"]);
            command
        },
        |place| std::os::unix::net::UnixStream::connect(place.folder.join("sock")).is_ok(),
    );
    let Some(server) = server else { return };
    look(&format!("probe = \"memcached\"\nurl = \"unix://{}\"", server.place().path("sock"))).is("healthy", "");
}

#[test]
fn something_else() {
    let Some(server) = crate::health::servers::nats("memcached::something_else", &[]) else { return };
    look(&keys(server.port(), "")).is("unhealthy", "its answer is not that of memcached");
}
