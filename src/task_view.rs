//! A task as it is printed.

use schemars::JsonSchema;
use serde::Serialize;

use crate::plan::estimate::{Estimate, show};
use crate::plan::graph::Graph;
use crate::plan::model::{Feature, Status};
use crate::report::{Align, Line, Role, Table};

/// A task as it is printed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TaskView {
    /// The feature's id.
    pub feature: String,
    /// `T03`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How far it is.
    pub status: Status,
    /// It is open, and everything it depends on is closed.
    pub ready: bool,
    /// Steps done.
    pub steps_done: usize,
    /// Steps in all.
    pub steps_total: usize,
    /// Minutes, as a range; null when there is none.
    pub estimate: Option<Estimate>,
    /// Ids of tasks it depends on.
    pub depends_on: Vec<String>,
    /// Those of them that are open.
    pub waits_for: Vec<String>,
    /// Stories it serves.
    pub stories: Vec<String>,
    /// Who is to do it.
    pub agent: Option<String>,
    /// Why it is blocked.
    pub blocked: Option<String>,
    /// Its document, relative to the workspace.
    pub file: String,
    /// The line of its heading.
    pub line: u32,
}

impl TaskView {
    /// Of one task of a feature.
    pub fn of(feature: &Feature<'_>, graph: &Graph<'_>, at: usize) -> Self {
        let task = &feature.tasks[at];
        let (steps_done, steps_total) = task.steps_done();
        let ids = |tasks: &[usize]| tasks.iter().map(|on| feature.tasks[*on].id.to_string()).collect();
        Self {
            feature: feature.id.clone(),
            id: task.id.to_string(),
            title: task.title.to_string(),
            status: task.status,
            ready: graph.is_ready(feature, at),
            steps_done,
            steps_total,
            estimate: task.estimate.map(|(_, estimate)| estimate),
            depends_on: ids(&graph.needs[at]),
            waits_for: ids(&graph.open_needs(feature, at)),
            stories: task.stories.iter().map(|story| story.text.to_owned()).collect(),
            agent: task.agent.map(str::to_owned),
            blocked: task.blocked.map(|reason| reason.text.to_owned()),
            file: feature.docs[task.doc].source.path.to_string(),
            line: feature.docs[task.doc].outline.place(task.at).line,
        }
    }

    /// The sign and role of its state. The word stands beside it wherever there is room.
    pub fn sign(&self) -> (Role, &'static str) {
        match self.status {
            Status::Done => (Role::Good, "\u{2713}"),
            Status::Doing => (Role::Warn, "\u{25d0}"),
            Status::Blocked => (Role::Bad, "!"),
            Status::Cancelled => (Role::Dim, "\u{2013}"),
            Status::Todo => (Role::Plain, "\u{b7}"),
        }
    }

    /// What it waits for, or that it can begin.
    pub fn state(&self) -> Line {
        match self.status {
            Status::Blocked => {
                let why = self
                    .blocked
                    .as_deref()
                    .filter(|why| !why.is_empty())
                    .map_or(String::new(), |why| format!(": {why}"));
                vec![(Role::Bad, format!("blocked{why}"))]
            }
            Status::Todo | Status::Doing if !self.waits_for.is_empty() => {
                vec![(Role::Dim, format!("waits for {}", self.waits_for.join(", ")))]
            }
            Status::Todo if !self.ready => vec![(Role::Dim, "waits for its parts".to_owned())],
            Status::Todo => vec![(Role::Plain, "ready".to_owned())],
            status => vec![(self.sign().0, status.word().to_owned())],
        }
    }
}

/// Tasks as a table.
pub fn table(tasks: &[TaskView], with_feature: bool) -> Table {
    let mut columns = vec![Align::Left, Align::Left, Align::Flex, Align::Right, Align::Right, Align::Flex];
    if with_feature {
        columns.insert(0, Align::Left);
    }
    let row = |task: &TaskView| {
        let (role, sign) = task.sign();
        let steps =
            if task.steps_total > 0 { format!("{}/{}", task.steps_done, task.steps_total) } else { String::new() };
        let time = task.estimate.map_or(String::new(), |estimate| show(estimate.middle()));
        let mut row = vec![
            vec![(role, sign.to_owned())],
            vec![(Role::Strong, task.id.clone())],
            vec![(Role::Plain, task.title.clone())],
            vec![(Role::Dim, steps)],
            vec![(Role::Plain, time)],
            task.state(),
        ];
        if with_feature {
            row.insert(0, vec![(Role::Dim, crate::plan::model::short_id(&task.feature).to_owned())]);
        }
        row
    };
    Table { columns, head: Vec::new(), rows: tasks.iter().map(row).collect() }
}
