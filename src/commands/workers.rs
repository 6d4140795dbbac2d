//! `planyard workers`.

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::dispatch::worker::{self, Doing, Record};
use crate::queue;
use crate::report::{Problem, ProblemKind, Report, Role};

/// The workers of all machines: who lives, and what they do
#[derive(Debug, clap::Args)]
pub struct Workers {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Clone, clap::Subcommand)]
enum Action {
    /// Show them (the default)
    List,
    /// Let workers take nothing new, and stop when their tasks are through
    Drain {
        /// The worker, by its name or title
        name: String,
    },
    /// Take workers off the list that are gone
    Forget {
        /// The worker, by its name or title; by default all that are gone
        name: Option<String>,
    },
}

/// The data of `workers`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkersData {
    /// Each worker, by name.
    pub workers: Vec<WorkerRow>,
}

/// A worker.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkerRow {
    /// What it says of itself.
    #[serde(flatten)]
    pub record: Record,
    /// It has said nothing for too long.
    pub is_gone: bool,
}

impl Workers {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self.action {
            None | Some(Action::List) => "workers list",
            Some(Action::Drain { .. }) => "workers drain",
            Some(Action::Forget { .. }) => "workers forget",
        }
    }

    /// Shows or changes them.
    ///
    /// # Errors
    /// The queue cannot be reached, or there is no such worker.
    pub fn run(self, context: &Context) -> Result<Outcome> {
        let name = self.name();
        let queue = queue::open(context, context.workspace()?)?;
        let now = queue.now()?;
        let row = |record: Record| WorkerRow { is_gone: record.is_gone(now), record };
        let mut rows: Vec<WorkerRow> = worker::all(queue.as_ref())?.into_iter().map(row).collect();
        match self.action.unwrap_or(Action::List) {
            Action::List => {}
            Action::Drain { name } => {
                for row in named(&mut rows, &name)? {
                    row.record.drain = true;
                    queue.put(worker::DRAIN, &row.record.name, &serde_json::Value::Bool(true))?;
                }
            }
            Action::Forget { name } => {
                for row in &rows {
                    let is_meant = name.as_ref().is_none_or(|name| is(&row.record, name));
                    if is_meant && row.is_gone {
                        queue.put(worker::KIND, &row.record.name, &serde_json::Value::Null)?;
                    } else if is_meant && name.is_some() {
                        return Err(Problem::new(ProblemKind::Refused, format!("{} lives", row.record.name))
                            .source(row.record.name.clone())
                            .hint("`planyard workers drain` first, or end it on its machine")
                            .into());
                    }
                }
                rows.retain(|row| !row.is_gone || name.as_ref().is_some_and(|name| !is(&row.record, name)));
            }
        }
        let mut report = Report::new(name);
        if rows.is_empty() {
            report.view.text("no worker has signed on; `planyard worker` is one");
        }
        for row in &rows {
            report.view.line(shown(row, now));
        }
        report.data = Some(serde_json::to_value(WorkersData { workers: rows })?);
        Ok(report.into())
    }
}

fn is(record: &Record, name: &str) -> bool {
    record.name == name || record.title == name
}

fn named<'r>(rows: &'r mut [WorkerRow], name: &str) -> Result<Vec<&'r mut WorkerRow>> {
    let known: Vec<String> = rows.iter().map(|row| row.record.name.clone()).collect();
    let found: Vec<&mut WorkerRow> = rows.iter_mut().filter(|row| is(&row.record, name)).collect();
    if found.is_empty() {
        return Err(Problem::new(ProblemKind::NotFound, format!("there is no worker {name}"))
            .source(name.to_owned())
            .hint(match known.as_slice() {
                [] => "none has signed on; `planyard worker` is one".to_owned(),
                known => format!("known: {}", known.join(", ")),
            })
            .into());
    }
    Ok(found)
}

fn shown(row: &WorkerRow, now: i64) -> Vec<(Role, String)> {
    let record = &row.record;
    let (role, word) = match record.state {
        _ if row.is_gone && record.state != Doing::Offline => (Role::Bad, "gone"),
        Doing::Idle => (Role::Plain, "idle"),
        Doing::Busy => (Role::Good, "busy"),
        Doing::Waiting => (Role::Warn, "waiting"),
        Doing::Error => (Role::Bad, "error"),
        Doing::Draining => (Role::Warn, "draining"),
        Doing::Offline => (Role::Dim, "offline"),
    };
    let ago = now.saturating_sub(record.seen).max(0) / 1000;
    vec![
        (role, format!("{word:<9}")),
        (Role::Strong, record.title.clone()),
        (
            Role::Plain,
            format!("  {} of {} busy, {} ended, heard of {ago} s ago", record.busy, record.slots, record.ended),
        ),
        (
            Role::Plain,
            if record.labels.is_empty() { String::new() } else { format!("  [{}]", record.labels.join(", ")) },
        ),
        (Role::Dim, format!("  {} {}", record.name, record.version)),
    ]
}
