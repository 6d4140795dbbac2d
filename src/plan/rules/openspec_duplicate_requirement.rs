//! `openspec/duplicate-requirement`.

use super::{Gate, Meta, Rule, Sink, Subject};
use std::collections::HashSet;

use crate::plan::model::Piece;
use crate::plan::openspec::Op;
use crate::report::Severity;

pub(super) struct OpenspecDuplicateRequirement;

static META: Meta = Meta {
    name: "openspec/duplicate-requirement",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A delta names a requirement twice",
    help: "bring both into one, or give one of them a name of its own",
    docs: r#"## Why

Requirements are known by their names; of two with one name, one is lost.

## Finds

````markdown openspec/changes/add-login/specs/auth/spec.md
## ADDED Requirements

### Requirement: Sign in

Users SHALL sign in with a word.

#### Scenario: The right word

- **WHEN** a user gives it
- **THEN** a session begins

### Requirement: Sign in

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

impl Rule for OpenspecDuplicateRequirement {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, delta) in &subject.specs().deltas {
            let kept = |op: Op| delta.of(op).map(|block| block.name);
            let lists: [(&str, Vec<Piece<'_>>); 5] = [
                ("ADDED", kept(Op::Added).collect()),
                ("MODIFIED", kept(Op::Modified).collect()),
                ("REMOVED", delta.removals().collect()),
                ("FROM of RENAMED", delta.renamed.iter().map(|(from, _)| *from).collect()),
                ("TO of RENAMED", delta.renamed.iter().map(|(_, to)| *to).collect()),
            ];
            for (word, names) in lists {
                let mut seen = HashSet::new();
                for name in names.into_iter().filter(|name| !seen.insert(name.text)) {
                    let message = format!("\"{}\" stands in {word} twice", name.text);
                    sink.at(*doc, name.span, message).peer("duplicate requirement");
                }
            }
        }
    }
}
