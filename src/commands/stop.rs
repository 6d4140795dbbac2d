//! `planyard stop`.

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::dispatch::control::{self, StopWish};
use crate::dispatch::runs::Stop as RunStop;
use crate::oversight::desk::Desk;
use crate::queue::{Order, OrderId, person};
use crate::report::{Report, Role, plural};

/// Stop every dispatcher of this repository
///
/// Without --now nothing new begins, and each dispatcher ends when its tasks are through. Dispatchers that are started
/// later are not stopped; `planyard pause` holds for those, too.
#[derive(Debug, clap::Args)]
pub struct Stop {
    /// Let what runs come to its end (the default)
    #[arg(long, conflicts_with = "now")]
    drain: bool,
    /// End the runs, too: their tasks go back as they were, with the attempt
    #[arg(long)]
    now: bool,
}

/// The data of `stop`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StopData {
    /// What was asked for.
    pub wish: StopWish,
    /// How many dispatchers live on this machine.
    pub dispatchers: usize,
    /// The orders that are held now.
    pub held: Vec<OrderId>,
    /// The runs that were asked to end.
    pub ended: Vec<String>,
}

impl Stop {
    /// Asks all dispatchers to stop.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub fn run(self, context: &Context) -> Result<Outcome> {
        let desk = Desk::needed(context)?;
        let orders: Vec<Order> = desk.orders()?.into_iter().filter(|order| order.state.is_held()).collect();
        let dispatchers = desk.workers();
        let wish = control::stop(desk.queue.as_ref(), &person(context), self.now)?;
        // After the wish, so that nobody begins them again. Those whose dispatcher is gone end, too.
        let asked = orders.iter().filter(|_| self.now);
        let ended = asked.flat_map(|order| desk.end_runs(order, RunStop::Released)).collect();
        let held = orders.into_iter().map(|order| order.id).collect();
        let data = StopData { wish, dispatchers, held, ended };
        let mut report = Report::new("stop");
        if data.dispatchers == 0 && data.held.is_empty() {
            report.view.text("no dispatcher runs on this machine, and nothing is held");
        } else {
            let how = if self.now { "end their runs and stop" } else { "stop when what runs is through" };
            report.view.line(vec![
                (Role::Good, "asked".to_owned()),
                (Role::Plain, format!(" {} to {how}", plural(data.dispatchers, "dispatcher"))),
            ]);
            for order in &data.held {
                report.view.text(format!("  {} is held", order.short()));
            }
            report.next = Some("planyard runs".to_owned());
        }
        report.data = Some(serde_json::to_value(&data)?);
        Ok(report.into())
    }
}
