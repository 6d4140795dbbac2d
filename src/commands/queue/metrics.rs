use std::time::Duration;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::look::unserved_line;
use crate::dispatch::worker::{self, Counted, Unserved};
use crate::inbox;
use crate::queue::{Gauges, Limit, Millis, Priority, Queue, State};
use crate::report::{Align, Metric, Report, Role, Sample, Table, line};

/// The data of `queue metrics`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MetricsData {
    /// Where the queue is, without its password.
    pub queue: String,
    /// What was counted.
    #[serde(flatten)]
    pub gauges: Gauges,
    /// What is queued and needs labels that no live worker has.
    pub unserved: Vec<Unserved>,
    /// Accounts that may not be used now.
    pub suspended: Vec<Limit>,
    /// Why nothing is given out, when nothing is.
    pub paused: Option<String>,
    /// The workers of all machines.
    pub workers: Counted,
}

pub(super) fn metrics(queue: &dyn Queue, own: &[String]) -> Result<Report> {
    let gauges = queue.gauges()?;
    let workers = worker::count(&worker::all(queue)?, gauges.now);
    let unserved = worker::unserved(&gauges, &worker::served(queue, own)?);
    let (suspended, paused) = (queue.limits()?, queue.paused()?);
    let data = MetricsData { queue: queue.name(), gauges, unserved, suspended, paused, workers };
    let mut report = Report::new("queue metrics");
    view(&mut report, &data);
    report.metrics = exported(&data);
    report.data = Some(serde_json::to_value(data)?);
    Ok(report)
}

fn span(millis: Millis) -> String {
    crate::duration::show(Duration::from_millis(millis.unsigned_abs()))
}

/// In so long, or since so long.
fn until(at: Millis, now: Millis) -> String {
    if at >= now { format!("in {}", span(at - now)) } else { format!("{} ago", span(now - at)) }
}

fn view(report: &mut Report, data: &MetricsData) {
    let gauges = &data.gauges;
    report.view.line(vec![(Role::Dim, inbox::plain(&data.queue))]);
    if let Some(why) = &data.paused {
        report.view.line(vec![(Role::Warn, format!("paused: {}", inbox::plain(why)))]);
    }
    let mut rows = Vec::new();
    let mut row = |name: String, count: u64, more: String| {
        rows.push(vec![line(name), vec![(Role::Strong, count.to_string())], vec![(Role::Dim, more)]]);
    };
    for priority in Priority::ALL {
        let (count, age) = gauges.waiting(priority);
        let more = if count > 0 { format!("the oldest has waited for {}", span(age)) } else { String::new() };
        row(format!("queued, {}", priority.name()), count, more);
    }
    let next = |what: &str, at: Option<Millis>| {
        at.map_or_else(String::new, |at| format!("the next {what} {}", until(at, gauges.now)))
    };
    row("leases".to_owned(), gauges.leases, next("ends", gauges.lease_end));
    row("delayed".to_owned(), gauges.count(State::Delayed), next("is due", gauges.due));
    for (name, state) in [
        ("waiting for answers", State::WaitingHuman),
        ("blocked", State::Blocked),
        ("dead", State::Dead),
        ("quarantined", State::Quarantined),
        ("done", State::Done),
    ] {
        row(name.to_owned(), gauges.count(state), String::new());
    }
    for (state, count) in &data.workers.states {
        row(format!("workers, {state}"), *count, String::new());
    }
    let more = format!("{} of them at work", data.workers.busy);
    row("slots".to_owned(), data.workers.slots as u64, more);
    row("suspended accounts".to_owned(), data.suspended.len() as u64, String::new());
    for stream in &gauges.streams {
        row(format!("stream {}", stream.name), stream.length, String::new());
        for group in &stream.groups {
            let lag = group.lag.map_or("an unknown number".to_owned(), |lag| lag.to_string());
            row(format!("  group {}", inbox::plain(&group.name)), group.pending, format!("pending, {lag} not read"));
        }
    }
    let head = ["what", "count", ""].map(str::to_owned).to_vec();
    report.view.table(Table { columns: vec![Align::Left, Align::Right, Align::Flex], head, rows });
    for unserved in &data.unserved {
        report.view.line(unserved_line(unserved));
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts and times are far below 2^52")]
fn exported(data: &MetricsData) -> Vec<Metric> {
    let gauges = &data.gauges;
    let seconds = |millis: Millis| millis as f64 / 1000.0;
    let orders = State::ALL.map(|state| (state.name(), gauges.count(state) as f64));
    let depth = Priority::ALL.map(|priority| (priority.name(), gauges.waiting(priority).0 as f64));
    let age = Priority::ALL.map(|priority| (priority.name(), seconds(gauges.waiting(priority).1)));
    let labels = gauges.labels.iter().map(|(labels, count)| (labels.as_str(), *count as f64));
    let unserved: u64 = data.unserved.iter().map(|unserved| unserved.count).sum();
    let workers = data.workers.states.iter().map(|(state, count)| (state.as_str(), *count as f64));
    let mut metrics = vec![
        Metric::by(("planyard_queue_orders", "orders by state"), "state", orders),
        Metric::by(("planyard_queue_depth", "what is queued, by priority"), "priority", depth),
        Metric::by(("planyard_queue_oldest_seconds", "how long the oldest has been queued"), "priority", age),
        Metric::by(("planyard_queue_labels", "what is queued and needs labels, by them"), "labels", labels),
        Metric::one("planyard_queue_unserved", "queued orders that no live worker can do", unserved as f64),
        Metric::one("planyard_queue_leases", "orders that somebody holds", gauges.leases as f64),
        Metric::one(
            "planyard_queue_paused",
            "1 while nothing is given out",
            f64::from(u8::from(data.paused.is_some())),
        ),
        Metric::one("planyard_queue_suspended_accounts", "accounts that may not be used", data.suspended.len() as f64),
        Metric::by(("planyard_queue_workers", "workers by what they do"), "state", workers),
        Metric::one("planyard_queue_slots", "orders that the workers can do at once", data.workers.slots as f64),
        Metric::one("planyard_queue_slots_busy", "slots that are at work", data.workers.busy as f64),
    ];
    for (name, help, at) in [
        (
            "planyard_queue_lease_end_seconds",
            "time until the next lease runs out, negative when it has",
            gauges.lease_end,
        ),
        ("planyard_queue_due_seconds", "time until the next delayed order is due, negative when it is", gauges.due),
    ] {
        metrics.extend(at.map(|at| Metric::one(name, help, seconds(at - gauges.now))));
    }
    let length = gauges.streams.iter().map(|stream| (stream.name.as_str(), stream.length as f64));
    metrics.push(Metric::by(("planyard_queue_stream_length", "entries of a stream"), "stream", length));
    let of_groups = |name, help, value: fn(&crate::queue::Group) -> Option<u64>| {
        let groups = gauges.streams.iter().flat_map(|stream| stream.groups.iter().map(move |group| (stream, group)));
        let samples = groups.filter_map(|(stream, group)| {
            let labels = vec![("stream", stream.name.clone()), ("group", group.name.clone())];
            Some(Sample { labels, value: value(group)? as f64 })
        });
        Metric { name, help, samples: samples.collect() }
    };
    let (pending, lag) = ("entries that a group has not acknowledged", "entries that a group has not read");
    metrics.push(of_groups("planyard_queue_stream_pending", pending, |group| Some(group.pending)));
    metrics.push(of_groups("planyard_queue_stream_lag", lag, |group| group.lag));
    metrics
}
