//! `application/health+json` (draft-inadarei-api-health-check-06): what monitors read. A service is a component; a command
//! that probes none has a check for each thing that it ran.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::Scene;
use crate::report::{Report, ServiceResult, ServiceStatus, Verdict, sentence};

pub(super) fn write(report: &Report, _scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut checks = Map::new();
    for service in &report.services {
        checks.insert(format!("{}:responseTime", service.name), json!([of_service(service)]));
        for probe in &service.probes {
            for measure in &probe.measures {
                let check = json!({
                    "componentType": "component", "observedValue": measure.value, "observedUnit": measure.unit,
                    "status": word(probe.outcome.status()), "time": service.checked_at,
                });
                let list = checks.entry(format!("{}:{}", service.name, measure.name)).or_insert_with(|| json!([]));
                if let Some(list) = list.as_array_mut() {
                    list.push(check);
                }
            }
        }
    }
    for ran in report.ran.iter().filter(|_| report.services.is_empty()) {
        checks.insert(
            format!("{}:examined", ran.name),
            json!([{ "componentType": "component", "observedValue": ran.examined, "observedUnit": ran.unit }]),
        );
    }
    let document = json!({
        "status": overall(report),
        "version": env!("CARGO_PKG_VERSION").split('.').next(),
        "releaseId": env!("CARGO_PKG_VERSION"),
        "serviceId": "planyard",
        "description": sentence(report),
        "output": report.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        "notes": report.results.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>(),
        "checks": checks,
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn overall(report: &Report) -> &'static str {
    match report.verdict() {
        Some(Verdict::Pass) if report.summary().warning > 0 => "warn",
        Some(Verdict::Pass) => "pass",
        None if report.success() => "pass",
        _ => "fail",
    }
}

fn word(status: ServiceStatus) -> &'static str {
    match status {
        ServiceStatus::Healthy | ServiceStatus::Disabled => "pass",
        ServiceStatus::Degraded => "warn",
        ServiceStatus::Starting | ServiceStatus::Unknown | ServiceStatus::Unhealthy => "fail",
    }
}

fn of_service(service: &ServiceResult) -> Value {
    let targets: Vec<&str> = service.probes.iter().map(|probe| probe.target.as_str()).collect();
    json!({
        "componentId": service.name,
        "componentType": "component",
        "observedValue": service.latency_ms,
        "observedUnit": "ms",
        "status": word(service.status),
        "affectedEndpoints": targets,
        "time": service.checked_at,
        "output": if word(service.status) == "pass" { "" } else { service.message.as_str() },
    })
}
