//! What a person decides about several orders at once.

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::desk::Desk;
use super::names;
use crate::context::Context;
use crate::dispatch::runs::Stop;
use crate::queue::{Decision, Order, OrderId, State, person};
use crate::report::{Problem, Report, Role};

/// What was decided.
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

/// The orders that words mean: all of the names are known, or nothing is decided.
///
/// # Errors
/// A name that is not known, or means several.
pub fn chosen<'o>(orders: &'o [Order], words: &[String]) -> Result<Vec<&'o Order>> {
    let mut chosen: Vec<&Order> = Vec::with_capacity(words.len());
    for word in words {
        let named = names::find(word, orders.iter().map(|order| &order.id))?;
        chosen.extend(orders.iter().filter(|order| order.id == named.order));
    }
    chosen.sort_by(|a, b| a.id.cmp(&b.id));
    chosen.dedup_by(|a, b| a.id == b.id);
    Ok(chosen)
}

/// Decides about orders, one by one: what cannot be is a problem of the report. `command` is its name, and what it decides.
///
/// # Errors
/// The report cannot be made.
pub fn decide(
    context: &Context,
    desk: &Desk<'_>,
    (command, decision): (&str, &Decision),
    chosen: &[&Order],
) -> Result<Report> {
    let mut report = Report::new(command);
    let mut data = DecidedData { orders: Vec::new() };
    for order in chosen {
        match desk.queue.decide(&order.id, decision, &person(context)) {
            Ok(to) => {
                // Its holder is fenced already; this only makes it quicker.
                let cancelled = *decision == Decision::Cancel;
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
