//! HTTP, as a real web server and less orderly ones answer.

use std::collections::BTreeMap;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use planyard::health::options::Options;
use planyard::health::{probes, run};

use super::seen::{Seen, answering, http, see};
use super::servers::{accepts, free_port, nginx, until};
use crate::sandbox::Sandbox;

const PAGES: &str = r#"
  server {
    listen 127.0.0.1:[PORT];
    listen unix:[DIR]/web.sock;
    default_type text/plain;
    location = /ok { return 200 "all is well here"; }
    location = /500 { return 500 "broken"; }
    location = /404 { return 404; }
    location = /401 { return 401; }
    location = /429 { return 429; }
    location = /loop { return 302 /loop; }
    location = /once { return 302 /ok; }
    location = /twice { return 302 /once; }
    location = /post {
      if ($request_method != POST) { return 405; }
      if ($content_length != 5) { return 400; }
      if ($http_x_mark != here) { return 403; }
      return 204;
    }
    location = /bearer { if ($http_authorization != "Bearer canary-token") { return 401; } return 200 "come in"; }
    location = /basic { if ($http_authorization != "Basic bWU6Y2FuYXJ5LXdvcmQ=") { return 401; } return 200 "come in"; }
    location = /echo {
      default_type application/json;
      return 500 '{"status":"fail","output":"$args $http_authorization $http_x_api_key"}';
    }
    location = /slow { alias [DIR]/nginx.conf; limit_rate 1; }
  }
"#;

#[test]
fn http_answers() {
    let Some(server) = nginx("http_answers", PAGES) else { return };
    let get = |name: &str, path: &str, more: &str| http(name, server.port(), path, more);
    let socket = server.place().path("web.sock");
    let seen = see(&[
        get("ok", "/ok", ""),
        get("text", "/ok", "contains = 'is well'\nbody_matches = '^all .* here$'"),
        get("text-gone", "/ok", "contains = 'on fire'"),
        get("pattern-gone", "/ok", "body_matches = '^here'"),
        get("no-json", "/ok", "jq = '.ok'"),
        get("500", "/500", ""),
        get("500-expected", "/500", "status = '500'"),
        get("404", "/404", ""),
        get("401", "/401", ""),
        get("429", "/429", ""),
        get("loop", "/loop", ""),
        get("once", "/once", "contains = 'well'"),
        get("once-not-followed", "/once", "redirects = 0"),
        get("once-not-followed-nor-good", "/once", "redirects = 0\nstatus = '200-299'"),
        get("twice", "/twice", "redirects = 1"),
        get("post", "/post", "method = 'POST'\nbody = 'hello'\nheaders = { X-Mark = 'here' }"),
        get("not-post", "/post", ""),
        get("socket", "/ok", &format!("socket = '{socket}'\ncontains = 'well'")),
        get("socket-gone", "/ok", &format!("socket = '{socket}.no'")),
    ]);
    seen.check(&[
        ("ok", "ok", "answers 200 OK"),
        ("text", "ok", "answers 200 OK"),
        ("text-gone", "fail", "its answer does not contain \"on fire\""),
        ("pattern-gone", "fail", "its answer does not match `^here`"),
        ("500", "fail", "answers 500 Internal Server Error"),
        ("500-expected", "ok", "answers 500 Internal Server Error"),
        ("404", "fail", "answers 404 Not Found"),
        ("401", "fail", "answers 401 Unauthorized"),
        ("429", "warn", "answers 429 Too Many Requests"),
        ("loop", "fail", "redirects more than 10 times"),
        ("once", "ok", "answers 200 OK"),
        ("once-not-followed", "ok", "answers 302 Found"),
        ("once-not-followed-nor-good", "fail", "answers 302 Found"),
        ("twice", "fail", "redirects more than once"),
        ("post", "ok", "answers 204 No Content"),
        ("not-post", "fail", "answers 405 Method Not Allowed"),
        ("socket", "ok", "answers 200 OK"),
        ("socket-gone", "fail", "there is no such socket"),
    ]);
    let message = seen.probe("no-json")["message"].as_str().unwrap();
    assert!(message.starts_with("`.ok` cannot be asked of its answer: this is not JSON"), "{message}");
    assert!(seen.probe("401")["hint"].as_str().unwrap().contains("`bearer`"));
}

