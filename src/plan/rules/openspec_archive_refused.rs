//! `openspec/archive-refused`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::openspec::{Op, does_not_fit};
use crate::report::Severity;

pub(super) struct OpenspecArchiveRefused;

static META: Meta = Meta {
    name: "openspec/archive-refused",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A delta does not fit the main spec",
    help: "bring the delta in line with `openspec/specs/`, or archive first the change that it builds on",
    docs: r#"## Why

What is modified or renamed must be there, and what is added must not. Otherwise archiving is refused, long after the
work was done. A change that is not archived yet may still bring what is missing.

## Finds

````markdown openspec/changes/add-login/specs/auth/spec.md
## MODIFIED Requirements

### Requirement: Sign out

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
````

## Accepts

````markdown openspec/changes/add-login/specs/auth/spec.md
## ADDED Requirements

### Requirement: Sign out

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives the right word
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

impl Rule for OpenspecArchiveRefused {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let specs = subject.specs();
        for (doc, delta) in specs.deltas.iter().filter(|_| !specs.archived) {
            let found = match specs.main_of(subject.feature, *doc) {
                Some((main_doc, main)) => does_not_fit(subject.feature, (*doc, delta), (*main_doc, main)),
                None => {
                    let first = delta
                        .of(Op::Modified)
                        .map(|block| block.name)
                        .chain(delta.renamed.iter().map(|(from, _)| *from));
                    first
                        .take(1)
                        .map(|name| (name, format!("there is no main spec that has \"{}\"", name.text)))
                        .collect()
                }
            };
            for (name, message) in found {
                sink.at(*doc, name.span, message).peer("Archive would refuse this delta");
            }
        }
    }
}
