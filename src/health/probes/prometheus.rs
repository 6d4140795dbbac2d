use std::time::Duration;

use futures_util::future::join_all;

use super::{Meta, Options, Probe, Probing, Reading, Recalling, Series, Target, Wrong};
use crate::duration;
use crate::health::options::{Kind, Opt};
use crate::health::prometheus::{Sample, Server, quoted, window};
use crate::health::tls::{self, Tls};
use crate::report::ProbeOutcome;

/// What a PromQL server knows of something.
pub(super) struct Prometheus;

const META: Meta = Meta {
    name: "prometheus",
    about: "A PromQL server (Prometheus, VictoriaMetrics, …) says that a query is within limits, or that a service is up.",
    schemes: &["http", "https"],
    port: Some(9090),
    options: &[
        Opt::required(
            "url",
            Kind::Url,
            "The server: \"http://127.0.0.1:9090\"; a user and a password may stand in it.",
        ),
        Opt::new("query", Kind::Text, "What is asked; of several series the worst counts."),
        Opt::new("warn", Kind::Decimal, "From where the value of `query` is worth a look."),
        Opt::new("fail", Kind::Decimal, "From where it is broken."),
        Opt::new(
            "worse",
            Kind::Choice(&["above", "below"]),
            "Which side is worse [default: the one that warn and fail show].",
        ),
        Opt::new("unit", Kind::Choice(&["", "%", "ms", "s", "bytes"]), "In what `query` counts."),
        Opt::new(
            "no_data",
            Kind::Choice(&["warn", "fail"]),
            "What it means when there is no such series [default: warn].",
        ),
        Opt::new(
            "service",
            Kind::Text,
            "Instead of `query`, a job: it is up, and its CPU, memory, request rate, median latency and last restart.",
        ),
        Opt::new("window", Kind::Duration, "Over how long rates of `service` are taken [default: 5m]."),
        Opt::new(
            "queries",
            Kind::Pairs,
            "Other queries for `service`: up, cpu (%), memory (%), memory_bytes, requests (a second), p50 (ms), uptime (s).",
        ),
        Opt::new("warn_cpu", Kind::Decimal, "More percent of a core is worth a look."),
        Opt::new("fail_cpu", Kind::Decimal, "More percent of a core is too much."),
        Opt::new("warn_memory", Kind::Decimal, "More percent of the machine's memory is worth a look."),
        Opt::new("fail_memory", Kind::Decimal, "More percent of the machine's memory is too much."),
        Opt::new("warn_p50", Kind::Duration, "A longer median latency is worth a look."),
        Opt::new("fail_p50", Kind::Duration, "A longer median latency is too long."),
        Opt::new("min_age", Kind::Duration, "A later restart is worth a look."),
        Opt::new("bearer", Kind::Secret, "A token for the server."),
        Opt::new("headers", Kind::Pairs, "Headers of each question: { \"X-Scope-OrgID\" = \"1\" }."),
        tls::CA,
        tls::CLIENT_CERT,
        tls::CLIENT_KEY,
        tls::INSECURE,
    ],
};

/// What is asked of a service: its name, its unit, and whether it is the first that decides.
const ASKED: &[(&str, &str)] = &[
    ("up", ""),
    ("cpu", "%"),
    ("memory", "%"),
    ("memory_bytes", "bytes"),
    ("requests", ""),
    ("p50", "ms"),
    ("uptime", "s"),
];

impl Probe for Prometheus {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        tls::check(options)?;
        match (options.text("query"), options.text("service")) {
            (Some(_), Some(_)) => return Err(Wrong::new("service", "and `query` cannot both be set")),
            (None, None) => return Err(Wrong::new("probe", "prometheus needs `query` or `service`")),
            (None, Some(_)) if options.decimal("warn").or(options.decimal("fail")).is_some() => {
                return Err(Wrong::new(
                    "service",
                    "has limits of its own: warn_cpu, fail_cpu, warn_memory, …, not `warn` and `fail`",
                ));
            }
            _ => {}
        }
        for (name, _) in options.pairs("queries") {
            if !ASKED.iter().any(|(known, _)| *known == name) {
                let known: Vec<&str> = ASKED.iter().map(|(known, _)| *known).collect();
                return Err(Wrong::new("queries", format!("has a key {name}; known are {}", known.join(", "))));
            }
        }
        let (warn, fail) = (options.decimal("warn"), options.decimal("fail"));
        match (warn, fail, options.text("worse")) {
            (Some(warn), Some(fail), Some("above")) if warn > fail => {
                Err(Wrong::new("warn", "is above `fail`, where above is worse"))
            }
            (Some(warn), Some(fail), Some("below")) if warn < fail => {
                Err(Wrong::new("warn", "is below `fail`, where below is worse"))
            }
            _ => Ok(()),
        }
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        Box::pin(async move { look(target).await.unwrap_or_else(|reading| reading) })
    }

    fn recall<'p>(&'p self, target: &'p Target, minutes: u64) -> Recalling<'p> {
        Box::pin(async move { recall(target, minutes).await.unwrap_or_default() })
    }
}

