//! `backlog/unknown-parent`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::front_matter;
use crate::report::Severity;

pub(super) struct BacklogUnknownParent;

static META: Meta = Meta {
    name: "backlog/unknown-parent",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A task is said to be a part of a task that is not there",
    help: "correct `parent_task_id`, or remove it",
    docs: r#"## Why

The task is shown under no other, and its parent is done without it.

## Finds

````markdown backlog/tasks/task-2.1 - Store-sessions.md
---
id: task-2.1
title: Store sessions
status: To Do
assignee: []
created_date: '2026-01-31 12:00'
labels: []
dependencies: []
parent_task_id: task-2
---
````

## Accepts

````markdown backlog/tasks/task-2 - Sign-in.md
---
id: task-2
title: Store sessions
status: To Do
assignee: []
created_date: '2026-01-31 12:00'
labels: []
dependencies: []
---
````

````markdown backlog/tasks/task-2.1 - Store-sessions.md
---
id: task-2.1
title: Store sessions
status: To Do
assignee: []
created_date: '2026-01-31 12:00'
labels: []
dependencies: []
parent_task_id: task-2
---
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for BacklogUnknownParent {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        if feature.dialect != "backlog" {
            return;
        }
        for (at, task) in feature.tasks.iter().enumerate().filter(|(_, task)| task.parent.is_none()) {
            let entries = front_matter::by_lines(&feature.docs[task.doc].outline);
            let stated = entries.iter().find(|entry| entry.key == "parent-task-id");
            if let Some(parent) = stated.and_then(|entry| entry.values.first()) {
                sink.task(at, parent.span, format!("{} is a part of {}, which is not there", task.id, parent.text));
            }
        }
    }
}
