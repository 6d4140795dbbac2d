//! `backlog/open-in-completed`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct BacklogOpenInCompleted;

static META: Meta = Meta {
    name: "backlog/open-in-completed",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task that is not done lies among those that are",
    help: "move the file back to tasks/, or finish the task",
    docs: r#"## Why

Backlog.md takes whatever lies there for done, so nobody is told that it is not.

## Finds

````markdown backlog/completed/task-1 - Store-sessions.md
---
id: task-1
title: Store sessions
status: In Progress
assignee: []
created_date: '2026-01-31 12:00'
labels: []
dependencies: []
---
````

## Accepts

````markdown backlog/completed/task-1 - Store-sessions.md
---
id: task-1
title: Store sessions
status: Done
assignee: []
created_date: '2026-01-31 12:00'
labels: []
dependencies: []
---
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for BacklogOpenInCompleted {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        if feature.dialect != "backlog" {
            return;
        }
        for (at, task) in feature.tasks.iter().enumerate() {
            let path = feature.docs[task.doc].source.path.strip_prefix(feature.path.as_str()).unwrap_or_default();
            if !task.status.is_closed() && path.starts_with("/completed/") {
                sink.task(at, task.at, format!("{} is {} and lies in completed/", task.id, task.status));
            }
        }
    }
}
