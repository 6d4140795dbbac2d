//! `completion/status-not-complete`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Status;
use crate::plan::progress::{Scope, Value};
use crate::report::Severity;

pub(super) struct CompletionStatusNotComplete;

static META: Meta = Meta {
    name: "completion/status-not-complete",
    gate: Gate::Completion,
    severity: Some(Severity::Error),
    summary: "The plan does not say that it is complete",
    help: "finish the tasks; `planyard task done` sets the status with the last one",
    docs: r#"## Why

Others look at the status, not at every box.

## Finds

````markdown tasks.md
# Tasks

## Progress

- Status: IN_PROGRESS

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

- Status: COMPLETE

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

impl Rule for CompletionStatusNotComplete {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for statement in subject.feature.statements.iter().filter(|statement| statement.scope == Scope::All) {
            if let Value::Word(status) = statement.value
                && status != Status::Done
            {
                sink.at(statement.doc, statement.span, format!("{} says {status}", statement.label));
            }
        }
    }
}
