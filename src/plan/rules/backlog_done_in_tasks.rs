//! `backlog/done-in-tasks`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Status;
use crate::report::Severity;

pub(super) struct BacklogDoneInTasks;

static META: Meta = Meta {
    name: "backlog/done-in-tasks",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "A task that is done still lies among those that are to be done",
    help: "put it away with `backlog task complete ID`, or many with `backlog cleanup`",
    docs: r#"## Why

What is done and never put away makes the board long, and what is left to do hard to see.

## Finds

````markdown backlog/tasks/task-1 - Store-sessions.md
---
id: task-1
title: Store sessions
status: Done
assignee: []
created_date: '2026-01-31 12:00'
labels: []
dependencies: []
---
````

## Accepts

````markdown backlog/completed/task-1 - Store-sessions.md
---
id: task-1
title: Store sessions
status: Done
assignee: []
created_date: '2026-01-31 12:00'
labels: []
dependencies: []
---
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for BacklogDoneInTasks {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        if feature.dialect != "backlog" {
            return;
        }
        for (at, task) in feature.tasks.iter().enumerate() {
            let path = feature.docs[task.doc].source.path.strip_prefix(feature.path.as_str()).unwrap_or_default();
            if task.status == Status::Done && path.starts_with("/tasks/") {
                sink.task(at, task.at, format!("{} is done and lies in tasks/", task.id));
            }
        }
    }
}
