//! `tasks/estimate-missing`.

use super::stated_estimate as stated;
use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Status;
use crate::report::Severity;

pub(super) struct TasksEstimateMissing;

static META: Meta = Meta {
    name: "tasks/estimate-missing",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task has no estimate",
    help: "add `Estimate: 1h`",
    docs: r#"## Why

Without estimates nothing can be said about what is left or what takes longest.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Tests: tests/session.rs
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

impl Rule for TasksEstimateMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        if subject.does_without(|task| task.estimate.is_some()) {
            return;
        }
        for (at, task) in subject.feature.tasks.iter().enumerate() {
            if task.estimate.is_none()
                && task.status != Status::Cancelled
                && !subject.has_children(at)
                && !stated(subject, at)
            {
                sink.task(at, task.at, format!("{} has no estimate", task.id));
            }
        }
    }
}
