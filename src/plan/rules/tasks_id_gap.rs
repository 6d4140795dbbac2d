//! `tasks/id-gap`.

use super::numbered;
use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct TasksIdGap;

static META: Meta = Meta {
    name: "tasks/id-gap",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "A number is missing between task ids",
    help: "renumber, or say where the missing task went",
    docs: r#"## Why

A gap looks like a task that was lost.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None

### T04: Sign in
- [ ] Estimate: 1h
- [ ] Tests: tests/login.rs
- [ ] Dependencies: T01
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None

### T02: Sign in
- [ ] Estimate: 1h
- [ ] Tests: tests/login.rs
- [ ] Dependencies: T01
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TasksIdGap {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let numbers = numbered(subject);
        for pair in numbers.windows(2) {
            let ((_, before), (at, now)) = (pair[0], pair[1]);
            let missing = now.saturating_sub(before).saturating_sub(1);
            let between = |number: u32| before < number && number < now;
            // Further apart, the numbers are no count: dates, or a new range for each phase.
            if (1..=WIDEST).contains(&missing) && !numbers.iter().any(|(_, number)| between(*number)) {
                let task = &subject.feature.tasks[at];
                sink.task(
                    at,
                    task.at,
                    format!("between {} and the task before it, {} missing", task.id, count(missing)),
                );
            }
        }
    }
}

/// The most numbers that may be missing for it to be a gap.
const WIDEST: u32 = 20;

/// `1 number is`, `3 numbers are`.
fn count(missing: u32) -> String {
    if missing == 1 { "1 number is".to_owned() } else { format!("{missing} numbers are") }
}
