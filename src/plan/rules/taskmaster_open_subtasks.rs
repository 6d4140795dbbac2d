//! `taskmaster/open-subtasks`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Status;
use crate::report::Severity;

pub(super) struct TaskmasterOpenSubtasks;

static META: Meta = Meta {
    name: "taskmaster/open-subtasks",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A task is done, and a subtask of it is not",
    help: "finish or cancel the subtasks, or reopen the task",
    docs: r#"## Why

What depends on the task begins, while a part of it is still to be done; and nobody is offered that part.

## Finds

````json .taskmaster/tasks/tasks.json
{ "master": { "tasks": [
  { "id": 1, "title": "Store sessions", "status": "done", "dependencies": [], "subtasks": [
    { "id": 1, "title": "Table", "status": "done", "dependencies": [] },
    { "id": 2, "title": "Index", "status": "pending", "dependencies": [] }
  ] }
] } }
````

## Accepts

````json .taskmaster/tasks/tasks.json
{ "master": { "tasks": [
  { "id": 1, "title": "Store sessions", "status": "done", "dependencies": [], "subtasks": [
    { "id": 1, "title": "Table", "status": "done", "dependencies": [] },
    { "id": 2, "title": "Index", "status": "cancelled", "dependencies": [] }
  ] }
] } }
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TaskmasterOpenSubtasks {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        if feature.dialect != "taskmaster" {
            return;
        }
        for (at, task) in feature.tasks.iter().enumerate() {
            let Some(parent) = task.parent.map(|parent| &feature.tasks[parent]) else { continue };
            if parent.status == Status::Done && !task.status.is_closed() {
                let span = task.marks.first().map_or(task.at, |mark| mark.span);
                sink.task(at, span, format!("{} is done, but its subtask {} is {}", parent.id, task.id, task.status));
            }
        }
    }
}
