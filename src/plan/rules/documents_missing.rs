//! `documents/missing`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct DocumentsMissing;

static META: Meta = Meta {
    name: "documents/missing",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "A feature's design, stories or tasks document is missing",
    help: "write the document; `planyard new-feature` shows what belongs in it",
    docs: r#"## Why

Work that begins without one of the three has nobody who thought about how, for whom, or in which steps.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
````

## Accepts

````markdown design.md
# Design
````

````markdown user_stories.md
# Stories
````

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [ ] Estimate: 1h
- [ ] Tests: tests/session.rs
- [ ] Dependencies: None
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for DocumentsMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        if !subject.is_folder() {
            return;
        }
        for role in [Role::Design, Role::Stories, Role::Tasks] {
            if subject.feature.doc(role).is_none() {
                let name = match role {
                    Role::Design => "design.md",
                    Role::Stories => "user_stories.md",
                    _ => "tasks.md",
                };
                sink.file(format!("{}/{name}", subject.feature.path), format!("the feature has no {name}"));
            }
        }
    }
}
