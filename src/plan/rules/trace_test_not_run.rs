//! `trace/test-not-run`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::trace::{Proof, Proven, counts};
use crate::report::{Severity, plural};

pub(super) struct TraceTestNotRun;

static META: Meta = Meta {
    name: "trace/test-not-run",
    gate: Gate::Trace,
    severity: Some(Severity::Error),
    summary: "A test that a task names has no result",
    help: "run `planyard test` on it; if nothing is collected there, mend the path",
    docs: r#"## Why

No run of `planyard test` that is on record holds a test of that name, or all of them were skipped or failed as expected. A test
that does not run shows nothing.

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
- [ ] Tests: tests/login.rs
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

impl Rule for TraceTestNotRun {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, traced) in subject.trace().tasks.iter().enumerate() {
            let task = &subject.feature.tasks[at];
            let not_run = |proven: &&Proven<'_>| proven.proof() == Proof::NotRun && counts(task);
            for proven in traced.tests.iter().filter(not_run) {
                let message = match proven.count.skipped {
                    0 => format!("no result of {} is on record", proven.test.text),
                    skipped => format!(
                        "{} proves nothing: {} skipped or expected to fail",
                        proven.test.text,
                        plural(skipped, "test")
                    ),
                };
                sink.task(at, proven.test.span, message);
            }
        }
    }
}
