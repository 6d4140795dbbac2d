//! `task show`.

use clap_complete::engine::ArgValueCompleter;
use schemars::JsonSchema;
use serde::Serialize;

use super::list::no_task;
use super::{FeatureArg, Outcome};
use crate::context::Context;
use crate::plan::change::{self, Failure};
use crate::plan::estimate::show;
use crate::plan::graph::Graph;
use crate::plan::model::{Feature, FileUse};
use crate::plan::sections::same_story;
use crate::report::{Report, Role, View};
use crate::task_view::TaskView;
use crate::workspace::open::{Opened, one};

/// Show all that the plan says of a task
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// The task's id
    #[arg(value_name = "TASK", add = ArgValueCompleter::new(crate::complete::tasks))]
    id: String,
    #[command(flatten)]
    feature: FeatureArg,
}

/// All that a plan says of a task.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Shown {
    /// The task.
    pub task: TaskView,
    /// Its steps.
    pub steps: Vec<StepView>,
    /// Its stories with their acceptance criteria.
    pub stories: Vec<StoryView>,
    /// What it says of tests.
    pub tests: Option<String>,
    /// Files it names.
    pub files: Vec<FileView>,
    /// Its notes.
    pub notes: Vec<String>,
}

/// A step.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StepView {
    /// What is to be done.
    pub text: String,
    /// It is done.
    pub done: bool,
}

/// A story.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StoryView {
    /// `US-01`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its acceptance criteria.
    pub criteria: Vec<String>,
}

/// A file that a task names.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileView {
    /// As written.
    pub path: String,
    /// What for.
    #[serde(rename = "use")]
    pub used: FileUse,
}

impl Show {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let opened = Opened::read(workspace, one(context, workspace, self.feature.feature.as_deref())?)?;
        let feature = opened.feature()?;
        let at = change::task(&feature, &self.id).map_err(|failure| match failure {
            Failure::NoTask(id, near) => no_task(&feature.id, &id, &near),
            _ => no_task(&feature.id, &self.id, &[]),
        })?;
        let shown = shown(&feature, at);
        let mut report = Report::new("task show");
        report.view = view(&shown);
        report.data = Some(serde_json::to_value(shown)?);
        Ok(report.into())
    }
}

fn shown(feature: &Feature<'_>, at: usize) -> Shown {
    let task = &feature.tasks[at];
    let serves = |id: &str| task.stories.iter().any(|story| same_story(story.text, id));
    let stories = feature.stories.iter().filter(|story| serves(story.id)).map(|story| StoryView {
        id: story.id.to_owned(),
        title: story.title.to_owned(),
        criteria: story.criteria.iter().map(|criterion| criterion.text.text.to_owned()).collect(),
    });
    Shown {
        task: TaskView::of(feature, &Graph::of(feature), at),
        steps: task
            .steps
            .iter()
            .map(|step| StepView { text: step.text.text.to_owned(), done: step.is_done() })
            .collect(),
        stories: stories.collect(),
        tests: task.tests.map(|tests| tests.text.to_owned()),
        files: task.files.iter().map(|file| FileView { path: file.path.text.to_owned(), used: file.used }).collect(),
        notes: task.notes.iter().map(|note| note.text.to_owned()).collect(),
    }
}

fn view(shown: &Shown) -> View {
    let task = &shown.task;
    let mut view = View::default();
    view.line(vec![(Role::Strong, task.id.clone()), (Role::Plain, format!("  {}", task.title))]);
    view.line(vec![(Role::Dim, format!("{}:{}", task.file, task.line))]);
    view.gap();
    let mut field = |name: &str, value: String| {
        if !value.is_empty() {
            view.line(vec![(Role::Dim, format!("  {name:<12}")), (Role::Plain, value)]);
        }
    };
    field("status", task.status.word().to_owned());
    field(
        "estimate",
        task.estimate.map_or(String::new(), |estimate| match estimate.low == estimate.high {
            true => show(estimate.low),
            false => format!("{} to {}", show(estimate.low), show(estimate.high)),
        }),
    );
    field("depends on", task.depends_on.join(", "));
    field("waits for", task.waits_for.join(", "));
    field("agent", task.agent.clone().unwrap_or_default());
    field("blocked", task.blocked.clone().unwrap_or_default());
    field("tests", shown.tests.clone().unwrap_or_default());
    for file in &shown.files {
        field("file", file.path.clone());
    }
    for note in &shown.notes {
        field("note", note.clone());
    }
    if !shown.steps.is_empty() {
        view.gap();
    }
    for step in &shown.steps {
        let (role, sign) = if step.done { (Role::Good, "[x]") } else { (Role::Plain, "[ ]") };
        view.line(vec![(role, format!("  {sign} ")), (Role::Plain, step.text.clone())]);
    }
    for story in &shown.stories {
        view.gap();
        view.line(vec![(Role::Strong, format!("  {}", story.id)), (Role::Plain, format!("  {}", story.title))]);
        for criterion in &story.criteria {
            view.line(vec![(Role::Plain, format!("    - {criterion}"))]);
        }
    }
    view
}
