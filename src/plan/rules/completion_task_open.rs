//! `completion/task-open`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct CompletionTaskOpen;

static META: Meta = Meta {
    name: "completion/task-open",
    gate: Gate::Completion,
    severity: Some(Severity::Error),
    summary: "A task is not done",
    help: "finish it and run `planyard task done ID`",
    docs: r#"## Why

A feature is complete when all of it is.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: tests/session.rs
- [x] Dependencies: None
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for CompletionTaskOpen {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in
            subject.feature.tasks.iter().enumerate().filter(|(_, task)| !task.status.is_closed() && !task.optional)
        {
            sink.task(at, task.at, format!("{} is {}", task.id, task.status));
        }
    }
}
