use std::collections::BTreeMap;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use crate::dispatch::worker::{self, Unserved};
use crate::inbox;
use crate::oversight::names;
use crate::queue::{
    Depth, EventFilter, Filter, Gauges, Limit, Millis, Order, OrderId, Priority, Question, Queue, QueueEvent, State,
};
use crate::report::{Align, Line, Report, Role, Table, line, plural};

/// The data of `queue stats`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StatsData {
    /// Where the queue is, without its password.
    pub queue: String,
    /// How many orders are in each state that some are in.
    pub states: BTreeMap<State, u64>,
    /// What is queued, by priority.
    pub queued: BTreeMap<Priority, Depth>,
    /// What is queued and needs labels that no live worker has.
    pub unserved: Vec<Unserved>,
    /// Who holds what.
    pub held: Vec<Lease>,
    /// Accounts that may not be used now.
    pub suspended: Vec<Limit>,
    /// Why nothing is given out, when nothing is.
    pub paused: Option<String>,
    /// The queue's own time.
    pub now: Millis,
}

/// A lease.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Lease {
    /// The order.
    pub order: OrderId,
    /// Where it is.
    pub state: State,
    /// Who holds it.
    pub worker: String,
    /// On which machine.
    pub host: String,
    /// When the lease runs out.
    pub until: Millis,
}

/// The data of `queue list`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListData {
    /// The orders, by id.
    pub orders: Vec<Order>,
}

/// The data of `queue show`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ShowData {
    /// The order.
    pub order: Order,
    /// What was asked about it.
    pub questions: Vec<Question>,
    /// What became of it, the oldest first.
    pub events: Vec<QueueEvent>,
}

pub(super) fn stats(queue: &dyn Queue, own: &[String]) -> Result<Report> {
    let gauges = queue.gauges()?;
    let unserved = worker::unserved(&gauges, &worker::served(queue, own)?);
    let Gauges { now, states, queued, .. } = gauges;
    let held = State::ALL.into_iter().filter(|state| state.is_held()).collect();
    let held = queue.orders(&Filter { scope: String::new(), states: held })?;
    let lease = |order: Order| Lease {
        order: order.id,
        state: order.state,
        worker: order.owner.unwrap_or_default(),
        host: order.host.unwrap_or_default(),
        until: order.lease_until.unwrap_or(0),
    };
    let held: Vec<Lease> = held.into_iter().map(lease).collect();
    let (suspended, paused) = (queue.limits()?, queue.paused()?);
    let data = StatsData { queue: queue.name(), states, queued, unserved, held, suspended, paused, now };
    let mut report = Report::new("queue stats");
    view(&mut report, &data);
    report.data = Some(serde_json::to_value(data)?);
    Ok(report)
}

fn view(report: &mut Report, data: &StatsData) {
    report.view.line(vec![(Role::Dim, inbox::plain(&data.queue))]);
    if let Some(why) = &data.paused {
        report.view.line(vec![(Role::Warn, format!("paused: {}", inbox::plain(why)))]);
    }
    let rows = data.states.iter().map(|(state, count)| {
        vec![line(state.name().replace('_', " ")), vec![(Role::Strong, count.to_string())], line("")]
    });
    let queued = data.queued.iter().map(|(priority, depth)| {
        let name = format!("queued, {}", priority.name());
        let waits = format!("the oldest from {}", inbox::ago(depth.oldest, data.now));
        vec![line(&name), vec![(Role::Strong, depth.count.to_string())], vec![(Role::Dim, waits)]]
    });
    let rows: Vec<_> = rows.chain(queued).collect();
    if rows.is_empty() {
        report.view.text("no task was handed out");
    } else {
        let head = ["state", "orders", ""].map(str::to_owned).to_vec();
        report.view.table(Table { columns: vec![Align::Left, Align::Right, Align::Flex], head, rows });
    }
    for unserved in &data.unserved {
        report.view.line(unserved_line(unserved));
    }
    for lease in &data.held {
        let worker = format!("{} by {}", lease.state.name().replace('_', " "), inbox::plain(&lease.worker));
        report
            .view
            .line(vec![(Role::Strong, inbox::plain(lease.order.short())), (Role::Plain, format!(" is {worker}"))]);
    }
    for limit in &data.suspended {
        let until = inbox::shown(limit.until);
        let said = format!(" is suspended until {until}: {}", inbox::plain(&limit.reason));
        report.view.line(vec![(Role::Warn, inbox::plain(&limit.account)), (Role::Plain, said)]);
    }
}

