//! `gsd/plan-field-missing`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::document::Span;
use crate::plan::front_matter::Entry;
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct GsdPlanFieldMissing;

static META: Meta = Meta {
    name: "gsd/plan-field-missing",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A plan's front matter lacks a field that GSD needs",
    help: "add the field: GSD's own tools read phase, plan, type, wave, depends_on, files_modified, autonomous and must_haves",
    docs: r#"## Why

Plans are carried out in waves by what their front matter says. A plan that does not say it runs at the wrong time, or is
verified against nothing.

## Finds

````markdown .planning/phases/01-base/01-01-PLAN.md
---
phase: 01-base
plan: 01
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

impl Rule for GsdPlanFieldMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, doc) in subject.feature.docs.iter().enumerate().filter(|(_, doc)| doc.source.role == Role::Tasks) {
            // `must-haves` may stand there with nothing but what is under it.
            let is = |entry: &Entry<'_>, key: &str| {
                entry.key.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            let has = |key: &str| subject.front(at).iter().any(|entry| is(entry, key));
            let missing = FIELDS.into_iter().filter(|key| !has(key)).map(|key| key.replace('-', "_"));
            let missing: Vec<String> = missing.collect();
            if !missing.is_empty() {
                let first = doc.outline.text.lines().next().unwrap_or_default();
                let message = format!("the front matter has no {}", missing.join(", "));
                sink.at(at, Span::new(0, first.len()), message).peer("verify plan-structure");
            }
        }
    }
}

/// As `gsd-tools verify plan-structure` asks for them, with dashes.
const FIELDS: [&str; 8] = ["phase", "plan", "type", "wave", "depends-on", "files-modified", "autonomous", "must-haves"];
