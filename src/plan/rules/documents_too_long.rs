//! `documents/too-long`.

use super::{Gate, Meta, OptionMeta, Rule, Sink, Subject};
use crate::plan::document::Span;

pub(super) struct DocumentsTooLong;

static META: Meta = Meta {
    name: "documents/too-long",
    gate: Gate::Planning,
    severity: None,
    summary: "A document has more lines than a reader takes in",
    help: "move detail to a document of its own, or split the feature",
    docs: r#"## Why

Agents and people skim long plans and miss the one line that matters.

## Finds

````markdown tasks.md
# Tasks

text
text
text
text
text
text
t…
````

## Accepts

````markdown tasks.md
# Tasks

text
````
"#,
    fixable: false,
    options: &[OptionMeta { name: "lines", default: r#"400"#, about: "the most lines a document may have" }],
};

impl Rule for DocumentsTooLong {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        let most = sink.number("lines");
        for (at, doc) in subject.feature.docs.iter().enumerate() {
            let lines = memchr::memchr_iter(b'\n', doc.outline.text.as_bytes()).count();
            if lines > most {
                let end = doc.outline.text.find('\n').unwrap_or(0);
                sink.at(at, Span::new(0, end), format!("the document has {lines} lines; {most} are allowed"));
            }
        }
    }
}
