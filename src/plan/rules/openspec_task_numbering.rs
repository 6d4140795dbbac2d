//! `openspec/task-numbering`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct OpenspecTaskNumbering;

static META: Meta = Meta {
    name: "openspec/task-numbering",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A task is numbered for another group",
    help: "move it to its group, or number it for the one that it stands in",
    docs: r#"## Why

`1.3` under `## 2.` is read as a task of the first group by one and of the second by another.

## Finds

````markdown openspec/changes/add-login/tasks.md
## 1. Sessions

- [ ] 1.1 Store sessions

## 2. Pages

- [ ] 1.2 Sign in
````

## Accepts

````markdown openspec/changes/add-login/tasks.md
## 1. Sessions

- [ ] 1.1 Store sessions

## 2. Pages

- [ ] 2.1 Sign in
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for OpenspecTaskNumbering {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        for (at, task) in feature.tasks.iter().enumerate() {
            let Some(phase) = task.phase.map(|phase| &feature.phases[phase]) else { continue };
            let Some((group, _)) = task.id.split_once('.').filter(|(group, _)| digits(group)) else { continue };
            let over = phase.number.split('.').next().unwrap_or_default();
            let titled =
                feature.docs[phase.doc].outline.slice(phase.at).trim_start_matches(['#', ' ']).starts_with(over);
            if titled && digits(over) && group.trim_start_matches('0') != over.trim_start_matches('0') {
                let message = format!("{} stands in group {over}, and its number says {group}", task.id);
                sink.task(at, task.at, message).peer("task numbering");
            }
        }
    }
}
