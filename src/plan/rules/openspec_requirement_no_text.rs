//! `openspec/requirement-no-text`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct OpenspecRequirementNoText;

static META: Meta = Meta {
    name: "openspec/requirement-no-text",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A requirement says nothing",
    help: "write what the system SHALL do right under its heading",
    docs: r#"## Why

The heading is a name. What is required stands under it, before the first scenario.

## Finds

````markdown openspec/changes/add-login/specs/auth/spec.md
## ADDED Requirements

### Requirement: Sign in

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

impl Rule for OpenspecRequirementNoText {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, block) in subject.specs().requirements() {
            if block.text.is_empty() {
                let message = format!("\"{}\" has no text of its own", block.name.text);
                sink.at(doc, block.at, message).peer("REQUIREMENT_EMPTY");
            }
        }
    }
}
