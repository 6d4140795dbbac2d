//! `openspec/spec-structure`.

use super::{Gate, Meta, Rule, Sink, Subject};
use std::collections::HashSet;

use crate::report::Severity;

pub(super) struct OpenspecSpecStructure;

static META: Meta = Meta {
    name: "openspec/spec-structure",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A main spec has requirements that are not read, or twice",
    help: "keep every requirement once, under `## Requirements`; deltas belong into changes",
    docs: r#"## Why

A main spec has one `## Requirements`. What stands elsewhere is invisible, and of two requirements of one name one is
lost when a change is archived.

## Finds

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

## ADDED Requirements

### Requirement: Sign out

Users SHALL sign in with a word.

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

### Requirement: Sign out

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives it
- **THEN** a session begins
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for OpenspecSpecStructure {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, main) in subject.specs().main.values().filter(|_| subject.specs().is_main) {
            for section in main.sections.iter().filter(|section| section.op.is_some()) {
                let message = format!("`## {}` is a section of a delta", section.title.text);
                sink.at(*doc, section.title.span, message).peer("delta-header");
            }
            let mut seen = HashSet::new();
            for block in &main.blocks {
                if !block.in_requirements {
                    let message = format!("\"{}\" stands outside of `## Requirements`", block.name.text);
                    sink.at(*doc, block.at, message).peer("requirement-outside-requirements");
                } else if !seen.insert(block.name.text) {
                    let message = format!("\"{}\" was there before", block.name.text);
                    sink.at(*doc, block.at, message).peer("duplicate-requirement");
                }
            }
        }
    }
}
