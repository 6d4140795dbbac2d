//! `completion/unreadable`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct CompletionUnreadable;

static META: Meta = Meta {
    name: "completion/unreadable",
    gate: Gate::Completion,
    severity: Some(Severity::Error),
    summary: "A part of the tasks document cannot be read, so open tasks may hide in it",
    help: "close the fence or comment, or mend the front matter",
    docs: r#"## Why

What stands below a fence that never closes is code to every reader of markdown. Tasks there would count as absent.

## Finds

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h

```console
cargo test

### T02: Sign in
- [ ] Estimate: 1h
````

## Accepts

````markdown tasks.md
# Tasks: P01-F01 login

## Task List

### T01: Store sessions
- [x] Estimate: 1h

```console
cargo test
```

### T02: Sign in
- [ ] Estimate: 1h
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for CompletionUnreadable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let feature = subject.feature;
        for (doc, complaint) in feature.complaints() {
            // A plan of one file holds its tasks whatever it is called.
            if feature.docs[doc].source.role == Role::Tasks || !subject.is_folder() {
                sink.at(doc, complaint.span, complaint.message.clone());
            }
        }
    }
}
