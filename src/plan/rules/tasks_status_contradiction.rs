//! `tasks/status-contradiction`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::{MarkKind, Status};
use crate::report::Severity;

pub(super) struct TasksStatusContradiction;

static META: Meta = Meta {
    name: "tasks/status-contradiction",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task's status word and its boxes disagree",
    help: "make both say the same; `planyard task done` changes both",
    docs: r#"## Why

People read the word, tools read the boxes.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
**Status:** Complete
- [ ] Estimate: 1h
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
**Status:** Not started
- [ ] Estimate: 1h
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TasksStatusContradiction {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in subject.feature.tasks.iter().enumerate() {
            let boxes: Vec<Status> =
                task.marks.iter().filter(|mark| mark.kind == MarkKind::Box).map(|mark| mark.status).collect();
            let Some(word) = task.marks.iter().find(|mark| mark.kind != MarkKind::Box) else { continue };
            let ticked = boxes.iter().filter(|status| **status == Status::Done).count();
            let says_done = word.status == Status::Done;
            if !boxes.is_empty() && (says_done && ticked < boxes.len() || !says_done && ticked == boxes.len()) {
                let says = word.status.word();
                sink.task(
                    at,
                    word.span,
                    format!("{} says {says}, but {ticked} of its {} boxes are ticked", task.id, boxes.len()),
                );
            }
        }
    }
}
