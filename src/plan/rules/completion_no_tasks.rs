//! `completion/no-tasks`.

use super::{Gate, Meta, Rule, Sink, Subject};
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
        if subject.feature.tasks.is_empty()
            && subject.feature.checklists.iter().all(|list| list.items.is_empty())
            && let Some((doc, node)) = subject.first_node()
        {
            sink.at(doc, node, "the feature has no task and no checklist");
        }
    }
}
