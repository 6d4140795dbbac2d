//! `health --watch`: a look after another. On a terminal a table that is drawn again, with small graphs; elsewhere an event
//! for each change.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde_json::{Value, json};

use super::history::History;
use super::judge::Sight;
use super::{Answer, Plan, run, view};
use crate::process::Run;
use crate::report::{Align, Cell, Report, Role, ServiceStatus, Table, line};

/// So many values a small graph shows.
const POINTS: usize = 30;
/// What runs at a change ends after this long.
const COMMAND_LIMIT: Duration = Duration::from_secs(60);

/// So far back small graphs of what servers remember go.
const MINUTES: u64 = 15;
/// What they do not tell within this time is not shown.
const RECALL_LIMIT: Duration = Duration::from_secs(2);

/// How it is watched.
pub struct Watching {
    /// What is watched.
    pub plan: Plan,
    /// How long to wait between two looks.
    pub interval: Duration,
    /// Which question is asked.
    pub sight: Sight,
    /// A command line for `sh` at each change.
    pub on_change: Option<String>,
    /// Someone sees it as it is drawn.
    pub drawn: bool,
}

/// A look after another, until all is to stop.
pub struct Looks {
    watching: Watching,
    /// None when it was given back.
    runtime: Option<tokio::runtime::Runtime>,
    history: History,
    last: BTreeMap<String, ServiceStatus>,
    latencies: BTreeMap<String, VecDeque<f64>>,
    /// Events that have not been told yet.
    waiting: VecDeque<Report>,
    begun: bool,
}

impl Looks {
    /// Begins.
    ///
    /// # Errors
    /// The system gives no more threads or file descriptors.
    pub fn new(watching: Watching) -> std::io::Result<Self> {
        let history = watching.plan.history();
        Ok(Self {
            watching,
            runtime: Some(run::runtime()?),
            history,
            last: BTreeMap::new(),
            latencies: BTreeMap::new(),
            waiting: VecDeque::new(),
            begun: false,
        })
    }

    fn stopped(&self) -> bool {
        self.watching.plan.world.cancel.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Waits for the next look, and looks. `None` when all is to stop.
    fn look(&mut self) -> Option<Answer> {
        let plan = &self.watching.plan;
        if self.begun {
            let interval = self.watching.interval;
            self.runtime.as_ref()?.block_on(async {
                tokio::select! {
                    () = tokio::time::sleep(interval) => {}
                    () = run::cancelled(&plan.world.cancel) => {}
                }
            });
        }
        self.begun = true;
        if self.stopped() {
            return None;
        }
        let started = std::time::Instant::now();
        let found = self.runtime.as_ref()?.block_on(plan.probe(plan.deadline, &|_| {}));
        if self.stopped() {
            return None;
        }
        let answer = plan.judge(&found, &mut self.history, self.watching.sight, started);
        plan.remember(self.history.clone());
        Some(answer)
    }

    /// What changed since the last look: everything at the first.
    fn changes(&mut self, answer: &Answer) -> Vec<Value> {
        let mut changes = Vec::new();
        for service in &answer.services {
            let before = self.last.insert(service.name.clone(), service.status);
            if before == Some(service.status) {
                continue;
            }
            changes.push(json!({
                "event": "status_changed", "time": answer.timestamp, "service": service.name,
                "from": before.map(ServiceStatus::word), "to": service.status.word(), "message": service.message,
                "cause": service.cause, "latency_ms": service.latency_ms, "overall": answer.status,
            }));
        }
        changes
    }

    /// Runs the user's command for a change; what goes wrong with it is told with the change.
    fn tell(&self, change: &Value) -> Option<String> {
        let command = self.watching.on_change.as_ref()?;
        let text = |key: &str| change[key].as_str().unwrap_or_default().to_owned();
        let outcome = Run::new("sh")
            .args(["-c", command.as_str()])
            .cwd(&self.watching.plan.world.root)
            .env("PLANYARD_SERVICE", text("service"))
            .env("PLANYARD_FROM", text("from"))
            .env("PLANYARD_TO", text("to"))
            .env("PLANYARD_MESSAGE", text("message"))
            .stdin(format!("{change}\n"))
            .time_limit(COMMAND_LIMIT)
            .cancelled_by(self.watching.plan.world.cancel.clone())
            .run();
        (!outcome.success()).then(|| {
            let said = outcome.stderr_tail(1);
            format!("the command of --on-change failed{}{said}", if said.is_empty() { "" } else { ": " })
        })
    }

    /// What servers remember of the last minutes, as a table; nothing when none does.
    fn metrics(&self) -> Option<Table> {
        let plan = &self.watching.plan;
        let recalled = run::recall(&plan.services, &plan.world, MINUTES, RECALL_LIMIT);
        let recalled = self.runtime.as_ref()?.block_on(recalled);
        let rows: Vec<Vec<Cell>> = recalled
            .iter()
            .flat_map(|(service, series)| series.iter().map(move |series| (service, series)))
            .map(|(service, series)| {
                let last = series.points.last().map_or_else(|| "-".to_owned(), |last| amount(*last, series.unit));
                vec![
                    vec![(Role::Strong, service.clone())],
                    line(series.name.clone()),
                    line(sparkline(series.points.iter().copied())),
                    line(last),
                ]
            })
            .collect();
        let head = ["service".to_owned(), "metric".to_owned(), format!("last {MINUTES} minutes"), "now".to_owned()];
        let columns = vec![Align::Left, Align::Left, Align::Left, Align::Right];
        (!rows.is_empty()).then(|| Table { columns, head: head.to_vec(), rows })
    }

    fn drawn(&mut self, answer: &Answer) -> Report {
        for service in &answer.services {
            let points = self.latencies.entry(service.name.clone()).or_default();
            points.push_back(service.latency_ms.unwrap_or(f64::NAN));
            if points.len() > POINTS {
                points.pop_front();
            }
        }
        let graphs =
            self.latencies.iter().map(|(name, points)| (name.clone(), sparkline(points.iter().copied()))).collect();
        let mut report = Report::new("health");
        report.redraw = true;
        let (role, sign) = view::mark(answer.status);
        report.view.line(vec![
            (role, format!("{sign} {}", answer.status.word())),
            (
                Role::Dim,
                format!(
                    "  {}  {}  every {}",
                    answer.service,
                    answer.timestamp,
                    crate::duration::show(self.watching.interval)
                ),
            ),
        ]);
        report.view.gap().table(view::table(&answer.services, &graphs));
        if let Some(table) = self.metrics() {
            report.view.gap().table(table);
        }
        if let Some(text) = view::causes(answer) {
            report.view.gap().line(vec![(Role::Bad, text)]);
        }
        report
    }
}

impl Drop for Looks {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            run::end(runtime, &self.watching.plan.world.cancel);
        }
    }
}

