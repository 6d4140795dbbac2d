//! A small HTTP server on loopback that gives recorded answers, for what cannot run where the tests do.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

use crate::sandbox::{Output, Sandbox};

/// Status, type and body for each path; the query does not count.
type Answers = Arc<Mutex<BTreeMap<String, (u16, &'static str, String)>>>;

/// The server; it ends when this is dropped.
pub(crate) struct Recorded {
    port: u16,
    answers: Answers,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Recorded {
    /// Starts it, without any answer: it says 404.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (answers, over) = (Answers::default(), Arc::new(AtomicBool::new(false)));
        let (known, ended) = (Arc::clone(&answers), Arc::clone(&over));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let known = Arc::clone(&known);
                // A client that goes away in between is no concern of the test.
                std::thread::spawn(move || stream.and_then(|stream| answer(stream, &known)));
            }
        });
        Self { port, answers, over, thread: Some(thread) }
    }

    /// Where it listens, on 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Gives that answer from now on: JSON when it looks like it, else text.
    pub(crate) fn on(&self, path: &str, status: u16, body: impl Into<String>) -> &Self {
        let body = body.into();
        let kind = if body.starts_with('{') { "application/json" } else { "text/plain; version=0.0.4" };
        self.answers.lock().unwrap().insert(path.to_owned(), (status, kind, body));
        self
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn answer(mut stream: TcpStream, answers: &Answers) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let (mut head, mut buffer) = (Vec::new(), [0; 4096]);
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            count => head.extend_from_slice(&buffer[..count]),
        }
    }
    let text = String::from_utf8_lossy(&head).into_owned();
    let path = text.split_whitespace().nth(1).unwrap_or_default().split('?').next().unwrap_or_default().to_owned();
    let known = answers.lock().unwrap().get(&path).cloned();
    let (status, kind, body) = known.unwrap_or((404, "text/plain", "there is no such page".to_owned()));
    write!(
        stream,
        "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// What `planyard health` found of the services of a configuration, by their names.
pub(crate) struct Found {
    services: BTreeMap<String, Value>,
    output: Output,
}

impl Found {
    /// Probes all services of that configuration.
    #[track_caller]
    pub(crate) fn of(sandbox: &Sandbox, toml: &str) -> Self {
        sandbox.write("planyard.toml", toml);
        let output = sandbox.run(&["health"]);
        let json: Value = serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"));
        let services = json["data"]["services"].as_array().unwrap_or_else(|| panic!("{output}"));
        let named = |service: &Value| (service["name"].as_str().unwrap().to_owned(), service.clone());
        Self { services: services.iter().map(named).collect(), output }
    }

    /// The first probe of a service.
    #[track_caller]
    pub(crate) fn probe(&self, name: &str) -> &Value {
        let service = self.services.get(name).unwrap_or_else(|| panic!("there is no {name}\n{}", self.output));
        &service["probes"][0]
    }

    /// Its outcome, and that its message, or its hint, holds these words.
    #[track_caller]
    pub(crate) fn is(&self, name: &str, outcome: &str, words: &str) -> &Self {
        let probe = self.probe(name);
        let said =
            format!("{} {}", probe["message"].as_str().unwrap_or_default(), probe["hint"].as_str().unwrap_or_default());
        assert!(
            probe["outcome"] == outcome && said.contains(words),
            "{name}: expected {outcome}, {words:?} in\n{probe:#}"
        );
        self
    }

    /// What it measured under that name.
    #[track_caller]
    pub(crate) fn measure(&self, name: &str, measure: &str) -> f64 {
        let measures = self.probe(name)["measures"].as_array().unwrap();
        let found = measures.iter().find(|one| one["name"] == measure);
        found
            .and_then(|one| one["value"].as_f64())
            .unwrap_or_else(|| panic!("{name} measures no {measure}: {measures:?}"))
    }

    /// The status and the message of one of its components.
    #[track_caller]
    pub(crate) fn component(&self, name: &str, component: &str) -> (String, String) {
        let components = self.probe(name)["components"].as_array().unwrap();
        let found = components.iter().find(|one| one["name"] == component);
        let found = found.unwrap_or_else(|| panic!("{name} has no {component}: {components:?}"));
        (found["status"].as_str().unwrap().to_owned(), found["message"].as_str().unwrap().to_owned())
    }
}

/// A service's table.
pub(crate) fn service(name: &str, probe: &str, options: &str) -> String {
    format!("[[health.service]]\nname = \"{name}\"\nprobe = \"{probe}\"\n{options}\n")
}

/// Writes an executable file of the sandbox.
pub(crate) fn executable(sandbox: &Sandbox, path: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    sandbox.write(path, text);
    std::fs::set_permissions(sandbox.root().join(path), std::fs::Permissions::from_mode(0o755)).unwrap();
}
