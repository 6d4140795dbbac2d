//! Redis, PostgreSQL, MariaDB and memcached, in every state that they can be brought into.

mod memcached;
mod mysql;
mod postgres;
mod redis;

use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::servers::{LIMIT, PASSWORD, run};
use crate::sandbox::Sandbox;

/// Part of every password of these tests. No run may print it.
const CANARY: &str = "canary";

/// What one look at a service gave.
struct Seen {
    service: Value,
    /// Its one probe.
    probe: Value,
}

impl Seen {
    fn text(&self, key: &str) -> &str {
        self.service[key].as_str().unwrap_or_default()
    }

    fn measure(&self, name: &str) -> Option<f64> {
        let measures = self.probe["measures"].as_array()?;
        measures.iter().find(|measure| measure["name"] == name)?["value"].as_f64()
    }

    /// Compares the status, and a part of the message.
    #[track_caller]
    fn is(self, status: &str, message: &str) -> Self {
        assert_eq!(self.text("status"), status, "{:#}", self.service);
        assert!(self.text("message").contains(message), "{message:?} is not in {:#}", self.service);
        self
    }

    /// What it says is to be done holds this.
    #[track_caller]
    fn hints(self, hint: &str) -> Self {
        assert!(self.text("hint").contains(hint), "{hint:?} is not in {:#}", self.service);
        self
    }
}

/// A workspace with one service, whose keys but its name are `keys`.
fn sandbox(keys: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    // Long, so that a busy machine is no failure; a test of a limit sets its own.
    let timeout = if keys.contains("timeout") { "" } else { "timeout = \"60s\"\n" };
    sandbox.write("planyard.toml", format!("[[health.service]]\nname = \"store\"\n{timeout}{keys}\n"));
    sandbox
}

/// Looks at it for people and as JSON; neither may print a password. Gives what the second saw.
#[track_caller]
fn look(keys: &str) -> Seen {
    look_with(&sandbox(keys), &[])
}

#[track_caller]
fn look_with(sandbox: &Sandbox, args: &[&str]) -> Seen {
    let deadline = format!("{}s", LIMIT.as_secs());
    let mut all = vec!["health"];
    if !args.contains(&"--deadline") {
        all.extend(["--deadline", &deadline]);
    }
    all.extend(args);
    let human = sandbox.human(&all);
    let json = sandbox.run(&all);
    for output in [&human, &json] {
        for text in [&output.stdout, &output.stderr] {
            assert!(!text.contains(CANARY), "a password was printed\n{output}");
        }
    }
    assert_eq!(human.status, json.status, "{human}\n{json}");
    let answer: Value = serde_json::from_str(&json.stdout).unwrap_or_else(|error| panic!("{error}\n{json}"));
    let service = answer["data"]["services"][0].clone();
    let expected = match service["status"].as_str() {
        Some("healthy" | "degraded") => 0,
        Some("unknown") => 2,
        _ => 1,
    };
    assert_eq!(json.status, expected, "{json}");
    let status = service["status"].as_str().unwrap();
    assert!(human.stdout.contains(status) || status == "unknown", "{status}\n{human}");
    Seen { probe: service["probes"][0].clone(), service }
}

/// A certificate for 127.0.0.1 and its key, `cert.pem` and `key.pem` of that folder, signed by itself.
fn certificate(folder: &Path) {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
    openssl.args(["-subj", "/CN=store", "-addext", "subjectAltName=IP:127.0.0.1"]);
    openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    openssl.arg("-keyout").arg(folder.join("key.pem")).arg("-out").arg(folder.join("cert.pem"));
    run(&mut openssl);
}

/// Connections that are held open.
fn hold(port: u16, count: usize) -> Vec<TcpStream> {
    (0..count).map(|_| TcpStream::connect(("127.0.0.1", port)).unwrap()).collect()
}

#[test]
fn the_password_of_the_tests_is_a_canary() {
    assert!(PASSWORD.contains(CANARY));
}
