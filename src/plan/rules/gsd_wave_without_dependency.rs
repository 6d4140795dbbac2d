//! `gsd/wave-without-dependency`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct GsdWaveWithoutDependency;

static META: Meta = Meta {
    name: "gsd/wave-without-dependency",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A plan of a later wave depends on nothing",
    help: "say in `depends_on` which plans come first, or make it `wave: 1`",
    docs: r#"## Why

Waves run one after the other. A plan of wave 2 that needs nothing waits for nothing, and one that needs something
runs too early when the waves are laid out anew.

## Finds

````markdown .planning/phases/01-base/01-01-PLAN.md
---
phase: 01-base
plan: 01
type: execute
wave: 2
depends_on: []
files_modified: [src/session.rs]
autonomous: true
must_haves:
  truths:
    - A session outlives a restart
---

<task type="auto">
  <name>Store sessions</name>
  <files>src/session.rs</files>
  <action>Keep them in the store.</action>
  <verify>cargo test session</verify>
  <done>A session outlives a restart.</done>
</task>
````

## Accepts

````markdown .planning/phases/01-base/01-01-PLAN.md
---
phase: 01-base
plan: 01
type: execute
wave: 1
depends_on: []
files_modified: [src/session.rs]
autonomous: true
must_haves:
  truths:
    - A session outlives a restart
---

<task type="auto">
  <name>Store sessions</name>
  <files>src/session.rs</files>
  <action>Keep them in the store.</action>
  <verify>cargo test session</verify>
  <done>A session outlives a restart.</done>
</task>
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for GsdWaveWithoutDependency {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, _) in subject.feature.docs.iter().enumerate().filter(|(_, doc)| doc.source.role == Role::Tasks) {
            let entries = subject.front(at);
            let values = |key: &str| entries.iter().find(|entry| entry.key == key).map(|entry| entry.values.as_slice());
            let wave =
                values("wave").and_then(|values| Some((values.first()?, values.first()?.text.parse::<u32>().ok()?)));
            if let Some((piece, 2..)) = wave
                && values("depends-on").is_none_or(<[_]>::is_empty)
            {
                let message = format!("wave {} depends on no other plan", piece.text);
                sink.at(at, piece.span, message).peer("verify plan-structure");
            }
        }
    }
}
