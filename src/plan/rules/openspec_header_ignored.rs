//! `openspec/header-ignored`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct OpenspecHeaderIgnored;

static META: Meta = Meta {
    name: "openspec/header-ignored",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "A heading among requirements is none",
    help: "write `### Requirement: Title`, or use a heading of another level",
    docs: r#"## Why

A heading of the third level without `Requirement:` is passed over, and what stands under it belongs to the
requirement before.

## Finds

````markdown openspec/changes/add-login/specs/auth/spec.md
## ADDED Requirements

### Requirement: Sign in

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives the right word
- **THEN** a session begins

### Documentation

Text.
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

impl Rule for OpenspecHeaderIgnored {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, delta) in &subject.specs().deltas {
            for (title, op) in &delta.skipped {
                let message = format!("\"{}\" in {} is no requirement and is passed over", title.text, op.word());
                sink.at(*doc, title.span, message).peer("header is ignored");
            }
        }
    }
}