/// The courses of what is asked; of those that the server does not have nothing is told.
async fn recall(target: &Target, minutes: u64) -> Result<Vec<Series>, Reading> {
    let options = &target.options;
    let server = server(target).await?;
    let asked: Vec<(&str, &'static str, String)> = match (options.text("query"), options.text("service")) {
        (Some(query), _) => vec![("value", unit(options), query.to_owned())],
        // What is up is told by the status.
        (None, Some(job)) => {
            ASKED.iter().zip(queries(options, job)).skip(1).map(|((name, unit), query)| (*name, *unit, query)).collect()
        }
        (None, None) => Vec::new(),
    };
    let points = join_all(asked.iter().map(|(_, _, query)| server.last(query, minutes))).await;
    let series = asked.into_iter().zip(points).filter_map(|((name, unit, _), points)| {
        let points = points.ok().filter(|points| !points.is_empty())?;
        Some(Series { name: name.to_owned(), unit, points })
    });
    Ok(series.collect())
}

async fn server(target: &Target) -> Result<Server, Reading> {
    let options = &target.options;
    let Some(url) = options.url() else { return Err(Reading::error("it has no address")) };
    let tls = if url.scheme() == "https" { Some(Tls::of(target).await?) } else { None };
    let mut server = Server::new(&url, tls).await?;
    for (name, value) in options.pairs("headers") {
        server = server.header(name, value);
    }
    if let Some(token) = options.text("bearer") {
        server = server.header("Authorization", &format!("Bearer {token}"));
    }
    Ok(server)
}

async fn look(target: &Target) -> Result<Reading, Reading> {
    let options = &target.options;
    let server = server(target).await?;
    match (options.text("query"), options.text("service")) {
        (Some(query), _) => Ok(of_query(options, &server.now(query).await?)),
        (None, Some(job)) => of_service(options, &server, job).await,
        (None, None) => Err(Reading::error("nothing is asked")),
    }
}

fn no_data(options: &Options, what: &str) -> Reading {
    let outcome = if options.text("no_data") == Some("fail") { ProbeOutcome::Fail } else { ProbeOutcome::Warn };
    Reading::new(outcome, format!("there are no data for {what}")).hint("is it scraped, and is it named as it is here?")
}

/// The unit as it is known to live as long as the program.
fn unit(options: &Options) -> &'static str {
    match options.text("unit") {
        Some("%") => "%",
        Some("ms") => "ms",
        Some("s") => "s",
        Some("bytes") => "bytes",
        _ => "",
    }
}

fn of_query(options: &Options, samples: &[Sample]) -> Reading {
    let (warn, fail) = (options.decimal("warn"), options.decimal("fail"));
    let below = match options.text("worse") {
        Some(side) => side == "below",
        None => warn.zip(fail).is_some_and(|(warn, fail)| fail < warn),
    };
    let worst = samples.iter().max_by(|a, b| {
        let order = a.value.total_cmp(&b.value);
        if below { order.reverse() } else { order }
    });
    let Some(worst) = worst else { return no_data(options, "this query") };
    let past =
        |limit: Option<f64>| limit.is_some_and(|limit| if below { worst.value < limit } else { worst.value > limit });
    let whose = if worst.labels.is_empty() { String::new() } else { format!(" ({})", worst.labels) };
    let unit = unit(options);
    let said = format!("{}{unit}{whose}", round(worst.value));
    let reading = Reading::ok(&said).judged("value", worst.value, unit, (warn, fail));
    let side = if below { "below" } else { "above" };
    if past(fail) {
        reading.worse(ProbeOutcome::Fail, format!("{said} is {side} {}", fail.unwrap_or_default()))
    } else if past(warn) {
        reading.worse(ProbeOutcome::Warn, format!("{said} is {side} {}", warn.unwrap_or_default()))
    } else {
        reading
    }
}

/// As many digits as a person reads.
fn round(value: f64) -> f64 {
    if value.abs() < 1000.0 { (value * 100.0).round() / 100.0 } else { value.round() }
}

