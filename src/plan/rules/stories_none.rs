//! `stories/none`.

use super::{Gate, Meta, Rule, Sink, Subject};
use crate::plan::model::Role;
use crate::report::Severity;

pub(super) struct StoriesNone;

static META: Meta = Meta {
    name: "stories/none",
    gate: Gate::Planning,
    severity: Some(Severity::Error),
    summary: "The stories document has no user story",
    help: "add `## US-01: Title`",
    docs: r#"## Why

Without a story nobody can say for whom the work is done, or when it is good.

## Finds

````markdown user_stories.md
# User Stories

People sign in.
````

## Accepts

````markdown user_stories.md
# User Stories

## US-01: Sign in

As a user I sign in.
````
"#,
    fixable: false,
    options: &[],
};

impl Rule for StoriesNone {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, subject: &Subject<'_, '_>, sink: &mut Sink<'_>) {
        if let Some((doc, _)) = subject.feature.doc(Role::Stories).filter(|_| subject.feature.stories.is_empty()) {
            subject.about_document(Some(doc), "the document has no user story (`## US-01: …`)", sink);
        }
    }
}
