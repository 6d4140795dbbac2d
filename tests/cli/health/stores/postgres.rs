use std::io::{Read, Write};
use std::net::TcpStream;

use rustix::process::Signal;

use super::{certificate, look, look_with, sandbox};
use crate::health::servers::{PASSWORD, Server, USER, ask, hello, postgres, postgres_replica, postgres_until, until};

fn keys(server: &Server, more: &str) -> String {
    signed_in(server, &format!("{USER}:{PASSWORD}"), "postgres", more)
}

fn signed_in(server: &Server, who: &str, database: &str, more: &str) -> String {
    format!("probe = \"postgres\"\nurl = \"postgres://{who}@127.0.0.1:{}/{database}\"\n{more}", server.port())
}

/// A connection that has said hello and has not signed in: it takes a place, if one was free.
fn greeted(server: &Server) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
    stream.write_all(&hello()).unwrap();
    let mut answer = [0];
    stream.read_exact(&mut answer).unwrap();
    (answer[0] == b'R').then_some(stream)
}

#[test]
fn up_and_refusing() {
    let Some(server) = postgres("postgres::up_and_refusing", "") else { return };
    let seen = look(&keys(&server, "role = \"primary\"\nwarn_connections = \"90%\"")).is("healthy", "");
    assert!(seen.probe["message"].as_str().unwrap().starts_with("PostgreSQL 1"), "{}", seen.probe);
    // Who was here before may not have left yet.
    assert!(seen.measure("connections").is_some_and(|count| count >= 1.0), "{}", seen.probe);
    look(&keys(&server, "fail_connections = \"1\"")).is("unhealthy", "the number of connections is");
    look(&keys(&server, "role = \"replica\"")).is("unhealthy", "it is a primary, and must be a replica");
    let socket = format!("postgres?host={}&port={}", server.place().folder.display(), server.port());
    look(&signed_in(&server, &format!("{USER}:{PASSWORD}"), &socket, "")).is("healthy", "");

    look(&signed_in(&server, &format!("{USER}:canary-wrong"), "postgres", ""))
        .is("degraded", "refuses these credentials");
    look(&signed_in(&server, &format!("nobody:{PASSWORD}"), "postgres", ""))
        .is("degraded", "refuses these credentials");
    look(&signed_in(&server, USER, "postgres", ""))
        .is("degraded", "it is alive, and asks for a password")
        .hints("password");
    let from_env =
        sandbox(&signed_in(&server, USER, "postgres", "password = \"${PGPASSWORD}\"")).env("PGPASSWORD", PASSWORD);
    look_with(&from_env, &[]).is("healthy", "");
    look(&signed_in(&server, &format!("{USER}:{PASSWORD}"), "none", "")).is("unhealthy", "\"none\" does not exist");
    look(&signed_in(&server, &format!("{USER}:{PASSWORD}"), "postgres?sslmode=require", ""))
        .is("unhealthy", "TLS")
        .hints("sslmode");

    look(&keys(&server, "query = \"SELECT 40 + 2\"\nexpect = \"42\"")).is("healthy", "");
    look(&keys(&server, "query = \"SELECT 41\"\nexpect = \"42\""))
        .is("unhealthy", "the query gives 41, and must give 42");
    look(&keys(&server, "query = \"SELECT 1 WHERE false\"\nexpect = \"1\"")).is("unhealthy", "the query gives nothing");
    look(&keys(&server, "query = \"SELECT none\"")).is("unhealthy", "the query failed: column \"none\" does not exist");
    look(&keys(&server, "query = \"CREATE TABLE one (n int)\"")).is("unhealthy", "read-only transaction");
}

