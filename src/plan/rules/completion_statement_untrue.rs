//! `completion/statement-untrue`.

use super::untrue;
use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::progress::Value;
use crate::report::Severity;

pub(super) struct CompletionStatementUntrue;

static META: Meta = Meta {
    name: "completion/statement-untrue",
    gate: Gate::Completion,
    severity: Some(Severity::Error),
    summary: "What the plan says of its progress is not true",
    help: "`planyard check-planning --fix` writes what is true",
    docs: r#"## Why

The statement is what others read.

## Finds

````markdown tasks.md
# Tasks

## Progress

- Tasks Complete: 0/1

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: tests/session.rs
- [x] Dependencies: None
````

## Accepts

````markdown tasks.md
# Tasks

## Progress

- Tasks Complete: 1/1

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: tests/session.rs
- [x] Dependencies: None
````
"#,
    fixable: true,
    options: &[],
};

impl Rule for CompletionStatementUntrue {
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
