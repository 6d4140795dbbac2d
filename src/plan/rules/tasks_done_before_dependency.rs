//! `tasks/done-before-dependency`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Status;
use crate::report::Severity;

pub(super) struct TasksDoneBeforeDependency;

static META: Meta = Meta {
    name: "tasks/done-before-dependency",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task is done although one that it depends on is not",
    help: "reopen the task, finish the other, or correct the dependency",
    docs: r#"## Why

Either the dependency is wrong or the work was done on sand.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None

### T02: Sign in
- [x] Estimate: 1h
- [x] Tests: tests/login.rs
- [x] Dependencies: T01
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: tests/session.rs
- [x] Dependencies: None

### T02: Sign in
- [x] Estimate: 1h
- [x] Tests: tests/login.rs
- [x] Dependencies: T01
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TasksDoneBeforeDependency {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in subject.feature.tasks.iter().enumerate().filter(|(_, task)| task.status == Status::Done) {
            let open: Vec<&str> = subject
                .graph
                .open_needs(subject.feature, at)
                .iter()
                .map(|on| &*subject.feature.tasks[*on].id)
                .collect();
            if !open.is_empty() {
                let span = task.dependencies.stated.map_or(task.at, |stated| stated.span);
                sink.task(at, span, format!("{} is done, but {} is not", task.id, open.join(", ")));
            }
        }
    }
}
