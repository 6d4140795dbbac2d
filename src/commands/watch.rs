//! `planyard watch`.

use anyhow::Result;
use clap_complete::engine::ArgValueCompleter;

use super::Outcome;
use crate::context::Context;
use crate::dispatch::settings::dollars;
use crate::oversight::board::{Board, Watcher};
use crate::oversight::desk::Desk;
use crate::oversight::stream::Stream;
use crate::oversight::{live, names};
use crate::queue::{State, person};
use crate::report::{Problem, ProblemKind, Report, plural};

/// Watch the work of all agents live, and answer what they ask on the spot
///
/// On a terminal: every task with its agent's last step, and the open questions below; arrows choose one, Enter answers, `a`
/// approves, `r` rejects, `q` leaves. Elsewhere: a line, or with --json a JSON document, for each event until all is over.
#[derive(Debug, clap::Args)]
pub struct Watch {
    /// Only these features; all when none is named
    #[arg(value_name = "FEATURE", add = ArgValueCompleter::new(crate::complete::features))]
    features: Vec<String>,
}

impl Watch {
    /// Shows it until a person leaves, or tells it until all is over.
    ///
    /// # Errors
    /// Nothing was handed out, or nothing of these features.
    pub fn run(self, context: &Context) -> Result<Outcome> {
        let desk = Desk::needed(context)?;
        let orders = desk.orders()?;
        let mut features = Vec::new();
        for name in &self.features {
            let found = names::of_feature(name, &orders);
            if found.is_empty() {
                let message = format!("no task of {name} is handed out");
                return Err(Problem::new(ProblemKind::NotFound, message)
                    .source(name)
                    .hint(format!("`planyard runs` shows what is; `planyard dispatch {name}` hands it out"))
                    .into());
            }
            features.extend(found.into_iter().map(|order| order.id.feature().to_owned()));
        }
        features.dedup();
        let mut watcher = Watcher::new(desk.store.clone(), features);
        if !is_drawn(context) {
            return Ok(Outcome::Live(Box::new(Stream::new(watcher, desk.queue))));
        }
        let board = live::show(&mut watcher, desk.queue.as_ref(), &person(context))?;
        Ok(last(&board).into())
    }
}

/// A person sees and types, and no other form was asked for.
fn is_drawn(context: &Context) -> bool {
    let asked =
        |arg: &String| ["--json", "--format", "--for-agent", "--output"].iter().any(|flag| arg.starts_with(flag));
    context.terminal.stdout && context.terminal.can_ask && !context.args.iter().any(asked)
}

/// What stays on the terminal.
fn last(board: &Board) -> Report {
    let mut report = Report::new("watch");
    let done = board.count(|state| state == State::Done);
    let held = board.count(State::is_held);
    let cost = if board.cost() > 0 { format!(", {}", dollars(board.cost())) } else { String::new() };
    let going = if held > 0 { format!(", {held} at work") } else { String::new() };
    report.view.text(format!("{}: {done} of {} done{going}{cost}", board.title, plural(board.rows.len(), "task")));
    if !board.questions.is_empty() {
        report.next = Some("planyard inbox".to_owned());
    }
    report
}
