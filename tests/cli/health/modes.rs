//! One look, wait, watch and serve; criticality, limits and history; every format; `test --needs`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::servers::{ask, free_port, installed, nginx, redis, run, state, until};
use crate::sandbox::Sandbox;

/// A service that answers while this lives.
fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

fn service(name: &str, port: u16, more: &str) -> String {
    format!("[[health.service]]\nname = \"{name}\"\nprobe = \"tcp\"\nurl = \"127.0.0.1:{port}\"\n{more}\n")
}

fn with(toml: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", toml);
    sandbox
}

fn status<'d>(document: &'d Value, name: &str) -> &'d str {
    let services = document["data"]["services"].as_array().unwrap();
    services.iter().find(|service| service["name"] == name).unwrap()["status"].as_str().unwrap()
}

#[test]
fn the_root_cause_is_told_first_and_blamed() {
    let (_up, port) = listener();
    let down = free_port();
    let sandbox = with(
        &(service("web", port, "depends_on = [\"api\"]")
            + &service("api", port, "depends_on = [\"db\"]")
            + &service("db", down, "")
            + &service("other", port, "")),
    );
    let shown = sandbox.human(&["health"]).to_string().replace(&down.to_string(), "PORT");
    insta::assert_snapshot!(shown, @"
    status: 1
    --- stdout ---
       service  status     latency  because
    ✗  db       unhealthy        -  connection refused: nothing listens there
    ✗  web      unhealthy        -  db is unhealthy, through api
    ✗  api      unhealthy        -  db is unhealthy
    ✓  other    healthy          -  accepts connections

    ✗ db
      tcp://127.0.0.1:PORT: connection refused: nothing listens there

    1 root cause, 2 consequences: db
    ✗ health failed: 3 errors; 4 services examined
    ");
    let document = sandbox.run(&["health"]).json(1);
    assert_eq!(document["data"]["root_causes"], serde_json::json!(["db"]));
    let names: Vec<&str> = document["data"]["services"]
        .as_array()
        .unwrap()
        .iter()
        .map(|service| service["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["db", "web", "api", "other"]);
    assert_eq!(document["results"][0]["rule"], "health/unhealthy");
    // Asked for one service, what it needs is looked at as well.
    let document = sandbox.run(&["health", "api"]).json(1);
    assert_eq!((status(&document, "api"), status(&document, "db")), ("unhealthy", "unhealthy"));
    // Alone, it answers.
    let document = sandbox.run(&["health", "api", "--view", "live"]).json(1);
    assert_eq!(status(&document, "api"), "healthy");
    assert_eq!(sandbox.run(&["health", "other"]).status, 0);
}

#[test]
fn criticality_decides_the_exit_code() {
    let (_up, port) = listener();
    let of = |criticality: &str| {
        with(&(service("up", port, "") + &service("down", free_port(), &format!("criticality = \"{criticality}\""))))
    };
    assert_eq!(of("required").run(&["health"]).status, 1);
    assert_eq!(of("important").run(&["health"]).status, 0);
    assert_eq!(of("important").run(&["health", "--strict"]).status, 1);
    assert_eq!(of("important").run(&["health", "--fail-on", "warning"]).status, 1);
    assert_eq!(of("important").run(&["health", "--view", "ready", "--strict"]).status, 0);
    assert_eq!(of("optional").run(&["health", "--strict"]).status, 0);
    assert_eq!(of("required").run(&["health", "--exit-zero"]).status, 0);
    let disabled = with(&(service("up", port, "") + &service("down", free_port(), "enabled = false")));
    let document = disabled.run(&["health"]).json(0);
    assert_eq!(status(&document, "down"), "disabled");
}

#[test]
fn nothing_looked_at_is_never_green() {
    let disabled = with(&service("down", free_port(), "enabled = false"));
    let document = disabled.run(&["health"]).json(2);
    assert_eq!(document["verdict"], "unverified");
}

#[test]
fn a_server_that_hangs_fails_and_never_delays_the_whole() {
    let (_silent, hung) = listener();
    let (_up, port) = listener();
    let slow = service("hung", hung, "banner = \"x\"\ntimeout = \"150ms\"");
    let document = with(&(slow.clone() + &service("up", port, ""))).run(&["health"]).json(1);
    assert_eq!((status(&document, "hung"), status(&document, "up")), ("unhealthy", "healthy"));
    assert!(document["results"][0]["message"].as_str().unwrap().contains("no answer within 150 ms"), "{document}");
    // Cut short by the deadline of all, nothing is known of it.
    let patient = slow.replace("150ms", "1h");
    let document = with(&(patient + &service("up", port, ""))).run(&["health", "--deadline", "200ms"]).json(2);
    assert_eq!((status(&document, "hung"), status(&document, "up")), ("unknown", "healthy"));
    assert_eq!(document["error_details"][0]["kind"], "timeout");
}

#[test]
fn latency_has_limits() {
    let (_up, port) = listener();
    let text = |limits: &str| with(&service("up", port, limits)).run(&["health", "--json"]);
    assert_eq!(status(&text("warn_latency = \"1h\"\nfail_latency = \"2h\"").json(0), "up"), "healthy");
    let Some(server) = nginx("latency_has_limits", "server { listen 127.0.0.1:[PORT]; location / { return 200; } }")
    else {
        return;
    };
    // A shell that takes its time, so that a limit of a millisecond is always passed.
    let slow = |limit: &str| {
        format!(
            "[[health.service]]\nname = \"slow\"\nprobe = \"command\"\nrun = [\"sh\", \"-c\", \"sleep 0.05\"]\n{limit}\n{}",
            service("nginx", server.port(), "")
        )
    };
    let document = with(&slow("warn_latency = \"1ms\"")).run(&["health"]).json(0);
    assert_eq!(status(&document, "slow"), "degraded");
    let document = with(&slow("fail_latency = \"1ms\"")).run(&["health"]).json(1);
    assert_eq!(status(&document, "slow"), "unhealthy");
}

#[test]
fn thresholds_count_from_run_to_run() {
    let (up, port) = listener();
    let sandbox = with(&service("a", port, "fall = 2\nrise = 2"));
    let look = || {
        let output = sandbox.run(&["health"]);
        let document: Value = serde_json::from_str(&output.stdout).unwrap();
        status(&document, "a").to_owned()
    };
    assert_eq!(look(), "healthy");
    drop(up);
    assert_eq!((look(), look()), ("degraded".to_owned(), "unhealthy".to_owned()));
    let up = TcpListener::bind(("127.0.0.1", port)).unwrap();
    assert_eq!((look(), look()), ("unhealthy".to_owned(), "healthy".to_owned()));
    drop(up);
    // What is remembered can be lost, and be anything.
    sandbox.write(".planyard/health.json", "{");
    assert_eq!(look(), "unhealthy");
    assert_eq!(sandbox.git(&["status", "--porcelain"]).trim(), "?? planyard.toml", "git does not see it");
}

#[test]
fn the_start_period_is_starting() {
    let sandbox = with(&service("a", free_port(), "start_period = \"1h\""));
    let document = sandbox.run(&["health"]).json(1);
    assert_eq!(status(&document, "a"), "starting");
}

#[test]
fn wait_ends_as_soon_as_the_server_is_there() {
    let port = free_port();
    let sandbox = with(&service("late", port, ""));
    let waiting = sandbox
        .command(&["health", "--wait", "90s", "--json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It has looked at least once when it has made its folder; that comes at the end of a wait only.
    let _up = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let output = waiting.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(status(&document, "late"), "healthy");
}

#[test]
fn wait_ends_with_what_is_wrong_when_the_time_is_over() {
    let sandbox = with(&service("never", free_port(), ""));
    let output = sandbox.human(&["health", "--wait", "300ms"]);
    assert!(output.status == 1 && output.stdout.contains("connection refused"), "{output}");
    let (_up, port) = listener();
    let degraded = service("up", port, "") + &service("down", free_port(), "criticality = \"important\"");
    assert_eq!(with(&degraded).run(&["health", "--wait", "300ms"]).status, 1, "healthy is asked for");
    assert_eq!(with(&degraded).run(&["health", "--wait", "60s", "--until", "degraded"]).status, 0);
    // Nothing changes a variable that is not set: no use in waiting.
    let hopeless = service("a", 1, "").replace("127.0.0.1:1", "${NOWHERE}");
    assert_eq!(with(&hopeless).run(&["health", "--wait", "10h"]).status, 2);
}

/// A `planyard` that runs on, ended with the test.
pub(super) struct Running(Child);

impl Running {
    fn start(sandbox: &Sandbox, args: &[&str]) -> Self {
        let mut command = sandbox.command(args);
        Self(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    /// Asks it to end, and gives its exit code and the rest of its output.
    fn end(&mut self, signal: Signal) -> (Option<i32>, String) {
        kill_process(Pid::from_child(&self.0), signal).unwrap();
        let mut rest = String::new();
        self.0.stdout.take().map(|mut out| out.read_to_string(&mut rest)).transpose().unwrap();
        (self.0.wait().unwrap().code(), rest)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn watch_tells_changes_and_runs_a_command_at_each() {
    let (up, port) = listener();
    let sandbox = with(&(service("a", port, "") + &service("b", port, "depends_on = [\"a\"]")));
    let tell = "echo \"$PLANYARD_SERVICE $PLANYARD_FROM $PLANYARD_TO\" >> told";
    let mut watching = Running::start(&sandbox, &["health", "--watch", "--interval", "20ms", "--on-change", tell]);
    let mut lines = BufReader::new(watching.0.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
    let first = [next(), next()];
    assert!(first.iter().all(|event| event["from"].is_null() && event["to"] == "healthy"), "{first:?}");
    drop(up);
    let (a, b) = (next(), next());
    assert_eq!((&a["service"], &a["from"], &a["to"]), (&"a".into(), &"healthy".into(), &"unhealthy".into()));
    assert_eq!(b["service"], "b");
    let _up = TcpListener::bind(("127.0.0.1", port)).unwrap();
    // What b needs is there again in the same look.
    assert_eq!((next()["to"].clone(), next()["to"].clone()), ("healthy".into(), "healthy".into()));
    let (code, _) = watching.end(Signal::INT);
    assert_eq!(code, Some(0));
    let told = sandbox.read("told");
    assert!(told.starts_with("a healthy unhealthy\nb healthy unhealthy\n"), "{told}");
}

#[test]
fn on_a_terminal_watch_draws_a_table_with_small_graphs() {
    let (_up, port) = listener();
    let sandbox = with(&(service("up", port, "") + &service("down", free_port(), "")));
    // A terminal of its own; a byte 3 is Ctrl-C.
    let line = format!("exec {} health --watch --interval 20ms", env!("CARGO_BIN_EXE_planyard"));
    let mut command = sandbox.program("script", &["-qfec", &line, "/dev/null"]);
    command.env_remove("PLANYARD_NOW").env("COLUMNS", "100");
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut running = Running(child);
    let mut out = running.0.stdout.take().unwrap();
    let mut said = String::new();
    let mut part = [0; 4096];
    // Until there are several points in a graph.
    while !said.lines().any(|line| line.contains("up") && line.chars().filter(|c| ('▁'..='█').contains(c)).count() > 2)
    {
        let read = out.read(&mut part).unwrap();
        assert!(read > 0, "it ended: {said}");
        said.push_str(&String::from_utf8_lossy(&part[..read]));
    }
    assert!(said.contains("latency over time") && said.contains("connection refused"), "{said}");
    assert!(said.contains("\x1b[H\x1b[2J"), "the screen is drawn again: {said}");
    running.0.stdin.take().unwrap().write_all(b"\x03").unwrap();
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap_or_default();
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
}

#[test]
fn ctrl_c_ends_it_with_what_it_started() {
    let toml = "[[health.service]]\nname = \"slow\"\nprobe = \"command\"\ntimeout = \"1h\"\n\
                run = [\"sh\", \"-c\", \"echo $$$$ > pid.part; mv pid.part pid; sleep 1000\"]\n";
    for args in [&["health", "--deadline", "1h"][..], &["health", "--watch", "--deadline", "1h"]] {
        let sandbox = with(toml);
        let mut running = Running::start(&sandbox, args);
        until("the program has started", || sandbox.root().join("pid").is_file());
        let pid: u32 = sandbox.read("pid").trim().parse().unwrap();
        let (code, said) = running.end(Signal::INT);
        let expected = if args.contains(&"--watch") { 0 } else { 130 };
        assert_eq!(code, Some(expected), "{args:?} {said}");
        assert_eq!(state(pid), None, "{args:?}: the program is gone");
    }
}

/// A served `planyard`, and the port it listens on.
pub(super) fn serving(sandbox: &Sandbox, args: &[&str]) -> (Running, u16) {
    let args = [&["health", "--serve", "127.0.0.1:0"], args].concat();
    let mut running = Running::start(sandbox, &args);
    let mut line = String::new();
    let mut err = BufReader::new(running.0.stderr.take().unwrap());
    err.read_line(&mut line).unwrap();
    let port = line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split(": ").next()).unwrap_or_default();
    let port = port.parse().unwrap_or_else(|_| panic!("it said {line:?}"));
    (running, port)
}

/// The status and the body of what is answered for a path.
fn get(port: u16, path: &str, headers: &str) -> (u16, String) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{headers}\r\n");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    let (head, body) = said.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

#[test]
fn serve_answers_as_the_services_are() {
    let (up, port) = listener();
    let sandbox = with(&(service("db", port, "") + &service("extra", free_port(), "criticality = \"optional\"")));
    let (mut running, at) = serving(&sandbox, &["--cache", "1ms"]);
    let (code, body) = get(at, "/health", "");
    let document: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((code, &document["status"]), (200, &"healthy".into()));
    for key in ["service", "timestamp", "dependencies", "version", "uptime_seconds", "age_ms"] {
        assert!(!document[key].is_null(), "{key}: {document}");
    }
    assert!(document["timestamp"].as_str().unwrap().ends_with('Z'));
    assert_eq!(document["dependencies"].as_array().unwrap().len(), 2);
    let (_, standard) = get(at, "/health", "Accept: application/health+json\r\n");
    assert_eq!(serde_json::from_str::<Value>(&standard).unwrap()["status"], "pass");
    assert_eq!((get(at, "/healthz", "").0, get(at, "/readyz", "").0, get(at, "/livez", "").0), (200, 200, 200));
    let (code, body) = get(at, "/nope", "");
    assert!(code == 404 && body.contains("/readyz"), "{body}");
    drop(up);
    until("it is seen to be gone", || get(at, "/healthz", "").0 == 503);
    assert_eq!((get(at, "/readyz", "").0, get(at, "/livez", "").0), (503, 200), "the process itself lives");
    let (_, metrics) = get(at, "/metrics", "");
    assert!(metrics.contains("planyard_service_up{service=\"db\"} 0\n"), "{metrics}");
    assert!(metrics.contains("planyard_service_status{service=\"db\",status=\"unhealthy\"} 1\n"), "{metrics}");
    let (code, rest) = running.end(Signal::TERM);
    assert!(code == Some(0) && rest.contains("\"success\":true"), "{rest}");
}

#[test]
fn a_second_server_is_refused_and_says_why() {
    let (_up, port) = listener();
    let sandbox = with(&service("db", port, ""));
    let (_running, at) = serving(&sandbox, &[]);
    let output = sandbox.human(&["health", "--serve", &at.to_string()]);
    assert!(output.status == 2 && output.stdout.contains(&format!("cannot listen on 127.0.0.1:{at}")), "{output}");
    assert!(output.stdout.contains("another program listens there"), "{output}");
}

#[test]
fn many_requests_are_one_look() {
    let what = "many_requests_are_one_look";
    let (_up, port) = listener();
    let sandbox = with(&service("db", port, ""));
    let Some(wrk) = installed(what, "wrk") else { return };
    let (mut running, at) = serving(&sandbox, &["--cache", "1h"]);
    let mut requests = 0;
    // As many as it counts; it ends by time only.
    while requests < 50_000 {
        let url = format!("http://127.0.0.1:{at}/health");
        let said = run(Command::new(&wrk).args(["-t", "1", "-c", "64", "-d", "2s", "--timeout", "30s", &url]));
        let failed = said.lines().find(|line| line.contains("Socket errors") || line.contains("Non-2xx"));
        assert!(failed.is_none(), "{said}");
        let count = said.lines().find_map(|line| line.trim().split(" requests in ").next()?.parse::<u64>().ok());
        requests += count.unwrap_or_else(|| panic!("{said}"));
        // Within the loop: where each request is a look, fifty thousand take too long to wait for.
        let (_, metrics) = get(at, "/metrics", "");
        assert!(metrics.contains("planyard_health_looks_total 1\n"), "{metrics}");
    }
    assert_eq!(running.end(Signal::TERM).0, Some(0));
}

#[test]
fn every_format_says_the_same() {
    let (_up, port) = listener();
    let bad = with(&(service("up", port, "") + &service("down", free_port(), "")));
    let good = with(&service("up", port, ""));
    let warn = with(&(service("up", port, "") + &service("down", free_port(), "criticality = \"important\"")));
    let unknown = with(&service("up", port, "").replace(&format!("127.0.0.1:{port}"), "${NOWHERE}"));
    let said = |sandbox: &Sandbox, format: &str| {
        let output = sandbox.run(&["health", "--format", format]);
        (output.status, output.stdout)
    };
    // A monitor's own exit codes.
    for (sandbox, code, word) in
        [(&good, 0, "OK"), (&warn, 1, "WARNING"), (&bad, 2, "CRITICAL"), (&unknown, 3, "UNKNOWN")]
    {
        let (status, text) = said(sandbox, "nagios");
        assert!(status == code && text.starts_with(&format!("HEALTH {word} - ")), "{status} {text}");
    }
    for (sandbox, code, word) in [(&good, 0, "pass"), (&warn, 0, "warn"), (&bad, 1, "fail"), (&unknown, 2, "fail")] {
        let (status, text) = said(sandbox, "health+json");
        assert_eq!((status, serde_json::from_str::<Value>(&text).unwrap()["status"].as_str()), (code, Some(word)));
    }
    for (sandbox, code, pass, verified) in [(&good, 0, 1, 1), (&warn, 0, 1, 1), (&bad, 1, 0, 1), (&unknown, 2, 0, 0)] {
        let (status, text) = said(sandbox, "prometheus");
        assert_eq!(status, code);
        assert!(text.contains(&format!("planyard_pass{{command=\"health\"}} {pass}\n")), "{text}");
        assert!(text.contains(&format!("planyard_verified{{command=\"health\"}} {verified}\n")), "{text}");
    }
    for (sandbox, code, counts) in [
        (&good, 0, "failures=\"0\" errors=\"0\""),
        (&warn, 0, "failures=\"0\" errors=\"0\""),
        (&bad, 1, "failures=\"1\" errors=\"0\""),
    ] {
        let (status, text) = said(sandbox, "junit");
        assert!(status == code && text.contains(counts), "{status} {text}");
    }
    assert!(said(&unknown, "junit").1.contains("errors=\"2\""));
}

#[test]
fn tests_are_not_run_without_what_they_need() {
    let (up, port) = listener();
    let sandbox = with(&(service("redis", port, "") + "[test]\nneeds = [\"redis\"]\n"));
    sandbox.write("Makefile", "test:\n\t@touch ran\n");
    drop(up);
    let document = sandbox.run(&["test"]).json(2);
    assert_eq!(document["verdict"], "unverified");
    assert!(document["errors"][0].as_str().unwrap().contains("redis is unhealthy"), "{document}");
    // The flag is asked instead of the configuration.
    let output = sandbox.human(&["test", "--needs", "nope"]);
    assert!(output.status == 2 && output.to_string().contains("there is no service nope"), "{output}");
    let _up = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let document = sandbox.run(&["test"]).json(2);
    assert!(!document["errors"][0].as_str().unwrap().contains("redis"), "it is there now: {document}");
}

#[test]
fn a_real_server_is_seen_to_come_and_go() {
    let Some(mut server) = redis("a_real_server_is_seen_to_come_and_go", "") else { return };
    let sandbox = with(&service("redis", server.port(), "banner = \"never said\"\ntimeout = \"200ms\""));
    assert!(ask(server.port(), b"PING\r\n").is_some());
    let document = sandbox.run(&["health"]).json(1);
    assert!(document["results"][0]["message"].as_str().unwrap().contains("no answer within"), "{document}");
    server.kill();
    let document = sandbox.run(&["health"]).json(1);
    assert!(document["results"][0]["message"].as_str().unwrap().contains("connection refused"), "{document}");
}
