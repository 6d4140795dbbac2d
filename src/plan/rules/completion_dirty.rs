//! `completion/dirty`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct CompletionDirty;

static META: Meta = Meta {
    name: "completion/dirty",
    gate: Gate::Completion,
    severity: Some(Severity::Error),
    summary: "Planning files of the feature have changes that are not committed",
    help: "commit them, or pass --allow-dirty",
    docs: r#"## Why

What is complete here may not be what others get.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: tests/session.rs
- [x] Dependencies: None
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

impl Rule for CompletionDirty {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for path in &subject.facts.dirty {
            sink.file(path.as_str(), format!("{path} has changes that are not committed"));
        }
    }
}
