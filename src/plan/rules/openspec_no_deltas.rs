//! `openspec/no-deltas`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::openspec::{SkipSpecs, below_specs, document, is_main};
use crate::report::Severity;

pub(super) struct OpenspecNoDeltas;

static META: Meta = Meta {
    name: "openspec/no-deltas",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A change changes no requirement",
    help: "say under `specs/` what is added, modified, removed or renamed, or set `skip_specs: true` in .openspec.yaml",
    docs: r#"## Why

A change without deltas leaves the specs as they were: what was built is written down nowhere. One that changes no
behaviour says so with `skip_specs: true`, and then has no files under `specs/`.

## Finds

````markdown openspec/changes/add-login/proposal.md
# Change: Add login

## Why

Nobody can sign in today, and every page that is theirs stays shut to them.

## What Changes

- Users sign in
````

````markdown openspec/changes/add-login/tasks.md
## 1. Sessions

- [ ] 1.1 Store sessions
````

## Accepts

````markdown openspec/changes/add-login/proposal.md
# Change: Add login

## Why

Nobody can sign in today, and every page that is theirs stays shut to them.

## What Changes

- Users sign in
````

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

impl Rule for OpenspecNoDeltas {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let specs = subject.specs();
        if specs.is_main {
            return;
        }
        let marker = SkipSpecs::of(subject.feature);
        let below = |path: &str| below_specs(subject.feature, path).is_some() && !is_main(path);
        let holds = subject.feature.docs.iter().any(|doc| below(&doc.source.path));
        let about = document(subject.feature, "proposal.md").map(|(at, _)| at);
        match marker {
            SkipSpecs::Invalid(doc, why) => {
                subject
                    .about_document(Some(doc), &format!("`skip_specs` does not count: {why}"), sink)
                    .peer("CHANGE_SKIP_SPECS_INVALID_METADATA");
            }
            SkipSpecs::Declared(doc) if holds => {
                subject
                    .about_document(Some(doc), "`skip_specs` is set, but there are files under `specs/`", sink)
                    .peer("CHANGE_SKIP_SPECS_CONFLICT");
            }
            SkipSpecs::Declared(_) => return,
            SkipSpecs::Absent => {}
        }
        let changes: usize = specs.deltas.iter().map(|(_, delta)| delta.count()).sum();
        if changes == 0 && specs.misplaced.is_empty() && !matches!(marker, SkipSpecs::Declared(_)) {
            subject
                .about_document(about, "nothing under `specs/` adds, modifies, removes or renames a requirement", sink)
                .peer("CHANGE_NO_DELTAS");
        }
    }
}
