//! `planyard logs`.

mod follow;

use anyhow::Result;
use clap_complete::engine::ArgValueCompleter;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Outcome;
use crate::context::Context;
use crate::oversight::desk::Desk;
use crate::oversight::lines::Lines;
use crate::oversight::names;
use crate::oversight::runs::{self, Record};
use crate::report::{Problem, ProblemKind, Report, Role};

/// Show what an agent said and did in a run
#[derive(Debug, clap::Args)]
pub struct Logs {
    /// A run, FEATURE/TASK/EPOCH, or a task: then its last run
    #[arg(value_name = "RUN|TASK", add = ArgValueCompleter::new(crate::complete::runs))]
    run: String,
    /// Follow it until the run ends
    #[arg(short, long)]
    follow: bool,
    /// The agent's own output as it came, without secrets
    #[arg(long)]
    raw: bool,
}

/// The data of `logs`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LogsData {
    /// Which run.
    pub run: String,
    /// The agent's events, the oldest first; with --raw none.
    pub events: Vec<Value>,
    /// With --raw: its standard output.
    pub stdout: Option<String>,
    /// With --raw: its standard error.
    pub stderr: Option<String>,
}

impl Logs {
    /// Shows it.
    ///
    /// # Errors
    /// There is no such run.
    pub fn run(self, context: &Context) -> Result<Outcome> {
        let desk = Desk::needed(context)?;
        let record = find(&desk, &self.run)?;
        if self.follow {
            return Ok(Outcome::Live(Box::new(follow::Follow::new(desk.queue, &record, self.raw))));
        }
        let mut report = Report::new("logs");
        let mut data = LogsData { run: record.row.run.clone(), events: Vec::new(), stdout: None, stderr: None };
        if self.raw {
            data.stdout = record.folder.text("stdout.raw");
            data.stderr = record.folder.text("stderr.raw");
            let text =
                format!("{}{}", data.stdout.as_deref().unwrap_or_default(), data.stderr.as_deref().unwrap_or_default());
            if context.terminal.stdout {
                // What an agent wrote must not steer somebody's terminal.
                report.view.pre(text);
            } else {
                report.raw = Some(text);
            }
        } else {
            data.events = record.folder.events();
            show(&record, &data.events, &mut report);
        }
        report.data = Some(serde_json::to_value(&data)?);
        Ok(report.into())
    }
}

/// The run that a word means: a run, or the last one of a task.
fn find(desk: &Desk<'_>, word: &str) -> Result<Record> {
    let orders = desk.orders()?;
    let named = names::find(word, orders.iter().map(|order| &order.id))?;
    let now = desk.queue.now()?;
    let found = match named.epoch {
        Some(epoch) => runs::one(&desk.store, &named.order, (epoch, &named.part), &orders, now),
        None => runs::of_task(&desk.store, &named.order, &orders, now).into_iter().rfind(|run| run.row.part.is_none()),
    };
    found.ok_or_else(|| {
        let all: Vec<String> =
            runs::of_task(&desk.store, &named.order, &orders, now).into_iter().map(|run| run.row.run).collect();
        let hint = if all.is_empty() {
            format!("it has no run yet; `planyard why {}`", named.order.short())
        } else {
            format!("there are {}", all.join(", "))
        };
        Problem::new(ProblemKind::NotFound, format!("there is no run {word}")).source(word).hint(hint).into()
    })
}

fn show(record: &Record, events: &[Value], report: &mut Report) {
    report.view.line(vec![
        (Role::Strong, record.row.run.clone()),
        (Role::Plain, format!("  {}  ", record.row.title)),
        (Role::Dim, format!("{} {}", record.row.backend, record.row.word())),
    ]);
    let mut lines = Lines::default();
    for event in events {
        lines.add(event).into_iter().for_each(|line| {
            report.view.line(line);
        });
    }
    for line in lines.rest() {
        report.view.line(line);
    }
    if events.is_empty() {
        report.view.line(vec![(Role::Dim, "no event yet".to_owned())]);
    }
}
