//! `openspec/requirement-outside-delta`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct OpenspecRequirementOutsideDelta;

static META: Meta = Meta {
    name: "openspec/requirement-outside-delta",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A requirement stands outside of the sections of a delta",
    help: "move it under `## ADDED Requirements`, or whichever says what becomes of it",
    docs: r#"## Why

Only what stands in a section of a delta is applied; this requirement would be lost without a word.

## Finds

````markdown openspec/changes/add-login/specs/auth/spec.md
## ADDED Requirements

### Requirement: Sign in

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives the right word
- **THEN** a session begins

## Notes

### Requirement: Sign out

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives it
- **THEN** a session begins
````

## Accepts

````markdown openspec/changes/add-login/specs/auth/spec.md
## ADDED Requirements

### Requirement: Sign in

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives the right word
- **THEN** a session begins
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for OpenspecRequirementOutsideDelta {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let specs = subject.specs();
        for (doc, delta) in &specs.deltas {
            for block in delta.blocks.iter().filter(|block| block.op.is_none()) {
                let message = format!("\"{}\" stands outside of the sections of a delta", block.name.text);
                sink.at(*doc, block.at, message).peer("requirement is ignored");
            }
        }
    }
}
