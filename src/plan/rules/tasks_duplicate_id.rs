//! `tasks/duplicate-id`.

use std::collections::HashMap;

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::document::place;
use crate::report::Severity;

pub(super) struct TasksDuplicateId;

static META: Meta = Meta {
    name: "tasks/duplicate-id",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "Two tasks have the same id",
    help: "give each task an id of its own",
    docs: r#"## Why

`task done T01` could then mean either, and a dependency on it too.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None

### T01: Store sessions
- [ ] Estimate: 1h
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

### T02: Sign in
- [ ] Estimate: 1h
- [ ] Tests: tests/login.rs
- [ ] Dependencies: T01
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TasksDuplicateId {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let mut seen: HashMap<&str, usize> = HashMap::with_capacity(subject.feature.tasks.len());
        for (at, task) in subject.feature.tasks.iter().enumerate() {
            if let Some(first) = seen.get(&*task.id) {
                let first = &subject.feature.tasks[*first];
                let line = place(subject.feature.docs[first.doc].outline.text, first.at).line;
                sink.task(at, task.at, format!("{} was defined before, in line {line}", task.id));
            } else {
                seen.insert(&task.id, at);
            }
        }
    }
}
