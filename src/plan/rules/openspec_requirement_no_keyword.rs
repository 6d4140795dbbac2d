//! `openspec/requirement-no-keyword`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::openspec::normative;
use crate::report::Severity;

pub(super) struct OpenspecRequirementNoKeyword;

static META: Meta = Meta {
    name: "openspec/requirement-no-keyword",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A requirement says neither SHALL nor MUST",
    help: "say with SHALL or MUST what is required, under the heading",
    docs: r#"## Why

SHALL and MUST tell what is required from what explains it. In a heading alone they do not count.

## Finds

````markdown openspec/changes/add-login/specs/auth/spec.md
## ADDED Requirements

### Requirement: Users SHALL sign in

Users sign in with a word.

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

impl Rule for OpenspecRequirementNoKeyword {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, block) in subject.specs().requirements() {
            if block.text.is_empty() || block.is_normative() {
                continue;
            }
            let only = if normative(block.name.text) { ", only its heading does" } else { "" };
            let message = format!("the text of \"{}\" says neither SHALL nor MUST{only}", block.name.text);
            sink.at(doc, block.at, message).peer("REQUIREMENT_NO_SHALL");
        }
    }
}
