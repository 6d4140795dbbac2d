//! `planyard why`.

use anyhow::Result;
use clap_complete::engine::ArgValueCompleter;

use super::Outcome;
use crate::context::Context;
use crate::dispatch::ready::{self, Making};
use crate::dispatch::runs::RunFolder;
use crate::dispatch::worker;
use crate::oversight::desk::Desk;
use crate::oversight::names;
use crate::oversight::why::{Known, Why as Answer, never, why};
use crate::plan::model::{Feature, Status};
use crate::queue::{Order, OrderId, Question, State};
use crate::report::{Problem, ProblemKind, Report, Role};
use crate::workspace::features;
use crate::workspace::open::Opened;

/// Say why a task does not move, and what unblocks it
#[derive(Debug, clap::Args)]
pub struct Why {
    /// The task: FEATURE/TASK, TASK where that is clear, or a run
    #[arg(value_name = "TASK", add = ArgValueCompleter::new(crate::complete::orders))]
    task: String,
}

impl Why {
    /// Says it.
    ///
    /// # Errors
    /// There is no such task, or several.
    pub fn run(self, context: &Context) -> Result<Outcome> {
        let desk = Desk::look(context)?;
        let orders = desk.as_ref().map_or_else(|| Ok(Vec::new()), Desk::orders)?;
        let answer = match (names::find(&self.task, orders.iter().map(|order| &order.id)), &desk) {
            (Ok(named), Some(desk)) => of_order(desk, &orders, &named.order)?,
            (Err(problem), _) if problem.kind == ProblemKind::Ambiguous => return Err(problem.into()),
            (Err(problem), _) => planned(context, &self.task, problem)?,
            (Ok(_), None) => return Err(Problem::new(ProblemKind::NotFound, "no task was handed out").into()),
        };
        Ok(report(&answer)?.into())
    }
}

fn of_order(desk: &Desk<'_>, orders: &[Order], id: &OrderId) -> Result<Answer> {
    let gone = || Problem::new(ProblemKind::Conflict, format!("{} is gone meanwhile", id.short())).hint("look again");
    let order = orders.iter().find(|order| order.id == *id).ok_or_else(gone)?;
    let questions: Vec<Question> = desk.queue.questions(Some(id))?;
    let paused = desk.queue.paused()?;
    let served = worker::served(&*desk.queue, &desk.workspace.config.worker.labels)?;
    let last = RunFolder::last_with(&desk.store, id, u64::MAX, "evidence.md");
    let evidence = last.and_then(|(_, run)| run.text("evidence.md"));
    Ok(why(
        order,
        &Known {
            all: orders,
            limits: &desk.queue.limits()?,
            questions: &questions,
            now: desk.queue.now()?,
            paused: paused.as_deref(),
            // Workers of other machines, and the last is this machine itself.
            workers: desk.workers() + served.len().saturating_sub(1),
            served: &served,
            evidence: evidence.as_deref(),
        },
    ))
}

/// A task that is in the plan and not in the store.
fn planned(context: &Context, word: &str, unknown: Problem) -> Result<Answer> {
    let workspace = context.workspace()?;
    let (feature, task) = word.rsplit_once('/').map_or((None, word), |(feature, task)| (Some(feature), task));
    let mut found = Vec::new();
    for at in features::all(workspace)? {
        if feature.is_some_and(|feature| !names::is_feature(&at.id, feature)) {
            continue;
        }
        // One that cannot be read says nothing of the others.
        let Ok(opened) = Opened::read(workspace, at) else { continue };
        let Ok(read) = opened.feature() else { continue };
        if let Some(at) = read.tasks.iter().position(|one| one.id.eq_ignore_ascii_case(task)) {
            found.push((format!("{}/{}", read.id, read.tasks[at].id), of_task(&read, at)));
        }
    }
    match found.as_slice() {
        [] => Err(unknown.into()),
        [(_, answer)] => Ok(answer.clone()),
        many => {
            let names: Vec<&str> = many.iter().map(|(name, _)| name.as_str()).collect();
            Err(Problem::new(ProblemKind::Ambiguous, format!("{word} is the name of several tasks"))
                .source(word)
                .hint(format!("name one with its feature: {}", names.join(", ")))
                .into())
        }
    }
}

fn of_task(feature: &Feature<'_>, at: usize) -> Answer {
    let task = &feature.tasks[at];
    let making =
        Making { workspace: ".", backend: "", account: "", max_attempts: 1, target: "", labels: &[], only: &[] };
    let left_out = match ready::orders(feature, &making) {
        Ok(ready) => ready.left_out.into_iter().find(|(id, _)| **id == *task.id).map(|(_, why)| why),
        Err(_) => {
            Some("the tasks of its feature make no sense together; `planyard check-planning` says why".to_owned())
        }
    };
    never(&feature.id, (&task.id, &task.title), left_out.as_deref(), task.status == Status::Done)
}

fn report(answer: &Answer) -> Result<Report> {
    let mut report = Report::new("why");
    let role = match answer.state {
        Some(State::Done) => Role::Good,
        Some(State::Dead | State::Quarantined) => Role::Bad,
        Some(State::WaitingHuman) => Role::Warn,
        _ => Role::Strong,
    };
    let state = answer.state.map_or("not handed out", |state| state.name()).replace('_', " ");
    report.view.line(vec![
        (Role::Strong, answer.task.clone()),
        (Role::Plain, " ".to_owned()),
        (role, state),
        (Role::Dim, format!("  {}", answer.title)),
    ]);
    report.view.text(answer.text.clone());
    if let Some(evidence) = &answer.evidence {
        report.view.gap();
        for said in evidence.lines() {
            report.view.line(vec![(Role::Dim, "  | ".to_owned()), (Role::Plain, said.to_owned())]);
        }
        report.view.gap();
    }
    report.next.clone_from(&answer.command);
    report.data = Some(serde_json::to_value(answer)?);
    Ok(report)
}
