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
            if now > before + 1 {
                let task = &subject.feature.tasks[at];
                let known: Vec<u32> = numbers.iter().map(|(_, number)| *number).collect();
                if (before + 1..now).all(|missing| !known.contains(&missing)) {
                    sink.task(
                        at,
                        task.at,
                        format!("between {} and the task before it, {} missing", task.id, count(now - before - 1)),
                    );
                }
            }
        }
    }
}

/// `1 number is`, `3 numbers are`.
fn count(missing: u32) -> String {
    if missing == 1 { "1 number is".to_owned() } else { format!("{missing} numbers are") }
}
