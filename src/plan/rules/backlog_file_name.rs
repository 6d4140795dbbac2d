//! `backlog/file-name`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct BacklogFileName;

static META: Meta = Meta {
    name: "backlog/file-name",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task's file is named after another id than the one in it",
    help: "rename the file, or correct the id",
    docs: r#"## Why

Backlog.md finds a file by its name and the task by its id: an edit of one then writes the other.

## Finds

````markdown backlog/tasks/task-2 - Store-sessions.md
---
id: task-1
title: Store sessions
status: To Do
assignee: []
created_date: '2026-01-31 12:00'
labels: []
dependencies: []
---
````

## Accepts

````markdown backlog/tasks/task-1 - Store-sessions.md
---
id: task-1
title: Store sessions
status: To Do
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

impl Rule for BacklogFileName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        if feature.dialect != "backlog" {
            return;
        }
        for (at, task) in feature.tasks.iter().enumerate() {
            let path = &feature.docs[task.doc].source.path;
            let name = path.rsplit('/').next().unwrap_or_default();
            let id = name.strip_suffix(".md").unwrap_or(name).split(" - ").next().unwrap_or_default();
            // Before there were titles in names, the id was followed by a dash alone.
            let begins = name.get(..task.id.len()).is_some_and(|head| head.eq_ignore_ascii_case(&task.id));
            let ends = name.get(task.id.len()..).is_some_and(|rest| rest.starts_with([' ', '.', '-']));
            let more = name.get(task.id.len()..).is_some_and(|rest| {
                rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            });
            if !(begins && ends && !more) {
                sink.task(at, task.at, format!("the file is named after {id}, and holds {}", task.id));
            }
        }
    }
}
