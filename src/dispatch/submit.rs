//! Orders into the store, and what the store says of them brought in line with git and the plan.

use anyhow::Result;

use super::ready::Ready;
use super::shop::Shop;
use crate::queue::{Decision, OrderId, State};

/// Submits the orders of a plan. One that the store holds as done while the plan has it open again is reopened; one that failed
/// for good and is asked for by name is tried anew.
///
/// # Errors
/// The store cannot be reached.
pub fn submit(shop: &Shop<'_>, ready: &Ready, only: &[String]) -> Result<Vec<OrderId>> {
    for submitted in shop.queue.submit(&ready.orders)? {
        if submitted.new {
            continue;
        }
        let Some(order) = shop.queue.order(&submitted.id)? else { continue };
        match order.state {
            State::Done => {
                shop.queue.decide(&order.id, &Decision::Reopen, "dispatch: the plan has it open")?;
                shop.say(&order.id, "reopened", "the plan has it open again");
            }
            State::Dead if only.iter().any(|task| task.eq_ignore_ascii_case(order.id.task())) => {
                shop.queue.decide(&order.id, &Decision::Retry, "dispatch: asked for by name")?;
            }
            State::Dead => shop.say(&order.id, "dead", "it failed for good; `planyard retry` tries again"),
            _ => {}
        }
    }
    Ok(ready.orders.iter().map(|order| order.id.clone()).collect())
}
