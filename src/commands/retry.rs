//! `planyard retry` and `planyard cancel`.

use anyhow::Result;
use clap_complete::engine::ArgValueCompleter;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::dispatch::runs::Stop;
use crate::oversight::desk::Desk;
use crate::oversight::names;
use crate::queue::{Decision, Order, OrderId, State, person};
use crate::report::{Problem, Report, Role};

/// Try tasks again that failed, were cancelled or quarantined, with all their attempts
#[derive(Debug, clap::Args)]
pub struct Retry {
    /// Tasks: FEATURE/TASK, or TASK where that is clear
    #[arg(value_name = "TASK", required_unless_present = "dead", add = ArgValueCompleter::new(crate::complete::orders))]
    tasks: Vec<String>,
    /// All that failed for good
    #[arg(long, conflicts_with = "tasks")]
    dead: bool,
}

/// Take tasks back: they are not done, and a run of them is ended
#[derive(Debug, clap::Args)]
pub struct Cancel {
    /// Tasks: FEATURE/TASK, or TASK where that is clear
    #[arg(value_name = "TASK", required = true, add = ArgValueCompleter::new(crate::complete::orders))]
    tasks: Vec<String>,
}

/// The data of `retry` and `cancel`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DecidedData {
    /// What was decided about.
    pub orders: Vec<Decided>,
}

/// What came of a decision.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Decided {
    /// The order.
    pub order: OrderId,
    /// What it was.
    pub from: State,
    /// What it is.
    pub to: State,
    /// Runs that were asked to end.
    pub stopped: Vec<String>,
}

impl Retry {
    /// Tries them again.
    ///
    /// # Errors
    /// A name that is not known. One that cannot be tried again is a problem of the report.
    pub fn run(self, context: &Context) -> Result<Outcome> {
        let desk = Desk::needed(context)?;
        let orders = desk.orders()?;
        let chosen = if self.dead {
            orders.iter().filter(|order| order.state == State::Dead).collect()
        } else {
            chosen(&orders, &self.tasks)?
        };
        let mut report = decide(context, &desk, "retry", &chosen)?;
        if chosen.is_empty() {
            report.view.text("nothing failed for good");
        } else if desk.workers() == 0
            && let Some(first) = chosen.first()
        {
            report.next = Some(format!("planyard dispatch {}", first.id.feature()));
        }
        Ok(report.into())
    }
}

impl Cancel {
    /// Takes them back.
    ///
    /// # Errors
    /// A name that is not known. One that cannot be taken back is a problem of the report.
    pub fn run(self, context: &Context) -> Result<Outcome> {
        let desk = Desk::needed(context)?;
        let orders = desk.orders()?;
        let chosen = chosen(&orders, &self.tasks)?;
        Ok(decide(context, &desk, "cancel", &chosen)?.into())
    }
}

/// All of the names are known, or nothing is decided.
fn chosen<'o>(orders: &'o [Order], words: &[String]) -> Result<Vec<&'o Order>> {
    let mut chosen: Vec<&Order> = Vec::with_capacity(words.len());
    for word in words {
        let named = names::find(word, orders.iter().map(|order| &order.id))?;
        chosen.extend(orders.iter().filter(|order| order.id == named.order));
    }
    chosen.sort_by(|a, b| a.id.cmp(&b.id));
    chosen.dedup_by(|a, b| a.id == b.id);
    Ok(chosen)
}

fn decide(context: &Context, desk: &Desk<'_>, command: &str, chosen: &[&Order]) -> Result<Report> {
    let decision = if command == "retry" { Decision::Retry } else { Decision::Cancel };
    let mut report = Report::new(command);
    let mut data = DecidedData { orders: Vec::new() };
    for order in chosen {
        match desk.queue.decide(&order.id, &decision, &person(context)) {
            Ok(to) => {
                // Its holder is fenced already; this only makes it quicker.
                let cancelled = decision == Decision::Cancel;
                let stopped = if cancelled { desk.end_runs(order, Stop::Cancelled) } else { Vec::new() };
                let role = if to == State::Cancelled { Role::Warn } else { Role::Good };
                report.view.line(vec![
                    (Role::Strong, order.id.short().to_owned()),
                    (Role::Plain, format!(" was {} and is ", order.state.name().replace('_', " "))),
                    (role, to.name().replace('_', " ")),
                    (Role::Dim, if stopped.is_empty() { String::new() } else { ", its run ends".to_owned() }),
                ]);
                data.orders.push(Decided { order: order.id.clone(), from: order.state, to, stopped });
            }
            Err(error) => report.problems.push(Problem::from_error(&error)),
        }
    }
    report.data = Some(serde_json::to_value(&data)?);
    Ok(report)
}
