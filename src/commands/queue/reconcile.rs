use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use crate::context::Context;
use crate::dispatch::integrate::trailer;
use crate::dispatch::plan_at::PlanAt;
use crate::dispatch::settings::Settings;
use crate::git::Objects;
use crate::oversight::desk::Desk;
use crate::plan::model::Status;
use crate::queue::{Decision, Order, OrderId, State, person, workspace_name};
use crate::report::{Problem, Report, Role};
use crate::workspace::features;

/// The data of `queue reconcile`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReconcileData {
    /// It was put right, and not only looked at.
    pub applied: bool,
    /// Where git and the queue disagree.
    pub orders: Vec<Disagreement>,
    /// What was wrong in the queue's own indexes.
    pub indexes: Vec<String>,
}

/// Where git and the queue disagree about an order.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Disagreement {
    /// The order.
    pub order: OrderId,
    /// Where the queue has it.
    pub state: State,
    /// Where it is to be.
    pub to: State,
    /// Why.
    pub why: String,
}

pub(super) fn reconcile(context: &Context, desk: &Desk<'_>, apply: bool) -> Result<Report> {
    let indexes = desk.queue.mend(apply)?;
    let mut report = Report::new("queue reconcile");
    let mut data = ReconcileData { applied: apply, orders: Vec::new(), indexes };
    for (order, decision, why) in disagreements(context, desk)? {
        let to = if matches!(decision, Decision::Settle(_)) { State::Done } else { State::Quarantined };
        if apply && let Err(error) = desk.queue.decide(&order.id, &decision, &person(context)) {
            report.problems.push(Problem::from_error(&error));
            continue;
        }
        data.orders.push(Disagreement { order: order.id, state: order.state, to, why });
    }
    let verb = if apply { "was" } else { "is" };
    for one in &data.orders {
        let (state, to) = (one.state.name().replace('_', " "), one.to.name());
        report.view.line(vec![
            (Role::Strong, one.order.short().to_owned()),
            (Role::Plain, format!(" {verb} {state}, and {} {to}: ", if apply { "is" } else { "must be" })),
            (Role::Dim, one.why.clone()),
        ]);
    }
    for said in &data.indexes {
        report.view.text(said);
    }
    if data.orders.is_empty() && data.indexes.is_empty() {
        report.view.text("the queue, its indexes and git agree");
    } else if !apply {
        report.next = Some("planyard queue reconcile --apply".to_owned());
    }
    report.data = Some(serde_json::to_value(data)?);
    Ok(report)
}

/// What a target branch says of the tasks of a feature.
#[derive(Default)]
struct Told {
    /// The commit by which each has landed.
    landed: BTreeMap<OrderId, String>,
    /// Those whose box is ticked there: one that landed and was opened again is not.
    ticked: BTreeSet<String>,
}

/// What is to be decided so that the queue says what git says. Orders that somebody holds are left to their holders, and
/// nothing is said of a branch that is not here: another clone may have it.
fn disagreements(context: &Context, desk: &Desk<'_>) -> Result<Vec<(Order, Decision, String)>> {
    let git = desk.workspace.git.as_ref().ok_or_else(|| desk.workspace.no_git())?;
    let objects = Objects::shared(&git.common_dir)?;
    let own = format!("{}:", workspace_name(desk.workspace));
    let mut orders = desk.orders()?;
    orders.retain(|order| order.id.0.starts_with(&own));
    let mut features: BTreeMap<String, Option<Told>> = BTreeMap::new();
    for order in &orders {
        let feature = order.id.feature();
        if !features.contains_key(feature) {
            features.insert(feature.to_owned(), told(context, desk, &objects, feature)?);
        }
    }
    let mut wrong = Vec::new();
    for order in orders {
        let Some(Some(told)) = features.get(order.id.feature()) else { continue };
        let commit = told.landed.get(&order.id).filter(|_| told.ticked.contains(order.id.task()));
        match (order.state, commit, &order.landed) {
            (State::Done, None, Some(said)) if objects.commit(said).is_err() => {
                let why = format!("the commit {} that brought it is not here", short(said));
                wrong.push((order, Decision::Quarantine(why.clone()), why));
            }
            (State::Queued | State::Delayed | State::Blocked | State::Dead, Some(commit), _) => {
                let why = format!("{} has it", short(commit));
                wrong.push((order, Decision::Settle(commit.clone()), why));
            }
            _ => {}
        }
    }
    Ok(wrong)
}

fn told(context: &Context, desk: &Desk<'_>, objects: &Objects, feature: &str) -> Result<Option<Told>> {
    let target = Settings::of(&desk.workspace.config.dispatch)?.target(feature);
    let Some(tip) = objects.tip(&format!("refs/heads/{target}"))? else { return Ok(None) };
    let landed = trailer::all(objects, &tip, None)?.into_iter().map(|landed| (landed.order, landed.commit)).collect();
    let found = features::all(desk.workspace)?.into_iter().find(|found| found.id == feature);
    let mut ticked = BTreeSet::new();
    if let Some(plan) = found.and_then(|found| PlanAt::read(context, desk.workspace, &found, &tip).ok())
        && let Ok(feature) = plan.feature()
    {
        let done = feature.tasks.iter().filter(|task| task.status == Status::Done);
        ticked = done.map(|task| task.id.to_string()).collect();
    }
    Ok(Some(Told { landed, ticked }))
}

fn short(commit: &str) -> &str {
    commit.get(..8).unwrap_or(commit)
}
