//! `openspec/delta-unread`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct OpenspecDeltaUnread;

static META: Meta = Meta {
    name: "openspec/delta-unread",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A delta stands where it is not read",
    help: "put requirements under `## ADDED Requirements` (or MODIFIED, REMOVED, RENAMED) in `specs/CAPABILITY/spec.md`",
    docs: r#"## Why

Only the sections of a delta in a `spec.md` within the folder of a capability are applied. Anything else is dropped
without a word when the change is archived.

## Finds

````markdown openspec/changes/add-login/specs/auth/spec.md
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

impl Rule for OpenspecDeltaUnread {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let specs = subject.specs();
        for doc in &specs.misplaced {
            let source = &subject.feature.docs[*doc].source;
            let at_root = source.path.ends_with("/specs/spec.md");
            let why = if at_root { "stands in no folder of a capability" } else { "is no `spec.md`" };
            subject
                .about_document(Some(*doc), &format!("this delta is not read: its file {why}"), sink)
                .peer("delta spec is ignored");
        }
        for (doc, delta) in specs.deltas.iter().filter(|(_, delta)| delta.count() == 0) {
            if delta.is_delta() {
                let titles: Vec<&str> = delta
                    .sections
                    .iter()
                    .filter(|section| section.op.is_some())
                    .map(|section| section.title.text)
                    .collect();
                let message = format!("there is no requirement in {}", titles.join(", "));
                subject.about_document(Some(*doc), &message, sink).peer("no requirement entries parsed");
            } else {
                subject
                    .about_document(Some(*doc), "there is no section of a delta, such as `## ADDED Requirements`", sink)
                    .peer("No delta sections found");
            }
        }
    }
}
