//! `gsd/task-unverifiable`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct GsdTaskUnverifiable;

static META: Meta = Meta {
    name: "gsd/task-unverifiable",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task of a plan does not say how it is verified",
    help: "add `<verify>` with the command that shows it, `<done>` and `<files>`",
    docs: r#"## Why

Without a command that shows it, an agent says that it is done, and nobody can tell.

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
  <action>Keep them in the store.</action>
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

impl Rule for GsdTaskUnverifiable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in subject.feature.tasks.iter().enumerate() {
            let text = subject.feature.docs[task.doc].outline.slice(task.section);
            let is_person = task.labels.iter().any(|label| label.text.starts_with("checkpoint"));
            if !text.trim_start().starts_with("<task") || is_person {
                continue;
            }
            let tags = ["<verify>", "<done>", "<files>"];
            let missing: Vec<&str> = tags.into_iter().filter(|tag| !text.contains(tag)).collect();
            if !missing.is_empty() {
                let message = format!("{} has no {}", task.id, missing.join(", "));
                sink.task(at, task.at, message).peer("verify plan-structure");
            }
        }
    }
}
