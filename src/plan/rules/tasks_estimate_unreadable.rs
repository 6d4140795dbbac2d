//! `tasks/estimate-unreadable`.

use super::stated_estimate;
use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct TasksEstimateUnreadable;

static META: Meta = Meta {
    name: "tasks/estimate-unreadable",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "An estimate is no time",
    help: "write it as `30min`, `1h`, `1-2 hours`",
    docs: r#"## Why

A time that cannot be read is left out of every sum.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: soon
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
    options: &[],
};

impl Rule for TasksEstimateUnreadable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in subject.feature.tasks.iter().enumerate().filter(|(_, task)| task.estimate.is_none()) {
            if stated_estimate(subject, at) {
                sink.task(at, task.at, format!("the estimate of {} cannot be read as a time", task.id));
            }
        }
    }
}
