//! `completion/step-open`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::{Status, Task};
use crate::report::Severity;

pub(super) struct CompletionStepOpen;

static META: Meta = Meta {
    name: "completion/step-open",
    gate: Gate::Completion,
    severity: Some(Severity::Error),
    summary: "A step of a task is not done",
    help: "do it and tick it; `planyard task done ID --force --reason …` ticks all of them and says why",
    docs: r#"## Why

Ticking the task above does not do the step.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: tests/session.rs
- [x] Dependencies: None

- [ ] Expire old sessions
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: tests/session.rs
- [x] Dependencies: None

- [x] Expire old sessions
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for CompletionStepOpen {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        // What may be left out may be left half done.
        let left_out = |task: &Task<'_>| task.status == Status::Cancelled || task.optional && !task.status.is_closed();
        for (at, task) in subject.feature.tasks.iter().enumerate().filter(|(_, task)| !left_out(task)) {
            for step in task.steps.iter().filter(|step| !step.is_done()) {
                sink.task(at, step.text.span, format!("a step of {} is open", task.id));
            }
        }
    }
}
