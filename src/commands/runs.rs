//! `planyard runs`.

mod list;
mod show;

pub use list::RunsData;
pub use show::ShownRun;

use std::path::PathBuf;

use anyhow::Result;
use clap_complete::engine::ArgValueCompleter;

use super::Outcome;
use crate::context::Context;
use crate::oversight::desk::Desk;
use crate::oversight::names::{self, Named};
use crate::oversight::runs::{self, Record};
use crate::queue::Order;
use crate::report::{Problem, ProblemKind, Report};

/// Show what was handed out, and the runs of agents on it
///
/// Without a name: each order with its last run. With a task: all of its runs.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Runs {
    #[command(subcommand)]
    action: Option<Action>,
    /// A feature, or a task: FEATURE/TASK, or TASK where that is clear
    #[arg(value_name = "FEATURE|TASK", add = ArgValueCompleter::new(crate::complete::orders))]
    name: Option<String>,
    /// Every run, and not only the last one of each order
    #[arg(long)]
    all: bool,
    /// Write a report of the feature, or the task, as one HTML file
    #[arg(long, value_name = "FILE", requires = "name")]
    html: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Show one run: what its agent was given, said and did, and what came of it
    Show {
        /// The run, FEATURE/TASK/EPOCH, or a task: then its last run
        #[arg(value_name = "RUN|TASK", add = ArgValueCompleter::new(crate::complete::runs))]
        run: String,
        /// Write it as one HTML file
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
    },
}

/// What was looked up for an answer.
struct Seen<'d> {
    desk: &'d Desk<'d>,
    orders: &'d [Order],
    now: crate::queue::Millis,
}

impl Runs {
    /// The name as it is typed.
    pub fn name(&self) -> &'static str {
        if self.action.is_some() { "runs show" } else { "runs" }
    }

    /// Lists the runs, or shows one.
    ///
    /// # Errors
    /// A name that is not known.
    pub fn run(self, context: &Context) -> Result<Outcome> {
        let Some(desk) = Desk::look(context)? else {
            if self.action.is_some() || self.name.is_some() {
                Desk::needed(context)?;
            }
            return Ok(list::nothing()?.into());
        };
        let orders = desk.orders()?;
        let seen = Seen { now: desk.queue.now()?, desk: &desk, orders: &orders };
        if let Some(Action::Show { run, html }) = &self.action {
            let record = seen.run(run)?;
            return Ok(match html {
                Some(file) => {
                    let of: Vec<&Order> = orders.iter().filter(|order| order.id == record.row.order).collect();
                    show::page(context, &seen, (&of, std::slice::from_ref(&record)), file)?
                }
                None => show::report(&seen, &record)?,
            }
            .into());
        }
        let (chosen, records) = seen.chosen(self.name.as_deref())?;
        if let Some(file) = &self.html {
            return Ok(show::page(context, &seen, (&chosen, &records), file)?.into());
        }
        let one_task = chosen.len() == 1 && self.name.is_some();
        Ok(list::report(&chosen, &records, (self.all || one_task, context.terminal.width))?.into())
    }
}

impl Seen<'_> {
    /// The orders that a name means, and their runs.
    fn chosen(&self, name: Option<&str>) -> Result<(Vec<&Order>, Vec<Record>)> {
        let Some(name) = name else {
            return Ok((self.orders.iter().collect(), runs::all(&self.desk.store, self.orders, self.now)));
        };
        let mut chosen = names::of_feature(name, self.orders);
        if chosen.is_empty() {
            let named = names::find(name, self.orders.iter().map(|order| &order.id))?;
            chosen = self.orders.iter().filter(|order| order.id == named.order).collect();
        }
        let of = |order: &&Order| runs::of_task(&self.desk.store, &order.id, self.orders, self.now);
        let records = chosen.iter().flat_map(of).collect();
        Ok((chosen, records))
    }

    fn run(&self, word: &str) -> Result<Record> {
        let named: Named = names::find(word, self.orders.iter().map(|order| &order.id))?;
        let store = &self.desk.store;
        let all = runs::of_task(store, &named.order, self.orders, self.now);
        let found = match named.epoch {
            Some(epoch) => runs::one(store, &named.order, (epoch, &named.part), self.orders, self.now),
            None => all.iter().rfind(|run| run.row.part.is_none()).cloned(),
        };
        found.ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|run| run.row.run.as_str()).collect();
            let hint = if names.is_empty() {
                format!("it has no run yet; `planyard why {}`", named.order.short())
            } else {
                format!("there are {}", names.join(", "))
            };
            Problem::new(ProblemKind::NotFound, format!("there is no run {word}")).source(word).hint(hint).into()
        })
    }
}

/// A report of nothing but a line.
fn said(command: &str, text: String) -> Report {
    let mut report = Report::new(command);
    report.view.text(text);
    report
}
