use std::process::Command;

use super::{certificate, hold, look};
use crate::health::servers::{PASSWORD, Server, USER, ask, installed, mariadb, run, until};

fn keys(server: &Server, more: &str) -> String {
    signed_in(server, &format!("{USER}:{PASSWORD}"), "mysql", more)
}

fn signed_in(server: &Server, who: &str, database: &str, more: &str) -> String {
    format!("probe = \"mysql\"\nurl = \"mysql://{who}@127.0.0.1:{}/{database}\"\n{more}", server.port())
}

/// Runs a statement as the user of the tests.
fn tell(server: &Server, statement: &str) {
    let mut client = Command::new(installed("mysql", "mariadb").unwrap());
    client.args(["--no-defaults", "-h127.0.0.1", &format!("-P{}", server.port()), &format!("-u{USER}")]);
    run(client.env("MYSQL_PWD", PASSWORD).args(["-e", statement]));
}

#[test]
fn up_and_refusing() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path());
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (cert, key) = (format!("--ssl-cert={}", file("cert.pem")), format!("--ssl-key={}", file("key.pem")));
    let Some(server) = mariadb("mysql::up_and_refusing", &[&cert, &key]) else { return };
    let seen = look(&keys(&server, "role = \"primary\"\nwarn_connections = \"90%\"")).is("healthy", "");
    assert!(seen.probe["message"].as_str().unwrap().starts_with("MariaDB 10."), "{}", seen.probe);
    assert!(seen.measure("connections").unwrap() >= 1.0);
    look(&keys(&server, "").replace("mysql://", "mariadb://")).is("healthy", "");
    let socket =
        signed_in(&server, &format!("{USER}:{PASSWORD}"), &format!("?socket={}", server.place().path("sock")), "");
    look(&socket).is("healthy", "");

    look(&signed_in(&server, &format!("{USER}:canary-wrong"), "mysql", "")).is("degraded", "refuses these credentials");
    look(&signed_in(&server, USER, "", "")).is("degraded", "refuses these credentials").hints("accounts");
    let none = format!("{USER}:{PASSWORD}");
    look(&signed_in(&server, &none, "none", "")).is("unhealthy", "it has no such database");

    look(&keys(&server, "query = \"SELECT 40 + 2\"\nexpect = \"42\"")).is("healthy", "");
    look(&keys(&server, "query = \"SELECT 41\"\nexpect = \"42\""))
        .is("unhealthy", "the query gives 41, and must give 42");
    look(&keys(&server, "query = \"SELECT none\"")).is("unhealthy", "the query failed: ");
    tell(&server, "CREATE DATABASE things; CREATE TABLE things.one (n INT) ENGINE=InnoDB");
    look(&keys(&server, "query = \"INSERT INTO things.one VALUES (1)\"")).is("unhealthy", "READ ONLY");
    look(&keys(&server, "query = \"SELECT COUNT(*) FROM things.one\"\nexpect = \"0\"")).is("healthy", "");

    look(&keys(&server, &format!("ca = \"{}\"", file("cert.pem")))).is("healthy", "");
    look(&keys(&server, "insecure = true")).is("healthy", "");
    look(&keys(&server, "tls = true")).is("unhealthy", "certificate");
    tell(&server, &format!("CREATE USER few@'%' IDENTIFIED BY '{PASSWORD}' REQUIRE SSL"));
    let few = format!("few:{PASSWORD}");
    look(&signed_in(&server, &few, "", "")).is("degraded", "");
    look(&signed_in(&server, &few, "", "insecure = true")).is("healthy", "");
    look(&signed_in(&server, &few, "", "insecure = true\nrole = \"primary\""))
        .is("degraded", "`role` cannot be looked at");

    tell(&server, "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=1, MASTER_USER='x'; START SLAVE");
    look(&keys(&server, ""))
        .is("degraded", "it is a replica, and does not reach its primary")
        .hints("SHOW REPLICA STATUS");
    look(&keys(&server, "role = \"primary\"")).is("unhealthy", "it is a replica, and must be a primary");
}

#[test]
fn too_many_connections_stopped_and_killed() {
    // Ten is the least that MariaDB takes.
    let Some(mut server) = mariadb("mysql::too_many_connections", &["--max-connections=10"]) else { return };
    look(&keys(&server, "")).is("healthy", "");
    let mut held = Vec::new();
    let refuses = |said: Vec<u8>| said.get(4) == Some(&0xff);
    until("it refuses", || {
        held.extend(hold(server.port(), 1));
        ask(server.port(), b"").is_some_and(refuses)
    });
    look(&keys(&server, "")).is("degraded", "has too many connections already").hints("max_connections");
    drop(held);
    until("it takes more", || !ask(server.port(), b"").is_none_or(refuses));
    server.pause();
    look(&keys(&server, "timeout = \"300ms\"")).is("unhealthy", "300");
    server.resume();
    look(&keys(&server, "")).is("healthy", "");
    server.kill();
    look(&keys(&server, "")).is("unhealthy", "connection refused: nothing listens there");
}

#[test]
fn something_else() {
    let Some(server) = crate::health::servers::memcached("mysql::something_else", &[]) else { return };
    // memcached waits for a command, as a MySQL client does for a greeting.
    look(&keys(&server, "timeout = \"300ms\"")).is("unhealthy", "300");
    let Some(server) = crate::health::servers::nats("mysql::something_else", &[]) else { return };
    look(&keys(&server, "")).is("unhealthy", "");
}
