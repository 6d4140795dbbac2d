//! `openspec/contradiction`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Piece;
use crate::plan::openspec::{Op, folded};
use crate::report::Severity;

pub(super) struct OpenspecContradiction;

static META: Meta = Meta {
    name: "openspec/contradiction",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A change contradicts itself",
    help: "leave the requirement in one section only; after a rename, use its new name",
    docs: r#"## Why

A requirement cannot be added and removed by one change. Which of the two is meant cannot be told, and archiving
refuses it.

## Finds

````markdown openspec/changes/add-login/specs/auth/spec.md
## ADDED Requirements

### Requirement: Sign in

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives the right word
- **THEN** a session begins

## REMOVED Requirements

### Requirement: Sign in
````

## Accepts

````markdown openspec/changes/add-login/specs/auth/spec.md
## ADDED Requirements

### Requirement: Sign in

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives the right word
- **THEN** a session begins

## REMOVED Requirements

### Requirement: Guests
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for OpenspecContradiction {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, delta) in &subject.specs().deltas {
            let in_op = |op: Op, name: &str| delta.of(op).any(|block| block.name.text == name);
            let removed = |name: &str| delta.removals().any(|other| other.text == name);
            let mut say = |name: Piece<'_>, message: String, peer: &'static str| {
                sink.at(*doc, name.span, message).peer(peer);
            };
            for name in delta.of(Op::Modified).map(|block| block.name) {
                let other =
                    if removed(name.text) { Some("REMOVED") } else { in_op(Op::Added, name.text).then_some("ADDED") };
                if let Some(other) = other {
                    say(name, format!("\"{}\" stands in MODIFIED and in {other}", name.text), "present in both");
                }
            }
            for name in delta.of(Op::Added).map(|block| block.name).filter(|name| removed(name.text)) {
                say(name, format!("\"{}\" stands in ADDED and in REMOVED", name.text), "present in both");
            }
            for (from, to) in &delta.renamed {
                if in_op(Op::Modified, from.text) {
                    let message = format!("MODIFIED names \"{}\", which is renamed to \"{}\"", from.text, to.text);
                    say(*from, message, "MODIFIED references old name");
                }
                if in_op(Op::Added, to.text) {
                    say(*to, format!("\"{}\" is added, and another is renamed to it", to.text), "RENAMED TO collides");
                }
                if delta.removals().any(|other| folded(other.text) == folded(from.text)) {
                    say(*from, format!("\"{}\" stands in RENAMED and in REMOVED", from.text), "present in both");
                }
            }
        }
    }
}
