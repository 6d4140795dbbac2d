//! `completion/test-missing`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Status;
use crate::report::Severity;

pub(super) struct CompletionTestMissing;

static META: Meta = Meta {
    name: "completion/test-missing",
    gate: Gate::Completion,
    severity: Some(Severity::Error),
    summary: "A test that a task names does not exist",
    help: "write the test, or name the one that covers the task",
    docs: r#"## Why

A test file that was planned and never written is the most common gap in finished plans.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: tests/session.rs
- [x] Dependencies: None
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: N/A, configuration only
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for CompletionTestMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in subject.feature.tasks.iter().enumerate().filter(|(_, task)| task.status != Status::Cancelled)
        {
            for path in &task.test_paths {
                if !subject.facts.paths.get(path.text).is_some_and(|fact| fact.exists) {
                    sink.task(at, path.span, format!("{} names the test {}, which does not exist", task.id, path.text));
                }
            }
        }
    }
}
