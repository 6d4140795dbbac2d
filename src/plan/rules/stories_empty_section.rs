//! `stories/empty-section`.

use super::empty_sections;
use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct StoriesEmptySection;

static META: Meta = Meta {
    name: "stories/empty-section",
    gate: Gate::Planning,
    severity: Some(Severity::Warning),
    summary: "A section of the stories document says nothing",
    help: "write it, say `None.`, or remove the heading",
    docs: r#"## Why

A heading without text looks answered in a table of contents and is not.

## Finds

````markdown user_stories.md
# Stories

## Notes

## Risks

None.
````

## Accepts

````markdown user_stories.md
# Stories

## Notes

Text.
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for StoriesEmptySection {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        empty_sections(subject, Role::Stories, sink);
    }
}
