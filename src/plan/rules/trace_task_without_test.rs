//! `trace/task-without-test`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::trace::counts;
use crate::report::Severity;

pub(super) struct TraceTaskWithoutTest;

static META: Meta = Meta {
    name: "trace/task-without-test",
    gate: Gate::Trace,
    severity: Some(Severity::Warning),
    summary: "A task names no test that can be looked up",
    help: "name the test's path in `Tests:`, or say `Tests: N/A` and why",
    docs: r#"## Why

A sentence about testing cannot be followed to a result: a path, a folder, a pattern or `path::test` can.

## Finds

````markdown user_stories.md
# User Stories

## US-01: Sign in

As a user I want to sign in.

### Acceptance Criteria

- [ ] A session is stored
````

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: by hand
- [ ] Stories: US-01
````

## Accepts

````markdown user_stories.md
# User Stories

## US-01: Sign in

As a user I want to sign in.

### Acceptance Criteria

- [ ] A session is stored
````

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Stories: US-01
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TraceTaskWithoutTest {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        if subject.does_without(|task| task.tests.is_some() || !task.test_paths.is_empty()) {
            return;
        }
        for (at, traced) in subject.trace().tasks.iter().enumerate() {
            let task = &subject.feature.tasks[at];
            if traced.tests.is_empty() && !traced.needs_none && !traced.is_parent && counts(task) {
                sink.task(at, task.at, format!("{} names no test", task.id));
            }
        }
    }
}
