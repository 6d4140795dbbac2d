//! `task list` and `task next`.

use schemars::JsonSchema;
use serde::Serialize;

use super::{FeatureArg, Outcome};
use crate::context::Context;
use crate::parallel;
use crate::plan::graph::Graph;
use crate::plan::model::{Feature, Status, short_id};
use crate::report::{Problem, ProblemKind, Report, Role};
use crate::task_view::{TaskView, table};
use crate::workspace::features::{self, Found};
use crate::workspace::open::{Opened, one};

/// List tasks
#[derive(Debug, clap::Args)]
pub(super) struct List {
    #[command(flatten)]
    feature: FeatureArg,
    /// Tasks of every feature
    #[arg(long, conflicts_with = "feature")]
    all: bool,
    /// Only tasks that can begin
    #[arg(long)]
    ready: bool,
    /// Only tasks that are blocked, or wait for a blocked one
    #[arg(long, conflicts_with = "ready")]
    blocked: bool,
    /// Only tasks of this status
    #[arg(long, value_name = "STATUS")]
    status: Option<Status>,
}

/// Show the first task that can begin, and why it is that one
#[derive(Debug, clap::Args)]
pub(super) struct Next {
    #[command(flatten)]
    feature: FeatureArg,
}

/// Tasks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listed {
    /// In the order of the plan.
    pub tasks: Vec<TaskView>,
    /// For `task next`: why it is this one.
    pub why: Option<String>,
}

impl List {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let found = if self.all {
            features::all(workspace)?
        } else {
            vec![one(context, workspace, self.feature.feature.as_deref())?]
        };
        let read = |found: &Found| -> anyhow::Result<Vec<TaskView>> {
            let opened = Opened::read(workspace, found.clone())?;
            let feature = opened.feature()?;
            Ok(self.wanted(&feature))
        };
        let mut report = Report::new("task list");
        let mut tasks = Vec::new();
        for result in parallel::map(&found, parallel::FEATURES, read) {
            match result {
                Ok(some) => tasks.extend(some),
                Err(error) if self.all => report.problems.push(Problem::from_error(&error)),
                Err(error) => return Err(error),
            }
        }
        if tasks.is_empty() {
            report.view.text("no task is like that");
        } else {
            report.view.table(table(&tasks, self.all));
        }
        report.data = Some(serde_json::to_value(Listed { tasks, why: None })?);
        Ok(report.into())
    }

    fn wanted(&self, feature: &Feature<'_>) -> Vec<TaskView> {
        let graph = Graph::of(feature);
        let is_blocked = |at: usize| {
            let blocked = |at: &usize| feature.tasks[*at].status == Status::Blocked;
            blocked(&at) || graph.open_needs(feature, at).iter().any(blocked)
        };
        (0..feature.tasks.len())
            .filter(|at| !self.ready || graph.is_ready(feature, *at))
            .filter(|at| !self.blocked || is_blocked(*at))
            .filter(|at| self.status.is_none_or(|status| feature.tasks[*at].status == status))
            .map(|at| TaskView::of(feature, &graph, at))
            .collect()
    }
}

impl Next {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let opened = Opened::read(workspace, one(context, workspace, self.feature.feature.as_deref())?)?;
        let feature = opened.feature()?;
        let graph = Graph::of(&feature);
        let mut report = Report::new("task next");
        let Some((at, why)) = graph.next(&feature) else {
            report.view.text(nothing_ready(&feature));
            report.data = Some(serde_json::to_value(Listed { tasks: Vec::new(), why: Some(nothing_ready(&feature)) })?);
            return Ok(report.into());
        };
        let task = TaskView::of(&feature, &graph, at);
        report.view.line(vec![(Role::Strong, task.id.clone()), (Role::Plain, format!("  {}", task.title))]);
        report.view.line(vec![(Role::Dim, format!("  {why}"))]);
        report.view.line(vec![(Role::Dim, format!("  {}:{}", task.file, task.line))]);
        report.next = Some(format!("planyard task start {} --feature {}", task.id, short_id(&feature.id)));
        report.data = Some(serde_json::to_value(Listed { tasks: vec![task], why: Some(why) })?);
        Ok(report.into())
    }
}

fn nothing_ready(feature: &Feature<'_>) -> String {
    let open = feature.tasks.iter().filter(|task| !task.status.is_closed()).count();
    let blocked = feature.tasks.iter().filter(|task| task.status == Status::Blocked).count();
    match (feature.tasks.len(), open) {
        (0, _) => "the feature has no tasks".to_owned(),
        (_, 0) => "every task is done".to_owned(),
        _ => format!("{open} tasks are open, but none is ready: {blocked} of them blocked, the others wait"),
    }
}

/// A task that was not found, with the ids most like it.
pub(super) fn no_task(feature: &str, id: &str, near: &[String]) -> Problem {
    let hint = if near.is_empty() {
        "the feature has no tasks".to_owned()
    } else {
        format!("did you mean {}?", near.join(", "))
    };
    Problem::new(ProblemKind::NotFound, format!("{feature} has no task `{id}`")).source(id).hint(hint)
}
