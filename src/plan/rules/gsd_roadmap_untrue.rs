//! `gsd/roadmap-untrue`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Status;
use crate::plan::sections::box_mark;
use crate::report::Severity;

pub(super) struct GsdRoadmapUntrue;

static META: Meta = Meta {
    name: "gsd/roadmap-untrue",
    gate: Gate::Completion,
    severity: Some(Severity::Warning),
    summary: "ROADMAP.md says of a plan what its summary does not",
    help: "tick the plan in ROADMAP.md when it has a summary, and only then",
    docs: r#"## Why

People read the roadmap, and GSD's tools count summaries. Where they differ, one of them is wrong.

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

````markdown .planning/ROADMAP.md
# Roadmap

- [x] 01-01-PLAN.md: Sessions
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

````markdown .planning/ROADMAP.md
# Roadmap

- [x] 01-01-PLAN.md: Sessions
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for GsdRoadmapUntrue {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        let Some((at, doc)) = feature.docs.iter().enumerate().find(|(_, doc)| doc.source.path.ends_with("ROADMAP.md"))
        else {
            return;
        };
        for node in doc.outline.nodes().iter() {
            let Some(mark) = node.mark().map(|span| box_mark(&doc.outline, span)) else { continue };
            let text = doc.outline.body(node).trim_start_matches(['*', '`', '[']);
            let Some((plan, _)) = text.split_once("-PLAN.md") else { continue };
            let of_plan = |task: &&crate::plan::model::Task<'_>| {
                task.phase.is_some_and(|phase| feature.phases[phase].number == plan)
            };
            let (done, all) = crate::plan::model::count(feature.tasks.iter().filter(of_plan));
            if all > 0 && (done == all) != (mark.status == Status::Done) {
                let says = if done == all { "is done but not ticked" } else { "is ticked but not done" };
                sink.at(at, node.span, format!("{plan}-PLAN.md {says}: {done} of {all} tasks"));
            }
        }
    }
}
