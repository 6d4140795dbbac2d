//! `documents/malformed`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct DocumentsMalformed;

static META: Meta = Meta {
    name: "documents/malformed",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A fence, comment or front matter that cannot be read as it was meant",
    help: "close it, or mend the YAML",
    docs: r#"## Why

A fence that never closes hides every task below it from people and tools alike.

## Finds

````markdown design.md
# Design

```rust
fn main() {}
````

## Accepts

````markdown design.md
# Design

```rust
fn main() {}
```
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for DocumentsMalformed {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (doc, complaint) in subject.feature.complaints() {
            sink.at(doc, complaint.span, complaint.message.clone());
        }
    }
}
