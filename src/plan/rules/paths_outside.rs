//! `paths/outside`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct PathsOutside;

static META: Meta = Meta {
    name: "paths/outside",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "The plan names a file outside the repo",
    help: "name files from the root of the repo",
    docs: r#"## Why

Work outside the repo is in no commit and no review.

## Finds

````markdown tasks.md
# Tasks

## Phase 1: One

### T01: Store
**Estimate:** 1h

- [ ] Modify `../other/store.rs`
````

## Accepts

````markdown tasks.md
# Tasks

## Phase 1: One

### T01: Store
**Estimate:** 1h

- [ ] Modify `src/store.rs`
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for PathsOutside {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, task, file) in subject.files() {
            if file.path.text.split('/').any(|part| part == "..") {
                let message = format!("{} lies outside the repo", file.path.text);
                match task {
                    Some(task) => sink.task(task, file.path.span, message),
                    None => sink.at(doc, file.path.span, message),
                };
            }
        }
    }
}
