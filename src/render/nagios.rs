//! A line as Nagios plugins print it: `HEALTH CRITICAL - redis is unhealthy: … | redis=0.4ms`, then a line a service. The
//! command line gives the exit code that goes with it: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.

use std::io::{self, Write};

use super::{Scene, visible};
use crate::report::{Report, ServiceStatus, Severity, Verdict, sentence};

/// The exit code and its word.
pub(super) fn state(report: &Report) -> (u8, &'static str) {
    match report.verdict() {
        Some(Verdict::Unverified) => (3, "UNKNOWN"),
        Some(Verdict::Fail) => (2, "CRITICAL"),
        _ if !report.success() => (3, "UNKNOWN"),
        _ if report.results.iter().any(|finding| finding.severity == Severity::Warning) => (1, "WARNING"),
        _ => (0, "OK"),
    }
}

pub(super) fn write(report: &Report, _scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (_, word) = state(report);
    // Root causes come first.
    let service = report.services.first().filter(|service| service.status > ServiceStatus::Healthy);
    let service = service.map(|service| format!("{} is {}: {}", service.name, service.status.word(), service.message));
    let worst = report.results.iter().max_by_key(|finding| finding.severity).map(|finding| finding.message.clone());
    let problem = report.problems.first().map(ToString::to_string);
    let text = problem.or(service.filter(|_| worst.is_some())).or(worst).unwrap_or_else(|| sentence(report));
    write!(out, "{} {word} - {}", report.command.to_uppercase(), plain(&text))?;
    let figures: Vec<String> = report
        .services
        .iter()
        .filter_map(|service| Some(format!("'{}'={}ms", service.name, service.latency_ms?)))
        .chain(report.ran.iter().map(|ran| format!("'{}_examined'={}", ran.name, ran.examined)))
        .collect();
    writeln!(out, " | {}", figures.join(" "))?;
    for service in &report.services {
        writeln!(out, "{} {}: {}", service.name, service.status.word(), plain(&service.message))?;
    }
    Ok(())
}

/// One line, without the bar that begins the figures.
fn plain(text: &str) -> String {
    visible(text.lines().next().unwrap_or_default(), false).replace('|', "/")
}
