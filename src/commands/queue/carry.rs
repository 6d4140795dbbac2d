use std::path::Path;

use anyhow::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::context::Context;
use crate::dispatch::sessions;
use crate::queue::{Filter, Limit, Order, OrderId, Question, Queue};
use crate::report::{Problem, ProblemKind, Report, Role, plural};

/// The version of what is written.
const FORMAT: u32 = 1;

/// The data of `queue export`: all that goes from one queue to another.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct ExportData {
    /// The version of this document.
    pub format: u32,
    /// The orders, by id.
    pub orders: Vec<Order>,
    /// What was asked about them.
    pub questions: Vec<Question>,
    /// Accounts that may not be used for a while.
    pub limits: Vec<Limit>,
    /// The sessions of agents, by id.
    pub sessions: Vec<(String, Value)>,
    /// Why nothing is given out, when nothing is.
    pub paused: Option<String>,
}

/// The data of `queue import`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ImportData {
    /// Orders that were taken over.
    pub added: Vec<OrderId>,
    /// Orders that were here already, and stay as they are.
    pub known: Vec<OrderId>,
}

pub(super) fn export(context: &Context, queue: &dyn Queue, out: Option<&Path>) -> Result<Report> {
    let data = ExportData {
        format: FORMAT,
        orders: queue.orders(&Filter::default())?,
        questions: queue.questions(None)?,
        limits: queue.limits()?,
        sessions: queue.records(sessions::KIND, "")?,
        paused: queue.paused()?,
    };
    let mut report = Report::new("queue export");
    report.view.line(vec![(Role::Plain, plural(data.orders.len(), "order"))]);
    let value = serde_json::to_value(data)?;
    if let Some(out) = out {
        let path = context.cwd.join(out);
        crate::files::write_output(&path, format!("{value}\n").as_bytes())?;
        report.view.line(vec![(Role::Dim, format!("in {}", out.display()))]);
        report.next = Some(format!("planyard queue import {} --queue URL", out.display()));
    }
    report.data = Some(value);
    Ok(report)
}

pub(super) fn import(context: &Context, queue: &dyn Queue, file: &Path) -> Result<Report> {
    let data = read(context, file)?;
    let mut done = ImportData { added: Vec::new(), known: Vec::new() };
    for order in &data.orders {
        let of: Vec<Question> = data.questions.iter().filter(|question| question.order == order.id).cloned().collect();
        let is_new = queue.restore(order, &of)?;
        if is_new { &mut done.added } else { &mut done.known }.push(order.id.clone());
    }
    let now = queue.now()?;
    for limit in data.limits.iter().filter(|limit| limit.until > now) {
        queue.suspend(limit)?;
    }
    for (id, record) in &data.sessions {
        if queue.records(sessions::KIND, id)?.iter().all(|(known, _)| known != id) {
            queue.put(sessions::KIND, id, record)?;
        }
    }
    if let Some(why) = &data.paused {
        queue.pause(Some(why))?;
    }
    let mut report = Report::new("queue import");
    let known = match done.known.len() {
        0 => String::new(),
        known => format!(", {known} were here already"),
    };
    report
        .view
        .line(vec![(Role::Good, format!("{} taken over", plural(done.added.len(), "order"))), (Role::Dim, known)]);
    report.data = Some(serde_json::to_value(done)?);
    Ok(report)
}

/// What was exported: by itself, or as the data of a result.
fn read(context: &Context, file: &Path) -> Result<ExportData> {
    let shown = file.display().to_string();
    let wrong = |kind: ProblemKind, what: String| {
        Problem::new(kind, what).source(shown.clone()).hint("give a file that `planyard queue export` wrote")
    };
    let text = std::fs::read_to_string(context.cwd.join(file))
        .map_err(|error| wrong(ProblemKind::NotFound, format!("cannot read {shown}: {error}")))?;
    let mut value: Value = serde_json::from_str(&text)
        .map_err(|error| wrong(ProblemKind::Unreadable, format!("{shown} is no JSON: {error}")))?;
    if let Some(data) = value.get_mut("data") {
        value = data.take();
    }
    let data: ExportData = serde_json::from_value(value)
        .map_err(|error| wrong(ProblemKind::Unreadable, format!("{shown} is no queue that was exported: {error}")))?;
    if data.format > FORMAT {
        let what =
            format!("{shown} was written by a newer Planyard (version {}, this one knows {FORMAT})", data.format);
        return Err(Problem::new(ProblemKind::Conflict, what).source(shown).hint("update planyard").into());
    }
    Ok(data)
}
