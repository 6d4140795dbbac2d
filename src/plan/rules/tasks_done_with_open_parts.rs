//! `tasks/done-with-open-parts`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Status;
use crate::report::Severity;

pub(super) struct TasksDoneWithOpenParts;

static META: Meta = Meta {
    name: "tasks/done-with-open-parts",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A task is done and a part of it is not",
    help: "finish the part, mark it as one that may be left out, or open the task again",
    docs: r#"## Why

Who sees that the whole is done does not look at its parts. Parts that may be left out do not count.

## Finds

````markdown .kiro/specs/login/tasks.md
# Implementation Plan

- [x] 1. Sessions
- [ ] 1.1 Store them
````

## Accepts

````markdown .kiro/specs/login/tasks.md
# Implementation Plan

- [x] 1. Sessions
- [x] 1.1 Store them
- [ ]* 1.2 Measure them
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for TasksDoneWithOpenParts {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let tasks = &subject.feature.tasks;
        for (at, part) in tasks.iter().enumerate().filter(|(_, part)| !part.status.is_closed() && !part.optional) {
            let Some(whole) = part.parent.map(|parent| &tasks[parent]) else { continue };
            if whole.status == Status::Done {
                sink.task(
                    at,
                    part.at,
                    format!("{} is done, and {}, a part of it, is {}", whole.id, part.id, part.status),
                );
            }
        }
    }
}
