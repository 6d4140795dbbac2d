//! `tasks/progress-mismatch`.

use super::untrue;
use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::progress::Value;
use crate::report::Severity;

pub(super) struct TasksProgressMismatch;

static META: Meta = Meta {
    name: "tasks/progress-mismatch",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "What the plan says of its progress is not true",
    help: "`planyard check-planning --fix` writes what is true; `planyard task done` keeps it true",
    docs: r#"## Why

"12/12, COMPLETE" above open tasks is how unfinished work gets merged.

## Finds

````markdown tasks.md
# Tasks

## Progress

- Tasks Complete: 1/1

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
````

## Accepts

````markdown tasks.md
# Tasks

## Progress

- Tasks Complete: 0/1

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
````
"#,
    fixable: true,
    options: &[],
};

impl Rule for TasksProgressMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for statement in &subject.feature.statements {
            if !matches!(statement.value, Value::Minutes(_)) {
                untrue(subject, statement, sink);
            }
        }
    }
}
