//! `planyard graph`.

mod draw;

use clap_complete::engine::ArgValueCompleter;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::plan::graph::Graph as Needs;
use crate::plan::model::Feature;
use crate::report::Report;
use crate::task_view::TaskView;
use crate::workspace::open::{Opened, one};

/// Show what waits for what: a tree, or Mermaid or DOT text
///
/// With the waves in which tasks can run side by side, and the critical path by their estimates.
#[derive(Debug, clap::Args)]
pub struct Graph {
    /// The feature, by id, short id, slug or path
    #[arg(value_name = "FEATURE", add = ArgValueCompleter::new(crate::complete::features))]
    feature: Option<String>,
    /// How to draw it
    #[arg(long = "as", value_name = "FORM", default_value = "text")]
    form: Form,
}

/// How a graph is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// A tree for the terminal
    Text,
    /// A Mermaid flowchart
    Mermaid,
    /// Graphviz
    Dot,
}

/// What waits for what.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GraphData {
    /// The feature's id.
    pub feature: String,
    /// Its tasks.
    pub tasks: Vec<TaskView>,
    /// Open tasks that can run side by side, wave after wave.
    pub waves: Vec<Vec<String>>,
    /// The chain of open tasks that takes longest.
    pub critical_path: Vec<String>,
    /// Its minutes, by the middles of the estimates.
    pub critical_minutes: u32,
    /// Tasks that wait for each other; waves and critical path are empty then.
    pub cycles: Vec<Vec<String>>,
    /// The drawing.
    pub drawing: String,
}

impl Graph {
    /// Draws it.
    ///
    /// # Errors
    /// When the feature cannot be found or read.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let opened = Opened::read(workspace, one(context, workspace, self.feature.as_deref())?)?;
        let feature = opened.feature()?;
        let mut data = data(&feature);
        data.drawing = match self.form {
            Form::Text => draw::text(&data),
            Form::Mermaid => draw::mermaid(&data),
            Form::Dot => draw::dot(&data),
        };
        let mut report = Report::new("graph");
        report.raw = Some(data.drawing.clone());
        report.data = Some(serde_json::to_value(data)?);
        Ok(report.into())
    }
}

fn data(feature: &Feature<'_>) -> GraphData {
    let graph = Needs::of(feature);
    let ids = |tasks: &[usize]| -> Vec<String> { tasks.iter().map(|at| feature.tasks[*at].id.to_string()).collect() };
    let (path, minutes) = graph.critical_path(feature).unwrap_or_default();
    GraphData {
        feature: feature.id.clone(),
        tasks: (0..feature.tasks.len()).map(|at| TaskView::of(feature, &graph, at)).collect(),
        waves: graph.waves(feature).unwrap_or_default().iter().map(|wave| ids(wave)).collect(),
        critical_path: ids(&path),
        critical_minutes: minutes,
        cycles: graph.order().err().unwrap_or_default().iter().map(|cycle| ids(cycle)).collect(),
        drawing: String::new(),
    }
}
