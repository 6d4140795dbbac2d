//! `tasks/complete-with-open-boxes`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Status;
use crate::plan::progress::{Scope, Value};
use crate::report::Severity;

pub(super) struct TasksCompleteWithOpenBoxes;

static META: Meta = Meta {
    name: "tasks/complete-with-open-boxes",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "The plan says it is complete, but a checklist has open boxes",
    help: "tick what is done, or correct the status",
    docs: r#"## Why

The checklist is what "complete" was meant to mean.

## Finds

````markdown tasks.md
# Tasks

## Progress

- Status: COMPLETE

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: tests/session.rs
- [x] Dependencies: None

## Completion Checklist

- [ ] All tests pass
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

## Completion Checklist

- [x] All tests pass
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TasksCompleteWithOpenBoxes {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let complete = subject
            .feature
            .statements
            .iter()
            .find(|statement| statement.value == Value::Word(Status::Done) && statement.scope == Scope::All);
        let Some(statement) = complete else { return };
        let open: usize = subject
            .feature
            .checklists
            .iter()
            .filter(|list| list.doc == statement.doc)
            .flat_map(|list| &list.items)
            .filter(|step| !step.is_done())
            .count();
        if open > 0 {
            sink.at(
                statement.doc,
                statement.span,
                format!("the plan says it is complete; {open} boxes of its checklists are open"),
            );
        }
    }
}