/// That nobody can do it.
pub(super) fn unserved_line(unserved: &Unserved) -> Line {
    let count = plural(usize::try_from(unserved.count).unwrap_or(usize::MAX), "order");
    let needs = if unserved.count == 1 { "needs" } else { "need" };
    let labels = inbox::plain(&unserved.labels.join(", "));
    let said = match unserved.labels.len() {
        1 => format!("{count} {needs} the label {labels}: no live worker has it"),
        _ => format!("{count} {needs} the labels {labels}: no live worker has them all"),
    };
    vec![(Role::Warn, said)]
}

pub(super) fn list(queue: &dyn Queue, feature: Option<&str>, states: Vec<State>) -> Result<Report> {
    let mut orders = queue.orders(&Filter { scope: String::new(), states })?;
    if let Some(feature) = feature {
        orders.retain(|order| names::is_feature(order.id.feature(), feature));
    }
    let mut report = Report::new("queue list");
    let row = |order: &Order| {
        let role = match order.state {
            State::Dead | State::Quarantined | State::Cancelled => Role::Warn,
            State::Done => Role::Good,
            _ => Role::Plain,
        };
        vec![
            vec![(Role::Strong, inbox::plain(order.id.short()))],
            vec![(role, order.state.name().replace('_', " "))],
            line(format!("{}/{}", order.attempt, order.max_attempts)),
            vec![(Role::Dim, inbox::plain(order.owner.as_deref().or(order.why.as_deref()).unwrap_or(&order.title)))],
        ]
    };
    if !orders.is_empty() {
        let columns = vec![Align::Left, Align::Left, Align::Left, Align::Flex];
        let head = ["task", "state", "attempt", ""].map(str::to_owned).to_vec();
        report.view.table(Table { columns, head, rows: orders.iter().map(row).collect() });
        report.view.gap();
    }
    report.view.line(vec![(Role::Dim, plural(orders.len(), "order"))]);
    report.data = Some(serde_json::to_value(ListData { orders })?);
    Ok(report)
}

pub(super) fn show(queue: &dyn Queue, task: &str) -> Result<Report> {
    let orders = queue.orders(&Filter::default())?;
    let named = names::find(task, orders.iter().map(|order| &order.id))?;
    let order = queue.order(&named.order)?.ok_or_else(|| super::gone(&named.order))?;
    let events = queue.events(&EventFilter { scope: order.id.0.clone(), ..EventFilter::default() })?;
    let events: Vec<QueueEvent> = events.into_iter().filter(|event| event.order.as_ref() == Some(&order.id)).collect();
    let questions = queue.questions(Some(&order.id))?;
    let mut report = Report::new("queue show");
    report.view.line(vec![
        (Role::Strong, inbox::plain(order.id.short())),
        (Role::Plain, format!(" {}", inbox::plain(&order.title))),
    ]);
    let mut rows = vec![
        ("state", order.state.name().replace('_', " ")),
        ("attempt", format!("{} of {}", order.attempt, order.max_attempts)),
        ("backend", order.backend.clone()),
        ("run", order.run()),
    ];
    if !order.labels.is_empty() {
        rows.push(("labels", order.labels.join(", ")));
    }
    let more = [("worker", &order.owner), ("branch", &order.branch), ("landed", &order.landed), ("why", &order.why)];
    rows.extend(more.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
    for (name, value) in rows {
        report.view.line(vec![(Role::Dim, format!("  {name:<8}")), (Role::Plain, inbox::plain(&value))]);
    }
    for event in &events {
        let to = event.data.get("to").and_then(serde_json::Value::as_str);
        let what = to.map_or_else(|| event.kind.clone(), |to| to.replace('_', " "));
        report
            .view
            .line(vec![(Role::Dim, format!("  {}  ", inbox::shown(event.at))), (Role::Plain, inbox::plain(&what))]);
    }
    report.data = Some(serde_json::to_value(ShowData { order, questions, events })?);
    Ok(report)
}
