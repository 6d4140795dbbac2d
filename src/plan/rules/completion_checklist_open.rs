//! `completion/checklist-open`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct CompletionChecklistOpen;

static META: Meta = Meta {
    name: "completion/checklist-open",
    gate: Gate::Completion,
    severity: Some(Severity::Error),
    summary: "A box of a checklist is open",
    help: "do it and tick it",
    docs: r#"## Why

The checklist was written to be true at the end.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: tests/session.rs
- [x] Dependencies: None


## Completion Checklist

- [ ] All tests pass
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h
- [x] Tests: tests/session.rs
- [x] Dependencies: None


## Completion Checklist

- [x] All tests pass
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for CompletionChecklistOpen {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for list in &subject.feature.checklists {
            for step in list.items.iter().filter(|step| !step.is_done()) {
                sink.at(list.doc, step.text.span, format!("a box of \"{}\" is open", list.title));
            }
        }
    }
}
