//! All probes of all services at once, each with its limit, all together with theirs.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::options::Options;
use super::probes::{Reading, Series, Target};
use super::settings::{Prepared, Service};
use crate::duration;
use crate::process::Secrets;
use crate::report::{ProbeOutcome, ProbeResult};

/// What probing needs to know of the world.
#[derive(Debug, Clone)]
pub struct World {
    /// The workspace.
    pub root: PathBuf,
    /// The environment.
    pub vars: Arc<BTreeMap<String, String>>,
    /// What must not be printed.
    pub secrets: Secrets,
    /// Set when all is to stop.
    pub cancel: Arc<AtomicBool>,
    /// Times are left out: the clock is fixed.
    pub timeless: bool,
}

impl World {
    fn target(&self, options: &Options, deadline: Instant) -> Target {
        Target {
            options: options.clone(),
            deadline,
            root: self.root.clone(),
            vars: Arc::clone(&self.vars),
            secrets: self.secrets.clone(),
            cancel: Arc::clone(&self.cancel),
        }
    }
}

/// What the services' probes can tell of the last minutes, by service. What cannot be had within `limit` is left out.
pub async fn recall(services: &[Service], world: &World, minutes: u64, limit: Duration) -> Vec<(String, Vec<Series>)> {
    let end = Instant::now() + limit;
    let mut under_way = FuturesUnordered::new();
    for (at, service) in services.iter().enumerate().filter(|(_, service)| service.enabled) {
        for prepared in &service.probes {
            let Ok(options) = &prepared.options else { continue };
            under_way.push(async move {
                let target = world.target(options, end);
                let recalled = tokio::time::timeout(limit, prepared.probe.recall(&target, minutes)).await;
                (at, recalled.unwrap_or_default())
            });
        }
    }
    let mut found: Vec<(usize, Vec<Series>)> = Vec::new();
    while let Some((at, series)) = under_way.next().await {
        if !series.is_empty() {
            found.push((at, series));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(at, series)| (services[at].name.clone(), series)).collect()
}

/// The runtime on which probes wait: one thread, and others only for what blocks.
///
/// # Errors
/// The system gives no more threads or file descriptors.
pub fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    // Every library that speaks TLS uses the same cryptography; it is installed once, a second time is refused.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tokio::runtime::Builder::new_current_thread().enable_all().max_blocking_threads(256).build()
}

/// Gives the runtime back. What still waits then, waits for nothing: a name server that does not answer. Only when all was
/// stopped half-way, programs are given the moment in which they are ended.
pub fn end(runtime: tokio::runtime::Runtime, cancel: &AtomicBool) {
    if cancel.load(Ordering::Relaxed) {
        runtime.shutdown_timeout(Duration::from_secs(5));
    } else {
        runtime.shutdown_background();
    }
}

/// Runs the probes of the services and gives, for each service, what each of its probes found; `tell` hears of each service
/// that is done. Ends when the last one has ended, or at `deadline` from now.
pub async fn probe_all(
    services: &[&Service],
    world: &World,
    deadline: Duration,
    tell: &(dyn Fn(&str) + Sync),
) -> Vec<Vec<ProbeResult>> {
    let end = Instant::now() + deadline;
    let mut results: Vec<Vec<Option<ProbeResult>>> =
        services.iter().map(|service| service.probes.iter().map(|_| None).collect()).collect();
    let mut under_way = FuturesUnordered::new();
    for (at, service) in services.iter().enumerate() {
        for (nth, prepared) in service.probes.iter().enumerate() {
            under_way.push(async move { (at, nth, one(service, prepared, world, end).await) });
        }
    }
    while let Some((at, nth, result)) = under_way.next().await {
        results[at][nth] = Some(result);
        if results[at].iter().all(Option::is_some) {
            tell(&services[at].name);
        }
    }
    results.into_iter().map(|probes| probes.into_iter().flatten().collect()).collect()
}

async fn one(service: &Service, prepared: &Prepared, world: &World, end: Instant) -> ProbeResult {
    let meta = prepared.probe.meta();
    let options = match &prepared.options {
        Ok(options) => options,
        Err(unset) => {
            let reading = Reading::error(unset.clone()).hint("set it, or give it a default: ${NAME:-value}");
            return result(meta.name, String::new(), reading, None);
        }
    };
    let shown = prepared.secrets.redact_text(&prepared.probe.target(options));
    if !service.enabled {
        return result(meta.name, shown, Reading::new(ProbeOutcome::Skipped, "disabled"), None);
    }
    let started = Instant::now();
    let own_end = started + service.timeout;
    let target = world.target(options, own_end.min(end));
    let reading = tokio::select! {
        reading = prepared.probe.probe(&target) => judged(reading, service, started),
        () = tokio::time::sleep_until(target.deadline.into()) => late(service, own_end <= end),
        () = cancelled(&world.cancel) => Reading::error("interrupted"),
    };
    let latency = reading.latency.unwrap_or_else(|| started.elapsed());
    let clean = |text: &str| world.secrets.redact_text(&prepared.secrets.redact_text(text));
    let mut reading = Reading { message: clean(&reading.message), hint: reading.hint.as_deref().map(clean), ..reading };
    for component in &mut reading.components {
        component.message = clean(&component.message);
        component.name = clean(&component.name);
    }
    result(meta.name, shown, reading, (!world.timeless).then_some(latency))
}

/// A server that hangs has failed. One that was not waited for as long as it may take is not known.
fn late(service: &Service, own: bool) -> Reading {
    if own {
        return Reading::fail(format!("no answer within {}", duration::show(service.timeout)));
    }
    Reading::error("the deadline of all probes was over before it answered")
        .hint("raise --deadline, or lower its `timeout`")
}

/// Limits of latency apply to what answers.
fn judged(reading: Reading, service: &Service, started: Instant) -> Reading {
    if reading.outcome > ProbeOutcome::Starting {
        return reading;
    }
    let latency = reading.latency.unwrap_or_else(|| started.elapsed());
    let slow = |limit: Duration| format!("took {}, more than {}", duration::show(latency), duration::show(limit));
    match (service.warn_latency, service.fail_latency) {
        (_, Some(limit)) if latency > limit => reading.worse(ProbeOutcome::Fail, slow(limit)),
        (Some(limit), _) if latency > limit => reading.worse(ProbeOutcome::Warn, slow(limit)),
        _ => reading,
    }
}

fn result(probe: &'static str, target: String, reading: Reading, latency: Option<Duration>) -> ProbeResult {
    ProbeResult {
        probe,
        target,
        outcome: reading.outcome,
        message: reading.message,
        hint: reading.hint,
        latency_ms: latency.map(|latency| (latency.as_secs_f64() * 1e5).round() / 100.0),
        measures: reading.measures,
        components: reading.components,
    }
}

/// Ends when all is to stop. The flag is set by a signal, which nothing can wait for here.
pub async fn cancelled(flag: &AtomicBool) {
    while !flag.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
