//! `planyard tell`.

use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::inbox;
use crate::queue::{self, State};
use crate::report::{Problem, ProblemKind, Report, Role};

/// Leave a message for the agent that works on a task, or will
#[derive(Debug, clap::Args)]
pub struct Tell {
    /// A run, `FEATURE/TASK/EPOCH`, or a task
    #[arg(value_name = "RUN|TASK")]
    run: String,
    /// The message
    #[arg(value_name = "TEXT", required = true)]
    text: Vec<String>,
}

/// A message that was left.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TellData {
    /// `<feature>/<task>`.
    pub task: String,
    /// The task's state.
    pub state: State,
    /// The message.
    pub text: String,
    /// Who left it.
    pub by: String,
}

impl Tell {
    /// Leaves it.
    ///
    /// # Errors
    /// There is no such run or task, or it is over.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let queue = &*queue::open(context, workspace)?;
        let (name, epoch) = split(&self.run);
        let order = inbox::order(queue, context, workspace, name)?;
        let over = |message: String, hint: String| {
            Problem::new(ProblemKind::Conflict, message).source(order.id.short()).hint(hint)
        };
        if epoch.is_some_and(|epoch| epoch != order.epoch) {
            let hint = format!("`planyard tell {} TEXT` reaches whoever works on it next", order.id.short());
            return Err(over(format!("{} is over; the run now is {}", self.run, order.run()), hint).into());
        }
        if matches!(order.state, State::Done | State::Cancelled) {
            let message = format!("{} is {}: nobody would read it", order.id.short(), order.state);
            return Err(over(message, "reopen the task first".to_owned()).into());
        }
        let (text, by) = (self.text.join(" "), queue::person(context));
        queue.tell(&order.id, &text, &by)?;
        let mut report = Report::new("tell");
        let when = if order.state.is_held() { "at its agent's next step" } else { "when its next run begins" };
        report.view.line(vec![(Role::Good, order.id.short().to_owned()), (Role::Plain, format!(" is told, {when}"))]);
        report.data =
            Some(serde_json::to_value(TellData { task: order.id.short().to_owned(), state: order.state, text, by })?);
        Ok(report.into())
    }
}

/// The name of a task, and the epoch of a run.
fn split(run: &str) -> (&str, Option<u64>) {
    match run.rsplit_once('/').map(|(name, epoch)| (name, epoch.parse())) {
        Some((name, Ok(epoch))) => (name, Some(epoch)),
        _ => (run, None),
    }
}