/// The query for one thing about a job, where no other is given.
fn query(name: &str, job: &str, window: &str) -> String {
    let job = format!("job=\"{}\"", quoted(job));
    match name {
        "up" => format!("up{{{job}}}"),
        "cpu" => format!("100 * sum(rate(process_cpu_seconds_total{{{job}}}[{window}]))"),
        "memory" => {
            format!("100 * sum(process_resident_memory_bytes{{{job}}}) / scalar(sum(node_memory_MemTotal_bytes))")
        }
        "memory_bytes" => format!("sum(process_resident_memory_bytes{{{job}}})"),
        "requests" => {
            const NAMES: &[&str] = &[
                "http_requests_total",
                "http_request_duration_seconds_count",
                "http_server_requests_seconds_count",
                "http_server_request_duration_seconds_count",
                "prometheus_http_requests_total",
            ];
            let each: Vec<String> = NAMES.iter().map(|name| format!("sum(rate({name}{{{job}}}[{window}]))")).collect();
            each.join(" or ")
        }
        "p50" => {
            let names = "(http_request_duration_seconds|http_server_requests_seconds|http_server_request_duration_seconds|\
                prometheus_http_request_duration_seconds)_bucket";
            format!("1000 * histogram_quantile(0.5, sum by (le) (rate({{__name__=~\"{names}\",{job}}}[{window}])))")
        }
        _ => format!("time() - max(process_start_time_seconds{{{job}}})"),
    }
}

/// The query for each of [`ASKED`].
fn queries(options: &Options, job: &str) -> Vec<String> {
    let window = window(options.duration("window").unwrap_or(Duration::from_secs(300)));
    let own = options.pairs("queries");
    let asked = ASKED.iter().map(|(name, _)| {
        let own = own.iter().find(|(known, _)| known == name).map(|(_, query)| (*query).to_owned());
        own.unwrap_or_else(|| query(name, job, &window))
    });
    asked.collect()
}

async fn of_service(options: &Options, server: &Server, job: &str) -> Result<Reading, Reading> {
    let queries = queries(options, job);
    let answers = join_all(queries.iter().map(|query| server.now(query))).await;
    let mut values: Vec<(&str, &'static str, Vec<Sample>)> = Vec::new();
    for ((name, unit), answer) in ASKED.iter().zip(answers) {
        values.push((name, unit, answer?));
    }
    let up = values.remove(0).2;
    if up.is_empty() {
        return Ok(no_data(options, &format!("the job {job}")));
    }
    let down: Vec<&Sample> = up.iter().filter(|sample| sample.value == 0.0).collect();
    let mut reading = match down.as_slice() {
        [] => Reading::ok(format!("{job} is up")),
        all if all.len() == up.len() => Reading::fail(format!("{job} is down: its metrics cannot be scraped")),
        some => Reading::warn(format!("{} of {} of {job} are down: {}", some.len(), up.len(), some[0].labels)),
    };
    for (name, unit, samples) in &values {
        if let Some(sample) = samples.first() {
            reading = judge(options, reading, name, sample.value, unit);
        }
    }
    Ok(reading)
}

fn judge(options: &Options, reading: Reading, name: &str, value: f64, unit: &'static str) -> Reading {
    let limits = match name {
        "cpu" | "memory" => (options.decimal(&format!("warn_{name}")), options.decimal(&format!("fail_{name}"))),
        "p50" => {
            let limit = |key: &str| options.duration(key).map(|time| time.as_secs_f64() * 1000.0);
            (limit("warn_p50"), limit("fail_p50"))
        }
        _ => (None, None),
    };
    let mut reading = reading.judged(name, value, unit, limits);
    let said = format!("{name} is {}{unit}", round(value));
    if limits.1.is_some_and(|fail| value > fail) {
        reading = reading.worse(ProbeOutcome::Fail, said);
    } else if limits.0.is_some_and(|warn| value > warn) {
        reading = reading.worse(ProbeOutcome::Warn, said);
    }
    if name == "uptime" && value >= 0.0 {
        let age = Duration::try_from_secs_f64(value).unwrap_or_default();
        if options.duration("min_age").is_some_and(|least| age < least) {
            return reading.worse(ProbeOutcome::Warn, format!("it was restarted {} ago", duration::show(age)));
        }
        if reading.outcome == ProbeOutcome::Ok {
            reading.message = format!("{}, last restart {} ago", reading.message, duration::show(age));
        }
    }
    reading
}
