//! Metrics in Prometheus' text format. A family is written whole, its help first.

use std::io::{self, Write};

use super::Scene;
use crate::report::{Report, ServiceStatus, Verdict};

const STATUSES: [ServiceStatus; 6] = [
    ServiceStatus::Healthy,
    ServiceStatus::Degraded,
    ServiceStatus::Starting,
    ServiceStatus::Unknown,
    ServiceStatus::Unhealthy,
    ServiceStatus::Disabled,
];

/// A sample: labels and value.
type Sample = (Vec<(&'static str, String)>, f64);

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
pub(super) fn write(report: &Report, _scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let command = || ("command", report.command.clone());
    let truth = |is: bool| f64::from(u8::from(is));
    let pass = truth(report.verdict().map_or(report.success(), |verdict| verdict == Verdict::Pass));
    family(out, "planyard_pass", "1 when the gate passed", &[(vec![command()], pass)])?;
    let known = truth(report.verdict() != Some(Verdict::Unverified) && report.success());
    family(out, "planyard_verified", "1 when something could be said", &[(vec![command()], known)])?;
    let summary = report.summary();
    let counts = [("error", summary.error), ("warning", summary.warning), ("info", summary.info)];
    let findings = counts.map(|(word, count)| (vec![command(), ("severity", word.to_owned())], count as f64));
    family(out, "planyard_findings", "findings by severity", &findings)?;
    let examined = report.ran.iter().map(|ran| (vec![command(), ("name", ran.name.clone())], ran.examined as f64));
    family(out, "planyard_examined", "how much was looked at, by what ran", &examined.collect::<Vec<_>>())?;
    services(report, out)?;
    for metric in &report.metrics {
        let samples = metric.samples.iter().map(|sample| (sample.labels.clone(), sample.value));
        family(out, metric.name, metric.help, &samples.collect::<Vec<_>>())?;
    }
    Ok(())
}

fn services(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let truth = |is: bool| f64::from(u8::from(is));
    let (mut states, mut up, mut latencies, mut probes, mut measures) = (vec![], vec![], vec![], vec![], vec![]);
    for service in &report.services {
        let name = || ("service", service.name.clone());
        let up_words = [ServiceStatus::Healthy, ServiceStatus::Degraded];
        up.push((vec![name()], truth(up_words.contains(&service.status))));
        for status in STATUSES {
            states.push((vec![name(), ("status", status.word().to_owned())], truth(service.status == status)));
        }
        latencies.extend(service.latency_ms.map(|ms| (vec![name()], ms / 1000.0)));
        for probe in &service.probes {
            let labels = || vec![name(), ("probe", probe.probe.to_owned()), ("target", probe.target.clone())];
            probes.push((labels(), truth(probe.outcome.status() == ServiceStatus::Healthy)));
            for measure in &probe.measures {
                let more = [("name", measure.name.clone()), ("unit", measure.unit.to_owned())];
                measures.push((labels().into_iter().chain(more).collect(), measure.value));
            }
        }
    }
    family(out, "planyard_service_up", "1 when the service is healthy or degraded", &up)?;
    family(out, "planyard_service_status", "1 for the status that the service has", &states)?;
    family(out, "planyard_service_latency_seconds", "the slowest probe of the service", &latencies)?;
    family(out, "planyard_probe_ok", "1 when the probe found all well", &probes)?;
    family(out, "planyard_probe_measure", "what a probe measured", &measures)
}

fn family(out: &mut dyn Write, name: &str, help: &str, samples: &[Sample]) -> io::Result<()> {
    if samples.is_empty() {
        return Ok(());
    }
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} gauge")?;
    // Two probes of one service may look at the same thing; a sample may be there only once.
    let mut seen = std::collections::HashSet::new();
    for (labels, value) in samples {
        let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}=\"{}\"", escaped(value))).collect();
        let labels = labels.join(",");
        if seen.insert(labels.clone()) {
            let labels = if labels.is_empty() { labels } else { format!("{{{labels}}}") };
            writeln!(out, "{name}{labels} {value}")?;
        }
    }
    Ok(())
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
