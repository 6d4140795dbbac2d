//! `tasks/no-title`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct TasksNoTitle;

static META: Meta = Meta {
    name: "tasks/no-title",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A task has an id but no title",
    help: "say in a few words what is to be done",
    docs: r#"## Why

An id alone tells neither people nor agents what to do.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01:
- [ ] Estimate: 1h
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TasksNoTitle {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in subject.feature.tasks.iter().enumerate().filter(|(_, task)| task.title.trim().is_empty()) {
            sink.task(at, task.at, format!("{} has no title", task.id));
        }
    }
}
