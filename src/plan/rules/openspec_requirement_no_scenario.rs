//! `openspec/requirement-no-scenario`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct OpenspecRequirementNoScenario;

static META: Meta = Meta {
    name: "openspec/requirement-no-scenario",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A requirement has no scenario",
    help: "add `#### Scenario: Title` with steps such as `- **WHEN** …` and `- **THEN** …`",
    docs: r#"## Why

A scenario is how one can tell that a requirement holds. A heading with nothing under it is none, nor is one in a
fence.

## Finds

````markdown openspec/changes/add-login/specs/auth/spec.md
## ADDED Requirements

### Requirement: Sign in

Users SHALL sign in with a word.
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

impl Rule for OpenspecRequirementNoScenario {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, block) in subject.specs().requirements().filter(|(_, block)| block.scenario_count() == 0) {
            let bare = if block.scenarios.is_empty() { "" } else { ": nothing stands under the heading of one" };
            let message = format!("\"{}\" has no scenario{bare}", block.name.text);
            sink.at(doc, block.at, message).peer("REQUIREMENT_NO_SCENARIOS");
        }
    }
}
