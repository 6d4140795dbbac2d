//! `backlog/unknown-status`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct BacklogUnknownStatus;

static META: Meta = Meta {
    name: "backlog/unknown-status",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task has a status that the configuration does not have",
    help: "write one of the statuses of config.yml, or add it there",
    docs: r#"## Why

The board has no column for it, so the task is seen by nobody.

## Finds

````markdown backlog/tasks/task-1 - Store-sessions.md
---
id: task-1
title: Store sessions
status: Doing it
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
status: In Progress
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

impl Rule for BacklogUnknownStatus {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        if feature.dialect != "backlog" {
            return;
        }
        let named = feature.facts.iter().filter(|(name, _)| *name == "statuses").flat_map(|(_, words)| words);
        let mut known: Vec<&str> = named.map(|word| word.text).collect();
        if known.is_empty() {
            known = vec!["To Do", "In Progress", "Done"];
        }
        for (at, task) in feature.tasks.iter().enumerate() {
            let Some(mark) = task.marks.first() else {
                sink.task(at, task.at, format!("{} has no status", task.id));
                continue;
            };
            let word = feature.docs[task.doc].outline.slice(mark.span);
            if !known.iter().any(|status| status.eq_ignore_ascii_case(word)) {
                let known = known.join(", ");
                sink.task(at, mark.span, format!("{} is \"{word}\"; the statuses are {known}", task.id));
            }
        }
    }
}
