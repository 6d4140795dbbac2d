use std::time::Duration;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use crate::inbox;
use crate::queue::{Failure, Filter, Millis, OrderId, Purged, Queue, State};
use crate::report::{Report, Role, plural};

/// The data of `queue purge-dead`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PurgeData {
    /// What failed for good, so long ago as was asked for.
    pub orders: Vec<DeadRow>,
    /// How many were deleted.
    pub deleted: usize,
}

/// An order that failed for good.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DeadRow {
    /// The order.
    pub order: OrderId,
    /// How it failed last.
    pub failure: Option<Failure>,
    /// Since when it is dead.
    pub since: Millis,
    /// It is gone.
    pub deleted: bool,
    /// Why it stays, when it does.
    pub kept: Option<String>,
}

pub(super) fn purge(queue: &dyn Queue, older_than: Option<Duration>, apply: bool) -> Result<Report> {
    let long = older_than.map_or(0, |time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX));
    let before = queue.now()?.saturating_sub(long);
    let dead = queue.orders(&Filter { scope: String::new(), states: vec![State::Dead] })?;
    let row = |order: crate::queue::Order| DeadRow {
        order: order.id,
        failure: order.failure,
        since: order.changed,
        deleted: false,
        kept: None,
    };
    let mut orders: Vec<DeadRow> = dead.into_iter().filter(|order| order.changed <= before).map(row).collect();
    if apply {
        delete(queue, &mut orders, before)?;
    }
    let data = PurgeData { deleted: orders.iter().filter(|row| row.deleted).count(), orders };
    let mut report = Report::new("queue purge-dead");
    view(&mut report, &data, apply);
    report.data = Some(serde_json::to_value(data)?);
    Ok(report)
}

/// What needs another that is dead goes first, so that the other may go then.
fn delete(queue: &dyn Queue, orders: &mut [DeadRow], before: Millis) -> Result<()> {
    let mut goes_on = true;
    while goes_on {
        goes_on = false;
        for row in orders.iter_mut().filter(|row| !row.deleted) {
            row.kept = match queue.purge(&row.order, before)? {
                Purged::Yes => {
                    (row.deleted, goes_on) = (true, true);
                    None
                }
                Purged::Needed(by) => Some(format!("{} needs it, and is not done", by.short())),
                Purged::No => Some("it is not dead any more".to_owned()),
            };
        }
    }
    Ok(())
}

fn view(report: &mut Report, data: &PurgeData, apply: bool) {
    for row in &data.orders {
        let (role, word) = match (row.deleted, &row.kept) {
            (true, _) => (Role::Good, "deleted "),
            (false, Some(_)) => (Role::Dim, "stays   "),
            (false, None) => (Role::Warn, "may go  "),
        };
        let failure = row.failure.map_or("failed", Failure::name).replace('_', " ");
        let more = row.kept.clone().unwrap_or_else(|| format!("{failure}, {}", inbox::shown(row.since)));
        report.view.line(vec![
            (role, word.to_owned()),
            (Role::Strong, inbox::plain(row.order.short())),
            (Role::Dim, format!("  {}", inbox::plain(&more))),
        ]);
    }
    let count = data.orders.len();
    report.view.text(match (count, apply) {
        (0, _) => "nothing failed for good".to_owned(),
        (_, true) => format!(
            "{} deleted; `planyard retry` cannot bring them back, `planyard dispatch` hands their tasks out anew",
            plural(data.deleted, "order")
        ),
        (_, false) => format!("{} may go, for good", plural(count, "order")),
    });
    if count > 0 && !apply {
        report.next = Some("planyard queue purge-dead --apply".to_owned());
    }
}
