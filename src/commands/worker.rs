//! `planyard worker`.

use std::time::Duration;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::dispatch::worker::{self, Wanted};
use crate::progress::Progress;
use crate::queue::OrderId;
use crate::report::{Problem, ProblemKind, Report, Role, plural};

/// Work on what others hand out, on this machine
///
/// A worker takes orders from the queue that `queue.url` (or --queue) names, fetches their target branch from
/// `dispatch.remote`, lets the backend of its own configuration work in a worktree, judges the result with its own gates and
/// pushes it by compare-and-swap. Nothing that the queue says is run. SIGTERM ends it: what it holds goes back as it was.
/// Hand work out with `planyard dispatch FEATURE --jobs 0` on any machine.
#[derive(Debug, clap::Args)]
pub struct Worker {
    /// What people call it [default: the host's name]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// How many tasks it works on at once [default: dispatch.jobs]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    slots: Option<u16>,
    /// Only tasks for these backends; may be given several times [default: all]
    #[arg(short, long = "backend", value_name = "BACKEND", value_delimiter = ',')]
    backends: Vec<String>,
    /// What this machine has, `gpu,linux`: it takes tasks that need no other labels [default: worker.labels]
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    labels: Vec<String>,
    /// Stop after this long without work, `30m`
    #[arg(long, value_name = "DURATION", value_parser = crate::duration::parse)]
    drain_after: Option<Duration>,
    /// Stop when nothing is left to do
    #[arg(long)]
    once: bool,
}

/// The data of `worker`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkerData {
    /// How many orders it took and gave back, landed or not.
    pub ended: usize,
}

impl Worker {
    /// Works until it is stopped.
    ///
    /// # Errors
    /// The queue or the repository cannot be used.
    pub fn run(self, context: &Context) -> Result<Outcome> {
        let workspace = context.workspace()?;
        let config = &workspace.config;
        if config.queue.url.trim().is_empty() {
            return Err(Problem::new(ProblemKind::Config, "no queue that machines share is named")
                .source("queue.url")
                .hint(
                    "set `queue.url`, or give --queue redis://HOST; on one machine `planyard dispatch` works by itself",
                )
                .into());
        }
        let slots = self.slots.map_or(config.dispatch.jobs.max(1), usize::from);
        let labels = if self.labels.is_empty() { &config.worker.labels } else { &self.labels };
        let wanted = Wanted {
            name: self.name,
            slots,
            backends: self.backends,
            labels: crate::queue::labels(labels),
            drain_after: self.drain_after,
            once: self.once,
        };
        let progress = Progress::new(0, context.terminal.stderr);
        let shown = progress.clone();
        let tell = move |order: &OrderId, what: &str, more: &str| {
            let more = if more.is_empty() { String::new() } else { format!("  {more}") };
            shown.line(format!("{:<8} {what:<10}{more}", order.task()).trim_end());
        };
        let ended = worker::run(context, workspace, &wanted, &tell);
        progress.finish();
        let ended = ended?;
        let mut report = Report::new("worker");
        report.view.line(vec![
            (Role::Good, "stopped".to_owned()),
            (Role::Plain, format!(" in good order, after {}", plural(ended, "task"))),
        ]);
        report.data = Some(serde_json::to_value(WorkerData { ended })?);
        Ok(report.into())
    }
}
