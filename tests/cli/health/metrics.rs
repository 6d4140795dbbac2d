//! The prometheus probe against a real Prometheus, which scrapes a page of metrics that the test serves.

use std::net::TcpListener;

use super::modes::serving;
use super::recorded::{Found, Recorded, service};
use super::servers::{self, free_port, until};
use crate::sandbox::Sandbox;

const METRICS: &str = "# TYPE jobs_waiting gauge\njobs_waiting{queue=\"mail\"} 7\njobs_waiting{queue=\"print\"} 2\n\
    # TYPE process_start_time_seconds gauge\nprocess_start_time_seconds 1.7e9\n\
    # TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes 5e7\n\
    # TYPE node_memory_MemTotal_bytes gauge\nnode_memory_MemTotal_bytes 1e8\n\
    # TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 3\n\
    # TYPE http_requests_total counter\nhttp_requests_total 5\n";

fn conf(targets: &[(&str, u16)]) -> String {
    let jobs = targets.iter().map(|(job, port)| {
        format!("- job_name: {job}\n  scrape_interval: 1s\n  scrape_timeout: 1s\n  static_configs:\n  - targets: ['127.0.0.1:{port}']\n")
    });
    format!("global:\n  scrape_interval: 1s\n  scrape_timeout: 1s\nscrape_configs:\n{}", jobs.collect::<String>())
}

#[test]
fn a_real_prometheus_is_asked() {
    let page = Recorded::start();
    page.on("/metrics", 200, METRICS);
    let targets = [("shop", page.port()), ("away", free_port())];
    let Some(server) = servers::prometheus("the prometheus probe", &conf(&targets)) else { return };
    let url = format!("url = \"http://127.0.0.1:{}\"\n", server.port());
    let of = |name: &str, options: &str| service(name, "prometheus", &format!("{url}{options}"));
    let sandbox = Sandbox::new();
    let seen =
        of("seen", "query = \"rate(http_requests_total[30s]) + on() (up{job='away'} == bool 0)\"\nno_data = \"fail\"");
    until("the page was scraped twice", || Found::of(&sandbox, &seen).probe("seen")["outcome"] == "ok");
    let toml = [
        of("fine", "query = \"jobs_waiting\"\nwarn = 10\nfail = 20"),
        of("some", "query = \"jobs_waiting\"\nwarn = 5\nfail = 20"),
        of("many", "query = \"sum(jobs_waiting)\"\nwarn = 5\nfail = 8"),
        of("few", "query = \"jobs_waiting\"\nwarn = 5\nfail = 3"),
        of("side", "query = \"scalar(sum(jobs_waiting))\"\nworse = \"below\"\nfail = 5\nunit = \"ms\""),
        of("nothing", "query = \"no_such_metric\""),
        of("nothing-at-all", "query = \"no_such_metric\"\nno_data = \"fail\""),
        of("wrong", "query = \"jobs_waiting{\""),
        of("matrix", "query = \"jobs_waiting[1m]\""),
        of("shop", "service = \"shop\"\nwindow = \"30s\""),
        of("full", "service = \"shop\"\nwarn_memory = 20\nfail_memory = 40"),
        of("hungry", "service = \"shop\"\nwarn_memory = 20\nfail_memory = 80"),
        of("young", "service = \"shop\"\nmin_age = \"36500d\""),
        of("own", "service = \"shop\"\nqueries = { p50 = \"sum(jobs_waiting)\" }\nfail_p50 = \"5ms\""),
        of("away", "service = \"away\""),
        of("unknown", "service = \"nobody\""),
    ];
    let found = Found::of(&sandbox, &toml.concat());
    found.is("fine", "ok", "7").is("some", "warn", "queue=mail").is("many", "fail", "9 is above 8");
    found.is("few", "fail", "is below 3").is("side", "ok", "9ms").is("nothing", "warn", "no data").is(
        "nothing-at-all",
        "fail",
        "no data",
    );
    found.is("wrong", "error", "does not take the query").is("matrix", "error", "a matrix");
    found.is("shop", "ok", "shop is up, last restart").is("full", "fail", "memory is 50%").is(
        "hungry",
        "warn",
        "memory is 50%",
    );
    found
        .is("young", "warn", "restarted")
        .is("own", "fail", "p50 is 9ms")
        .is("away", "fail", "away is down")
        .is("unknown", "warn", "no data");
    assert_eq!((found.measure("shop", "memory"), found.measure("shop", "memory_bytes")), (50.0, 5e7));
    assert!(found.measure("shop", "cpu") == 0.0 && found.measure("shop", "requests") == 0.0);
    series(server.port());
}

#[test]
fn what_planyard_serves_is_scraped_and_asked_for() {
    let up = TcpListener::bind("127.0.0.1:0").unwrap();
    let served = Sandbox::new();
    let db = format!("url = \"{}\"", up.local_addr().unwrap());
    served.write("planyard.toml", service("db", "tcp", &db));
    let (_running, at) = serving(&served, &["--cache", "1ms"]);
    let Some(server) = servers::prometheus("a scraped planyard", &conf(&[("planyard", at)])) else { return };
    let url = format!("url = \"http://127.0.0.1:{}\"\n", server.port());
    let query = "query = \"planyard_service_up{service='db'}\"\nworse = \"below\"\nfail = 1";
    let toml = [
        service("db", "prometheus", &format!("{url}{query}")),
        service("planyard", "prometheus", &format!("{url}service = \"planyard\"")),
    ];
    let asking = Sandbox::new();
    until("it was scraped", || Found::of(&asking, &toml.concat()).probe("db")["outcome"] == "ok");
    Found::of(&asking, &toml.concat()).is("db", "ok", "service=db").is("planyard", "ok", "planyard is up");
    drop(up);
    until("it is told to be down", || Found::of(&asking, &toml.concat()).probe("db")["outcome"] == "fail");
    Found::of(&asking, &toml.concat()).is("db", "fail", "0 (").is("planyard", "ok", "planyard is up");
}

/// What the live table draws.
fn series(port: u16) {
    let base = url::Url::parse(&format!("http://127.0.0.1:{port}")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let points = |query: &str| runtime.block_on(planyard::health::prometheus::series(&base, query, 15));
    let sum = points("sum(jobs_waiting)").unwrap();
    assert!(!sum.is_empty() && sum.iter().all(|point| *point == 9.0), "{sum:?}");
    assert_eq!(points("no_such_metric"), Ok(Vec::new()));
    assert!(points("sum(").unwrap_err().contains("does not take the query"));
}

#[test]
fn what_is_no_prometheus_or_lets_nobody_in_is_told() {
    let page = Recorded::start();
    let of = |name: &str, port: u16| {
        service(name, "prometheus", &format!("url = \"http://127.0.0.1:{port}\"\nquery = \"up\""))
    };
    let said = |status: u16, body: &str| {
        page.on("/api/v1/query", status, body);
        Found::of(&Sandbox::new(), &of("a", page.port()))
    };
    said(200, "<html>").is("a", "fail", "no PromQL server");
    said(503, "Service Unavailable").is("a", "starting", "not ready");
    said(401, "Unauthorized").is("a", "error", "does not let this user in");
    said(500, "{\"status\":\"error\",\"error\":\"disk\"}").is("a", "fail", "HTTP 500: disk");
    Found::of(&Sandbox::new(), &of("a", free_port())).is("a", "fail", "refused");
}
