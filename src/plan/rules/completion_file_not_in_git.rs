//! `completion/file-not-in-git`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::{FileUse, Status};
use crate::report::Severity;

pub(super) struct CompletionFileNotInGit;

static META: Meta = Meta {
    name: "completion/file-not-in-git",
    gate: Gate::Completion,
    severity: Some(Severity::Error),
    summary: "A file that a done task creates is not in git",
    help: "`git add` it, or correct the plan",
    docs: r#"## Why

A file that only exists on one machine is not finished work.

## Finds

````markdown tasks.md
# Tasks

## Phase 1: One

### T01: Store
**Estimate:** 1h

- [x] Create `src/store.rs`
````

## Accepts

````markdown tasks.md
# Tasks

## Phase 1: One

### T01: Store
**Estimate:** 1h

- [x] Write the store
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for CompletionFileNotInGit {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, task) in subject.feature.tasks.iter().enumerate().filter(|(_, task)| task.status == Status::Done) {
            for file in task.files.iter().filter(|file| file.used == FileUse::Create) {
                let fact = subject.facts.paths.get(file.path.text);
                if !fact.is_some_and(|fact| fact.tracked) {
                    let how = if fact.is_some_and(|fact| fact.exists) {
                        "exists, but is not in git"
                    } else {
                        "does not exist"
                    };
                    sink.task(at, file.path.span, format!("{} creates {}, which {how}", task.id, file.path.text));
                }
            }
        }
    }
}
