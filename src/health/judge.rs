//! What the probes found, as the status of each service: thresholds and history, then what it needs.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::graph;
use super::history::{History, Past};
use super::settings::Service;
use crate::report::{
    Criticality, ProbeOutcome, ProbeResult, ServiceDependency, ServiceResult, ServiceStatus, stable_hash,
};

/// Which question is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Sight {
    /// Does each service itself answer? What it needs is left aside.
    Live,
    /// Can work begin? Required services only, with what they need.
    Ready,
    /// Everything.
    #[default]
    Full,
}

/// All services together.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What they amount to.
    pub status: ServiceStatus,
    /// Services that are to blame, the worst first.
    pub root_causes: Vec<String>,
    /// Root causes first, then what they bring down, then the others as they are written.
    pub services: Vec<ServiceResult>,
}

/// Judges each service. `history` takes in what was found.
pub fn judge(
    services: &[&Service],
    found: &[Vec<ProbeResult>],
    history: &mut History,
    now: Timestamp,
    sight: Sight,
) -> Judgement {
    let order = graph::order(services).unwrap_or_else(|_| (0..services.len()).collect());
    let mut results: Vec<Option<ServiceResult>> = services.iter().map(|_| None).collect();
    for at in order {
        let past = history.of(&services[at].name, identity(services[at]), now);
        let own = on_its_own(services[at], &found[at], past, now);
        let known: BTreeMap<&str, &ServiceResult> =
            results.iter().flatten().map(|result| (result.name.as_str(), result)).collect();
        let result = with_needs(own, services[at], &known, sight);
        past.is(result.status, now);
        results[at] = Some(ServiceResult { since: shown(past.since), ..result });
    }
    let mut results: Vec<ServiceResult> = results.into_iter().flatten().collect();
    if sight == Sight::Ready {
        results.retain(|result| result.criticality == Criticality::Required);
    }
    let status = results.iter().map(|result| result.criticality.weigh(result.status)).max();
    let blamed =
        |result: &ServiceResult| results.iter().filter(|other| other.cause.as_ref() == Some(&result.name)).count();
    let rank = |result: &ServiceResult| match (result.status > ServiceStatus::Healthy, &result.cause) {
        (true, None) => {
            (0, std::cmp::Reverse(result.criticality.weigh(result.status)), std::cmp::Reverse(blamed(result)))
        }
        (true, Some(_)) => (1, std::cmp::Reverse(result.criticality.weigh(result.status)), std::cmp::Reverse(0)),
        (false, _) => (2, std::cmp::Reverse(ServiceStatus::Healthy), std::cmp::Reverse(0)),
    };
    let mut ranks: Vec<_> = results.iter().map(rank).zip(0..).collect();
    ranks.sort();
    let root_causes: Vec<String> = ranks
        .iter()
        .filter(|(rank, _)| rank.0 == 0)
        .map(|(_, at)| &results[*at])
        .filter(|result| result.criticality.weigh(result.status) > ServiceStatus::Degraded || blamed(result) > 0)
        .map(|result| result.name.clone())
        .collect();
    let places: Vec<usize> = ranks.into_iter().map(|(_, at)| at).collect();
    let mut slots: Vec<Option<ServiceResult>> = results.into_iter().map(Some).collect();
    let services = places.into_iter().filter_map(|at| slots[at].take()).collect();
    Judgement { status: status.unwrap_or(ServiceStatus::Healthy), root_causes, services }
}

/// RFC 3339 in UTC, to the second.
pub fn shown(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Changes when another thing is probed under the same name.
pub fn identity(service: &Service) -> u64 {
    let text: Vec<String> = service
        .probes
        .iter()
        .map(|prepared| {
            let target = prepared.options.as_ref().map(|options| prepared.probe.target(options)).unwrap_or_default();
            format!("{} {target}", prepared.probe.meta().name)
        })
        .collect();
    stable_hash(text.join("\n").as_bytes())
}

/// The service by its own probes, its thresholds and its past.
fn on_its_own(service: &Service, probes: &[ProbeResult], past: &mut Past, now: Timestamp) -> ServiceResult {
    let worst = probes.iter().map(|probe| probe.outcome).max().unwrap_or(ProbeOutcome::Error);
    let telling = probes.iter().find(|probe| probe.outcome == worst);
    let said = telling.map_or("", |probe| probe.message.as_str());
    let raw = if service.enabled { worst.status() } else { ServiceStatus::Disabled };
    let before = past.own;
    past.seen((is_up(raw) || raw == ServiceStatus::Unhealthy).then_some(is_up(raw)));
    let age = Duration::try_from(now.duration_since(past.first_seen)).unwrap_or_default();
    let (status, message) = match raw {
        ServiceStatus::Unhealthy if !past.was_good && age < service.start_period => {
            (ServiceStatus::Starting, format!("in its start period: {said}"))
        }
        ServiceStatus::Unhealthy if is_up(before) && past.streak < service.fall => {
            (ServiceStatus::Degraded, format!("failed {} of {} times: {said}", past.streak, service.fall))
        }
        raw if is_up(raw) && before == ServiceStatus::Unhealthy && past.streak < service.rise => {
            (ServiceStatus::Unhealthy, format!("answers again, {} of {} times: {said}", past.streak, service.rise))
        }
        ServiceStatus::Healthy if past.flapping => (ServiceStatus::Degraded, format!("goes up and down: {said}")),
        raw => (raw, said.to_owned()),
    };
    past.own = status;
    let latency = probes.iter().filter_map(|probe| probe.latency_ms).max_by(f64::total_cmp);
    ServiceResult {
        name: service.name.clone(),
        status,
        criticality: service.criticality,
        message,
        cause: None,
        hint: telling.and_then(|probe| probe.hint.clone()),
        since: String::new(),
        checked_at: shown(now),
        latency_ms: latency,
        proposed_by: service.proposed_by.clone(),
        file: service.place.as_ref().map(|(file, _)| file.clone()),
        line: service.place.as_ref().map(|(_, line)| *line),
        probes: probes.to_vec(),
        dependencies: Vec::new(),
        flapping: past.flapping,
        streak: past.streak,
    }
}

fn is_up(status: ServiceStatus) -> bool {
    matches!(status, ServiceStatus::Healthy | ServiceStatus::Degraded)
}

/// The service with what it needs.
fn with_needs(
    own: ServiceResult,
    service: &Service,
    known: &BTreeMap<&str, &ServiceResult>,
    sight: Sight,
) -> ServiceResult {
    let needs: Vec<(&ServiceResult, Criticality)> = service
        .depends_on
        .iter()
        .filter_map(|(name, criticality)| Some((*known.get(name.as_str())?, *criticality)))
        .collect();
    let dependencies = needs
        .iter()
        .map(|(result, criticality)| ServiceDependency {
            name: result.name.clone(),
            status: result.status,
            latency_ms: result.latency_ms,
            criticality: *criticality,
        })
        .collect();
    let mut result = ServiceResult { dependencies, ..own };
    if sight == Sight::Live || result.status == ServiceStatus::Disabled {
        return result;
    }
    for (need, criticality) in needs {
        let weighed = criticality.weigh(need.status);
        if weighed > result.status {
            let cause = need.cause.clone().unwrap_or_else(|| need.name.clone());
            let through = if cause == need.name { String::new() } else { format!(", through {}", need.name) };
            let root = known.get(cause.as_str()).map_or(need.status, |root| root.status);
            result.message = format!("{cause} is {}{through}", root.word());
            result.status = weighed;
            result.cause = Some(cause);
            result.hint = None;
        }
    }
    result
}

#[cfg(test)]
mod tests;
