//! RabbitMQ, NATS and gRPC, as they really answer.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tonic::transport::server::TcpIncoming;
use tonic::transport::{Identity, Server as GrpcServer, ServerTlsConfig};
use tonic::{Request, Status};
use tonic_health::ServingStatus;
use tonic_health::pb::health_server::HealthServer;
use tonic_health::server::{HealthReporter, HealthService};

use super::certificates::Authority;
use super::seen::see;
use super::servers::{Server, accepts, ask, free_port, installed, nats, nginx, rabbitmq, redis, run, until};

const REFUSED: &str = "connection refused: nothing listens there";

fn service(name: &str, probe: &str, url: &str, more: &str) -> String {
    format!("name = '{name}'\nprobe = '{probe}'\nurl = '{url}'\n{more}")
}

fn amqp(name: &str, user: &str, at: &str, more: &str) -> String {
    service(name, "amqp", &format!("amqp://{user}@127.0.0.1:{at}"), more)
}

fn rabbitmqctl(server: &Server, args: &[&str]) -> String {
    let (place, mapper) = (server.place(), server.beside.as_ref().unwrap());
    let mut command = Command::new("/usr/lib/rabbitmq/bin/rabbitmqctl");
    command.env("HOME", &place.folder).env("ERL_EPMD_PORT", mapper.port().to_string());
    command.env("RABBITMQ_CONF_ENV_FILE", place.path("none")).current_dir(&place.folder);
    run(command.arg("--node").arg(format!("t{}@localhost", server.port())).args(args))
}

/// How many connections the node has: none is left by a probe.
fn connections(server: &Server) -> usize {
    rabbitmqctl(server, &["-q", "list_connections", "pid"]).lines().filter(|line| line.contains('<')).count()
}

#[test]
fn rabbitmq_in_every_state() {
    let Some(mut server) = rabbitmq("rabbitmq_in_every_state", &[], "") else { return };
    let port = server.port();
    rabbitmqctl(&server, &["add_user", "stranger", "canary-word"]);
    rabbitmqctl(&server, &["add_vhost", "shop"]);
    rabbitmqctl(&server, &["set_permissions", "-p", "shop", "guest", ".*", ".*", ".*"]);
    let backlog = "Queue = rabbit_misc:r(<<\"shop\">>, queue, <<\"jobs\">>), \
         {new, _} = rabbit_amqqueue:declare(Queue, true, false, [], none, <<\"test\">>), \
         Exchange = rabbit_misc:r(<<\"shop\">>, exchange, <<>>), \
         [rabbit_basic:publish(Exchange, <<\"jobs\">>, [], <<\"work\">>) || _ <- lists:seq(1, 5)], ok.";
    rabbitmqctl(&server, &["eval", backlog]);
    let counted = ["-q", "list_queues", "-p", "shop", "messages", "--no-table-headers"];
    until("the queue is filled", || rabbitmqctl(&server, &counted).trim() == "5");

    let queue = |name: &str, more: &str| amqp(name, "guest:guest", &format!("{port}/shop"), more);
    let up = || queue("up", "");
    let seen = see(&[
        up(),
        amqp("default-user", "guest:guest", &format!("{port}"), ""),
        amqp("wrong-password", "guest:canary-word", &format!("{port}/shop"), ""),
        amqp("no-user", "canary-token:canary-word", &format!("{port}/shop"), ""),
        amqp("no-vhost", "guest:guest", &format!("{port}/gone"), ""),
        amqp("not-allowed", "stranger:canary-word", &format!("{port}/shop"), ""),
        queue("queue", "queue = 'jobs'"),
        queue("queue-gone", "queue = 'gone'"),
        queue("queue-warn", "queue = 'jobs'\nwarn_messages = 5\nfail_messages = 100"),
        queue("queue-fail", "queue = 'jobs'\nfail_messages = 5"),
        queue("queue-fine", "queue = 'jobs'\nwarn_messages = 6"),
        queue("queue-unused", "queue = 'jobs'\nmin_consumers = 1"),
        queue("without-alarms", "alarms = false"),
    ]);
    let version = rabbitmqctl(&server, &["-q", "version"]);
    let accepts_it = format!("RabbitMQ {} accepts the login", version.trim());
    let jobs = "jobs has 5 messages, 0 consumers";
    let refuses = "alive, but it refuses these credentials";
    seen.check(&[
        ("up", "ok", &accepts_it),
        ("default-user", "ok", &accepts_it),
        ("wrong-password", "warn", refuses),
        ("no-user", "warn", refuses),
        ("no-vhost", "fail", "it has no virtual host gone"),
        ("not-allowed", "warn", "alive, but this user may not use the virtual host shop"),
        ("queue", "ok", &format!("{accepts_it}; {jobs}")),
        ("queue-gone", "fail", "there is no queue gone"),
        ("queue-warn", "warn", &format!("{jobs}: many wait")),
        ("queue-fail", "fail", &format!("{jobs}: too many wait")),
        ("queue-fine", "ok", &format!("{accepts_it}; {jobs}")),
        ("queue-unused", "fail", &format!("{jobs}: it needs 1 consumer")),
        ("without-alarms", "ok", &accepts_it),
    ]);
    assert_eq!((seen.measure("queue", "messages"), seen.measure("queue", "consumers")), (5.0, 0.0));

    // No message of the probes is anywhere, and no connection.
    until("the connections are gone", || connections(&server) == 0);
    assert_eq!(rabbitmqctl(&server, &counted).trim(), "5");

    let product = accepts_it.trim_end_matches(" accepts the login");
    for (alarm, set, unset) in [
        ("memory", ["set_vm_memory_high_watermark", "0.00001"], ["set_vm_memory_high_watermark", "0.4"]),
        ("disk", ["set_disk_free_limit", "100000GB"], ["set_disk_free_limit", "1MB"]),
    ] {
        let is_set = || rabbitmqctl(&server, &["eval", "rabbit_alarm:get_alarms()."]).contains(alarm);
        rabbitmqctl(&server, &set);
        until("the alarm is set", is_set);
        see(&[up(), queue("without-alarms", "alarms = false")]).check(&[
            ("up", "fail", &format!("{product} accepts no messages: low on {alarm}")),
            ("without-alarms", "ok", &accepts_it),
        ]);
        rabbitmqctl(&server, &unset);
        until("the alarm is over", || !is_set());
    }
    see(&[up()]).check(&[("up", "ok", &accepts_it)]);

    server.pause();
    see(&[up() + "\ntimeout = '400ms'"]).check(&[("up", "fail", "no answer within 400 ms")]);
    server.resume();
    server.kill();
    see(&[up()]).check(&[("up", "fail", REFUSED)]);
}

