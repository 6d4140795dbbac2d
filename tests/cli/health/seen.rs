//! What `planyard health` finds of services that a test writes, and servers that answer with whatever it wants.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpListener;

use serde_json::Value;

use crate::sandbox::Sandbox;

/// Must never be printed.
pub(super) const CANARIES: &[&str] =
    &["canary-word", "canary-query", "canary-token", "canary-key", "bWU6Y2FuYXJ5LXdvcmQ="];

/// What `planyard health` finds of services, each with one probe.
pub(super) struct Seen {
    services: BTreeMap<String, Value>,
    /// Everything that was printed, as JSON and for people.
    printed: String,
}

impl Seen {
    /// Runs it twice over the services, which are given as the text below `[[health.service]]`.
    #[track_caller]
    pub(super) fn of(sandbox: &Sandbox, services: &[&str]) -> Self {
        // What answers is given the time that a busy machine may need; what hangs has its own, short one.
        let limits = "[health]\ntimeout = '20s'\ndeadline = '60s'\n\n".to_owned();
        let config: String = services.iter().fold(limits, |mut text, service| {
            writeln!(text, "[[health.service]]\n{service}\n").unwrap();
            text
        });
        sandbox.write("planyard.toml", &config);
        let json = sandbox.run(&["health"]);
        assert!(json.stderr.is_empty(), "{json}");
        let document: Value = serde_json::from_str(&json.stdout).unwrap_or_else(|error| panic!("{error}\n{json}"));
        let list = document["data"]["services"].as_array().unwrap_or_else(|| panic!("{json}"));
        let human = sandbox.human(&["health"]);
        let services = list.iter().map(|one| (one["name"].as_str().unwrap().to_owned(), one["probes"][0].clone()));
        Self { services: services.collect(), printed: format!("{json}\n{human}") }
    }

    /// What the probe of a service found.
    #[track_caller]
    pub(super) fn probe(&self, name: &str) -> &Value {
        self.services.get(name).unwrap_or_else(|| panic!("no service {name}\n{}", self.printed))
    }

    /// Compares outcome and message of several services at once.
    #[track_caller]
    pub(super) fn check(&self, expected: &[(&str, &str, &str)]) {
        let text = |name: &str, outcome: &str, message: &str| format!("{name}: {outcome}: {message}\n");
        let wanted: String = expected.iter().map(|(name, outcome, message)| text(name, outcome, message)).collect();
        let found: String = expected
            .iter()
            .map(|(name, ..)| {
                let probe = self.probe(name);
                text(name, probe["outcome"].as_str().unwrap(), probe["message"].as_str().unwrap())
            })
            .collect();
        assert!(wanted == found, "expected\n{wanted}\nbut it was\n{found}");
        for canary in CANARIES {
            assert!(!self.printed.contains(canary), "{canary} is printed:\n{}", self.printed);
        }
    }

    /// A number that the probe of a service measured.
    #[track_caller]
    pub(super) fn measure(&self, name: &str, measure: &str) -> f64 {
        let measures = self.probe(name)["measures"].as_array().unwrap();
        let found = measures.iter().find(|one| one["name"] == measure);
        found.unwrap_or_else(|| panic!("{name} has no {measure}: {measures:?}"))["value"].as_f64().unwrap()
    }

    /// The parts that a service tells of: `name status message`.
    #[track_caller]
    pub(super) fn components(&self, name: &str) -> Vec<String> {
        let text = |part: &Value| {
            let word = |key: &str| part[key].as_str().unwrap().to_owned();
            format!("{} {} {}", word("name"), word("status"), word("message")).trim_end().to_owned()
        };
        self.probe(name)["components"].as_array().unwrap().iter().map(text).collect()
    }
}

/// A service as it is written: its name and the other keys, on one line each.
pub(super) fn http(name: &str, port: u16, path: &str, more: &str) -> String {
    format!("name = '{name}'\nprobe = 'http'\nurl = 'http://127.0.0.1:{port}{path}'\n{more}")
}

/// As [`Seen::of`], in a workspace of its own.
#[track_caller]
pub(super) fn see(services: &[String]) -> Seen {
    Seen::of(&Sandbox::new(), &services.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Answers every connection with these bytes, again and again while `forever`, in a thread that ends with the test.
pub(super) fn answering(first: &'static [u8], then: &str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let then = then.as_bytes().to_vec();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(mut stream), then) = (stream, then.clone()) else { return };
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                let mut going = stream.write_all(first).is_ok();
                while going && !then.is_empty() {
                    going = stream.write_all(&then).is_ok();
                }
            });
        }
    });
    port
}
