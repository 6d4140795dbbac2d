//! `tasks/done-with-open-steps`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Status;
use crate::report::Severity;

pub(super) struct TasksDoneWithOpenSteps;

static META: Meta = Meta {
    name: "tasks/done-with-open-steps",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task is done, but some of its steps are not",
    help: "tick the steps that are done, or reopen the task",
    docs: r#"## Why

Open steps under a finished task are work that nobody will look at again.

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

impl Rule for TasksDoneWithOpenSteps {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in subject.feature.tasks.iter().enumerate().filter(|(_, task)| task.status == Status::Done) {
            let (done, all) = task.steps_done();
            if done < all
                && let Some(open) = task.steps.iter().find(|step| !step.is_done())
            {
                sink.task(
                    at,
                    open.text.span,
                    format!("{} is done, but {} of its {all} steps are open", task.id, all - done),
                );
            }
        }
    }
}
