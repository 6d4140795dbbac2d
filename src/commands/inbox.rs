//! `planyard inbox`.

use super::Outcome;
use crate::context::Context;
use crate::inbox::{self, Inbox as Data};
use crate::queue::{self, State};
use crate::report::{Report, Role, plural};

/// Show what waits for a person: questions of agents, approvals, works
#[derive(Debug, clap::Args)]
pub struct Inbox {
    /// Also what is answered, taken over or withdrawn
    #[arg(long)]
    all: bool,
}

impl Inbox {
    /// Lists them.
    ///
    /// # Errors
    /// There is no repository, or its store cannot be read.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let queue = &*queue::open(context, context.workspace()?)?;
        let data = inbox::read(queue, self.all)?;
        let mut report = Report::new("inbox");
        view(&mut report, &data, queue.now()?);
        report.data = Some(serde_json::to_value(data)?);
        Ok(report.into())
    }
}

fn view(report: &mut Report, data: &Data, now: queue::Millis) {
    for question in &data.questions {
        inbox::view(report, question, &inbox::ago(millis(&question.asked), now));
        report.view.gap();
    }
    for order in &data.waiting {
        report.view.line(vec![
            (Role::Strong, inbox::plain(&order.task)),
            (Role::Warn, if order.state == State::Quarantined { " quarantined" } else { " waits" }.to_owned()),
            (Role::Dim, format!(" {}", inbox::ago(millis(&order.since), now))),
        ]);
        report.view.text(format!("  {}", inbox::plain(order.why.as_deref().unwrap_or("for a person"))));
        report.view.line(vec![(Role::Code, format!("  planyard retry {}", inbox::plain(&order.task)))]);
        report.view.gap();
    }
    let total = match (data.open, data.waiting.len()) {
        (0, 0) => "nothing waits for you".to_owned(),
        (open, 0) => format!("{} open", plural(open, "question")),
        (open, waiting) => format!("{} open, {} without one", plural(open, "question"), plural(waiting, "task")),
    };
    report.view.line(vec![(Role::Dim, total)]);
}

fn millis(shown: &str) -> queue::Millis {
    shown.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_millisecond)
}
