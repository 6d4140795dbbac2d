//! `completion/no-tasks`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::{Role, Status};
use crate::report::Severity;

pub(super) struct CompletionNoTasks;

static META: Meta = Meta {
    name: "completion/no-tasks",
    gate: Gate::Completion,
    severity: Some(Severity::Error),
    summary: "There is no task that could be complete",
    help: "plan the feature first",
    docs: r#"## Why

Nothing to do is not the same as everything done.

## Finds

````markdown tasks.md
# Tasks

Soon.
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: tests/session.rs
- [x] Dependencies: None
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for CompletionNoTasks {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        let planned = feature.tasks.iter().any(|task| task.status != Status::Cancelled);
        let tasks = feature.docs.iter().position(|doc| doc.source.role == Role::Tasks);
        // A document of tasks without one is wrong even when a checklist stands in it.
        let only_boxes = tasks.is_none() && feature.checklists.iter().any(|list| !list.items.is_empty());
        if planned || feature.tasks.is_empty() && only_boxes {
            return;
        }
        let message = if feature.tasks.is_empty() {
            "the feature has no task, so nothing can be complete"
        } else {
            "every task of the feature is cancelled, so nothing was done"
        };
        subject.about_document(tasks, message, sink);
    }
}