#[test]
fn http_credentials_are_used_and_never_printed() {
    let Some(server) = nginx("http_credentials_are_used_and_never_printed", PAGES) else { return };
    let port = server.port();
    let with_user = |name: &str, path: &str| {
        format!("name = '{name}'\nprobe = 'http'\nurl = 'http://me:canary-word@127.0.0.1:{port}{path}'")
    };
    let services = [
        http("bearer", port, "/bearer", "bearer = '${TOKEN}'"),
        http("wrong-bearer", port, "/bearer", "bearer = 'canary-query'"),
        with_user("basic", "/basic?token=canary-query"),
        with_user("echo", "/echo?q=canary-query&token=canary-key"),
        http("echo-token", port, "/echo", "bearer = '${TOKEN}'\nheaders = { X-Api-Key = 'canary-key' }"),
        http("unset", port, "/ok", "bearer = '${NOT_SET_ANYWHERE}'"),
    ];
    let sandbox = Sandbox::new().env("TOKEN", "canary-token");
    let seen = Seen::of(&sandbox, &services.each_ref().map(String::as_str));
    seen.check(&[
        ("bearer", "ok", "answers 200 OK"),
        ("wrong-bearer", "fail", "answers 401 Unauthorized"),
        ("basic", "ok", "answers 200 OK"),
        ("unset", "error", "the variable NOT_SET_ANYWHERE is not set, in the environment or in .env"),
    ]);
    let target = seen.probe("basic")["target"].as_str().unwrap();
    assert_eq!(target, format!("http://127.0.0.1:{port}/basic"));
    for name in ["echo", "echo-token"] {
        let message = seen.probe(name)["message"].as_str().unwrap();
        assert!(message.starts_with("answers 500 Internal Server Error, and says that it is fail: "), "{message}");
    }
}

const REPORTS: &str = r#"
  server {
    listen 127.0.0.1:[PORT];
    default_type application/health+json;
    location = /pass { return 200 '{"status":"pass","checks":{"db:responseTime":[
      {"status":"pass","observedValue":3,"observedUnit":"ms"}]}}'; }
    location = /warn { return 200 '{"status":"warn","output":"the disk fills up"}'; }
    location = /fail { return 200 '{"status":"fail","checks":{"db":[{"status":"fail","output":"refused"}]}}'; }
    location = /up { return 200 '{"status":"UP","components":{"db":{"status":"UP"},"ping":{"status":"UP"}}}'; }
    location = /down { return 503 '{"status":"DOWN","components":{
      "db":{"status":"DOWN","details":{"error":"no connection"}},"ping":{"status":"UP"}}}'; }
    location = /out { return 200 '{"status":"OUT_OF_SERVICE"}'; }
    location = /unknown { return 200 '{"status":"UNKNOWN"}'; }
    location = /healthy { return 200 '{"status":"healthy","services":[
      {"name":"redis","status":"healthy","message":"PONG"},{"name":"mail","status":"unhealthy","message":"gone"}]}'; }
    location = /degraded { return 200 '{"status":"degraded","dependencies":[{"name":"redis","status":"degraded"}]}'; }
    location = /unhealthy { return 200 '{"status":"unhealthy"}'; }
    location = /starting { return 503 '{"status":"starting"}'; }
    location = /order { return 200 '{"status":"shipped","items":[1,2]}'; }
  }
"#;

#[test]
fn health_reports_in_the_body() {
    let Some(server) = nginx("health_reports_in_the_body", REPORTS) else { return };
    let get = |name: &str| http(name, server.port(), &format!("/{name}"), "");
    let names =
        ["pass", "warn", "fail", "up", "down", "out", "unknown", "healthy", "degraded", "unhealthy", "starting"];
    let mut services: Vec<String> = names.map(get).to_vec();
    services.push(http("order", server.port(), "/order", "jq = '.items | length == 2'"));
    services.push(http("order-short", server.port(), "/order", "jq = '.items | length > 2'"));
    services.push(http("not-believed", server.port(), "/fail", "nested = false"));
    let seen = see(&services);
    seen.check(&[
        ("pass", "ok", "answers 200 OK, and says that it is pass"),
        ("warn", "warn", "answers 200 OK, and says that it is warn: the disk fills up"),
        ("fail", "fail", "answers 200 OK, and says that it is fail: db is unhealthy (refused)"),
        ("up", "ok", "answers 200 OK, and says that it is UP"),
        ("down", "fail", "answers 503 Service Unavailable, and says that it is DOWN: db is unhealthy (no connection)"),
        ("out", "fail", "answers 200 OK, and says that it is OUT_OF_SERVICE"),
        ("unknown", "warn", "answers 200 OK, and says that it is UNKNOWN"),
        ("healthy", "ok", "answers 200 OK, and says that it is healthy: mail is unhealthy (gone)"),
        ("degraded", "warn", "answers 200 OK, and says that it is degraded: redis is degraded"),
        ("unhealthy", "fail", "answers 200 OK, and says that it is unhealthy"),
        ("starting", "starting", "answers 503 Service Unavailable, and says that it is starting"),
        ("order", "ok", "answers 200 OK"),
        ("order-short", "fail", "its answer does not satisfy `.items | length > 2`"),
        ("not-believed", "ok", "answers 200 OK"),
    ]);
    assert_eq!(seen.components("pass"), ["db:responseTime healthy 3 ms"]);
    assert_eq!(seen.components("down"), ["db unhealthy no connection", "ping healthy"]);
    assert_eq!(seen.components("healthy"), ["redis healthy PONG", "mail unhealthy gone"]);
}

