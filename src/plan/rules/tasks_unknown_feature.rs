//! `tasks/unknown-feature`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::short_id;
use crate::report::Severity;

pub(super) struct TasksUnknownFeature;

static META: Meta = Meta {
    name: "tasks/unknown-feature",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task depends on a feature that does not exist",
    help: "correct the id, or plan that feature",
    docs: r#"## Why

Nothing will ever tell that the task may begin.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: P09-F09
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

impl Rule for TasksUnknownFeature {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let Some(known) = subject.facts.features.as_deref() else { return };
        for (at, id) in &subject.graph.features {
            if !known.contains(id.text) && !known.contains(short_id(id.text)) {
                sink.task(*at, id.span, format!("there is no feature {}", id.text));
            }
        }
    }
}
