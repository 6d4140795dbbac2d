//! The list of `planyard runs`.

use std::time::Duration;

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use crate::dispatch::settings::dollars;
use crate::oversight::lines::{one_line, tokens};
use crate::oversight::runs::{Phase, Record, RunRow};
use crate::queue::{Order, OrderId, State};
use crate::report::{Align, Cell, Report, Role, Table, line, plural};

/// From so many columns on sessions are shown.
const WIDE: u16 = 110;

/// The data of `runs`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RunsData {
    /// The orders, by id.
    pub orders: Vec<OrderLine>,
    /// Their runs, by order and time.
    pub runs: Vec<RunRow>,
}

/// An order, as it is listed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrderLine {
    /// The order.
    pub order: OrderId,
    /// The task's title.
    pub title: String,
    /// Where it is.
    pub state: State,
    /// How often it was tried.
    pub attempt: u32,
    /// How often it is tried at most.
    pub max_attempts: u32,
    /// Who is to do it.
    pub backend: String,
    /// Tokens, over all attempts.
    pub tokens: u64,
    /// Millionths of a dollar, over all attempts.
    pub cost_micro: u64,
    /// The agent's session.
    pub session: Option<String>,
    /// Its branch.
    pub branch: Option<String>,
    /// The commit that brought it into the target.
    pub landed: Option<String>,
    /// Why it is where it is.
    pub why: Option<String>,
}

/// Where nothing was ever handed out.
pub(super) fn nothing() -> Result<Report> {
    let mut report = super::said("runs", "no task was ever handed out here".to_owned());
    report.next = Some("planyard dispatch FEATURE".to_owned());
    report.data = Some(serde_json::to_value(RunsData { orders: Vec::new(), runs: Vec::new() })?);
    Ok(report)
}

pub(super) fn report(orders: &[&Order], records: &[Record], how: (bool, u16)) -> Result<Report> {
    let (all, width) = how;
    let mut report = Report::new("runs");
    let shown: Vec<&RunRow> =
        records.iter().map(|record| &record.row).filter(|row| all || is_last(row, records)).collect();
    let mut features: Vec<&str> = orders.iter().map(|order| order.id.feature()).collect();
    features.dedup();
    for feature in features {
        let of: Vec<&&Order> = orders.iter().filter(|order| order.id.feature() == feature).collect();
        if !report.view.is_empty() {
            report.view.gap();
        }
        heading(feature, &of, &mut report);
        let rows = of.iter().flat_map(|order| rows(order, &shown, all, width >= WIDE));
        report.view.table(table(rows.collect(), width >= WIDE));
    }
    if orders.is_empty() {
        report.view.text("no task is handed out");
    }
    let stuck = |state: State| matches!(state, State::Dead | State::Quarantined);
    report.next =
        orders.iter().find(|order| order.state == State::WaitingHuman).map(|_| "planyard inbox".to_owned()).or_else(
            || {
                let order = orders.iter().find(|order| stuck(order.state))?;
                Some(format!("planyard why {}", order.id.short()))
            },
        );
    let lines = orders.iter().map(|order| of_order(order)).collect();
    report.data = Some(serde_json::to_value(RunsData { orders: lines, runs: shown.into_iter().cloned().collect() })?);
    Ok(report)
}

fn of_order(order: &Order) -> OrderLine {
    OrderLine {
        order: order.id.clone(),
        title: order.title.clone(),
        state: order.state,
        attempt: order.attempt,
        max_attempts: order.max_attempts,
        backend: order.backend.clone(),
        tokens: order.tokens,
        cost_micro: order.cost_micro,
        session: order.session.clone(),
        branch: order.branch.clone(),
        landed: order.landed.clone(),
        why: order.why.clone(),
    }
}

fn is_last(row: &RunRow, records: &[Record]) -> bool {
    let later =
        |other: &Record| other.row.order == row.order && other.row.part.is_none() && other.row.epoch > row.epoch;
    row.part.is_none() && !records.iter().any(later)
}

