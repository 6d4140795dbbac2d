//! `tasks/no-test`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Task;
use crate::report::Severity;

pub(super) struct TasksNoTest;

static META: Meta = Meta {
    name: "tasks/no-test",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task does not say how it is tested",
    help: "add `Tests: path/of/the/test`, or say `Tests: N/A` and why",
    docs: r#"## Why

Tests that nobody planned are the ones that nobody writes.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
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

impl Rule for TasksNoTest {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let named =
            |task: &Task<'_>| task.tests.is_some_and(|tests| !tests.text.is_empty()) || !task.test_paths.is_empty();
        if subject.does_without(named) {
            return;
        }
        for (at, task) in subject.feature.tasks.iter().enumerate().filter(|(_, task)| !named(task)) {
            let in_steps = task.steps.iter().any(|step| step.text.text.to_ascii_lowercase().contains("test"));
            if !in_steps && !subject.has_children(at) {
                sink.task(at, task.at, format!("{} does not say how it is tested", task.id));
            }
        }
    }
}
