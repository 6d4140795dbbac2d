//! The services for people, and as findings.

use std::collections::BTreeMap;

use super::Answer;
use crate::report::{
    Align, Cell, Criticality, Finding, Place, ProbeOutcome, Problem, ProblemKind, Report, Role, ServiceResult,
    ServiceStatus, Severity, Table, line, plural,
};

/// Puts what was found into a report: findings for what is not healthy, problems for what is not known.
pub fn report(answer: &Answer, strict: bool, report: &mut Report) {
    for service in &answer.services {
        match finding(service, strict) {
            Some(Ok(finding)) => report.results.push(finding),
            // What only needs an unknown service has no problem of its own.
            Some(Err(problem)) if service.cause.is_none() => report.problems.push(problem),
            _ => {}
        }
    }
    show(answer, report);
}

/// What is to be said of a service beside its row: nothing when it is healthy.
fn finding(service: &ServiceResult, strict: bool) -> Option<Result<Finding, Problem>> {
    let weighed = service.criticality.weigh(service.status);
    let severity = match weighed {
        ServiceStatus::Unknown => return Some(Err(unknown(service))),
        ServiceStatus::Unhealthy | ServiceStatus::Starting => Severity::Error,
        ServiceStatus::Degraded if strict => Severity::Error,
        ServiceStatus::Degraded => Severity::Warning,
        _ if matches!(service.status, ServiceStatus::Healthy | ServiceStatus::Disabled) => return None,
        _ => Severity::Info,
    };
    let rule = match service.status {
        ServiceStatus::Unhealthy => "health/unhealthy",
        ServiceStatus::Starting => "health/starting",
        ServiceStatus::Unknown => "health/unknown",
        _ => "health/degraded",
    };
    let message = format!("{} is {}: {}", service.name, service.status.word(), service.message);
    let file = service.file.as_deref().unwrap_or(crate::workspace::CONFIG_FILE);
    let mut finding = Finding::new(file, severity, rule, message);
    finding.place = service.line.filter(|line| *line > 0).map(Place::line);
    finding.help = service.hint.clone().map(Into::into);
    finding.subject = crate::report::stable_hash(service.name.as_bytes());
    Some(Ok(finding))
}

/// Why nothing can be said of a service.
pub fn unknown(service: &ServiceResult) -> Problem {
    let late = service.message.contains("deadline");
    let kind = if late { ProblemKind::Timeout } else { ProblemKind::ToolFailed };
    let kind = if service.message == "interrupted" { ProblemKind::Interrupted } else { kind };
    let mut problem = Problem::new(kind, format!("{} could not be probed: {}", service.name, service.message));
    problem.source = Some(match (&service.file, service.line) {
        (Some(file), Some(line)) if line > 0 => format!("{file}:{line}"),
        _ => service.name.clone(),
    });
    problem.hint.clone_from(&service.hint);
    problem
}

/// A mark that is told apart without colour.
pub fn mark(status: ServiceStatus) -> (Role, &'static str) {
    match status {
        ServiceStatus::Healthy => (Role::Good, "\u{2713}"),
        ServiceStatus::Degraded => (Role::Warn, "!"),
        ServiceStatus::Starting => (Role::Warn, "\u{2026}"),
        ServiceStatus::Unknown => (Role::Warn, "?"),
        ServiceStatus::Unhealthy => (Role::Bad, "\u{2717}"),
        ServiceStatus::Disabled => (Role::Dim, "-"),
    }
}

fn show(answer: &Answer, report: &mut Report) {
    if answer.services.is_empty() {
        return;
    }
    if answer.proposed {
        let text = "Nothing is configured: these are proposals, from what the workspace holds.";
        report.view.line(vec![(Role::Dim, text.to_owned())]).gap();
    }
    report.view.table(table(&answer.services, &BTreeMap::new()));
    let told = |service: &&ServiceResult| {
        let quiet =
            matches!(service.status, ServiceStatus::Healthy | ServiceStatus::Disabled) || service.cause.is_some();
        // A problem is told by itself.
        let unknown = service.criticality.weigh(service.status) == ServiceStatus::Unknown;
        !quiet && !unknown
    };
    for service in answer.services.iter().filter(told) {
        details(service, report);
    }
    report.view.gap();
    for note in &answer.notes {
        report.view.line(vec![(Role::Dim, note.clone())]);
    }
    if let Some(text) = causes(answer) {
        report.view.line(vec![(Role::Bad, text)]);
    }
}

