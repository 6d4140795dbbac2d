//! `openspec/rename-unpaired`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct OpenspecRenameUnpaired;

static META: Meta = Meta {
    name: "openspec/rename-unpaired",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A rename has no other half",
    help: "write each as a `FROM:` line and a `TO:` line right behind it",
    docs: r#"## Why

Half a rename is no rename; guessing the other half would rename what nobody named.

## Finds

````markdown openspec/changes/add-login/specs/auth/spec.md
## RENAMED Requirements

- FROM: `### Requirement: Log in`
````

## Accepts

````markdown openspec/changes/add-login/specs/auth/spec.md
## RENAMED Requirements

- FROM: `### Requirement: Log in`
- TO: `### Requirement: Sign in`
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for OpenspecRenameUnpaired {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, delta) in &subject.specs().deltas {
            for (side, name) in &delta.unpaired {
                let other = if *side == "FROM" { "TO" } else { "FROM" };
                let message = format!("{side} \"{}\" has no {other}", name.text);
                sink.at(*doc, name.span, message).peer("RENAMED has no matching");
            }
        }
    }
}
