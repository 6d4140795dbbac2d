//! `gsd/summary-without-plan`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::document::Span;
use crate::report::Severity;

pub(super) struct GsdSummaryWithoutPlan;

static META: Meta = Meta {
    name: "gsd/summary-without-plan",
    gate: Gate::Completion,
    severity: Some(Severity::Warning),
    summary: "A summary has no plan",
    help: "restore the plan it sums up, or take the summary away",
    docs: r#"## Why

Progress is counted by summaries. One without a plan counts work that nobody planned, or whose plan was renamed.

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

````markdown .planning/phases/01-base/01-02-SUMMARY.md
# Summary

Done.
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

Done.
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for GsdSummaryWithoutPlan {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let docs = &subject.feature.docs;
        let plans: Vec<&str> = docs.iter().filter_map(|doc| stem(&doc.source.path, "PLAN.md")).collect();
        for (at, doc) in docs.iter().enumerate() {
            let Some(summary) = stem(&doc.source.path, "SUMMARY.md") else { continue };
            let is_of = |plan: &&&str| {
                **plan == summary || plan.strip_prefix(summary).is_some_and(|rest| rest.starts_with('-'))
            };
            if !summary.is_empty() && !plans.iter().any(|plan| is_of(&plan)) {
                let message = format!("there is no {summary}-PLAN.md that it could sum up");
                sink.at(at, Span::at(0), message).peer("verify phase-completeness");
            }
        }
    }
}

/// `01-02` of `01-02-PLAN.md`, `01-02-login` of `01-02-login-PLAN.md`.
fn stem<'p>(path: &'p str, end: &str) -> Option<&'p str> {
    Some(path.rsplit('/').next()?.strip_suffix(end)?.trim_end_matches('-'))
}
