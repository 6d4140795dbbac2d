//! `gsd/checkpoint-autonomous`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct GsdCheckpointAutonomous;

static META: Meta = Meta {
    name: "gsd/checkpoint-autonomous",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A plan with a checkpoint says that it is autonomous",
    help: "set `autonomous: false`",
    docs: r#"## Why

At a checkpoint a person decides. A plan that is carried out without one runs past it.

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

<task type="checkpoint:human-verify">
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
autonomous: false
must_haves:
  truths:
    - A session outlives a restart
---

<task type="checkpoint:human-verify">
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

impl Rule for GsdCheckpointAutonomous {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, _) in subject.feature.docs.iter().enumerate().filter(|(_, doc)| doc.source.role == Role::Tasks) {
            let is_checked = |task: &&crate::plan::model::Task<'_>| {
                task.doc == at && task.labels.iter().any(|label| label.text.starts_with("checkpoint"))
            };
            let Some(task) = subject.feature.tasks.iter().find(is_checked) else { continue };
            let said =
                subject.front(at).iter().find(|entry| entry.key == "autonomous").and_then(|entry| entry.values.first());
            if said.is_none_or(|said| said.text != "false") {
                let span = said.map_or(task.at, |said| said.span);
                let message = format!("{} waits for a person, but the plan is not `autonomous: false`", task.id);
                sink.at(at, span, message).peer("verify plan-structure");
            }
        }
    }
}