fn heading(feature: &str, orders: &[&&Order], report: &mut Report) {
    let done = orders.iter().filter(|order| order.state == State::Done).count();
    let cost: u64 = orders.iter().map(|order| order.cost_micro).sum();
    let cost = if cost > 0 { format!(", {}", dollars(cost)) } else { String::new() };
    report.view.line(vec![
        (Role::Strong, feature.to_owned()),
        (Role::Dim, format!("  {done} of {} done{cost}", plural(orders.len(), "task"))),
    ]);
}

/// The rows of an order: its state with its last run, or every run.
fn rows(order: &Order, shown: &[&RunRow], all: bool, wide: bool) -> Vec<Vec<Cell>> {
    let of: Vec<&&RunRow> = shown.iter().filter(|row| row.order == order.id).collect();
    let state = (role_of(order.state), order.state.name().replace('_', " "));
    if !all || of.is_empty() {
        let last = of.last();
        let name = last.map_or_else(|| order.id.task().to_owned(), |row| short(row));
        return vec![cells(order, (&name, state), last.copied().copied(), wide)];
    }
    let run = |row: &&RunRow| {
        let state = (role_of_run(row, order), row.word());
        cells(order, (&short(row), state), Some(row), wide)
    };
    of.into_iter().map(run).collect()
}

/// `T03/2`.
fn short(row: &RunRow) -> String {
    let part = row.part.as_ref().map_or(String::new(), |part| format!("-{part}"));
    format!("{}/{}{part}", row.order.task(), row.epoch)
}

fn cells(order: &Order, name: (&str, (Role, String)), run: Option<&RunRow>, wide: bool) -> Vec<Cell> {
    let (name, state) = name;
    let time = run
        .and_then(|run| run.duration_ms)
        .map_or(String::new(), |ms| crate::duration::show(Duration::from_millis(ms.max(1))));
    let used = run.map_or(0, |run| run.tokens);
    let cost = run.and_then(|run| run.cost_micro).map_or(String::new(), dollars);
    let why = run.and_then(|run| run.why.clone()).or_else(|| order.why.clone()).filter(|_| order.state != State::Done);
    let more = why.map_or_else(|| order.title.clone(), |why| one_line(&why));
    let mut cells = vec![
        vec![(Role::Strong, name.to_owned())],
        vec![state],
        line(time),
        line(if used > 0 { tokens(used) } else { String::new() }),
        line(cost),
        vec![(Role::Dim, run.map_or(order.backend.clone(), |run| run.backend.clone()))],
    ];
    if wide {
        let session = run.and_then(|run| run.session.clone()).unwrap_or_default();
        cells.push(vec![(Role::Dim, session)]);
    }
    cells.push(line(more));
    cells
}

pub(super) fn role_of(state: State) -> Role {
    match state {
        State::Done => Role::Good,
        State::Dead | State::Quarantined => Role::Bad,
        State::WaitingHuman | State::Cancelled => Role::Warn,
        state if state.is_held() => Role::Code,
        _ => Role::Plain,
    }
}

pub(super) fn role_of_run(row: &RunRow, order: &Order) -> Role {
    match (row.phase, row.outcome.as_deref()) {
        (Phase::Running | Phase::Judging, _) => Role::Code,
        (Phase::Ended, Some("done")) => Role::Good,
        (Phase::Ended, Some("park" | "limit")) => Role::Warn,
        (Phase::Ended, Some("retry" | "dead" | "quarantined")) if order.state != State::Done => Role::Bad,
        _ => Role::Dim,
    }
}

fn table(rows: Vec<Vec<Cell>>, wide: bool) -> Table {
    let mut columns = vec![Align::Left, Align::Left, Align::Right, Align::Right, Align::Right, Align::Flex];
    let mut head = vec!["run", "state", "time", "tokens", "cost", "backend"];
    if wide {
        columns.push(Align::Flex);
        head.push("session");
    }
    columns.push(Align::Flex);
    head.push("");
    // A column that says nothing has no head either.
    let is_empty = |at: usize| rows.iter().all(|row| row[at].iter().all(|(_, text)| text.is_empty()));
    let head = head.iter().enumerate().map(|(at, name)| if is_empty(at) { String::new() } else { (*name).to_owned() });
    let head = head.collect();
    Table { columns, head, rows }
}