#[test]
fn answers_that_do_not_end_or_are_none() {
    let Some(mut server) = nginx("answers_that_do_not_end_or_are_none", PAGES) else { return };
    let chunked = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n";
    let endless = answering(chunked, &format!("4000\r\n{}\r\n", "x".repeat(0x4000)));
    let broken = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "");
    let events = answering(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", ": hello\n\n");
    let other = answering(b"220 mail.example ESMTP\r\n", "");
    let silent = answering(b"", "");
    let quick = "timeout = '300ms'";
    let seen = see(&[
        http("endless", endless, "/", "contains = 'yes'"),
        http("endless-without", endless, "/", "contains = 'never'"),
        http("endless-jq", endless, "/", "jq = '.'"),
        http("broken", broken, "/", ""),
        http("events", events, "/", ""),
        http("other", other, "/", ""),
        http("silent", silent, "/", ""),
        http("slow", server.port(), "/slow", quick),
        http("gone", free_port(), "/", ""),
        http("no-name", server.port(), "/", "timeout = '2s'").replace("127.0.0.1", "no-such-host.invalid"),
    ]);
    seen.check(&[
        ("endless", "ok", "answers 200 OK"),
        ("endless-without", "fail", "the first MiB of its answer does not contain \"never\""),
        ("endless-jq", "fail", "its answer is longer than 1 MiB, too long for `jq`"),
        ("broken", "fail", "answers 200, and breaks off in the middle of the body"),
        ("events", "ok", "answers 200 OK"),
        ("slow", "fail", "no answer within 300 ms"),
        ("gone", "fail", "connection refused: nothing listens there"),
    ]);
    for name in ["other", "silent"] {
        assert_eq!(seen.probe(name)["outcome"], "fail", "{}", seen.probe(name));
    }
    // Whether it does not resolve or cannot be asked for depends on the machine's name server.
    assert!(["fail", "error"].contains(&seen.probe("no-name")["outcome"].as_str().unwrap()));

    server.pause();
    let stopped = see(&[http("stopped", server.port(), "/ok", quick)]);
    stopped.check(&[("stopped", "fail", "no answer within 300 ms")]);
    server.resume();
    until("it answers again", || accepts(server.port()));
    server.kill();
    see(&[http("killed", server.port(), "/ok", "")]).check(&[(
        "killed",
        "fail",
        "connection refused: nothing listens there",
    )]);
}

#[test]
fn options_of_the_web_are_checked() {
    let sandbox = Sandbox::new();
    let wrong = [
        ("probe = 'http'\nurl = 'http://h'\nredirects = 21", "`redirects` is more than 20"),
        ("probe = 'http'\nurl = 'http://u@h'\nbearer = 'x'", "`bearer` stands beside a user in the `url`"),
        ("probe = 'http'\nurl = 'http://h'\nheaders = { 'a b' = 'x' }", "`headers` has a name that is none: a b"),
        ("probe = 'http'\nurl = 'http://h'\nclient_key = 'x'", "`client_key` needs `client_cert`"),
        ("probe = 'http'\nurl = 'http://h'\njq = '.['", "`jq` is a broken jq filter"),
        ("probe = 'tls'", "tls needs `url` or `file`"),
        ("probe = 'tls'\nurl = 'h'\nfile = 'x'", "`file` stands beside `url`"),
        ("probe = 'tls'\nurl = 'h'\nwarn_expiry = '1d'", "`warn_expiry` is less than `fail_expiry`"),
        ("probe = 'grpc'\nurl = 'h'", "`url` names no port"),
        ("probe = 'amqp'\nurl = 'h'\nmin_consumers = 1", "`min_consumers` needs `queue`"),
        ("probe = 'nats'\nurl = 'nats://u@h'\ntoken = 'canary-token'", "`token` stands beside a user in the `url`"),
    ];
    for (service, why) in wrong {
        sandbox.write("planyard.toml", format!("[[health.service]]\nname = 'x'\n{service}\n"));
        let said = sandbox.run(&["health"]).json(2);
        let error = said["errors"][0].as_str().unwrap();
        assert!(error.contains(why) && !error.contains("canary"), "{why}\n{error}");
    }
}

