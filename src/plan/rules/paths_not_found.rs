//! `paths/not-found`.

use std::collections::HashSet;

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::FileUse;
use crate::report::Severity;

pub(super) struct PathsNotFound;

static META: Meta = Meta {
    name: "paths/not-found",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A file that the plan modifies or reads does not exist",
    help: "correct the path, or say that the plan creates it",
    docs: r#"## Why

An agent that is sent to change a file that is not there will make one up.

## Finds

````markdown tasks.md
# Tasks

## Phase 1: One

### T01: Store
**Estimate:** 1h

- [ ] Modify `src/store.rs`
````

## Accepts

````markdown tasks.md
# Tasks

## Phase 1: One

### T01: Store
**Estimate:** 1h

- [ ] Create `src/store.rs`
- [ ] Modify `src/store.rs`
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for PathsNotFound {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let made: HashSet<&str> = subject
            .files()
            .filter(|(_, _, file)| file.used == FileUse::Create)
            .map(|(_, _, file)| file.path.text)
            .collect();
        for (doc, task, file) in subject.files() {
            let needed = matches!(file.used, FileUse::Modify | FileUse::Read);
            let there = subject.facts.paths.get(file.path.text).is_some_and(|fact| fact.exists);
            if !needed || there || made.contains(file.path.text) {
                continue;
            }
            let what = if file.used == FileUse::Read { "reads" } else { "modifies" };
            let message = format!("the plan {what} {}, which does not exist", file.path.text);
            match task {
                Some(task) => sink.task(task, file.path.span, message),
                None => sink.at(doc, file.path.span, message),
            };
        }
    }
}
