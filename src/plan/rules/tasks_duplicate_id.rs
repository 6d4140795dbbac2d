//! `tasks/duplicate-id`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{Gate, Meta, Rule, Sink, Subject};
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
        let tasks = &subject.feature.tasks;
        let mut seen: HashMap<Cow<'_, str>, usize> = HashMap::with_capacity(tasks.len());
        for (at, task) in tasks.iter().enumerate() {
            // Commands find a task whatever the case of its id.
            let id = if task.id.bytes().any(|b| b.is_ascii_lowercase()) {
                Cow::Owned(task.id.to_ascii_uppercase())
            } else {
                Cow::Borrowed(&*task.id)
            };
            match seen.entry(id) {
                Entry::Occupied(first) => {
                    let first = &tasks[*first.get()];
                    let line = subject.feature.docs[first.doc].outline.place(first.at).line;
                    sink.task(at, task.at, format!("{} was defined before, in line {line}", task.id));
                }
                Entry::Vacant(new) => {
                    new.insert(at);
                }
            }
        }
    }
}
