//! `tasks/blocked-without-reason`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Status;
use crate::plan::progress::read_status;
use crate::report::Severity;

pub(super) struct TasksBlockedWithoutReason;

static META: Meta = Meta {
    name: "tasks/blocked-without-reason",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task is blocked, and nothing says why",
    help: "`planyard task block ID --reason …` writes it",
    docs: r#"## Why

Nobody can unblock what nobody understands.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
**Status:** Blocked
- [ ] Estimate: 1h
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Notes: BLOCKED: waits for the vendor
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TasksBlockedWithoutReason {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in subject.feature.tasks.iter().enumerate().filter(|(_, task)| task.status == Status::Blocked) {
            let reason = task.blocked.map_or("", |reason| reason.text.trim());
            let waits = !subject.graph.open_needs(subject.feature, at).is_empty();
            if (reason.is_empty() || read_status(reason) == Some(Status::Blocked)) && !waits && task.notes.is_empty() {
                sink.task(
                    at,
                    task.blocked.map_or(task.at, |reason| reason.span),
                    format!("{} is blocked without a reason", task.id),
                );
            }
        }
    }
}
