//! `documents/no-title`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::report::Severity;

pub(super) struct DocumentsNoTitle;

static META: Meta = Meta {
    name: "documents/no-title",
    gate: Gate::Planning,
    severity: Some(Severity::Info),
    summary: "A document has no heading of level 1",
    help: "begin it with `# Title`",
    docs: r#"## Why

The title is what lists, reports and links show.

## Finds

````markdown design.md
## Overview

Text.
````

## Accepts

````markdown design.md
# Design: login

Text.
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for DocumentsNoTitle {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        for (at, doc) in subject.feature.docs.iter().enumerate() {
            let titled = doc.outline.headings().any(|(_, level, text)| level == 1 && !text.is_empty());
            if !titled && !doc.outline.nodes().is_empty() && !doc.is_data() {
                sink.at(at, doc.outline.nodes()[0].span, "the document has no title (`# …`)");
            }
        }
    }
}
