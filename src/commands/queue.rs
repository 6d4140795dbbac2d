//! `planyard queue`.

mod carry;
mod look;
mod metrics;
mod purge;
mod reconcile;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::Subcommand;
use clap_complete::engine::ArgValueCompleter;

pub use carry::{ExportData, ImportData};
pub use look::{ListData, ShowData, StatsData};
pub use metrics::MetricsData;
pub use purge::PurgeData;
pub use reconcile::ReconcileData;

use super::Outcome;
use crate::context::Context;
use crate::oversight::decide;
use crate::oversight::desk::Desk;
use crate::queue::{Decision, Order, State};
use crate::report::{Problem, ProblemKind, Report};

/// Look at the queue of work orders and put it in order, wherever it is: in the repository or in a server
#[derive(Debug, clap::Args)]
pub struct Queue {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take tasks back: they are not done, and a run of them is ended
    Cancel(Tasks),
    /// Write all orders with their questions, suspended accounts and sessions as JSON, for `queue import`
    Export {
        /// Into this file; else it is the data of the result
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Take over what `queue export` wrote: orders that are here already stay as they are
    ///
    /// Stop all dispatchers and workers of the other queue first. What somebody held there is due here at once.
    Import {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// List orders
    List {
        /// Of a feature
        #[arg(long, value_name = "FEATURE")]
        feature: Option<String>,
        /// In this state; may be given several times
        #[arg(long, value_name = "STATE", value_parser = state)]
        state: Vec<State>,
    },
    /// Count what is queued, held, delayed and dead, and the workers, for people and for monitors
    ///
    /// `--format prometheus` writes it as Prometheus reads it. What it costs a server goes by what is live, however much is done.
    Metrics,
    /// Show what failed for good and may be deleted; --apply deletes it
    ///
    /// `planyard retry` cannot bring back what was deleted: only `planyard dispatch` hands its task out anew. What an order that
    /// is not done needs stays. Branches and worktrees stay too; see `planyard gc`.
    PurgeDead {
        /// Delete it
        #[arg(long)]
        apply: bool,
        /// Only what failed so long ago
        #[arg(long, value_name = "TIME", value_parser = crate::duration::parse)]
        older_than: Option<Duration>,
    },
    /// Compare the queue with git, and its indexes with its orders
    ///
    /// What landed is done; what is done and is not in its target branch is put aside for a person.
    Reconcile {
        /// Also put right what is not so
        #[arg(long)]
        apply: bool,
    },
    /// Try tasks again that failed, were cancelled or quarantined, with all their attempts
    Retry {
        /// Tasks: FEATURE/TASK, or TASK where that is clear
        #[arg(value_name = "TASK", required_unless_present = "dead", add = ArgValueCompleter::new(crate::complete::orders))]
        tasks: Vec<String>,
        /// All that failed for good
        #[arg(long, conflicts_with = "tasks")]
        dead: bool,
    },
    /// Show an order, with its questions and what became of it
    Show {
        /// FEATURE/TASK, or TASK where that is clear
        #[arg(value_name = "TASK", add = ArgValueCompleter::new(crate::complete::orders))]
        task: String,
    },
    /// Show how many orders are where, and who holds which
    Stats,
}

#[derive(Debug, clap::Args)]
struct Tasks {
    /// Tasks: FEATURE/TASK, or TASK where that is clear
    #[arg(value_name = "TASK", required = true, add = ArgValueCompleter::new(crate::complete::orders))]
    tasks: Vec<String>,
}

fn state(text: &str) -> Result<State, String> {
    text.replace('-', "_").parse().map_err(|_| {
        let names: Vec<&str> = State::ALL.into_iter().map(State::name).collect();
        format!("write one of {}", names.join(", "))
    })
}

impl Queue {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        match self.command {
            Command::Cancel(_) => "queue cancel",
            Command::Export { .. } => "queue export",
            Command::Import { .. } => "queue import",
            Command::List { .. } => "queue list",
            Command::Metrics => "queue metrics",
            Command::PurgeDead { .. } => "queue purge-dead",
            Command::Reconcile { .. } => "queue reconcile",
            Command::Retry { .. } => "queue retry",
            Command::Show { .. } => "queue show",
            Command::Stats => "queue stats",
        }
    }

    /// Runs the subcommand.
    ///
    /// # Errors
    /// There is no repository, nothing of that name, or the queue cannot be reached.
    pub fn run(self, context: &Context) -> Result<Outcome> {
        let name = self.name();
        let desk = Desk::open(context)?;
        let report = match self.command {
            Command::Cancel(args) => {
                decided(context, &desk, (name, &Decision::Cancel), |orders| decide::chosen(orders, &args.tasks))?
            }
            Command::Retry { tasks, dead } => decided(context, &desk, (name, &Decision::Retry), |orders| match dead {
                true => Ok(orders.iter().filter(|order| order.state == State::Dead).collect()),
                false => decide::chosen(orders, &tasks),
            })?,
            Command::PurgeDead { apply, older_than } => purge::purge(&*desk.queue, older_than, apply)?,
            Command::Export { out } => carry::export(context, &*desk.queue, out.as_deref())?,
            Command::Import { file } => carry::import(context, &*desk.queue, &file)?,
            Command::List { feature, state } => look::list(&*desk.queue, feature.as_deref(), state)?,
            Command::Metrics => metrics::metrics(&*desk.queue, &desk.workspace.config.worker.labels)?,
            Command::Reconcile { apply } => reconcile::reconcile(context, &desk, apply)?,
            Command::Show { task } => look::show(&*desk.queue, &task)?,
            Command::Stats => look::stats(&*desk.queue, &desk.workspace.config.worker.labels)?,
        };
        Ok(report.into())
    }
}

fn decided(
    context: &Context,
    desk: &Desk<'_>,
    command: (&str, &Decision),
    choose: impl for<'o> FnOnce(&'o [Order]) -> Result<Vec<&'o Order>>,
) -> Result<Report> {
    let orders = desk.orders()?;
    let chosen = choose(&orders)?;
    let mut report = decide::decide(context, desk, command, &chosen)?;
    if chosen.is_empty() {
        report.view.text("nothing failed for good");
    }
    Ok(report)
}

/// That an order vanished between two looks.
fn gone(id: &crate::queue::OrderId) -> Problem {
    Problem::new(ProblemKind::NotFound, format!("there is no order {} any more", id.short())).source(id.0.clone())
}
