//! `gsd/self-check-failed`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct GsdSelfCheckFailed;

static META: Meta = Meta {
    name: "gsd/self-check-failed",
    gate: Gate::Completion,
    severity: Some(Severity::Error),
    summary: "A summary says that its own check failed",
    help: "do what the summary says is missing, and sum it up again",
    docs: r#"## Why

The one who carried the plan out looked, and found that something is missing. Counting files does not see that.

## Finds

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

````markdown .planning/phases/01-base/01-01-SUMMARY.md
# Summary

## Self-Check: FAILED

- MISSING: src/session.rs
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

````markdown .planning/phases/01-base/01-01-SUMMARY.md
# Summary

## Self-Check: PASSED
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for GsdSelfCheckFailed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, doc) in subject.feature.docs.iter().enumerate() {
            if !doc.source.path.ends_with("SUMMARY.md") {
                continue;
            }
            for (node, _, text) in doc.outline.headings() {
                let said = text.get(.."self-check".len()).filter(|head| head.eq_ignore_ascii_case("self-check"));
                if said.is_some() && text.to_ascii_uppercase().contains("FAIL") {
                    let span = doc.outline.nodes()[node].span;
                    sink.at(at, span, "the self-check failed").peer("verify-summary");
                }
            }
        }
    }
}