/// Nothing is printed of what a server that is not there was asked with.
#[test]
fn nothing_secret_is_printed_of_what_fails() {
    let port = free_port();
    let at = |scheme: &str, rest: &str| format!("{scheme}://me:canary-word@127.0.0.1:{port}/{rest}");
    let of = |name: &str, probe: &str, url: &str| format!("name = '{name}'\nprobe = '{probe}'\nurl = '{url}'");
    let seen = see(&[
        of("http", "http", &at("http", "?token=canary-query")),
        of("https", "http", &at("https", "?token=canary-query")),
        of("amqp", "amqp", &at("amqp", "shop")),
        of("amqps", "amqp", &at("amqps", "shop")),
        of("nats", "nats", &at("nats", "")),
        of("tls", "nats", &at("tls", "")),
        of("grpc", "grpc", &at("grpc", "")) + "\nbearer = 'canary-token'",
        of("grpcs", "grpc", &at("grpcs", "")),
    ]);
    let refused = "connection refused: nothing listens there";
    seen.check(&["http", "https", "amqp", "amqps", "nats", "tls", "grpc", "grpcs"].map(|name| (name, "fail", refused)));
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn a_proxy_is_asked_only_when_it_is_named() {
    let proxy = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nby a proxy", "");
    let Some(server) = nginx("a_proxy_is_asked_only_when_it_is_named", PAGES) else { return };
    let named = format!("proxy = 'http://me:canary-word@127.0.0.1:{proxy}'\ncontains = 'by a proxy'");
    let through = "name = 'through'\nprobe = 'http'\nurl = 'http://no-such-host.invalid/'\n".to_owned() + &named;
    let past = http("past", server.port(), "/ok", "contains = 'all is well'");
    let address = format!("http://127.0.0.1:{proxy}");
    let sandbox = Sandbox::new().env("HTTP_PROXY", &address).env("http_proxy", &address).env("ALL_PROXY", &address);
    let seen = Seen::of(&sandbox, &[&through, &past]);
    seen.check(&[("through", "ok", "answers 200 OK"), ("past", "ok", "answers 200 OK")]);
}

/// Accepts connections, answers nothing, and counts those that were opened and those that were closed again.
fn silent() -> (u16, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (opened, closed) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
    let (opening, closing) = (opened.clone(), closed.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(mut stream), closing) = (stream, closing.clone()) else { return };
            opening.fetch_add(1, Ordering::SeqCst);
            std::thread::spawn(move || {
                let mut heard = [0; 4096];
                while stream.read(&mut heard).is_ok_and(|length| length > 0) {}
                closing.fetch_add(1, Ordering::SeqCst);
            });
        }
    });
    (port, opened, closed)
}

/// The caller drops a probe whose time is over: then its connection is closed, and no task of it opens another, while the
/// runtime goes on as it does in `--watch` and `--serve`.
#[test]
fn a_dropped_probe_leaves_nothing_behind() {
    let (port, opened, closed) = silent();
    let runtime = run::runtime().unwrap();
    let addresses = [
        ("http", "http"),
        ("http", "https"),
        ("tls", "tls"),
        ("amqp", "amqp"),
        ("amqp", "amqps"),
        ("nats", "nats"),
        ("nats", "tls"),
        ("grpc", "grpc"),
        ("grpc", "grpcs"),
    ];
    for (count, (name, scheme)) in (1..).zip(addresses) {
        let probe = probes::find(name).unwrap();
        let url = format!("{scheme}://127.0.0.1:{port}");
        let options = BTreeMap::from([("url".to_owned(), url.into()), ("insecure".to_owned(), true.into())]);
        let target = probes::Target {
            options: Options::new(probe.meta(), options).unwrap(),
            deadline: Instant::now() + Duration::from_secs(60),
            root: PathBuf::new(),
            vars: Arc::default(),
            secrets: Default::default(),
            cancel: Arc::default(),
        };
        runtime.block_on(async {
            // Until it is connected; then it is dropped.
            let connected = async {
                while opened.load(Ordering::SeqCst) < count {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            tokio::select! {
                reading = probe.probe(&target) => panic!("{name}: {reading:?}"),
                () = connected => {}
            }
            let begun = Instant::now();
            while closed.load(Ordering::SeqCst) < count {
                assert!(begun.elapsed() < Duration::from_secs(30), "the connection of {name} stays open");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            assert_eq!(opened.load(Ordering::SeqCst), count, "{name} connects again");
        });
    }
}
