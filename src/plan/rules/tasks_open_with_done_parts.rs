//! `tasks/open-with-done-parts`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::{Status, Step};
use crate::report::Severity;

pub(super) struct TasksOpenWithDoneParts;

static META: Meta = Meta {
    name: "tasks/open-with-done-parts",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "All parts of a task are done and it is not",
    help: "mark the task as done, or say what is left of it",
    docs: r#"## Why

Nothing is left to do, or what is left stands nowhere.

## Finds

````markdown .kiro/specs/login/tasks.md
# Implementation Plan

- [ ] 1. Sessions
- [x] 1.1 Store them
````

## Accepts

````markdown .kiro/specs/login/tasks.md
# Implementation Plan

- [x] 1. Sessions
- [x] 1.1 Store them
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TasksOpenWithDoneParts {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let tasks = &subject.feature.tasks;
        // For each task, its parts and how many of them are open.
        let mut parts = vec![(0, 0); tasks.len()];
        for part in tasks {
            if let Some(parent) = part.parent.filter(|_| part.status != Status::Cancelled) {
                parts[parent].0 += 1;
                parts[parent].1 += usize::from(!part.status.is_closed() && !part.optional);
            }
        }
        for (at, task) in tasks.iter().enumerate() {
            let open = matches!(task.status, Status::Todo | Status::Doing);
            if open && parts[at].0 > 0 && parts[at].1 == 0 && task.steps.iter().all(Step::is_done) {
                sink.task(at, task.at, format!("all parts of {} are done, and it is {}", task.id, task.status));
            }
        }
    }
}
