//! `tasks/out-of-order`.

use super::numbered;
use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct TasksOutOfOrder;

static META: Meta = Meta {
    name: "tasks/out-of-order",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "Task ids do not rise from top to bottom",
    help: "put the tasks in the order of their ids",
    docs: r#"## Why

People look for T12 between T11 and T13.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T02: Sign in
- [ ] Estimate: 1h
- [ ] Tests: tests/login.rs
- [ ] Dependencies: None

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

impl Rule for TasksOutOfOrder {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for pair in numbered(subject).windows(2) {
            let ((before_at, before), (at, now)) = (pair[0], pair[1]);
            if now < before {
                let tasks = &subject.feature.tasks;
                sink.task(at, tasks[at].at, format!("{} stands after {}", tasks[at].id, tasks[before_at].id));
            }
        }
    }
}