#[test]
fn over_tls() {
    let prepare = |place: &crate::health::servers::Place| certificate(&place.folder);
    let conf = "ssl = on\nssl_cert_file = '../cert.pem'\nssl_key_file = '../key.pem'";
    let server = postgres_until("postgres::over_tls", conf, prepare, |said| said.first() == Some(&b'R'));
    let Some(server) = server else { return };
    let keys = |mode: &str, more: &str| {
        signed_in(&server, &format!("{USER}:{PASSWORD}"), &format!("postgres?sslmode={mode}"), more)
    };
    let ca = format!("ca = \"{}\"", server.place().path("cert.pem"));
    for mode in ["disable", "prefer", "require"] {
        look(&keys(mode, "")).is("healthy", "");
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        look(&keys(mode, &ca)).is("healthy", "");
    }
    look(&keys("verify-full", "")).is("unhealthy", "certificate");
    // Its certificate is for the address, not for this name.
    let named = |mode: &str| keys(mode, &ca).replace("127.0.0.1", "localhost");
    look(&named("verify-full")).is("unhealthy", "certificate is for");
    look(&named("verify-ca")).is("healthy", "");
}

#[test]
fn starting() {
    // It recovers from an archive, and the command that fetches from there waits as long as the file is there.
    let conf = "restore_command = 'while test -e ../hold; do sleep 0.05; done; false'";
    let prepare = |place: &crate::health::servers::Place| {
        place.write("hold", "");
        place.write("data/recovery.signal", "");
    };
    let says_so = |said: &[u8]| String::from_utf8_lossy(said).contains("57P03");
    let Some(server) = postgres_until("postgres::starting", conf, prepare, says_so) else { return };
    let seen = look(&keys(&server, "")).is("starting", "it is starting up");
    assert_eq!(seen.probe["outcome"], "starting");
    std::fs::remove_file(server.place().folder.join("hold")).unwrap();
    look_with(&sandbox(&keys(&server, "")), &["--wait", "60s"]).is("healthy", "");
}

#[test]
fn too_many_connections_and_shutting_down() {
    let conf =
        "max_connections = 3\nsuperuser_reserved_connections = 0\nmax_wal_senders = 0\nauthentication_timeout = 600s";
    let Some(mut server) = postgres("postgres::too_many_connections", conf) else { return };
    let mut held = Vec::new();
    until("all its places are held", || {
        // What asked whether it is there may not have left yet.
        held.extend(greeted(&server));
        held.len() == 3
    });
    look(&keys(&server, "")).is("degraded", "has too many connections already").hints("max_connections");
    held.truncate(1);
    // With clients it waits for them, and takes no more.
    server.signal(Signal::TERM);
    until("it shuts down", || {
        ask(server.port(), &hello()).is_some_and(|said| String::from_utf8_lossy(&said).contains("57P03"))
    });
    look(&keys(&server, "")).is("unhealthy", "it is shutting down");
    server.kill();
    look(&keys(&server, "")).is("unhealthy", "connection refused: nothing listens there");
}

#[test]
fn a_replica_cut_off() {
    let Some(mut primary) = postgres("postgres::a_replica_cut_off", "") else { return };
    let Some(replica) = postgres_replica("postgres::a_replica_cut_off", &primary) else { return };
    let keys = |more: &str| keys(&replica, more);
    let streams = "query = \"SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'\"\nexpect = \"1\"";
    until("it streams", || look(&keys(streams)).text("status") == "healthy");
    until("it is not behind", || look(&keys("")).measure("replication_lag") == Some(0.0));
    look(&keys("role = \"replica\"\nwarn_lag = \"1h\"")).is("healthy", "");
    look(&keys("role = \"primary\"")).is("unhealthy", "it is a replica, and must be a primary");
    primary.kill();
    let words = "it is a replica, and receives nothing from its primary";
    until("it is cut off", || look(&keys("")).text("status") == "degraded");
    look(&keys("")).is("degraded", words).hints("primary_conninfo");
}

#[test]
fn stopped() {
    let Some(server) = postgres("postgres::stopped", "") else { return };
    server.pause();
    look(&keys(&server, "timeout = \"300ms\"")).is("unhealthy", "300");
    look_with(&sandbox(&keys(&server, "timeout = \"1h\"")), &["--deadline", "500ms"]).is("unknown", "the deadline");
    server.resume();
    look(&keys(&server, "")).is("healthy", "");
}

#[test]
fn something_else() {
    let Some(server) = crate::health::servers::nats("postgres::something_else", &[]) else { return };
    look(&keys(&server, "")).is("unhealthy", "");
}
