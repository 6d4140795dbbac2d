//! `tasks/estimate-too-large`.

use super::{Gate, Meta, OptionMeta, Rule, Sink, Subject};
use crate::plan::estimate::show;
use crate::report::Severity;

pub(super) struct TasksEstimateTooLarge;

static META: Meta = Meta {
    name: "tasks/estimate-too-large",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task is too large to be one task",
    help: "split it into tasks that each take at most that long",
    docs: r#"## Why

Large tasks are where agents lose the thread and people lose days.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 6h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
````
"#,
    fixable: false,
    options: &[OptionMeta { name: "max", default: r#""2h""#, about: "the longest estimate of a task" }],
};

impl Rule for TasksEstimateTooLarge {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let Some(most) = sink.minutes("max") else { return };
        for (at, task) in subject.feature.tasks.iter().enumerate() {
            if let Some((stated, estimate)) = task.estimate.filter(|(_, estimate)| estimate.high > most) {
                sink.task(
                    at,
                    stated.span,
                    format!("{} is estimated at {}; {} are allowed", task.id, show(estimate.high), show(most)),
                );
            }
        }
    }
}
