//! `tasks/forward-dependency`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct TasksForwardDependency;

static META: Meta = Meta {
    name: "tasks/forward-dependency",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "A task depends on a later one",
    help: "put tasks in the order in which they can be done",
    docs: r#"## Why

People read from top to bottom and begin what they cannot finish.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: T02

### T02: Sign in
- [ ] Estimate: 1h
- [ ] Tests: tests/login.rs
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

### T02: Sign in
- [ ] Estimate: 1h
- [ ] Tests: tests/login.rs
- [ ] Dependencies: T01
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TasksForwardDependency {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, needs) in subject.graph.needs.iter().enumerate() {
            if let Some(later) = needs.iter().find(|on| **on > at) {
                let task = &subject.feature.tasks[at];
                let span = task.dependencies.stated.map_or(task.at, |stated| stated.span);
                sink.task(
                    at,
                    span,
                    format!("{} depends on {}, which comes later", task.id, subject.feature.tasks[*later].id),
                );
            }
        }
    }
}
