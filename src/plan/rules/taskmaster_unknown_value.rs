//! `taskmaster/unknown-value`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct TaskmasterUnknownValue;

static META: Meta = Meta {
    name: "taskmaster/unknown-value",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A status or priority that Task Master does not know",
    help: "write one of the known words",
    docs: r#"## Why

Task Master counts a task with an unknown status in no column, and never offers it as the next one.

## Finds

````json .taskmaster/tasks/tasks.json
{ "master": { "tasks": [
  { "id": 1, "title": "Store sessions", "status": "finished", "priority": "high", "dependencies": [] }
] } }
````

## Accepts

````json .taskmaster/tasks/tasks.json
{ "master": { "tasks": [
  { "id": 1, "title": "Store sessions", "status": "done", "priority": "high", "dependencies": [] }
] } }
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TaskmasterUnknownValue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        if feature.dialect != "taskmaster" {
            return;
        }
        for (at, task) in feature.tasks.iter().enumerate() {
            let mark = task.marks.first().map(|mark| mark.span);
            let status = mark.map(|span| (span, feature.docs[task.doc].outline.slice(span)));
            if let Some((span, word)) = status.filter(|(_, word)| !STATUSES.contains(word)) {
                let known = STATUSES.join(", ");
                sink.task(at, span, format!("{} has the status \"{word}\"; Task Master knows {known}", task.id));
            }
            if let Some(word) = task.priority.filter(|word| !PRIORITIES.contains(word)) {
                let span = feature.docs[task.doc].outline.span_of(word);
                let known = PRIORITIES.join(", ");
                sink.task(at, span, format!("{} has the priority \"{word}\"; Task Master knows {known}", task.id));
            }
        }
    }
}

const STATUSES: [&str; 8] =
    ["pending", "in-progress", "review", "done", "completed", "deferred", "cancelled", "blocked"];

const PRIORITIES: [&str; 4] = ["critical", "high", "medium", "low"];
