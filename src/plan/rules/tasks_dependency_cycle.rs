//! `tasks/dependency-cycle`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct TasksDependencyCycle;

static META: Meta = Meta {
    name: "tasks/dependency-cycle",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "Tasks wait for each other",
    help: "remove one of the dependencies",
    docs: r#"## Why

None of them can ever begin.

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
- [ ] Dependencies: T01
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

impl Rule for TasksDependencyCycle {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for cycle in subject.graph.order().err().unwrap_or_default() {
            let ids: Vec<&str> = cycle.iter().chain(cycle.first()).map(|at| &*subject.feature.tasks[*at].id).collect();
            if let Some(first) = cycle.first() {
                let task = &subject.feature.tasks[*first];
                let span = task.dependencies.stated.map_or(task.at, |stated| stated.span);
                let finding = sink.task(*first, span, format!("tasks wait for each other: {}", ids.join(" → ")));
                if subject.feature.dialect == "taskmaster" {
                    finding.peer("circular");
                }
            }
        }
    }
}