impl Iterator for Looks {
    type Item = Report;

    fn next(&mut self) -> Option<Report> {
        loop {
            if let Some(report) = self.waiting.pop_front() {
                return Some(report);
            }
            let first = !self.begun;
            let answer = self.look()?;
            let changes = self.changes(&answer);
            let mut failed = Vec::new();
            if !first {
                failed.extend(changes.iter().filter_map(|change| self.tell(change)));
            }
            if self.watching.drawn {
                let mut report = self.drawn(&answer);
                for text in failed {
                    report.view.line(vec![(Role::Warn, text)]);
                }
                return Some(report);
            }
            self.waiting.extend(changes.into_iter().map(event));
            self.waiting
                .extend(failed.into_iter().map(|text| event(json!({ "event": "on_change_failed", "message": text }))));
        }
    }
}

fn event(change: Value) -> Report {
    let mut report = Report::new("health");
    let text = |key: &str| change[key].as_str().unwrap_or("-").to_owned();
    report.view.blocks.push(crate::report::Block::Line(match change["service"].as_str() {
        Some(service) => {
            line(format!("{} {service} {} → {}: {}", text("time"), text("from"), text("to"), text("message")))
        }
        None => line(text("message")),
    }));
    report.event = Some(change);
    report
}

/// `12.5 %`, `3.4 MB`, `0.2 ms`.
fn amount(value: f64, unit: &str) -> String {
    match unit {
        "bytes" => {
            let units = ["B", "kB", "MB", "GB", "TB"];
            let mut at = 0;
            let mut value = value;
            while value.abs() >= 1000.0 && at + 1 < units.len() {
                value /= 1000.0;
                at += 1;
            }
            format!("{value:.1} {}", units[at])
        }
        "s" => Duration::try_from_secs_f64(value).map_or_else(|_| "-".to_owned(), crate::duration::show),
        "ms" => view::milliseconds(value),
        unit => format!("{value:.1} {unit}").trim_end().to_owned(),
    }
}

/// A small graph: `▁▂▃▅█`. From nothing to the highest; what is not known is a space.
pub fn sparkline(points: impl Iterator<Item = f64>) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let points: Vec<f64> = points.collect();
    let highest = points.iter().copied().filter(|point| point.is_finite()).fold(0.0, f64::max);
    let bar = |point: &f64| {
        if !point.is_finite() {
            return ' ';
        }
        let share = if highest > 0.0 { point.max(0.0) / highest } else { 0.0 };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 7")]
        let at = (share * 7.0).round() as usize;
        BARS[at.min(7)]
    };
    points.iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_short() {
        let shown = [(12.34, "%"), (3_400_000.0, "bytes"), (0.25, "ms"), (90.0, "s"), (7.0, ""), (f64::NAN, "s")];
        let shown = shown.map(|(value, unit)| amount(value, unit));
        assert_eq!(shown, ["12.3 %", "3.4 MB", "0.2 ms", "1 min", "7.0", "-"]);
    }

    #[test]
    fn small_graphs_go_from_nothing_to_the_highest() {
        assert_eq!(sparkline([0.0, 5.0, 10.0, f64::NAN, 2.0].into_iter()), "▁▅█ ▂");
        assert_eq!(sparkline([0.0, 0.0].into_iter()), "▁▁");
        assert_eq!(sparkline(std::iter::empty()), "");
        assert_eq!(sparkline([f64::INFINITY, 1.0, -1.0].into_iter()), " █▁");
    }
}