#[test]
fn other_servers_are_not_taken_for_queues() {
    let what = "other_servers_are_not_taken_for_queues";
    let Some(cache) = redis(what, "") else { return };
    let Some(web) = nginx(what, "server { listen 127.0.0.1:[PORT]; }") else { return };
    let seen = see(&[
        amqp("redis", "guest:guest", &cache.port().to_string(), "timeout = '500ms'"),
        amqp("web", "guest:guest", &web.port().to_string(), ""),
        service("nats-of-redis", "nats", &format!("nats://127.0.0.1:{}", cache.port()), "timeout = '500ms'"),
        service("nats-of-web", "nats", &format!("nats://127.0.0.1:{}", web.port()), "timeout = '500ms'"),
        service("grpc-of-redis", "grpc", &format!("grpc://127.0.0.1:{}", cache.port()), "timeout = '500ms'"),
        service("grpc-of-web", "grpc", &format!("grpc://127.0.0.1:{}", web.port()), ""),
    ]);
    // Redis waits for the end of a line that never comes.
    seen.check(&[("redis", "fail", "no answer within 500 ms"), ("web", "fail", "it does not speak AMQP 0-9-1 there")]);
    for name in ["redis", "web", "nats-of-redis", "nats-of-web", "grpc-of-redis", "grpc-of-web"] {
        assert_eq!(seen.probe(name)["outcome"], "fail", "{}", seen.probe(name));
    }
}

fn nats_at(name: &str, user: &str, port: u16, more: &str) -> String {
    service(name, "nats", &format!("nats://{user}127.0.0.1:{port}"), more)
}

fn version_of(server: &Server) -> String {
    let info = ask(server.port(), b"").unwrap();
    let info = String::from_utf8_lossy(&info).into_owned();
    let json = info.lines().next().unwrap().trim_start_matches("INFO ").to_owned();
    serde_json::from_str::<serde_json::Value>(&json).unwrap()["version"].as_str().unwrap().to_owned()
}

