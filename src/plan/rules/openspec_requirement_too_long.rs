//! `openspec/requirement-too-long`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct OpenspecRequirementTooLong;

static META: Meta = Meta {
    name: "openspec/requirement-too-long",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "A requirement of a main spec is very long",
    help: "break it down into requirements that can be met one by one",
    docs: r#"## Why

Over 500 characters hold more than one requirement.

## Finds

````markdown openspec/specs/auth/spec.md
# auth

## Purpose

Who may come in, and how the service knows who it is that came in.

## Requirements

### Requirement: Sign in

Users SHALL sign in with a word. They may forget it, and then another is sent to them. They may forget it, and then another is sent to them. They may forget it, and then another is sent to them. They may forget it, and then another is sent to them. They may forget it, and then another is sent to them. They may forget it, and then another is sent to them. They may forget it, and then another is sent to them. They may forget it, and then another is sent to them. They may forget it, and then another is sent to them. They may forget it, and then another is sent to them. 

#### Scenario: The right word

- **WHEN** a user gives it
- **THEN** a session begins
````

## Accepts

````markdown openspec/specs/auth/spec.md
# auth

## Purpose

Who may come in, and how the service knows who it is that came in.

## Requirements

### Requirement: Sign in

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives it
- **THEN** a session begins
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for OpenspecRequirementTooLong {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, block) in subject.specs().requirements().filter(|_| subject.specs().is_main) {
            let length = block.text.chars().count();
            if length > 500 {
                let message = format!("\"{}\" has {length} characters, over 500", block.name.text);
                sink.at(doc, block.at, message).peer("REQUIREMENT_TOO_LONG");
            }
        }
    }
}
