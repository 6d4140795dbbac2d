//! `tasks/self-dependency`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct TasksSelfDependency;

static META: Meta = Meta {
    name: "tasks/self-dependency",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A task depends on itself",
    help: "remove the dependency",
    docs: r#"## Why

It can never begin.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: T01
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

impl Rule for TasksSelfDependency {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, id) in &subject.graph.itself {
            let finding = sink.task(*at, id.span, format!("{} depends on itself", id.text));
            if subject.feature.dialect == "taskmaster" {
                finding.peer("self");
            }
        }
    }
}
