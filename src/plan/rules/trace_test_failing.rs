//! `trace/test-failing`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::trace::counts;
use crate::report::{Severity, plural};

pub(super) struct TraceTestFailing;

static META: Meta = Meta {
    name: "trace/test-failing",
    gate: Gate::Trace,
    severity: Some(Severity::Error),
    summary: "A test that a task names failed when it was last run",
    help: "mend it, and run `planyard test` on it again",
    docs: r#"## Why

What the test shows is not so, or was not when it was last run by `planyard test`.

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
- [ ] Tests: tests/session.rs
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

impl Rule for TraceTestFailing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, traced) in subject.trace().tasks.iter().enumerate() {
            let task = &subject.feature.tasks[at];
            for proven in traced.tests.iter().filter(|_| counts(task)) {
                let count = &proven.count;
                let Some(first) = count.failing.first() else { continue };
                let all = count.failing.len() + count.passed + count.skipped;
                let more = count.failing.len() - 1;
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let message = format!(
                    "{} of {} failed in {}: {first}{more}",
                    count.failing.len(),
                    plural(all, "test"),
                    proven.test.text
                );
                sink.task(at, proven.test.span, message);
            }
        }
    }
}
