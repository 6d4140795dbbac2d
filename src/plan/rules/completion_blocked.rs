//! `completion/blocked`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct CompletionBlocked;

static META: Meta = Meta {
    name: "completion/blocked",
    gate: Gate::Completion,
    severity: Some(Severity::Error),
    summary: "A task is blocked",
    help: "resolve what blocks it, then `planyard task reopen ID`",
    docs: r#"## Why

Blocked work is not finished work, whatever its boxes say.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Notes: BLOCKED: waits for the vendor
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

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

impl Rule for CompletionBlocked {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in subject.feature.tasks.iter().enumerate() {
            if let Some(reason) = task.blocked {
                sink.task(at, reason.span, format!("{} is blocked: {}", task.id, reason.text));
            }
        }
    }
}
