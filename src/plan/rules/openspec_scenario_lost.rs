//! `openspec/scenario-lost`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::openspec::{Op, lost_scenarios};
use crate::report::Severity;

pub(super) struct OpenspecScenarioLost;

static META: Meta = Meta {
    name: "openspec/scenario-lost",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A modified requirement drops a scenario of the main spec",
    help: "copy the scenario into the delta, or remove it from the main spec first",
    docs: r#"## Why

A modified requirement replaces the whole one. A scenario that is not copied is gone, whether that was meant or not.

## Finds

````markdown openspec/changes/add-login/specs/auth/spec.md
## MODIFIED Requirements

### Requirement: Sign in

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives it
- **THEN** a session begins
````

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

#### Scenario: The wrong word

- **WHEN** a user gives it
- **THEN** a session begins
````

## Accepts

````markdown openspec/changes/add-login/specs/auth/spec.md
## MODIFIED Requirements

### Requirement: Sign in

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives it
- **THEN** a session begins

#### Scenario: The wrong word

- **WHEN** a user gives it
- **THEN** a session begins
````

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

impl Rule for OpenspecScenarioLost {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let specs = subject.specs();
        for (doc, delta) in specs.deltas.iter().filter(|_| !specs.archived) {
            let Some((_, main)) = specs.main_of(subject.feature, *doc) else { continue };
            for block in delta.of(Op::Modified) {
                let lost = lost_scenarios(delta, main, block);
                if !lost.is_empty() {
                    let message = format!("\"{}\" drops {} of the main spec", block.name.text, lost.join(", "));
                    sink.at(*doc, block.at, message).peer("omits scenario");
                }
            }
        }
    }
}