#[test]
fn nats_in_every_state() {
    let what = "nats_in_every_state";
    let Some(mut plain) = nats(what, &[]) else { return };
    let Some(streams) = nats(what, &["-js", "-sd", "[DIR]/js"]) else { return };
    let Some(users) = nats(what, &["--user", "me", "--pass", "canary-word"]) else { return };
    let Some(tokens) = nats(what, &["--auth", "canary-token"]) else { return };
    let folder = tempfile::tempdir().unwrap();
    let conf = folder.path().join("one.conf");
    std::fs::write(&conf, "max_connections: 1\n").unwrap();
    let Some(full) = nats(what, &["-c", conf.to_str().unwrap()]) else { return };
    // It takes the one connection there is, once what the harness asked with is gone.
    let mut only = None;
    until("the one connection is taken", || {
        // The server greets before it counts: only a PONG says that the connection is ours.
        let mut stream = TcpStream::connect(("127.0.0.1", full.port())).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut said = String::new();
        let free = stream.write_all(b"CONNECT {}\r\nPING\r\n").is_ok() && {
            let mut lines = BufReader::new(&stream);
            while !said.ends_with("PONG\r\n") && lines.read_line(&mut said).is_ok_and(|length| length > 0) {}
            said.ends_with("PONG\r\n")
        };
        only = free.then_some(stream);
        free
    });
    let seen = see(&[
        nats_at("plain", "", plain.port(), ""),
        nats_at("no-streams", "", plain.port(), "jetstream = true"),
        nats_at("streams", "", streams.port(), "jetstream = true"),
        nats_at("user", "me:canary-word@", users.port(), ""),
        nats_at("wrong-user", "me:canary-key@", users.port(), ""),
        nats_at("nobody", "", users.port(), ""),
        nats_at("token", "", tokens.port(), "token = 'canary-token'"),
        nats_at("token-in-url", "canary-token@", tokens.port(), ""),
        nats_at("wrong-token", "", tokens.port(), "token = 'canary-key'"),
        nats_at("full", "", full.port(), ""),
    ]);
    let version = version_of(&plain);
    let good = format!("NATS {version} accepts the login");
    let refuses = "alive, but it refuses these credentials";
    seen.check(&[
        ("plain", "ok", &good),
        ("no-streams", "fail", &format!("NATS {version} runs without JetStream")),
        ("streams", "ok", &good),
        ("user", "ok", &good),
        ("wrong-user", "warn", refuses),
        ("nobody", "warn", refuses),
        ("token", "ok", &good),
        ("token-in-url", "ok", &good),
        ("wrong-token", "warn", refuses),
        ("full", "warn", "alive, but it has no connection left"),
    ]);
    assert!(seen.measure("plain", "max_payload") > 1024.0);
    drop(only);
    plain.pause();
    see(&[nats_at("stopped", "", plain.port(), "timeout = '300ms'")]).check(&[(
        "stopped",
        "fail",
        "no answer within 300 ms",
    )]);
    plain.resume();
    plain.kill();
    see(&[nats_at("killed", "", plain.port(), "")]).check(&[("killed", "fail", REFUSED)]);
}

#[test]
fn nats_with_tls() {
    let what = "nats_with_tls";
    if installed(what, "openssl").is_none() {
        return;
    }
    let authority = Authority::new();
    let secured = |name: &str, days: (i64, i64)| {
        let (cert, key) = authority.issue(name, "IP:127.0.0.1", days);
        let path = |path: &Path| path.display().to_string();
        nats(what, &["--tls", "--tlscert", &path(&cert), "--tlskey", &path(&key)])
    };
    let (Some(good), Some(expired)) = (secured("good", (-1, 90)), secured("expired", (-30, -5))) else { return };
    let ca = format!("ca = '{}'", authority.file("ca.pem").display());
    let tls = |name: &str, port: u16, more: &str| nats_at(name, "", port, more).replace("nats://", "tls://");
    let seen = see(&[
        tls("good", good.port(), &ca),
        nats_at("asked-for-by-the-server", "", good.port(), &ca),
        tls("untrusted", good.port(), ""),
        tls("any", expired.port(), "insecure = true"),
        tls("expired", expired.port(), &ca),
    ]);
    let accepted = format!("NATS {} accepts the login", version_of(&good));
    seen.check(&[
        ("good", "ok", &accepted),
        ("asked-for-by-the-server", "ok", &accepted),
        ("untrusted", "fail", "its certificate is from an issuer that is not trusted here"),
        ("any", "ok", &accepted),
    ]);
    assert!(seen.probe("expired")["message"].as_str().unwrap().starts_with("its certificate expired on "));
}

/// A gRPC server that runs until this is dropped.
struct Grpc {
    port: u16,
    end: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Health,
    WantsToken,
    WithoutHealth,
}

