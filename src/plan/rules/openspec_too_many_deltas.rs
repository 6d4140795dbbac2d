//! `openspec/too-many-deltas`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct OpenspecTooManyDeltas;

static META: Meta = Meta {
    name: "openspec/too-many-deltas",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "A change changes many requirements at once",
    help: "split it into changes that can be told apart",
    docs: r#"## Why

More than ten requirements at once are hard to look through, and hard to take back.

## Finds

````markdown openspec/changes/add-login/specs/auth/spec.md
## REMOVED Requirements

### Requirement: Guest 0

### Requirement: Guest 1

### Requirement: Guest 2

### Requirement: Guest 3

### Requirement: Guest 4

### Requirement: Guest 5

### Requirement: Guest 6

### Requirement: Guest 7

### Requirement: Guest 8

### Requirement: Guest 9

### Requirement: Guest 10
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

impl Rule for OpenspecTooManyDeltas {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let specs = subject.specs();
        let changes: usize = specs.deltas.iter().map(|(_, delta)| delta.count()).sum();
        if changes > 10
            && let Some((doc, _)) = specs.deltas.first()
        {
            subject
                .about_document(Some(*doc), &format!("the change has {changes} deltas, over 10"), sink)
                .peer("CHANGE_TOO_MANY_DELTAS");
        }
    }
}
