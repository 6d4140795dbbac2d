//! `planyard retry` and `planyard cancel`.

use super::Outcome;
use crate::context::Context;
use crate::oversight::decide;
use crate::oversight::desk::Desk;
use crate::queue::{Decision, State};
use anyhow::Result;
use clap_complete::engine::ArgValueCompleter;

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
            decide::chosen(&orders, &self.tasks)?
        };
        let mut report = decide::decide(context, &desk, ("retry", &Decision::Retry), &chosen)?;
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
        let chosen = decide::chosen(&orders, &self.tasks)?;
        Ok(decide::decide(context, &desk, ("cancel", &Decision::Cancel), &chosen)?.into())
    }
}