impl Grpc {
    fn start(kind: Kind, tls: Option<Identity>) -> Self {
        let (end, ended) = tokio::sync::oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
                tell.send(incoming.local_addr().unwrap().port()).unwrap();
                let reporter = HealthReporter::new();
                for (service, status) in [
                    ("shop.Good", ServingStatus::Serving),
                    ("shop.Bad", ServingStatus::NotServing),
                    ("shop.Unknown", ServingStatus::Unknown),
                ] {
                    reporter.set_service_status(service, status).await;
                }
                let health = HealthService::from_health_reporter(reporter);
                let mut server = GrpcServer::builder();
                if let Some(identity) = tls {
                    server = server.tls_config(ServerTlsConfig::new().identity(identity)).unwrap();
                }
                let token = |request: Request<()>| {
                    let sent = request.metadata().get("authorization").and_then(|value| value.to_str().ok());
                    if sent == Some("Bearer canary-token") { Ok(request) } else { Err(Status::unauthenticated("no")) }
                };
                let router = match kind {
                    Kind::Health => server.add_service(HealthServer::new(health)),
                    Kind::WantsToken => server.add_service(HealthServer::with_interceptor(health, token)),
                    Kind::WithoutHealth => server.add_routes(tonic::service::Routes::default()),
                };
                let until = async { drop(ended.await) };
                router.serve_with_incoming_shutdown(incoming, until).await.unwrap();
            });
        });
        Self { port: told.recv().unwrap(), end: Some(end), thread: Some(thread) }
    }
}

impl Drop for Grpc {
    fn drop(&mut self) {
        drop(self.end.take());
        let _ = self.thread.take().unwrap().join();
    }
}

#[test]
fn grpc_in_every_state() {
    let health = Grpc::start(Kind::Health, None);
    let guarded = Grpc::start(Kind::WantsToken, None);
    let without = Grpc::start(Kind::WithoutHealth, None);
    let grpc = |name: &str, port: u16, more: &str| service(name, "grpc", &format!("127.0.0.1:{port}"), more);
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let seen = see(&[
        grpc("server", health.port, ""),
        grpc("good", health.port, "service = 'shop.Good'"),
        grpc("bad", health.port, "service = 'shop.Bad'"),
        grpc("unknown", health.port, "service = 'shop.Unknown'"),
        grpc("none", health.port, "service = 'shop.None'"),
        grpc("guarded", guarded.port, "bearer = 'canary-token'"),
        grpc("refused", guarded.port, "bearer = 'canary-key'"),
        grpc("without", without.port, ""),
        grpc("silent", silent.local_addr().unwrap().port(), "timeout = '300ms'"),
        grpc("gone", free_port(), ""),
    ]);
    seen.check(&[
        ("server", "ok", "the server is serving"),
        ("good", "ok", "shop.Good is serving"),
        ("bad", "fail", "shop.Bad says that it is not serving"),
        ("unknown", "warn", "alive, but it does not know whether shop.Unknown is serving"),
        ("none", "fail", "it knows no service shop.None"),
        ("guarded", "ok", "the server is serving"),
        ("refused", "warn", "alive, but it refuses these credentials"),
        ("without", "warn", "alive, but it does not answer for its health"),
        ("silent", "fail", "no answer within 300 ms"),
        ("gone", "fail", REFUSED),
    ]);
    let port = health.port;
    drop(health);
    until("it is gone", || !accepts(port));
    see(&[grpc("ended", port, "")]).check(&[("ended", "fail", REFUSED)]);
}

#[test]
fn grpc_with_tls() {
    if installed("grpc_with_tls", "openssl").is_none() {
        return;
    }
    let authority = Authority::new();
    let secured = |name: &str, hosts: &str| {
        let (cert, key) = authority.issue(name, hosts, (-1, 90));
        let identity = Identity::from_pem(std::fs::read(cert).unwrap(), std::fs::read(key).unwrap());
        Grpc::start(Kind::Health, Some(identity))
    };
    let (good, elsewhere) = (secured("good", "IP:127.0.0.1"), secured("elsewhere", "DNS:elsewhere.example"));
    let ca = format!("ca = '{}'", authority.file("ca.pem").display());
    let grpcs = |name: &str, port: u16, more: &str| service(name, "grpc", &format!("grpcs://127.0.0.1:{port}"), more);
    let seen = see(&[
        grpcs("good", good.port, &ca),
        grpcs("untrusted", good.port, ""),
        grpcs("elsewhere", elsewhere.port, &ca),
        grpcs("elsewhere-any", elsewhere.port, "insecure = true"),
        grpcs("plain", good.port, &ca).replace("grpcs://", "grpc://"),
    ]);
    seen.check(&[
        ("good", "ok", "the server is serving"),
        ("untrusted", "fail", "its certificate is from an issuer that is not trusted here"),
        ("elsewhere", "fail", "its certificate is for elsewhere.example, not for 127.0.0.1"),
        ("elsewhere-any", "ok", "the server is serving"),
    ]);
    assert_eq!(seen.probe("plain")["outcome"], "fail", "{}", seen.probe("plain"));
}