/// What a row has no room for: what was probed, the whole message, what to do.
fn details(service: &ServiceResult, report: &mut Report) {
    report.view.gap();
    let (role, sign) = mark(service.status);
    report.view.line(vec![(role, format!("{sign} ")), (Role::Strong, service.name.clone())]);
    for probe in service.probes.iter().filter(|probe| probe.outcome > ProbeOutcome::Ok) {
        let target = if probe.target.is_empty() { probe.probe } else { &probe.target };
        report.view.line(vec![(Role::Code, format!("  {target}")), (Role::Plain, format!(": {}", probe.message))]);
        for component in probe.components.iter().filter(|component| component.status > ServiceStatus::Healthy) {
            let (role, sign) = mark(component.status);
            report.view.line(vec![
                (role, format!("    {sign} ")),
                (Role::Plain, format!("{}: {}", component.name, component.message)),
            ]);
        }
        if let Some(hint) = &probe.hint {
            report.view.line(vec![(Role::Strong, "  hint: ".to_owned()), (Role::Plain, hint.clone())]);
        }
    }
    if !service.message.is_empty() && service.probes.iter().all(|probe| !service.message.ends_with(&probe.message)) {
        report.view.text(format!("  {}", service.message));
    }
}

/// `1 root cause, 4 consequences: redis`.
pub fn causes(answer: &Answer) -> Option<String> {
    let consequences = answer.services.iter().filter(|service| service.cause.is_some()).count();
    if answer.root_causes.is_empty() || consequences == 0 {
        return None;
    }
    Some(format!(
        "{}, {}: {}",
        plural(answer.root_causes.len(), "root cause"),
        plural(consequences, "consequence"),
        answer.root_causes.join(", ")
    ))
}

/// A row a service; `lines` are small graphs by name, when there are any.
pub fn table(services: &[ServiceResult], lines: &BTreeMap<String, String>) -> Table {
    let mut columns = vec![Align::Left, Align::Left, Align::Left, Align::Right];
    let mut head = ["", "service", "status", "latency"].map(str::to_owned).to_vec();
    if !lines.is_empty() {
        columns.push(Align::Left);
        head.push("latency over time".to_owned());
    }
    columns.push(Align::Flex);
    head.push("because".to_owned());
    let row = |service: &ServiceResult| {
        let (role, sign) = mark(service.status);
        let mut cells: Vec<Cell> = vec![
            vec![(role, sign.to_owned())],
            vec![(Role::Strong, service.name.clone())],
            vec![(role, word(service))],
            line(service.latency_ms.map_or_else(|| "-".to_owned(), milliseconds)),
        ];
        if !lines.is_empty() {
            cells.push(line(lines.get(&service.name).cloned().unwrap_or_default()));
        }
        cells.push(vec![(Role::Dim, service.message.clone())]);
        cells
    };
    Table { columns, head, rows: services.iter().map(row).collect() }
}

fn word(service: &ServiceResult) -> String {
    let aside = match service.criticality {
        _ if service.status <= ServiceStatus::Healthy => "",
        Criticality::Required => "",
        Criticality::Important => " (important)",
        Criticality::Optional => " (optional)",
    };
    format!("{}{aside}", service.status.word())
}

/// `0.4 ms`, `12 ms`, `1.3 s`.
pub fn milliseconds(ms: f64) -> String {
    std::time::Duration::try_from_secs_f64(ms / 1000.0).map_or_else(|_| "-".to_owned(), crate::duration::show)
}

/// How many services were really looked at: those of which something is known.
pub fn examined(services: &[ServiceResult]) -> usize {
    let looked = |service: &&ServiceResult| {
        service.probes.iter().any(|probe| !matches!(probe.outcome, ProbeOutcome::Skipped | ProbeOutcome::Error))
    };
    services.iter().filter(looked).count()
}
