//! `tasks/estimate-sum-mismatch`.

use super::untrue;
use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::progress::Value;
use crate::report::Severity;

pub(super) struct TasksEstimateSumMismatch;

static META: Meta = Meta {
    name: "tasks/estimate-sum-mismatch",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A sum of estimates is not the sum",
    help: "`planyard check-planning --fix` writes the sum",
    docs: r#"## Why

Totals are what people plan by.

## Finds

````markdown tasks.md
# Tasks

| Phase | Tasks | Estimate |
| --- | --- | --- |
| One | T01-T02 | 5h |

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

## Accepts

````markdown tasks.md
# Tasks

| Phase | Tasks | Estimate |
| --- | --- | --- |
| One | T01-T02 | 2h |

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
    fixable: true,
    options: &[],
};

impl Rule for TasksEstimateSumMismatch {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for statement in &subject.feature.statements {
            if matches!(statement.value, Value::Minutes(_)) {
                untrue(subject, statement, sink);
            }
        }
    }
}
