//! `gsd/task-incomplete`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct GsdTaskIncomplete;

static META: Meta = Meta {
    name: "gsd/task-incomplete",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A task of a plan has no name or no action",
    help: "give the task `<name>` and `<action>`",
    docs: r#"## Why

An agent is given the action and nothing else. A task without one is done by guessing.

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
  <verify>cargo test</verify>
  <done>It works.</done>
  <files>src/a.rs</files>
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

impl Rule for GsdTaskIncomplete {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in subject.feature.tasks.iter().enumerate() {
            let text = subject.feature.docs[task.doc].outline.slice(task.section);
            // Older plans have headings for tasks.
            if !text.trim_start().starts_with("<task") {
                continue;
            }
            let missing: Vec<&str> = ["<name>", "<action>"].into_iter().filter(|tag| !text.contains(tag)).collect();
            if !missing.is_empty() {
                let message = format!("{} has no {}", task.id, missing.join(" and no "));
                sink.task(at, task.at, message).peer("verify plan-structure");
            }
        }
    }
}
