//! `tasks/none`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct TasksNone;

static META: Meta = Meta {
    name: "tasks/none",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "The plan has no task",
    help: "add `### T01: Title` with an estimate, tests and dependencies",
    docs: r#"## Why

A plan without tasks cannot be worked on, followed or finished.

## Finds

````markdown tasks.md
# Tasks

- [ ] something
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

impl Rule for TasksNone {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let tasks = subject.feature.doc(Role::Tasks).filter(|_| subject.feature.tasks.is_empty());
        if let Some((doc, _)) = tasks {
            subject.about_document(Some(doc), "no task was found in the document", sink);
        }
    }
}
