//! `tasks/boxes-mixed`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::{MarkKind, Status};
use crate::report::Severity;

pub(super) struct TasksBoxesMixed;

static META: Meta = Meta {
    name: "tasks/boxes-mixed",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "Some of a task's own boxes are ticked and others are not",
    help: "`planyard task done` and `planyard task reopen` change them together",
    docs: r#"## Why

Whether the task is done depends on which box one looks at.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
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

impl Rule for TasksBoxesMixed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in subject.feature.tasks.iter().enumerate() {
            let boxes: Vec<_> = task.marks.iter().filter(|mark| mark.kind == MarkKind::Box).collect();
            let done = boxes.iter().filter(|mark| mark.status == Status::Done).count();
            if done > 0 && done < boxes.len() {
                sink.task(at, task.at, format!("{done} of {} boxes of {} itself are ticked", boxes.len(), task.id));
            }
        }
    }
}
