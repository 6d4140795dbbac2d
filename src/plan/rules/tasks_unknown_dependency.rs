//! `tasks/unknown-dependency`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct TasksUnknownDependency;

static META: Meta = Meta {
    name: "tasks/unknown-dependency",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A task depends on a task that does not exist",
    help: "correct the id, or add the task",
    docs: r#"## Why

The task can never become ready, or becomes ready too early.

## Finds

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
- [ ] Dependencies: T09
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

impl Rule for TasksUnknownDependency {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, id) in &subject.graph.unknown {
            let message =
                format!("{} depends on {}, which is no task of this feature", subject.feature.tasks[*at].id, id.text);
            let finding = sink.task(*at, id.span, message);
            if subject.feature.dialect == "taskmaster" {
                finding.peer("missing");
            }
        }
    }
}
